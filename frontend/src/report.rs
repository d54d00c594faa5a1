//! How far the integers are from the floats: for each output, in what the model decides, and for each node.
//!
//! The floats are what ONNX computes: rounded to the model's own type after every operator. Errors are given in reals
//! and relative to the extent of what the floats were over all samples: the width of their range, or their magnitude
//! where they are one constant.

mod deviation;

use std::collections::{BTreeMap, BTreeSet};

use gadgets::{Buffer, TensorId, observe};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::columns::columns;
use crate::draw::Samples;
use crate::evaluate::Evaluation;
use crate::float_graph::{Node, Op, ValueId};
use crate::model::Model;
use crate::precision::Precision;
use crate::quantise::{Loss, Quantised};
use crate::samples::Sample;
use crate::words::{Kind, Word};
use deviation::Beside;
pub use deviation::{Deviation, SmallElements};

/// An output whose largest relative error exceeds this deserves a warning.
pub const NOTABLE: f64 = 0.01;
/// An output whose largest relative error exceeds this deserves a loud one.
pub const LARGE: f64 = 0.05;

/// The error of one step's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeError {
    /// Position of the step in the integer graph.
    pub step: usize,
    /// ONNX names of the step.
    pub node: String,
    /// Name of the tensor.
    pub tensor: String,
    /// Its error.
    pub error: Deviation,
    /// Samples in which it is a comparison that has another result than in floats: what lies within its operands' rounding of a
    /// threshold may fall on either side.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub flipped: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The error of one output, and what became of its decisions: the largest element of each row along the last
/// dimension that is larger than 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputError {
    /// Name of the output.
    pub name: String,
    /// Its error.
    pub error: Deviation,
    /// Rows compared.
    pub decisions: usize,
    /// Rows that decide nothing: some float of theirs is no number.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub undecided: usize,
    /// Rows of which floats and integers have the largest element at the same position.
    pub agreeing: usize,
    /// Smallest distance of the two largest floats of a row, in reals; 0 without a row.
    pub smallest_margin: f64,
    /// Largest such distance of a row whose decision changed; 0 if none did.
    pub largest_changed_margin: f64,
    /// Elements whose own error is large, which is hidden behind the size of others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small: Option<SmallElements>,
}

/// A quantised model beside its float model, on samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Samples compared, or refused.
    pub samples: usize,
    /// Seed of samples that were drawn in the inputs' ranges; none for given ones.
    pub seed: Option<u64>,
    /// Samples without an output: an input or a value left its range.
    pub refused: usize,
    /// Every output, in order.
    pub outputs: Vec<OutputError>,
    /// Every step that stores a tensor of the float model, in execution order.
    pub nodes: Vec<NodeError>,
    /// What no scale keeps, whatever the samples show.
    #[serde(default)]
    pub losses: Vec<Loss>,
    /// Where the model's own type gives another result than real numbers do, which the integers follow: the first
    /// tensors on the way from the inputs. Looked for where an output's error is notable.
    #[serde(default)]
    pub absorbed: Vec<Loss>,
}

/// What a report comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// All errors are within [`NOTABLE`].
    Close,
    /// All errors are within [`LARGE`].
    Notable,
    /// An error exceeds [`LARGE`], or no sample had an output.
    Large,
}

impl Report {
    /// The largest relative error of any output, where both are numbers.
    pub fn worst(&self) -> f64 {
        self.outputs.iter().map(|o| o.error.relative_max()).fold(0.0, f64::max)
    }

    /// Whether the float model has outputs that are no finite numbers: no error says how far those are off.
    pub fn is_endless(&self) -> bool {
        self.outputs.iter().any(|o| o.error.is_endless())
    }

    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        match self.worst() {
            _ if self.samples == self.refused || self.is_endless() => Verdict::Large,
            worst if worst > LARGE => Verdict::Large,
            worst if worst > NOTABLE => Verdict::Notable,
            _ => Verdict::Close,
        }
    }
}

