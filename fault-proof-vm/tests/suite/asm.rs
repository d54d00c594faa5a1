//! A few instruction words by name, and machines made of them.

use fault_proof_vm::host::Host;
use fault_proof_vm::{Exception, State, Vm, VmError, step_witness};

pub const ZERO: u32 = 0;
pub const V0: u32 = 2;
pub const A0: u32 = 4;
pub const A1: u32 = 5;
pub const A2: u32 = 6;
pub const A3: u32 = 7;
pub const T0: u32 = 8;
pub const T1: u32 = 9;
pub const T2: u32 = 10;
pub const SP: u32 = 29;
pub const RA: u32 = 31;
pub const NOP: u32 = 0;
pub const SYSCALL: u32 = 0x0c;
/// Where test programs start.
pub const CODE: u64 = 0x1000;

/// An instruction with a 16-bit immediate.
pub fn i(op: u32, rt: u32, rs: u32, imm: i32) -> u32 {
    op << 26 | rs << 21 | rt << 16 | (imm as u32 & 0xffff)
}

/// A three-register instruction of opcode 0.
pub fn r(function: u32, rd: u32, rs: u32, rt: u32) -> u32 {
    rs << 21 | rt << 16 | rd << 11 | function
}

/// A shift by a constant.
pub fn shift(function: u32, rd: u32, rt: u32, amount: u32) -> u32 {
    rt << 16 | rd << 11 | amount << 6 | function
}

pub fn daddiu(rt: u32, rs: u32, imm: i32) -> u32 {
    i(0x19, rt, rs, imm)
}

pub fn ori(rt: u32, rs: u32, imm: i32) -> u32 {
    i(0x0d, rt, rs, imm)
}

pub fn daddu(rd: u32, rs: u32, rt: u32) -> u32 {
    r(0x2d, rd, rs, rt)
}

pub fn beq(rs: u32, rt: u32, words: i32) -> u32 {
    i(0x04, rt, rs, words)
}

pub fn bne(rs: u32, rt: u32, words: i32) -> u32 {
    i(0x05, rt, rs, words)
}

pub fn j(target: u64) -> u32 {
    2 << 26 | (target >> 2 & 0x03ff_ffff) as u32
}

/// `exit_group(code)`: three words.
pub fn exit_group(code: i32) -> [u32; 3] {
    [ori(V0, ZERO, 5205), ori(A0, ZERO, code), SYSCALL]
}

/// The words as bytes.
pub fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// A state with these words at [`CODE`] and the program counter there.
pub fn state(words: &[u32]) -> State {
    let mut state = State::start(CODE);
    state.memory.write_bytes(CODE, &bytes(words)).unwrap();
    state
}

/// A machine with these words and registers.
pub fn machine(words: &[u32], registers: &[(u32, u64)]) -> Vm {
    let mut state = state(words);
    for &(register, value) in registers {
        state.threads.left[0].registers[register as usize] = value;
    }
    Vm::new(state)
}

/// A machine about to make a system call.
pub fn call(number: u64, arguments: [u64; 3]) -> Vm {
    let [a0, a1, a2] = arguments;
    machine(&[SYSCALL], &[(V0, number), (A0, a0), (A1, a1), (A2, a2), (A3, 0x77)])
}

/// One step, done three ways that must agree: the full machine with and without evidence, and the evidence
/// alone.
pub fn step<H: Host + Clone>(vm: &mut Vm<H>) -> Result<(), VmError> {
    let mut plain = vm.clone();
    let mut host = vm.host_mut().clone();
    let plain_result = plain.step();
    let before = vm.state_mut().hash();
    match vm.step_with_proof() {
        Ok(witness) => {
            plain_result.unwrap();
            let from_evidence = step_witness(&witness.state, &witness.proof[..], &mut host).unwrap();
            let expected = vm.state_mut().witness();
            assert_eq!(from_evidence, expected);
            assert_eq!(plain.state_mut().witness(), expected);
            Ok(())
        }
        Err(error) => {
            assert_eq!(plain_result, Err(error.clone()));
            assert_eq!(vm.state_mut().hash(), before, "an exception changes nothing");
            assert_eq!(plain.state_mut().hash(), before);
            Err(error)
        }
    }
}

/// Steps `count` times, see [`step`].
pub fn steps<H: Host + Clone>(vm: &mut Vm<H>, count: usize) {
    for _ in 0..count {
        step(vm).unwrap();
    }
}

/// Register of the running thread.
pub fn register<H: Host>(vm: &Vm<H>, register: u32) -> u64 {
    vm.state().active_thread().unwrap().registers[register as usize]
}

/// Result and error flag of a system call that was made.
pub fn result<H: Host>(vm: &Vm<H>) -> (u64, u64) {
    (register(vm, V0), register(vm, A3))
}

/// The exception a step ends in.
pub fn exception<H: Host + Clone>(vm: &mut Vm<H>) -> Exception {
    match step(vm) {
        Err(VmError::Exception(exception)) => exception,
        other => panic!("an exception is expected, not {other:?}"),
    }
}
