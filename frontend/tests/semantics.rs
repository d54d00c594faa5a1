//! What ONNX means beside its own cases: widths of whole numbers, selections beside huge masks, functions and nested
//! graphs; and models that ask for too much.

mod common;

use common::onnx::*;
use frontend::{CompileOptions, LoadOptions, Model, Options, Ranges, Sample, compile_bytes};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{
    AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, SparseTensorProto,
    TensorProto, ValueInfoProto, type_proto,
};

/// The integer reference's results in reals, and the float model's.
fn both(name: &str, model: &ModelProto, inputs: &[&[f64]]) -> [Vec<Vec<f64>>; 2] {
    let sample = Sample { inputs: inputs.iter().map(|v| v.to_vec()).collect() };
    let quantise = Options { input_bits: 16, activation_bits: 16, weight_bits: 16, ..Options::exact() };
    let ranges = Ranges::Samples(vec![sample.clone()]);
    let options = CompileOptions { ranges, quantise, ..CompileOptions::default() };
    let compiled = compile_bytes(&bytes(model), None, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
    let given = compiled.quantised.quantise_inputs(&sample.inputs).unwrap();
    let slices: Vec<&[i64]> = given.iter().map(Vec::as_slice).collect();
    let run = gadgets::execute(&compiled.quantised.graph, &slices).unwrap_or_else(|e| panic!("{name}: {e}"));
    let reals = run.outputs.iter().enumerate().map(|(i, v)| compiled.quantised.dequantise_output(i, v));
    [reals.collect(), compiled.model.outputs(&sample)]
}

fn refusal(model: &ModelProto) -> String {
    match Model::from_bytes(&bytes(model), None, &LoadOptions::default()) {
        Ok(_) => panic!("is not refused"),
        Err(e) => e.to_string(),
    }
}

/// Whole numbers are exact, have widths, and divide toward zero.
#[test]
fn whole_numbers_are_those_of_onnx() {
    use DataType::{Int8, Int32, Int64, Uint8};
    let one = |op: &str, kind: DataType, attributes: Vec<AttributeProto>, more: Vec<TensorProto>, n: i64| {
        let names: Vec<&str> = std::iter::once("x").chain(more.iter().map(|t| t.name.as_str())).collect();
        let node = node(op, &names, &["y"], attributes);
        typed(model(18, &[("x", &[n])], more.clone(), vec![node], &["y"]), 0, kind)
    };
    let half = || floats("p", &[], vec![0.5]);
    let cases: Vec<(&str, ModelProto, &[f64], &[f64])> = vec![
        (
            "Div",
            one("Div", Int64, vec![], vec![integers("d", &[], vec![1000])], 4),
            &[999.0, -999.0, 1999.0, 3e6],
            &[0.0, 0.0, 1.0, 3000.0],
        ),
        (
            "Div by data",
            one("Div", Int32, vec![], vec![constant("d", Int32, &[3], &[-3, 7, 501])], 3),
            &[333.0, 7.0, 500.0],
            &[-111.0, 1.0, 0.0],
        ),
        (
            "Mod",
            one("Mod", Int64, vec![], vec![integers("d", &[3], vec![-3, 7, 3])], 3),
            &[7.0, -7.0, -8.0],
            &[-2.0, 0.0, 1.0],
        ),
        (
            "Mul",
            one("Mul", Int64, vec![], vec![integers("d", &[], vec![3])], 3),
            &[-10_991.0, 100_000.0, 77_777.0],
            &[-32_973.0, 300_000.0, 233_331.0],
        ),
        (
            "square",
            one("Pow", Int64, vec![], vec![integers("p", &[], vec![2])], 2),
            &[46_341.0, -30_001.0],
            &[2_147_488_281.0, 900_060_001.0],
        ),
        (
            "fifth power",
            one("Pow", Int64, vec![], vec![integers("p", &[], vec![5])], 2),
            &[7.0, -3.0],
            &[16_807.0, -243.0],
        ),
        ("root", one("Pow", Int64, vec![], vec![half()], 2), &[70.0, 16.0], &[8.0, 4.0]),
        (
            "uint8 sum",
            one("Add", Uint8, vec![], vec![constant("d", Uint8, &[], &[100])], 3),
            &[200.0, 155.0, 156.0],
            &[44.0, 255.0, 0.0],
        ),
        (
            "uint8 difference",
            one("Sub", Uint8, vec![], vec![constant("d", Uint8, &[], &[100])], 2),
            &[72.0, 100.0],
            &[228.0, 0.0],
        ),
        ("int8 magnitude", one("Abs", Int8, vec![], vec![], 2), &[-128.0, -127.0], &[-128.0, 127.0]),
        (
            "int32 product",
            one("Mul", Int32, vec![], vec![constant("d", Int32, &[], &[65_536])], 2),
            &[65_536.0, 32_768.0],
            &[0.0, -2_147_483_648.0],
        ),
        (
            "narrowing",
            one("Cast", Int32, vec![int("to", 2)], vec![], 3),
            &[959.0, -538.0, 255.0],
            &[191.0, 230.0, 255.0],
        ),
        ("norm", one("ReduceL2", Int64, vec![int("keepdims", 0)], vec![], 2), &[60.0, 40.0], &[72.0]),
    ];
    for (name, model, x, wanted) in cases {
        for (kind, got) in ["integers", "floats"].into_iter().zip(both(name, &model, &[x])) {
            assert_eq!(got[0], wanted, "{name} in {kind}");
        }
    }
}

/// Types that follow from an operand's decide what comes after.
#[test]
fn results_have_the_types_of_what_they_are_made_of() {
    let eye = node("EyeLike", &["x"], &["e"], vec![]);
    let two = integers("two", &[], vec![2]);
    let halves = |first: NodeProto, x: &[i64]| {
        let div = node("Div", &[&first.output[0], "two"], &["y"], vec![]);
        typed(
            model(
                18,
                &[("x", x)],
                vec![two.clone(), integers("w", &[2], vec![3, 5])],
                vec![first, div],
                &["y"],
            ),
            0,
            DataType::Int64,
        )
    };
    let [integers, _] = both(
        "EyeLike",
        &halves(node("Add", &["x", "e"], &["s"], vec![]), &[2, 2]).with(eye),
        &[&[0.0, 1.0, 2.0, 4.0]],
    );
    assert_eq!(integers[0], [0.0, 0.0, 1.0, 2.0]);
    let product = node("Einsum", &["x", "w"], &["s"], vec![string("equation", "ij,j->i")]);
    let [integers, floats] = both("Einsum", &halves(product, &[2, 2]), &[&[1.0, 2.0, 7.0, 4.0]]);
    assert_eq!((&integers[0], &floats[0]), (&vec![6.0, 20.0], &vec![6.0, 20.0]));
    let choice = node("Where", &["c", "x", "k"], &["y"], vec![]);
    let graph =
        model(18, &[("x", &[3]), ("c", &[3])], vec![integers_of("k", 123_456_789_012)], vec![choice], &["y"]);
    let graph = typed(typed(graph, 0, DataType::Int64), 1, DataType::Bool);
    let [integers, floats] = both("Where", &graph, &[&[90_701.0, -5.0, 7.0], &[1.0, 0.0, 1.0]]);
    let wanted = vec![90_701.0, 123_456_789_012.0, 7.0];
    assert_eq!((&integers[0], &floats[0]), (&wanted, &wanted));
}

/// Types that ONNX does not put together are refused, wherever the values come from.
#[test]
fn types_that_do_not_fit_are_refused() {
    use DataType::{Bool, Float, Int64};
    let cases: &[(&str, &[DataType], DataType, &str)] = &[
        ("Add", &[Float, Int64], Float, "integer of operand 1 beside float of operand 0"),
        ("Add", &[Bool, Bool], Bool, "boolean, where a number is expected"),
        ("Mul", &[Int64, Bool], Int64, "boolean of operand 1 beside integer of operand 0"),
        ("Less", &[Int64, Float], Bool, "float of operand 1 beside integer of operand 0"),
        ("Where", &[Bool, Float, Int64], Float, "integer of operand 2 beside float of operand 1"),
        ("Where", &[Float, Float, Float], Float, "float, where a boolean is expected"),
        ("Max", &[Float, Float, Int64], Float, "integer of operand 2 beside float of operand 0"),
        ("Concat", &[Bool, Int64], Bool, "integer of operand 1 beside boolean of operand 0"),
        ("Gather", &[Float, Bool], Float, "boolean of operand 1 (positions)"),
        ("GatherElements", &[Float, Float], Float, "float of operand 1 (positions)"),
        ("Relu", &[Bool], Bool, "boolean, where a number is expected"),
        ("And", &[Bool, Int64], Bool, "integer, where a boolean is expected"),
        ("Not", &[Float], Bool, "float, where a boolean is expected"),
        ("Sigmoid", &[Int64], Float, "integer"),
        ("Abs", &[Float], Int64, "the model declares the type integer, its nodes give float"),
        ("Less", &[Float, Float], Float, "the model declares the type float, its nodes give boolean"),
    ];
    for (op, operands, result, wanted) in cases {
        let names = &["a", "b", "c"][..operands.len()];
        let attributes = if *op == "Concat" { vec![int("axis", 0)] } else { vec![] };
        let inputs: Vec<(&str, &[i64])> = names.iter().map(|n| (*n, &[3][..])).collect();
        let mut made = model(18, &inputs, vec![], vec![node(op, names, &["y"], attributes)], &["y"]);
        for (i, kind) in operands.iter().enumerate() {
            made = typed(made, i, *kind);
        }
        let graph = made.graph.as_mut().unwrap();
        let tensor = type_proto::Tensor { elem_type: *result as i32, shape: None };
        let value = Some(type_proto::Value::TensorType(tensor));
        graph.output[0].r#type = Some(tract_onnx::pb::TypeProto { value, ..Default::default() });
        let refused = refusal(&made);
        assert!(refused.contains(wanted), "{op} of {operands:?}: {refused}");
    }
}

fn integers_of(name: &str, v: i64) -> TensorProto {
    integers(name, &[], vec![v])
}

trait With {
    /// One more node, before the others.
    fn with(self, node: NodeProto) -> Self;
}

impl With for ModelProto {
    fn with(mut self, node: NodeProto) -> Self {
        self.graph.as_mut().unwrap().node.insert(0, node);
        self
    }
}

/// A mask of huge numbers, selected or added, leaves out what it covers and nothing else.
#[test]
fn huge_masks_absorb_nothing() {
    let x = [0.5, -1.25, 2.0, 0.125, 1.0, -0.5, 0.75, 3.0];
    let mask = [1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0];
    let expected = |row: &[f64], kept: &[f64]| {
        let e: Vec<f64> = row.iter().zip(kept).map(|(v, k)| k * v.exp()).collect();
        let sum: f64 = e.iter().sum();
        e.into_iter().map(|v| v / sum).collect::<Vec<_>>()
    };
    let wanted = [expected(&x[..4], &mask[..4]), expected(&x[4..], &mask[4..])].concat();
    for low in [-1e9f32, -1e30, f32::MIN, f32::NEG_INFINITY] {
        let graph = model(
            18,
            &[("x", &[2, 4]), ("c", &[2, 4])],
            vec![floats("low", &[], vec![low])],
            vec![node("Where", &["c", "x", "low"], &["s"], vec![]), node("Softmax", &["s"], &["y"], vec![])],
            &["y"],
        );
        let graph = typed(graph, 1, DataType::Bool);
        for got in both("mask", &graph, &[&x, &mask]) {
            let worst = got[0].iter().zip(&wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(worst < 2e-3, "{low}: {:?}, {wanted:?}", got[0]);
        }
    }
    // A row without anything else: equal values for a number, nothing for minus infinity.
    let graph = |low: f32, mask: Vec<i32>| {
        let mask = constant("c", DataType::Bool, &[1, 2], &mask);
        let nodes =
            vec![node("Where", &["c", "x", "low"], &["s"], vec![]), node("Softmax", &["s"], &["y"], vec![])];
        model(18, &[("x", &[1, 2])], vec![floats("low", &[], vec![low]), mask], nodes, &["y"])
    };
    assert!(refusal(&graph(f32::NEG_INFINITY, vec![0, 0])).contains("without any element"));
    let relu = model(
        18,
        &[("x", &[2])],
        vec![floats("low", &[2], vec![f32::NEG_INFINITY, 0.0])],
        vec![node("Add", &["x", "low"], &["s"], vec![]), node("Relu", &["s"], &["y"], vec![])],
        &["y"],
    );
    let refused = refusal(&relu);
    assert!(refused.contains("relu_y") && refused.contains("-inf"), "{refused}");
}

fn function(
    name: &str,
    inputs: &[&str],
    outputs: &[&str],
    attributes: &[&str],
    node: Vec<NodeProto>,
) -> FunctionProto {
    let owned = |names: &[&str]| names.iter().map(|s| (*s).to_owned()).collect();
    FunctionProto {
        name: Some(name.into()),
        domain: Some("local".into()),
        input: owned(inputs),
        output: owned(outputs),
        attribute: owned(attributes),
        node,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: 18 }],
        ..Default::default()
    }
}

