//! Which constants a verifying key withholds: most of those that are many, but for what its reader computes with.

use circuit::{Data, Graph, Range, Ref, Relation, Tensor, TensorId, Visibility};
use std::collections::{BTreeMap, BTreeSet};

/// Constants of fewer elements are always in the key.
const FEW: usize = 1 << 8;
/// Bytes that the opening of withheld constants adds to each proof: some 124,000 where they are 2^19.
const OPENING: usize = 1 << 17;

/// From how many elements on a circuit's constants are withheld: where they have more bytes than their opening, of which a verifier reads
/// the one or the other. Where weights are hidden nothing is withheld: nobody could look whether ranges of sums are true.
pub(super) fn withheld_from(graph: &Graph) -> usize {
    if !circuit::public::parameters(graph).is_empty() {
        return usize::MAX;
    }
    let many = graph.tensors.iter().filter_map(Tensor::data).filter(|data| data.len() >= FEW);
    if many.map(Data::bytes).sum::<usize>() > OPENING { FEW } else { usize::MAX }
}

/// A valid circuit without its constants of at least so many elements.
pub(super) fn outline(graph: &Graph, least: usize) -> Graph {
    if least == usize::MAX {
        return graph.clone();
    }
    // Masks say nothing that shapes do not, and views by them cost nothing.
    let mask = |data: &Data| data.range().is_some_and(|range| Range::new(0, 1).contains_range(range));
    let positions = positions(graph);
    let outline = graph.outline(|t, data| data.len() >= least && !mask(data) && !positions.contains(&t));
    // What only the integers themselves show, such as that a table covers those that a view reads, keeps them in the key.
    if outline.validate_outline().is_ok() { outline } else { graph.clone() }
}

/// Constants that public values are added to for a function's arguments, such as where rows of an embedding start: with these everybody
/// computes what the function gives.
fn positions(graph: &Graph) -> BTreeSet<TensorId> {
    let known = |t: &Tensor| t.data().is_some() || t.vis == Visibility::PublicInput;
    let mut given: Vec<bool> = graph.tensors.iter().map(known).collect();
    let mut sums: BTreeMap<TensorId, Vec<TensorId>> = BTreeMap::new();
    let mut positions = BTreeSet::new();
    for relation in &graph.relations {
        let read: Vec<TensorId> = relation.operands().into_iter().flat_map(Ref::tensors).collect();
        if !read.iter().all(|t| given[t.0 as usize]) {
            continue;
        }
        match relation {
            Relation::Affine { out, .. } => {
                given[out.0 as usize] = true;
                sums.insert(*out, read);
            }
            Relation::Lut { out, .. } => {
                given[out.0 as usize] = true;
                let mut next = read;
                while let Some(t) = next.pop() {
                    // A sum is followed once.
                    next.extend(sums.remove(&t).unwrap_or_default());
                    positions.insert(t);
                }
            }
            _ => {}
        }
    }
    positions
}
