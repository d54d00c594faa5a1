//! Functions of one value, by table: an index of the table's bits, rounded from the operand, and one entry for each.
//!
//! The index covers what the operand can be. Where the function is flat beyond some point, or is not defined there,
//! the index stops there, so that its bits go where the function changes. Where even so the proven range of the operand
//! is much wider than what was seen, the index covers the calibrated range, and a run that leaves it ends with a status.

use gadgets::names::function_table;
use gadgets::primitive::{Check, Compare, Comparison, Divide, Divisor, Lookup, Map, Read};
use gadgets::{Operand, Primitive, Range, Role, Rounding, Status};

use super::domain::{Argument, BELOW_HALF, DWARFS, Domain};
use super::octaves::Law;
use super::{Draft, Made};
use crate::functions::Function;
use crate::quantise::Outcome;
use crate::quantise::build::{Builder, Place, RELATIVE_BITS};
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::quantise::options::Overflow;
use crate::quantise::real::{Real, ceil_log2, power, round};
use crate::quantise::target::widened;
use crate::report::NOTABLE;

/// A proven range is taken where its steps, and the function's values, are at most this much larger than those of the
/// calibrated one.
const WORTH: f64 = 2.0;
/// A part of what all results differ by.
const BEARABLE: f64 = 1.0 / 3.0;
/// Steps between two entries that are a larger part of all that the function does are reported.
const STEEP: f64 = 1.0 / 32.0;
/// How much larger than drawn values an argument may be.
const DRAWN: f64 = 8.0;
/// The smallest positive argument that is taken of a function that grows toward 0, as a part of the smallest seen one.
const SMALLER: f64 = 0.5;
/// Parts of what an argument's range has beyond the seen ones, of which as many are left as results allow.
const PARTS: i32 = 64;

/// Steps that an argument must have of a function whose relative accuracy counts.
const COARSE: f64 = 1024.0;

/// A table among a draft's operands.
struct Table {
    operand: usize,
    scale: f64,
    /// Where results must lie, unless all entries do.
    range: Option<Range>,
    error: Deviation,
}

/// Operand 0 times `multiplier / 2^shift`, to the nearest whole number, and of two to the even one.
fn half_even(draft: &mut Draft, multiplier: i64, shift: u32, range: Range) -> usize {
    if shift == 0 {
        return draft.push(Primitive::Map(Map::linear([(multiplier, Read::value(0))], 0)));
    }
    let floor = |draft: &mut Draft, numerator: usize, shift: u32| {
        let divide = Divide::shift(Read::value(numerator), shift, Rounding::Floor, None);
        draft.push(Primitive::Divide(divide))
    };
    let up = Map::linear([(multiplier, Read::value(0))], 1 << (shift - 1));
    let up = draft.push(Primitive::Map(up));
    let rounded = floor(draft, up, shift);
    // A tie takes an operand with so many factors of two.
    let factors = i64::from(shift) - 1 - i64::from(multiplier.trailing_zeros());
    if factors < 0 || factors >= i64::from(range.bits()) {
        return rounded;
    }
    let back = draft.push(Primitive::Map(Map::linear([(1 << shift, Read::value(rounded))], 0)));
    let tie = Compare { op: Comparison::Equal, a: Read::value(back), b: Read::value(up) };
    let tie = draft.push(Primitive::Compare(tie));
    let half = floor(draft, rounded, 1);
    let odd = Map::linear([(1, Read::value(rounded)), (-2, Read::value(half))], 0);
    let odd = draft.push(Primitive::Map(odd));
    let down = draft.push(Primitive::Map(Map::product(Read::value(odd), Read::value(tie))));
    draft.push(Primitive::Map(Map::linear([(1, Read::value(rounded)), (-1, Read::value(down))], 0)))
}

/// Whether a function has a value at 0 and none below it, as roots have.
fn begins_at_zero(f: &Function) -> bool {
    f.value(0.0).is_finite() && !f.value(-1.0).is_finite()
}

/// So many integers below 0 are 0 to a function that begins there, the square root for one: rounding took them there.
pub(super) fn rounding_room(f: &Function, x: &Place) -> Option<i64> {
    (begins_at_zero(f) && x.scale() > 0.0)
        .then(|| (x.error().bound() / x.scale()).clamp(0.0, 1e15).ceil() as i64)
}

