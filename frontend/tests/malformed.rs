//! Every operator with attributes, types and shapes that are malformed: an error that names what is wrong, or a model that is
//! used; never a panic, an endless loop or memory without bound.

use std::collections::BTreeMap;

use frontend::opset::{MAX_OPSET, Operator, operators};
use frontend::{Calibration, Interval, Limits, LoadOptions, Model, Options, Place};
use proptest::prelude::*;
use prost::Message;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension::Value as Size};
use tract_onnx::pb::type_proto::{Tensor, Value as Kind};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto,
};

/// The domains that have operators here.
const DOMAINS: [&str; 4] = ["", "ai.onnx.ml", "ai.onnx.preview", "com.microsoft"];
/// Models of each operator in an ordinary run.
const EACH: u64 = 40;
/// Attributes that the operators have.
const NAMES: &str = "activation activation_alpha activation_beta activations aggregate_function align_corners allowzero alpha \
    antialias approximate auto_pad axes axis base_values batch_axis batch_dims beta bias bits block_size blocksize body \
    broadcast cats_int64s causal ceil_mode channels_last chunk_size classlabels_int64s classlabels_ints clip coefficients \
    coordinate_transformation_mode count_include_pad cubic_coeff_a default_float default_int64 detect_negative dilations \
    direction do_rotary dtype else_branch end epsilon equation exclude_outside exclusive extrapolation_value fmod group \
    hidden_size ignore_index imputed_value_floats imputed_value_int64s input_forget intercepts interleaved inverse is_causal k \
    K N keepdims keys_floats keys_int64s kernel_params kernel_shape kernel_type kv_num_heads largest linear_before_reset \
    max min mode nodes_falsenodeids nodes_featureids nodes_modes nodes_nodeids nodes_treeids nodes_truenodeids nodes_values \
    noop_with_empty_axes norm num_groups num_heads num_outputs num_scan_inputs offset onesided output_dtype output_height \
    output_padding output_sequence output_shape output_width p padding_mode pads perm periodic pooled_shape post_transform prob_a prob_b \
    q_num_heads reduction replaced_value_float reverse rho rotary_embedding_dim saturate scale scales select_last_index shape \
    size sorted spatial_scale split start starts ends storage_order stretch strides support_vectors target_ids \
    target_nodeids target_treeids target_weights then_branch threshold time_axis to training_mode transA transB upper value \
    value_float value_int value_ints value_floats values_floats values_int64s vectors_per_class zeros";
const WORDS: [&str; 24] = [
    "",
    "constant",
    "reflect",
    "linear",
    "nearest",
    "cubic",
    "SAME_UPPER",
    "VALID",
    "add",
    "mul",
    "sum",
    "mean",
    "none",
    "bidirectional",
    "reverse",
    "ij,jk->ik",
    "...ii->...i",
    "Tanh",
    "BRANCH_LEQ",
    "LEAF",
    "RBF",
    "L2",
    "SOFTMAX",
    "\u{fffd}",
];
const INTS: [i64; 16] = [0, 1, -1, 2, 3, 4, 5, 7, -2, -3, 11, 64, 1 << 20, 1 << 31, i64::MAX, i64::MIN];
const FLOATS: [f32; 12] =
    [0.0, 1.0, -1.0, 0.5, 2.0, -0.0, 1e-30, 1e30, f32::MAX, f32::INFINITY, f32::NEG_INFINITY, f32::NAN];
const TYPES: [DataType; 10] = [
    DataType::Float,
    DataType::Int64,
    DataType::Float,
    DataType::Int64,
    DataType::Bool,
    DataType::Int8,
    DataType::Uint8,
    DataType::Double,
    DataType::String,
    DataType::Float16,
];

