//! The version of the machine with the ML system calls: a guest that reads its model each way there is, code that
//! is mapped over code, and every way in which that goes wrong.

use crate::asm::*;
use crate::builds::c_guests;
use crate::guests::load;
use fault_proof_vm::host::{HostError, PreimageStore, Subtrees};
use fault_proof_vm::memory::MemoryError;
use fault_proof_vm::merkle::subtree_root;
use fault_proof_vm::runner::Proof;
use fault_proof_vm::segment::{Recorder, SegmentError};
use fault_proof_vm::{
    CodeCache, Exception, Execution, Host, ML_MAP, State, Version, Vm, VmError, step_witness_of,
};

const LIMIT: u64 = 100_000_000;
const MAP_BASE: u64 = 0x7000_0000_0000;

/// How a guest reads its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Oracle,
    Read,
    Map,
}

/// A model of `words` words, and the checksum that its guest prints.
fn model(words: u64) -> (Vec<u8>, u64) {
    let values: Vec<u64> = (1..=words).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let sum = values.iter().fold(0u64, |sum, value| sum.wrapping_mul(31).wrapping_add(*value));
    let bytes = [words].iter().chain(&values).flat_map(|value| value.to_be_bytes()).collect();
    (bytes, sum)
}

type ModelHost = Subtrees<PreimageStore>;

/// The host of a guest that reads `bytes` as its model.
fn host(bytes: &[u8], how: How) -> ModelHost {
    let mut store = PreimageStore::default();
    let key = store.insert_keccak(bytes.to_vec());
    let mut host = Subtrees::new(store, None);
    let (root, log2_size) = host.add_bytes(bytes.to_vec()).unwrap();
    host.host.insert_local(1, (how as u64).to_be_bytes().to_vec());
    host.host.insert_local(2, key.to_vec());
    host.host.insert_local(3, root.to_vec());
    host.host.insert_local(4, u64::from(log2_size).to_be_bytes().to_vec());
    host
}

/// The guest of `guests/c/model.c`, if there is a compiler.
fn guest(version: Version, bytes: &[u8], how: How) -> Option<Vm<Printing>> {
    let folder = c_guests()?;
    let state = State { version, ..load(folder, "model") };
    Some(Vm::with_host(state, Printing(host(bytes, how), Vec::new())))
}

/// Keeps what a guest prints.
struct Printing(ModelHost, Vec<u8>);

impl Host for Printing {
    fn preimage(
        &mut self,
        key: &[u8; 32],
        offset: u64,
    ) -> Result<fault_proof_vm::host::PreimagePart, fault_proof_vm::host::PreimageError> {
        self.0.preimage(key, offset)
    }

    fn subtree(
        &mut self,
        root: &[u8; 32],
        address: u64,
        log2_size: u32,
    ) -> Result<fault_proof_vm::Memory, HostError> {
        self.0.subtree(root, address, log2_size)
    }

    fn output(&mut self, _descriptor: u64, bytes: &[u8]) {
        self.1.extend(bytes);
    }
}

/// `cargo test -p fault-proof-vm --test suite ml::the_three_ways -- --nocapture` prints the cost model's figures.
#[test]
fn the_three_ways_read_the_same_model() {
    println!("{:>8} {:>8} {:>10} {:>12}", "bytes", "how", "steps", "steps/byte");
    for words in [100, 1_000, 10_000, 100_000] {
        let (bytes, sum) = model(words);
        let mut read = Vec::new();
        for how in [How::Oracle, How::Read, How::Map] {
            let Some(mut vm) = guest(Version::Ml, &bytes, how) else { return };
            let outcome = vm.run(LIMIT).unwrap();
            assert_eq!((outcome.exited, outcome.exit_code), (true, 0), "{how:?}");
            assert_eq!(vm.host_mut().1, format!("{sum}\n").into_bytes(), "{how:?}");
            read.push(outcome.steps);
        }
        let [oracle, leaves, mapped] = read[..] else { unreachable!("three ways") };
        for (how, steps) in [(How::Oracle, oracle), (How::Read, leaves), (How::Map, mapped)] {
            // The evaluation takes the same steps however the model came; mapping leaves next to nothing else.
            let reading = (steps - mapped) as f64 / bytes.len() as f64;
            println!("{:8} {:>8} {steps:10} {reading:12.2}", bytes.len(), format!("{how:?}"));
        }
        assert!(oracle > leaves && leaves > mapped, "{read:?}");
        // Through the oracle a guest of version 8 does the very same steps.
        let mut ours = guest(Version::Ml, &bytes, How::Oracle).unwrap();
        let mut cannons = guest(Version::V8, &bytes, How::Oracle).unwrap();
        ours.run(LIMIT).unwrap();
        cannons.run(LIMIT).unwrap();
        assert_eq!(ours.state_mut().hash(), cannons.state_mut().hash());
    }
}

