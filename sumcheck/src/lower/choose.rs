//! Maxima: no less than any candidate, and equal to one of them.
//!
//! For each pair of a maximum and a candidate there is their difference, which is not negative, and a number that is not
//! negative either; the numbers of a maximum add up to one, so that one of them is one, and each is zero where its
//! difference is not.

use circuit::{Range, TensorId};
use std::sync::Arc;

use super::super::field::{F, PRIME};
use super::super::plan::{Axis, Factor, PlanError, Product};
use super::super::plane::{Fill, Integers, Map, NOTHING, Part, PlaneId, Term};
use super::super::wide::{Sum, Use, Value, fits_plane};
use super::{Lowering, Members};
use p3_field::PrimeCharacteristicRing;

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
        let mut pairs = Pairs { candidates: Vec::new(), owners: Vec::new(), starts: vec![0] };
        for (owner, bounds) in (0u32..).zip(members.starts.windows(2)) {
            let own = &members.items[bounds[0] as usize..bounds[1] as usize];
            pairs.candidates.extend(own.iter().copied().chain(floor.map(|_| NOTHING)));
            pairs.owners.resize(pairs.candidates.len(), owner);
            pairs.starts.push(pairs.owners.len() as u32);
        }
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
        let owners: Arc<[u32]> = pairs.owners.into();
        let floors = floors.map(|f| self.constant(&f));
        // A value that does not fit a plane is chosen digit by digit; one that does is a candidate's by the last fact.
        let narrow = fits_plane(hull.hull(range)) && x.narrow().is_some() && reach < PRIME / 4;
        let maximum = if narrow {
            let plane = self.b.cells(len, range, Fill::Part { of, part: Part::ALL });
            Value { len, range, integers: of, planes: vec![plane] }
        } else {
            self.b.chosen(len, of, range, i128::MAX)?
        };
        let owned = self.owned(&maximum, &owners);
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
        self.one_of(len, count, differences, &owners, pairs.starts)?;
        Ok(self.b.confined(maximum, range))
    }

    /// Each element as often as it owns pairs.
    fn owned(&mut self, value: &Value, owners: &Arc<[u32]>) -> Value {
        let gathered = self.gathered(value, owners.to_vec());
        // Every pair has an owner, so zero is not among what is read.
        Value { range: value.range, ..gathered }
    }

    /// One pair of each owner has differences of zero.
    fn one_of(
        &mut self,
        len: usize,
        count: usize,
        differences: Vec<PlaneId>,
        owners: &Arc<[u32]>,
        starts: Vec<u32>,
    ) -> Result<(), PlanError> {
        let fill = Fill::Choice { differences: differences.clone(), owners: owners.clone() };
        let choice = self.b.cells(count, Range::new(0, 1), fill);
        let window = self.b.window(choice, 0, 2, 0, PRIME)?;
        let most = starts.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(0);
        self.b.fits("the numbers of a maximum's candidates", window * i128::from(most), PRIME - 1)?;
        let map = Map::Fold { starts: starts.into(), items: (0..count as u32).collect() };
        let terms = vec![Term { factor: F::ONE, plane: choice, map }];
        let total = self.b.linear(len, terms, -1, Range::point(0));
        self.b.zero(total);
        for difference in differences {
            let axis = |weight| vec![Axis { size: count, step: Some(1), weight }];
            let factors = [
                Factor { plane: choice, axes: axis(Some(0)) },
                Factor { plane: difference, axes: axis(None) },
            ];
            self.b.product(Product { pairs: vec![factors], terms: count, result: None, axes: vec![count] });
        }
        Ok(())
    }
}

/// Pairs of maxima and candidates.
struct Pairs {
    candidates: Vec<u32>,
    owners: Vec<u32>,
    starts: Vec<u32>,
}
