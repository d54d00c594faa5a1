//! Names as files give them: whatever characters they hold, a model compiles, runs, and keeps its names.

use frontend::{Calibration, LoadOptions, Model, Options};
use llvm_backend::OptLevel;
use onnx2circuit::execute::{self, Machine, Outcome};
use onnx2circuit::{listing, pipeline};
use tests::onnx;

use crate::end_to_end::compiled::ranges;

const NAMES: [&str; 12] = [
    "a\0b",
    "\0",
    "",
    "line\nbreak\r\n",
    "\t\u{1}\u{7f}\u{80}\u{9f}",
    "quote\"back\\slash'\\00\\22",
    "%7 @main !0 #1 ; comment",
    "größe/重み/🦀\u{feff}\u{200b}",
    "e\u{301}\u{202e}",
    "</text><script>&amp;",
    "../../etc/passwd",
    "{\"json\": [1, null]}",
];

/// A model in which everything that has a name has this one.
fn model(name: &str) -> Vec<u8> {
    let part = |suffix: &str| format!("{name}{suffix}");
    let (h, r, w, y) = (part("h"), part("r"), part("w"), "y");
    let mut nodes = vec![
        onnx::node("MatMul", &["x", &w], &h, vec![]),
        onnx::node("Relu", &[&h], &r, vec![]),
        onnx::node("Softmax", &[&r], y, vec![]),
    ];
    nodes.iter_mut().zip(["1", "2", "3"]).for_each(|(n, i)| n.name = part(i));
    onnx::model(name, &[1, 4], &[1, 3], nodes, vec![onnx::weights(&w, &[4, 3], 5)])
}

#[test]
fn models_keep_their_names_whatever_these_hold() {
    for name in NAMES {
        let model = Model::from_bytes(&model(name), None, &LoadOptions::default()).expect("it loads");
        let calibration = Calibration::declared(&model, &ranges(&model, -1.0, 1.0));
        let graph = model.quantise(&calibration, &Options::default()).expect("it quantises").graph;
        let built = pipeline::assemble(&graph, true).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        let program = &built.program;
        assert_eq!(program.graph, graph, "{name:?}");
        assert!(program.graph.nodes.iter().flat_map(|n| &n.onnx).any(|n| *n == format!("{name}1")));
        assert!(!listing::graph(&graph).is_empty());
        let input = vec![vec![100, -100, 7, 0]];
        let expected = execute::reference(&graph, &input).expect("it fits");
        assert!(matches!(expected, Outcome::Done(_)));
        let machine = Machine::new(&built.modules.llvm, &program.graph, &program.plan, OptLevel::O2);
        let machine = machine.unwrap_or_else(|e| panic!("{name:?}: {e}"));
        assert_eq!(machine.run(&program.graph, &input).expect("native"), expected, "{name:?}");
        let guest = execute::guest(&built.elf, &program.plan).expect("a program");
        assert_eq!(execute::vm(&guest, &program.graph, &program.plan, &input).expect("vm").outcome, expected);
    }
}
