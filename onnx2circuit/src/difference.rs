//! What came back out of LLVM IR against what went in.
//!
//! A graph of families that were recognised comes back equal. A step that was not comes back as a program, and a
//! composition of primitives as one that may be put together in another way, or as the family that it is: both have the same names, operands and
//! result, and give what the gadget gives on trial operands. Ranges may be wider where only their own analysis proves
//! them; everything else is equal there, too.

use gadgets::{Gadget, Graph, Node, Range, Tensor, TensorId};

/// What differs between the graph that was lowered and the one read back: the step by its label, or the part of
/// the graph. `None` if they mean the same.
pub fn difference(lowered: &Graph, read: &Graph) -> Option<String> {
    if lowered == read {
        return None;
    }
    let ports = |g: &Graph| (g.name.clone(), g.inputs.clone(), g.outputs.clone());
    if ports(lowered) != ports(read) {
        return Some("the name, or the inputs and outputs".to_owned());
    }
    let counts = |g: &Graph| (g.nodes.len(), g.tensors.len());
    if counts(lowered) != counts(read) {
        return Some(format!("{:?} steps and tensors, {:?} read back", counts(lowered), counts(read)));
    }
    // Tensors whose range may be wider than the one that went in.
    let mut wider = vec![false; read.tensors.len()];
    for (ours, theirs) in lowered.nodes.iter().zip(&read.nodes) {
        if !same_step(lowered, ours, theirs) {
            return Some(format!("'{}'", ours.label()));
        }
        let follows = theirs.operands.iter().any(|id| wider.get(id.index()) == Some(&true));
        if let Some(slot) = theirs.output.and_then(|id| wider.get_mut(id.index())) {
            *slot = follows || is_composition(&theirs.gadget) || ours.gadget != theirs.gadget;
        }
    }
    let tensors = lowered.tensors.iter().zip(&read.tensors).zip(wider);
    let mut differing = tensors.filter(|((ours, theirs), wider)| !same_tensor(ours, theirs, *wider));
    differing.next().map(|((ours, theirs), _)| differing_tensor(ours, theirs))
}

/// A tensor by its name, and its range where no more than that differs.
fn differing_tensor(ours: &Tensor, theirs: &Tensor) -> String {
    let name = &ours.name;
    if *ours == (Tensor { range: ours.range, ..theirs.clone() }) {
        return format!("tensor '{name}' is of {}, read back of {}", ours.range, theirs.range);
    }
    format!("tensor '{name}'")
}

fn same_tensor(ours: &Tensor, theirs: &Tensor, wider: bool) -> bool {
    let range = if wider && theirs.range.contains_range(ours.range) { ours.range } else { theirs.range };
    *ours == Tensor { range, ..theirs.clone() }
}

/// Whether there are many ways to write it: code reads back as one of them.
const fn is_composition(gadget: &Gadget) -> bool {
    matches!(gadget, Gadget::Composed(_) | Gadget::Generic(_))
}

fn same_step(graph: &Graph, ours: &Node, theirs: &Node) -> bool {
    if (&ours.onnx, &ours.operands, ours.output) != (&theirs.onnx, &theirs.operands, theirs.output) {
        return false;
    }
    if ours.gadget == theirs.gadget {
        return true;
    }
    if !is_composition(&ours.gadget) && !is_composition(&theirs.gadget) {
        return false;
    }
    let sizes = |g: &Gadget| {
        let all = g.operands().into_iter().chain(g.output());
        all.map(|o| (o.element, o.len())).collect::<Vec<_>>()
    };
    sizes(&ours.gadget) == sizes(&theirs.gadget) && (0..TRIALS).all(|trial| agree(graph, ours, theirs, trial))
}

/// Trial operands of each composition or program: the smallest values, the largest, and mixed ones.
const TRIALS: u64 = 4;

fn agree(graph: &Graph, ours: &Node, theirs: &Node, trial: u64) -> bool {
    // A range check says something of every value of the type.
    let any = matches!(ours.gadget, Gadget::RangeCheck(_));
    let operands: Option<Vec<Vec<i64>>> =
        ours.operands.iter().map(|id| values(graph, *id, any, trial)).collect();
    let Some(operands) = operands else { return false };
    let slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
    ours.gadget.evaluate(&slices) == theirs.gadget.evaluate(&slices)
}

/// The elements of a constant, or some of the tensor's range.
fn values(graph: &Graph, id: TensorId, any: bool, trial: u64) -> Option<Vec<i64>> {
    let tensor = graph.tensors.get(id.index())?;
    if let Some(data) = &tensor.data {
        return Some(data.to_i64());
    }
    let Range { lo, hi } = if any && trial < 2 { tensor.element.range() } else { tensor.range };
    let width = hi.abs_diff(lo);
    let one = |i: u64| match trial {
        0 => lo,
        1 => hi,
        _ => {
            let mixed = (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15 ^ (trial << 32));
            let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            lo.wrapping_add_unsigned((mixed ^ (mixed >> 32)) % width.saturating_add(1).max(1))
        }
    };
    Some((0..tensor.len() as u64).map(one).collect())
}
