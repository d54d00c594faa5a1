//! Operands: tensors read through index maps, so that reshape, transpose, slice, broadcast, pad and
//! concatenation create no tensor and no fact.
//!
//! A [`Ref`] starts at a [`Source`] and applies its [`View`]s in order; the last one's shape is the
//! operand's shape. The form is flat (no nesting), so hostile bytes cannot make it deep.

use borsh::{BorshDeserialize, BorshSerialize};

use super::TensorId;

/// What an operand reads before any view.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Source {
    /// A tensor in its own shape.
    Tensor(TensorId),
    /// Tensors, each read in the shape beside it, joined along `axis`.
    Concat {
        /// The axis whose sizes add up; all others agree.
        axis: u8,
        /// Tensor and the shape it is read in (row-major, same number of elements).
        parts: Vec<(TensorId, Vec<u32>)>,
    },
}

/// One step: an index in `shape` names an element of what the step reads, or a constant.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct View {
    /// Shape after the step.
    pub shape: Vec<u32>,
    /// How an index in `shape` is read.
    pub map: IndexMap,
}

/// How a view reads what is under it, whose elements are numbered in row-major order.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum IndexMap {
    /// The same elements in the same row-major order: a reshape.
    Identity,
    /// Element `offset + Σ indexᵢ·stridesᵢ`: transpose, slice, flip, broadcast (stride 0).
    Affine {
        /// Element that the all-zero index reads.
        offset: i64,
        /// One stride for each axis, in elements.
        strides: Vec<i64>,
    },
    /// The element at `index − before` where that lies inside, else `value`.
    Pad {
        /// Leading padding for each axis; trailing padding follows from the shapes.
        before: Vec<u32>,
        /// The padding.
        value: i64,
    },
    /// Element `indices[i]` for the i-th element of the view: any gather.
    Indices(Vec<u32>),
}

/// An operand.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Ref {
    /// What is read.
    pub source: Source,
    /// Applied in order.
    pub views: Vec<View>,
}

/// What one element of an operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Element {
    /// Element `index` (row-major) of a tensor.
    Of(TensorId, u32),
    /// A constant, from padding.
    Value(i64),
}

impl From<TensorId> for Ref {
    fn from(t: TensorId) -> Self {
        Self { source: Source::Tensor(t), views: Vec::new() }
    }
}

impl Ref {
    /// The tensors joined end to end as one vector; each comes with its number of elements.
    pub fn joined(parts: impl IntoIterator<Item = (TensorId, u32)>) -> Self {
        let parts = parts.into_iter().map(|(t, n)| (t, vec![n])).collect();
        Self { source: Source::Concat { axis: 0, parts }, views: Vec::new() }
    }

    /// Adds a view on top.
    pub fn view(mut self, shape: Vec<u32>, map: IndexMap) -> Self {
        self.views.push(View { shape, map });
        self
    }

    /// Reads the same elements in another shape.
    pub fn reshape(self, shape: Vec<u32>) -> Self {
        self.view(shape, IndexMap::Identity)
    }

    /// The tensor, if this is one tensor in row-major order (reshapes allowed).
    pub fn whole(&self) -> Option<TensorId> {
        match self.source {
            Source::Tensor(t) if self.views.iter().all(|v| v.map == IndexMap::Identity) => Some(t),
            _ => None,
        }
    }

    /// The tensors read, in order, repeats included, to be changed.
    pub fn tensors_mut(&mut self) -> impl Iterator<Item = &mut TensorId> {
        let (one, many) = match &mut self.source {
            Source::Tensor(t) => (Some(t), &mut [][..]),
            Source::Concat { parts, .. } => (None, &mut parts[..]),
        };
        one.into_iter().chain(many.iter_mut().map(|(t, _)| t))
    }

    /// The tensors read, in order, repeats included.
    pub fn tensors(&self) -> impl Iterator<Item = TensorId> + '_ {
        let (one, many) = match &self.source {
            Source::Tensor(t) => (Some(*t), &[][..]),
            Source::Concat { parts, .. } => (None, &parts[..]),
        };
        one.into_iter().chain(many.iter().map(|(t, _)| *t))
    }
}
