//! Proofs: what the prover sends, in order, and its bytes.

use serde::{Deserialize, Serialize};

use super::field::E;
use super::fractions::Layer;
use super::pcs::{Opening, Root};
use super::plan::Plan;
use super::products::Messages;

/// A proof.
#[derive(Clone, Serialize, Deserialize)]
pub struct Proof {
    /// Commitment to all cells.
    pub root: Root,
    /// The tree of fractions.
    pub fractions: Vec<Layer>,
    /// The sums of products.
    pub products: Messages,
    /// The reduction of all claims to one value of the committed vector.
    pub reduction: Vec<[E; 2]>,
    /// That value.
    pub opening: Opening,
}

/// Largest encoding of a value of the extension.
const VALUE: usize = 25;
/// Bytes of an opening at most: roots, rows and paths of the queries of all rounds.
const OPENING: usize = 1 << 20;

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
    /// No proof of the circuit has more bytes.
    pub fn most_proof_bytes(&self) -> usize {
        let n = self.log_leaves();
        let values = n * (n - 1) / 2 * 3 + 4 * n + 1 + 2 * self.product_rounds() + 2 * self.log_cells();
        OPENING + VALUE * (values + 2 * self.pairs().count()) + 64 * (n + 8)
    }
}
