//! Proofs that hide, and their bytes.

use serde::{Deserialize, Serialize};

use super::follow::Layout;
use super::hiding::{Hiding, Opened};
use crate::field::{E, F};
use crate::lattice::IMAGE;
use crate::pcs::Root;
use crate::plan::Plan;
use crate::proof::{BASE, OPENING, VALUE, WORK, Withheld};

/// A proof that hides what is not public.
#[derive(Clone, Serialize, Deserialize)]
pub struct Hidden {
    /// Commitments to what is hashed.
    pub commitments: Vec<Vec<F>>,
    /// Commitment to cells and pads.
    pub root: Root,
    /// All messages about them, each with its pad.
    pub said: Vec<E>,
    /// First factors of products, blinded.
    pub blinded: Vec<E>,
    /// What withheld constants add to all claims, if some are.
    pub withheld: Option<Withheld>,
    /// What cells and pads add.
    pub opened: Opened,
    /// The numbers of proofs of work, in order.
    pub work: Vec<F>,
}

impl Hidden {
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

    /// No proof of the circuit has more bytes.
    pub fn most_bytes(plan: &Plan, hiding: &Hiding) -> usize {
        let layout = Layout::of(plan);
        let values = layout.messages + layout.seconds.len();
        let commitments = plan.bound.len() * (BASE * IMAGE + 8);
        VALUE * values + commitments + hiding.most_bytes() + OPENING + WORK + plan.most_withheld_bytes()
    }
}
