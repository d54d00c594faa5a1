//! A body as one expression for an element of its result: values are written into their readers, views into positions.
//!
//! What makes no difference is gone: copies, folds over one element, products with 1, clips and floors that nothing
//! reaches, sums of sums. Loops of one iteration are no counters.

use std::collections::BTreeSet;

use super::polynomial::Polynomial;
use super::tree::{Element, Kind, Node, Tree, width, width_of};
use crate::body::Body;
use crate::nest::{Counter, Index};
use crate::places::{At, find};
use crate::primitive::{Divide, Divisor, Fold, Map, Primitive, Read, Reduce};
use crate::view::Guard;
use crate::{Rounding, shape};

/// Most nodes of an expression.
const MAX_NODES: usize = 1 << 9;

/// An expression for the element of a result at a position.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub root: Tree,
    /// The position along each axis of the result; none for a check alone.
    pub at: Vec<Index>,
    /// The position among all its elements.
    pub stored: Index,
    /// Iterations of each counter: those of the result's axes come first.
    pub extents: Vec<usize>,
    /// How many of them are the result's.
    pub outer: usize,
}

struct Writer<'b> {
    body: &'b Body,
    /// Which of its operands stands where.
    order: &'b [usize],
    shapes: Vec<Vec<usize>>,
    extents: Vec<usize>,
    nodes: usize,
    checks: BTreeSet<usize>,
}

impl Expression {
    /// The expression of a body with one result, or of a check alone; `None` for one of other words, or too large, or with
    /// a check of something that the result is not made of, or that reads operands that are not in `order`, by which they
    /// are numbered.
    pub fn of(body: &Body, order: &[usize]) -> Option<Self> {
        let shapes = body.shapes().ok()?;
        let mut w = Writer { body, order, shapes, extents: Vec::new(), nodes: 0, checks: BTreeSet::new() };
        let root = match &body.results[..] {
            [] => (body.operands.len() + body.values.len()).checked_sub(1)?,
            [one] => one.value,
            _ => return None,
        };
        let at: Vec<Index> = w.shapes[root].clone().into_iter().map(|n| w.counter(n)).collect();
        let outer = w.extents.len();
        let tree = w.value(root, &at)?;
        let all = body.values.iter().filter(|v| matches!(v.word, Primitive::Check(_))).count();
        if w.checks.len() != all {
            return None;
        }
        let (at, sizes) = match body.results.first() {
            None => (at, w.shapes[root].clone()),
            Some(r) => {
                let (sizes, groups) = (r.groups(&w.shapes[root])?, r.groups(&at)?);
                let merge = |(sizes, own): (&[usize], &[Index])| flat(own, sizes);
                let at = sizes.into_iter().zip(groups).map(merge).collect::<Option<Vec<_>>>()?;
                (at, r.operand.shape.clone())
            }
        };
        let stored = flat(&at, &sizes)?;
        // What is stored fits its type, so that a copy into a narrower one says nothing.
        let root = match tree {
            Tree::Node(n) if is_copy(&n) => n.children[0].clone(),
            tree => tree,
        };
        Some(Self { root, at, stored, extents: w.extents, outer })
    }
}

fn is_copy(n: &Node) -> bool {
    matches!(&n.kind, Kind::Map { terms, constant: 0 } if terms[..] == [(1, vec![0])])
}

/// The position among all elements.
fn flat(at: &[Index], sizes: &[usize]) -> Option<Index> {
    let steps = shape::strides(sizes);
    at.iter().zip(steps).try_fold(Index::default(), |sum, (ix, s)| sum.add(ix, s as i64).ok())
}

