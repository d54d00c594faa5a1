//! Numbers at the end of a float type that masks of data are multiplied by, and that stand for minus infinity: no scale has room for
//! them beside scores. Where softmax and the like alone see what is made of them, a number that is merely large does the same, and is
//! put in their place. Masks that are constants need it not: quantisation sees how large each element is.

use std::collections::BTreeSet;

use gadgets::primitive::Fold;

use crate::float_graph::{FloatGraph, Node, Op, ValueId};
use crate::literal::{Data, Literal};
use crate::words::{Kind, Word};

/// From this magnitude on a number is taken for an end.
const END: f64 = 1e30;
/// What is put in its place.
const FAR: f64 = (1u64 << 30) as f64;
/// Smallest factor on the way to a softmax that leaves it far.
const LEAST: f64 = 1.0 / 256.0;

/// Replaces numbers at the ends as far as no output can tell.
pub(super) fn draw_in(graph: &mut FloatGraph) {
    let seen = seen(graph);
    let hidden = || (0..graph.nodes.len()).filter(|i| !seen.contains(&graph.nodes[*i].output));
    let factors = |i: usize| factors(&graph.nodes[i]);
    let is_factor: BTreeSet<ValueId> = hidden().flat_map(factors).collect();
    let ends = |id: &ValueId| match &graph.value(*id).constant {
        Some(l @ Literal { data: Data::Float(_), .. }) => l.numbers().iter().any(|v| is_end(*v)),
        _ => false,
    };
    let constants: Vec<ValueId> = is_factor.into_iter().filter(|id| !seen.contains(id) && ends(id)).collect();
    let nodes: Vec<usize> = hidden().filter(|i| multiplies(&graph.nodes[*i].op)).collect();
    if constants.is_empty() && nodes.is_empty() {
        return;
    }
    let mut far: BTreeSet<ValueId> = constants.iter().copied().collect();
    far.extend(nodes.iter().map(|i| graph.nodes[*i].output));
    for node in graph.nodes.iter().filter(|n| !is_bounded(&n.op)) {
        if node.inputs.iter().any(|id| far.contains(id)) {
            if !stays_far(graph, node, &far) {
                return;
            }
            far.insert(node.output);
        }
    }
    let near = |v: f64| FAR.copysign(v);
    for i in nodes {
        graph.nodes[i].op.each_end(near);
    }
    for id in constants {
        let value = &mut graph.values[id.index()];
        if let Some(literal) = &value.constant {
            let data = literal.numbers().iter().map(|v| if is_end(*v) { near(*v) } else { *v }).collect();
            value.constant = Some(Literal::floats(&literal.shape, data));
        }
    }
}

/// Whether an operation multiplies by an end.
fn multiplies(op: &Op) -> bool {
    match op {
        Op::Scale(factor) => is_end(*factor),
        Op::Word(Word { kind: Kind::Map { terms, .. }, .. }) => terms.iter().any(|t| is_end(t.coefficient)),
        _ => false,
    }
}

/// What a node multiplies with each other.
fn factors(node: &Node) -> Vec<ValueId> {
    let Op::Word(Word { kind: Kind::Map { reads, terms, .. }, .. }) = &node.op else { return vec![] };
    let products = terms.iter().filter(|t| t.factors.len() > 1).flat_map(|t| &t.factors);
    products.filter_map(|f| reads[*f].values().first().map(|k| node.inputs[*k])).collect()
}

fn is_end(v: f64) -> bool {
    v.is_finite() && v.abs() >= END
}

/// What the outputs see, other than through what is the same however far its operand is.
fn seen(graph: &FloatGraph) -> BTreeSet<ValueId> {
    let mut seen: BTreeSet<ValueId> = graph.outputs.iter().map(|o| o.value).collect();
    for node in graph.nodes.iter().rev() {
        if seen.contains(&node.output) && !is_bounded(&node.op) {
            seen.extend(&node.inputs);
        }
    }
    seen
}

/// Whether an operation gives the same for all arguments that are far enough.
fn is_bounded(op: &Op) -> bool {
    match op {
        Op::Softmax(_) => true,
        Op::Word(Word { kind: Kind::Function(f), .. }) => matches!(f.name, "Exp" | "Sigmoid" | "Tanh"),
        _ => false,
    }
}

/// Whether what is far among a node's operands is far in its result, too.
fn stays_far(graph: &FloatGraph, node: &Node, far: &BTreeSet<ValueId>) -> bool {
    let large = |v: f64| v == 0.0 || v.abs() >= LEAST;
    match &node.op {
        Op::Reshape | Op::Transpose { .. } | Op::Broadcast { .. } | Op::Add { .. } | Op::MaxPool(_) => true,
        Op::Scale(factor) => large(*factor),
        Op::Word(word) => match &word.kind {
            Kind::Move { .. } => true,
            Kind::Gather { .. } => !far.contains(&node.inputs[1]),
            Kind::Reduce { fold, .. } => matches!(fold, Fold::Max | Fold::Min),
            Kind::Map { reads, terms, .. } => terms.iter().all(|term| {
                let operands = term.factors.iter().filter_map(|f| reads[*f].values().first().copied());
                let others = operands.map(|k| node.inputs[k]).filter(|id| !far.contains(id));
                large(term.coefficient) && others.filter_map(|id| graph.constant(id)).flatten().all(large)
            }),
            _ => false,
        },
        _ => false,
    }
}

impl Op {
    /// Puts `with` in the place of each number of the operation that is an end.
    fn each_end(&mut self, with: impl Fn(f64) -> f64) {
        let mut numbers: Vec<&mut f64> = match self {
            Self::Scale(factor) => vec![factor],
            Self::Word(word) => match &mut word.kind {
                Kind::Map { terms, constant, .. } => {
                    terms.iter_mut().map(|t| &mut t.coefficient).chain([constant]).collect()
                }
                _ => vec![],
            },
            _ => vec![],
        };
        numbers.retain(|v| is_end(**v));
        numbers.iter_mut().for_each(|v| **v = with(**v));
    }
}
