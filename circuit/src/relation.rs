//! The vocabulary: what a circuit can state about integer tensors.
//!
//! Every relation but the two assertions is a function of its operands, so the witness is unique. Shapes
//! are in brackets; a letter stands for one size. Out-tensors are row-major in the shape stated.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Origin, Range, Ref, Rounding, TableId, TensorId};

/// A fact about tensors.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Relation {
    /// `out[n,m,y,x] = bias[m] + Σ k[m,c,u,v] · x[n, g·C/groups + c, y·s₀ + u·d₀ − pad, x·s₁ + v·d₁ − pad]`,
    /// positions outside `x` read 0; `g = m / (M/groups)`.
    Conv {
        /// `[N, C, H, W]`.
        x: Ref,
        /// `[M, C/groups, kernel]`; window sizes are those of `window`.
        k: Ref,
        /// `[M]`.
        bias: Option<Ref>,
        /// Geometry; `kernel` repeats the last two sizes of `k`.
        window: Window,
        /// Divides `C` and `M`.
        groups: u32,
        /// `[N, M, OH, OW]`.
        out: TensorId,
    },
    /// Sum of products over the labels that `out` lacks, plus `bias` (of `out`'s shape).
    Einsum {
        /// Labels.
        spec: EinsumSpec,
        /// First operand.
        a: Ref,
        /// Second operand, constant or not.
        b: Ref,
        /// Added to the sum; `out`'s shape (broadcast by its view).
        bias: Option<Ref>,
        /// The result.
        out: TensorId,
    },
    /// `out = constant + Σ cᵢ·xᵢ`, elementwise.
    Affine {
        /// Coefficients and operands, all of `out`'s shape; at least one.
        terms: Vec<(i64, Ref)>,
        /// Added everywhere.
        constant: i64,
        /// The result.
        out: TensorId,
    },
    /// `out = a·b`, elementwise; all of one shape.
    Mul {
        /// First factor.
        a: Ref,
        /// Second factor.
        b: Ref,
        /// The product.
        out: TensorId,
    },
    /// Sums over axes or windows; positions outside `x` count 0.
    Reduce {
        /// The summands.
        x: Ref,
        /// What is summed.
        over: Reduction,
        /// Shape given by [`Reduction::shape`].
        out: TensorId,
    },
    /// `out = clip(round(num / den))`.
    DivRound {
        /// Numerator, of `out`'s shape.
        num: Ref,
        /// Divisor, at least 1.
        den: Divisor,
        /// Rounding of the exact quotient.
        rounding: Rounding,
        /// Clamp after rounding.
        clip: Option<Range>,
        /// The result.
        out: TensorId,
    },
    /// `out = table[x]`, elementwise; the table covers `x`'s range.
    Lut {
        /// The table.
        table: TableId,
        /// Arguments, of `out`'s shape.
        x: Ref,
        /// The result.
        out: TensorId,
    },
    /// Maximum over axes or windows, and over `floor` if given; positions outside `x` do not take part.
    Max {
        /// The candidates.
        x: Ref,
        /// What competes; [`Reduction::Axes`] of no axes is elementwise (ReLU, with floor 0).
        over: Reduction,
        /// One more candidate everywhere.
        floor: Option<i64>,
        /// Shape given by [`Reduction::shape`].
        out: TensorId,
    },
    /// Macro for `DivRound(Max(x, over, floor), 2^shift, rounding, clip)`, which a backend may take whole.
    ReluPoolRequant {
        /// The candidates.
        x: Ref,
        /// What competes.
        over: Reduction,
        /// One more candidate everywhere; 0 for ReLU.
        floor: Option<i64>,
        /// Divides by `2^shift`, at most 62.
        shift: u8,
        /// Rounding of the exact quotient.
        rounding: Rounding,
        /// Clamp after rounding.
        clip: Option<Range>,
        /// Shape given by [`Reduction::shape`].
        out: TensorId,
    },
    /// Assertion: every element lies in `range`.
    InRange {
        /// What is checked.
        x: Ref,
        /// Where it must lie.
        range: Range,
        /// Status code of a run that fails.
        status: i32,
        /// ONNX names, for reports.
        #[borsh(skip)]
        origin: Origin,
    },
    /// Assertion: equal elementwise.
    Equal {
        /// One side.
        a: Ref,
        /// The other, of the same shape.
        b: Ref,
        /// Status code of a run that fails; `None` where the value of `a` itself is the code.
        status: Option<i32>,
        /// ONNX names, for reports.
        #[borsh(skip)]
        origin: Origin,
    },
}

/// Labels of a sum of products, e.g. `mk,nk->mn`. Each label occurs at most once in an operand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct EinsumSpec {
    /// One lower-case letter for each axis of the first operand.
    pub a: String,
    /// For the second operand.
    pub b: String,
    /// For the result; every label occurs in an operand.
    pub out: String,
}