impl Writer<'_> {
    fn counter(&mut self, n: usize) -> Index {
        if n == 1 {
            return Index::default();
        }
        self.extents.push(n);
        Index::counter(Counter(self.extents.len() as u32 - 1))
    }

    fn counters(&mut self, sizes: &[usize]) -> (Vec<Index>, Vec<Counter>) {
        let all: Vec<Index> = sizes.iter().map(|n| self.counter(*n)).collect();
        let own = all.iter().filter_map(Index::as_counter).collect();
        (all, own)
    }

    fn bounds(&self, ix: &Index) -> Option<(i64, i64)> {
        ix.bounds(&|c| self.extents.get(c.0 as usize).map(|n| (0, *n as i64 - 1)))
    }

    /// The element of a value at an index.
    fn value(&mut self, value: usize, at: &[Index]) -> Option<Tree> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return None;
        }
        let Some(i) = value.checked_sub(self.body.operands.len()) else {
            let operand = self.order.iter().position(|o| *o == value)?;
            // Along an axis of one position there is nothing but that.
            let real = at.iter().zip(&self.shapes[value]).map(|(ix, n)| match n {
                1 => Index::default(),
                _ => ix.clone(),
            });
            let real: Vec<Index> = real.collect();
            let (flat, ty) = (flat(&real, &self.shapes[value])?, self.body.ty(value));
            return Some(Tree::Element(Element { operand, ty, at: at.to_vec(), flat, pads: vec![] }));
        };
        let v = self.body.values[i].clone();
        let own = width(v.ty);
        match &v.word {
            Primitive::Map(m) => self.map(m, at, own),
            Primitive::Einsum(e) => {
                let sizes = self.inner(&e.a, e.summed)?;
                let (folded, counters) = self.counters(&sizes);
                let inner = [at, &folded].concat();
                let (a, b) = (self.read(&e.a, &inner)?, self.read(&e.b, &inner)?);
                let addend = match &e.addend {
                    Some(r) => Some(self.read(r, at)?),
                    None => None,
                };
                if counters.is_empty() {
                    let mut sum = Polynomial::default();
                    sum.add(1, vec![a, b], own)?;
                    addend.map_or(Some(()), |c| sum.add(1, vec![c], own))?;
                    return Some(sum.tree(own));
                }
                let mut factors = vec![a, b];
                factors.sort_by_key(Tree::key);
                Some(Tree::new(Kind::Einsum, own, counters, factors.into_iter().chain(addend).collect()))
            }
            Primitive::Reduce(r) => self.reduce(r, at, own),
            Primitive::Divide(d) => self.divide(d, at, own),
            Primitive::Lookup(l) => {
                let table = l.table.whole().filter(|t| self.shapes[*t].len() == 1)?;
                let table = self.order.iter().position(|o| *o == table)?;
                let x = self.read(&l.x, at)?;
                Some(Tree::new(Kind::Lookup { table, first: l.first }, own, vec![], vec![x]))
            }
            Primitive::Check(c) => {
                self.checks.insert(value);
                let x = self.read(&c.x, at)?;
                let own = own.max(x.width()).max(width_of(c.range.lo)).max(width_of(c.range.hi));
                Some(Tree::new(Kind::Check { range: c.range, status: c.status }, own, vec![], vec![x]))
            }
            Primitive::Gather(_) | Primitive::Compare(_) => None,
        }
    }

    /// The sizes of the last axes of a read.
    fn inner(&self, read: &Read, count: usize) -> Option<Vec<usize>> {
        let all = read.shape(&self.shapes).ok()?;
        Some(all[all.len().checked_sub(count)?..].to_vec())
    }

    fn read(&mut self, read: &Read, at: &[Index]) -> Option<Tree> {
        let found = find(self.body, &self.shapes, read, at, &|ix| self.bounds(ix)).ok()?;
        let At::Value(value, at) = found.source else { return None };
        // Conditions that always hold are none.
        let outside = |(g, _): &(Guard, i64)| {
            let inside = self.bounds(&g.index).is_some_and(|(lo, hi)| lo >= 0 && hi < g.size);
            !inside || g.step != 1
        };
        let mut pads: Vec<(Guard, i64)> = found.guards.into_iter().filter(outside).collect();
        // In which order conditions come says nothing where all leave the same.
        if pads.windows(2).all(|w| w[0].1 == w[1].1) {
            pads.sort_by_key(|(g, _)| {
                let mut factors: Vec<i64> = g.index.terms.values().copied().collect();
                factors.sort_unstable();
                (g.size, g.step, g.index.constant, factors)
            });
        }
        let tree = self.value(value, &at)?;
        match tree {
            tree if pads.is_empty() => Some(tree),
            Tree::Element(e) if e.pads.is_empty() => Some(Tree::Element(Element { pads, ..e })),
            _ => None,
        }
    }

    fn map(&mut self, m: &Map, at: &[Index], own: u32) -> Option<Tree> {
        let mut sum = Polynomial { constant: m.constant, ..Polynomial::default() };
        for t in &m.terms {
            let factors = t.factors.iter().map(|f| self.read(&m.reads[*f], at)).collect::<Option<_>>()?;
            sum.add(t.coefficient, factors, own)?;
        }
        Some(sum.tree(own))
    }

    fn reduce(&mut self, r: &Reduce, at: &[Index], own: u32) -> Option<Tree> {
        let sizes = self.inner(&r.x, r.folded)?;
        let (folded, counters) = self.counters(&sizes);
        let mut x = self.read(&r.x, &[at, &folded].concat())?;
        if let (Tree::Element(e), Fold::Max) = (&mut x, r.op) {
            // Pads that are no more than any element are alike, where each window has an element.
            let least = e.ty.range().lo;
            e.pads.iter_mut().for_each(|(_, v)| *v = (*v).max(least));
        }
        let reached = |floor: &i64| match &x {
            Tree::Element(e) if e.pads.is_empty() && counters.is_empty() => match r.op {
                Fold::Max => e.ty.range().lo < *floor,
                _ => e.ty.range().hi > *floor,
            },
            _ => true,
        };
        let floor = r.floor.filter(reached);
        if counters.is_empty() && floor.is_none() {
            return Some(x);
        }
        let own = match r.op {
            Fold::Sum => own,
            _ => own.max(x.width()).max(floor.map_or(32, width_of)),
        };
        Some(Tree::new(Kind::Reduce { op: r.op, floor }, own, counters, vec![x]))
    }

    fn divide(&mut self, d: &Divide, at: &[Index], own: u32) -> Option<Tree> {
        let mut children = vec![self.read(&d.numerator, at)?];
        let by = match &d.divisor {
            Divisor::Constant(by) => Some(*by),
            Divisor::Read(r) => {
                children.push(self.read(r, at)?);
                None
            }
        };
        if (by, d.clip) == (Some(1), None) {
            return children.pop();
        }
        let rounding = if by == Some(1) { Rounding::Floor } else { d.rounding };
        let constants = by.into_iter().chain(d.clip.iter().flat_map(|r| [r.lo, r.hi]));
        let own = constants.map(width_of).chain(children.iter().map(Tree::width)).fold(own, u32::max);
        Some(Tree::new(Kind::Divide { by, rounding, clip: d.clip }, own, vec![], children))
    }
}
