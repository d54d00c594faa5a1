//! `accuracy`: how many labels floats and integers give, and how often they agree.

use clap::{Args, ValueHint};
use frontend::{Quantised, Sample, printable};
use serde::Serialize;
use std::path::PathBuf;

use super::args::{On, parse_dim};
use super::print;
use super::progress::stage;
use super::run::{Ready, name};
use crate::accuracy::arg_max;
use crate::artifact::Artifact;
use crate::execute::Outcome;
use crate::{Failure, inputs, labels, listing, pipeline};

/// Arguments of `accuracy`.
#[derive(Debug, Args)]
pub struct Accuracy {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The samples: a file or folder as `compile` takes them.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub samples: PathBuf,
    /// What each sample shows: the position of its largest output. `.npy`, IDX as MNIST has them, or a JSON list.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub labels: PathBuf,
    /// The ONNX file that the artifact was made of: an artifact holds no floats. Without it integers alone are counted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub model: Option<PathBuf>,
    /// Bind a symbolic dimension of the model, `NAME=VALUE`, as it was compiled.
    #[arg(long = "dim", value_name = "NAME=VALUE", value_parser = parse_dim, requires = "model")]
    pub dims: Vec<(String, usize)>,
    /// The output that decides, if it is not the first.
    #[arg(long, value_name = "NAME")]
    pub output: Option<String>,
    /// Which executions.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "native")]
    pub on: Vec<On>,
}

/// How many decisions are right.
#[derive(Debug, Serialize)]
struct Count {
    /// Whose: `float`, or the execution's name.
    on: String,
    correct: usize,
    accuracy: f64,
    /// Decisions of samples that the model refuses, which count as wrong.
    refused: usize,
    /// Decisions that are the float model's.
    agreeing: Option<usize>,
    agreement: Option<f64>,
}

/// The verb's result.
#[derive(Debug, Serialize)]
struct Report {
    output: String,
    samples: usize,
    /// Labels: as many as rows of the output in all samples.
    decisions: usize,
    float: Option<Count>,
    executions: Vec<Count>,
}

/// Decisions in order; none for those of a sample that is refused.
type Decisions = Vec<Option<usize>>;

/// Runs the verb.
pub fn run(args: &Accuracy, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let graph = &artifact.graph;
    let named = |name: &String| graph.outputs.iter().position(|p| p.name == *name);
    let port = match &args.output {
        None => 0,
        Some(name) => named(name).ok_or_else(|| {
            let names: Vec<&str> = graph.outputs.iter().map(|p| p.name.as_str()).collect();
            Failure::input(format!("the model has no output '{name}'; it has {}", names.join(", ")))
        })?,
    };
    let output = graph.outputs.get(port).ok_or_else(|| Failure::input("the model has no outputs"))?;
    // A row of scores: along the last dimension that is larger than 1.
    let row = output.shape.iter().rfind(|d| **d > 1).copied().unwrap_or(1);
    let rows = output.shape.iter().product::<usize>() / row.max(1);
    let samples = stage("reading samples", || inputs::reals(&args.samples, (&artifact).into()))?;
    let labels = labels::read(&args.labels)?;
    if labels.len() != samples.len() * rows {
        let (got, wanted) = (labels.len(), samples.len() * rows);
        let message =
            format!("{got} labels for {} samples of {rows} decision(s): {wanted} expected", samples.len());
        return Err(Failure::file(&args.labels, message));
    }
    if let Some((i, label)) = labels.iter().enumerate().find(|(_, label)| **label >= row as u64) {
        return Err(Failure::file(&args.labels, format!("label {i} is {label}, there are {row} classes")));
    }

    let floats = args.model.as_ref().map(|_| float(args, &artifact, &samples, port, row)).transpose()?;
    let quantised = Quantised::from(graph.clone());
    let mut on = args.on.clone();
    on.dedup();
    let mut executions = Vec::new();
    for on in on {
        let name = name(on);
        let ready = Ready::new(&artifact, on)?;
        let decided = stage(&format!("running on {name}"), || -> Result<Decisions, Failure> {
            let mut all = Decisions::new();
            for sample in &samples {
                // An element that no integer stands for is refused like one out of range.
                let outcome = quantised.quantise_inputs(&sample.inputs).map(|inputs| ready.run(&inputs));
                match outcome.ok().transpose()? {
                    Some(Outcome::Done(outputs)) => all.extend(outputs[port].chunks_exact(row).map(arg_max)),
                    Some(Outcome::Stopped { .. }) | None => all.extend(std::iter::repeat_n(None, rows)),
                }
            }
            Ok(all)
        })?;
        executions.push(count(name, &decided, &labels, floats.as_deref()));
    }
    let report = Report {
        output: output.name.clone(),
        samples: samples.len(),
        decisions: labels.len(),
        float: floats.map(|floats| count("float".to_owned(), &floats, &labels, None)),
        executions,
    };
    print(json, &report, || text(&report))
}

