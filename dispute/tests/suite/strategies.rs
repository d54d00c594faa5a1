//! What liars with money do against a watch that is a process, on anvil with its clock moved: they stall, have each other's
//! clocks run down, put in more lies below the topmost tournament, pay for the truth before anyone else, and come down to
//! steps that are not the process's business. It has a tenth of their money. Whatever they do, the truth is the result within
//! the bound that the specification gives, and the process has lost nothing.

use crate::games::STEPS;
use crate::node;
use crate::process::{SETTINGS, Scene, account};
use contracts::chain::{Chain, ChainError, Rpc};
use contracts::game::Event;
use dispute::game::{Named, Seat, play_out};
use dispute::player::{
    Belief, Board, Conduct, Contract, Honest, Liar, Lie, Move, PlayError, Played, Player, Settings, View,
};
use dispute::rules::Params;
use fault_proof_vm::Hash;
use std::collections::BTreeMap;

/// Seconds that pass when nobody moves.
const PASS: u64 = SETTINGS.extension / 3;
/// What the process has: a bond for each layer, and half a one for gas.
const MONEY: u128 = SETTINGS.bond * 7 / 2;
const LIMIT: u64 = 10_000_000;

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
struct Strategy {
    name: &'static str,
    /// The model step of each lie, and where in the machine it comes about.
    lies: &'static [(u64, [u64; 2])],
    squats: bool,
    comes_down: bool,
}

const STALL: Strategy = Strategy { name: "stall", lies: &[(1, [3, 7])], squats: false, comes_down: false };

const OTHERS: [Strategy; 4] = [
    Strategy {
        name: "burn time among liars",
        lies: &[(1, [3, 7]), (2, [1, 5]), (3, [7, 9]), (4, [5, 6])],
        squats: false,
        comes_down: false,
    },
    Strategy {
        name: "sybils below the top",
        lies: &[(1, [3, 7]), (1, [2, 5]), (1, [1, 9]), (3, [7, 9])],
        squats: false,
        comes_down: false,
    },
    Strategy {
        name: "squatters",
        lies: &[(1, [3, 7]), (1, [1, 5]), (3, [7, 9])],
        squats: true,
        comes_down: false,
    },
    Strategy {
        name: "matches that are not the process's business",
        lies: &[(4, [5, 6]), (1, [3, 7]), (3, [7, 9]), (1, [1, 5]), (3, [3, 3])],
        squats: false,
        comes_down: true,
    },
];

fn play(strategy: &Strategy) {
    let Some((_node, mut rpc)) = node::start(&[]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new(rpc.clone(), MONEY);
    let truth = scene.table.truth();
    let owner = scene.accounts[1];
    rpc.fund(owner, 10 * MONEY).unwrap();
    let liar = |number: usize| {
        let (model_step, steps) = strategy.lies[number];
        // Those about the same step are the same but for where they come about.
        let lie = Lie { model_step, steps: steps.to_vec(), amount: 1 };
        let mut player = Player::new(scene.board(owner), Liar::new(truth.clone(), lie).expect("a lie"));
        player.tidy = false;
        player
    };
    let mut first = liar(0);
    let claim = first.open(&scene.table.input).unwrap().0;
    let seat = |player| Staller { player, truth: truth.clone(), comes_down: strategy.comes_down };
    let mut seats: Vec<Box<dyn Seat>> = Vec::new();
    if strategy.squats {
        let mut player = Player::new(scene.board(owner), truth.clone());
        (player.conduct, player.tidy) = (Conduct::Silent, false);
        seats.push(Box::new(Named { name: "squatter".to_owned(), player }));
    }
    seats.push(Box::new(seat(first)));
    seats.extend((1..strategy.lies.len()).map(|number| Box::new(seat(liar(number))) as Box<dyn Seat>));
    let url = rpc.status().nodes[0].name.clone();
    seats.push(Box::new(scene.watch(&[&url], folder.path())));
    let mut referee = scene.board(owner);
    let start = referee.time().unwrap();
    play_out(&mut referee, &claim, &mut seats, LIMIT, |rpc, seconds| rpc.pass(seconds), |_| {})
        .unwrap_or_else(|error| panic!("{}: {error}", strategy.name));
    let took = referee.time().unwrap() - start;

    let claims = referee.claims().unwrap();
    let result = claims.iter().find_map(|known| known.result);
    assert_eq!(result, Some(truth.run().state(STEPS)), "{}", strategy.name);
    let mut ours = scene.board(account());
    let has = ours.balance().unwrap() + ours.credit().unwrap();
    assert!(has >= MONEY, "{}: {has} of {MONEY} wei", strategy.name);
    let mut joined: BTreeMap<Hash, u64> = BTreeMap::new();
    for event in referee.events().unwrap() {
        if let Event::Joined { tournament, .. } = event {
            *joined.entry(*tournament).or_default() += 1;
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
        (has - MONEY) as f64 / SETTINGS.bond as f64
    );
    assert!(took <= bound, "{}: {took} of {bound} s", strategy.name);
}

#[test]
fn a_staller() {
    play(&STALL);
}

#[test]
#[ignore = "a minute; run by make test-deep"]
fn liars_with_money() {
    OTHERS.iter().for_each(play);
}
