//! What a quantised model will cost, before anything is compiled: rows and memory from the layout that would be proved, times
//! and instructions from figures of MNIST, in proportion.
//!
//! | figure | formula |
//! |---|---|
//! | proving, key generation | the layout's cost units ([`Plan::cost`]) times seconds a unit |
//! | memory to prove | halo2's columns ([`Plan::report`]) |
//! | instructions | operations (points of all loops) times instructions an operation |
//! | memory of the machine, of native code | the arena and the constants |
//!
//! The times are those of a release build on two cores ([README](../../README.md), "Measured").

use gadgets::{Graph, Node};
use halo2::plan::Plan;
use llvm_backend::plan::Plan as Memory;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

use crate::{Failure, pipeline, proving};

/// Seconds of proving for a unit of the layout's cost.
pub const PROVE_SECONDS: f64 = 0.44 / MNIST_COST;
/// Seconds of key generation for a unit of the layout's cost.
pub const KEYGEN_SECONDS: f64 = 0.16 / MNIST_COST;
/// Instructions of the fault-proof machine for an operation.
pub const INSTRUCTIONS: f64 = 4.53e6 / MNIST_OPERATIONS;
/// Instructions a second of the fault-proof machine, interpreted.
pub const SPEED: f64 = 250e6;
/// Cost of the layout of `models/mnist`, in the units of [`Plan::cost`].
const MNIST_COST: f64 = 118_272.0;
/// Points of all loops of `models/mnist`.
const MNIST_OPERATIONS: f64 = 799_824.0;

/// What one step costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// The ONNX nodes.
    pub node: String,
    /// What it computes.
    pub gadget: String,
    /// Points of its loops.
    pub operations: u64,
    /// Rows of the proof's table; those of several steps may lie side by side.
    pub rows: u64,
    /// Integers that are looked up in tables.
    pub lookups: u64,
}

/// What keys and a proof of a layout cost: estimates, for a release build on two cores.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Proving {
    /// Seconds to make the keys.
    pub keygen_seconds: f64,
    /// Seconds to prove.
    pub prove_seconds: f64,
    /// Bytes of memory to prove.
    pub prove_memory_bytes: u64,
}

impl From<&Plan> for Proving {
    fn from(plan: &Plan) -> Self {
        let cost = plan.cost() as f64;
        Self {
            keygen_seconds: cost * KEYGEN_SECONDS,
            prove_seconds: cost * PROVE_SECONDS,
            prove_memory_bytes: plan.report().memory_bytes,
        }
    }
}

impl fmt::Display for Proving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keygen_seconds, prove_seconds, prove_memory_bytes } = self;
        write!(
            f,
            "expected of a release build on two cores: {keygen_seconds:.2} s for the keys, {prove_seconds:.2} s and {} MiB for a proof",
            prove_memory_bytes >> 20
        )
    }
}

/// What a model costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forecast {
    /// The proof's table has 2 to this power of rows.
    pub k: u32,
    /// Rows in use.
    pub rows: u32,
    /// Columns that a proof commits to.
    pub advice_columns: u32,
    /// Bytes of a proof.
    pub proof_bytes: usize,
    /// Of keys and a proof: estimates.
    #[serde(flatten)]
    pub proving: Proving,
    /// Instructions of the fault-proof machine: an estimate.
    pub vm_instructions: u64,
    /// Seconds in the fault-proof machine, interpreted: an estimate.
    pub vm_seconds: f64,
    /// Bytes of memory of a run, natively and in the machine: tensors and constants.
    pub run_memory_bytes: u64,
    /// Every step in order.
    pub steps: Vec<Step>,
}

/// Points of all loops of a step.
pub fn operations(node: &Node) -> u64 {
    let points = || {
        let body = node.gadget.body()?;
        let shapes = body.shapes().ok()?;
        let mut sum = 0u64;
        for value in &body.values {
            let word = value.word.word();
            let reads: Option<Vec<Vec<usize>>> =
                word.reads().into_iter().map(|read| read.shape(&shapes).ok()).collect();
            let extents = word.nest(&reads?).extents;
            sum = sum.saturating_add(extents.iter().fold(1, |n, e| n.saturating_mul(*e as u64)));
        }
        Some(sum)
    };
    points().unwrap_or_else(|| node.gadget.output().map_or(0, |o| o.len() as u64))
}

/// Forecasts `graph`.
///
/// # Errors
/// [`Failure`] naming what has no circuit, no layout or no memory plan.
pub fn forecast(graph: &Graph) -> Result<Forecast, Failure> {
    let memory = Memory::new(graph).map_err(Failure::input)?;
    let circuit = pipeline::circuit(graph)?;
    let plan = proving::plan(&circuit)?;
    Ok(of_plan(graph, &memory, &plan))
}

fn of_plan(graph: &Graph, memory: &Memory, plan: &Plan) -> Forecast {
    let report = plan.report();
    let mut by_node: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for line in &report.relations {
        let (rows, lookups) = by_node.entry(&line.node).or_default();
        *rows += line.rows.iter().map(|r| u64::from(r.rows)).sum::<u64>();
        *lookups += line.lookups;
    }
    let steps: Vec<Step> = graph
        .nodes
        .iter()
        .map(|node| {
            let label = node.label();
            // Steps of one name share what is said of it.
            let (rows, lookups) = by_node.remove(label.as_str()).unwrap_or_default();
            let gadget = node.gadget.name().to_owned();
            Step { node: label, gadget, operations: operations(node), rows, lookups }
        })
        .collect();
    let operations = steps.iter().fold(0u64, |n, s| n.saturating_add(s.operations)) as f64;
    let instructions = operations * INSTRUCTIONS;
    Forecast {
        k: report.k,
        rows: report.rows,
        advice_columns: u32::from(report.first_phase_columns) + u32::from(report.second_phase_columns),
        proof_bytes: report.proof_bytes,
        proving: plan.into(),
        vm_instructions: instructions as u64,
        vm_seconds: instructions / SPEED,
        run_memory_bytes: memory.size().saturating_add(memory.constants_size),
        steps,
    }
}

impl Forecast {
    /// How the estimates are made, for people.
    pub fn formula() -> String {
        format!(
            "estimates for a release build from MNIST on two cores, in proportion: {PROVE_SECONDS:.2e} s of proving and {KEYGEN_SECONDS:.2e} s of \
             key generation a unit of the layout's cost, {INSTRUCTIONS:.2} instructions an operation, {:.0} million \
             instructions a second",
            SPEED / 1e6
        )
    }
}
