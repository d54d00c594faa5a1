//! The simulation itself: a queue of events in time. Players wake, compute, and send; transactions arrive, or get lost,
//! or are undone with the blocks they are in.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::rc::Rc;

use super::claim::{Agent, Running, Sent, key};
use super::report::{ClaimOutcome, System};
use super::scenario::{Fault, Scenario, ScenarioError};
use super::synthetic::Synthetic;
use super::table::{Table, TableError, World};
use super::{Kind, Report};
use crate::player::{Board, Conduct, Move, PlayError, Player};
use crate::rules::{Game, Params};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;

/// Wakings of one player in one claim, after which it is a fault of the simulation that it is not over.
const MAX_WAKINGS: u32 = 100_000;
/// Names of players from which on they are liars, and those who pay for the truth.
const LIARS: u64 = 1 << 32;
const SQUATTERS: u64 = 1 << 16;
/// Seconds that players are late at most, for the bound on time: when what they wait for is over, until a call arrives.
const LATE: u64 = 3_600;
/// Time to which players who stall wait before the end of their clock.
const STALL: u64 = 900;

/// What happens next. Ordered by time, then by the order in which it was decided.
type Event = Reverse<(u64, u64, What)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A claim is made.
    Open(usize),
    /// A player of a claim looks.
    Wake(usize, usize),
    /// A transaction of a claim arrives.
    Arrive(usize, usize),
}

struct Engine<'a> {
    scenario: &'a Scenario,
    kind: Kind,
    random: ChaCha8Rng,
    queue: BinaryHeap<Event>,
    order: u64,
    claims: Vec<Option<Running>>,
    /// When each worker of each honest challenger is free.
    workers: Vec<Vec<u64>>,
    heights: Vec<u32>,
}

/// Puts the scenario's load on both systems.
///
/// # Errors
/// [`ScenarioError`].
pub fn simulate(scenario: &Scenario, progress: impl Fn(Kind, usize, usize)) -> Result<Report, ScenarioError> {
    scenario.check()?;
    let systems =
        [Kind::Plain, Kind::Ml].map(|kind| run(scenario, kind, |done, all| progress(kind, done, all)));
    Ok(Report { scenario: scenario.clone(), systems: systems.into() })
}

fn run(scenario: &Scenario, kind: Kind, progress: impl Fn(usize, usize)) -> System {
    let count = scenario.load.claims as usize;
    let challengers = scenario.players.challengers as usize;
    let mut engine = Engine {
        scenario,
        kind,
        random: ChaCha8Rng::seed_from_u64(scenario.seed),
        queue: BinaryHeap::new(),
        order: 0,
        claims: (0..count).map(|_| None).collect(),
        workers: vec![vec![0; scenario.players.workers as usize]; challengers],
        heights: scenario.heights(kind),
    };
    // The load is drawn apart, so that it is the same for both systems.
    let mut load = ChaCha8Rng::seed_from_u64(scenario.seed);
    let mut time = 0.0;
    for claim in 0..count {
        engine.push(time as u64, What::Open(claim));
        time += exponential(&mut load, scenario.load.interval);
    }
    let (mut outcomes, mut last) = (vec![ClaimOutcome::default(); count], 0);
    let mut done = 0;
    while let Some(Reverse((now, _, what))) = engine.queue.pop() {
        last = now;
        let claim = match what {
            What::Open(claim) => {
                engine.open(now, claim);
                claim
            }
            What::Wake(claim, agent) => {
                engine.wake(now, claim, agent);
                claim
            }
            What::Arrive(claim, sent) => {
                engine.arrive(now, claim, sent);
                claim
            }
        };
        if let Some(outcome) = engine.finish(now, claim) {
            outcomes[claim] = outcome;
            done += 1;
            progress(done, count);
        }
    }
    // What is left has come to no end.
    for (claim, running) in engine.claims.iter_mut().enumerate() {
        if let Some(running) = running.take() {
            outcomes[claim] = running.outcome;
        }
    }
    System::new(scenario, kind, &engine.heights, &outcomes, last)
}

