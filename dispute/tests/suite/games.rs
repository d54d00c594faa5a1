//! Whole games on the real contracts: an honest player, who has a bond a layer and no more, against whatever the others
//! do.

use crate::toy::{Native, input, slow, variant};
use contracts::chain::{Chain, Local};
use contracts::game::Event;
use dispute::double_check::{Checked, Options};
use dispute::game::{GameError, Named, Noted, Seat, play_out};
use dispute::history::History;
use dispute::machine::{MachineError, Slow};
use dispute::player::{
    Belief, Board, Conduct, Contract, Deployed, Deployment, Evidence, Honest, Liar, Lie, Move, Player,
    Settings, View, deploy,
};
use dispute::rules::Params;
use dispute::run::{Run, run};
use dispute::tree::{self, TournamentNode};
use fault_proof_vm::Hash;
use rand::{Rng, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

pub const STEPS: u64 = 5;
pub const SETTINGS: Settings = Settings { allowance: 3_000, extension: 300, bond: 1 << 57 };
/// Long enough for any of these games.
const LIMIT: u64 = 200_000;

/// A table with the contracts on it.
pub struct Table {
    pub chain: Local,
    pub deployed: Deployed,
    pub slow: Slow,
    pub input: Vec<u8>,
}

impl Table {
    pub fn new() -> Self {
        Self::with_input(input([5; 8]))
    }

    pub fn with_input(input: Vec<u8>) -> Self {
        let mut chain = Local::new();
        let deployed = deploy(&mut chain, Local::accounts()[0], &SETTINGS).unwrap();
        let table = Self { chain, deployed, slow: slow(STEPS, &[3], &[4, 5]), input };
        table.fund(table.layers() as u128 * SETTINGS.bond);
        table
    }

    /// Gives the honest player, who has account 1, what it has outside of the game, in wei.
    pub fn fund(&self, wei: u128) {
        self.chain.fund(Local::accounts()[1], wei);
    }

    /// What an account has outside of the game, in wei.
    pub fn balance(&self, account: usize) -> u128 {
        self.chain.clone().balance(Local::accounts()[account]).unwrap()
    }

    pub fn layers(&self) -> usize {
        self.slow.model().layers()
    }

    /// Bonds that an account has locked, by claim: those of commitments that are neither out nor given back.
    pub fn locked(&self, account: usize) -> BTreeMap<Hash, usize> {
        let mut board = self.board(account);
        let mut claims = BTreeMap::new();
        let mut bonds = BTreeSet::new();
        for event in board.events().unwrap() {
            match event {
                Event::Opened { claim, .. } => drop(claims.insert(*claim, *claim)),
                Event::Sealed { id, claim, .. } => drop(claims.insert(*id, *claim)),
                Event::Joined { tournament, commitment, payer, .. }
                    if *payer == Local::accounts()[account] =>
                {
                    bonds.insert((*tournament, *commitment));
                }
                Event::Won { tournament, loser, .. } => drop(bonds.remove(&(*tournament, *loser))),
                Event::Eliminated { tournament, one, two, .. } => {
                    bonds.retain(|bond| *bond != (*tournament, *one) && *bond != (*tournament, *two));
                }
                Event::Settled { id: over, .. } | Event::Resolved { claim: over, .. } => {
                    bonds.retain(|(tournament, _)| tournament != over);
                }
                _ => {}
            }
        }
        let mut locked = BTreeMap::new();
        for (tournament, _) in bonds {
            *locked.entry(claims[&tournament]).or_default() += 1;
        }
        locked
    }

    /// Bonds that an account has lost: those of commitments that are out.
    pub fn lost(&self, account: usize) -> usize {
        let mut board = self.board(account);
        let mut ours = BTreeSet::new();
        let mut out = BTreeSet::new();
        for event in board.events().unwrap() {
            match event {
                Event::Joined { tournament, commitment, payer, .. }
                    if *payer == Local::accounts()[account] =>
                {
                    ours.insert((*tournament, *commitment));
                }
                Event::Won { tournament, loser, .. } => drop(out.insert((*tournament, *loser))),
                Event::Eliminated { tournament, one, two, .. } => {
                    out.extend([(*tournament, *one), (*tournament, *two)]);
                }
                _ => {}
            }
        }
        ours.intersection(&out).count()
    }

    /// The most bonds that the honest player has locked in any claim.
    pub fn most_locked(&self) -> usize {
        self.locked(1).into_values().max().unwrap_or(0)
    }

    /// The board of an account.
    pub fn board(&self, account: usize) -> Contract<Local> {
        let Deployed { game, block, .. } = self.deployed;
        Contract::new(self.chain.clone(), game, Local::accounts()[account], block)
    }

    pub fn truth(&self) -> Honest {
        self.truth_of(&self.input)
    }

    /// What is so of an input.
    pub fn truth_of(&self, input: &[u8]) -> Honest {
        let mut native = Native { steps: STEPS, ..Native::default() };
        let run = run(&self.slow, &mut native, input).unwrap();
        let checked = Checked::new(&self.slow, run, Options::default()).unwrap();
        assert_eq!(checked.disagreement(), None);
        Honest::new(self.slow.clone(), checked)
    }

    pub fn honest(&self, account: usize) -> Player<Contract<Local>, Honest> {
        Player::new(self.board(account), self.truth())
    }

    /// A lie about the run.
    pub fn lie(&self, model_step: u64, steps: &[u64], amount: u64) -> Liar {
        Liar::new(self.truth(), Lie { model_step, steps: steps.to_vec(), amount }).unwrap()
    }

    pub fn liar(
        &self,
        account: usize,
        model_step: u64,
        steps: &[u64],
        amount: u64,
    ) -> Player<Contract<Local>, Liar> {
        let mut player = Player::new(self.board(account), self.lie(model_step, steps, amount));
        player.tidy = false;
        player
    }

    /// What an account has, and what is owed to it, in wei.
    pub fn wealth(&self, account: usize) -> u128 {
        self.balance(account) + self.board(account).credit().unwrap()
    }

    /// Seconds in which a claim is over by the rules, for as many commitments as there are in its largest tournament, if
    /// everyone is late by `delay` seconds.
    fn bound(&self, delay: u64) -> u64 {
        let mut joined: BTreeMap<Hash, u64> = BTreeMap::new();
        for event in self.board(0).events().unwrap() {
            if let Event::Joined { tournament, .. } = event {
                *joined.entry(*tournament).or_default() += 1;
            }
        }
        let Settings { allowance, extension, bond } = SETTINGS;
        let model = self.slow.model();
        let heights = (0..model.layers()).map(|layer| model.height(layer)).collect();
        let step_layers = model.step_layers();
        let params = Params { allowance, extension, bond, gas_price: 0, heights, step_layers };
        params.bound(joined.into_values().max().unwrap_or(0), delay)
    }

    /// Plays to the end, and checks what must be so after any game with an honest player, who has account 1.
    pub fn play(&self, claim: &Hash, seats: &mut [Box<dyn Seat + '_>]) -> Vec<Noted> {
        let before = self.wealth(1);
        let opened = self.board(0).tournament(claim).unwrap().opened;
        let mut referee = self.board(0);
        let pass = |chain: &mut Local, seconds| {
            chain.pass(seconds);
            Ok(())
        };
        let noted = |note: &Noted| {
            if note.player == "honest" {
                assert!(self.most_locked() <= self.layers(), "more bonds than layers");
            }
        };
        let moves = play_out(&mut referee, claim, seats, LIMIT, pass, noted).unwrap();
        let result = referee.claims().unwrap().iter().find(|known| known.id == *claim).unwrap().result;
        assert_eq!(result, Some(self.truth().run().state(STEPS)), "the truth has won");
        assert!(self.wealth(1) >= before, "the honest player has lost nothing");
        // Time goes on by a third of an extension whenever nobody moves.
        let took = referee.time().unwrap() - opened;
        let bound = self.bound(SETTINGS.extension / 3);
        assert!(took <= bound, "{took} of {bound} s");
        moves
    }
}

pub fn seat(name: &str, player: Player<Contract<Local>, impl Belief + 'static>) -> Box<dyn Seat> {
    Box::new(Named { name: name.to_owned(), player })
}

pub fn names(moves: &[Noted]) -> Vec<&str> {
    moves.iter().filter(|note| note.played.cost.is_ok()).map(|note| note.played.what.name()).collect()
}

#[test]
fn an_honest_claim_stands_alone() {
    let table = Table::new();
    let mut honest = table.honest(1);
    let (claim, _) = honest.open(&table.input).unwrap();
    let moves = table.play(&claim, &mut [seat("honest", honest)]);
    assert_eq!(names(&moves), ["resolve", "withdraw"]);
}

/// A lie about every step of the model, that comes about in every place of the machine it can come about in.
#[test]
fn every_lie_is_found() {
    for model_step in 0..STEPS {
        for steps in [[0, 0], [0, 31], [1, 3], [15, 31], [2, 17]] {
            let table = Table::new();
            let mut liar = table.liar(2, model_step, &steps, 1);
            let (claim, _) = liar.open(&table.input).unwrap();
            let seats = &mut [seat("liar", liar), seat("honest", table.honest(1))];
            let moves = table.play(&claim, seats);
            let seals = names(&moves).iter().filter(|name| **name == "seal").count();
            let timeouts = names(&moves).iter().filter(|name| **name == "timeout").count();
            assert!(seals == 3 || timeouts > 0, "step {model_step}, {steps:?}: {:?}", names(&moves));
        }
    }
}

/// Four layers: two of the model's steps, the first in twos, and two of the machine. A lie about any step loses, and where the
/// liar sees it through, each layer is sealed once.
#[test]
fn steps_in_two_layers() {
    for model_step in 0..STEPS {
        let mut table = Table::new();
        table.slow = slow(STEPS, &[2, 1], &[4, 5]);
        table.fund(table.layers() as u128 * SETTINGS.bond);
        assert_eq!(table.layers(), 4);
        let mut liar = table.liar(2, model_step, &[1, 3], 1);
        let (claim, _) = liar.open(&table.input).unwrap();
        let moves = table.play(&claim, &mut [seat("liar", liar), seat("honest", table.honest(1))]);
        let made = names(&moves);
        let count = |name| made.iter().filter(|made| **made == name).count();
        assert!(count("seal") == 4 || count("timeout") > 0, "step {model_step}: {made:?}");
        let about: BTreeSet<usize> = moves.iter().filter_map(|note| note.played.layer).collect();
        assert_eq!(about, BTreeSet::from([0, 1, 2, 3]));
    }
}

/// The challenger may be the liar, and the claim the truth.
#[test]
fn a_false_challenge_fails() {
    for model_step in 0..STEPS {
        let table = Table::new();
        let mut honest = table.honest(1);
        let (claim, _) = honest.open(&table.input).unwrap();
        let liar = table.liar(2, model_step, &[1, 3], 7);
        table.play(&claim, &mut [seat("honest", honest), seat("liar", liar)]);
    }
}

#[test]
fn stallers_and_silent_players_run_out_of_time() {
    for conduct in [Conduct::Silent, Conduct::Stalling(120), Conduct::Stalling(250)] {
        let table = Table::new();
        let mut liar = table.liar(2, 2, &[1, 3], 7);
        liar.conduct = conduct;
        let (claim, _) = liar.open(&table.input).unwrap();
        let moves = table.play(&claim, &mut [seat("liar", liar), seat("honest", table.honest(1))]);
        assert!(!names(&moves).is_empty());
    }
}

/// Many names, one will: liars of all kinds at once, who also play each other.
#[test]
fn sybils_do_not_win() {
    let table = Table::new();
    let mut first = table.liar(2, 0, &[0, 0], 1);
    let (claim, _) = first.open(&table.input).unwrap();
    let mut seats = vec![seat("liar 0", first)];
    for number in 1..8u64 {
        let mut liar = table.liar(2 + number as usize, number % STEPS, &[number, 3 * number], number);
        liar.conduct = [Conduct::Prompt, Conduct::Silent, Conduct::Stalling(100)][number as usize % 3];
        seats.push(seat(&format!("liar {number}"), liar));
    }
    seats.insert(4, seat("honest", table.honest(1)));
    let moves = table.play(&claim, &mut seats);
    // What the honest player has at stake is a bond a tournament that is about its own match: with each of those who came
    // to an instruction, two.
    let joined = moves.iter().filter(|note| note.player == "honest" && note.played.cost.is_ok());
    let joins = joined.filter(|note| matches!(note.played.what, Move::Join { .. })).count();
    assert!(joins <= 1 + 2 * 8, "{joins} joins");
}

/// The challenger is killed and started anew between any two rounds: it keeps nothing, and needs nothing.
#[test]
fn a_challenger_that_restarts_all_the_time() {
    struct Amnesiac<'a>(&'a Table);
    impl Seat for Amnesiac<'_> {
        fn name(&self) -> &str {
            "amnesiac"
        }
        fn play(
            &mut self,
            claim: &Hash,
        ) -> Result<Vec<dispute::player::Played>, dispute::player::PlayError<contracts::chain::ChainError>>
        {
            let mut player = self.0.honest(1);
            // One move, and it is gone.
            let Some((what, place)) = player.moves(claim)?.into_iter().next() else {
                return player.play(claim);
            };
            let cost = player.board.play(&what).map_err(|error| error.to_string());
            Ok(vec![dispute::player::Played { what, layer: Some(place.len()), place, cost }])
        }
    }
    let table = Table::new();
    let mut liar = table.liar(2, 3, &[1, 5], 7);
    let (claim, _) = liar.open(&table.input).unwrap();
    table.play(&claim, &mut [seat("liar", liar), Box::new(Amnesiac(&table))]);
}

