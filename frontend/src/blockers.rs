//! Blockers for people: problems that many nodes share told once, and what can be done about each.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Diagnostics, Place, Problem, printable};

/// How many names a line shows.
const SHOWN: usize = 3;

/// A problem, with all nodes of one operator that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// The operator; absent where the place is no node.
    pub operator: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What the user can do, where there is more to say.
    pub help: Option<String>,
    /// How many nodes have it.
    pub count: usize,
    /// The place, or the names of all nodes.
    pub places: Vec<String>,
}

impl std::fmt::Display for Blocker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let problem = printable(&self.problem);
        let Some(operator) = self.operator.as_deref().map(printable) else {
            return write!(f, "{}: {problem}", self.places.join(", "));
        };
        let names: Vec<String> =
            self.places.iter().take(SHOWN).map(|n| format!("'{}'", printable(n))).collect();
        if self.count == 1 {
            return write!(f, "node {} ({operator}): {problem}", names.join(""));
        }
        write!(f, "{} nodes ({operator}): {problem}: {}", self.count, names.join(", "))?;
        match self.count - names.len() {
            0 => Ok(()),
            rest => write!(f, " and {rest} more"),
        }
    }
}

impl Diagnostics {
    /// The diagnostics, those of one operator with one problem together, in the order of the first of each.
    pub fn blockers(&self) -> Vec<Blocker> {
        let mut at = BTreeMap::new();
        let mut all: Vec<Blocker> = Vec::new();
        for diagnostic in &self.0 {
            let problem = diagnostic.problem.to_string();
            let (operator, place) = match &diagnostic.place {
                Place::Node { name, op_type } => (Some(op_type.clone()), name.clone()),
                other => (None, other.to_string()),
            };
            // What is wrong elsewhere than at a node has a place of its own.
            let key = (operator.clone().ok_or_else(|| place.clone()), problem.clone());
            let index = *at.entry(key).or_insert(all.len());
            if index == all.len() {
                let help = diagnostic.problem.help();
                all.push(Blocker { operator, problem, help, count: 0, places: Vec::new() });
            }
            all[index].count += 1;
            all[index].places.push(place);
        }
        all
    }
}

impl Problem {
    /// What the user can do about it, where there is more to say than what is wrong.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::UnsupportedOperator { domain, .. } => match domain.as_str() {
                "ai.onnx" => return None,
                "ai.onnx.ml" => {
                    "ai.onnx.ml is the domain of classical models, of which trees, linear models, support vectors, scalers and \
                     encoders of numbers are supported (docs/operators.md); Hummingbird (hummingbird-ml) rewrites such a model in \
                     tensor operators"
                }
                "com.microsoft" => {
                    "com.microsoft is ONNX Runtime's own domain, of which some operators are supported \
                     (docs/operators.md): give the model as it was before ONNX Runtime optimised it"
                }
                _ => {
                    "operators of ONNX itself are supported, and functions that the model defines itself, not those of \
                     other domains"
                }
            },
            Self::Opset { got, max, .. } if got > max => {
                return Some(format!(
                    "write the model for operator set {max} (opset_version={max} of torch.onnx.export, or \
                     onnx.version_converter.convert_version)"
                ));
            }
            Self::NotFinite { .. } => {
                "no integer stands for an infinity or NaN; minus infinity is taken as a mask, which a softmax leaves out, \
                 and otherwise a large number such as -10000 does the same"
            }
            Self::ElementType { got } if got.starts_with("INT") || got.starts_with("UINT") => {
                "inputs and weights are floats of 16, 32 or 64 bits; integers serve as shapes and axes only"
            }
            Self::TooLarge { what: "an integer", .. } => {
                "integers serve as shapes and axes only, and have 64 bits with sign"
            }
            _ => return None,
        };
        Some(text.to_owned())
    }
}
