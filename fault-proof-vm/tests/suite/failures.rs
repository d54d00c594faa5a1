//! Every way in which a step of a model can go wrong ends in a status of its own, and a run from it in a state
//! that can be proved; what this host cannot do is an error and no state at all.

use crate::asm::*;
use fault_proof_vm::arena::{ARENA_BASE, ArenaError, Detached, Header, NOT_EXITED, Template, err_root};
use fault_proof_vm::guest::{Guest, GuestError};
use fault_proof_vm::memory::MemoryError;
use fault_proof_vm::{Exception, State, VmError, step_witness};

const LOG2_SIZE: u32 = 13;
const LEN: usize = 1 << LOG2_SIZE;

/// Puts half of a result into the arena and then goes on with `code`.
fn guest(code: &[u32]) -> Guest {
    Guest::new(start(code), LOG2_SIZE).unwrap()
}

fn start(code: &[u32]) -> State {
    let write = [ori(T0, ZERO, 0x0800), shift(0x3c, T0, T0, 0), i(0x3f, T0, T0, 64)];
    machine(&[&write[..], code].concat(), &[]).into_state()
}

fn arena(header: Header) -> Vec<u8> {
    let mut arena = vec![0; LEN];
    arena[..32].copy_from_slice(&header.encode());
    arena
}

fn call(number: u64, a0: i32) -> [u32; 3] {
    [ori(V0, ZERO, number as i32), ori(A0, ZERO, a0), SYSCALL]
}

/// The code that a guest's step ends in.
fn ends_in(code: &[u32]) -> u64 {
    let guest = guest(code);
    let step = 41;
    let done = guest.run(&arena(Header { status: 0, step }), 20_000).unwrap();
    let Detached::Err { code, root } = done.detached else { panic!("{:?}", done.detached) };
    assert_eq!(root, err_root(code, step, LOG2_SIZE).unwrap());
    assert_eq!(done.arena, arena(Header { status: code, step }), "nothing half-written is left");
    // The last step of the machine has a proof.
    let mut vm = guest.attach(&arena(Header { status: 0, step })).unwrap();
    vm.run(done.steps.saturating_sub(1)).unwrap();
    let witness = vm.step_with_proof().unwrap();
    let next = step_witness(&witness.state, &witness.proof[..], vm.host_mut()).unwrap();
    assert_eq!(next.hash(), done.last.hash());
    code
}

#[test]
fn a_guest_that_goes_wrong_ends_in_its_code() {
    for code in [1, 2, 100, 254, 255] {
        assert_eq!(ends_in(&exit_group(code)), code as u64);
    }
    assert_eq!(ends_in(&call(5058, 9)), 9, "the only thread ends");
    assert_eq!(ends_in(&exit_group(0x0103)), 3, "the low byte counts");
    assert_eq!(ends_in(&[&call(5055, 0x100)[..], &[NOP]].concat()), 2, "clone with other flags");
    // Heap that does not exist: the call says so, and the guest gives up.
    let exhaust = [
        ori(A1, ZERO, 0x6000),
        shift(0x3c, A1, A1, 0), // dsll32: a1 = 0x6000 << 32
        ori(V0, ZERO, 5009),
        daddu(A0, ZERO, ZERO),
        SYSCALL, // mmap
        daddu(A0, V0, ZERO),
        ori(V0, ZERO, 5205),
        SYSCALL, // exit with its error, EINVAL
    ];
    assert_eq!(ends_in(&exhaust), 0x16);
}

#[test]
fn a_guest_that_does_not_end_has_one_status() {
    let forever = [beq(ZERO, ZERO, -1), NOP];
    assert_eq!(ends_in(&forever), NOT_EXITED);
    let yields = [ori(V0, ZERO, 5023), SYSCALL, beq(ZERO, ZERO, -3), NOP];
    assert_eq!(ends_in(&yields), NOT_EXITED);
    // Waits for a word that no one changes.
    let deadlock = [ori(A1, ZERO, 128), ori(V0, ZERO, 5194), SYSCALL, beq(ZERO, ZERO, -4), NOP];
    assert_eq!(ends_in(&deadlock), NOT_EXITED);
    // Zeros are instructions that do nothing: a guest that runs past its end runs on.
    assert_eq!(ends_in(&[NOP]), NOT_EXITED);
}

