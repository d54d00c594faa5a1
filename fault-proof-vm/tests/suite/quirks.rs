//! Behaviour that audits of Cannon found surprising or that other machines get wrong, one test each. All of
//! it is what the step contract does, so all of it must stay.

use crate::asm::*;
use fault_proof_vm::Exception;
use fault_proof_vm::state::{HEAP_END, HEAP_START, Reservation};

const DIRTY: u64 = 0xdead_beef_0000_0000;
const ERROR: u64 = u64::MAX;

/// Value of `$t0` after one instruction.
fn t0_after(word: u32, registers: &[(u32, u64)]) -> u64 {
    let mut vm = machine(&[word], registers);
    step(&mut vm).unwrap();
    register(&vm, T0)
}

#[test]
fn sll_and_sllv_shift_32_bits_and_ignore_the_upper_word() {
    assert_eq!(t0_after(shift(0x00, T0, T1, 1), &[(T1, DIRTY | 0x8000_0000)]), 0);
    assert_eq!(t0_after(r(0x04, T0, T2, T1), &[(T1, DIRTY | 0x8000_0000), (T2, 1)]), 0);
    assert_eq!(t0_after(shift(0x00, T0, T1, 0), &[(T1, DIRTY | 0x8000_0000)]), 0xffff_ffff_8000_0000);
    assert_eq!(t0_after(shift(0x02, T0, T1, 0), &[(T1, DIRTY | 0x8000_0000)]), 0xffff_ffff_8000_0000);
    assert_eq!(t0_after(shift(0x03, T0, T1, 4), &[(T1, DIRTY | 0x8000_0000)]), 0xffff_ffff_f800_0000);
}

#[test]
fn variable_shifts_use_five_or_six_bits_of_the_amount() {
    assert_eq!(t0_after(r(0x07, T0, T2, T1), &[(T1, 0x8000_0000), (T2, 0x28)]), 0xffff_ffff_ff80_0000);
    assert_eq!(t0_after(r(0x17, T0, T2, T1), &[(T1, 1 << 63), (T2, 0x48)]), 0xff80 << 48);
    assert_eq!(t0_after(r(0x14, T0, T2, T1), &[(T1, 1), (T2, 63)]), 1 << 63);
}

#[test]
fn futex_compares_32_bits_at_a_4_aligned_address() {
    for (address, expected) in [(0x2000, 0x1111_1111), (0x2004, 0x2222_2222), (0x2007, 0x2222_2222)] {
        let mut vm = call(5194, [address, 128, DIRTY | expected]);
        vm.state_mut().memory.store(0x2000, 0x1111_1111_2222_2222).unwrap();
        step(&mut vm).unwrap();
        assert_eq!(result(&vm), (0, 0));
        assert!(vm.state().control.traverse_right, "a matching wait gives way");
        let mut vm = call(5194, [address, 128, expected + 1]);
        vm.state_mut().memory.store(0x2000, 0x1111_1111_2222_2222).unwrap();
        step(&mut vm).unwrap();
        assert_eq!(result(&vm), (0xb, ERROR));
        assert!(!vm.state().control.traverse_right);
    }
}

#[test]
fn futex_wake_is_a_yield() {
    let mut wake = call(5194, [0x2000, 129, 1]);
    let mut give_way = call(5023, [0x2000, 129, 1]);
    step(&mut wake).unwrap();
    step(&mut give_way).unwrap();
    assert_eq!(wake.state_mut().hash(), give_way.state_mut().hash());
    let mut other = call(5194, [0x2000, 0, 0]);
    step(&mut other).unwrap();
    assert_eq!(result(&other), (0x16, ERROR));
}

#[test]
fn bltzal_and_bgezal_link_taken_or_not() {
    for (rt, taken_by) in [(0x10, ERROR), (0x11, 0)] {
        for value in [0, ERROR] {
            let mut vm = machine(&[i(1, rt, T0, 4), NOP], &[(T0, value)]);
            step(&mut vm).unwrap();
            assert_eq!(register(&vm, RA), CODE + 8);
            let next = if value == taken_by { CODE + 4 + 16 } else { CODE + 8 };
            assert_eq!(vm.state().active_thread().unwrap().next_pc, next);
        }
    }
}

