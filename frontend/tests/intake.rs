//! What is taken in beside the textbook's models: unbound batches, old and new operator sets, idle nodes, empty
//! tensors, no inputs; and what is said of a model that is not.

mod common;

use common::onnx::*;
use frontend::{Diagnostics, LoadOptions, Model, Options, Place, Problem, Sample};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::dimension::Value as Dim;
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto, ValueInfoProto, type_proto};

fn load(model: &ModelProto) -> Result<Model, Diagnostics> {
    Model::from_bytes(&bytes(model), None, &LoadOptions::default())
}

fn graph(model: &mut ModelProto) -> &mut tract_onnx::pb::GraphProto {
    model.graph.as_mut().expect("there is a graph")
}

fn problems(model: &ModelProto) -> Vec<String> {
    load(model).expect_err("the model is wrong").0.iter().map(ToString::to_string).collect()
}

fn symbol(name: &str) -> Dim {
    Dim::DimParam(name.into())
}

/// A model of this input and a node that makes `y` of it.
fn unary(input: ValueInfoProto, operator: &str) -> ModelProto {
    let mut model = model(13, &[], vec![], vec![node(operator, &["x"], &["y"], vec![])], &["y"]);
    graph(&mut model).input.push(input);
    model
}

/// The shape of the only input and the batches assumed.
fn shape(model: &ModelProto) -> (Vec<usize>, Vec<String>) {
    let model = load(model).unwrap_or_else(|e| panic!("{e}"));
    let graph = model.graph();
    (graph.value(graph.inputs[0]).shape.clone(), model.batches().to_vec())
}

#[test]
fn an_unbound_batch_is_one() {
    for (name, called) in [("N", "N"), ("batch_size", "batch_size"), ("", "x.0"), ("s0", "s0")] {
        let input = value("x", vec![symbol(name), Dim::DimValue(3)]);
        assert_eq!(shape(&unary(input, "Relu")), (vec![1, 3], vec![called.to_owned()]), "{name}");
    }
    let row = value("x", vec![symbol("batch")]);
    assert_eq!(shape(&unary(row, "Relu")), (vec![1], vec!["batch".to_owned()]));
    // A size that is no number, as some exporters write it.
    let unknown = value("x", vec![Dim::DimValue(-1), Dim::DimValue(3)]);
    assert_eq!(shape(&unary(unknown, "Relu")).0, [1, 3]);
    // Bound, it is what it is bound to, and nothing is assumed.
    let dims = [("N".to_owned(), 5)].into();
    let model = unary(value("x", vec![symbol("N"), Dim::DimValue(3)]), "Relu");
    let bound = Model::from_bytes(&bytes(&model), None, &LoadOptions { dims, ..Default::default() }).unwrap();
    assert_eq!((bound.graph().value(bound.graph().inputs[0]).shape[0], bound.batches().len()), (5, 0));
}

#[test]
fn a_length_is_no_batch() {
    for (dims, asked) in [
        (vec![symbol("sequence"), Dim::DimValue(3)], "sequence"),
        (vec![symbol("num_tokens"), Dim::DimValue(3)], "num_tokens"),
        (vec![symbol("N"), symbol("N")], "N"),
        (vec![symbol("features")], "features"),
        (vec![symbol("")], "x.0"),
        (vec![Dim::DimValue(1), symbol("batch")], "batch"),
    ] {
        let all = problems(&unary(value("x", dims), "Relu"));
        assert!(all.iter().all(|p| p.contains(&format!("--dim {asked}=VALUE"))), "{asked}: {all:?}");
    }
}

