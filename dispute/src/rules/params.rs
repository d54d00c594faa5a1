//! Times, bond and layers of a game, and how long a claim can take with them (docs/dispute-game.md, "Clocks").

/// What a game is played by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Params {
    /// Seconds that a commitment has in a tournament, from when it opened.
    pub allowance: u64,
    /// Seconds that a commitment has at least at the start of a turn.
    pub extension: u64,
    /// What a commitment is bonded with, in wei.
    pub bond: u128,
    /// Heights of the layers, that of the model's steps first.
    pub heights: Vec<u32>,
}

impl Params {
    /// Seconds after which a claim can be resolved, if each tournament has at most so many commitments and
    /// whoever calls `timeout`, `settle` and `resolve` does so with at most this delay.
    pub fn bound(&self, commitments: u64, delay: u64) -> u64 {
        let rounds = u64::from(commitments.max(1).next_power_of_two().ilog2());
        let turns = |height: u32| self.extension.saturating_mul(height.into());
        let tournament = |below: u64, height: &u32| {
            let times = [self.allowance, self.allowance, turns(*height), below, delay];
            let one = times.into_iter().fold(0, u64::saturating_add);
            self.allowance.saturating_add(rounds.saturating_mul(one))
        };
        self.heights.iter().rev().fold(0, tournament).saturating_add(delay)
    }
}
