//! What proofs by sumchecks cost: of the model that is measured, or of one artifact alone beside its plain inference, which is the
//! limit to measure a prover against.

use circuit::{Graph, PublicValues};
use llvm_backend::OptLevel;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use sumcheck::Plan;
use sumcheck::profile::Why;
use sumcheck::prove::{Times, prove_run};

use super::{Row, measure, native};
use crate::artifact::Artifact;
use crate::command::progress::{peak_memory, stage};
use crate::execute::Machine;
use crate::{Failure, inputs, proving};

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// Keys, proofs and verification of a circuit's run, `repeat` times.
///
/// # Errors
/// [`Failure`] for a circuit without a plan, and an input that the model rejects.
pub fn rows(circuit: &Graph, input: &[Vec<i64>], repeat: usize) -> Result<Vec<Row>, Failure> {
    let setup = || {
        let plan = Plan::new(circuit).map_err(Failure::input)?;
        sumcheck::setup(plan).map_err(Failure::input)
    };
    let (keys, setup) = measure("keys for sumchecks", 1, setup)?;
    let trace = proving::trace(circuit, input)?;
    let public = PublicValues::of(circuit, &trace);
    let (key, before) = (&keys.proving, peak_memory());
    let mut least: Option<Times> = None;
    let (proof, prove) = measure("prove by sumchecks", repeat, || {
        let proved = prove_run(&key.plan, key.vectors(), &trace, &public);
        let (proof, times) = proved.map_err(Failure::internal)?;
        least = Some(least.filter(|l| l.total() <= times.total()).unwrap_or(times));
        proof.to_bytes().map_err(Failure::internal)
    })?;
    let after = peak_memory();
    let verify = || sumcheck::verify(&keys.verifying, &public, &proof).map_err(Failure::internal);
    let ((), verify) = measure("verify sumchecks", repeat, verify)?;
    let (plan, phases) = (&key.plan, least.unwrap_or_default().phases());
    let words: Vec<String> = phases.iter().map(|(name, time)| format!("{name} {}", ms(*time))).collect();
    let seconds: serde_json::Map<_, _> =
        phases.iter().map(|(name, time)| ((*name).to_owned(), json!(time.as_secs_f64()))).collect();
    let cell = prove.min * 1e9 / plan.cells as f64;
    Ok(vec![
        Row::new("sumcheck_setup", json!(setup), setup.text()),
        Row::new("sumcheck_prove", json!(prove), prove.text()),
        Row::new("sumcheck_phases", json!(seconds), words.join(", ")),
        Row::new("sumcheck_nanoseconds_per_cell", json!(cell), format!("{cell:.0}, of {} cells", plan.cells)),
        Row::new("sumcheck_lookups", json!(plan.leaves()), format!("{}, rows of tables too", plan.leaves())),
        purposes(plan),
        Row::new("sumcheck_verify", json!(verify), verify.text()),
        Row::new("sumcheck_proof_bytes", json!(proof.len()), proof.len().to_string()),
        Row::new(
            "sumcheck_peak_memory_bytes",
            json!(after),
            format!("{} MB, {} MB of it before proving", after / 1_000_000, before / 1_000_000),
        ),
    ])
}

/// What cells and lookups are for: by relation in JSON, and by their part in one for people.
fn purposes(plan: &Plan) -> Row {
    let profile = plan.profile();
    let each = profile.iter().map(|(purpose, share)| {
        let (relation, why) = (purpose.relation, purpose.why.to_string());
        json!({"relation": relation, "for": why, "cells": share.cells, "lookups": share.lookups})
    });
    let mut parts: BTreeMap<Why, [usize; 2]> = BTreeMap::new();
    for (purpose, share) in &profile {
        let part = parts.entry(purpose.why).or_default();
        *part = [part[0] + share.cells, part[1] + share.lookups];
    }
    let words: Vec<String> =
        parts.iter().map(|(why, [cells, lookups])| format!("{why} {cells} and {lookups}")).collect();
    Row::new("sumcheck_cells_and_lookups", each.collect(), words.join(", "))
}

/// Of one artifact, with its native run beside it.
///
/// # Errors
/// As [`rows`]; [`Failure`] for what is no artifact, and an input that does not fit.
pub fn of_artifact(artifact: &Path, input: Option<&Path>, repeat: usize) -> Result<Vec<Row>, Failure> {
    let artifact = Artifact::open(artifact)?;
    let input = match input {
        Some(path) => inputs::read(path, (&artifact).into())?,
        None => native::drawn(&artifact.graph)?,
    };
    let circuit = stage("reading the circuit", || artifact.circuit())?;
    let mut rows = rows(&circuit, &input, repeat)?;
    let machine = Machine::new(&artifact.extended()?, &artifact.graph, &artifact.plan, OptLevel::O3)?;
    let (_, native) = measure("native", repeat.max(100), || machine.run(&artifact.graph, &input))?;
    rows.push(Row::new("native", json!(native), native.text()));
    Ok(rows)
}