#[test]
fn what_no_output_needs_does_not_block() {
    let mut model = unary(shaped("x", &[1, 3]), "Relu");
    assert!(load(&model).is_ok());
    let broken = TensorProto { float_data: vec![f32::NAN], ..floats("nan", &[1], vec![]) };
    graph(&mut model).initializer.push(broken);
    let text =
        TensorProto { data_type: DataType::String as i32, dims: vec![1], ..floats("text", &[], vec![]) };
    graph(&mut model).initializer.push(text);
    graph(&mut model).node.extend([
        node("Mish", &["x"], &["m"], vec![]),
        node("Conv", &["m", "nan"], &["c"], vec![int("banana", 1)]),
        node("StringNormalizer", &["text"], &["s"], vec![]),
        node("Relu", &["nowhere"], &["r"], vec![]),
        node("Add", &["p", "x"], &["q"], vec![]),
        node("Add", &["q", "x"], &["p"], vec![]),
    ]);
    let loaded = load(&model).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.graph().nodes.len(), 1);
    assert_eq!(loaded.outputs(&Sample { inputs: vec![vec![-1.0, 0.0, 2.0]] }), [[0.0, 0.0, 2.0]]);
    // A name is not defined twice, needed or not.
    graph(&mut model).node.push(node("Mish", &["x"], &["y"], vec![]));
    assert!(problems(&model).iter().any(|p| p.contains("'y' is defined twice")));
}

#[test]
fn empty_tensors_load() {
    let empty = |data_type: DataType| TensorProto { data_type: data_type as i32, ..floats("", &[0], vec![]) };
    for kind in [DataType::Float, DataType::Double, DataType::Float16, DataType::Int64] {
        let mut resize = model(
            13,
            &[("x", &[1, 1, 2, 2])],
            vec![TensorProto { name: "scales".into(), ..empty(kind) }],
            vec![
                node("Constant", &[], &["roi"], vec![tensor("value", empty(kind))]),
                node("Resize", &["x", "roi", "scales"], &["y"], vec![]),
            ],
            &["y"],
        );
        let all = problems(&resize);
        assert!(all.len() == 1 && all[0].contains("scales or sizes for 4 axes expected"), "{all:?}");
        // With scales, it enlarges: the nearest element of four.
        let mut enlarged = resize.clone();
        graph(&mut enlarged).initializer[0] = floats("scales", &[4], vec![1.0, 1.0, 1.0, 2.0]);
        let given = Sample { inputs: vec![vec![1.0, 2.0, 3.0, 4.0]] };
        let model = load(&enlarged).unwrap_or_else(|e| panic!("{kind:?}: {e}"));
        assert_eq!(model.outputs(&given), [[1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0]]);
        // Nothing is computed of one: an error, where there was a division by zero elements.
        for operator in ["GlobalAveragePool", "Relu", "Softmax", "Identity"] {
            graph(&mut resize).node[1] = node(operator, &["roi"], &["y"], vec![]);
            graph(&mut resize).initializer[0] = TensorProto { dims: vec![2, 3, 0], ..empty(kind) };
            graph(&mut resize).initializer[0].name = "wide".into();
            problems(&resize);
            graph(&mut resize).node[1].input[0] = "wide".into();
            problems(&resize);
        }
    }
}

#[test]
fn a_model_without_inputs_is_its_constants() {
    let constant = floats("", &[2], vec![0.25, -3.0]);
    let nodes = vec![
        node("Constant", &[], &["c"], vec![tensor("value", constant)]),
        node("Add", &["c", "w"], &["y"], vec![]),
    ];
    let model = load(&model(13, &[], vec![floats("w", &[2], vec![1.0, 1.0])], nodes, &["y"])).unwrap();
    let nothing = Sample { inputs: vec![] };
    assert_eq!(model.outputs(&nothing), [[1.25, -2.0]]);
    let quantised = model.quantise(&model.calibrate(&[nothing]).unwrap(), &Options::default()).unwrap();
    let run = gadgets::execute(&quantised.graph, &[]).unwrap();
    let got = quantised.dequantise_output(0, &run.outputs[0]);
    assert!((got[0] - 1.25).abs() < 0.05 && (got[1] + 2.0).abs() < 0.05, "{got:?}");
}

/// The first output of a model on noise.
fn on_noise(model: &ModelProto) -> Vec<f64> {
    let model = load(model).unwrap_or_else(|e| panic!("{e}"));
    let len = |id| model.graph().value(id).len();
    let inputs =
        model.graph().inputs.iter().map(|id| noise(9, len(*id)).into_iter().map(f64::from).collect());
    model.outputs(&Sample { inputs: inputs.collect() }).remove(0)
}

