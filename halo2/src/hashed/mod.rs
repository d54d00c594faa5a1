//! What the hash of a tensor is, or of all parameters of a model, and the salt that keeps it from being guessed.
//!
//! `hash = sponge(tag; salt, packed elements)`: a sponge of [`poseidon2`] with a rate of two and a capacity of one element. It
//! starts from `(0, 0, tag)`, adds two elements to the first two of its state before each permutation (a zero where the last
//! one is alone), and ends with the first of the state. How much it absorbs is the tag's, so padding needs no mark.
//!
//! * The **tag** stands for what is hashed: the first 31 bytes of keccak256 over [`DOMAIN`], the number of elements (64 bits), the
//!   least and the largest value (128 bits each), all big-endian. Shapes are not hashed: a model's output and the input of the
//!   next one have one hash, in whatever shapes the two read the same elements. Parameters are hashed together: of several
//!   tensors the three numbers of each follow each other, and then the digest of the [computation](Graph::computation): what a
//!   circuit of hidden weights shows of its model is in their hash, too.
//! * The **salt** is an element of the field: drawn by the prover where somebody could guess the tensor, zero where its hash is
//!   to be compared with others.
//! * **Packed**, as many elements as the field has room for are one of its elements: their distances to the least value are
//!   digits of a number below the prime, the first one the most significant, in base `largest - least + 1` (at least 2). Bytes
//!   are 31 to an element. The last ones are fewer. Several tensors are packed one after the other, each for itself.
//!
//! Digits lie in their base, so a tensor has one packing, and two tensors of one type have the same hash only if somebody finds
//! a collision of the sponge. In the circuit, digits of inputs are range-checked on their rows; other tensors lie in their
//! ranges by what computes them ([`packed`]). [`sponge`] proves the permutations.

pub mod packed;
pub mod poseidon2;
pub mod sponge;

use circuit::public::{Slot, parameters};
use circuit::{Data, Digest, Graph, Hash, Range, TensorId};
use ff::{Field, PrimeField};
use num_bigint::BigUint;
use rand::RngCore;
use sha3::{Digest as _, Keccak256};
use std::fmt;

use super::field::{Fr, fr};
use super::interval::modulus;
use super::transcript::word;

/// What a tag's preimage begins with.
pub const DOMAIN: &[u8] = b"onnx2circuit hash 2";

/// A salt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(Fr);

impl Salt {
    /// None: zero.
    pub const NONE: Self = Self(Fr::ZERO);

    /// This element.
    pub fn of(element: Fr) -> Self {
        Self(element)
    }

    /// A random one.
    pub fn draw(rng: impl RngCore) -> Self {
        Self(Fr::random(rng))
    }

    /// Its number, big-endian.
    pub fn to_bytes(self) -> [u8; 32] {
        word(self.0.to_repr())
    }

    /// The salt of a number; `None` where that is no element of the field.
    pub fn from_bytes(number: [u8; 32]) -> Option<Self> {
        element(&Hash(number)).map(Self)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// The element that a hash is; `None` for a number that is not less than the prime.
pub fn element(hash: &Hash) -> Option<Fr> {
    Fr::from_repr(word(hash.0)).into()
}

/// How elements are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packing {
    /// The least value.
    pub least: i128,
    /// The base of the digits.
    pub base: u128,
    /// Digits of an element of the field, all but the last.
    pub digits: usize,
}

impl Packing {
    /// Of elements in a range.
    pub fn of(range: Range) -> Self {
        let base = range.count().max(2);
        let prime = modulus::<Fr>();
        let (mut digits, mut next) = (0, BigUint::from(base));
        while next <= prime {
            digits += 1;
            next *= base;
        }
        Self { least: range.lo, base, digits }
    }

    /// The base as an element of the field.
    pub fn base(&self) -> Fr {
        Fr::from_u128(self.base)
    }

    /// The digit of a value.
    pub fn digit(&self, value: i128) -> Fr {
        fr(value) - fr(self.least)
    }

    /// Elements of the field that a tensor of `elements` elements becomes.
    pub fn packed(&self, elements: usize) -> usize {
        elements.div_ceil(self.digits)
    }

