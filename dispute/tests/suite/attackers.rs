//! What liars with money do against a watch that is a process, on a node with its clock moved: they stall, have each other's clocks run
//! down, put in more lies below the topmost tournament, pay for the truth before anyone else, come down to steps that are not the
//! process's business, and make the log long. It has a tenth of their money. Whatever they do, the truth is the result within the bound
//! that the specification gives, and the process has lost nothing.

use crate::ledger::Ledger;
use contracts::Address;
use contracts::chain::{Chain, ChainError, Rpc};
use contracts::game::Event;
use dispute::game::{Named, Seat, play_out};
use dispute::model::{Model, Region};
use dispute::player::{
    Belief, Board, Conduct, Contract, Deployed, Honest, Liar, Lie, Move, PlayError, Played, Player, Settings,
    View,
};
use dispute::rules::Params;
use fault_proof_vm::Hash;
use std::collections::BTreeMap;
use std::process::Child;
use std::time::{Duration, Instant};

/// Clocks that are long beside what processes take on a busy machine.
pub const SETTINGS: Settings = Settings { allowance: 30_000, extension: 3_000, bond: 1 << 57 };
/// Seconds that pass when nobody moves.
const PASS: u64 = SETTINGS.extension / 3;
const LIMIT: u64 = 10_000_000;
/// Longest time until there is nothing to do for the process.
const PATIENCE: Duration = Duration::from_secs(300);
/// Bytes of the input of a claim that nobody can play.
const FLOOD: usize = 1 << 15;

/// A process that watches, and somebody who knows what it has to do.
pub struct Watched<'a> {
    /// Starts it.
    pub start: Box<dyn Fn() -> Child + 'a>,
    /// It, while it lives.
    pub process: Option<Child>,
    /// As the process plays, but without making the moves.
    pub observer: Player<Contract<Rpc>, Honest>,
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

