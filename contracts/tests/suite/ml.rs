//! The ML system calls by name: what they do, what they refuse, and that version 8 has none of them.

use crate::common::{Agreed, Pair, Quiet, REGIONS, evidence};
use fault_proof_vm::host::HostError;
use fault_proof_vm::state::{Reservation, Thread, register};
use fault_proof_vm::{Exception, ML_MAP, ML_READ, State, Version, Vm, VmError};

const EINVAL: u64 = 0x16;
/// Where the tests keep a root.
const ROOT: u64 = 0x3020;

/// A machine about to make a call.
fn machine(pair: &Pair, version: Version, number: u64, arguments: [u64; 3]) -> Vm<Quiet> {
    let mut state = State { version, ..State::start(0x1000) };
    state.memory.write_bytes(0x1000, &0x0cu32.to_be_bytes()).unwrap();
    let registers = &mut state.threads.left[0].registers;
    registers[register::V0] = number;
    registers[register::A0..][..3].copy_from_slice(&arguments);
    state.control.preimage_key = pair.keys[0];
    Vm::with_host(state, pair.host.clone())
}

fn thread(vm: &Vm<Quiet>) -> &Thread {
    vm.state().active_thread().unwrap()
}

/// A call with its result and error flag, the same in machine, evidence and contract.
fn call(pair: &mut Pair, vm: &mut Vm<Quiet>) -> (u64, u64) {
    match pair.step(vm) {
        Agreed::Next(_) => (thread(vm).registers[register::V0], thread(vm).registers[register::A3]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn version_8_knows_no_such_calls() {
    let mut pair = Pair::of(Version::V8);
    for number in [ML_MAP, ML_READ] {
        let mut vm = machine(&pair, Version::V8, number, [0x4000, 12, ROOT]);
        let exception = VmError::Exception(Exception::UnknownSyscall { pc: 0x1000, number });
        assert_eq!(pair.step(&mut vm), Agreed::Refused(exception, "UnknownSyscall".into()));
    }
    // Nor are other numbers of the ML version any.
    let mut pair = Pair::of(Version::Ml);
    for number in [ML_MAP - 1, ML_READ + 1] {
        let mut vm = machine(&pair, Version::Ml, number, [0x4000, 12, ROOT]);
        assert!(matches!(pair.step(&mut vm), Agreed::Refused(..)));
    }
}

#[test]
fn a_mapped_region_is_read_as_any_memory() {
    let mut pair = Pair::of(Version::Ml);
    for (root, log2_size, bytes) in REGIONS.iter().filter(|region| region.1 < 63) {
        let address = 0x5_0000_0000 >> log2_size << log2_size;
        let mut vm = machine(&pair, Version::Ml, ML_MAP, [address, u64::from(*log2_size), ROOT]);
        let memory = vm.state_mut().memory_mut();
        memory.write_bytes(ROOT, root).unwrap();
        // What was there before is gone, and what is around it stays.
        memory.write_bytes(address - 8, &[9; 24]).unwrap();
        memory.write_bytes(address + (1 << log2_size) - 8, &[9; 16]).unwrap();
        assert_eq!(call(&mut pair, &mut vm), (0, 0));
        let memory = vm.state_mut().memory_mut();
        assert_eq!(memory.read_bytes(address, bytes.len()), *bytes);
        assert_eq!(memory.read_bytes(address - 8, 8), [9; 8]);
        assert_eq!(memory.read_bytes(address + (1 << log2_size), 8), [9; 8]);
        assert_eq!(memory.subtree_root(address, *log2_size).unwrap(), *root);
        // It is memory like any other from then on: writing it changes it, and no other machine's.
        memory.store(address, 1).unwrap();
        assert_ne!(memory.subtree_root(address, *log2_size).unwrap(), *root);
    }
}

#[test]
fn bad_regions_are_errors_of_the_call() {
    let mut pair = Pair::of(Version::Ml);
    let cases = [
        [0x4000, 4, ROOT],
        [0x4000, 64, ROOT],
        [0x4000, (1 << 32) + 12, ROOT],
        [0x4000, u64::MAX, ROOT],
        [0x4800, 12, ROOT],
        [0x4000, 12, ROOT + 8],
        [1, 5, ROOT],
    ];
    for arguments in cases {
        let mut vm = machine(&pair, Version::Ml, ML_MAP, arguments);
        let root = vm.state_mut().memory_mut().root();
        assert_eq!(call(&mut pair, &mut vm), (EINVAL, u64::MAX), "{arguments:x?}");
        assert_eq!(vm.state_mut().memory_mut().root(), root);
    }
    let mut vm = machine(&pair, Version::Ml, ML_READ, [0x4008, 32, 0]);
    assert_eq!(call(&mut pair, &mut vm), (EINVAL, u64::MAX));
}

/// A root of nothing that the host has stops this host before the step, and no other.
#[test]
fn unknown_contents() {
    let mut pair = Pair::of(Version::Ml);
    let mut vm = machine(&pair, Version::Ml, ML_MAP, [0x4000, 12, ROOT]);
    let before = vm.state_mut().hash();
    assert_eq!(vm.step(), Err(VmError::Host(HostError::Subtree { root: [0; 32], log2_size: 12 })),);
    assert_eq!(vm.state_mut().hash(), before);
    let (state, proof) = evidence(vm.state_mut());
    assert!(pair.contract.step(&state, &proof, &[0; 32]).is_ok());
}

/// A host that gives other contents than those of the root is found out.
#[test]
fn wrong_contents() {
    struct Liar;
    impl fault_proof_vm::Host for Liar {
        fn subtree(
            &mut self,
            _root: &[u8; 32],
            address: u64,
            _log2_size: u32,
        ) -> Result<fault_proof_vm::Memory, HostError> {
            let mut memory = fault_proof_vm::Memory::default();
            memory.store(address, 1).unwrap();
            Ok(memory)
        }
    }
    let pair = Pair::of(Version::Ml);
    let state = machine(&pair, Version::Ml, ML_MAP, [0x4000, 12, ROOT]).into_state();
    let error = Vm::with_host(state, Liar).step();
    assert!(matches!(error, Err(VmError::Host(HostError::Subtree { log2_size: 12, .. }))), "{error:?}");
}

#[test]
fn a_preimage_is_read_by_leaves() {
    let mut pair = Pair::of(Version::Ml);
    let whole = [&37u64.to_be_bytes()[..], &(0..37).collect::<Vec<u8>>()].concat();
    let mut vm = machine(&pair, Version::Ml, ML_READ, [0x4000, u64::MAX, 0]);
    vm.state_mut().memory_mut().write_bytes(0x4000, &[9; 64]).unwrap();
    assert_eq!(call(&mut pair, &mut vm), (32, 0));
    assert_eq!(vm.state().memory().read_bytes(0x4000, 40), [&whole[..32], &[9; 8]].concat());
    assert_eq!(vm.state().control.preimage_offset, 32);
    // The rest, and no more than was asked for.
    for (asked, got) in [(5, 5), (0, 0), (32, 8)] {
        let before = vm.state().control.preimage_offset as usize;
        let mut next = machine(&pair, Version::Ml, ML_READ, [0x4020, asked, 0]);
        next.state_mut().control.preimage_offset = before as u64;
        next.state_mut().memory_mut().write_bytes(0x4020, &[9; 32]).unwrap();
        assert_eq!(call(&mut pair, &mut next), (got, 0));
        let expected = [&whole[before..before + got as usize], &[9; 32]].concat();
        assert_eq!(next.state().memory().read_bytes(0x4020, 32), expected[..32]);
        vm = next;
    }
    assert_eq!(vm.state().control.preimage_offset, 45);
    // Behind the end there is nothing, in the machine and in the contract.
    let mut vm = machine(&pair, Version::Ml, ML_READ, [0x4000, 32, 0]);
    vm.state_mut().control.preimage_offset = 45;
    assert!(matches!(pair.step(&mut vm), Agreed::Refused(_, reason) if reason == "PreimageMissing"));
}

#[test]
fn reservations_in_what_is_written_are_dropped() {
    let mut pair = Pair::of(Version::Ml);
    let (root, log2_size, _) = &REGIONS[5];
    let cases =
        [(ML_MAP, 0x4fff, true), (ML_MAP, 0x5000, false), (ML_READ, 0x401f, true), (ML_READ, 0x4020, false)];
    for (number, reserved, dropped) in cases {
        let mut vm = machine(&pair, Version::Ml, number, [0x4000, u64::from(*log2_size), ROOT]);
        let reservation = Reservation { status: 2, address: reserved, owner: 5 };
        vm.state_mut().control.reservation = reservation;
        vm.state_mut().memory_mut().write_bytes(ROOT, root).unwrap();
        assert_eq!(call(&mut pair, &mut vm).1, 0);
        let expected = if dropped { Reservation::default() } else { reservation };
        assert_eq!(vm.state().control.reservation, expected, "{number} {reserved:x}");
    }
}

#[test]
fn tampered_evidence() {
    let mut pair = Pair::of(Version::Ml);
    let (root, log2_size, _) = &REGIONS[6];
    let mut vm = machine(&pair, Version::Ml, ML_MAP, [0x4000, u64::from(*log2_size), ROOT]);
    vm.state_mut().memory_mut().write_bytes(ROOT, root).unwrap();
    let (state, proof) = evidence(vm.state_mut());
    assert!(pair.contract.step(&state, &proof, &[0; 32]).is_ok());
    // The leaf with the new root, and the old node with its 51 siblings; what lies behind is not looked at.
    let used = 330 + 3840 + 32 * (1 + 64 - *log2_size as usize);
    for at in (330 + 1920..used).step_by(31) {
        let mut bad = proof.clone();
        bad[at] ^= 1;
        assert_eq!(pair.refusal(&state, &bad), "InvalidMemoryProof", "{at}");
    }
    let mut other = proof.clone();
    other[used..].fill(1);
    assert!(pair.contract.step(&state, &other, &[0; 32]).is_ok());
    for len in [330 + 1919, 330 + 3839, 330 + 5759] {
        assert_eq!(pair.refusal(&state, &proof[..len]), "ShortProof");
    }
}
