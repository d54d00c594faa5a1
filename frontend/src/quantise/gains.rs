//! Gains and biases of normalisations that linear maps alone read: they are part of the maps' weights, unless columns are so unlike
//! that an activation of what lies before the gain is coarser, by what the weights make of it, than one of what lies behind it.

use std::collections::BTreeMap;

use gadgets::Read;

use super::linear::Kind;
use super::spelled::Links;
use crate::float_graph::{Element, FloatGraph, Linear, Node, Op, ValueId};
use crate::words::{self, Kind as WordKind, Word};

/// How much coarser an activation of what lies before a gain may be, in what columns come to on average.
const COARSER: f64 = 1.25;

/// What columns of a map's operand are multiplied by, and what is added to them then.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Columns {
    gain: Vec<f64>,
    addend: Vec<f64>,
}

/// A normalised value behind its gain, as maps read it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gained {
    /// The value before the gain.
    pub x: ValueId,
    pub columns: Columns,
    /// Positions of the nodes that are folded, in order.
    pub nodes: Vec<usize>,
}

/// All of them, by the value that the maps read. `seen` is how large samples show values to be.
pub(super) fn gains(
    graph: &FloatGraph,
    links: &Links,
    seen: &dyn Fn(ValueId) -> Option<f64>,
) -> BTreeMap<ValueId, Gained> {
    let read = graph.nodes.iter().filter_map(|node| map(graph, node)).map(|(_, x)| x);
    let fine = |read: ValueId, g: &Gained| {
        let sizes = seen(g.x).zip(seen(read));
        sizes.is_none_or(|(before, behind)| before * g.columns.typical() <= COARSER * behind)
    };
    let found = read.filter_map(|x| Some((x, gained(graph, links, x)?)));
    found.filter(|(read, g)| fine(*read, g)).collect()
}

/// A matrix product with constant weights, and what flows into it.
fn map(graph: &FloatGraph, node: &Node) -> Option<(Linear, ValueId)> {
    let Op::Linear(linear) = node.op else { return None };
    let [x, w, ..] = node.inputs[..] else { return None };
    let constant = |id: ValueId| graph.value(id).constant.is_some();
    (constant(w) && !constant(x) && node.inputs.iter().skip(2).all(|id| constant(*id))).then_some((linear, x))
}

fn gained(graph: &FloatGraph, links: &Links, read: ValueId) -> Option<Gained> {
    let width = *graph.value(read).shape.last()?;
    let mut single = true;
    for n in &links.readers[read.index()] {
        let (linear, x) = map(graph, &graph.nodes[*n])?;
        let own = graph.nodes[*n].inputs.iter().filter(|id| **id == read).count() == 1;
        single &= linear.batch == 1;
        (x == read && own && linear.inputs == width).then_some(())?;
    }
    links.inside(read, &links.readers[read.index()]).then_some(())?;
    let mut columns = Columns { gain: vec![1.0; width], addend: vec![0.0; width] };
    let (mut x, mut nodes, mut any) = (read, Vec::new(), false);
    while let Some(n) = links.maker[x.index()] {
        let node = &graph.nodes[n];
        let Some((before, by_column)) = columns.take(graph, node, width) else { break };
        let behind = nodes.last().map_or_else(|| links.readers[read.index()].clone(), |n| vec![*n]);
        if !links.inside(x, &behind) {
            return None;
        }
        (x, any) = (before, any | by_column);
        nodes.push(n);
    }
    let shifts = columns.addend.iter().any(|v| *v != 0.0);
    let fine =
        any && (single || !shifts) && links.maker[x.index()].is_some_and(|n| by_row(graph, &graph.nodes[n]));
    nodes.reverse();
    fine.then_some(Gained { x, columns, nodes })
}

