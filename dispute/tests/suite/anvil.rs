//! A whole game on a node of somebody else's.

use crate::games::{SETTINGS, STEPS, Table};
use crate::node;
use contracts::artifact::PREIMAGE_ORACLE;
use contracts::chain::{ChainError, Rpc};
use dispute::game::{Named, Seat, play_out};
use dispute::player::journal::FINALITY;
use dispute::player::{Contract, Deployed, Deployment, Player, Settings, View, address_of, deploy};

/// A game of two that the truth wins, whatever happens whenever nobody moves.
fn play(mut rpc: Rpc, finality: u64, mut pass: impl FnMut(&mut Rpc, u64) -> Result<(), ChainError>) {
    let accounts = rpc.accounts().unwrap();
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
    let board = |account: usize| {
        let mut board = Contract::new(rpc.clone(), deployed.game, accounts[account], deployed.block);
        board.set_finality(finality);
        board
    };
    let table = Table::new();
    let mut liar = Player::new(board(2), table.lie(2, &[1, 5], 7));
    liar.tidy = false;
    let (claim, _) = liar.open(&table.input).unwrap();
    let honest = Player::new(board(1), table.truth());
    let mut seats: [Box<dyn Seat>; 2] = [
        Box::new(Named { name: "liar".into(), player: liar }),
        Box::new(Named { name: "honest".into(), player: honest }),
    ];
    let mut referee = board(0);
    play_out(&mut referee, &claim, &mut seats, 200_000, |rpc, seconds| pass(rpc, seconds), |_| {}).unwrap();
    assert_eq!(referee.claims().unwrap()[0].result, Some(table.truth().run().state(STEPS)));
}

#[test]
fn a_game_on_anvil() {
    if let Some((_node, rpc)) = node::start(&[]) {
        play(rpc, FINALITY, |rpc, seconds| rpc.pass(seconds));
    }
}

/// Now and then the chain takes back two blocks, which are more than the players take for possible, or fewer.
#[test]
fn a_game_on_a_chain_that_changes_its_mind() {
    for finality in [1, 10] {
        let Some((_node, rpc)) = node::start(&[]) else { return };
        let mut times = 0;
        play(rpc, finality, |rpc, seconds| {
            times += 1;
            if times % 4 == 0 && times <= 20 {
                rpc.undo(2)?;
            }
            rpc.pass(seconds)
        });
        assert!(times >= 8, "{times} times");
    }
}

/// The same salt gives the same addresses, and what is there is taken as it is; a game can be played with it.
#[test]
fn contracts_at_addresses_that_follow_from_what_they_are() {
    let Some((_node, mut rpc)) = node::start(&[]) else { return };
    let account = rpc.accounts().unwrap()[0];
    let deployment = Deployment {
        settings: SETTINGS,
        step: None,
        oracle: None,
        verifier: None,
        guard: None,
        salt: Some([3; 32]),
    };
    let first = deployment.run(&mut rpc, account).unwrap();
    assert_eq!(first.oracle, address_of(&[3; 32], &PREIMAGE_ORACLE.creation));
    let again = deployment.run(&mut rpc, account).unwrap();
    assert_eq!(again, Deployed { gas: 0, block: 0, ..first });
    let other = Deployment { settings: Settings { bond: 7, ..SETTINGS }, ..deployment };
    let other = other.run(&mut rpc, account).unwrap();
    assert!(other.game != first.game && (other.step, other.oracle) == (first.step, first.oracle));
    let mut board = Contract::new(rpc, other.game, account, other.block);
    assert_eq!(board.settings().unwrap(), Settings { bond: 7, ..SETTINGS });
}
