//! How far the integers are from the floats: per node, and in what the model decides.

use std::collections::BTreeMap;

use gadgets::{Stop, execute};
use serde::{Deserialize, Serialize};

use crate::model::Model;
use crate::quantise::Quantised;
use crate::samples::Sample;

/// The error of one step's result, in reals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeError {
    /// ONNX names of the step.
    pub node: String,
    /// Name of the tensor.
    pub tensor: String,
    /// Largest magnitude in floats.
    pub magnitude: f64,
    /// Largest absolute error.
    pub max: f64,
    /// Mean absolute error.
    pub mean: f64,
}

/// A quantised model against its float model, on samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Samples compared.
    pub samples: usize,
    /// Samples without an output: an input or a value left its range.
    pub refused: usize,
    /// Samples with an output for which the first output's largest element is at the same position.
    pub agreeing: usize,
    /// Smallest distance between the two largest elements of the first float output.
    pub smallest_margin: f64,
    /// Every step that stores a tensor of the float model, in execution order.
    pub nodes: Vec<NodeError>,
}

/// Position of the largest element, the first of equal ones, and its distance to the next largest.
fn decision(v: &[f64]) -> (usize, f64) {
    let best = (1..v.len()).fold(0, |b, i| if v[i] > v[b] { i } else { b });
    let rest = v.iter().enumerate().filter(|(i, _)| *i != best).map(|(_, x)| *x);
    (best, v[best] - rest.fold(f64::NEG_INFINITY, f64::max))
}

impl Quantised {
    /// Compares every tensor with the float model's on `samples`, all of which fit the model.
    pub fn compare(&self, model: &Model, samples: &[Sample]) -> Report {
        let float = model.graph();
        let by_name: BTreeMap<&str, usize> =
            float.values.iter().enumerate().map(|(i, v)| (v.name.as_str(), i)).collect();
        let stored = |n: &gadgets::Node| {
            let tensor = self.graph.tensor(n.output?);
            let value = *by_name.get(tensor.name.as_str())?;
            Some((tensor, n.label(), value, n.output?.index()))
        };
        let stored: Vec<_> = self.graph.nodes.iter().filter_map(stored).collect();
        let mut nodes: Vec<NodeError> = stored
            .iter()
            .map(|(t, node, ..)| NodeError {
                node: node.clone(),
                tensor: t.name.clone(),
                magnitude: 0.0,
                max: 0.0,
                mean: 0.0,
            })
            .collect();
        let mut report = Report {
            samples: samples.len(),
            refused: 0,
            agreeing: 0,
            smallest_margin: f64::INFINITY,
            nodes: Vec::new(),
        };
        for sample in samples {
            let Some(run) = self.run(sample) else {
                report.refused += 1;
                continue;
            };
            let floats = model.evaluate(sample);
            for ((tensor, _, value, at), error) in stored.iter().zip(&mut nodes) {
                let scale = tensor.scale.to_f64();
                let pairs = floats[*value].iter().zip(&run.values[*at]);
                let mut sum = 0.0;
                for (f, i) in pairs {
                    let e = (*i as f64 * scale - f).abs();
                    sum += e;
                    error.max = error.max.max(e);
                    error.magnitude = error.magnitude.max(f.abs());
                }
                error.mean += sum / tensor.len() as f64;
            }
            if let Some(first) = float.outputs.first() {
                let (best, margin) = decision(&floats[first.value.index()]);
                report.smallest_margin = report.smallest_margin.min(margin);
                let ours = self.dequantise_output(0, &run.outputs[0]);
                report.agreeing += usize::from(decision(&ours).0 == best);
            }
        }
        let compared = (samples.len() - report.refused).max(1);
        nodes.iter_mut().for_each(|n| n.mean /= compared as f64);
        report.nodes = nodes;
        report
    }

    /// The reference execution of one sample; `None` where it is refused.
    fn run(&self, sample: &Sample) -> Option<gadgets::Execution> {
        let ints = self.quantise_inputs(&sample.inputs).ok()?;
        let slices: Vec<&[i64]> = ints.iter().map(Vec::as_slice).collect();
        let run: Result<_, Stop> = execute(&self.graph, &slices);
        run.ok()
    }
}
