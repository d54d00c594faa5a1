//! Quirks that audits of Cannon named, and more of the kind: each as a step in both, with the outcome it must
//! have.

use crate::common::{Agreed, Pair, Quiet};
use fault_proof_vm::host::Host;
use fault_proof_vm::state::{HEAP_END, HEAP_START, Reservation, Thread};
use fault_proof_vm::{State, Vm};

const CODE: u64 = 0x1000;
const DATA: u64 = 0x2000;
const T0: usize = 8;
const T1: usize = 9;
const RA: usize = 31;
const DIRTY: u64 = 0xdead_beef_0000_0000;
const MINUS: u64 = u64::MAX;
const SYSCALL: u32 = 0x0c;

/// An instruction with a 16-bit immediate.
fn i(op: u32, rt: usize, rs: usize, imm: i16) -> u32 {
    op << 26 | (rs as u32) << 21 | (rt as u32) << 16 | u32::from(imm as u16)
}

/// A three-register instruction `rd := rs . rt` of opcode 0, on `$t0`, `$t0` and `$t1`.
fn r(function: u32) -> u32 {
    (T0 << 21 | T1 << 16 | T0 << 11) as u32 | function
}

fn machine(words: &[u32], registers: &[(usize, u64)]) -> Vm<Quiet> {
    let mut state = State::start(CODE);
    for (at, word) in (CODE..).step_by(4).zip(words) {
        state.memory.write_bytes(at, &word.to_be_bytes()).unwrap();
    }
    for &(register, value) in registers {
        state.threads.left[0].registers[register] = value;
    }
    Vm::with_host(state, Quiet::default())
}

fn call(number: u64, arguments: [u64; 3]) -> Vm<Quiet> {
    let [a0, a1, a2] = arguments;
    machine(&[SYSCALL], &[(2, number), (4, a0), (5, a1), (6, a2), (7, 0x77)])
}

/// One step that must have a next state.
fn next(pair: &mut Pair, vm: &mut Vm<impl Host>) {
    let agreed = pair.step(vm);
    assert!(matches!(agreed, Agreed::Next(_)), "{agreed:?}");
}

/// The name of the contract's error for a step that must have none.
fn refused(pair: &mut Pair, vm: &mut Vm<impl Host>) -> String {
    match pair.step(vm) {
        Agreed::Refused(_, reason) => reason,
        next => panic!("a refusal is expected, not {next:?}"),
    }
}

fn register(vm: &Vm<impl Host>, register: usize) -> u64 {
    vm.state().active_thread().unwrap().registers[register]
}

fn result(vm: &Vm<impl Host>) -> (u64, u64) {
    (register(vm, 2), register(vm, 7))
}

