//! ONNX models by hand: the few protobuf messages that tests need.
#![allow(dead_code, reason = "each test uses its own part")]

use prost::Message;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension::Value as Dim};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto, type_proto,
};

pub fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { name: name.into(), i, r#type: AttributeType::Int as i32, ..Default::default() }
}

pub fn ints(name: &str, v: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        ints: v.to_vec(),
        r#type: AttributeType::Ints as i32,
        ..Default::default()
    }
}

pub fn float(name: &str, f: f32) -> AttributeProto {
    AttributeProto { name: name.into(), f, r#type: AttributeType::Float as i32, ..Default::default() }
}

pub fn string(name: &str, s: &str) -> AttributeProto {
    let r#type = AttributeType::String as i32;
    AttributeProto { name: name.into(), s: s.as_bytes().to_vec(), r#type, ..Default::default() }
}

pub fn tensor(name: &str, t: TensorProto) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        t: Some(t),
        r#type: AttributeType::Tensor as i32,
        ..Default::default()
    }
}

pub fn node(op: &str, inputs: &[&str], outputs: &[&str], attribute: Vec<AttributeProto>) -> NodeProto {
    let owned = |names: &[&str]| names.iter().map(|s| (*s).to_owned()).collect();
    NodeProto {
        name: format!("{}_{}", op.to_lowercase(), outputs.first().unwrap_or(&"")),
        op_type: op.into(),
        input: owned(inputs),
        output: owned(outputs),
        attribute,
        ..Default::default()
    }
}

pub fn floats(name: &str, dims: &[i64], float_data: Vec<f32>) -> TensorProto {
    let data_type = DataType::Float as i32;
    TensorProto { name: name.into(), dims: dims.to_vec(), data_type, float_data, ..Default::default() }
}

pub fn integers(name: &str, dims: &[i64], int64_data: Vec<i64>) -> TensorProto {
    let data_type = DataType::Int64 as i32;
    TensorProto { name: name.into(), dims: dims.to_vec(), data_type, int64_data, ..Default::default() }
}

/// Declares another element type for an input.
pub fn typed(mut model: ModelProto, input: usize, kind: DataType) -> ModelProto {
    let graph = model.graph.as_mut().unwrap();
    let tensor = graph.input[input].r#type.as_mut().and_then(|t| t.value.as_mut());
    let Some(type_proto::Value::TensorType(tensor)) = tensor else { panic!("no tensor") };
    tensor.elem_type = kind as i32;
    model
}

/// A constant of this type, its elements as `int32_data`.
pub fn constant(name: &str, kind: DataType, dims: &[i64], v: &[i32]) -> TensorProto {
    let (dims, data_type) = (dims.to_vec(), kind as i32);
    TensorProto { name: name.into(), dims, data_type, int32_data: v.to_vec(), ..Default::default() }
}

/// Reproducible floats in -1..1.
pub fn noise(seed: u64, len: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 40) as f32) / (1u64 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

/// An initialiser of noise.
pub fn weights(name: &str, dims: &[i64]) -> TensorProto {
    let len = dims.iter().product::<i64>() as usize;
    floats(name, dims, noise(name.bytes().map(u64::from).sum::<u64>() + len as u64, len))
}

pub fn value(name: &str, dims: Vec<Dim>) -> ValueInfoProto {
    let dim = dims.into_iter().map(|v| Dimension { value: Some(v), ..Default::default() }).collect();
    let shape = Some(TensorShapeProto { dim });
    let tensor = type_proto::Tensor { elem_type: DataType::Float as i32, shape };
    let r#type = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..Default::default() };
    ValueInfoProto { name: name.into(), r#type: Some(r#type), ..Default::default() }
}

pub fn shaped(name: &str, dims: &[i64]) -> ValueInfoProto {
    value(name, dims.iter().map(|d| Dim::DimValue(*d)).collect())
}

/// A model with float inputs; the outputs' types are left open.
pub fn model(
    opset: i64,
    inputs: &[(&str, &[i64])],
    initializer: Vec<TensorProto>,
    node: Vec<NodeProto>,
    outputs: &[&str],
) -> ModelProto {
    let output = outputs.iter().map(|o| ValueInfoProto { name: (*o).into(), ..Default::default() }).collect();
    let graph = GraphProto {
        name: "test".into(),
        input: inputs.iter().map(|(n, d)| shaped(n, d)).collect(),
        initializer,
        node,
        output,
        ..Default::default()
    };
    ModelProto {
        ir_version: 8,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: opset }],
        graph: Some(graph),
        ..Default::default()
    }
}

pub fn bytes(model: &ModelProto) -> Vec<u8> {
    model.encode_to_vec()
}
