//! Circuit files.

use proof_backend::ir::{self, interpret};
use proof_backend::lower::lower;
use tests::hostile::fuzz;

/// Elements of all tensors together, up to which an accepted circuit is run.
const CHEAP: u64 = 1 << 12;

/// Everything that a valid circuit is good for.
fn exercise(circuit: &ir::Graph) {
    let _ = circuit.digest();
    let size: u64 = circuit.tensors.iter().filter_map(ir::Tensor::numel).fold(0, u64::saturating_add);
    if size > CHEAP {
        return;
    }
    let _ = circuit.summary();
    let inputs: Vec<Vec<i128>> = circuit
        .inputs
        .iter()
        .map(|t| circuit.tensor(*t))
        .map(|t| vec![t.range.lo; t.numel().unwrap_or(0) as usize])
        .collect();
    let _ = interpret(circuit, &inputs);
    assert_eq!(ir::Graph::from_bytes(&circuit.to_bytes()).ok().as_ref(), Some(circuit));
}

#[test]
fn circuit_files() {
    let circuits =
        (0..8).map(|seed| lower(&gadgets::arbitrary::graph(seed)).expect("random graphs are valid"));
    let bases: Vec<Vec<u8>> = circuits
        .map(|c| {
            exercise(&c);
            c.to_bytes()
        })
        .collect();
    fuzz(&bases, |bytes| {
        if let Ok(circuit) = ir::Graph::from_bytes(bytes)
            && circuit.validate().is_ok()
        {
            exercise(&circuit);
        }
    });
}
