//! What a quantised model will cost, before anything is compiled: rows, memory and the prover's work from the layout that would be
//! proved, instructions from MNIST's, in proportion.
//!
//! | figure | formula |
//! |---|---|
//! | keys | sums of points for all that fixed columns hold and for those of copies, operations of gates, cells: how many of each ([`halo2::work`]), times seconds for one |
//! | proving | transforms, gates' products on all cosets, commitments, rows of columns, likewise |
//! | verification | points of a proof, their sum with the key's, operations of gates, public values, likewise, and a pairing |
//! | bytes | of a proof and of a verifying key: known, not estimated |
//! | memory to prove | the prover's columns ([`Plan::report`]) |
//! | instructions | operations (points of all loops) times instructions an operation |
//! | memory of the machine, of native code | the arena and the constants |
//!
//! The times are those of a release build on two cores, of a processor like this one ([README](../../README.md), "Measured").

use gadgets::{Graph, Node};
use halo2::plan::Plan;
use halo2::prover::is_by_eight;
use halo2::system::System;
use halo2::work::{CheckWork, KeyWork, ProofWork};
use llvm_backend::plan::Plan as Memory;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;

use crate::{Failure, pipeline, proving};

/// Seconds of two cores for what [halo2's prover of our own](halo2::key) does, fitted to MNIST, an MLP, LeNet-5, a language model's circuit of
/// 2^15 rows and a residual network's of 2^16.
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
    /// A product of the field in a sum of points, for keys and for verification.
    sum: f64,
    /// To make a point of the reference string ready for sums.
    ready: f64,
    /// The rest of keys, for a cell.
    key_cell: f64,
    /// To print and hash an operation of a gate, for keys.
    operation: f64,
    /// To read a point of a proof by one coordinate.
    point: f64,
    /// An operation of a gate on opened values.
    evaluate: f64,
    /// A public value, which is checked, hashed and evaluated.
    value: f64,
    /// A pairing.
    pairing: f64,
}

/// Eight numbers at a time: of an EPYC (Zen 4).
const EIGHT: Costs = Costs {
    butterfly: 5.5e-9,
    product: 0.78e-9,
    commit: 0.65e-6,
    commit_small: 0.055e-6,
    cell: 0.325e-6,
    sum: 40e-9,
    ready: 40e-9,
    key_cell: 3e-9,
    operation: 1e-6,
    point: 24e-6,
    evaluate: 0.1e-6,
    value: 0.1e-6,
    pairing: 1.3e-3,
};
/// One number at a time, on processors without the instructions: of a Xeon.
const ONE: Costs = Costs {
    butterfly: 23e-9,
    product: 8.4e-9,
    commit: 3.9e-6,
    commit_small: 0.23e-6,
    cell: 0.5e-6,
    sum: 18e-9,
    ready: 0.0,
    key_cell: 3e-9,
    operation: 1e-6,
    point: 24e-6,
    evaluate: 0.15e-6,
    value: 0.1e-6,
    pairing: 1.2e-3,
};

impl Costs {
    /// Those of this processor.
    fn here() -> &'static Self {
        if is_by_eight() { &EIGHT } else { &ONE }
    }

    fn keys(&self, work: KeyWork) -> f64 {
        let KeyWork { sums, points, operations, cells } = work;
        KEYS + self.sum * sums as f64
            + self.ready * points as f64
            + self.operation * operations as f64
            + self.key_cell * cells as f64
    }

    fn proof(&self, work: ProofWork) -> f64 {
        let ProofWork { butterflies, products, large, small, cells } = work;
        self.butterfly * butterflies as f64
            + self.product * products as f64
            + self.commit * large as f64
            + self.commit_small * small as f64
            + self.cell * cells as f64
    }

    fn check(&self, work: CheckWork) -> f64 {
        let CheckWork { points, sums, operations, values } = work;
        self.pairing
            + self.point * points as f64
            + self.sum * sums as f64
            + self.evaluate * operations as f64
            + self.value * values as f64
    }
}

/// Seconds of keys, whatever their size: threads that start, memory that is touched first, lines of pairings.
const KEYS: f64 = 0.008;
/// Seconds of a proof by sumchecks for a unit of its plan's cost, fitted to MNIST and to a language model.
#[cfg(feature = "sumcheck")]
pub const SUMCHECK_SECONDS: f64 = 0.15e-6;
/// Seconds of a hash of a proof of work, both cores at it: half of the processor time that a proof took more for 3.2 million of them.
#[cfg(feature = "sumcheck")]
pub const HASH_SECONDS: f64 = 0.045e-6;
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

/// What keys, a proof and its verification cost for a layout: estimates, for a release build on two cores, and bytes, which are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Proving {
    /// Seconds to make the keys.
    pub keygen_seconds: f64,
    /// Seconds to prove.
    pub prove_seconds: f64,
    /// Bytes of memory to prove.
    pub prove_memory_bytes: u64,
    /// Bytes of a proof.
    pub proof_bytes: usize,
    /// Seconds to verify a proof.
    pub verify_seconds: f64,
}

impl From<&Plan> for Proving {
    fn from(plan: &Plan) -> Self {
        let costs = Costs::here();
        let report = plan.report();
        Self {
            keygen_seconds: costs.keys(plan.into()),
            prove_seconds: costs.proof((&plan.system).into()),
            prove_memory_bytes: report.memory_bytes,
            proof_bytes: report.proof_bytes,
            verify_seconds: verify_seconds(&plan.system, report.public_values),
        }
    }
}

/// Seconds to verify a proof for a system, with so many public values, with a key that was read.
pub fn verify_seconds(system: &System, values: usize) -> f64 {
    Costs::here().check(CheckWork::new(system, values))
}

/// Seconds to read a verifying key, whose gates are printed and hashed.
pub fn read_seconds(system: &System) -> f64 {
    Costs::here().operation * CheckWork::new(system, 0).operations as f64
}

/// Of segments, set up, proved and verified one after the other.
impl Sum for Proving {
    fn sum<I: Iterator<Item = Self>>(segments: I) -> Self {
        segments.fold(Self::default(), |all, one| Self {
            keygen_seconds: all.keygen_seconds + one.keygen_seconds,
            prove_seconds: all.prove_seconds + one.prove_seconds,
            prove_memory_bytes: all.prove_memory_bytes.max(one.prove_memory_bytes),
            proof_bytes: all.proof_bytes + one.proof_bytes,
            verify_seconds: all.verify_seconds + one.verify_seconds,
        })
    }
}

impl fmt::Display for Proving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keygen_seconds, prove_seconds, prove_memory_bytes, proof_bytes, verify_seconds } = self;
        write!(
            f,
            "expected of a release build on two cores: {keygen_seconds:.2} s for the keys, {prove_seconds:.2} s and {} MB for a proof, \
             {proof_bytes} bytes, {:.1} ms to verify",
            prove_memory_bytes / 1_000_000,
            1e3 * verify_seconds
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
