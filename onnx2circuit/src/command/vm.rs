//! `vm`: the fault-proof machine by itself, with verbs, flags and files that Cannon's users know.

pub mod args;
mod run;
#[cfg(feature = "chain")]
mod vectors;

use args::{Check, LoadElf, Serve, Verb, Vm, Witness};
use fault_proof_vm::State;
use fault_proof_vm::elf::{self, GoBuild, Metadata};
use fault_proof_vm::host::{self, FileStore};
use fault_proof_vm::runner::{Proof, StateSummary};
use fault_proof_vm::state::{FileError, FileLimits, load_state, save_state};
use serde_json::json;
use std::path::Path;

use super::print;
use crate::Failure;
use crate::artifact::{json as to_json, read_file, write_file};

/// What helps where memory is short.
const MORE_PAGES: &str = "--page-limit gives the guest more memory";

/// Runs the verb.
pub fn run(args: &Vm, json: bool) -> Result<(), Failure> {
    match &args.verb {
        Verb::LoadElf(args) => load_elf(args, json),
        Verb::Run(args) => run::run(args, json),
        Verb::Witness(args) => witness(args, json),
        #[cfg(feature = "chain")]
        Verb::Vectors(args) => vectors::run(args, json),
        Verb::Check(args) => check(args, json),
        Verb::Serve(args) => serve(args),
    }
}

fn load_elf(args: &LoadElf, json: bool) -> Result<(), Failure> {
    let file = read_file(&args.path)?;
    let fail = |error| Failure::file(&args.path, error);
    let mut state = elf::load(&file).map_err(fail)?;
    let warnings = GoBuild::of_elf(&file).map_err(fail)?.map_or_else(Vec::new, |build| build.warnings());
    for warning in &warnings {
        eprintln!("warning: {}: {warning}", args.path.display());
    }
    state.version = args.kind.into();
    save(&args.out, &state)?;
    let mut symbols = None;
    if let Some(path) = &args.meta {
        let metadata = Metadata::of_elf(&file).map_err(fail)?;
        symbols = Some(metadata.symbols.len());
        write_file(path, to_json(&metadata)?.as_bytes())?;
    }
    let summary = StateSummary::new(&mut state);
    let value = json!({
        "state": args.out.display().to_string(), "witnessHash": summary.witness_hash.to_string(),
        "pages": state.memory().page_count(), "symbols": symbols,
        "warnings": warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    print(json, &value, || {
        let pages = state.memory().page_count();
        format!("{}: {pages} pages, state {}\n", args.out.display(), summary.witness_hash)
    })
}

/// The same JSON with and without `--json`: that is what its readers expect.
fn witness(args: &Witness, _json: bool) -> Result<(), Failure> {
    let summary = StateSummary::new(&mut load(&args.input, args.page_limit)?);
    if let Some(path) = &args.output {
        write_file(path, &summary.witness.0)?;
    }
    print(true, &summary, String::new)
}

fn check(args: &Check, json: bool) -> Result<(), Failure> {
    let bytes = read_file(&args.proof)?;
    let proof = Proof::from_json(&bytes).map_err(|error| Failure::file(&args.proof, error))?;
    proof.check().map_err(|error| Failure::no(format!("{}: {error}", args.proof.display())))?;
    let value = json!({ "step": proof.step, "post": proof.post.to_string(), "holds": true });
    print(json, &value, || format!("step {} leads to state {}\n", proof.step, proof.post))
}

fn serve(args: &Serve) -> Result<(), Failure> {
    let store = FileStore::open(&args.store).map_err(Failure::input)?;
    let channels = host::inherited().map_err(Failure::input)?;
    host::serve(store, channels).map_err(Failure::no)
}

/// Reads the state file of a machine that may have so many pages.
fn load(path: &Path, page_limit: usize) -> Result<State, Failure> {
    load_state(path, FileLimits::for_pages(page_limit)).map_err(|error| match error {
        FileError::Memory(_) => Failure::file(path, error).with_help(MORE_PAGES),
        _ => Failure::file(path, error),
    })
}

fn save(path: &Path, state: &State) -> Result<(), Failure> {
    save_state(path, state).map_err(|error| Failure::file(path, error))
}
