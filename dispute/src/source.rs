//! Inputs in blobs: where they are, and the roots of their chunks as whoever claims has said them (`contracts/src/dispute/BlobInputs.sol`).
//! The bytes are not on the chain: whoever plays reads the blobs, makes the tree, and compares.

use fault_proof_vm::Hash;
use fault_proof_vm::arena::{ARENA_BASE, ArenaError};
use fault_proof_vm::keccak::zero_subtree;
use fault_proof_vm::merkle::{self, LEAF_LOG2};
use std::ops::Range;

use crate::model::{Model, ModelError, Region};

/// log2 of the bytes of a chunk, if the inputs' region has so many. A blob holds 62 chunks, and none lies in two.
pub const CHUNK_LOG2: u32 = 11;
/// Bytes of an input in a field element.
const ELEMENT_BYTES: u64 = 31;
/// Bytes before the hashes.
const HEAD: usize = 17;

/// Where the input of a claim is: big-endian numbers of its block and of its time, a byte for the number of blobs, their versioned
/// hashes, and the roots of the chunks of the inputs' region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Number of the block whose transaction has brought the blobs.
    pub block: u64,
    /// Its time, in seconds.
    pub time: u64,
    /// The blobs' versioned hashes, in their order.
    pub hashes: Vec<Hash>,
    /// The roots of the chunks.
    pub chunks: Vec<Hash>,
}

/// log2 of the bytes of a chunk of a region.
pub fn chunk_log2(region: Region) -> u32 {
    CHUNK_LOG2.min(region.log2_size)
}

/// The roots of the chunks of a region that holds these bytes, and zeros behind them.
///
/// # Errors
/// [`ModelError::Input`] for more bytes than it has.
pub fn chunks(region: Region, input: &[u8]) -> Result<Vec<Hash>, ModelError> {
    let limit = 1u64 << region.log2_size;
    if input.len() as u64 > limit {
        return Err(ModelError::Input { limit, got: input.len() });
    }
    let log2 = chunk_log2(region);
    let count = 1usize << (region.log2_size - log2);
    let mut roots = Vec::with_capacity(count);
    for part in input.chunks(1 << log2) {
        roots.push(merkle::subtree_root(part, log2).map_err(ArenaError::from)?);
    }
    roots.resize(count, zero_subtree(log2 - LEAF_LOG2));
    Ok(roots)
}

/// The field elements that a chunk of so many bytes lies in, counted through all blobs.
pub fn elements(chunk: u64, log2: u32) -> Range<u64> {
    let start = chunk << log2;
    start / ELEMENT_BYTES..(start + (1 << log2) - 1) / ELEMENT_BYTES + 1
}

