//! Hashes of hidden tensors: of weights, inputs and outputs of which a verifier is given no integers.
//!
//! The hash of a tensor, or of all parameters of a circuit together, is BLAKE3's of a tag and of a [`lattice`](super::lattice) commitment to
//! short [digits](parts), which every proof shows: that the commitment is to what the circuit computes with is linear in cells. The
//! tag says how many elements there are, in which ranges, and of parameters what is computed with them.
//!
//! The commitment's random bytes follow from a salt, the tag and the digits. So a tensor has one hash under one salt, in whatever
//! circuit it is, and two tensors under one salt have bytes that have nothing to do with each other.

use circuit::{Data, Digest, Graph, Hash, Range, TensorId, public};

use super::field::{F, canonical, residue};
use super::lattice::{IMAGE, Matrix, OPENING, image};
use super::plane::Part;
use super::wide::fits_plane;

/// What hashes are made by.
const HASH: &str = "onnx2circuit sumcheck: the hash of a hidden tensor, 1";
/// What random bytes are made by.
const RANDOM: &str = "onnx2circuit sumcheck: the random bytes of a hidden tensor's commitment, 1";
/// Bits of elements that are committed to whole.
const WHOLE: u32 = 16;
/// Bits of the digits of all others.
pub const DIGIT: u32 = 8;

/// What keeps a hash from being guessed: drawn where somebody could guess the tensor, zero where its hash is to be compared with others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl Salt {
    /// None.
    pub const NONE: Self = Self([0; 32]);
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// What is hashed, in words that are hashed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(Vec<u8>);

impl Tag {
    /// Of tensors of so many elements in these ranges; of parameters, with the computation that they are of.
    pub fn new(tensors: impl IntoIterator<Item = (u64, Range)>, of: Option<Digest>) -> Self {
        let mut bytes = Vec::new();
        for (elements, range) in tensors {
            bytes.extend(elements.to_be_bytes());
            [range.lo, range.hi].iter().for_each(|v| bytes.extend(v.to_be_bytes()));
        }
        // No 40 bytes, as a tensor's numbers are.
        of.iter().for_each(|computation| bytes.extend(computation.0));
        Self(bytes)
    }

    /// Of tensors of a circuit, which are hashed as one.
    pub fn of(graph: &Graph, kind: public::Kind, tensors: &[TensorId]) -> Self {
        let computation = (kind == public::Kind::Parameters).then(|| graph.computation());
        let each = tensors.iter().map(|t| graph.tensor(*t));
        Self::new(each.map(|t| (t.numel().unwrap_or(0), t.range)), computation)
    }

    fn start(&self, by: &str) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new_derive_key(by);
        hasher.update(&(self.0.len() as u64).to_be_bytes());
        hasher.update(&self.0);
        hasher
    }

    /// The hash that a commitment has.
    pub fn hash(&self, commitment: &[F]) -> Hash {
        let mut hasher = self.start(HASH);
        update(&mut hasher, commitment);
        Hash(hasher.finalize().into())
    }

    /// The random bytes of a commitment to these digits.
    pub fn opening(&self, salt: Salt, digits: &[F]) -> Vec<F> {
        let mut hasher = self.start(RANDOM);
        hasher.update(&salt.0);
        update(&mut hasher, digits);
        let mut bytes = vec![0; OPENING];
        hasher.finalize_xof().fill(&mut bytes);
        bytes.into_iter().map(|b| residue(b.into())).collect()
    }
}

fn update(hasher: &mut blake3::Hasher, values: &[F]) {
    let bytes: Vec<u8> = values.iter().flat_map(|v| canonical(*v).to_le_bytes()).collect();
    hasher.update(&bytes);
}

/// The parts of the elements of a range that are committed to, the lowest first: all of an element of at most 16 bits, else bytes.
pub fn parts(range: Range) -> impl Iterator<Item = Part> {
    let whole = range.count() <= 1 << WHOLE && fits_plane(range);
    let count = if whole { 1 } else { range.bits().div_ceil(DIGIT) };
    (0..count).map(move |j| Part { shift: DIGIT * j, bits: (j + 1 < count).then_some(DIGIT) })
}

/// The digits of tensors by their ranges and elements: of the first tensor the lowest of all elements first.
pub fn digits<'a>(tensors: impl IntoIterator<Item = (Range, &'a [i128])>) -> Vec<F> {
    let of = |(range, values): (Range, &'a [i128])| {
        parts(range).flat_map(move |part| values.iter().map(move |v| residue(part.of(*v))))
    };
    tensors.into_iter().flat_map(of).collect()
}

/// The commitment to digits.
pub fn commitment(digits: &[F], opening: &[F]) -> Vec<F> {
    let (mut sum, random) = (image(Matrix::Values, digits), image(Matrix::Opening, opening));
    sum.iter_mut().zip(random).for_each(|(sum, v)| *sum += v);
    debug_assert_eq!(sum.len(), IMAGE);
    sum
}

/// The hash of a tensor's elements, row-major.
pub fn hash(range: Range, salt: Salt, values: &[i128]) -> Hash {
    made(&Tag::new([(values.len() as u64, range)], None), salt, &digits([(range, values)]))
}

/// The hash of weights: the integers of a circuit's parameters, in order.
pub fn hash_parameters(circuit: &Graph, salt: Salt, weights: &[Data]) -> Hash {
    let tensors = public::parameters(circuit);
    let values: Vec<Vec<i128>> = weights.iter().map(|data| data.iter().map(i128::from).collect()).collect();
    let each = tensors.iter().zip(&values).map(|(t, values)| (circuit.tensor(*t).range, &values[..]));
    made(&Tag::of(circuit, public::Kind::Parameters, &tensors), salt, &digits(each))
}

fn made(tag: &Tag, salt: Salt, digits: &[F]) -> Hash {
    tag.hash(&commitment(digits, &tag.opening(salt, digits)))
}
