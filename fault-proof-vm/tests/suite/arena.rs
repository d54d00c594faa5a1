//! The arena: slots, roots, and the way into a machine and out of it.

use crate::asm::*;
use fault_proof_vm::arena::{
    ARENA_BASE, ArenaError, Detached, Header, NOT_EXITED, Slot, Template, detach, detach_state, err_root,
    root,
};
use fault_proof_vm::guest::{Guest, GuestError};
use fault_proof_vm::keccak::{hash_pair, zero_subtree};
use fault_proof_vm::state::{HEAP_START, Status};
use fault_proof_vm::{State, Vm};

const LOG2_SIZE: u32 = 14;

/// Adds 1 to the step counter in the header and to the 32-bit word in the first slot, then exits with the
/// status in `$t2`.
fn program() -> State {
    machine(
        &[
            ori(T0, ZERO, 0x0800),
            shift(0x3c, T0, T0, 0), // dsll32: t0 = 0x0800 << 32
            i(0x37, T1, T0, 8),     // ld
            daddiu(T1, T1, 1),
            i(0x3f, T1, T0, 8),  // sd
            i(0x23, T1, T0, 32), // lw
            daddiu(T1, T1, 1),
            i(0x2b, T1, T0, 32), // sw
            daddu(A0, T2, ZERO),
            ori(V0, ZERO, 5205),
            SYSCALL,
        ],
        &[(T0, 0)],
    )
    .into_state()
}

#[test]
fn base_is_aligned_and_below_the_heap() {
    assert_eq!(ARENA_BASE, 1 << 43);
    const { assert!(ARENA_BASE + (1 << 43) <= HEAP_START) };
    assert_eq!(ARENA_BASE, 0x0800 << 32);
}

#[test]
fn slots_are_big_endian_in_the_arena() {
    let mut arena = vec![0; 128];
    let slot = Slot { offset: 32, element_bytes: 4, count: 3 };
    let native: Vec<u8> = [-2i32, 5, 1 << 24].iter().flat_map(|value| value.to_le_bytes()).collect();
    slot.encode(&native, &mut arena).unwrap();
    assert_eq!(arena[32..44], [0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 5, 1, 0, 0, 0]);
    assert_eq!(slot.decode(&arena).unwrap(), native);
    for element_bytes in [1, 2, 8] {
        let slot = Slot { offset: 96, element_bytes, count: 16 / u64::from(element_bytes) };
        let native: Vec<u8> = (0..16).collect();
        slot.encode(&native, &mut arena).unwrap();
        assert_eq!(slot.decode(&arena).unwrap(), native);
        assert_eq!(arena[96], element_bytes as u8 - 1);
    }
}

#[test]
fn impossible_slots_are_errors() {
    let mut arena = vec![0; 128];
    let mut cause = |offset, element_bytes, count| match (Slot { offset, element_bytes, count })
        .encode(&[], &mut arena)
        .unwrap_err()
    {
        ArenaError::Slot { cause, .. } => cause,
        other => panic!("{other}"),
    };
    assert!(cause(32, 3, 1).contains("1, 2, 4 or 8"));
    assert!(cause(36, 4, 1).contains("multiple of 32"));
    assert!(cause(0, 4, 1).contains("header"));
    assert!(cause(96, 4, 9).contains("beyond"));
    assert!(cause(u64::MAX - 31, 8, 8).contains("beyond"));
    assert!(cause(32, 8, u64::MAX).contains("too many"));
    let slot = Slot { offset: 32, element_bytes: 4, count: 2 };
    let error = slot.encode(&[0; 7], &mut arena).unwrap_err();
    assert_eq!(error, ArenaError::Contents { offset: 32, expected: 8, got: 7 });
}

#[test]
fn the_error_arena_is_a_header_and_nothing() {
    let header = Header { status: 258, step: 3 };
    let bytes = header.encode();
    assert_eq!((bytes[6], bytes[7], bytes[15]), (1, 2, 3));
    assert_eq!(Header::decode(&bytes), Some(header));
    assert_eq!(Header::decode(&[1; 32]), None);
    let expected = hash_pair(&hash_pair(&bytes, &[0; 32]), &zero_subtree(1));
    assert_eq!(err_root(258, 3, 7).unwrap(), expected);
    assert_eq!(root(&bytes, 7).unwrap(), expected);
    assert_eq!(root(&[], 4), Err(ArenaError::Size { log2_size: 4 }));
    assert_eq!(root(&[], 44), Err(ArenaError::Size { log2_size: 44 }));
}

