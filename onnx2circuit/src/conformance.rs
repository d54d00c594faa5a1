//! Test cases in ONNX's own layout, by this compiler: a model, inputs, and the outputs that are published for them.
//!
//! Each data set of a case is compiled by itself, with values of 16 bits. Ranges are what its own inputs show, and of
//! everything computed from them a quarter more; the published outputs are looked at when all is computed. Whole numbers and
//! booleans have to be the published ones, one unit off where the model rounds reals to them; reals may be off by [`BOUND`] of
//! the largest published value, and so may whole numbers that are known before anything is computed: constants are stored
//! as reals are.
//!
//! Inputs that an operator wants as constants (shapes, axes, counts) are bound to their values; a case is run in every such
//! way that the compiler takes, and has to pass in all of them.

mod executions;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use frontend::case::MODEL;
use frontend::float_graph::Output;
use frontend::{
    Case, CaseError, CompileError, CompileOptions, Compiled, Data, DataSet, Limits, Literal, LoadOptions,
    Model, Options, Ranges, Sample, compile_path,
};
use serde::Serialize;

pub use executions::{Execution, Executions};

use crate::execute::Outcome as Run;
use crate::{Blame, Failure};

/// Largest error of a real, as a share of the largest published value, unless a case states another.
pub const BOUND: f64 = 1e-3;
/// Least bound of the float graph: published values are of single precision, and some are written with four digits.
const FLOAT_BOUND: f64 = 2e-4;

/// Widths at which quantisation is far below [`BOUND`], so that an error is a mistake.
fn options() -> Options {
    Options { input_bits: 16, activation_bits: 16, weight_bits: 16, shift_bits: 20, ..Options::exact() }
}

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It gives what is published.
    Pass,
    /// The compiler says that it does not take it.
    Refused,
    /// It gives something else, or the folder is no case.
    Fail,
}

/// How much of a case is computed at run time, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// All inputs stay inputs.
    All,
    /// Some are constants: those that decide shapes or attributes, or weights.
    Some,
    /// Nothing is left to compute.
    Nothing,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Refused => "refused",
            Self::Fail => "fail",
        })
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Some => "some",
            Self::Nothing => "nothing",
        })
    }
}

/// What is said of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// The folder's name.
    pub name: String,
    /// What became of it.
    pub outcome: Verdict,
    /// Largest error of the integers, as a share of the largest published value; none where nothing was computed.
    pub error: Option<f64>,
    /// Why it does not pass.
    pub reason: Option<String>,
    /// How much of it is computed in the best of its ways.
    pub kept: Option<Kept>,
}

/// A run of the integers in other executions than the reference, with their names; they get the integer graph, inputs, and
/// the reference's outputs.
pub type Others<'a> =
    dyn Fn(&gadgets::Graph, &[Vec<i64>]) -> Result<Vec<(&'static str, Run)>, Failure> + Sync + 'a;

/// Why a way to run a case gives nothing, or not what is published.
enum Trouble {
    Refused(String),
    Wrong(String),
}

/// The folders of cases at `path`: the folder itself, or those in it, by name.
///
/// # Errors
/// [`Failure`] for what is neither.
pub fn cases(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.join(MODEL).is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let entries = path.read_dir().map_err(|e| Failure::file(path, e))?;
    let mut found: Vec<PathBuf> =
        entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.is_dir()).collect();
    found.sort();
    if found.is_empty() {
        let help = format!("a case is a folder with {MODEL} and test_data_set_0/input_0.pb, output_0.pb");
        return Err(Failure::file(path, "holds no cases").with_help(help));
    }
    Ok(found)
}

/// Runs the case in `folder` by the reference, and by `others`, within this bound on reals. Whatever goes wrong is said of
/// the case: a panic, too.
pub fn check(folder: &Path, bound: f64, others: &Others<'_>) -> Outcome {
    let name = folder.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut found = Outcome { name, outcome: Verdict::Pass, error: None, reason: None, kept: None };
    let run = catch_unwind(AssertUnwindSafe(|| all_sets(folder, bound, others, &mut found)));
    let trouble = run.unwrap_or_else(|panic| {
        let text =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(Trouble::Wrong(format!("a panic: {}", text.unwrap_or("without a message"))))
    });
    let (outcome, reason) = match trouble {
        Ok(()) => return found,
        Err(Trouble::Refused(reason)) => (Verdict::Refused, reason),
        Err(Trouble::Wrong(reason)) => (Verdict::Fail, reason),
    };
    // One line, as manifests and logs have it.
    Outcome { outcome, reason: Some(reason.replace('\n', " | ")), kept: None, ..found }
}

