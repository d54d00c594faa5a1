//! Sums of two tensors.
//!
//! Two activations of scales `sa` and `sb` are summed as `(a·ma + b·mb) >> n` with `ma = round(sa·2^n/sy)`;
//! a constant is stored at the sum's own scale, with the multiplier 1.

use gadgets::add::Addend;
use gadgets::gadget::Known;
use gadgets::{Add, Bound, ElementType, Epilogue, Gadget, Range, Rounding, TensorId};

use super::build::{Builder, Meaning, Place, quantise_all};
use super::deviation::Deviation;
use super::fuse::Stage;
use super::linear::Kind;
use super::purpose::Use;
use super::real::{Real, ceil_log2, power, round};
use super::steps::{named, range_of, with_half};
use super::unit::Unit;
use super::{Outcome, QuantiseError};
use crate::float_graph::ValueId;

/// Bits of the larger multiplier of a sum that is rescaled.
const MULTIPLIER_BITS: i32 = 14;

/// One side of a sum.
pub(super) enum Side {
    Placed(Place),
    Constant(Constant),
}

/// Elements that are not yet integers.
pub(super) struct Constant {
    name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
}

impl Constant {
    /// One element for each channel.
    pub fn bias(name: &str, values: &[f64]) -> Self {
        Self { name: name.to_owned(), shape: vec![values.len()], values: values.to_vec() }
    }
}

/// A sum on its way: both sides, read at these strides over the shape of the result.
struct Sum<'s> {
    sides: [Side; 2],
    strides: &'s [Vec<usize>; 2],
    shape: Vec<usize>,
    names: Vec<String>,
    relu: bool,
}

/// Both sides at one scale.
struct Scaled {
    multipliers: [i64; 2],
    /// The integers of a constant side.
    constants: [Option<Vec<i64>>; 2],
    /// How far the rounding of each multiplier moves the sum, in reals.
    moved: [f64; 2],
    /// What rounding multipliers and constants does to the sum.
    error: Deviation,
}

impl Side {
    /// The scale of a side that has one that matters.
    pub fn scale(&self) -> Option<f64> {
        match self {
            Self::Placed(p) if p.scale() > 0.0 => Some(p.scale()),
            _ => None,
        }
    }

    /// The name of the tensor.
    fn name<'s>(&'s self, builder: &'s Builder<'_>) -> &'s str {
        match self {
            Self::Placed(p) => &builder.graph.tensor(p.tensor).name,
            Self::Constant(c) => &c.name,
        }
    }

    /// Whether its elements may push those of the other side away from it.
    fn masks(&self) -> bool {
        match self {
            Self::Placed(p) => p.meaning.near.is_some(),
            Self::Constant(..) => true,
        }
    }

    fn error(&self) -> Deviation {
        match self {
            Self::Placed(p) => p.error(),
            Self::Constant(..) => Deviation::NONE,
        }
    }
}

