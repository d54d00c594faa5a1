//! Small models, made here: protobuf by hand, weights from a seed.

use prost::Message;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension::Value as Size};
use tract_onnx::pb::type_proto::{Tensor, Value as Kind};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto,
};

/// A node without a name of its own.
pub fn node(operator: &str, inputs: &[&str], output: &str, attributes: Vec<AttributeProto>) -> NodeProto {
    NodeProto {
        op_type: operator.to_owned(),
        name: format!("{operator}_{output}"),
        input: inputs.iter().map(ToString::to_string).collect(),
        output: vec![output.to_owned()],
        attribute: attributes,
        ..NodeProto::default()
    }
}

/// An attribute of integers.
pub fn ints(name: &str, values: &[i64]) -> AttributeProto {
    let (name, ints) = (name.to_owned(), values.to_vec());
    AttributeProto { name, ints, r#type: AttributeType::Ints as i32, ..AttributeProto::default() }
}

/// An attribute that is one integer.
pub fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        i,
        r#type: AttributeType::Int as i32,
        ..AttributeProto::default()
    }
}

/// An initialiser with these elements.
pub fn tensor(name: &str, shape: &[i64], float_data: Vec<f32>) -> TensorProto {
    let data_type = DataType::Float as i32;
    TensorProto {
        name: name.to_owned(),
        dims: shape.to_vec(),
        data_type,
        float_data,
        ..TensorProto::default()
    }
}

/// An initialiser with elements between -1 and 1 that depend on `seed` alone.
pub fn weights(name: &str, shape: &[i64], seed: u64) -> TensorProto {
    let count = shape.iter().product::<i64>() as u64;
    let element = |i: u64| {
        let mixed = (seed ^ i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed >> 40) as f32 / (1 << 23) as f32) - 1.0
    };
    tensor(name, shape, (0..count).map(element).collect())
}

fn value(name: &str, kind: DataType, shape: &[i64]) -> ValueInfoProto {
    let dimension = |size: &i64| Dimension { value: Some(Size::DimValue(*size)), ..Dimension::default() };
    let shape = TensorShapeProto { dim: shape.iter().map(dimension).collect() };
    let tensor = Tensor { elem_type: kind as i32, shape: Some(shape) };
    let kind = TypeProto { value: Some(Kind::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.to_owned(), r#type: Some(kind), ..ValueInfoProto::default() }
}

/// A model file of operator set 17 whose input is `x` and whose output is `y`.
pub fn model(
    name: &str,
    input: &[i64],
    output: &[i64],
    nodes: Vec<NodeProto>,
    weights: Vec<TensorProto>,
) -> Vec<u8> {
    typed(17, name, DataType::Float, input, output, nodes, weights)
}

/// The same of another operator set, and with inputs of another type.
pub fn typed(
    version: i64,
    name: &str,
    kind: DataType,
    input: &[i64],
    output: &[i64],
    nodes: Vec<NodeProto>,
    weights: Vec<TensorProto>,
) -> Vec<u8> {
    let graph = GraphProto {
        name: name.to_owned(),
        node: nodes,
        initializer: weights,
        input: vec![value("x", kind, input)],
        output: vec![value("y", DataType::Float, output)],
        ..GraphProto::default()
    };
    let model = ModelProto {
        ir_version: 8,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version }],
        graph: Some(graph),
        ..ModelProto::default()
    };
    model.encode_to_vec()
}

/// Two fully connected layers: `[1, 4]` to `[1, 3]`.
pub fn perceptron(seed: u64) -> Vec<u8> {
    let nodes = vec![
        node("Gemm", &["x", "w1", "b1"], "h", vec![]),
        node("Relu", &["h"], "r", vec![]),
        node("Gemm", &["r", "w2", "b2"], "y", vec![]),
    ];
    let weights = vec![
        weights("w1", &[4, 6], seed),
        weights("b1", &[6], seed + 1),
        weights("w2", &[6, 3], seed + 2),
        weights("b2", &[3], seed + 3),
    ];
    model("perceptron", &[1, 4], &[1, 3], nodes, weights)
}

