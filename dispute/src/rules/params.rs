//! Times, bond and layers of a game, and how long a claim can take with them (docs/dispute-game.md, "Clocks").

/// What a game is played by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Params {
    /// Seconds that a commitment has in the topmost tournament, from when it opened.
    pub allowance: u64,
    /// Seconds that it has at least at the start of a match, and in which it may join tournaments below the topmost.
    pub extension: u64,
    /// What a commitment is bonded with, in wei.
    pub bond: u128,
    /// Price of a unit of gas, in wei, at which moves are refunded.
    pub gas_price: u128,
    /// Heights of the layers, the topmost first.
    pub heights: Vec<u32>,
    /// How many of them are of the model's steps; the others are the machine's.
    pub step_layers: usize,
}

impl Params {
    /// Seconds in which a tournament of a layer may be joined.
    pub fn window(&self, layer: usize) -> u64 {
        if layer == 0 { self.allowance } else { self.extension }
    }

    /// Seconds after which a claim can be resolved, if each tournament has at most so many commitments and
    /// whoever calls `timeout`, `settle` and `resolve` does so with at most this delay.
    pub fn bound(&self, commitments: u64, delay: u64) -> u64 {
        let rounds = u64::from(commitments.max(1).next_power_of_two().ilog2());
        let times = |count: u64, seconds: u64| count.saturating_mul(seconds);
        let below = self.heights.iter().skip(1).fold(0, |below: u64, _| {
            let one = times(2, self.extension).saturating_add(below).saturating_add(delay);
            self.extension.saturating_add(times(rounds, one))
        });
        // One after the other, so many matches have one commitment more than there are of them, each with its allowance.
        let clocks = if rounds == 0 { 0 } else { times(rounds + 1, self.allowance) };
        let one = times(2, self.extension).saturating_add(below).saturating_add(delay);
        [self.allowance, clocks, times(rounds, one), delay].into_iter().fold(0, u64::saturating_add)
    }
}
