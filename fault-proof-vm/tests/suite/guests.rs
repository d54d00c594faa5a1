//! Programs of `guests/`, compiled here and run: C by clang 22, Go by whatever toolchain is there. A missing
//! compiler skips its guests and says so.

use fault_proof_vm::host::PreimageStore;
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::{Host, State, Vm, elf, sanitise, step_witness};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

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

const GO_GUESTS: [Guest; 11] = [
    Guest("hello", 0, "hello world!\n"),
    Guest("alloc", 0, "30 true true\n"),
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

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guests")
}

fn output_folder(language: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guests").join(language);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The first of these commands that starts.
fn compiler(candidates: &[&str], argument: &str) -> Option<String> {
    let starts =
        |name: &&&str| Command::new(name).arg(argument).output().is_ok_and(|out| out.status.success());
    candidates.iter().find(starts).map(|name| (*name).to_owned())
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Folder of the compiled C guests, if there is a compiler.
fn c_guests() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let clang = compiler(&["clang-22", "/usr/lib/llvm-22/bin/clang"], "--version")?;
        let folder = output_folder("c");
        for Guest(name, ..) in &C_GUESTS {
            succeeds(
                Command::new(&clang)
                    .current_dir(sources().join("c"))
                    .args(["@flags", "start.s", "runtime.c", "hashes.c", &format!("{name}.c"), "-o"])
                    .arg(folder.join(name)),
            );
        }
        Some(folder)
    };
    FOLDER.get_or_init(build).as_ref()
}

/// Folder of the compiled Go guests, if there is a toolchain.
fn go_guests() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let go = compiler(&["go", "/usr/local/go/bin/go"], "version")?;
        let folder = output_folder("go");
        let mut command = Command::new(go);
        command
            .current_dir(sources().join("go"))
            .envs([("GOOS", "linux"), ("GOARCH", "mips64"), ("GOMIPS64", "softfloat")])
            .envs([("CGO_ENABLED", "0"), ("GOTOOLCHAIN", "local"), ("GOPROXY", "off")])
            .args(["build", "-trimpath", "-buildvcs=false", "-o"])
            .arg(&folder)
            .arg("./...");
        if std::env::var_os("HOME").is_none() && std::env::var_os("GOCACHE").is_none() {
            command.env("GOCACHE", output_folder("go-cache"));
        }
        succeeds(&mut command);
        Some(folder)
    };
    FOLDER.get_or_init(build).as_ref()
}

/// What the claim guests ask for, and what every guest prints.
#[derive(Clone, Default)]
struct Listener {
    store: PreimageStore,
    hints: Vec<Vec<u8>>,
    printed: Vec<u8>,
}

impl Listener {
    /// A list of numbers that sum up to 4,950, with a claim about their sum.
    fn with_claim(claimed: u64) -> Self {
        let mut store = PreimageStore::default();
        let list: Vec<u8> = (0..100u32).flat_map(u32::to_be_bytes).collect();
        let mut sha: [u8; 32] = Sha256::digest(&list).into();
        sha[0] = 4;
        let local =
            |ident: u8| std::array::from_fn(|i| [1, ident][usize::from(i == 31)] * u8::from(i % 31 == 0));
        store.insert(sha, list.clone());
        store.insert(local(1), keccak256(&list).to_vec());
        store.insert(local(2), sha.to_vec());
        store.insert(local(3), claimed.to_be_bytes().to_vec());
        store.insert_keccak(list);
        Self { store, ..Self::default() }
    }
}

impl Host for Listener {
    fn preimage(
        &mut self,
        key: &[u8; 32],
        offset: u64,
    ) -> Result<fault_proof_vm::host::PreimagePart, fault_proof_vm::host::PreimageError> {
        self.store.preimage(key, offset)
    }

    fn hint(&mut self, hint: &[u8]) {
        self.hints.push(hint.to_vec());
    }

    fn output(&mut self, _descriptor: u64, bytes: &[u8]) {
        self.printed.extend(bytes);
    }
}

fn load(folder: &Path, name: &str) -> State {
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
    let Some(folder) = c_guests() else {
        println!("skipped: no clang-22");
        return;
    };
    run_all(folder, &C_GUESTS);
    for (name, every) in [("hello", 0), ("claim", 37), ("threads", 997), ("selfmod", 3), ("alloc", 5)] {
        spot_check(folder, name, every);
    }
}

#[test]
fn go_programs() {
    let Some(folder) = go_guests() else {
        println!("skipped: no Go toolchain");
        return;
    };
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
    let Some(folder) = c_guests() else {
        println!("skipped: no clang-22");
        return;
    };
    for Guest(name, ..) in &C_GUESTS {
        let report = sanitise::check_elf(&std::fs::read(folder.join(name)).unwrap()).unwrap();
        assert!(report.findings.iter().all(|finding| finding.word == FILLER), "{name}: {report:?}");
    }
}
