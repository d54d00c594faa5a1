//! What a key's proofs say and what they hide: the inputs of the model that are private, in `private.json` beside the keys.

use serde::{Deserialize, Serialize};
use std::path::Path;

use crate::Failure;
use crate::artifact::{Artifact, parse, read_at_most};

/// Name of the file beside the keys; there is none where nothing is private.
pub const PRIVATE: &str = "private.json";
/// Largest such file that is read.
const MAX_BYTES: u64 = 1 << 20;

/// What is private.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Private {
    /// ONNX names of the inputs that the prover alone is given.
    pub inputs: Vec<String>,
}

impl Private {
    /// What is private for the keys in a folder.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn beside(keys: &Path) -> Result<Self, Failure> {
        let path = keys.join(PRIVATE);
        if !path.exists() {
            return Ok(Self::default());
        }
        parse(&path, &read_at_most(&path, MAX_BYTES)?)
    }

    /// The artifact's circuit, of which this is hidden.
    ///
    /// # Errors
    /// [`Failure`] for a name that is no input's, or one that is named twice.
    pub fn hide(&self, artifact: &Artifact, circuit: &circuit::Graph) -> Result<circuit::Graph, Failure> {
        let inputs = &artifact.graph.inputs;
        let position = |(i, name): (usize, &String)| {
            let named = || inputs.iter().map(|p| format!("'{}'", p.name)).collect::<Vec<_>>().join(", ");
            let unknown =
                || Failure::input(format!("no input '{name}' to keep private; there are {}", named()));
            if self.inputs[..i].contains(name) {
                return Err(Failure::input(format!("the private input '{name}' is named twice")));
            }
            inputs.iter().position(|p| p.name == *name).ok_or_else(unknown)
        };
        let positions = self.inputs.iter().enumerate().map(position).collect::<Result<Vec<_>, _>>()?;
        circuit.hiding(&positions).map_err(Failure::input)
    }

    /// What a proof says, in words.
    pub fn words(&self, model: &str, inputs: usize) -> String {
        if self.inputs.is_empty() {
            return format!("for these inputs, '{model}' gives these outputs");
        }
        let names: Vec<String> = self.inputs.iter().map(|n| format!("'{n}'")).collect();
        let shown = if inputs > self.inputs.len() { ", with the other inputs, which are shown," } else { "" };
        format!(
            "the prover knows {} within the model's range for which '{model}'{shown} gives these outputs",
            names.join(", ")
        )
    }
}
