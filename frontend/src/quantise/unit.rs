//! The scale of a sum that is stored as it is.
//!
//! Fine enough that neither side's multiplier nor a constant adds to the rounding that the sides bring, and
//! coarse enough that the largest value fits. Where no scale does both, as with the smallest float for a
//! mask, values beyond what softmax can tell apart are clamped.

use super::build::Builder;
use super::map::ACCUMULATOR_BITS;
use super::purpose::Use;
use super::real::{ceil_log2, power};
use super::sums::Side;
use crate::evaluate::gather;

/// Fraction bits that constants have below the scale of an activation that they are added to.
const GUARD_BITS: i32 = 8;
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
        let octave = (near / power(20)).max(1.0);
        let limit = (purpose == Use::Octaves).then(|| limit(sides, &magnitudes, octave)).flatten();
        let reach = limit.map_or(magnitudes[0] + magnitudes[1], |l: Limit| l.beyond + l.largest);
        let coarsest = reach / power(ACCUMULATOR_BITS);
        let placed: Vec<f64> = sides.iter().filter_map(Side::scale).collect();
        let scale = match placed.iter().copied().reduce(f64::min) {
            // A power of two times the finer scale, for which its multiplier, or its shift, is exact.
            Some(finest) => {
                let least = ceil_log2(coarsest / finest);
                finest * power(least.max(-guard(builder, sides, finest)))
            }
            // Constants alone: as fine as 32 bits hold, or as softmax needs beside a mask.
            None if purpose == Use::Octaves => coarsest,
            None => reach / power(CONSTANT_BITS),
        };
        Self { scale: if scale.is_normal() { scale } else { 1.0 }, limit, near }
    }
}

/// Fraction bits below the scale `finest`: each multiplier is exact, or as precise as its side needs.
fn guard(builder: &Builder<'_>, sides: &[Side; 2], finest: f64) -> i32 {
    // A constant beside an activation must not round as coarsely as that does.
    let coarse = |s: &Side| matches!(s, Side::Placed(p) if !p.meaning.raw && p.scale() > 0.0);
    let constant = |s: &Side| matches!(s, Side::Constant(..));
    let least = if sides.iter().any(coarse) && sides.iter().any(constant) { GUARD_BITS } else { 0 };
    let precise = |guard: i32| {
        sides.iter().all(|side| {
            let Some(scale) = side.scale() else { return true };
            let multiplier = scale / finest * power(guard);
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
        Side::Constant(_, values) => Some(gather(values, strides, shape)),
        Side::Placed(_) => None,
    });
    let elements = match constants {
        Some(values) => values.into_iter().map(|v| v.abs().max(own(0)).max(own(1))).collect(),
        None => vec![own(0).max(reals[1].distance()), own(1).max(reals[0].distance())],
    };
    let counts = |m: &f64| *m > 0.0 || purpose == Use::Octaves;
    elements.into_iter().filter(counts).reduce(f64::min).unwrap_or(0.0)
}

/// The clamp, if a constant lies too far from what matters for one scale.
fn limit(sides: &[Side; 2], magnitudes: &[f64; 2], octave: f64) -> Option<Limit> {
    let at = sides.iter().position(|s| matches!(s, Side::Constant(..)))?;
    let largest = octave * power(MASK_BITS);
    (magnitudes[at] > largest).then_some(Limit { largest, beyond: largest + magnitudes[1 - at] })
}
