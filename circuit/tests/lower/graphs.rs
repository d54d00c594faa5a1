//! Random graphs of several gadgets, and the comparison that all tests here make.

use circuit::lower::lower;
use circuit::{ExecError, interpret};
use gadgets::arbitrary::{Source, graph};
use gadgets::{Graph, Stop};
use proptest::prelude::*;

use super::deep::{bodies, inputs};

/// Lowers `graph`, whose circuit must be valid, and runs both on every set of inputs.
pub fn compare(graph: &Graph, runs: &[Vec<Vec<i64>>]) -> Result<(), TestCaseError> {
    let circuit = lower(graph).map_err(|e| TestCaseError::fail(format!("{e:#?}")))?;
    prop_assert_eq!(circuit.validate(), Ok(()));
    for given in runs {
        let slices: Vec<&[i64]> = given.iter().map(Vec::as_slice).collect();
        let wide: Vec<Vec<i128>> = given.iter().map(|v| v.iter().map(|x| i128::from(*x)).collect()).collect();
        for circuit in [&circuit, &circuit.expand()] {
            match (gadgets::execute(graph, &slices), interpret(circuit, &wide)) {
                (Ok(want), Ok(trace)) => {
                    for (t, want) in circuit.outputs.iter().zip(&want.outputs) {
                        let want: Vec<i128> = want.iter().map(|v| i128::from(*v)).collect();
                        prop_assert_eq!(trace.tensor(*t).to_vec(), want, "{}", circuit.summary());
                    }
                }
                (
                    Err(Stop::Status { status, step, node }),
                    Err(ExecError::Status { status: got, step: at, node: place, .. }),
                ) => {
                    let at = at.map(|step| step as usize);
                    let (want, got) = ((status.code(), Some(step), node), (got, at, place));
                    prop_assert_eq!(want, got, "{}", circuit.summary());
                }
                (want, got) => {
                    let got = got.map(|_| "a trace");
                    prop_assert!(false, "{:?} but {:?}\n{}", want, got, circuit.summary());
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn graphs_mean_the_same(seed: u64) {
        let graph = graph(seed);
        let s = &mut Source::new(!seed);
        let tensor = graph.tensor(graph.inputs[0].tensor);
        let runs: Vec<_> = (0..3)
            .map(|_| vec![(0..tensor.len()).map(|_| s.value(tensor.range)).collect()])
            .collect();
        compare(&graph, &runs)?;
    }
}

/// These graphs of up to 20 bodies mean the same, and most have several results and runs that complete.
fn deep_graphs(seeds: std::ops::Range<u64>) {
    let all = (seeds.end - seeds.start) as usize;
    let (mut several, mut deep, mut completed) = (0, 0, 0);
    for seed in seeds {
        let graph = bodies(seed, 1 + seed as usize % 20);
        assert_eq!(graph.validate(), Ok(()), "seed {seed}");
        several += usize::from(graph.outputs.len() > 1);
        deep += usize::from(graph.nodes.len() > 20);
        let runs: Vec<_> = (0..3).map(|run| inputs(&graph, 3 * seed + run)).collect();
        let slices: Vec<&[i64]> = runs[0].iter().map(Vec::as_slice).collect();
        completed += usize::from(gadgets::execute(&graph, &slices).is_ok());
        compare(&graph, &runs).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    }
    let counts = format!("{several} have several results, {deep} are deep, {completed} complete, of {all}");
    assert!(several > all / 2 && deep > all / 4 && completed > all / 3, "{counts}");
}

#[test]
fn deep_graphs_of_primitives_mean_the_same() {
    deep_graphs(0..200);
}

#[test]
#[ignore = "minutes: run by make test-deep"]
fn many_deep_graphs_of_primitives_mean_the_same() {
    deep_graphs(1_000..11_000);
}

/// Lowering is a function of the graph: same bytes every time, and names that reports can show.
#[test]
fn lowering_is_deterministic_and_keeps_names() {
    for seed in 0..20 {
        let graph = graph(seed);
        let circuit = lower(&graph).expect("valid");
        assert_eq!(circuit.to_bytes(), lower(&graph).expect("valid").to_bytes());
        for (i, relation) in circuit.relations.iter().enumerate() {
            let node = circuit.node_of(circuit::RelId(i as u32));
            assert!(
                graph.nodes.iter().any(|n| n.label() == node) || node == "y",
                "'{node}' of {relation:?} is no node"
            );
        }
    }
}

#[test]
fn invalid_graphs_are_refused_with_their_findings() {
    let mut graph = graph(1);
    graph.nodes[1].operands[0] = gadgets::TensorId(99);
    let found = lower(&graph).expect_err("tensor 99 does not exist");
    assert!(found.iter().any(|e| e.to_string().contains("tensor 99 does not exist")), "{found:?}");
}

/// Steps of one ONNX node share its name: where a run stops is a position.
#[test]
fn a_stop_is_found_among_steps_of_one_name() {
    let (mut stops, mut later) = (0, 0);
    for seed in 0..300 {
        let mut graph = graph(seed);
        let names = vec!["node".to_owned()];
        graph.nodes.iter_mut().for_each(|n| n.onnx.clone_from(&names));
        let circuit = lower(&graph).expect("valid");
        let s = &mut Source::new(!seed);
        let tensor = graph.tensor(graph.inputs[0].tensor);
        let given: Vec<i64> = (0..tensor.len()).map(|_| s.value(tensor.range)).collect();
        let wide = given.iter().map(|v| i128::from(*v)).collect();
        if let Err(Stop::Status { step, .. }) = gadgets::execute(&graph, &[&given]) {
            let Err(ExecError::Status { step: at, .. }) = interpret(&circuit, &[wide]) else {
                panic!("seed {seed}: the circuit does not stop")
            };
            assert_eq!(at, u32::try_from(step).ok(), "seed {seed}");
            stops += 1;
            later += usize::from(step > 0);
        }
    }
    assert!(stops > 5 && later > 0, "{stops} runs stop, {later} of them behind the first step");
}
