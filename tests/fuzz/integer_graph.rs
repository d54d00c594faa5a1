//! Parameters of gadgets, as LLVM attributes hold them, and integer graphs, as artefacts do.

use gadgets::gadget::{Known, Role};
use gadgets::{Gadget, Graph, arbitrary, execute};
use tests::hostile::fuzz;

/// Elements of all operands together, up to which something accepted is run.
const CHEAP: usize = 1 << 12;

fn cheap(lengths: impl Iterator<Item = usize>) -> bool {
    lengths.fold(0, usize::saturating_add) <= CHEAP
}

fn evaluate(gadget: &Gadget) {
    let operands = gadget.operands();
    if !cheap(operands.iter().chain(&gadget.output()).map(|o| o.len())) {
        return;
    }
    // A table is an activation's domain and a weight is a small number; what they are is not the point.
    let values: Vec<Vec<i64>> =
        operands.iter().map(|o| vec![i64::from(o.role != Role::Table); o.len()]).collect();
    let known: Vec<Known<'_>> = values.iter().map(|v| Known::constant(v)).collect();
    let slices: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
    let _ = gadget.range(&known);
    let _ = gadget.evaluate(&slices);
}

#[test]
fn parameters() {
    let gadgets: Vec<Gadget> = (0..64).map(arbitrary::gadget).collect();
    gadgets.iter().for_each(evaluate);
    let bases: Vec<Vec<u8>> = gadgets.iter().map(|g| g.params().into_bytes()).collect();
    fuzz(&bases, |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes)
            && let Ok(gadget) = Gadget::from_params(text)
        {
            assert_eq!(Gadget::from_params(&gadget.params()).as_ref(), Ok(&gadget));
            evaluate(&gadget);
        }
    });
}

#[test]
fn integer_graphs() {
    let graphs = (0..8).map(arbitrary::graph);
    let bases: Vec<Vec<u8>> = graphs.map(|g| serde_json::to_vec(&g).expect("plain data")).collect();
    fuzz(&bases, |bytes| {
        let Ok(graph) = serde_json::from_slice::<Graph>(bytes) else { return };
        if graph.validate().is_ok() && cheap(graph.tensors.iter().map(|t| t.len())) {
            let inputs: Vec<Vec<i64>> = graph
                .inputs
                .iter()
                .map(|p| graph.tensor(p.tensor))
                .map(|t| vec![t.range.lo; t.len()])
                .collect();
            let _ = execute(&graph, &inputs.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
    });
}