impl EinsumSpec {
    /// `a,b->out`.
    pub fn new(a: &str, b: &str, out: &str) -> Self {
        Self { a: a.into(), b: b.into(), out: out.into() }
    }

    /// A fully connected layer: `[m, k] × [n, k] → [m, n]`.
    pub fn linear() -> Self {
        Self::new("mk", "nk", "mn")
    }
}

/// What a [`Relation::Reduce`] or [`Relation::Max`] folds into one element.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Reduction {
    /// These axes, ascending; they stay with size 1.
    Axes(Vec<u8>),
    /// Windows over the last two axes.
    Window(Window),
}

/// Sliding windows over two axes, `[vertical, horizontal]`.
///
/// Output `o` and kernel cell `k` meet input position `o·stride + k·dilation − begin`; there are
/// `(input + begin + end − (kernel−1)·dilation − 1) / stride + 1` outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Window {
    /// Sizes, at least 1.
    pub kernel: [u32; 2],
    /// Steps, at least 1.
    pub strides: [u32; 2],
    /// Distances between kernel cells, at least 1.
    pub dilations: [u32; 2],
    /// Padding before (top, left).
    pub begin: [u32; 2],
    /// Padding after (bottom, right).
    pub end: [u32; 2],
}

/// What a [`Relation::DivRound`] divides by.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Divisor {
    /// `2^n`, `n` at most 62.
    Pow2(u8),
    /// A number, at least 1.
    Const(i64),
    /// Elementwise; its range starts at 1 or above.
    Tensor(Ref),
}

impl Relation {
    /// The tensor it defines; none for an assertion.
    pub fn out(&self) -> Option<TensorId> {
        match self {
            Self::Conv { out, .. }
            | Self::Einsum { out, .. }
            | Self::Affine { out, .. }
            | Self::Mul { out, .. }
            | Self::Reduce { out, .. }
            | Self::DivRound { out, .. }
            | Self::Lut { out, .. }
            | Self::Max { out, .. }
            | Self::ReluPoolRequant { out, .. } => Some(*out),
            Self::InRange { .. } | Self::Equal { .. } => None,
        }
    }

    /// The operands in order.
    pub fn operands(&self) -> Vec<&Ref> {
        match self {
            Self::Conv { x, k, bias, .. } => [x, k].into_iter().chain(bias).collect(),
            Self::Einsum { a, b, bias, .. } => [a, b].into_iter().chain(bias).collect(),
            Self::Affine { terms, .. } => terms.iter().map(|(_, r)| r).collect(),
            Self::Mul { a, b, .. } | Self::Equal { a, b, .. } => vec![a, b],
            Self::DivRound { num, den: Divisor::Tensor(d), .. } => vec![num, d],
            Self::DivRound { num: x, .. }
            | Self::Reduce { x, .. }
            | Self::Lut { x, .. }
            | Self::Max { x, .. }
            | Self::ReluPoolRequant { x, .. }
            | Self::InRange { x, .. } => vec![x],
        }
    }

    /// The operands in order, to be changed.
    pub fn operands_mut(&mut self) -> Vec<&mut Ref> {
        match self {
            Self::Conv { x, k, bias, .. } => [x, k].into_iter().chain(bias).collect(),
            Self::Einsum { a, b, bias, .. } => [a, b].into_iter().chain(bias).collect(),
            Self::Affine { terms, .. } => terms.iter_mut().map(|(_, r)| r).collect(),
            Self::Mul { a, b, .. } | Self::Equal { a, b, .. } => vec![a, b],
            Self::DivRound { num, den: Divisor::Tensor(d), .. } => vec![num, d],
            Self::DivRound { num: x, .. }
            | Self::Reduce { x, .. }
            | Self::Lut { x, .. }
            | Self::Max { x, .. }
            | Self::ReluPoolRequant { x, .. }
            | Self::InRange { x, .. } => vec![x],
        }
    }

    /// The place of an assertion's ONNX names; other relations go by their result's.
    pub(crate) fn origin_mut(&mut self) -> Option<&mut Origin> {
        match self {
            Self::InRange { origin, .. } | Self::Equal { origin, .. } => Some(origin),
            _ => None,
        }
    }

    /// An assertion's ONNX names.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::InRange { origin, .. } | Self::Equal { origin, .. } => Some(origin),
            _ => None,
        }
    }

    /// The name in listings.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Conv { .. } => "conv",
            Self::Einsum { .. } => "einsum",
            Self::Affine { .. } => "affine",
            Self::Mul { .. } => "mul",
            Self::Reduce { .. } => "reduce",
            Self::DivRound { .. } => "div_round",
            Self::Lut { .. } => "lut",
            Self::Max { .. } => "max",
            Self::ReluPoolRequant { .. } => "relu_pool_requant",
            Self::InRange { .. } => "in_range",
            Self::Equal { .. } => "equal",
        }
    }
}