fn local(node: NodeProto) -> NodeProto {
    NodeProto { domain: "local".into(), ..node }
}

/// A model's functions take the place of the nodes that call them, with the caller's attributes.
#[test]
fn functions_are_inlined() {
    let refers = AttributeProto {
        name: "alpha".into(),
        ref_attr_name: "slope".into(),
        r#type: AttributeType::Float as i32,
        ..Default::default()
    };
    let leaky = function(
        "Leaky",
        &["a", "b"],
        &["r"],
        &["slope"],
        vec![node("LeakyRelu", &["a"], &["l"], vec![refers]), node("Add", &["l", "b"], &["r"], vec![])],
    );
    let twice = function(
        "Twice",
        &["a"],
        &["r"],
        &[],
        vec![
            local(node("Leaky", &["a", "a"], &["m"], vec![float("slope", 0.5)])),
            node("Mul", &["m", "a"], &["r"], vec![]),
        ],
    );
    let mut graph =
        model(18, &[("x", &[3])], vec![], vec![local(node("Twice", &["x"], &["y"], vec![]))], &["y"]);
    graph.opset_import.push(OperatorSetIdProto { domain: "local".into(), version: 1 });
    graph.functions = vec![leaky, twice];
    let wanted = [2.0, 1.5, 0.0];
    for got in both("functions", &graph, &[&[1.0, -1.0, 0.0]]) {
        assert!(got[0].iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-3), "{:?}", got[0]);
    }
    let inner = function("Twice", &["a"], &["r"], &[], vec![local(node("Twice", &["a"], &["r"], vec![]))]);
    graph.functions = vec![inner];
    assert!(refusal(&graph).contains("deep in others"));
    graph.functions =
        vec![function("Twice", &["a"], &["r"], &[], vec![node("Unheard", &["a"], &["r"], vec![])])];
    let refused = refusal(&graph);
    assert!(
        refused.contains("twice_y") && refused.contains("unheard_r") && refused.contains("Unheard"),
        "{refused}"
    );
}