/// A model of one node on `x`, a vector `b` of as many elements as `shape` says, and what a batch normalisation
/// needs; and the same as it is written today.
fn one(opset: i64, node: NodeProto, b: &[i64]) -> ModelProto {
    let ones = |name: &str| floats(name, &[3], vec![0.5, 1.0, 2.0]);
    let given =
        vec![weights("b", b), ones("scale"), ones("bias"), ones("mean"), ones("var"), weights("m", &[4, 5])];
    let shape = integers("to", &[2], vec![0, -1]);
    model(opset, &[("x", &[2, 3, 4])], [given, vec![shape]].concat(), vec![node], &["y"])
}

#[test]
fn old_operators_mean_what_they_mean_today() {
    let y = &["y"];
    let add = |a: Vec<_>| node("Add", &["x", "b"], y, a);
    let norm = |a: Vec<_>| node("BatchNormalization", &["x", "scale", "bias", "mean", "var"], y, a);
    let consumed = || ints("consumed_inputs", &[0]);
    let test = || int("is_test", 1);
    for (opset, old, b, new, new_b) in [
        (6, add(vec![]), vec![2, 3, 4], add(vec![]), vec![2, 3, 4]),
        (6, add(vec![int("broadcast", 1)]), vec![4], add(vec![]), vec![4]),
        (1, add(vec![int("broadcast", 1), consumed()]), vec![3, 4], add(vec![]), vec![3, 4]),
        (6, add(vec![int("broadcast", 1), int("axis", 1)]), vec![3], add(vec![]), vec![3, 1]),
        (6, add(vec![int("broadcast", 1), int("axis", 0)]), vec![2, 3], add(vec![]), vec![2, 3, 1]),
        (6, add(vec![int("broadcast", 1), int("axis", 0)]), vec![2], add(vec![]), vec![2, 1, 1]),
        (6, add(vec![int("broadcast", 1)]), vec![], add(vec![]), vec![]),
        (6, norm(vec![test(), int("spatial", 1)]), vec![], norm(vec![]), vec![]),
        (1, norm(vec![test(), consumed()]), vec![], norm(vec![]), vec![]),
        (1, node("Relu", &["x"], y, vec![consumed()]), vec![], node("Relu", &["x"], y, vec![]), vec![]),
        (
            1,
            node("Dropout", &["x"], y, vec![test(), consumed(), float("ratio", 0.5)]),
            vec![],
            node("Identity", &["x"], y, vec![]),
            vec![],
        ),
        (6, node("Dropout", &["x"], y, vec![test()]), vec![], node("Identity", &["x"], y, vec![]), vec![]),
        (
            4,
            node("Reshape", &["x"], y, vec![ints("shape", &[0, -1]), consumed()]),
            vec![],
            node("Reshape", &["x", "to"], y, vec![]),
            vec![],
        ),
        (
            6,
            node("Gemm", &["b", "m", "c"], y, vec![int("broadcast", 1)]),
            vec![2, 4],
            node("Gemm", &["b", "m", "c"], y, vec![]),
            vec![2, 4],
        ),
        (
            6,
            node("AveragePool", &["x"], y, vec![ints("kernel_shape", &[3]), ints("pads", &[1, 1])]),
            vec![],
            node("AveragePool", &["x"], y, vec![ints("kernel_shape", &[3]), ints("pads", &[1, 1])]),
            vec![],
        ),
    ] {
        let name = format!("{} of operator set {opset}", old.op_type);
        let (mut old, mut new) = (one(opset, old, &b), one(17, new, &new_b));
        for m in [&mut old, &mut new] {
            let same = weights("b", &b).float_data;
            graph(m).initializer[0].float_data = same;
            graph(m).initializer.push(weights("c", &[5]));
        }
        assert_eq!(on_noise(&old), on_noise(&new), "{name}");
    }
}

