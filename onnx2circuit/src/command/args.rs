//! The command line: every verb with its arguments, and their help.

mod bench;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use frontend::Options;
use std::path::PathBuf;

pub use self::bench::Bench;
use crate::goal::Goal;
use crate::statement;

/// From an ONNX model to a zero-knowledge circuit, a native program and a fault-proof program: one compile,
/// the same bits in all of them.
#[derive(Debug, Parser)]
#[command(name = "onnx2circuit", version, propagate_version = true, after_help = EXIT_STATUS)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Print results as JSON on standard output; progress and errors stay on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    /// Say more about what happens (repeat for more); the variable RUST_LOG refines it.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

impl Cli {
    /// Reads the process's arguments. A negative number after an option is its value, to be refused by name, and no option
    /// that does not exist.
    ///
    /// # Errors
    /// What clap says of them; help and version too.
    pub fn from_arguments() -> Result<Self, clap::Error> {
        let mut matches = with_negatives(Self::command()).try_get_matches()?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut Self::command()))
    }
}

fn with_negatives(command: clap::Command) -> clap::Command {
    let option = |arg: &clap::Arg| {
        arg.get_long().is_some() && matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
    };
    command
        .mut_args(|arg| if option(&arg) { arg.allow_negative_numbers(true) } else { arg })
        .mut_subcommands(with_negatives)
}

const EXIT_STATUS: &str = "Exit status: 0 done; 1 the answer is no (a proof refused, an input rejected by the \
                           model); 2 bad input or usage; 3 a fault of this program.";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Observe the ranges of a model's values on samples, and write them to a file that `compile` takes.
    Calibrate(Calibrate),
    /// List what stops a model or makes it expensive, and forecast its costs, without compiling it.
    Check(super::check::Check),
    /// Compile a model into an artifact directory, or print stages of the compilation.
    Compile(Compile),
    /// Run an artifact on an input: by reference semantics, native code, the fault-proof VM or the circuit.
    Run(Run),
    /// Continue a text with a language model, token by token.
    Generate(super::generate::Args),
    /// Make the proving and verifying keys of an artifact.
    Setup(Setup),
    /// Prove an inference.
    Prove(Prove),
    /// Verify a proof from the verifying key and the public values alone.
    Verify(Verify),
    /// Check that a verifying key is an artifact's: make it again and compare.
    CheckKey(CheckKey),
    /// Write the contracts that verify a key's proofs on a chain: sources, interfaces, code to deploy.
    #[cfg(feature = "chain")]
    ExportVerifier(super::onchain::args::ExportVerifier),
    /// Write the call that has a contract verify a proof.
    #[cfg(feature = "chain")]
    EncodeCalldata(super::onchain::args::EncodeCalldata),
    /// Hash a run's inputs and outputs, as proofs show them where `setup --hashed` says so.
    Hash(super::hash::HashArgs),
    /// Count how many labels an artifact gives, beside the float model.
    Accuracy(super::accuracy::Accuracy),
    /// Run ONNX's test cases, or others in that layout, and compare with the outputs that are published.
    Conformance(super::conformance::Conformance),
    /// Describe a model, an MLIR file, an artifact, a verifying key or a proof.
    Inspect(Inspect),
    /// Write a page about an artifact: its graph, and error, range and cost of each step.
    Report(super::report::Report),
    /// Do the main job once: compile, run four ways, prove and verify a digit.
    Demo(Demo),
    /// Measure compile time, executions, key generation, proving and verifying.
    Bench(Bench),
    /// Do every step of a run twice: by native code, and by the fault-proof machine on all cores.
    DoubleCheck(DoubleCheck),
    /// Claims about inferences on a chain, and the game that settles them.
    #[cfg(feature = "chain")]
    Dispute(Box<super::dispute::args::Dispute>),
    /// Simulate many claims at once: loads, liars, slow players, bad networks.
    Simulate(Simulate),
    /// The fault-proof machine: load programs, run them, prove steps, serve pre-images.
    Vm(super::vm::args::Vm),
}

