//! Loops that carry an accumulator, as folds. Loops that leave points out are whole ones over something padded, where
//! the points left out are proved, one by one, to be those of the pads.

use gadgets::ElementType;
use gadgets::primitive::{Einsum, Fold, Primitive, Reduce};
use std::collections::{BTreeMap, BTreeSet};

use super::super::affine::{Ix, LoopId};
use super::super::domain::{Loop, MAX_POINTS};
use super::super::expr::{Expr, Kind, Op, make, rewrite};
use super::super::refusal::{Refusal, refuse};
use super::tree::{Guard, Tree};
use super::{Operand, Raiser};

/// An index and the size of the axis that it leaves where points are left out.
type Outside = (Ix, i64);

impl Raiser<'_> {
    pub(super) fn reduce(
        &mut self,
        (op, loops, init, term): (Op, &[LoopId], &Expr, &Expr),
        ty: ElementType,
        scope: &[LoopId],
    ) -> Result<Operand, Refusal> {
        let (loops, term, outside) = self.unclipped(loops, term)?;
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
    ) -> Result<Operand, Refusal> {
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
    pub(super) fn ends(&self, o: &Operand) -> Result<(i64, i64), Refusal> {
        let Some(ty) = self.type_of(o) else { return refuse("an extreme of constants") };
        let mut pads = vec![];
        if let Operand::Tree(tree) = o {
            tree.pads(&mut pads);
        }
        let range = ty.range();
        Ok(pads.into_iter().fold((range.lo, range.hi), |(lo, hi), v| (lo.min(v), hi.max(v))))
    }

    /// A constant where a read leaves its tensor, which covers all points that are left out.
    fn wrapped(&self, o: Operand, outside: &[Outside], value: i64) -> Result<Operand, Refusal> {
        match self.wrapped_if(o, outside, value)? {
            (o, covered) if covered == outside.len() => Ok(o),
            _ => refuse("points of a fold are left out that are no pads"),
        }
    }

    /// The same, and how many of the reasons for which points are left out are those of this read.
    fn wrapped_if(&self, o: Operand, outside: &[Outside], value: i64) -> Result<(Operand, usize), Refusal> {
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

    /// Loops that run over everything, and where what they read is outside at points that the given ones leave out.
    fn unclipped(
        &mut self,
        loops: &[LoopId],
        term: &Expr,
    ) -> Result<(Vec<LoopId>, Expr, Vec<Outside>), Refusal> {
        if loops.iter().all(|l| self.loops.count(*l).is_some_and(|n| n > 0)) {
            return Ok((loops.to_vec(), term.clone(), vec![]));
        }
        let (mut new, mut map, mut clipped) = (Vec::new(), BTreeMap::new(), Vec::new());
        for id in loops {
            if self.loops.count(*id).is_some_and(|n| n > 0) {
                new.push(*id);
                continue;
            }
            let l = self.loops.get(*id).clone();
            let count = l.longest.unwrap_or(l.interval.1 + 1).min(l.interval.1 + 1);
            if l.interval.0 < 0 || count < 1 {
                return refuse("a loop that does not start at 0");
            }
            let all = |list: &[Ix]| list.iter().map(|ix| ix.substitute(&map)).collect::<Result<Vec<_>, _>>();
            let bounds = Loop { lower: all(&l.lower)?, upper: all(&l.upper)?, ..l };
            let whole = self.loops.plain(count as usize)?;
            map.insert(*id, Ix::counter(whole));
            clipped.push((whole, bounds));
            new.push(whole);
        }
        let term = rewrite(term, self.loops, &map, &mut |_| Ok(None))?;
        let mut outside: Vec<Outside> = Vec::new();
        term.visit(&mut |k| {
            let Kind::Load(b, at) = k else { return };
            for (ix, size) in at.iter().zip(&self.buffers[*b].shape) {
                let own = clipped.iter().any(|(l, _)| ix.involves(*l));
                let size = *size as i64;
                let inside = self.loops.interval(ix).is_some_and(|(lo, hi)| lo >= 0 && hi < size);
                if own && !inside && !outside.contains(&(ix.clone(), size)) {
                    outside.push((ix.clone(), size));
                }
            }
        });
        for (ix, _) in &outside {
            if clipped.iter().filter(|(l, _)| ix.involves(*l)).count() != 1 {
                return refuse("a pad along an axis that several clipped loops walk along");
            }
        }
        for (l, bounds) in &clipped {
            let own: Vec<&Outside> = outside.iter().filter(|(ix, _)| ix.involves(*l)).collect();
            self.proved(*l, bounds, &own)?;
        }
        Ok((new, term, outside))
    }

    /// That a loop leaves out just the points at which something is outside.
    fn proved(&self, l: LoopId, bounds: &Loop, outside: &[&Outside]) -> Result<(), Refusal> {
        let ends = bounds.lower.iter().chain(&bounds.upper);
        let mut own: BTreeSet<LoopId> = self.loops.closure(ends.chain(outside.iter().map(|o| &o.0)));
        own.insert(l);
        let order: Vec<LoopId> = own.into_iter().collect();
        let counts = self.counts(&order)?;
        if gadgets::shape::len(&counts) > MAX_POINTS {
            return refuse(format!("an axis has more than {MAX_POINTS} points"));
        }
        let mut fine = true;
        gadgets::shape::for_each(&counts, |point| {
            let at: BTreeMap<LoopId, i64> =
                order.iter().copied().zip(point.iter().map(|p| *p as i64)).collect();
            let k = at.get(&l).copied().unwrap_or_default();
            let runs = bounds.lower.iter().all(|ix| ix.eval(&at).is_some_and(|v| v <= k))
                && bounds.upper.iter().all(|ix| ix.eval(&at).is_some_and(|v| k < v));
            let inside = outside.iter().all(|(ix, n)| ix.eval(&at).is_some_and(|v| (0..*n).contains(&v)));
            fine &= runs == inside;
        });
        if fine { Ok(()) } else { refuse("a loop leaves out other points than those of a pad") }
    }
}
