//! What a simulation came to.

use serde::Serialize;

use super::Kind;
use super::scenario::{Gas, Scenario};
use crate::player::Move;

/// A claim that was simulated.
#[derive(Debug, Clone, Default)]
pub(super) struct ClaimOutcome {
    pub faulty: bool,
    pub resolved: bool,
    pub wrong: bool,
    pub disputed: bool,
    /// From its opening to its resolution.
    pub seconds: u64,
    pub moves: u64,
    pub gas: u64,
    pub bytes: u64,
    pub refused: u64,
    pub lost: u64,
    pub reorganisations: u64,
    pub errors: u64,
    /// Seconds that honest challengers computed.
    pub computed: f64,
    /// Most bonds that an honest player had locked at once.
    pub locked: u64,
    /// Bonds lost, and what of them was burnt.
    pub bonds_lost: u64,
    pub burnt: f64,
    /// The time it took, of the longest that it may.
    pub of_bound: f64,
}

impl ClaimOutcome {
    /// Notes a move that was done, by its price.
    pub fn note(&mut self, what: &Move, gas: &Gas, heights: &[u32], layers: usize) {
        let (price, bytes) = match what {
            Move::Join { proof, witness, .. } => {
                let first = if witness.is_empty() && heights.len() > 1 { 0 } else { witness.len() as u64 };
                (gas.join, 260 + 32 * proof.len() as u64 + first)
            }
            Move::Advance { .. } => (gas.advance, 228),
            Move::Seal { proof, evidence, .. } => match evidence.is_empty() {
                true => (gas.seal, 388 + 32 * proof.len() as u64 + if layers > 2 { 0 } else { 1_800 }),
                // The state and the step contract's proof.
                false => (gas.step, 388 + 32 * proof.len() as u64 + 188 + 6_090),
            },
            Move::Settle(_) => (gas.settle, 100),
            Move::Timeout(_) => (gas.timeout, 100),
            Move::Resolve(_) | Move::Release(..) => (gas.resolve, 36),
            Move::Unlock | Move::Withdraw => (0, 4),
        };
        self.gas += price;
        self.bytes += bytes;
        self.moves += 1;
    }
}

/// A scenario with both systems' figures.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The scenario.
    pub scenario: Scenario,
    /// One phase, then two.
    pub systems: Vec<System>,
}

/// The figures of one system.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct System {
    /// Which.
    pub kind: Kind,
    /// Heights of its layers.
    pub heights: Vec<u32>,
    /// Claims made.
    pub claims: u64,
    /// Claims resolved.
    pub resolved: u64,
    /// Claims resolved in a day.
    pub throughput_per_day: f64,
    /// Seconds from opening to resolution: mean, and 95 of 100 claims.
    pub response_seconds: [f64; 2],
    /// The same of claims that were disputed.
    pub dispute_seconds: [f64; 2],
    /// Moves that were refused, of all that arrived.
    pub error_rate: f64,
    /// Mean moves of a disputed claim.
    pub rounds: f64,
    /// Mean gas of a claim that nobody disputed, and of one that somebody did.
    pub gas: [f64; 2],
    /// The same of bytes of calldata.
    pub bytes: [f64; 2],
    /// Bytes that a player holds: constants, arena, and what changes from step to step.
    pub memory_bytes: u64,
    /// Wrong claims, those of them that were not resolved as they were made, and those that were.
    pub faults: u64,
    /// Wrong claims found out.
    pub detected: u64,
    /// Wrong claims that were resolved: nobody, or nobody in time, disputed them.
    pub missed: u64,
    /// Right claims that came to something else. Anything but 0 is a fault of the game.
    pub overturned: u64,
    /// Seconds that the honest challengers computed for a claim, as a multiple of what native code takes alone.
    pub overhead: f64,
    /// Seconds that they computed for a disputed claim.
    pub dispute_computing: f64,
    /// Transactions lost, and blocks undone.
    pub network_faults: [u64; 2],
    /// Most bonds that an honest player had locked in a claim at once.
    pub locked: u64,
    /// Bonds lost in a disputed claim, and what of them was burnt: what an attack costs.
    pub bonds: [f64; 2],
    /// The longest time of a disputed claim, of what the rules allow.
    pub of_bound: f64,
}

