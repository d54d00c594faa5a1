//! The labels of einsums: sizes, and how operands move along them.

use super::resolve::strides;
use super::{EinsumSpec, Problem};

/// Sizes of an einsum's labels, in the order of `out` and then of the contracted ones.
pub(crate) struct Labels {
    /// Labels and sizes of the result.
    pub out: Vec<(char, u32)>,
    /// Labels and sizes summed over.
    pub summed: Vec<(char, u32)>,
}

impl EinsumSpec {
    /// Sizes of the labels for operands of these shapes.
    pub(crate) fn labels(&self, a: &[u32], b: &[u32]) -> Result<Labels, Problem> {
        let fail = |reason: String| Err(Problem::Parameters(format!("{}: {reason}", self)));
        let mut sizes: Vec<(char, u32)> = Vec::new();
        for (labels, shape) in [(&self.a, a), (&self.b, b)] {
            let distinct: std::collections::BTreeSet<char> = labels.chars().collect();
            if distinct.len() != labels.chars().count() || !labels.bytes().all(|l| l.is_ascii_lowercase()) {
                return fail(format!("'{labels}' is not distinct lower-case letters"));
            }
            if labels.len() != shape.len() {
                return fail(format!("'{labels}' does not label shape {shape:?}"));
            }
            for (label, d) in labels.chars().zip(shape) {
                match sizes.iter().find(|(l, _)| *l == label) {
                    Some((_, s)) if s != d => return fail(format!("'{label}' is both {s} and {d}")),
                    Some(_) => {}
                    None => sizes.push((label, *d)),
                }
            }
        }
        let mut out = Vec::new();
        for label in self.out.chars() {
            match sizes.iter().find(|(l, _)| *l == label) {
                Some(found) if !out.contains(found) => out.push(*found),
                _ => return fail(format!("'{label}' of the result occurs twice or in no operand")),
            }
        }
        let summed = sizes.into_iter().filter(|s| !out.contains(s)).collect();
        Ok(Labels { out, summed })
    }
}

impl std::fmt::Display for EinsumSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{}->{}", self.a, self.b, self.out)
    }
}

impl Labels {
    /// Strides with which an operand (its labels and shape) moves along `axes`; 0 where it lacks the label.
    pub(crate) fn strides(axes: &[(char, u32)], labels: &str, shape: &[u32]) -> Vec<usize> {
        let steps = strides(shape);
        axes.iter().map(|(l, _)| labels.find(*l).map_or(0, |i| steps[i] as usize)).collect()
    }
}

/// Flat offset of an index under strides.
pub(crate) fn offset(index: &[u32], strides: &[usize]) -> usize {
    index.iter().zip(strides).map(|(i, s)| *i as usize * s).sum()
}
