//! Affine lowering: every gadget family verifies, reads the same each time, and computes what `gadgets` says.

use super::native::{Native, check, run};
use gadgets::arbitrary::{Case, FAMILIES, Source, case_of, graph};
use gadgets::gadget::Known;
use gadgets::primitive::{Divide, Map};
use gadgets::{
    Body, Composed, Conv2d, ElementType, Epilogue, Gadget, Generic, Graph, Node, Operand, Primitive, Read,
    Relu, Role, Softmax, Status, Transpose, View, Window,
    scalar::{Op, ScalarOp, ScalarProgram, Value},
};
use mlir_lowering::passes::{AFFINE_TO_LLVM, CANONICALISE};
use mlir_lowering::{lower_graph, new_context, parse, run_pipeline};

/// A graph of unconnected steps: all that the lowering looks at.
fn steps(gadgets: impl IntoIterator<Item = Gadget>) -> Graph {
    let node = |(i, gadget)| Node { gadget, operands: vec![], output: None, onnx: vec![format!("n{i}")] };
    Graph {
        name: "steps".to_owned(),
        tensors: vec![],
        nodes: gadgets.into_iter().enumerate().map(node).collect(),
        inputs: vec![],
        outputs: vec![],
    }
}

fn cases(family: usize, count: u64) -> Vec<Case> {
    (0..count).map(|seed| case_of(family, seed)).collect()
}

fn text(graph: &Graph) -> String {
    let context = new_context();
    lower_graph(&context, graph).expect("a random graph lowers").as_operation().to_string()
}

#[test]
fn every_family_verifies_and_reads_the_same_each_time() {
    for family in 0..FAMILIES {
        let graph = steps(cases(family, 60).into_iter().map(|c| c.gadget));
        let first = text(&graph);
        assert_eq!(first, text(&graph));
        assert_eq!(first.matches("func.func @step").count(), 60);
        for word in ["nsw", "nuw", "exact", "tensor", "f32", "memref.alloc("] {
            assert!(!first.contains(word), "{word} in\n{first}");
        }
        // What is printed reads back as the same module.
        let context = new_context();
        let again = parse(&context, &first).expect("our own text parses");
        assert_eq!(again.as_operation().to_string(), first);
    }
}

