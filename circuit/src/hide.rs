//! Private inputs: a circuit of which the verifier is given less.
//!
//! What is proved changes with it, so the digest does: "there is such an input for which …" in place of "for this input …".

use gadgets::Status;
use thiserror::Error;

use super::{Graph, Visibility};

/// An input that cannot be hidden.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("input {index} cannot be private: {reason}")]
pub struct HideError {
    /// Its position among the circuit's inputs.
    pub index: usize,
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
        let mut hidden = self.clone();
        for index in inputs {
            let refused = |reason| HideError { index: *index, reason };
            let id = *self.inputs.get(*index).ok_or_else(|| refused("there is none"))?;
            if self.outputs.contains(&id) {
                return Err(refused("it is an output, too, which everybody sees"));
            }
            let tensor = &mut hidden.tensors[id.0 as usize];
            tensor.vis = Visibility::PrivateInput;
            tensor.checked.get_or_insert(Status::InputRange.code());
        }
        Ok(hidden)
    }
}
