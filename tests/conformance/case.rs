//! One case as ONNX publishes it: a model of a node or a few, its inputs and its outputs.

use std::fs;
use std::path::Path;

use frontend::{Data, Limits, Literal, opset};
use prost::Message;
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

/// A case in memory.
pub struct Case {
    /// The model file.
    pub bytes: Vec<u8>,
    /// Operators of its nodes.
    pub operators: Vec<String>,
    /// Every graph input by name, with the value it is given.
    pub inputs: Vec<(String, Literal)>,
    /// The published outputs in graph order.
    pub outputs: Vec<Literal>,
}

/// Whether all nodes of a case are of operators that we know.
pub fn is_ours(folder: &Path) -> bool {
    let model = fs::read(folder.join("model.onnx")).ok().and_then(|b| ModelProto::decode(&b[..]).ok());
    let nodes = model.and_then(|m| m.graph).map(|g| g.node).unwrap_or_default();
    let known = |n: &NodeProto| opset::version(&n.op_type, &n.domain, opset::MAX_OPSET).is_ok();
    !nodes.is_empty() && nodes.iter().all(known)
}

impl Case {
    /// Reads a case's folder.
    ///
    /// # Errors
    /// What kept it from being read.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let bytes = fs::read(folder.join("model.onnx")).map_err(|e| e.to_string())?;
        let model = ModelProto::decode(&bytes[..]).map_err(|e| e.to_string())?;
        let graph = model.graph.ok_or("the case has no graph")?;
        let data = folder.join("test_data_set_0");
        let tensor = |kind: &str, i: usize| {
            let read = fs::read(data.join(format!("{kind}_{i}.pb"))).map_err(|e| e.to_string())?;
            let proto =
                TensorProto::decode(&read[..]).map_err(|e| format!("{kind} {i} is no tensor: {e}"))?;
            Literal::from_proto(&proto, &Limits::default()).map_err(|e| format!("{kind} {i}: {e}"))
        };
        // Weights are inputs too in the oldest cases, and have no file.
        let given = |name: &str| graph.initializer.iter().any(|t| t.name == name);
        let free = graph.input.iter().filter(|v| !given(&v.name));
        let named = free.enumerate().map(|(i, v)| Ok((v.name.clone(), tensor("input", i)?)));
        Ok(Self {
            bytes,
            operators: graph.node.iter().map(|n| n.op_type.clone()).collect(),
            inputs: named.collect::<Result<_, String>>()?,
            outputs: (0..graph.output.len()).map(|i| tensor("output", i)).collect::<Result<_, _>>()?,
        })
    }

    /// For each way to run the case, which inputs are constants. Integer operands (a shape, say) always are.
    /// The first input never is; the others are where the operator wants weights, and both ways are tried
    /// where it does not care.
    pub fn ways(&self) -> Vec<Vec<bool>> {
        let integer = |l: &Literal| matches!(l.data, Data::Int(_));
        let first = self.inputs.iter().enumerate().map(|(i, (_, l))| i > 0 || integer(l)).collect();
        let none: Vec<bool> = self.inputs.iter().enumerate().map(|(i, (_, l))| i > 0 && integer(l)).collect();
        let symmetric = |op: &String| matches!(op.as_str(), "Add" | "Gemm" | "MatMul");
        let mut ways = vec![first];
        if self.operators.iter().all(symmetric) && ways[0] != none {
            ways.push(none);
        }
        ways
    }
}
