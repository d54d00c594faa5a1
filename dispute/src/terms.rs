//! The terms on which a proof settles claims about a model (docs/dispute-game.md, "Settled by a proof"): the key that it must
//! verify under, the reference string behind that, and where its public values lie in the arena. A model's identity has
//! their hash, so that whoever relies on claims about it knows whose proofs count.

use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use thiserror::Error;

/// Bytes before the tensors.
const HEAD_BYTES: usize = 64;
/// Bytes of a tensor.
const TENSOR_BYTES: usize = 16;
/// Widest value, in bytes.
const MAX_WIDTH: u8 = 8;

/// A public tensor: where its values lie, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicTensor {
    /// Offset in the region of the inputs or of the outputs.
    pub offset: u64,
    /// Number of its values.
    pub count: u32,
    /// Bytes of a value among the public values.
    pub packed: u8,
    /// Bytes of a value in the arena, as many at least.
    pub stored: u8,
    /// Whether values may be negative: in two's complement.
    pub signed: bool,
    /// Whether it is an output.
    pub output: bool,
}

/// The terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Keccak-256 of the key contract's code, which follows from the verifying key.
    pub key: Hash,
    /// The reference string's fingerprint.
    pub string: Hash,
    /// The public tensors, in the order of the public values: inputs, then outputs.
    pub tensors: Vec<PublicTensor>,
}

/// Terms that are none, or values that are not theirs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TermsError {
    /// Bytes that encode no terms.
    #[error("terms are {HEAD_BYTES} bytes and {TENSOR_BYTES} for each tensor, {0} are given")]
    Length(usize),
    /// A tensor that has no place.
    #[error("public tensor {index} has no place: {tensor:?} in a region of 2^{log2_size} bytes")]
    Tensor {
        /// Which one.
        index: usize,
        /// What is said of it.
        tensor: PublicTensor,
        /// log2 of the size of its region.
        log2_size: u32,
    },
    /// A byte that is no flag, or an input after an output.
    #[error("public tensor {0} is no tensor: a flag that is none, or an input after an output")]
    Flag(usize),
    /// More or fewer public values.
    #[error("{got} bytes of public values, the terms have {expected}")]
    Values {
        /// Bytes of all tensors.
        expected: usize,
        /// Bytes given.
        got: usize,
    },
}

