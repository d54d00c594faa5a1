//! The verbs: each takes its arguments, does its work through the library, and prints a result.
//!
//! Results go to standard output, as text for people or as JSON with `--json`; progress and errors go to
//! standard error.

mod accuracy;
mod args;
mod bench;
mod calibrate;
mod check;
#[cfg(feature = "sumcheck")]
mod choice;
mod compile;
mod conformance;
mod demo;
#[cfg(feature = "chain")]
mod dispute;
mod double_check;
mod generate;
mod hash;
mod inspect;
#[cfg(feature = "chain")]
mod onchain;
pub mod progress;
mod prove;
mod registered;
mod report;
mod run;
mod segments;
mod shown;
mod simulate;
mod subject;
#[cfg(feature = "sumcheck")]
mod sumchecks;
mod vm;

pub use args::{Cli, Command};

use frontend::{Model, printable, quoted};

use crate::{Failure, pipeline};

/// Drops the environment variable `MAX_DEGREE`, which halo2 would read as the degree of a circuit's constraints.
///
/// # Safety
/// No other thread may read or write the environment meanwhile: for the first lines of a main function.
pub unsafe fn forget_degree() {
    // SAFETY: the caller's.
    unsafe { std::env::remove_var("MAX_DEGREE") };
}

/// The largest vectors, in bytes, whose pages are kept for the next when they are dropped: the most that glibc's allocator takes.
#[cfg(target_env = "gnu")]
const KEPT: std::ffi::c_int = 32 << 20;

/// Has vectors that provers draw and drop, one after the other, take the same pages, rather than ask the system for them each time, which clears
/// them; in one place for all threads, which share the work on each vector.
///
/// # Safety
/// No other thread may ask for memory meanwhile: for the first lines of a main function.
pub unsafe fn keep_pages() {
    #[cfg(target_env = "gnu")]
    for (parameter, value) in
        [(libc::M_MMAP_THRESHOLD, KEPT), (libc::M_TRIM_THRESHOLD, i32::MAX), (libc::M_ARENA_MAX, 1)]
    {
        // SAFETY: the caller's. What is not known to the allocator is refused, and changes nothing.
        let _ = unsafe { libc::mallopt(parameter, value) };
    }
}

/// Runs the verb.
///
/// # Errors
/// [`Failure`], whose blame is the exit status.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let json = cli.json;
    match cli.command {
        Command::Calibrate(args) => calibrate::run(&args, json),
        Command::Check(args) => check::run(&args, json),
        Command::Compile(args) => compile::run(&args, json),
        Command::Run(args) => run::run(&args, json),
        Command::Generate(args) => generate::run(&args, json),
        Command::Setup(args) => prove::setup(&args, json),
        Command::Prove(args) => prove::prove(&args, json),
        Command::Verify(args) => prove::verify(&args, json),
        Command::CheckKey(args) => prove::check_key(&args, json),
        #[cfg(feature = "chain")]
        Command::ExportVerifier(args) => onchain::export(&args, json),
        #[cfg(feature = "chain")]
        Command::EncodeCalldata(args) => onchain::encode_calldata(&args, json),
        Command::Hash(args) => hash::run(&args, json),
        Command::Accuracy(args) => accuracy::run(&args, json),
        Command::Conformance(args) => conformance::run(&args, json),
        Command::Inspect(args) => inspect::run(&args, json),
        Command::Report(args) => report::run(&args, json),
        Command::Demo(args) => demo::run(&args, json),
        Command::Bench(args) => bench::run(&args, json),
        Command::DoubleCheck(args) => double_check::run(&args, json),
        #[cfg(feature = "chain")]
        Command::Dispute(args) => dispute::run(&args, json),
        Command::Simulate(args) => simulate::run(&args, json),
        Command::Vm(args) => vm::run(&args, json),
    }
}

/// The model that the arguments name. What was assumed about it is said in one line.
fn load(args: &args::ModelArgs) -> Result<Model, Failure> {
    let model = progress::stage("reading the model", || pipeline::load(&args.model, &args.dims))?;
    if let Some(note) = batch_note(&model) {
        eprintln!("{note}");
    }
    Ok(model)
}

/// Says which batches nobody bound.
fn batch_note(model: &Model) -> Option<String> {
    let names = model.batches();
    let first = names.first()?;
    let list: Vec<String> = names.iter().map(|n| format!("'{}'", printable(n))).collect();
    let first = quoted(first);
    Some(format!("note: batch {} taken as 1; --dim {first}=VALUE binds it to another size", list.join(", ")))
}

/// Prints `value` as JSON, or else `text`.
fn print(json: bool, value: &impl serde::Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
    use std::io::Write;
    let output = if json { crate::artifact::json(value)? } else { text() };
    let mut stdout = std::io::stdout();
    match stdout.write_all(output.as_bytes()).and_then(|()| stdout.flush()) {
        // A closed pipe is the reader's choice, not a failure.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::input(format!("the result cannot be written: {e}")))
        }
        _ => Ok(()),
    }
}