/// Decisions out of bytes, which begin anew at their end.
struct Choices<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Choices<'_> {
    fn below(&mut self, n: usize) -> usize {
        let mut two = || {
            self.at += 1;
            usize::from(self.bytes.get(self.at % self.bytes.len().max(1)).copied().unwrap_or(0))
        };
        (two() * 256 + two()) % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn several<T>(&mut self, one: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.below(6)).map(|_| one(self)).collect()
    }

    fn shape(&mut self) -> Vec<i64> {
        let sizes = [1, 2, 3, 4, 2, 3, 1, 0, 1 << 20, -1];
        // Large and missing sizes are rare, so that most are about something else.
        let most = if self.below(4) == 0 { sizes.len() } else { 7 };
        (0..self.below(5)).map(|_| sizes[self.below(most)]).collect()
    }

    fn tensor(&mut self, name: &str) -> TensorProto {
        let (dims, kind) = (self.shape(), self.of(&TYPES));
        let count = dims.iter().product::<i64>().clamp(0, 64) as usize;
        // One element too few, now and then.
        let count = if self.below(16) == 0 { count.saturating_sub(1) } else { count };
        let mut tensor =
            TensorProto { name: name.to_owned(), dims, data_type: kind as i32, ..TensorProto::default() };
        match kind {
            DataType::Float => tensor.float_data = (0..count).map(|_| self.of(&FLOATS)).collect(),
            DataType::Int64 => tensor.int64_data = (0..count).map(|_| self.of(&INTS)).collect(),
            DataType::Double => tensor.double_data = (0..count).map(|_| self.of(&FLOATS).into()).collect(),
            _ => tensor.int32_data = (0..count).map(|_| self.below(4) as i32).collect(),
        }
        tensor
    }

    fn attribute(&mut self) -> AttributeProto {
        let names: Vec<&str> = NAMES.split_whitespace().collect();
        let mut a = AttributeProto { name: self.of(&names).to_owned(), ..AttributeProto::default() };
        let word = |s: &mut Self| s.of(&WORDS).as_bytes().to_vec();
        let kind = match self.below(10) {
            0 | 1 => {
                a.i = self.of(&INTS);
                AttributeType::Int
            }
            2..=4 => {
                a.ints = self.several(|s| s.of(&INTS));
                AttributeType::Ints
            }
            5 => {
                a.f = self.of(&FLOATS);
                AttributeType::Float
            }
            6 => {
                a.floats = self.several(|s| s.of(&FLOATS));
                AttributeType::Floats
            }
            7 => {
                a.s = word(self);
                AttributeType::String
            }
            8 => {
                a.strings = self.several(word);
                AttributeType::Strings
            }
            _ if self.below(2) == 0 => {
                a.t = Some(self.tensor("t"));
                AttributeType::Tensor
            }
            _ => {
                a.g = Some(GraphProto::default());
                AttributeType::Graph
            }
        };
        a.r#type = kind as i32;
        a
    }

    fn model(&mut self, domain: &str, operator: &Operator) -> Vec<u8> {
        let (mut inputs, mut given, mut operands) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..self.below(6) {
            let name = format!("{}{i}", ["x", "w", ""][self.below(7) / 3]);
            match &name[..1] {
                "x" => inputs.push(input(&name, self.of(&TYPES), &self.shape())),
                "w" => given.push(self.tensor(&name)),
                _ => {}
            }
            operands.push(if name.len() > 1 { name } else { String::new() });
        }
        let names: Vec<String> = (0..1 + self.below(3)).map(|i| format!("y{i}")).collect();
        let node = NodeProto {
            name: "node".to_owned(),
            op_type: operator.name.to_owned(),
            domain: domain.to_owned(),
            input: operands,
            output: names,
            attribute: self.several(Self::attribute),
            ..NodeProto::default()
        };
        let version = 1 + self.below(MAX_OPSET as usize) as i64;
        let version = if self.below(2) == 0 { MAX_OPSET } else { version };
        model(node, inputs, given, version)
    }
}

/// The model of one node, whose first result is its output.
fn model(
    node: NodeProto,
    input: Vec<ValueInfoProto>,
    initializer: Vec<TensorProto>,
    version: i64,
) -> Vec<u8> {
    let output =
        node.output[..1].iter().map(|n| ValueInfoProto { name: n.clone(), ..ValueInfoProto::default() });
    let graph = GraphProto {
        name: "graph".to_owned(),
        input,
        initializer,
        output: output.collect(),
        node: vec![node],
        ..GraphProto::default()
    };
    let sets = DOMAINS.map(|domain| OperatorSetIdProto { domain: domain.to_owned(), version });
    let model = ModelProto {
        ir_version: 10,
        opset_import: sets.to_vec(),
        graph: Some(graph),
        ..ModelProto::default()
    };
    model.encode_to_vec()
}

