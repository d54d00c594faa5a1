//! Whole Go programs to measure the machine with, which are compiled first: how fast one runs interpreted, in a process
//! that has compiled nothing yet, and in one that has run it before.

use crate::elf::{self, ElfError};
use crate::error::VmError;
use crate::host::{Host, PreimageStore};
use crate::jit::{CodeCache, CodeStats, Profile};
use crate::keccak::keccak256;
use crate::vm::{Execution, Vm};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use thiserror::Error;

/// Processor time that each figure takes at least.
const LONG: Duration = Duration::from_millis(300);
/// How Go programs are linked for the machine: docs/fault-proof-vm.md says why.
const SETTINGS: &str = "-X runtime.godebugDefault=madvdontneed=0,decoratemappings=0";
/// The host's side of the protocol, which is no guest.
const SERVER: &str = "server";

/// Why programs cannot be measured.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// There is no Go toolchain.
    #[error("the Go toolchain does not start: {0}")]
    NoToolchain(io::Error),
    /// The Go toolchain refuses the programs.
    #[error("go build: {said}")]
    Build {
        /// What it said.
        said: String,
    },
    /// A file or folder, or the host's clock, cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is no program.
    #[error(transparent)]
    Elf(#[from] ElfError),
    /// The machine has no next step.
    #[error(transparent)]
    Vm(#[from] VmError),
    /// A program does not come to its end.
    #[error("after {steps} steps the program has not exited with 0 but {code:?}")]
    End {
        /// Its steps.
        steps: u64,
        /// Its exit code.
        code: Option<u8>,
    },
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> ProgramError {
    let path = path.to_path_buf();
    |source| ProgramError::Io { path, source }
}

/// Compiles the programs of a folder (`guests/go`) into another one; gives their names, in order.
///
/// # Errors
/// [`ProgramError`].
pub fn build(sources: &Path, folder: &Path) -> Result<Vec<String>, ProgramError> {
    std::fs::create_dir_all(folder).map_err(io_error(folder))?;
    let folder = folder.canonicalize().map_err(io_error(folder))?;
    // Not to take a folder that is missing for a toolchain that is.
    let sources = sources.canonicalize().map_err(io_error(sources))?;
    let output = Command::new("go")
        .current_dir(&sources)
        .envs([("GOOS", "linux"), ("GOARCH", "mips64"), ("GOMIPS64", "softfloat"), ("CGO_ENABLED", "0")])
        .envs([("GOTOOLCHAIN", "local"), ("GOPROXY", "off")])
        .args(["build", "-trimpath", "-buildvcs=false", "-ldflags", SETTINGS, "-o"])
        .arg(&folder)
        .arg("./...")
        .output()
        .map_err(ProgramError::NoToolchain)?;
    if !output.status.success() {
        return Err(ProgramError::Build { said: String::from_utf8_lossy(&output.stderr).into_owned() });
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(io_error(&folder))? {
        names.push(entry.map_err(io_error(&folder))?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| name != SERVER);
    names.sort_unstable();
    Ok(names)
}

/// What running a program came to. Speeds are million instructions per second of this thread's processor time, from the
/// start of the program to its exit, over so many runs as take some time: other programs on the host count for little.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Instructions.
    pub steps: u64,
    /// Speed of the interpreter alone.
    pub interpreted: f64,
    /// Speed where nothing has been compiled, compiling included.
    pub first: f64,
    /// Speed in a process that has run the program before.
    pub again: f64,
    /// What became of the first of these.
    pub profile: Profile,
    /// What it compiled.
    pub compiled: CodeStats,
}

/// Measures a program.
///
/// # Errors
/// [`ProgramError`] for one that does not exit with 0, or where the host does not tell its processor time.
pub fn measure(file: &[u8]) -> Result<Figures, ProgramError> {
    let interpreted = runs(file, || (Execution::Interpreted, CodeCache::new()))?;
    let first = runs(file, || compiled(&CodeCache::new()))?;
    let shared = CodeCache::new();
    let again = runs(file, || compiled(&shared))?;
    Ok(Figures { interpreted: interpreted.again, again: again.again, first: first.again, ..first })
}

/// As machines are set unless told otherwise, with this cache.
fn compiled(cache: &CodeCache) -> (Execution, CodeCache) {
    (Execution::compiled(cache.clone()), cache.clone())
}

/// Runs a program again and again, each time with the way that `way` gives. Its speed is in `again`.
fn runs(file: &[u8], mut way: impl FnMut() -> (Execution, CodeCache)) -> Result<Figures, ProgramError> {
    let (mut time, mut runs) = (Duration::ZERO, 0);
    let mut figures = Figures::default();
    while time < LONG {
        let (execution, cache) = way();
        let mut vm = Vm::with_host(elf::load(file)?, claim());
        vm.set_execution(execution);
        let start = processor_time()?;
        let outcome = vm.run(u64::MAX)?;
        time += processor_time()?.saturating_sub(start);
        if (outcome.exited, outcome.exit_code) != (true, 0) {
            let code = outcome.exited.then_some(outcome.exit_code);
            return Err(ProgramError::End { steps: outcome.steps, code });
        }
        runs += 1;
        (figures.steps, figures.profile, figures.compiled) = (outcome.steps, vm.profile(), cache.stats());
    }
    figures.again = figures.steps as f64 * f64::from(runs) / time.as_secs_f64() / 1e6;
    Ok(figures)
}

/// Processor time of this thread so far.
fn processor_time() -> Result<Duration, ProgramError> {
    // The kernel's `Documentation/scheduler/sched-stats.rst`: nanoseconds spent on a processor come first.
    let path = Path::new("/proc/thread-self/schedstat");
    let text = std::fs::read_to_string(path).map_err(io_error(path))?;
    let first = text.split_whitespace().next().and_then(|number| number.parse().ok());
    let missing = || io_error(path)(io::ErrorKind::InvalidData.into());
    Ok(Duration::from_nanos(first.ok_or_else(missing)?))
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
