//! Functions of one value that exporters spell out, `x·σ(x)` and `x·Φ(x)` for two: one table each, whichever operators they are made of.
//! Roots and their inverses are none of them: each keeps what it refuses.
//!
//! A spelling is found by what it computes: nodes that together are a function of one element of one tensor are evaluated at some
//! points, and compared with the functions that there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::float_graph::{Element, FloatGraph, Node, Op, ValueId};
use crate::functions::Function;
use crate::words::{Kind, Word};

/// Most nodes of a spelling.
const MOST: usize = 12;
/// How far values may be apart, relative to their size: constants in files have single precision.
const NEAR: f64 = 1e-6;
/// The size below which that is absolute.
const SMALL: f64 = 1e-3;
/// Functions without parameters that are spelled out.
const PLAIN: [&str; 6] = ["HardSwish", "Mish", "Softplus", "Softsign", "gelu", "gelu_tanh"];
/// Functions that have one: 0, 1 or a number among the constants.
const WITH_ONE: [&str; 1] = ["Swish"];
/// Functions with jumps, which are no tables.
const JUMPS: [&str; 4] = ["Ceil", "Floor", "Round", "truncate"];

/// A function that several nodes are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spelled {
    pub function: Function,
    /// What it is a function of.
    pub x: ValueId,
    /// Positions of the nodes, in order; the last one gives the result.
    pub nodes: Vec<usize>,
}

/// Who makes and who reads each value.
pub(super) struct Links {
    pub maker: Vec<Option<usize>>,
    pub readers: Vec<Vec<usize>>,
    shown: BTreeSet<ValueId>,
}

impl Links {
    pub fn new(graph: &FloatGraph) -> Self {
        let mut maker = vec![None; graph.values.len()];
        let mut readers = vec![Vec::new(); graph.values.len()];
        for (n, node) in graph.nodes.iter().enumerate() {
            maker[node.output.index()] = Some(n);
            node.inputs.iter().for_each(|id| readers[id.index()].push(n));
        }
        Self { maker, readers, shown: graph.outputs.iter().map(|o| o.value).collect() }
    }

    /// Whether these nodes alone see a value.
    pub fn inside(&self, id: ValueId, nodes: &[usize]) -> bool {
        !self.shown.contains(&id) && self.readers[id.index()].iter().all(|n| nodes.contains(n))
    }
}

/// All spellings, by the position of the last node. No node is part of two.
pub(super) fn spelled(graph: &FloatGraph, links: &Links) -> BTreeMap<usize, Spelled> {
    let mut taken = BTreeSet::new();
    let mut found = BTreeMap::new();
    // The last nodes first, which are part of the largest ones.
    for root in (0..graph.nodes.len()).rev() {
        let one = if taken.contains(&root) { None } else { spelling(graph, links, root) };
        if let Some(one) = one.filter(|s| s.nodes.iter().all(|n| !taken.contains(n))) {
            taken.extend(one.nodes.iter().copied());
            found.insert(root, one);
        }
    }
    found
}

/// The largest one that ends in a node.
fn spelling(graph: &FloatGraph, links: &Links, root: usize) -> Option<Spelled> {
    let shape = &graph.value(graph.nodes[root].output).shape;
    let fits = |n: usize| is_elementwise(graph, &graph.nodes[n], shape);
    let (mut nodes, mut best) = (vec![root], None);
    while fits(nodes[nodes.len() - 1]) {
        let mut order = nodes.clone();
        order.sort_unstable();
        let made = |id: &ValueId| links.maker[id.index()].is_some_and(|n| nodes.contains(&n));
        let read: BTreeSet<ValueId> = order.iter().flat_map(|n| graph.nodes[*n].inputs.clone()).collect();
        let outer: Vec<ValueId> =
            read.into_iter().filter(|id| graph.value(*id).constant.is_none() && !made(id)).collect();
        if let ([x], true) = (&outer[..], nodes.len() > 1)
            && let Some(function) = named(graph, &order, *x)
        {
            best = Some(Spelled { function, x: *x, nodes: order });
        }
        let next =
            outer.iter().filter(|id| links.inside(**id, &nodes)).filter_map(|id| links.maker[id.index()]);
        match next.filter(|n| fits(*n)).max() {
            Some(n) if nodes.len() < MOST => nodes.push(n),
            _ => break,
        }
    }
    best
}

/// The one number that all elements of a constant are.
fn uniform(graph: &FloatGraph, id: ValueId) -> Option<f64> {
    let value = graph.value(id);
    let first = (value.len() < 1 << 16).then(|| graph.constant(id))??;
    let one = *first.first()?;
    first.iter().all(|v| *v == one).then_some(one)
}

