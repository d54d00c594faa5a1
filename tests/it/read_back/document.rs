//! The example of `docs/extended-llvm-ir.md`.

use super::{recognised, runs};
use bytes::Bytes;
use gadgets::gadget::Known;
use gadgets::{
    Buffer, Dyadic, ElementType, Epilogue, FullyConnected, Gadget, Graph, Node, Port, Range, RangeCheck,
    Tensor, TensorId,
};
use llvm_backend::read_back::read;
use llvm_backend::{Constants, Extended};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/extended-llvm-ir.md");

/// The graph of the example: `y = W x`, two inputs, one output.
pub fn example() -> Graph {
    let (i8, i32) = (ElementType::I8, ElementType::I32);
    let range = Range::new(-100, 100);
    let tensor = |name: &str, shape: &[usize], element, range, exponent| Tensor {
        name: name.to_owned(),
        shape: shape.to_vec(),
        element,
        scale: Dyadic::new(1, exponent),
        range,
        data: None,
    };
    let mut w = tensor("w", &[2, 1], i8, Range::new(-2, 3), -4);
    w.data = Some(Buffer::from(vec![3i8, -2]));
    let dense = Gadget::FullyConnected(FullyConnected {
        batch: 1,
        rows: 1,
        inputs: 2,
        outputs: 1,
        transposed: false,
        x: i8,
        w: i8,
        acc: i32,
        bias: false,
        epilogue: Epilogue::none(i32),
    })
    .canonical();
    let known = [Known::range(range), Known::constant(&[3, -2])];
    let result = dense.range(&known).expect("small numbers");
    let check = Gadget::RangeCheck(RangeCheck { len: 2, x: i8, range });
    let id = TensorId;
    let graph = Graph {
        name: "example".to_owned(),
        tensors: vec![tensor("x", &[1, 2], i8, range, -3), w, tensor("y", &[1, 1], i32, result, -7)],
        nodes: vec![
            Node { gadget: check, operands: vec![id(0)], output: None, onnx: vec!["x".to_owned()] },
            Node {
                gadget: dense,
                operands: vec![id(0), id(1)],
                output: Some(id(2)),
                onnx: vec!["gemm1".to_owned()],
            },
        ],
        inputs: vec![Port { name: "x".to_owned(), tensor: id(0), shape: vec![1, 2] }],
        outputs: vec![Port { name: "y".to_owned(), tensor: id(2), shape: vec![1, 1] }],
    };
    graph.validate().expect("a sound graph");
    graph
}

#[test]
fn the_example_reads_back() {
    let document = std::fs::read_to_string(DOCUMENT).expect("the specification");
    let (_, rest) = document.split_once("## Example").expect("the example");
    let (_, rest) = rest.split_once("```llvm\n").expect("its module");
    let (text, _) = rest.split_once("```").expect("its end");
    let constants = Constants::from(Bytes::from([&[3, 0xfe][..], &[0; 30]].concat()));
    let extended = Extended::from_text(text).expect("it parses").with_constants("", constants);
    let got = read(&extended).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(got.graph, example());
    runs(&extended, &got.graph, "");
    // As written today, but for bodies, whose lowering may change.
    let written = recognised(&example(), "");
    assert_eq!(extended.constants(""), written.constants(""));
    let metadata = |text: &str| text.split_once("!circuit.models").map(|(_, rest)| rest.trim().to_owned());
    assert_eq!(metadata(text), metadata(written.text()));
}
