//! The normal form of an expression: one order and one grouping of its counters, whatever shapes and loops it was written
//! in. Expressions with one normal form compute the same.

use std::collections::BTreeMap;

use super::expression::Expression;
use super::tree::{Element, Node, Tree};
use crate::nest::{Counter, Index};

/// An expression in normal form.
#[derive(Clone, Debug)]
pub(super) struct Normal {
    root: Tree,
    stored: Index,
    extents: Vec<usize>,
}

impl Expression {
    /// Its normal form; `None` where a position is no sum of counters.
    pub(super) fn normal(&self) -> Option<Normal> {
        let mut indices = vec![&self.stored];
        self.root.elements(&mut |e| indices.push(&e.flat));
        self.root.elements(&mut |e| indices.extend(e.pads.iter().map(|(g, _)| &g.index)));
        if !indices.iter().all(|ix| ix.is_linear()) {
            return None;
        }
        let mut groups: Vec<Vec<Counter>> = vec![(0..self.outer as u32).map(Counter).collect()];
        folds(&self.root, &mut groups);
        let factors = |c: &Counter| indices.iter().map(|ix| ix.factor(*c)).collect::<Vec<i64>>();
        let (mut map, mut extents) = (BTreeMap::new(), Vec::new());
        for mut group in groups {
            group.sort_by_key(|c| std::cmp::Reverse(factors(c)));
            let mut last: Option<(Counter, usize)> = None;
            for c in group {
                let size = self.extents[c.0 as usize];
                // Two that are always the digits of one number are one.
                let digit = |before: Counter| {
                    factors(&before)
                        .iter()
                        .zip(factors(&c))
                        .all(|(f, g)| g.checked_mul(size as i64) == Some(*f))
                };
                match last {
                    Some((before, number)) if digit(before) => {
                        map.insert(before, Index::default());
                        map.insert(c, Index::counter(Counter(number as u32)));
                        extents[number] *= size;
                        last = Some((c, number));
                    }
                    _ => {
                        map.insert(c, Index::counter(Counter(extents.len() as u32)));
                        last = Some((c, extents.len()));
                        extents.push(size);
                    }
                }
            }
        }
        let root = renamed(&self.root, &map)?;
        Some(Normal { root, stored: self.stored.substitute(&map).ok()?, extents })
    }
}

fn folds(t: &Tree, into: &mut Vec<Vec<Counter>>) {
    let Tree::Node(n) = t else { return };
    if !n.folded.is_empty() {
        into.push(n.folded.clone());
    }
    n.children.iter().for_each(|c| folds(c, into));
}

fn renamed(t: &Tree, map: &BTreeMap<Counter, Index>) -> Option<Tree> {
    Some(match t {
        Tree::Element(e) => {
            let mut pads = e.pads.clone();
            for (g, _) in &mut pads {
                g.index = g.index.substitute(map).ok()?;
            }
            // In which order conditions come says nothing where all leave the same; guards alike but for their counters
            // have an order only now.
            if pads.windows(2).all(|w| w[0].1 == w[1].1) {
                pads.sort_by_cached_key(|(g, _)| (g.size, g.step, g.index.constant, g.index.terms.clone()));
            }
            // What axes it has depends on the shape that it is read in.
            Tree::Element(Element { at: vec![], flat: e.flat.substitute(map).ok()?, pads, ..e.clone() })
        }
        Tree::Node(n) => {
            let mut folded: Vec<Counter> = n.folded.iter().filter_map(|c| map.get(c)?.as_counter()).collect();
            folded.sort_unstable();
            let children = n.children.iter().map(|c| renamed(c, map)).collect::<Option<_>>()?;
            Tree::Node(Box::new(Node { kind: n.kind.clone(), width: n.width, folded, children }))
        }
    })
}

impl Normal {
    /// Whether it is another one, and computed in no fewer bits anywhere.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.stored == other.stored && self.extents == other.extents && is(&self.root, &other.root)
    }
}

fn is(a: &Tree, b: &Tree) -> bool {
    match (a, b) {
        (Tree::Element(a), Tree::Element(b)) => a == b,
        (Tree::Node(a), Tree::Node(b)) => {
            (&a.kind, &a.folded) == (&b.kind, &b.folded)
                && a.width >= b.width
                && a.children.len() == b.children.len()
                && a.children.iter().zip(&b.children).all(|(a, b)| is(a, b))
        }
        _ => false,
    }
}
