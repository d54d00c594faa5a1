//! Rules that are easy to get wrong, one test each, beside those of `quirks`: what other machines do
//! differently, and what audits asked for.

use crate::asm::*;
use fault_proof_vm::state::{DecodeError, Reservation, STATE_BYTES, Witness};
use fault_proof_vm::{Exception, State, Thread, Vm, VmError, step_witness};

const ERROR: u64 = u64::MAX;

/// Runs one instruction with these registers and gives `$t0`.
fn t0(word: u32, registers: &[(u32, u64)]) -> u64 {
    let mut vm = machine(&[word], registers);
    step(&mut vm).unwrap();
    register(&vm, T0)
}

/// Program counters after one instruction.
fn pcs(word: u32, registers: &[(u32, u64)]) -> (u64, u64) {
    let mut vm = machine(&[word], registers);
    step(&mut vm).unwrap();
    let thread = vm.state().active_thread().unwrap();
    (thread.pc, thread.next_pc)
}

/// Result of a system call.
fn called(number: u64, arguments: [u64; 3]) -> (u64, u64) {
    let mut vm = call(number, arguments);
    step(&mut vm).unwrap();
    result(&vm)
}

#[test]
fn an_exited_byte_other_than_0_and_1_is_refused() {
    let mut vm = machine(&[NOP], &[]);
    let witness = vm.step_with_proof().unwrap();
    for value in [2, 3, 128, 255] {
        let mut state: [u8; STATE_BYTES] = witness.state;
        state[98] = value;
        assert!(matches!(Witness::decode(&state), Err(DecodeError::Flag { .. })));
        let error = step_witness(&state, &witness.proof[..], &mut fault_proof_vm::host::NoHost);
        assert!(matches!(error, Err(VmError::State(DecodeError::Flag { .. }))));
    }
}

/// Not even the step counter moves, and no evidence is looked at.
#[test]
fn an_exited_state_is_its_own_successor() {
    let mut state = state(&[0x0000_000d]);
    (state.control.exited, state.control.exit_code, state.control.step) = (true, 1, 77);
    let mut vm = Vm::new(state);
    let before = vm.state_mut().witness();
    step(&mut vm).unwrap();
    assert_eq!(vm.state_mut().witness(), before);
    let next = step_witness(&before.encode(), &[], &mut fault_proof_vm::host::NoHost).unwrap();
    assert_eq!(next, before);
    // Nor does it matter that no thread is left on the active stack.
    let control = &mut vm.state_mut().control;
    control.traverse_right = !control.traverse_right;
    let before = vm.state_mut().witness();
    let witness = vm.step_with_proof().unwrap();
    assert_eq!((witness.state, vm.state_mut().witness()), (before.encode(), before));
}

#[test]
fn lo_comes_before_hi_in_a_thread() {
    let thread = Thread { lo: 0x1111_1111_1111_1111, hi: 0x2222_2222_2222_2222, ..Thread::default() };
    assert_eq!(thread.encode()[26..42], [[0x11; 8], [0x22; 8]].concat());
}

#[test]
fn blez_and_bgtz_ignore_rt() {
    let taken = (CODE + 4, CODE + 4 + 40);
    let not_taken = (CODE + 4, CODE + 8);
    for rt in [0, 1, 31] {
        assert_eq!(pcs(i(6, rt, T1, 10), &[(T1, 0)]), taken);
        assert_eq!(pcs(i(6, rt, T1, 10), &[(T1, 1)]), not_taken);
        assert_eq!(pcs(i(7, rt, T1, 10), &[(T1, 1)]), taken);
        assert_eq!(pcs(i(7, rt, T1, 10), &[(T1, 1 << 63)]), not_taken);
    }
}

#[test]
fn mul_leaves_hi_and_lo_alone() {
    let word = 0x1c << 26 | r(0x02, T0, T1, T2);
    let mut vm = machine(&[word], &[(T1, 0x1_0001_0000), (T2, 0x8000)]);
    let thread = &mut vm.state_mut().threads.left[0];
    (thread.hi, thread.lo) = (5, 6);
    step(&mut vm).unwrap();
    let thread = vm.state().active_thread().unwrap();
    assert_eq!((register(&vm, T0), thread.hi, thread.lo), (0xffff_ffff_8000_0000, 5, 6));
}

#[test]
fn leading_bits_are_counted_in_words_and_doublewords() {
    let count = |function, value| t0(0x1c << 26 | r(function, T0, T1, T0), &[(T1, value)]);
    assert_eq!((count(0x20, 0xffff_ffff_0000_0001), count(0x21, 0xffff_0000)), (31, 16));
    assert_eq!((count(0x24, 1), count(0x24, 0), count(0x25, u64::MAX), count(0x25, 1)), (63, 64, 64, 0));
}

