//! What a game takes as given about a model, and its identity (docs/dispute-game.md, "What is claimed").

use fault_proof_vm::arena::{self, ARENA_BASE, ArenaError, Header, MAX_LOG2_SIZE, Template};
use fault_proof_vm::keccak::{keccak256, zero_subtree};
use fault_proof_vm::merkle::{self, LEAF_LOG2, MEMORY_LOG2};
use fault_proof_vm::state::{DecodeError, STATE_BYTES, Witness};
use fault_proof_vm::{Hash, Memory};
use std::ops::Range;
use thiserror::Error;

use crate::history::MAX_HEIGHT;

/// First byte of the encoding.
pub const FORMAT: u8 = 3;
/// Most layers of a game.
pub const MAX_LAYERS: usize = 8;
/// Bytes before the siblings.
const HEAD_BYTES: usize = 290;
/// Where the hash of the terms lies.
const TERMS: Range<usize> = 258..HEAD_BYTES;
/// Largest `a` and `b`. A layer may have all of it, so a history has to.
const MAX_LOG2_STEPS: u32 = MAX_HEIGHT;

/// A model that no game can be about.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ModelError {
    /// Bytes that encode no model.
    #[error("a model is {expected} bytes, {got} are given")]
    Length {
        /// Bytes it has.
        expected: usize,
        /// Bytes given.
        got: usize,
    },
    /// A field out of range.
    #[error("the model's {field} is {got}, which is out of range")]
    Field {
        /// The field.
        field: &'static str,
        /// Its value.
        got: u64,
    },
    /// The start state is none.
    #[error("the model's start state: {0}")]
    State(#[from] DecodeError),
    /// The arena cannot be had.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// The input does not fit.
    #[error("the input has {got} bytes, the inputs' region {limit}")]
    Input {
        /// Bytes of the region.
        limit: u64,
        /// Bytes given.
        got: usize,
    },
}

/// An aligned part of the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Offset in the arena, a multiple of the size.
    pub offset: u64,
    /// log2 of the size in bytes.
    pub log2_size: u32,
}

/// A model as the game knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The start state but for the arena, and the way from there to the root of memory.
    pub template: Template,
    /// Heights of the layers of the model's steps, the topmost first: the steps alone, or windows of tokens and the steps
    /// of each.
    pub step_heights: Vec<u32>,
    /// Heights of the machine's layers, the topmost first.
    pub heights: Vec<u32>,
    /// Where the inputs lie.
    pub inputs: Region,
    /// Where the outputs lie.
    pub outputs: Region,
    /// Steps of the model.
    pub steps: u64,
    /// Hash of the circuit's digest, which only people need.
    pub digest: Hash,
    /// Hash of the terms on which a proof settles claims ([`Terms`](crate::terms::Terms)); zeros if none does.
    pub terms: Hash,
}

impl Model {
    /// Checks that a game can be about the model.
    ///
    /// # Errors
    /// [`ModelError`] that names the field.
    pub fn check(&self) -> Result<(), ModelError> {
        let fail = |field, got: u64| Err(ModelError::Field { field, got });
        let k = self.template.log2_size;
        if !(LEAF_LOG2 + 1..=MAX_LOG2_SIZE).contains(&k) {
            return fail("log2 of the arena's size", k.into());
        }
        if self.template.siblings.len() != (MEMORY_LOG2 - k) as usize {
            return fail("number of siblings", self.template.siblings.len() as u64);
        }
        if self.step_heights.is_empty() || self.heights.is_empty() || self.layers() > MAX_LAYERS {
            return fail("number of layers", self.layers() as u64);
        }
        let mut heights = self.step_heights.iter().chain(&self.heights);
        if let Some(height) = heights.find(|height| !(1..=MAX_LOG2_STEPS).contains(*height)) {
            return fail("height of a layer", u64::from(*height));
        }
        if self.log2_steps() > MAX_LOG2_STEPS {
            return fail("log2 of its steps", self.log2_steps().into());
        }
        if self.steps > 1 << self.log2_steps() {
            return fail("number of steps", self.steps);
        }
        if self.log2_instructions() > MAX_LOG2_STEPS {
            return fail("log2 of a step's instructions", self.log2_instructions().into());
        }
        for region in [self.inputs, self.outputs] {
            let Region { offset, log2_size } = region;
            if !(LEAF_LOG2..=k).contains(&log2_size) || offset >> k != 0 {
                return fail("region", offset);
            }
            if !offset.is_multiple_of(1 << log2_size) || offset < 32 {
                return fail("offset of a region", offset);
            }
        }
        Ok(())
    }

