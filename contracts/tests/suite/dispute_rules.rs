//! The contract against the rules in Rust: random calls, right ones and wrong ones, are accepted by both or refused by
//! both under the same name, give the same events, and leave the same tournaments, matches, clocks and money.

use crate::dispute_players::*;
use crate::dispute_proofs::terms;
use crate::dispute_random::lies;
use crate::dispute_truth::*;
use crate::toy::{INPUTS, OUTPUTS, input};
use contracts::ContractError;
use contracts::game::{Call, Entry, Event, Pairing, Phase};
use dispute::model::Region;
use dispute::rules::{self, Game, Move, Params, Referee, RuleError};
use dispute::source::{Source, chunks};
use fault_proof_vm::arena::{ARENA_BASE, Header, detach};
use fault_proof_vm::host::NoHost;
use fault_proof_vm::merkle::{LEAF_LOG2, climb, subtree_root};
use fault_proof_vm::state::{STATE_BYTES, Witness};
use fault_proof_vm::{Hash, step_witness};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

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

    /// Evidence are public values, if all that a proof takes is right.
    fn proof(&self, start: &Hash, evidence: &[u8]) -> Option<[Hash; 2]> {
        let model = self.slow.model();
        let [inputs, outputs] = terms().regions(evidence, [INPUTS.log2_size, OUTPUTS.log2_size]).ok()?;
        model.start(&inputs).ok().filter(|shown| shown == start)?;
        let root = subtree_root(&outputs, OUTPUTS.log2_size).ok()?;
        let result = model.done(&outputs).ok()?.subtree_root(ARENA_BASE, model.template.log2_size).ok()?;
        Some([root, result])
    }

    /// Evidence are the root of the only chunk as the claim said it, and as it is.
    fn differs(&self, _: &Hash, evidence: &[u8]) -> Option<bool> {
        let (said, is) = evidence.split_first_chunk::<32>()?;
        Some(said != is)
    }

    /// Evidence are the outputs' root, the number of siblings of the header, these, and those of the outputs.
    fn outputs(&self, last: &Hash, evidence: &[u8]) -> Option<Hash> {
        let (outputs, rest) = evidence.split_first_chunk::<32>()?;
        let (count, rest) = rest.split_first()?;
        let (header_path, output_path) = rest.as_chunks::<32>().0.split_at_checked((*count).into())?;
        let model = self.slow.model();
        let header = Header { status: 0, step: model.steps }.encode();
        let Region { offset, log2_size } = model.outputs;
        let k = model.template.log2_size;
        let shows = header_path.len() == (k - LEAF_LOG2) as usize
            && output_path.len() == (k - log2_size) as usize
            && climb(header, ARENA_BASE, LEAF_LOG2, header_path) == Ok(*last)
            && climb(*outputs, ARENA_BASE + offset, log2_size, output_path) == Ok(*last);
        shows.then_some(*outputs)
    }

    fn step(&self, agreed: &Hash, evidence: &[u8]) -> Option<Hash> {
        let (state, proof) = evidence.split_at_checked(STATE_BYTES)?;
        Witness::decode(state).ok().filter(|state| state.hash() == *agreed)?;
        Some(step_witness(state, proof, &mut NoHost).ok()?.hash())
    }
}

/// Two games that are to be one.
pub struct Both {
    pub table: Table,
    pub rules: Game,
    pub random: ChaCha8Rng,
    /// The steps above each tournament.
    pub paths: BTreeMap<Hash, Vec<u64>>,
    pub pairings: Vec<Pairing>,
    /// Claims with inputs in blobs, and where those are.
    pub posted: BTreeMap<Hash, Source>,
    /// Histories by tournament and commitment.
    pub trees: BTreeMap<(Hash, Hash), Tree>,
    /// Calls that were accepted, and names of refusals.
    pub seen: BTreeMap<String, usize>,
}

