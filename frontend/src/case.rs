//! Test cases as ONNX lays them out: a folder with `model.onnx` and, for each data set, what goes in and what has to
//! come out, `test_data_set_N/input_K.pb` and `output_K.pb`, each a TensorProto.

use std::path::{Path, PathBuf};

use prost::Message;
use thiserror::Error;
use tract_onnx::pb::{GraphProto, ModelProto, TensorProto, ValueInfoProto};

use crate::error::Problem;
use crate::limits::Limits;
use crate::literal::{Data, Literal};
use crate::load::read_bounded;

/// The model's file in a case.
pub const MODEL: &str = "model.onnx";
const DATA_SET: &str = "test_data_set_";
/// Operators that round what they are given: next to a tie, one unit of their results decides nothing.
const ROUNDING: [&str; 3] = ["QuantizeLinear", "DynamicQuantizeLinear", "Round"];

/// A case in memory, but for its model.
#[derive(Clone, Debug)]
pub struct Case {
    /// The model's file.
    pub model: PathBuf,
    /// The data sets in order; at least one.
    pub sets: Vec<DataSet>,
    /// Whether the model rounds reals to whole numbers.
    pub rounds: bool,
}

/// One set of inputs and the outputs that are published for it.
#[derive(Clone, Debug)]
pub struct DataSet {
    /// Every graph input that the model gives no value, in order.
    pub inputs: Vec<(String, Literal)>,
    /// The outputs in graph order.
    pub outputs: Vec<Literal>,
}

/// A folder that is no case, or one that no compiler of ours can be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CaseError {
    /// It is not as ONNX lays cases out.
    #[error("{0}")]
    Malformed(String),
    /// It is, and has values that we do not take: strings, sequences, infinities.
    #[error("{0}")]
    Refused(String),
}

impl Case {
    /// Reads a case's folder.
    ///
    /// # Errors
    /// [`CaseError`] naming the file.
    pub fn read(folder: &Path, limits: &Limits) -> Result<Self, CaseError> {
        let malformed = |e: &dyn std::fmt::Display| CaseError::Malformed(e.to_string());
        let model = folder.join(MODEL);
        let bytes = read_bounded(&model, limits.model_bytes).map_err(|e| malformed(&e))?;
        let proto = ModelProto::decode(&bytes[..]).map_err(|e| malformed(&format!("{MODEL}: {e}")))?;
        let graph = proto.graph.ok_or_else(|| malformed(&format!("{MODEL} has no graph")))?;
        let sets = data_sets(folder).map_err(|e| malformed(&format!("{}: {e}", folder.display())))?;
        if sets.is_empty() {
            return Err(malformed(&format!("no folder {DATA_SET}0")));
        }
        let sets = sets.iter().map(|set| DataSet::read(set, &graph, limits)).collect::<Result<_, _>>()?;
        let functions = proto.functions.iter().flat_map(|f| &f.node);
        let rounds = graph.node.iter().chain(functions).any(|n| ROUNDING.contains(&n.op_type.as_str()));
        Ok(Self { model, sets, rounds })
    }
}

/// The folders of a case's data sets, by their numbers.
fn data_sets(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str());
        let number = name.and_then(|n| n.strip_prefix(DATA_SET)?.parse::<u64>().ok());
        found.extend(number.map(|n| (n, path)));
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

impl DataSet {
    fn read(folder: &Path, graph: &GraphProto, limits: &Limits) -> Result<Self, CaseError> {
        // Weights are inputs too in the oldest cases, and have no file.
        let given = |name: &str| graph.initializer.iter().any(|t| t.name == name);
        let free = graph.input.iter().filter(|v| !given(&v.name));
        let read = |kind: &str, i: usize, value: &ValueInfoProto| {
            let file = folder.join(format!("{kind}_{i}.pb"));
            if value.r#type.as_ref().is_some_and(|t| t.value.is_none()) {
                return Err(CaseError::Refused(format!("{kind} {i} is no tensor")));
            }
            let bytes =
                read_bounded(&file, limits.model_bytes).map_err(|e| CaseError::Malformed(e.to_string()))?;
            let proto = TensorProto::decode(&bytes[..])
                .map_err(|e| CaseError::Malformed(format!("{}: not a TensorProto: {e}", file.display())))?;
            Literal::from_proto(&proto, limits).map_err(|e| match e {
                Problem::DataLength { .. } | Problem::Shape(_) => {
                    CaseError::Malformed(format!("{kind} {i}: {e}"))
                }
                e => CaseError::Refused(format!("{kind} {i}: {e}")),
            })
        };
        let inputs = free.enumerate().map(|(i, v)| Ok((v.name.clone(), read("input", i, v)?)));
        let outputs = graph.output.iter().enumerate().map(|(i, v)| read("output", i, v));
        Ok(Self { inputs: inputs.collect::<Result<_, _>>()?, outputs: outputs.collect::<Result<_, _>>()? })
    }

    /// For each way to run the case, which inputs are constants: none; integers (a shape, say); all but the first.
    /// Which of them an operator takes is its own affair.
    pub fn ways(&self) -> Vec<Vec<bool>> {
        let integer = |l: &Literal| matches!(l.data, Data::Int(_));
        let each = |f: &dyn Fn(usize, &Literal) -> bool| -> Vec<bool> {
            self.inputs.iter().enumerate().map(|(i, (_, l))| f(i, l)).collect()
        };
        let mut ways = vec![
            each(&|_, _| false),
            each(&|i, l| i > 0 && integer(l)),
            each(&|i, _| i > 0),
            each(&|i, l| i > 0 || integer(l)),
        ];
        ways.dedup();
        ways
    }
}
