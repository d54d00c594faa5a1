//! System calls, by their N64 numbers.
//!
//! A call returns its result in `$v0` and its error flag in `$a3`: for an error the number of the error and
//! 2^64 − 1. Calls a runtime makes but whose effect a single program cannot miss succeed and do nothing.

use super::execute::{next, store};
use super::ml::ml_syscall;
use super::{Bus, Flow};
use crate::error::{Exception, Fault};
use crate::state::{Control, HEAP_END, PROGRAM_BREAK, Thread, Version, register};

/// Numbers of the system calls that do something.
pub mod number {
    #![allow(missing_docs, reason = "the names are the kernel's own")]
    pub const READ: u64 = 5000;
    pub const WRITE: u64 = 5001;
    pub const OPEN: u64 = 5002;
    pub const MMAP: u64 = 5009;
    pub const BRK: u64 = 5012;
    pub const SCHED_YIELD: u64 = 5023;
    pub const NANOSLEEP: u64 = 5034;
    pub const GETPID: u64 = 5038;
    pub const CLONE: u64 = 5055;
    pub const EXIT: u64 = 5058;
    pub const FCNTL: u64 = 5070;
    pub const GETTID: u64 = 5178;
    pub const FUTEX: u64 = 5194;
    pub const EXIT_GROUP: u64 = 5205;
    pub const CLOCK_GETTIME: u64 = 5222;
    pub const EVENTFD2: u64 = 5284;
    pub const GETRANDOM: u64 = 5313;
}

/// Calls that succeed and do nothing: close, stat, fstat, lseek, mprotect, munmap, rt_sigaction,
/// rt_sigprocmask, ioctl, pread64, mincore, madvise, setitimer, uname, readlink, getrlimit, getuid, getgid,
/// sigaltstack, sched_getaffinity, epoll_ctl, timer_create, timer_settime, timer_delete, tgkill, openat,
/// readlinkat, epoll_pwait, epoll_create1, pipe2, prlimit64.
const NO_OPERATION: [u64; 31] = [
    5003, 5004, 5005, 5008, 5010, 5011, 5013, 5014, 5015, 5016, 5026, 5027, 5036, 5061, 5087, 5095, 5100,
    5102, 5129, 5196, 5208, 5216, 5217, 5220, 5225, 5247, 5257, 5272, 5285, 5287, 5297,
];

/// The one set of flags `clone` accepts: what Go's runtime and pthreads pass.
const CLONE_FLAGS: u64 = 0x0005_0f00;
/// Simulated instructions per second, for the monotonic clock.
const CLOCK_HZ: u64 = 10_000_000;
const FUTEX_WAIT_PRIVATE: u64 = 128;
const FUTEX_WAKE_PRIVATE: u64 = 129;
const EFD_NONBLOCK: u64 = 0x80;

/// Descriptors.
const STDIN: u64 = 0;
const STDOUT: u64 = 1;
const STDERR: u64 = 2;
const HINT_READ: u64 = 3;
const HINT_WRITE: u64 = 4;
const PREIMAGE_READ: u64 = 5;
const PREIMAGE_WRITE: u64 = 6;
const EVENT: u64 = 100;

/// Result of a call: value, or number of an error.
pub(super) type Outcome = Result<u64, u64>;
const EBADF: Outcome = Err(9);
const EAGAIN: Outcome = Err(0xb);
pub(super) const EINVAL: Outcome = Err(0x16);

/// Runs the system call in the thread's registers.
#[inline(never)]
pub(super) fn syscall<B: Bus>(
    control: &mut Control,
    thread: &mut Thread,
    bus: &mut B,
) -> Result<Flow, Fault> {
    let [a0, a1, a2] = [register::A0, register::A1, register::A2].map(|i| thread.registers[i]);
    let outcome = match thread.registers[register::V0] {
        number::MMAP => mmap(control, a0, a1),
        number::BRK => Ok(PROGRAM_BREAK),
        number::READ => read(control, bus, a0, a1, a2)?,
        number::WRITE => write(control, bus, a0, a1, a2)?,
        number::OPEN => EBADF,
        number::FCNTL => fcntl(a0, a1),
        number::GETTID => Ok(thread.id),
        number::GETPID => Ok(0),
        number::EVENTFD2 if a1 & EFD_NONBLOCK == 0 => EINVAL,
        number::EVENTFD2 => Ok(EVENT),
        number::CLOCK_GETTIME => clock_gettime(control, bus, a0, a1)?,
        number::GETRANDOM => getrandom(control, bus, a0, a1)?,
        number::FUTEX => match a1 {
            FUTEX_WAIT_PRIVATE => {
                let word = bus.load(a0 & !7)?;
                let half = if a0 & 4 == 0 { word >> 32 } else { word };
                if half as u32 != a2 as u32 { EAGAIN } else { return give_way(thread) }
            }
            FUTEX_WAKE_PRIVATE => return give_way(thread),
            _ => EINVAL,
        },
        number::SCHED_YIELD | number::NANOSLEEP => return give_way(thread),
        number::CLONE => return Ok(clone(control, thread, a0, a1)),
        number::EXIT => {
            thread.exited = true;
            thread.exit_code = a0 as u8;
            return Ok(Flow::ThreadExit(a0 as u8));
        }
        number::EXIT_GROUP => return Ok(exit(control, a0 as u8)),
        number if NO_OPERATION.contains(&number) => Ok(0),
        number => {
            let outcome = match bus.version() {
                Version::V8 => None,
                Version::Ml => ml_syscall(control, &thread.registers, bus)?,
            };
            outcome.ok_or(Exception::UnknownSyscall { pc: thread.pc, number })?
        }
    };
    finish(thread, outcome)
}

