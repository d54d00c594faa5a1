//! Where to cut: between steps of the model, into parts of about the same work, where little lies between them.
//!
//! Work is estimated by elements, which is cheap and no layout: what a part takes is for its backend to say ([`Places::fit`]).

use std::ops::Range;

use super::cut::{Part, SegmentError, Uses};
use crate::tensor::numel;
use crate::{Graph, RelId, Relation, TensorId};

/// Work of an element of a result, where that of one that is read is 1: results are committed, and mostly range-checked.
const RESULT: u64 = 4;
/// Work of an element that is hashed, once where it is made and once where it is read.
const HASHED: u64 = 16;

/// The places where a circuit may be cut.
pub struct Places<'g> {
    uses: Uses<'g>,
    graph: &'g Graph,
    /// Before these relations: ascending.
    at: Vec<usize>,
    /// Work of all relations before each one.
    before: Vec<u64>,
    /// Elements that are made before each relation and read from there on.
    between: Vec<u64>,
}

impl<'g> Places<'g> {
    /// Of a valid circuit: where the step of the model changes, and anywhere in a circuit that has no steps.
    pub fn of(graph: &'g Graph) -> Self {
        let relations = graph.relations.len();
        let uses = Uses::of(graph);
        let step = |r: usize| graph.origin_of(RelId(r as u32)).and_then(|origin| origin.step);
        let apart = |r: &usize| step(*r).is_none() || step(*r) != step(*r - 1);
        let at = (1..relations).filter(apart).collect();
        let size = |t: TensorId| graph.tensor(t).numel().unwrap_or(u64::MAX);
        let work = |relation: &Relation| {
            let shape = |o: &&crate::Ref| graph.shape_of(o).ok().and_then(|s| numel(&s)).unwrap_or(0);
            let read = relation.operands().iter().map(shape).fold(0, u64::saturating_add);
            read.saturating_add(relation.out().map_or(0, |t| size(t).saturating_mul(RESULT)))
        };
        let mut before = vec![0u64];
        for relation in &graph.relations {
            before.push(before.last().map_or(0, |sum| sum.saturating_add(work(relation))));
        }
        // What begins and what ends before each relation, and then what is there.
        let mut changes = vec![0i128; relations + 1];
        for (r, out) in
            graph.relations.iter().enumerate().filter_map(|(r, relation)| Some((r, relation.out()?)))
        {
            if let Some(last) = uses.last(out) {
                changes[r + 1] += i128::from(size(out));
                changes[last + 1] -= i128::from(size(out));
            }
        }
        let sum = |sum: &mut i128, change: i128| {
            *sum += change;
            Some(u64::try_from(*sum).unwrap_or(u64::MAX))
        };
        let between = changes.into_iter().scan(0, sum).collect();
        Self { uses, graph, at, before, between }
    }

    /// Parts that there can be.
    pub fn most(&self) -> usize {
        self.at.len() + 1
    }

    /// The place within a range that leaves about `share` of `all` of its work on the left.
    fn place(&self, range: &Range<usize>, share: u64, all: u64) -> Option<usize> {
        let whole = self.before[range.end] - self.before[range.start];
        let goal =
            self.before[range.start] + (u128::from(whole) * u128::from(share) / u128::from(all)) as u64;
        let price = |at: &&usize| {
            self.before[**at].abs_diff(goal).saturating_add(self.between[**at].saturating_mul(HASHED))
        };
        self.within(range).iter().min_by_key(price).copied()
    }

    /// Cuts into so many parts of about the same work.
    ///
    /// # Errors
    /// [`SegmentError::Few`].
    pub fn even(&self, parts: usize) -> Result<Vec<u32>, SegmentError> {
        if parts == 0 || parts > self.most() {
            return Err(SegmentError::Few { wanted: parts, most: self.most() });
        }
        let mut cuts = Vec::new();
        self.share(0..self.graph.relations.len(), parts, &mut cuts);
        Ok(cuts)
    }

    /// Places within a range.
    fn within(&self, range: &Range<usize>) -> &[usize] {
        let from = self.at.partition_point(|at| *at <= range.start);
        let to = self.at.partition_point(|at| *at < range.end);
        self.at.get(from..to).unwrap_or_default()
    }

    fn share(&self, range: Range<usize>, parts: usize, cuts: &mut Vec<u32>) {
        if parts < 2 {
            return;
        }
        let left = parts / 2;
        let Some(best) = self.place(&range, left as u64, parts as u64) else { return };
        // Enough places on both sides for the parts that are to be there.
        let fits = |at: &&usize| {
            let room = |range: Range<usize>, parts| self.within(&range).len() + 1 >= parts;
            room(range.start..**at, left) && room(**at..range.end, parts - left)
        };
        let near = self.within(&range).iter().filter(fits).min_by_key(|at| at.abs_diff(best));
        let at = near.copied().unwrap_or(best);
        self.share(range.start..at, left, cuts);
        cuts.push(at as u32);
        self.share(at..range.end, parts - left, cuts);
    }

    /// Cuts into parts that `fits` takes: what it does not take is halved.
    ///
    /// # Errors
    /// Its own, and its `alone` for a part that it does not take and that cannot be cut: a step of the model.
    pub fn fit<E>(
        &self,
        mut fits: impl FnMut(&Part) -> Result<bool, E>,
        alone: impl Fn(&Part) -> E,
    ) -> Result<Vec<u32>, E> {
        let mut cuts = Vec::new();
        // Where the ranges end that are left to look at: the next one is on top.
        let (mut start, mut ends) = (0, vec![self.graph.relations.len()]);
        while let Some(end) = ends.last().copied() {
            let range = start..end;
            let part = self.uses.part(range.clone());
            if fits(&part)? {
                ends.pop();
                cuts.extend((!ends.is_empty()).then_some(end as u32));
                start = end;
            } else {
                ends.push(self.place(&range, 1, 2).ok_or_else(|| alone(&part))?);
            }
        }
        Ok(cuts)
    }
}