/// How a model is read.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// The ONNX file.
    #[arg(value_hint = ValueHint::FilePath)]
    pub model: PathBuf,
    /// Bind a symbolic dimension, `NAME=VALUE`; repeat for each. A batch that is not bound is 1.
    #[arg(long = "dim", value_name = "NAME=VALUE", value_parser = parse_dim)]
    pub dims: Vec<(String, usize)>,
}

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub struct Calibrate {
    /// The model.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Sample inputs: `.npz` or `.npy` (a leading axis of samples), TensorProto `.pb`, JSON (EZKL's `input.json`
    /// too), or a folder of such files. Without them inputs are drawn within their ranges.
    #[arg(value_hint = ValueHint::AnyPath, required_unless_present_any = ["input_ranges", "given"])]
    pub samples: Option<PathBuf>,
    /// The same samples, as other verbs are given them.
    #[arg(long = "samples", value_name = "PATH", value_hint = ValueHint::AnyPath, conflicts_with = "samples")]
    pub given: Option<PathBuf>,
    /// The range of a float input, `NAME=LO..HI`, instead of what samples show; repeat for each input.
    #[arg(long = "input-range", value_name = "NAME=LO..HI", value_parser = parse_range)]
    pub input_ranges: Vec<(String, f64, f64)>,
    /// Seed of the inputs that are drawn without samples.
    #[arg(long, default_value_t = crate::ranges::SEED, value_parser = whole)]
    pub seed: u64,
    /// Where the calibration goes.
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Room beyond each observed range, as a fraction of its width: 0 to 16. What rounding needs is left in any case.
    #[arg(long, default_value_t = 0.25)]
    pub margin: f64,
    /// Leave room for the rounding of this preset only, which the calibration is for then: a model that 8 bits do not suit
    /// gets wide ranges otherwise. Without it no preset refuses a sample.
    #[arg(long, value_enum)]
    pub preset: Option<Preset>,
}

/// How values are quantised.
#[derive(Debug, Args)]
pub struct QuantiseArgs {
    /// Ranges observed on samples, as `calibrate` wrote them.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub calibration: Option<PathBuf>,
    /// Sample inputs to measure the error on, and without `--calibration` also to calibrate with. Without them
    /// inputs are drawn within their ranges.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub samples: Option<PathBuf>,
    /// The range of a float input, `NAME=LO..HI`; repeat for each input.
    #[arg(long = "input-range", value_name = "NAME=LO..HI", value_parser = parse_range)]
    pub input_ranges: Vec<(String, f64, f64)>,
    /// Widths: 8 bits, fewer, or more.
    #[arg(long, value_enum, default_value_t = Preset::Default)]
    pub preset: Preset,
    /// Instead of a preset, the fewest bits of inputs, activations and weights with which the samples reach this:
    /// `predictions` (every arg-max is the float model's), `error=SHARE` (0.01 or 1% of each output's range), or `bits=N`.
    #[arg(long, value_name = "GOAL", conflicts_with = "preset")]
    pub goal: Option<Goal>,
    /// What happens to a value that leaves its calibrated range.
    #[arg(long, value_enum, default_value_t = Overflow::Reject)]
    pub overflow: Overflow,
    /// Round each ONNX node's result to a tensor of its own, for comparison and debugging: nothing is fused.
    #[arg(long)]
    pub node_by_node: bool,
}

/// Widths of activations and weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// 8-bit activations.
    Default,
    /// 5-bit activations and 4-bit inputs: the smallest circuit.
    Small,
    /// 13-bit activations and tables, for language models.
    Language,
    /// 14-bit activations and 12-bit inputs.
    Exact,
}

impl From<Preset> for Options {
    fn from(preset: Preset) -> Self {
        match preset {
            Preset::Default => Self::default(),
            Preset::Small => Self::small(),
            Preset::Language => Self::language(),
            Preset::Exact => Self::exact(),
        }
    }
}

/// Meaning of a value outside its calibrated range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Overflow {
    /// The step stops with a defined status; no output, no proof.
    Reject,
    /// The value is clamped, as part of the model's meaning, and the clamp is proved.
    Saturate,
}

/// Arguments of `compile`.
#[derive(Debug, Args)]
pub struct Compile {
    /// The model.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Quantisation.
    #[command(flatten)]
    pub quantise: QuantiseArgs,
    /// The artifact directory; the model's name with `.o2c`, here, if not given. With `--emit` alone, the stages are
    /// printed and there is no artifact.
    #[arg(short, long, value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Stages to print or to write beside the artifact; compilation stops after the last one when there is
    /// no `--output`.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub emit: Vec<Stage>,
    /// Leave gadgets unrecognised: every function goes through the generic fallback.
    #[arg(long)]
    pub no_recognition: bool,
}

