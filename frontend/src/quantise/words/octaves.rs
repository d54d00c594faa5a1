//! Functions of one positive value whose *relative* accuracy counts (roots, reciprocals, logarithms), over many octaves:
//! the argument is `m·2^e`, and what they are of it is the product of what they are of both, of a logarithm the sum. So two tables
//! are enough, one of `m` and a short one of `2^e`, and an argument is rounded by the same part of itself wherever it lies.
//!
//! `e` is the number of powers of two that the argument reaches, found by comparisons; `x·2^(K−1−e)` has `K` bits, of
//! which the first `D + 1` remain.
//!
//! A function that is finite at 0 takes all arguments down to it: what results leave their calibrated range is refused as any other
//! value that does. One that is not has a smallest argument, below which a run ends.

use gadgets::names::{function_table, octaves_table, powers_table};
use gadgets::primitive::{Check, Compare, Comparison, Divide, Fold, Lookup, Map, Read, Reduce, Source};
use gadgets::{Operand, Primitive, Range, Role, Rounding, Status, View};

use super::function::{bearable, beyond, rounding_room};
use super::quotient::rounds_away;
use super::{Draft, Made};
use crate::functions::Function;
use crate::quantise::Outcome;
use crate::quantise::build::{Builder, RELATIVE_BITS};
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::quantise::options::Overflow;
use crate::quantise::real::{Real, floor_log2, power, round};
use crate::quantise::target::Target;

/// Fewest and most leading bits of an argument, below its first.
const DIGITS: [u32; 2] = [6, 14];
/// Most bits of an argument: its product with a power of two has twice as many.
const MOST_BITS: u32 = RELATIVE_BITS;
/// Bits that results have beyond those of a word: they span octaves, too.
const MORE_BITS: u32 = 4;
/// Bits that the tables' entries have beyond a result's, and beyond an argument's.
const GUARD_BITS: i32 = 4;
/// Most bits of the product of two entries.
const PRODUCT_BITS: i32 = 60;
/// Largest exponent, of either sign, of a power that is taken apart.
const STEEPEST: f64 = 4.0;
/// How much larger than calibrated ones results may be that grow toward an argument of 0: arguments that are smaller than all that were seen
/// are as usual as such that are larger.
const ROOM: i64 = 2;
/// The smallest argument that counts is below the one of the largest result by this part of itself.
const BEYOND: f64 = 1.0 / 64.0;

/// What a function is of `2^e·m`.
#[derive(Clone, Debug)]
pub(super) struct Law {
    /// The function without what is added to its argument.
    f: Function,
    /// Of a power; `None` for the logarithm.
    exponent: Option<f64>,
    /// What is added to the argument.
    addend: f64,
}

impl Law {
    /// That of a function, if it has one.
    pub fn of(f: &Function) -> Option<Self> {
        let first = f.parameters.first().copied().unwrap_or_default();
        let exponent = match f.name {
            "Log" => None,
            "Sqrt" => Some(0.5),
            "Reciprocal" => Some(-1.0),
            "reciprocal_root" => Some(-0.5),
            "pow" => Some(first),
            _ => return None,
        };
        let fits = exponent.is_none_or(|p| p != 0.0 && p.abs() <= STEEPEST);
        let shifted = f.name == "reciprocal_root";
        let f = if shifted { Function { parameters: vec![0.0], ..f.clone() } } else { f.clone() };
        fits.then_some(Self { f, exponent, addend: if shifted { first } else { 0.0 } })
    }

    /// Its value at a positive argument, to which what is added was added.
    fn value(&self, x: f64) -> f64 {
        self.f.value(x)
    }

    /// Whether it grows toward 0.
    pub fn grows(&self) -> bool {
        self.exponent.is_some_and(|p| p < 0.0)
    }
}

/// The tables of a function, and the bits by which their product, or sum, is finer than the result.
struct Tables {
    /// Of `1 + t/2^D`.
    leading: Vec<i64>,
    /// Of the octaves, from the lowest one on; of 0 before them if that is an argument of its own.
    octaves: Vec<i64>,
    shift: u32,
}

/// The octaves of an argument's integers.
#[derive(Clone, Copy)]
struct Octaves {
    lowest: u32,
    /// One more than the highest.
    end: u32,
    /// Whether 0 is told from the lowest one.
    zero: bool,
    digits: u32,
}

