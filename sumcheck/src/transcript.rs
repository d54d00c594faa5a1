//! The transcript: what prover and verifier have said so far, from which challenges are drawn.
//!
//! It starts from the protocol's name, all parameters, the circuit's digest, the root of constants that its key withholds, and a hash of the
//! public values. Every
//! message is absorbed under a label; how many values a label covers is the plan's alone, so no two transcripts of a circuit
//! run together.
//!
//! Before a challenge there may be work: a number is absorbed, with which so many bits that are drawn next are zero. Provers find it, verifiers are
//! given it.

use rayon::prelude::*;

use super::field::{E, F, canonical};
#[cfg(feature = "prover")]
use super::pcs::work;
use super::pcs::{Root, Sponge, absorb, absorb_bytes, absorb_root, draw, draw_bits, sponge, worked};
use super::plan::Plan;
use super::vectors::Vectors;
use super::work::{Draw, Work};

/// Name and version of the protocol.
pub const PROTOCOL: &str = "onnx2circuit sumcheck 10";

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
    /// The number of a proof of work.
    Work,
}

/// A transcript.
#[derive(Clone)]
pub struct Transcript {
    sponge: Sponge,
    /// Bits of work before draws.
    work: Work,
    /// Bits of work before each of so many challenges that come next.
    ahead: (usize, usize),
    numbers: Numbers,
    #[cfg(feature = "prover")]
    masks: Option<Masks>,
}

/// Values that are hashed in one go.
const CHUNK: usize = 1 << 12;

/// The hash of some values, after how many bytes each is written in: as many as the widest takes, or the next power of two.
fn hash(values: &[i128]) -> [u8; 32] {
    fn of<const N: usize>(values: &[i128], bytes: impl Fn(i128) -> [u8; N]) -> [u8; 32] {
        let all: Vec<[u8; N]> = values.iter().map(|v| bytes(*v)).collect();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[N as u8]).update(all.as_flattened());
        *hasher.finalize().as_bytes()
    }
    // Bits above a value's sign are as that.
    let widest = values.iter().fold(0, |all, v| all | v ^ (v >> 127));
    match widest {
        0..=0x7f => of(values, |v| (v as i8).to_le_bytes()),
        0x80..=0x7fff => of(values, |v| (v as i16).to_le_bytes()),
        0x8000..=0x7fff_ffff => of(values, |v| (v as i32).to_le_bytes()),
        0x8000_0000..=0x7fff_ffff_ffff_ffff => of(values, |v| (v as i64).to_le_bytes()),
        _ => of(values, i128::to_le_bytes),
    }
}

/// What stands for public values, of which there may be millions: a hash of how many tensors there are, and of each one's length and the hashes of
/// its values, some at a time.
fn digest(public: &[&[i128]]) -> [u8; 32] {
    let mut all = blake3::Hasher::new();
    all.update(&(public.len() as u64).to_le_bytes());
    for values in public {
        all.update(&(values.len() as u64).to_le_bytes());
        let hashes: Vec<[u8; 32]> = values.par_chunks(CHUNK).map(hash).collect();
        all.update(hashes.as_flattened());
    }
    *all.finalize().as_bytes()
}

/// The numbers of proofs of work.
#[derive(Clone, Default)]
struct Numbers {
    /// Those that are given, and not yet absorbed.
    given: std::vec::IntoIter<F>,
    /// Those that were absorbed.
    absorbed: Vec<F>,
    /// Whether more are found where none is given.
    #[cfg(feature = "prover")]
    found: bool,
    /// Whether one was missing, or with it bits were not zero.
    refused: bool,
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
            work: vectors.work,
            ahead: (0, 0),
            numbers: Numbers::default(),
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

    /// From here on numbers of proofs of work are found where none is given.
    #[cfg(feature = "prover")]
    pub fn working(mut self) -> Self {
        self.numbers.found = true;
        self
    }

    /// Gives the numbers of proofs of work that come next.
    pub fn given(&mut self, numbers: Vec<F>) {
        self.numbers.given = numbers.into_iter();
    }

    /// All numbers of proofs of work that were absorbed.
    #[cfg(feature = "prover")]
    pub fn numbers(&self) -> Vec<F> {
        self.numbers.absorbed.clone()
    }

    /// Whether work was asked for of which there is no number, or another one.
    pub fn lacks_work(&self) -> bool {
        self.numbers.refused
    }

    /// Whether all work is done, and no numbers are left.
    pub fn is_worked(&self) -> bool {
        !self.numbers.refused && self.numbers.given.len() == 0
    }

    /// The next challenge, and what is drawn with it, takes so many bits of work.
    pub fn work(&mut self, bits: usize) {
        if bits == 0 {
            return;
        }
        self.label(Label::Work, 1);
        let given = self.numbers.given.next();
        #[cfg(feature = "prover")]
        if given.is_none() && self.numbers.found {
            self.numbers.absorbed.push(work(&mut self.sponge, bits));
            return;
        }
        match given {
            Some(number) => {
                self.numbers.refused |= !worked(&mut self.sponge, bits, number);
                self.numbers.absorbed.push(number);
            }
            None => self.numbers.refused = true,
        }
    }

    /// The same, as many bits as are asked for before this.
    pub fn work_before(&mut self, draw: Draw) {
        self.work(self.work.before(draw));
    }

    /// The same of each of the next so many challenges, one after the other.
    pub fn work_ahead(&mut self, bits: usize, challenges: usize) {
        self.ahead = (bits, challenges);
    }

    /// Draws a challenge.
    pub fn challenge(&mut self) -> E {
        if let (bits, left @ 1..) = self.ahead {
            self.ahead.1 = left - 1;
            self.work(bits);
        }
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
