//! Claims that a proof settles, as a watch sees them: by a verifier here that takes anything, so that proofs of lies are to be had.

use crate::games::{SETTINGS, STEPS, Table};
use crate::toy::{input, slow};
use crate::watching::{Said, Watcher};
use contracts::Address;
use contracts::chain::{Chain, Local};
use dispute::player::{Deployed, Liar, Lie, Player};
use dispute::terms::{PublicTensor, Terms};
use dispute::watch::alerts::Alert;
use fault_proof_vm::Hash;
use fault_proof_vm::arena::ARENA_BASE;
use fault_proof_vm::keccak::keccak256;
use std::path::PathBuf;

/// Returns 1, whatever it is asked.
const ACCEPTS: [u8; 10] = [0x60, 1, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3];
/// What deploys it.
const CREATION: [u8; 12] = [0x60, 10, 0x60, 12, 0x60, 0, 0x39, 0x60, 10, 0x60, 0, 0xf3];

/// A game with that verifier, about the toy with a key that is the same contract.
struct Settled {
    table: Table,
    terms: Terms,
    key: Address,
}

impl Settled {
    fn new() -> Self {
        let mut chain = Local::new();
        let account = Local::accounts()[0];
        let key = chain.send(account, None, 0, [&CREATION[..], &ACCEPTS].concat()).unwrap().created.unwrap();
        let usual = dispute::player::deploy(&mut chain, account, &SETTINGS).unwrap();
        let number = |value: u128| {
            let mut word = [0; 32];
            word[16..].copy_from_slice(&value.to_be_bytes());
            word
        };
        let word = |of: Address| contracts::abi::address(&of.into());
        let times = [SETTINGS.allowance.into(), SETTINGS.extension.into(), SETTINGS.bond].map(number);
        let arguments = [&[word(usual.step)][..], &times, &[word(key), [0; 32], [0; 32]]].concat();
        let creation = [&contracts::artifact::DISPUTE_GAME.creation[..], arguments.as_flattened()].concat();
        let made = chain.send(account, None, 0, creation).unwrap();
        let deployed = Deployed { game: made.created.unwrap(), block: made.block, ..usual };
        let tensor =
            |output| PublicTensor { offset: 0, count: 8, packed: 8, stored: 8, signed: false, output };
        let terms =
            Terms { key: keccak256(&ACCEPTS), string: [9; 32], tensors: vec![tensor(false), tensor(true)] };
        let slow = slow(STEPS, &[3], &[4, 5]).on(terms.hash());
        let table = Table { chain, deployed, slow, input: input([5; 8]) };
        table.fund(10 * SETTINGS.bond);
        Self { table, terms, key }
    }

    /// A proof that the run ends with these outputs.
    fn prove(&self, claim: &Hash, outputs: &[u8]) {
        let values = [&self.table.input[..], outputs].concat();
        let model = self.table.slow.model().encode();
        let mut board = self.table.board(4);
        board.prove(claim, model, self.terms.encode(), self.key, values, vec![1]).unwrap();
    }

    fn watcher(&self, path: Option<PathBuf>) -> Watcher<'_> {
        let mut watcher = Watcher::of(&self.table, path, self.table.slow.model().clone().on([0; 32]).id());
        watcher.watch = watcher.watch.knowing(self.terms.hash());
        watcher
    }

    /// The words of the outputs, plus something for the last one.
    fn outputs(&self, more: u64) -> Vec<u8> {
        let arena = self.table.truth().run().arena(STEPS);
        let at = ARENA_BASE + self.table.slow.model().outputs.offset;
        let words = (0..8).map(|i| arena.read_word(at + 8 * i) + if i == 7 { more } else { 0 });
        words.flat_map(u64::to_be_bytes).collect()
    }
}

fn resolved(said: &[Said]) -> Option<bool> {
    said.iter().find_map(|said| if let Said::Resolved(right, _) = said { Some(*right) } else { None })
}

/// A proof of a lie settles a claim: that stays so, and so does the alert, through the end of the game about the bonds and for who starts
/// again afterwards.
#[test]
fn the_alert_of_a_proof_of_a_lie_stays() {
    let game = Settled::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("watch.json");
    let (claim, _) = game.table.honest(1).open(&game.table.input).unwrap();
    let mut watcher = game.watcher(Some(path.clone()));
    assert!(watcher.look().is_empty());
    game.prove(&claim, &game.outputs(1));
    assert_eq!(watcher.look(), [Said::On(Alert::WrongProof)]);
    game.table.chain.pass(SETTINGS.allowance);
    let end = watcher.look();
    assert_eq!((resolved(&end), end.len()), (Some(false), 1), "{end:?}");
    let on = "dispute_alerts{alert=\"proof_wrong\"} 1";
    for _ in 0..2 {
        assert!(watcher.look().is_empty() && watcher.shows(on));
    }
    drop(watcher);
    let mut again = game.watcher(Some(path));
    assert_eq!(again.look(), [Said::On(Alert::WrongProof)]);
    assert!(again.look().is_empty() && again.shows(on));
    assert!(again.shows("dispute_claims_resolved_total{verdict=\"wrong\"} 1"));
}

/// Who has won the tournament said the same outputs by another history. The proof is right, and so is the claim.
#[test]
fn a_claim_is_judged_by_its_proof() {
    let game = Settled::new();
    let table = &game.table;
    // The account has no money to join.
    table.fund(0);
    // A word that is no output.
    let lie = Lie { model_step: STEPS - 1, steps: vec![1, 3], amount: 1 };
    let mut arena = table.truth().run().arena(STEPS);
    arena.store(ARENA_BASE + 256, 1).unwrap();
    let mut beside = Player::new(table.board(2), Liar::telling(table.truth(), lie, arena).unwrap());
    let (claim, _) = beside.open(&table.input).unwrap();
    let mut watcher = game.watcher(None);
    watcher.look();
    game.prove(&claim, &game.outputs(0));
    table.chain.pass(SETTINGS.allowance);
    let ends: Vec<&str> = beside.play(&claim).unwrap().iter().map(|played| played.what.name()).collect();
    assert!(ends.contains(&"release"), "{ends:?}");
    let mut said = watcher.look();
    said.extend(watcher.look());
    assert_eq!(resolved(&said), Some(true), "{said:?}");
    assert!(watcher.shows("dispute_claims_resolved_total{verdict=\"right\"} 1"));
}
