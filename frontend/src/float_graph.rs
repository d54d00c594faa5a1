//! The typed float graph: what import makes of an ONNX graph, with every default and corner case resolved.
//!
//! Values are in graph order, so a node's operands come before its result. One-dimensional windows are
//! two-dimensional ones of height 1; group, batch and broadcast arithmetic is explicit. Operands of a
//! node are row-major and taken in the shape that the operator's parameters give.

use std::collections::BTreeMap;

use gadgets::Window;

use crate::literal::{Data, Literal};
use crate::precision::Precision;
use crate::stored::Stored;
use crate::words::Word;

/// Index of a value in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

impl ValueId {
    /// The position in [`FloatGraph::values`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a tensor's elements are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Element {
    /// Reals, which are rounded.
    #[default]
    Float,
    /// Whole numbers, exact.
    Int,
    /// 0 and 1.
    Bool,
}

impl std::fmt::Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Float => "float",
            Self::Int => "integer",
            Self::Bool => "boolean",
        })
    }
}

impl Element {
    /// That of a literal, whose booleans are integers.
    pub const fn of(literal: &Literal) -> Self {
        match literal.data {
            Data::Float(_) => Self::Float,
            Data::Int(_) => Self::Int,
        }
    }
}

/// A tensor that flows through the model, or a constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// ONNX name, or one derived from it for a value between two parts of one ONNX node; unique.
    pub name: String,
    /// Dimensions.
    pub shape: Vec<usize>,
    /// What its elements are.
    pub element: Element,
    /// The elements of a constant.
    pub constant: Option<Literal>,
    /// Names of the ONNX nodes that made the constant at compile time, in graph order.
    pub folded: Vec<String>,
}

impl Value {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are no elements: a constant that no operation may read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Convolution `x: [N, G·C, H, W]`, `w: [G·M, C, Kh, Kw]`, bias `[G·M]` if there are three operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv {
    /// `N`.
    pub batch: usize,
    /// `G`.
    pub groups: usize,
    /// `C`.
    pub in_channels: usize,
    /// `M`.
    pub out_channels: usize,
    /// `[H, W]`.
    pub input: [usize; 2],
    /// `[Ho, Wo]`.
    pub output: [usize; 2],
    /// Kernel, strides, dilations, pads.
    pub window: Window,
}

/// Matrix product `x: [B, M, K]`, `w: [B, K, N]` or `[B, N, K]`, bias `[N]` if there are three operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linear {
    /// `B`.
    pub batch: usize,
    /// `M`.
    pub rows: usize,
    /// `K`.
    pub inputs: usize,
    /// `N`.
    pub outputs: usize,
    /// Whether `w` is `[B, N, K]`.
    pub transposed: bool,
}

/// A pool over `x: [P, H, W]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// `P`: batch times channels.
    pub planes: usize,
    /// `[H, W]`.
    pub input: [usize; 2],
    /// `[Ho, Wo]`.
    pub output: [usize; 2],
    /// Kernel, strides, dilations, pads.
    pub window: Window,
}

/// `y[n, c, i] = x[n, c, i]·scale[c] + shift[c]`, `x: [N, C, I]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelAffine {
    /// `N`.
    pub outer: usize,
    /// `I`.
    pub inner: usize,
    /// `C` factors.
    pub scale: Vec<f64>,
    /// `C` addends.
    pub shift: Vec<f64>,
}

