//! Arguments of `vm`: verbs and flags that Cannon's users know.

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use fault_proof_vm::Version;
use fault_proof_vm::memory::DEFAULT_PAGE_LIMIT;
use fault_proof_vm::runner::{KeyStop, KindStop, Pattern};
use std::path::PathBuf;

/// Arguments of `vm`.
#[derive(Debug, Args)]
pub struct Vm {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs of `vm`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Load a program: an ELF file becomes a state file.
    LoadElf(LoadElf),
    /// Run a state, with stops, snapshots and proofs of single steps on the way.
    Run(Box<Run>),
    /// Print a state's hash and encoding.
    Witness(Witness),
    /// Check single steps given as JSON lines.
    #[cfg(feature = "chain")]
    Vectors(Vectors),
    /// Check the proof of a step that `run --proof-at` wrote.
    Check(Check),
    /// Serve a folder of pre-images to another machine, over file descriptors 3 to 6.
    Serve(Serve),
}

/// Versions of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Type {
    /// State version 8.
    #[value(name = "multithreaded64-5")]
    Multithreaded64V5,
    /// Version 8 with the ML system calls: for guests that map models by their root. Not Cannon's.
    #[value(name = "multithreaded64-5-ml")]
    Multithreaded64V5Ml,
}

impl From<Type> for Version {
    fn from(kind: Type) -> Self {
        match kind {
            Type::Multithreaded64V5 => Self::V8,
            Type::Multithreaded64V5Ml => Self::Ml,
        }
    }
}

/// Arguments of `vm load-elf`.
#[derive(Debug, Args)]
pub struct LoadElf {
    /// Version of the machine.
    #[arg(long = "type", value_enum, default_value_t = Type::Multithreaded64V5)]
    pub kind: Type,
    /// The program.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub path: PathBuf,
    /// Where the state goes; `.gz` at the end of the name compresses it.
    #[arg(long, default_value = "state.bin.gz", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
    /// Where the symbols go, as JSON.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub meta: Option<PathBuf>,
}

/// Arguments of `vm run`. A pattern is `never`, `always`, `=N` (at step N) or `%N` (at multiples of N).
#[derive(Debug, Args)]
pub struct Run {
    /// The state to start from.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub input: PathBuf,
    /// Where the last state goes; nowhere if not given.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Steps to prove.
    #[arg(long, value_name = "PATTERN", default_value = "never")]
    pub proof_at: Pattern,
    /// Name of a proof's file; %d is the step.
    #[arg(long, value_name = "FORMAT", default_value = "proof-%d.json")]
    pub proof_fmt: String,
    /// Steps to save the state before.
    #[arg(long, value_name = "PATTERN", default_value = "never")]
    pub snapshot_at: Pattern,
    /// Name of a saved state's file; %d is the step.
    #[arg(long, value_name = "FORMAT", default_value = "state-%d.bin.gz")]
    pub snapshot_fmt: String,
    /// Steps to stop before.
    #[arg(long, value_name = "PATTERN", default_value = "never")]
    pub stop_at: Pattern,
    /// Stop after a read of a pre-image: the start of its key in hex, the offset (0), from which step on (0).
    #[arg(long, value_name = "KEY[@OFFSET[@STEP]]")]
    pub stop_at_preimage: Option<KeyStop>,
    /// Stop after the first read of a pre-image of this type: local, keccak, sha256, blob, precompile, any.
    #[arg(long, value_name = "TYPE")]
    pub stop_at_preimage_type: Option<KindStop>,
    /// Stop after the first read of a pre-image of more bytes, its length prefix included.
    #[arg(long, value_name = "BYTES")]
    pub stop_at_preimage_larger_than: Option<u64>,
    /// Steps to print information at, on standard error.
    #[arg(long, value_name = "PATTERN", default_value = "%100000000")]
    pub info_at: Pattern,
    /// Most steps of this run.
    #[arg(long)]
    pub max_steps: Option<u64>,
    /// Symbols of the program, as `load-elf --meta` writes them, to name places in.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub meta: Option<PathBuf>,
    /// Count reservations and forced switches: runs step by step, many times slower.
    #[arg(long)]
    pub debug: bool,
    /// Where numbers about the run go, as JSON.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub debug_info: Option<PathBuf>,
    /// Pre-images from a folder, instead of from a server.
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, conflicts_with = "server")]
    pub preimages: Option<PathBuf>,
    /// A region that the guest may map by its root: the file's bytes, and zeros up to a power of two. Says root
    /// and log2 of the size on standard error.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub region: Vec<PathBuf>,
    /// Do not wait for the server to deal with a hint, but only before the next pre-image.
    #[arg(long)]
    pub prefetch: bool,
    /// Longest time to wait for an answer of the server, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub server_timeout: u64,
    /// Pages of 4 KiB the guest may use.
    #[arg(long, value_name = "PAGES", default_value_t = DEFAULT_PAGE_LIMIT)]
    pub page_limit: usize,
    /// The pre-image server and its arguments.
    #[arg(last = true, value_name = "SERVER")]
    pub server: Vec<String>,
}

/// Arguments of `vm witness`.
#[derive(Debug, Args)]
pub struct Witness {
    /// The state.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub input: PathBuf,
    /// Where the 188 bytes of the encoding go.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Pages of 4 KiB the state may have.
    #[arg(long, value_name = "PAGES", default_value_t = DEFAULT_PAGE_LIMIT)]
    pub page_limit: usize,
}

/// Arguments of `vm vectors`.
#[cfg(feature = "chain")]
#[derive(Debug, Args)]
pub struct Vectors {
    /// JSON lines, compressed by gzip or not, each a step: `{"n": name, "s": state, "p": proof, "post": hash or null,
    /// "exc": exception, "po": {"off": offset, "d": pre-image}}`. The state's 188 bytes and the proof's 6,090, the hash of the
    /// next state and the Keccak-256 pre-image of which a part is loaded first are in hexadecimal. `exc`, given where the
    /// step is an exception, and `po` may be left out.
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Do each step in the step contract too, and report its gas.
    #[arg(long)]
    pub contract: bool,
}

/// Arguments of `vm check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The proof's JSON.
    #[arg(value_hint = ValueHint::FilePath)]
    pub proof: PathBuf,
}

/// Arguments of `vm serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder: a file for each pre-image, named by its key.
    #[arg(value_hint = ValueHint::DirPath)]
    pub store: PathBuf,
}
