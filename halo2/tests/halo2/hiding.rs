//! What proofs hide: private inputs, and which run of several with the same public values they are of.

use circuit::{Builder, Divisor, Graph, Range, Rounding, interpret};
use halo2::expr::Op;
use halo2::system::Column;
use halo2::{Plan, ProvingKey, Srs, VerifyingKey, prove, setup, verify};
use rand::rngs::OsRng;
use std::collections::BTreeSet;

use super::proofs::network;

/// `y = floor(x / 8)` of eight elements: many inputs give the same output.
fn coarse() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[8], Range::new(0, 63));
    let y = b.div_round(x, Divisor::Const(8), Rounding::Floor, None).expect("fits");
    b.output(y);
    b.finish()
}

fn keys(circuit: &Graph) -> (Srs, ProvingKey, VerifyingKey) {
    let plan = Plan::new(circuit).expect("a plan");
    let srs = Srs::from_seed(plan.system.k, 9).expect("a string");
    let keys = setup(plan, &srs).expect("keys");
    (srs, keys.proving, keys.verifying)
}

#[test]
fn proofs_of_one_statement_share_nothing() {
    let circuit = coarse().hiding(&[0]).expect("an input");
    let (srs, proving, verifying) = keys(&circuit);
    let inputs: [Vec<i128>; 2] = [(0..8).collect(), vec![7; 8]];
    let (system, mut seen) = (&verifying.statement().system, BTreeSet::new());
    // Opened values of the prover's columns come first, then of the key's.
    let read = system.gates.iter().flat_map(|(_, ops)| ops).filter_map(|op| match op {
        Op::Advice(column, row) => Some((*column, *row)),
        _ => None,
    });
    let copied = system.equality.iter().filter_map(|column| match column {
        Column::Advice(column) => Some((*column, 0)),
        _ => None,
    });
    let own = system.proof_parts().points + read.chain(copied).collect::<BTreeSet<_>>().len();
    for input in inputs.iter().chain(&inputs) {
        let trace = interpret(&circuit, std::slice::from_ref(input)).expect("in range");
        let (public, proof) = prove(&proving, &srs, &trace, OsRng).expect("a proof");
        verify(&verifying, &public, &proof).expect("valid");
        assert!(public.inputs.is_empty());
        assert_eq!(public.outputs, [vec![0; 8]], "all have the same public values");
        // Commitments, opened values, quotients: nothing is a function of the witness alone. A fixed column of zeros, which is
        // the key's, opens to zero everywhere.
        for (i, word) in proof.chunks(32).enumerate() {
            let of_key = i >= own && word.iter().all(|byte| *byte == 0);
            assert!(of_key || seen.insert(word.to_vec()), "word {i} of {} occurred before", proof.len() / 32);
        }
    }
}

#[test]
fn hidden_inputs_are_in_no_key_and_no_public_value() {
    let shown = network(0);
    let hidden = shown.hiding(&[0]).expect("an input");
    assert_ne!(hidden.digest(), shown.digest());
    hidden.validate().expect("valid");
    let (_, _, verifying) = keys(&hidden);
    assert!(verifying.slots().iter().all(|slot| slot.kind.is_output()), "{:?}", verifying.slots());
    let twice = hidden.hiding(&[0]).expect("it is private already");
    assert_eq!(twice.digest(), hidden.digest());
    assert!(shown.hiding(&[1]).is_err());
    // What everybody sees cannot be hidden.
    let mut b = Builder::new();
    let x = b.input(&[2], Range::new(0, 3));
    b.output(x);
    assert!(b.finish().hiding(&[0]).is_err());
}

/// A verifier checks the range of what it is given; of what it is not given the circuit does.
#[test]
fn hidden_inputs_lie_in_their_ranges() {
    let circuit = coarse().hiding(&[0]).expect("an input");
    for (value, fits) in [(0, true), (63, true), (64, false), (-1, false), (1 << 70, false)] {
        let mut input = vec![5; 8];
        input[3] = value;
        let run = interpret(&circuit, &[input]);
        assert_eq!(run.is_ok(), fits, "{value}");
    }
    super::families::demand(&circuit, 0);
}