/// Stages of a compilation, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Stage {
    /// The integer graph: tensors with types, scales and ranges, and steps.
    IntegerGraph,
    /// One affine function per step.
    MlirAffine,
    /// The same after recognition.
    MlirGadgets,
    /// Extended LLVM IR.
    Llvm,
    /// The circuit's relations.
    Circuit,
    /// Disassembly of the native object; `model.o` beside it.
    NativeObject,
    /// Disassembly of the fault-proof program; `model.elf` beside it.
    MipsElf,
}

/// Where a model is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum On {
    /// The gadgets' own semantics.
    Reference,
    /// Native code.
    Native,
    /// The fault-proof VM.
    Vm,
    /// The circuit's interpreter.
    Circuit,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The input: `.npy`, `.npz`, TensorProto `.pb` or JSON (EZKL's `input.json` too). A model without inputs
    /// needs none.
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub input: Option<PathBuf>,
    /// Which execution.
    #[arg(long, value_enum, default_value_t = On::Native)]
    pub on: On,
}

/// Arguments of `double-check`.
#[derive(Debug, Args)]
pub struct DoubleCheck {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// On what.
    #[command(flatten)]
    pub given: super::subject::Given,
    /// Threads; one a core if not given.
    #[arg(short, long, default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Keep the native run here, step by step, and go on from what is there.
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
    /// Cut each step into segments of 2^N instructions, and check each from its pages alone too.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(10..=30))]
    pub segments: Option<u8>,
}

/// Arguments of `simulate`.
#[derive(Debug, Args)]
pub struct Simulate {
    /// Scenarios (TOML), such as those in `simulations`.
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<PathBuf>,
    /// Where the report goes: `report.json`, and `report.html` with plots.
    #[arg(short, long, value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
}

/// Arguments of `setup`.
#[derive(Debug, Args)]
pub struct Setup {
    /// The artifact directory; the keys are written into it unless `--output` is given.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// Which proofs the keys are for.
    #[cfg(feature = "sumcheck")]
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// Proofs by sumchecks hide what is not public, and say nothing of it. Proofs by halo2 do anyway.
    #[cfg(feature = "sumcheck")]
    #[arg(long)]
    pub zk: bool,
    /// Bits of security of proofs by sumchecks, from 100 to 128: by more queries, and by proofs of work, which take time. Proofs are longer for it.
    #[cfg(feature = "sumcheck")]
    #[arg(long, value_name = "BITS", value_parser = level)]
    pub security: Option<sumcheck::Level>,
    /// Make the keys with this reference string: of a public ceremony (`.ptau` of snarkjs, parameters of halo2), or one
    /// beside other keys. What is needed of it is put beside the keys. The same artifact and the same string give the same
    /// keys.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub srs: Option<PathBuf>,
    /// The fingerprint that the string's ceremony publishes, where this program does not know the ceremony.
    #[arg(long, value_name = "FINGERPRINT", requires = "srs")]
    pub ceremony: Option<halo2::Fingerprint>,
    /// Whether a string for development may be used; without `--srs` one is made, of a random secret that is dropped.
    #[command(flatten)]
    pub development: Development,
    /// Draw the secret from this number instead: the same keys everywhere, for which ANYONE CAN FORGE PROOFS.
    #[arg(long, value_name = "N", conflicts_with = "srs", requires = "allowed", value_parser = whole)]
    pub seed: Option<u64>,
    /// Keep this input of the model private: proofs say that there is such an input, and do not show it. Repeat for each.
    #[arg(long, value_name = "NAME")]
    pub private: Vec<String>,
    /// Show a hash of this input or output of the model in its place (with a salt that `prove` draws): proofs say that
    /// there is one that hashes to it. Repeat for each.
    #[arg(long, value_name = "NAME")]
    pub hashed: Vec<String>,
    /// What proofs show of the model's weights: with `hashed`, one hash of all of them, which is printed for whoever registers the
    /// model. They are in no key then, and all models of one shape share their keys.
    #[arg(long, value_enum, default_value_t)]
    pub parameters: Parameters,
    /// Take the salt of hidden weights from this file, as `setup` wrote it beside other keys: the same hash again. Without it, the
    /// one beside the keys is taken, or a new one drawn.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub with_salts: Option<PathBuf>,
    /// Directory of the keys and the string.
    #[arg(short, long, value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// One proof of so many runs: it is as long as a proof of one, and verified as fast but for the public values. `prove`
    /// takes as many samples.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(crate::statement::MAX_RUNS)))]
    pub batch: u32,
    /// What the circuit's layout is best for.
    #[arg(long = "for", value_enum, default_value_t)]
    pub purpose: Purpose,
    /// Cut the circuit into N segments of about the same work, between steps of the model, which are set up and proved one after
    /// the other and bound by hashes of what lies between them: for models that one table does not hold, or that take too much
    /// memory.
    #[arg(long, value_name = "N", value_parser = super::segments::number)]
    pub segments: Option<usize>,
    /// Cut the circuit into segments of which each takes about this much memory to prove, at most: bytes, or 512M, 2G.
    #[arg(long, value_name = "SIZE", conflicts_with = "segments", value_parser = super::segments::bytes)]
    pub memory: Option<u64>,
}

