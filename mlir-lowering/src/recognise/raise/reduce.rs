//! Loops that carry an accumulator, as folds. Loops that leave points out are whole ones over something padded, where
//! the points left out are proved, one by one, to be those of the pads.

use gadgets::ElementType;
use gadgets::nest::Atom;
use gadgets::primitive::{Einsum, Fold, Primitive, Reduce};
use std::collections::{BTreeMap, BTreeSet};

use super::super::affine::{Ix, LoopId};
use super::super::domain::{Loop, MAX_POINTS};
use super::super::expr::{BufferId, Expr, Kind, Op, Ty, make, rewrite};
use super::super::refusal::{Refusal, refuse};
use super::tree::{Guard, Tree, simplify};
use super::{Operand, Raiser, Understood};

/// Most points of an axis with a pad: windows of 200 over 220,000 samples have 4.4 million. They are walked, and none is kept.
const MAX_PAD_POINTS: usize = 1 << 23;

/// An index and the size of the axis that it leaves where points are left out.
type Outside = (Ix, i64);

/// A fold over loops that leave nothing out.
struct Whole {
    loops: Vec<LoopId>,
    term: Expr,
    /// Where what is read is outside at points that were left out.
    outside: Vec<Outside>,
    /// What holds at those that were not, where that is something else.
    conditions: Vec<Expr>,
}

/// The iterations of a clipped loop that counts from 0, as far as it goes.
fn plain(l: &Loop) -> Option<usize> {
    let written = l.longest.unwrap_or(l.interval.1.saturating_add(1));
    usize::try_from(written).ok().filter(|n| *n > 0 && l.interval.0 >= 0)
}

/// What holds where a loop has the iteration at a place.
fn runs(l: &Loop, place: &Ix) -> Understood<Vec<Expr>> {
    let index = |ix: &Ix| make(Ty::Index, Kind::Index(ix.clone()));
    let above = |ix: &Ix| make(Ty::Int(1), Kind::Greater(index(place)?, index(ix)?, true));
    let below = |ix: &Ix| make(Ty::Int(1), Kind::Greater(index(ix)?, index(place)?, false));
    l.lower.iter().map(above).chain(l.upper.iter().map(below)).collect()
}

/// What is folded, with something that changes nothing at points that do not count.
fn counted(op: Op, init: &Expr, term: Expr, conditions: &[Expr]) -> Understood<Expr> {
    let within = |e: &Expr, value: i64| {
        let nothing = make(e.ty, Kind::Int(value))?;
        let choose = |e, c: &Expr| make(nothing.ty, Kind::Select(c.clone(), e, nothing.clone()));
        conditions.iter().try_fold(e.clone(), choose)
    };
    match (op, &term.kind, init.int()) {
        _ if conditions.is_empty() => Ok(term),
        (Op::Add, Kind::Binary(Op::Mul, a, b), _) => {
            make(term.ty, Kind::Binary(Op::Mul, within(a, 0)?, b.clone()))
        }
        (Op::Add, ..) => within(&term, 0),
        // What it starts from is no news to an extreme.
        (Op::Max | Op::Min, _, Some(start)) => within(&term, start),
        _ => refuse("a loop whose bounds are not constant"),
    }
}

