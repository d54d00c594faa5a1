//! The gadgets' own code, not recognised: lowered to affine loops, translated, extracted, evaluated.

use super::{constant, input, output, values};
use ::gadgets::arbitrary::{Case, FAMILIES, Source, case_of};
use ::gadgets::gadget::Known;
use ::gadgets::scalar::{ScalarOperand, ScalarProgram};
use ::gadgets::{
    Buffer, Dyadic, ElementType, Fault, Gadget, Graph, Node, Operand, Relu, Role, Tensor, Transpose,
};
use inkwell::context::{AsContextRef, Context};
use inkwell::module::Module;
use llvm_backend::scalar::{extract, generic};
use mlir_lowering::passes::AFFINE_TO_LLVM;
use mlir_lowering::{lower_graph, new_context, run_pipeline};

/// The unoptimised LLVM IR of these gadgets: functions `step0`, `step1`, …
pub fn lowered<'ctx>(context: &'ctx Context, gadgets: impl IntoIterator<Item = Gadget>) -> Module<'ctx> {
    let node = |gadget| Node { gadget, operands: vec![], output: None, onnx: vec!["n".to_owned()] };
    let graph = Graph {
        name: "steps".to_owned(),
        tensors: vec![],
        nodes: gadgets.into_iter().map(node).collect(),
        inputs: vec![],
        outputs: vec![],
    };
    let mlir = new_context();
    let mut module = lower_graph(&mlir, &graph).expect("every family lowers");
    run_pipeline(&mlir, &mut module, AFFINE_TO_LLVM).expect("affine code lowers to LLVM");
    // SAFETY: both contexts are alive; the module made belongs to `context`.
    unsafe {
        let raw = mlir_sys::mlirTranslateModuleToLLVMIR(
            module.as_operation().to_raw(),
            context.as_ctx_ref().cast(),
        );
        assert!(!raw.is_null(), "the LLVM dialect translates");
        Module::new(raw.cast())
    }
}

/// The case's operands and output as a program's: what is no activation is known.
fn operands(case: &Case) -> Vec<ScalarOperand> {
    let read = case.gadget.operands().into_iter().zip(&case.operands).map(|(o, values)| {
        if o.role == Role::Activation {
            input(o.element, o.len() as u32)
        } else {
            constant(Buffer::new(o.element, values).expect("values fit"))
        }
    });
    read.chain(case.gadget.output().map(|o| output(o.element, o.len() as u32))).collect()
}

fn outcome(program: &ScalarProgram, operands: &[Vec<i64>], output: bool) -> (i32, Vec<i64>) {
    let mut slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
    if output {
        slices.push(&[]);
    }
    let mut result = program.evaluate(&slices).expect("defined");
    let output = if output { result.outputs.pop().unwrap_or_default() } else { Vec::new() };
    (result.status, output)
}

/// Compares a program with its gadget: the same status, and the same output where that is 0.
fn check(case: &Case, program: &ScalarProgram, operands: &[Vec<i64>]) {
    let slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
    let (status, output) = outcome(program, operands, case.gadget.output().is_some());
    match case.gadget.evaluate(&slices) {
        Ok(expected) => assert_eq!((status, output), (0, expected), "{:?} on {operands:?}", case.gadget),
        Err(Fault::Status(expected)) => {
            assert_eq!(status, expected.code(), "{:?} on {operands:?}", case.gadget)
        }
        Err(error) => panic!("{error}: {:?}", case.gadget),
    }
}

/// The program's range is no wider than the gadget's own, so that a graph stays valid.
fn tight(case: &Case, program: &ScalarProgram) {
    let roles = case.gadget.operands();
    let known: Vec<Known<'_>> = roles
        .iter()
        .zip(&case.operands)
        .zip(&case.ranges)
        .map(|((o, v), r)| if o.role == Role::Activation { Known::range(*r) } else { Known::constant(v) })
        .collect();
    let (own, proven) = (case.gadget.range(&known).expect("no overflow"), program.range(&known));
    match (&case.gadget, proven) {
        // That exponentials sum to no less than each of them is beyond intervals.
        (Gadget::Softmax(_), _) | (_, None) => {}
        (gadget, Some(range)) => assert!(own.contains_range(range), "{own} {range} {gadget:?}"),
    }
}

