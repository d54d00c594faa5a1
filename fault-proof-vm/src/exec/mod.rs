//! What one instruction does, written once for every way of holding memory and threads: [`Bus`] stands for
//! memory and host, the caller for the thread stacks.

mod bus;
mod execute;
mod ml;
pub(crate) mod subword;
mod syscall;

pub(crate) use bus::{Bus, FullBus};
#[cfg_attr(not(feature = "jit"), allow(unused_imports, reason = "for compiled code"))]
pub(crate) use execute::linked_width;
pub(crate) use execute::{divide, multiply};
pub use ml::{ML_MAP, ML_READ};
pub(crate) use syscall::number;

use crate::error::{Exception, Fault};
use crate::isa::Op;
use crate::state::{Control, SCHEDULING_QUANTUM, Thread};

/// What a step means for the threads, beyond changes to the running one.
#[derive(Debug)]
pub(crate) enum Flow {
    /// Nothing: go on with the same thread.
    Next,
    /// The machine exited.
    Exit,
    /// The running thread ended with this code.
    ThreadExit(u8),
    /// The running thread gives way to the next one.
    Yield,
    /// A new thread is to be pushed in front of the running one.
    Spawn(Box<Thread>),
}

/// What the scheduler does before an instruction would be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The thread has exited: remove it.
    Pop,
    /// Its quantum is over: let the next one run.
    Preempt,
    /// Run an instruction.
    Run,
}

/// The scheduler's decision at the start of a step.
pub(crate) fn turn(control: &Control, thread: &Thread) -> Turn {
    match (thread.exited, control.steps_since_switch >= SCHEDULING_QUANTUM) {
        (true, _) => Turn::Pop,
        (false, true) => Turn::Preempt,
        (false, false) => Turn::Run,
    }
}

/// Runs one instruction of `thread` and counts it; says which operation it was. On an error nothing is changed, provided
/// that the bus fails only on the first use of a word.
#[inline(always)]
pub(crate) fn run_instruction<B: Bus>(
    control: &mut Control,
    thread: &mut Thread,
    bus: &mut B,
) -> Result<(Op, Flow), Fault> {
    if thread.pc & 3 != 0 {
        return Err(Exception::MisalignedPc { pc: thread.pc }.into());
    }
    let insn = bus.fetch(thread.pc)?;
    control.step = control.step.wrapping_add(1);
    control.steps_since_switch += 1;
    match execute::execute(control, thread, bus, insn) {
        Ok(flow) => Ok((insn.op(), flow)),
        Err(fault) => {
            control.step = control.step.wrapping_sub(1);
            control.steps_since_switch -= 1;
            Err(fault)
        }
    }
}

/// Runs instructions until one does something to the threads, or `budget` of them are done.
#[inline(always)]
pub(crate) fn interpret<B: Bus>(
    control: &mut Control,
    thread: &mut Thread,
    bus: &mut B,
    budget: u64,
) -> Result<(u64, Flow), Fault> {
    for done in 1..=budget {
        let (_, flow) = run_instruction(control, thread, bus)?;
        if !matches!(flow, Flow::Next) {
            return Ok((budget - done, flow));
        }
    }
    Ok((0, Flow::Next))
}

/// Counts the end of a thread; `last` says that it was the only one, which ends the machine.
pub(crate) fn thread_exit(control: &mut Control, exit_code: u8, last: bool) {
    if last {
        control.exited = true;
        control.exit_code = exit_code;
    }
}
