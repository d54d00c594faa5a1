//! `report`: a page about an artifact, in one file.

use clap::{Args, ValueHint};
use gadgets::Graph;
use llvm_backend::{OptLevel, Progress};
use std::path::PathBuf;
use std::time::Instant;

use super::print;
use super::progress::stage;
use super::run::stopped;
use crate::artifact::{Artifact, check_file, write_file};
use crate::execute::{self, Machine, Outcome};
use crate::forecast::forecast;
use crate::page::{self, Layer, Page};
use crate::{Failure, accuracy, inputs};

/// Runs of native code, of which the fastest counts for each step.
const RUNS: usize = 5;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The input that native code and the fault-proof machine are measured on; zeros, or what is nearest, if not given.
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub input: Option<PathBuf>,
    /// Where the page goes.
    #[arg(short, long, default_value = "report.html", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
}

/// Runs the verb.
pub fn run(args: &Report, json: bool) -> Result<(), Failure> {
    check_file(&args.output)?;
    let artifact = Artifact::open(&args.artifact)?;
    let graph = &artifact.graph;
    let (input, values) = match &args.input {
        Some(path) => (path.display().to_string(), inputs::read(path, (&artifact).into())?),
        None => ("zeros".to_owned(), zeros(graph)),
    };
    let forecast = stage("laying out the circuit", || forecast(graph))?;
    let seconds = stage("measuring native code", || native(&artifact, &values))?;
    let guest = execute::guest(&artifact.program()?, &artifact.plan)?;
    let vm = stage("running in the fault-proof VM", || execute::vm(&guest, graph, &artifact.plan, &values))?;
    let ended = match vm.outcome {
        Outcome::Done(_) => None,
        Outcome::Stopped { code, step } => Some(stopped(graph, code, step).problem()),
    };
    let report = accuracy::read(&args.artifact)?;
    let layers = graph.nodes.iter().zip(&forecast.steps).enumerate().map(|(i, (node, cost))| {
        let tensor = node.output.map(|id| graph.tensor(id));
        let scale = tensor.map_or(1.0, |t| t.scale.to_f64());
        let error = report.as_ref().and_then(|r| r.nodes.iter().find(|n| n.step == i)).map(|n| n.error);
        Layer {
            cost: cost.clone(),
            tensor: tensor.map(|t| t.name.clone()),
            shape: tensor.map_or_else(Vec::new, |t| t.shape.clone()),
            element: tensor.map_or_else(String::new, |t| t.element.to_string()),
            range: tensor.map(|t| [t.range.lo, t.range.hi]),
            reals: tensor.map(|t| [t.range.lo as f64 * scale, t.range.hi as f64 * scale]),
            error: error.map(|e| [e.relative_max(), e.relative_mean()]),
            native_seconds: seconds.get(i).copied(),
            instructions: vm.instructions.get(i).copied(),
        }
    });
    let layers = layers.collect();
    let outputs = report.iter().flat_map(|r| &r.outputs).map(|o| {
        let (largest, typical) = (o.error.relative_max(), o.error.relative_mean());
        let [largest, typical] = [largest, typical].map(accuracy::percent);
        let (same, of) = (o.agreeing, o.decisions);
        format!(
            "output '{}': error up to {largest}, typically {typical}; arg-max as in floats {same} of {of}",
            o.name
        )
    });
    let model = artifact.manifest.model.clone();
    let page = Page { model, input, stopped: ended, forecast, outputs: outputs.collect(), layers };
    write_file(&args.output, page::html(&page, graph, &artifact.manifest).as_bytes())?;
    print(json, &page, || format!("{}: {} steps\n", args.output.display(), page.layers.len()))
}

/// Zeros, or in each input the value of its range that is nearest.
fn zeros(graph: &Graph) -> Vec<Vec<i64>> {
    let input = |port: &gadgets::Port| {
        let tensor = graph.tensor(port.tensor);
        vec![tensor.range.clamp(0); tensor.len()]
    };
    graph.inputs.iter().map(input).collect()
}

/// The time of each step that is run, in seconds.
fn native(artifact: &Artifact, inputs: &[Vec<i64>]) -> Result<Vec<f64>, Failure> {
    let Artifact { graph, plan, .. } = artifact;
    let machine = Machine::new(&artifact.extended()?, graph, plan, OptLevel::O2)?;
    let mut least: Vec<f64> = Vec::new();
    for _ in 0..RUNS {
        let mut arena = machine.arena(graph, inputs)?;
        for step in 0..graph.nodes.len() {
            let start = Instant::now();
            let progress = machine.advance(&mut arena);
            let time = start.elapsed().as_secs_f64();
            if matches!(progress, Progress::Failed { .. }) {
                break;
            }
            match least.get_mut(step) {
                Some(known) => *known = known.min(time),
                None => least.push(time),
            }
        }
    }
    Ok(least)
}
