//! The fuzz target of MLIR text, which anyone may hand to `inspect`.
//!
//! LLVM IR has none: LLVM's own text parser ends the process on hostile text (a null value in
//! `LLParser::checkValidVariableType`, seen within a second), which no check of ours can prevent.

use mlir_lowering::recognise::annotate;
use mlir_lowering::{lower_graph, new_context, parse};
use tests::hostile::fuzz;

#[test]
fn mlir_text() {
    let text = |seed| {
        let context = new_context();
        let module = lower_graph(&context, &gadgets::arbitrary::graph(seed)).expect("it lowers");
        module.as_operation().to_string().into_bytes()
    };
    let bases: Vec<Vec<u8>> = (0..6).map(text).collect();
    fuzz(&bases, |bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        // A context to each text: what one text registers must not serve another.
        let context = new_context();
        if let Ok(mut module) = parse(&context, text) {
            let _ = annotate(&context, &mut module);
        }
    });
}
