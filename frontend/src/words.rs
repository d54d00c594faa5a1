//! Words of the float graph: the [primitives](gadgets::primitive) over reals, evaluated in 64-bit floats.
//!
//! Operands are read through the same views as in the integer graph; a pad holds the word's own fill value.

use gadgets::primitive::{Comparison, Fold, Read};
use gadgets::strided::Strided;
use gadgets::{View, shape};
use products::sums;

use crate::functions::Function;

/// A primitive on operands of these shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Shapes of the operands, in which they are read; value `k` of a read is operand `k`.
    pub shapes: Vec<Vec<usize>>,
    /// What it computes.
    pub kind: Kind,
}

/// A product with a real coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What the product is multiplied by; never 0.
    pub coefficient: f64,
    /// Positions among the reads, in order: one or two.
    pub factors: Vec<usize>,
}

/// How quotients of whole numbers are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// Down.
    Below,
    /// Toward 0.
    Zero,
}

/// What a word computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// The elements as they are read.
    Move {
        /// How.
        read: Read,
        /// What pads hold.
        fill: f64,
    },
    /// `constant + Σ coefficient · Π read`.
    Map {
        /// What is read, all in one shape.
        reads: Vec<Read>,
        /// What is summed.
        terms: Vec<Term>,
        /// What is added.
        constant: f64,
    },
    /// Sums over the last axes of products of two reads of one shape, times a factor.
    Einsum {
        /// First factor.
        a: Read,
        /// Second factor.
        b: Read,
        /// Axes that are summed.
        summed: usize,
        /// What the sums are multiplied by, above 0.
        factor: f64,
    },
    /// Sum, maximum or minimum over the last axes.
    Reduce {
        /// Which.
        fold: Fold,
        /// What is folded.
        x: Read,
        /// Axes that are folded.
        folded: usize,
    },
    /// The nearest value within these bounds.
    Clip {
        /// The lower one.
        lo: f64,
        /// The upper one.
        hi: f64,
    },
    /// A function of each element.
    Function(Function),
    /// The quotient of two reads of one shape.
    Divide {
        /// Numerator.
        a: Read,
        /// Divisor.
        b: Read,
    },
    /// The whole quotient of whole numbers.
    Whole {
        /// How it is rounded.
        toward: Toward,
        /// Numerator.
        a: Read,
        /// Divisor.
        b: Read,
    },
    /// A whole number modulo the size of a range, within it.
    Wrap {
        /// The smallest.
        lo: i64,
        /// The largest.
        hi: i64,
    },
    /// 1 where the comparison holds, else 0.
    Compare {
        /// Which.
        op: Comparison,
        /// Left side.
        a: Read,
        /// Right side.
        b: Read,
    },
    /// `data[o, index[o]]` for every position `o` of the index.
    Gather {
        /// What is read, with one axis more than the index.
        data: Read,
        /// Where.
        index: Read,
    },
}

impl Kind {
    /// What it reads.
    pub fn reads(&self) -> Vec<&Read> {
        match self {
            Self::Move { read, .. } => vec![read],
            Self::Map { reads, .. } => reads.iter().collect(),
            Self::Einsum { a, b, .. }
            | Self::Divide { a, b }
            | Self::Whole { a, b, .. }
            | Self::Compare { a, b, .. } => vec![a, b],
            Self::Reduce { x, .. } => vec![x],
            Self::Gather { data, index } => vec![data, index],
            Self::Clip { .. } | Self::Wrap { .. } | Self::Function(_) => vec![],
        }
    }

    /// Whether its results are among its operands' elements, or a pad's.
    pub const fn keeps_scale(&self) -> bool {
        matches!(self, Self::Move { .. } | Self::Gather { .. } | Self::Clip { .. })
            || matches!(self, Self::Reduce { fold: Fold::Max | Fold::Min, .. })
    }
}

/// An operand of shape `under`, broadcast to `to` as ONNX broadcasts.
pub fn broadcast(operand: usize, under: &[usize], to: &[usize]) -> Read {
    let read = Read::value(operand);
    if under == to { read } else { read.view(View::broadcast(under, to)) }
}

/// What pads of a float graph's views hold: no position of an element.
pub const FILL: i64 = -1;

/// Views whose pads hold this integer.
pub(crate) fn filled(views: &[View], fill: i64) -> Vec<View> {
    let one = |v: &View| match v {
        View::Pad { low, high, interior, .. } => {
            let [low, high, interior] = [low, high, interior].map(Clone::clone);
            View::Pad { low, high, interior, value: fill }
        }
        other => other.clone(),
    };
    views.iter().map(one).collect()
}

