//! The files of a run: proofs and snapshots, with the step in their names.

use super::{Observer, OutputError, Plan, Proof};
use crate::files;
use crate::monitor::Warning;
use crate::state::{State, save_state};
use std::path::{Path, PathBuf};

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

impl<O> FileOutput<O> {
    /// Whether the first files of a run that starts at a step can be written: for asking before the run.
    ///
    /// # Errors
    /// [`OutputError`] naming the file.
    pub fn check(&self, plan: &Plan, step: u64) -> Result<(), OutputError> {
        for (pattern, format) in
            [(plan.proof_at, &self.proof_format), (plan.snapshot_at, &self.snapshot_format)]
        {
            if let Some(path) = pattern.next(step).map(|step| file_name(format, step)) {
                files::check(&path).map_err(|error| fail(&path, &error))?;
            }
        }
        Ok(())
    }
}

fn fail(path: &Path, cause: &impl ToString) -> OutputError {
    OutputError { what: path.display().to_string(), cause: cause.to_string() }
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
        save_state(&path, state).map_err(|error| fail(&path, &error))?;
        self.listener.snapshot(state)
    }

    fn proof(&mut self, proof: &Proof) -> Result<(), OutputError> {
        let path = file_name(&self.proof_format, proof.step);
        let json = serde_json::to_vec(proof).map_err(|error| fail(&path, &error))?;
        files::write(&path, &json).map_err(|error| fail(&path, &error))?;
        self.listener.proof(proof)
    }
}
