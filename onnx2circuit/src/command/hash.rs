//! `hash`: the hashes of a run's inputs and outputs, as proofs show them where they are hashed.

use circuit::lower::Hidden;
use circuit::public::Slot;
use circuit::{Data, Hash};
use clap::{Args, ValueHint};
use halo2::Salt;
use serde_json::{Value, json};
use std::path::PathBuf;

#[cfg(feature = "sumcheck")]
use super::args::Backend;
use super::print;
use super::registered::salts_of;
use crate::artifact::Artifact;
use crate::proving::VERIFYING_KEY;
use crate::salts::{PARAMETERS, Salts, hashes};
use crate::statement::Private;
use crate::{Failure, inputs, listing, proving, statement};

/// Arguments of `hash`.
#[derive(Debug, Args)]
pub struct HashArgs {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The input: `.npy`, `.npz`, TensorProto `.pb` or JSON (EZKL's `input.json` too). A model without inputs
    /// needs none.
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub input: Option<PathBuf>,
    /// The folder of the keys, whose circuit is meant; the artifact's own unless given.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub keys: Option<PathBuf>,
    /// Whose proofs show the hash: each makes another one. That of the keys unless given, halo2 where there are none.
    #[cfg(feature = "sumcheck")]
    #[arg(long, value_enum)]
    pub backend: Option<Backend>,
    /// Hash the model's weights, as `setup --parameters hashed` does, and no run.
    #[arg(long, conflicts_with = "input")]
    pub parameters: bool,
    /// Salts, as `prove` keeps them, and `setup` that of the weights. What has none in it is not salted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub salts: Option<PathBuf>,
    /// Take the salts of this run, of a proof of several (`setup --batch N`); the first one is 0.
    #[arg(long, value_name = "N", requires = "salts", conflicts_with = "parameters")]
    pub run: Option<u32>,
}

/// Runs the verb.
pub fn run(args: &HashArgs, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let graph = &artifact.graph;
    let read = |path| salts_of(path, &artifact);
    let salts = args.salts.as_deref().map_or_else(|| Ok(Salts::default()), read)?;
    check_keys(args)?;
    let by = hasher(args)?;
    if args.parameters {
        return parameters(&artifact, &salts, &by, json);
    }
    let salts = match (args.run, &args.salts) {
        (Some(run), Some(path)) if !salts.runs(graph).contains(&Some(run)) => {
            return Err(Failure::file(path, format!("has no salt of run {run}"))
                .with_help("runs of a proof of several (`setup --batch N`) are numbered from 0"));
        }
        (Some(run), _) => salts.of_run(run, graph),
        (None, Some(path)) => {
            salts
                .check_runs(path, graph, 1)
                .map_err(|e| e.with_help("--run N takes those of one run; the first is 0"))?;
            salts
        }
        (None, None) => salts,
    };
    let mut inputs = inputs::given(args.input.as_deref(), (&artifact).into())?;
    // Where weights are hidden, outputs lie in other ranges, which are part of their hashes.
    let parameters = Private::beside(args.keys.as_ref().unwrap_or(&args.artifact))?.parameters;
    let private = Private { parameters, ..Private::default() };
    let Hidden { circuit, weights } = private.hide(&artifact, &artifact.circuit()?)?;
    inputs.extend(weights.iter().map(Data::to_vec));
    let trace = proving::trace(&circuit, &inputs)?;
    let all = hashes(graph, &circuit, &trace, &salts, by.tensor);
    // A file has salts of what is hashed; of the rest nobody sees the hash.
    if args.salts.is_none()
        && let Some(warning) = salts.warning(graph.inputs.iter().chain(&graph.outputs).map(|port| &port.name))
    {
        eprintln!("{warning}");
    }
    let of = |output: bool| -> serde_json::Map<String, Value> {
        let these = all.iter().filter(|(_, slot, _)| slot.kind.is_output() == output);
        these.map(|(name, _, hash)| (name.clone(), hash.to_string().into())).collect()
    };
    let tensor = |(name, slot, hash): &(String, Slot, Hash)| {
        json!({
            "name": name, "output": slot.kind.is_output(), "elements": slot.elements(), "range": [slot.range.lo, slot.range.hi],
            "salted": salts.has(name), "hash": hash.to_string(),
        })
    };
    let tensors: Vec<Value> = all.iter().map(tensor).collect();
    let value = json!({"inputs": of(false), "outputs": of(true), "tensors": tensors});
    print(json, &value, || {
        let row = |(name, slot, hash): &(String, Slot, Hash)| {
            let what = if slot.kind.is_output() { "output" } else { "input" };
            let (elements, range) = (slot.elements().to_string(), slot.range.to_string());
            let salted = if salts.has(name) { "salted" } else { "" };
            vec![what.to_owned(), name.clone(), elements, range, salted.to_owned(), hash.to_string()]
        };
        listing::table(
            &["", "name", "elements", "range", "", "hash"],
            &all.iter().map(row).collect::<Vec<_>>(),
        )
    })
}

/// How a backend hashes a tensor, and weights.
struct Hasher {
    tensor: fn(&Slot, Salt, &[i128]) -> Hash,
    parameters: fn(&circuit::Graph, Salt, &[Data]) -> Hash,
}

/// Checks that there are keys where they are said to be.
fn check_keys(args: &HashArgs) -> Result<(), Failure> {
    match &args.keys {
        Some(folder) if !folder.join(VERIFYING_KEY).is_file() => {
            Err(Failure::input(format!("{}: a folder of keys has a {VERIFYING_KEY}", folder.display())))
        }
        _ => Ok(()),
    }
}

/// The backend of the keys that are meant, if there are any.
#[cfg(feature = "sumcheck")]
fn of_keys(args: &HashArgs) -> Option<Backend> {
    let key = args.keys.as_ref().unwrap_or(&args.artifact).join(VERIFYING_KEY);
    let backend = if super::sumchecks::verifies(&key) { Backend::Sumcheck } else { Backend::Halo2 };
    key.is_file().then_some(backend)
}

fn hasher(args: &HashArgs) -> Result<Hasher, Failure> {
    #[cfg(feature = "sumcheck")]
    if let (Some(given), Some(own), Some(folder)) = (args.backend, of_keys(args), &args.keys)
        && given != own
        && given != Backend::Auto
    {
        let folder = folder.display();
        return Err(Failure::input(format!(
            "--backend and --keys: the keys in {folder} are for the other backend"
        )));
    }
    #[cfg(feature = "sumcheck")]
    match args.backend.or_else(|| of_keys(args)).unwrap_or_default() {
        Backend::Halo2 => {}
        Backend::Sumcheck => {
            return Ok(Hasher {
                tensor: |slot, salt, values| {
                    sumcheck::hashed::hash(slot.range, super::sumchecks::salt(salt), values)
                },
                parameters: |circuit, salt, weights| {
                    sumcheck::hashed::hash_parameters(circuit, super::sumchecks::salt(salt), weights)
                },
            });
        }
        Backend::Auto => {
            return Err(Failure::input("--backend auto: the hash of which backend's proofs?")
                .with_help("that of the keys: `setup` says which one it chose"));
        }
    }
    #[cfg(not(feature = "sumcheck"))]
    let _ = args;
    Ok(Hasher { tensor: halo2::hashed::hash, parameters: halo2::hashed::hash_parameters })
}

/// The hash of the weights.
fn parameters(artifact: &Artifact, salts: &Salts, by: &Hasher, json: bool) -> Result<(), Failure> {
    let Hidden { circuit, weights } = statement::hidden(artifact)?;
    salts.warning([&PARAMETERS.to_owned()]).iter().for_each(|warning| eprintln!("{warning}"));
    let hash = (by.parameters)(&circuit, salts.of(PARAMETERS), &weights);
    let count: usize = weights.iter().map(Data::len).sum();
    let value = json!({"parameters": hash.to_string(), "elements": count});
    print(json, &value, || format!("{hash} is the hash of {count} weights\n"))
}
