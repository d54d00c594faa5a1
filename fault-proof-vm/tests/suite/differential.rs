//! Random steps, done by the full machine with and without evidence and from the evidence alone: the three
//! must agree on the whole next state, or on the exception.

use crate::asm::{CODE, bytes, machine, step};
use fault_proof_vm::host::PreimageStore;
use fault_proof_vm::state::{Reservation, Thread};
use fault_proof_vm::{State, Vm, VmError, step_witness};
use proptest::prelude::*;

/// Words whose opcode or function is often a valid one.
fn word() -> impl Strategy<Value = u32> {
    let special = (any::<u32>(), 0u32..64).prop_map(|(word, function)| word & 0x03ff_ffc0 | function);
    let special2 = (any::<u32>(), prop_oneof![Just(2u32), 0x20u32..0x26])
        .prop_map(|(word, function)| word & 0x03ff_ffc0 | 0x1c << 26 | function);
    let regimm = (any::<u32>(), prop_oneof![Just(0u32), Just(1), Just(16), Just(17), 0u32..32])
        .prop_map(|(word, rt)| word & 0x03e0_ffff | 1 << 26 | rt << 16);
    prop_oneof![any::<u32>(), special, special2, regimm]
}

/// Register values near edges, near memory that is written, and anywhere.
fn value() -> impl Strategy<Value = u64> {
    prop_oneof![
        any::<u64>(),
        0x2000u64..0x2100,
        -4i64 as u64..=u64::MAX,
        0u64..4,
        Just(1 << 63),
        Just(0x8000_0000),
        Just(0xffff_ffff_8000_0000),
    ]
}

fn registers() -> impl Strategy<Value = [u64; 32]> {
    prop::array::uniform32(value()).prop_map(|mut registers| {
        registers[0] = 0;
        registers
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_instructions(
        words in prop::collection::vec(word(), 4),
        registers in registers(),
        (hi, lo) in (value(), value()),
        contents in prop::collection::vec(any::<u8>(), 0x140),
        reserved in prop::option::of((1u8..3, 0x2000u64..0x2010)),
    ) {
        let mut vm = machine(&words, &[]);
        let state = vm.state_mut();
        state.memory.write_bytes(0x1fe0, &contents).unwrap();
        let thread = &mut state.threads.left[0];
        (thread.registers, thread.hi, thread.lo) = (registers, hi, lo);
        if let Some((status, address)) = reserved {
            state.control.reservation = Reservation { status, address, owner: 0 };
        }
        for _ in 0..words.len() {
            if step(&mut vm).is_err() {
                break;
            }
        }
    }

    #[test]
    fn random_system_calls(
        number in prop_oneof![
            5000u64..5002, Just(5009), Just(5055), Just(5058), Just(5070), Just(5194), Just(5205), Just(5222),
            Just(5313), Just(5023), 5000u64..5320
        ],
        a0 in prop_oneof![0u64..8, 0x1ff8u64..0x2010, Just(0x0005_0f00), value()],
        (a1, a2) in (prop_oneof![value(), 128u64..130], value()),
        (left, right) in (1usize..4, 0usize..4),
        traverse_right in any::<bool>(),
        exited in any::<bool>(),
        since in prop_oneof![0u64..10, 99_999u64..100_002],
        offset in 0u64..60,
        step_count in any::<u32>(),
    ) {
        let mut store = PreimageStore::default();
        let key = store.insert_keccak((0..40).collect());
        let mut state = State::start(CODE);
        state.memory.write_bytes(CODE, &bytes(&[crate::asm::SYSCALL; 4])).unwrap();
        state.memory.write_bytes(0x2000, &key).unwrap();
        let thread = |id: usize| {
            let registers = std::array::from_fn(|i| match i {
                2 => number,
                4 => a0,
                5 => a1,
                6 => a2,
                _ => (i * id) as u64,
            });
            let exited = exited && id == 1;
            Thread { id: id as u64, pc: CODE, next_pc: CODE + 4, registers, exited, ..Thread::default() }
        };
        state.threads.left = (0..left).map(thread).collect();
        state.threads.right = (left..left + right).map(thread).collect();
        let control = &mut state.control;
        control.traverse_right = traverse_right && right > 0;
        control.next_thread_id = 9;
        control.steps_since_switch = since;
        control.preimage_key = key;
        control.preimage_offset = offset;
        control.step = step_count.into();
        control.reservation = Reservation { status: 1, address: 0x2004, owner: 3 };
        let mut vm = Vm::with_host(state, store);
        for _ in 0..3 {
            if step(&mut vm).is_err() {
                break;
            }
        }
    }

    /// Evidence that is not what it should be never gives another next state and never panics.
    #[test]
    fn tampered_evidence(
        which in 0usize..3,
        at in any::<prop::sample::Index>(),
        flip in 1u8..=255,
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let program = [crate::asm::i(0x3f, 8, 9, 0), crate::asm::daddiu(8, 8, 1), crate::asm::SYSCALL][which];
        let mut vm = machine(&[program], &[(2, 5222), (4, 1), (5, 0x2000), (9, 0x2000)]);
        let witness = vm.step_with_proof().unwrap();
        let expected = vm.state_mut().witness();
        let mut host = fault_proof_vm::host::NoHost;
        let mut proof = witness.proof.to_vec();
        let at = at.index(proof.len());
        proof[at] ^= flip;
        // Bytes of a proof that the step does not use may be anything.
        match step_witness(&witness.state, &proof, &mut host) {
            Ok(next) => {
                prop_assert!(at >= 330 + 1920 * [2, 1, 3][which], "a changed byte {at} was accepted");
                prop_assert_eq!(&next, &expected);
            }
            Err(error) => prop_assert!(!matches!(error, VmError::Exception(_)), "{error}"),
        }
        let mut state = witness.state;
        state[at % 188] ^= flip;
        if let Ok(next) = step_witness(&state, &witness.proof[..], &mut host) {
            // A reservation of the word that the step writes is dropped, and so makes no difference.
            let reserved = (81..89).contains(&(at % 188));
            prop_assert!(reserved || next.hash() != expected.hash());
        }
        if let Some(cut) = cut {
            let cut = cut.index(witness.proof.len());
            let _ = step_witness(&witness.state, &witness.proof[..cut], &mut host);
            let _ = step_witness(&witness.state[..cut % 188], &witness.proof[..], &mut host);
        }
    }
}