impl Terms {
    /// The bytes whose hash is in a model's identity: integers big-endian, flags a byte each.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = [self.key, self.string].concat();
        for PublicTensor { offset, count, packed, stored, signed, output } in &self.tensors {
            bytes.extend_from_slice(&offset.to_be_bytes());
            bytes.extend_from_slice(&count.to_be_bytes());
            bytes.extend_from_slice(&[*packed, *stored, u8::from(*signed), u8::from(*output)]);
        }
        bytes
    }

    /// Reads an encoding.
    ///
    /// # Errors
    /// [`TermsError`] for anything but the encoding of terms.
    pub fn decode(bytes: &[u8]) -> Result<Self, TermsError> {
        let length = || TermsError::Length(bytes.len());
        let (head, rest) = bytes.split_first_chunk::<HEAD_BYTES>().ok_or_else(length)?;
        let (tensors, []) = rest.as_chunks::<TENSOR_BYTES>() else { return Err(length()) };
        let (mut key, mut string) = ([0; 32], [0; 32]);
        key.copy_from_slice(&head[..32]);
        string.copy_from_slice(&head[32..]);
        let mut terms = Self { key, string, tensors: Vec::with_capacity(tensors.len()) };
        for (index, tensor) in tensors.iter().enumerate() {
            let [a, b, c, d, e, f, g, h, i, j, k, l, packed, stored, signed @ 0..=1, output @ 0..=1] =
                *tensor
            else {
                return Err(TermsError::Flag(index));
            };
            if output == 0 && terms.tensors.last().is_some_and(|last| last.output) {
                return Err(TermsError::Flag(index));
            }
            terms.tensors.push(PublicTensor {
                offset: u64::from_be_bytes([a, b, c, d, e, f, g, h]),
                count: u32::from_be_bytes([i, j, k, l]),
                packed,
                stored,
                signed: signed == 1,
                output: output == 1,
            });
        }
        Ok(terms)
    }

    /// The hash that is in a model's identity.
    pub fn hash(&self) -> Hash {
        keccak256(&self.encode())
    }

    /// Whether every tensor has its place in the region of the inputs or of the outputs, of which log2 of the sizes are given.
    ///
    /// # Errors
    /// [`TermsError::Tensor`] with the first that has not.
    pub fn check(&self, log2_sizes: [u32; 2]) -> Result<(), TermsError> {
        for (index, tensor) in self.tensors.iter().enumerate() {
            let log2_size = log2_sizes[usize::from(tensor.output)];
            let bytes = u64::from(tensor.count) * u64::from(tensor.stored);
            let end = tensor.offset.checked_add(bytes).filter(|end| *end <= 1 << log2_size.min(63));
            let fits = (1..=tensor.stored).contains(&tensor.packed) && tensor.stored <= MAX_WIDTH;
            if !fits || end.is_none() {
                return Err(TermsError::Tensor { index, tensor: *tensor, log2_size });
            }
        }
        Ok(())
    }

    /// The values of the inputs that the bytes of an inputs' region hold; none where there are others beside them, as no proof has.
    pub fn inputs(&self, region: &[u8]) -> Option<Vec<Vec<i64>>> {
        let mut rest = region.to_vec();
        let inputs =
            self.tensors.iter().take_while(|tensor| !tensor.output).map(|tensor| -> Option<Vec<i64>> {
                let (start, stored) = (usize::try_from(tensor.offset).ok()?, usize::from(tensor.stored));
                let mut value = |at: usize| {
                    let mut bytes = [0; 8];
                    let low = bytes.get_mut(8_usize.checked_sub(stored)?..)?;
                    for (to, from) in low.iter_mut().zip(rest.iter_mut().skip(start + at * stored)) {
                        *to = std::mem::take(from);
                    }
                    let shift = 64 - 8 * u32::from(tensor.stored);
                    let value = u64::from_be_bytes(bytes);
                    Some(if tensor.signed {
                        (value << shift).cast_signed() >> shift
                    } else {
                        value.cast_signed()
                    })
                };
                (0..tensor.count as usize).map(&mut value).collect()
            });
        let inputs: Option<Vec<Vec<i64>>> = inputs.collect();
        inputs.filter(|_| rest.iter().all(|byte| *byte == 0))
    }

    /// The bytes of the inputs' and of the outputs' region, up to the end of the last tensor, that public values say: as a proof
    /// takes them, packed.
    ///
    /// # Errors
    /// [`TermsError`] for more or fewer values; as [`Self::check`].
    pub fn regions(&self, packed: &[u8], log2_sizes: [u32; 2]) -> Result<[Vec<u8>; 2], TermsError> {
        self.check(log2_sizes)?;
        let bytes = |tensor: &PublicTensor| tensor.count as usize * usize::from(tensor.packed);
        let expected = self.tensors.iter().map(bytes).sum();
        if packed.len() != expected {
            return Err(TermsError::Values { expected, got: packed.len() });
        }
        let mut regions = [Vec::new(), Vec::new()];
        let mut rest = packed;
        for tensor in &self.tensors {
            let region = &mut regions[usize::from(tensor.output)];
            let (values, after) = rest.split_at(bytes(tensor));
            rest = after;
            let (start, stored) = (tensor.offset as usize, usize::from(tensor.stored));
            region.resize(region.len().max(start + tensor.count as usize * stored), 0);
            for (to, from) in region[start..].chunks_mut(stored).zip(values.chunks(tensor.packed.into())) {
                let (high, low) = to.split_at_mut(stored - from.len());
                high.fill(if tensor.signed && from[0] >> 7 == 1 { 0xff } else { 0 });
                low.copy_from_slice(from);
            }
        }
        Ok(regions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        let tensor = |offset, count, packed, stored, signed, output| PublicTensor {
            offset,
            count,
            packed,
            stored,
            signed,
            output,
        };
        Terms {
            key: [1; 32],
            string: [2; 32],
            tensors: vec![
                tensor(0, 3, 1, 1, false, false),
                tensor(32, 2, 1, 4, false, false),
                tensor(0, 2, 1, 2, true, true),
                tensor(32, 1, 2, 8, true, true),
            ],
        }
    }

    #[test]
    fn values_lie_where_the_terms_say() {
        let packed = [1, 2, 0xff, 0x80, 5, 0x80, 6, 0xff, 0xfe];
        let [inputs, outputs] = terms().regions(&packed, [6, 6]).unwrap();
        assert_eq!(inputs[..4], [1, 2, 0xff, 0]);
        assert_eq!(inputs[32..], [0, 0, 0, 0x80, 0, 0, 0, 5]);
        assert_eq!(outputs[..4], [0xff, 0x80, 0, 6]);
        assert_eq!(outputs[32..], (-2i64).to_be_bytes());
        assert_eq!(terms().inputs(&inputs), Some(vec![vec![1, 2, 0xff], vec![0x80, 5]]));
        assert_eq!(terms().inputs(&inputs[..36]), Some(vec![vec![1, 2, 0xff], vec![0x80, 0]]));
        let beside = [&inputs[..], &[1]].concat();
        assert_eq!(terms().inputs(&beside), None);
        assert_eq!(terms().regions(&packed[1..], [6, 6]), Err(TermsError::Values { expected: 9, got: 8 }));
        assert!(matches!(terms().regions(&packed, [5, 6]), Err(TermsError::Tensor { index: 1, .. })));
        assert!(matches!(terms().regions(&packed, [6, 5]), Err(TermsError::Tensor { index: 3, .. })));
    }

    #[test]
    fn terms_have_one_encoding() {
        let bytes = terms().encode();
        assert_eq!((bytes.len(), Terms::decode(&bytes)), (64 + 4 * 16, Ok(terms())));
        for length in [0, 63, 65, 127] {
            assert_eq!(Terms::decode(&bytes[..length]), Err(TermsError::Length(length)));
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 4;
            assert!(Terms::decode(&other).is_ok_and(|other| other.hash() != terms().hash()) || at % 16 >= 14);
        }
        let mut late = terms();
        late.tensors.swap(1, 2);
        assert_eq!(Terms::decode(&late.encode()), Err(TermsError::Flag(2)));
    }

    #[test]
    fn what_is_wider_than_its_place_has_none() {
        for (packed, stored) in [(0, 1), (2, 1), (9, 9), (1, 9)] {
            let mut terms = terms();
            (terms.tensors[0].packed, terms.tensors[0].stored) = (packed, stored);
            assert!(matches!(terms.check([6, 6]), Err(TermsError::Tensor { index: 0, .. })));
        }
        let mut far = terms();
        far.tensors[0].offset = u64::MAX;
        assert!(matches!(far.check([6, 6]), Err(TermsError::Tensor { index: 0, .. })));
    }
}
