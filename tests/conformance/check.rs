//! Runs one case: in floats, by the integer reference, and by the circuit's interpreter.

use std::path::Path;

use circuit::interpret;
use circuit::lower::lower;
use frontend::{
    CompileError, CompileOptions, Literal, LoadOptions, Model, Options, Quantised, Ranges, Sample,
    compile_bytes,
};

use crate::case::Case;

/// Largest error of the float graph, as a share of the largest published value: the published values are of
/// single precision, and some are written with four digits.
const FLOAT_TOLERANCE: f64 = 2e-4;

/// Widths at which quantisation is far below [`crate::manifest`]'s tolerance, so that an error is a mistake.
fn options() -> Options {
    Options { input_bits: 16, activation_bits: 16, weight_bits: 16, shift_bits: 20, ..Options::exact() }
}

/// Why a way to run a case gives nothing, or not what is published.
enum Failure {
    /// The compiler says that it does not take this.
    Refused(String),
    /// It takes it, and is wrong.
    Wrong(String),
}

/// How much of a case is computed at run time, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// All inputs stay inputs.
    All,
    /// Some are constants: those that decide shapes or attributes, or weights.
    Some,
    /// Nothing is left to compute.
    Nothing,
}

/// Whether the case in `folder` gives its published outputs in every way that is taken, and one is; and how much of it
/// is computed in the best of these ways.
///
/// # Errors
/// Who refused the case, or by how much the outputs differ.
pub fn check(folder: &Path, tolerance: f64) -> Result<Kept, String> {
    let case = Case::read(folder)?;
    let mut refused = None;
    let mut best: Option<Kept> = None;
    for constant in case.ways() {
        match check_way(&case, &constant, tolerance) {
            Ok(kept) => best = Some(best.map_or(kept, |b| b.min(kept))),
            Err(Failure::Refused(reason)) => refused = Some(reason),
            Err(Failure::Wrong(e)) => return Err(format!("constant inputs {constant:?}: {e}")),
        }
    }
    best.ok_or_else(|| refused.unwrap_or_else(|| "no way to run it".to_owned()))
}

fn check_way(case: &Case, constant: &[bool], tolerance: f64) -> Result<Kept, Failure> {
    let with =
        |wanted: bool| case.inputs.iter().zip(constant).filter(move |(_, c)| **c == wanted).map(|(i, _)| i);
    let constants = with(true).cloned().collect();
    let sample = Sample { inputs: with(false).map(|(_, l)| l.to_f64()).collect() };
    let load = LoadOptions { constants, ..LoadOptions::default() };
    let (ranges, quantise) = (Ranges::Samples(vec![sample.clone()]), options());
    let options = CompileOptions { load, ranges, quantise, ..CompileOptions::default() };
    // One line, as the manifest has it.
    let refused = |e: CompileError| Failure::Refused(e.to_string().replace('\n', " | "));
    let compiled = compile_bytes(&case.bytes, None, &options).map_err(refused)?;
    same(case, &compiled.model, &compiled.quantised, &sample, tolerance).map_err(Failure::Wrong)?;
    let graph = compiled.model.graph();
    let computed = graph.outputs.iter().any(|o| graph.value(o.value).constant.is_none());
    Ok(match computed {
        false => Kept::Nothing,
        true if constant.contains(&true) => Kept::Some,
        true => Kept::All,
    })
}

fn same(
    case: &Case,
    model: &Model,
    quantised: &Quantised,
    sample: &Sample,
    tolerance: f64,
) -> Result<(), String> {
    for (output, (published, got)) in case.outputs.iter().zip(model.outputs(sample)).enumerate() {
        let value = model.graph().value(model.graph().outputs[output].value);
        compare(published, &value.shape, &got, FLOAT_TOLERANCE.max(tolerance / 5.0))
            .map_err(|e| format!("in floats: {e}"))?;
    }
    let graph = &quantised.graph;
    let inputs = quantised.quantise_inputs(&sample.inputs).map_err(|e| e.to_string())?;
    let slices: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
    let reference = gadgets::execute(graph, &slices).map_err(|e| e.to_string())?;

    if graph.outputs.len() != case.outputs.len() {
        return Err(format!("{} outputs, {} are published", graph.outputs.len(), case.outputs.len()));
    }
    for (port, (integers, published)) in reference.outputs.iter().zip(&case.outputs).enumerate() {
        let got = quantised.dequantise_output(port, integers);
        compare(published, &graph.outputs[port].shape, &got, tolerance)
            .map_err(|e| format!("in integers: {e}"))?;
    }

    let circuit = lower(graph).map_err(|all| format!("no circuit: {all:?}"))?;
    let wide: Vec<Vec<i128>> = inputs.iter().map(|i| i.iter().map(|v| i128::from(*v)).collect()).collect();
    let trace = interpret(&circuit, &wide).map_err(|e| format!("interpreter: {e}"))?;
    for (id, integers) in circuit.outputs.iter().zip(&reference.outputs) {
        let got = trace.tensor(*id).to_vec();
        if !got.iter().copied().eq(integers.iter().map(|v| i128::from(*v))) {
            return Err("the circuit's interpreter differs from the reference".to_owned());
        }
    }
    Ok(())
}

fn compare(published: &Literal, shape: &[usize], got: &[f64], tolerance: f64) -> Result<(), String> {
    if published.shape != shape {
        return Err(format!("shape {shape:?}, {:?} is published", published.shape));
    }
    let wanted = published.to_f64();
    let largest = wanted.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
    let error = |(i, (w, g)): (usize, (&f64, &f64))| (i, (w - g).abs() / largest);
    let worst = wanted.iter().zip(got).enumerate().map(error).max_by(|a, b| a.1.total_cmp(&b.1));
    match worst {
        Some((i, e)) if e > tolerance || e.is_nan() => Err(format!(
            "element {i} is {}, {} is published: error {e:.2e} of {tolerance:.2e}",
            got[i], wanted[i]
        )),
        _ => Ok(()),
    }
}