#[test]
fn a_step_from_attach_to_detach() {
    let template = Template::new(&mut program(), LOG2_SIZE).unwrap();
    assert_eq!(template.siblings.len(), 64 - LOG2_SIZE as usize);
    let mut arena = vec![0; 1 << LOG2_SIZE];
    let slot = Slot { offset: 32, element_bytes: 4, count: 1 };
    for step in 0..3u64 {
        arena[..32].copy_from_slice(&Header { status: 0, step }.encode());
        slot.encode(&(step as u32 + 40).to_le_bytes(), &mut arena).unwrap();
        let before = root(&arena, LOG2_SIZE).unwrap();
        // Attaching the root gives the state of a machine with those bytes.
        let mut state = program();
        state.memory.write_bytes(ARENA_BASE, &arena).unwrap();
        assert_eq!(template.attach(before).unwrap(), state.witness());
        let mut vm = Vm::new(state);
        assert!(vm.run(100).unwrap().exited);
        let after = detach_state(vm.state_mut(), step, LOG2_SIZE).unwrap();
        arena[..32].copy_from_slice(&Header { status: 0, step: step + 1 }.encode());
        slot.encode(&(step as u32 + 41).to_le_bytes(), &mut arena).unwrap();
        assert_eq!(after, Detached::Done(root(&arena, LOG2_SIZE).unwrap()));
    }
}

#[test]
fn anything_but_code_0_leaves_the_error_arena() {
    let mut state = program();
    state.memory.write_bytes(ARENA_BASE + 64, b"half written").unwrap();
    state.threads.left[0].registers[T2 as usize] = 5;
    let mut vm = Vm::new(state);
    vm.run(4).unwrap();
    let early = detach_state(vm.state_mut(), 9, LOG2_SIZE).unwrap();
    let expected = err_root(NOT_EXITED, 9, LOG2_SIZE).unwrap();
    assert_eq!(early, Detached::Err { code: NOT_EXITED, root: expected });
    assert!(vm.run(100).unwrap().exited);
    let last = detach_state(vm.state_mut(), 9, LOG2_SIZE).unwrap();
    assert_eq!(last, Detached::Err { code: 5, root: err_root(5, 9, LOG2_SIZE).unwrap() });
    assert_ne!(last.root(), early.root());
}

#[test]
fn a_false_arena_root_is_refused() {
    let mut vm = Vm::new(program());
    vm.run(100).unwrap();
    let last = vm.state_mut().witness();
    let arena = vm.state_mut().memory.subtree_root(ARENA_BASE, LOG2_SIZE).unwrap();
    let siblings = vm.state_mut().memory.path(ARENA_BASE, LOG2_SIZE).unwrap();
    assert_eq!(detach(&last, 0, LOG2_SIZE, arena, &siblings), Ok(Detached::Done(arena)));
    assert_eq!(detach(&last, 0, LOG2_SIZE, [0; 32], &siblings), Err(ArenaError::Root));
    assert!(matches!(detach(&last, 0, LOG2_SIZE, arena, &siblings[1..]), Err(ArenaError::Path(_))));
    let mut bent = siblings.clone();
    bent[20][0] ^= 1;
    assert_eq!(detach(&last, 0, LOG2_SIZE, arena, &bent), Err(ArenaError::Root));
}

#[test]
fn a_guest_runs_step_after_step() {
    let guest = Guest::new(program(), LOG2_SIZE).unwrap();
    let mut arena = vec![0; 1 << LOG2_SIZE];
    for step in 1..=3u64 {
        let before = root(&arena, LOG2_SIZE).unwrap();
        let first = guest.attach(&arena).unwrap().state_mut().witness();
        assert_eq!(guest.template().attach(before).unwrap(), first);
        let done = guest.run(&arena, 1000).unwrap();
        arena = done.arena;
        assert_eq!(done.detached, Detached::Done(root(&arena, LOG2_SIZE).unwrap()));
        assert_eq!(Header::decode(arena[..32].try_into().unwrap()), Some(Header { status: 0, step }));
        assert_eq!((arena[35], done.steps), (step as u8, 11));
        assert_eq!(done.last.status(), Status::Valid);
    }
    // Too few steps: nothing of the arena is left.
    let done = guest.run(&arena, 10).unwrap();
    assert_eq!(done.detached.root(), err_root(NOT_EXITED, 3, LOG2_SIZE).unwrap());
    assert_eq!(root(&done.arena, LOG2_SIZE).unwrap(), done.detached.root());
}

#[test]
fn a_guest_refuses_other_arenas() {
    let guest = Guest::new(program(), LOG2_SIZE).unwrap();
    let error = guest.run(&[0; 64], 10).unwrap_err();
    assert_eq!(error, GuestError::Length { expected: 1 << LOG2_SIZE, got: 64 });
    assert_eq!(guest.run(&vec![1; 1 << LOG2_SIZE], 10).unwrap_err(), GuestError::Header);
    assert!(Guest::new(program(), 60).is_err());
    let mut broken = program();
    broken.memory.store(CODE, 0x0000_000d_0000_000d).unwrap();
    let error = Guest::new(broken, LOG2_SIZE).unwrap().run(&vec![0; 1 << LOG2_SIZE], 10).unwrap_err();
    assert!(
        error.to_string().starts_with("step 0: the machine has no next step: invalid instruction"),
        "{error}"
    );
}