impl Raiser<'_> {
    pub(super) fn reduce(
        &mut self,
        (op, loops, init, term): (Op, &[LoopId], &Expr, &Expr),
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let Whole { loops, term, outside, conditions } = self.unclipped(loops, term)?;
        let term = counted(op, init, term, &conditions)?;
        let (single, loops): (Vec<LoopId>, Vec<LoopId>) =
            loops.into_iter().partition(|l| self.loops.count(*l) == Some(1));
        let point: BTreeMap<LoopId, Ix> = single.into_iter().map(|l| (l, Ix::constant(0))).collect();
        let term = rewrite(&term, self.loops, &point, &mut |_| Ok(None))?;
        if loops.is_empty() && outside.is_empty() {
            let all = make(term.ty, Kind::Binary(op, init.clone(), term))?;
            return self.raise(&all, ty, scope);
        }
        let inner: Vec<LoopId> = scope.iter().chain(&loops).copied().collect();
        let fold = match op {
            Op::Add => Fold::Sum,
            Op::Max => Fold::Max,
            Op::Min => Fold::Min,
            op => return refuse(format!("a reduction by {}", op.name())),
        };
        if fold == Fold::Sum {
            return self.total(&loops, init, &term, &outside, ty, (scope, &inner));
        }
        let own = self.computed(&term)?;
        let x = self.raise(&term, own, &inner)?;
        let x = self.exact(x, own, &inner)?;
        if let (Operand::Const(c), true) = (&x, outside.is_empty()) {
            let all = make(term.ty, Kind::Binary(op, init.clone(), make(term.ty, Kind::Int(*c))?))?;
            return self.raise(&all, ty, scope);
        }
        let (least, most) = self.ends(&x)?;
        let (neutral, needless): (i64, fn(i64, i64) -> bool) =
            if fold == Fold::Max { (least, |v, end| v <= end) } else { (most, |v, end| v >= end) };
        // Where all points are left out, the start value remains.
        let pad = init.int().filter(|v| needless(*v, neutral)).unwrap_or(neutral);
        let x = self.wrapped(x, &outside, pad)?;
        let axes = self.axes(&[&x], scope)?;
        let all: Vec<LoopId> = axes.iter().chain(&loops).copied().collect();
        let read = self.read(&x, &all)?;
        let floor = init.int().filter(|v| !needless(*v, neutral));
        let word = Primitive::Reduce(Reduce { op: fold, x: read, folded: loops.len(), floor });
        let result = Operand::Value(self.push(word, ty)?, axes);
        if init.int().is_some() {
            return Ok(result);
        }
        let start = self.raise(init, ty, scope)?;
        self.extreme(op, start, result, ty, scope)
    }

    /// A sum; of products of two, where it is one.
    fn total(
        &mut self,
        loops: &[LoopId],
        init: &Expr,
        term: &Expr,
        outside: &[Outside],
        ty: ElementType,
        (scope, inner): (&[LoopId], &[LoopId]),
    ) -> Understood {
        if let Kind::Binary(Op::Mul, a, b) = &term.kind
            && !a.is_constant()
            && !b.is_constant()
        {
            let mut factors = Vec::new();
            for e in [a, b] {
                let o = self.raise(e, ty, inner)?;
                let o = self.loose(o, ty, inner)?;
                factors.push(self.wrapped_if(o, outside, 0)?);
            }
            let covered: usize = factors.iter().map(|f| f.1).sum();
            if covered < outside.len() {
                return refuse("points of a sum are left out that are no pads");
            }
            let (a, b) = (factors[0].0.clone(), factors[1].0.clone());
            let start = match init.int() {
                Some(0) => None,
                _ => {
                    let start = self.raise(init, ty, scope)?;
                    Some(self.loose(start, ty, scope)?)
                }
            };
            let constant = match start {
                Some(Operand::Const(c)) => Some(c),
                _ => None,
            };
            let start = start.filter(|_| constant.is_none());
            let all: Vec<&Operand> = [&a, &b].into_iter().chain(&start).collect();
            let axes = self.axes(&all, scope)?;
            let whole: Vec<LoopId> = axes.iter().chain(loops).copied().collect();
            let addend = start.as_ref().map(|s| self.read(s, &axes)).transpose()?;
            let (a, b) = (self.read(&a, &whole)?, self.read(&b, &whole)?);
            let word = Primitive::Einsum(Einsum { a, b, addend, summed: loops.len() });
            let result = Operand::Value(self.push(word, ty)?, axes);
            return self.sum(result, Operand::Const(constant.unwrap_or(0)), 1, ty, scope);
        }
        let x = self.raise(term, ty, inner)?;
        let x = self.loose(x, ty, inner)?;
        let x = self.wrapped(x, outside, 0)?;
        let axes = self.axes(&[&x], scope)?;
        let whole: Vec<LoopId> = axes.iter().chain(loops).copied().collect();
        let read = self.read(&x, &whole)?;
        let word = Primitive::Reduce(Reduce { op: Fold::Sum, x: read, folded: loops.len(), floor: None });
        let result = Operand::Value(self.push(word, ty)?, axes);
        let start = self.raise(init, ty, scope)?;
        self.sum(result, start, 1, ty, scope)
    }

    /// What an operand's type and its pads hold.
    pub(super) fn ends(&self, o: &Operand) -> Understood<(i64, i64)> {
        let Some(ty) = self.type_of(o) else { return refuse("an extreme of constants") };
        let mut pads = vec![];
        if let Operand::Tree(tree) = o {
            tree.pads(&mut pads);
        }
        let range = ty.range();
        Ok(pads.into_iter().fold((range.lo, range.hi), |(lo, hi), v| (lo.min(v), hi.max(v))))
    }

    /// A constant where a read leaves its tensor, which covers all points that are left out.
    fn wrapped(&self, o: Operand, outside: &[Outside], value: i64) -> Understood {
        match self.wrapped_if(o, outside, value)? {
            (o, covered) if covered == outside.len() => Ok(o),
            _ => refuse("points of a fold are left out that are no pads"),
        }
    }

    /// The same, and how many of the reasons for which points are left out are those of this read.
    fn wrapped_if(&self, o: Operand, outside: &[Outside], value: i64) -> Understood<(Operand, usize)> {
        let Operand::Tree(Tree::Leaf { buffer, at }) = &o else { return Ok((o, 0)) };
        let sizes = &self.buffers[*buffer].shape;
        let own = at.iter().zip(sizes).map(|(ix, n)| (ix.clone(), *n as i64));
        let own: Vec<Outside> = own.filter(|g| outside.contains(g)).collect();
        if own.is_empty() {
            return Ok((o, 0));
        }
        let covered = own.len();
        let guards = own.into_iter().map(|(ix, size)| Guard { ix, size, step: 1 }).collect();
        Ok((
            Operand::Tree(Tree::Pad {
                guards,
                inner: Box::new(Tree::Leaf { buffer: *buffer, at: at.clone() }),
                value,
            }),
            covered,
        ))
    }

    /// Loops that run over everything, and where what they read is outside at points that the given ones leave out, or which
    /// points those are.
    fn unclipped(&mut self, loops: &[LoopId], term: &Expr) -> Understood<Whole> {
        let whole = |this: &Self, id: LoopId| this.loops.count(id).is_some_and(|n| n > 0);
        let clipped: Vec<LoopId> = loops.iter().copied().filter(|id| !whole(self, *id)).collect();
        let (mut new, mut map, mut term) = (Vec::new(), BTreeMap::new(), term.clone());
        let (mut outside, mut conditions): (Vec<Outside>, Vec<Expr>) = (Vec::new(), Vec::new());
        // Clipped loops, before and after.
        let mut others = clipped.clone();
        for id in loops {
            if !clipped.contains(id) {
                new.push(*id);
                continue;
            }
            let l = self.loops.get(*id).clone();
            let all = |list: &[Ix]| list.iter().map(|ix| ix.substitute(&map)).collect::<Result<Vec<_>, _>>();
            let bounds = Loop { lower: all(&l.lower)?, upper: all(&l.upper)?, ..l };
            let mut refusal = Refusal::new("a loop whose bounds are not constant");
            let mut done = None;
            for (origin, count) in self.origins(&bounds, *id, &term) {
                match self.over_all((*id, &bounds), (&origin, count), &term, &others) {
                    Ok(found) => {
                        done = Some((origin, found));
                        break;
                    }
                    Err(other) => refusal = other,
                }
            }
            let (place, counter, moved) = match done {
                Some((origin, (counter, moved, own))) => {
                    outside.extend(own);
                    (origin.add(&Ix::counter(counter), 1)?, counter, moved)
                }
                // All points are there, and a condition says which of them count.
                None => {
                    let count = plain(&bounds).ok_or(refusal)?;
                    let counter = self.loops.plain(count)?;
                    let place = Ix::counter(counter);
                    let moved = BTreeMap::from([(*id, place.clone())]);
                    let moved = rewrite(&term, self.loops, &moved, &mut |_| Ok(None))?;
                    conditions.extend(runs(&bounds, &place)?);
                    (place, counter, moved)
                }
            };
            map.insert(*id, place);
            new.push(counter);
            others.push(counter);
            term = moved;
        }
        Ok(Whole { loops: new, term, outside, conditions })
    }

    /// Where the counter of a clipped loop may be counted from, and how many iterations there are then: as it is written; from
    /// a bound that is clipped; from what a clipped position would be.
    fn origins(&self, l: &Loop, id: LoopId, term: &Expr) -> Vec<(Ix, usize)> {
        let mut all: Vec<(Ix, usize)> = plain(l).map(|n| (Ix::default(), n)).into_iter().collect();
        let mut others: Vec<Ix> = l.lower.iter().filter(|ix| ix.as_constant().is_none()).cloned().collect();
        term.visit(&mut |k| {
            let Kind::Load(_, at) = k else { return };
            for atom in at.iter().filter(|ix| ix.involves(id)).flat_map(|ix| ix.terms.keys()) {
                if let Atom::Max(list) = atom {
                    let clipped = Ix { terms: [(atom.clone(), 1)].into(), constant: 0 };
                    let own = list.iter().filter(|e| e.as_constant().is_none());
                    others.extend(own.filter_map(|e| e.add(&clipped, -1).ok()));
                }
            }
        });
        others.dedup();
        all.extend(others.into_iter().filter_map(|origin| Some((origin.clone(), self.counted(l, &origin)?))));
        all
    }

    /// The iterations of a loop, counted from an origin that never lies behind its start.
    fn counted(&self, l: &Loop, origin: &Ix) -> Option<usize> {
        let order: Vec<LoopId> =
            self.loops.closure(l.lower.iter().chain(&l.upper).chain([origin])).into_iter().collect();
        let counts = self.counts(&order).ok().filter(|c| gadgets::shape::len(c) <= MAX_POINTS)?;
        let mut most = Some(0);
        gadgets::shape::for_each(&counts, |point| {
            let at: BTreeMap<LoopId, i64> =
                order.iter().copied().zip(point.iter().map(|p| *p as i64)).collect();
            let ends = |list: &[Ix]| list.iter().map(|ix| ix.eval(&at)).collect::<Option<Vec<_>>>();
            let here = || {
                let (first, end) = (ends(&l.lower)?.into_iter().max()?, ends(&l.upper)?.into_iter().min()?);
                let origin = origin.eval(&at)?;
                if end <= first {
                    return Some(0);
                }
                (first >= origin).then_some(end - origin)
            };
            most = most.take().and_then(|most: i64| Some(most.max(here()?)));
        });
        most.and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0)
    }

    /// A term in a loop over everything in place of a clipped one, and what it reads outside where that one does not run.
    fn over_all(
        &mut self,
        (id, bounds): (LoopId, &Loop),
        (origin, count): (&Ix, usize),
        term: &Expr,
        others: &[LoopId],
    ) -> Understood<(LoopId, Expr, Vec<Outside>)> {
        let counter = self.loops.plain(count)?;
        let place = origin.add(&Ix::counter(counter), 1)?;
        let map = BTreeMap::from([(id, place.clone())]);
        let term = rewrite(term, self.loops, &map, &mut |_| Ok(None))?;
        let mut reads: Vec<(BufferId, Vec<Ix>)> = Vec::new();
        term.visit(&mut |k| {
            if let Kind::Load(b, at) = k {
                reads.push((*b, at.clone()));
            }
        });
        let mut outside: Vec<Outside> = Vec::new();
        for (b, at) in reads {
            for (ix, size) in at.iter().zip(&self.buffers[b].shape) {
                let (ix, size) = (simplify(ix, self.loops)?, *size as i64);
                let inside = self.loops.interval(&ix).is_some_and(|(lo, hi)| lo >= 0 && hi < size);
                if ix.involves(counter) && !inside && !outside.contains(&(ix.clone(), size)) {
                    outside.push((ix, size));
                }
            }
        }
        if outside.iter().any(|(ix, _)| others.iter().any(|other| ix.involves(*other))) {
            return refuse("a pad along an axis that several clipped loops walk along");
        }
        self.proved(counter, &place, bounds, &outside)?;
        Ok((counter, term, outside))
    }

    /// That a loop leaves out just the points at which something is outside.
    fn proved(&self, l: LoopId, place: &Ix, bounds: &Loop, outside: &[Outside]) -> Understood<()> {
        let ends = bounds.lower.iter().chain(&bounds.upper).chain([place]);
        let mut own: BTreeSet<LoopId> = self.loops.closure(ends.chain(outside.iter().map(|o| &o.0)));
        own.insert(l);
        let order: Vec<LoopId> = own.into_iter().collect();
        let counts = self.counts(&order)?;
        if gadgets::shape::len(&counts) > MAX_PAD_POINTS {
            return refuse(format!("a pad's axis has more than {MAX_PAD_POINTS} points"));
        }
        let mut fine = true;
        gadgets::shape::for_each(&counts, |point| {
            let at: BTreeMap<LoopId, i64> =
                order.iter().copied().zip(point.iter().map(|p| *p as i64)).collect();
            let Some(k) = place.eval(&at) else { return fine = false };
            let runs = bounds.lower.iter().all(|ix| ix.eval(&at).is_some_and(|v| v <= k))
                && bounds.upper.iter().all(|ix| ix.eval(&at).is_some_and(|v| k < v));
            let inside = outside.iter().all(|(ix, n)| ix.eval(&at).is_some_and(|v| (0..*n).contains(&v)));
            fine &= runs == inside;
        });
        if fine { Ok(()) } else { refuse("a loop leaves out other points than those of a pad") }
    }
}
