//! The arguments of a function's table: where the function is defined, and where it does not change any more.

use gadgets::{Range, Rounding};

use crate::functions::Function;
use crate::quantise::real::{Real, power};

/// How often the flat ends are cut off.
const CUTS: usize = 12;
/// How much larger than all results seen those of the arguments beyond the seen ones may be: a table of what an exponential
/// is there has no bits for what it is in fact.
pub(super) const DWARFS: f64 = 8.0;
/// How far beyond an end of its domain an argument may be, in steps.
const HALF_STEP: f64 = 0.5;
/// Steps to find such an end by.
const BISECTIONS: usize = 60;
/// The argument that stands for all from 0 to half a step.
pub(super) const BELOW_HALF: f64 = 0.25;
/// How close to a closed end, in parts of half a step, its value differs by less than `CONTINUOUS`.
const CLOSE: f64 = 1.0 / 1_048_576.0;
const CONTINUOUS: f64 = 1.0 / 128.0;
/// The flat ends differ from the end's value by this part of one of the result's units.
const FLAT: f64 = 0.25;

/// The arguments of a table: multiples of a unit, the ends standing for all that lies beyond where it is flat.
#[derive(Clone, Copy, Debug)]
pub(super) struct Domain {
    /// Bits that the operand is shifted by.
    pub shift: u32,
    /// Real value of one step.
    pub unit: f64,
    /// The first and last argument.
    pub index: Range,
    /// Whether the function is constant below and above.
    pub flat: [bool; 2],
    /// Whether it ends below and above where the function is not defined, so that the operand must be kept within it.
    pub partial: [bool; 2],
    /// The function's values.
    pub values: Real,
    /// The argument, in steps, that 0 stands for: that of positive operands rounded to it, where they are seen to be.
    zero: f64,
}

/// The operand of a logarithm, or of any other function.
pub(super) struct Argument {
    pub scale: f64,
    /// The smallest that was seen of a logarithm's, which are positive.
    pub positive: Option<f64>,
}

impl Argument {
    /// Whether positive arguments are 0 in this unit.
    pub fn rounds_away(&self, unit: f64) -> bool {
        self.positive.is_some_and(|least| least < unit / 2.0)
    }
}

impl Domain {
    /// That of integers within `range`, by an index of `bits` bits; `None` where the function is not
    /// defined anywhere in it. Results have `digits` bits and are `usual` large; those near a pole are not, and must not
    /// decide what is flat.
    pub fn new(f: &Function, range: Range, x: &Argument, bits: u32, digits: u32, usual: f64) -> Option<Self> {
        let full = Self {
            shift: 0,
            unit: x.scale,
            index: range,
            flat: [false; 2],
            partial: [false; 2],
            values: Real::ZERO,
            zero: 0.0,
        };
        if range.lo > range.hi {
            return None;
        }
        let rounded = |d: Self| Self { zero: if x.rounds_away(d.unit) { BELOW_HALF } else { 0.0 }, ..d };
        let mut domain = rounded(full.covering(range, bits));
        for _ in 0..CUTS {
            let (first, last) = domain.defined(f)?;
            domain.partial[0] |= first > domain.index.lo;
            domain.partial[1] |= last < domain.index.hi;
            let at = |i: i64| domain.value(f, i);
            let values = (first..=last).map(at);
            let (lo, hi) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
            let tolerance = (hi - lo).min(DWARFS * usual) * power(-(digits as i32)) * FLAT;
            let near = |i: &i64, end: i64| (at(*i) - at(end)).abs() <= tolerance;
            let from = (first..=last).take_while(|i| near(i, first)).last().unwrap_or(first);
            let to = (from..=last).rev().take_while(|i| near(i, last)).last().unwrap_or(last);
            domain.values = Real { lo, hi };
            domain.flat = [domain.flat[0] || from > first, domain.flat[1] || to < last];
            // One step more on either side, where finer steps may show that the function still changes: as far as it is
            // defined, or as the operand reaches, which may be less than a step from the last argument.
            let real = |i: i64| i.saturating_mul(1 << domain.shift);
            let (lowest, highest) = (
                if first > domain.index.lo { real(first) } else { range.lo },
                if last < domain.index.hi { real(last) } else { range.hi },
            );
            let wider = Range {
                lo: real(from.saturating_sub(1)).max(lowest).max(range.lo),
                hi: real(to.saturating_add(1)).min(highest).min(range.hi),
            };
            domain.index = Range { lo: from, hi: to };
            if wider.lo > wider.hi {
                break;
            }
            let finer = full.covering(wider, bits);
            if finer.shift >= domain.shift {
                break;
            }
            domain =
                rounded(Self { flat: domain.flat, partial: domain.partial, values: domain.values, ..finer });
        }
        Some(domain)
    }