    /// Packs values.
    pub fn pack<'a>(&'a self, values: &'a [i128]) -> impl Iterator<Item = Fr> + 'a {
        let base = self.base();
        let number = move |chunk: &[i128]| chunk.iter().fold(Fr::ZERO, |sum, v| sum * base + self.digit(*v));
        values.chunks(self.digits).map(number)
    }
}

/// The tag of tensors of so many elements in these ranges; of parameters, with the computation that they are of.
pub fn tag(tensors: impl IntoIterator<Item = (u64, Range)>, of: Option<Digest>) -> Fr {
    let mut hasher = Keccak256::new();
    hasher.update(DOMAIN);
    for (elements, range) in tensors {
        hasher.update(elements.to_be_bytes());
        [range.lo, range.hi].iter().for_each(|v| hasher.update(v.to_be_bytes()));
    }
    // No 40 bytes, as a tensor's numbers are.
    of.iter().for_each(|computation| hasher.update(computation.0));
    let mut bytes: [u8; 32] = hasher.finalize().into();
    // The first 31 bytes as a number, little-endian: the least significant first.
    bytes[31] = 0;
    bytes[..31].reverse();
    Fr::from_repr(bytes).unwrap_or(Fr::ZERO)
}

/// Elements of a tensor, row-major, and the range in which they lie.
pub type Elements = (Range, Vec<i128>);

/// What a sponge absorbs: the salt, then all packed elements.
pub fn absorbed(salt: Salt, tensors: &[Elements]) -> Vec<Fr> {
    let packed = |(range, values): &Elements| Packing::of(*range).pack(values).collect::<Vec<_>>();
    std::iter::once(salt.0).chain(tensors.iter().flat_map(packed)).collect()
}

/// The last state of the sponge.
pub fn absorb(tag: Fr, elements: &[Fr]) -> poseidon2::State {
    elements.chunks(2).fold([Fr::ZERO, Fr::ZERO, tag], |mut state, pair| {
        state.iter_mut().zip(pair).for_each(|(s, v)| *s += v);
        poseidon2::permute(state)
    })
}

/// The hash of a tensor's elements, row-major; which tensor it is, `slot` says. Elements lie in its range.
pub fn hash(slot: &Slot, salt: Salt, values: &[i128]) -> Hash {
    let tag = tag([(slot.elements() as u64, slot.range)], None);
    squeeze(tag, &absorbed(salt, &[(slot.range, values.to_vec())]))
}

fn squeeze(tag: Fr, elements: &[Fr]) -> Hash {
    let [first, ..] = absorb(tag, elements);
    Hash(word(first.to_repr()))
}

/// The hash of weights: the integers of a circuit's parameters, in order.
pub fn hash_parameters(circuit: &Graph, salt: Salt, weights: &[Data]) -> Hash {
    let elements = weights.iter().map(|data| data.iter().map(i128::from).collect::<Vec<_>>());
    hash_of(circuit, salt, computation(circuit), parameters(circuit).into_iter().zip(elements))
}

/// What a hash of a circuit's parameters stands for beside them; none where it has none.
pub fn computation(circuit: &Graph) -> Option<Digest> {
    (!parameters(circuit).is_empty()).then(|| circuit.computation())
}

/// The hash of a circuit's tensors, by their elements, in order; of parameters, with what is computed with them.
pub fn hash_of(
    circuit: &Graph,
    salt: Salt,
    computation: Option<Digest>,
    tensors: impl IntoIterator<Item = (TensorId, Vec<i128>)>,
) -> Hash {
    let all: Vec<Elements> =
        tensors.into_iter().map(|(t, values)| (circuit.tensor(t).range, values)).collect();
    let types = all.iter().map(|(range, values)| (values.len() as u64, *range));
    squeeze(tag(types, computation), &absorbed(salt, &all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use circuit::public::Kind;

    fn slot(shape: &[u32], lo: i128, hi: i128) -> Slot {
        Slot { kind: Kind::HashedInput, shape: shape.to_vec(), range: Range { lo, hi } }
    }

    #[test]
    fn packings_are_as_dense_as_the_field_allows() {
        for (lo, hi, digits) in [
            (0, 255, 31),
            (-128, 127, 31),
            (0, 0, 253),
            (0, 1, 253),
            (-1, 1, 160),
            (0, 1 << 120, 2),
            (5, 5, 253),
        ] {
            let packing = Packing::of(Range { lo, hi });
            assert_eq!(packing.digits, digits, "{lo}..={hi}");
            // The largest number is its own element.
            let largest = BigUint::from(packing.base).pow(digits as u32) - 1u32;
            let values = vec![lo + packing.base as i128 - 1; digits];
            let packed: Vec<Fr> = packing.pack(&values).collect();
            let [element] = packed[..] else { panic!("{} elements", packed.len()) };
            assert_eq!(BigUint::from_bytes_le(element.to_repr().as_ref()), largest);
        }
    }

    /// Every part of what is hashed counts, and shapes are none. The first hash is what another implementation of this file gives.
    #[test]
    fn a_hash_is_of_type_salt_and_all_elements() {
        let values: Vec<i128> = (0..70).collect();
        let first = slot(&[7, 10], 0, 255);
        let salt = Salt(Fr::from(12345));
        let honest = hash(&first, salt, &values);
        assert_eq!(honest.to_string(), "0x2a40a5fd717f1ade08437b2ab523bb95eda985421b7b9e055b99511a4204bb6c");
        let mut all = vec![honest, hash(&first, Salt::NONE, &values), hash(&first, Salt(Fr::ONE), &values)];
        for other in [slot(&[7, 10], 0, 254), slot(&[7, 10], -1, 255)] {
            all.push(hash(&other, salt, &values));
        }
        for same in [slot(&[10, 7], 0, 255), slot(&[70], 0, 255), slot(&[1, 70], 0, 255)] {
            assert_eq!(hash(&same, salt, &values), honest, "shapes are not hashed");
        }
        for i in 0..values.len() {
            let mut other = values.clone();
            other[i] += 1;
            all.push(hash(&first, salt, &other));
        }
        // Fewer and more elements, and zeros at the end.
        for n in [69, 62, 0] {
            all.push(hash(&slot(&[n], 0, 255), salt, &values[..n as usize]));
        }
        let longer = [&values[..], &[0]].concat();
        all.push(hash(&slot(&[71], 0, 255), salt, &longer));
        let distinct: std::collections::BTreeSet<[u8; 32]> = all.iter().map(|h| h.0).collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn salts_are_elements() {
        let salt = Salt::draw(rand::rngs::OsRng);
        assert_ne!(salt, Salt::draw(rand::rngs::OsRng));
        assert_eq!(Salt::from_bytes(salt.to_bytes()), Some(salt));
        assert_eq!(Salt::from_bytes([0xff; 32]), None);
        assert_eq!(Salt::from_bytes([0; 32]), Some(Salt::NONE));
        assert_eq!(format!("{salt:?}"), "Salt(..)");
    }
}