impl Seat for Watched<'_> {
    fn name(&self) -> &str {
        "process"
    }

    /// Waits until there is nothing to do for it.
    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>> {
        let start = Instant::now();
        let bond = self.observer.board.settings().map_err(PlayError::Board)?.bond;
        while !self.observer.moves(claim)?.is_empty()
            || self.observer.board.credit().map_err(PlayError::Board)? >= bond
        {
            assert!(start.elapsed() < PATIENCE, "the process does nothing");
            let ended = |process: &mut Child| process.try_wait().expect("a process").is_some();
            if self.process.as_mut().is_none_or(ended) {
                self.process = Some((self.start)());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(Vec::new())
    }
}

/// A liar who moves against the truth in the last seconds, and against other liars not at all, or in the topmost tournament
/// alone.
struct Staller {
    player: Player<Contract<Rpc>, Liar>,
    truth: Honest,
    comes_down: bool,
}

impl Seat for Staller {
    fn name(&self) -> &str {
        "liar"
    }

    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>> {
        let mut made = Vec::new();
        for (what, place) in self.player.plan(claim)?.own {
            let now = self.player.board.time().map_err(PlayError::Board)?;
            let moves = match &what {
                Move::Advance { game, .. } | Move::Seal { game, .. } => {
                    let against_truth = game.sides.contains(&self.truth.history(&place)?.root());
                    let late = now + 2 * PASS >= game.deadline;
                    if against_truth { late } else { self.comes_down && place.is_empty() }
                }
                Move::Join { .. } => true,
                _ => false,
            };
            if moves {
                let cost = self.player.board.play(&what).map_err(|error| error.to_string());
                made.push(Played { layer: Some(place.len()), what, place, cost });
            }
        }
        Ok(made)
    }
}

/// What liars do.
pub struct Strategy {
    name: &'static str,
    /// The model step of each lie, and where in the machine it comes about.
    lies: &'static [(u64, [u64; 2])],
    squats: bool,
    comes_down: bool,
    /// Claims that nobody can play, with long inputs, in the same log.
    floods: usize,
}

pub const STALL: Strategy =
    Strategy { name: "stall", lies: &[(1, [3, 7])], squats: false, comes_down: false, floods: 0 };

pub const OTHERS: [Strategy; 5] = [
    Strategy {
        name: "burn time among liars",
        lies: &[(1, [3, 7]), (2, [1, 5]), (3, [7, 9]), (4, [5, 6])],
        ..STALL
    },
    Strategy {
        name: "sybils below the top",
        lies: &[(1, [3, 7]), (1, [2, 5]), (1, [1, 9]), (3, [7, 9])],
        ..STALL
    },
    Strategy { name: "squatters", lies: &[(1, [3, 7]), (1, [1, 5]), (3, [7, 9])], squats: true, ..STALL },
    Strategy {
        name: "matches that are not the process's business",
        lies: &[(4, [5, 6]), (1, [3, 7]), (3, [7, 9]), (1, [1, 5]), (3, [3, 3])],
        comes_down: true,
        ..STALL
    },
    Strategy { name: "a long log", lies: &[(1, [3, 7]), (3, [7, 9])], floods: 40, ..STALL },
];

/// Where they play.
pub struct Scene {
    pub rpc: Rpc,
    pub deployed: Deployed,
    /// What is so, and of which input.
    pub truth: Honest,
    pub input: Vec<u8>,
    /// The process's account, and what it has: a bond for each layer, and half a one for gas.
    pub account: Address,
    pub money: u128,
}

impl Scene {
    /// The board of an account.
    pub fn board(&self, account: Address) -> Contract<Rpc> {
        Contract::new(self.rpc.clone(), self.deployed.game, account, self.deployed.block)
    }

    /// A claim about a model of other memory, which no player has: a node tells everybody of it all the same.
    fn flood(&self, owner: Address) {
        let model = self.truth.slow().model();
        let (inputs, outputs) =
            (Region { offset: FLOOD as u64, log2_size: FLOOD.ilog2() }, Region { offset: 64, log2_size: 6 });
        let mut template = model.template.clone();
        let more = template.siblings.len() + template.log2_size as usize;
        template.log2_size = FLOOD.ilog2() + 2;
        template.siblings = vec![[7; 32]; more - template.log2_size as usize];
        let made_up = Model { template, inputs, outputs, ..model.clone() };
        let height = made_up.height(0);
        let history = dispute::history::History::new(vec![[0xee; 32]], height).expect("a history");
        let (children, proof) = (history.children(height, 0), history.proof((1 << height) - 1));
        let mut board = self.board(owner);
        board.open(&made_up.encode(), &vec![0; FLOOD], children, history.last(), &proof).expect("a claim");
    }

    /// The attackers play against the process.
    pub fn play(&self, strategy: &Strategy, process: Box<dyn Seat + '_>) {
        let Self { truth, money, account, .. } = self;
        let mut rpc = self.rpc.clone();
        let owner = rpc.accounts().unwrap()[1];
        rpc.fund(owner, 10 * money + strategy.floods as u128 * SETTINGS.bond).unwrap();
        let liar = |number: usize| {
            let (model_step, steps) = strategy.lies[number];
            // Those about the same step are the same but for where they come about.
            let lie = Lie { model_step, steps: steps.to_vec(), amount: 1 };
            let mut player = Player::new(self.board(owner), Liar::new(truth.clone(), lie).expect("a lie"));
            player.tidy = false;
            player
        };
        (0..strategy.floods).for_each(|_| self.flood(owner));
        let mut first = liar(0);
        let claim = first.open(&self.input).unwrap().0;
        let seat = |player| Staller { player, truth: truth.clone(), comes_down: strategy.comes_down };
        let mut seats: Vec<Box<dyn Seat + '_>> = Vec::new();
        if strategy.squats {
            let mut player = Player::new(self.board(owner), truth.clone());
            (player.conduct, player.tidy) = (Conduct::Silent, false);
            seats.push(Box::new(Named { name: "squatter".to_owned(), player }));
        }
        seats.push(Box::new(seat(first)));
        seats.extend((1..strategy.lies.len()).map(|number| Box::new(seat(liar(number))) as Box<dyn Seat>));
        seats.push(process);
        let mut referee = self.board(owner);
        let (start, from) = (referee.time().unwrap(), rpc.block(None).unwrap().number);
        play_out(&mut referee, &claim, &mut seats, LIMIT, |rpc, seconds| rpc.pass(seconds), |_| {})
            .unwrap_or_else(|error| panic!("{}: {error}", strategy.name));
        let took = referee.time().unwrap() - start;

        let claims = referee.claims().unwrap();
        let result = claims.iter().find(|known| known.id == claim).and_then(|known| known.result);
        assert_eq!(result, Some(truth.run().state(u64::MAX)), "{}", strategy.name);
        let mut ours = self.board(*account);
        let has = ours.balance().unwrap() + ours.credit().unwrap();
        let ledger = Ledger::of(&mut rpc, *account, self.deployed.game, SETTINGS.bond, from, true);
        let (name, text) = (strategy.name, ledger.text());
        // Each move has paid for itself, and what is owed for those that won is more than what joining and taking money out takes.
        assert!(has >= *money, "{name}: {has} of {money} wei\n{text}");
        println!("{name}\n{text}");
        let mut joined: BTreeMap<Hash, u64> = BTreeMap::new();
        let mut inside = vec![claim];
        for event in referee.events().unwrap() {
            match event {
                Event::Joined { tournament, .. } if inside.contains(tournament) => {
                    *joined.entry(*tournament).or_default() += 1;
                }
                Event::Sealed { id, claim: of, .. } if *of == claim => inside.push(*id),
                _ => {}
            }
        }
        let most = joined.values().copied().max().unwrap_or(0);
        let model = truth.slow().model();
        let Settings { allowance, extension, bond } = SETTINGS;
        let heights = (0..model.layers()).map(|layer| model.height(layer)).collect();
        let step_layers = model.step_layers();
        let params = Params { allowance, extension, bond, gas_price: 0, heights, step_layers };
        // A round takes as long as nobody moves, and as the processes take.
        let bound = params.bound(most, 2 * PASS);
        println!(
            "{}: {} commitments in {} tournaments, {:.1} of {:.1} hours; {:.3} bonds gained",
            strategy.name,
            joined.values().sum::<u64>(),
            joined.len(),
            took as f64 / 3_600.0,
            bound as f64 / 3_600.0,
            (has - money) as f64 / SETTINGS.bond as f64
        );
        assert!(took <= bound, "{}: {took} of {bound} s", strategy.name);
    }
}