#[test]
fn arithmetic() {
    let mut pair = Pair::new();
    let shift = |function: u32, amount: u32| (T1 << 16 | T0 << 11) as u32 | amount << 6 | function;
    for (name, word, t0, t1, expected) in [
        ("sll drops the upper half", shift(0x00, 1), 0, DIRTY | 0x8000_0000, 0),
        ("sll by 0 sign-extends", shift(0x00, 0), 0, DIRTY | 0x8000_0000, 0xffff_ffff_8000_0000),
        ("srl by 0 sign-extends", shift(0x02, 0), 0, DIRTY | 0x8000_0000, 0xffff_ffff_8000_0000),
        ("sra", shift(0x03, 4), 0, DIRTY | 0x8000_0000, 0xffff_ffff_f800_0000),
        ("sllv drops the upper half", r(0x04), 1, DIRTY | 0x8000_0000, 0),
        ("srav uses five bits", r(0x07), 0x28, 0x8000_0000, 0xffff_ffff_ff80_0000),
        ("dsllv uses six bits", r(0x14), 0x7f, 1, 1 << 63),
        ("dsra32", shift(0x3f, 31), 0, 1 << 63, MINUS),
        ("add does not trap", r(0x20), 0x7fff_ffff, 1, 0xffff_ffff_8000_0000),
        ("sub does not trap", r(0x22), 0x8000_0000, 1, 0x7fff_ffff),
        ("dadd does not trap", r(0x2c), MINUS >> 1, 1, 1 << 63),
        ("addi does not trap", i(0x08, T0, T1, 1), 0, 0x7fff_ffff, 0xffff_ffff_8000_0000),
        ("sltiu sign-extends first", i(0x0b, T0, T1, -1), 0, MINUS - 1, 1),
        ("lui sign-extends", i(0x0f, T0, 0, -1), 0, 0, 0xffff_ffff_ffff_0000),
        ("sync moves rs", r(0x0f), 77, 5, 77),
        ("mthi writes 0 to rd", r(0x11), 77, 5, 0),
        ("mult writes 0 to rd", r(0x18), 77, 5, 0),
        ("movz moves", r(0x0a), 77, 0, 77),
        ("mul sign-extends", 0x1c << 26 | r(0x02), 0x1_0000, 0x8000, 0xffff_ffff_8000_0000),
        ("clz looks at the low half", 0x1c << 26 | r(0x20), DIRTY, 0, 32),
        ("dclo", 0x1c << 26 | r(0x25), MINUS, 0, 64),
        ("must-be-zero fields are not checked", shift(0x00, 0) | 0x03e0_0000, 0, 5, 5),
    ] {
        let mut vm = machine(&[word], &[(T0, t0), (T1, t1)]);
        next(&mut pair, &mut vm);
        assert_eq!(register(&vm, T0), expected, "{name}");
    }
    for (word, t0) in [(i(0x0d, 0, T0, 5), 9), (i(0x23, 0, T0, 0), DATA), (i(0x38, 0, T0, 0), DATA)] {
        let mut vm = machine(&[word], &[(T0, t0)]);
        next(&mut pair, &mut vm);
        assert_eq!(register(&vm, 0), 0, "register 0 stays");
    }
}

#[test]
fn division() {
    let mut pair = Pair::new();
    for (function, a, b, expected) in [
        (0x1a, DIRTY | 0x8000_0000, 0xffff_ffff, (0, 0xffff_ffff_8000_0000)),
        (0x1e, 1 << 63, MINUS, (0, 1 << 63)),
        (0x1a, (-7i64) as u64, 2, (MINUS, (-3i64) as u64)),
        (0x1b, MINUS, 1, (0, MINUS)),
        (0x1f, MINUS, 10, (5, MINUS / 10)),
    ] {
        let mut vm = machine(&[r(function)], &[(T0, a), (T1, b)]);
        next(&mut pair, &mut vm);
        let thread = vm.state().active_thread().unwrap();
        assert_eq!((thread.hi, thread.lo), expected, "function {function:#x}");
    }
    for (function, divisor) in [(0x1a, DIRTY), (0x1b, DIRTY), (0x1e, 0), (0x1f, 0)] {
        let mut vm = machine(&[r(function)], &[(T0, 1), (T1, divisor)]);
        assert_eq!(refused(&mut pair, &mut vm), "DivisionByZero");
    }
    let mut vm = machine(&[r(0x1e)], &[(T0, 1), (T1, DIRTY)]);
    next(&mut pair, &mut vm);
}