fn all_sets(folder: &Path, bound: f64, others: &Others<'_>, found: &mut Outcome) -> Result<(), Trouble> {
    let case = Case::read(folder, &Limits::default()).map_err(|e| match e {
        CaseError::Malformed(reason) => Trouble::Wrong(reason),
        CaseError::Refused(reason) => Trouble::Refused(reason),
    })?;
    for (i, set) in case.sets.iter().enumerate() {
        let one = Set { case: &case, set, bound, others };
        let kept = one.check(&mut found.error).map_err(|trouble| match (case.sets.len(), trouble) {
            (1, trouble) => trouble,
            (_, Trouble::Refused(e)) => Trouble::Refused(format!("data set {i}: {e}")),
            (_, Trouble::Wrong(e)) => Trouble::Wrong(format!("data set {i}: {e}")),
        })?;
        found.kept = found.kept.max(Some(kept));
    }
    Ok(())
}

/// One data set of a case, and how it is judged.
struct Set<'a> {
    case: &'a Case,
    set: &'a DataSet,
    bound: f64,
    others: &'a Others<'a>,
}

impl Set<'_> {
    /// Whether every way that is taken gives the published outputs, and one is taken; and how much is computed in the
    /// best of them.
    fn check(&self, error: &mut Option<f64>) -> Result<Kept, Trouble> {
        let mut refused = None;
        let mut best: Option<Kept> = None;
        for constant in self.set.ways() {
            match self.check_way(&constant, error) {
                Ok(kept) => best = Some(best.map_or(kept, |b| b.min(kept))),
                Err(Trouble::Refused(reason)) => refused = Some(reason),
                Err(Trouble::Wrong(e)) => {
                    return Err(Trouble::Wrong(format!("constant inputs {constant:?}: {e}")));
                }
            }
        }
        best.ok_or_else(|| Trouble::Refused(refused.unwrap_or_else(|| "no way to run it".to_owned())))
    }

    fn check_way(&self, constant: &[bool], error: &mut Option<f64>) -> Result<Kept, Trouble> {
        let with = |wanted: bool| {
            self.set.inputs.iter().zip(constant).filter(move |(_, c)| **c == wanted).map(|(i, _)| i)
        };
        let constants = with(true).cloned().collect();
        let sample = Sample { inputs: with(false).map(|(_, l)| l.to_f64()).collect() };
        let options = CompileOptions {
            load: LoadOptions { constants, ..LoadOptions::default() },
            ranges: Ranges::Samples(vec![sample.clone()]),
            quantise: options(),
            ..CompileOptions::default()
        };
        let refused = |e: CompileError| Trouble::Refused(e.to_string());
        let compiled = compile_path(&self.case.model, &options).map_err(refused)?;
        self.same(&compiled, &sample, error)?;
        let outputs = &compiled.model.graph().outputs;
        Ok(match !outputs.iter().all(|output| is_constant(&compiled.model, output)) {
            false => Kept::Nothing,
            true if constant.contains(&true) => Kept::Some,
            true => Kept::All,
        })
    }

    fn same(&self, compiled: &Compiled, sample: &Sample, error: &mut Option<f64>) -> Result<(), Trouble> {
        let wrong = |what: &str, e: String| Trouble::Wrong(format!("{what}: {e}"));
        let (model, quantised) = (&compiled.model, &compiled.quantised);
        let floats = model.outputs(sample);
        let published = &self.set.outputs;
        if floats.len() != published.len() {
            let (got, wanted) = (floats.len(), published.len());
            return Err(Trouble::Wrong(format!("{got} outputs, {wanted} are published")));
        }
        let bound = FLOAT_BOUND.max(self.bound / 5.0);
        for (output, got) in model.graph().outputs.iter().zip(published).zip(&floats) {
            let (output, published) = output;
            let shape = &model.graph().value(output.value).shape;
            let most = self.most(published, bound, is_constant(model, output));
            compare(published, shape, got, most).map_err(|e| wrong("in floats", e))?;
        }
        let graph = &quantised.graph;
        let inputs = quantised.quantise_inputs(&sample.inputs).map_err(|e| Trouble::Wrong(e.to_string()))?;
        let slices: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
        let reference = gadgets::execute(graph, &slices).map_err(|e| Trouble::Wrong(e.to_string()))?.outputs;
        for (port, (integers, published)) in reference.iter().zip(published).enumerate() {
            let got = quantised.dequantise_output(port, integers);
            let shape = &graph.outputs[port].shape;
            let most = self.most(published, self.bound, is_constant(model, &model.graph().outputs[port]));
            // Floats of 64 bits do not tell all whole numbers apart.
            if let Data::Int(wanted) = &published.data
                && most == 0.0
                && graph.tensor(graph.outputs[port].tensor).scale.to_f64() == 1.0
                && let Some(i) = (0..wanted.len()).find(|i| integers.get(*i) != Some(&wanted[*i]))
            {
                let (got, wanted) = (integers.get(i), wanted[i]);
                return Err(Trouble::Wrong(format!("element {i} is {got:?}, {wanted} is published")));
            }
            let found = compare(published, shape, &got, most).map_err(|e| wrong("in integers", e))?;
            *error = Some(error.map_or(found, |e| e.max(found)));
        }
        let others = (self.others)(graph, &inputs).map_err(|e| match e.blame {
            Blame::Input => Trouble::Refused(e.to_text()),
            _ => Trouble::Wrong(e.to_text()),
        })?;
        let expected = Run::Done(reference);
        match others.iter().find(|(_, run)| *run != expected) {
            Some((name, Run::Stopped { code, step })) => {
                Err(Trouble::Wrong(format!("{name} stops with status {code} at step {step}")))
            }
            Some((name, Run::Done(_))) => Err(Trouble::Wrong(format!("{name} differs from the reference"))),
            None => Ok(()),
        }
    }

    /// What an output may be off by, in units of its own.
    fn most(&self, published: &Literal, bound: f64, constant: bool) -> f64 {
        let share = bound * largest(&published.to_f64());
        match &published.data {
            Data::Float(_) => share,
            // A case that states a bound of its own means all of its outputs.
            Data::Int(_) if constant || self.bound > BOUND => share,
            Data::Int(_) if self.case.rounds => 1.0,
            Data::Int(_) => 0.0,
        }
    }
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()))
}

