//! Which constants of a model are its weights, and what is said of them where they are hidden.
//!
//! What the model computes with them stays known: tables of functions, factors of pools, positions that select; [`super::shown`]
//! lists it. A table of the model's own, as a learned bias for each bucket is, is a weight: data selects among its elements, as among
//! rows of an embedding. Ranges tell how many bytes the weights take and nothing else of them.

use gadgets::names::is_function_table;
use gadgets::primitive::Primitive;
use gadgets::{Gadget, Graph, Node, Role, TensorId};

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
            let constant = |id: &TensorId| graph.tensor(*id).data.is_some();
            if matches!(node.gadget, Gadget::Generic(_)) && node.operands.iter().any(constant) {
                let reason =
                    "it is proved operation by operation, which needs its weights to be known".to_owned();
                return Err(LowerError::Unsupported { node: node.label(), reason });
            }
            known(graph, node).into_iter().for_each(|(id, _)| hidden[id.index()] = false);
        }
        let read = |id: &TensorId| hidden[id.index()];
        if !graph.nodes.iter().flat_map(|n| &n.operands).any(read) {
            return Err(LowerError::NoWeights { model: graph.name.clone() });
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

/// What a constant that stays known is to its step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The values of a function.
    Function,
    /// Factors that follow from shapes and scales.
    Factors,
    /// What it selects.
    Positions,
}

/// The constants of a step that stay known.
pub(super) fn known(graph: &Graph, node: &Node) -> Vec<(TensorId, Use)> {
    let mut known = Vec::new();
    let Gadget::Composed(composed) = &node.gadget else {
        for (id, operand) in node.operands.iter().zip(node.gadget.operands()) {
            match operand.role {
                Role::Table => known.push((*id, Use::Function)),
                Role::Multipliers => known.push((*id, Use::Factors)),
                Role::Activation | Role::Weights | Role::Bias => {}
            }
        }
        return known;
    };
    let result = node.output.map_or("", |id| &graph.tensor(id).name);
    for value in &composed.body.values {
        let (read, of) = match &value.word {
            Primitive::Lookup(w) => (&w.table, Use::Function),
            Primitive::Gather(w) => (&w.index, Use::Positions),
            _ => continue,
        };
        let operands = read.values().into_iter().filter_map(|v| node.operands.get(v));
        let is_known = |id: &&TensorId| {
            let tensor = graph.tensor(**id);
            tensor.data.is_some() && (of == Use::Positions || is_function_table(&tensor.name, result))
        };
        known.extend(operands.filter(is_known).map(|id| (*id, of)));
    }
    known
}