#[test]
fn what_old_operators_do_not_say_is_not_guessed() {
    let y = &["y"];
    for (opset, node, b, reason) in [
        (6, node("Add", &["x", "b"], y, vec![]), vec![4], "A [2, 3, 4] and B [4] differ"),
        (6, node("Add", &["b", "x"], y, vec![int("broadcast", 1)]), vec![4], "does not broadcast"),
        (
            6,
            node("Add", &["x", "b"], y, vec![int("broadcast", 1), int("axis", 2)]),
            vec![3, 4],
            "leaves no room",
        ),
        (
            6,
            node("Add", &["x", "b"], y, vec![int("broadcast", 1), int("axis", 0)]),
            vec![3],
            "does not broadcast",
        ),
        (6, node("Dropout", &["x"], y, vec![]), vec![], "training mode"),
        (
            6,
            node("BatchNormalization", &["x", "scale", "bias", "mean", "var"], y, vec![]),
            vec![],
            "training mode",
        ),
        (4, node("Reshape", &["x"], y, vec![]), vec![], "'shape': is required"),
        (6, node("Gemm", &["m", "m2", "b"], y, vec![]), vec![5], "does not broadcast"),
        (
            6,
            node("Relu", &["x"], y, vec![ints("consumed_inputs", &[0])]),
            vec![],
            "'consumed_inputs': is unknown",
        ),
        (
            6,
            node("AveragePool", &["x"], y, vec![ints("kernel_shape", &[3]), int("count_include_pad", 1)]),
            vec![],
            "is unknown",
        ),
        (7, node("Add", &["x", "b"], y, vec![int("broadcast", 1)]), vec![4], "is unknown"),
        (28, node("Relu", &["x"], y, vec![int("alpha", 1)]), vec![], "is unknown"),
    ] {
        let mut model = one(opset, node, &b);
        graph(&mut model).initializer.push(weights("m2", &[5, 5]));
        let all = problems(&model);
        assert!(all.len() == 1 && all[0].contains(reason), "{opset} {reason}: {all:?}");
    }
}

#[test]
fn the_newest_operator_sets_are_taken() {
    for opset in 20..=28 {
        let mut model = unary(shaped("x", &[1, 3]), "Relu");
        model.opset_import[0].version = opset;
        assert!(load(&model).is_ok(), "{opset}");
    }
    let mut model = unary(shaped("x", &[1, 3]), "Relu");
    model.opset_import[0].version = 29;
    let all = load(&model).unwrap_err();
    assert_eq!(all.0[0].problem, Problem::Opset { got: 29, min: 1, max: 28 });
    assert!(all.blockers()[0].help.as_ref().is_some_and(|h| h.contains("opset_version=28")));
    // Before IR version 3 there is nothing to import.
    model.opset_import.clear();
    assert_eq!(load(&model).unwrap_err().0[0].place, Place::Model);
    model.ir_version = 2;
    assert!(load(&model).is_ok());
}

#[test]
fn classical_models_are_told_what_they_are() {
    let mut model = unary(shaped("x", &[1, 3]), "DictVectorizer");
    model.opset_import[0].domain = "ai.onnx.ml".into();
    graph(&mut model).node[0].domain = "ai.onnx.ml".into();
    let all = load(&model).unwrap_err();
    assert_eq!(all.0.len(), 1, "no word of operator sets: {all}");
    let blocker = all.blockers().remove(0);
    assert!(blocker.problem.contains("DictVectorizer of domain 'ai.onnx.ml'"), "{blocker}");
    assert!(blocker.help.is_some_and(|h| h.contains("Hummingbird")));
}

#[test]
fn an_omitted_first_result_is_no_fault_of_the_node() {
    let mut model = unary(shaped("x", &[1, 3]), "NonMaxSuppression");
    graph(&mut model).node[0].output = vec![String::new(), "y".into()];
    assert_eq!(
        problems(&model),
        [
            "node 'nonmaxsuppression_y' (NonMaxSuppression): operator NonMaxSuppression of domain 'ai.onnx' is not supported"
        ]
    );
    graph(&mut model).node[0].op_type = "Dropout".into();
    assert_eq!(
        problems(&model),
        ["node 'nonmaxsuppression_y' (Dropout): the first result is omitted, which this operator always has"]
    );
}

