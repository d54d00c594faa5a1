//! `demo`: the main job in one go.

use serde_json::json;

use super::args::Demo;
use super::print;
use super::progress::{peak_memory, stage, timed};
use crate::execute::{self, Machine, Outcome};
use crate::inputs::Ports;
use crate::pipeline::{self, Assembled};
use crate::{Failure, accuracy, draw, inputs, listing, proving, strings};
use frontend::{Model, Options, Report};
use llvm_backend::OptLevel;
use std::path::Path;
use std::time::Duration;

/// Our own model of a folder, calibrated on its samples and compiled, with the error measured on them and
/// the time that compiling took.
pub(super) fn assemble(folder: &Path) -> Result<(Model, Assembled, Report, Duration), Failure> {
    let model = stage("reading the model", || pipeline::load(&folder.join("mnist.onnx"), &[]))?;
    let samples = inputs::samples(&folder.join("calibration.npz"), &model)?;
    let calibration = stage("calibrating", || model.calibrate(&samples)).map_err(Failure::input)?;
    let quantised = stage("quantising", || pipeline::quantise(&model, &calibration, &Options::default()))?;
    let report =
        stage("measuring the error", || accuracy::measure(&model, &quantised, &calibration, Some(&samples)));
    accuracy::warnings(&report, &calibration).iter().for_each(|warning| tracing::warn!("{warning}"));
    let (assembled, time) = timed("compiling", || pipeline::assemble(&quantised.graph, true));
    Ok((model, assembled?, report, time))
}

/// Runs the verb.
pub fn run(args: &Demo, json: bool) -> Result<(), Failure> {
    let (model, assembled, report, compile_time) = assemble(&args.model)?;
    let Assembled { modules, program, elf, circuit, .. } = assembled;
    let graph = &program.graph;

    let file = args.model.join("digits").join(format!("{}.npy", args.digit));
    let floats = inputs::samples(&file, &model)?;
    let input = inputs::read(&file, Ports { graph, whole: &inputs::whole(&model) })?;
    let machine = Machine::new(&modules.llvm, graph, &program.plan, OptLevel::O2)?;
    let guest = execute::guest(&elf, &program.plan)?;
    let vm = stage("running in the fault-proof VM", || execute::vm(&guest, graph, &program.plan, &input))?;
    let runs = [
        ("reference", execute::reference(graph, &input)?),
        ("native", machine.run(graph, &input)?),
        ("vm", vm.outcome.clone()),
        ("circuit", execute::circuit(&circuit, graph, &input)?),
    ];
    if let Some((name, other)) = runs.iter().find(|(_, o)| *o != runs[0].1) {
        let message = format!("{name} gives {other:?}, the reference {:?}", runs[0].1);
        return Err(Failure::internal(message));
    }
    let predictions =
        runs.iter().map(|(name, o)| Ok((*name, prediction(o)?))).collect::<Result<Vec<_>, Failure>>()?;

    let plan = proving::plan(&circuit)?;
    let (size, columns) = (plan.system.k, proving::columns(&plan));
    let srs = stage("making an UNSAFE reference string", || strings::new(size, None))?;
    let (keys, key_time) = timed("making the keys", || proving::keys(plan, &srs));
    let keys = keys?;
    let (proved, prove_time) = timed("proving", || proving::prove(&keys.proving, &srs, &circuit, &input));
    let (public, proof) = proved?;
    let (verified, verify_time) = timed("verifying", || proving::verify(&keys.verifying, &public, &proof));
    verified?;
    super::prove::warn(&keys.verifying.srs());

    let instructions: u64 = vm.instructions.iter().sum();
    let value = json!({
        "digit": args.digit,
        "predictions": predictions.iter().map(|(n, p)| json!({"on": n, "prediction": p})).collect::<Vec<_>>(),
        "compile_seconds": compile_time.as_secs_f64(), "keygen_seconds": key_time.as_secs_f64(),
        "prove_seconds": prove_time.as_secs_f64(), "verify_seconds": verify_time.as_secs_f64(),
        "proof_bytes": proof.len(), "k": size, "columns": columns,
        "unsafe_srs": keys.verifying.srs().is_unsafe(),
        "vm_instructions": instructions, "vm_state_hash": hex::encode(vm.state_hash),
        "peak_memory_bytes": peak_memory(), "report": report,
    });
    print(json, &value, || {
        let width = graph.inputs[0].shape.last().copied().unwrap_or(1);
        let rows: Vec<Vec<String>> =
            predictions.iter().map(|(n, p)| vec![(*n).to_owned(), p.to_string()]).collect();
        format!(
            "{}\n{}\n{}\nfour executions, the same bits\n\n\
             proof     {} bytes in {:.2} s (k = {size}), verified in {:.1} ms\n\
             vm        {instructions} instructions, state {}\n",
            accuracy::outputs(&report),
            draw::image(&floats[0].inputs[0], width),
            listing::table(&["execution", "prediction"], &rows),
            proof.len(),
            prove_time.as_secs_f64(),
            verify_time.as_secs_f64() * 1e3,
            hex::encode(vm.state_hash),
        )
    })
}

/// The position of the largest value of the first output; the first of equals.
fn prediction(outcome: &Outcome) -> Result<usize, Failure> {
    let Outcome::Done(outputs) = outcome else {
        return Err(Failure::no("the model rejects this digit"));
    };
    let scores = outputs.first().map_or(&[][..], Vec::as_slice);
    Ok(accuracy::arg_max(scores).unwrap_or(0))
}