/// What a node computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// [`Conv`].
    Conv(Conv),
    /// [`Linear`].
    Linear(Linear),
    /// [`ChannelAffine`]: a folded BatchNormalization.
    ChannelAffine(ChannelAffine),
    /// The sum of two operands, each read at these strides over the output's shape (0 broadcasts).
    Add {
        /// Strides of the operands.
        strides: [Vec<usize>; 2],
    },
    /// `max(x, 0)`.
    Relu,
    /// Maximum over windows; padding is never read.
    MaxPool(Pool),
    /// Sum over windows divided by `divisors: [Ho, Wo]`.
    AveragePool(Pool, Vec<usize>),
    /// Softmax of `[O, A, I]` along `A`.
    Softmax([usize; 3]),
    /// The same elements in another shape.
    Reshape,
    /// Dimension `d` of the result is dimension `perm[d]` of the operand.
    Transpose {
        /// Shape of the operand, as many dimensions as `perm`.
        shape: Vec<usize>,
        /// The permutation.
        perm: Vec<usize>,
    },
    /// A factor, not 0.
    Scale(f64),
    /// The operand read at these strides over the output's shape.
    Broadcast {
        /// 0 where it repeats.
        strides: Vec<usize>,
    },
    /// A primitive.
    Word(Word),
}

impl Op {
    /// Whether it moves elements, or chooses among them, and does no more.
    pub fn keeps_scale(&self) -> bool {
        match self {
            Self::Reshape
            | Self::Transpose { .. }
            | Self::Scale(_)
            | Self::Broadcast { .. }
            | Self::MaxPool(_) => true,
            Self::Word(word) => word.kind.keeps_scale(),
            _ => false,
        }
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Name of the ONNX node that it stems from; several nodes may share one.
    pub name: String,
    /// What it computes.
    pub op: Op,
    /// Operands.
    pub inputs: Vec<ValueId>,
    /// Result.
    pub output: ValueId,
}

/// Whole numbers with one positive factor, or with one for each element along a shape that broadcasts to theirs.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiple {
    /// The whole numbers.
    pub whole: ValueId,
    /// Their factors.
    pub factors: Vec<f64>,
    /// The shape of the factors.
    pub along: Vec<usize>,
}

/// What a value of reals is exactly: a sum of whole numbers with factors, cut off at bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaled {
    /// What is summed.
    pub terms: Vec<Multiple>,
    /// The lowest and the highest value.
    pub bounds: (f64, f64),
}

impl Scaled {
    /// Bounds that cut off nothing.
    pub const EVERYTHING: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
}

/// A model's output: its ONNX name and the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Name.
    pub name: String,
    /// Value.
    pub value: ValueId,
}

/// A model in floats.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FloatGraph {
    /// Name of the ONNX graph.
    pub name: String,
    /// The float type that ONNX computes it in.
    pub precision: Precision,
    /// All values, constants included.
    pub values: Vec<Value>,
    /// All operations that the outputs need, in execution order.
    pub nodes: Vec<Node>,
    /// Inputs in ONNX order.
    pub inputs: Vec<ValueId>,
    /// Outputs in ONNX order.
    pub outputs: Vec<Output>,
    /// The types that values are stored in, where they are known.
    pub stored: BTreeMap<ValueId, Stored>,
    /// What inputs of whole numbers may be, by what reads them: a boolean is 0 or 1, an index lies in what it indexes.
    pub domains: BTreeMap<ValueId, (i64, i64)>,
    /// Values some of whose elements are excluded (minus infinity): the mask of those that are kept.
    pub excluded: BTreeMap<ValueId, ValueId>,
    /// Values some of whose elements a softmax does not see.
    pub selected: BTreeMap<ValueId, Selected>,
    /// Values that are sums of whole numbers with real factors, as those of quantised models are.
    pub scaled: BTreeMap<ValueId, Scaled>,
    /// Inputs that are quantised before all else: the unit that the model counts them in.
    pub units: BTreeMap<ValueId, f64>,
    /// Elements of all constants that import made.
    pub constant_elements: u64,
    /// Elements of all tensors that are computed.
    pub computed_elements: u64,
    /// How often a name was wanted for a value inside a node.
    pub repeated: BTreeMap<String, usize>,
}

/// Numbers from here on down are taken for minus infinity by a softmax of what they are selected beside, or added to: so
/// masks are written, with -10000 and -65504 for the least.
pub(crate) const UNSEEN: f64 = -1e4;