#[test]
fn constants_out_of_range_say_what_can_be_done() {
    let infinite = floats("mask", &[1, 3], vec![0.0, f32::NEG_INFINITY, 0.0]);
    let by = |op: &str, t: TensorProto| {
        let nodes = vec![node(op, &["x", &t.name.clone()], &["y"], vec![])];
        load(&model(13, &[("x", &[1, 3])], vec![t], nodes, &["y"])).unwrap_err().blockers().remove(0)
    };
    let blocker = by("Sub", infinite);
    assert_eq!(blocker.to_string(), "node 'sub_y' (Sub): element 1 is -inf");
    assert!(blocker.help.is_some_and(|h| h.contains("-10000")));
    let huge = TensorProto {
        data_type: DataType::Uint64 as i32,
        uint64_data: vec![u64::MAX; 3],
        ..floats("k", &[1, 3], vec![])
    };
    let blocker = by("Add", huge);
    assert!(blocker.help.is_some_and(|h| h.contains("64 bits")), "{}", blocker.problem);
}

#[test]
fn blockers_are_told_once_for_each_operator() {
    let mut nodes: Vec<NodeProto> = Vec::new();
    let mut from = "x".to_owned();
    for i in 0..5 {
        nodes.push(node("Mish", &[&from], &[&format!("m{i}")], vec![]));
        nodes.push(node("LayerNormalization", &[&format!("m{i}")], &[&format!("s{i}")], vec![]));
        from = format!("s{i}");
    }
    nodes.push(node("NonMaxSuppression", &[&from], &["y"], vec![]));
    let all = load(&model(13, &[("x", &[1, 3])], vec![], nodes, &["y"])).unwrap_err();
    assert_eq!(all.0.len(), 11);
    let blockers = all.blockers();
    let text: Vec<String> = blockers.iter().map(ToString::to_string).collect();
    assert_eq!(
        text,
        [
            "5 nodes (Mish): operator Mish of domain 'ai.onnx' is not supported: 'mish_m0', 'mish_m1', 'mish_m2' and 2 more",
            "5 nodes (LayerNormalization): operator LayerNormalization of domain 'ai.onnx' is not supported: \
             'layernormalization_s0', 'layernormalization_s1', 'layernormalization_s2' and 2 more",
            "node 'nonmaxsuppression_y' (NonMaxSuppression): operator NonMaxSuppression of domain 'ai.onnx' is not supported",
        ]
    );
    assert_eq!(blockers[0].places.len(), 5, "all of them are there for a program");
    // Nodes that differ in shape only.
    let random = |x: &str, y: &str| node("Bernoulli", &[x], &[y], vec![]);
    let mut drawn = model(
        15,
        &[("x", &[1, 1, 4, 4, 4]), ("z", &[1, 1, 2, 2, 2])],
        vec![],
        vec![random("x", "a"), random("z", "b")],
        &["a", "b"],
    );
    assert_eq!(load(&drawn).unwrap_err().blockers().len(), 1);
    // The same words about two inputs are two problems, beside that of the operator.
    graph(&mut drawn).input.iter_mut().for_each(|i| i.r#type = None);
    assert_eq!(load(&drawn).unwrap_err().blockers().len(), 3);
}

#[test]
fn a_blocked_node_hides_no_wrong_shape_behind_it() {
    let wrong = |middle: NodeProto, declared: Option<ValueInfoProto>| {
        let nodes = vec![middle, node("Gemm", &["m", "w"], &["y"], vec![])];
        let mut model = model(13, &[("x", &[1, 3])], vec![weights("w", &[4, 2])], nodes, &["y"]);
        graph(&mut model).value_info.extend(declared);
        problems(&model)
    };
    let contracts = "node 'gemm_y' (Gemm): A contracts 3 elements and B 4";
    // By the operator's own rule.
    let all = wrong(node("Mish", &["x"], &["m"], vec![]), None);
    assert!(all.len() == 2 && all[1] == contracts, "{all:?}");
    let all = wrong(node("Mod", &["x", "x"], &["m"], vec![]), None);
    assert!(all.len() == 2 && all[1] == contracts, "{all:?}");
    // By what the model declares.
    let all = wrong(node("Unique", &["x"], &["m"], vec![]), Some(shaped("m", &[1, 3])));
    assert!(all.len() == 2 && all[1] == contracts, "{all:?}");
    // Behind a known operator that is used in a way that is not supported.
    let dropout = node("BatchNormalization", &["x", "a", "a", "a", "a"], &["m"], vec![]);
    let all = wrong(dropout, Some(shaped("m", &[1, 3])));
    assert!(all.iter().any(|p| p == contracts), "{all:?}");
    // Where nothing says the shape, nothing is said of it.
    assert_eq!(wrong(node("Unique", &["x"], &["m"], vec![]), None).len(), 1);
    let symbolic = value("m", vec![symbol("a"), symbol("b")]);
    assert_eq!(wrong(node("Unique", &["x"], &["m"], vec![]), Some(symbolic)).len(), 1);
}

#[test]
fn what_might_be_a_constant_is_not_blamed_for_being_none() {
    // Shapes that are computed, and weights that are unpacked, by operators that are not supported.
    let nodes = vec![
        node("NonMaxSuppression", &["x"], &["s"], vec![]),
        node("Mish", &["w"], &["v"], vec![]),
        node("Transpose", &["v"], &["u"], vec![]),
        node("BatchNormalization", &["x", "u", "w", "w", "w"], &["n"], vec![]),
        node("Reshape", &["n", "s"], &["y"], vec![]),
    ];
    let all = problems(&model(13, &[("x", &[1, 3])], vec![floats("w", &[3], vec![1.0; 3])], nodes, &["y"]));
    let blamed: Vec<&String> = all.iter().filter(|p| !p.contains("is not supported")).collect();
    assert!(all.len() == 2 && blamed.is_empty(), "{all:?}");
}

/// What a model says of its outputs is held against what its nodes give.
#[test]
fn a_declared_output_shape_is_so_or_refused() {
    use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension::Value as Size};
    use tract_onnx::pb::{TensorShapeProto, type_proto};
    let relu = node("Relu", &["x"], &["y"], vec![]);
    let declared = |dims: Option<Vec<Option<Size>>>| {
        let mut model = model(13, &[("x", &[2, 3])], vec![], vec![relu.clone()], &["y"]);
        let output = &mut model.graph.as_mut().unwrap().output[0];
        let shape = dims.map(|dims| TensorShapeProto {
            dim: dims.into_iter().map(|value| Dimension { value, ..Default::default() }).collect(),
        });
        let tensor = type_proto::Tensor { elem_type: 1, shape };
        output.r#type = Some(tract_onnx::pb::TypeProto {
            value: Some(type_proto::Value::TensorType(tensor)),
            ..Default::default()
        });
        Model::from_bytes(&bytes(&model), None, &LoadOptions::default())
            .map(|_| ())
            .map_err(|e| e.to_string())
    };
    let (known, symbol) = (|n| Some(Size::DimValue(n)), || Some(Size::DimParam("N".to_owned())));
    for fine in [
        None,
        Some(vec![known(2), known(3)]),
        Some(vec![symbol(), known(3)]),
        Some(vec![None, None]),
        Some(vec![symbol(), symbol()]),
    ] {
        assert_eq!(declared(fine.clone()), Ok(()), "{fine:?}");
    }
    for wrong in [
        vec![known(3), known(2)],
        vec![known(2), known(4)],
        vec![symbol(), known(2)],
        vec![known(6)],
        vec![],
        vec![known(1), known(2), known(3)],
    ] {
        let text = declared(Some(wrong.clone())).expect_err("a contradiction");
        assert!(
            text.starts_with("output 'y': the model declares the shape [") && text.ends_with("[2, 3]"),
            "{text}"
        );
    }
}

#[test]
fn whole_numbers_that_would_be_rounded_are_refused() {
    let mut product = model(
        13,
        &[("x", &[2, 3])],
        vec![integers("w", &[3, 2], vec![1, 2, 3, 4, 5, 6])],
        vec![node("MatMul", &["x", "w"], &["y"], vec![])],
        &["y"],
    );
    if let Some(type_proto::Value::TensorType(t)) =
        graph(&mut product).input[0].r#type.as_mut().and_then(|t| t.value.as_mut())
    {
        t.elem_type = DataType::Int64 as i32;
    }
    let all = problems(&product);
    assert!(all.len() == 1 && all[0].contains("element type integer"), "{all:?}");
}
