//! A model to an artifact: the one order of all stages, for the command and for builds of model crates.
//!
//! [`Source::quantise`] gives the integer graph with its measured error, [`pipeline::build`] and
//! [`Built::assemble`](pipeline::Built::assemble) make the program, and [`Quantisation::write`] the artifact.

use frontend::{Model, Quantised, Report, Sample};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::advice::Measured;
use crate::artifact::{CALIBRATION, Parts, json};
use crate::manifest::{CircuitEntry, Derived, DisputeEntry, Manifest, SCHEMA};
use crate::pipeline::{self, Assembled, Program, Progress};
use crate::ranges::{self, Ranges};
use crate::{Failure, accuracy, inputs, swapping};

pub use frontend::quantise::{Options, Overflow};
pub use gadgets::Port;

/// What is compiled, and how.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The ONNX file.
    pub model: PathBuf,
    /// Symbolic dimensions by name; a batch that is not bound is 1.
    pub dims: Vec<(String, usize)>,
    /// A calibration file.
    pub calibration: Option<PathBuf>,
    /// Samples to measure on, and without a calibration to calibrate with.
    pub samples: Option<PathBuf>,
    /// Declared ranges of inputs by name.
    pub input_ranges: Vec<(String, f64, f64)>,
    /// Widths and rules.
    pub options: Options,
}

/// A model as an integer graph, with what that loses.
#[derive(Debug)]
pub struct Quantisation {
    /// The float model.
    pub model: Model,
    /// Where values lie.
    pub ranges: Ranges,
    /// The integer graph.
    pub quantised: Quantised,
    /// The measured error against floats.
    pub report: Report,
    /// What deserves a warning, in sentences.
    pub warnings: Vec<String>,
    options: Options,
    samples: Option<Vec<Sample>>,
    /// Whether the ranges were settled for the options.
    settled: bool,
}

impl Source {
    /// Loads, observes and quantises the model, and measures the error.
    ///
    /// # Errors
    /// [`Failure`]: all blockers of the model, ranges that are missing, samples that do not fit.
    pub fn quantise(&self, progress: &impl Progress) -> Result<Quantisation, Failure> {
        let model = progress.stage("reading the model", || pipeline::load(&self.model, &self.dims))?;
        self.quantise_model(model, progress)
    }

    /// As [`Source::quantise`], of a model that is loaded.
    ///
    /// # Errors
    /// As there.
    pub fn quantise_model(&self, model: Model, progress: &impl Progress) -> Result<Quantisation, Failure> {
        Ok(self.measured(model, progress)?.advised(progress))
    }

    /// As [`Source::quantise_model`], without advice.
    pub(crate) fn measured(&self, model: Model, progress: &impl Progress) -> Result<Quantisation, Failure> {
        let observed = self.observe(&model, progress)?;
        self.quantise_observed(model, observed, progress)
    }

    /// The samples, and the ranges that they show.
    ///
    /// # Errors
    /// [`Failure`] for samples or a calibration that do not fit the model.
    pub fn observe(&self, model: &Model, progress: &impl Progress) -> Result<Observed, Failure> {
        let samples = progress.stage("reading samples", || {
            self.samples.as_ref().map(|path| inputs::samples(path, model)).transpose()
        })?;
        let declared = ranges::declared(&self.input_ranges)?;
        let file = self.calibration.as_deref();
        let ranges = ranges::ranges(model, file, samples.as_deref(), &declared, &self.options, progress)?;
        Ok(Observed { samples, ranges })
    }

    /// The integer graph for what was observed, and its error.
    ///
    /// # Errors
    /// [`Failure`]: ranges that are missing, values that no type holds, more steps than are compiled.
    pub fn quantise_observed(
        &self,
        model: Model,
        observed: Observed,
        progress: &impl Progress,
    ) -> Result<Quantisation, Failure> {
        let Observed { samples, ranges } = observed;
        let options = self.options.clone();
        let quantised =
            progress.stage("quantising", || pipeline::quantise(&model, &ranges.calibration, &options))?;
        pipeline::check_steps(&quantised.graph)?;
        let report = progress.stage("measuring the error", || {
            accuracy::measure(&model, &quantised, &ranges.calibration, samples.as_deref())
        });
        let warnings = accuracy::warnings(&report, &ranges.calibration);
        let settled = self.calibration.is_none();
        Ok(Quantisation { model, ranges, quantised, report, warnings, options, samples, settled })
    }
}

