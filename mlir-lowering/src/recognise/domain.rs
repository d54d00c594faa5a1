//! Iteration domains: the loops of a function, and the proof by enumeration that index expressions take
//! exactly the values they should.
//!
//! Shapes are static, and the axes of a gadget do not mix, so an axis can be walked point by point. That
//! makes the proof independent of how bounds are written: by `max`, `min`, divisions or plain constants.

use std::collections::{BTreeMap, BTreeSet};

use super::affine::{Ix, LoopId};
use super::expr::Expr;
use super::refusal::{Refusal, refuse};

/// Most points that one axis is enumerated over.
pub(crate) const MAX_POINTS: usize = 1 << 21;

/// Most loops, copies included.
const MAX_LOOPS: usize = 1 << 12;

/// One loop: its counter runs from the largest of `lower` to below the smallest of `upper`, by 1.
#[derive(Clone, Debug)]
pub(crate) struct Loop {
    pub lower: Vec<Ix>,
    pub upper: Vec<Ix>,
    /// No value of the counter lies outside.
    pub interval: (i64, i64),
    /// The smallest constant among the upper bounds as written, even if another one is always smaller.
    pub longest: Option<i64>,
    /// For a computed position, which index expressions take for a counter: its value. It is below the upper bound.
    pub computed: Option<Expr>,
}

/// All loops, outer ones first. A copy of a loop comes after what its bounds depend on, too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loops(Vec<Loop>);

impl Loops {
    pub fn get(&self, id: LoopId) -> &Loop {
        &self.0[id.0 as usize]
    }

    pub fn push(&mut self, lower: Vec<Ix>, upper: Vec<Ix>, longest: Option<i64>) -> Result<LoopId, Refusal> {
        if self.0.len() >= MAX_LOOPS {
            return refuse("too many loops");
        }
        let lo = lower.iter().filter_map(|l| Some(self.interval(l)?.0)).max();
        let hi = upper.iter().filter_map(|u| Some(self.interval(u)?.1)).min();
        let (Some(lo), Some(hi)) = (lo, hi) else { return refuse("a loop's bounds overflow") };
        // A loop that never runs has no counter; any interval says nothing wrong about it.
        self.0.push(Loop {
            lower,
            upper,
            interval: (lo, lo.max(hi.saturating_sub(1))),
            longest,
            computed: None,
        });
        Ok(LoopId(self.0.len() as u32 - 1))
    }

    /// A loop from 0 to a constant.
    pub fn plain(&mut self, count: usize) -> Result<LoopId, Refusal> {
        let count = count as i64;
        self.push(vec![Ix::constant(0)], vec![Ix::constant(count)], Some(count))
    }

    /// A computed position below `count`.
    pub fn position(&mut self, count: usize, value: Expr) -> Result<LoopId, Refusal> {
        let id = self.plain(count)?;
        self.0[id.0 as usize].computed = Some(value);
        Ok(id)
    }

    /// The values of all computed positions.
    pub fn computed(&self) -> impl Iterator<Item = &Expr> {
        self.0.iter().filter_map(|l| l.computed.as_ref())
    }

    /// Whether computed positions are part of an index.
    pub fn is_computed(&self, ix: &Ix) -> bool {
        self.closure([ix]).into_iter().any(|id| self.get(id).computed.is_some())
    }

    /// The number of iterations, for a loop from 0 to a constant.
    pub fn count(&self, id: LoopId) -> Option<usize> {
        let l = self.get(id);
        match (&l.lower[..], &l.upper[..]) {
            ([lo], [hi]) if lo.as_constant() == Some(0) => usize::try_from(hi.as_constant()?).ok(),
            _ => None,
        }
    }

    /// Bounds on the value of an index expression.
    pub fn interval(&self, ix: &Ix) -> Option<(i64, i64)> {
        ix.bounds(&|id| Some(self.get(id).interval))
    }