    /// An index over `range`, by the smallest shift that leaves `bits` bits.
    fn covering(self, range: Range, bits: u32) -> Self {
        let spare = 128 - (range.width() >> bits).leading_zeros();
        let rounded = |v: i64| Rounding::HalfUp.shift(v, spare);
        let index = Range { lo: rounded(range.lo), hi: rounded(range.hi) };
        Self { shift: spare, unit: self.unit * power(spare as i32), index, ..self }
    }

    /// The longest run of arguments for which the function is defined.
    fn defined(&self, f: &Function) -> Option<(i64, i64)> {
        let (mut best, mut start) = (None::<(i64, i64)>, None);
        for i in self.index.lo..=self.index.hi + 1 {
            let fine = i <= self.index.hi && self.value(f, i).is_finite();
            match (fine, start) {
                (true, None) => start = Some(i),
                (false, Some(s)) => {
                    if best.is_none_or(|(a, b)| i - 1 - s > b - a) {
                        best = Some((s, i - 1));
                    }
                    start = None;
                }
                _ => {}
            }
        }
        best
    }

    /// The function's value at an argument. One less than half a step beyond a closed end of where the function is defined, the arc
    /// cosine's 1 for one, is that end; beyond a pole or an open end there is none.
    pub fn value(&self, f: &Function, i: i64) -> f64 {
        let beyond = if i == 0 { self.zero } else { i as f64 } * self.unit;
        let own = f.value(beyond);
        if !own.is_nan() {
            return own;
        }
        let inside = [-HALF_STEP, HALF_STEP].map(|step| (i as f64 + step) * self.unit);
        let Some(inside) = inside.into_iter().find(|v| f.value(*v).is_finite()) else { return own };
        let (mut end, mut beyond) = (inside, beyond);
        for _ in 0..BISECTIONS {
            let middle = (end + beyond) / 2.0;
            *(if f.value(middle).is_finite() { &mut end } else { &mut beyond }) = middle;
        }
        let (at, beside) = (f.value(end), f.value(end + (inside - end) * CLOSE));
        if (at - beside).abs() <= CONTINUOUS { at } else { own }
    }

    /// How far from `start` toward `end`, which are integers of `scale`, the function has a value all the way, by as many steps as `bits` bits tell
    /// apart: what saturates is clamped so far, and no value is made up beyond a pole.
    pub fn reach(f: &Function, [start, end]: [i64; 2], scale: f64, bits: u32) -> i64 {
        let spare = 128 - (Range { lo: start.min(end), hi: start.max(end) }.width() >> bits).leading_zeros();
        let step = 1i64 << spare;
        let mut at = start;
        while at != end {
            // Multiples of a step, of which 0 is one, where functions end as a rule.
            let next =
                if start < end { (at.div_euclid(step) + 1) * step } else { (at - 1).div_euclid(step) * step };
            let next = if start < end { next.min(end) } else { next.max(end) };
            if !f.value(next as f64 * scale).is_finite() {
                break;
            }
            at = next;
        }
        at
    }

    /// The integers of the operand that round to an argument.
    pub fn operand(&self) -> Range {
        let half = Rounding::HalfUp.addend(self.shift);
        let low = |i: i64| i.saturating_mul(1 << self.shift).saturating_sub(half);
        Range { lo: low(self.index.lo), hi: low(self.index.hi.saturating_add(1)).saturating_sub(1) }
    }
}
