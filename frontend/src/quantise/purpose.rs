//! What each stage's result is for: which accumulators are stored as they are.
//!
//! A rescale to an activation's width serves the next linear layer. Softmax needs differences near its
//! maximum, however large the rest of the tensor is (a mask of -10000 beside scores of a few units), and an
//! output of the model is best left exact. What only moves or compares elements passes the demand on, and a
//! sum on its way to softmax asks the same of both its operands.

use gadgets::primitive::Fold;

use super::fuse::{Base, Stage};
use super::real::Real;
use super::words::is_relative;
use crate::float_graph::{FloatGraph, Op, ValueId};
use crate::words::{Kind, Word};

/// What the result of a stage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Rescaled to an activation.
    Activation,
    /// Stored as it is: a model output, or what words read.
    Output,
    /// Stored as it is, fine enough for softmax. Other readers get an activation made of it.
    Octaves,
}

/// Who reads a value, directly or behind operations that keep its scale.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Readers {
    outputs: bool,
    softmax: bool,
    others: bool,
    /// Whether words or products of computed tensors do, which read what is stored, however wide it is.
    words: bool,
    /// Whether anyone but softmax sees values far below 0: readers behind a ReLU do not.
    pub low: bool,
    /// Whether a function or a quotient reads it whose results are as accurate as it is relative to itself.
    pub relative: bool,
    /// The smallest magnitude that was seen of what they read of it, where sums lie between; 0 if none do.
    pub least: f64,
}

impl Readers {
    /// Whether anyone but softmax reads it.
    pub fn beside_softmax(self) -> bool {
        self.outputs || self.others || self.words
    }

    /// Whether it is an output, maybe moved.
    pub fn shown(self) -> bool {
        self.outputs
    }

    fn purpose(self) -> Use {
        match self {
            Self { softmax: true, .. } => Use::Octaves,
            Self { words: true, .. } | Self { outputs: true, others: false, .. } => Use::Output,
            _ => Use::Activation,
        }
    }

    fn also(&mut self, other: Self) {
        self.outputs |= other.outputs;
        self.softmax |= other.softmax;
        self.others |= other.others;
        self.words |= other.words;
        self.low |= other.low;
        self.relative |= other.relative;
        let both = self.least > 0.0 && other.least > 0.0;
        self.least = if both { self.least.min(other.least) } else { self.least.max(other.least) };
    }
}

/// The use of every stage's result, in the order of `stages`, and who reads every value.
/// Sums and means of `small` tensors read what is stored; samples show where values are `seen` to lie.
pub(super) fn purposes(
    float: &FloatGraph,
    stages: &[Stage],
    small: impl Fn(ValueId) -> bool,
    seen: impl Fn(ValueId) -> Option<Real>,
) -> (Vec<Use>, Vec<Readers>) {
    let mut readers = vec![Readers::default(); float.values.len()];
    let of = |id: ValueId| id.index();
    for output in &float.outputs {
        readers[of(output.value)].also(Readers { outputs: true, low: true, ..Readers::default() });
    }
    let mut uses = Vec::with_capacity(stages.len());
    for stage in stages.iter().rev() {
        let result = readers[of(stage.output)];
        let softmax = Readers { softmax: true, ..Readers::default() };
        let demand = match &stage.base {
            Base::Op(Op::Softmax(_)) => softmax,
            // A softmax of the first operand; its product with the second one reads what is stored.
            Base::Weighed(_) => {
                stage.inputs.iter().take(1).for_each(|id| readers[of(*id)].also(softmax));
                let words = Readers { words: true, low: true, ..Readers::default() };
                stage.inputs.iter().skip(1).for_each(|id| readers[of(*id)].also(words));
                uses.push(result.purpose());
                continue;
            }
            Base::Op(Op::Relu) => Readers { low: false, ..result },
            // Products of two computed tensors read what is stored, too.
            Base::Op(Op::Linear(_) | Op::Conv(_)) => Readers { words: true, low: true, ..Readers::default() },
            Base::Op(Op::Word(word)) if !word.kind.keeps_scale() => {
                Readers { words: true, low: true, ..Readers::default() }
            }
            Base::Op(op) if op.keeps_scale() => Readers { low: result.low && !stage.relu, ..result },
            Base::Op(Op::Add { .. }) if result.softmax => {
                Readers { low: result.low && !stage.relu, ..result }
            }
            Base::Op(Op::Add { .. }) if small(stage.output) => {
                Readers { words: true, low: true, ..Readers::default() }
            }
            Base::Op(Op::AveragePool(..)) if stage.inputs.iter().all(|id| small(*id)) => {
                Readers { words: true, low: true, ..Readers::default() }
            }
            _ => Readers { others: true, low: true, ..Readers::default() },
        };
        // A sum with a constant is as accurate as its other side, and so are products and quotients.
        let relative = match &stage.base {
            Base::Op(
                Op::Add { .. } | Op::Word(Word { kind: Kind::Map { .. } | Kind::Divide { .. }, .. }),
            ) => result.relative,
            Base::Op(Op::Word(Word { kind: Kind::Function(f), .. })) => is_relative(f),
            _ => demand.relative,
        };
        let read = |id: ValueId| seen(id).map_or(0.0, Real::distance);
        let least = |id: ValueId| match &stage.base {
            Base::Op(Op::Word(Word { kind: Kind::Function(f), .. })) if is_relative(f) => read(id),
            Base::Op(op) => slope(op).map_or(0.0, |slope| result.least / slope),
            _ => 0.0,
        };
        for id in &stage.inputs {
            readers[of(*id)].also(Readers { relative, least: least(*id), ..demand });
        }
        if let Base::Op(Op::Word(Word { kind: Kind::Divide { b, .. }, .. })) = &stage.base {
            let divisor = b.values().first().and_then(|k| stage.inputs.get(*k));
            if let Some(id) = divisor {
                readers[of(*id)].also(Readers { relative: true, least: read(*id), ..Readers::default() });
            }
        }
        uses.push(result.purpose());
    }
    uses.reverse();
    (uses, readers)
}

/// How much larger an operand's error is in the result of a sum of multiples, or of what moves elements, as a rule.
fn slope(op: &Op) -> Option<f64> {
    match op {
        Op::Add { .. } | Op::AveragePool(..) => Some(1.0),
        Op::Scale(factor) => Some(factor.abs()).filter(|f| *f > 0.0),
        Op::Word(Word { kind: Kind::Reduce { fold: Fold::Sum, .. }, .. }) => Some(1.0),
        Op::Word(Word { kind: Kind::Map { terms, .. }, .. }) => {
            let linear = terms.iter().all(|t| t.factors.len() == 1);
            let largest = terms.iter().map(|t| t.coefficient.abs()).fold(0.0, f64::max);
            (linear && largest > 0.0).then_some(largest)
        }
        op => op.keeps_scale().then_some(1.0),
    }
}