/// A proof system.
#[cfg(feature = "sumcheck")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Backend {
    /// KZG over BN254: some kilobytes, verified on a chain; inputs may be private. It needs a reference string.
    #[default]
    Halo2,
    /// Sumchecks over a 31-bit field: proofs are faster and of larger models, some hundred kB, for no chain, with no reference
    /// string; with `--zk` inputs may be private, and weights, inputs and outputs hashed.
    Sumcheck,
    /// halo2 for what only it gives (a chain, something private or hashed without `--zk`, several runs, segments); else what can be made, and
    /// of both what proves faster. The choice is printed with its reason.
    Auto,
}

/// Whether a reference string for development is good enough.
#[derive(Clone, Copy, Debug, Args)]
pub struct Development {
    /// Take a reference string for DEVELOPMENT, whose secret somebody may know: whoever does can forge proofs. With it
    /// `setup` makes one where no `--srs` is given.
    #[arg(id = "allowed", long = "unsafe-development-srs")]
    pub allowed: bool,
}

/// What proofs show of a model's weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Parameters {
    /// The weights, which are part of the keys.
    #[default]
    Public,
    /// A hash of the weights.
    Hashed,
}

impl From<Parameters> for statement::Parameters {
    fn from(parameters: Parameters) -> Self {
        match parameters {
            Parameters::Public => Self::Public,
            Parameters::Hashed => Self::Hashed,
        }
    }
}

/// What a layout is best for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Purpose {
    /// Fast proofs.
    #[default]
    Speed,
    /// Proofs that cost little gas to verify on a chain; they take longer to make.
    Evm,
}

impl From<Purpose> for halo2::Goal {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Speed => Self::Time,
            Purpose::Evm => Self::Gas,
        }
    }
}