#[test]
fn equal_functions_mean_equal_code_whatever_the_names() {
    let gadgets: Vec<Gadget> = (0..FAMILIES).map(|f| case_of(f, 7).gadget).collect();
    let mut renamed = steps(gadgets.clone());
    for node in &mut renamed.nodes {
        node.onnx = vec!["a \"quoted\" name".to_owned(), "b".to_owned()];
    }
    let strip = |text: &str| {
        text.lines().map(|l| l.split(" attributes ").next().unwrap_or(l).to_owned()).collect::<Vec<_>>()
    };
    let (a, b) = (text(&steps(gadgets)), text(&renamed));
    assert_eq!(strip(&a), strip(&b));
    assert!(b.contains(r#"attributes {onnx.nodes = ["a \22quoted\22 name", "b"]}"#), "{b}");
}

#[test]
fn a_padded_convolution_reads_like_this() {
    let window = Window { begin: [1, 1], end: [1, 1], ..Window::plain([3, 3], [1, 2]) };
    let epilogue = Epilogue {
        relu: true,
        shift: 4,
        rounding: gadgets::Rounding::HalfUp,
        bound: gadgets::Bound::Reject(gadgets::Range { lo: 0, hi: 255 }),
        ..Epilogue::none(ElementType::U8)
    };
    let gadget = Gadget::Conv2d(Conv2d {
        batch: 1,
        groups: 1,
        in_channels: 2,
        out_channels: 3,
        input: [4, 5],
        window,
        x: ElementType::U8,
        w: ElementType::I8,
        acc: ElementType::I32,
        bias: true,
        epilogue,
    });
    assert_eq!(text(&steps([gadget])), include_str!("padded_conv2d.mlir"));
}

/// What a value has for each feature is computed before the rows, unless that takes a large buffer: then around them.
#[test]
fn neighbours_are_in_the_innermost_loop() {
    let loops = |features: usize| -> Vec<usize> {
        let (role, element) = (Role::Activation, ElementType::I32);
        let wide = |shape: &[usize]| Operand { role, element, shape: shape.to_vec() };
        let shape = [5, features];
        let mut body = Body::new(vec![wide(&shape), wide(&shape[1..])]);
        let halves = Divide::shift(Read::value(1), 1, gadgets::Rounding::Floor, None);
        let gains = body.push(Primitive::Divide(halves), ElementType::I32);
        let gains = Read::value(gains).view(View::select(&shape, &[Some(1)]));
        let product = Primitive::Map(Map::product(Read::value(0), gains));
        let value = body.push(product, ElementType::I32);
        body.store(value, wide(&shape));
        let text = text(&steps([Gadget::Composed(Composed { body })]));
        let ends =
            text.lines().filter_map(|line| line.trim().strip_prefix("affine.for ")?.split_once(" to "));
        ends.filter_map(|(_, end)| end.split(' ').next()?.parse().ok()).collect()
    };
    assert_eq!(loops(7), [7, 5, 7]);
    assert_eq!(loops(1 << 13), [1 << 13, 5]);
}

#[test]
fn what_has_no_lowering_is_an_error_with_the_node() {
    let zero = ScalarOp { bits: 32, op: Op::Const(0) };
    let program = ScalarProgram {
        name: "f".to_owned(),
        operands: vec![],
        tables: vec![],
        ops: vec![zero],
        stores: vec![],
        status: Value(0),
    };
    let shape = vec![1; 17];
    let transpose = Transpose { perm: (0..17).collect(), shape, x: ElementType::I8 };
    let softmax = Softmax {
        outer: 1,
        axis: (1 << 17) + 1,
        inner: 1,
        x: ElementType::I8,
        multiplier: 1,
        shift: 0,
        table_bits: 4,
        reciprocal_bits: 20,
        fraction_bits: 4,
        first: 1,
        out: ElementType::U8,
    };
    let empty = Relu { len: 0, x: ElementType::I8 };
    for (gadget, says) in [
        (Gadget::Generic(Generic { program }), "node 'n0': 'generic' has no lowering of its own"),
        (
            Gadget::Transpose(transpose),
            "node 'n0': value 1 (map): operand 0: shape [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] has over 16 axes",
        ),
        (
            Gadget::Softmax(softmax),
            "node 'n0': value 5 (lookup) needs a local buffer of 524292 bytes, at most 524288",
        ),
        (Gadget::Relu(empty), "node 'n0': relu: shape [0] must have 1 to "),
    ] {
        let context = new_context();
        let error = lower_graph(&context, &steps([gadget])).expect_err("has no lowering");
        assert!(error.to_string().starts_with(says), "{error}");
    }
}

fn compile(graph: &Graph, before: &[&str]) -> Native {
    let context = new_context();
    let mut module = lower_graph(&context, graph).expect("random gadgets lower");
    for pipeline in before.iter().chain(&[AFFINE_TO_LLVM]) {
        run_pipeline(&context, &mut module, pipeline).expect("the pipeline runs");
    }
    Native::new(&module)
}

#[test]
fn native_code_computes_what_the_reference_says() {
    for family in 0..FAMILIES {
        let cases = cases(family, 80);
        let graph = steps(cases.iter().map(|c| c.gadget.clone()));
        let native = compile(&graph, if family % 2 == 0 { &[] } else { &[CANONICALISE] });
        let mut statuses = 0;
        for (step, case) in cases.iter().enumerate() {
            check(&native, step, &case.gadget, &case.operands);
            let s = &mut Source::new(step as u64);
            // Other values of the same ranges: both ends, and random ones. Tables stay what they are.
            for round in 0..4 {
                let mut operands = case.operands.clone();
                let table = matches!(case.gadget, Gadget::Softmax(_));
                for (values, range) in operands.iter_mut().zip(&case.ranges).take(if table { 1 } else { 3 }) {
                    values.iter_mut().for_each(|v| {
                        *v = match round {
                            0 => range.lo,
                            1 => range.hi,
                            _ => s.within(range.lo, range.hi),
                        }
                    });
                }
                check(&native, step, &case.gadget, &operands);
                statuses += usize::from(run(&native, step, &case.gadget, &operands).0 != 0);
            }
        }
        let may_reject = !matches!(cases[0].gadget.name(), "relu" | "softmax" | "transpose");
        assert_eq!(statuses > 0, may_reject, "{} rejected {statuses}", cases[0].gadget.name());
    }
}

#[test]
fn values_beyond_their_ranges_stay_memory_safe() {
    for family in 0..FAMILIES {
        let cases = cases(family, 40);
        let native = compile(&steps(cases.iter().map(|c| c.gadget.clone())), &[]);
        for (step, case) in cases.iter().enumerate() {
            let s = &mut Source::new(step as u64 + 99);
            let operands: Vec<Vec<i64>> = case
                .gadget
                .operands()
                .iter()
                .map(|o| (0..o.len()).map(|_| s.value(o.element.range())).collect())
                .collect();
            check(&native, step, &case.gadget, &operands);
        }
    }
}

#[test]
fn wide_constants_and_shifts_are_exact() {
    // Parameters at the ends of what `Epilogue` permits, on accumulators of both widths.
    let bounds = [
        gadgets::Bound::Proven,
        gadgets::Bound::Saturate(gadgets::Range { lo: i64::MIN, hi: i64::MAX - 1 }),
        gadgets::Bound::Reject(gadgets::Range { lo: -1, hi: 1 << 40 }),
    ];
    let mut gadgets = Vec::new();
    for x in ElementType::ALL {
        for shift in [0, 1, 31, 32, 33, 62] {
            for (multiplier, bound) in [1, 3, 1 << 31, 1 << 40].into_iter().zip(bounds.iter().cycle()) {
                for rounding in [gadgets::Rounding::Floor, gadgets::Rounding::HalfUp] {
                    let out = ElementType::I64;
                    let epilogue =
                        Epilogue { relu: shift == 33, multiplier, shift, rounding, bound: *bound, out };
                    gadgets.push(Gadget::Rescale(gadgets::Rescale { len: 5, x, epilogue }));
                    gadgets.push(Gadget::FullyConnected(gadgets::FullyConnected {
                        batch: 1,
                        rows: 5,
                        inputs: 1,
                        outputs: 1,
                        transposed: false,
                        x,
                        w: ElementType::I8,
                        acc: ElementType::I32,
                        bias: false,
                        epilogue,
                    }));
                }
            }
        }
    }
    let native = compile(&steps(gadgets.iter().cloned()), &[]);
    let mut checked = 0;
    for (step, gadget) in gadgets.iter().enumerate() {
        let r = gadget.operands()[0].element.range();
        let clamp = |v: i64| r.clamp(v);
        let x = [r.lo, r.hi, clamp(-1), 0, clamp(77)].map(|v| v.clamp(-(1 << 31), (1 << 31) - 1));
        let mut operands = vec![x.to_vec()];
        if gadget.operands().len() == 2 {
            operands.push(vec![1]);
        }
        // Only what the range analysis lets through has a meaning.
        let known: Vec<_> = operands.iter().map(|v| Known::constant(v)).collect();
        if gadget.range(&known).is_ok() {
            checked += 1;
            check(&native, step, gadget, &operands);
        }
    }
    assert!(checked > gadgets.len() / 4, "{checked} of {}", gadgets.len());
}

#[test]
fn scalars_have_no_loops() {
    let side = gadgets::add::Addend { x: ElementType::I8, multiplier: -3, strides: vec![] };
    let add = gadgets::Add {
        shape: vec![],
        a: side.clone(),
        b: gadgets::add::Addend { multiplier: 1, ..side },
        acc: ElementType::I32,
        epilogue: Epilogue::none(ElementType::I16),
    };
    let transpose = Transpose { shape: vec![], perm: vec![], x: ElementType::U8 };
    let gadgets = [Gadget::Add(add), Gadget::Transpose(transpose)];
    let graph = steps(gadgets.clone());
    assert!(!text(&graph).contains("affine.for"));
    let native = compile(&graph, &[]);
    check(&native, 0, &gadgets[0], &[vec![-128], vec![127]]);
    check(&native, 1, &gadgets[1], &[vec![200]]);
}

#[test]
fn whole_random_graphs_agree_step_by_step() {
    for seed in 0..40 {
        let graph = graph(seed);
        let native = compile(&graph, &[]);
        let s = &mut Source::new(seed);
        let input: Vec<i64> =
            (0..graph.tensor(graph.inputs[0].tensor).len()).map(|_| s.within(0, 255)).collect();
        let mut values: Vec<Vec<i64>> = graph
            .tensors
            .iter()
            .map(|t| t.data.as_ref().map(gadgets::Buffer::to_i64).unwrap_or_default())
            .collect();
        values[graph.inputs[0].tensor.index()] = input.clone();
        let mut end = None;
        for (step, node) in graph.nodes.iter().enumerate() {
            let operands: Vec<Vec<i64>> = node.operands.iter().map(|id| values[id.index()].clone()).collect();
            let (status, output) = run(&native, step, &node.gadget, &operands);
            if status != 0 {
                end = Some((step, Status::from_code(status).expect("a known status")));
                break;
            }
            if let Some(id) = node.output {
                values[id.index()] = output;
            }
        }
        match (gadgets::execute(&graph, &[&input]), end) {
            (Ok(e), None) => assert_eq!(e.outputs[0], values[graph.outputs[0].tensor.index()]),
            (Err(gadgets::Stop::Status { status, step, .. }), Some(got)) => assert_eq!((step, status), got),
            (expected, got) => panic!("seed {seed}: {expected:?} against {got:?}"),
        }
    }
}