#[test]
fn branches_and_jumps() {
    let mut pair = Pair::new();
    for (kind, value) in [(0x10, 0), (0x10, MINUS), (0x11, 0), (0x11, MINUS)] {
        let mut vm = machine(&[i(1, kind, T0, 4)], &[(T0, value)]);
        next(&mut pair, &mut vm);
        assert_eq!(register(&vm, RA), CODE + 8, "the linking forms link, taken or not");
    }
    for kind in [0x02, 0x03, 0x08, 0x0e, 0x12, 0x1f] {
        let mut vm = machine(&[i(1, kind, T0, 4)], &[(T0, MINUS)]);
        next(&mut pair, &mut vm);
        let thread = vm.state().active_thread().unwrap();
        assert_eq!((thread.registers[RA], thread.next_pc), (0, CODE + 8), "a branch never taken");
    }
    let beq = |words| i(4, 0, 0, words);
    let mut vm = machine(&[beq(4), beq(4)], &[]);
    next(&mut pair, &mut vm);
    assert_eq!(refused(&mut pair, &mut vm), "JumpInDelaySlot");
    // A jump to pc + 8 goes unnoticed in its delay slot.
    let mut vm = machine(&[beq(1), 2 << 26 | 0x1000, 0], &[]);
    for _ in 0..3 {
        next(&mut pair, &mut vm);
    }
    assert_eq!(vm.state().active_thread().unwrap().pc, 0x4000);
    // The region of a jump is that of its delay slot.
    let mut vm = machine(&[], &[]);
    let pc = 0x1_0fff_fffc;
    let state = vm.state_mut();
    state.memory.write_bytes(pc, &(2 << 26 | 0x10u32).to_be_bytes()).unwrap();
    (state.threads.left[0].pc, state.threads.left[0].next_pc) = (pc, pc + 4);
    next(&mut pair, &mut vm);
    assert_eq!(vm.state().active_thread().unwrap().next_pc, 0x1_1000_0040);
    // jalr links through rd, even when that is the register jumped to.
    let mut vm = machine(&[r(0x09)], &[(T0, 0x4000)]);
    next(&mut pair, &mut vm);
    assert_eq!(register(&vm, T0), CODE + 8);
    // A misaligned target is refused when it is fetched.
    let mut vm = machine(&[r(0x08)], &[(T0, 0x4002)]);
    next(&mut pair, &mut vm);
    next(&mut pair, &mut vm);
    assert_eq!(refused(&mut pair, &mut vm), "InvalidPC");
}

#[test]
fn memory() {
    let mut pair = Pair::new();
    let contents = 0x8182_8384_8586_8788u64;
    for (op, offset, expected) in [
        (0x20, 1, 0xffff_ffff_ffff_ff82),
        (0x24, 7, 0x88),
        (0x21, 3, 0xffff_ffff_ffff_8384),
        (0x25, 3, 0x8384),
        (0x23, 7, 0xffff_ffff_8586_8788),
        (0x27, 1, 0x8182_8384),
        (0x37, 5, contents),
        (0x22, 5, 0xffff_ffff_8687_8844),
        (0x26, 0, 0x1122_3344_5566_7781),
        (0x26, 3, 0xffff_ffff_8182_8384),
        (0x1a, 6, 0x8788_3344_5566_7744),
        (0x1b, 2, 0x1122_3344_5581_8283),
    ] {
        let mut vm = machine(&[i(op, T0, T1, 0)], &[(T0, 0x1122_3344_5566_7744), (T1, DATA + offset)]);
        vm.state_mut().memory.store(DATA, contents).unwrap();
        next(&mut pair, &mut vm);
        assert_eq!(register(&vm, T0), expected, "load {op:#x} at {offset}");
    }
    for (op, offset, expected) in [
        (0x28, 3, 0x8182_8344_8586_8788),
        (0x29, 7, 0x8182_8384_8586_7744),
        (0x2b, 2, 0x5566_7744_8586_8788),
        (0x2a, 1, 0x8155_6677_8586_8788),
        (0x2e, 1, 0x7744_8384_8586_8788),
        (0x2c, 6, 0x8182_8384_8586_1122),
        (0x2d, 1, 0x7744_8384_8586_8788),
        (0x3f, 7, 0x1122_3344_5566_7744),
    ] {
        let mut vm = machine(&[i(op, T0, T1, 0)], &[(T0, 0x1122_3344_5566_7744), (T1, DATA + offset)]);
        vm.state_mut().memory.store(DATA, contents).unwrap();
        next(&mut pair, &mut vm);
        assert_eq!(vm.state().memory().read_word(DATA), expected, "store {op:#x} at {offset}");
    }
    // Addresses wrap.
    let mut vm = machine(&[i(0x3f, T0, T1, 8)], &[(T0, 5), (T1, MINUS - 7)]);
    next(&mut pair, &mut vm);
    assert_eq!(vm.state().memory().read_word(0), 5);
    // Code that is overwritten is what runs.
    let mut vm = machine(&[i(0x2b, T0, T1, 4)], &[(T0, SYSCALL.into()), (T1, CODE), (2, 5178)]);
    next(&mut pair, &mut vm);
    next(&mut pair, &mut vm);
    assert_eq!(result(&vm), (0, 0));
}