/// Whether the smallest of arguments seen may count as the larger one `taken`: where that is much of what all their results differ
/// by, a refusal says more.
pub(super) fn bearable(f: &Function, seen: Real, taken: f64) -> bool {
    let [least, taken, most] = [seen.lo, taken, seen.hi].map(|v| f.value(v));
    (taken - least).abs() <= BEARABLE * (most - least).abs()
}

/// What is allowed of an operand's `own` integers, where only rounding took some out of the `possible` ones.
pub(super) fn beyond(allowed: Range, possible: Range, own: Range) -> Range {
    Range {
        lo: if allowed.lo <= possible.lo { allowed.lo.min(own.lo) } else { allowed.lo },
        hi: if allowed.hi >= possible.hi { allowed.hi.max(own.hi) } else { allowed.hi },
    }
}

/// What makes the multiples smaller that integers of this range are counted in, `shift` bits of which a table leaves out.
fn finer(range: Range, shift: u32) -> &'static str {
    match (shift, range.bits() < RELATIVE_BITS) {
        (0, true) => "more bits, as --goal bits=16, or a narrower range, count finer",
        _ => "a narrower range counts finer",
    }
}

impl Builder<'_> {
    pub(super) fn function(&mut self, stage: &Stage, mut draft: Draft, f: &Function) -> Outcome {
        if matches!(f.name, "Floor" | "Ceil" | "Round" | "truncate") {
            return self.whole(stage, draft, f.name);
        }
        let (scale, own) = (draft.scale(0), self.range_of(&draft.places[0]));
        let range = self.possible(stage.inputs[0], &draft.places[0]);
        let (bits, digits) = (self.options.table_bits, self.result_bits(stage));
        let undefined =
            |draft: &Draft| draft.unsupported(format!("{} of values where it is not defined", f.name));
        let x = draft.places[0].clone();
        let usual = self.observed(stage.output).map_or(f64::INFINITY, Real::magnitude);
        let calibrated = self.reach(stage, f, &x, range, scale, usual);
        let positive =
            self.observed(stage.inputs[0]).filter(|s| f.name == "Log" && s.lo > 0.0 && range.lo >= 0);
        let positive = positive.filter(|seen| bearable(f, *seen, BELOW_HALF * scale));
        self.look_at_pole(stage, &draft, f, scale, positive.is_some())?;
        let argument = Argument { scale, positive: positive.map(|s| s.lo) };
        let proven = Domain::new(f, range, &argument, bits, digits, usual);
        let seen = Domain::new(f, calibrated, &argument, bits, digits, usual);
        let (domain, limit) = match (proven, seen) {
            (Some(p), Some(s))
                if p.partial == [false; 2]
                    && p.unit <= WORTH * s.unit
                    && p.values.extent() <= WORTH * s.values.extent() =>
            {
                (p, range)
            }
            (_, Some(s)) => (s, calibrated),
            (Some(p), None) => (p, range),
            (None, None) => return Err(undefined(&draft)),
        };
        // Arguments of one sign have octaves, and none below the sign that the function is defined for.
        let negative = limit.hi < 0;
        let magnitudes = if negative { Range { lo: -limit.hi, hi: -limit.lo } } else { limit };
        let octaves = negative || limit.lo >= 0 || !f.value(-1.0).is_finite();
        // The smallest argument that counts, in steps of the index.
        let least = |s: Real| if negative { -s.hi } else { s.lo };
        let seen = self.observed(stage.inputs[0]).map_or(scale, |s| least(s).max(scale));
        let coarse = domain.shift > 0 && seen < COARSE * domain.unit;
        if let Some(law) = Law::of(f).filter(|_| octaves && coarse && magnitudes.hi > 1) {
            let lo = magnitudes.lo.max((seen / scale * SMALLER).floor() as i64).max(1);
            let limit = Range { lo, hi: magnitudes.hi };
            return self.by_octaves(stage, draft, f, &law, [range, limit], negative);
        }
        // Samples that lie where it is not defined.
        if let Some(seen) = self.observed(stage.inputs[0]).filter(|_| domain.partial != [false; 2]) {
            let (lo, hi) = (domain.index.lo as f64 * domain.unit, domain.index.hi as f64 * domain.unit);
            if seen.lo < lo - domain.unit || seen.hi > hi + domain.unit {
                let of = format!(
                    "{} of {:e} to {:e}: it is defined from {lo:e} to {hi:e}, of multiples of {:e}, which is what these values are \
                     counted in ({})",
                    f.name,
                    seen.lo,
                    seen.hi,
                    domain.unit,
                    finer(range, domain.shift)
                );
                return Err(draft.unsupported(of));
            }
        }
        if let Some(least) = argument.positive.filter(|_| argument.rounds_away(domain.unit)) {
            self.lose_small_arguments(stage, &draft.names, least, BELOW_HALF * domain.unit, domain.unit);
        }
        // What lies beyond a flat end needs no refusal.
        let inside = domain.operand();
        let first = limit.lo.max(inside.lo);
        // Only a table from 0 on has what rounding took below it.
        let room = rounding_room(f, &x).filter(|_| first <= 0);
        let allowed = Range {
            lo: if domain.flat[0] && domain.partial == [false; 2] {
                range.lo
            } else {
                first.min(room.map_or(first, |room| -room))
            },
            hi: if domain.flat[1] && domain.partial == [false; 2] {
                range.hi
            } else {
                limit.hi.min(inside.hi)
            },
        };
        let allowed = beyond(allowed, range, own);
        let refuses = !allowed.contains_range(own);
        // A saturating model clamps as far as there are values: a check allows all but what lies beyond.
        let reach = |start: i64, end: i64| match self.options.overflow {
            Overflow::Reject => start,
            Overflow::Saturate => Domain::reach(f, [start, end], x.scale(), self.options.table_bits),
        };
        let taken = Range {
            lo: reach(allowed.lo, allowed.lo.min(range.lo)),
            hi: reach(allowed.hi, allowed.hi.max(range.hi)),
        };
        let taken = beyond(taken, range, own);
        let checks = !taken.contains_range(own);
        let arguments = Range {
            lo: Rounding::HalfUp.shift(allowed.lo, domain.shift),
            hi: Rounding::HalfUp.shift(allowed.hi, domain.shift),
        };
        let clips = (refuses && taken != allowed) || !domain.index.contains_range(arguments);
        let rounded = if domain.shift > 0 { Deviation::rounding(domain.unit) } else { Deviation::NONE };
        let table = self.table(stage, &mut draft, f, domain, x.error().plus(rounded))?;
        let mut argument = Read::value(0);
        if checks {
            let check = Check { x: argument, range: taken, status: Status::ValueRange };
            argument = Read::value(draft.push(Primitive::Check(check)));
        }
        if domain.shift > 0 || clips {
            let divide = Divide {
                numerator: argument,
                divisor: Divisor::Constant(1 << domain.shift),
                rounding: if domain.shift > 0 { Rounding::HalfUp } else { Rounding::Floor },
                clip: clips.then_some(domain.index),
            };
            argument = Read::value(draft.push(Primitive::Divide(divide)));
        }
        let lookup = Lookup { table: Read::value(table.operand), first: domain.index.lo, x: argument };
        let mut value = draft.push(Primitive::Lookup(lookup));
        if let Some(range) = table.range {
            value = self.within(&mut draft, value, range);
        }
        self.finish_exact(stage, draft, Made { value, scale: table.scale, error: table.error })
    }

    /// Refuses a logarithm of samples that are 0 in its operand's unit, unless they count as a part of one (`near`), and says what is lost
    /// beside a pole where a unit of the smallest argument is much of what all results differ by.
    fn look_at_pole(&mut self, stage: &Stage, draft: &Draft, f: &Function, unit: f64, near: bool) -> Outcome {
        // Whole numbers are what they are.
        let exact = draft.places[0].error().bound() == 0.0;
        let Some(law) = Law::of(f).filter(|_| !exact && !f.value(0.0).is_finite()) else { return Ok(()) };
        let seen = self.observed(stage.inputs[0]).filter(|_| self.calibration.seed.is_none());
        let Some(seen) = seen.filter(|seen| seen.distance() > 0.0) else { return Ok(()) };
        let least = seen.distance();
        let (end, other) = if seen.lo > 0.0 { (seen.lo, seen.hi) } else { (seen.hi, seen.lo) };
        let [at, beside, far] = [end, end + unit.copysign(end), other].map(|v| f.value(v));
        let reason = format!("{} of {end:e}: its operand is counted in multiples of {unit:e}", f.name);
        if !law.grows() && !near && least < unit / 2.0 {
            let range = self.range_of(&draft.places[0]);
            return Err(draft.unsupported(format!("{reason} ({})", finer(range, 0))));
        }
        let told = !law.grows() && near && least < unit / 2.0;
        if !told && (beside - at).abs() > NOTABLE * (far - at).abs().max(at.abs()) {
            self.lose(&draft.names, stage.output, reason);
        }
        Ok(())
    }

    /// Says that a logarithm of arguments down to `least` is that of `taken`.
    pub(super) fn lose_small_arguments(
        &mut self,
        stage: &Stage,
        names: &[String],
        least: f64,
        taken: f64,
        unit: f64,
    ) {
        let reason =
            format!("Log of {least:e} is that of {taken:e}: its operand is counted in multiples of {unit:e}");
        self.lose(names, stage.output, reason);
    }

    /// The integers of an operand that calibration allows: what was seen, with a margin, or with room where samples were
    /// drawn, as far as results are not much larger than usual. Unlike a scale's range it need not be symmetric.
    fn reach(&self, stage: &Stage, f: &Function, x: &Place, range: Range, scale: f64, usual: f64) -> Range {
        let Some(seen) = self.observed(stage.inputs[0]) else { return range };
        let room = x.error().bound();
        let real = if self.calibration.seed.is_some() {
            let out = |v: f64| if v > 0.0 { v * DRAWN } else { v / DRAWN };
            Real { lo: -out(-seen.lo) - room, hi: out(seen.hi) + room }
        } else {
            widened(seen, self.margin(), room)
        };
        let tame = |seen: f64, end: f64| {
            let part = |k: i32| seen + (end - seen) * f64::from(k) / f64::from(PARTS);
            let dwarfs = |v: &f64| f.value(*v).abs() > DWARFS * usual;
            (1..=PARTS).map(part).take_while(|v| !dwarfs(v)).last().unwrap_or(seen)
        };
        // What an operand cannot be has no part in it: below a variance of 0 there is no pole to be seen.
        let (lowest, highest) = (range.lo as f64 * scale, range.hi as f64 * scale);
        // Arguments that are smaller than all that were seen are as usual as larger ones.
        let least = match Law::of(f) {
            _ if begins_at_zero(f) => 0.0,
            Some(law) if law.grows() && seen.lo > 0.0 => seen.lo * SMALLER,
            _ => real.lo,
        };
        let real = Real { lo: real.lo.min(least), ..real };
        let real = Real {
            lo: tame(seen.lo, real.lo.max(lowest.min(seen.lo))),
            hi: tame(seen.hi, real.hi.min(highest.max(seen.hi))),
        };
        let end = |v: f64| (v / scale).clamp(-4e18, 4e18);
        let (lo, hi) = (end(real.lo).floor() as i64, end(real.hi).ceil() as i64);
        Range { lo: lo.clamp(range.lo, range.hi), hi: hi.clamp(range.lo, range.hi) }
    }

    /// Adds the table as an operand, for arguments with this error.
    fn table(
        &mut self,
        stage: &Stage,
        draft: &mut Draft,
        f: &Function,
        domain: Domain,
        error: Deviation,
    ) -> Outcome<Table> {
        let values: Vec<f64> = (domain.index.lo..=domain.index.hi).map(|i| domain.value(f, i)).collect();
        let hull = Real::hull_of(&values);
        // Where arguments were seen, and as far around that as they reach.
        let near = self.observed(stage.inputs[0]).map_or(domain.index, |seen| {
            let around = (seen.width() + seen.distance()) / 4.0;
            let at = |v: f64| round((v / domain.unit).clamp(-4e18, 4e18)).unwrap_or_default();
            Range { lo: at(seen.lo - around), hi: at(seen.hi + around).saturating_add(1) }
        });
        let steps = values.windows(2).zip(domain.index.lo..).filter(|(_, i)| near.contains(*i));
        let step = steps.map(|(v, _)| (v[1] - v[0]).abs()).fold(0.0, f64::max);
        let error = self.plausible(stage, error.times(step / domain.unit));
        let target = self.target_of(stage.output, hull, false, error, self.result_bits(stage));
        let scale = target.scale;
        if domain.shift > 0 && step > STEEP * Real::of(target.range, scale).extent() {
            let reason = format!("{} changes by {step:e} from one table entry to the next", f.name);
            self.lose(&draft.names, stage.output, reason);
        }
        let grows = Law::of(f).is_some_and(|law| law.grows());
        let range = (!target.proven).then(|| self.roomier(target, grows, hull));
        let operand = self.entries(stage, draft, &values, scale, range)?;
        Ok(Table { operand, scale, range, error: error.plus(Deviation::rounding(scale)) })
    }

    /// Adds a table of these values; what lies outside a range is refused anyhow, just beyond it.
    fn entries(
        &mut self,
        stage: &Stage,
        draft: &mut Draft,
        values: &[f64],
        scale: f64,
        range: Option<Range>,
    ) -> Outcome<usize> {
        let entry = |v: &f64| {
            let units = round((v / scale).clamp(-4e18, 4e18))?;
            Some(range.map_or(units, |r| units.clamp(r.lo.saturating_sub(1), r.hi.saturating_add(1))))
        };
        let entries = values.iter().map(entry).collect::<Option<Vec<i64>>>();
        let entries = entries.ok_or_else(|| draft.unsupported("a table beyond 62 bits"))?;
        let name = function_table(&self.float.value(stage.output).name);
        let place = self.placed_constant(&name, &[entries.len()], scale, &entries)?;
        let element = self.element_of(&place);
        draft.places.push(place);
        draft.body.operands.push(Operand { role: Role::Table, element, shape: vec![entries.len()] });
        Ok(draft.body.operands.len() - 1)
    }

    /// Floor, Ceil, Round and truncation: whole numbers by one division.
    fn whole(&mut self, stage: &Stage, mut draft: Draft, name: &str) -> Outcome {
        let (scale, range) = (draft.scale(0), self.range_of(&draft.places[0]));
        // x·scale = x·m / 2^n, with a multiplier as precise as fits beside the operand.
        let room = 60 - range.bits() as i32;
        let shift = (room.min(40) - ceil_log2(scale)).clamp(0, 60);
        let multiplier = round(scale * power(shift)).filter(|m| *m != 0);
        let multiplier = multiplier.ok_or_else(|| draft.unsupported("a rounding of values below 2^-60"))?;
        // What lies within half a unit below a whole number may be that number: the more frequent one.
        let half = if scale < 1.0 { multiplier / 2 } else { 0 };
        let rounded = |draft: &mut Draft, sign: i64, rounding: Rounding, x: Read| {
            let scaled = Map::linear([(multiplier * sign, x)], half);
            let numerator = Read::value(draft.push(Primitive::Map(scaled)));
            let divisor = Divisor::Constant(1 << shift);
            let divide = Divide { numerator, divisor, rounding, clip: None };
            draft.push(Primitive::Divide(divide))
        };
        let value = match name {
            "Floor" => rounded(&mut draft, 1, Rounding::Floor, Read::value(0)),
            "Round" => half_even(&mut draft, multiplier, shift as u32, range),
            "Ceil" => {
                let down = rounded(&mut draft, -1, Rounding::Floor, Read::value(0));
                draft.push(Primitive::Map(Map::linear([(-1, Read::value(down))], 0)))
            }
            _ => {
                // Toward 0: the floors of both parts.
                let part = |draft: &mut Draft, x: Read| {
                    draft.push(Primitive::Reduce(gadgets::primitive::Reduce::relu(x)))
                };
                let minus = draft.push(Primitive::Map(Map::linear([(-1, Read::value(0))], 0)));
                let above = part(&mut draft, Read::value(0));
                let below = part(&mut draft, Read::value(minus));
                let above = rounded(&mut draft, 1, Rounding::Floor, Read::value(above));
                let below = rounded(&mut draft, 1, Rounding::Floor, Read::value(below));
                draft
                    .push(Primitive::Map(Map::linear([(1, Read::value(above)), (-1, Read::value(below))], 0)))
            }
        };
        let error = draft.places[0].error().plus(Deviation::rounding(1.0));
        self.finish_exact(stage, draft, Made { value, scale: 1.0, error })
    }
}