impl Kind {
    /// The same with pads that hold this integer.
    pub(crate) fn filled(&self, fill: i64) -> Self {
        let mut kind = self.clone();
        let reads: Vec<&mut Read> = match &mut kind {
            Self::Map { reads, .. } => reads.iter_mut().collect(),
            Self::Einsum { a, b, .. }
            | Self::Divide { a, b }
            | Self::Whole { a, b, .. }
            | Self::Compare { a, b, .. } => vec![a, b],
            Self::Reduce { x, .. } => vec![x],
            Self::Gather { data, index } => vec![data, index],
            Self::Move { read, .. } => vec![read],
            Self::Clip { .. } | Self::Wrap { .. } | Self::Function(_) => vec![],
        };
        for read in reads {
            read.views = filled(&read.views, fill);
        }
        kind
    }
}

impl Word {
    /// Elements that are combined for one result, about.
    pub fn terms(&self) -> u64 {
        let size = |read: &Read| read.shape(&self.shapes).map_or(1, |s| shape::len(&s) as u64);
        match &self.kind {
            Kind::Einsum { a: x, .. } | Kind::Reduce { x, .. } => size(x),
            _ => 0,
        }
    }

    /// The result, row-major.
    pub fn evaluate(&self, operands: &[&[f64]]) -> Vec<f64> {
        let fill = if let Kind::Move { fill, .. } = &self.kind { *fill } else { 0.0 };
        let all: Vec<(Vec<usize>, &[f64])> =
            self.shapes.iter().cloned().zip(operands.iter().copied()).collect();
        let strided = |read: &Read| read.filled(&all, |_| fill);
        let load = |read: &Read| strided(read).to_vec();
        let both = |a: &Read, b: &Read, f: &dyn Fn(f64, f64) -> f64| {
            load(a).into_iter().zip(load(b)).map(|(a, b)| f(a, b)).collect()
        };
        match &self.kind {
            Kind::Move { read, .. } => load(read),
            Kind::Map { reads, terms, constant } => {
                let reads: Vec<Vec<f64>> = reads.iter().map(load).collect();
                let len = reads.first().map_or(0, Vec::len);
                let term = |t: &Term, i: usize| t.factors.iter().fold(t.coefficient, |p, f| p * reads[*f][i]);
                (0..len).map(|i| terms.iter().fold(*constant, |s, t| s + term(t, i))).collect()
            }
            Kind::Einsum { a, b, summed, factor } => {
                let mut sums = einsum(&strided(a), &strided(b), *summed);
                sums.iter_mut().for_each(|sum| *sum *= factor);
                sums
            }
            Kind::Reduce { fold, x, folded } => reduce(&strided(x), *fold, *folded),
            Kind::Clip { lo, hi } => operands[0].iter().map(|v| v.max(*lo).min(*hi)).collect(),
            Kind::Function(f) => operands[0].iter().map(|v| f.value(*v)).collect(),
            Kind::Divide { a, b } => both(a, b, &|a, b| a / b),
            Kind::Whole { toward: Toward::Below, a, b } => both(a, b, &|a, b| (a / b).floor()),
            Kind::Whole { toward: Toward::Zero, a, b } => both(a, b, &|a, b| (a / b).trunc()),
            Kind::Wrap { lo, hi } => {
                let (lo, size) = (*lo as f64, (hi - lo) as f64 + 1.0);
                operands[0].iter().map(|v| v - ((v - lo) / size).floor() * size).collect()
            }
            Kind::Compare { op: Comparison::Less, a, b } => both(a, b, &|a, b| f64::from(u8::from(a < b))),
            Kind::Compare { op: Comparison::Equal, a, b } => both(a, b, &|a, b| f64::from(u8::from(a == b))),
            Kind::Gather { data, index } => {
                let (data, index) = (strided(data), strided(index));
                let mut out = Vec::new();
                shape::for_each(&index.shape, |at| {
                    let chosen = index.at(at);
                    let size = data.shape.last().copied().unwrap_or(1) as f64;
                    // Below 0 it counts from the end; what lies outside is refused by the integers.
                    let chosen = if chosen < 0.0 { chosen + size } else { chosen };
                    let chosen = if chosen >= 0.0 && chosen < size { chosen as usize } else { 0 };
                    out.push(data.at(&[at, &[chosen]].concat()));
                });
                out
            }
        }
    }
}

fn einsum(a: &Strided<'_, f64>, b: &Strided<'_, f64>, summed: usize) -> Vec<f64> {
    let outer = a.shape.len() - summed;
    // What std's sum of no floats is.
    let starts = vec![-0.0; shape::len(&a.shape[..outer])];
    sums::<f64>(&a.shape, outer, a.factor(|v| v), b.factor(|v| v), starts)
}

fn reduce(x: &Strided<'_, f64>, fold: Fold, folded: usize) -> Vec<f64> {
    let (rank, outer) = (x.shape.len(), x.shape.len() - folded);
    let inner = x.offsets(outer..rank);
    let one = |o: i64| {
        let terms = inner.iter().map(|i| x.data[(x.offset + o + i) as usize]);
        match fold {
            Fold::Sum => terms.sum(),
            Fold::Max => terms.fold(f64::NEG_INFINITY, f64::max),
            Fold::Min => terms.fold(f64::INFINITY, f64::min),
        }
    };
    x.offsets(0..outer).into_iter().map(one).collect()
}
