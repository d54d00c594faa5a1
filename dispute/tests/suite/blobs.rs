//! Claims whose inputs lie in blobs, as players make, read, play and refute them.

use crate::games::{SETTINGS, STEPS, Table, seat};
use contracts::abi::{address, call, number};
use contracts::blobs::kzg::Setup;
use contracts::blobs::{Blob, Sidecar, pack, unpack};
use contracts::chain::{Block, Chain, ChainError, Local, Payload, Receipt};
use contracts::{Address, Log};
use dispute::player::{Board, Claim, Contract, View};
use dispute::source::Source;
use fault_proof_vm::Hash;
use std::path::Path;
use std::sync::LazyLock;

const BOND: u128 = SETTINGS.bond;
/// What a blob takes on this chain, where its gas costs a wei.
const BLOB_GAS: u128 = 1 << 17;

/// The points of the ceremony, which scripts/kzg.sh fetches.
pub static SETUP: LazyLock<Setup> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ceremony/trusted_setup.txt");
    Setup::read(&file).unwrap_or_else(|error| panic!("{error}: scripts/kzg.sh fetches it"))
});

/// The only claim there is, as a player sees it.
fn claim(board: &mut Contract<Local>) -> Claim {
    board.refresh().unwrap();
    let [claim] = &board.claims().unwrap()[..] else { panic!("one claim") };
    claim.clone()
}

/// What a claim's blobs hold, if they are what it says.
fn read(table: &Table, source: &Source, blobs: &[Blob]) -> Option<Vec<u8>> {
    let hashes: Vec<Hash> = blobs.iter().map(|blob| blob.versioned_hash(&SETUP).unwrap()).collect();
    assert_eq!(source.hashes, hashes);
    let region = table.slow.model().inputs;
    let bytes = unpack(blobs, 1 << region.log2_size);
    source.differs(region, &bytes).unwrap().is_none().then_some(bytes)
}

/// A lie about an input in a blob is played like any other by whoever has read the blob, and the liar has its deposit back.
#[test]
fn a_game_about_an_input_in_a_blob() {
    let table = Table::new();
    let mut liar = table.liar(2, 2, &[1, 5], 7);
    let before = table.balance(2);
    let (id, _) = liar.open_in_blobs(&SETUP, &table.input).unwrap();
    assert_eq!(table.balance(2), before - 2 * BOND - BLOB_GAS);
    let mut board = table.board(1);
    let known = claim(&mut board);
    let source = known.blobs.as_ref().expect("a source");
    assert_eq!(Some(&table.input), read(&table, source, &pack(&table.input).unwrap()).as_ref());
    assert_eq!(board.take_deposit(&id), Ok(true), "another's");
    assert_eq!(liar.board.take_deposit(&id), Ok(false), "too early");
    let mut seats = vec![seat("honest", table.honest(1)), seat("liar", liar)];
    table.play(&id, &mut seats);
    let (mut board, before) = (table.board(2), table.balance(2));
    assert_eq!((board.take_deposit(&id), board.take_deposit(&id)), (Ok(true), Ok(true)));
    assert_eq!(table.balance(2), before + BOND);
    assert_eq!(table.board(1).claims().unwrap().len(), 0, "nothing is read before a look");
}

/// A chain whose account dies when it has sent so many transactions.
#[derive(Clone, Debug)]
struct Dying(Local, usize);

impl Chain for Dying {
    fn time(&mut self) -> Result<u64, ChainError> {
        self.0.time()
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        self.0.block(number)
    }

    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        self.0.look(to, data)
    }

    fn send_all(&mut self, from: Address, payloads: Vec<Payload>) -> Vec<Result<Receipt, ChainError>> {
        let Some(left) = self.1.checked_sub(payloads.len()) else { panic!("killed") };
        self.1 = left;
        self.0.send_all(from, payloads)
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        self.0.balance(account)
    }

    fn logs(&mut self, address: Address, from: u64, to: u64) -> Result<Vec<Log>, ChainError> {
        self.0.logs(address, from, to)
    }
}

/// Whoever asks for a deposit back is killed before it takes out what it is owed then. The next life finds it, once; nothing had to be written down.
#[test]
fn a_deposit_of_a_former_life() {
    let table = Table::new();
    let (id, _) = table.honest(2).open_in_blobs(&SETUP, &table.input).unwrap();
    table.chain.pass(SETTINGS.allowance + 1);
    let account = Local::accounts()[2];
    let mut mortal = Contract::new(Dying(table.chain.clone(), 1), table.deployed.game, account, 0);
    let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| mortal.take_deposit(&id)));
    assert!(killed.is_err());
    let (mut board, before) = (table.board(2), table.balance(2));
    assert_eq!(board.take_deposit(&id), Ok(true), "it was asked for");
    assert_eq!(table.balance(2), before);
    assert_eq!((board.take_credit(), board.take_credit()), (Ok(true), Ok(false)));
    assert_eq!(table.balance(2), before + BOND);
}

/// A claim without money for the deposit is not made.
#[test]
fn a_deposit_is_part_of_the_reserve() {
    let table = Table::new();
    table.fund(4 * BOND - 1);
    let mut honest = table.honest(1);
    assert!(honest.open_in_blobs(&SETUP, &table.input).is_err());
    table.fund(4 * BOND);
    honest.open_in_blobs(&SETUP, &table.input).unwrap();
}

/// Somebody says the root of something that only he knows. Whoever reads the blob has the claim struck out, in one call, and is paid for it.
#[test]
fn a_blob_that_is_something_else() {
    let table = Table::new();
    let model = table.slow.model();
    let history = table.truth().run().history(&table.slow, &[]).unwrap();
    let ([left, right], last) = (history.children(3, 0), history.last());
    let (encoding, proof) = (model.encode(), history.proof(7));
    let account = Local::accounts()[2];
    let mut liar = table.board(2);
    let to = liar.blobs().unwrap();
    let chunks = [[0xee; 32]];
    let arguments = [
        address(&table.deployed.game.into()).into(),
        encoding[..].into(),
        number(0).into(),
        number(1).into(),
        chunks.as_flattened().into(),
        left.into(),
        right.into(),
        last.into(),
        proof[..].into(),
    ];
    let data =
        call("open(address,bytes,uint256,uint256,bytes,bytes32,bytes32,bytes32,bytes32[])", &arguments);
    let blobs = pack(&table.input).unwrap();
    let beside = blobs.iter().map(|blob| Sidecar::new(&SETUP, blob.clone(), false).unwrap()).collect();
    let payload = Payload { to: Some(to), wei: 2 * BOND, data, blobs: beside };
    table.chain.clone().send_one(account, payload).unwrap();
    let mut board = table.board(1);
    let known = claim(&mut board);
    let source = known.blobs.clone().expect("a source");
    assert_eq!(read(&table, &source, &blobs), None);
    // Nobody can play it: the start is another.
    assert!(table.honest(1).play(&known.id).is_err());
    let before = table.balance(1);
    board.refute(&SETUP, &known.id, &source, model, 0, &blobs).unwrap();
    assert_eq!(table.balance(1), before + BOND / 2);
    let known = claim(&mut board);
    assert!(known.struck && known.is_over() && known.result.is_none());
    assert_eq!(liar.take_deposit(&known.id), Ok(true));
    table.chain.pass(SETTINGS.allowance + 1);
    assert_ne!(known.result, Some(table.truth().run().state(STEPS)));
    let resolve = dispute::player::Move::Resolve(known.id);
    assert!(board.play(&resolve).is_err(), "it has no result");
}