fn input(name: &str, kind: DataType, shape: &[i64]) -> ValueInfoProto {
    let dimension = |size: &i64| match size {
        -1 => Dimension { value: Some(Size::DimParam("n".to_owned())), ..Dimension::default() },
        size => Dimension { value: Some(Size::DimValue(*size)), ..Dimension::default() },
    };
    let shape = TensorShapeProto { dim: shape.iter().map(dimension).collect() };
    let tensor = Tensor { elem_type: kind as i32, shape: Some(shape) };
    let kind = TypeProto { value: Some(Kind::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.to_owned(), r#type: Some(kind), ..ValueInfoProto::default() }
}

/// Small enough that an accepted model quantises in a moment.
fn limits() -> Limits {
    Limits {
        elements: 1 << 14,
        computed_elements: 1 << 18,
        constant_elements: 1 << 15,
        folded_elements: 1 << 16,
        values: 1 << 10,
        work: 1 << 16,
        ..Limits::default()
    }
}

/// Quantises with every input between -1 and 1, if that can be done.
fn quantise(model: &Model) {
    let range = Interval::new(-1.0, 1.0).expect("a range");
    let inputs = model.graph().inputs.iter().map(|id| (model.graph().value(*id).name.clone(), range));
    let calibration = Calibration::declared(model, &inputs.collect::<BTreeMap<_, _>>());
    let _ = model.quantise(&calibration, &Options::default());
}

fn tried(domain: &str, operator: &Operator, choices: &mut Choices<'_>) -> bool {
    answered(operator, &choices.model(domain, operator))
}

/// Loads a model, and uses it where that succeeds: whether it does.
fn answered(operator: &Operator, bytes: &[u8]) -> bool {
    let options = LoadOptions { limits: limits(), ..LoadOptions::default() };
    match Model::from_bytes(bytes, None, &options) {
        Ok(model) => {
            quantise(&model);
            true
        }
        Err(all) => {
            for one in &all.0 {
                assert!(one.place != Place::Model, "{}: {one}", operator.name);
                assert!(one.problem.to_string().len() > 4, "{}: {one}", operator.name);
            }
            assert!(!all.0.is_empty(), "{}", operator.name);
            false
        }
    }
}

fn all() -> impl Iterator<Item = (&'static str, &'static Operator)> {
    DOMAINS.into_iter().flat_map(|domain| operators(domain).iter().map(move |o| (domain, o)))
}

/// Operands of few dimensions or none, and no attributes: what has no last axis has none to look at.
#[test]
fn every_operator_answers_small_operands() {
    let mut accepted = 0;
    for (domain, operator) in all() {
        for (rank, count) in (0..3).flat_map(|rank| (1..7).map(move |count| (rank, count))) {
            let operands: Vec<String> = (0..count).map(|i| format!("x{i}")).collect();
            let inputs = operands.iter().map(|name| input(name, DataType::Float, &vec![2; rank])).collect();
            let node = NodeProto {
                name: "node".to_owned(),
                op_type: operator.name.to_owned(),
                domain: domain.to_owned(),
                input: operands,
                output: vec!["y".to_owned()],
                ..NodeProto::default()
            };
            accepted += u32::from(answered(operator, &model(node, inputs, vec![], MAX_OPSET)));
        }
    }
    assert!(accepted > 100, "{accepted}");
}

/// Some models of each operator, the same ones each time.
#[test]
fn every_operator_answers_malformed_nodes() {
    let mut accepted = 0;
    for (number, (domain, operator)) in (0..).zip(all()) {
        for round in 0..EACH {
            let mut state = (number * EACH + round + 1u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let bytes: Vec<u8> = (0..256)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    (state >> 32) as u8
                })
                .collect();
            accepted += u32::from(tried(domain, operator, &mut Choices { bytes: &bytes, at: 0 }));
        }
    }
    // Not all is malformed.
    assert!(accepted > 10, "{accepted}");
}

proptest! {
    /// And others, as many as `PROPTEST_CASES` says.
    #[test]
    fn malformed_nodes_never_panic(bytes in prop::collection::vec(any::<u8>(), 16..256)) {
        let mut choices = Choices { bytes: &bytes, at: 0 };
        let operators: Vec<_> = all().collect();
        let (domain, operator) = operators[choices.below(operators.len())];
        tried(domain, operator, &mut choices);
    }
}
