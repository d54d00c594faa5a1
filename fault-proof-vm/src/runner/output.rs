//! The files of a run: proofs and snapshots, with the step in their names.

use super::{Observer, OutputError, Proof};
use crate::monitor::Warning;
use crate::state::{State, save_state};
use std::path::PathBuf;

/// Writes proofs and snapshots to files, and hands the rest on.
#[derive(Debug)]
pub struct FileOutput<O> {
    /// Name of a proof's file; `%d` stands for the step.
    pub proof_format: String,
    /// Name of a snapshot's file; `%d` stands for the step. `.gz` at its end compresses.
    pub snapshot_format: String,
    /// Who hears the rest.
    pub listener: O,
}

fn file_name(format: &str, step: u64) -> PathBuf {
    format.replace("%d", &step.to_string()).into()
}

impl<O: Observer> Observer for FileOutput<O> {
    fn info(&mut self, state: &State) {
        self.listener.info(state);
    }

    fn progress(&mut self, state: &State) {
        self.listener.progress(state);
    }

    fn warning(&mut self, warning: &Warning) {
        self.listener.warning(warning);
    }

    fn snapshot(&mut self, state: &State) -> Result<(), OutputError> {
        let path = file_name(&self.snapshot_format, state.control.step);
        save_state(&path, state)
            .map_err(|error| OutputError { what: path.display().to_string(), cause: error.to_string() })?;
        self.listener.snapshot(state)
    }

    fn proof(&mut self, proof: &Proof) -> Result<(), OutputError> {
        let path = file_name(&self.proof_format, proof.step);
        let fail = |cause: String| OutputError { what: path.display().to_string(), cause };
        let json = serde_json::to_vec(proof).map_err(|error| fail(error.to_string()))?;
        std::fs::write(&path, json).map_err(|error| fail(error.to_string()))?;
        self.listener.proof(proof)
    }
}
