//! Whole games over a model of five steps: one honest player wins against whatever lie, wherever it is.

use crate::common::reason;
use crate::dispute_players::*;
use crate::dispute_truth::*;
use crate::toy::{LOG2_SIZE, OUTPUTS, input};
use contracts::game::Event;
use fault_proof_vm::Hash;
use fault_proof_vm::arena::{ARENA_BASE, err_root};

pub fn truth() -> Truth {
    Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]))
}

/// Plays a game in which the honest player is to win, and checks the result.
pub fn won(truth: Truth, players: &mut [Player]) -> Table {
    let mut table = Table::new(truth, &players[0]);
    table.play(players);
    table.finish().unwrap();
    let (_, last) = table.game.claim(&table.claim).unwrap().unwrap().result.unwrap();
    assert_eq!(last, table.truth.states[1 << HEIGHTS[0]], "the truth has won");
    table
}

fn honest(players: &[Player]) -> &Player {
    players.iter().find(|player| player.lie.is_none()).unwrap()
}

/// Siblings of the header and of the outputs in the last arena, and the outputs' root.
pub fn paths(truth: &Truth) -> (Hash, Vec<Hash>, Vec<Hash>) {
    let mut arena = truth.arenas[1 << HEIGHTS[0]].clone();
    let root = arena.subtree_root(ARENA_BASE + OUTPUTS.offset, OUTPUTS.log2_size).unwrap();
    let path = |arena: &mut fault_proof_vm::Memory, at, log2: u32| {
        arena.path(at, log2).unwrap()[..(LOG2_SIZE - log2) as usize].to_vec()
    };
    let header = path(&mut arena, ARENA_BASE, 5);
    let outputs = path(&mut arena, ARENA_BASE + OUTPUTS.offset, OUTPUTS.log2_size);
    (root, header, outputs)
}

#[test]
fn alone() {
    let mut players = [Player::honest()];
    let mut table = won(truth(), &mut players);
    assert_eq!(table.gain(&players[0]), 0);
    let (root, header, outputs) = paths(&table.truth);
    let claim = table.claim;
    let game = &mut table.game;
    assert!(game.is_done(&claim, &root, &header, &outputs).unwrap());
    assert!(!game.is_done(&claim, &[1; 32], &header, &outputs).unwrap());
    assert!(!game.is_done(&claim, &root, &header[1..], &outputs).unwrap());
    assert!(!game.is_done(&claim, &root, &outputs, &header).unwrap());
    assert!(!game.is_done(&[1; 32], &root, &header, &outputs).unwrap());
    let mut bent = header.clone();
    bent[2][0] ^= 1;
    assert!(!game.is_done(&claim, &root, &bent, &outputs).unwrap());
    for (code, step) in [(0, STEPS), (1, 0), (256, 0)] {
        assert!(!game.is_err(&claim, code, step).unwrap());
    }
}

#[test]
fn a_lie_at_every_model_step() {
    for at in 0..1 << HEIGHTS[0] {
        for honest_first in [true, false] {
            let mut players = vec![Player::honest(), Player::liar(2, Lie::at(at, 3, 11))];
            if !honest_first {
                players.swap(0, 1);
            }
            let mut table = won(truth(), &mut players);
            // Three bonds of the liar are lost: a share of each, and a fee for the two decided below.
            assert_eq!(table.gain(honest(&players)), 5, "model step {at}");
            let stepped: Vec<_> =
                table.events.iter().filter(|event| matches!(event, Event::Stepped { .. })).collect();
            let [Event::Stepped { position: 11, .. }] = stepped[..] else { panic!("{stepped:?}") };
        }
    }
}

#[test]
fn a_lie_at_every_place_in_the_machine() {
    let places = (0..1 << HEIGHTS[1]).map(|at| (at, 7)).chain((0..1 << HEIGHTS[2]).map(|at| (2, at)));
    for (step, instruction) in places {
        let mut players = [Player::liar(2, Lie::at(2, step, instruction)), Player::honest()];
        let mut table = won(truth(), &mut players);
        assert_eq!(table.gain(&players[1]), 5, "{step} {instruction}");
    }
}

