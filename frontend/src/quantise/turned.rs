//! Linear functions of a few elements of one tensor that exporters spell out by slices, products with constants, joins and sums, as
//! rotary positions are: one sum of products.
//!
//! Every value between is such a sum itself; a join is the sum of its parts, each with zeros where the others are, and of parts
//! whose elements take turns each has gaps for the others.

use std::collections::BTreeMap;

use gadgets::primitive::Source;
use gadgets::{Read, View};

use super::fuse::OneWord;
use super::spelled::Links;
use crate::float_graph::{Element, FloatGraph, Node, Op, ValueId, broadcast_strides};
use crate::words::{Kind, Term, Word};

/// Most nodes, and the fewest that are worth it.
const NODES: std::ops::RangeInclusive<usize> = 4..=16;
/// Most products.
const MOST: usize = 4;

/// An element of the tensor, perhaps times one of a constant.
#[derive(Clone, Debug)]
struct Product {
    coefficient: f64,
    /// Views of the tensor.
    x: Vec<View>,
    by: Option<(ValueId, Vec<View>)>,
}

impl Product {
    fn times(&self, factor: f64) -> Self {
        Self { coefficient: self.coefficient * factor, ..self.clone() }
    }

    /// Read through more views.
    fn through(&self, views: &[View]) -> Self {
        let mut read = self.clone();
        read.x.extend_from_slice(views);
        if let Some((_, own)) = &mut read.by {
            own.extend_from_slice(views);
        }
        read
    }
}

/// Views of this shape, then a reshape.
fn reshaped(views: &[View], from: &[usize], to: &[usize]) -> Vec<View> {
    let squeezed = |shape: &[usize]| shape.iter().copied().filter(|n| *n != 1).collect::<Vec<_>>();
    if squeezed(from) == squeezed(to) {
        // Axes of one position come and go.
        let mut own = (0..to.len()).filter(|k| to[*k] != 1);
        let axes: Vec<_> = from.iter().map(|n| if *n == 1 { None } else { own.next() }).collect();
        return [views, &[View::select(to, &axes)]].concat();
    }
    if let ([under @ .., View::Pad { low, high, interior, value }], [outer @ .., rows, count]) = (views, from)
        && let Some((first, rest)) =
            low.split_last().zip(high.split_last()).map(|(l, h)| (*l.0, [l.1, h.1].concat()))
        && rest.iter().chain(interior).all(|n| *n == 0)
        && first + 1 + high.last().copied().unwrap_or_default() == *count
        && to == [outer, &[rows * count]].concat()
    {
        // Elements beside each other that take turns: each has the others' places between its own.
        let mut axes: Vec<_> = (0..=outer.len()).map(Some).collect();
        axes.push(None);
        let flat = View::select(&[outer, &[*rows]].concat(), &axes);
        let last = |n: usize| [vec![0; outer.len()], vec![n]].concat();
        let (low, high, interior) = (last(first), last(count - 1 - first), last(count - 1));
        return [under, &[flat, View::Pad { low, high, interior, value: *value }]].concat();
    }
    [views, &[View::Reshape { shape: to.to_vec() }]].concat()
}

/// The linear function that ends in a node.
pub(super) fn turned(graph: &FloatGraph, links: &Links, root: usize) -> Option<OneWord> {
    // A reshape that nothing was joined for costs nothing by itself.
    let joined = |id: &ValueId| links.maker[id.index()].is_some_and(|n| joins(&graph.nodes[n]));
    if graph.nodes[root].op == Op::Reshape && !graph.nodes[root].inputs.iter().all(joined) {
        return None;
    }
    let mut nodes = vec![root];
    while known(graph, &graph.nodes[nodes[nodes.len() - 1]]) {
        let mut order = nodes.clone();
        order.sort_unstable();
        let made = |id: &ValueId| links.maker[id.index()].is_some_and(|n| nodes.contains(&n));
        let read = order.iter().flat_map(|n| graph.nodes[*n].inputs.iter().copied());
        let mut outer: Vec<ValueId> =
            read.filter(|id| graph.value(*id).constant.is_none() && !made(id)).collect();
        outer.sort_unstable();
        outer.dedup();
        if let ([x], true) = (&outer[..], NODES.contains(&nodes.len())) {
            let joins = order.iter().any(|n| joins(&graph.nodes[*n]));
            return joins.then(|| summed(graph, order, *x)).flatten();
        }
        let next = outer.iter().filter(|id| links.inside(**id, &nodes));
        match next.filter_map(|id| links.maker[id.index()]).max() {
            Some(n) if nodes.len() < *NODES.end() => nodes.push(n),
            _ => return None,
        }
    }
    None
}

fn joins(node: &Node) -> bool {
    matches!(&node.op, Op::Word(Word { kind: Kind::Move { read, .. }, .. }) if matches!(read.source, Source::Concat { .. }))
}

fn known(graph: &FloatGraph, node: &Node) -> bool {
    let float = graph.value(node.output).element == Element::Float;
    let word = |word: &Word| matches!(word.kind, Kind::Map { .. } | Kind::Move { .. });
    float
        && match &node.op {
            Op::Scale(_) | Op::Add { .. } | Op::Reshape => true,
            Op::Word(w) => word(w),
            _ => false,
        }
}

