//! What an accepted proof is worth: the probability that a prover who lies is believed, added up over all steps, for each hash that he makes.
//!
//! Every bound is proven; none is a conjecture about decoding beyond the Johnson radius. docs/circuits/sumcheck.md derives
//! the terms. What is assumed is that BLAKE3 behaves as a random function of 256 bits.

use super::field::CHALLENGE_BITS;
use super::lattice::{IMAGE, binding};
use super::lookups::sizes;
use super::pcs::{CommitmentError, Step};
use super::plan::{Bound, Plan, Table};
use super::vectors::Vectors;
use super::work::Draw;
use super::zk::follow::Layout;

/// Of `T` hashes of 256 bits two are equal, or one is a number that was named before it, with probability at most `3/2·T^2/2^256`. For each of at most
/// 2^126 hashes that is 2^-129.4; with more of them there is no telling from 2^-128 for each.
const HASH_BITS: f64 = 256.0 - 126.0 - 0.585;

/// The errors of all steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Security {
    /// Each step's.
    pub steps: Vec<Step>,
    /// Hashes that a prover's work takes, as expected.
    pub hashes: f64,
}

/// An error of our own steps, but for work.
pub(super) struct Own {
    /// What may go wrong.
    pub name: &'static str,
    /// `-log2` of its probability.
    pub bits: f64,
    /// What work may be done before.
    pub draw: Option<Draw>,
}

/// The errors of our own steps, but for those of openings.
pub(super) fn own(plan: &Plan, vectors: &Vectors) -> Result<Vec<Own>, CommitmentError> {
    // Before its opening a commitment stands for one of so many vectors, and a prover may choose among them: of cells, and of withheld
    // constants, unless the key's root was made again from the circuit.
    let of_cells = match &vectors.hidden {
        Some(hiding) => hiding.candidates(),
        None => vectors.cells.security()?.1,
    };
    let of_withheld = vectors.withheld.as_ref().map(|fixed| fixed.scheme.security()).transpose()?;
    let candidates = of_cells + of_withheld.map_or(0.0, |(_, candidates)| candidates);
    let mut all = Vec::new();
    let mut step = |name, draw, numerator: f64| {
        let bits = CHALLENGE_BITS - numerator.max(1.0).log2() - candidates;
        all.push(Own { name, bits, draw });
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
    step("lookups", Some(Draw::Lookups), leaves * (columns + 1) as f64);
    // For each layer: the mix of numerators and denominators, two for each round, the choice of a half. For each round a
    // coordinate of zero, of which the value at 1 would not follow.
    let tree = |n: &f64| n * 2.0 + 3.0 * n * (n - 1.0) / 2.0;
    step("fractions", None, trees.iter().map(tree).sum());
    let widths = plan.products.iter().map(|p| p.axes.iter().map(|a| log2(*a)).sum::<f64>());
    let widths = widths.chain(plan.zeros.iter().map(|p| log2(plan.plane(*p).len)));
    step("weights", Some(Draw::Weights), widths.fold(0.0, f64::max) + plan.products.len() as f64);
    step("products", None, 2.0 * plan.product_rounds() as f64);
    step("claims", Some(Draw::Claims), (4 + 2 * plan.pairs().count() + plan.zeros.len()) as f64);
    let rounds = if vectors.hides() { 0 } else { plan.log_cells() };
    step("reduction", None, 2.0 * (rounds + plan.log_withheld().unwrap_or(0)) as f64);
    if vectors.hides() {
        // A product that is another is so for all but one e, before which there is no work; powers tell claims apart.
        step("pads", None, 1.0);
        step("rules", Some(Draw::Claims), Layout::of(plan).claims() as f64);
    }
    if !plan.bound.is_empty() {
        step("commitments", Some(Draw::Claims), (plan.bound.len() * IMAGE) as f64);
    }
    Ok(all)
}

impl Security {
    /// The errors of a plan's proofs.
    ///
    /// # Errors
    /// A size without a proven bound.
    pub fn of(plan: &Plan, vectors: &Vectors) -> Result<Self, CommitmentError> {
        let mut steps = match &vectors.hidden {
            Some(hiding) => hiding.security()?.0,
            None => vectors.cells.security()?.0,
        };
        if let Some(fixed) = &vectors.withheld {
            let (own, _) = fixed.scheme.security()?;
            steps.extend(own.into_iter().map(|s| Step { name: format!("constants: {}", s.name), ..s }));
        }
        steps.extend(own(plan, vectors)?.into_iter().map(|Own { name, bits, draw }| {
            let work = draw.map_or(0, |draw| vectors.work.before(draw)) as f64;
            Step { name: name.into(), bits: bits + work, work }
        }));
        if !plan.bound.is_empty() {
            let least = plan.bound.iter().map(|bound| binding(square(plan, bound))).fold(f64::MAX, f64::min);
            steps.push(Step { name: "binding".into(), bits: least, work: 0.0 });
        }
        steps.push(Step { name: "hash".into(), bits: HASH_BITS, work: 0.0 });
        Ok(Self { steps, hashes: vectors.hashes() })
    }

    /// Bits of security: all errors added up.
    pub fn bits(&self) -> f64 {
        self.sum(|s| s.bits)
    }

    /// The same, were no work done: what each try of a prover is worth.
    pub fn unworked_bits(&self) -> f64 {
        self.sum(|s| s.bits - s.work)
    }

    fn sum(&self, bits: impl Fn(&Step) -> f64) -> f64 {
        -self.steps.iter().map(|s| (-bits(s)).exp2()).sum::<f64>().log2()
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