#[test]
fn unknown_regimm_is_a_branch_never_taken() {
    for rt in [0x02, 0x03, 0x08, 0x0e, 0x12, 0x1f] {
        let mut vm = machine(&[i(1, rt, T0, 4), i(1, rt, T0, 4)], &[(T0, ERROR)]);
        step(&mut vm).unwrap();
        assert_eq!((register(&vm, RA), vm.state().active_thread().unwrap().next_pc), (0, CODE + 8));
        step(&mut vm).unwrap();
    }
}

#[test]
fn a_branch_in_a_delay_slot_is_an_exception_unless_the_first_jumps_to_pc_plus_8() {
    let mut vm = machine(&[beq(ZERO, ZERO, 4), beq(ZERO, ZERO, 4)], &[]);
    step(&mut vm).unwrap();
    assert_eq!(exception(&mut vm), Exception::JumpInDelaySlot { pc: CODE + 4 });
    let mut vm = machine(&[beq(ZERO, ZERO, 1), j(0x4000), NOP], &[]);
    steps(&mut vm, 3);
    assert_eq!(vm.state().active_thread().unwrap().pc, 0x4000);
    let mut vm = machine(&[j(0x4000), r(0x08, 0, T0, 0)], &[(T0, 0x5000)]);
    step(&mut vm).unwrap();
    assert_eq!(exception(&mut vm), Exception::JumpInDelaySlot { pc: CODE + 4 });
}

#[test]
fn a_jump_takes_its_region_from_the_delay_slot() {
    let mut vm = machine(&[], &[]);
    let pc = 0x1_0fff_fffc;
    vm.state_mut().memory.write_bytes(pc, &bytes(&[j(0x40)])).unwrap();
    let thread = &mut vm.state_mut().threads.left[0];
    (thread.pc, thread.next_pc) = (pc, pc + 4);
    step(&mut vm).unwrap();
    assert_eq!(vm.state().active_thread().unwrap().next_pc, 0x1_1000_0040);
}

#[test]
fn clock_gettime_rounds_its_pointer_down() {
    let mut vm = call(5222, [1, 0x2007, 0]);
    vm.state_mut().control.step = 30_000_004;
    step(&mut vm).unwrap();
    assert_eq!(result(&vm), (0, 0));
    assert_eq!(vm.state().memory().read_word(0x2000), 3);
    assert_eq!(vm.state().memory().read_word(0x2008), 500);
    let mut vm = call(5222, [0, 0x201f, 0]);
    vm.state_mut().memory.write_bytes(0x2018, &[9; 16]).unwrap();
    step(&mut vm).unwrap();
    assert_eq!(vm.state().memory().read_bytes(0x2018, 16), [0; 16]);
    let mut vm = call(5222, [2, 0x2000, 0]);
    step(&mut vm).unwrap();
    assert_eq!(result(&vm), (0x16, ERROR));
}

#[test]
fn mmap_takes_any_hint_and_checks_the_heap() {
    let mut vm = call(5009, [CODE, 4096, 0]);
    step(&mut vm).unwrap();
    assert_eq!((result(&vm), vm.state().control.heap), ((CODE, 0), HEAP_START));
    let mut vm = call(5009, [0, 4097, 0]);
    step(&mut vm).unwrap();
    assert_eq!((result(&vm), vm.state().control.heap), ((HEAP_START, 0), HEAP_START + 8192));
    for (len, good) in [
        (HEAP_END - HEAP_START, true),
        (HEAP_END - HEAP_START + 1, false),
        (u64::MAX, false),
        (u64::MAX - 4095, false),
        (u64::MAX - 4094, false),
        (0u64.wrapping_sub(HEAP_START), false),
    ] {
        let mut vm = call(5009, [0, len, 0]);
        step(&mut vm).unwrap();
        let expected = if good { ((HEAP_START, 0), HEAP_END) } else { ((0x16, ERROR), HEAP_START) };
        assert_eq!((result(&vm), vm.state().control.heap), expected, "len {len:#x}");
    }
}