impl Builder<'_> {
    pub(super) fn add(&mut self, stage: &Stage, strides: &[Vec<usize>; 2], purpose: Use) -> Outcome {
        let mut names = stage.names.clone();
        let stored = purpose != Use::Activation || self.is_small(stage.output);
        let a = self.side(stage.inputs[0], stored, &mut names)?;
        let b = self.side(stage.inputs[1], stored, &mut names)?;
        let mask = match (&a, &b) {
            (Side::Placed(x), Side::Constant(c)) => Some(((x, &*strides[0]), (c, &*strides[1]))),
            (Side::Constant(c), Side::Placed(x)) => Some(((x, &*strides[1]), (c, &*strides[0]))),
            _ => None,
        };
        if let Some((x, mask)) = mask.filter(|_| purpose == Use::Octaves)
            && self.mask_by_rule(stage, x, mask, &names)?
        {
            return Ok(());
        }
        let shape = self.float.value(stage.output).shape.clone();
        let sum = Sum { sides: [a, b], strides, shape, names, relu: stage.relu };
        self.sum(stage, sum, purpose)
    }

    /// The sum of what a step of this stage gives and a constant for each channel.
    pub(super) fn add_bias(
        &mut self,
        stage: &Stage,
        kind: Kind,
        place: Place,
        bias: Side,
        names: Vec<String>,
        purpose: Use,
    ) -> Outcome {
        let channels = kind.channels();
        let inner = stage.pool.map_or_else(|| kind.inner(), |pool| pool.output[0] * pool.output[1]);
        let outer = self.float.value(stage.output).len() / (channels * inner);
        let shape = vec![outer, channels, inner];
        let strides = [crate::float_graph::strides_of(&shape), vec![0, usize::from(channels > 1), 0]];
        let sides = [Side::Placed(place), bias];
        let sum = Sum { sides, strides: &strides, shape, names, relu: stage.relu };
        self.sum(stage, sum, purpose)
    }

    fn sum(&mut self, stage: &Stage, sum: Sum<'_>, purpose: Use) -> Outcome {
        if purpose == Use::Activation {
            self.rescaled_sum(stage, sum)
        } else {
            self.raw_sum(stage, sum, purpose)
        }
    }

    /// A sum that is stored as it is.
    fn raw_sum(&mut self, stage: &Stage, mut sum: Sum<'_>, purpose: Use) -> Outcome {
        let unit = Unit::new(self, &sum.sides, sum.strides, &sum.shape, purpose);
        let reals = sum.sides.each_ref().map(|s| self.real(s));
        let all = reals[0].add(reals[1]);
        self.note_lost_elements(stage, &sum.names, &unit, all);
        for side in &mut sum.sides {
            // Far below the unit the multiplier would be 0.
            if let Side::Placed(p) = side
                && p.scale() > 0.0
                && p.scale() < unit.scale
            {
                *p = self.coarser(p, unit.scale, &sum.names)?;
            }
            if let (Side::Constant(constant), Some(limit)) = (side, unit.limit) {
                constant.values.iter_mut().for_each(|v| *v = v.clamp(-limit.beyond, limit.beyond));
            }
        }
        let scaled = self.scaled(&sum.sides, unit.scale)?;
        self.note_moved(stage, &sum, &scaled, unit.scale);
        let mut epilogue = Epilogue { relu: sum.relu, ..Epilogue::none(ElementType::I64) };
        let wide = self.sum_gadget(&sum, &scaled, ElementType::I64, epilogue);
        let range = self.sum_range(&sum.sides, &scaled, &wide, &sum.names)?;
        if let Some(limit) = unit.limit {
            let end = (limit.largest / unit.scale).floor() as i64;
            let clamp = Range { lo: range.lo.max(-end), hi: range.hi.min(end) };
            epilogue.bound = Bound::Saturate(clamp);
        }
        let products = self.product_ranges(&sum.sides, &scaled);
        let acc = ElementType::accumulator(range.hull(products));
        epilogue.out = match epilogue.bound.clamp() {
            Some(clamp) => ElementType::accumulator(clamp),
            None => acc,
        };
        let gadget = self.sum_gadget(&sum, &scaled, acc, epilogue);
        let masks = sum.sides.iter().any(Side::masks);
        let near = Some(unit.near).filter(|near| masks && *near < all.magnitude());
        let meaning = Meaning { near, ..Meaning::accumulators(unit.scale, scaled.error) };
        self.emit_sum(stage, sum, scaled, gadget, unit.scale, meaning)
    }

    /// A sum that is rescaled to an activation.
    fn rescaled_sum(&mut self, stage: &Stage, sum: Sum<'_>) -> Outcome {
        let reals = sum.sides.each_ref().map(|s| self.real(s));
        let all = reals[0].add(reals[1]);
        let error = sum.sides[0].error().plus(sum.sides[1].error());
        let small = self.is_small(stage.output);
        let bits = if small { self.word_bits() } else { self.options.activation_bits };
        let mut target = self.target_of(stage.output, all, sum.relu, error, bits);
        let largest = sum.sides.iter().filter_map(Side::scale).fold(0.0, f64::max);
        // The rounding of a multiplier moves a sum by an eighth of a unit at most.
        let exact = sum.sides.iter().map(|s| self.precision(s)).max().unwrap_or(0);
        loop {
            let wanted = if largest > 0.0 { MULTIPLIER_BITS - ceil_log2(largest / target.scale) } else { 0 };
            // As many fraction bits as let the products fit.
            let reach = (reals[0].magnitude() + reals[1].magnitude()) / target.scale;
            let most = (58 - ceil_log2(reach.max(1.0))).clamp(0, 40);
            let shift = wanted.max(exact).clamp(0, most) as u32;
            let scale = target.scale / power(shift as i32);
            let scaled = self.scaled(&sum.sides, scale)?;
            let wide = Epilogue::none(ElementType::I64);
            let wide = self.sum_gadget(&sum, &scaled, ElementType::I64, wide);
            let range = self.sum_range(&sum.sides, &scaled, &wide, &sum.names)?;
            let out = ElementType::smallest(target.range);
            let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
            let mut epilogue = Epilogue { relu: sum.relu, shift, rounding, ..Epilogue::none(out) };
            let image =
                epilogue.image("epilogue", range, ElementType::I64).map_err(|e| named(&sum.names, e))?;
            if target.proven && !target.range.contains_range(image) {
                target.widen(image);
                continue;
            }
            epilogue.bound = target.bound(image, self.options.overflow);
            self.note_lost_sides(stage, &sum, &reals, target.scale);
            self.note_moved(stage, &sum, &scaled, target.scale);
            // Each product has to fit the accumulator as well as the sum.
            let products = self.product_ranges(&sum.sides, &scaled);
            let acc = ElementType::accumulator(with_half(range.hull(products), shift));
            let gadget = self.sum_gadget(&sum, &scaled, acc, epilogue);
            let error = scaled.error.plus(Deviation::rounding(target.scale));
            let meaning = Meaning { raw: small, ..Meaning::activation(target.scale, error) };
            return self.emit_sum(stage, sum, scaled, gadget, scale, meaning);
        }
    }

    /// Reports a multiplier whose rounding moves the sum by more than `unit` and all that its sides bring.
    fn note_moved(&mut self, stage: &Stage, sum: &Sum<'_>, scaled: &Scaled, unit: f64) {
        let brought = sum.sides.iter().fold(Deviation::rounding(2.0 * unit), |e, side| e.plus(side.error()));
        for (moved, side) in scaled.moved.into_iter().zip(&sum.sides) {
            if moved > brought.bound() {
                let name = side.name(self);
                let reason = format!(
                    "'{name}' is off by up to {moved:e} in a sum of values that have no common scale"
                );
                self.lose(&sum.names, stage.output, reason);
            }
        }
    }

    /// Reports a side that takes no two different values at the sum's scale.
    fn note_lost_sides(&mut self, stage: &Stage, sum: &Sum<'_>, reals: &[Real; 2], scale: f64) {
        let reals = *reals;
        for (real, side) in reals.into_iter().zip(&sum.sides) {
            if real.width() > 0.0 && real.width() < scale {
                let name = side.name(self);
                let reason = format!(
                    "'{name}' of {:e} to {:e} is lost in a sum that is rounded to multiples of {scale:e}",
                    real.lo, real.hi
                );
                self.lose(&sum.names, stage.output, reason);
            }
        }
    }

    fn side(&mut self, id: ValueId, stored: bool, names: &mut Vec<String>) -> Outcome<Side> {
        Ok(match self.float.constant(id) {
            Some(values) => {
                let value = self.float.value(id);
                Side::Constant(Constant { name: value.name.clone(), shape: value.shape.clone(), values })
            }
            None if stored => Side::Placed(self.stored(id, names)?),
            None => Side::Placed(self.operand(id, names)?),
        })
    }

    pub(super) fn real(&self, side: &Side) -> Real {
        match side {
            Side::Placed(p) => self.real_of(p),
            Side::Constant(c) => Real::hull_of(&c.values),
        }
    }

    /// Bits that a multiplier needs so that its rounding moves a product by at most an eighth.
    pub(super) fn precision(&self, side: &Side) -> i32 {
        match side {
            Side::Placed(p) if p.scale() > 0.0 => {
                ceil_log2(Real::of(self.range_of(p), 1.0).magnitude().max(1.0)) + 2
            }
            _ => 0,
        }
    }

    /// Both sides with accumulators that count `scale`.
    fn scaled(&self, sides: &[Side; 2], scale: f64) -> Outcome<Scaled> {
        let mut scaled = Scaled {
            multipliers: [1, 1],
            constants: [None, None],
            moved: [0.0, 0.0],
            error: Deviation::NONE,
        };
        for (i, side) in sides.iter().enumerate() {
            match side {
                Side::Placed(p) if p.scale() > 0.0 => {
                    let value = p.scale() / scale;
                    let name = || self.graph.tensor(p.tensor).name.clone();
                    let wide = || QuantiseError::TooWide { tensor: name(), value };
                    let multiplier = round(value).ok_or_else(wide)?.max(1);
                    scaled.multipliers[i] = multiplier;
                    let off = (multiplier as f64 - value).abs() * scale;
                    scaled.moved[i] = off * Real::of(self.range_of(p), 1.0).magnitude();
                    let rounding = Deviation::rounding(2.0 * scaled.moved[i]);
                    scaled.error = scaled.error.plus(p.error()).plus(rounding);
                }
                Side::Placed(_) => {}
                Side::Constant(c) => {
                    scaled.constants[i] = Some(quantise_all(&c.name, &c.values, scale)?);
                    scaled.error = scaled.error.plus(Deviation::rounding(scale));
                }
            }
        }
        Ok(scaled)
    }

    fn sum_gadget(&self, sum: &Sum<'_>, scaled: &Scaled, acc: ElementType, epilogue: Epilogue) -> Gadget {
        let addend = |i: usize| {
            let x = match (&sum.sides[i], &scaled.constants[i]) {
                (Side::Placed(p), _) => self.element_of(p),
                (_, c) => {
                    ElementType::smallest(Range::of(c.iter().flatten().copied()).unwrap_or(Range::point(0)))
                }
            };
            Addend { x, multiplier: scaled.multipliers[i], strides: sum.strides[i].clone() }
        };
        Gadget::Add(Add { shape: sum.shape.clone(), a: addend(0), b: addend(1), acc, epilogue })
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
    ) -> Outcome<Range> {
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

    fn emit_sum(
        &mut self,
        stage: &Stage,
        sum: Sum<'_>,
        scaled: Scaled,
        gadget: Gadget,
        unit: f64,
        meaning: Meaning,
    ) -> Outcome {
        let mut operands: Vec<TensorId> = Vec::with_capacity(2);
        for (side, ints) in sum.sides.iter().zip(scaled.constants) {
            operands.push(match (side, ints) {
                (Side::Constant(c), Some(ints)) => self.constant(&c.name, &c.shape, unit, &ints, None)?,
                (Side::Placed(p), _) => p.tensor,
                (Side::Constant(c), None) => return Err(QuantiseError::Internal(c.name.clone())),
            });
        }
        self.step(sum.names, gadget, &operands, stage.output, meaning)
    }
}
