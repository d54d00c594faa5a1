//! Private and hashed tensors: a circuit of which the verifier is given less.
//!
//! What is proved changes with it, so the digest does: "there is such an input for which …" and "there is an input that hashes
//! to …, for which …" in place of "for this input …". Which hash it is, is the backend's. Weights are hidden where a model
//! becomes a circuit ([`crate::lower`]).

use integers::Status;
use thiserror::Error;

use super::{Digest, Graph, TensorId, Visibility};

/// A tensor that cannot be hidden.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} {index} cannot be {how}: {reason}")]
pub struct HideError {
    /// Input or output.
    pub what: &'static str,
    /// Its position among the circuit's inputs or outputs.
    pub index: usize,
    /// Private or hashed.
    pub how: &'static str,
    /// Why.
    pub reason: &'static str,
}

impl Graph {
    /// The circuit with the inputs at these positions private: the prover alone is given them, and the circuit checks that they
    /// lie in their ranges, which a verifier does for public ones.
    ///
    /// # Errors
    /// [`HideError`] for a position that is none, and an input that is an output, too.
    pub fn hiding(&self, inputs: &[usize]) -> Result<Self, HideError> {
        self.hide_inputs(inputs, Visibility::PrivateInput, "private")
    }

    /// The circuit with the inputs and outputs at these positions hashed: the verifier is given a hash of each. The circuit checks
    /// that inputs lie in their ranges.
    ///
    /// # Errors
    /// [`HideError`] for a position that is none, an input that is an output, too, and an output that is a constant or is
    /// returned twice.
    pub fn hashing(&self, inputs: &[usize], outputs: &[usize]) -> Result<Self, HideError> {
        let mut hashed = self.hide_inputs(inputs, Visibility::HashedInput, "hashed")?;
        for index in outputs {
            let refused = |reason| HideError { what: "output", index: *index, how: "hashed", reason };
            let id = *self.outputs.get(*index).ok_or_else(|| refused("there is none"))?;
            if self.outputs.iter().filter(|t| **t == id).count() > 1 {
                return Err(refused("it is returned twice"));
            }
            match self.get(id).map(|t| &t.vis) {
                Some(Visibility::PublicOutput | Visibility::HashedOutput) => {}
                Some(Visibility::Constant(_)) => {
                    return Err(refused("it is a constant, which everybody knows"));
                }
                _ => return Err(refused("it is an input, too")),
            }
            hashed.tensors[id.0 as usize].vis = Visibility::HashedOutput;
        }
        Ok(hashed)
    }

    /// The digest of what is computed, whatever is shown of inputs and outputs: of the circuit with all of them public. Models of
    /// hidden weights that differ in anything but these have different ones.
    pub fn computation(&self) -> Digest {
        let mut public = self.clone();
        let named = public.inputs.iter().chain(&public.outputs);
        for id in named.copied().collect::<Vec<_>>() {
            let Some(tensor) = public.tensors.get_mut(id.0 as usize) else { continue };
            match tensor.vis {
                Visibility::PublicInput | Visibility::PrivateInput | Visibility::HashedInput => {
                    tensor.vis = Visibility::PublicInput;
                    tensor.checked.get_or_insert(Status::InputRange.code());
                }
                Visibility::HashedOutput => tensor.vis = Visibility::PublicOutput,
                _ => {}
            }
        }
        public.digest()
    }

    fn hide_inputs(&self, inputs: &[usize], vis: Visibility, how: &'static str) -> Result<Self, HideError> {
        let mut hidden = self.clone();
        for index in inputs {
            let refused = |reason| HideError { what: "input", index: *index, how, reason };
            let id: TensorId = *self.inputs.get(*index).ok_or_else(|| refused("there is none"))?;
            if self.outputs.contains(&id) {
                return Err(refused("it is an output, too, which everybody sees"));
            }
            let tensor = &mut hidden.tensors[id.0 as usize];
            if tensor.vis != vis && tensor.vis != Visibility::PublicInput {
                return Err(refused("it is private or hashed already"));
            }
            tensor.vis = vis.clone();
            tensor.checked.get_or_insert(Status::InputRange.code());
        }
        Ok(hidden)
    }
}