impl System {
    pub(super) fn new(
        scenario: &Scenario,
        kind: Kind,
        heights: &[u32],
        outcomes: &[ClaimOutcome],
        last: u64,
    ) -> Self {
        let resolved: Vec<&ClaimOutcome> = outcomes.iter().filter(|outcome| outcome.resolved).collect();
        let disputed: Vec<&ClaimOutcome> = resolved.iter().copied().filter(|o| o.disputed).collect();
        let quiet: Vec<&ClaimOutcome> = resolved.iter().copied().filter(|o| !o.disputed).collect();
        let sum = |of: fn(&ClaimOutcome) -> u64| outcomes.iter().map(of).sum::<u64>();
        let arrived = sum(|o| o.moves) + sum(|o| o.refused);
        let (steps, instructions) = (scenario.model.steps, scenario.model.instructions);
        let native = (steps * instructions) as f64 / scenario.machines.native;
        let computed: f64 = outcomes.iter().map(|outcome| outcome.computed).sum();
        let model = &scenario.model;
        let memory = model.constants + model.arena * if kind == Kind::Ml { steps + 1 } else { 1 };
        let wrong = |faulty: bool| {
            resolved.iter().filter(|outcome| outcome.wrong && outcome.faulty == faulty).count() as u64
        };
        let faults = outcomes.iter().filter(|outcome| outcome.faulty).count() as u64;
        Self {
            kind,
            heights: heights.to_vec(),
            claims: outcomes.len() as u64,
            resolved: resolved.len() as u64,
            throughput_per_day: resolved.len() as f64 * 86_400.0 / last.max(1) as f64,
            response_seconds: times(&resolved),
            dispute_seconds: times(&disputed),
            error_rate: sum(|o| o.refused) as f64 / arrived.max(1) as f64,
            rounds: mean(disputed.iter().map(|outcome| outcome.moves as f64)),
            gas: [&quiet, &disputed].map(|part| mean(part.iter().map(|outcome| outcome.gas as f64))),
            bytes: [&quiet, &disputed].map(|part| mean(part.iter().map(|outcome| outcome.bytes as f64))),
            memory_bytes: memory,
            faults,
            detected: resolved.iter().filter(|outcome| outcome.faulty && !outcome.wrong).count() as u64,
            missed: wrong(true),
            overturned: wrong(false),
            overhead: computed / outcomes.len().max(1) as f64 / native.max(f64::MIN_POSITIVE),
            dispute_computing: mean(disputed.iter().map(|outcome| outcome.computed)),
            network_faults: [sum(|o| o.lost), sum(|o| o.reorganisations)],
            locked: outcomes.iter().map(|outcome| outcome.locked).max().unwrap_or(0),
            bonds: [
                mean(disputed.iter().map(|outcome| outcome.bonds_lost as f64)),
                mean(disputed.iter().map(|outcome| outcome.burnt)),
            ],
            of_bound: disputed.iter().map(|outcome| outcome.of_bound).fold(0.0, f64::max),
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0u64), |(sum, count), value| (sum + value, count + 1));
    sum / count.max(1) as f64
}

/// Mean, and the least that 95 of 100 are below.
fn times(outcomes: &[&ClaimOutcome]) -> [f64; 2] {
    let mut seconds: Vec<u64> = outcomes.iter().map(|outcome| outcome.seconds).collect();
    seconds.sort_unstable();
    let rank = (seconds.len() * 95).div_ceil(100).saturating_sub(1);
    [mean(seconds.iter().map(|s| *s as f64)), seconds.get(rank).copied().unwrap_or(0) as f64]
}