/// Nodes, in order, as one sum of products with elements of `x`.
fn summed(graph: &FloatGraph, nodes: Vec<usize>, x: ValueId) -> Option<OneWord> {
    let one = Product { coefficient: 1.0, x: vec![], by: None };
    let mut sums = BTreeMap::from([(x, vec![one])]);
    for n in &nodes {
        let node = &graph.nodes[*n];
        let sum = sum(graph, node, &sums)?;
        (sum.len() <= MOST).then_some(())?;
        sums.insert(node.output, sum);
    }
    let last = graph.nodes[*nodes.last()?].output;
    let (mut inputs, mut reads, mut terms) = (vec![x], Vec::new(), Vec::new());
    let mut number = |read: Read| {
        reads.iter().position(|known| *known == read).unwrap_or_else(|| {
            reads.push(read);
            reads.len() - 1
        })
    };
    for Product { coefficient, x, by } in sums.remove(&last)? {
        let mut factors = vec![number(Read { source: Source::Value(0), views: x })];
        if let Some((constant, views)) = by {
            let k = inputs.iter().position(|id| *id == constant).unwrap_or_else(|| {
                inputs.push(constant);
                inputs.len() - 1
            });
            factors.push(number(Read { source: Source::Value(k), views }));
            factors.sort_unstable();
        }
        terms.push(Term { coefficient, factors });
    }
    let shapes: Vec<Vec<usize>> = inputs.iter().map(|id| graph.value(*id).shape.clone()).collect();
    let shape = &graph.value(last).shape;
    // What is only moved costs nothing as it is.
    let fits = terms.iter().any(|t| t.factors.len() > 1)
        && reads.len() <= gadgets::primitive::MAX_OPERANDS
        && reads.iter().all(|read| read.shape(&shapes).as_ref() == Ok(shape));
    let word = Word { shapes, kind: Kind::Map { reads, terms, constant: 0.0 } };
    fits.then_some(OneWord { word, inputs, nodes })
}

/// What a node gives, as a sum of products, for operands that are.
fn sum(graph: &FloatGraph, node: &Node, sums: &BTreeMap<ValueId, Vec<Product>>) -> Option<Vec<Product>> {
    let all = |factor: f64, id: ValueId| Some(sums.get(&id)?.iter().map(move |p| p.times(factor)));
    let out = &graph.value(node.output).shape;
    match &node.op {
        Op::Scale(factor) => Some(all(*factor, node.inputs[0])?.collect()),
        Op::Reshape => {
            let from = &graph.value(node.inputs[0]).shape;
            let through = |p: Product| Product {
                x: reshaped(&p.x, from, out),
                by: p.by.map(|(id, views)| (id, reshaped(&views, from, out))),
                ..p
            };
            Some(all(1.0, node.inputs[0])?.map(through).collect())
        }
        Op::Add { strides } => {
            let [a, b] = node.inputs[..] else { return None };
            let plain = strides.iter().all(|s| broadcast_strides(out, out).as_ref() == Some(s))
                && [a, b].iter().all(|id| graph.value(*id).shape == *out);
            plain.then_some(())?;
            Some(all(1.0, a)?.chain(all(1.0, b)?).collect())
        }
        Op::Word(Word { kind: Kind::Map { reads, terms, constant: 0.0 }, .. }) => {
            let of = |f: usize| {
                let Read { source: Source::Value(k), views } = &reads[f] else { return None };
                Some((*node.inputs.get(*k)?, views))
            };
            let mut found = Vec::new();
            for term in terms {
                match term.factors[..] {
                    [f] => {
                        let (id, views) = of(f)?;
                        found.extend(all(term.coefficient, id)?.map(|p| p.through(views)));
                    }
                    [f, g] => {
                        let (a, b) = (of(f)?, of(g)?);
                        let ((x, views), (constant, own)) =
                            if graph.value(a.0).constant.is_some() { (b, a) } else { (a, b) };
                        graph.value(constant).constant.as_ref()?;
                        for p in all(term.coefficient, x)? {
                            p.by.is_none().then_some(())?;
                            found.push(Product { by: Some((constant, own.clone())), ..p.through(views) });
                        }
                    }
                    _ => return None,
                }
            }
            Some(found)
        }
        Op::Word(Word { shapes, kind: Kind::Move { read, .. } }) => {
            read.pads().is_empty().then_some(())?;
            let parts = match &read.source {
                Source::Value(k) => {
                    return Some(all(1.0, *node.inputs.get(*k)?)?.map(|p| p.through(&read.views)).collect());
                }
                Source::Concat { axis, parts } => (*axis, parts),
            };
            let (axis, parts) = parts;
            let whole = Read { source: read.source.clone(), views: vec![] }.shape(shapes).ok()?;
            let (mut start, mut found) = (0, Vec::new());
            for part in parts {
                let own = Read { source: Source::Value(part.value), views: part.views.clone() }
                    .shape(shapes)
                    .ok()?;
                let (mut low, mut high) = (vec![0; own.len()], vec![0; own.len()]);
                low[axis] = start;
                start += own[axis];
                high[axis] = whole[axis].checked_sub(start)?;
                let place = View::Pad { low, high, interior: vec![0; own.len()], value: 0 };
                let views = [&part.views[..], &[place], &read.views].concat();
                found.extend(all(1.0, *node.inputs.get(part.value)?)?.map(|p| p.through(&views)));
            }
            Some(found)
        }
        _ => None,
    }
}
