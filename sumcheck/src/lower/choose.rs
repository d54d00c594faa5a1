//! Maxima: no less than any candidate, and equal to one of them.
//!
//! For each pair of a maximum and a candidate there is their difference, which is not negative. The product of a maximum's
//! differences is zero, so one of them is. Of a maximum that is divided and rounded at once the quotients of the
//! differences take their places: the maximum itself is no cell.

use circuit::{Range, Rounding, TensorId};

use super::super::field::{F, HALF, PRIME, WIDEST, residue};
use super::super::plan::{Axis, Factor, PlanError, Product};
use super::super::plane::{Fill, IntId, Integers, Map, NOTHING, Part, PlaneId, Term};
use super::super::profile::Why;
use super::super::wide::{Value, fits_plane};
use super::{Lowering, Members};
use p3_field::PrimeCharacteristicRing;

/// The quotient of maxima by a power of two.
pub(super) struct Pooled<'a> {
    pub x: &'a Value,
    /// What each result is the largest of, beside `floor`.
    pub members: &'a Members,
    pub floor: Option<i128>,
    pub shift: u32,
    pub rounding: Rounding,
    /// Where the quotients lie.
    pub range: Range,
    /// The tensor that they are.
    pub out: TensorId,
}

impl Lowering<'_> {
    /// The value, no less than one end of the clip and no more than the other.
    ///
    /// What the clamp takes is zero, or the result is at the end that it is clamped to.
    pub(super) fn clamp(&mut self, value: Value, clip: Range, out: TensorId) -> Result<Value, PlanError> {
        let len = value.len;
        if clip.contains_range(value.range) {
            return Ok(value);
        }
        let Some(kept) = clip.meet(value.range).filter(|_| clip.lo < clip.hi) else {
            // All of it is at one end.
            let end = value.range.lo.clamp(clip.lo, clip.hi);
            return self.constant(&vec![end; len]);
        };
        let of = self.b.integers(Integers::Tensor(out));
        if value.narrow().is_none() {
            return self.clamp_wide(value, clip);
        }
        let plane = self.b.open(len, kept, kept, Fill::Part { of, part: Part::ALL });
        let q = Value { len, range: kept, integers: of, plane };
        let before = self.b.why(Why::Excess);
        let excess = self.sum(&[(1, &value), (-1, &q)], 0)?;
        let known = excess.range.magnitude() as i128;
        self.excess(&q, clip, value.range, &excess, known)?;
        self.b.why(before);
        Ok(q)
    }

    /// A clamp of what does not fit the field, as two maxima.
    fn clamp_wide(&mut self, value: Value, clip: Range) -> Result<Value, PlanError> {
        let mut value = value;
        if value.range.lo < clip.lo {
            value = self.at_least(&value, clip.lo)?;
        }
        if value.range.hi > clip.hi {
            let negated = self.sum(&[(-1, &value)], 0)?;
            let most = self.at_least(&negated, -clip.hi)?;
            value = self.sum(&[(-1, &most)], 0)?;
        }
        Ok(value)
    }

    /// What a clamp left, with what it took from the integers `whole`, which lie in `range`.
    pub(super) fn with_excess(
        &mut self,
        q: &Value,
        clip: Range,
        range: Range,
        whole: IntId,
    ) -> Result<Value, PlanError> {
        let before = self.b.why(Why::Excess);
        let terms = vec![(1, whole, Map::Same), (-1, q.integers, Map::Same)];
        let of = self.b.integers(Integers::Linear { len: q.len, terms, constant: 0 });
        let reach = excess_of(clip, range).magnitude() as i128 * 4;
        let (lo, hi) = (range.lo < clip.lo, range.hi > clip.hi);
        let own = Range::new(if lo { -reach } else { 0 }, if hi { reach } else { 0 });
        let plane = self.b.cells(q.len, own, Fill::Part { of, part: Part::ALL });
        let excess = Value { len: q.len, range: own, integers: of, plane };
        self.excess(q, clip, range, &excess, 0)?;
        self.b.why(before);
        let sum = self.sum(&[(1, q), (1, &excess)], 0)?;
        Ok(Value { integers: whole, ..sum })
    }

    /// Checks what a clamp took: of integers in `range` it left `q`. Where it may have taken from both ends there is its magnitude g, beside
    /// what it took, e: `g + e` is zero or q is the upper end, `g - e` is zero or q is the lower one; so e is g, -g or zero. `known` bounds e,
    /// where it is an integer without that.
    fn excess(
        &mut self,
        q: &Value,
        clip: Range,
        range: Range,
        excess: &Value,
        known: i128,
    ) -> Result<(), PlanError> {
        let (len, most) = (q.len, excess_of(clip, range).magnitude() as i128);
        let above = self.sum(&[(-1, q)], clip.hi)?.plane;
        let below = self.sum(&[(1, q)], -clip.lo)?.plane;
        let (lo, hi) = (range.lo < clip.lo, range.hi > clip.hi);
        if lo && hi {
            let fill = Fill::Magnitude { of: excess.plane };
            // g and e are the same number, not only of one residue.
            let room = (4 * most).min(PRIME - 1 - known);
            self.b.fits("what a clamp takes", (most as u128 + 1).next_power_of_two() as i128, room)?;
            let size = self.b.open(len, Range::new(0, most), Range::new(0, room), fill);
            let both = |sign: F| vec![same(F::ONE, size), same(sign, excess.plane)];
            let range = Range::new(-8 * most, 8 * most);
            let up = self.b.linear(len, both(F::ONE), 0, range);
            let down = self.b.linear(len, both(-F::ONE), 0, range);
            self.vanishing(up, above);
            self.vanishing(down, below);
            return self.b.close(size);
        }
        let (sign, end) = if hi { (1, above) } else { (-1, below) };
        let taken = self.sum(&[(sign, excess)], 0)?.plane;
        self.vanishing(taken, end);
        self.b.window(taken, 0, most as u128 + 1, known, 4 * most + 1)?;
        Ok(())
    }

    /// A fact: elementwise products are zero.
    fn vanishing(&mut self, a: PlaneId, b: PlaneId) {
        let len = self.b.plane(a).len;
        let axis = |weight| vec![Axis { size: len, step: Some(1), weight }];
        let pairs = vec![[Factor { plane: a, axes: axis(Some(0)) }, Factor { plane: b, axes: axis(None) }]];
        self.b.product(Product { pairs, terms: len, result: None, axes: vec![len] });
    }

    fn at_least(&mut self, value: &Value, least: i128) -> Result<Value, PlanError> {
        let all: Vec<u32> = (0..=value.len as u32).collect();
        let members = Members { items: all[..value.len].to_vec(), starts: all };
        let range = value.range.max(Range::point(least));
        self.maximum(value, members, Some(least), None, range)
    }

    /// The maxima of groups of elements, and of a number; a tensor of the run, if one holds them.
    pub(super) fn maximum(
        &mut self,
        x: &Value,
        members: Members,
        floor: Option<i128>,
        out: Option<TensorId>,
        range: Range,
    ) -> Result<Value, PlanError> {
        let len = members.starts.len() - 1;
        let Members { starts, items } = members.clone();
        let of = self.b.integers(match out {
            Some(t) => Integers::Tensor(t),
            None => Integers::Largest { of: x.integers, starts, items, floor },
        });
        let pairs = Pairs::new(&members, floor.is_some());
        if pairs.owners.len() == len && floor.is_none() {
            let alone = self.gathered(x, pairs.candidates)?;
            return Ok(self.b.confined(alone, range));
        }
        let floors = floor.filter(|f| *f != 0).map(|f| {
            let at = |c: &u32| if *c == NOTHING { f } else { 0 };
            pairs.candidates.iter().map(at).collect::<Vec<_>>()
        });
        let candidates = self.gathered(x, pairs.candidates)?;
        let hull = x.range.hull(Range::point(floor.unwrap_or(x.range.lo)));
        let reach = hull.hi - hull.lo;
        let floors = floors.map(|f| self.constant(&f)).transpose()?;
        // A value that does not fit a plane is chosen digit by digit; one that does is a candidate's by the last fact.
        let narrow = fits_plane(hull.hull(range)) && x.narrow().is_some() && reach < PRIME / 4;
        let maximum = if narrow {
            // Which lie where these do; that it is no less than they are is yet to be checked.
            let plane = self.b.cells(len, hull, Fill::Part { of, part: Part::ALL });
            Value { len, range: hull, integers: of, plane }
        } else {
            self.b.chosen(len, of, range, i128::MAX)?
        };
        // Every pair has an owner, so zero is not among what is read.
        let owned = self.gathered(&maximum, pairs.owners)?;
        let before = self.b.why(Why::Difference);
        let mut terms = vec![(1, &owned), (-1, &candidates)];
        terms.extend(floors.as_ref().map(|f| (-1, f)));
        let mut difference = self.sum(&terms, 0)?;
        if narrow {
            difference = self.b.confined(difference, Range::new(-reach, reach));
        }
        self.b.natural(&difference, reach)?;
        let plane = difference.plane;
        let digits = if narrow { vec![(0, plane)] } else { self.b.digits_of(plane, None)? };
        // Digits are not negative, and few: all of them are zero where their sum is.
        let zero = match digits[..] {
            [(_, one)] => one,
            _ => {
                let terms = digits.iter().map(|(_, d)| same(F::ONE, *d)).collect();
                let most = (digits.len() as i128) << self.b.bits;
                self.b.linear(difference.len, terms, 0, Range::new(0, most))
            }
        };
        self.some_zero(zero, &pairs.starts);
        self.b.why(before);
        if floors.is_none() && floor.is_none() && !narrow {
            self.b.differences.insert([owned.plane, candidates.plane], plane);
        }
        Ok(self.b.confined(maximum, range))
    }

    /// In each group of a plane's elements some element is zero: their product is, halves of a group at a time.
    fn some_zero(&mut self, mut plane: PlaneId, starts: &[u32]) {
        let groups = starts.len() as u32 - 1;
        let mut bounds: Vec<[u32; 2]> = starts.windows(2).map(|w| [w[0], w[1] - w[0]]).collect();
        let mut width = bounds.iter().map(|[_, size]| *size).max().unwrap_or(0).max(1);
        loop {
            // Where a group is smaller than others its last element is taken again.
            let part = |from: u32, count: u32| -> Vec<u32> {
                let at = |[start, size]: &[u32; 2]| -> Vec<u32> {
                    (from..from + count).map(|j| start + j.min(size - 1)).collect()
                };
                bounds.iter().flat_map(at).collect()
            };
            let half = (width / 2).max(1);
            let range = self.b.range(plane);
            let sides = [part(0, half), part(width - half, half)];
            let [a, b] = sides.map(|map| self.b.linear(map.len(), vec![gather(plane, map)], 0, range));
            let len = (groups * half) as usize;
            let axis = |weight| vec![Axis { size: len, step: Some(1), weight }];
            let pairs =
                vec![[Factor { plane: a, axes: axis(Some(0)) }, Factor { plane: b, axes: axis(None) }]];
            let result = (width > 2).then(|| {
                let fill = Fill::Product { product: self.b.next_product() };
                self.b.cells(len, Range::new(-HALF, HALF), fill)
            });
            self.b.product(Product { pairs, terms: len, result, axes: vec![len] });
            let Some(result) = result else { return };
            // The one in the middle has no partner, and stays.
            let rest = width % 2;
            width = half + rest;
            let own = |g: u32| g * half;
            let (mut of_result, mut of_rest) = (Vec::new(), Vec::new());
            for (g, stays) in (0..groups).zip(part(half, 1)) {
                of_result.extend((own(g)..own(g) + half).chain((rest == 1).then_some(NOTHING)));
                of_rest.resize(of_result.len(), NOTHING);
                if let (1, Some(last)) = (rest, of_rest.last_mut()) {
                    *last = stays;
                }
            }
            let terms = vec![gather(result, of_result), gather(plane, of_rest)];
            plane = self.b.linear((groups * width) as usize, terms, 0, Range::new(-HALF, HALF));
            bounds = (0..groups).map(|g| [g * width, width]).collect();
        }
    }

    /// The rounded quotients of maxima, if everything fits planes.
    ///
    /// With `n` for a candidate, shifted so that its quotient is rounded down: `d·q + d - 1 - n` is not negative for any of
    /// them, so its quotient by `d` is not. That one is zero for some candidate, or `q` is the floor's quotient.
    pub(super) fn pooled(&mut self, pooled: &Pooled<'_>) -> Result<Option<Value>, PlanError> {
        let Pooled { x, members, floor, shift, rounding, range, out } = *pooled;
        let len = members.starts.len() - 1;
        let alone = floor.is_none() && members.items.len() == len;
        let (Some(_), false, 1..=20) = (x.narrow(), alone, shift) else { return Ok(None) };
        let d = 1i128 << shift;
        let half = if rounding == Rounding::HalfUp { d / 2 } else { 0 };
        // Room for q, for what its remainders' quotients are, and for remainders.
        let room = PRIME / 4;
        let most = Range::new(x.range.lo + half, x.range.hi + half).magnitude() as i128 + d;
        let limit = (room - most) / d - range.lo.abs();
        let top = (d * range.hi + d - 1 - x.range.lo - half) >> shift;
        let power = |n: i128| (n.max(0) as u128 + 1).next_power_of_two() as i128;
        if most >= room
            || power(range.hi - range.lo) > limit
            || limit > WIDEST
            || top < 0
            || power(top) > room / d
        {
            return Ok(None);
        }
        let of = self.b.integers(Integers::Tensor(out));
        let quotient = self.b.cells(len, range, Fill::Part { of, part: Part::ALL });
        let before = self.b.why(Why::Range);
        let window = self.b.window(quotient, range.lo, range.count(), 0, limit)?;
        let held = Range::new(range.lo, range.lo + window - 1);
        self.b.confine(quotient, held);
        let q = Value { len, range: held, integers: of, plane: quotient };
        self.b.why(Why::Difference);
        let pairs = Pairs::new(members, false);
        let (count, mut starts) = (pairs.owners.len(), pairs.starts);
        // Every pair has an owner, so zero is not among what is read.
        let owned = self.gathered(&q, pairs.owners)?;
        let candidates = self.gathered(x, pairs.candidates)?;
        let bound =
            Range::new(d * held.lo + d - 1 - half - x.range.hi, d * held.hi + d - 1 - half - x.range.lo);
        let left = self.sum(&[(d, &owned), (-1, &candidates)], d - 1 - half)?;
        let left = self.b.confined(left, bound).plane;
        let fill = Fill::Digit { of: left, minus: F::ZERO, plus: 0, part: Part { shift, bits: None } };
        let mut quotients = self.b.cells(count, Range::new(0, top), fill);
        let window = self.b.window(quotients, 0, top as u128 + 1, 0, room / d)?;
        let reach = bound.magnitude() as i128 + d * window;
        let terms = vec![same(F::ONE, left), same(residue(-d), quotients)];
        let rest = self.b.linear(count, terms, 0, Range::new(-reach, reach));
        self.b.within(rest, Range::new(0, d - 1), reach)?;
        if let Some(floor) = floor {
            // One more in each group: what q is more than the quotient of the floor.
            let least = (floor + half) >> shift;
            let range = Range::new(held.lo - least, held.hi - least);
            let above = self.b.linear(len, vec![same(F::ONE, quotient)], -least, range);
            let (mut of_pairs, mut of_floors) = (Vec::new(), Vec::new());
            for (owner, bounds) in (0u32..).zip(starts.windows(2)) {
                of_pairs.extend((bounds[0]..bounds[1]).chain([NOTHING]));
                of_floors.resize(of_pairs.len() - 1, NOTHING);
                of_floors.push(owner);
            }
            let len = of_pairs.len();
            let terms = vec![gather(quotients, of_pairs), gather(above, of_floors)];
            quotients = self.b.linear(len, terms, 0, range.hull(Range::new(0, window)));
            starts.iter_mut().zip(0..).for_each(|(s, i)| *s += i);
        }
        self.some_zero(quotients, &starts);
        self.b.why(before);
        Ok(Some(self.b.confined(q, range)))
    }
}