/// Whether a node computes each element of this shape of the same ones of its operands, and of numbers.
fn is_elementwise(graph: &FloatGraph, node: &Node, shape: &[usize]) -> bool {
    let float = |id: ValueId| graph.value(id).element == Element::Float;
    let plain = |id: &ValueId| {
        let value = graph.value(*id);
        float(*id)
            && if value.constant.is_some() { uniform(graph, *id).is_some() } else { value.shape == shape }
    };
    let known = match &node.op {
        Op::Scale(_) | Op::Add { .. } | Op::Relu | Op::Reshape => true,
        Op::Word(Word { kind, .. }) => match kind {
            Kind::Function(f) => !JUMPS.contains(&f.name),
            Kind::Map { .. } | Kind::Divide { .. } => kind.reads().iter().all(|read| {
                let of = read.values().first().and_then(|k| node.inputs.get(*k));
                of.is_some_and(|id| read.views.is_empty() || graph.value(*id).constant.is_some())
            }),
            Kind::Clip { .. } => true,
            _ => false,
        },
        _ => false,
    };
    known && float(node.output) && graph.value(node.output).shape == shape && node.inputs.iter().all(plain)
}

/// The function that nodes, in order, are of `x`, if it has a name.
fn named(graph: &FloatGraph, nodes: &[usize], x: ValueId) -> Option<Function> {
    let constants = nodes.iter().flat_map(|n| &graph.nodes[*n].inputs);
    let mut constants: Vec<f64> = constants.filter_map(|id| uniform(graph, *id)).collect();
    constants.extend(nodes.iter().filter_map(|n| match &graph.nodes[*n].op {
        Op::Scale(factor) => Some(*factor),
        _ => None,
    }));
    constants.extend(nodes.iter().filter_map(|n| match &graph.nodes[*n].op {
        Op::Word(Word { kind: Kind::Map { constant, .. }, .. }) => Some(*constant),
        _ => None,
    }));
    constants.extend(nodes.iter().filter_map(|n| match &graph.nodes[*n].op {
        Op::Word(Word { kind: Kind::Function(f), .. }) => f.parameters.first().copied(),
        _ => None,
    }));
    for node in nodes {
        if let Op::Word(Word { kind: Kind::Clip { lo, hi }, .. }) = &graph.nodes[*node].op {
            constants.extend([*lo, *hi]);
        }
    }
    let bends: Vec<f64> = constants.iter().copied().filter(|c| c.is_finite()).collect();
    constants.extend([0.0, 1.0]);
    constants.retain(|c| *c >= 0.0);
    let plain = PLAIN.iter().filter_map(|name| Function::new(name, vec![]));
    // A Swish of 0 is half of its operand, and no function worth a table.
    let fits = |name: &str, c: f64| c > 0.0 || name != "Swish";
    let with = WITH_ONE.iter().flat_map(|name| {
        let own = constants.iter().filter(move |c| fits(name, **c));
        own.map(move |c| Function::new(name, vec![*c]))
    });
    let at = points(&bends);
    let values: Vec<f64> = at.iter().map(|v| value(graph, nodes, x, *v)).collect::<Option<_>>()?;
    plain.chain(with.flatten()).find(|f| at.iter().zip(&values).all(|(v, is)| near(*is, f.value(*v))))
}

/// Where functions are compared: densely about 0, by eighths of decades on both sides, and on both sides of where a function of these numbers may
/// have a bend.
fn points(constants: &[f64]) -> Vec<f64> {
    let decades = || (-96..=56).map(|e| libm::pow(10.0, f64::from(e) / 8.0));
    let bends = constants.iter().flat_map(|c| [0.9 * c, 0.99 * c, 1.01 * c, 1.1 * c]);
    let all = (-400..=400).map(|i| f64::from(i) * 0.03).chain(decades());
    all.chain(bends).flat_map(|v| [v, -v]).collect()
}

fn near(a: f64, b: f64) -> bool {
    let both = |kind: fn(f64) -> bool| kind(a) && kind(b);
    both(f64::is_nan) || a == b || (a - b).abs() <= NEAR * b.abs().max(SMALL)
}

/// What nodes, in order, make of one element.
fn value(graph: &FloatGraph, nodes: &[usize], x: ValueId, at: f64) -> Option<f64> {
    let mut known = BTreeMap::from([(x, at)]);
    let mut last = None;
    for node in nodes.iter().map(|n| &graph.nodes[*n]) {
        let of = |id: &ValueId| known.get(id).copied().or_else(|| uniform(graph, *id));
        let operands = node.inputs.iter().map(of).collect::<Option<Vec<f64>>>()?;
        let read = |read: &gadgets::Read| read.values().first().and_then(|k| operands.get(*k)).copied();
        let first = *operands.first()?;
        let result = match &node.op {
            Op::Scale(factor) => first * factor,
            Op::Add { .. } => first + operands.get(1)?,
            Op::Relu => first.max(0.0),
            Op::Reshape => first,
            Op::Word(Word { kind, .. }) => match kind {
                Kind::Function(f) => f.value(first),
                Kind::Clip { lo, hi } => first.max(*lo).min(*hi),
                Kind::Divide { a, b } => read(a)? / read(b)?,
                Kind::Map { reads, terms, constant } => {
                    let reads = reads.iter().map(read).collect::<Option<Vec<f64>>>()?;
                    let term =
                        |t: &crate::words::Term| t.factors.iter().fold(t.coefficient, |p, f| p * reads[*f]);
                    terms.iter().fold(*constant, |sum, t| sum + term(t))
                }
                _ => return None,
            },
            _ => return None,
        };
        known.insert(node.output, result);
        last = Some(result);
    }
    last
}