#[test]
fn every_family_unrecognised_means_the_same() {
    for family in 0..FAMILIES {
        let cases: Vec<Case> = (0..24).map(|seed| case_of(family, seed)).collect();
        let context = Context::create();
        let module = lowered(&context, cases.iter().map(|c| c.gadget.clone()));
        for (i, case) in cases.iter().enumerate() {
            let function = module.get_function(&format!("step{i}")).expect("one function for each");
            let operands = operands(case);
            let program =
                extract(function, "n", &operands).unwrap_or_else(|e| panic!("{e}\n{:?}", case.gadget));
            program.check().expect("well formed");
            check(case, &program, &case.operands);
            tight(case, &program);
            // Other values for what is not known, within the ranges.
            let mut source = Source::new(i as u64);
            for _ in 0..3 {
                let mut values = case.operands.clone();
                for ((v, o), range) in values.iter_mut().zip(case.gadget.operands()).zip(&case.ranges) {
                    if o.role == Role::Activation {
                        v.iter_mut().for_each(|x| *x = source.value(*range));
                    }
                }
                check(case, &program, &values);
            }
        }
    }
}

#[test]
fn weights_may_be_data_too() {
    for family in 0..FAMILIES {
        for seed in 100..106 {
            let case = case_of(family, seed);
            let known = case.gadget.operands().iter().any(|o| o.role == Role::Table);
            if known {
                continue;
            }
            let context = Context::create();
            let module = lowered(&context, [case.gadget.clone()]);
            let all: Vec<ScalarOperand> = case
                .gadget
                .operands()
                .iter()
                .map(|o| input(o.element, o.len() as u32))
                .chain(case.gadget.output().map(|o| output(o.element, o.len() as u32)))
                .collect();
            let function = module.get_function("step0").expect("one function");
            let program = extract(function, "n", &all).unwrap_or_else(|e| panic!("{e}\n{:?}", case.gadget));
            check(&case, &program, &case.operands);
        }
    }
}

#[test]
fn programs_are_memory_safe_and_equal_native_code_beyond_the_ranges() {
    for family in 0..FAMILIES {
        for seed in 200..204 {
            let case = case_of(family, seed);
            let all = operands(&case);
            let context = Context::create();
            let module = lowered(&context, [case.gadget.clone()]);
            let function = module.get_function("step0").expect("one function");
            let program = extract(function, "n", &all).unwrap_or_else(|e| panic!("{e}\n{:?}", case.gadget));
            let values = values(&mut Source::new(seed), &all);
            if all.len() > 4 {
                continue;
            }
            let slices: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
            let got = program.evaluate(&slices).expect("defined for all values");
            assert_eq!(got, super::native(&module, "step0", &all, &values), "{:?}", case.gadget);
        }
    }
}

fn tensor(name: &str, operand: &Operand, data: Option<Buffer>) -> Tensor {
    Tensor {
        name: name.to_owned(),
        shape: operand.shape.clone(),
        element: operand.element,
        scale: Dyadic::ONE,
        range: operand.element.range(),
        data,
    }
}

#[test]
fn a_call_on_tensors_becomes_a_generic_gadget() {
    let case = case_of(0, 3);
    let context = Context::create();
    let module = lowered(&context, [case.gadget.clone()]);
    let function = module.get_function("step0").expect("one function");
    let tensors: Vec<Tensor> = case
        .gadget
        .operands()
        .iter()
        .zip(&case.operands)
        .enumerate()
        .map(|(i, (o, v))| {
            let data = (o.role != Role::Activation).then(|| Buffer::new(o.element, v).expect("values fit"));
            tensor(&format!("t{i}"), o, data)
        })
        .collect();
    let result = case.gadget.output().map(|o| tensor("y", &o, None));
    let read: Vec<&Tensor> = tensors.iter().collect();
    let gadget = generic(function, "n", &read, result.as_ref()).expect("in the language");
    gadget.check().expect("well formed");
    let slices: Vec<&[i64]> = case.operands.iter().map(Vec::as_slice).collect();
    assert_eq!(gadget.evaluate(&slices), case.gadget.evaluate(&slices));
}

#[test]
fn programs_hold_no_more_than_the_arithmetic() {
    let context = Context::create();
    let relu = Gadget::Relu(Relu { len: 100, x: ElementType::I32 });
    let perm = vec![1, 0];
    let transpose = Gadget::Transpose(Transpose { shape: vec![6, 7], perm, x: ElementType::I8 });
    let module = lowered(&context, [relu, transpose]);
    let ops = |name, element, len| {
        let function = module.get_function(name).expect("one function for each");
        extract(function, "n", &[input(element, len), output(element, len)])
            .expect("in the language")
            .ops
            .len()
    };
    assert_eq!(ops("step0", ElementType::I32, 100), 201, "loads, maxima, and 0");
    assert_eq!(ops("step1", ElementType::I8, 42), 43, "loads, and 0 for the status");
}
