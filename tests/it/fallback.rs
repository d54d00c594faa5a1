//! Recognition off: every function of a small model goes through the generic fallback, runs in all four
//! executions, and is proved.

use gadgets::arbitrary::Source;
use gadgets::{
    Bound, Buffer, Dyadic, ElementType, Epilogue, FullyConnected, Gadget, Graph, Node, Port, Range,
    RangeCheck, Rounding, Tensor, TensorId,
};
use llvm_backend::OptLevel;
use onnx2circuit::execute::{self, Machine, Outcome};
use onnx2circuit::{Blame, pipeline, proving};

const INPUTS: usize = 8;
const HIDDEN: usize = 6;
const OUTPUTS: usize = 3;

/// A perceptron of one hidden layer with ReLU, rescale and a calibrated range.
fn perceptron() -> Graph {
    let mut source = Source::new(11);
    let mut tensors = Vec::new();
    let mut tensor = |name: &str, shape: Vec<usize>, element, range, data: Option<Vec<i64>>| {
        let data = data.map(|v| Buffer::new(element, &v).expect("values of the type"));
        tensors.push(Tensor { name: name.to_owned(), shape, element, scale: Dyadic::ONE, range, data });
        TensorId(tensors.len() as u32 - 1)
    };
    let mut weights = |n: usize| Some((0..n).map(|_| source.within(-90, 90)).collect::<Vec<_>>());
    let byte = Range::new(0, 255);
    let (small, wide) = (Range::new(-90, 90), Range::new(-200_000, 200_000));
    let x = tensor("x", vec![INPUTS], ElementType::U8, byte, None);
    let w1 = tensor("w1", vec![HIDDEN, INPUTS], ElementType::I8, small, weights(HIDDEN * INPUTS));
    let b1 = tensor("b1", vec![HIDDEN], ElementType::I32, small, weights(HIDDEN));
    let h = tensor("h", vec![HIDDEN], ElementType::U8, byte, None);
    let w2 = tensor("w2", vec![OUTPUTS, HIDDEN], ElementType::I8, small, weights(OUTPUTS * HIDDEN));
    let b2 = tensor("b2", vec![OUTPUTS], ElementType::I32, small, weights(OUTPUTS));
    let y = tensor("y", vec![OUTPUTS], ElementType::I32, wide, None);
    let dense = |inputs, outputs, epilogue| {
        Gadget::FullyConnected(FullyConnected {
            batch: 1,
            rows: 1,
            inputs,
            outputs,
            transposed: true,
            x: ElementType::U8,
            w: ElementType::I8,
            acc: ElementType::I32,
            bias: true,
            epilogue,
        })
    };
    let rescale = Epilogue {
        relu: true,
        multiplier: 1,
        shift: 8,
        rounding: Rounding::HalfUp,
        bound: Bound::Reject(byte),
        out: ElementType::U8,
    };
    let node = |gadget, operands: &[TensorId], output, name: &str| Node {
        gadget,
        operands: operands.to_vec(),
        output,
        onnx: vec![name.to_owned()],
    };
    let check = Gadget::RangeCheck(RangeCheck { len: INPUTS, x: ElementType::U8, range: byte });
    let port = |name: &str, tensor, n| Port { name: name.to_owned(), tensor, shape: vec![n] };
    Graph {
        name: "perceptron".to_owned(),
        nodes: vec![
            node(check, &[x], None, "x"),
            node(dense(INPUTS, HIDDEN, rescale), &[x, w1, b1], Some(h), "hidden"),
            node(dense(HIDDEN, OUTPUTS, Epilogue::none(ElementType::I32)), &[h, w2, b2], Some(y), "scores"),
        ],
        inputs: vec![port("x", x, INPUTS)],
        outputs: vec![port("y", y, OUTPUTS)],
        tensors,
    }
}

