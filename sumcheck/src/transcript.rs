//! The transcript: what prover and verifier have said so far, from which challenges are drawn.
//!
//! It starts from the protocol's name, all parameters, the circuit's digest, the root of constants that its key withholds, and a hash of the
//! public values. Every
//! message is absorbed under a label; how many values a label covers is the plan's alone, so no two transcripts of a circuit
//! run together.

use rayon::prelude::*;

use super::field::{E, F, canonical};
use super::pcs::{Root, Sponge, absorb, absorb_bytes, absorb_root, draw, draw_bits, sponge};
use super::plan::Plan;
use super::vectors::Vectors;

/// Name and version of the protocol.
pub const PROTOCOL: &str = "onnx2circuit sumcheck 9";

/// What is absorbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Label {
    /// The protocol's name.
    Protocol = 1,
    /// Parameters of the commitment.
    Parameters,
    /// The digests of the circuit and of its outline, and the table's width.
    Circuit,
    /// The hash of public values.
    Public,
    /// The root of the commitment.
    Commitment,
    /// A round of the tree of fractions.
    Fractions,
    /// Values at the end of a layer of the tree.
    Layer,
    /// What the sums of products come to.
    Total,
    /// A round of the sums of products.
    Products,
    /// The factors at the end of these.
    Factors,
    /// A round of the reduction to one opening.
    Reduction,
    /// The root of withheld constants.
    Withheld,
    /// What they come to.
    Sum,
    /// The roots of both trees of fractions, where they are hidden.
    Roots,
    /// First factors of products, blinded.
    Blinded,
    /// What masks come to.
    Mask,
    /// The root of a masked vector.
    Folded,
    /// What opened rows say of it.
    Rows,
    /// A commitment to what is hashed.
    Bound,
}

/// A transcript.
#[derive(Clone)]
pub struct Transcript {
    sponge: Sponge,
    #[cfg(feature = "prover")]
    masks: Option<Masks>,
}

/// Values that are hashed in one go.
const CHUNK: usize = 1 << 12;

/// What stands for public values, of which there may be millions: a hash of how many tensors there are, and of each one's length and the hashes of
/// its values, some at a time: how many bytes the widest of these takes, and each in as many.
fn digest(public: &[&[i128]]) -> [u8; 32] {
    let of = |values: &[i128]| {
        // Bits above a value's sign are as that.
        let bits =
            values.iter().fold(0, |all, v| all | (v ^ v >> 127) as u128).checked_ilog2().map_or(1, |n| n + 2);
        let width = bits.div_ceil(8) as usize;
        let mut bytes = Vec::with_capacity(1 + values.len() * width);
        bytes.push(width as u8);
        values.iter().for_each(|v| bytes.extend_from_slice(&v.to_le_bytes()[..width]));
        *blake3::hash(&bytes).as_bytes()
    };
    let mut all = blake3::Hasher::new();
    all.update(&(public.len() as u64).to_le_bytes());
    for values in public {
        all.update(&(values.len() as u64).to_le_bytes());
        let hashes: Vec<[u8; 32]> = values.par_chunks(CHUNK).map(of).collect();
        all.update(hashes.as_flattened());
    }
    *all.finalize().as_bytes()
}

/// Pads that are left for messages, and what was said with those before.
#[cfg(feature = "prover")]
#[derive(Clone)]
struct Masks {
    pads: std::vec::IntoIter<E>,
    said: Vec<E>,
    missing: bool,
}

impl Transcript {
    /// A transcript that has absorbed everything but the proof.
    pub fn new(plan: &Plan, vectors: &Vectors, public: &[&[i128]]) -> Self {
        let mut start = Self {
            sponge: sponge(),
            #[cfg(feature = "prover")]
            masks: None,
        };
        start.bytes(Label::Protocol, PROTOCOL.as_bytes());
        start.bytes(Label::Parameters, vectors.parameters().as_bytes());
        let names = [&plan.digest.0[..], &plan.outline.0, &plan.bits.to_le_bytes()];
        start.bytes(Label::Circuit, &names.concat());
        if let Some(fixed) = &vectors.withheld {
            start.bytes(Label::Parameters, fixed.scheme.parameters().as_bytes());
            start.commitment(Label::Withheld, &fixed.root);
        }
        start.bytes(Label::Public, &digest(public));
        start
    }

    fn label(&mut self, label: Label, length: usize) {
        let head = [&[label as u8][..], &(length as u64).to_le_bytes()].concat();
        absorb_bytes(&mut self.sponge, &head);
    }

    fn bytes(&mut self, label: Label, bytes: &[u8]) {
        self.label(label, bytes.len());
        absorb_bytes(&mut self.sponge, bytes);
    }

    /// Absorbs the commitments to what is hashed.
    pub fn commitments(&mut self, all: &[Vec<F>]) {
        for commitment in all {
            let bytes: Vec<u8> = commitment.iter().flat_map(|v| canonical(*v).to_le_bytes()).collect();
            self.bytes(Label::Bound, &bytes);
        }
    }

    /// Absorbs the root of the commitment.
    pub fn root(&mut self, root: &Root) {
        self.commitment(Label::Commitment, root);
    }

    fn commitment(&mut self, label: Label, root: &Root) {
        self.label(label, 1);
        absorb_root(&mut self.sponge, root);
    }

    /// Absorbs the root of a masked vector.
    pub fn folded(&mut self, root: &Root) {
        self.commitment(Label::Folded, root);
    }

    /// Absorbs a message; under pads, where there are some.
    pub fn values(&mut self, label: Label, values: &[E]) {
        self.label(label, values.len());
        #[cfg(feature = "prover")]
        if let Some(masks) = &mut self.masks {
            for value in values {
                // Nothing is said without a pad.
                let Some(pad) = masks.pads.next() else {
                    masks.missing = true;
                    return;
                };
                masks.said.push(*value + pad);
                absorb(&mut self.sponge, *value + pad);
            }
            return;
        }
        values.iter().for_each(|v| absorb(&mut self.sponge, *v));
    }

    /// From here on each value that is absorbed has the next of these pads added.
    #[cfg(feature = "prover")]
    pub fn mask(&mut self, pads: Vec<E>) {
        self.masks =
            Some(Masks { said: Vec::with_capacity(pads.len()), pads: pads.into_iter(), missing: false });
    }

    /// What was said under pads; `None` unless there were as many values as pads.
    #[cfg(feature = "prover")]
    pub fn unmask(&mut self) -> Option<Vec<E>> {
        let masks = self.masks.take()?;
        (!masks.missing && masks.pads.len() == 0).then_some(masks.said)
    }

    /// Draws a challenge.
    pub fn challenge(&mut self) -> E {
        draw(&mut self.sponge)
    }

    /// Draws some challenges.
    pub fn challenges(&mut self, count: usize) -> Vec<E> {
        (0..count).map(|_| self.challenge()).collect()
    }

    /// Draws a number of so many bits.
    pub fn index(&mut self, bits: usize) -> usize {
        draw_bits(&mut self.sponge, bits)
    }

    /// The sponge, for the opening.
    pub fn sponge(&mut self) -> &mut Sponge {
        &mut self.sponge
    }
}