/// A convolutional classifier with a softmax: `[1, 1, 6, 6]` to `[1, 3]`.
pub fn classifier(seed: u64) -> Vec<u8> {
    let nodes = vec![
        node("Conv", &["x", "k", "c"], "a", vec![ints("pads", &[1, 1, 1, 1]), ints("kernel_shape", &[3, 3])]),
        node("Relu", &["a"], "r", vec![]),
        node("MaxPool", &["r"], "p", vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])]),
        node("Flatten", &["p"], "f", vec![]),
        node("Gemm", &["f", "w"], "z", vec![]),
        node("Softmax", &["z"], "y", vec![]),
    ];
    let weights = vec![
        weights("k", &[2, 1, 3, 3], seed),
        weights("c", &[2], seed + 1),
        weights("w", &[18, 3], seed + 2),
    ];
    model("classifier", &[1, 1, 6, 6], &[1, 3], nodes, weights)
}

/// Two convolutions with `channels` and twice as many on `size` by `size` pixels: `[1, 3, size, size]` to `[1, 10]`.
pub fn large_cnn(size: i64, channels: i64, seed: u64) -> Vec<u8> {
    let same = || vec![ints("pads", &[1, 1, 1, 1]), ints("kernel_shape", &[3, 3])];
    let half = || vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])];
    let nodes = vec![
        node("Conv", &["x", "k1", "c1"], "a1", same()),
        node("Relu", &["a1"], "r1", vec![]),
        node("MaxPool", &["r1"], "p1", half()),
        node("Conv", &["p1", "k2", "c2"], "a2", same()),
        node("Relu", &["a2"], "r2", vec![]),
        node("GlobalAveragePool", &["r2"], "g", vec![]),
        node("Flatten", &["g"], "f", vec![]),
        node("Gemm", &["f", "w"], "y", vec![]),
    ];
    let weights = vec![
        weights("k1", &[channels, 3, 3, 3], seed),
        weights("c1", &[channels], seed + 1),
        weights("k2", &[2 * channels, channels, 3, 3], seed + 2),
        weights("c2", &[2 * channels], seed + 3),
        weights("w", &[2 * channels, 10], seed + 4),
    ];
    model("large_cnn", &[1, 3, size, size], &[1, 10], nodes, weights)
}

/// A residual network of eighteen layers on 32 by 32 pixels, ResNet-18 as it is used for such pictures: a convolution, four stages of
/// two blocks of two convolutions with these channels, the latter three of which halve the sides, and a fully connected layer:
/// `[1, 3, 32, 32]` to `[1, 10]`.
pub fn resnet(channels: [i64; 4], seed: u64) -> Vec<u8> {
    let (mut nodes, mut all) = (Vec::new(), Vec::new());
    let mut conv = |from: &str, to: &str, [m, c, side, stride]: [i64; 4], nodes: &mut Vec<NodeProto>| {
        let pad = side / 2;
        let (k, b) = (format!("k_{to}"), format!("b_{to}"));
        let attributes =
            vec![ints("pads", &[pad; 4]), ints("kernel_shape", &[side; 2]), ints("strides", &[stride; 2])];
        nodes.push(node("Conv", &[from, &k, &b], to, attributes));
        let mut kernel = weights(&k, &[m, c, side, side], seed + all.len() as u64);
        // As much comes out as goes in.
        let scale = (1.5 / (c * side * side) as f32).sqrt();
        kernel.float_data.iter_mut().for_each(|v| *v *= scale);
        let mut bias = weights(&b, &[m], seed + all.len() as u64 + 1);
        bias.float_data.iter_mut().for_each(|v| *v *= 0.1);
        all.extend([kernel, bias]);
    };
    conv("x", "stem", [channels[0], 3, 3, 1], &mut nodes);
    nodes.push(node("Relu", &["stem"], "in", vec![]));
    let (mut from, mut wide) = ("in".to_owned(), channels[0]);
    for (stage, m) in channels.into_iter().enumerate() {
        for block in 0..2 {
            let name = |what: &str| format!("{what}{stage}{block}");
            let stride = if stage > 0 && block == 0 { 2 } else { 1 };
            conv(&from, &name("a"), [m, wide, 3, stride], &mut nodes);
            nodes.push(node("Relu", &[&name("a")], &name("r"), vec![]));
            conv(&name("r"), &name("c"), [m, m, 3, 1], &mut nodes);
            if stride > 1 || wide != m {
                conv(&from, &name("s"), [m, wide, 1, stride], &mut nodes);
                from = name("s");
            }
            nodes.push(node("Add", &[&name("c"), &from], &name("t"), vec![]));
            nodes.push(node("Relu", &[&name("t")], &name("o"), vec![]));
            (from, wide) = (name("o"), m);
        }
    }
    nodes.push(node("GlobalAveragePool", &[&from], "g", vec![]));
    nodes.push(node("Flatten", &["g"], "f", vec![]));
    nodes.push(node("Gemm", &["f", "w"], "y", vec![]));
    all.push(weights("w", &[wide, 10], seed));
    model("resnet", &[1, 3, 32, 32], &[1, 10], nodes, all)
}