/// The largest error, as a share of the largest published value; refused where one is more than `most`.
fn compare(published: &Literal, shape: &[usize], got: &[f64], most: f64) -> Result<f64, String> {
    if published.shape != shape {
        return Err(format!("shape {shape:?}, {:?} is published", published.shape));
    }
    let wanted = published.to_f64();
    let error = |(i, (w, g)): (usize, (&f64, &f64))| (i, (w - g).abs());
    let worst = wanted.iter().zip(got).enumerate().map(error).max_by(|a, b| a.1.total_cmp(&b.1));
    let Some((i, e)) = worst else { return Ok(0.0) };
    if e > most || e.is_nan() {
        let (got, wanted) = (got[i], wanted[i]);
        return Err(format!("element {i} is {got}, {wanted} is published: error {e:.2e} of {most:.2e}"));
    }
    Ok(e / largest(&wanted))
}

/// Whether an output is a constant: computed when the model was read.
fn is_constant(model: &Model, output: &Output) -> bool {
    model.graph().value(output.value).constant.is_some()
}

/// All cases' outcomes, counted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Cases that pass.
    pub passed: usize,
    /// Cases that fail.
    pub failed: usize,
    /// Cases that are refused.
    pub refused: usize,
    /// Every case, in order.
    pub cases: Vec<Outcome>,
}

/// Checks cases, each with its bound on reals, on all cores; `done` is told of each when it is over.
pub fn check_all(cases: &[(PathBuf, f64)], others: &Others<'_>, done: impl Fn(&Outcome) + Sync) -> Summary {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((folder, bound)) = cases.get(at) else { break };
            let outcome = check(folder, *bound, others);
            done(&outcome);
            found.lock().unwrap_or_else(PoisonError::into_inner).push((at, outcome));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(cases.len());
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(at, _)| *at);
    let cases: Vec<Outcome> = found.into_iter().map(|(_, outcome)| outcome).collect();
    let count = |verdict| cases.iter().filter(|c| c.outcome == verdict).count();
    Summary {
        passed: count(Verdict::Pass),
        failed: count(Verdict::Fail),
        refused: count(Verdict::Refused),
        cases,
    }
}