    /// `a`: log2 of the instructions of one model step, padded.
    pub fn log2_instructions(&self) -> u32 {
        self.heights.iter().sum()
    }

    /// `b`: log2 of the padded number of model steps.
    pub fn log2_steps(&self) -> u32 {
        self.step_heights.iter().sum()
    }

    /// Height of a layer, the topmost being 0.
    pub fn height(&self, layer: usize) -> u32 {
        match layer.checked_sub(self.step_layers()) {
            None => self.step_heights[layer],
            Some(layer) => self.heights[layer],
        }
    }

    /// Layers of the model's steps; the machine's come after them.
    pub fn step_layers(&self) -> usize {
        self.step_heights.len()
    }

    /// Layers of the game: those of the model's steps and those of the machine.
    pub fn layers(&self) -> usize {
        self.step_heights.len() + self.heights.len()
    }

    /// log2 of what one step of a layer is: of its model steps, or in the machine's layers of its instructions. 0 for a layer that
    /// it has not, which a node may tell of.
    pub fn stride_log2(&self, layer: usize) -> u32 {
        match layer.checked_sub(self.step_layers()) {
            None => self.step_heights.iter().skip(layer + 1).sum(),
            Some(layer) => self.heights.iter().skip(layer + 1).sum(),
        }
    }

    /// Where a place lies, which is a step in each layer from the topmost on: the model step, and of a place in the machine
    /// the instructions before it.
    pub fn position(&self, place: &[u64]) -> (u64, u64) {
        let sum = |layers: Range<usize>| -> u64 {
            let all = place.iter().enumerate().take(layers.end).skip(layers.start);
            all.fold(0, |sum: u64, (layer, step)| sum.wrapping_add(step << self.stride_log2(layer)))
        };
        (sum(0..self.step_layers()), sum(self.step_layers()..self.layers()))
    }

    /// The place of an instruction of a model step: the step in each layer from the topmost on.
    pub fn place(&self, step: u64, instruction: u64) -> Vec<u64> {
        let of = |layer| if layer < self.step_layers() { step } else { instruction };
        let at = |layer| of(layer) >> self.stride_log2(layer) & ((1 << self.height(layer)) - 1);
        (0..self.layers()).map(at).collect()
    }

    /// The bytes whose hash is the identity.
    pub fn encode(&self) -> Vec<u8> {
        let mut heights = [0; MAX_LAYERS];
        let all = self.step_heights.iter().chain(&self.heights);
        heights.iter_mut().zip(all).for_each(|(out, height)| *out = *height as u8);
        let state = Witness { memory_root: [0; 32], ..self.template.witness.clone() };
        let head: [&[u8]; 12] = [
            &[FORMAT, self.template.log2_size as u8, self.step_layers() as u8, self.layers() as u8],
            &heights,
            &self.inputs.offset.to_be_bytes(),
            &[self.inputs.log2_size as u8],
            &self.outputs.offset.to_be_bytes(),
            &[self.outputs.log2_size as u8],
            &self.steps.to_be_bytes(),
            &state.encode(),
            &self.digest,
            &self.terms,
            self.template.siblings.as_flattened(),
            &[],
        ];
        head.concat()
    }

