//! The contract against the rules in Rust: random calls, right ones and wrong ones, are accepted by both or refused by
//! both under the same name, give the same events, and leave the same tournaments, matches, clocks and money.

use crate::dispute_players::*;
use crate::toy::input;
use contracts::ContractError;
use contracts::game::{Call, Entry, Event, Pairing, Phase};
use dispute::rules::{self, Game, Move, Params, Referee, RuleError};
use fault_proof_vm::arena::detach;
use fault_proof_vm::host::NoHost;
use fault_proof_vm::state::{STATE_BYTES, Witness};
use fault_proof_vm::{Hash, step_witness};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// The real machine, for the rules. Evidence is the packed state and the step's proof.
impl Referee for Truth {
    fn attach(&self, agreed: &Hash) -> Hash {
        self.slow.model().attach(*agreed).unwrap()
    }

    fn detach(&self, last: &Hash, witness: &[u8], step: u64) -> Option<Hash> {
        let (state, rest) = witness.split_at_checked(STATE_BYTES)?;
        let state = Witness::decode(state).ok().filter(|state| state.hash() == *last)?;
        let k = self.slow.model().template.log2_size;
        let nodes = rest.as_chunks::<32>().0;
        let ended_well = state.control.exited && state.control.exit_code == 0;
        let expected = if ended_well { 32 * (65 - k as usize) } else { 0 };
        let (arena, siblings) = nodes.split_first().map_or(([0; 32], nodes), |(first, rest)| (*first, rest));
        let detached = detach(&state, step, k, arena, siblings).ok()?;
        (rest.len() == expected).then(|| detached.root())
    }

    fn step(&self, agreed: &Hash, evidence: &[u8]) -> Option<Hash> {
        let (state, proof) = evidence.split_at_checked(STATE_BYTES)?;
        Witness::decode(state).ok().filter(|state| state.hash() == *agreed)?;
        Some(step_witness(state, proof, &mut NoHost).ok()?.hash())
    }
}

/// What the players of a game might say.
fn lies() -> Vec<Option<Lie>> {
    let coded = Lie { ending: Ending::Code(9), ..Lie::at(2, 3, 4) };
    let garbage = Lie { garbage: Some((1, 1, 2)), ..Lie::at(4, 8, 8) };
    let lies = [Lie::at(2, 3, 4), Lie::at(2, 3, 9), coded, garbage, Lie::at(6, 0, 0)];
    [None, None].into_iter().chain(lies.map(Some)).collect()
}

/// Two games that are to be one.
struct Both {
    table: Table,
    rules: Game,
    random: ChaCha8Rng,
    /// The steps above each tournament.
    paths: BTreeMap<Hash, Vec<u64>>,
    pairings: Vec<Pairing>,
    /// Histories by tournament and commitment.
    trees: BTreeMap<(Hash, Hash), Tree>,
    /// Calls that were accepted, and names of refusals.
    seen: BTreeMap<String, usize>,
}

