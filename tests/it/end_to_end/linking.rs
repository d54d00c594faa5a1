//! Two compiled models in one program.

use llvm_backend::extended::Extended;
use llvm_backend::{Arena, Native, OptLevel, Options, Progress, lower, models};
use mlir_lowering::recognise::annotate;
use onnx2circuit::execute::{self, Outcome};
use std::sync::Arc;
use tests::onnx;

use super::compiled::Compiled;

/// The model's LLVM IR, with entries of this prefix.
fn prefixed(compiled: &Compiled, prefix: &str) -> Extended {
    let context = mlir_lowering::new_context();
    let mut module = mlir_lowering::lower_graph(&context, compiled.graph()).expect("it lowers");
    let functions: Vec<String> =
        annotate(&context, &mut module, |_, _| true).into_iter().map(|step| step.name).collect();
    let options = Options { prefix: prefix.to_owned() };
    lower(&context, &module, &functions, compiled.graph(), &options).expect("it lowers")
}

#[test]
fn two_models_live_in_one_program() {
    let compiled = [
        ("one.", Compiled::tiny(&onnx::perceptron(5), -1.0, 1.0)),
        ("two.", Compiled::tiny(&onnx::classifier(6), -1.0, 1.0)),
        // The same code as the first with other constants: its functions are shared.
        ("three.", Compiled::tiny(&onnx::perceptron(7), -1.0, 1.0)),
    ];
    let modules: Vec<Extended> = compiled.iter().map(|(prefix, model)| prefixed(model, prefix)).collect();
    let linked = Extended::link(&modules).expect("they link");
    let read_back = models(&linked).expect("the program holds them");
    assert_eq!(read_back.len(), 3);
    for (prefix, model) in &compiled {
        let (graph, plan) = (model.graph(), model.plan());
        assert!(read_back.iter().any(|m| m.graph == *graph && m.plan == *plan), "{prefix}");
        let native =
            Native::new(&linked, prefix, graph.nodes.len(), plan, OptLevel::O2).expect("native code");
        let tensor = graph.tensor(graph.inputs[0].tensor);
        let values: Vec<i64> =
            (0..tensor.len() as i64).map(|i| tensor.range.clamp(i * 31 % 200 - 100)).collect();
        let mut arena =
            Arena::with_inputs(Arc::new(plan.clone()), graph, &[&values]).expect("the inputs fit");
        assert_eq!(native.run(&mut arena), Progress::Done);
        let outputs = arena.outputs(graph).expect("the arena is the model's");
        let expected = execute::reference(graph, &[values]).expect("the inputs fit");
        assert_eq!(expected, Outcome::Done(outputs), "{prefix}");
    }
}

#[test]
fn models_of_one_prefix_do_not_link() {
    let compiled = [onnx::perceptron(5), onnx::perceptron(7)].map(|m| Compiled::tiny(&m, -1.0, 1.0));
    let modules = compiled.each_ref().map(|m| prefixed(m, ""));
    assert!(Extended::link(&modules).is_err(), "one of the two sets of constants would be lost");
}