#[test]
fn lwr_keeps_the_upper_word_unless_it_loads_the_whole_one() {
    let load = |offset| {
        let mut vm = machine(&[i(0x26, T0, T1, offset)], &[(T1, 0x2000), (T0, 0x0123_4567_89ab_cdef)]);
        vm.state_mut().memory.write_bytes(0x2000, &[0x81, 0x82, 0x83, 0x84]).unwrap();
        step(&mut vm).unwrap();
        register(&vm, T0)
    };
    assert_eq!(load(0), 0x0123_4567_89ab_cd81);
    assert_eq!(load(2), 0x0123_4567_8981_8283);
    assert_eq!(load(3), 0xffff_ffff_8182_8384);
}

#[test]
fn lui_and_immediates_are_extended_by_their_sign() {
    assert_eq!(t0(i(0x0f, T0, ZERO, 0x8000), &[]), 0xffff_ffff_8000_0000);
    assert_eq!(t0(i(0x0b, T0, T1, -1), &[(T1, u64::MAX - 1)]), 1, "sltiu compares with 2^64 - 1");
    assert_eq!(t0(ori(T0, T1, 0x8000), &[(T1, 0)]), 0x8000, "ori extends by zeros");
}

/// Traps, branches that nullify, coprocessors, floating point, hints, and what came after the first release.
#[test]
fn instructions_the_machine_does_not_have() {
    let special = [0x01, 0x05, 0x0d, 0x0e, 0x15, 0x28, 0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x36, 0x39, 0x3d];
    let opcodes =
        (0x10..=0x17).chain([0x1d, 0x1e, 0x1f, 0x2f, 0x31, 0x32, 0x33, 0x35, 0x36, 0x39, 0x3a, 0x3b]);
    let special2 = [0x00, 0x01, 0x04, 0x05, 0x3f];
    let words = special.into_iter().chain(opcodes.chain([0x3d, 0x3e]).map(|op| op << 26));
    for word in words.chain(special2.map(|function| 0x1c << 26 | function)) {
        let found = exception(&mut machine(&[word], &[]));
        assert!(matches!(found, Exception::InvalidInstruction { pc: CODE, word: w } if w == word), "{found}");
    }
}

#[test]
fn a_context_switch_keeps_the_reservation() {
    let mut vm = call(5023, [0; 3]);
    let reservation = Reservation { status: 2, address: 0x2003, owner: 0 };
    vm.state_mut().control.reservation = reservation;
    step(&mut vm).unwrap();
    assert!(vm.state().control.traverse_right);
    assert_eq!(vm.state().control.reservation, reservation);
}

/// Word 0 is compared with the address 0 of no reservation, which changes nothing.
#[test]
fn a_store_to_word_0_without_a_reservation() {
    let mut vm = machine(&[i(0x3f, T0, ZERO, 0)], &[(T0, 9)]);
    step(&mut vm).unwrap();
    assert_eq!(vm.state().control.reservation, Reservation::default());
    assert_eq!(vm.state().memory().read_word(0), 9);
}

#[test]
fn fcntl_knows_descriptors_0_to_6() {
    for descriptor in 0..=6 {
        assert_eq!(called(5070, [descriptor, 1, 0]), (0, 0));
        let mode = u64::from(matches!(descriptor, 1 | 2 | 4 | 6));
        assert_eq!(called(5070, [descriptor, 3, 0]), (mode, 0));
    }
    for command in [1, 3] {
        assert_eq!(called(5070, [7, command, 0]), (9, ERROR));
        assert_eq!(called(5070, [100, command, 0]), (9, ERROR));
    }
    assert_eq!(called(5070, [0, 2, 0]), (0x16, ERROR));
}

/// Errors are the number in `$v0` and all ones in `$a3`, and not the other way round.
#[test]
fn reads_and_writes_by_descriptor() {
    let bad = (9, ERROR);
    let again = (0xb, ERROR);
    let reads = [(0, (0, 0)), (1, bad), (2, bad), (3, (20, 0)), (4, bad), (6, bad), (7, bad), (100, again)];
    for (descriptor, expected) in reads {
        assert_eq!(called(5000, [descriptor, 0x2000, 20]), expected, "read from {descriptor}");
    }
    let writes = [(0, bad), (1, (20, 0)), (2, (20, 0)), (3, bad), (4, (20, 0)), (5, bad), (100, again)];
    for (descriptor, expected) in writes {
        assert_eq!(called(5001, [descriptor, 0x2000, 20]), expected, "write to {descriptor}");
    }
}

