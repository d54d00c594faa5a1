//! Quotients of two tensors: the divisor is made positive, and the numerator so fine that the result has a word's bits.

use gadgets::primitive::{Check, Divide, Divisor, Map, Read};
use gadgets::{Primitive, Range, Rounding, Status};

use super::{Draft, Made, moved};
use crate::float_graph::{Element, ValueId};
use crate::quantise::Outcome;
use crate::quantise::build::Builder;
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::quantise::real::{Real, ceil_log2, power};
use crate::report::NOTABLE;

/// Units that the smallest divisor should have: fewer are reported.
const LEAST_UNITS: i64 = 1 << 7;
/// Bits of a numerator.
const NUMERATOR_BITS: i32 = 60;

/// A part of the smallest divisor that was seen: rows that are smaller are refused.
const LEAST_PART: f64 = 0.5;

impl Builder<'_> {
    /// Whether operand `j` of a stage is made of fewer numbers than there are quotients.
    fn divides_rows(&self, stage: &Stage, j: usize) -> bool {
        let origins = |id: ValueId| self.origins[id.index()];
        origins(stage.inputs[j]) < self.float.value(stage.output).len()
    }

    pub(super) fn quotient(&mut self, stage: &Stage, mut draft: Draft, a: &Read, b: &Read) -> Outcome {
        let [i, j] = [a, b].map(Draft::operand);
        let (sa, sb) = (draft.scale(i), draft.scale(j));
        let (mut range, seen) =
            (self.possible(stage.inputs[j], &draft.places[j]), self.observed(stage.inputs[j]));
        let mut divisor = j;
        if self.float.value(stage.output).element != Element::Float {
            return Err(draft.unsupported("a quotient of whole numbers that are computed"));
        }
        // A positive divisor that is seen to be less than half a unit, as what keeps a count of nothing from 0 is, is a unit.
        let guarded = range.lo >= 0 && seen.is_some_and(|s| rounds_away(s, sb));
        if range != self.range_of(&draft.places[j]) && !(range.contains(0) && guarded) {
            // Rounding took it where it cannot be.
            divisor = draft.push(Primitive::Divide(Divide::clip(Read::value(j), range)));
        }
        if range.contains(0) && guarded {
            // Where the numerator is no 0 there, it is not what the samples show.
            let most = self.usual(stage, &draft, i).magnitude() / sb;
            if self.observed(stage.output).is_some_and(|y| y.magnitude() > (1.0 + NOTABLE) * most) {
                let least = seen.map_or(0.0, |s| s.lo);
                let reason =
                    format!("a quotient by {least:e} is one by {sb:e}, which its divisor is counted in");
                self.lose(&draft.names, stage.output, reason);
            }
            range = Range { lo: 1, hi: range.hi.max(1) };
            divisor = draft.push(Primitive::Divide(Divide::clip(Read::value(divisor), range)));
        } else if range.contains(0) {
            // One that may be 0 by its range, but was never seen near it, must stay on the side where it was seen.
            let side = seen.filter(|s| s.distance() > 0.0).ok_or_else(|| {
                draft.unsupported(format!("a divisor that may be 0 (its integers are {range})"))
            })?;
            let least = ((side.distance() / sb / 2.0).floor() as i64).max(1);
            let own = range;
            range = if side.lo > 0.0 {
                Range { lo: least, hi: range.hi }
            } else {
                Range { lo: range.lo, hi: -least }
            };
            divisor = if own.lo >= 0 {
                self.within(&mut draft, divisor, range)
            } else {
                // On the other side of 0 nothing is near the quotient.
                let check = Check { x: Read::value(divisor), range, status: Status::ValueRange };
                draft.push(Primitive::Check(check))
            };
        } else if let Some(seen) = seen.filter(|_| self.calibration.seed.is_none()) {
            // A row that is far smaller than all that were seen has few bits, of which a normalisation makes whole elements. What divides
            // single elements may be smaller as long as it has enough of them.
            let least = (seen.distance() / sb * LEAST_PART).floor() as i64;
            let least = if self.divides_rows(stage, j) { least } else { least.min(LEAST_UNITS) };
            let kept = match (seen.lo > 0.0, seen.hi < 0.0) {
                (true, _) => Range { lo: range.lo.max(least), ..range },
                (_, true) => Range { hi: range.hi.min(-least), ..range },
                _ => range,
            };
            if kept != range && kept.lo <= kept.hi {
                divisor = self.within(&mut draft, divisor, kept);
                range = kept;
            }
        }
        let sign = if range.hi < 0 { -1 } else { 1 };
        if sign < 0 {
            range = Range { lo: -range.hi, hi: -range.lo };
            divisor = draft.push(Primitive::Map(Map::linear([(-1, Read::value(divisor))], 0)));
        }
        // Constants are as fine as they need to be, and whole numbers are what they are.
        let exact = self.float.constant(stage.inputs[j]).is_some() || draft.places[j].error().bound() == 0.0;
        if range.lo < LEAST_UNITS && !guarded && !exact {
            let reason = format!(
                "the divisor's smallest values, {:e}, are {} units of its scale",
                range.lo as f64 * sb,
                range.lo
            );
            self.lose(&draft.names, stage.output, reason);
        }
        let (x, y) = (self.real_of(&draft.places[i]), Real::of(range, sb));
        let ends = [x.lo / y.lo, x.lo / y.hi, x.hi / y.lo, x.hi / y.hi];
        let real = Real::hull_of(&ends).times(f64::from(sign));
        // Errors are judged by the divisors that there are.
        let least = self.usual(stage, &draft, j).distance().max(y.lo);
        let slope = self.usual(stage, &draft, i).magnitude() / (least * least);
        let exact = draft.places[i].error().times(1.0 / least).plus(draft.places[j].error().times(slope));
        let exact = self.plausible(stage, exact);
        let bits = self.result_bits(stage) + self.apart(stage.output).map_or(0, |(more, _)| more);
        let target = self.target_of(stage.output, real, false, exact, bits);
        // y = a·2^k / b counts sa / (sb·2^k).
        let room = NUMERATOR_BITS - ceil_log2((x.magnitude() / sa).max(1.0));
        let k = ceil_log2(sa / (sb * target.scale)).min(room).max(0);
        let factor = i64::from(sign) << k;
        let numerator = draft.push(Primitive::Map(Map::linear([(factor, Read::value(i))], 0)));
        let divide = Divide {
            numerator: moved(a, numerator),
            divisor: Divisor::Read(moved(b, divisor)),
            rounding: Rounding::HalfUp,
            clip: None,
        };
        let value = draft.push(Primitive::Divide(divide));
        let scale = sa / (sb * power(k));
        let made = Made { value, scale, error: exact.plus(Deviation::rounding(scale)) };
        self.finish(stage, draft, made, self.word_bits())
    }
}

/// Whether the smallest of positive values becomes 0 in this unit.
pub(super) fn rounds_away(seen: Real, unit: f64) -> bool {
    seen.lo > 0.0 && seen.lo < unit / 2.0
}
