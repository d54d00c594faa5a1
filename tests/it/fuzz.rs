//! The fuzz targets of MLIR text, which anyone may hand to `inspect`, and of tokenizers.
//!
//! LLVM IR has none: LLVM's own text parser ends the process on hostile text (a null value in
//! `LLParser::checkValidVariableType`, seen within a second), which no check of ours can prevent.

use mlir_lowering::recognise::annotate;
use mlir_lowering::{lower_graph, new_context, parse};
use onnx2circuit::text::Tokenizer;
use tests::hostile::fuzz;
use tests::tokenizers::{gpt2, llama2, llama2c};

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
            let _ = annotate(&context, &mut module, |_, _| true);
        }
    });
}

#[test]
fn tokenizer_files() {
    let pieces = [(0.0, "a"), (-1.0, "b"), (2.0, "ab"), (0.0, "<0x41>")];
    let bases = [gpt2().to_string().into_bytes(), llama2().to_string().into_bytes(), llama2c(&pieces)];
    fuzz(&bases, |bytes| {
        if let Ok(tokenizer) = Tokenizer::from_bytes(bytes)
            && let Ok(tokens) = tokenizer.encode("hello world, it's the  12 é")
        {
            tokenizer.decode(&tokens);
        }
    });
}