/// What a clamp takes from integers in this range.
fn excess_of(clip: Range, range: Range) -> Range {
    Range::new((range.lo - clip.lo).min(0), (range.hi - clip.hi).max(0))
}

/// A multiple of a plane as it is.
fn same(factor: F, plane: PlaneId) -> Term {
    Term { factor, plane, map: Map::Same }
}

/// A plane's elements at these positions.
fn gather(plane: PlaneId, map: Vec<u32>) -> Term {
    Term { factor: F::ONE, plane, map: Map::Gather(map.into()) }
}

/// Pairs of maxima and candidates.
struct Pairs {
    candidates: Vec<u32>,
    owners: Vec<u32>,
    starts: Vec<u32>,
}

impl Pairs {
    /// Each maximum with its members, and with nothing if there is a floor.
    fn new(members: &Members, floor: bool) -> Self {
        let mut pairs = Self { candidates: Vec::new(), owners: Vec::new(), starts: vec![0] };
        for (owner, bounds) in (0u32..).zip(members.starts.windows(2)) {
            let own = &members.items[bounds[0] as usize..bounds[1] as usize];
            pairs.candidates.extend(own.iter().copied().chain(floor.then_some(NOTHING)));
            pairs.owners.resize(pairs.candidates.len(), owner);
            pairs.starts.push(pairs.owners.len() as u32);
        }
        pairs
    }
}
