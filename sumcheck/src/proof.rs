//! Proofs: what the prover sends, in order, and its bytes.

use serde::{Deserialize, Serialize};

use super::field::{DEGREE, E, F};
use super::fractions::Layer;
use super::lookups::sizes;
use super::pcs::{Opening, Root};
use super::plan::Plan;
use super::products::Messages;

/// A proof.
#[derive(Clone, Serialize, Deserialize)]
pub struct Proof {
    /// Commitment to all cells.
    pub root: Root,
    /// The trees of fractions: of numbers that are looked up, and of functions and rows of tables.
    pub fractions: [Vec<Layer>; 2],
    /// The sums of products.
    pub products: Messages,
    /// What withheld constants add to all claims, if some are.
    pub withheld: Option<Withheld>,
    /// The reduction of all claims about cells to one value of their vector.
    pub reduction: Vec<[E; 2]>,
    /// That value.
    pub opening: Opening,
    /// The numbers of proofs of work, in order.
    pub work: Vec<F>,
}

/// What a proof says of withheld constants.
#[derive(Clone, Serialize, Deserialize)]
pub struct Withheld {
    /// What they come to, weighted.
    pub sum: E,
    /// The reduction of this to one value of their vector.
    pub reduction: Vec<[E; 2]>,
    /// That value.
    pub opening: Opening,
}

/// Largest encoding of a value of the field: of 32 bits, seven at a time.
pub(super) const BASE: usize = 5;
/// Largest encoding of a value of the extension.
pub(super) const VALUE: usize = BASE * DEGREE;
/// Bytes of the numbers of proofs of work at most, but for those of an opening: there are eleven or fewer, of five bytes.
pub(super) const WORK: usize = 64;
/// Bytes of an opening at most: roots, rows and paths of the queries of all rounds.
pub(super) const OPENING: usize = 1 << 20;

impl Proof {
    /// The proof's bytes.
    ///
    /// # Errors
    /// The encoder's.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// Reads a proof; there is one encoding of each.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let proof: Self = postcard::from_bytes(bytes).ok()?;
        (proof.to_bytes().ok()? == bytes).then_some(proof)
    }
}

impl Plan {
    /// What withheld constants add to a proof's bytes at most.
    pub(super) fn most_withheld_bytes(&self) -> usize {
        self.log_withheld().map_or(0, |n| OPENING + VALUE * (2 * n + 1) + 64)
    }

    /// No proof of the circuit has more bytes, where it hides nothing.
    pub fn most_proof_bytes(&self) -> usize {
        let trees = sizes(self);
        let values: usize = trees.iter().map(|n| n * (n - 1) + 4 * n).sum();
        let values = values + 1 + 2 * (self.product_rounds() + self.log_cells() + self.pairs().count());
        OPENING + WORK + VALUE * values + 64 * (trees[0] + trees[1] + 8) + self.most_withheld_bytes()
    }
}
