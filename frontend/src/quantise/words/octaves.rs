//! Functions of one positive value whose *relative* accuracy counts (roots, reciprocals, logarithms), over many octaves:
//! the argument is split into its octave and its leading bits, which together index the table.
//!
//! `e` is the number of powers of two that the argument reaches, found by comparisons; `x·2^(K−1−e)` has `K` bits, of
//! which the first `D + 1` remain. So each octave has `2^D` entries, as many as the table's bits leave for the octaves that
//! there are, and an argument is rounded by `2^-(D+1)` of itself.

use gadgets::names::powers_table;
use gadgets::primitive::{Check, Compare, Comparison, Divide, Fold, Lookup, Map, Read, Reduce, Source, Term};
use gadgets::{Operand, Primitive, Range, Role, Rounding, Status, View};

use super::function::{bearable, rounding_room};
use super::quotient::rounds_away;
use super::{Draft, Made};
use crate::functions::Function;
use crate::quantise::build::Builder;
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::quantise::real::{Real, ceil_log2, power};
use crate::quantise::{Outcome, QuantiseError};

/// Fewest and most leading bits of an argument, below its first.
const DIGITS: [i32; 2] = [6, 14];
/// Most bits of an argument: its product with a power of two has twice as many.
const MOST_BITS: u32 = 30;
/// Bits that results have beyond those of a word: they span octaves, too.
const MORE_BITS: u32 = 4;