/// A step whose result is a tensor of the float model.
struct Stored {
    step: usize,
    tensor: usize,
    value: usize,
    scale: f64,
    /// Whether it is 1 where a comparison holds, else 0.
    compares: bool,
}

/// One sample's run in integers.
struct Ran {
    /// What the steps store, narrow.
    kept: Vec<Option<Buffer>>,
    outputs: Vec<Vec<i64>>,
}

/// One sample's part in the report.
struct Compared {
    nodes: Vec<Deviation>,
    outputs: Vec<ComparedOutput>,
}

/// One sample's part in the error of an output.
struct ComparedOutput {
    error: OutputError,
    /// Whether all of its floats are.
    finite: bool,
    beside: Beside,
    /// The errors of its elements that are told apart.
    columns: Vec<Deviation>,
}

impl Quantised {
    /// Compares every tensor with the float model's on `samples`, all of which fit the model.
    pub fn compare(&self, model: &Model, samples: Samples<'_>) -> Report {
        let float = model.graph();
        let by_name: BTreeMap<&str, usize> =
            float.values.iter().enumerate().map(|(i, v)| (v.name.as_str(), i)).collect();
        let compares = |node: &Node| matches!(&node.op, Op::Word(Word { kind: Kind::Compare { .. }, .. }));
        let comparisons: BTreeSet<usize> =
            float.nodes.iter().filter(|node| compares(node)).map(|node| node.output.index()).collect();
        let stored = |(step, node): (usize, &gadgets::Node)| {
            let tensor = self.graph.tensor(node.output?);
            let value = *by_name.get(tensor.name.as_str())?;
            let (tensor, scale) = (node.output?.index(), tensor.scale.to_f64());
            Some(Stored { step, tensor, value, scale, compares: comparisons.contains(&value) })
        };
        let stored: Vec<Stored> = self.graph.nodes.iter().enumerate().filter_map(stored).collect();
        let mut which: Vec<usize> = (0..samples.len()).collect();
        let mut compared: Vec<Option<Compared>> =
            which.par_iter().map(|at| self.compare_one(model, &samples.get(*at), &stored)).collect();
        // What is drawn may lie where the model is not defined, as a quotient of zeros is: nothing is compared there.
        let defined =
            |one: &Option<Compared>| one.as_ref().is_none_or(|c| c.outputs.iter().all(|o| o.finite));
        let kept: Vec<bool> = compared.iter().map(|one| samples.seed().is_none() || defined(one)).collect();
        if kept.contains(&true) {
            which.retain(|at| kept[*at]);
            let mut kept = kept.iter();
            compared.retain(|_| kept.next() == Some(&true));
        }
        let weight = 1.0 / compared.iter().flatten().count().max(1) as f64;
        let node = |stored: &Stored| NodeError {
            step: stored.step,
            node: self.graph.nodes[stored.step].label(),
            tensor: self.graph.tensors[stored.tensor].name.clone(),
            error: Deviation::NOTHING,
            flipped: 0,
        };
        let mut report = Report {
            samples: compared.len(),
            seed: samples.seed(),
            refused: compared.iter().filter(|c| c.is_none()).count(),
            outputs: self.graph.outputs.iter().map(|p| OutputError::nothing(&p.name)).collect(),
            nodes: stored.iter().map(node).collect(),
            losses: self.losses.clone(),
            absorbed: Vec::new(),
        };
        // In the order of the samples, so that the means are the same whatever ran at once.
        for one in compared.iter().flatten() {
            for ((all, one), stored) in report.nodes.iter_mut().zip(&one.nodes).zip(&stored) {
                all.error.take(one, weight);
                all.flipped += usize::from(stored.compares && one.max > 0.0);
            }
            report.outputs.iter_mut().zip(&one.outputs).for_each(|(all, one)| all.take(&one.error, weight));
        }
        for (k, output) in report.outputs.iter_mut().enumerate() {
            let (mut all, mut columns) = (Beside::NOTHING, Vec::new());
            for one in compared.iter().flatten().map(|one| &one.outputs[k]) {
                all.take(&one.beside, weight);
                columns.resize(one.columns.len(), Deviation::NOTHING);
                columns.iter_mut().zip(&one.columns).for_each(|(all, one)| all.take(one, weight));
            }
            if all.is_apart() && all.near.relative_max() > output.error.relative_max() {
                output.error = all.near;
            }
            output.small = SmallElements::of(&columns);
        }
        let nowhere = |d: &mut Deviation| (d.lo, d.hi) = if d.lo > d.hi { (0.0, 0.0) } else { (d.lo, d.hi) };
        report.nodes.iter_mut().for_each(|n| nowhere(&mut n.error));
        report.outputs.iter_mut().for_each(|o| {
            nowhere(&mut o.error);
            o.smallest_margin = if o.decisions == 0 { 0.0 } else { o.smallest_margin };
        });
        if report.verdict() > Verdict::Close {
            let run = which.iter().zip(&compared).filter(|(_, one)| one.is_some()).map(|(at, _)| *at);
            report.absorbed = absorbed(model, &samples, &run.collect::<Vec<_>>());
        }
        report
    }