#[test]
fn every_step_of_a_reader_has_evidence() {
    let (bytes, _) = model(40);
    for how in [How::Read, How::Map] {
        let Some(mut vm) = guest(Version::Ml, &bytes, how) else { return };
        while !vm.state().control.exited {
            let step = vm.state().control.step;
            let witness = vm.step_with_proof().unwrap();
            let mut host = host(&bytes, how);
            let next = step_witness_of(Version::Ml, &witness.state, &witness.proof[..], &mut host).unwrap();
            assert_eq!(next, vm.state_mut().witness(), "{how:?}, step {step}");
        }
        let Some(mut vm) = guest(Version::V8, &bytes, how) else { return };
        let error = vm.run(LIMIT).unwrap_err();
        assert!(matches!(error, VmError::Exception(Exception::UnknownSyscall { .. })), "{error}");
    }
}

/// Bad models end in the guest's own exit status, and what the host has not got in an error before the step.
#[test]
fn what_goes_wrong_is_defined() {
    let (mut bytes, _) = model(100);
    bytes[..8].copy_from_slice(&u64::MAX.to_be_bytes());
    for how in [How::Oracle, How::Read, How::Map] {
        let Some(mut vm) = guest(Version::Ml, &bytes, how) else { return };
        let outcome = vm.run(LIMIT).unwrap();
        assert_eq!((outcome.exited, outcome.exit_code), (true, 2), "{how:?}: a bad model");
        assert_eq!(vm.state_mut().hash()[0], 2);
    }
    let (bytes, _) = model(100_000);
    // A region that is too large for the guest.
    let mut vm = guest(Version::Ml, &bytes, How::Map).unwrap();
    vm.host_mut().0.host.insert_local(4, 50u64.to_be_bytes().to_vec());
    assert_eq!(vm.run(LIMIT).unwrap().exit_code, 2);
    // Contents that nobody gave to this host.
    let mut vm = guest(Version::Ml, &bytes, How::Map).unwrap();
    vm.host_mut().0.host.insert_local(3, vec![5; 32]);
    let error = vm.run(LIMIT).unwrap_err();
    assert_eq!(error, VmError::Host(HostError::Subtree { root: [5; 32], log2_size: 20 }));
    let (step, before) = (vm.state().control.step, vm.state_mut().hash());
    assert_eq!(vm.step(), Err(error));
    assert_eq!((vm.state().control.step, vm.state_mut().hash()), (step, before));
    // A pre-image that does not exist.
    let mut vm = guest(Version::Ml, &bytes, How::Read).unwrap();
    vm.host_mut().0.host.insert_local(2, vec![5; 32]);
    assert!(matches!(vm.run(LIMIT).unwrap_err(), VmError::Exception(Exception::Preimage(_))));
    // More memory than this host allows.
    let mut vm = guest(Version::Ml, &bytes, How::Map).unwrap();
    vm.state_mut().memory_mut().set_page_limit(50);
    let error = vm.run(LIMIT).unwrap_err();
    assert_eq!(error, VmError::Memory(MemoryError::PageLimit { address: MAP_BASE, limit: 50 }));
}