/// Puts the result into the registers and goes on.
fn finish(thread: &mut Thread, outcome: Outcome) -> Result<Flow, Fault> {
    let (value, flag) = match outcome {
        Ok(value) => (value, 0),
        Err(number) => (number, u64::MAX),
    };
    thread.registers[register::V0] = value;
    thread.registers[register::A3] = flag;
    next(thread)
}

/// Succeeds, and lets the next thread run.
fn give_way(thread: &mut Thread) -> Result<Flow, Fault> {
    finish(thread, Ok(0))?;
    Ok(Flow::Yield)
}

fn exit(control: &mut Control, code: u8) -> Flow {
    control.exited = true;
    control.exit_code = code;
    Flow::Exit
}

fn mmap(control: &mut Control, hint: u64, len: u64) -> Outcome {
    if hint != 0 {
        return Ok(hint);
    }
    let start = control.heap;
    let end = len.checked_next_multiple_of(4096).and_then(|len| start.checked_add(len));
    match end {
        Some(end) if end <= HEAP_END => {
            control.heap = end;
            Ok(start)
        }
        _ => EINVAL,
    }
}

fn fcntl(descriptor: u64, command: u64) -> Outcome {
    match (command, descriptor) {
        (1, STDIN..=PREIMAGE_WRITE) => Ok(0),
        (3, STDIN | HINT_READ | PREIMAGE_READ) => Ok(0),
        (3, STDOUT | STDERR | HINT_WRITE | PREIMAGE_WRITE) => Ok(1),
        (1 | 3, _) => EBADF,
        _ => EINVAL,
    }
}

/// Reads: pre-images come in pieces that stay inside one word.
fn read<B: Bus>(control: &mut Control, bus: &mut B, from: u64, to: u64, len: u64) -> Result<Outcome, Fault> {
    Ok(match from {
        STDIN => Ok(0),
        HINT_READ => Ok(len),
        PREIMAGE_READ => {
            let start = (to & 7) as usize;
            let mut bytes = bus.load(to & !7)?.to_be_bytes();
            let part = bus.preimage(&control.preimage_key, control.preimage_offset)?;
            let count = part.len.min(8 - start).min(usize::try_from(len).unwrap_or(usize::MAX));
            bytes[start..start + count].copy_from_slice(&part.bytes[..count]);
            store(control, bus, to & !7, u64::from_be_bytes(bytes))?;
            control.preimage_offset = control.preimage_offset.wrapping_add(count as u64);
            Ok(count as u64)
        }
        EVENT => EAGAIN,
        _ => EBADF,
    })
}

/// Writes: a pre-image key is shifted in, a piece inside one word at a time.
fn write<B: Bus>(control: &mut Control, bus: &mut B, to: u64, from: u64, len: u64) -> Result<Outcome, Fault> {
    Ok(match to {
        STDOUT | STDERR | HINT_WRITE => {
            bus.output(to, from, len)?;
            Ok(len)
        }
        PREIMAGE_WRITE => {
            let start = (from & 7) as usize;
            let bytes = bus.load(from & !7)?.to_be_bytes();
            let count = usize::try_from(len).unwrap_or(usize::MAX).min(8 - start);
            control.preimage_key.copy_within(count.., 0);
            control.preimage_key[32 - count..].copy_from_slice(&bytes[start..start + count]);
            control.preimage_offset = 0;
            Ok(count as u64)
        }
        EVENT => EAGAIN,
        _ => EBADF,
    })
}

/// The clock counts steps. The pointer is rounded down to a word.
fn clock_gettime<B: Bus>(control: &mut Control, bus: &mut B, clock: u64, to: u64) -> Result<Outcome, Fault> {
    let (seconds, nanoseconds) = match clock {
        0 => (0, 0),
        1 => (control.step / CLOCK_HZ, control.step % CLOCK_HZ * (1_000_000_000 / CLOCK_HZ)),
        _ => return Ok(EINVAL),
    };
    let word = to & !7;
    store(control, bus, word, seconds)?;
    store(control, bus, word.wrapping_add(8), nanoseconds)?;
    Ok(Ok(0))
}

/// Overwrites up to the end of one word with bytes of a number made from the step count.
fn getrandom<B: Bus>(control: &mut Control, bus: &mut B, to: u64, len: u64) -> Result<Outcome, Fault> {
    let start = (to & 7) as usize;
    let count = len.min(8 - start as u64) as usize;
    let mut bytes = bus.load(to & !7)?.to_be_bytes();
    let random = splitmix64(control.step).to_be_bytes();
    bytes[start..start + count].copy_from_slice(&random[start..start + count]);
    store(control, bus, to & !7, u64::from_be_bytes(bytes))?;
    Ok(Ok(count as u64))
}

/// One output of the splitmix64 generator.
fn splitmix64(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// Starts a thread that goes on after the call as its parent does, on a stack of its own. Other flags than
/// the accepted ones end the machine.
fn clone(control: &mut Control, thread: &mut Thread, flags: u64, stack: u64) -> Flow {
    if flags != CLONE_FLAGS {
        return exit(control, 2);
    }
    let id = control.next_thread_id;
    control.next_thread_id = id.wrapping_add(1);
    let mut child = Thread {
        id,
        exit_code: 0,
        exited: false,
        pc: thread.next_pc,
        next_pc: thread.next_pc.wrapping_add(4),
        ..thread.clone()
    };
    child.registers[register::SP] = stack;
    child.registers[register::V0] = 0;
    child.registers[register::A3] = 0;
    thread.registers[register::V0] = id;
    thread.registers[register::A3] = 0;
    thread.pc = child.pc;
    thread.next_pc = child.next_pc;
    Flow::Spawn(Box::new(child))
}