    /// One sample in both executions; `None` where the integers refuse it.
    fn compare_one(&self, model: &Model, sample: &Sample, stored: &[Stored]) -> Option<Compared> {
        let Ran { kept: integers, outputs } = self.run(sample, stored)?;
        let float = model.graph();
        let mut of = vec![None; float.values.len()];
        stored.iter().enumerate().for_each(|(k, s)| of[s.value] = Some(k));
        let mut nodes = vec![Deviation::NOTHING; stored.len()];
        let mut evaluation = Evaluation::new(float.precision, float, &sample.inputs);
        let mut compare = |value: usize, floats: &[f64]| {
            if let Some(k) = of[value].take() {
                let integers = integers[k].as_ref().map(Buffer::to_i64).unwrap_or_default();
                nodes[k] = Deviation::of_step(floats, &integers, stored[k].scale);
            }
        };
        while let Some(id) = evaluation.step() {
            compare(id.index(), evaluation.value(id));
        }
        // What no node gives: inputs and constants.
        stored.iter().for_each(|s| compare(s.value, evaluation.value(ValueId(s.value as u32))));
        let output =
            |((port, integers), output): ((&gadgets::Port, &Vec<i64>), &crate::float_graph::Output)| {
                let scale = self.graph.tensor(port.tensor).scale.to_f64();
                let floats = evaluation.value(output.value);
                let mut one = OutputError::nothing(&output.name);
                one.error = Deviation::of_integers(floats, integers, scale);
                let row = float.value(output.value).shape.iter().rfind(|d| **d > 1).copied().unwrap_or(1);
                if row > 1 {
                    floats
                        .chunks_exact(row)
                        .zip(integers.chunks_exact(row))
                        .for_each(|(f, i)| one.decide(f, i));
                }
                let columns =
                    Deviation::of_columns(floats, integers, scale, columns(&float.value(output.value).shape));
                let finite = floats.iter().all(|v| v.is_finite());
                ComparedOutput { error: one, finite, beside: Beside::of(floats, integers, scale), columns }
            };
        let ports = self.graph.outputs.iter().zip(&outputs).zip(&float.outputs);
        let outputs = ports.map(output).collect();
        Some(Compared { nodes, outputs })
    }

    /// The reference execution of one sample: what it stores, and its outputs; `None` where it is refused.
    fn run(&self, sample: &Sample, stored: &[Stored]) -> Option<Ran> {
        let ints = self.quantise_inputs(&sample.inputs).ok()?;
        let slices: Vec<&[i64]> = ints.iter().map(Vec::as_slice).collect();
        let mut of = vec![None; self.graph.tensors.len()];
        stored.iter().enumerate().for_each(|(k, s)| of[s.tensor] = Some(k));
        let mut kept = vec![None; stored.len()];
        let keep = |id: TensorId, values: &[i64]| {
            if let Some(k) = of[id.index()] {
                kept[k] = Buffer::new(self.graph.tensor(id).element, values).ok();
            }
        };
        let outputs = observe(&self.graph, &slices, keep).ok()?;
        Some(Ran { kept, outputs })
    }
}

