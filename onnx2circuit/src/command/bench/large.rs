//! What compiling a large model costs: generated fully connected layers, their weights in a file of their own, compiled
//! by the verb in a process of its own, whose memory is watched.

use prost::Message;
use serde_json::json;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tract_onnx::pb::{
    GraphProto, ModelProto, NodeProto, OperatorSetIdProto, StringStringEntryProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto, tensor_proto, tensor_shape_proto, type_proto,
};

use super::Row;
use crate::Failure;
use crate::command::progress::stage;

/// Elements of every layer: matrices of the size of GPT-2-small's largest.
const WIDTH: usize = 1536;
/// Elements of the output.
const OUTPUTS: usize = 16;
/// The file of weights.
const WEIGHTS: &str = "weights.bin";
/// How often the memory is looked at.
const TICK: Duration = Duration::from_millis(10);

/// Compiles a model of `millions` of weights, about, and reports time and memory.
///
/// # Errors
/// [`Failure`] that is our own fault, or the disk's: the model compiles.
pub fn rows(millions: usize) -> Result<Vec<Row>, Failure> {
    let folder = tempfile::tempdir().map_err(Failure::internal)?;
    let layers = (millions * 1_000_000).div_ceil(WIDTH * WIDTH).max(1);
    let model = folder.path().join("large.onnx");
    let written = stage("writing a large model", || generate(folder.path(), &model, layers));
    let weights = written.map_err(|e| Failure::file(folder.path(), e))?;
    let artifact = folder.path().join("large.o2c");
    let (time, peak) = stage("compiling the large model", || compile(&model, &artifact))?;
    let constants = std::fs::metadata(artifact.join("constants.bin")).map_err(Failure::internal)?.len();
    let [peak_mb, constants_mb] = [peak, constants].map(|bytes| bytes as f64 / 1e6);
    Ok(vec![
        Row::new("large_weights", json!(weights), format!("{weights}, {constants_mb:.0} MB as integers")),
        Row::new("large_compile", json!(time.as_secs_f64()), format!("{:.1} s", time.as_secs_f64())),
        Row::new(
            "large_compile_anonymous_memory_bytes",
            json!(peak),
            format!("{peak_mb:.0} MB, {:.2} times the integers", peak as f64 / constants as f64),
        ),
    ])
}

/// Runs the verb; its time, and the most anonymous memory that it was seen to hold.
fn compile(model: &Path, artifact: &Path) -> Result<(Duration, u64), Failure> {
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe().map_err(Failure::internal)?)
        .arg("compile")
        .arg(model)
        .args(["--input-range", "x=-1..1", "-o"])
        .arg(artifact)
        .stdout(Stdio::null())
        .spawn()
        .map_err(Failure::internal)?;
    let mut peak = 0;
    let status = loop {
        peak = peak.max(anonymous_memory(&child));
        match child.try_wait().map_err(Failure::internal)? {
            Some(status) => break status,
            None => std::thread::sleep(TICK),
        }
    };
    if !status.success() {
        return Err(Failure::internal(format!("compiling the large model: {status}")));
    }
    Ok((start.elapsed(), peak))
}

/// Bytes of memory that are no file's; 0 where the system does not say.
fn anonymous_memory(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("RssAnon:"));
    let kib = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

/// Writes `layers` layers of weights with a ReLU behind each, and one more; how many weights they are.
fn generate(folder: &Path, model: &Path, layers: usize) -> io::Result<usize> {
    let mut file = BufWriter::new(File::create(folder.join(WEIGHTS))?);
    let (mut nodes, mut tensors, mut offset, mut x) = (Vec::new(), Vec::new(), 0, "x".to_owned());
    for layer in 0..=layers {
        let columns = if layer == layers { OUTPUTS } else { WIDTH };
        let name = format!("w{layer}");
        // Values keep their size from layer to layer.
        let reach = (6.0 / WIDTH as f32).sqrt();
        for i in 0..WIDTH * columns {
            file.write_all(&(reach * noise(offset as u64 / 4 + i as u64)).to_le_bytes())?;
        }
        let length = 4 * WIDTH * columns;
        tensors.push(external(&name, columns, offset, length));
        offset += length;
        let y = if layer == layers { "y".to_owned() } else { format!("h{layer}") };
        nodes.push(node("MatMul", &[&x, &name], &y));
        x = y;
        if layer < layers {
            let y = format!("r{layer}");
            nodes.push(node("Relu", &[&x], &y));
            x = y;
        }
    }
    file.flush()?;
    let graph = GraphProto {
        name: "large".to_owned(),
        node: nodes,
        initializer: tensors,
        input: vec![value("x", WIDTH)],
        output: vec![value("y", OUTPUTS)],
        ..GraphProto::default()
    };
    let opset_import = vec![OperatorSetIdProto { domain: String::new(), version: 17 }];
    let proto = ModelProto { ir_version: 8, opset_import, graph: Some(graph), ..ModelProto::default() };
    std::fs::write(model, proto.encode_to_vec())?;
    Ok(offset / 4)
}

/// A number of -1 to 1 that looks random.
fn noise(i: u64) -> f32 {
    let mixed = (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 40) as f32 / (1u32 << 23) as f32 - 1.0
}

fn external(name: &str, columns: usize, offset: usize, length: usize) -> TensorProto {
    let entry = |key: &str, value: String| StringStringEntryProto { key: key.to_owned(), value };
    TensorProto {
        name: name.to_owned(),
        dims: vec![WIDTH as i64, columns as i64],
        data_type: tensor_proto::DataType::Float as i32,
        data_location: Some(tensor_proto::DataLocation::External as i32),
        external_data: vec![
            entry("location", WEIGHTS.to_owned()),
            entry("offset", offset.to_string()),
            entry("length", length.to_string()),
        ],
        ..TensorProto::default()
    }
}

fn node(operator: &str, inputs: &[&str], output: &str) -> NodeProto {
    NodeProto {
        name: output.to_owned(),
        op_type: operator.to_owned(),
        input: inputs.iter().map(|name| (*name).to_owned()).collect(),
        output: vec![output.to_owned()],
        ..NodeProto::default()
    }
}

fn value(name: &str, elements: usize) -> ValueInfoProto {
    let dim = |d: usize| tensor_shape_proto::Dimension {
        value: Some(tensor_shape_proto::dimension::Value::DimValue(d as i64)),
        ..Default::default()
    };
    let tensor = type_proto::Tensor {
        elem_type: tensor_proto::DataType::Float as i32,
        shape: Some(TensorShapeProto { dim: vec![dim(1), dim(elements)] }),
    };
    let value = Some(type_proto::Value::TensorType(tensor));
    ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(TypeProto { value, ..Default::default() }),
        ..Default::default()
    }
}