#[test]
fn unknown_system_calls_are_exceptions() {
    for number in [0, 4001, 5006, 5314, 6000, u64::MAX] {
        let mut vm = call(number, [0; 3]);
        assert_eq!(exception(&mut vm), Exception::UnknownSyscall { pc: CODE, number });
    }
}

#[test]
fn misaligned_loads_and_stores_are_rounded_down() {
    let word = 0x0011_2233_4455_6677;
    for (op, offset, expected) in
        [(0x23, 3, 0x0011_2233), (0x25, 7, 0x6677), (0x37, 5, word), (0x27, 6, 0x4455_6677)]
    {
        let mut vm = machine(&[i(op, T0, T1, offset)], &[(T1, 0x2000)]);
        vm.state_mut().memory.store(0x2000, word).unwrap();
        step(&mut vm).unwrap();
        assert_eq!(register(&vm, T0), expected);
    }
    let mut vm = machine(&[i(0x2b, T0, T1, 7)], &[(T0, DIRTY | 0x89ab_cdef), (T1, 0x2000)]);
    step(&mut vm).unwrap();
    assert_eq!(vm.state().memory().read_word(0x2000), 0x89ab_cdef);
}

#[test]
fn additions_never_trap() {
    let max = 0x7fff_ffff;
    assert_eq!(t0_after(r(0x20, T0, T1, T2), &[(T1, max), (T2, 1)]), 0xffff_ffff_8000_0000);
    assert_eq!(t0_after(i(0x08, T0, T1, 1), &[(T1, max)]), 0xffff_ffff_8000_0000);
    assert_eq!(t0_after(r(0x22, T0, T1, T2), &[(T1, 0x8000_0000), (T2, 1)]), max);
    assert_eq!(t0_after(r(0x2c, T0, T1, T2), &[(T1, i64::MAX as u64), (T2, 1)]), 1 << 63);
    assert_eq!(t0_after(i(0x18, T0, T1, -1), &[(T1, 1 << 63)]), i64::MAX as u64);
}

#[test]
fn instructions_that_write_hi_and_lo_zero_rd() {
    for function in [0x11, 0x13, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f] {
        assert_eq!(t0_after(r(function, T0, T1, T2), &[(T0, 5), (T1, 6), (T2, 7)]), 0, "{function:#x}");
        assert_eq!(t0_after(r(function, 0, T1, T2), &[(T0, 5), (T1, 6), (T2, 7)]), 5, "{function:#x}");
    }
}

#[test]
fn sync_moves_and_unused_fields_are_not_checked() {
    assert_eq!(t0_after(r(0x0f, T0, T1, T2), &[(T1, 6)]), 6);
    assert_eq!(t0_after(r(0x21, T0, T1, T2) | 0x1f << 6, &[(T1, 6), (T2, 1)]), 7);
    assert_eq!(t0_after(i(0x06, T2, T1, 0), &[(T1, 6)]), 0);
}

#[test]
fn register_zero_is_never_written() {
    for word in [
        daddiu(ZERO, T1, 1),
        r(0x09, 0, T1, 0),
        i(0x23, ZERO, T1, 0),
        i(0x34, ZERO, T1, 0),
        i(0x3c, ZERO, T1, 0),
    ] {
        let mut vm = machine(&[word], &[(T1, 0x1000)]);
        step(&mut vm).unwrap();
        assert_eq!(register(&vm, ZERO), 0, "{word:#x}");
    }
}

