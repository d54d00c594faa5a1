//! `inspect` of an ONNX file: what it declares, which needs nothing bound; then its nodes, or what stops it.

use frontend::float_graph::Op;
use frontend::summary::Dimension;
use frontend::words::Kind;
use frontend::{Blocker, Declared, Model, Summary, printable};
use serde_json::{Value, json};
use std::path::Path;

use crate::{Failure, listing, pipeline};

/// Describes the model at `path`, whether it can be compiled or not.
///
/// # Errors
/// [`Failure`] for a file that is no ONNX model.
pub fn describe(path: &Path, dims: &[(String, usize)]) -> Result<(Value, String), Failure> {
    let options = pipeline::load_options(dims)?;
    let (summary, model) = Model::describe(path, &options).map_err(|all| pipeline::blocked(path, &all))?;
    let mut value = serde_json::to_value(&summary).map_err(Failure::internal)?;
    let mut text = declared(&summary);
    match &model {
        Ok(model) => {
            let (nodes, table) = nodes(model);
            value["nodes"] = nodes;
            value["batches"] = json!(model.batches());
            if let Some(note) = super::super::batch_note(model) {
                text += &format!("{note}\n\n");
            }
            text += &table;
        }
        Err(all) => {
            let blockers = all.blockers();
            text += &blocked(&blockers);
            value["blockers"] = serde_json::to_value(&blockers).map_err(Failure::internal)?;
        }
    }
    Ok((value, text))
}

/// What the file itself says.
fn declared(s: &Summary) -> String {
    let sets: Vec<String> = s.operator_sets.iter().map(|(domain, v)| format!("{domain} {v}")).collect();
    let operators: Vec<Vec<String>> =
        s.operators.iter().map(|(name, count)| vec![name.clone(), count.to_string()]).collect();
    format!(
        "model {}, SHA-256 {}\nwritten by {}; operator sets: {}\n{} numbers in constants: parameters, tables, shapes\n\n{}\n{}\n{}\n",
        printable(&s.model),
        s.sha256,
        if s.producer.is_empty() { "an unknown program".to_owned() } else { printable(&s.producer) },
        printable(&sets.join(", ")),
        s.parameters,
        ports("input", &s.inputs),
        ports("output", &s.outputs),
        listing::table(&["operator", "nodes"], &operators),
    )
}

fn ports(kind: &str, ports: &[Declared]) -> String {
    let shape = |s: &Option<Vec<Dimension>>| {
        let Some(s) = s else { return "not declared".to_owned() };
        format!("[{}]", s.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    };
    let row = |p: &Declared| vec![p.name.clone(), p.element.clone(), shape(&p.shape)];
    listing::table(&[kind, "type", "shape"], &ports.iter().map(row).collect::<Vec<_>>())
}

fn blocked(blockers: &[Blocker]) -> String {
    let mut text = "what stops a compilation:\n".to_owned();
    for blocker in blockers {
        text += &format!("  {blocker}\n");
        if let Some(help) = &blocker.help {
            text += &format!("    help: {help}\n");
        }
    }
    text
}

/// The nodes with every shape known.
fn nodes(model: &Model) -> (Value, String) {
    let graph = model.graph();
    let mut rows = Vec::new();
    let mut nodes = Vec::new();
    for node in &graph.nodes {
        let out = graph.value(node.output);
        let inputs: Vec<&str> = node.inputs.iter().map(|i| graph.value(*i).name.as_str()).collect();
        rows.push(vec![
            node.name.clone(),
            operator(&node.op).to_owned(),
            inputs.join(", "),
            listing::dims(&out.shape).to_string(),
        ]);
        nodes.push(json!({
            "name": node.name, "operator": operator(&node.op), "inputs": inputs,
            "output": out.name, "shape": out.shape,
        }));
    }
    (json!(nodes), listing::table(&["node", "operator", "inputs", "output"], &rows))
}

fn operator(op: &Op) -> &'static str {
    match op {
        Op::Conv(_) => "convolution",
        Op::Linear(_) => "fully connected",
        Op::ChannelAffine(_) => "channel affine",
        Op::Add { .. } => "add",
        Op::Relu => "relu",
        Op::MaxPool(_) => "max pool",
        Op::AveragePool(..) => "average pool",
        Op::Softmax(_) => "softmax",
        Op::Reshape => "reshape",
        Op::Transpose { .. } => "transpose",
        Op::Scale(_) => "scale",
        Op::Broadcast { .. } => "broadcast",
        Op::Word(word) => match &word.kind {
            Kind::Move { .. } => "move",
            Kind::Map { .. } => "map",
            Kind::Einsum { .. } => "einsum",
            Kind::Reduce { .. } => "reduce",
            Kind::Clip { .. } => "clip",
            Kind::Function(f) => f.name,
            Kind::Divide { .. } | Kind::Whole { .. } => "divide",
            Kind::Wrap { .. } => "wrap",
            Kind::Compare { .. } => "compare",
            Kind::Gather { .. } => "gather",
        },
    }
}