    /// Reads an encoding and checks it.
    ///
    /// # Errors
    /// [`ModelError`] for anything but the encoding of a model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let length = |expected| ModelError::Length { expected, got: bytes.len() };
        let head: &[u8; HEAD_BYTES] = bytes.first_chunk().ok_or(length(HEAD_BYTES))?;
        let field = |field, got: u8| ModelError::Field { field, got: got.into() };
        let (format, k) = (head[0], u32::from(head[1]));
        let [above, layers] = [head[2], head[3]].map(usize::from);
        if format != FORMAT {
            return Err(field("format", format));
        }
        if !(LEAF_LOG2 + 1..=MAX_LOG2_SIZE).contains(&k) {
            return Err(field("log2 of the arena's size", head[1]));
        }
        if above > layers || layers > MAX_LAYERS {
            return Err(field("number of layers", head[3]));
        }
        let expected = HEAD_BYTES + 32 * (MEMORY_LOG2 - k) as usize;
        if bytes.len() != expected {
            return Err(length(expected));
        }
        if let Some(height) = head[4 + layers..12].iter().find(|height| **height != 0) {
            return Err(field("height of no layer", *height));
        }
        let word = |at: usize| u64::from_be_bytes(head[at..at + 8].try_into().expect("8 bytes"));
        let witness = Witness::decode(&head[38..38 + STATE_BYTES])?;
        if witness.memory_root != [0; 32] {
            return Err(field("memory root", witness.memory_root[0]));
        }
        let model = Self {
            template: Template {
                witness,
                log2_size: k,
                siblings: bytes[HEAD_BYTES..].as_chunks().0.to_vec(),
            },
            step_heights: head[4..4 + above].iter().map(|height| u32::from(*height)).collect(),
            heights: head[4 + above..4 + layers].iter().map(|height| u32::from(*height)).collect(),
            inputs: Region { offset: word(12), log2_size: head[20].into() },
            outputs: Region { offset: word(21), log2_size: head[29].into() },
            steps: word(30),
            digest: head[226..258].try_into().expect("32 bytes"),
            terms: head[TERMS].try_into().expect("32 bytes"),
        };
        model.check()?;
        Ok(model)
    }

    /// The identity.
    pub fn id(&self) -> Hash {
        keccak256(&self.encode())
    }

    /// The same model, of which a proof settles claims on terms with this hash; on none, if it is zeros.
    #[must_use]
    pub fn on(self, terms: Hash) -> Self {
        Self { terms, ..self }
    }

    /// `S_0`: the root of an arena that holds nothing but these bytes at the start of the inputs' region.
    ///
    /// # Errors
    /// [`ModelError::Input`] for more bytes than the region has.
    pub fn start(&self, input: &[u8]) -> Result<Hash, ModelError> {
        let Region { offset, log2_size } = self.inputs;
        let limit = 1u64 << log2_size;
        if input.len() as u64 > limit {
            return Err(ModelError::Input { limit, got: input.len() });
        }
        let root = merkle::subtree_root(input, log2_size).map_err(ArenaError::from)?;
        let siblings: Vec<Hash> =
            (log2_size..self.template.log2_size).map(|level| zero_subtree(level - LEAF_LOG2)).collect();
        Ok(merkle::climb(root, ARENA_BASE + offset, log2_size, &siblings).map_err(ArenaError::from)?)
    }

    /// The hash of the machine's state at the start of a step from an arena with this root.
    ///
    /// # Errors
    /// [`ModelError`] for a model that [`Model::check`] refuses.
    pub fn attach(&self, arena_root: Hash) -> Result<Hash, ModelError> {
        Ok(self.template.attach(arena_root)?.hash())
    }

    /// The arena that has nothing but the header of a run that is done, and these outputs: its root is the result of a claim that a proof
    /// has settled.
    ///
    /// # Errors
    /// [`ModelError::Arena`] for outputs beyond the end of memory.
    pub fn done(&self, outputs: &[u8]) -> Result<Memory, ModelError> {
        let mut arena = Memory::default();
        let header = Header { status: 0, step: self.steps }.encode();
        for (at, bytes) in [(0, &header[..]), (self.outputs.offset, outputs)] {
            arena.write_bytes(ARENA_BASE + at, bytes).map_err(ArenaError::from)?;
        }
        Ok(arena)
    }

    /// The root of the arena after an error.
    ///
    /// # Errors
    /// [`ModelError`] for a model that [`Model::check`] refuses.
    pub fn err(&self, code: u64, step: u64) -> Result<Hash, ModelError> {
        Ok(arena::err_root(code, step, self.template.log2_size)?)
    }
}