impl Both {
    fn new(seed: u64) -> Self {
        // Gas that costs nothing, something, and more than bonds pay for.
        let gas_price = [0, 20_000, 1 << 20][seed as usize % 3];
        let truth = Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]));
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let opener = Player { lie: *lies().choose(&mut random).unwrap(), ..Player::honest() };
        let in_blobs = seed % 4 == 3;
        let mut table = if in_blobs { Table::empty(truth) } else { Table::new(truth, &opener) };
        let params = Params {
            allowance: SETTINGS.allowance,
            extension: SETTINGS.extension,
            bond: SETTINGS.bond.into(),
            gas_price,
            heights: HEIGHTS.to_vec(),
            step_layers: 1,
        };
        let mut rules = Game::new(params).unwrap();
        let tree = table.truth.tree(&[], opener.lie.as_ref());
        let entry = tree.entry();
        let Entry { left, right, last, proof } = &entry;
        let (start, now) = (table.truth.states[0], 1_700_000_000);
        let (mut posted, mut claims) = (BTreeMap::new(), Vec::new());
        if in_blobs {
            // One that is right about its blobs, and one in the same that is not.
            let is = chunks(INPUTS, &table.truth.input).unwrap()[0];
            for (said, player) in [(is, opener.account), ([0x5a; 32], account(2))] {
                let (claim, source) = table.open_in_blobs(player, &entry, said);
                let start = table.game.tournament(&claim).unwrap().unwrap().start;
                rules.open_in_blobs(now, player.into(), claim, start, [*left, *right], *last, proof).unwrap();
                posted.insert(claim, source);
                claims.push(claim);
            }
            table.claim = claims[0];
        } else {
            let claim = table.claim;
            rules.open(now, opener.account.into(), claim, start, [*left, *right], *last, proof).unwrap();
            claims.push(claim);
        }
        table.game.evm.gas_price = gas_price;
        let paths = claims.iter().map(|claim| (*claim, Vec::new())).collect();
        let trees = claims.iter().map(|claim| ((*claim, tree.root()), tree.clone())).collect();
        let (pairings, seen) = Default::default();
        Self { table, rules, random, paths, pairings, posted, trees, seen }
    }

    /// The same call of the rules.
    fn translate(&self, call: &Call) -> Move {
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
            Call::Prove { claim, model, terms: given, key, values, proof } => {
                let right = model == self.table.truth.slow.model().encode()
                    && given == terms().encode()
                    && key == self.table.key
                    && proof.ends_with(&[0; 32]);
                Move::Prove { claim, evidence: if right { values } else { Vec::new() } }
            }
            Call::Release { claim, header_path, output_path } => {
                let outputs = self.rules.proof(&claim).map_or([0; 32], |proof| proof.outputs);
                let (header, rest) = (header_path.as_flattened(), output_path.as_flattened());
                let evidence = [&outputs[..], &[header_path.len() as u8], header, rest].concat();
                Move::Release { claim, evidence }
            }
            Call::Withdraw => Move::Withdraw,
            Call::Open { .. } => panic!("the claim is made"),
        }
    }

    /// Makes a call in both; whether it was accepted.
    fn play(&mut self, player: u8, call: &Call) -> bool {
        let now = self.table.game.evm.time();
        let player = account(player);
        let before = self.table.events.len();
        let mut after = self.rules.clone();
        let ours = after.play(&self.table.truth, now, player.into(), &self.translate(call));
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
                true
            }
            (Err(ours), Err(ContractError::Revert { reason, .. })) => {
                let name = name(&ours);
                // What is wrong with evidence, the step contract says more exactly.
                let proof = ["WrongData", "WrongTerms", "WrongKey", "WrongValues"].contains(&&reason[..]);
                let shown =
                    name == "WrongState" && matches!(call, Call::Seal { .. }) || name == "Refused" && proof;
                assert!(name == reason || shown, "{name}, {reason}: {call:?}");
                *self.seen.entry(name).or_default() += 1;
                false
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
            Event::Proven { claim, prover, outputs, result } => {
                rules::Event::Proven { claim, prover: prover.into(), outputs, result }
            }
            Event::Withdrawn { owner, amount } => rules::Event::Withdrawn { owner: owner.into(), amount },
            Event::Opened { .. } | Event::Struck { .. } => panic!("not of these calls"),
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
                    theirs.opened + window(theirs.layer),
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
            assert_eq!(
                (ours.position, ours.spent),
                (theirs.position, u128::from(theirs.spent) * 1_000_000_000)
            );
            if !ours.sealed {
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
        let claims: Vec<Hash> =
            self.paths.iter().filter(|(_, path)| path.is_empty()).map(|(id, _)| *id).collect();
        for claim in claims {
            let (result, theirs) =
                (game.claim(&claim).unwrap().unwrap().result, game.proven(&claim).unwrap());
            let ours = self.rules.proof(&claim);
            let expected = ours.map_or(self.rules.result(&claim), |proof| Some(proof.result));
            assert_eq!(expected, result.map(|(_, last)| last));
            assert_eq!(
                ours.map(|p| (p.outputs, p.prover, p.reward, self.rules.result(&claim).is_some())),
                theirs.map(|p| (
                    p.outputs,
                    p.prover.into(),
                    u128::from(p.reward) * 1_000_000_000,
                    p.released
                ))
            );
        }
        self.compare_blobs();
    }
}

