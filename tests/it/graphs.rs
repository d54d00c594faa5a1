//! Random graphs of primitives through every stage: the same in the reference, native code, the virtual machine and the
//! circuit, whether their runs complete or stop.

use std::ops::Range;

use crate::deep::{bodies, inputs};
use crate::four::Executions;
use gadgets::Gadget;
use llvm_backend::OptLevel;
use onnx2circuit::execute::Outcome;
use onnx2circuit::{Blame, Failure};
use rayon::iter::Either;
use rayon::prelude::*;

/// Runs of each graph.
const RUNS: u64 = 3;
/// Most bodies of a graph: there are as many graphs of each depth up to it.
const DEEPEST: usize = 20;

/// What came of a graph, or of many.
#[derive(Clone, Copy, Debug, Default)]
struct Outcomes {
    /// Runs to the end, in all executions alike.
    completed: u64,
    /// Steps, and those that were not recognised.
    steps: usize,
    generic: usize,
    /// Graphs without a circuit, which is said by name: an unrecognised step reads at positions that are data.
    refused: u64,
}

impl Outcomes {
    fn and(self, other: Self) -> Self {
        Self {
            completed: self.completed + other.completed,
            steps: self.steps + other.steps,
            generic: self.generic + other.generic,
            refused: self.refused + other.refused,
        }
    }
}

/// All executions of one graph, for several inputs.
fn same(seed: u64) -> Result<Outcomes, Failure> {
    let graph = bodies(seed, 1 + seed as usize % DEEPEST);
    // Native code of half of them is as it was lowered, that of the others optimised; the machine's is always.
    let level = [OptLevel::O0, OptLevel::O2][(seed as usize / DEEPEST) % 2];
    let all = match Executions::new(&graph, true, level) {
        Ok(all) => all,
        Err(e) if e.blame == Blame::Input => return Ok(Outcomes { refused: 1, ..Outcomes::default() }),
        Err(e) => return Err(e),
    };
    let nodes = &all.built.program.graph.nodes;
    let generic = nodes.iter().filter(|n| matches!(n.gadget, Gadget::Generic(_))).count();
    let mut outcomes = Outcomes { steps: nodes.len(), generic, ..Outcomes::default() };
    for run in 0..RUNS {
        let outcome = all.run(&inputs(&graph, seed * RUNS + run))?;
        outcomes.completed += u64::from(matches!(outcome, Outcome::Done(_)));
    }
    Ok(outcomes)
}

/// These graphs mean the same in all executions; nearly all steps are recognised, and many of their runs complete.
fn agree(seeds: Range<u64>) {
    let graphs = seeds.end - seeds.start;
    let all =
        seeds.into_par_iter().map(|seed| same(seed).map_err(|e| format!("seed {seed}: {}", e.to_text())));
    let (all, failures): (Vec<Outcomes>, Vec<String>) = all.partition_map(|one| match one {
        Ok(outcomes) => Either::Left(outcomes),
        Err(e) => Either::Right(e),
    });
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
    let all = all.into_iter().fold(Outcomes::default(), Outcomes::and);
    println!("{graphs} graphs: {all:?}");
    assert!(all.refused * 50 <= graphs && all.generic * 200 <= all.steps, "{graphs} graphs: {all:?}");
    assert!(all.completed > graphs, "{graphs} graphs of {RUNS} runs: {all:?}");
}

#[test]
fn deep_graphs_of_primitives_mean_the_same_everywhere() {
    agree(0..2 * DEEPEST as u64);
}

/// Ten thousand of them take hours, most of them LLVM's, and so go in parts.
#[test]
#[ignore = "minutes: those that GRAPHS=FROM..TO says"]
fn more_deep_graphs_mean_the_same_everywhere() {
    let range = std::env::var("GRAPHS").unwrap_or_else(|_| "200..400".to_owned());
    let ends: Vec<u64> = range.split("..").map(|n| n.parse().expect("GRAPHS=FROM..TO")).collect();
    let [from, to] = ends[..] else { panic!("GRAPHS=FROM..TO, not {range}") };
    agree(from..to);
}
