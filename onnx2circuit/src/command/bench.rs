//! `bench`: what everything costs, on this machine, now.

mod large;
mod machine;
mod native;
#[cfg(feature = "sumcheck")]
mod sums;

use frontend::Options;
use llvm_backend::OptLevel;
use serde::Serialize;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::args::Bench;
use super::print;
use super::progress::{peak_memory, stage};
use crate::artifact::write_file;
use crate::execute::{self, Machine, Outcome};
use crate::inputs::Ports;
use crate::{Failure, inputs, listing, pipeline, proving, strings};

/// The sample that is run and proved where none is given.
const SAMPLE: &str = "models/mnist/digits/3.npy";

/// Fastest, median and slowest of several runs, in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
struct Times {
    min: f64,
    median: f64,
    max: f64,
}

impl Times {
    fn text(self) -> String {
        let unit = |s: f64| if s < 0.01 { format!("{:.3} ms", s * 1e3) } else { format!("{s:.3} s") };
        format!("{} / {} / {}", unit(self.min), unit(self.median), unit(self.max))
    }
}

/// A measured figure: its name, for machines, for people.
struct Row {
    name: String,
    value: Value,
    text: String,
}

impl Row {
    fn new(name: impl Into<String>, value: Value, text: impl Into<String>) -> Self {
        Self { name: name.into(), value, text: text.into() }
    }
}

/// Runs `work` `repeat` times after one run that does not count, and gives the last result.
fn measure<T>(
    what: &str,
    repeat: usize,
    mut work: impl FnMut() -> Result<T, Failure>,
) -> Result<(T, Times), Failure> {
    measure_from(what, repeat, || Ok(()), |()| work())
}

