//! Sums of two tensors, and what the same gadget also does: negation and broadcasting.
//!
//! Two activations of scales `sa` and `sb` are summed as `(a·ma + b·mb) >> n` with `ma = round(sa·2^n/sy)`;
//! a constant is stored at the sum's own scale, with the multiplier 1.

use gadgets::add::Addend;
use gadgets::gadget::Known;
use gadgets::{Add, ElementType, Epilogue, Gadget, Range, Rounding, TensorId};

use super::QuantiseError;
use super::build::{Builder, Place, quantise_all};
use super::fuse::Stage;
use super::map::Use;
use super::real::{Real, ceil_log2, power, round};
use super::steps::{named, range_of, with_half};
use crate::float_graph::ValueId;

/// Fraction bits that a sum which is stored as it is keeps below its operands' scale.
const GUARD_BITS: i32 = 8;
/// Bits of the larger multiplier of a sum that is rescaled.
const MULTIPLIER_BITS: i32 = 14;

/// One side of a sum.
enum Side {
    Placed(Place),
    Constant(ValueId, Vec<f64>),
}

/// Both sides at one scale.
struct Scaled {
    multipliers: [i64; 2],
    /// The integers of a constant side.
    constants: [Option<Vec<i64>>; 2],
}

impl Builder<'_> {
    pub(super) fn add(
        &mut self,
        stage: &Stage,
        strides: &[Vec<usize>; 2],
        purpose: Use,
    ) -> Result<(), QuantiseError> {
        let mut names = stage.names.clone();
        let a = self.side(stage.inputs[0], &mut names)?;
        let b = self.side(stage.inputs[1], &mut names)?;
        let sides = [a, b];
        let reals = sides.each_ref().map(|s| self.real(s));
        let sum = reals[0].add(reals[1]);
        let proven = if stage.relu { sum.relu() } else { sum };
        // What is always 0 has no scale of its own that could matter.
        let scale = |i: usize| match &sides[i] {
            Side::Placed(p) if reals[i].magnitude() > 0.0 || reals[i].lo < 0.0 => p.scale,
            _ => 0.0,
        };
        let scales = match [scale(0), scale(1)] {
            [0.0, 0.0] => [1.0; 2],
            some => some,
        };
        let largest = scales[0].max(scales[1]);
        let shape = &self.float.value(stage.output).shape;
        if purpose != Use::Activation {
            // Equal scales add exactly.
            let guard = if scales[0] == scales[1] { 0 } else { GUARD_BITS };
            // The finer side counts: the multiplier of neither is then a small number, rounded.
            let finest = scales.into_iter().filter(|s| *s > 0.0).fold(largest, f64::min);
            let scale = finest / power(guard);
            let scaled = self.scaled(&sides, scale)?;
            let gadget = |acc| {
                let epilogue = Epilogue { relu: stage.relu, ..Epilogue::none(acc) };
                self.sum_gadget(&sides, &scaled, strides, shape, acc, epilogue)
            };
            let range = self.sum_range(&sides, &scaled, &gadget(ElementType::I64), &names)?;
            let gadget = gadget(ElementType::accumulator(range));
            return self.emit_sum(stage, names, &sides, scaled, gadget, scale, scale);
        }
        let mut target = self.target(stage.output, proven, self.options.activation_bits);
        loop {
            let shift = (MULTIPLIER_BITS - ceil_log2(largest / target.scale)).clamp(0, 40) as u32;
            let scale = target.scale / power(shift as i32);
            let scaled = self.scaled(&sides, scale)?;
            let gadget = |acc, epilogue| self.sum_gadget(&sides, &scaled, strides, shape, acc, epilogue);
            let wide = gadget(ElementType::I64, Epilogue::none(ElementType::I64));
            let range = self.sum_range(&sides, &scaled, &wide, &names)?;
            let out = ElementType::smallest(target.range);
            let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
            let mut epilogue = Epilogue { relu: stage.relu, shift, rounding, ..Epilogue::none(out) };
            let image = epilogue.image("epilogue", range, ElementType::I64).map_err(|e| named(&names, e))?;
            if target.proven && !target.range.contains_range(image) {
                target.widen(image);
                continue;
            }
            epilogue.bound = target.bound(image, self.options.overflow);
            // Each product has to fit the accumulator as well as the sum.
            let products = self.product_ranges(&sides, &scaled);
            let acc = ElementType::accumulator(with_half(range.hull(products), shift));
            let gadget = gadget(acc, epilogue);
            return self.emit_sum(stage, names, &sides, scaled, gadget, scale, target.scale);
        }
    }

    fn side(&mut self, id: ValueId, names: &mut Vec<String>) -> Result<Side, QuantiseError> {
        match self.float.constant(id) {
            Some(values) => Ok(Side::Constant(id, values)),
            None => Ok(Side::Placed(self.operand(id, names)?)),
        }
    }

    fn real(&self, side: &Side) -> Real {
        match side {
            Side::Placed(p) => Real::of(self.range_of(p), p.scale),
            Side::Constant(_, v) => {
                let point = |v: &f64| Real { lo: *v, hi: *v };
                v.iter().map(point).reduce(Real::hull).unwrap_or(Real::ZERO)
            }
        }
    }

    /// Both sides with accumulators that count `scale`.
    fn scaled(&self, sides: &[Side; 2], scale: f64) -> Result<Scaled, QuantiseError> {
        let mut scaled = Scaled { multipliers: [1, 1], constants: [None, None] };
        for (i, side) in sides.iter().enumerate() {
            match side {
                Side::Placed(p) => {
                    let value = p.scale / scale;
                    let name = || self.graph.tensor(p.tensor).name.clone();
                    let wide = || QuantiseError::TooWide { tensor: name(), value };
                    scaled.multipliers[i] = round(value).ok_or_else(wide)?.max(1);
                }
                Side::Constant(id, values) => {
                    let name = &self.float.value(*id).name;
                    scaled.constants[i] = Some(quantise_all(name, values, scale)?);
                }
            }
        }
        Ok(scaled)
    }

    fn sum_gadget(
        &self,
        sides: &[Side; 2],
        scaled: &Scaled,
        strides: &[Vec<usize>; 2],
        shape: &[usize],
        acc: ElementType,
        epilogue: Epilogue,
    ) -> Gadget {
        let addend = |i: usize| {
            let x = match (&sides[i], &scaled.constants[i]) {
                (Side::Placed(p), _) => self.element_of(p),
                (_, c) => {
                    ElementType::smallest(Range::of(c.iter().flatten().copied()).unwrap_or(Range::point(0)))
                }
            };
            Addend { x, multiplier: scaled.multipliers[i], strides: strides[i].clone() }
        };
        Gadget::Add(Add { shape: shape.to_vec(), a: addend(0), b: addend(1), acc, epilogue })
    }

    fn ranges(&self, sides: &[Side; 2], scaled: &Scaled) -> [Range; 2] {
        [0, 1].map(|i| match &sides[i] {
            Side::Placed(p) => self.range_of(p),
            Side::Constant(..) => {
                Range::of(scaled.constants[i].iter().flatten().copied()).unwrap_or(Range::point(0))
            }
        })
    }

    fn sum_range(
        &self,
        sides: &[Side; 2],
        scaled: &Scaled,
        gadget: &Gadget,
        names: &[String],
    ) -> Result<Range, QuantiseError> {
        let known = self.ranges(sides, scaled).map(Known::range);
        range_of(gadget, &known, names)
    }

    /// The hull of both products; the whole sum is known to fit 64 bits.
    fn product_ranges(&self, sides: &[Side; 2], scaled: &Scaled) -> Range {
        let ranges = self.ranges(sides, scaled);
        let product = |i: usize| Range {
            lo: ranges[i].lo.saturating_mul(scaled.multipliers[i]),
            hi: ranges[i].hi.saturating_mul(scaled.multipliers[i]),
        };
        product(0).hull(product(1))
    }

    #[expect(clippy::too_many_arguments, reason = "everything that was decided about the sum meets here")]
    fn emit_sum(
        &mut self,
        stage: &Stage,
        names: Vec<String>,
        sides: &[Side; 2],
        scaled: Scaled,
        gadget: Gadget,
        unit: f64,
        scale: f64,
    ) -> Result<(), QuantiseError> {
        let mut operands: Vec<TensorId> = Vec::with_capacity(2);
        for (side, ints) in sides.iter().zip(scaled.constants) {
            operands.push(match (side, ints) {
                (Side::Constant(id, _), Some(ints)) => {
                    let value = self.float.value(*id);
                    self.constant(&value.name, &value.shape, unit, &ints, None)?
                }
                (Side::Placed(p), _) => p.tensor,
                (Side::Constant(id, _), None) => {
                    return Err(QuantiseError::Internal(self.float.value(*id).name.clone()));
                }
            });
        }
        self.step(names, gadget, &operands, stage.output, scale)
    }

    /// A negative factor: its magnitude is part of the scale.
    pub(super) fn negate(&mut self, stage: &Stage, factor: f64) -> Result<(), QuantiseError> {
        let shape = &self.float.value(stage.output).shape;
        let strides = crate::float_graph::strides_of(shape);
        self.copy(stage, &strides, -1, factor.abs())
    }

    /// Repeats elements.
    pub(super) fn broadcast(&mut self, stage: &Stage, strides: &[usize]) -> Result<(), QuantiseError> {
        self.copy(stage, strides, 1, 1.0)
    }

    /// The operand at these strides, plus 0.
    fn copy(
        &mut self,
        stage: &Stage,
        strides: &[usize],
        multiplier: i64,
        factor: f64,
    ) -> Result<(), QuantiseError> {
        let mut names = stage.names.clone();
        let x = self.operand(stage.inputs[0], &mut names)?;
        let value = self.float.value(stage.output);
        let range = self.range_of(&x);
        let image = if multiplier < 0 { Range::new(-range.hi, -range.lo) } else { range };
        let zero = self.constant(&format!("{}/zero", value.name), &[1], 1.0, &[0], None)?;
        let side = |x, multiplier, strides| Addend { x, multiplier, strides };
        let gadget = Add {
            shape: value.shape.clone(),
            a: side(self.element_of(&x), multiplier, strides.to_vec()),
            b: side(self.graph.tensor(zero).element, 1, vec![0; strides.len()]),
            acc: ElementType::accumulator(range.hull(image)),
            epilogue: Epilogue::none(ElementType::smallest(image)),
        };
        self.step(names, Gadget::Add(gadget), &[x.tensor, zero], stage.output, x.scale * factor)
    }
}