/// A file is mapped, not loaded: the guest's memory holds none of its pages.
#[test]
fn a_file_is_mapped() {
    let (bytes, sum) = model(100_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    std::fs::write(&path, &bytes).unwrap();
    let Some(mut vm) = guest(Version::Ml, &bytes, How::Map) else { return };
    let store = std::mem::take(&mut vm.host_mut().0.host);
    vm.host_mut().0 = Subtrees::new(store, None);
    let (root, log2_size) = vm.host_mut().0.add_file(&path).unwrap();
    assert_eq!((root, log2_size), (subtree_root(&bytes, 20).unwrap(), 20));
    assert_eq!(vm.run(LIMIT).unwrap().exit_code, 0);
    assert_eq!(vm.host_mut().1, format!("{sum}\n").into_bytes());
    assert!(vm.state().memory().page_count() < 20, "{} pages", vm.state().memory().page_count());
    assert!(vm.host_mut().0.add_file(&folder.path().join("none")).is_err());
}

/// Code that runs hot, code mapped over it, and that code hot in turn: compiled as interpreted.
#[test]
fn code_mapped_over_compiled_code() {
    const FUNCTION: u64 = 0x10000;
    const ROOT: u64 = 0x8020;
    // Calls the function 200 times, maps another over it, and again, twice.
    let function = |add: i32| bytes(&[r(0x08, 0, RA, 0), daddiu(T2, T2, add)]);
    let calls = [
        ori(T0, ZERO, 200),
        3 << 26 | (FUNCTION >> 2) as u32, // jal
        NOP,
        daddiu(T0, T0, -1),
        bne(T0, ZERO, -4),
        NOP,
    ];
    let map = [SYSCALL, daddiu(T1, T1, -1), bne(T1, ZERO, -9), ori(V0, ZERO, ML_MAP as i32)];
    let code = [&calls[..], &map, &exit_group(0)].concat();
    let registers = [(V0, ML_MAP), (A0, FUNCTION), (A1, 12), (A2, ROOT), (T1, 2)];
    let second = [function(1000), vec![0; 4096 - 8]].concat();
    let mut ends = Vec::new();
    for execution in [
        Execution::Interpreted,
        Execution::Compiled { cache: CodeCache::new(), after: 3, optimise: 1_000_000 },
    ] {
        let mut host = Subtrees::new(fault_proof_vm::host::NoHost, None);
        let (root, _) = host.add_bytes(second.clone()).unwrap();
        let mut state = State { version: Version::Ml, ..machine(&code, &registers).into_state() };
        state.memory.write_bytes(FUNCTION, &function(1)).unwrap();
        state.memory.write_bytes(ROOT, &root).unwrap();
        let mut vm = Vm::with_host(state, host);
        vm.set_execution(execution);
        assert!(vm.run(1_000_000).unwrap().exited);
        assert_eq!(register(&vm, T2), 200 + 200 * 1000);
        ends.push(vm.state_mut().hash());
    }
    assert_eq!(ends[0], ends[1]);
}

/// Regions in and out of pages, nodes and mapped files, against a memory made from the contents alone.
#[test]
fn grafts_are_what_they_replace() {
    let mut random = 7u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (random >> 33) % below
    };
    let mut words = std::collections::BTreeMap::new();
    let mut memory = fault_proof_vm::Memory::default();
    for round in 0..400 {
        for _ in 0..3 {
            let (address, value) = (next(1 << 20) & !7, next(1 << 30));
            memory.store(address, value).unwrap();
            words.insert(address, value);
        }
        let log2_size = 5 + next(14) as u32;
        let address = next(1 << 20) >> log2_size << log2_size;
        let mut donor = fault_proof_vm::Memory::default();
        words.retain(|at, _| at >> log2_size != address >> log2_size);
        for _ in 0..next(4) {
            let (at, value) = (address + (next(1 << log2_size) & !7), next(1 << 30));
            donor.store(at, value).unwrap();
            words.insert(at, value);
        }
        donor.store(address ^ 1 << log2_size, 99).unwrap();
        let mut before = memory.clone();
        memory.graft(&mut donor, address, log2_size).unwrap();
        let pages = 0..1u64 << 8;
        let differ =
            |number: &u64| before.read_bytes(number << 12, 4096) != memory.read_bytes(number << 12, 4096);
        let expected: Vec<u64> = pages.filter(differ).collect();
        assert_eq!(memory.differences(&mut before), expected, "round {round}");
        if round % 10 == 0 {
            let mut fresh = fault_proof_vm::Memory::default();
            words.iter().for_each(|(at, value)| fresh.store(*at, *value).unwrap());
            assert_eq!(memory.root(), fresh.root(), "round {round}");
        }
    }
}

#[test]
fn segments_are_of_version_8() {
    let state = State { version: Version::Ml, ..state(&exit_group(0)) };
    let mut host = fault_proof_vm::host::NoHost;
    let error = Recorder::new(state, &mut host, 4).err();
    assert!(matches!(error, Some(SegmentError::Version { got: Version::Ml })));
}

#[test]
fn proofs_name_their_version() {
    let text = r#"{"state-version":9,"step":0,"pre":"0x","post":"0x","state-data":"0x","proof-data":"0x"}"#;
    let error = Proof::from_json(text.as_bytes()).unwrap().check().unwrap_err();
    assert_eq!(error.to_string(), "state-version is 9 (unknown): no machine of ours");
    let plain = Proof::from_json(text.replace(r#""state-version":9,"#, "").as_bytes()).unwrap();
    assert_eq!(plain.state_version, 8);
    assert!(!serde_json::to_string(&plain).unwrap().contains("state-version"));
}