#[test]
fn calls_that_do_nothing_and_calls_that_answer_the_same() {
    let nothing = [
        5003, 5004, 5005, 5008, 5010, 5011, 5013, 5014, 5015, 5016, 5026, 5027, 5036, 5061, 5087, 5095, 5100,
        5102, 5129, 5196, 5208, 5216, 5217, 5220, 5225, 5247, 5257, 5272, 5285, 5287, 5297,
    ];
    for number in nothing {
        assert_eq!(called(number, [1, 2, 3]), (0, 0), "{number}");
    }
    assert_eq!(called(5012, [77, 0, 0]), (0x4000_0000_0000, 0), "brk");
    assert_eq!(called(5038, [0; 3]), (0, 0), "getpid");
    assert_eq!(called(5002, [0; 3]), (9, ERROR), "open");
    assert_eq!(called(5178, [0; 3]), (0, 0), "gettid");
}

/// Few bytes shift the key; each write starts the pre-image anew.
#[test]
fn a_key_is_shifted_in() {
    let mut vm = call(5001, [6, 0x2005, 40]);
    vm.state_mut().memory.write_bytes(0x2000, &[1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
    vm.state_mut().control.preimage_key = std::array::from_fn(|i| 100 + i as u8);
    vm.state_mut().control.preimage_offset = 55;
    step(&mut vm).unwrap();
    let control = &vm.state().control;
    assert_eq!((result(&vm), control.preimage_offset), ((3, 0), 0), "as far as the word goes");
    assert_eq!(control.preimage_key[..2], [103, 104]);
    assert_eq!(control.preimage_key[28..], [131, 6, 7, 8]);
}

#[test]
fn links_are_the_address_after_the_delay_slot() {
    let mut vm = machine(&[r(0x09, T0, T1, 0)], &[(T1, 0x5000), (RA, 1)]);
    step(&mut vm).unwrap();
    assert_eq!((register(&vm, T0), register(&vm, RA)), (CODE + 8, 1), "jalr links rd");
    let thread = vm.state().active_thread().unwrap();
    assert_eq!((thread.pc, thread.next_pc), (CODE + 4, 0x5000));
    let mut vm = machine(&[3 << 26 | 0x1400], &[]);
    step(&mut vm).unwrap();
    assert_eq!(register(&vm, RA), CODE + 8, "jal links $ra");
}

/// The child runs at once, on top of its parent, with a fresh quantum.
#[test]
fn a_new_thread_runs_first() {
    let mut vm = call(5055, [0x0005_0f00, 0x7000, 0]);
    vm.state_mut().control.steps_since_switch = 500;
    step(&mut vm).unwrap();
    let state = vm.state();
    assert_eq!((state.control.steps_since_switch, state.control.next_thread_id), (0, 2));
    let [parent, child] = &state.threads.left[..] else { panic!("two threads on one stack") };
    assert_eq!((parent.id, child.id), (0, 1));
    assert_eq!((parent.pc, child.pc, child.next_pc), (CODE + 4, CODE + 4, CODE + 8));
    assert_eq!((parent.registers[V0 as usize], child.registers[V0 as usize]), (1, 0));
    assert_eq!((parent.registers[A3 as usize], child.registers[A3 as usize]), (0, 0));
    assert_eq!(child.registers[SP as usize], 0x7000);
}

/// Four threads take turns forwards and backwards: 0 1 2 3 3 2 1 0 0 1 and so on.
#[test]
fn threads_are_visited_back_and_forth() {
    let mut state = state(&[SYSCALL; 64]);
    let mut thread = state.threads.left[0].clone();
    thread.registers[V0 as usize] = 5023;
    state.threads.left = (0..4).rev().map(|id| Thread { id, ..thread.clone() }).collect();
    let mut vm = Vm::new(state);
    let mut order = Vec::new();
    for _ in 0..12 {
        order.push(vm.state().active_thread().unwrap().id);
        let active = match vm.state().control.traverse_right {
            true => vm.state_mut().threads.right.last_mut(),
            false => vm.state_mut().threads.left.last_mut(),
        };
        active.unwrap().registers[V0 as usize] = 5023;
        step(&mut vm).unwrap();
    }
    assert_eq!(order, [0, 1, 2, 3, 3, 2, 1, 0, 0, 1, 2, 3]);
}

#[test]
fn exit_group_ends_all_threads() {
    let mut vm = call(5205, [0x1_02, 0, 0]);
    let other = Thread { id: 1, ..Thread::default() };
    vm.state_mut().threads.right.push(other);
    step(&mut vm).unwrap();
    let control = &vm.state().control;
    assert_eq!((control.exited, control.exit_code, control.step), (true, 2, 1));
    assert_eq!(vm.state().threads.len(), 2);
    assert!(!vm.state().active_thread().unwrap().exited);
}

/// Hashing needs no thread, running does.
#[test]
fn an_empty_active_stack_is_an_exception_even_with_threads_on_the_other() {
    let mut state = State::start(CODE);
    state.control.traverse_right = true;
    let mut vm = Vm::new(state);
    assert_eq!(exception(&mut vm), Exception::NoThread);
}
