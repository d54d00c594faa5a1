//! How many numbers of a run a value's elements are made of: copies of one number count once, and so do functions of it alone.
//!
//! A divisor of fewer numbers than there are quotients divides rows by their sizes, wherever these were spread over the rows: by
//! the division itself, or by an Expand before it.

use std::collections::BTreeSet;

use crate::float_graph::{FloatGraph, Node, Op, ValueId};
use crate::words::Kind;

/// An upper bound for each value of the graph, at least 1.
pub(super) fn origins(float: &FloatGraph) -> Vec<usize> {
    let mut all: Vec<usize> = float.values.iter().map(|v| v.len().max(1)).collect();
    for node in &float.nodes {
        // Constants are the same in every run.
        let computed = |id: &&ValueId| float.value(**id).constant.is_none();
        let operands: BTreeSet<usize> = node.inputs.iter().filter(computed).map(|id| id.index()).collect();
        let counts = operands.iter().map(|i| all[*i]);
        let bound = match how(node) {
            Made::Chosen => counts.fold(0, usize::saturating_add),
            Made::Combined => counts.fold(1, usize::saturating_mul),
            Made::Anew => usize::MAX,
        };
        let own = &mut all[node.output.index()];
        *own = bound.clamp(1, *own);
    }
    all
}

/// How a node makes each element.
enum Made {
    /// It is an element of an operand.
    Chosen,
    /// By one element of each operand.
    Combined,
    /// By many elements.
    Anew,
}

fn how(node: &Node) -> Made {
    match &node.op {
        Op::Reshape | Op::Transpose { .. } | Op::Broadcast { .. } => Made::Chosen,
        Op::Scale(_) | Op::Relu | Op::ChannelAffine(_) | Op::Add { .. } => Made::Combined,
        Op::Word(word) => match &word.kind {
            Kind::Move { .. } => Made::Chosen,
            Kind::Map { .. }
            | Kind::Clip { .. }
            | Kind::Function(_)
            | Kind::Divide { .. }
            | Kind::Whole { .. }
            | Kind::Wrap { .. }
            | Kind::Compare { .. }
            | Kind::Gather { .. } => Made::Combined,
            Kind::Einsum { .. } | Kind::Reduce { .. } => Made::Anew,
        },
        _ => Made::Anew,
    }
}