/// A proposer who ran the model with another weight: its histories are those of another program, from the first
/// instruction on.
#[test]
fn wrong_weights() {
    struct Impostor(Honest, Vec<u8>);
    impl Belief for Impostor {
        fn history(&mut self, place: &[u64]) -> Result<History, MachineError> {
            self.0.history(place)
        }
        fn start(&mut self, place: &[u64]) -> Result<Hash, MachineError> {
            self.0.start(place)
        }
        fn exit(&mut self, place: &[u64]) -> Result<(Hash, Vec<u8>), MachineError> {
            self.0.exit(place)
        }
        fn evidence(&mut self, place: &[u64], position: u64) -> Result<Evidence, MachineError> {
            self.0.evidence(place, position)
        }
        fn model(&self) -> Vec<u8> {
            self.1.clone()
        }
        fn step_layers(&self) -> usize {
            self.0.step_layers()
        }
        fn model_layers(&self) -> usize {
            self.0.model_layers()
        }
    }
    let table = Table::new();
    let other = variant(STEPS, &[3], &[4, 5], 2);
    let mut run = Run::new(&other, other.arena(&table.input).unwrap()).unwrap();
    run.finish_slowly(&other).unwrap();
    let checked = Checked::new(&other, run, Options::default()).unwrap();
    assert_eq!(checked.disagreement(), None);
    let belief = Impostor(Honest::new(other, checked), table.slow.model().encode());
    let mut impostor = Player::new(table.board(2), belief);
    impostor.tidy = false;
    let (claim, _) = impostor.open(&table.input).unwrap();
    table.play(&claim, &mut [seat("impostor", impostor), seat("honest", table.honest(1))]);
}

