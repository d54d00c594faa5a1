//! `compile`: all stages into an artifact, or the stages asked for onto standard output.

use bytes::Bytes;
use frontend::Report;
use frontend::quantise::{Options, Overflow as Rule};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

use super::args::{Compile, Overflow, Preset, QuantiseArgs, Stage};
use super::progress::stage;
use super::{load, print};
use crate::artifact::{CALIBRATION, Parts, check_folder, json as to_json};
use crate::manifest::{CircuitEntry, Derived, DisputeEntry, Manifest, SCHEMA};
use crate::pipeline::{self, Modules, Program};
use crate::{Failure, accuracy, listing, ranges, swapping};

/// The quantisation that the arguments ask for.
pub fn options(args: &QuantiseArgs) -> Options {
    let preset = match args.preset {
        Preset::Default => Options::default(),
        Preset::Small => Options::small(),
        Preset::Language => Options::language(),
        Preset::Exact => Options::exact(),
    };
    let overflow = match args.overflow {
        Overflow::Reject => Rule::Reject,
        Overflow::Saturate => Rule::Saturate,
    };
    Options { overflow, node_by_node: args.node_by_node, ..preset }
}

/// Runs the verb.
pub fn run(args: &Compile, json: bool) -> Result<(), Failure> {
    if args.output.is_none() && args.emit.is_empty() {
        return Err(Failure::input("nothing to make: give --output DIRECTORY or --emit STAGES"));
    }
    args.output.as_deref().map_or(Ok(()), check_folder)?;
    let last = if args.output.is_some() {
        Stage::MipsElf
    } else {
        *args.emit.iter().max().unwrap_or(&Stage::MipsElf)
    };
    let wanted = |s: Stage| args.emit.contains(&s);
    let model = load(&args.model)?;
    let samples = stage("reading samples", || {
        args.quantise.samples.as_ref().map(|path| crate::inputs::samples(path, &model)).transpose()
    })?;
    let inputs = ranges::declared(&args.quantise.input_ranges)?;
    let options = options(&args.quantise);
    let ranges = stage("observing ranges", || {
        let file = args.quantise.calibration.as_deref();
        ranges::ranges(&model, file, samples.as_deref(), &inputs, &options)
    })?;
    let quantised = stage("quantising", || pipeline::quantise(&model, &ranges.calibration, &options))?;
    let report = stage("measuring the error", || {
        accuracy::measure(&model, &quantised, &ranges.calibration, samples.as_deref())
    });
    accuracy::warnings(&report, &ranges.calibration).iter().for_each(|warning| tracing::warn!("{warning}"));
    if args.output.is_none() {
        // Standard output is for the stages.
        eprint!("{}", accuracy::outputs(&report));
    }
    let mut out = Emitter { keep: args.output.is_some(), sections: args.emit.len() > 1, kept: Vec::new() };

    if wanted(Stage::IntegerGraph) {
        out.text("integer-graph", "graph.txt", &listing::graph(&quantised.graph))?;
    }
    if last == Stage::IntegerGraph {
        return Ok(());
    }
    let modules = stage("lowering", || pipeline::lower(&quantised.graph, !args.no_recognition))?;
    if wanted(Stage::MlirAffine) {
        out.text("mlir-affine", "affine.mlir", &modules.affine)?;
    }
    if wanted(Stage::MlirGadgets) {
        out.text("mlir-gadgets", "gadgets.mlir", &modules.gadgets)?;
    }
    if wanted(Stage::Llvm) {
        out.text("llvm", "model.ll", modules.llvm.text())?;
    }
    if last < Stage::Circuit {
        return Ok(());
    }
    let program = stage("reading the program back", || pipeline::read(&modules.llvm))?;
    stage("comparing what came back", || pipeline::same(&quantised.graph, &program.graph))?;
    let built = build(&program, &modules, last)?;
    if let (true, Some(circuit)) = (wanted(Stage::Circuit), &built.circuit) {
        out.text("circuit", "circuit.txt", &circuit.summary())?;
    }
    if let (true, Some(object)) = (wanted(Stage::NativeObject), &built.object) {
        out.text("native-object", "model.o.s", &pipeline::disassemble(object)?)?;
    }
    if let (true, Some(elf)) = (wanted(Stage::MipsElf), &built.elf) {
        out.text("mips-elf", "model.elf.s", &pipeline::disassemble(elf)?)?;
    }
    let (Some(folder), Some(circuit), Some(object), Some(elf)) =
        (&args.output, &built.circuit, &built.object, &built.elf)
    else {
        return Ok(());
    };
    let calibration_sha256 = ranges.sha256();
    out.kept.extend(ranges.file.map(|text| (CALIBRATION.to_owned(), text)));
    out.kept.push((accuracy::REPORT.to_owned(), to_json(&report)?));
    let llvm = &modules.llvm;
    let Program { graph, plan } = &program;
    let parts = Parts { graph, plan, llvm, object, program: elf, circuit, others: &out.kept };
    let mut settings = BTreeMap::new();
    if let Ok(serde_json::Value::Object(map)) = serde_json::to_value(&options) {
        settings.extend(map.into_iter().map(|(k, v)| (k, v.to_string().replace('"', ""))));
    }
    let derived = Derived::new(&program, elf)?;
    let manifest = Manifest {
        schema: SCHEMA,
        compiler: env!("CARGO_PKG_VERSION").to_owned(),
        model: graph.name.clone(),
        model_sha256: model.hash_hex(),
        calibration_sha256,
        settings,
        inputs: derived.inputs,
        outputs: derived.outputs,
        tensors: derived.tensors,
        steps: derived.steps,
        addresses: derived.addresses,
        circuit: circuit_entry(circuit),
        dispute: stage("bounding the machine's steps", || dispute_entry(&program, elf, circuit))?,
        files: BTreeMap::new(),
    };
    let manifest = stage("writing the artifact", || parts.write(folder, manifest))?;
    let compiled = Compiled { manifest: &manifest, report: &report };
    print(json, &compiled, || summary(folder, &manifest, &report))
}

