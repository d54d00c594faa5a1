//! Relations that say the same of the same tensors: the first of them is laid out, and its result is that of all.
//!
//! Whoever writes a circuit node by node writes some of them twice. A quotient that two read may so be one that a single quotient reads,
//! and be no cell at all ([`super::nested`]).

use circuit::{Graph, Relation, TensorId};
use std::collections::BTreeMap;

/// For each tensor the one that is laid out for it: itself, or the first that the same relation gives.
pub(super) fn same(graph: &Graph) -> Vec<TensorId> {
    let mut of: Vec<TensorId> = (0..graph.tensors.len() as u32).map(TensorId).collect();
    // By their hashes: relations may have maps as long as tensors are.
    let mut known: BTreeMap<[u8; 32], Vec<TensorId>> = BTreeMap::new();
    for relation in &graph.relations {
        let Some(out) = relation.out() else { continue };
        let alike = |other: &&TensorId| {
            let (a, b) = (graph.tensor(out), graph.tensor(**other));
            a.shape == b.shape && a.range == b.range && a.checked.is_some() == b.checked.is_some()
        };
        let Some(name) = named(relation.clone(), &of) else { continue };
        let others = known.entry(name).or_default();
        match others.iter().find(alike) {
            Some(first) => of[out.0 as usize] = *first,
            None => others.push(out),
        }
    }
    of
}

/// The hash of what a relation says of its operands, each by the tensor that is laid out for it.
fn named(mut relation: Relation, of: &[TensorId]) -> Option<[u8; 32]> {
    relation.operands_mut().into_iter().flat_map(|r| r.tensors_mut()).for_each(|t| *t = of[t.0 as usize]);
    if let Some(out) = relation.out_mut() {
        *out = TensorId(u32::MAX);
    }
    // Nothing that is written to memory is refused.
    let bytes = borsh::to_vec(&relation).ok()?;
    Some(*blake3::hash(&bytes).as_bytes())
}