    /// The loops that expressions depend on, through bounds too.
    pub fn closure<'x>(&self, all: impl IntoIterator<Item = &'x Ix>) -> BTreeSet<LoopId> {
        let mut found = BTreeSet::new();
        all.into_iter().for_each(|ix| ix.counters(&mut found));
        let mut open: Vec<LoopId> = found.iter().copied().collect();
        while let Some(id) = open.pop() {
            let mut inner = BTreeSet::new();
            let l = self.get(id);
            l.lower.iter().chain(&l.upper).for_each(|ix| ix.counters(&mut inner));
            open.extend(inner.into_iter().filter(|i| found.insert(*i)));
        }
        found
    }

    /// The values of `indices` at every point of `loops`, sorted.
    pub fn tuples(&self, loops: &BTreeSet<LoopId>, indices: &[&Ix]) -> Result<Vec<Vec<i64>>, Refusal> {
        let order: Vec<LoopId> = loops.iter().copied().collect();
        let mut found = Vec::new();
        self.walk(&order, &mut BTreeMap::new(), indices, &mut found, &mut 0)?;
        found.sort_unstable();
        Ok(found)
    }

    fn walk(
        &self,
        rest: &[LoopId],
        at: &mut BTreeMap<LoopId, i64>,
        indices: &[&Ix],
        found: &mut Vec<Vec<i64>>,
        visited: &mut usize,
    ) -> Result<(), Refusal> {
        let unknown = || Refusal::new("loop bounds depend on an unrelated loop");
        let Some((id, rest)) = rest.split_first() else {
            if found.len() >= MAX_POINTS {
                return refuse(format!("an axis has more than {MAX_POINTS} points"));
            }
            found.push(indices.iter().map(|ix| ix.eval(at)).collect::<Option<_>>().ok_or_else(unknown)?);
            return Ok(());
        };
        let l = self.get(*id);
        let ends = |list: &[Ix]| list.iter().map(|ix| ix.eval(at)).collect::<Option<Vec<_>>>();
        let lower = ends(&l.lower).ok_or_else(unknown)?.into_iter().max();
        let upper = ends(&l.upper).ok_or_else(unknown)?.into_iter().min();
        let (Some(lower), Some(upper)) = (lower, upper) else { return Err(unknown()) };
        if upper.saturating_sub(lower) > MAX_POINTS as i64 {
            return refuse(format!("an axis has more than {MAX_POINTS} points"));
        }
        for value in lower..upper {
            at.insert(*id, value);
            // Iterations without points inside count, too.
            *visited += 1;
            if *visited > 4 * MAX_POINTS {
                return refuse(format!("an axis has more than {MAX_POINTS} points"));
            }
            self.walk(rest, at, indices, found, visited)?;
        }
        at.remove(id);
        Ok(())
    }

    /// Whether the values of `indices` over `loops` are exactly `expected`, each point once.
    pub fn exactly(
        &self,
        loops: &BTreeSet<LoopId>,
        indices: &[&Ix],
        expected: impl Iterator<Item = Vec<i64>>,
    ) -> Result<bool, Refusal> {
        let mut expected: Vec<Vec<i64>> = expected.take(MAX_POINTS + 1).collect();
        expected.sort_unstable();
        Ok(self.tuples(loops, indices)? == expected)
    }

    /// Whether stores at `at` over `loops` touch every element of `shape` exactly once.
    pub fn covers(&self, loops: &[LoopId], at: &[Ix], shape: &[usize]) -> Result<bool, Refusal> {
        let mut used = BTreeSet::new();
        for (ix, size) in at.iter().zip(shape) {
            let own = self.closure([ix]);
            if own.iter().any(|id| !used.insert(*id)) {
                return Ok(false);
            }
            let plain = match (ix.as_counter(), ix.as_constant()) {
                (Some(id), _) => self.count(id) == Some(*size),
                (_, Some(c)) => c == 0 && *size == 1,
                _ => false,
            };
            if !plain && !self.exactly(&own, &[ix], (0..*size as i64).map(|i| vec![i]))? {
                return Ok(false);
            }
        }
        Ok(used == loops.iter().copied().collect())
    }
}