#[test]
fn a_false_ending_of_every_kind() {
    for ending in [Ending::Code(1), Ending::Code(77), Ending::Unfinished, Ending::Word(0)] {
        let lie = Lie { ending, ..Lie::at(4, 15, 31) };
        let mut players = [Player::liar(2, lie), Player::honest()];
        let mut table = won(truth(), &mut players);
        assert_eq!(table.gain(&players[1]), 5, "{ending:?}");
    }
}

#[test]
fn nodes_that_are_no_hashes() {
    for (layer, height) in HEIGHTS.into_iter().enumerate() {
        for level in 0..height as usize {
            for index in [0, (1 << (height as usize - level)) - 2] {
                let lie = Lie { garbage: Some((layer, level, index)), ..Lie::at(1, 2, 3) };
                let mut players = [Player::honest(), Player::liar(2, lie)];
                let mut table = won(truth(), &mut players);
                let gain = table.gain(&players[0]);
                assert!((1..=5).contains(&gain), "{layer} {level} {index}: {gain}");
            }
        }
    }
}

#[test]
fn an_error_is_a_result() {
    for (special, code, step) in [(102, 52, 2), (203, 256, 3)] {
        let truth = Truth::new(input([1, special, 3, 4, 5, 6, 7, 8]));
        assert_eq!(truth.states[8], err_root(code, step, LOG2_SIZE).unwrap());
        for at in [step, step + 1, 7] {
            let truth = Truth::new(truth.input.clone());
            let mut players = [Player::liar(2, Lie::at(at, 1, 2)), Player::honest()];
            let mut table = won(truth, &mut players);
            assert_eq!(table.gain(&players[1]), 5);
            let claim = table.claim;
            assert!(table.game.is_err(&claim, code, step).unwrap());
            assert!(!table.game.is_err(&claim, code, step + 1).unwrap());
            assert!(!table.game.is_err(&claim, code + 1, step).unwrap());
            let (root, header, outputs) = paths(&table.truth);
            assert!(!table.game.is_done(&claim, &root, &header, &outputs).unwrap());
        }
    }
}

#[test]
fn many_liars() {
    let lies = [
        Lie::at(0, 0, 0),
        Lie::at(7, 15, 31),
        Lie::at(3, 4, 5),
        Lie { ending: Ending::Word(5), ..Lie::at(3, 4, 5) },
        Lie { ending: Ending::Code(5), ..Lie::at(3, 4, 6) },
        Lie { garbage: Some((0, 1, 2)), ..Lie::at(6, 0, 0) },
        Lie::at(5, 9, 9),
    ];
    let mut players: Vec<Player> =
        lies.into_iter().enumerate().map(|(i, lie)| Player::liar(i as u8 + 2, lie)).collect();
    players.insert(4, Player::honest());
    let mut table = won(truth(), &mut players);
    assert!(table.gain(honest(&players)) >= 1);
}

#[test]
fn those_who_stop_moving_lose() {
    for moves in 0..12 {
        let liar = Player { moves, ..Player::liar(2, Lie::at(1, 2, 3)) };
        let mut players = [Player::honest(), liar];
        let mut table = won(truth(), &mut players);
        assert!(table.gain(&players[0]) >= 1);
    }
}

#[test]
fn nobody_honest() {
    // Both say the same of the step before, and something false of the last: neither's state comes out.
    let lies = [5, 6].map(|word| Lie { ending: Ending::Word(word), ..Lie::at(3, 4, 5) });
    let mut players = [Player::liar(2, lies[0]), Player::liar(3, lies[1])];
    let mut table = Table::new(truth(), &players[0]);
    table.play(&mut players);
    assert_eq!(table.game.outcome(&table.claim).unwrap(), (true, None));
    assert_eq!(reason(table.finish()), "NoWinner");
    assert_eq!(table.game.claim(&table.claim).unwrap().unwrap().result, None);
    assert_eq!(table.game.burnt().unwrap(), 6 * u128::from(SETTINGS.bond));
}
