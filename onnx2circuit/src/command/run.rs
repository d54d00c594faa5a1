//! `run`: one execution of an artifact on an input.

use clap::ValueEnum;
use fault_proof_vm::guest::Guest;
use frontend::printable;
use gadgets::{Graph, Status};
use llvm_backend::OptLevel;
use serde::Serialize;

use super::args::{On, Run};
use super::print;
use super::progress::stage;
use crate::artifact::Artifact;
use crate::execute::{self, Machine, Outcome};
use crate::{Failure, inputs, listing};

/// The result of a run: the stable JSON.
#[derive(Debug, Serialize)]
pub struct Report {
    on: String,
    outputs: Vec<Output>,
}

/// One output.
#[derive(Debug, Serialize)]
pub struct Output {
    /// Name in the ONNX graph.
    pub name: String,
    /// Shape in the ONNX graph.
    pub shape: Vec<usize>,
    /// Row-major elements.
    pub integers: Vec<i64>,
    /// What they mean.
    pub values: Vec<f64>,
}

/// Runs the verb.
pub fn run(args: &Run, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let inputs = inputs::given(args.input.as_deref(), (&artifact).into())?;
    let outcome = stage("running", || Ready::new(&artifact, args.on)?.run(&inputs))?;
    let on = name(args.on);
    let outputs = outputs(&artifact.graph, outcome)?;
    let report = Report { on, outputs };
    print(json, &report, || report.outputs.iter().map(text).collect())
}

/// One execution, ready to run any number of times.
pub enum Ready<'a> {
    /// The gadgets' own semantics.
    Reference(&'a Graph),
    /// Native code.
    Native(Box<Machine>, &'a Graph),
    /// The fault-proof VM.
    Vm(Box<Guest>, &'a Artifact),
    /// The circuit's interpreter.
    Circuit(Box<circuit::Graph>, &'a Graph),
}

impl<'a> Ready<'a> {
    /// Compiles or loads what the execution needs.
    pub fn new(artifact: &'a Artifact, on: On) -> Result<Self, Failure> {
        let Artifact { graph, plan, .. } = artifact;
        Ok(match on {
            On::Reference => Self::Reference(graph),
            On::Native => {
                // Code for this host is made anew; an object that was changed is refused like every other part.
                artifact.object()?;
                Self::Native(Box::new(Machine::new(&artifact.extended()?, graph, plan, OptLevel::O2)?), graph)
            }
            On::Vm => Self::Vm(Box::new(execute::guest(&artifact.program()?, plan)?), artifact),
            On::Circuit => Self::Circuit(Box::new(artifact.circuit()?), graph),
        })
    }

    /// One run.
    pub fn run(&self, inputs: &[Vec<i64>]) -> Result<Outcome, Failure> {
        match self {
            Self::Reference(graph) => execute::reference(graph, inputs),
            Self::Native(machine, graph) => machine.run(graph, inputs),
            Self::Vm(guest, Artifact { graph, plan, .. }) => {
                Ok(execute::vm(guest, graph, plan, inputs)?.outcome)
            }
            Self::Circuit(circuit, graph) => execute::circuit(circuit, graph, inputs),
        }
    }
}

/// The name of an execution on the command line.
pub fn name(on: On) -> String {
    on.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned())
}

/// The outputs with their meaning; a stop is the answer no.
pub fn outputs(graph: &Graph, outcome: Outcome) -> Result<Vec<Output>, Failure> {
    let values = match outcome {
        Outcome::Done(values) => values,
        Outcome::Stopped { code, step } => return Err(stopped(graph, code, step)),
    };
    let output = |(port, integers): (&gadgets::Port, Vec<i64>)| {
        let scale = graph.tensor(port.tensor).scale.to_f64();
        let values = integers.iter().map(|v| *v as f64 * scale).collect();
        Output { name: port.name.clone(), shape: port.shape.clone(), integers, values }
    };
    Ok(graph.outputs.iter().zip(values).map(output).collect())
}

/// The failure of a run that a step ended.
pub fn stopped(graph: &Graph, code: i32, step: usize) -> Failure {
    let node = graph.nodes.get(step).map_or_else(|| "?".to_owned(), gadgets::Node::label);
    let what = Status::from_code(code).map_or_else(|| "unknown status".to_owned(), |s| s.to_string());
    Failure::no(format!("step {step} ('{node}') stopped with status {code}: {what}"))
}

fn text(output: &Output) -> String {
    let rows: Vec<Vec<String>> = output
        .integers
        .iter()
        .zip(&output.values)
        .enumerate()
        .map(|(i, (n, v))| vec![i.to_string(), n.to_string(), listing::number(*v, 6)])
        .collect();
    let table = listing::table(&["element", "integer", "value"], &rows);
    format!("{} {}\n{table}", printable(&output.name), listing::dims(&output.shape))
}
