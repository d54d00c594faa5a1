//! Maxima: no less than any candidate, and equal to one of them.
//!
//! For each pair of a maximum and a candidate there is their difference, which is not negative. The product of a maximum's
//! differences is zero, so one of them is. Of a maximum that is divided and rounded at once the quotients of the
//! differences take their places: the maximum itself is no cell.

use circuit::{Range, Rounding, TensorId};

use super::super::field::{F, HALF, PRIME, WIDEST, residue};
use super::super::plan::{Axis, Factor, PlanError, Product};
use super::super::plane::{Fill, Integers, Map, NOTHING, Part, PlaneId, Term};
use super::super::wide::{Sum, Use, Value, fits_plane};
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
    pub(super) fn clamp(&mut self, value: Value, clip: Range) -> Result<Value, PlanError> {
        let mut value = value;
        if value.range.lo < clip.lo {
            value = self.at_least(&value, clip.lo)?;
        }
        if value.range.hi > clip.hi {
            let negated = self.negated(&value)?;
            let most = self.at_least(&negated, -clip.hi)?;
            value = self.negated(&most)?;
        }
        Ok(value)
    }

    fn negated(&mut self, value: &Value) -> Result<Value, PlanError> {
        let range = Range::new(-value.range.hi, -value.range.lo);
        self.affine(&[(-1, value.clone())], 0, range)
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
            let alone = self.gathered(x, pairs.candidates);
            return Ok(self.b.confined(alone, range));
        }
        let count = pairs.owners.len();
        let floors = floor.filter(|f| *f != 0).map(|f| {
            let at = |c: &u32| if *c == NOTHING { f } else { 0 };
            pairs.candidates.iter().map(at).collect::<Vec<_>>()
        });
        let candidates = self.gathered(x, pairs.candidates);
        let hull = x.range.hull(Range::point(floor.unwrap_or(x.range.lo)));
        let reach = hull.hi - hull.lo;
        let floors = floors.map(|f| self.constant(&f));
        // A value that does not fit a plane is chosen digit by digit; one that does is a candidate's by the last fact.
        let narrow = fits_plane(hull.hull(range)) && x.narrow().is_some() && reach < PRIME / 4;
        let maximum = if narrow {
            let plane = self.b.cells(len, range, Fill::Part { of, part: Part::ALL });
            Value { len, range, integers: of, planes: vec![plane] }
        } else {
            self.b.chosen(len, of, range, i128::MAX)?
        };
        let owned = self.owned(&maximum, pairs.owners);
        let parts = [Some((1, &owned)), Some((-1, &candidates)), floors.as_ref().map(|f| (-1, f))];
        let mut difference = Sum::new(count, if narrow { Use::Plane } else { Use::Identity });
        for (factor, value) in parts.into_iter().flatten() {
            difference.add(&mut self.b, factor, value)?;
        }
        let differences = if narrow {
            let value = difference.value(&mut self.b, Range::new(-reach, reach));
            let planes = value.planes;
            for plane in &planes {
                self.b.window(*plane, 0, reach as u128 + 1, reach, PRIME)?;
            }
            planes
        } else {
            self.b.natural(difference, reach)?
        };
        // Digits are not negative, and few: all of them are zero where their sum is.
        let difference = match differences[..] {
            [one] => one,
            _ => {
                let terms = differences.iter().map(|d| same(F::ONE, *d)).collect();
                let most = (differences.len() as i128) << self.b.bits;
                self.b.linear(count, terms, 0, Range::new(0, most))
            }
        };
        self.some_zero(difference, &pairs.starts);
        Ok(self.b.confined(maximum, range))
    }

    /// Each element as often as it owns pairs.
    fn owned(&mut self, value: &Value, owners: Vec<u32>) -> Value {
        let gathered = self.gathered(value, owners);
        // Every pair has an owner, so zero is not among what is read.
        Value { range: value.range, ..gathered }
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
        let window = self.b.window(quotient, range.lo, range.count(), 0, limit)?;
        let held = Range::new(range.lo, range.lo + window - 1);
        let q = Value { len, range: held, integers: of, planes: vec![quotient] };
        let pairs = Pairs::new(members, false);
        let (count, mut starts) = (pairs.owners.len(), pairs.starts);
        let owned = self.owned(&q, pairs.owners);
        let candidates = self.gathered(x, pairs.candidates);
        let bound =
            Range::new(d * held.lo + d - 1 - half - x.range.hi, d * held.hi + d - 1 - half - x.range.lo);
        let left = self.affine(&[(d, owned), (-1, candidates)], d - 1 - half, bound)?;
        let Some(left) = left.narrow() else { return Ok(None) };
        let fill = Fill::Digit { of: left, minus: F::ZERO, part: Part { shift, bits: None } };
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
        Ok(Some(self.b.confined(q, range)))
    }
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