/// Takes the terms out of a model's encoding: the identity that it has without any, and their hash. None for bytes that are too few.
pub fn terms_apart(encoding: &[u8]) -> Option<(Hash, Hash)> {
    let terms = encoding.get(TERMS)?.try_into().ok()?;
    let mut without = encoding.to_vec();
    without.get_mut(TERMS)?.fill(0);
    Some((keccak256(&without), terms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault_proof_vm::State;

    fn model() -> Model {
        Model {
            template: Template::new(&mut State::start(0x1000), 12).unwrap(),
            step_heights: vec![2, 1],
            heights: vec![5, 7],
            inputs: Region { offset: 0x200, log2_size: 9 },
            outputs: Region { offset: 0x40, log2_size: 6 },
            steps: 6,
            digest: [9; 32],
            terms: [8; 32],
        }
    }

    #[test]
    fn round_trip() {
        let model = model();
        model.check().unwrap();
        let bytes = model.encode();
        assert_eq!(bytes.len(), 290 + 32 * 52);
        let again = Model::decode(&bytes).unwrap();
        assert_eq!((again.encode(), again.id()), (bytes, model.id()));
        assert_eq!((model.log2_steps(), model.log2_instructions(), model.layers()), (3, 12, 4));
        assert_eq!([0, 1, 2, 3].map(|layer| model.height(layer)), [2, 1, 5, 7]);
        assert_eq!([0, 1, 2, 3].map(|layer| model.stride_log2(layer)), [1, 0, 7, 0]);
        assert_eq!(model.position(&[3]), (6, 0));
        assert_eq!(model.position(&[3, 1, 2, 5]), (7, 2 * 128 + 5));
        assert_eq!(model.place(7, 2 * 128 + 5), [3, 1, 2, 5]);
    }

    #[test]
    fn terms_are_taken_out_and_put_in() {
        let model = model();
        let without = model.clone().on([0; 32]);
        assert_ne!(model.id(), without.id());
        assert_eq!(terms_apart(&model.encode()), Some((without.id(), [8; 32])));
        assert_eq!(terms_apart(&without.encode()), Some((without.id(), [0; 32])));
        assert_eq!(without.on([8; 32]), model);
        assert_eq!(terms_apart(&[FORMAT; 289]), None);
    }

    /// No single byte can be changed or cut without being another model or none.
    #[test]
    fn every_byte_counts() {
        let model = model();
        let bytes = model.encode();
        for at in 0..bytes.len() {
            assert!(Model::decode(&bytes[..at]).is_err());
            for flip in [1, 0x80] {
                let mut bad = bytes.clone();
                bad[at] ^= flip;
                if let Ok(other) = Model::decode(&bad) {
                    assert_ne!(other.id(), model.id());
                    assert_eq!(other.encode(), bad);
                }
            }
        }
    }

    #[test]
    fn start_is_the_root_of_the_arena() {
        let model = model();
        let input: Vec<u8> = (0..100).collect();
        let mut arena = vec![0; 1 << 12];
        arena[0x200..][..100].copy_from_slice(&input);
        assert_eq!(model.start(&input).unwrap(), arena::root(&arena, 12).unwrap());
        assert_eq!(model.start(&[0; 513]), Err(ModelError::Input { limit: 512, got: 513 }));
    }
}
