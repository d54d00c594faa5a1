//! What is simulated: load, players, machines, network, times, prices. All times are in seconds.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Kind;
use crate::model::MAX_LAYERS;

/// Longest time that the run of a model may take, in seconds: times are added up as whole numbers.
const LONGEST: f64 = 1e12;

/// A scenario that makes no sense.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("scenario: {field} is {got}: {expected}")]
pub struct ScenarioError {
    /// The field.
    pub field: &'static str,
    /// Its value.
    pub got: f64,
    /// What it should be.
    pub expected: &'static str,
}

/// A scenario, as its TOML file has it. What is not given is as in the typical case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Seed of everything that is random.
    pub seed: u64,
    /// The claims.
    pub load: Load,
    /// What they are about.
    pub model: ModelLoad,
    /// Who plays.
    pub players: Players,
    /// What they play with.
    pub machines: Machines,
    /// What is between them and the chain.
    pub network: Network,
    /// Times and bond of the game.
    pub times: Times,
    /// What moves cost.
    pub gas: Gas,
}

/// When claims come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Load {
    /// Claims.
    pub claims: u32,
    /// Mean time between two of them; 0 for all at once.
    pub interval: f64,
    /// Which part of them is wrong.
    pub faulty: f64,
    /// Which part of the right ones is challenged nevertheless.
    pub griefed: f64,
}

impl Default for Load {
    fn default() -> Self {
        Self { claims: 100, interval: 600.0, faulty: 0.1, griefed: 0.05 }
    }
}

/// The model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelLoad {
    /// Steps.
    pub steps: u64,
    /// Instructions of the machine for the longest step.
    pub instructions: u64,
    /// Bytes of constants.
    pub constants: u64,
    /// Bytes of the arena.
    pub arena: u64,
    /// Bytes of the input.
    pub input: u64,
}

impl Default for ModelLoad {
    /// Our own MNIST model.
    fn default() -> Self {
        Self { steps: 6, instructions: 2_700_000, constants: 26_000, arena: 16_384, input: 784 }
    }
}

/// A way to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Plays on, with a lie about one instruction.
    Instruction,
    /// Claims, and never moves again.
    Silent,
    /// Moves in the last minutes only.
    Stalling,
}

/// Who plays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Players {
    /// Honest challengers, who check every claim.
    pub challengers: u32,
    /// Time until a challenger looks at something new.
    pub attention: f64,
    /// Claims that one challenger computes at a time.
    pub workers: u32,
    /// Liars who join each faulty or griefed claim, with a lie each.
    pub liars: u32,
    /// How they behave, in turns.
    pub faults: Vec<Fault>,
    /// Others for each liar, who tell the same lie of another place in the machine: they play below the topmost tournament.
    pub sybils: u32,
    /// Those who pay for the truth and never move, in each faulty or griefed claim.
    pub squatters: u32,
}

impl Default for Players {
    fn default() -> Self {
        let faults = vec![Fault::Instruction, Fault::Silent, Fault::Stalling];
        Self { challengers: 1, attention: 60.0, workers: 2, liars: 1, faults, sybils: 0, squatters: 0 }
    }
}

/// Speeds, in instructions of the machine a second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Machines {
    /// The fault-proof machine.
    pub machine: f64,
    /// Native code, in the instructions that the machine would take for the same.
    pub native: f64,
    /// Time to hash a state of the machine after a stride.
    pub state_hash: f64,
    /// Bytes a second that a snapshot of the arena is hashed at.
    pub snapshot: f64,
}

impl Default for Machines {
    /// As measured on one core for MNIST (docs/simulation.md).
    fn default() -> Self {
        Self { machine: 2.0e9, native: 2.0e10, state_hash: 2.0e-5, snapshot: 1.0e9 }
    }
}

/// Between players and chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// Mean time until a transaction is in a block.
    pub delay: f64,
    /// Which part of transactions gets lost.
    pub loss: f64,
    /// Time after which one that got lost is sent again.
    pub resend: f64,
    /// Chance that a transaction's block is undone.
    pub reorganisation: f64,
    /// Time that such a change takes back.
    pub depth: f64,
}

impl Default for Network {
    fn default() -> Self {
        Self { delay: 15.0, loss: 0.0, resend: 120.0, reorganisation: 0.0, depth: 36.0 }
    }
}

/// Times and bond of the game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Times {
    /// Seconds of a commitment in a tournament.
    pub allowance: u64,
    /// Seconds at least at the start of a turn.
    pub extension: u64,
    /// Bond, in wei.
    pub bond: u64,
    /// Most levels of one layer.
    pub max_height: u32,
}

impl Default for Times {
    fn default() -> Self {
        Self { allowance: 86_400, extension: 21_600, bond: 100_000_000_000_000_000, max_height: 12 }
    }
}

/// Gas of moves, as measured on the contract (docs/dispute-game.md).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gas {
    /// Opening a claim, without its input.
    pub open: u64,
    /// For each byte of the input.
    pub input_byte: u64,
    /// Joining a tournament.
    pub join: u64,
    /// A level down.
    pub advance: u64,
    /// Down to a step, above the last layer.
    pub seal: u64,
    /// Down to an instruction, and doing it.
    pub step: u64,
    /// Ending a match by what is below.
    pub settle: u64,
    /// Ending a match on time.
    pub timeout: u64,
    /// Noting the result.
    pub resolve: u64,
}

impl Default for Gas {
    fn default() -> Self {
        Self {
            open: 330_000,
            input_byte: 30,
            join: 215_000,
            advance: 51_000,
            seal: 187_000,
            step: 227_000,
            settle: 90_000,
            timeout: 80_000,
            resolve: 103_000,
        }
    }
}

