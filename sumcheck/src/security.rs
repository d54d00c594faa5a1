//! What an accepted proof is worth: the probability that a prover who lies is believed, added up over all steps.
//!
//! Every bound is proven; none is a conjecture about decoding beyond the Johnson radius. docs/circuits/sumcheck.md derives
//! the terms. What is assumed is that BLAKE3 behaves as a random function of 256 bits.

use super::field::CHALLENGE_BITS;
use super::lattice::{IMAGE, binding};
use super::lookups::sizes;
use super::pcs::{CommitmentError, Step};
use super::plan::{Bound, Plan, Table};
use super::vectors::Vectors;
use super::zk::follow::Layout;

/// The errors of all steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Security {
    /// Each step's.
    pub steps: Vec<Step>,
}

impl Security {
    /// The errors of a plan's proofs.
    ///
    /// # Errors
    /// A size without a proven bound.
    pub fn of(plan: &Plan, vectors: &Vectors) -> Result<Self, CommitmentError> {
        let (mut steps, mut candidates) = match &vectors.hidden {
            Some(hiding) => hiding.security()?,
            None => vectors.cells.security()?,
        };
        // Before its opening a commitment stands for one of so many vectors, and a prover may choose among them: of cells, and of withheld
        // constants, unless the key's root was made again from the circuit.
        if let Some(fixed) = &vectors.withheld {
            let (own, more) = fixed.scheme.security()?;
            steps.extend(own.into_iter().map(|s| Step { name: format!("constants: {}", s.name), ..s }));
            candidates += more;
        }
        let mut step = |name: &str, numerator: f64| {
            let bits = CHALLENGE_BITS - numerator.max(1.0).log2() - candidates;
            steps.push(Step { name: name.into(), bits });
        };
        let trees = sizes(plan).map(|n| n as f64);
        let leaves: f64 = trees.iter().map(|n| n.exp2()).sum();
        let columns = |t: &Table| match t {
            Table::Range { .. } => 1,
            Table::Function { columns } => columns.len() + 1,
        };
        let columns = plan.tables.iter().map(columns).max().unwrap_or(1);
        // Two rows that are told apart by no power of θ, and poles of the sum that β hits: a polynomial of degree
        // below the number of leaves in β, of `columns` times that in both.
        step("lookups", leaves * (columns + 1) as f64);
        // For each layer: the mix of numerators and denominators, two for each round, the choice of a half. For each round a
        // coordinate of zero, of which the value at 1 would not follow.
        let tree = |n: &f64| n * 2.0 + 3.0 * n * (n - 1.0) / 2.0;
        step("fractions", trees.iter().map(tree).sum());
        let widths = plan.products.iter().map(|p| p.axes.iter().map(|a| log2(*a)).sum::<f64>());
        let widths = widths.chain(plan.zeros.iter().map(|p| log2(plan.plane(*p).len)));
        step("weights", widths.fold(0.0, f64::max) + plan.products.len() as f64);
        step("products", 2.0 * plan.product_rounds() as f64);
        step("claims", (4 + 2 * plan.pairs().count() + plan.zeros.len()) as f64);
        let own = if vectors.hides() { 0 } else { plan.log_cells() };
        let rounds = own + plan.log_withheld().unwrap_or(0);
        step("reduction", 2.0 * rounds as f64);
        if vectors.hides() {
            // A product that is another is so for all but one e; powers tell claims apart.
            step("pads", 1.0 + Layout::of(plan).claims() as f64);
        }
        if !plan.bound.is_empty() {
            step("commitments", (plan.bound.len() * IMAGE) as f64);
            let least = plan.bound.iter().map(|bound| binding(square(plan, bound))).fold(f64::MAX, f64::min);
            steps.push(Step { name: "binding".into(), bits: least });
        }
        // 2^-128 for a collision of BLAKE3.
        steps.push(Step { name: "hash".into(), bits: 128.0 });
        Ok(Self { steps })
    }

    /// Bits of security: all errors added up.
    pub fn bits(&self) -> f64 {
        -self.steps.iter().map(|s| (-s.bits).exp2()).sum::<f64>().log2()
    }
}

/// By how much, squared, two vectors that are committed to differ at most.
fn square(plan: &Plan, bound: &Bound) -> f64 {
    let planes = bound.planes.iter().chain([&bound.opening]).map(|p| plan.plane(*p));
    planes.map(|p| p.len as f64 * ((p.range.count() - 1) as f64).powi(2)).sum()
}

fn log2(n: usize) -> f64 {
    super::field::log_ceil(n) as f64
}
