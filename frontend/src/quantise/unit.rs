//! The scale of sums that are stored as they are.
//!
//! Fine enough that neither side's multiplier nor a constant adds to the rounding that the sides bring, and
//! coarse enough that the largest value fits. Where no scale does both, as with the smallest float for a
//! mask, values beyond what softmax can tell apart are clamped. The bias of a layer may hold a mask, too.

use super::build::Builder;
use super::fuse::Stage;
use super::map::ACCUMULATOR_BITS;
use super::purpose::Use;
use super::real::{Real, ceil_log2, power};
use super::softmax::octave;
use super::sums::Side;
use crate::evaluate::gather;
use crate::float_graph::ValueId;

/// Bits that a constant has over the range of what it is added to.
const GUARDED_BITS: i32 = 20;
/// Most fraction bits below the finer side's scale.
const MOST_GUARD_BITS: i32 = 20;
/// Bits of the largest constant that is added to nothing but zeros.
const CONSTANT_BITS: i32 = 30;
/// Bits between what softmax can tell apart, an octave or 2^-20 of its operand, and the largest constant.
const MASK_BITS: i32 = 32;

/// Where a sum is clamped, in reals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limit {
    /// Largest magnitude of a result.
    pub largest: f64,
    /// Largest magnitude of a constant: with any value of the other side the sum is clamped.
    pub beyond: f64,
}

impl Limit {
    /// The clamp for softmax, if a constant lies too far from what matters for one scale: one of this magnitude,
    /// beside values of up to `other` and elements of about `near` that no mask pushes away.
    pub fn new(near: f64, constant: f64, other: f64) -> Option<Self> {
        let octave = (near / power(20)).max(1.0);
        let largest = octave * power(MASK_BITS);
        (constant > largest).then_some(Self { largest, beyond: largest + other })
    }
}

/// The real value of the integer 1, and where the sum is clamped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    pub scale: f64,
    pub limit: Option<Limit>,
    /// Largest magnitude of the elements that no mask pushes away.
    pub near: f64,
}

impl Unit {
    pub fn new(
        builder: &Builder<'_>,
        sides: &[Side; 2],
        strides: &[Vec<usize>; 2],
        shape: &[usize],
        purpose: Use,
    ) -> Self {
        let magnitudes = sides.each_ref().map(|s| builder.real(s).magnitude());
        let near = near(builder, sides, strides, shape, purpose);
        let constant = sides.iter().position(|s| matches!(s, Side::Constant(..)));
        let limit = constant.filter(|_| purpose == Use::Octaves);
        let limit = limit.and_then(|at| Limit::new(near, magnitudes[at], magnitudes[1 - at]));
        let reach = limit.map_or(magnitudes[0] + magnitudes[1], |l| l.beyond + l.largest);
        let coarsest = reach / power(ACCUMULATOR_BITS);
        let placed: Vec<f64> = sides.iter().filter_map(Side::scale).collect();
        let scale = match placed.iter().copied().reduce(f64::min) {
            // A power of two times one side's scale, for which its multiplier, or its shift, is exact: the finer one,
            // for which the other multiplier can be as precise as it needs to be, or the side with the most bits.
            Some(finest) => {
                let at = |base: f64| (ceil_log2(coarsest / base), -guard(builder, sides, base));
                let bits = |s: &&Side| builder.precision(s);
                let widest = sides.iter().max_by_key(bits).and_then(Side::scale).unwrap_or(finest);
                match at(finest) {
                    (least, guarded) if least <= guarded => finest * power(guarded),
                    _ => widest * power(at(widest).0.max(at(widest).1)),
                }
            }
            // Constants alone: as fine as 32 bits hold, or as softmax needs beside a mask.
            None if purpose == Use::Octaves => coarsest,
            None => reach / power(CONSTANT_BITS),
        };
        Self { scale: if scale.is_normal() { scale } else { 1.0 }, limit, near }
    }
}