/// The first tensors that the model's type takes further than [`NOTABLE`] from real numbers, on these samples.
fn absorbed(model: &Model, samples: &Samples<'_>, which: &[usize]) -> Vec<Loss> {
    let (graph, precision) = (model.graph(), model.graph().precision);
    if precision == Precision::Double {
        return Vec::new();
    }
    let nothing = || vec![Deviation::NOTHING; graph.nodes.len()];
    let one = |at: &usize| -> Vec<Deviation> {
        let sample = samples.get(*at);
        let [mut real, mut own] =
            [Precision::Double, precision].map(|p| Evaluation::new(p, graph, &sample.inputs));
        let both = || {
            let id = real.step().and(own.step())?;
            let both = real.value(id).iter().zip(own.value(id));
            let both = both.filter(|(real, own)| real.is_finite() || own.is_finite());
            let (real, own): (Vec<f64>, Vec<f64>) = both.unzip();
            Some(Deviation::of(&real, own.into_iter()))
        };
        std::iter::from_fn(both).collect()
    };
    let both = |mut a: Vec<Deviation>, b: Vec<Deviation>| {
        a.iter_mut().zip(&b).for_each(|(a, b)| a.take(b, 0.0));
        a
    };
    let all = which.par_iter().map(one).reduce(nothing, both);
    let mut off = vec![false; graph.values.len()];
    let mut found = Vec::new();
    for (node, error) in graph.nodes.iter().zip(&all) {
        let follows = node.inputs.iter().any(|id| off[id.index()]);
        let here = error.is_endless() || error.relative_max() > NOTABLE;
        off[node.output.index()] = follows || here;
        if here && !follows {
            let (name, part) = (precision.name(), 100.0 * error.relative_max());
            let reason = if error.is_endless() {
                format!("it is not finite in {name}, the model's type; the integers are")
            } else {
                format!(
                    "{name}, the model's type, absorbs so much that it is up to {part:.1} % of its range from what \
                     real numbers, and the integers, give"
                )
            };
            let tensor = graph.value(node.output).name.clone();
            found.push(Loss { node: node.name.clone(), tensor, reason });
        }
    }
    found
}

impl OutputError {
    fn nothing(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            error: Deviation::NOTHING,
            decisions: 0,
            undecided: 0,
            agreeing: 0,
            smallest_margin: f64::MAX,
            largest_changed_margin: 0.0,
            small: None,
        }
    }

    fn take(&mut self, other: &Self, weight: f64) {
        self.error.take(&other.error, weight);
        self.decisions += other.decisions;
        self.undecided += other.undecided;
        self.agreeing += other.agreeing;
        self.smallest_margin = self.smallest_margin.min(other.smallest_margin);
        self.largest_changed_margin = self.largest_changed_margin.max(other.largest_changed_margin);
    }

    /// Counts the decision of one row of at least two elements. Of equal floats, infinite ones too, the integers may choose any; a row
    /// with what is no number decides nothing.
    fn decide(&mut self, floats: &[f64], integers: &[i64]) {
        if floats.iter().any(|v| v.is_nan()) {
            self.undecided += 1;
            return;
        }
        let best = largest(floats);
        let rest = floats.iter().enumerate().filter(|(i, _)| *i != best).map(|(_, v)| *v);
        let next = rest.fold(f64::NEG_INFINITY, f64::max);
        // Infinite less infinite is no number.
        let margin = if floats[best] == next { 0.0 } else { (floats[best] - next).min(f64::MAX) };
        self.decisions += 1;
        self.smallest_margin = self.smallest_margin.min(margin);
        if floats[largest(integers)] == floats[best] {
            self.agreeing += 1;
        } else {
            self.largest_changed_margin = self.largest_changed_margin.max(margin);
        }
    }
}

/// Position of the largest element, the first of equal ones.
fn largest<T: PartialOrd>(v: &[T]) -> usize {
    (1..v.len()).fold(0, |best, i| if v[i] > v[best] { i } else { best })
}
