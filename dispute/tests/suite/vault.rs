//! Money that waits on its way out of a game: the player that ships unlocks it, and has it after the delay, unless the guardian holds it.

use crate::games::{SETTINGS, STEPS, Table};
use crate::toy::{input, slow};
use contracts::abi::{Argument, address, call};
use contracts::chain::{Chain, Local};
use dispute::player::{Deployment, View};

const DELAY: u64 = 10_000;

#[test]
fn a_bond_waits_and_comes_back() {
    let mut chain = Local::new();
    let [deployer, honest, .., guardian] = Local::accounts()[..6] else { panic!("accounts") };
    let guard = Some((guardian, DELAY));
    let deployment =
        Deployment { settings: SETTINGS, step: None, oracle: None, verifier: None, guard, salt: None };
    let deployed = deployment.run(&mut chain, deployer).unwrap();
    let vault = deployed.vault.expect("a vault");
    let table = Table { chain, deployed, slow: slow(STEPS, &[3], &[4, 5]), input: input([5; 8]) };
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
