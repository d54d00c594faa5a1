//! Moves of elements, rescales, and which file lowers what else.

use gadgets::gadget::Known;
use gadgets::{ElementType, Epilogue, Gadget, MaxPool, Range, Relu, Rescale, Rounding, Transpose};

use super::build::{Builder, Meaning, Place};
use super::deviation::Deviation;
use super::fuse::Stage;
use super::linear::Kind;
use super::purpose::Use;
use super::real::{ceil_log2, distance_bits, floor_log2, power, round};
use super::target::Target;
use super::{Outcome, QuantiseError};
use crate::float_graph::{Op, Pool, ValueId};

/// Bits of a multiplier that is no power of two.
pub(super) const MULTIPLIER_BITS: i32 = 15;
/// Most bits of a multiplier: proofs and native code give it 32.
const MOST_MULTIPLIER_BITS: i32 = 30;
/// Bits that a multiplier has beside those of the result: its rounding moves that by an eighth of a unit.
const PRECISION_BITS: i32 = 3;

impl Builder<'_> {
    /// Lowers one operation with the ReLU fused behind it.
    pub fn op(&mut self, stage: &Stage, op: &Op, purpose: Use) -> Outcome {
        match op {
            Op::Reshape => self.alias(&stage.names, stage.inputs[0], stage.output, 1.0),
            Op::Scale(f) if *f > 0.0 => self.alias(&stage.names, stage.inputs[0], stage.output, *f),
            Op::Transpose { shape, perm } => self.transpose(stage, shape, perm),
            Op::Relu => self.relu(stage, purpose),
            Op::MaxPool(pool) => {
                let mut names = stage.names.clone();
                let x = self.stored(stage.inputs[0], &mut names)?;
                let element = self.element_of(&x);
                let epilogue = Epilogue { relu: stage.relu, ..Epilogue::none(element) };
                let Pool { planes, input, window, .. } = *pool;
                let pool = Gadget::MaxPool(MaxPool { planes, input, window, x: element, epilogue });
                self.step(names, pool, &[x.tensor], stage.output, x.meaning)
            }
            Op::AveragePool(pool, divisors) => self.average_pool(stage, pool, divisors, purpose),
            Op::Softmax(dims) => self.softmax(stage, *dims),
            Op::Add { strides } => self.add(stage, strides, purpose),
            Op::Scale(factor) => self.negate(stage, *factor),
            Op::Broadcast { strides } => self.broadcast(stage, strides),
            Op::Word(word) => self.word(stage, word),
            Op::Conv(c) => self.product(stage, Kind::Conv(*c), purpose),
            Op::Linear(l) => self.product(stage, Kind::Full(*l), purpose),
            Op::ChannelAffine(_) => Err(QuantiseError::Internal(self.float.value(stage.output).name.clone())),
        }
    }

    fn relu(&mut self, stage: &Stage, purpose: Use) -> Outcome {
        let mut names = stage.names.clone();
        let x = self.stored(stage.inputs[0], &mut names)?;
        let value = self.float.value(stage.output);
        let (element, range) = (self.element_of(&x), self.range_of(&x));
        if x.meaning.raw && purpose == Use::Activation {
            let target = self.target(stage.output, self.real_of(&x), true, x.error());
            let (epilogue, scale) = self.rescaled(true, target, x.scale(), range, &names)?;
            let rescale = Gadget::Rescale(Rescale { len: value.len(), x: element, epilogue });
            let meaning = Meaning::activation(scale, x.error().plus(Deviation::rounding(scale)));
            return self.step(names, rescale, &[x.tensor], stage.output, meaning);
        }
        let relu = Gadget::Relu(Relu { len: value.len(), x: element });
        self.step(names, relu, &[x.tensor], stage.output, x.meaning)
    }

    /// The activation of a value that is stored raw; the step that made it lends its names.
    pub(super) fn activation(&mut self, x: &Place, id: ValueId) -> Outcome<Place> {
        let target = self.target(id, self.real_of(x), false, x.error());
        if target.scale <= x.scale() {
            return Ok(Place { meaning: Meaning { raw: false, ..x.meaning }, ..x.clone() });
        }
        let names = x.step.map_or_else(Vec::new, |step| self.graph.nodes[step].onnx.clone());
        let near = x.meaning.near.unwrap_or(0.0);
        self.note_rounded_away(&names, id, near, target.scale, self.real_of(x));
        let (epilogue, scale) = self.rescaled(false, target, x.scale(), self.range_of(x), &names)?;
        let meaning = Meaning::activation(scale, x.error().plus(Deviation::rounding(scale)));
        self.rescale(x, names, epilogue, meaning)
    }

    /// `x` at a coarser scale.
    pub(super) fn coarser(&mut self, x: &Place, scale: f64, names: &[String]) -> Outcome<Place> {
        let range = self.range_of(x);
        let precise = ceil_log2(self.real_of(x).magnitude() / scale) + PRECISION_BITS;
        let most = MOST_MULTIPLIER_BITS.min(60 - range.bits() as i32);
        let bits = MULTIPLIER_BITS.max(precise).min(most).max(1);
        let (multiplier, shift) = factor(x.scale() / scale, bits, names)?;
        let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
        let mut epilogue = Epilogue { multiplier, shift, rounding, ..Epilogue::none(ElementType::I64) };
        let image = epilogue.image("epilogue", range, ElementType::I64);
        epilogue.out = ElementType::smallest(image.map_err(|e| named(names, e))?);
        let error = x.error().plus(Deviation::rounding(scale));
        let meaning = Meaning { scale, error, ..x.meaning };
        self.rescale(x, names.to_vec(), epilogue, meaning)
    }

    fn rescale(
        &mut self,
        x: &Place,
        names: Vec<String>,
        epilogue: Epilogue,
        meaning: Meaning,
    ) -> Outcome<Place> {
        let tensor = self.graph.tensor(x.tensor);
        let (name, shape) = (tensor.name.clone(), tensor.shape.clone());
        let gadget = Gadget::Rescale(Rescale { len: tensor.len(), x: tensor.element, epilogue });
        self.raw_step(names, gadget, &[x.tensor], &name, &shape, meaning)
    }

    fn transpose(&mut self, stage: &Stage, shape: &[usize], perm: &[usize]) -> Outcome {
        // Moving dimensions of size 1 moves no element.
        if perm.iter().filter(|d| shape[**d] != 1).is_sorted() {
            return self.alias(&stage.names, stage.inputs[0], stage.output, 1.0);
        }
        let mut names = stage.names.clone();
        let x = self.stored(stage.inputs[0], &mut names)?;
        let element = self.element_of(&x);
        let gadget = Transpose { shape: shape.to_vec(), perm: perm.to_vec(), x: element };
        self.step(names, Gadget::Transpose(gadget), &[x.tensor], stage.output, x.meaning)
    }

    /// The epilogue that brings accumulators of `scale` within `sums` to the target, and its scale.
    pub(super) fn rescaled(
        &self,
        relu: bool,
        mut target: Target,
        scale: f64,
        sums: Range,
        names: &[String],
    ) -> Outcome<(Epilogue, f64)> {
        // A multiplier that is as precise as the result's integers are large, and what lets the product fit.
        let precise = |range: Range| range.bits() as i32 + PRECISION_BITS;
        let most = MOST_MULTIPLIER_BITS.min(61 - sums.bits() as i32);
        let pure = distance_bits(target.range) > 0 || precise(target.range) > most;
        if pure {
            // A shift is exact.
            let snapped = scale * power(floor_log2(target.scale / scale).max(0));
            target = Target { scale: snapped, range: target.range_at(snapped), ..target };
        }
        loop {
            let bits = MULTIPLIER_BITS.max(precise(target.range)).min(most);
            let (multiplier, shift) = factor(scale / target.scale, bits.max(1), names)?;
            let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
            let out = ElementType::smallest(target.range);
            let mut epilogue = Epilogue { relu, multiplier, shift, rounding, ..Epilogue::none(out) };
            let image = epilogue.image("epilogue", sums, ElementType::I64).map_err(|e| named(names, e))?;
            if target.proven && !target.range.contains_range(image) {
                if pure {
                    target.range = target.range.hull(image);
                } else {
                    target.widen(image);
                }
                continue;
            }
            epilogue.bound = target.bound(image, self.options.overflow);
            return Ok((epilogue, target.scale));
        }
    }
}