fn body(inputs: &[&str], node: Vec<NodeProto>, outputs: &[&str]) -> AttributeProto {
    let info = |names: &[&str]| {
        names.iter().map(|n| ValueInfoProto { name: (*n).into(), ..Default::default() }).collect()
    };
    let g = GraphProto { input: info(inputs), output: info(outputs), node, ..Default::default() };
    AttributeProto {
        name: "body".into(),
        g: Some(g),
        r#type: AttributeType::Graph as i32,
        ..Default::default()
    }
}

/// A loop reads what lies around it; one that does not end is refused, and so is one whose end is data.
#[test]
fn loops_are_unrolled_as_far_as_they_are_known() {
    let step = |condition: &str| {
        let nodes = vec![
            node("Mul", &["state", "x"], &["next"], vec![]),
            node("Identity", &[condition], &["on"], vec![]),
        ];
        vec![body(&["i", "c", "state"], nodes, &["on", "next"])]
    };
    let looped = |inputs: &[&str], condition: &str| {
        let constants = vec![
            integers("n", &[], vec![3]),
            constant("yes", DataType::Bool, &[], &[1]),
            floats("one", &[2], vec![1.0; 2]),
        ];
        model(18, &[("x", &[2])], constants, vec![node("Loop", inputs, &["y"], step(condition))], &["y"])
    };
    for got in both("loop", &looped(&["n", "", "one"], "c"), &[&[2.0, -1.5]]) {
        let wanted = [8.0, -3.375];
        assert!(got[0].iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-2), "{:?}", got[0]);
    }
    assert!(refusal(&looped(&["", "yes", "one"], "c")).contains("the number of iterations"));
    let mut by_data = looped(&["n", "", "one"], "more");
    let nodes = &mut by_data.graph.as_mut().unwrap().node[0].attribute[0].g.as_mut().unwrap().node;
    nodes.insert(0, node("ReduceSum", &["x"], &["sum"], vec![int("keepdims", 0)]));
    nodes.insert(1, node("Cast", &["sum"], &["more"], vec![int("to", 9)]));
    assert!(refusal(&by_data).contains("depends on data"));
}

