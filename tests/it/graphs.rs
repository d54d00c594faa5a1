//! Random graphs of primitives through every stage: the same in the reference, native code, the virtual machine and the
//! circuit, whether their runs complete or stop: alone, and many of them as one program.

use crate::deep::{bodies, inputs};
use crate::four::Executions;
use crate::joined::{Part, joined};
use gadgets::{Gadget, Graph};
use llvm_backend::OptLevel;
use onnx2circuit::execute::Outcome;
use onnx2circuit::{Blame, Failure};
use rayon::iter::Either;
use rayon::prelude::*;

/// Runs of each graph.
const RUNS: u64 = 3;
/// Most bodies of a graph: there are as many graphs of each depth up to it.
const DEEPEST: usize = 20;
/// Graphs of which other things are proven at either end of a range, once LLVM has put them together in its own way.
const REARRANGED: [u64; 3] = [310, 416, 1191];
/// Graphs that are compiled as one, where they are many: more of them, and each step of the virtual machine hashes too much.
const JOINED: usize = 20;

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
fn executed(graph: &Graph, level: OptLevel, inputs: &[Vec<Vec<i64>>]) -> Result<Outcomes, Failure> {
    let all = Executions::new(graph, true, level)?;
    let nodes = &all.built.program.graph.nodes;
    let generic = nodes.iter().filter(|n| matches!(n.gadget, Gadget::Generic(_))).count();
    let mut outcomes = Outcomes { steps: nodes.len(), generic, ..Outcomes::default() };
    for input in inputs {
        let outcome = all.run(input)?;
        outcomes.completed += u64::from(matches!(outcome, Outcome::Done(_)));
    }
    Ok(outcomes)
}

/// The graph of one seed.
fn same(seed: u64) -> Result<Outcomes, Failure> {
    let graph = bodies(seed, depth(seed));
    let inputs: Vec<_> = (0..RUNS).map(|run| inputs(&graph, seed * RUNS + run)).collect();
    match executed(&graph, level(seed as usize / DEEPEST), &inputs) {
        Err(e) if e.blame == Blame::Input => Ok(Outcomes { refused: 1, ..Outcomes::default() }),
        other => other,
    }
}

fn alone(seed: u64) -> Result<Outcomes, Vec<String>> {
    same(seed).map_err(|e| vec![format!("seed {seed}: {}", e.to_text())])
}

fn depth(seed: u64) -> usize {
    1 + seed as usize % DEEPEST
}

/// Native code of half of them is as it was lowered, that of the others optimised; the machine's is always.
fn level(number: usize) -> OptLevel {
    [OptLevel::O0, OptLevel::O2][number % 2]
}

/// Many graphs as one. What is refused or differs is found by halves.
fn together(parts: &[Part]) -> Result<Outcomes, Vec<String>> {
    match parts {
        [] => return Ok(Outcomes::default()),
        [part] => return alone(part.seed),
        _ => {}
    }
    let (graph, inputs) = joined(parts);
    let first = parts.first().map_or(0, |part| part.seed);
    let error = match executed(&graph, level(first as usize / JOINED), &inputs) {
        Ok(outcomes) => return Ok(outcomes),
        Err(error) => error,
    };
    let (a, b) = parts.split_at(parts.len() / 2);
    match (together(a), together(b)) {
        (Ok(a), Ok(b)) if a.refused + b.refused > 0 => Ok(a.and(b)),
        (Ok(_), Ok(_)) => {
            Err(vec![format!("{} alone do not, but together: {}", graph.name, error.to_text())])
        }
        (a, b) => Err([a.err(), b.err()].into_iter().flatten().flatten().collect()),
    }
}

/// The outcomes of graphs; those that differ are named.
fn all(outcomes: impl ParallelIterator<Item = Result<Outcomes, Vec<String>>>) -> Outcomes {
    let (all, failures): (Vec<Outcomes>, Vec<Vec<String>>) = outcomes.partition_map(|one| match one {
        Ok(outcomes) => Either::Left(outcomes),
        Err(e) => Either::Right(e),
    });
    let failures = failures.concat();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
    all.into_iter().fold(Outcomes::default(), Outcomes::and)
}

/// Nearly all steps are recognised, and many runs complete.
fn suffice(graphs: u64, all: Outcomes, runs: u64) {
    println!("{graphs} graphs: {all:?}");
    assert!(all.refused * 50 <= graphs && all.generic * 200 <= all.steps, "{graphs} graphs: {all:?}");
    assert!(all.completed >= runs, "{graphs} graphs of {RUNS} runs: {all:?}");
}

#[test]
fn deep_graphs_of_primitives_mean_the_same_everywhere() {
    let seeds: Vec<u64> = (0..2 * DEEPEST as u64).chain(REARRANGED).collect();
    let graphs = seeds.len() as u64;
    suffice(graphs, all(seeds.into_par_iter().map(alone)), graphs);
}

/// `JOINED` of them are one program. Those that are found to differ are named; `GRAPHS=N..N+1` plays one alone.
#[test]
#[ignore = "minutes: 10,000 graphs, or those that GRAPHS=FROM..TO says"]
fn ten_thousand_deep_graphs_mean_the_same_everywhere() {
    let range = std::env::var("GRAPHS").unwrap_or_else(|_| "0..10000".to_owned());
    let ends: Vec<u64> = range.split("..").map(|n| n.parse().expect("GRAPHS=FROM..TO")).collect();
    let [from, to] = ends[..] else { panic!("GRAPHS=FROM..TO, not {range}") };
    let seeds: Vec<u64> = (from..to).collect();
    let played = all(seeds.par_chunks(JOINED).map(|seeds| {
        if let [seed] = seeds {
            return alone(*seed);
        }
        let parts: Vec<Part> = seeds.iter().filter_map(|seed| Part::new(*seed, depth(*seed), RUNS)).collect();
        together(&parts)
    }));
    suffice(to - from, played, (to - from) / JOINED as u64);
}