#[test]
fn getrandom_gives_at_most_a_word_and_drops_the_reservation() {
    let ll_then_getrandom = [i(0x30, T0, T1, 0), SYSCALL, i(0x38, T0, T1, 0)];
    for (address, len, count) in [(0x2003, 100, 5), (0x2000, 8, 8), (0x2006, 1, 1), (0x2005, 0, 0)] {
        let registers = [(T1, 0x2004), (V0, 5313), (A0, address), (A1, len), (A2, 0xffff)];
        let mut vm = machine(&ll_then_getrandom, &registers);
        vm.state_mut().memory.store(0x2000, 0).unwrap();
        step(&mut vm).unwrap();
        assert_eq!(vm.state().control.reservation, Reservation { status: 1, address: 0x2004, owner: 0 });
        step(&mut vm).unwrap();
        assert_eq!(result(&vm), (count, 0));
        assert_eq!(vm.state().control.reservation, Reservation::default());
        let written = vm.state().memory().read_bytes(0x2000, 8);
        let outside = |at: &u64| !(address..address + count).contains(at);
        assert!((0x2000..0x2008).filter(outside).all(|at| written[at as usize - 0x2000] == 0));
        step(&mut vm).unwrap();
        assert_eq!(register(&vm, T0), 0, "the store must fail");
    }
}

#[test]
fn getrandom_is_splitmix64_of_the_step_count() {
    let mut vm = call(5313, [0x2000, 8, 0]);
    step(&mut vm).unwrap();
    // First output of splitmix64 seeded with 1.
    assert_eq!(vm.state().memory().read_word(0x2000), 0x910a_2dec_8902_5cc1);
}

#[test]
fn eventfd_and_its_errors() {
    for (number, arguments, expected) in [
        (5284, [0, 0x80, 0], (100, 0)),
        (5284, [0, 0, 0], (0x16, ERROR)),
        (5000, [100, 0, 8], (0xb, ERROR)),
        (5001, [100, 0, 8], (0xb, ERROR)),
        (5000, [7, 0, 8], (9, ERROR)),
        (5001, [0, 0, 8], (9, ERROR)),
        (5002, [0, 0, 0], (9, ERROR)),
        (5001, [1, 0x2003, 99], (99, 0)),
        (5000, [3, 0x2003, 99], (99, 0)),
        (5000, [0, 0, 8], (0, 0)),
        (5012, [0, 0, 0], (0x4000_0000_0000, 0)),
        (5070, [6, 1, 0], (0, 0)),
        (5070, [7, 1, 0], (9, ERROR)),
        (5070, [6, 3, 0], (1, 0)),
        (5070, [5, 3, 0], (0, 0)),
        (5070, [5, 2, 0], (0x16, ERROR)),
        (5011, [1, 2, 3], (0, 0)),
        (5178, [1, 2, 3], (0, 0)),
    ] {
        let mut vm = call(number, arguments);
        step(&mut vm).unwrap();
        assert_eq!(result(&vm), expected, "{number} {arguments:?}");
    }
}

#[test]
fn clone_with_other_flags_ends_the_machine() {
    let mut vm = call(5055, [0x0005_0f01, 0, 0]);
    step(&mut vm).unwrap();
    assert!(vm.state().control.exited);
    assert_eq!(vm.state().control.exit_code, 2);
    assert_eq!(vm.state().active_thread().unwrap().pc, CODE);
}

#[test]
fn exit_group_keeps_a_byte_of_the_code_and_the_program_counter() {
    let mut vm = call(5205, [0x1_2301, 0, 0]);
    step(&mut vm).unwrap();
    assert!(vm.state().control.exited);
    assert_eq!((vm.state().control.exit_code, vm.state().control.step), (1, 1));
    assert_eq!(vm.state().active_thread().unwrap().pc, CODE);
    assert_eq!(vm.state_mut().hash()[0], 1);
}