impl Scenario {
    /// Refuses what cannot be simulated.
    ///
    /// # Errors
    /// [`ScenarioError`] that names the field.
    pub fn check(&self) -> Result<(), ScenarioError> {
        let part = "a part, from 0 to 1";
        let positive = "more than 0";
        let parts = [
            ("load.faulty", self.load.faulty),
            ("load.griefed", self.load.griefed),
            ("network.loss", self.network.loss),
            ("network.reorganisation", self.network.reorganisation),
        ];
        let times = [
            ("load.interval", self.load.interval),
            ("players.attention", self.players.attention),
            ("network.delay", self.network.delay),
            ("network.depth", self.network.depth),
            ("network.resend", self.network.resend),
            ("machines.state_hash", self.machines.state_hash),
        ];
        let speeds = [
            ("machines.machine", self.machines.machine),
            ("machines.native", self.machines.native),
            ("machines.snapshot", self.machines.snapshot),
        ];
        let counts = [
            ("load.claims", f64::from(self.load.claims), 1.0, 1e6, "1 to a million"),
            ("players.workers", f64::from(self.players.workers), 1.0, 1e6, "at least 1"),
            ("players.liars", f64::from(self.players.liars), 1.0, 64.0, "1 to 64"),
            ("players.sybils", f64::from(self.players.sybils), 0.0, 64.0, "up to 64"),
            ("players.squatters", f64::from(self.players.squatters), 0.0, 64.0, "up to 64"),
            ("players.challengers", f64::from(self.players.challengers), 0.0, 64.0, "up to 64"),
            ("players.faults", self.players.faults.len() as f64, 1.0, 64.0, "1 to 64 of them"),
            ("model.steps", self.model.steps as f64, 1.0, 1e6, "1 to a million"),
            ("model.instructions", self.model.instructions as f64, 1.0, 1e12, "1 to 10^12"),
            ("times.max_height", f64::from(self.times.max_height), 4.0, 16.0, "4 to 16"),
            (
                "times.extension",
                self.times.extension as f64,
                1.0,
                self.times.allowance as f64,
                "1 to allowance",
            ),
            ("times.allowance", self.times.allowance as f64, 1.0, 1e9, "up to 10^9"),
            ("model.arena", self.model.arena as f64, 0.0, 1e12, "up to 10^12"),
            ("model.input", self.model.input as f64, 0.0, 1e8, "up to 10^8"),
            ("gas.input_byte", self.gas.input_byte as f64, 0.0, 1e3, "up to 1,000"),
        ];
        let Gas { open, input_byte: _, join, advance, seal, step, settle, timeout, resolve } = self.gas;
        let gas = [
            ("gas.open", open),
            ("gas.join", join),
            ("gas.advance", advance),
            ("gas.seal", seal),
            ("gas.step", step),
            ("gas.settle", settle),
            ("gas.timeout", timeout),
            ("gas.resolve", resolve),
        ];
        let gas = gas.map(|(field, gas)| (field, gas as f64, 0.0, 1e8, "up to 10^8"));
        let fail = |field, got, expected| Err(ScenarioError { field, got, expected });
        if let Some((field, got)) =
            parts.into_iter().find(|(_, got)| !(0.0..=0.95).contains(got) && *got != 1.0)
        {
            return fail(field, got, part);
        }
        if self.network.loss > 0.95 {
            return fail("network.loss", self.network.loss, "at most 0.95: something has to arrive");
        }
        if let Some((field, got)) = times.into_iter().find(|(_, got)| !(0.0..1e9).contains(got)) {
            return fail(field, got, "a time");
        }
        if let Some((field, got)) = speeds.into_iter().find(|(_, got)| !(*got > 0.0 && got.is_finite())) {
            return fail(field, got, positive);
        }
        let mut counts = counts.into_iter().chain(gas);
        if let Some((field, got, .., expected)) =
            counts.find(|(_, got, low, high, _)| !(low..=high).contains(&got))
        {
            return fail(field, got, expected);
        }
        if self.heights(Kind::Plain).len() > MAX_LAYERS {
            return fail(
                "times.max_height",
                self.times.max_height.into(),
                "more: 8 layers, the model's among them, have room for all levels",
            );
        }
        let instructions = self.steps(Kind::Plain).1 as f64;
        let hashed = self.model.steps as f64 * self.model.arena as f64;
        let work = [
            ("machines.machine", instructions, self.machines.machine),
            ("machines.native", instructions, self.machines.native),
            ("machines.snapshot", hashed, self.machines.snapshot),
        ];
        match work.into_iter().find(|(_, work, speed)| *work / speed > LONGEST) {
            Some((field, _, speed)) => fail(field, speed, "more: a run takes less than 10^12 s"),
            None => Ok(()),
        }
    }

    /// Steps of the model and instructions of the longest, in a system.
    pub fn steps(&self, kind: Kind) -> (u64, u64) {
        let ModelLoad { steps, instructions, .. } = self.model;
        match kind {
            Kind::Plain => (1, steps.saturating_mul(instructions)),
            Kind::Ml => (steps, instructions),
        }
    }

    /// Heights of the layers in a system.
    pub fn heights(&self, kind: Kind) -> Vec<u32> {
        let (steps, instructions) = self.steps(kind);
        let log2 = |n: u64| n.next_power_of_two().ilog2().max(1);
        let (top, below) = (log2(steps), log2(instructions));
        let layers = below.div_ceil(self.times.max_height);
        let split = (0..layers).map(|layer| (below + layers - 1 - layer) / layers);
        std::iter::once(top).chain(split).collect()
    }
}