/// `ratio` as `multiplier / 2^shift`: exact for a power of two up to 1, else to this many bits.
pub(super) fn factor(ratio: f64, bits: i32, names: &[String]) -> Outcome<(i64, u32)> {
    if !ratio.is_finite() {
        // What is always 0 has no scale.
        return Ok((1, 0));
    }
    let octave = ceil_log2(ratio);
    if power(octave) == ratio && (-62..=0).contains(&octave) {
        return Ok((1, -octave as u32));
    }
    let shift = (bits - octave).clamp(0, 62);
    let wide = || QuantiseError::TooWide { tensor: names.join("+"), value: ratio };
    Ok((round(ratio * power(shift)).ok_or_else(wide)?.max(1), shift as u32))
}

/// `range` with what rounding adds before a shift.
pub(super) fn with_half(range: Range, shift: u32) -> Range {
    Range { lo: range.lo, hi: range.hi.saturating_add(Rounding::HalfUp.addend(shift)) }
}

pub(super) fn named(names: &[String], source: gadgets::GadgetError) -> QuantiseError {
    QuantiseError::Gadget { node: names.join("+"), source }
}

/// The range of a gadget's result.
pub(super) fn range_of(gadget: &Gadget, known: &[Known<'_>], names: &[String]) -> Outcome<Range> {
    gadget.check().and_then(|()| gadget.range(known)).map_err(|source| named(names, source))
}