impl Engine<'_> {
    fn push(&mut self, time: u64, what: What) {
        self.order += 1;
        self.queue.push(Reverse((time, self.order, what)));
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        exponential(&mut self.random, mean)
    }

    fn delay(&mut self) -> u64 {
        1 + self.exponential(self.scenario.network.delay) as u64
    }

    /// Time to compute the history at a place, and what its layer's owner needs for it.
    fn computing(&self, place: &[u64]) -> f64 {
        let (machines, model) = (&self.scenario.machines, &self.scenario.model);
        let (steps, instructions) = self.scenario.steps(self.kind);
        let states = |height: u32| (1u64 << height) as f64 * machines.state_hash;
        match (place.len(), self.kind) {
            (0, Kind::Ml) => {
                let all = (steps * instructions) as f64;
                all / machines.native + steps as f64 * model.arena as f64 / machines.snapshot
            }
            (0, Kind::Plain) => instructions as f64 / machines.machine + machines.state_hash,
            (layer, _) => {
                // From the start of the model step to the end of what the tournament is about.
                let inside = place[1..].iter().zip(1..).map(|(step, layer): (&u64, usize)| {
                    step << self.heights[layer + 1..].iter().sum::<u32>()
                });
                let width = 1u64 << self.heights[layer..].iter().sum::<u32>();
                let end = inside.sum::<u64>().saturating_add(width).min(instructions);
                end as f64 / machines.machine + states(self.heights[layer])
            }
        }
    }

    fn open(&mut self, now: u64, claim: usize) {
        let scenario = self.scenario;
        let (steps, instructions) = scenario.steps(self.kind);
        let truth = Synthetic {
            seed: claim as u64,
            lie: None,
            heights: self.heights.clone(),
            lengths: [steps, instructions],
        };
        let mut load = ChaCha8Rng::seed_from_u64(scenario.seed);
        load.set_stream(1 + claim as u64);
        let faulty = load.gen_bool(scenario.load.faulty);
        let griefed = !faulty && load.gen_bool(scenario.load.griefed);
        let id: Hash = keccak256(&(claim as u64).to_be_bytes());
        let params = Params {
            allowance: scenario.times.allowance,
            extension: scenario.times.extension,
            bond: scenario.times.bond.into(),
            gas_price: 0,
            heights: self.heights.clone(),
            step_layers: 1,
        };
        let game = Game::new(params).expect("a scenario that was checked");
        let world = World { game, referee: truth.clone(), claim: id, now, money: HashMap::new() };
        let world = Rc::new(RefCell::new(world));
        let liars = if faulty || griefed { scenario.players.liars as usize } else { 0 };
        let mut agents = Vec::new();
        let a: u32 = self.heights[1..].iter().sum();
        for liar in 0..liars {
            // The same part of the whole run in both systems.
            let part = load.gen_range(0.0..1.0) * steps as f64;
            let step = (part as u64).min(steps - 1);
            let inside = (((part - step as f64) * instructions as f64) as u64).min(instructions - 1);
            let conduct = match scenario.players.faults[(claim + liar) % scenario.players.faults.len()] {
                Fault::Instruction => Conduct::Prompt,
                Fault::Silent => Conduct::Silent,
                Fault::Stalling => Conduct::Stalling(STALL),
            };
            for sybil in 0..=u64::from(scenario.players.sybils) {
                // Elsewhere in the same step.
                let at = (step << a) + (inside + sybil * instructions / 7) % instructions;
                let belief = Synthetic { lie: Some((at, 1 + liar as u64)), ..truth.clone() };
                let name = LIARS + (liar as u64) * (1 + u64::from(scenario.players.sybils)) + sybil;
                agents.push(self.agent(&world, name, belief, conduct, None));
            }
        }
        let squatters = if liars > 0 { u64::from(scenario.players.squatters) } else { 0 };
        for squatter in 0..squatters {
            let mut agent = self.agent(&world, SQUATTERS + squatter, truth.clone(), Conduct::Silent, None);
            agent.player.tidy = false;
            agents.push(agent);
        }
        if !faulty {
            // The honest proposer of a right claim also defends it.
            agents.insert(0, self.agent(&world, 1, truth.clone(), Conduct::Prompt, None));
        }
        for challenger in 0..scenario.players.challengers as usize {
            let entity = Some(challenger);
            agents.push(self.agent(&world, 10 + challenger as u64, truth.clone(), Conduct::Prompt, entity));
        }
        let opened = agents[0].player.open(&[]);
        let mut outcome = ClaimOutcome { faulty, ..ClaimOutcome::default() };
        let gas = &scenario.gas;
        outcome.gas = gas.open + gas.input_byte * scenario.model.input;
        outcome.bytes = 260 + 32 * u64::from(self.heights[0]) + 2_000 + scenario.model.input;
        outcome.moves = 1;
        if opened.is_err() {
            outcome.errors += 1;
        }
        let count = agents.len();
        let layers = self.heights.len();
        self.claims[claim] = Some(Running {
            world,
            agents,
            sent: Vec::new(),
            recent: Vec::new(),
            outcome,
            opened: now,
            layers,
        });
        for agent in 0..count {
            self.schedule(now, claim, agent, None);
        }
    }

    fn agent(
        &self,
        world: &Rc<RefCell<World>>,
        name: u64,
        belief: Synthetic,
        conduct: Conduct,
        entity: Option<usize>,
    ) -> Agent {
        let mut player = [0; 20];
        player[12..].copy_from_slice(&name.to_be_bytes());
        let honest = belief.lie.is_none();
        if honest {
            // A bond a layer is what it takes.
            let mut world = world.borrow_mut();
            let bonds = world.game.params().bond.saturating_mul(self.heights.len() as u128);
            world.money.insert(player, bonds);
        }
        let mut player = Player::new(Table { world: Rc::clone(world), player }, belief);
        (player.conduct, player.tidy) = (conduct, honest);
        Agent { player, entity, sent: HashSet::new(), known: HashSet::new(), waking: None, wakings: 0 }
    }

    /// Has a player look at a time, or as soon as it pays attention.
    fn schedule(&mut self, now: u64, claim: usize, agent: usize, at: Option<u64>) {
        let attention = self.exponential(self.scenario.players.attention) as u64;
        let time = at.unwrap_or(now + 1 + attention);
        let Some(running) = &mut self.claims[claim] else { return };
        let agent_ = &mut running.agents[agent];
        if agent_.waking.is_none_or(|waking| waking > time || waking <= now) {
            agent_.waking = Some(time);
            self.push(time, What::Wake(claim, agent));
        }
    }

    fn wake(&mut self, now: u64, claim: usize, agent: usize) {
        let Some(mut running) = self.claims[claim].take() else { return };
        let me = &mut running.agents[agent];
        if me.waking != Some(now) {
            self.claims[claim] = Some(running);
            return;
        }
        (me.waking, me.wakings) = (None, me.wakings + 1);
        running.world.borrow_mut().now = now;
        let id = running.world.borrow().claim;
        let moves: Result<_, PlayError<TableError>> = me.player.moves(&id);
        let mut sent = Vec::new();
        if me.wakings > MAX_WAKINGS || moves.is_err() {
            running.outcome.errors += 1;
        } else {
            for (what, place) in moves.unwrap_or_default() {
                let key = key(&what);
                if !me.sent.insert(key.clone()) {
                    continue;
                }
                let mut ready = now;
                let needs = matches!(what, Move::Join { .. } | Move::Advance { .. } | Move::Seal { .. });
                if needs && me.known.insert(place.clone()) {
                    let seconds = self.computing(&place);
                    ready = match me.entity {
                        Some(entity) => {
                            running.outcome.computed += seconds;
                            let free = self.workers[entity].iter_mut().min().expect("at least one worker");
                            *free = (*free).max(now) + seconds.ceil() as u64;
                            *free
                        }
                        None => now + seconds.ceil() as u64,
                    };
                }
                sent.push((ready, Sent { agent, what, key, lost: false }));
            }
        }
        let end = running.world.borrow().next_end();
        self.claims[claim] = Some(running);
        for (ready, mut move_) in sent {
            move_.lost = self.random.gen_bool(self.scenario.network.loss);
            let wait = if move_.lost { self.scenario.network.resend as u64 + 1 } else { self.delay() };
            self.send(ready + wait, claim, move_);
        }
        if let Some(end) = end {
            let late = self.exponential(self.scenario.players.attention) as u64;
            self.schedule(now, claim, agent, Some(end + 1 + late));
            // Who stalls looks again before the end.
            let stalls = |agent: &Agent| matches!(agent.player.conduct, Conduct::Stalling(_));
            if end > now + STALL && self.claims[claim].as_ref().is_some_and(|r| stalls(&r.agents[agent])) {
                self.schedule(now, claim, agent, Some(end - STALL));
            }
        }
    }

    fn send(&mut self, time: u64, claim: usize, sent: Sent) {
        let Some(running) = &mut self.claims[claim] else { return };
        running.sent.push(sent);
        let index = running.sent.len() - 1;
        self.push(time, What::Arrive(claim, index));
    }

    fn arrive(&mut self, now: u64, claim: usize, index: usize) {
        let Some(mut running) = self.claims[claim].take() else { return };
        let sent = running.sent[index].clone();
        running.agents[sent.agent].sent.remove(&sent.key);
        if sent.lost {
            running.outcome.lost += 1;
        } else {
            let before = running.world.borrow().clone();
            running.world.borrow_mut().now = now;
            match running.agents[sent.agent].player.board.play(&sent.what) {
                Ok(_) => {
                    running.outcome.note(&sent.what, &self.scenario.gas, &self.heights, running.layers);
                    let world = running.world.borrow();
                    let most = world.money.keys().map(|player| world.view(*player).locked() as u64).max();
                    running.outcome.locked = running.outcome.locked.max(most.unwrap_or(0));
                    drop(world);
                    let depth = self.scenario.network.depth as u64;
                    running.recent.retain(|(time, ..)| time + depth > now);
                    running.recent.push((now, index, before));
                }
                Err(_) => running.outcome.refused += 1,
            }
        }
        let undone = !running.recent.is_empty() && self.random.gen_bool(self.scenario.network.reorganisation);
        let again = if undone { std::mem::take(&mut running.recent) } else { Vec::new() };
        if let Some((_, _, before)) = again.first() {
            running.outcome.reorganisations += 1;
            *running.world.borrow_mut() = World { now, ..before.clone() };
        }
        let agents = running.agents.len();
        let moves: Vec<Sent> = again.iter().map(|(_, index, _)| running.sent[*index].clone()).collect();
        self.claims[claim] = Some(running);
        // What was undone is in the pool again, in whatever order.
        for sent in moves {
            let wait = self.delay();
            self.send(now + wait, claim, sent);
        }
        for agent in 0..agents {
            self.schedule(now, claim, agent, None);
        }
    }

    /// The outcome of a claim that has just been resolved.
    fn finish(&mut self, now: u64, claim: usize) -> Option<ClaimOutcome> {
        let running = self.claims[claim].as_ref()?;
        let (result, id) = {
            let world = running.world.borrow();
            (world.game.result(&world.claim), world.claim)
        };
        let result = result?;
        let mut running = self.claims[claim].take()?;
        let world = running.world.borrow();
        let mut truth = world.referee.clone();
        let top = crate::player::Belief::history(&mut truth, &[]).ok()?;
        let tournament = &world.game.tournaments()[&id];
        let caught = tournament.commitments.values().any(|commitment| commitment.out);
        let all = || world.game.tournaments().values().flat_map(|t| t.commitments.values());
        running.outcome.bonds_lost = all().filter(|commitment| commitment.out).count() as u64;
        let (bonds, bond) = (world.game.bonds(), world.game.params().bond.max(1));
        running.outcome.burnt = bonds.burnt() as f64 / bond as f64;
        let most = world.game.tournaments().values().map(|t| t.commitments.len() as u64).max().unwrap_or(0);
        let bound = world.game.params().bound(most, LATE);
        running.outcome.of_bound = (now - running.opened) as f64 / bound as f64;
        running.outcome.resolved = true;
        running.outcome.wrong = result != top.last();
        running.outcome.disputed = caught || tournament.commitments.len() > 1;
        running.outcome.seconds = now - running.opened;
        Some(running.outcome)
    }
}

/// A time until something happens that happens at random, once in so many seconds.
fn exponential(random: &mut ChaCha8Rng, mean: f64) -> f64 {
    -mean * (1.0 - random.r#gen::<f64>()).ln()
}
