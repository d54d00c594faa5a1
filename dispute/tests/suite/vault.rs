//! Money that waits on its way out of a game: the player that ships unlocks it, and has it after the delay, unless the guardian holds it.

use crate::games::{SETTINGS, STEPS, Table, seat};
use crate::toy::{input, slow};
use contracts::abi::{Argument, address, call};
use contracts::chain::{Chain, Local};
use dispute::game::{Noted, play_out};
use dispute::player::reserve::Shortage;
use dispute::player::{Conduct, Deployment, PlayError, View};

const DELAY: u64 = 10_000;

/// A game whose money waits for so long on its way out.
fn guarded(delay: u64) -> Table {
    let mut chain = Local::new();
    let [deployer, _, .., guardian] = Local::accounts()[..6] else { panic!("accounts") };
    let guard = Some((guardian, delay));
    let deployment =
        Deployment { settings: SETTINGS, step: None, oracle: None, verifier: None, guard, salt: None };
    let deployed = deployment.run(&mut chain, deployer).unwrap();
    Table { chain, deployed, slow: slow(STEPS, &[3], &[4, 5]), input: input([5; 8]) }
}

/// Each of so many liars takes a bond in each layer below the topmost, and none comes back in time. With one wei less than that
/// the player takes no part, and says how much it needs; with that it has enough to the end, and wins.
#[test]
fn who_plays_with_a_vault_has_more() {
    for (count, said_to_come) in [(1, 1), (2, 1), (3, 1), (1, 3)] {
        let table = guarded(1 << 30);
        // Of two that are matched one is left.
        let there = (count as u128).div_ceil(2).max(said_to_come);
        let needs = (1 + (table.layers() as u128 - 1) * there) * SETTINGS.bond;
        let honest = || {
            let mut player = table.honest(1);
            player.opponents = said_to_come as u64;
            player
        };
        let mut liars: Vec<_> = (0..count).map(|n| table.liar(2 + n, 2, &[1, 3], 1 + n as u64)).collect();
        let (claim, _) = liars[0].open(&table.input).unwrap();
        for liar in &mut liars[1..] {
            // They join, and leave it at that for now.
            liar.conduct = Conduct::Silent;
            liar.play(&claim).unwrap();
            liar.conduct = Conduct::Prompt;
        }
        table.fund(needs - 1);
        let short = honest().play(&claim).unwrap_err();
        let PlayError::Money(Shortage { has, needs: said }) = short else { panic!("{count}: {short}") };
        assert_eq!((has, said), (needs - 1, needs), "{count} liars");
        table.fund(needs);
        let mut seats = vec![seat("honest", honest())];
        seats.extend(liars.into_iter().map(|liar| seat("liar", liar)));
        let mut referee = table.board(0);
        let pass = |chain: &mut Local, seconds| {
            chain.pass(seconds);
            Ok(())
        };
        let mut shorts = 0;
        let noted = |note: &Noted| shorts += u64::from(note.player == "honest" && note.played.cost.is_err());
        play_out(&mut referee, &claim, &mut seats, 200_000, pass, noted).unwrap();
        let result = referee.claims().unwrap()[0].result;
        assert_eq!((result, shorts), (Some(table.truth().run().state(STEPS)), 0), "{count} liars");
    }
}

#[test]
fn a_bond_waits_and_comes_back() {
    let table = guarded(DELAY);
    let [_, honest, .., guardian] = Local::accounts()[..6] else { panic!("accounts") };
    let vault = table.deployed.vault.expect("a vault");
    let bonds = table.layers() as u128 * SETTINGS.bond;
    table.fund(bonds);
    let mut player = table.honest(1);
    let (claim, _) = player.open(&table.input).unwrap();
    table.chain.pass(SETTINGS.allowance);
    let mut play = || {
        let mut names = Vec::new();
        loop {
            let played = player.play(&claim).unwrap();
            if played.is_empty() {
                return names;
            }
            names.extend(played.iter().map(|played| {
                assert!(played.cost.is_ok(), "{played:?}");
                played.what.name()
            }));
        }
    };
    assert_eq!(play(), ["resolve", "unlock"]);
    // On its way it is nobody's to spend.
    let mut board = table.board(1);
    assert_eq!((board.credit().unwrap(), board.unlockable().unwrap()), (0, 0));
    assert_eq!(table.balance(1), bonds - SETTINGS.bond);
    assert_eq!(table.chain.clone().balance(vault).unwrap(), SETTINGS.bond);
    table.chain.pass(DELAY - 1);
    assert!(play().is_empty());
    let hold = |on: u64| {
        let words = [Argument::Word(address(&honest.into())), on.into()];
        table.chain.clone().send(guardian, Some(vault), 0, call("hold(address,bool)", &words)).unwrap();
    };
    hold(1);
    table.chain.pass(1);
    assert!(play().is_empty(), "held");
    hold(0);
    assert_eq!(board.credit().unwrap(), SETTINGS.bond);
    assert_eq!(play(), ["withdraw"]);
    assert_eq!(table.balance(1), bonds);
    assert!(play().is_empty());
}