#[test]
fn the_smallest_number_over_minus_one_wraps() {
    let min32 = 0xffff_ffff_8000_0000;
    for (function, a, b, lo, hi) in [
        (0x1a, min32, ERROR, min32, 0),
        (0x1e, 1 << 63, ERROR, 1 << 63, 0),
        (0x1a, (-7i64) as u64, 2, (-3i64) as u64, ERROR),
        (0x1b, DIRTY | 0xffff_ffff, DIRTY | 1, ERROR, 0),
        (0x18, 0x8000_0000, 0x8000_0000, 0, 0x4000_0000),
        (0x1c, ERROR, 2, (-2i64) as u64, ERROR),
        (0x1d, ERROR, 2, (-2i64) as u64, 1),
    ] {
        let mut vm = machine(&[r(function, 0, T0, T1)], &[(T0, a), (T1, b)]);
        step(&mut vm).unwrap();
        let thread = vm.state().active_thread().unwrap();
        assert_eq!((thread.lo, thread.hi), (lo, hi), "{function:#x}");
    }
    for (function, divisor) in [(0x1a, DIRTY), (0x1b, DIRTY), (0x1e, 0), (0x1f, 0)] {
        let mut vm = machine(&[r(function, 0, T0, T1)], &[(T0, 1), (T1, divisor)]);
        assert_eq!(exception(&mut vm), Exception::DivisionByZero { pc: CODE });
    }
}

#[test]
fn addresses_wrap() {
    let mut vm = machine(&[i(0x37, T0, T1, 0x10), i(0x3f, T0, T2, -8)], &[(T1, u64::MAX - 7), (T2, 0)]);
    vm.state_mut().memory.store(8, 0x1234).unwrap();
    steps(&mut vm, 2);
    assert_eq!(vm.state().memory().read_word(u64::MAX), 0x1234);
}

#[test]
fn a_conditional_store_needs_width_owner_and_exact_address() {
    let held = Reservation { status: 1, address: 0x2004, owner: 0 };
    for (op, reservation, offset, good) in [
        (0x38, held, 4, true),
        (0x3c, held, 4, false),
        (0x38, held, 5, false),
        (0x38, Reservation { owner: 1, ..held }, 4, false),
        (0x3c, Reservation { status: 2, ..held }, 4, true),
    ] {
        let mut vm = machine(&[i(op, T0, T1, offset)], &[(T0, 0x55), (T1, 0x2000)]);
        vm.state_mut().control.reservation = reservation;
        step(&mut vm).unwrap();
        assert_eq!(register(&vm, T0), u64::from(good));
        let left = if good { Reservation::default() } else { reservation };
        assert_eq!(vm.state().control.reservation, left);
        assert_eq!(vm.state().memory().read_word(0x2000), if good { 0x55 } else { 0 });
    }
}

#[test]
fn any_store_to_the_reserved_word_drops_the_reservation() {
    for (address, kept) in [(0x2000, false), (0x2007, false), (0x2008, true), (0x1fff, true)] {
        let mut vm = machine(&[i(0x28, T0, T1, 0)], &[(T1, address)]);
        let held = Reservation { status: 2, address: 0x2003, owner: 9 };
        vm.state_mut().control.reservation = held;
        step(&mut vm).unwrap();
        assert_eq!(vm.state().control.reservation, if kept { held } else { Reservation::default() });
    }
    // Word 0 with no reservation: clears what is clear.
    let mut vm = machine(&[i(0x28, T0, ZERO, 0)], &[]);
    step(&mut vm).unwrap();
    assert_eq!(vm.state().control.reservation, Reservation::default());
}

#[test]
fn reads_and_writes_of_no_bytes() {
    let mut vm = call(5001, [6, 0x2003, 0]);
    vm.state_mut().control.preimage_key = [7; 32];
    vm.state_mut().control.preimage_offset = 9;
    step(&mut vm).unwrap();
    assert_eq!(result(&vm), (0, 0));
    assert_eq!((vm.state().control.preimage_key, vm.state().control.preimage_offset), ([7; 32], 0));
    // Even a read of no bytes needs the pre-image.
    let mut vm = call(5000, [5, 0x2003, 0]);
    assert!(matches!(exception(&mut vm), Exception::Preimage(_)));
}

#[test]
fn a_program_counter_must_be_aligned() {
    let mut vm = machine(&[r(0x08, 0, T0, 0), NOP], &[(T0, 0x2002)]);
    steps(&mut vm, 2);
    assert_eq!(exception(&mut vm), Exception::MisalignedPc { pc: 0x2002 });
}
