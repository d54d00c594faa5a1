//! From what an operand reads to views of a value: affine ones as they are, quotients and remainders of counters as
//! reshapes, conditions as pads and joins. Every step is an identity.

use gadgets::nest::Atom;
use gadgets::primitive::{Map, Part, Primitive, Read, Source};
use gadgets::{Axis, View, shape};
use std::collections::BTreeSet;

use super::super::affine::{Ix, LoopId};
use super::super::refusal::{Refusal, refuse};
use super::tree::{Guard, Tree, pivot, replace, simplify, without_remainders};
use super::{Raiser, Understood};

/// Most steps of taking an index expression apart.
const MAX_STEPS: usize = 16;

impl Raiser<'_> {
    /// Iterations of loops, at least one of each.
    pub(super) fn counts(&self, axes: &[LoopId]) -> Understood<Vec<usize>> {
        let count = |l: &LoopId| {
            let count = self.loops.count(*l).filter(|n| *n > 0);
            count.ok_or_else(|| Refusal::new("a loop that never runs, or whose bounds are not constant"))
        };
        axes.iter().map(count).collect()
    }

    pub(super) fn simplified(&self, tree: &Tree) -> Understood<Tree> {
        tree.map(&mut |ix| simplify(ix, self.loops))
    }

    /// A read with an axis for each of these loops.
    pub(super) fn tree_read(&mut self, tree: &Tree, axes: &[LoopId]) -> Understood<Read> {
        match self.simplified(tree)? {
            Tree::Leaf { buffer, at } => {
                let value = self.source(buffer)?;
                let shape = self.shape(value)?;
                // A tensor of its own has no axis for a loop of one iteration.
                let at = match &self.buffers[buffer].kept {
                    Some(kept) => {
                        let own = at.into_iter().zip(&kept.loops);
                        own.filter(|(_, l)| self.loops.count(**l) != Some(1)).map(|(ix, _)| ix).collect()
                    }
                    None => at,
                };
                Ok(Read { source: Source::Value(value), views: self.views(&shape, &at, axes, 0)? })
            }
            Tree::Pad { guards, inner, value } => self.padded(&guards, &inner, value, axes),
            Tree::Join { ix, parts } => self.joined(&ix, &parts, axes),
        }
    }

    /// The loops that a tree depends on once some positions are counters of their own: each stands where the counter
    /// stood that it is recognised by.
    fn inner_axes(&self, all: &[&Tree], own: &[(Ix, LoopId)], axes: &[LoopId]) -> Vec<LoopId> {
        let mut used = BTreeSet::new();
        all.iter().for_each(|t| t.counters(&mut used));
        let place = |ix: &Ix| match pivot(ix) {
            Some(Atom::Counter(c)) if axes.contains(c) => Some(*c),
            _ => None,
        };
        let first = own.iter().filter(|(ix, _)| place(ix).is_none()).map(|(_, u)| *u);
        let mut found: Vec<LoopId> = first.collect();
        for a in axes {
            found.extend(own.iter().filter(|(ix, _)| place(ix) == Some(*a)).map(|(_, u)| *u));
            if used.contains(a) {
                found.push(*a);
            }
        }
        found
    }

    fn padded(&mut self, guards: &[Guard], inner: &Tree, value: i64, axes: &[LoopId]) -> Understood<Read> {
        self.pads(guards, inner, value, axes).or_else(|why| {
            // A condition that no pad is, such as one on how far two positions are apart, chooses among what is read everywhere.
            self.masked(guards, inner, value, axes).map_err(|_| why)
        })
    }

    /// A tensor with pads where conditions fail.
    pub(super) fn pads(
        &mut self,
        guards: &[Guard],
        inner: &Tree,
        value: i64,
        axes: &[LoopId],
    ) -> Understood<Read> {
        let mut inner = inner.clone();
        let mut own = Vec::new();
        for g in guards {
            let u = self.loops.plain(((g.size - 1) / g.step + 1) as usize)?;
            let by = Ix::counter(u).scale(g.step)?;
            let mut counters = BTreeSet::new();
            g.ix.counters(&mut counters);
            let mut mixed = false;
            let placed = inner.map(&mut |ix| {
                let ix = replace(ix, &g.ix, &by)?;
                let mut used = BTreeSet::new();
                ix.counters(&mut used);
                mixed |= used.contains(&u) && !used.is_disjoint(&counters);
                Ok(ix)
            })?;
            // A position less counters that it is made of is in bounds by what the condition says of them: they are its digits.
            inner = match self.positional(&g.ix, &by)?.filter(|_| mixed) {
                Some(digits) => inner
                    .map(&mut |ix| digits.iter().try_fold(ix.clone(), |ix, (l, d)| replace(&ix, l, d)))?,
                None => placed,
            };
            inner = self.simplified(&inner)?;
            own.push((g.ix.clone(), u));
        }
        let under = self.inner_axes(&[&inner], &own, axes);
        let mut read = self.tree_read(&inner, &under)?;
        let mut shape = self.counts(&under)?;
        let zeros = vec![0; under.len()];
        let (mut low, mut high, mut interior) = (zeros.clone(), zeros.clone(), zeros);
        let mut positions: Vec<Ix> = under.iter().map(|l| Ix::counter(*l)).collect();
        for (g, (ix, u)) in guards.iter().zip(&own) {
            let Some(k) = under.iter().position(|l| l == u) else { return refuse("a condition on nothing") };
            let (lo, hi) = self.loops.interval(ix).ok_or_else(|| Refusal::new("an index overflows"))?;
            let inside = (shape[k] as i64 - 1) * g.step + 1;
            low[k] = (-lo).max(0) as usize;
            high[k] = (hi - inside + 1).max(0) as usize;
            interior[k] = (g.step - 1) as usize;
            positions[k] = ix.add(&Ix::constant(low[k] as i64), 1)?;
            shape[k] = inside as usize + low[k] + high[k];
        }
        read.views.push(View::Pad { low, high, interior, value });
        read.views.extend(self.views(&shape, &positions, axes, 0)?);
        Ok(read)
    }

    /// The counters of a position that is `by`, in terms of it, where it is a number whose digits they are.
    fn positional(&self, ix: &Ix, by: &Ix) -> Understood<Option<Vec<(Ix, Ix)>>> {
        let (mut parts, mut constant) = (Vec::new(), ix.constant);
        for (atom, factor) in &ix.terms {
            let Atom::Counter(l) = atom else { return Ok(None) };
            let Some(last) = self.loops.count(*l).and_then(|n| i64::try_from(n).ok()).map(|n| n - 1) else {
                return Ok(None);
            };
            // One that runs backward counts from its end.
            if *factor < 0 {
                constant += factor * last;
            }
            parts.push((factor.abs(), *factor < 0, last, *l));
        }
        parts.sort_unstable();
        let value = by.add(&Ix::constant(constant), -1)?;
        let mut digits = Vec::with_capacity(parts.len());
        for (k, (factor, backward, last, l)) in parts.iter().enumerate() {
            let mut digit = value.floor(*factor)?;
            if let Some((next, ..)) = parts.get(k + 1) {
                if next % factor != 0 || *last >= next / factor {
                    return Ok(None);
                }
                digit = digit.modulo(next / factor)?;
            }
            if *backward {
                digit = Ix::constant(*last).add(&digit, -1)?;
            }
            digits.push((Ix::counter(*l), digit));
        }
        Ok(Some(digits))
    }

    fn joined(&mut self, ix: &Ix, parts: &[(i64, Tree)], axes: &[LoopId]) -> Understood<Read> {
        let total = parts.last().map_or(0, |p| p.0);
        let whole = self.loops.plain(total as usize)?;
        let (mut start, mut trees) = (0, Vec::new());
        for (end, part) in parts {
            let u = self.loops.plain((end - start) as usize)?;
            let by = Ix::counter(u).add(&Ix::constant(start), 1)?;
            let part = part.map(&mut |e| replace(e, ix, &by))?;
            trees.push((u, self.simplified(&part)?));
            start = *end;
        }
        let all: Vec<&Tree> = trees.iter().map(|(_, t)| t).collect();
        let under = self.inner_axes(&all, &[(ix.clone(), whole)], axes);
        let Some(axis) = under.iter().position(|l| *l == whole) else {
            return refuse("a join along nothing");
        };
        let mut joined = Vec::new();
        for (u, tree) in &trees {
            let mut own = under.clone();
            own[axis] = *u;
            let read = self.tree_read(tree, &own)?;
            joined.push(match read {
                Read { source: Source::Value(value), views } => Part { value, views },
                read => {
                    let ty = self.tree_type(tree);
                    let copy = Primitive::Map(Map::linear([(1, read)], 0));
                    Part { value: self.push(copy, ty)?, views: vec![] }
                }
            });
        }
        let shape = self.counts(&under)?;
        let mut positions: Vec<Ix> = under.iter().map(|l| Ix::counter(*l)).collect();
        positions[axis] = ix.clone();
        let views = self.views(&shape, &positions, axes, 0)?;
        Ok(Read { source: Source::Concat { axis, parts: joined }, views })
    }

    /// Views that show the element at these positions, with an axis for each loop.
    fn views(&mut self, shape: &[usize], at: &[Ix], axes: &[LoopId], depth: usize) -> Understood<Vec<View>> {
        if depth > MAX_STEPS {
            return refuse("an index expression that is taken apart without end");
        }
        let at = at.iter().map(|ix| simplify(ix, self.loops)).collect::<Result<Vec<_>, _>>()?;
        if at.iter().all(Ix::is_linear) {
            return self.affine(shape, &at, axes);
        }
        // A reshape alone: the position among all elements is a sum of counters.
        let mut flat = Ix::default();
        for (ix, step) in at.iter().zip(shape::strides(shape)) {
            flat = flat.add(&without_remainders(ix)?, step as i64)?;
        }
        let flat = simplify(&flat, self.loops)?;
        if flat.is_linear() {
            let len = shape::len(shape);
            let reshape = View::Reshape { shape: vec![len] };
            // Where the same index has digits without quotients, it needs no reshape.
            let loops = &*self.loops;
            let place = reshape.place(shape, std::slice::from_ref(&flat), &|ix| loops.interval(ix));
            if let Ok(place) = place
                && place.at.iter().all(Ix::is_linear)
            {
                return self.affine(shape, &place.at, axes);
            }
            let mut views = vec![reshape];
            views.extend(self.affine(&[len], &[flat], axes)?);
            return Ok(views);
        }
        let plain = at.iter().map(without_remainders).collect::<Result<Vec<_>, _>>()?;
        self.digits(shape, at, axes, depth).or_else(|_| self.digits(shape, plain, axes, depth))
    }

    /// Positions that are quotients of something: it becomes several counters, its digits, which a reshape puts together.
    fn digits(
        &mut self,
        shape: &[usize],
        at: Vec<Ix>,
        axes: &[LoopId],
        depth: usize,
    ) -> Understood<Vec<View>> {
        let mut at = at;
        let mut groups: Vec<(Ix, Vec<LoopId>)> = Vec::new();
        for _ in 0..MAX_STEPS {
            at = at.iter().map(|ix| simplify(ix, self.loops)).collect::<Result<Vec<_>, _>>()?;
            let quotients: Vec<(Ix, i64)> = at
                .iter()
                .flat_map(|ix| ix.terms.keys())
                .filter_map(|atom| match atom {
                    Atom::Floor(a, n) | Atom::Mod(a, n) => Some(((**a).clone(), *n)),
                    _ => None,
                })
                .collect();
            let Some((first, _)) = quotients.first().cloned() else { break };
            // All quotients of the same up to a constant; the largest number says where its digits begin.
            let alike = quotients.into_iter().filter(|(a, _)| a.terms == first.terms);
            let alike: Vec<(Ix, i64)> = alike.collect();
            let base = alike.iter().max_by_key(|(_, n)| *n).map_or(first, |(a, _)| a.clone());
            let aligned = alike.iter().filter(|(a, n)| (a.constant - base.constant) % n == 0);
            let mut by: Vec<i64> = aligned.map(|(_, n)| *n).collect();
            by.sort_unstable();
            by.dedup();
            if by.windows(2).any(|w| w[1] % w[0] != 0) {
                return refuse("quotients of an index by numbers that do not divide each other");
            }
            let (lo, hi) = self.loops.interval(&base).ok_or_else(|| Refusal::new("an index overflows"))?;
            let unit = by.last().copied().unwrap_or(1);
            let up = -lo.div_euclid(unit).min(0) * unit;
            // From the lowest digit on.
            let (mut digits, mut value, mut weight) = (Vec::new(), Ix::constant(-up), 1);
            for next in by.into_iter().chain([((hi + up) / unit + 1) * unit]) {
                let digit = self.loops.plain((next / weight) as usize)?;
                value = value.add(&Ix::counter(digit), weight)?;
                digits.push(digit);
                weight = next;
            }
            digits.reverse();
            at = at.iter().map(|ix| replace(ix, &base, &value)).collect::<Result<Vec<_>, _>>()?;
            groups.push((base.add(&Ix::constant(up), 1)?, digits));
        }
        if !at.iter().all(Ix::is_linear) || groups.is_empty() {
            return refuse("an index that is no chain of reshapes");
        }
        let mut used = BTreeSet::new();
        at.iter().for_each(|ix| ix.counters(&mut used));
        let plain: Vec<LoopId> = axes.iter().copied().filter(|a| used.contains(a)).collect();
        let under: Vec<LoopId> =
            groups.iter().flat_map(|(_, d)| d.iter().copied()).chain(plain.iter().copied()).collect();
        let mut views = self.affine(shape, &at, &under)?;
        let mut merged = Vec::new();
        for (_, digits) in &groups {
            merged.push(shape::len(&self.counts(digits)?));
        }
        merged.extend(self.counts(&plain)?);
        views.push(View::Reshape { shape: merged.clone() });
        let positions: Vec<Ix> =
            groups.into_iter().map(|(ix, _)| ix).chain(plain.into_iter().map(Ix::counter)).collect();
        views.extend(self.views(&merged, &positions, axes, depth + 1)?);
        Ok(views)
    }

    fn affine(&self, shape: &[usize], at: &[Ix], axes: &[LoopId]) -> Understood<Vec<View>> {
        let own = self.counts(axes)?;
        let plain = at.iter().zip(axes).all(|(ix, l)| ix.as_counter() == Some(*l));
        if plain && at.len() == axes.len() && own == shape {
            return Ok(vec![]);
        }
        let mut all = Vec::with_capacity(at.len());
        for ix in at {
            let mut used = BTreeSet::new();
            ix.counters(&mut used);
            if !ix.is_linear() || used.iter().any(|c| !axes.contains(c)) {
                return refuse("an index that depends on another loop");
            }
            all.push(Axis { offset: ix.constant, strides: axes.iter().map(|l| ix.factor(*l)).collect() });
        }
        // A loop of one iteration adds nothing.
        for axis in &mut all {
            axis.strides.iter_mut().zip(&own).filter(|(_, n)| **n == 1).for_each(|(s, _)| *s = 0);
        }
        let view = View::Affine { shape: own, axes: all };
        view.shape(shape).map_err(|e| Refusal::new(e.to_string()))?;
        Ok(vec![view])
    }
}