#[test]
fn hostile_headers() {
    let guest = guest(&exit_group(0));
    for at in 16..32 {
        let mut bent = arena(Header::default());
        bent[at] = 1;
        assert_eq!(guest.run(&bent, 100).unwrap_err(), GuestError::Header, "byte {at}");
    }
    // Any status and counter are the guest's to judge, and come back unharmed.
    for header in [Header { status: u64::MAX, step: u64::MAX }, Header { status: 1, step: 1 << 63 }] {
        let done = guest.run(&arena(header), 100).unwrap();
        assert!(matches!(done.detached, Detached::Done(_)));
        assert_eq!(done.arena[..32], header.encode());
        let stopped = guest.run(&arena(header), 1).unwrap();
        assert_eq!(stopped.detached.root(), err_root(NOT_EXITED, header.step, LOG2_SIZE).unwrap());
    }
    for len in [0, 31, LEN - 1, LEN + 1] {
        let expected = GuestError::Length { expected: LEN, got: len };
        assert_eq!(guest.run(&vec![0; len], 100).unwrap_err(), expected);
    }
    for log2_size in [0, 4, 44, 63, u32::MAX] {
        let error = Template::new(&mut start(&[NOP]), log2_size).unwrap_err();
        assert_eq!(error, ArenaError::Size { log2_size });
    }
}

/// What a checked program cannot do has no state, and neither has what this host cannot do. They are told apart.
#[test]
fn exceptions_and_limits_are_no_states() {
    let run = |guest: &Guest| guest.run(&arena(Header { status: 0, step: 7 }), 20_000).unwrap_err();
    let missing = guest(&[ori(V0, ZERO, 5000), ori(A0, ZERO, 5), ori(A2, ZERO, 8), SYSCALL]);
    let GuestError::Vm { step: 7, source: VmError::Exception(Exception::Preimage(_)) } = run(&missing) else {
        panic!("{:?}", run(&missing))
    };
    let division = guest(&[r(0x1e, 0, T0, ZERO)]);
    assert!(matches!(run(&division), GuestError::Vm { source: VmError::Exception(_), .. }));

    // A page after the other.
    let mut limited = start(&[daddiu(T0, T0, 0x2000), i(0x3f, T0, T0, 0), beq(ZERO, ZERO, -3), NOP]);
    limited.memory.set_page_limit(20);
    let limited = Guest::new(limited, LOG2_SIZE).unwrap();
    match run(&limited) {
        GuestError::Vm { source: VmError::Memory(MemoryError::PageLimit { address, limit: 20 }), .. } => {
            assert!(address > ARENA_BASE);
        }
        other => panic!("{other}"),
    }
    let mut tiny = start(&exit_group(0));
    tiny.memory.set_page_limit(2);
    let tiny = Guest::new(tiny, LOG2_SIZE).unwrap();
    let error = tiny.run(&vec![1; LEN], 10).unwrap_err();
    assert!(matches!(error, GuestError::Memory(MemoryError::PageLimit { limit: 2, .. })), "{error}");
}

/// Steps share the program and nothing else, whatever one of them does to it.
#[test]
fn a_step_leaves_the_program_as_it_was() {
    // Overwrites the first instruction that it runs, and its stack.
    let vandal = guest(&[&[ori(T1, ZERO, 0x1000), i(0x3f, ZERO, T1, 0)][..], &exit_group(0)].concat());
    let input = arena(Header { status: 0, step: 3 });
    let first = vandal.run(&input, 100).unwrap();
    let again = vandal.run(&input, 100).unwrap();
    assert_eq!((first.last.hash(), first.arena), (again.last.hash(), again.arena));
    let template = vandal.template().clone();
    let root = fault_proof_vm::arena::root(&input, LOG2_SIZE).unwrap();
    assert_eq!(template.attach(root).unwrap(), vandal.attach(&input).unwrap().state_mut().witness());
}