#[test]
fn an_unrecognised_perceptron_runs_everywhere_and_is_proved() {
    let graph = perceptron();
    assert_eq!(graph.validate(), Ok(()));
    let built = pipeline::assemble(&graph, false).expect("it compiles");
    let (read, plan) = (&built.program.graph, &built.program.plan);
    assert!(read.nodes.iter().all(|n| matches!(n.gadget, Gadget::Generic(_))), "recognition is off");

    let input = vec![vec![0, 255, 17, 99, 3, 200, 128, 64]];
    let expected = execute::reference(&graph, &input).expect("it fits");
    assert!(matches!(expected, Outcome::Done(_)), "{expected:?}");
    let machine = Machine::new(&built.modules.llvm, read, plan, OptLevel::O2).expect("native code");
    let guest = execute::guest(&built.elf, plan).expect("a program");
    assert_eq!(execute::reference(read, &input).expect("read back"), expected);
    assert_eq!(machine.run(read, &input).expect("native"), expected);
    assert_eq!(execute::vm(&guest, read, plan, &input).expect("vm").outcome, expected);
    assert_eq!(execute::circuit(&built.circuit, read, &input).expect("circuit"), expected);

    let table = proving::plan(&built.circuit).expect("a layout");
    let srs = onnx2circuit::strings::new(table.system.k, Some(0)).expect("a small string");
    let keys = proving::keys(table, &srs).expect("keys");
    let (public, proof) =
        proving::prove(&keys.proving, &srs, &built.circuit, &input).expect("a proof of the run");
    assert_eq!(Outcome::Done(proving::Public::new(&public).expect("64 bits").outputs), expected);
    proving::verify(&keys.verifying, &public, &proof).expect("the proof verifies");
    let mut wrong = public.clone();
    wrong.outputs[0][0] += 1;
    assert!(proving::verify(&keys.verifying, &wrong, &proof).is_err(), "another output is refused");
}

/// A function that gives no output whatever the input has nothing to prove: that is the model's matter, not ours, and
/// its node is named.
#[test]
fn what_cannot_be_arithmetised_is_told_by_node() {
    let mut graph = perceptron();
    let bias = graph.tensors.iter_mut().find(|t| t.name == "b1").expect("a bias");
    bias.range = Range::point(1 << 24);
    bias.data = Some(Buffer::new(bias.element, &[1 << 24; HIDDEN]).expect("values of the type"));
    assert_eq!(graph.validate(), Ok(()));
    let failure = pipeline::assemble(&graph, false).expect_err("the hidden layer leaves its range always");
    assert_eq!(failure.blame, Blame::Input, "{failure}");
    let text = failure.to_json().to_string();
    assert!(text.contains("'hidden'") && text.contains("compile with recognition"), "{text}");
}

/// The graph with step `step` as it comes back where it is not recognised.
fn with_program(graph: &Graph, step: usize) -> Graph {
    let read = pipeline::assemble(graph, false).expect("it compiles").program.graph;
    let mut mixed = graph.clone();
    mixed.nodes[step] = read.nodes[step].clone();
    mixed
}

#[test]
fn one_step_that_is_not_recognised_hides_no_difference() {
    let graph = perceptron();
    for step in 0..graph.nodes.len() {
        let honest = with_program(&graph, step);
        pipeline::same(&graph, &honest).expect("a program that means the same");
        let mut lies: Vec<(&str, Graph)> = Vec::new();
        let mut lie = |what, change: &dyn Fn(&mut Graph)| {
            let mut read = honest.clone();
            change(&mut read);
            lies.push((what, read));
        };
        lie("the model's name", &|g| g.name.push('x'));
        lie("an input's name", &|g| g.inputs[0].name.push('x'));
        lie("an output's tensor", &|g| g.outputs[0].tensor = TensorId(3));
        lie("a tensor's name", &|g| g.tensors[3].name.push('x'));
        lie("a scale", &|g| g.tensors[3].scale = Dyadic::new(3, 0));
        lie("a constant", &|g| g.tensors[1].data = g.tensors[4].data.clone());
        lie("a range", &|g| g.tensors[0].range = Range::new(0, 254));
        lie("a narrower range", &|g| g.tensors[6].range = Range::new(0, 1));
        lie("ONNX names", &|g| g.nodes[step].onnx.push("other".to_owned()));
        lie("operands", &|g| g.nodes[step].operands = vec![TensorId(6)]);
        lie("a missing step", &|g| g.nodes.truncate(2));
        let other = if step == 2 { 1 } else { 2 };
        lie("another step's type", &|g| {
            let Gadget::FullyConnected(f) = &mut g.nodes[other].gadget else { panic!("a layer") };
            f.epilogue.shift += 1;
        });
        // Programs of the same shape that do something else.
        let mut altered = graph.clone();
        match &mut altered.nodes[step].gadget {
            Gadget::RangeCheck(check) => check.range = Range::new(0, 254),
            Gadget::FullyConnected(layer) if layer.epilogue.relu => layer.epilogue.rounding = Rounding::Floor,
            Gadget::FullyConnected(layer) => layer.epilogue.relu = true,
            other => panic!("{other}"),
        }
        let program = with_program(&altered, step).nodes[step].clone();
        lie("what the program computes", &move |g| g.nodes[step] = program.clone());
        for (what, read) in lies {
            assert!(
                pipeline::same(&graph, &read).is_err(),
                "step {step} is a program: {what} differs unnoticed"
            );
        }
    }
}