#[test]
fn reservations() {
    let mut pair = Pair::new();
    let held = |status, address, owner| Reservation { status, address, owner };
    for (op, reservation, expected) in [
        (0x38, held(1, DATA, 0), 1),
        (0x38, held(2, DATA, 0), 0),
        (0x3c, held(2, DATA, 0), 1),
        (0x3c, held(1, DATA, 0), 0),
        (0x38, held(1, DATA, 1), 0),
        (0x38, held(1, DATA + 4, 0), 0),
        (0x38, held(0, DATA, 0), 0),
        (0x38, held(3, DATA, 0), 0),
    ] {
        let mut vm = machine(&[i(op, T0, T1, 0)], &[(T0, 7), (T1, DATA)]);
        vm.state_mut().control.reservation = reservation;
        next(&mut pair, &mut vm);
        assert_eq!(register(&vm, T0), expected, "{op:#x} {reservation:?}");
        let left = if expected == 1 { Reservation::default() } else { reservation };
        assert_eq!(vm.state().control.reservation, left);
    }
    for (op, status) in [(0x30, 1), (0x34, 2)] {
        let mut vm = machine(&[i(op, T0, T1, 3)], &[(T1, DATA)]);
        vm.state_mut().control.reservation = held(2, 5, 6);
        next(&mut pair, &mut vm);
        assert_eq!(vm.state().control.reservation, held(status, DATA + 3, 0), "the address is kept as it is");
    }
    // Writes to the word drop the reservation, whoever holds it; writes to others do not.
    for (address, kept) in [(DATA + 7, false), (DATA + 8, true)] {
        let mut vm = machine(&[i(0x28, T0, T1, 0)], &[(T1, address)]);
        vm.state_mut().control.reservation = held(2, DATA + 3, 9);
        next(&mut pair, &mut vm);
        assert_eq!(vm.state().control.reservation.status == 2, kept);
    }
    for (number, arguments) in
        [(5313, [DATA, 8, 0]), (5313, [DATA, 0, 0]), (5222, [1, DATA, 0]), (5222, [1, DATA - 8, 0])]
    {
        let mut vm = call(number, arguments);
        vm.state_mut().control.reservation = held(1, DATA + 4, 0);
        next(&mut pair, &mut vm);
        assert_eq!(vm.state().control.reservation, Reservation::default(), "{number} {arguments:?}");
    }
    // Word 0 and no reservation: clears what is clear.
    next(&mut pair, &mut machine(&[i(0x28, T0, 0, 0)], &[]));
}

