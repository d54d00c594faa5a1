//! `compile`: all stages into an artifact, or the stages asked for onto standard output.

use frontend::quantise::{Options, Overflow as Rule};
use frontend::{Report, quoted};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{Compile, ModelArgs, Overflow, QuantiseArgs, Stage};
use super::progress::{Shown, stage};
use super::{load, print};
use crate::artifact::check_folder;
use crate::compiler::{Quantisation, Source};
use crate::goal::reach;
use crate::manifest::Manifest;
use crate::pipeline;
use crate::{Failure, accuracy, listing};

/// The quantisation that the arguments ask for.
pub fn options(args: &QuantiseArgs) -> Options {
    let overflow = match args.overflow {
        Overflow::Reject => Rule::Reject,
        Overflow::Saturate => Rule::Saturate,
    };
    Options { overflow, node_by_node: args.node_by_node, ..args.preset.into() }
}

/// Runs the verb.
pub fn run(args: &Compile, json: bool) -> Result<(), Failure> {
    // Stages alone are printed; everything else is an artifact.
    let folder = args.output.clone().or_else(|| args.emit.is_empty().then(|| named_after(&args.model.model)));
    folder.as_deref().map_or(Ok(()), check_folder)?;
    let last =
        if folder.is_some() { Stage::MipsElf } else { *args.emit.iter().max().unwrap_or(&Stage::MipsElf) };
    let wanted = |s: Stage| args.emit.contains(&s);
    let quantisation = quantised(&args.model, &args.quantise)?;
    let Quantisation { quantised, report, warnings, .. } = &quantisation;
    warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    if folder.is_none() {
        // Standard output is for the stages.
        eprint!("{}", accuracy::outputs(report));
    }
    let keep = folder.is_some() || json;
    let mut out = Emitter { keep, sections: args.emit.len() > 1, kept: Vec::new() };

    if wanted(Stage::IntegerGraph) {
        out.text("integer-graph", "graph.txt", &listing::graph(&quantised.graph))?;
    }
    if last == Stage::IntegerGraph {
        return out.finish(json, &quantisation);
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
        return out.finish(json, &quantisation);
    }
    let built = pipeline::build(&quantised.graph, modules, &Shown)?;
    if wanted(Stage::Circuit) {
        out.text("circuit", "circuit.txt", &built.circuit.summary())?;
    }
    if last < Stage::NativeObject {
        return out.finish(json, &quantisation);
    }
    let assembled = built.assemble(&Shown)?;
    if wanted(Stage::NativeObject) {
        out.text("native-object", "model.o.s", &pipeline::disassemble(&assembled.object)?)?;
    }
    if wanted(Stage::MipsElf) {
        out.text("mips-elf", "model.elf.s", &pipeline::disassemble(&assembled.elf)?)?;
    }
    let Some(folder) = &folder else { return out.finish(json, &quantisation) };
    let kept = out.kept.into_iter().map(|text| (text.file.to_owned(), text.text)).collect();
    let manifest = quantisation.write(&assembled, kept, folder, &Shown)?;
    let compiled = Compiled { artifact: folder, manifest: &manifest, report, warnings };
    print(json, &compiled, || summary(folder, &manifest, report) + &next(folder, &manifest))
}

/// The integer graph that the arguments ask for.
pub(super) fn quantised(model: &ModelArgs, args: &QuantiseArgs) -> Result<Quantisation, Failure> {
    let source = source(model, args);
    let model = load(model)?;
    let Some(goal) = args.goal else { return source.quantise_model(model, &Shown) };
    let (bits, quantisation) = reach(goal, &source, &model, &Shown)?;
    eprintln!("{bits} bits, for {goal}");
    Ok(quantisation)
}

/// The artifact of a model whose place is not said: beside whoever asks, by the model's name.
fn named_after(model: &Path) -> PathBuf {
    PathBuf::from(model.file_stem().unwrap_or_default()).with_added_extension("o2c")
}

/// What the arguments say is compiled.
pub(super) fn source(model: &ModelArgs, args: &QuantiseArgs) -> Source {
    Source {
        model: model.model.clone(),
        dims: model.dims.clone(),
        calibration: args.calibration.clone(),
        samples: args.samples.clone(),
        input_ranges: args.input_ranges.clone(),
        options: options(args),
    }
}

/// What the verb prints: where the artifact is, its manifest, the error that was measured, and what is said of it.
#[derive(Serialize)]
struct Compiled<'a> {
    artifact: &'a Path,
    #[serde(flatten)]
    manifest: &'a Manifest,
    report: &'a Report,
    warnings: &'a [String],
}

/// Where the text of a stage goes: a file of the artifact, or standard output, at once or as JSON at the end.
struct Emitter {
    keep: bool,
    sections: bool,
    kept: Vec<StageText>,
}

/// What a stage came to.
struct StageText {
    stage: &'static str,
    /// Its file in an artifact.
    file: &'static str,
    text: String,
}

impl Emitter {
    fn text(&mut self, stage: &'static str, file: &'static str, text: &str) -> Result<(), Failure> {
        if self.keep {
            self.kept.push(StageText { stage, file, text: text.to_owned() });
            return Ok(());
        }
        print(false, &(), || if self.sections { format!("==== {stage}\n{text}\n") } else { text.to_owned() })
    }

    /// Prints what was kept for the end, where there is no artifact.
    fn finish(self, json: bool, of: &Quantisation) -> Result<(), Failure> {
        if !json {
            return Ok(());
        }
        let stages: BTreeMap<&str, String> =
            self.kept.into_iter().map(|text| (text.stage, text.text)).collect();
        let (report, warnings) = (&of.report, &of.warnings);
        print(true, &json!({"stages": stages, "report": report, "warnings": warnings}), String::new)
    }
}

/// What to do with an artifact, in commands.
fn next(folder: &Path, manifest: &Manifest) -> String {
    let artifact = quoted(folder.display());
    let input = if manifest.inputs.is_empty() { "" } else { " --input FILE" };
    format!(
        "\nnext:\n  onnx2circuit run {artifact}{input}\n  onnx2circuit report {artifact}{input} -o report.html\n  \
         onnx2circuit setup {artifact} --unsafe-development-srs\n  \
         onnx2circuit prove {artifact} --unsafe-development-srs{input}\n  \
         onnx2circuit verify --key {}\n",
        quoted(folder.join(crate::proving::VERIFYING_KEY).display()),
    )
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
