//! Programs of `guests/`, compiled here and run: C by clang 22, Go by whatever toolchain is there.

use crate::builds::{c_guests, go_guests};
use fault_proof_vm::Hash;
use fault_proof_vm::host::{HostError, PreimageError, PreimagePart, PreimageStore};
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::{Host, State, Vm, elf, sanitise, step_witness};
use std::path::Path;

/// A guest, its exit code and what it prints.
struct Guest(&'static str, u8, &'static str);

const DIGESTS: &str = "47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad\n\
                       b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9\n\
                       de83bd7e7e74fdecf5bbf5900ae34caebc566e610cf5e32b2dd41f7ae5fa40b7\n";
const SUM: &str = "sum 4950 claimed 4950\n";

const C_GUESTS: [Guest; 7] = [
    Guest("hello", 0, "hello world!\n"),
    Guest("digests", 0, DIGESTS),
    Guest("claim", 0, SUM),
    Guest("alloc", 0, "2080\n"),
    Guest("threads", 0, "18000 63000 360\n"),
    Guest("selfmod", 0, "5250 7\n"),
    Guest("clock", 0, "in step\n"),
];

const GO_GUESTS: [Guest; 12] = [
    Guest("hello", 0, "hello world!\n"),
    Guest("alloc", 0, "30 true true\n"),
    Guest("fresh", 0, "0\n"),
    Guest("channels", 0, "squares 42925\nprime 29\n"),
    Guest("sync", 0, "mutex 1000 true\nonce 1 14 2\ncond 15\npool true\n"),
    Guest("rwmutex", 0, "100 100 [100 100 100 100]\n"),
    Guest("atomics", 0, "-1600 13743895347200 255 7199 true true\n1 2\n"),
    Guest("select", 0, "default\nreceived 30\ntimeout\ncontext canceled\n"),
    Guest("maps", 0, "1000 1333333000\nbe3 is1 not1 or1 question1 that1 the1 to3 \n50\n"),
    Guest("hashes", 0, DIGESTS),
    Guest("clock", 0, "true true\nticked\n"),
    Guest("claim", 0, SUM),
];

const LIMIT: u64 = 200_000_000;

/// What the claim guests ask for: a list of numbers that sum up to 4,950, and a claim about their sum.
pub fn claim(claimed: u64) -> PreimageStore {
    let mut store = PreimageStore::default();
    let list: Vec<u8> = (0..100u32).flat_map(u32::to_be_bytes).collect();
    let sha = store.insert_sha256(list.clone());
    store.insert_local(1, keccak256(&list).to_vec());
    store.insert_local(2, sha.to_vec());
    store.insert_local(3, claimed.to_be_bytes().to_vec());
    store.insert_keccak(list);
    store
}

/// What the claim guests ask for, and what every guest prints.
#[derive(Clone, Default)]
pub struct Listener {
    store: PreimageStore,
    hints: Vec<Vec<u8>>,
    pub printed: Vec<u8>,
}

impl Listener {
    pub fn with_claim(claimed: u64) -> Self {
        Self { store: claim(claimed), ..Self::default() }
    }
}

impl Host for Listener {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        self.store.preimage(key, offset)
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        self.hints.push(hint.to_vec());
        Ok(())
    }

    fn output(&mut self, _descriptor: u64, bytes: &[u8]) {
        self.printed.extend(bytes);
    }
}

pub fn load(folder: &Path, name: &str) -> State {
    elf::load(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

/// Runs each guest twice, the second time in uneven pieces: same end, and what it should print.
fn run_all(folder: &Path, guests: &[Guest]) {
    for Guest(name, code, printed) in guests {
        let mut vm = Vm::with_host(load(folder, name), Listener::with_claim(4950));
        let outcome = vm.run(LIMIT).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = String::from_utf8_lossy(&vm.host_mut().printed).into_owned();
        assert_eq!((outcome.exited, outcome.exit_code, &*text), (true, *code, *printed), "{name}");
        assert_eq!(vm.host_mut().hints.len(), usize::from(*name == "claim"), "{name}: hints");
        let mut again = Vm::with_host(load(folder, name), Listener::with_claim(4950));
        let mut piece = 1;
        while !again.state().control.exited {
            again.run(piece).unwrap();
            piece = piece * 7 % 50_021;
        }
        assert_eq!(vm.state_mut().hash(), again.state_mut().hash(), "{name}");
        println!("{name}: {} steps", outcome.steps);
    }
}

/// Steps with evidence at regular intervals: the evidence alone leads to the state that the machine reaches.
fn spot_check(folder: &Path, name: &str, every: u64) {
    let mut vm = Vm::with_host(load(folder, name), Listener::with_claim(4950));
    let mut checked = 0;
    while !vm.state().control.exited {
        let mut host = vm.host_mut().clone();
        let witness = vm.step_with_proof().unwrap();
        let next = step_witness(&witness.state, &witness.proof[..], &mut host).unwrap();
        assert_eq!(next, vm.state_mut().witness(), "{name}, step {}", next.control.step);
        checked += 1;
        vm.run(every).unwrap();
    }
    println!("{name}: {checked} steps of {} checked alone", vm.state().control.step);
}

#[test]
fn c_programs() {
    let Some(folder) = c_guests() else { return };
    run_all(folder, &C_GUESTS);
    for (name, every) in [("hello", 0), ("claim", 37), ("threads", 997), ("selfmod", 3), ("alloc", 5)] {
        spot_check(folder, name, every);
    }
}

#[test]
fn go_programs() {
    let Some(folder) = go_guests() else { return };
    run_all(folder, &GO_GUESTS);
    for (name, every) in [("hello", 1499), ("claim", 9973), ("sync", 7919), ("alloc", 99_991)] {
        spot_check(folder, name, every);
    }
}

/// The claim guests tell a true claim from a false one by their exit code.
#[test]
fn false_claims() {
    for folder in [c_guests(), go_guests()].into_iter().flatten() {
        let mut vm = Vm::with_host(load(folder, "claim"), Listener::with_claim(4951));
        assert_eq!(vm.run(LIMIT).unwrap().exit_code, 1);
        assert_eq!(vm.state_mut().hash()[0], 1);
    }
}

/// The linker's filler between functions.
const FILLER: u32 = 0x0417_0001;

/// C guests have no instruction that the machine refuses. (Go's runtime has some, which it never reaches.)
#[test]
fn c_programs_are_clean() {
    let Some(folder) = c_guests() else { return };
    for Guest(name, ..) in &C_GUESTS {
        let report = sanitise::check_elf(&std::fs::read(folder.join(name)).unwrap()).unwrap();
        assert!(report.findings.iter().all(|finding| finding.word == FILLER), "{name}: {report:?}");
    }
}