#[test]
fn system_calls() {
    let mut pair = Pair::new();
    let (good, bad) = (|value| (value, 0), |number| (number, MINUS));
    for (number, arguments, expected) in [
        (5284, [0, 0x80, 0], good(100)),
        (5284, [0, 0, 0], bad(0x16)),
        (5001, [100, DATA, 8], bad(0xb)),
        (5000, [100, DATA, 8], bad(0xb)),
        (5000, [7, DATA, 8], bad(9)),
        (5000, [3, DATA, 1000], good(1000)),
        (5001, [1, DATA, MINUS], good(MINUS)),
        (5001, [6, DATA + 3, 0], good(0)),
        (5001, [6, DATA + 3, 99], good(5)),
        (5002, [0, 0, 0], bad(9)),
        (5070, [6, 3, 0], good(1)),
        (5070, [5, 3, 0], good(0)),
        (5070, [7, 1, 0], bad(9)),
        (5070, [0, 2, 0], bad(0x16)),
        (5194, [DATA, 0, 0], bad(0x16)),
        (5194, [DATA + 4, 128, 1], bad(0xb)),
        (5222, [2, DATA, 0], bad(0x16)),
        (5313, [DATA + 6, 8, 1], good(2)),
        (5009, [CODE, MINUS, 0], good(CODE)),
        (5009, [0, HEAP_END - HEAP_START, 0], good(HEAP_START)),
        (5009, [0, HEAP_END - HEAP_START + 1, 0], bad(0x16)),
        (5009, [0, MINUS, 0], bad(0x16)),
        (5012, [9, 0, 0], good(0x4000_0000_0000)),
    ] {
        let mut vm = call(number, arguments);
        next(&mut pair, &mut vm);
        assert_eq!(result(&vm), expected, "{number} {arguments:?}");
    }
    // Every number of the kernel's: the same ones are known.
    for number in (4990..5340).chain([0, MINUS, 4004]) {
        pair.step(&mut call(number, [0; 3]));
    }
    assert_eq!(refused(&mut pair, &mut call(5999, [0; 3])), "UnknownSyscall");
    // A futex compares 32 bits at a 4-aligned address and then only yields.
    for (address, expected) in [(DATA, 1), (DATA + 3, 1), (DATA + 4, 2), (DATA + 7, 2)] {
        let mut vm = call(5194, [address, 128, DIRTY | expected]);
        vm.state_mut().memory.store(DATA, 0x1_0000_0002).unwrap();
        next(&mut pair, &mut vm);
        assert!(vm.state().control.traverse_right);
    }
    let mut ends: Vec<_> = [(5194, 129), (5023, 129), (5034, 129)]
        .map(|(number, a1)| {
            let mut vm = call(number, [0, a1, 0]);
            next(&mut pair, &mut vm);
            vm.state_mut().hash()
        })
        .into();
    ends.dedup();
    assert_eq!(ends.len(), 1, "a wake is a yield");
    // The clock rounds its pointer down and counts the step itself.
    let mut vm = call(5222, [1, DATA + 7 + 0x18, 0]);
    vm.state_mut().control.step = 30_000_004;
    next(&mut pair, &mut vm);
    assert_eq!([DATA + 0x18, DATA + 0x20].map(|at| vm.state().memory().read_word(at)), [3, 500]);
    // Other flags of clone end the machine with code 2.
    let mut vm = call(5055, [0x50f01, DATA, 0]);
    next(&mut pair, &mut vm);
    assert_eq!((vm.state().control.exited, vm.state().control.exit_code), (true, 2));
    next(&mut pair, &mut vm);
}

