//! Circuits of many runs: each run is one of the circuit, and nothing else is said.

use super::{random, segments};
use circuit::public::{Kind, slots};
use circuit::segment::cut;
use circuit::{BatchError, Graph, Range, Relation, TensorId, Visibility, interpret};
use std::collections::BTreeSet;

const RUNS: u32 = 3;

/// The run that a tensor is of; constants and parameters are of none. Runs do not touch: whatever is reached from the inputs and
/// outputs of one is its own.
fn run_of(batch: &Graph, inputs: usize, outputs: usize) -> Vec<Option<usize>> {
    let mut of = vec![None; batch.tensors.len()];
    let mut mark = |t: TensorId, run: usize| {
        let shared = matches!(batch.tensor(t).vis, Visibility::Constant(_) | Visibility::Parameter);
        let seen = &mut of[t.0 as usize];
        assert!(shared || seen.is_none_or(|other| other == run), "tensor {} is of two runs", t.0);
        *seen = (!shared).then_some(run);
    };
    for run in 0..RUNS as usize {
        batch.inputs[run * inputs..(run + 1) * inputs].iter().for_each(|t| mark(*t, run));
        batch.outputs[run * outputs..(run + 1) * outputs].iter().for_each(|t| mark(*t, run));
    }
    for (r, relation) in batch.relations.iter().enumerate() {
        let run = r % RUNS as usize;
        let read = relation.operands().into_iter().flat_map(|o| o.tensors());
        read.chain(relation.out()).for_each(|t| mark(t, run));
    }
    of
}

#[test]
fn a_batch_is_so_many_runs() {
    let mut ran = 0;
    for seed in 0..200 {
        let mut rng = random::rng(seed);
        let graph = if seed % 2 == 0 { random::graph(&mut rng) } else { segments::network(&mut rng) };
        let graph = segments::hidden(graph, &mut rng);
        let batch = graph.batched(RUNS).expect("few runs");
        batch.validate().unwrap_or_else(|e| panic!("{e:?}\n{}", batch.summary()));
        assert_eq!(graph.batched(1).as_ref(), Ok(&graph), "seed {seed}");
        assert_ne!(batch.digest(), graph.batched(RUNS + 1).expect("few runs").digest());
        run_of(&batch, graph.inputs.len(), graph.outputs.len());

        let all: Vec<_> = (0..RUNS).map(|_| random::inputs(&graph, &mut rng)).collect();
        let one: Result<Vec<_>, _> = all.iter().map(|inputs| interpret(&graph, inputs)).collect();
        let together = interpret(&batch, &all.concat());
        let Ok(one) = one else {
            assert!(together.is_err(), "seed {seed}: a run that stops stops the batch");
            continue;
        };
        let together = together.expect("each run runs");
        let outputs = |graph: &Graph, trace: &circuit::Trace| -> Vec<Vec<i128>> {
            graph.outputs.iter().map(|t| trace.tensor(*t).to_vec()).collect()
        };
        let each: Vec<_> = one.iter().flat_map(|trace| outputs(&graph, trace)).collect();
        assert_eq!(outputs(&batch, &together), each, "seed {seed}");
        // It is cut between steps, as one run is.
        let at: Vec<u32> = segments::cuts(&graph, &mut rng).into_iter().map(|r| r * RUNS).collect();
        let parts = cut(&batch, &at).expect("cuts in order");
        assert_eq!(parts.wiring.check(), Ok(()));
        ran += 1;
    }
    assert!(ran > 150, "{ran} batches ran");
}

/// Inputs of all runs come first, parameters once behind them, tables once.
#[test]
fn weights_and_tables_are_there_once() {
    let mut b = circuit::Builder::new();
    let x = b.input(&[2], Range::new(0, 3));
    let w = b.parameter(&[2], Range::new(-8, 7), 5);
    let table = b.table(0, &[1, 5, 2, 7]);
    let y = b.lut(table, x).expect("fits");
    let z = b.mul(y, w).expect("fits");
    b.output(z);
    let batch = b.finish().batched(2).expect("few runs");
    assert_eq!((batch.tables.len(), batch.inputs.len(), batch.outputs.len()), (1, 3, 2));
    let kinds: Vec<Kind> = slots(&batch).into_iter().map(|slot| slot.kind).collect();
    assert_eq!(kinds, [Kind::Input, Kind::Input, Kind::Parameters, Kind::Output, Kind::Output]);
    let trace = interpret(&batch, &[vec![0, 1], vec![2, 3], vec![-8, 7]]).expect("runs");
    let outputs: Vec<_> = batch.outputs.iter().map(|t| trace.tensor(*t).to_vec()).collect();
    assert_eq!(outputs, [vec![-8, 35], vec![-16, 49]]);
    let results: BTreeSet<_> = batch.relations.iter().filter_map(Relation::out).collect();
    assert_eq!(results.len(), 4);
}

#[test]
fn no_run_and_too_many_are_refused() {
    let graph = segments::network(&mut random::rng(1));
    let each = graph.tensors.len().max(graph.relations.len());
    for runs in [0, u32::MAX, (1 << 24) / each as u32 + 1] {
        assert_eq!(graph.batched(runs), Err(BatchError { runs, each }));
    }
}
