//! Tensors: logical shape, value range, visibility, definition.

use borsh::{BorshDeserialize, BorshSerialize};
use std::fmt;

use super::{Data, Range};

/// Index of a tensor in [`super::Graph::tensors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct TensorId(pub u32);

/// Index of a relation in [`super::Graph::relations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct RelId(pub u32);

/// Who sees a tensor.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Visibility {
    /// Given to prover and verifier.
    PublicInput,
    /// Computed by the prover, given to the verifier.
    PublicOutput,
    /// Given to the prover only; always `checked`.
    PrivateInput,
    /// Fixed with the graph and part of its digest.
    Constant(Data),
    /// Neither given nor shown.
    Internal,
    /// Given to the prover only, the verifier being given a hash of it; always `checked`.
    HashedInput,
    /// Computed by the prover, the verifier being given a hash of it.
    HashedOutput,
    /// A model's weights: given to the prover only, the verifier being given one hash of all tensors of this kind; always
    /// `checked`.
    Parameter,
    /// A constant of an outline, whose integers are elsewhere; its range is theirs.
    Withheld,
}

impl Visibility {
    /// Whether a run is given it.
    pub fn is_input(&self) -> bool {
        matches!(self, Self::PublicInput | Self::PrivateInput | Self::HashedInput | Self::Parameter)
    }

    /// Whether the verifier is given a hash in its place.
    pub fn is_hashed(&self) -> bool {
        matches!(self, Self::HashedInput | Self::HashedOutput | Self::Parameter)
    }
}

/// Where a tensor's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Def {
    /// From outside: inputs and constants.
    Free,
    /// From this relation.
    By(RelId),
}

/// The ONNX nodes that a tensor stands for; documentation only, outside the digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Origin {
    /// Node names, or the name of the graph input or initialiser.
    pub nodes: Vec<String>,
    /// Position of the model's step, if it stems from one: several may have one name.
    pub step: Option<u32>,
}

impl Origin {
    /// One name.
    pub fn new(node: impl Into<String>) -> Self {
        Self { nodes: vec![node.into()], step: None }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nodes.is_empty() { f.write_str("(unnamed)") } else { f.write_str(&self.nodes.join("+")) }
    }
}

/// A tensor of integers, row-major in its logical shape, never padded.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Tensor {
    /// Sizes, each at least 1; no sizes for a scalar.
    pub shape: Vec<u32>,
    /// Every element lies in it: as a theorem, or because it is `checked`.
    pub range: Range,
    /// `Some(status)` where the range is not implied by the operands' ranges: every backend must enforce it,
    /// and a run that leaves it stops with this status code.
    pub checked: Option<i32>,
    /// Who sees it.
    pub vis: Visibility,
    /// Where its values come from.
    pub def: Def,
    /// ONNX names.
    #[borsh(skip)]
    pub origin: Origin,
}

impl Tensor {
    /// Number of elements; `None` beyond 64 bits.
    pub fn numel(&self) -> Option<u64> {
        numel(&self.shape)
    }

    /// The constant's integers, if it is one.
    pub fn data(&self) -> Option<&Data> {
        match &self.vis {
            Visibility::Constant(data) => Some(data),
            _ => None,
        }
    }
}

/// Number of elements of a shape; `None` beyond 64 bits.
pub fn numel(shape: &[u32]) -> Option<u64> {
    shape.iter().try_fold(1u64, |n, d| n.checked_mul(u64::from(*d)))
}