/// Where a draft's operands are.
struct Given {
    leading: usize,
    octaves: usize,
    powers: usize,
    bounds: usize,
    /// How many bounds there are.
    count: usize,
}

impl Builder<'_> {
    /// The function of integers of operand 0, or of what these are below 0 if they are `negative`. Of the possible ones those within
    /// a limit, at least 1, are allowed, and all below it of a function that is finite at 0.
    pub(super) fn by_octaves(
        &mut self,
        stage: &Stage,
        mut draft: Draft,
        f: &Function,
        law: &Law,
        [possible, limit]: [Range; 2],
        negative: bool,
    ) -> Outcome {
        let (stored, own) = (draft.scale(0), self.range_of(&draft.places[0]));
        let facing = |r: Range| if negative { Range { lo: -r.hi, hi: -r.lo } } else { r };
        let (own, range) = (facing(own), facing(possible));
        let too_wide = |draft: &Draft| draft.unsupported("a table beyond 62 bits");
        let at_zero = f.value(0.0);
        let finite = at_zero.is_finite() && !negative;

        // What is added is a number of units: where it is none, 0 is an argument of its own.
        let added = round(law.addend / stored).filter(|v| *v >= 0 && v.checked_add(limit.hi).is_some());
        let added = added.ok_or_else(|| too_wide(&draft))?;
        let (lowest, hi) = (if finite { added } else { limit.lo }, limit.hi + added);
        let spare = Range { lo: 0, hi }.bits().saturating_sub(1 + MOST_BITS);
        let shifted = |v: i64| Rounding::HalfUp.shift(v, spare);
        let unit = stored * power(spare as i32);
        let sign = if negative { -1.0 } else { 1.0 };
        let (mut lo, hi) = (shifted(lowest).max(1), shifted(hi).max(2));
        let value = |x: f64| law.value(sign * x);
        let digits = self.options.table_bits.saturating_sub(1).clamp(DIGITS[0], DIGITS[1]);

        let ends = [lo, hi].map(|v| value(v as f64 * unit));
        let mut hull = Real::hull_of(&ends);
        if finite {
            hull = hull.hull(Real { lo: at_zero, hi: at_zero });
        }
        // Errors are judged by the arguments that there are.
        let smallest = |seen: Real| if negative { -seen.hi } else { seen.lo + law.addend };
        let least = self.observed(stage.inputs[0]).map_or(0.0, smallest).max(lo as f64 * unit);
        let part = power(-(digits as i32));
        let steps = [least, hi as f64 * unit].map(|x| ((value(x * (1.0 + part)) - value(x)).abs(), x * part));
        let steepest = steps.iter().map(|(step, width)| step / width).fold(0.0, f64::max);
        let step = steps.iter().map(|(step, _)| *step).fold(0.0, f64::max);
        let moved = if law.addend == 0.0 { Deviation::NONE } else { Deviation::rounding(stored) };
        let error = draft.places[0].error().plus(moved).times(steepest).plus(Deviation::rounding(step));
        let error = self.plausible(stage, error);

        let target = self.target_of(stage.output, hull, false, error, self.result_bits(stage) + MORE_BITS);
        let refused = (!target.proven).then(|| self.roomier(target, law.grows(), hull));
        if let Some((range, p)) = refused.filter(|_| law.grows() && finite).zip(law.exponent) {
            // Below this argument all results are refused.
            let largest = libm::pow(range.hi as f64 * target.scale, 1.0 / p) / unit * (1.0 - BEYOND);
            lo = lo.max((largest.clamp(0.0, (hi - 1) as f64)).floor() as i64);
        }
        let end = 64 - hi.leading_zeros();
        let octaves = Octaves {
            lowest: (63 - lo.leading_zeros()).min(end - 2),
            end,
            zero: finite && added == 0 && lo == 1,
            digits,
        };
        let tables = tables(law, &octaves, sign * unit, at_zero, target.scale, refused);
        let tables = tables.ok_or_else(|| too_wide(&draft))?;

        let given = self.given_tables(stage, &mut draft, &octaves, &tables)?;

        let mut x = Read::value(0);
        if negative {
            x = Read::value(draft.push(Primitive::Map(Map::linear([(-1, x)], 0))));
        }
        let (taken, is_log) = (lo as f64 * unit, law.exponent.is_none());
        let rounded = self
            .observed(stage.inputs[0])
            .filter(|seen| !negative && rounds_away(*seen, stored) && (!is_log || bearable(f, *seen, taken)));
        if let Some(seen) = rounded.filter(|_| is_log) {
            self.lose_small_arguments(stage, &draft.names, seen.lo, taken, unit);
        }
        let allowed = Range {
            lo: match rounded {
                _ if finite => rounding_room(f, &draft.places[0]).map_or(0, |room| -room),
                Some(_) if range.lo >= 0 => range.lo,
                _ => limit.lo,
            },
            hi: limit.hi,
        };
        // A saturating model clamps all but what the function is not defined for, by the one bound that the index has in any case.
        let saturates = self.options.overflow == Overflow::Saturate;
        let lowest = if range.lo >= 0 { range.lo } else { allowed.lo };
        let taken = if saturates { Range { lo: lowest, hi: range.hi } } else { allowed };
        let taken = beyond(taken, range, own);
        if !taken.contains_range(own) {
            let check = Check { x, range: taken, status: Status::ValueRange };
            x = Read::value(draft.push(Primitive::Check(check)));
        }
        if added > 0 {
            x = Read::value(draft.push(Primitive::Map(Map::linear([(1, x)], added))));
        }
        let clip = Range { lo: if octaves.zero { 0 } else { lo }, hi };
        let left = [own.lo.max(taken.lo), own.hi.min(taken.hi)].map(|v| v.saturating_add(added));
        let left = Range { lo: left[0], hi: left[1] };
        if spare > 0 {
            x = Read::value(draft.push(Primitive::Divide(Divide::shift(
                x,
                spare,
                Rounding::HalfUp,
                Some(clip),
            ))));
        } else if !clip.contains_range(left) {
            x = Read::value(draft.push(Primitive::Divide(Divide::clip(x, clip))));
        }
        let mut value = looked_up(&mut draft, x, &octaves, &given, !is_log, tables.shift);
        if let Some(range) = refused {
            value = self.within(&mut draft, value, range);
        }
        let error = error.plus(Deviation::rounding(target.scale));
        self.finish_exact(stage, draft, Made { value, scale: target.scale, error })
    }

    /// The range of results that are not refused, of a function that grows toward 0 or of another one.
    pub(super) fn roomier(&self, target: Target, grows: bool, hull: Real) -> Range {
        // Drawn arguments have room already.
        if !grows || self.calibration.seed.is_some() {
            return target.range;
        }
        let proven = round(hull.hi / target.scale).unwrap_or(i64::MAX);
        let hi = target.range.hi.saturating_mul(ROOM).min(proven);
        Range { hi: hi.max(target.range.hi), ..target.range }
    }

    /// Adds what the octaves are found and looked up by: operands come before all values.
    fn given_tables(
        &mut self,
        stage: &Stage,
        draft: &mut Draft,
        octaves: &Octaves,
        tables: &Tables,
    ) -> Outcome<Given> {
        let name = self.float.value(stage.output).name.clone();
        let Octaves { lowest, end, zero, .. } = *octaves;
        // What brings an octave's integers to the highest one; 0 stays where it is.
        let powers: Vec<i64> =
            zero.then_some(1).into_iter().chain((lowest..end).map(|k| 1 << (end - 1 - k))).collect();
        // Above 2^k − 1 are the integers that reach 2^k.
        let first = if zero { 0 } else { lowest + 1 };
        let bounds: Vec<i64> = (first..end).map(|k| (1 << k) - 1).collect();
        Ok(Given {
            leading: self.given(draft, &function_table(&name), &tables.leading)?,
            octaves: self.given(draft, &octaves_table(&name), &tables.octaves)?,
            powers: self.given(draft, &powers_table(&name), &powers)?,
            bounds: self.given(draft, &format!("{name}/bounds"), &bounds)?,
            count: bounds.len(),
        })
    }

    /// Adds a constant as an operand.
    fn given(&mut self, draft: &mut Draft, name: &str, values: &[i64]) -> Outcome<usize> {
        let place = self.placed_constant(name, &[values.len()], 1.0, values)?;
        let element = self.element_of(&place);
        draft.places.push(place);
        draft.body.operands.push(Operand { role: Role::Table, element, shape: vec![values.len()] });
        Ok(draft.body.operands.len() - 1)
    }
}

