//! Two stores that write parts of one buffer that lie side by side, as tensors are joined: one family, whose value depends on which
//! part an element lies in.

use std::collections::{BTreeMap, BTreeSet};

use super::super::affine::{Ix, LoopId};
use super::super::expr::{Expr, Kind, Ty, make, rewrite};
use super::super::refusal::Refusal;
use super::{Memory, Written};

/// What a family writes along an axis: so many elements from the first on, by the counter of one of its loops.
struct Extent {
    first: Ix,
    count: i64,
    counter: Option<LoopId>,
}

impl Extent {
    fn is(&self, other: &Self) -> bool {
        self.first == other.first && self.count == other.count
    }

    fn is_before(&self, other: &Self) -> bool {
        self.first.add(&Ix::constant(self.count), 1).as_ref() == Ok(&other.first)
    }
}

impl Memory {
    /// What two families write together, where they are alike but along one axis and one lies before the other there.
    pub(super) fn joined(&mut self, a: &Written, b: &Written) -> Result<Option<Written>, Refusal> {
        let (Some(own), Some(others)) = (self.extents(a), self.extents(b)) else { return Ok(None) };
        let apart: Vec<usize> = (0..own.len()).filter(|k| !own[*k].is(&others[*k])).collect();
        let [axis] = apart[..] else { return Ok(None) };
        let ((low, from), (high, to)) = if own[axis].is_before(&others[axis]) {
            ((a, own), (b, others))
        } else if others[axis].is_before(&own[axis]) {
            ((b, others), (a, own))
        } else {
            return Ok(None);
        };
        let end = from[axis].count;
        let counter = self.loops.plain((end + to[axis].count) as usize)?;
        let along = Ix::counter(counter);
        let behind = along.add(&Ix::constant(end), -1)?;
        let (mut here, mut there) = (BTreeMap::new(), BTreeMap::new());
        for (k, (a, b)) in from.iter().zip(&to).enumerate() {
            if k == axis {
                here.extend(a.counter.map(|l| (l, along.clone())));
                there.extend(b.counter.map(|l| (l, behind.clone())));
            } else {
                let same = a.counter.map_or_else(Ix::default, Ix::counter);
                there.extend(b.counter.map(|l| (l, same)));
            }
        }
        let then = rewrite(&low.value, &mut self.loops, &here, &mut |_| Ok(None))?;
        let otherwise = rewrite(&high.value, &mut self.loops, &there, &mut |_| Ok(None))?;
        let index = |ix: Ix| -> Result<Expr, Refusal> { make(Ty::Index, Kind::Index(ix)) };
        let is_low = Kind::Greater(index(Ix::constant(end))?, index(along.clone())?, false);
        let value = make(then.ty, Kind::Select(make(Ty::Int(1), is_low)?, then, otherwise))?;
        let mut at = low.at.clone();
        at[axis] = from[axis].first.add(&along, 1)?;
        let moving = |(k, e): (usize, &Extent)| if k == axis { Some(counter) } else { e.counter };
        let loops = from.iter().enumerate().filter_map(moving).collect();
        Ok(Some(Written { loops, at, value }))
    }

    /// What a family writes along each axis; `None` where that is no row of elements, or two loops walk along one axis.
    fn extents(&self, w: &Written) -> Option<Vec<Extent>> {
        let mut free: BTreeSet<LoopId> = w.loops.iter().copied().collect();
        let mut extent = |ix: &Ix| {
            if w.loops.iter().all(|l| !ix.involves(*l)) {
                return Some(Extent { first: ix.clone(), count: 1, counter: None });
            }
            let first = Ix::constant(ix.constant);
            let counter = ix.add(&first, -1).ok()?.as_counter().filter(|l| free.remove(l))?;
            Some(Extent { first, count: self.loops.count(counter)? as i64, counter: Some(counter) })
        };
        let all = w.at.iter().map(&mut extent).collect::<Option<Vec<_>>>()?;
        free.is_empty().then_some(all)
    }
}
