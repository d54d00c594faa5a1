//! One case as ONNX publishes it: a model of a node or a few, its inputs and its outputs.

use std::fs;
use std::path::Path;

use frontend::{Data, Limits, Literal};
use prost::Message;
use tract_onnx::pb::{ModelProto, TensorProto};

/// A case in memory.
pub struct Case {
    /// The model file.
    pub bytes: Vec<u8>,
    /// Every graph input by name, with the value it is given.
    pub inputs: Vec<(String, Literal)>,
    /// The published outputs in graph order.
    pub outputs: Vec<Literal>,
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
            inputs: named.collect::<Result<_, String>>()?,
            outputs: (0..graph.output.len()).map(|i| tensor("output", i)).collect::<Result<_, _>>()?,
        })
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