/// An error's name.
pub fn name(error: &RuleError) -> String {
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

/// Plays a game of so many calls; what was seen.
fn game(seed: u64, calls: usize) -> BTreeMap<String, usize> {
    let mut both = Both::new(seed);
    for _ in 0..calls {
        both.wait();
        if !both.posted.is_empty() && both.random.gen_ratio(1, 12) {
            both.ask();
            both.compare();
            continue;
        }
        let mut call = both.call();
        if both.random.gen_bool(0.15) {
            both.bend(&mut call);
        }
        let player = both.random.gen_range(1..=8);
        // What is refused is taken back, by the machine that contracts run in and by us.
        if both.play(player, &call) {
            both.compare();
        }
        if both.rules.result(&both.table.claim).is_some() && both.random.gen_bool(0.1) {
            break;
        }
    }
    both.compare();
    both.no_result_of_what_is_struck();
    both.seen
}

/// Plays so many.
fn games(first: u64, count: u64, calls: usize) -> BTreeMap<String, usize> {
    let (start, next) = (Instant::now(), AtomicU64::new(first));
    let told = crate::told::Told::new("games by contract and rules", count);
    let play_one = |seed| {
        let seen = game(seed, calls);
        told.one();
        seen
    };
    let add = |mut all: BTreeMap<String, usize>, one: BTreeMap<String, usize>| {
        one.into_iter().for_each(|(name, count)| *all.entry(name).or_default() += count);
        all
    };
    // Threads of their own: those that wait for a part of a game, which are rayon's, would begin another game meanwhile.
    let play = || {
        let seeds = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        seeds.take_while(|seed| *seed < first + count).map(play_one).fold(BTreeMap::new(), add)
    };
    let seen = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..rayon::current_num_threads()).map(|_| scope.spawn(play)).collect();
        threads.into_iter().map(|thread| thread.join().expect("they agree")).fold(BTreeMap::new(), add)
    });
    // Names of refusals begin with a capital letter, and so do those of events.
    let told = |name: &str| ["Refuted", "Struck", "struck"].contains(&name);
    let count_of = |capital: bool| -> usize {
        let of = |name: &str| !told(name) && name.starts_with(char::is_uppercase) == capital;
        seen.iter().filter(|(name, _)| of(name)).map(|(_, count)| *count).sum()
    };
    let (accepted, refused) = (count_of(false), count_of(true));
    println!(
        "{count} games from {first}: {accepted} accepted, {refused} refused, {:.0} s: {seen:?}",
        start.elapsed().as_secs_f64()
    );
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
        "prove",
        "Refused",
        "NoProof",
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
        "refute",
        "Struck",
        "struck",
        "reclaim",
        "withdraw deposit",
        "NotPosted",
        "NotShown",
        "SameChunk",
        "AlreadyRefuted",
    ] {
        assert!(seen.contains_key(name), "{name}: {seen:?}");
    }
}

#[test]
#[ignore = "many random games, minutes; run by make test-deep"]
fn many_games() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
    };
    games(number("DISPUTE_FIRST", 1_000), number("DISPUTE_GAMES", 2_000), 400);
}
