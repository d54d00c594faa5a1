//! The parts of a circuit.

use gadgets::Status;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use thiserror::Error;

use super::wiring::{Ends, Wiring};
use crate::public::{Kind, Slot, slots, tensors};
use crate::{Def, Graph, RelId, Relation, TableId, Tensor, TensorId, Visibility};

/// A circuit that is not cut so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SegmentError {
    /// Cuts that are not in order, or not between relations.
    #[error(
        "cut {index} is before relation {at}: cuts are in order, each between two of {relations} relations"
    )]
    Cut {
        /// Which one.
        index: usize,
        /// Where.
        at: u32,
        /// Relations of the circuit.
        relations: usize,
    },
    /// Hidden weights.
    #[error("{0} parameters are hidden behind one hash, and no part has all of them")]
    Parameters(usize),
    /// More parts than the circuit has steps.
    #[error("{wanted} parts of a circuit that can be cut into {most} at most")]
    Few {
        /// Parts that were asked for.
        wanted: usize,
        /// Parts that there can be.
        most: usize,
    },
}

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its circuit.
    pub graph: Graph,
    /// The tensors of the whole that its inputs are.
    pub inputs: Vec<TensorId>,
    /// The tensors of the whole that its outputs are.
    pub outputs: Vec<TensorId>,
}

/// All parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments {
    /// In order: a part reads outputs of earlier ones.
    pub parts: Vec<Part>,
    /// How they belong together.
    pub wiring: Wiring,
}

/// Who reads and who makes the tensors of a circuit.
pub(super) struct Uses<'g> {
    graph: &'g Graph,
    /// For each tensor the relations that read it, ascending.
    reads: Vec<Vec<usize>>,
}

impl<'g> Uses<'g> {
    pub(super) fn of(graph: &'g Graph) -> Self {
        let mut reads = vec![Vec::new(); graph.tensors.len()];
        for (r, relation) in graph.relations.iter().enumerate() {
            for t in relation.operands().into_iter().flat_map(|o| o.tensors()) {
                let all: &mut Vec<usize> = &mut reads[t.0 as usize];
                if all.last() != Some(&r) {
                    all.push(r);
                }
            }
        }
        Self { graph, reads }
    }

    /// The relation that reads a tensor last.
    pub(super) fn last(&self, t: TensorId) -> Option<usize> {
        self.reads[t.0 as usize].last().copied()
    }

    fn within(&self, t: TensorId, range: &Range<usize>) -> usize {
        let all = &self.reads[t.0 as usize];
        all.partition_point(|r| *r < range.end) - all.partition_point(|r| *r < range.start)
    }

    /// The tensors that a part has: the first one has what no relation reads, too.
    fn used(&self, range: &Range<usize>) -> BTreeSet<TensorId> {
        let relations = &self.graph.relations[range.clone()];
        let read = relations.iter().flat_map(|r| r.operands().into_iter().flat_map(|o| o.tensors()));
        let mut used: BTreeSet<TensorId> = read.chain(relations.iter().filter_map(Relation::out)).collect();
        if range.start == 0 {
            let unread = self.graph.inputs.iter().filter(|t| self.last(**t).is_none());
            let free = self.graph.outputs.iter().filter(|t| self.graph.tensor(**t).def == Def::Free);
            used.extend(unread.chain(free));
        }
        used
    }

    /// A tensor as a part has it, its definition as in the whole.
    fn tensor(&self, t: TensorId, range: &Range<usize>) -> Tensor {
        let mut tensor = self.graph.tensor(t).clone();
        let inside = matches!(tensor.def, Def::By(r) if range.contains(&(r.0 as usize)));
        let hashed = |tensor: &mut Tensor| {
            tensor.vis = Visibility::HashedInput;
            tensor.checked = Some(Status::InputRange.code());
        };
        match (&tensor.vis, tensor.def) {
            (Visibility::Internal, Def::By(_)) if inside && self.last(t).is_some_and(|r| r >= range.end) => {
                tensor.vis = Visibility::HashedOutput;
            }
            (Visibility::PublicOutput, Def::By(_)) if !inside => {
                tensor.vis = Visibility::PublicInput;
                tensor.checked = None;
            }
            (_, Def::By(_)) if !inside => hashed(&mut tensor),
            // Several parts read it: that it is one for all of them only a hash can tell.
            (Visibility::PrivateInput, Def::Free)
                if self.within(t, range) < self.reads[t.0 as usize].len() =>
            {
                hashed(&mut tensor);
            }
            _ => {}
        }
        tensor
    }