/// Packed and sparse constants.
#[test]
fn constants_come_in_every_form() {
    let packed = TensorProto {
        name: "w".into(),
        dims: vec![3],
        data_type: 22,
        raw_data: vec![0x87, 0x0f],
        ..Default::default()
    };
    let nodes =
        vec![node("Cast", &["w"], &["r"], vec![int("to", 1)]), node("Add", &["x", "r"], &["y"], vec![])];
    let graph = model(21, &[("x", &[3])], vec![packed], nodes, &["y"]);
    for got in both("int4", &graph, &[&[1.0, 1.0, -1.0]]) {
        assert!(got[0].iter().zip([8.0, -7.0, -2.0]).all(|(a, b)| (a - b).abs() < 1e-2), "{:?}", got[0]);
    }
    let mut graph = model(21, &[("x", &[4])], vec![], vec![node("Add", &["x", "w"], &["y"], vec![])], &["y"]);
    let sparse = |at: Vec<i64>| SparseTensorProto {
        values: Some(floats("w", &[2], vec![5.0, -3.0])),
        indices: Some(integers("", &[2], at)),
        dims: vec![4],
    };
    graph.graph.as_mut().unwrap().sparse_initializer = vec![sparse(vec![1, 3])];
    for got in both("sparse", &graph, &[&[1.0; 4]]) {
        assert!(got[0].iter().zip([1.0, 6.0, 1.0, -2.0]).all(|(a, b)| (a - b).abs() < 1e-2), "{:?}", got[0]);
    }
    graph.graph.as_mut().unwrap().sparse_initializer = vec![sparse(vec![1, 4])];
    assert!(refusal(&graph).contains("a position outside"));
}