/// A game with everything at random, on the contracts; its moves.
fn random_game(seed: u64) -> usize {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let special = [5, 5, 5, 102, 204][random.gen_range(0..5)];
    let table = Table::with_input(input([1, special, 3, 4, 5, 6, 7, random.r#gen()]));
    let liars = random.gen_range(1..5);
    let mut seats: Vec<Box<dyn Seat>> = Vec::new();
    let mut claim = None;
    let mut honest = table.honest(1);
    if random.gen_ratio(1, 3) {
        claim = Some(honest.open(&table.input).unwrap().0);
    }
    for account in 0..liars {
        let steps = [random.gen_range(0..16), random.gen_range(0..32)];
        let mut liar = table.liar(2 + account, random.gen_range(0..STEPS), &steps, random.gen_range(1..9));
        liar.conduct = match random.gen_range(0..4) {
            0 => Conduct::Silent,
            1 => Conduct::Stalling(random.gen_range(10..400)),
            _ => Conduct::Prompt,
        };
        liar.tidy = random.r#gen();
        if claim.is_none() {
            claim = Some(liar.open(&table.input).unwrap().0);
        }
        seats.push(seat(&format!("liar {account}"), liar));
    }
    let place = random.gen_range(0..=seats.len());
    seats.insert(place, seat("honest", honest));
    table.play(&claim.unwrap(), &mut seats).len()
}

/// A thousand of them.
#[test]
#[ignore = "a thousand games, minutes; run by make test-deep"]
fn a_thousand_games() {
    let (seeds, start) = (crate::seeds(0, 1_000), Instant::now());
    let next = AtomicU64::new(seeds.start);
    let told = crate::told::Told::new("games on contracts", seeds.end - seeds.start);
    let game = |seed| {
        let moves = random_game(seed);
        told.one();
        moves
    };
    // Threads of their own: those that wait for a part of a game, which are rayon's, would begin another game meanwhile.
    let play = || {
        let games = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        games.take_while(|seed| *seed < seeds.end).map(game).sum::<usize>()
    };
    let moves: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..rayon::current_num_threads()).map(|_| scope.spawn(play)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a game was lost")).sum()
    });
    println!("games {seeds:?}, {moves} moves, nothing lost, {:.0} s", start.elapsed().as_secs_f64());
}

/// A model that rejects its input: the error is the result, and a liar who says that it went well loses.
#[test]
fn an_error_is_a_result() {
    let table = Table::with_input(input([1, 102, 3, 4, 5, 6, 7, 8]));
    let mut liar = table.liar(2, 2, &[1, 5], 7);
    let (claim, _) = liar.open(&table.input).unwrap();
    let moves = table.play(&claim, &mut [seat("liar", liar), seat("honest", table.honest(1))]);
    assert!(!moves.is_empty());
    assert_eq!(table.truth().run().state(STEPS), table.slow.model().err(52, 2).unwrap());
}

#[test]
fn a_claim_without_any_honest_player_may_be_wrong_and_ends() {
    let table = Table::new();
    let mut liar = table.liar(2, 2, &[1, 5], 7);
    liar.tidy = true;
    let (claim, _) = liar.open(&table.input).unwrap();
    let mut referee = table.board(0);
    let pass = |chain: &mut Local, seconds| {
        chain.pass(seconds);
        Ok(())
    };
    let mut seats = [seat("liar", liar)];
    let moves = play_out(&mut referee, &claim, &mut seats, LIMIT, pass, |_| {}).unwrap();
    assert_eq!(names(&moves), ["resolve", "withdraw"]);
    let endless = play_out(
        &mut referee,
        &[9; 32],
        &mut [],
        1_000,
        |chain, seconds| {
            chain.pass(seconds);
            Ok(())
        },
        |_| {},
    );
    assert!(matches!(endless, Err(GameError::Endless { .. })));
}

/// The tree of a game tells who lied where.
#[test]
fn the_tree_of_a_game() {
    let table = Table::new();
    let mut liar = table.liar(2, 3, &[1, 5], 7);
    let (claim, _) = liar.open(&table.input).unwrap();
    table.play(&claim, &mut [seat("liar", liar), seat("honest", table.honest(1))]);
    let mut board = table.board(0);
    let tree = TournamentNode::of_claim(claim, board.events().unwrap());
    let lines = tree.lines(&|place| format!("step {place:?}"));
    let text = tree::text(&lines);
    for place in ["step [3]", "step [3, 1]", "step [3, 1, 5]", "by the step contract", "by what is below"] {
        assert!(text.contains(place), "{place} in\n{text}");
    }
    assert_eq!((text.matches("wins\n").count(), text.matches("out\n").count()), (3, 3), "{text}");
    let picture = tree::svg("a < b", &lines);
    assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n") && picture.contains("a &lt; b"));
    assert_eq!(picture.matches("<rect").count(), lines.len() + 1);
}

/// Native code that does any one step wrongly: who plays with it finds that out before it joins, disputes nothing that is
/// right, and everything that is wrong.
#[test]
fn a_faulty_native_machine() {
    for fault in 0..STEPS {
        for lies in [false, true] {
            let table = Table::new();
            let mut native = Native { steps: STEPS, fault: Some(fault), ..Native::default() };
            let run = run(&table.slow, &mut native, &table.input).unwrap();
            let truth = table.truth();
            assert_ne!(run.states, truth.run().states, "step {fault} is wrong");
            // The lie is what the machine says.
            let mut proposer = Player::new(table.board(2), table.lie(fault, &[1, 3], 1));
            let (claim, proposer) = match lies {
                true => (proposer.open(&table.input).unwrap().0, seat("proposer", proposer)),
                false => {
                    let mut proposer = table.honest(2);
                    (proposer.open(&table.input).unwrap().0, seat("proposer", proposer))
                }
            };
            let checked = Checked::new(&table.slow, run, Options::default()).unwrap();
            assert_eq!(checked.disagreement().map(|step| step.step), Some(fault));
            let player = Player::new(table.board(1), Honest::new(table.slow.clone(), checked));
            let moves = table.play(&claim, &mut [seat("honest", player), proposer]);
            let joins = moves
                .iter()
                .any(|note| note.player == "honest" && matches!(note.played.what, Move::Join { .. }));
            assert_eq!(joins, lies, "step {fault}");
        }
    }
}

/// A game with a step contract, or an oracle, that is there already. A chain without the deployer has no addresses by salt.
#[test]
fn a_game_with_contracts_that_are_there() {
    let mut chain = Local::new();
    let account = Local::accounts()[0];
    let own =
        Deployment { settings: SETTINGS, step: None, oracle: None, verifier: None, guard: None, salt: None };
    let first = own.run(&mut chain, account).unwrap();
    let second = Deployment { step: Some(first.step), ..own }.run(&mut chain, account).unwrap();
    assert!(second.game != first.game && (second.step, second.oracle) == (first.step, first.oracle));
    assert!(second.gas < first.gas - 3_000_000, "{} of {}", second.gas, first.gas);
    let third = Deployment { oracle: Some(first.oracle), ..own }.run(&mut chain, account).unwrap();
    assert!(third.step != first.step && third.oracle == first.oracle);
    // Another contract is no step contract.
    assert!(Deployment { step: Some(first.oracle), ..own }.run(&mut chain, account).is_err());
    assert!(Deployment { step: Some(account), ..own }.run(&mut chain, account).is_err());
    assert!(Deployment { salt: Some([1; 32]), ..own }.run(&mut chain, account).is_err());
}
