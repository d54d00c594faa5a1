//! What a quantised model will cost, before anything is compiled: rows, memory and the prover's work from the layout that would be
//! proved, instructions from MNIST's, in proportion.
//!
//! | figure | formula |
//! |---|---|
//! | proving | transforms, gates' products on all cosets, commitments, rows of columns: how many of each, times seconds for one |
//! | key generation | commitments to fixed columns and those of copies |
//! | memory to prove | the prover's columns ([`Plan::report`]) |
//! | instructions | operations (points of all loops) times instructions an operation |
//! | memory of the machine, of native code | the arena and the constants |
//!
//! The times are those of a release build on two cores, of a processor like this one ([README](../../README.md), "Measured").

use gadgets::{Graph, Node};
use halo2::expr::Op;
use halo2::plan::Plan;
use llvm_backend::plan::Plan as Memory;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

use crate::{Failure, pipeline, proving};

/// Seconds of two cores for what [halo2's prover of our own](halo2::key) does, fitted to MNIST, an MLP, LeNet-5 and a language model's circuit of 2^15 rows.
struct Costs {
    /// Two points of a transform.
    butterfly: f64,
    /// A product of a gate on a row.
    product: f64,
    /// To commit to a number as large as the field's.
    commit: f64,
    /// To commit to a number of a first-phase column, which are small.
    commit_small: f64,
    /// The rest, for a row of a column: openings, products of copies, their inversions.
    cell: f64,
    /// To commit to a number of a fixed column for the keys, most of which are small.
    key_fixed: f64,
    /// To commit to a number of a column under copies for the keys.
    key_copied: f64,
}

/// Eight numbers at a time: of an EPYC (Zen 4).
const EIGHT: Costs = Costs {
    butterfly: 5.5e-9,
    product: 0.78e-9,
    commit: 0.65e-6,
    commit_small: 0.055e-6,
    cell: 0.325e-6,
    key_fixed: 0.05e-6,
    key_copied: 1e-6,
};
/// One number at a time, on processors without the instructions: of a Xeon.
const ONE: Costs = Costs {
    butterfly: 23e-9,
    product: 8.4e-9,
    commit: 3.9e-6,
    commit_small: 0.23e-6,
    cell: 0.5e-6,
    key_fixed: 0.2e-6,
    key_copied: 3.9e-6,
};

impl Costs {
    /// Those of this processor.
    fn here() -> &'static Self {
        if kernels::field::is_there() { &EIGHT } else { &ONE }
    }
}

/// Seconds of keys, whatever their size.
const KEYS: f64 = 0.015;
/// Seconds of a proof by sumchecks for a unit of its plan's cost, fitted to MNIST and to a language model.
#[cfg(feature = "sumcheck")]
pub const SUMCHECK_SECONDS: f64 = 0.15e-6;
/// Instructions of the fault-proof machine for an operation.
pub const INSTRUCTIONS: f64 = 4.53e6 / MNIST_OPERATIONS;
/// Instructions a second of the fault-proof machine, interpreted.
pub const SPEED: f64 = 250e6;
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
        let system = &plan.system;
        let (rows, cosets) = (f64::from(system.k).exp2(), (system.degree() - 1) as f64);
        let [first, second, fixed] = [system.first, system.second, system.fixed].map(f64::from);
        let copied = system.equality.len() as f64;
        let products = system.equality.len().div_ceil(system.degree() - 2) as f64;
        let costs = Costs::here();
        let transform = f64::from(system.k) * rows / 2.0 * costs.butterfly;
        // Columns with public values, products and the three that say where rows end: once to coefficients where they are the proof's, then to each coset.
        let of_proof = first + second + products + 1.0;
        let transforms = of_proof + cosets * (of_proof + fixed + copied + 3.0) + cosets;
        let gates = system.gates.iter().flat_map(|(_, ops)| ops);
        let gate_products = gates.filter(|op| matches!(op, Op::Mul)).count() as f64;
        // The random polynomial, the quotient's pieces, two openings.
        let full = second + products + 1.0 + cosets + 2.0;
        Self {
            keygen_seconds: KEYS + rows * (costs.key_copied * copied + costs.key_fixed * fixed),
            prove_seconds: transforms * transform
                + gate_products * rows * cosets * costs.product
                + rows * (costs.commit * full + costs.commit_small * first)
                + rows * (of_proof + fixed + copied) * costs.cell,
            prove_memory_bytes: plan.report().memory_bytes,
        }
    }
}

impl fmt::Display for Proving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keygen_seconds, prove_seconds, prove_memory_bytes } = self;
        write!(
            f,
            "expected of a release build on two cores: {keygen_seconds:.2} s for the keys, {prove_seconds:.2} s and {} MB for a proof",
            prove_memory_bytes / 1_000_000
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
        let Costs { butterfly, product, commit, cell, .. } = Costs::here();
        format!(
            "estimates for a release build on two cores of this kind: {:.1} ns for two points of a transform, {:.1} ns for a product of a gate \
             on a row, {:.1} us to commit to a large number, {:.1} us a row and column for the rest; {INSTRUCTIONS:.2} instructions an \
             operation, {:.0} million instructions a second",
            butterfly * 1e9,
            product * 1e9,
            commit * 1e6,
            cell * 1e6,
            SPEED / 1e6
        )
    }
}