/// The float model's decisions.
fn float(
    args: &Accuracy,
    artifact: &Artifact,
    samples: &[Sample],
    port: usize,
    row: usize,
) -> Result<Decisions, Failure> {
    let Some(path) = &args.model else { return Ok(Decisions::new()) };
    let model = stage("reading the model", || pipeline::load(path, &args.dims))?;
    let (got, wanted) = (model.hash_hex(), &artifact.manifest.model_sha256);
    if got != *wanted {
        return Err(Failure::file(path, format!("has SHA-256 {got}, the artifact is of {wanted}")));
    }
    let shapes = model.graph().outputs.iter().map(|o| &model.graph().value(o.value).shape);
    if !shapes.eq(artifact.graph.outputs.iter().map(|p| &p.shape)) {
        return Err(Failure::file(path, "has outputs of other shapes than the artifact")
            .with_help("bind the dimensions as for the compilation: --dim NAME=VALUE"));
    }
    stage("running the float model", || {
        let mut all = Decisions::new();
        for sample in samples {
            let mut values = model.evaluate_as_onnx(sample);
            let scores = std::mem::take(&mut values[model.graph().outputs[port].value.index()]);
            all.extend(scores.chunks_exact(row).map(arg_max));
        }
        Ok(all)
    })
}

fn count(on: String, decided: &[Option<usize>], labels: &[u64], floats: Option<&[Option<usize>]>) -> Count {
    let share = |n: usize| n as f64 / labels.len().max(1) as f64;
    let right = |(d, label): &(&Option<usize>, &u64)| d.is_some_and(|d| d as u64 == **label);
    let correct = decided.iter().zip(labels).filter(right).count();
    let agreeing = floats.map(|f| f.iter().zip(decided).filter(|(a, b)| a.is_some() && a == b).count());
    let refused = decided.iter().filter(|d| d.is_none()).count();
    Count { on, correct, accuracy: share(correct), refused, agreeing, agreement: agreeing.map(share) }
}

fn text(report: &Report) -> String {
    let percent = |part: f64| format!("{:.2} %", 100.0 * part);
    let rows: Vec<Vec<String>> = report
        .float
        .iter()
        .chain(&report.executions)
        .map(|c| {
            let agreement = c.agreement.map_or_else(String::new, percent);
            vec![c.on.clone(), c.correct.to_string(), percent(c.accuracy), agreement, c.refused.to_string()]
        })
        .collect();
    let table = listing::table(&["on", "correct", "accuracy", "as float", "refused"], &rows);
    let without =
        if report.float.is_none() { "floats are not compared: give the model, --model FILE\n" } else { "" };
    let (name, decisions, samples) = (printable(&report.output), report.decisions, report.samples);
    format!("{table}\n{decisions} decisions of output '{name}' on {samples} samples\n{without}")
}