/// A chain of matrix products with ReLU between them: `[rows, width]` throughout.
pub fn chain(steps: u64, rows: i64, width: i64, seed: u64) -> Vec<u8> {
    let (mut nodes, mut all, mut from) = (Vec::new(), Vec::new(), "x".to_owned());
    for step in 0..steps {
        let (w, m) = (format!("w{step}"), format!("m{step}"));
        let to = if step + 1 == steps { "y".to_owned() } else { format!("r{step}") };
        nodes.push(node("MatMul", &[&from, &w], &m, vec![]));
        nodes.push(node("Relu", &[&m], &to, vec![]));
        all.push(weights(&w, &[width, width], seed + step));
        from = to;
    }
    model("chain", &[rows, width], &[rows, width], nodes, all)
}

/// One matrix product: `[rows, inner]` by `[inner, columns]`.
pub fn product(rows: i64, inner: i64, columns: i64, seed: u64) -> Vec<u8> {
    let nodes = vec![node("MatMul", &["x", "w"], "y", vec![])];
    model("product", &[rows, inner], &[rows, columns], nodes, vec![weights("w", &[inner, columns], seed)])
}

/// The other operators in one model: `[1, 2, 4, 4]` to `[2, 4]`.
pub fn assortment(seed: u64) -> Vec<u8> {
    let nodes = vec![
        node("BatchNormalization", &["x", "scale", "shift", "mean", "variance"], "n", vec![]),
        node("AveragePool", &["n"], "a", vec![ints("kernel_shape", &[3, 3]), ints("pads", &[1, 1, 1, 1])]),
        node("Add", &["n", "a"], "s", vec![]),
        node("Transpose", &["s"], "t", vec![ints("perm", &[0, 2, 3, 1])]),
        node("Identity", &["t"], "i", vec![]),
        node("Dropout", &["i"], "d", vec![]),
        node("Reshape", &["d", "shape"], "m", vec![]),
        node("MatMul", &["m", "w"], "y", vec![]),
    ];
    let shape = TensorProto {
        name: "shape".to_owned(),
        dims: vec![2],
        data_type: DataType::Int64 as i32,
        int64_data: vec![2, -1],
        ..TensorProto::default()
    };
    let mut variance = weights("variance", &[2], seed + 3);
    variance.float_data.iter_mut().for_each(|v| *v += 2.0);
    let weights = vec![
        weights("scale", &[2], seed),
        weights("shift", &[2], seed + 1),
        weights("mean", &[2], seed + 2),
        variance,
        shape,
        weights("w", &[16, 4], seed + 4),
    ];
    model("assortment", &[1, 2, 4, 4], &[2, 4], nodes, weights)
}