/// As [`measure`]; what `start` does before each run is not timed.
fn measure_from<S, T>(
    what: &str,
    repeat: usize,
    mut start: impl FnMut() -> Result<S, Failure>,
    mut work: impl FnMut(S) -> Result<T, Failure>,
) -> Result<(T, Times), Failure> {
    stage(what, || {
        let mut last = work(start()?)?;
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..repeat.max(1) {
            let from = start()?;
            let start = Instant::now();
            last = work(from)?;
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let at = |i: usize| times[i].as_secs_f64();
        let times = Times { min: at(0), median: at(times.len() / 2), max: at(times.len() - 1) };
        Ok((last, times))
    })
}

/// Runs the verb.
pub fn run(args: &Bench, json: bool) -> Result<(), Failure> {
    let input = args.input.as_deref();
    let rows = match (&args.native, args.sums()) {
        (Some(artifact), _) => native::rows(artifact, input, args.repeat)?,
        #[cfg(feature = "sumcheck")]
        (None, Some(artifact)) => sums::of_artifact(artifact, input, args.repeat)?,
        (None, _) => all(args)?,
    };
    let value: serde_json::Map<String, Value> = rows
        .iter()
        .filter(|row| !row.value.is_null())
        .map(|row| (row.name.clone(), row.value.clone()))
        .collect();
    print(json, &value, || {
        let table: Vec<Vec<String>> =
            rows.iter().map(|row| vec![row.name.clone(), row.text.clone()]).collect();
        listing::table(&["measure", "fastest / median / slowest"], &table)
    })
}

/// Everything about one model, and the machine.
fn all(args: &Bench) -> Result<Vec<Row>, Failure> {
    let executable = peak_memory();
    let n = args.repeat;
    let model = pipeline::load(&args.model, &[])?;
    let samples = inputs::samples(&args.samples, &model)?;
    let calibration = model.calibrate(&samples).map_err(Failure::input)?;
    let (quantised, quantise) =
        measure("quantise", n, || pipeline::quantise(&model, &calibration, &Options::default()))?;
    let (built, compile) = measure("compile", n, || pipeline::assemble(&quantised.graph, true))?;
    let (graph, plan) = (&built.program.graph, &built.program.plan);
    let sample = args.input.as_deref().unwrap_or(Path::new(SAMPLE));
    let input = inputs::read(sample, Ports { graph, whole: &inputs::whole(&model) })?;

    let (expected, reference) = measure("reference", n, || execute::reference(graph, &input))?;
    let machine = Machine::new(&built.modules.llvm, graph, plan, OptLevel::O3)?;
    let (native_outcome, native) = measure("native", n.max(100), || machine.run(graph, &input))?;
    let guest = execute::guest(&built.elf, plan)?;
    let (vm, vm_time) = measure("fault-proof VM", n, || execute::vm(&guest, graph, plan, &input))?;
    let (circuit_outcome, interpreter) =
        measure("circuit interpreter", n, || execute::circuit(&built.circuit, graph, &input))?;
    for outcome in [&native_outcome, &vm.outcome, &circuit_outcome] {
        if *outcome != expected || !matches!(outcome, Outcome::Done(_)) {
            return Err(Failure::internal("the executions differ, or reject the sample"));
        }
    }
    let instructions: u64 = vm.instructions.iter().sum();

    let table = proving::plan(&built.circuit)?;
    let (k, columns) = (table.system.k, proving::columns(&table));
    let srs = stage("reference string", || strings::new(k, None))?;
    drop(table);
    let (keys, keygen) =
        measure("key generation", n, || proving::keys(proving::plan(&built.circuit)?, &srs))?;
    let ((public, proof), prove) =
        measure("prove", n, || proving::prove(&keys.proving, &srs, &built.circuit, &input))?;
    let ((), verify) = measure("verify", n, || proving::verify(&keys.verifying, &public, &proof))?;

    let memory = stage("memory of the prove verb", || {
        memory_of_proving(&args.model, sample, &calibration.to_json(), executable)
    })?;
    let speed = instructions as f64 / vm_time.min / 1e6;
    let mut rows = vec![
        Row::new("quantise", json!(quantise), quantise.text()),
        Row::new("compile", json!(compile), compile.text()),
        Row::new("reference", json!(reference), reference.text()),
        Row::new("native", json!(native), native.text()),
        Row::new("vm", json!(vm_time), vm_time.text()),
        Row::new("vm_instructions", json!(instructions), instructions.to_string()),
        Row::new("vm_million_instructions_per_second", json!(speed), format!("{speed:.0}")),
        Row::new("circuit_interpreter", json!(interpreter), interpreter.text()),
        Row::new("keygen", json!(keygen), keygen.text()),
        Row::new("prove", json!(prove), prove.text()),
        Row::new("verify", json!(verify), verify.text()),
        Row::new("proof_bytes", json!(proof.len()), proof.len().to_string()),
        Row::new("k", json!(k), k.to_string()),
        Row::new("columns", json!(columns), format!("{columns:?}")),
        Row::new("prove_peak_memory_bytes", json!(memory.prove), format!("{} MB", memory.prove / 1_000_000)),
        Row::new(
            "executable_memory_bytes",
            json!(memory.executable),
            format!("{} MB of it before anything is done", memory.executable / 1_000_000),
        ),
    ];
    #[cfg(feature = "sumcheck")]
    rows.extend(sums::rows(&built.circuit, &input, n)?);
    rows.extend(machine::rows(n, &args.guests)?);
    if args.large > 0 {
        rows.extend(large::rows(args.large)?);
    }
    Ok(rows)
}

/// Most memory held, in bytes.
struct Memory {
    /// By a process that only proves.
    prove: u64,
    /// By this process before it did anything: an executable that holds all of LLVM.
    executable: u64,
}

/// Compiles, sets up and proves by the verbs themselves, each in a process of its own.
fn memory_of_proving(
    model: &Path,
    input: &Path,
    calibration: &str,
    executable: u64,
) -> Result<Memory, Failure> {
    let folder = tempfile::tempdir().map_err(Failure::internal)?;
    let file = |name: &str| folder.path().join(name).into_os_string();
    let ranges = folder.path().join("calibration.json");
    write_file(&ranges, calibration.as_bytes())?;
    let (model, input) = (model.as_os_str(), input.as_os_str());
    let verb = |arguments: &[&OsStr]| -> Result<Value, Failure> {
        let program = std::env::current_exe().map_err(Failure::internal)?;
        let done = Command::new(program).args(arguments).arg("--json").output().map_err(Failure::internal)?;
        serde_json::from_slice(&done.stdout).map_err(|e| Failure::internal(format!("{arguments:?}: {e}")))
    };
    let [compile, calibrated, out, setup, prove, with, public] =
        ["compile", "--calibration", "-o", "setup", "prove", "--input", "--public"].map(OsStr::new);
    let development = OsStr::new("--unsafe-development-srs");
    let artifact = file("artifact");
    verb(&[compile, model, calibrated, ranges.as_os_str(), out, &artifact])?;
    verb(&[setup, &artifact, development])?;
    let proved =
        verb(&[prove, &artifact, development, with, input, out, &file("proof"), public, &file("public")])?;
    let prove = proved["peak_memory_bytes"].as_u64();
    let prove = prove.ok_or_else(|| Failure::internal(format!("the prove verb said {proved}")))?;
    Ok(Memory { prove, executable })
}