/// Sizes and positions that are nothing, or beyond all measure, are refused with the node's name.
#[test]
fn nonsense_is_refused_by_name() {
    let one = |op: &str, more: Vec<TensorProto>, attributes: Vec<AttributeProto>, x: &[i64]| {
        let names: Vec<&str> = std::iter::once("x").chain(more.iter().map(|t| t.name.as_str())).collect();
        model(18, &[("x", x)], more.clone(), vec![node(op, &names, &["y"], attributes)], &["y"])
    };
    let cases = [
        ("has no elements", one("Gather", vec![integers("i", &[0], vec![])], vec![], &[3])),
        ("pads", one("Pad", vec![integers("p", &[2], vec![i64::MIN, 0])], vec![], &[3])),
        (
            "has no elements",
            one("ConvTranspose", vec![floats("w", &[1, 1, 0, 2], vec![])], vec![], &[1, 1, 3, 3]),
        ),
        ("twice", one("Unsqueeze", vec![integers("a", &[2], vec![0, 0])], vec![], &[3])),
        ("lies outside", one("GatherElements", vec![integers("i", &[1], vec![5])], vec![], &[4])),
        (
            "lies outside",
            one(
                "ScatterElements",
                vec![integers("i", &[1], vec![5]), floats("u", &[1], vec![1.0])],
                vec![],
                &[4],
            ),
        ),
        ("1 to 4", one("TopK", vec![integers("k", &[1], vec![9])], vec![], &[4])),
        ("boolean is expected", one("Not", vec![], vec![], &[4])),
        ("a scale of -1", one("QuantizeLinear", vec![floats("s", &[], vec![-1.0])], vec![], &[4])),
        (
            "sizes that differ",
            one("Einsum", vec![floats("w", &[3], vec![1.0; 3])], vec![string("equation", "i,i->i")], &[4]),
        ),
    ];
    for (words, model) in cases {
        let op = model.graph.as_ref().unwrap().node[0].op_type.clone();
        let refused = refusal(&model);
        assert!(refused.contains(words), "{op}: {refused}");
        let named = refused.contains(&op) || refused.contains("output 'y'");
        assert!(named, "{op}: {refused}");
    }
}
