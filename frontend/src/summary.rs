//! What a model's file declares, before anything is bound or checked: for whoever looks what it is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tract_onnx::pb::ValueInfoProto;
use tract_onnx::pb::tensor_proto::DataType;

use crate::import::dims::{Size, sizes, tensor};
use crate::load::Loaded;
use crate::model::hex;

/// A model as its file declares it.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Name of the graph.
    pub model: String,
    /// SHA-256 of the file and its external data.
    pub sha256: String,
    /// What wrote the file, and its version.
    pub producer: String,
    /// Operator sets by domain; that of ONNX itself is `ai.onnx`.
    pub operator_sets: BTreeMap<String, i64>,
    /// Elements of all initialisers and of what Constant nodes hold; saturated.
    pub parameters: u64,
    /// Inputs that are no initialisers.
    pub inputs: Vec<Declared>,
    /// Outputs.
    pub outputs: Vec<Declared>,
    /// How many nodes there are of each operator, other domains' with their domain in front.
    pub operators: BTreeMap<String, usize>,
}

/// An input or output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// Name.
    pub name: String,
    /// Element type, in ONNX's words.
    pub element: String,
    /// Dimensions; absent where none are declared.
    pub shape: Option<Vec<Dimension>>,
}

/// A number, or the symbol that `--dim` binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Dimension {
    /// A number.
    Known(usize),
    /// A symbol.
    Symbol(String),
}

impl std::fmt::Display for Dimension {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(size) => write!(f, "{size}"),
            Self::Symbol(name) => f.write_str(name),
        }
    }
}

fn declared(value: &ValueInfoProto) -> Declared {
    let tensor = tensor(value);
    let kind = tensor.and_then(|t| DataType::try_from(t.elem_type).ok());
    let element = kind.map_or_else(|| "unknown".to_owned(), |k| k.as_str_name().to_lowercase());
    let dimension = |size| match size {
        Size::Known(size) => Dimension::Known(size),
        Size::Symbol(name) => Dimension::Symbol(name),
    };
    let shape = tensor.and_then(|t| t.shape.as_ref());
    let shape = shape.map(|s| sizes(&value.name, s).into_iter().map(dimension).collect());
    Declared { name: value.name.clone(), element, shape }
}

impl Summary {
    pub(crate) fn new(loaded: &Loaded) -> Self {
        let proto = &loaded.proto;
        let empty = tract_onnx::pb::GraphProto::default();
        let graph = proto.graph.as_ref().unwrap_or(&empty);
        let domain = |d: &str| if d.is_empty() { "ai.onnx".to_owned() } else { d.to_owned() };
        let given: BTreeSet<&str> = graph.initializer.iter().map(|t| t.name.as_str()).collect();
        let mut operators = BTreeMap::new();
        for node in &graph.node {
            let standard = crate::opset::is_standard(&node.domain);
            let name =
                if standard { node.op_type.clone() } else { format!("{}:{}", node.domain, node.op_type) };
            *operators.entry(name).or_insert(0) += 1;
        }
        let size = |dims: &[i64]| dims.iter().fold(1u64, |n, d| n.saturating_mul(d.unsigned_abs()));
        let held = graph.node.iter().flat_map(|n| &n.attribute).filter_map(|a| a.t.as_ref());
        let constants = graph.initializer.iter().chain(held);
        let free = graph.input.iter().filter(|i| !given.contains(i.name.as_str()));
        Self {
            model: graph.name.clone(),
            sha256: hex(loaded.hash),
            producer: format!("{} {}", proto.producer_name, proto.producer_version).trim().to_owned(),
            operator_sets: proto.opset_import.iter().map(|o| (domain(&o.domain), o.version)).collect(),
            parameters: constants.fold(0, |n, t| n.saturating_add(size(&t.dims))),
            inputs: free.map(declared).collect(),
            outputs: graph.output.iter().map(declared).collect(),
            operators,
        }
    }
}