/// What is known of a model's values before it is quantised.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The samples, if any were given.
    pub samples: Option<Vec<Sample>>,
    /// Where values lie.
    pub ranges: Ranges,
}

impl Quantisation {
    /// The same, with a warning that says what helps where the error is notable or inputs are refused: for that the model is
    /// quantised again, by other options.
    #[must_use]
    pub fn advised(mut self, progress: &impl Progress) -> Self {
        let measured = Measured {
            model: &self.model,
            calibration: &self.ranges.calibration,
            settles: self.settled,
            options: &self.options,
            samples: self.samples.as_deref(),
            report: &self.report,
        };
        if measured.wants() {
            let advice = progress.stage("looking for what helps", || measured.advice());
            self.warnings.extend(advice);
        }
        self
    }

    /// Writes the artifact into `folder`, with other files beside its own.
    ///
    /// # Errors
    /// [`Failure`] naming the file that cannot be written, or a program that is our own fault.
    pub fn write(
        &self,
        assembled: &Assembled,
        mut others: Vec<(String, String)>,
        folder: &Path,
        progress: &impl Progress,
    ) -> Result<Manifest, Failure> {
        others.extend(self.ranges.file.iter().map(|text| (CALIBRATION.to_owned(), text.clone())));
        others.push((accuracy::REPORT.to_owned(), json(&self.report)?));
        let Assembled { modules, program, circuit, object, elf } = assembled;
        let Program { graph, plan } = program;
        let mut settings = BTreeMap::new();
        if let Ok(serde_json::Value::Object(map)) = serde_json::to_value(&self.options) {
            settings.extend(map.into_iter().map(|(k, v)| (k, v.to_string().replace('"', ""))));
        }
        let derived = Derived::new(program, elf)?;
        let bounding = "bounding the machine's steps";
        let (digest, bound) = progress.stage(bounding, || {
            pipeline::both(|| circuit.digest().to_string(), || swapping::log2_instructions(elf, graph, plan))
        });
        let dispute = dispute_entry(assembled, &digest, bound)?;
        let manifest = Manifest {
            schema: SCHEMA,
            compiler: env!("CARGO_PKG_VERSION").to_owned(),
            model: graph.name.clone(),
            model_sha256: self.model.hash_hex(),
            calibration_sha256: self.ranges.sha256(),
            settings,
            whole_inputs: inputs::whole(&self.model),
            inputs: derived.inputs,
            outputs: derived.outputs,
            tensors: derived.tensors,
            steps: derived.steps,
            addresses: derived.addresses,
            circuit: CircuitEntry { digest, relations: circuit.relations.len() },
            dispute,
            files: BTreeMap::new(),
        };
        let llvm = &modules.llvm;
        let parts = Parts { graph, plan, llvm, object, program: elf, circuit, others: &others };
        progress.stage("writing the artifact", || parts.write(folder, manifest))
    }
}

/// What disputes are about, if the machine's steps are bounded.
fn dispute_entry(
    assembled: &Assembled,
    digest: &str,
    bound: Result<u32, Failure>,
) -> Result<DisputeEntry, Failure> {
    let Assembled { program: Program { graph, plan }, elf, .. } = assembled;
    match bound {
        Ok(log2) => {
            let slow = swapping::slow(elf, graph, plan, log2, digest)?;
            let model = Some(hex::encode(slow.model().id()));
            Ok(DisputeEntry { model, log2_instructions: Some(log2), refused: None })
        }
        Err(error) => {
            Ok(DisputeEntry { model: None, log2_instructions: None, refused: Some(error.to_string()) })
        }
    }
}
