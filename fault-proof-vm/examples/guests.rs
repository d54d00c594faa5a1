//! Prints how fast the Go programs of `guests/go` run, which it compiles first: interpreted, in a process that has
//! compiled nothing yet, and in one that has run the program before; and what that came to. Nothing but a Go toolchain
//! is needed:
//!
//! ```text
//! cargo run --release -p fault-proof-vm --example guests [-- NAME...]
//! ```
//!
//! Speeds are million instructions per second of this thread's processor time, from the start of the program to its
//! exit, over so many runs as take some time: other programs on the host count for little.

use fault_proof_vm::host::{Host, PreimageStore};
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::{CodeCache, CodeStats, Execution, Profile, Vm, elf};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

type Error = Box<dyn std::error::Error>;

/// Processor time that each figure takes at least.
const LONG: Duration = Duration::from_millis(300);
/// As machines are set unless told otherwise.
const AFTER: u32 = 40;
const OPTIMISE: u64 = 3_000_000;
/// How Go programs are linked for the machine: docs/fault-proof-vm.md says why.
const SETTINGS: &str = "-X runtime.godebugDefault=madvdontneed=0,decoratemappings=0";

fn main() -> Result<(), Error> {
    let folder = build()?;
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        names = std::fs::read_dir(&folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<Result<_, Error>>()?;
        // The host's side of the protocol, which is no guest.
        names.retain(|name| name != "server");
        names.sort_unstable();
    }
    println!(
        "{:<10}{:>12} {:>12} {:>8} {:>8}  of the first run: {:>11} {:>9} {:>9} {:>8} {:>10} {:>9}",
        "guest",
        "instructions",
        "interpreted",
        "first",
        "again",
        "interpreted",
        "entries",
        "calls",
        "regions",
        "optimised",
        "compiling",
    );
    for name in names {
        guest(&folder.join(&name), &name)?;
    }
    Ok(())
}

/// Compiles the guests; gives their folder.
fn build() -> Result<PathBuf, Error> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guests/go");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/guests-go");
    std::fs::create_dir_all(&folder)?;
    let status = Command::new("go")
        .current_dir(sources)
        .envs([("GOOS", "linux"), ("GOARCH", "mips64"), ("GOMIPS64", "softfloat"), ("CGO_ENABLED", "0")])
        .envs([("GOTOOLCHAIN", "local"), ("GOPROXY", "off")])
        .args(["build", "-trimpath", "-buildvcs=false", "-ldflags", SETTINGS, "-o"])
        .arg(&folder)
        .arg("./...")
        .status()?;
    if status.success() { Ok(folder) } else { Err("go build failed".into()) }
}

/// Processor time of this thread so far.
fn now() -> Result<Duration, Error> {
    // The kernel's `Documentation/scheduler/sched-stats.rst`: nanoseconds spent on a processor come first.
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = text.split_whitespace().next().ok_or("no numbers")?;
    Ok(Duration::from_nanos(first.parse()?))
}

/// What running a guest came to.
#[derive(Default)]
struct Figures {
    steps: u64,
    speed: f64,
    profile: Profile,
    stats: CodeStats,
}

/// Runs a guest again and again, each time with the way that `way` gives.
fn measure(file: &[u8], mut way: impl FnMut() -> (Execution, CodeCache)) -> Result<Figures, Error> {
    let (mut time, mut runs) = (Duration::ZERO, 0);
    let mut figures = Figures::default();
    while time < LONG {
        let (execution, cache) = way();
        let mut vm = Vm::with_host(elf::load(file)?, claim());
        vm.set_execution(execution);
        let start = now()?;
        figures.steps = vm.run(u64::MAX)?.steps;
        time += now()?.saturating_sub(start);
        runs += 1;
        (figures.profile, figures.stats) = (vm.profile(), cache.stats());
    }
    figures.speed = figures.steps as f64 * f64::from(runs) / time.as_secs_f64() / 1e6;
    Ok(figures)
}

fn guest(file: &Path, name: &str) -> Result<(), Error> {
    let file = std::fs::read(file)?;
    let compiled = |cache: &CodeCache| {
        (Execution::Compiled { cache: cache.clone(), after: AFTER, optimise: OPTIMISE }, cache.clone())
    };
    let interpreted = measure(&file, || (Execution::Interpreted, CodeCache::new()))?;
    let first = measure(&file, || compiled(&CodeCache::new()))?;
    let shared = CodeCache::new();
    let again = measure(&file, || compiled(&shared))?;
    println!(
        "{name:<10}{:>12} {:>12.0} {:>8.0} {:>8.0}  {:>17} {:>10.1}% {:>9} {:>9} {:>8} {:>10} {:>6.2} ms",
        first.steps,
        interpreted.speed,
        first.speed,
        again.speed,
        "",
        first.profile.interpreted as f64 / first.steps as f64 * 100.0,
        first.profile.entries,
        first.profile.system_calls,
        first.stats.regions - first.stats.optimised,
        first.stats.optimised,
        first.stats.time.as_secs_f64() * 1e3,
    );
    Ok(())
}

/// What the guest `claim` asks for: a list of numbers, and a claim about their sum.
fn claim() -> impl Host {
    let mut store = PreimageStore::default();
    let list: Vec<u8> = (0..100u32).flat_map(u32::to_be_bytes).collect();
    let sha = store.insert_sha256(list.clone());
    store.insert_local(1, keccak256(&list).to_vec());
    store.insert_local(2, sha.to_vec());
    store.insert_local(3, 4950u64.to_be_bytes().to_vec());
    store.insert_keccak(list);
    store
}
