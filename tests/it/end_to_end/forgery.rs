//! A model whose ReLU is not rescaled, because softmax reads it: no output computed without it is proved.

use circuit::Relation;
use halo2::mode::Mode;
use halo2::public::instance;
use halo2::{Srs, prove_table, verify};
use onnx2circuit::proving;
use tests::onnx::{model, node, weights};

use super::compiled::Compiled;
use crate::liar::Liar;

/// `[1, 4]` to `[1, 3]`: Gemm, Relu, Softmax.
fn classifier() -> Vec<u8> {
    let nodes = vec![
        node("Gemm", &["x", "w", "b"], "h", vec![]),
        node("Relu", &["h"], "r", vec![]),
        node("Softmax", &["r"], "y", vec![]),
    ];
    model("relu-softmax", &[1, 4], &[1, 3], nodes, vec![weights("w", &[4, 3], 5), weights("b", &[3], 6)])
}

#[test]
fn an_output_without_the_relu_is_refused() {
    let compiled = Compiled::tiny(&classifier(), 0.0, 16.0);
    let plan = proving::plan(&compiled.assembled.circuit).expect("a layout");
    let (relation, floor, operand) = plan
        .graph
        .relations
        .iter()
        .enumerate()
        .find_map(|(r, relation)| match relation {
            Relation::Max { x, floor: Some(floor), .. } => Some((r, *floor, x.whole()?)),
            _ => None,
        })
        .expect("the ReLU is a maximum");
    assert!(matches!(plan.modes[relation], Mode::Windows(_)), "fused");
    let srs = Srs::from_seed(plan.system.k, 1).expect("a small size");
    let keys =
        proving::keys(proving::plan(&compiled.assembled.circuit).expect("a layout"), &srs).expect("keys");

    let range = plan.graph.tensor(plan.graph.inputs[0]).range;
    let mut told = 0;
    for corner in 0..16 {
        let input: Vec<i128> =
            (0..4).map(|i| if corner >> i & 1 == 1 { range.hi } else { range.lo + 1 }).collect();
        let Some((liar, None)) = Liar::new(&plan, &[input]) else { continue };
        let honest = &liar.honest;
        for element in 0..3u32 {
            let below = liar.trace.tensor(operand).get(element as usize);
            if below >= floor.into() {
                continue;
            }
            let Some(lie) = liar.trace_cheat(relation, element, below) else { continue };
            if lie.public == honest.public || instance(&lie.public, &plan.slots).is_err() {
                continue;
            }
            let prove = |grid, instance| {
                prove_table(&keys.proving, &srs, grid, instance, rand::rngs::OsRng)
                    .expect("a proof of something")
            };
            if told == 0 {
                let proof = prove(honest.grid.clone(), &honest.instance);
                verify(&keys.verifying, &honest.public, &proof).expect("the model's own output");
            }
            let proof = prove(lie.grid.clone(), &lie.instance);
            let found = verify(&keys.verifying, &lie.public, &proof);
            assert!(found.is_err(), "{:?} instead of {:?}: {}", lie.public, honest.public, lie.what);
            told += 1;
            if told == 3 {
                return;
            }
        }
    }
    panic!("only {told} lies could be told");
}
