//! What a watch has done, in a file that is whole at any time: written beside, flushed, and renamed. What is on its way is
//! kept by who sends it (`contracts::chain::Sender`), before it is sent.

use contracts::chain::{ChainError, Done, read_kept};
use fault_proof_vm::{Hash, files};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::figures::Figures;
use crate::player::{Claim, Played};

/// Moves of ours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// That were made.
    pub moves: u64,
    /// That were refused: somebody else was faster, or they came too late.
    pub refused: u64,
    /// What those that were made took.
    pub gas: u64,
}

impl Count {
    fn add(&mut self, played: &Played) {
        match &played.cost {
            Ok(cost) => (self.moves, self.gas) = (self.moves + 1, self.gas.saturating_add(cost.gas)),
            Err(_) => self.refused += 1,
        }
    }
}

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// The game and the account that it is about.
    game: String,
    account: String,
    /// All moves ever.
    total: Count,
    /// Claims that have come to a result: right and wrong ones.
    right: u64,
    wrong: u64,
    /// Claims that are looked after.
    claims: BTreeMap<String, Kept>,
    /// Claims that a proof has settled otherwise than is so.
    #[serde(default)]
    lied: BTreeSet<String>,
    /// Claims that a proof has settled and in which nothing is left to do, though nobody's bond comes back.
    #[serde(default)]
    done: BTreeSet<String>,
}

/// What is kept of a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// The last state by what is so, in hexadecimal.
    end: String,
    /// The root of the outputs by what is so, in hexadecimal; empty if the run ends in an error.
    #[serde(default)]
    outputs: String,
    /// Moves in it.
    moves: Count,
}

/// What a watch has done.
#[derive(Debug, Default)]
pub struct Store {
    path: Option<PathBuf>,
    record: Record,
    /// What the file has.
    saved: Record,
}

fn failed(path: &Path, cause: &dyn std::fmt::Display) -> ChainError {
    ChainError::Store { path: path.to_owned(), cause: cause.to_string() }
}

impl Store {
    /// What was kept in a file of a game and an account, or nothing yet. Without a file all is forgotten in the end.
    ///
    /// # Errors
    /// [`ChainError::Store`] for a file that cannot be read, or is about something else.
    pub fn open(path: Option<PathBuf>, game: &[u8; 20], account: &[u8; 20]) -> Result<Self, ChainError> {
        let [game, account] = [game, account].map(hex::encode);
        let fresh = Record { game, account, ..Record::default() };
        let Some(file) = path.as_ref().filter(|path| path.exists()) else {
            return Ok(Self { path, record: fresh, saved: Record::default() });
        };
        let record: Record =
            serde_json::from_slice(&read_kept(file)?).map_err(|error| failed(file, &error))?;
        if (&record.game, &record.account) != (&fresh.game, &fresh.account) {
            let about = format!("it is about account 0x{} in game 0x{}", record.account, record.game);
            return Err(failed(file, &about));
        }
        Ok(Self { path, saved: record.clone(), record })
    }

    /// Looks after a claim, whose last state is to be this one, with this root of the outputs if it is that of a run that is done.
    pub(super) fn taken(&mut self, claim: &Hash, end: &Hash, outputs: Option<&Hash>) {
        let kept = self.record.claims.entry(hex::encode(claim)).or_default();
        (kept.end, kept.outputs) = (hex::encode(end), outputs.map(hex::encode).unwrap_or_default());
    }

    /// Whether a proof has settled a claim otherwise than is so. It is remembered when the claim is not looked after any more, as long as
    /// the chain says that there was a proof.
    pub(super) fn is_lied(&mut self, claim: &Claim) -> bool {
        let id = hex::encode(claim.id);
        if let Some(Kept { outputs, .. }) = self.record.claims.get(&id) {
            match claim.proven {
                Some(proven) if *outputs != hex::encode(proven) => self.record.lied.insert(id.clone()),
                _ => self.record.lied.remove(&id),
            };
        }
        claim.proven.is_some() && self.record.lied.contains(&id)
    }

    /// Counts a move, of a claim if it is of one.
    pub(super) fn made(&mut self, claim: Option<&Hash>, played: &Played) {
        self.record.total.add(played);
        if let Some(claim) = claim {
            self.record.claims.entry(hex::encode(claim)).or_default().moves.add(played);
        }
    }

    /// Counts all moves as who sends them does, who forgets none that was made when it was killed.
    pub(super) fn sent(&mut self, done: Done) {
        (self.record.total.moves, self.record.total.gas) = (done.well, done.gas);
    }

    /// Takes note of a claim in which nothing is left to do, whatever becomes of its bonds.
    pub(super) fn done(&mut self, claim: &Hash) {
        self.record.done.insert(hex::encode(claim));
    }

    /// Whether nothing is left to do in a claim that has no winner.
    pub(super) fn is_done(&self, claim: &Claim) -> bool {
        claim.proven.is_some() && self.record.done.contains(&hex::encode(claim.id))
    }

    /// Looks after a claim no more that comes to no result. Whether it was looked after.
    pub(super) fn forget(&mut self, claim: &Hash) -> bool {
        self.record.claims.remove(&hex::encode(claim)).is_some()
    }

    /// Counts what a claim that was looked after has come to, if that is anything: whether it is right, and what was done for it. A
    /// proof's word is the result, whatever has won the tournament.
    pub(super) fn ended(&mut self, claim: &Claim) -> Option<(bool, Count)> {
        let Kept { end, outputs, .. } = self.record.claims.get(&hex::encode(claim.id))?;
        let right = match (claim.proven, claim.result) {
            (Some(proven), _) => *outputs == hex::encode(proven),
            (None, result) => *end == hex::encode(result?),
        };
        let Kept { moves, .. } = self.record.claims.remove(&hex::encode(claim.id))?;
        self.record.right += u64::from(right);
        self.record.wrong += u64::from(!right);
        Some((right, moves))
    }

    /// Writes down what has changed.
    pub(super) fn save(&mut self, figures: &mut Figures) -> Result<(), ChainError> {
        let Record { total, right, wrong, .. } = self.record;
        (figures.total, figures.right, figures.resolved_wrong) = (total, right, wrong);
        if self.record == self.saved {
            return Ok(());
        }
        if let Some(path) = &self.path {
            let text = serde_json::to_vec_pretty(&self.record).map_err(|error| failed(path, &error))?;
            files::write(path, &text).map_err(|error| failed(path, &error))?;
        }
        self.saved = self.record.clone();
        Ok(())
    }
}
