//! Which constants of a model are its weights, and what is said of them where they are hidden.
//!
//! What the model computes with them stays known: tables of functions, factors of pools, positions that select. Ranges tell how
//! many bytes the weights take and nothing else of them.

use gadgets::primitive::{Primitive, Read};
use gadgets::{Body, Gadget, Graph, Node, Role, TensorId};

use super::{LowerError, Lowered};
use crate::{Data, Range};

/// The weights of a model.
pub(super) struct Parameters {
    /// For each tensor of the integer graph whether it is hidden.
    hidden: Vec<bool>,
    /// What has become a parameter so far.
    pub given: Vec<Data>,
}

impl Parameters {
    /// The weights of a valid graph.
    pub fn of(graph: &Graph) -> Lowered<Self> {
        let mut hidden: Vec<bool> = graph.tensors.iter().map(|t| t.data.is_some()).collect();
        for node in &graph.nodes {
            shown(graph, node)?.for_each(|id| hidden[id.index()] = false);
        }
        let read = |id: &TensorId| hidden[id.index()];
        if !graph.nodes.iter().flat_map(|n| &n.operands).any(read) {
            let reason = "it has no weights to hide".to_owned();
            return Err(LowerError::Unsupported { node: graph.name.clone(), reason });
        }
        Ok(Self { hidden, given: Vec::new() })
    }

    /// Whether a constant is hidden.
    pub fn hides(&self, id: TensorId) -> bool {
        self.hidden[id.index()]
    }

    /// Makes a constant a parameter, if it is hidden: where its elements are said to lie.
    pub fn take(&mut self, id: TensorId, data: &Data) -> Option<Range> {
        self.hides(id).then(|| {
            self.given.push(data.clone());
            declared(data)
        })
    }
}

/// The integers of as many whole bytes as the data take.
fn declared(data: &Data) -> Range {
    let own = data.range().unwrap_or(Range::point(0));
    let bytes = |n: u32| Range::new(-(1 << (8 * n - 1)), (1 << (8 * n - 1)) - 1);
    (1..8).map(bytes).find(|r| r.contains_range(own)).unwrap_or_else(|| bytes(8))
}

/// The constants of a step that stay known.
fn shown<'g>(graph: &'g Graph, node: &'g Node) -> Lowered<impl Iterator<Item = TensorId>> {
    let body = node.gadget.body();
    let constant = |id: &TensorId| graph.tensor(*id).data.is_some();
    if matches!(node.gadget, Gadget::Generic(_)) && node.operands.iter().any(constant) {
        let reason = "it is proved operation by operation, which needs its weights to be known".to_owned();
        return Err(LowerError::Unsupported { node: node.label(), reason });
    }
    let read: Vec<usize> = body.iter().flat_map(functions).flat_map(Read::values).collect();
    let roles = node.gadget.operands().into_iter().map(|o| matches!(o.role, Role::Table | Role::Multipliers));
    let known = roles.enumerate().map(move |(i, known)| known || read.contains(&i));
    Ok(node.operands.iter().zip(known).filter(|(_, known)| *known).map(|(id, _)| *id))
}

/// What a body reads as a table of a function, or as positions.
fn functions(body: &Body) -> impl Iterator<Item = &Read> {
    body.values.iter().filter_map(|value| match &value.word {
        Primitive::Lookup(w) => Some(&w.table),
        Primitive::Gather(w) => Some(&w.index),
        _ => None,
    })
}