impl Source {
    /// Reads one.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
        let number = |at: usize| Some(u64::from_be_bytes(head[at..at + 8].try_into().ok()?));
        let (words, []) = rest.as_chunks::<32>() else { return None };
        let (hashes, chunks) = words.split_at_checked(head[16].into())?;
        if hashes.is_empty() || chunks.is_empty() {
            return None;
        }
        Some(Self { block: number(0)?, time: number(8)?, hashes: hashes.to_vec(), chunks: chunks.to_vec() })
    }

    /// Its bytes, as a claim's event has them.
    pub fn encode(&self) -> Vec<u8> {
        let head = [&self.block.to_be_bytes()[..], &self.time.to_be_bytes(), &[self.hashes.len() as u8]];
        [&head.concat()[..], self.hashes.as_flattened(), self.chunks.as_flattened()].concat()
    }

    /// `S_0` of a model on an input with these chunks; none if the model's inputs have another number of them.
    pub fn start(&self, model: &Model) -> Option<Hash> {
        let Region { offset, log2_size } = model.inputs;
        let log2 = chunk_log2(model.inputs);
        if self.chunks.len() as u64 != 1 << (log2_size - log2) {
            return None;
        }
        let mut nodes = self.chunks.clone();
        while nodes.len() > 1 {
            nodes =
                nodes.chunks(2).map(|pair| fault_proof_vm::keccak::hash_pair(&pair[0], &pair[1])).collect();
        }
        let siblings: Vec<Hash> =
            (log2_size..model.template.log2_size).map(|level| zero_subtree(level - LEAF_LOG2)).collect();
        merkle::climb(nodes[0], ARENA_BASE + offset, log2_size, &siblings).ok()
    }

    /// The source that is in the place of an input's bytes in a claim's event, if `S_0` is what follows from its chunks and not from
    /// those bytes: one of the two it is.
    pub fn of(model: &[u8], input: &[u8], start: &Hash) -> Option<Self> {
        let source = Self::decode(input)?;
        let model = Model::decode(model).ok()?;
        let given = model.start(input).is_ok_and(|given| given == *start);
        (!given && source.start(&model) == Some(*start)).then_some(source)
    }

    /// The first chunk that is another one in a region with this input; none if it is what was said.
    ///
    /// # Errors
    /// As [`chunks`].
    pub fn differs(&self, region: Region, input: &[u8]) -> Result<Option<u64>, ModelError> {
        let chunks = chunks(region, input)?;
        let first = self.chunks.iter().zip(&chunks).position(|(said, is)| said != is);
        Ok(first.map(|at| at as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault_proof_vm::State;
    use fault_proof_vm::arena::Template;

    fn model(log2_size: u32) -> Model {
        Model {
            template: Template::new(&mut State::start(0x1000), 15).unwrap(),
            step_heights: vec![2],
            heights: vec![5, 7],
            inputs: Region { offset: 1 << log2_size, log2_size },
            outputs: Region { offset: 0x40, log2_size: 6 },
            steps: 3,
            digest: [9; 32],
            terms: [0; 32],
        }
    }

    /// Chunks and bytes give the same start, for regions of less than a chunk, one, and several.
    #[test]
    fn chunks_give_the_same_start() {
        for log2_size in [7, 11, 13] {
            let model = model(log2_size);
            for length in [0, 1, 100, 1 << log2_size] {
                let input: Vec<u8> = (0..length).map(|at| at as u8 ^ 0x5a).collect();
                let chunks = chunks(model.inputs, &input).unwrap();
                let source = Source { block: 7, time: 8, hashes: vec![[1; 32]; 2], chunks };
                let start = model.start(&input).unwrap();
                assert_eq!(source.start(&model), Some(start), "{log2_size}, {length}");
                assert_eq!(source.differs(model.inputs, &input), Ok(None));
                let bytes = source.encode();
                assert_eq!(Source::decode(&bytes), Some(source.clone()));
                assert_eq!(Source::of(&model.encode(), &bytes, &start), Some(source));
                // An input that looks like a source is one by what it starts from.
                if let Ok(other) = model.start(&bytes) {
                    assert_eq!(Source::of(&model.encode(), &bytes, &other), None);
                }
                for bad in [&bytes[..bytes.len() - 1], &bytes[..HEAD + 64], &[0; 17]] {
                    assert_eq!(Source::of(&model.encode(), bad, &start), None);
                }
            }
            let input = vec![3; 1 << log2_size];
            let mut source =
                Source { block: 0, time: 0, hashes: vec![], chunks: chunks(model.inputs, &input).unwrap() };
            *source.chunks.last_mut().unwrap() = [1; 32];
            let last = source.chunks.len() as u64 - 1;
            assert_eq!(source.differs(model.inputs, &input), Ok(Some(last)));
            assert!(chunks(model.inputs, &vec![0; (1 << log2_size) + 1]).is_err());
        }
    }

    #[test]
    fn elements_of_chunks() {
        assert_eq!(elements(0, 11), 0..67);
        assert_eq!(elements(1, 11), 66..133);
        assert_eq!(elements(31, 11), 2048..2115);
        assert_eq!(elements(0, 5), 0..2);
    }
}