impl Both {
    fn new(seed: u64) -> Self {
        let truth = Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]));
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let opener = Player { lie: *lies().choose(&mut random).unwrap(), ..Player::honest() };
        let table = Table::new(truth, &opener);
        let params = Params {
            allowance: SETTINGS.allowance,
            extension: SETTINGS.extension,
            bond: SETTINGS.bond.into(),
            heights: HEIGHTS.to_vec(),
        };
        let mut rules = Game::new(params).unwrap();
        let tree = table.truth.tree(&[], opener.lie.as_ref());
        let Entry { left, right, last, proof } = tree.entry();
        let (claim, start) = (table.claim, table.truth.states[0]);
        let now = 1_700_000_000;
        rules.open(now, opener.account.into(), claim, start, [left, right], last, &proof).unwrap();
        let paths = BTreeMap::from([(claim, Vec::new())]);
        let trees = BTreeMap::from([((claim, tree.root()), tree)]);
        Self { table, rules, random, paths, pairings: Vec::new(), trees, seen: BTreeMap::new() }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.choose(&mut self.random).cloned()
    }

    /// A history for a tournament, most often one that may join, and the witness.
    fn history(&mut self, tournament: Hash) -> (Tree, Vec<u8>) {
        let path = self.paths[&tournament].clone();
        let lie = self.pick(&lies()).unwrap();
        let mut tree = self.table.truth.tree(&path, lie.as_ref());
        let witness = match path[..] {
            [step] => {
                let lie = lie.filter(|lie| lie.at[0] == step);
                self.table.truth.last(step, lie.map(|lie| lie.ending)).1
            }
            _ => Vec::new(),
        };
        if self.random.gen_bool(0.3) {
            // One that says the same in the end, and something of its own before.
            let mut states = tree.0[0].clone();
            let record = self.table.game.tournament(&tournament).unwrap().unwrap();
            let at = self.random.gen_range(0..states.len());
            let last = states.len() - 1;
            states[at..last].iter_mut().for_each(|state| *state = self.random.r#gen());
            if path.len() > 1 {
                states[last] = record.states[self.random.gen_range(0..2)];
            }
            tree = Tree::new(states, None);
        }
        (tree, witness)
    }

    /// A call that may be right.
    fn call(&mut self) -> Call {
        // Those that are over are tried now and then.
        let all = self.random.gen_bool(0.1);
        let now = self.table.game.evm.time();
        let mut tournaments: Vec<Hash> = self.rules.tournaments().keys().copied().collect();
        tournaments.retain(|id| all || now < self.rules.tournaments()[id].closes);
        if tournaments.is_empty() {
            tournaments.push(self.table.claim);
        }
        let mut live = self.pairings.clone();
        live.retain(|pairing| all || self.rules.matches().contains_key(&pairing.id()));
        let mut moving = live.clone();
        moving.retain(|pairing| all || self.rules.matches().get(&pairing.id()).is_some_and(|m| !m.sealed));
        loop {
            match self.random.gen_range(0..12) {
                0..=2 => {
                    let tournament = self.pick(&tournaments).unwrap();
                    let (tree, witness) = self.history(tournament);
                    self.trees.insert((tournament, tree.root()), tree.clone());
                    return Call::Join { tournament, entry: tree.entry(), witness };
                }
                3..=8 => {
                    let Some(pairing) = self.pick(&moving) else { continue };
                    let mut record = self.table.game.matched(&pairing).unwrap().unwrap();
                    if self.random.gen_bool(0.05) {
                        record.turn ^= 1;
                    }
                    let root = if record.turn == 0 { pairing.one } else { pairing.two };
                    let tree = self.trees[&(pairing.tournament, root)].clone();
                    if record.height == 0 {
                        continue;
                    }
                    let path = self.paths[&pairing.tournament].clone();
                    if let Some(call) = step(&self.table.truth, &path, &tree, pairing, &record) {
                        return call;
                    }
                }
                9 => {
                    return Call::Settle(self.pick(&live).unwrap_or(Pairing {
                        tournament: [9; 32],
                        one: [1; 32],
                        two: [2; 32],
                    }));
                }
                10 => {
                    let Some(pairing) = self.pick(&live) else { continue };
                    return Call::Timeout(pairing);
                }
                11 if self.random.gen_bool(0.5) => continue,
                _ if self.random.gen_bool(0.3) => return Call::Resolve(self.pick(&tournaments).unwrap()),
                _ => return Call::Withdraw,
            }
        }
    }

    /// Bends one thing in a call.
    fn bend(&mut self, call: &mut Call) {
        let bit = 1u8 << self.random.gen_range(0..8);
        let at = self.random.gen_range(0..32);
        let field = self.random.gen_range(0..6);
        let second = self.random.gen_range(0..2);
        let bytes = |bytes: &mut Vec<u8>, at: usize| match bytes.len() {
            0 => bytes.push(bit),
            length if at == 31 => bytes.truncate(length - 1),
            length => bytes[at * 1009 % length] ^= bit,
        };
        let list = |list: &mut Vec<Hash>| match list.len() {
            0 => list.push([bit; 32]),
            length if at < 8 => list.truncate(length - 1),
            length => list[at % length][at] ^= bit,
        };
        match call {
            Call::Join { tournament, entry, witness } => match field {
                0 => tournament[at] ^= bit,
                1 => entry.left[at] ^= bit,
                2 => entry.right[at] ^= bit,
                3 => entry.last[at] ^= bit,
                4 => list(&mut entry.proof),
                _ => bytes(witness, at),
            },
            Call::Advance { pairing, children, below } => match field {
                0 => pairing.two[at] ^= bit,
                1..=3 => children[second][at] ^= bit,
                _ => below[second][at] ^= bit,
            },
            Call::Seal { pairing, children, agreed, proof, evidence, .. } => match field {
                0 => pairing.one[at] ^= bit,
                1 => children[second][at] ^= bit,
                2 => agreed[at] ^= bit,
                3 => list(proof),
                _ => bytes(evidence, at),
            },
            Call::Settle(pairing) | Call::Timeout(pairing) => pairing.one[at] ^= bit,
            Call::Resolve(claim) => claim[at] ^= bit,
            Call::Open { .. } | Call::Withdraw => {}
        }
    }

    /// The same call of the rules.
    fn translate(call: &Call) -> Move {
        match call.clone() {
            Call::Join { tournament, entry: Entry { left, right, last, proof }, witness } => {
                Move::Join { tournament, children: [left, right], last, proof, witness }
            }
            Call::Advance { pairing, children, below } => Move::Advance { id: pairing.id(), children, below },
            Call::Seal { pairing, children, agreed, proof, data, evidence } => {
                // The model's bytes are none of the rules' business.
                let state = if data.len() == STATE_BYTES { data } else { Vec::new() };
                let evidence = [state, evidence].concat();
                Move::Seal { id: pairing.id(), children, agreed, proof, evidence }
            }
            Call::Settle(pairing) => Move::Settle { id: pairing.id() },
            Call::Timeout(pairing) => Move::Timeout { id: pairing.id() },
            Call::Resolve(claim) => Move::Resolve { claim },
            Call::Withdraw => Move::Withdraw,
            Call::Open { .. } => panic!("the claim is made"),
        }
    }

    /// Makes a call in both.
    fn play(&mut self, player: u8, call: &Call) {
        let now = self.table.game.evm.time();
        let player = account(player);
        let before = self.table.events.len();
        let mut after = self.rules.clone();
        let ours = after.play(&self.table.truth, now, player.into(), &Self::translate(call));
        let theirs = self.table.call(player, call);
        match (ours, theirs) {
            (Ok(ours), Ok(())) => {
                self.rules = after;
                let theirs = self.table.events[before..].to_vec();
                let translated: Vec<rules::Event> = theirs.iter().map(|event| self.event(event)).collect();
                assert_eq!(without_agreed(ours), translated, "{call:?}");
                for event in theirs {
                    self.note(&event);
                }
                *self.seen.entry(kind(call)).or_default() += 1;
            }
            (Err(ours), Err(ContractError::Revert { reason, .. })) => {
                let name = name(&ours);
                // What is wrong with evidence, the step contract says more exactly.
                let shown = name == "WrongState" && matches!(call, Call::Seal { .. });
                assert!(name == reason || shown, "{name}, {reason}: {call:?}");
                *self.seen.entry(name).or_default() += 1;
            }
            (ours, theirs) => panic!("{ours:?}, but the contract {theirs:?}: {call:?}"),
        }
    }

    /// The contract's event as the rules have it. They do not tell what `without_agreed` takes away.
    fn event(&mut self, event: &Event) -> rules::Event {
        let agreed = [0; 32];
        match event.clone() {
            Event::Joined { tournament, commitment, payer, last, left, right } => {
                assert_eq!(fault_proof_vm::keccak::hash_pair(&left, &right), commitment);
                rules::Event::Joined { tournament, commitment, payer: payer.into(), last }
            }
            Event::Matched { tournament, id, one, two } => {
                rules::Event::Matched { tournament, id, sides: [one, two] }
            }
            Event::Advanced { id, height, position, .. } => {
                rules::Event::Advanced { id, height: height as u32, position }
            }
            Event::Sealed { id, position, start, state_one, state_two, .. } => {
                let step = rules::Sealed { agreed, states: [state_one, state_two], position };
                rules::Event::Sealed { id, step, start }
            }
            Event::Stepped { id, position, end, .. } => {
                let step = rules::Sealed { agreed, states: [[0; 32]; 2], position };
                rules::Event::Stepped { id, step, end }
            }
            Event::Settled { id, winner } => rules::Event::Settled { id, winner },
            Event::Won { id, winner, loser, .. } => rules::Event::Won { id, winner, loser },
            Event::Eliminated { id, .. } => rules::Event::Eliminated { id },
            Event::Resolved { claim, winner, last } => rules::Event::Resolved { claim, winner, last },
            Event::Withdrawn { owner, amount } => rules::Event::Withdrawn { owner: owner.into(), amount },
            Event::Opened { .. } => panic!("the claim is made"),
        }
    }

    /// What later calls need.
    fn note(&mut self, event: &Event) {
        match *event {
            Event::Matched { tournament, one, two, .. } => {
                self.pairings.push(Pairing { tournament, one, two });
            }
            Event::Sealed { id, position, .. } => {
                let pairing = self.pairings.iter().find(|pairing| pairing.id() == id).unwrap();
                let path = [&self.paths[&pairing.tournament][..], &[position]].concat();
                self.paths.insert(id, path);
            }
            _ => {}
        }
    }

    /// Everything that both keep.
    fn compare(&mut self) {
        let game = &mut self.table.game;
        assert_eq!(
            self.rules.tournaments().keys().collect::<Vec<_>>(),
            self.paths.keys().collect::<Vec<_>>()
        );
        for (id, ours) in self.rules.tournaments() {
            let theirs = game.tournament(id).unwrap().unwrap();
            assert_eq!(
                (ours.layer as u64, ours.start, ours.closes, ours.waiting, u64::from(ours.matches)),
                (
                    theirs.layer,
                    theirs.start,
                    theirs.opened + SETTINGS.allowance,
                    theirs.waiting,
                    theirs.matches
                )
            );
            if let Some(question) = &ours.question {
                assert_eq!((question.states, question.step), (theirs.states, theirs.model_step));
            }
            for (root, ours) in &ours.commitments {
                let theirs = game.commitment(id, root).unwrap().unwrap();
                assert_eq!(
                    (ours.payer, [ours.left, ours.right], ours.out),
                    (theirs.payer.into(), theirs.children, theirs.out)
                );
                assert_eq!(ours.side.map_or(0, |side| side as u64), theirs.side);
            }
            if let Some(root) = &ours.waiting {
                let clock = game.commitment(id, root).unwrap().unwrap().clock;
                assert_eq!(ours.commitments[root].clock.left(), clock);
            }
        }
        let mut open = 0;
        for pairing in &self.pairings {
            let theirs = game.matched(pairing).unwrap().unwrap();
            let Some(ours) = self.rules.matches().get(&pairing.id()) else {
                assert_eq!(theirs.phase, Phase::Over);
                continue;
            };
            open += 1;
            assert_eq!(theirs.phase, if ours.sealed { Phase::Sealed } else { Phase::Open });
            assert_eq!(
                (ours.other, [ours.left, ours.right], u64::from(ours.height), ours.turn as u64),
                (theirs.other, theirs.children, theirs.height, theirs.turn)
            );
            let tournament = &self.rules.tournaments()[&pairing.tournament];
            let clocks = [pairing.one, pairing.two].map(|root| tournament.commitments[&root].clock);
            assert_eq!(clocks.map(|clock| clock.left()), theirs.clocks);
            if !ours.sealed {
                assert_eq!(ours.position, theirs.position);
                assert_eq!(self.rules.deadline(&pairing.id()), Some(theirs.deadline()));
            }
        }
        assert_eq!(open, self.rules.matches().len());
        let bonds = self.rules.bonds();
        assert!(bonds.balanced());
        assert_eq!(bonds.burnt(), game.burnt().unwrap());
        for number in 1..=8 {
            assert_eq!(bonds.credit(&account(number).into()), game.credit(&account(number)).unwrap());
        }
        let result = game.claim(&self.table.claim).unwrap().unwrap().result;
        assert_eq!(self.rules.result(&self.table.claim), result.map(|(_, last)| last));
    }

    /// Lets some time pass, now and then just as much as a clock has.
    fn wait(&mut self) {
        let now = self.table.game.evm.time();
        let ends: Vec<u64> = self
            .rules
            .tournaments()
            .values()
            .map(|tournament| tournament.closes)
            .chain(self.pairings.iter().filter_map(|pairing| self.rules.deadline(&pairing.id())))
            .flat_map(|end| [end - 1, end])
            .filter(|end| *end > now)
            .collect();
        // The next end more often than others, so that games last.
        let next = ends.iter().min().copied().unwrap_or(now + 1);
        let time = match self.random.gen_range(0..200) {
            0 => self.pick(&ends).unwrap_or(now + 1),
            1..=4 => next,
            5..=20 => now + self.random.gen_range(0..2 * SETTINGS.extension),
            _ => now + self.random.gen_range(0..4),
        };
        self.table.game.evm.set_time(time);
    }
}