    /// The part of these relations, the same whatever else is cut.
    pub(super) fn part(&self, range: Range<usize>) -> Part {
        let (used, first) = (self.used(&range), range.start == 0);
        let place: BTreeMap<TensorId, TensorId> = used.iter().copied().zip((0..).map(TensorId)).collect();
        let mut graph = Graph::default();
        for t in &used {
            let mut tensor = self.tensor(*t, &range);
            if let Def::By(r) = tensor.def {
                let inside = (r.0 as usize).checked_sub(range.start).filter(|_| (r.0 as usize) < range.end);
                tensor.def = inside.map_or(Def::Free, |r| Def::By(RelId(r as u32)));
            }
            graph.tensors.push(tensor);
        }
        let mut tables: Vec<TableId> = Vec::new();
        for relation in &self.graph.relations[range] {
            let mut relation = relation.clone();
            let operands = relation.operands_mut().into_iter().flat_map(|o| o.tensors_mut());
            operands.for_each(|t| *t = place[t]);
            if let Some(out) = relation.out_mut() {
                *out = place[out];
            }
            if let Relation::Lut { table, .. } = &mut relation {
                let known = tables.iter().position(|t| t == table);
                let index = known.unwrap_or_else(|| {
                    tables.push(*table);
                    graph.tables.extend(self.graph.table(*table).cloned());
                    tables.len() - 1
                });
                *table = TableId(index as u32);
            }
            graph.relations.push(relation);
        }
        let part_has = |t: &TensorId| place.get(t).map(|p| graph.tensor(*p));
        let made_before = |t: &TensorId| {
            self.graph.tensor(*t).def != Def::Free && part_has(t).is_some_and(|t| t.def == Def::Free)
        };
        let given = self.graph.inputs.iter().filter(|t| used.contains(t));
        let inputs: Vec<TensorId> = given.chain(used.iter().filter(|t| made_before(t))).copied().collect();
        // What no relation makes, an input or a constant, the first part returns.
        let returns = |t: &&TensorId| match self.graph.tensor(**t).def {
            Def::Free => first,
            Def::By(_) => part_has(t).is_some_and(|t| t.def != Def::Free),
        };
        let between = |t: &&TensorId| {
            self.graph.tensor(**t).vis == Visibility::Internal
                && part_has(t).is_some_and(|t| t.vis == Visibility::HashedOutput)
        };
        let returned = self.graph.outputs.iter().filter(returns);
        let outputs: Vec<TensorId> = returned.chain(used.iter().filter(between)).copied().collect();
        let places = |of: &[TensorId]| of.iter().map(|t| place[t]).collect();
        (graph.inputs, graph.outputs) = (places(&inputs), places(&outputs));
        Part { graph, inputs, outputs }
    }
}

/// Cuts a valid circuit before these relations.
///
/// # Errors
/// [`SegmentError`] for cuts that are not between relations, or not in order, and for hidden weights.
pub fn cut(graph: &Graph, at: &[u32]) -> Result<Segments, SegmentError> {
    let relations = graph.relations.len();
    let ends: Vec<usize> = at.iter().map(|r| *r as usize).chain([relations]).collect();
    let mut start = 0;
    let mut ranges = Vec::new();
    for (index, end) in ends.iter().enumerate() {
        if index < at.len() && (*end <= start || *end >= relations) {
            return Err(SegmentError::Cut { index, at: at[index], relations });
        }
        ranges.push(start..*end);
        start = *end;
    }
    let parameters = crate::public::parameters(graph).len();
    if parameters > 0 {
        return Err(SegmentError::Parameters(parameters));
    }
    let uses = Uses::of(graph);
    let parts: Vec<Part> = ranges.into_iter().map(|range| uses.part(range)).collect();
    let wiring = wire(graph, &parts);
    Ok(Segments { parts, wiring })
}

/// Which public values of the parts are of one tensor.
fn wire(graph: &Graph, parts: &[Part]) -> Wiring {
    let shown = slots(graph);
    let (mut given, mut returned) = (BTreeMap::new(), BTreeMap::<TensorId, Vec<u32>>::new());
    for (number, (kind, of)) in (0..).zip(tensors(graph)) {
        for t in of {
            if kind.is_output() {
                returned.entry(t).or_default().push(number);
            } else {
                given.insert(t, number);
            }
        }
    }
    // What the verifier of the whole is not given: in order of the tensors.
    let known = |t: &TensorId| given.contains_key(t) || returned.contains_key(t);
    let mut inner: BTreeMap<TensorId, Slot> = BTreeMap::new();
    for part in parts {
        let all =
            part.inputs.iter().zip(&part.graph.inputs).chain(part.outputs.iter().zip(&part.graph.outputs));
        for (t, own) in all {
            let tensor = part.graph.tensor(*own);
            if tensor.vis.is_hashed() && !known(t) {
                let free = graph.tensor(*t).def == Def::Free;
                let kind = if free { Kind::HashedInput } else { Kind::HashedOutput };
                inner.insert(*t, Slot { kind, shape: tensor.shape.clone(), range: tensor.range });
            }
        }
    }
    let first = shown.len() as u32;
    let between: BTreeMap<TensorId, u32> = inner.keys().copied().zip(first..).collect();
    let ends = |part: &Part| {
        let shown_inputs = part.inputs.iter().zip(&part.graph.inputs);
        let shown_inputs =
            shown_inputs.filter(|(_, own)| part.graph.tensor(**own).vis != Visibility::PrivateInput);
        let number = |t: &TensorId| {
            let made = || returned.get(t).and_then(|all| all.first());
            given.get(t).or_else(made).or_else(|| between.get(t)).copied()
        };
        let inputs = shown_inputs.filter_map(|(t, _)| number(t)).collect();
        // A tensor that is returned twice is two outputs.
        let mut seen: BTreeMap<TensorId, usize> = BTreeMap::new();
        let outputs = part.outputs.iter().filter_map(|t| {
            let nth = seen.entry(*t).and_modify(|n| *n += 1).or_insert(0);
            returned.get(t).and_then(|all| all.get(*nth)).or_else(|| between.get(t)).copied()
        });
        Ends { inputs, outputs: outputs.collect() }
    };
    Wiring { shown, inner: inner.into_values().collect(), parts: parts.iter().map(ends).collect() }
}