/// Whether a node multiplies, or divides, each row by a number of its own, as normalisations do last.
fn by_row(graph: &FloatGraph, node: &Node) -> bool {
    let Op::Word(Word { kind, shapes }) = &node.op else { return false };
    let product = match kind {
        WordKind::Map { terms, constant, .. } => {
            *constant == 0.0 && terms.len() == 1 && terms[0].factors == [0, 1]
        }
        WordKind::Divide { .. } => true,
        _ => false,
    };
    let computed = |k: usize| node.inputs.get(k).is_some_and(|id| graph.value(*id).constant.is_none());
    let narrow = |k: usize| shapes.get(k).is_some_and(|shape| shape.last() == Some(&1));
    let wide = graph.value(node.output).shape.last() != Some(&1);
    product && wide && node.inputs.len() == 2 && (0..2).all(computed) && (0..2).any(narrow)
}

impl Columns {
    /// The root mean square of the gains.
    fn typical(&self) -> f64 {
        (self.gain.iter().map(|g| g * g).sum::<f64>() / self.gain.len().max(1) as f64).sqrt()
    }

    /// Takes what a node does to columns of its operand, which comes first; that operand, and whether columns differ in it. `None`
    /// for another node.
    fn take(&mut self, graph: &FloatGraph, node: &Node, width: usize) -> Option<(ValueId, bool)> {
        let out = &graph.value(node.output).shape;
        let same = |id: ValueId| {
            let value = graph.value(id);
            value.constant.is_none() && value.element == Element::Float && value.shape == *out
        };
        let row = |id: ValueId| {
            let value = graph.value(id);
            let fits = value.len() == width && value.shape.last() == Some(&width);
            graph.constant(id).filter(|_| fits && value.element == Element::Float)
        };
        match &node.op {
            Op::Reshape => {
                let x = graph.value(node.inputs[0]);
                let moves = x.constant.is_none() && x.shape.last() == Some(&width);
                moves.then_some((node.inputs[0], false))
            }
            Op::Scale(factor) => {
                same(node.inputs[0]).then_some(())?;
                self.gain.iter_mut().for_each(|g| *g *= factor);
                Some((node.inputs[0], false))
            }
            Op::Add { .. } => {
                let [a, b] = node.inputs[..] else { return None };
                let (x, added) = if same(a) { (a, row(b)?) } else { (b, row(a)?) };
                same(x).then_some(())?;
                self.add(1.0, &added);
                Some((x, true))
            }
            Op::Word(Word { kind: WordKind::Map { reads, terms, constant }, shapes }) if *constant == 0.0 => {
                let [a, b] = node.inputs[..] else { return None };
                let (x, by, k) = if same(a) { (a, row(b)?, 0) } else { (b, row(a)?, 1) };
                let plain = |k: usize, read: &Read| *read == words::broadcast(k, &shapes[k], out);
                let fits = same(x) && reads.len() == 2 && reads.iter().enumerate().all(|(k, r)| plain(k, r));
                fits.then_some(())?;
                match &terms[..] {
                    [product] if product.factors == [0, 1] => {
                        let factors = self.gain.iter_mut().zip(&by);
                        factors.for_each(|(g, v)| *g *= product.coefficient * v);
                    }
                    [first, second] if first.factors == [0] && second.factors == [1] => {
                        let (own, other) = if k == 0 { (first, second) } else { (second, first) };
                        self.add(other.coefficient, &by);
                        self.gain.iter_mut().for_each(|g| *g *= own.coefficient);
                    }
                    _ => return None,
                }
                Some((x, true))
            }
            _ => None,
        }
    }

    /// What is added before all that was taken.
    fn add(&mut self, factor: f64, values: &[f64]) {
        let all = self.addend.iter_mut().zip(&self.gain).zip(values);
        all.for_each(|((sum, gain), v)| *sum += gain * factor * v);
    }

    /// Multiplies a map's weights; what is added to each output channel for that.
    pub fn fold(&self, kind: Kind, weights: &mut [f64]) -> Option<Vec<f64>> {
        let Kind::Full(l) = kind else { return None };
        let place = |i: usize| match l.transposed {
            true => (i % l.inputs, i / l.inputs % l.outputs),
            false => (i / l.outputs % l.inputs, i % l.outputs),
        };
        let mut shift = vec![0.0; l.outputs];
        for (i, w) in weights.iter_mut().enumerate() {
            let (column, channel) = place(i);
            shift[channel] += self.addend[column] * *w;
            *w *= self.gain[column];
        }
        self.addend.iter().any(|v| *v != 0.0).then_some(shift)
    }
}
