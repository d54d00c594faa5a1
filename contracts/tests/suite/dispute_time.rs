//! Clocks: what is taken off, when, and what is added; who is late.

use crate::common::reason;
use crate::dispute_players::*;
use crate::dispute_truth::*;
use crate::toy::input;
use contracts::game::{Call, Pairing, Phase, Settings};

const LIE: [u64; 3] = [5, 9, 20];

/// A claim by the honest player; the liar joins after so many seconds.
fn joined_after(late: u64) -> (Table, Pairing, u64) {
    let lie = Lie::at(LIE[0], LIE[1], LIE[2]);
    let mut table = Table::new(Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8])), &Player::honest());
    let start = table.game.evm.time();
    table.game.evm.set_time(start + late);
    let entry = table.truth.tree(&[], Some(&lie)).entry();
    let tournament = table.claim;
    table.call(account(2), &Call::Join { tournament, entry, witness: Vec::new() }).unwrap();
    let [one, two] = [None, Some(&lie)].map(|lie| table.truth.tree(&[], lie).root());
    (table, Pairing { tournament, one, two }, start)
}

/// The next move in the topmost match, made at this time.
fn moved(table: &mut Table, pairing: Pairing, time: u64) {
    table.game.evm.set_time(time);
    let record = table.game.matched(&pairing).unwrap().unwrap();
    let lie = Lie::at(LIE[0], LIE[1], LIE[2]);
    let tree = table.truth.tree(&[], (record.turn == 1).then_some(&lie));
    let call = step(&table.truth, &[], &tree, pairing, &record).unwrap();
    // Anyone may move.
    table.call(account(30), &call).unwrap();
}

#[test]
fn who_joins_late_has_less_time() {
    for late in [0, 1, 400, 999] {
        let (mut table, pairing, start) = joined_after(late);
        let record = table.game.matched(&pairing).unwrap().unwrap();
        // It has the extension at least.
        assert_eq!((record.clocks, record.since), ([1000, (1000 - late).max(50)], start + late));
        let time = start + late + 70;
        moved(&mut table, pairing, time);
        let record = table.game.matched(&pairing).unwrap().unwrap();
        // What the first has used is gone.
        assert_eq!((record.clocks, record.since), ([930, (1000 - late).max(50)], time));
        // Its last second is a second in which it may move.
        moved(&mut table, pairing, record.deadline() - 1);
        let record = table.game.matched(&pairing).unwrap().unwrap();
        assert_eq!(record.clocks, [930, 1]);
        assert_eq!((record.height, record.turn), (1, 0));
    }
}

#[test]
fn clocks_are_filled_up_once_a_match() {
    let (mut table, pairing, start) = joined_after(0);
    moved(&mut table, pairing, start + 999);
    let record = table.game.matched(&pairing).unwrap().unwrap();
    assert_eq!(record.clocks, [1, 1000]);
    moved(&mut table, pairing, start + 1000);
    let record = table.game.matched(&pairing).unwrap().unwrap();
    assert_eq!((record.clocks, record.deadline()), ([1, 999], start + 1001));
    moved(&mut table, pairing, start + 1000);
    let record = table.game.matched(&pairing).unwrap().unwrap();
    assert_eq!((record.clocks, record.phase, record.position), ([1, 999], Phase::Sealed, LIE[0]));
    // Clocks stand still while the inner tournament lasts; nobody joins it, so both are out.
    table.game.evm.set_time(start + 1049);
    table.game.evm.caller = account(7);
    assert_eq!(reason(table.game.play(&Call::Settle(pairing))), "NotOver");
    table.game.evm.set_time(start + 1050);
    table.call(account(7), &Call::Settle(pairing)).unwrap();
    let tournament = pairing.tournament;
    for commitment in [pairing.one, pairing.two] {
        assert!(table.game.commitment(&tournament, &commitment).unwrap().unwrap().out);
    }
    assert_eq!(table.game.outcome(&tournament).unwrap(), (true, None));
}

#[test]
fn the_clock_goes_with_the_winner() {
    let (mut table, pairing, start) = joined_after(100);
    moved(&mut table, pairing, start + 400);
    let record = table.game.matched(&pairing).unwrap().unwrap();
    assert_eq!(record.clocks, [700, 900]);
    table.game.evm.set_time(record.deadline() - 1);
    table.game.evm.caller = account(7);
    assert_eq!(reason(table.game.play(&Call::Timeout(pairing))), "NotOver");
    table.game.evm.set_time(record.deadline());
    table.call(account(7), &Call::Timeout(pairing)).unwrap();
    let winner = table.game.commitment(&pairing.tournament, &pairing.one).unwrap().unwrap();
    assert_eq!((winner.clock, winner.out), (700, false));
    assert!(table.game.commitment(&pairing.tournament, &pairing.two).unwrap().unwrap().out);
    assert_eq!(table.game.outcome(&pairing.tournament).unwrap(), (true, Some(pairing.one)));
    assert_eq!(table.game.credit(&account(1)).unwrap(), u128::from(SETTINGS.bond) / 8);
}

#[test]
fn late_honest_players_win() {
    for late in [0, 500, 999] {
        let honest = Player { late, ..Player::honest() };
        let liars = (0..3).map(|i| {
            let lie = Lie::at(i + 1, 3 * i, 2 * i);
            Player { late: 100 * i, ..Player::liar(i as u8 + 2, lie) }
        });
        let mut players: Vec<Player> = liars.chain([honest]).collect();
        let mut table = Table::new(Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8])), &players[0]);
        // In steps of 10 seconds, the last second is not hit.
        players[3].late = late / 10 * 10;
        table.play(&mut players);
        table.finish().unwrap();
        let (_, last) = table.game.claim(&table.claim).unwrap().unwrap().result.unwrap();
        assert_eq!(last, table.truth.states[8]);
        assert!(table.gain(&players[3]) >= 1);
    }
}

/// A game takes no longer than the specification says.
#[test]
fn the_bound() {
    let lies = [(1, 2, 3), (4, 5, 6), (0, 0, 1), (6, 7, 7), (2, 15, 31)];
    for moves in [0, 1, 4, usize::MAX] {
        let mut players = vec![Player::honest()];
        for (i, (step, at, instruction)) in lies.into_iter().enumerate() {
            players.push(Player { moves, ..Player::liar(i as u8 + 2, Lie::at(step, at, instruction)) });
        }
        let mut table = Table::new(Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8])), &players[0]);
        let start = table.game.evm.time();
        table.play(&mut players);
        // Six commitments: three rounds of the topmost tournament, four allowances one after the other; and three of each
        // below, with an extension to join and two a match.
        let Settings { allowance, extension, .. } = SETTINGS;
        let below = HEIGHTS[1..].iter().fold(0, |below, _| extension + 3 * (2 * extension + below));
        let bound = allowance + 4 * allowance + 3 * (2 * extension + below);
        let took = table.game.evm.time() - start;
        assert!(took <= bound, "{took} of {bound}");
    }
}