/// The magnitude of the smallest channel of sums of products of up to `products`, each as large as the larger of
/// that and its bias: what a bias that is a mask does not push away. What is exactly 0 counts for softmax alone.
pub(super) fn near_bias(bias: &[f64], products: f64, purpose: Use) -> f64 {
    let counts = |m: &f64| *m > 0.0 || purpose == Use::Octaves;
    bias.iter().map(|b| b.abs().max(products)).filter(counts).reduce(f64::min).unwrap_or(products)
}

impl Builder<'_> {
    /// Reports elements of about `near` within `all` that are rounded to multiples of `scale`, none of which is
    /// smaller.
    pub(super) fn note_rounded_away(
        &mut self,
        names: &[String],
        value: ValueId,
        near: f64,
        scale: f64,
        all: Real,
    ) {
        if near > 0.0 && near < scale && near < all.magnitude() {
            let reason = format!("elements of about {near:e} are lost beside {:e}", all.magnitude());
            self.lose(names, value, reason);
        }
    }

    /// Reports elements within `all` that are not larger than the rounding of a stage's result, which is stored as
    /// it is, and a clamp that more than softmax sees.
    pub(super) fn note_lost_elements(&mut self, stage: &Stage, names: &[String], unit: &Unit, all: Real) {
        let readers = self.readers.get(stage.output.index()).copied().unwrap_or_default();
        let low = readers.low && !stage.relu;
        // Softmax tells no elements apart that differ by less than it counts.
        let seen = readers.beside_softmax() || unit.scale > octave(self.options);
        let reason = match unit.limit {
            Some(limit) if low || all.hi > limit.largest => {
                format!("{:e} to {:e} is clamped to magnitudes of {:e}", all.lo, all.hi, limit.largest)
            }
            None if seen && unit.near > 0.0 && unit.near < all.magnitude().min(16.0 * unit.scale) => {
                format!("elements of about {:e} are lost beside {:e}", unit.near, all.magnitude())
            }
            _ => return,
        };
        self.lose(names, stage.output, reason);
    }
}

/// Fraction bits below the scale `base`: each multiplier is exact, or as precise as its side needs.
fn guard(builder: &Builder<'_>, sides: &[Side; 2], base: f64) -> i32 {
    // A constant must not round as coarsely as an activation does.
    let spare = |s: &Side| match s {
        Side::Placed(p) if p.scale() > 0.0 => GUARDED_BITS - builder.range_of(p).bits() as i32,
        _ => 0,
    };
    let constant = sides.iter().any(|s| matches!(s, Side::Constant(..)));
    let least = if constant { sides.iter().map(spare).max().unwrap_or(0).max(0) } else { 0 };
    let precise = |guard: i32| {
        sides.iter().all(|side| {
            let Some(scale) = side.scale() else { return true };
            let multiplier = scale / base * power(guard);
            let bits = builder.precision(side).min(MOST_GUARD_BITS);
            multiplier == multiplier.floor() || multiplier >= power(bits)
        })
    };
    (least..MOST_GUARD_BITS).find(|g| precise(*g)).unwrap_or(MOST_GUARD_BITS)
}

/// The magnitude of the smallest element of the sum, each as large as the larger of its sides may be. What is
/// exactly 0 counts for softmax alone, which takes differences to it.
fn near(
    builder: &Builder<'_>,
    sides: &[Side; 2],
    strides: &[Vec<usize>; 2],
    shape: &[usize],
    purpose: Use,
) -> f64 {
    let reals = sides.each_ref().map(|s| builder.real(s));
    let own = |i: usize| match &sides[i] {
        Side::Placed(p) => p.meaning.near.unwrap_or(reals[i].magnitude()),
        Side::Constant(..) => 0.0,
    };
    let constants = sides.iter().zip(strides).find_map(|(side, strides)| match side {
        Side::Constant(c) => Some(gather(&c.values, strides, shape)),
        Side::Placed(_) => None,
    });
    let elements = match constants {
        Some(values) => values.into_iter().map(|v| v.abs().max(own(0)).max(own(1))).collect(),
        None => vec![own(0).max(reals[1].distance()), own(1).max(reals[0].distance())],
    };
    let counts = |m: &f64| *m > 0.0 || purpose == Use::Octaves;
    elements.into_iter().filter(counts).reduce(f64::min).unwrap_or(0.0)
}