impl Builder<'_> {
    /// The function of integers of operand 0, or of what these are below 0 if they are `negative`, of which those within `limit`, at
    /// least 1, are allowed.
    pub(super) fn by_octaves(
        &mut self,
        stage: &Stage,
        mut draft: Draft,
        f: &Function,
        limit: Range,
        negative: bool,
    ) -> Outcome {
        let (mut scale, own) = (draft.scale(0), self.range_of(&draft.places[0]));
        let range = if negative { Range { lo: -own.hi, hi: -own.lo } } else { own };
        let sign = if negative { -1.0 } else { 1.0 };
        let spare = limit.bits().saturating_sub(1 + MOST_BITS);
        let shifted = |v: i64| Rounding::HalfUp.shift(v, spare);
        scale *= power(spare as i32);
        let (lo, hi) = (shifted(limit.lo).max(1), shifted(limit.hi));
        let octaves: u32 = (64 - hi.leading_zeros()).max(2);
        // The octaves that there are share the table.
        let lowest = (63 - lo.leading_zeros()).min(octaves - 1);
        let own = ceil_log2(f64::from(octaves - lowest));
        let digits = (self.options.table_bits as i32 - own).clamp(DIGITS[0], DIGITS[1]) as u32;
        let value = |t: i64| {
            let (octave, leading) = (t >> digits, t & ((1 << digits) - 1));
            f.value(sign * scale * power(octave as i32) * (1.0 + leading as f64 / power(digits as i32)))
        };
        let index = Range { lo: i64::from(lowest) << digits, hi: i64::from(octaves) << digits };
        let inside = |t: &i64| {
            let at = |t: i64| {
                power((t >> digits) as i32) * (1.0 + (t & ((1 << digits) - 1)) as f64 / power(digits as i32))
            };
            at(*t + 1) >= lo as f64 && at(*t - 1) <= hi as f64
        };
        let hull = Real::hull_of(&(index.lo..=index.hi).filter(inside).map(value).collect::<Vec<_>>());
        let steps = || (index.lo..index.hi).filter(inside).map(|t| (t, (value(t + 1) - value(t)).abs()));
        let width = |t: i64| scale * power((t >> digits) as i32 - digits as i32);
        let steepest = steps().map(|(t, step)| step / width(t)).fold(0.0, f64::max);
        let step = steps().map(|(_, step)| step).fold(0.0, f64::max);

        let error = draft.places[0].error().times(steepest).plus(Deviation::rounding(step));
        let error = self.plausible(stage, error);
        let target = self.target_of(stage.output, hull, false, error, self.word_bits() + MORE_BITS);
        let refused = (!target.proven).then_some(target.range);
        let values: Vec<f64> = (index.lo..=index.hi).map(|t| value(t).clamp(hull.lo, hull.hi)).collect();
        let table = self.entries(stage, &mut draft, &values, target.scale, refused)?;
        let name = self.float.value(stage.output).name.clone();
        let given = |builder: &mut Self, draft: &mut Draft, constant: &str, scale: f64, values: &[i64]| {
            let place = builder.placed_constant(constant, &[values.len()], scale, values)?;
            let element = builder.element_of(&place);
            draft.places.push(place);
            draft.body.operands.push(Operand { role: Role::Table, element, shape: vec![values.len()] });
            Ok::<_, QuantiseError>(draft.body.operands.len() - 1)
        };
        let powers: Vec<i64> = (0..octaves).rev().map(|k| 1 << k).collect();
        let powers = given(self, &mut draft, &powers_table(&name), 1.0, &powers)?;
        // Above 2^k − 1 are the integers that reach 2^k.
        let bounds: Vec<i64> = (1..octaves).map(|k| (1 << k) - 1).collect();
        let count = bounds.len();
        let bounds = given(self, &mut draft, &format!("{name}/bounds"), 1.0, &bounds)?;

        let mut x = Read::value(0);
        if negative {
            x = Read::value(draft.push(Primitive::Map(Map::linear([(-1, x)], 0))));
        }
        let (taken, is_log) = (lo as f64 * scale, f.name == "Log");
        let least = self.observed(stage.inputs[0]).filter(|seen| {
            !negative && rounds_away(*seen, draft.scale(0)) && (!is_log || bearable(f, *seen, taken))
        });
        if let Some(seen) = least.filter(|_| is_log) {
            self.lose_small_arguments(stage, &draft.names, seen.lo, taken, scale);
        }
        let below = (f.value(0.0).is_finite() || least.is_some())
            && limit.contains_range(Range { lo: limit.lo, ..range });
        if below && range.lo >= 0 {
            // What is defined at 0, or was seen to be rounded to it, needs no refusal below the smallest argument that counts.
            let clip = Range { lo: limit.lo, hi: range.hi };
            x = Read::value(draft.push(Primitive::Divide(Divide::clip(x, clip))));
        } else if !limit.contains_range(range) {
            let room = rounding_room(f, &draft.places[0]);
            let allowed = Range { lo: room.map_or(limit.lo, |room| limit.lo.min(-room)), ..limit };
            if !allowed.contains_range(range) {
                let check = Check { x, range: allowed, status: Status::ValueRange };
                x = Read::value(draft.push(Primitive::Check(check)));
            }
            if allowed != limit {
                x = Read::value(draft.push(Primitive::Divide(Divide::clip(x, limit))));
            }
        }
        if spare > 0 {
            let clip = Some(Range { lo, hi });
            x = Read::value(draft.push(Primitive::Divide(Divide::shift(x, spare, Rounding::HalfUp, clip))));
        }
        let shape = draft.body.operands[0].shape.clone();
        let rank = shape.len();
        let whole = [shape.as_slice(), &[count]].concat();
        let plain: Vec<Option<usize>> = (0..rank).map(Some).collect();
        let along = Read { source: Source::Value(bounds), views: vec![View::select(&whole, &[Some(rank)])] };
        let compare =
            Compare { op: Comparison::Less, a: along, b: x.clone().view(View::select(&whole, &plain)) };
        let reached = draft.push(Primitive::Compare(compare));
        let sum = Reduce { op: Fold::Sum, x: Read::value(reached), folded: 1, floor: None };
        let octave = Read::value(draft.push(Primitive::Reduce(sum)));
        let lookup = Lookup { table: Read::value(powers), first: 0, x: octave.clone() };
        let factor = Read::value(draft.push(Primitive::Lookup(lookup)));
        let normal = Read::value(draft.push(Primitive::Map(Map::product(x, factor))));
        // With fewer octaves than digits there is nothing to round away.
        let (surplus, missing) = ((octaves - 1).saturating_sub(digits), digits.saturating_sub(octaves - 1));
        let scaled = Map::linear([(1 << missing, normal)], 0);
        let scaled = Read::value(draft.push(Primitive::Map(scaled)));
        let leading = Some(Range { lo: 1 << digits, hi: 2 << digits });
        let leading = Divide::shift(scaled, surplus, Rounding::HalfUp, leading);
        let leading = Read::value(draft.push(Primitive::Divide(leading)));
        let term = |coefficient: i64, factor: usize| Term { coefficient, factors: vec![factor] };
        let at = Map {
            reads: vec![octave, leading],
            terms: vec![term(1 << digits, 0), term(1, 1)],
            constant: -(1 << digits),
        };
        let at = Read::value(draft.push(Primitive::Map(at)));
        let clip = Divide::clip(at, index);
        let at = Read::value(draft.push(Primitive::Divide(clip)));
        let lookup = Lookup { table: Read::value(table), first: index.lo, x: at };
        let mut value = draft.push(Primitive::Lookup(lookup));
        if let Some(range) = refused {
            value = self.within(&mut draft, value, range);
        }
        let error = error.plus(Deviation::rounding(target.scale));
        self.finish_exact(stage, draft, Made { value, scale: target.scale, error })
    }
}