/// The result for an argument that is at least 1, or 0 where that is one of its own; `product` tells whether the tables' entries are factors, which
/// are finer than it by `shift` bits.
fn looked_up(
    draft: &mut Draft,
    x: Read,
    octaves: &Octaves,
    given: &Given,
    product: bool,
    shift: u32,
) -> usize {
    let Octaves { end, digits, .. } = *octaves;
    let Given { leading, octaves, powers, bounds, count } = *given;
    let shape = draft.body.operands[0].shape.clone();
    let rank = shape.len();
    let whole = [shape.as_slice(), &[count]].concat();
    let plain: Vec<Option<usize>> = (0..rank).map(Some).collect();
    let along = Read { source: Source::Value(bounds), views: vec![View::select(&whole, &[Some(rank)])] };
    let spread = x.clone().view(View::select(&whole, &plain));
    let reached = draft.push(Primitive::Compare(Compare { op: Comparison::Less, a: along, b: spread }));
    let sum = Reduce { op: Fold::Sum, x: Read::value(reached), folded: 1, floor: None };
    let octave = Read::value(draft.push(Primitive::Reduce(sum)));
    let mut looked = |table: usize, first: i64, x: &Read| {
        let lookup = Lookup { table: Read::value(table), first, x: x.clone() };
        Read::value(draft.push(Primitive::Lookup(lookup)))
    };
    let (factor, of_octave) = (looked(powers, 0, &octave), looked(octaves, 0, &octave));
    let normal = Read::value(draft.push(Primitive::Map(Map::product(x, factor))));
    // With fewer octaves than digits there is nothing to round away.
    let (surplus, missing) = ((end - 1).saturating_sub(digits), digits.saturating_sub(end - 1));
    let scaled = Read::value(draft.push(Primitive::Map(Map::linear([(1 << missing, normal)], 0))));
    let ends = Range { lo: 1 << digits, hi: 2 << digits };
    let rounded = Divide::shift(scaled, surplus, Rounding::HalfUp, Some(ends));
    let at = Read::value(draft.push(Primitive::Divide(rounded)));
    let lookup = Lookup { table: Read::value(leading), first: ends.lo, x: at };
    let of_leading = Read::value(draft.push(Primitive::Lookup(lookup)));
    let both = match product {
        true => Map::product(of_leading, of_octave),
        false => Map::linear([(1, of_leading), (1, of_octave)], 0),
    };
    let both = Read::value(draft.push(Primitive::Map(both)));
    draft.push(Primitive::Divide(Divide::shift(both, shift, Rounding::HalfUp, None)))
}