fn name(error: &RuleError) -> String {
    format!("{error:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}

fn kind(call: &Call) -> String {
    format!("{call:?}").chars().take_while(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// The rules' events without the agreed states, which the contract's log has only as start of what follows.
fn without_agreed(mut events: Vec<rules::Event>) -> Vec<rules::Event> {
    for event in &mut events {
        match event {
            rules::Event::Sealed { step, .. } => step.agreed = [0; 32],
            rules::Event::Stepped { step, .. } => (step.agreed, step.states) = ([0; 32], [[0; 32]; 2]),
            _ => {}
        }
    }
    events
}

/// Plays so many games of so many calls; what was seen.
fn games(first: u64, count: u64, calls: usize) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for seed in first..first + count {
        let mut both = Both::new(seed);
        for _ in 0..calls {
            both.wait();
            let mut call = both.call();
            if both.random.gen_bool(0.15) {
                both.bend(&mut call);
            }
            let player = both.random.gen_range(1..=8);
            both.play(player, &call);
            both.compare();
            if both.rules.result(&both.table.claim).is_some() && both.random.gen_bool(0.1) {
                break;
            }
        }
        for (name, count) in both.seen {
            *seen.entry(name).or_default() += count;
        }
    }
    println!("{seen:?}");
    seen
}

#[test]
fn contract_and_rules_agree() {
    let seen = games(0, 40, 300);
    for name in [
        "join",
        "advance",
        "seal",
        "settle",
        "timeout",
        "withdraw",
        "TooLate",
        "AlreadyJoined",
        "WrongProof",
        "WrongWitness",
        "WrongFinal",
        "WrongData",
        "WrongChildren",
        "NotOpen",
        "NotSealed",
        "NotOver",
        "NoTournament",
    ] {
        assert!(seen.contains_key(name), "{name}: {seen:?}");
    }
}

#[test]
#[ignore = "many random games, minutes; run by make test-deep"]
fn many_games() {
    games(1000, 2000, 400);
}
