//! Random graphs of primitives through every stage: the same in the reference, native code, the virtual machine and the
//! circuit, whether their runs complete or stop.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::deep::{bodies, inputs};
use llvm_backend::OptLevel;
use onnx2circuit::execute::{self, Machine, Outcome};
use onnx2circuit::{Failure, pipeline};
use rayon::prelude::*;

/// Runs of each graph.
const RUNS: u64 = 3;

/// All executions of one graph, for several inputs: how many complete, or what differs.
fn same(seed: u64) -> Result<usize, String> {
    let fail = |e: Failure| e.to_text();
    let graph = bodies(seed, 1 + seed as usize % 20);
    let built = pipeline::assemble(&graph, true).map_err(fail)?;
    let program = &built.program;
    let machine =
        Machine::new(&built.modules.llvm, &program.graph, &program.plan, OptLevel::O2).map_err(fail)?;
    let guest = execute::guest(&built.elf, &program.plan).map_err(fail)?;
    let mut completed = 0;
    for run in 0..RUNS {
        let input = inputs(&graph, seed * RUNS + run);
        let expected = execute::reference(&graph, &input).map_err(fail)?;
        completed += usize::from(matches!(expected, Outcome::Done(_)));
        for (who, outcome) in [
            ("native code", machine.run(&program.graph, &input).map_err(fail)?),
            ("the VM", execute::vm(&guest, &program.graph, &program.plan, &input).map_err(fail)?.outcome),
            ("the circuit", execute::circuit(&built.circuit, &program.graph, &input).map_err(fail)?),
        ] {
            if outcome != expected {
                return Err(format!("run {run}: {who} gives {outcome:?}, expected {expected:?}"));
            }
        }
    }
    Ok(completed)
}

/// These graphs mean the same in all executions, and many of their runs complete.
fn agree(seeds: Range<u64>) {
    let (runs, completed) = (RUNS * (seeds.end - seeds.start), AtomicUsize::new(0));
    let failures: Vec<String> = seeds
        .into_par_iter()
        .filter_map(|seed| match same(seed) {
            Ok(n) => {
                completed.fetch_add(n, Ordering::Relaxed);
                None
            }
            Err(e) => Some(format!("seed {seed}: {e}")),
        })
        .collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
    let completed = completed.into_inner();
    assert!(completed as u64 > runs / 3, "{completed} of {runs} runs complete");
}

#[test]
fn deep_graphs_of_primitives_mean_the_same_everywhere() {
    agree(0..10);
}