/// Both tables, for results in multiples of `scale`. What is far out of a range that the results must lie in is just out of it.
fn tables(
    law: &Law,
    octaves: &Octaves,
    unit: f64,
    at_zero: f64,
    scale: f64,
    refused: Option<Range>,
) -> Option<Tables> {
    let Octaves { lowest, end, zero, digits } = *octaves;
    let guard = power(GUARD_BITS);
    let below = power(law.exponent.map_or(0, |p| (-p).max(0.0).ceil() as i32));
    // Of a sum's terms, none says by itself that the sum is out of range.
    let refused = refused.filter(|_| law.exponent.is_some());
    let most = refused.map_or(f64::INFINITY, |r| (r.hi.max(-r.lo) as f64 + 2.0) * below);
    let entry = |v: f64| round((v / scale).clamp(-most, most) * guard);
    let zero = zero.then_some(at_zero).into_iter();
    let values: Vec<f64> = zero.chain((lowest..end).map(|k| law.value(unit * power(k as i32)))).collect();
    let of_octaves: Vec<i64> = values.iter().map(|v| entry(*v)).collect::<Option<_>>()?;
    let largest = of_octaves.iter().map(|v| v.unsigned_abs()).max().unwrap_or(0) as f64;
    let part = |t: i64| 1.0 + t as f64 / power(digits as i32);
    let all = 0..=1i64 << digits;
    let (leading, shift): (Option<Vec<i64>>, i32) = match law.exponent {
        Some(p) => {
            let above = p.max(0.0).ceil() as i32;
            let bits =
                (digits as i32 + GUARD_BITS).min(PRODUCT_BITS - floor_log2(largest.max(1.0)) - 1 - above);
            let one = |t: i64| round(libm::pow(part(t), p) * power(bits));
            ((bits > 0).then(|| all.map(one).collect())?, GUARD_BITS + bits)
        }
        None => (all.map(|t| round(libm::log(part(t)) / scale * guard)).collect(), GUARD_BITS),
    };
    Some(Tables { leading: leading?, octaves: of_octaves, shift: shift as u32 })
}