#[test]
fn threads() {
    let mut pair = Pair::new();
    // A clone runs first; then both exit, and the last one ends the machine.
    let mut vm = call(5055, [0x50f00, DATA, 0]);
    next(&mut pair, &mut vm);
    assert_eq!((vm.state().active_thread().unwrap().id, register(&vm, 29)), (1, DATA));
    let mut four = call(5023, [0; 3]);
    let one = four.state().threads.left[0].clone();
    four.state_mut().threads.left = (0..4).rev().map(|id| Thread { id, ..one.clone() }).collect();
    let mut order = Vec::new();
    for _ in 0..10 {
        let stacks = &mut four.state_mut().threads;
        for thread in stacks.left.iter_mut().chain(&mut stacks.right) {
            (thread.pc, thread.next_pc, thread.registers[2]) = (CODE, CODE + 4, 5023);
        }
        order.push(four.state().active_thread().unwrap().id);
        next(&mut pair, &mut four);
    }
    assert_eq!(order, [0, 1, 2, 3, 3, 2, 1, 0, 0, 1]);
    for since in [99_998, 99_999, 100_000, 100_001, u64::MAX] {
        let mut vm = machine(&[0], &[]);
        vm.state_mut().control.steps_since_switch = since;
        next(&mut pair, &mut vm);
        assert_eq!(vm.state().control.traverse_right, since >= 100_000);
    }
    // The only thread exits, with the machine. A second step of an exited machine changes nothing.
    let mut vm = call(5058, [0x1ff, 0, 0]);
    next(&mut pair, &mut vm);
    let (hash, code) = (vm.state_mut().hash(), vm.state().control.exit_code);
    next(&mut pair, &mut vm);
    assert_eq!((vm.state_mut().hash(), code), (hash, 0xff));
    // An exited thread that is the last one cannot be removed; one of two can, from either stack.
    let mut vm = machine(&[0], &[]);
    vm.state_mut().threads.left[0].exited = true;
    assert_eq!(refused(&mut pair, &mut vm), "NoThread");
    for right in [false, true] {
        let mut vm = machine(&[0], &[]);
        let state = vm.state_mut();
        let other = state.threads.left[0].clone();
        state.threads.left[0].exited = true;
        if right {
            state.threads.right.push(other)
        } else {
            state.threads.left.insert(0, other)
        }
        next(&mut pair, &mut vm);
        assert_eq!(vm.state().control.traverse_right, right);
    }
    let mut vm = machine(&[0], &[]);
    vm.state_mut().control.traverse_right = true;
    assert_eq!(refused(&mut pair, &mut vm), "NoThread");
}

#[test]
fn invalid_instructions() {
    let mut pair = Pair::new();
    for function in [0x01, 0x05, 0x0d, 0x0e, 0x15, 0x28, 0x29, 0x30, 0x34, 0x36, 0x37, 0x39, 0x3d] {
        assert_eq!(refused(&mut pair, &mut machine(&[r(function)], &[])), "InvalidInstruction");
    }
    for function in [0x00, 0x01, 0x04, 0x05, 0x3f] {
        let word = 0x1c << 26 | r(function);
        assert_eq!(refused(&mut pair, &mut machine(&[word], &[])), "InvalidInstruction");
    }
    for op in (0x10..0x18)
        .chain([0x1d, 0x1e, 0x1f, 0x2f, 0x31, 0x32, 0x33, 0x35, 0x36, 0x39, 0x3a, 0x3b, 0x3d, 0x3e])
    {
        let mut vm = machine(&[i(op, T0, T1, 0)], &[(T1, DATA)]);
        assert_eq!(refused(&mut pair, &mut vm), "InvalidMemoryInstruction", "opcode {op:#x}");
    }
}

#[test]
fn preimages() {
    let mut pair = Pair::new();
    for key in pair.keys.clone() {
        for (offset, to, len) in
            [(0, DATA, 8), (3, DATA + 5, 8), (9, DATA + 1, 2), (7, DATA, 0), (27, DATA, 8)]
        {
            let mut vm = Vm::with_host(call(5000, [5, to, len]).into_state(), pair.host.clone());
            vm.state_mut().control.preimage_key = key;
            vm.state_mut().control.preimage_offset = offset;
            vm.state_mut().control.reservation = Reservation { status: 1, address: DATA + 4, owner: 0 };
            if key == pair.keys[4] && offset >= 8 {
                assert_eq!(refused(&mut pair, &mut vm), "PreimageMissing");
            } else {
                next(&mut pair, &mut vm);
                assert_eq!(vm.state().control.reservation, Reservation::default());
            }
        }
    }
    let mut vm = call(5000, [5, DATA, 0]);
    assert_eq!(refused(&mut pair, &mut vm), "PreimageMissing");
}