/// A value beside which some elements are a number so far below that a softmax does not see them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Selected {
    /// The value, in the shape of the whole.
    pub x: ValueId,
    /// Where it is not that number, in the same shape.
    pub keep: ValueId,
    /// That number.
    pub low: f64,
    /// Whether it is added to elements, whose differences a row of nothing else keeps.
    pub added: bool,
}

impl FloatGraph {
    /// The value with this id.
    pub fn value(&self, id: ValueId) -> &Value {
        &self.values[id.index()]
    }

    /// Notes the type of a constant; what is not a float is a whole number or a boolean by it.
    pub(crate) fn store(&mut self, id: ValueId, kind: Option<Stored>) {
        let Some(kind) = kind else { return };
        self.stored.insert(id, kind);
        let value = &mut self.values[id.index()];
        if value.element != Element::Float {
            value.element = kind.element();
        }
    }

    /// The elements of a constant as floats; `None` for a value that is computed.
    pub fn constant(&self, id: ValueId) -> Option<Vec<f64>> {
        self.value(id).constant.as_ref().map(Literal::to_f64)
    }

    /// Multiply-accumulates of one evaluation, about: an element counts as one where nothing is multiplied.
    pub fn work(&self) -> u64 {
        let node = |n: &Node| {
            let out = self.value(n.output).len() as u64;
            let taps = |w: &Window| w.kernel.iter().map(|k| *k as u64).product::<u64>();
            match &n.op {
                Op::Conv(c) => out.saturating_mul(taps(&c.window).saturating_mul(c.in_channels as u64)),
                Op::Linear(l) => out.saturating_mul(l.inputs as u64),
                Op::MaxPool(p) | Op::AveragePool(p, _) => out.saturating_mul(taps(&p.window)),
                Op::Word(w) => out.max(w.terms()),
                _ => out,
            }
        };
        self.nodes.iter().map(node).fold(0, u64::saturating_add)
    }

    /// Drops the nodes that no output needs. Values stay: their ids are positions.
    pub(crate) fn drop_dead_nodes(&mut self) {
        let mut needed = vec![false; self.values.len()];
        for output in &self.outputs {
            needed[output.value.index()] = true;
        }
        for node in self.nodes.iter().rev().filter(|n| !n.inputs.is_empty()) {
            if needed[node.output.index()] {
                node.inputs.iter().for_each(|i| needed[i.index()] = true);
            }
        }
        self.nodes.retain(|n| needed[n.output.index()]);
    }
}

/// Row-major strides of `shape`.
pub(crate) fn strides_of(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1; shape.len()];
    for d in (1..shape.len()).rev() {
        strides[d - 1] = strides[d] * shape[d];
    }
    strides
}

/// Strides that read `shape` over `target`, aligned at the last dimension as ONNX broadcasts; `None` if it
/// does not broadcast.
pub(crate) fn broadcast_strides(shape: &[usize], target: &[usize]) -> Option<Vec<usize>> {
    let missing = target.len().checked_sub(shape.len())?;
    let own = strides_of(shape);
    let mut strides = vec![0; target.len()];
    for (d, size) in shape.iter().enumerate() {
        match (*size, target[missing + d]) {
            (a, b) if a == b => strides[missing + d] = if a == 1 { 0 } else { own[d] },
            (1, _) => {}
            _ => return None,
        }
    }
    Some(strides)
}

/// The shape that two shapes broadcast to, if they do.
pub(crate) fn broadcast_shape(a: &[usize], b: &[usize]) -> Option<Vec<usize>> {
    let rank = a.len().max(b.len());
    let at = |s: &[usize], d: usize| (d + s.len()).checked_sub(rank).map_or(1, |i| s[i]);
    (0..rank)
        .map(|d| match (at(a, d), at(b, d)) {
            (x, y) if x == y => Some(x),
            (1, y) => Some(y),
            (x, 1) => Some(x),
            _ => None,
        })
        .collect()
}
