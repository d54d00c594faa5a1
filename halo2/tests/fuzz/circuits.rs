//! Circuit files.

use super::hostile::fuzz;
use circuit::lower::lower;
use circuit::{Trace, interpret};
use halo2::Plan;
use halo2::check::violations;
use halo2::columns::Config;
use halo2::draft::Draft;
use halo2::field::fr;
use halo2::interval::Interval;

/// Elements of all tensors together, up to which an accepted circuit is run.
const CHEAP: u64 = 1 << 12;
/// The same for laying it out, and the largest table that is filled.
const SMALL: u64 = 1 << 9;
const LARGEST: u32 = 10;
/// Columns of the layout: few, so that relations take several rows, and a small table of ranges.
const COLUMNS: Config = Config { bits: 5, lanes: 11, accumulators: 2, weights: 2, ports: 4, tables: 1 };

/// Lays a circuit out. Its gates are about integers that the field tells apart, and a run satisfies them.
fn lay_out(circuit: &circuit::Graph, run: Option<&Trace>) {
    let Ok(draft) = Draft::new(circuit, COLUMNS) else { return };
    if draft.k() > LARGEST {
        return;
    }
    let Ok(plan) = Plan::with_config(circuit, COLUMNS) else { return };
    assert!(plan.about.iter().all(Interval::fits_field), "{}", circuit.summary());
    let Some(run) = run else { return };
    let challenges = [3, 5, 7].map(|c| fr(c << 90));
    let broken = violations(&plan, run, challenges).expect("a run of this circuit");
    assert_eq!(broken, [], "{}", circuit.summary());
}

/// Everything that a valid circuit is good for.
fn exercise(circuit: &circuit::Graph) {
    let _ = circuit.digest();
    let size: u64 = circuit.tensors.iter().filter_map(circuit::Tensor::numel).fold(0, u64::saturating_add);
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
    let run = interpret(circuit, &inputs);
    if size <= SMALL {
        lay_out(circuit, run.as_ref().ok());
    }
    assert_eq!(circuit::Graph::from_bytes(&circuit.to_bytes()).ok().as_ref(), Some(circuit));
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
        if let Ok(circuit) = circuit::Graph::from_bytes(bytes)
            && circuit.validate().is_ok()
        {
            exercise(&circuit);
        }
    });
}