/// Arguments of `prove`.
#[derive(Debug, Args)]
pub struct Prove {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The input: `.npy`, `.npz`, TensorProto `.pb` or JSON (EZKL's `input.json` too). A model without inputs
    /// needs none. With keys for several runs (`setup --batch N`), a file or folder of as many samples.
    #[arg(short, long, value_hint = ValueHint::AnyPath)]
    pub input: Option<PathBuf>,
    /// Directory of the keys, if not the artifact's.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub keys: Option<PathBuf>,
    /// Whether keys for development may be used.
    #[command(flatten)]
    pub development: Development,
    /// Where the proof goes.
    #[arg(short, long, default_value = "proof.bin", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Where the public values (inputs and outputs) go.
    #[arg(long, default_value = "public.json", value_hint = ValueHint::FilePath)]
    pub public: PathBuf,
    /// Where the salts go that are drawn for what the keys hash: with value and salt, `hash` makes the hash again. A file
    /// that is there is not overwritten.
    #[arg(long, value_name = "FILE", default_value = "salts.json", value_hint = ValueHint::FilePath)]
    pub salts: PathBuf,
    /// Take the salts from this file instead of drawing them, as `prove` wrote them; what has none in it is not salted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub with_salts: Option<PathBuf>,
    /// Hash without salts: who can guess a value can then tell it from its hash.
    #[arg(long, conflicts_with = "with_salts")]
    pub unsalted: bool,
    /// Prove this segment alone, of keys that `setup` has cut into segments; the first one is 0. Its proof is kept in a folder
    /// beside `--output`, whose name ends in `.segments`: `prove` without this takes what is there and valid, proves what is
    /// missing, and writes the proof. Segments may be proved by processes at the same time.
    #[arg(long, value_name = "N")]
    pub segment: Option<usize>,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The verifying key.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub key: PathBuf,
    /// The public values.
    #[arg(long, default_value = "public.json", value_hint = ValueHint::FilePath)]
    pub public: PathBuf,
    /// The proof.
    #[arg(long, default_value = "proof.bin", value_hint = ValueHint::FilePath)]
    pub proof: PathBuf,
    /// Check first that the key is this artifact's, as `check-key` does. Without it, only a key from a source that is
    /// trusted for the circuit proves anything.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub artifact: Option<PathBuf>,
    /// The reference string that the key was made with, if not beside the key.
    #[arg(long, requires = "artifact", value_hint = ValueHint::FilePath)]
    pub srs: Option<PathBuf>,
    /// The hash of the weights that was registered: a proof of other weights is refused, and a key that shows its weights.
    #[arg(long, value_name = "HASH")]
    pub parameters: Option<circuit::Hash>,
    /// Take keys of tables of up to 2^N rows, or eight times as many cells of a proof by sumchecks. Reading a key takes memory
    /// and time in proportion: 64 MiB at 18 and 1 GiB at 22, the most of tables; or 1 GiB at 18 and 16 GiB at 22 where proofs are by sumchecks, whose most is 25.
    #[arg(long, value_name = "N", default_value_t = 18, value_parser = clap::value_parser!(u32).range(4..=25))]
    pub max_k: u32,
    /// Have the contract check it too, in an EVM of our own by Osaka's rules, and say what it costs.
    #[cfg(feature = "chain")]
    #[arg(long)]
    pub evm: bool,
}

/// Arguments of `check-key`.
#[derive(Debug, Args)]
pub struct CheckKey {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The verifying key, if not the one in the artifact's directory.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub key: Option<PathBuf>,
    /// The reference string that the key was made with, if not beside the key.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub srs: Option<PathBuf>,
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// An ONNX file, an MLIR file, an artifact directory, a verifying key or a proof.
    #[arg(value_hint = ValueHint::AnyPath)]
    pub file: PathBuf,
    /// Bind a symbolic dimension of a model, `NAME=VALUE`.
    #[arg(long = "dim", value_name = "NAME=VALUE", value_parser = parse_dim)]
    pub dims: Vec<(String, usize)>,
    /// Lay an artifact's circuit out as a halo2 table and show the rows that each node takes; minutes for large models.
    #[arg(long)]
    pub layout: bool,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The digit to prove, of those drawn for the repository's own model.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=9))]
    pub digit: u8,
    /// Folder of the model crate.
    #[arg(long, default_value = "models/mnist", value_hint = ValueHint::DirPath)]
    pub model: PathBuf,
}

/// A number of 64 bits.
pub fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a whole number of 0 to {}", u64::MAX))
}

/// Bits of security of proofs by sumchecks.
#[cfg(feature = "sumcheck")]
fn level(text: &str) -> Result<sumcheck::Level, String> {
    use sumcheck::Level;
    let level = text.parse().ok().and_then(Level::new);
    level.ok_or_else(|| {
        let (least, most) = (Level::LEAST, Level::MOST);
        format!(
            "expected a number from {least}, which all proofs have, to {most}, which a hash of 256 bits has"
        )
    })
}

pub(super) fn parse_dim(text: &str) -> Result<(String, usize), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("expected NAME=VALUE, got '{text}'"))?;
    let value = value.parse().map_err(|e| format!("'{value}' is no size: {e}"))?;
    Ok((name.to_owned(), value))
}

fn parse_range(text: &str) -> Result<(String, f64, f64), String> {
    let wrong = || format!("expected NAME=LO..HI, got '{text}'");
    let (name, range) = text.rsplit_once('=').ok_or_else(wrong)?;
    let (lo, hi) = range.split_once("..").ok_or_else(wrong)?;
    // Of three dots one may be a decimal point or a slip.
    if hi.starts_with('.') {
        return Err(wrong());
    }
    let number = |t: &str| t.parse::<f64>().map_err(|_| wrong());
    let (lo, hi) = (number(lo)?, number(hi)?);
    if !(lo.is_finite() && hi.is_finite() && lo <= hi) {
        return Err(format!("{lo:?}..{hi:?} is no finite range"));
    }
    Ok((name.to_owned(), lo, hi))
}