/// What the verb prints: the manifest, and the error that was measured.
#[derive(Serialize)]
struct Compiled<'a> {
    #[serde(flatten)]
    manifest: &'a Manifest,
    report: &'a Report,
}

/// The results of the last stages, as far as they were asked for.
#[derive(Default)]
struct Built {
    circuit: Option<circuit::Graph>,
    object: Option<Vec<u8>>,
    elf: Option<Bytes>,
}

fn build(program: &Program, modules: &Modules, last: Stage) -> Result<Built, Failure> {
    let mut built = Built {
        circuit: Some(stage("making the circuit", || pipeline::circuit(&program.graph))?),
        ..Built::default()
    };
    if last >= Stage::NativeObject {
        built.object = Some(stage("native code", || pipeline::object(&modules.llvm))?);
    }
    if last >= Stage::MipsElf {
        built.elf =
            Some(stage("fault-proof program", || pipeline::elf(&modules.llvm, program.graph.nodes.len()))?);
    }
    Ok(built)
}

/// Where the text of a stage goes: a file of the artifact, or standard output.
struct Emitter {
    keep: bool,
    sections: bool,
    /// Files of the artifact, by name.
    kept: Vec<(String, String)>,
}

impl Emitter {
    fn text(&mut self, stage: &str, file: &str, text: &str) -> Result<(), Failure> {
        if self.keep {
            self.kept.push((file.to_owned(), text.to_owned()));
            return Ok(());
        }
        print(false, &(), || if self.sections { format!("==== {stage}\n{text}\n") } else { text.to_owned() })
    }
}

fn circuit_entry(circuit: &circuit::Graph) -> CircuitEntry {
    CircuitEntry { digest: circuit.digest().to_string(), relations: circuit.relations.len() }
}

fn dispute_entry(program: &Program, elf: &[u8], circuit: &circuit::Graph) -> Result<DisputeEntry, Failure> {
    let Program { graph, plan, .. } = program;
    match swapping::log2_instructions(elf, graph, plan) {
        Ok(log2) => {
            let slow = swapping::slow(elf, graph, plan, log2, &circuit.digest().to_string())?;
            let model = Some(hex::encode(slow.model().id()));
            Ok(DisputeEntry { model, log2_instructions: Some(log2), refused: None })
        }
        Err(error) => {
            Ok(DisputeEntry { model: None, log2_instructions: None, refused: Some(error.to_string()) })
        }
    }
}

fn summary(folder: &Path, m: &Manifest, report: &Report) -> String {
    let steps = m.dispute.log2_instructions.map_or_else(
        || "steps of no known length".to_owned(),
        |log2| format!("steps of at most 2^{log2} instructions"),
    );
    format!(
        "{}\n{}\n{} written: circuit {} with {} relations; arena of 2^{} bytes at {:#x}, {steps}\n",
        accuracy::steps(m, Some(report)),
        accuracy::outputs(report),
        folder.display(),
        &m.circuit.digest,
        m.circuit.relations,
        m.addresses.arena_log2,
        m.addresses.arena,
    )
}
