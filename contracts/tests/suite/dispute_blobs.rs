//! Claims whose inputs lie in blobs: the contract takes their hashes, the roots that were said, and openings that show them wrong. What an honest claim says
//! nobody refutes; each part of a refutation bent is refused by its name.

use contracts::abi::{Argument, Reader, address, call, number};
use contracts::blobs::kzg::Setup;
use contracts::blobs::{Blob, ELEMENTS, Sidecar, openings, pack, unpack};
use contracts::game::{Event, GameContract, Settings};
use contracts::{Address, CallOutcome, ContractError};
use dispute::history::History;
use dispute::model::{Model, Region};
use dispute::source::{Source, chunk_log2, chunks, elements};
use fault_proof_vm::arena::Template;
use fault_proof_vm::{Hash, State, Version};
use std::path::Path;
use std::sync::LazyLock;

const BOND: u64 = 1 << 50;
const SETTINGS: Settings = Settings { allowance: 1_000, extension: 100, bond: BOND };
const POSTER: Address = Address::with_last_byte(1);
const OTHER: Address = Address::with_last_byte(2);
/// Bytes of a blob.
const CAPACITY: usize = (ELEMENTS * 31) as usize;

/// The points of the ceremony, which scripts/kzg.sh fetches.
pub static SETUP: LazyLock<Setup> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ceremony/trusted_setup.txt");
    Setup::read(&file).unwrap_or_else(|error| panic!("{error}: scripts/kzg.sh fetches it"))
});

/// A commitment, and openings.
type Shown = (Vec<u8>, Vec<u8>);

/// A model of inputs of so many bytes, log2.
fn model(log2_size: u32) -> Model {
    Model {
        template: Template::new(&mut State::start(0x1000), log2_size + 2).unwrap(),
        step_heights: vec![2],
        heights: vec![5, 7],
        inputs: Region { offset: 1 << log2_size, log2_size },
        outputs: Region { offset: 0x40, log2_size: 5 },
        steps: 3,
        digest: [9; 32],
        terms: [0; 32],
    }
}

struct Table {
    game: GameContract,
    model: Model,
    input: Vec<u8>,
    blobs: Vec<Blob>,
    claim: Hash,
    source: Source,
}

fn reason<T: std::fmt::Debug>(result: Result<T, ContractError>) -> String {
    match result.unwrap_err() {
        ContractError::Revert { reason, .. } => reason,
        error => panic!("{error}"),
    }
}

impl Table {
    /// A game, and the blobs of an input of so many bytes.
    fn new(log2_size: u32, length: usize) -> Self {
        let mut game = GameContract::new(Version::V8, SETTINGS).unwrap();
        for account in [POSTER, OTHER] {
            game.evm.fund(account, 1 << 80);
        }
        let input: Vec<u8> = (0..length).map(|at| (at * 7 + at / 251) as u8 | 1).collect();
        let blobs = pack(&input).unwrap();
        let source = Source { block: 0, time: 0, hashes: vec![], chunks: vec![] };
        Self { game, model: model(log2_size), input, blobs, claim: [0; 32], source }
    }

    fn chunks(&self) -> Vec<Hash> {
        chunks(self.model.inputs, &self.input).unwrap()
    }

    fn at(&self) -> Argument<'static> {
        address(&self.game.address.into()).into()
    }

    /// Claims with these chunks beside these blobs.
    fn claim(
        &mut self,
        chunks: &[Hash],
        [first, count]: [u64; 2],
        wei: u64,
    ) -> Result<CallOutcome, ContractError> {
        let history = History::new(vec![[5; 32]], 2).unwrap();
        let ([left, right], encoding) = (history.children(2, 0), self.model.encode());
        let proof = history.proof(3);
        let arguments = [
            self.at(),
            encoding[..].into(),
            number(first).into(),
            number(count).into(),
            chunks.as_flattened().into(),
            left.into(),
            right.into(),
            history.last().into(),
            proof[..].into(),
        ];
        let data =
            call("open(address,bytes,uint256,uint256,bytes,bytes32,bytes32,bytes32,bytes32[])", &arguments);
        let hashes: Vec<Hash> = self.blobs.iter().map(|blob| blob.versioned_hash(&SETUP).unwrap()).collect();
        self.game.evm.caller = POSTER;
        self.game.evm.pay_beside(self.game.blobs, wei.into(), data, &hashes)
    }

    /// The same as it should be, but for the chunks.
    fn open(&mut self, chunks: &[Hash]) {
        let all = [0, self.blobs.len() as u64];
        let CallOutcome { logs, transaction_gas, .. } = self.claim(chunks, all, 2 * BOND).unwrap();
        println!("claim: {transaction_gas} gas, {} chunks", chunks.len());
        let ours = logs.iter().filter(|log| log.address == self.game.address);
        let events: Vec<Event> = ours.filter_map(Event::decode).collect();
        let [Event::Opened { claim, start, model_bytes, input, .. }, Event::Joined { payer, .. }] =
            &events[..]
        else {
            panic!("{events:?}");
        };
        assert_eq!((*payer, model_bytes), (POSTER, &self.model.encode()));
        self.claim = *claim;
        self.source = Source::of(model_bytes, input, start).expect("a source");
        assert_eq!(self.source.time, self.game.evm.time());
        assert_eq!(&self.source.chunks, chunks);
    }

    fn call(&mut self, from: Address, data: Vec<u8>) -> Result<CallOutcome, ContractError> {
        self.game.evm.caller = from;
        self.game.evm.call(self.game.blobs, data)
    }

    fn refutation(&self, source: &Source, chunk: u64, (commitment, openings): &Shown) -> Vec<u8> {
        let source = source.encode();
        let arguments = [
            self.at(),
            self.claim.into(),
            source[..].into(),
            chunk.into(),
            commitment[..].into(),
            openings[..].into(),
        ];
        call("refute(address,bytes32,bytes,uint256,bytes,bytes)", &arguments)
    }

    fn openings(&self, chunk: u64) -> Shown {
        openings(&SETUP, &self.blobs, elements(chunk, chunk_log2(self.model.inputs))).unwrap()
    }

    fn refute(&mut self, chunk: u64) -> Result<CallOutcome, ContractError> {
        let data = self.refutation(&self.source, chunk, &self.openings(chunk));
        self.call(OTHER, data)
    }

    fn about(&self, function: &str) -> Vec<u8> {
        call(&format!("{function}(address,bytes32)"), &[self.at(), self.claim.into()])
    }

    fn credit(&mut self, of: Address) -> u64 {
        let word = self.call(of, call("credits(address)", &[address(&of.into()).into()])).unwrap().output;
        Reader::new(&word).word().map(|word| u64::from_be_bytes(word[24..].try_into().unwrap())).unwrap()
    }
}

/// The start is that of the bytes, wherever they lie; nobody refutes it, behind the blobs either; and the deposit comes back, later.
#[test]
fn a_claim_in_blobs() {
    for (log2_size, length, chunk) in [(6, 40, 0), (11, 2048, 0), (17, 100, 63), (17, CAPACITY + 1000, 63)] {
        let mut table = Table::new(log2_size, length);
        assert_eq!(unpack(&table.blobs, length), table.input);
        table.open(&table.chunks());
        let start = table.game.tournament(&table.claim).unwrap().unwrap().start;
        assert_eq!(start, table.model.start(&table.input).unwrap(), "{log2_size}, {length}");
        let last = table.chunks().len() as u64 - 1;
        assert_eq!(reason(table.refute(chunk)), "SameChunk");
        let data = table.refutation(&table.source, last + 1, &Shown::default());
        assert_eq!(reason(table.call(OTHER, data)), "WrongChunks");
        let reclaim = table.about("reclaim");
        assert_eq!(reason(table.call(OTHER, reclaim.clone())), "NotOver");
        let time = table.game.evm.time();
        table.game.evm.set_time(time + SETTINGS.allowance);
        table.call(OTHER, reclaim.clone()).unwrap();
        table.call(OTHER, reclaim).unwrap();
        assert_eq!((table.credit(POSTER), table.credit(OTHER)), (BOND, 0));
        let before = table.game.evm.balance(POSTER);
        table.call(POSTER, call("withdraw()", &[])).unwrap();
        assert_eq!((table.game.evm.balance(POSTER), table.credit(POSTER)), (before + u128::from(BOND), 0));
        table.game.play(&contracts::game::Call::Resolve(table.claim)).unwrap();
    }
}

/// A chunk that is another one, in the first blob, in the second and behind them: the claim is struck out, and half of the deposit is whose shows it.
#[test]
fn what_is_not_in_the_blobs_is_struck_out() {
    for (length, chunk) in [(5000, 1), (CAPACITY + 1000, 62), (5000, 63)] {
        let mut table = Table::new(17, length);
        let mut lie = table.chunks();
        lie[chunk] = [3; 32];
        table.open(&lie);
        assert_eq!(table.source.differs(table.model.inputs, &table.input), Ok(Some(chunk as u64)));
        let chunk = chunk as u64;
        let CallOutcome { transaction_gas, .. } = table.refute(chunk).unwrap();
        println!("refute: {transaction_gas} gas, {length} bytes, chunk {chunk}");
        // Far below what one transaction may take, 2^24.
        assert!(transaction_gas < 3_900_000);
        assert_eq!((table.credit(POSTER), table.credit(OTHER)), (0, BOND / 2));
        assert_eq!(reason(table.refute(chunk)), "AlreadyRefuted");
        assert_eq!(reason(table.call(POSTER, table.about("reclaim"))), "AlreadyRefuted");
        // It has no result, and never will.
        let claim = table.claim;
        let record = table.game.claim(&claim).unwrap().unwrap();
        assert_eq!((record.struck, record.result), (true, None));
        let time = table.game.evm.time();
        table.game.evm.set_time(time + SETTINGS.allowance);
        assert_eq!(reason(table.game.play(&contracts::game::Call::Resolve(claim))), "AlreadyResolved");
        assert!(!table.game.is_err(&claim, 256, 0).unwrap());
        assert!(!table.game.is_err(&claim, 0, 0).unwrap());
    }
}

/// Each part of a refutation is needed as it is.
#[test]
fn bent_refutations_are_refused() {
    let mut table = Table::new(6, 40);
    let mut lie = table.chunks();
    lie[0] = [3; 32];
    assert_eq!(
        reason(table.call(OTHER, table.refutation(&table.source, 0, &table.openings(0)))),
        "NotPosted"
    );
    table.open(&lie);
    let (source, right) = (table.source.clone(), table.openings(0));
    let with = |change: &dyn Fn(&mut Shown)| {
        let mut bent = right.clone();
        change(&mut bent);
        bent
    };
    for (bent, name) in [
        (with(&|(commitment, _)| commitment[5] ^= 1), "InvalidOpening"),
        (with(&|(commitment, _)| commitment.truncate(47)), "WrongOpenings"),
        (with(&|(commitment, _)| commitment.clear()), "WrongOpenings"),
        // Another value, another proof, those of the next element, one that is no element.
        (with(&|(_, openings)| openings[31] ^= 1), "InvalidOpening"),
        (with(&|(_, openings)| openings[50] ^= 1), "InvalidOpening"),
        (with(&|(_, openings)| openings.rotate_left(80)), "InvalidOpening"),
        (with(&|(_, openings)| openings[..32].fill(0xff)), "InvalidOpening"),
        (with(&|(_, openings)| openings.truncate(80 * 2)), "WrongOpenings"),
        (with(&|(_, openings)| openings.extend([0; 80])), "WrongOpenings"),
        (with(&|(_, openings)| openings.clear()), "WrongOpenings"),
    ] {
        let data = table.refutation(&source, 0, &bent);
        assert_eq!(reason(table.call(OTHER, data)), name);
    }
    // Another source than the claim's: other chunks, other blobs.
    let others: [&dyn Fn(&mut Source); 4] = [
        &|source| source.chunks[0][0] ^= 1,
        &|source| source.hashes[0][9] ^= 1,
        &|source| source.block += 1,
        &|source| source.hashes.push([1; 32]),
    ];
    for change in others {
        let mut other = source.clone();
        change(&mut other);
        let data = table.refutation(&other, 0, &right);
        assert_eq!(reason(table.call(OTHER, data)), "WrongSource");
    }
    table.refute(0).unwrap();
}

/// What a claim in blobs takes, and who may make one or strike one out.
#[test]
fn claims_that_are_none() {
    let mut table = Table::new(13, 5000);
    let right = table.chunks();
    assert_eq!(reason(table.claim(&right, [0, 1], BOND)), "WrongDeposit");
    for some in [[0, 0], [0, 2], [1, 1], [0, 256]] {
        assert_eq!(reason(table.claim(&right, some, 2 * BOND)), "NoBlobs", "{some:?}");
    }
    for count in [0, 3] {
        assert_eq!(reason(table.claim(&right[..count], [0, 1], 2 * BOND)), "WrongChunks");
    }
    table.open(&right);
    let (claim, game) = (table.claim, table.game.address);
    table.game.evm.caller = OTHER;
    let strike = table.game.evm.call(game, call("strike(bytes32)", &[claim.into()]));
    assert_eq!(reason(strike), "NotBlobs");
    let encoding = table.model.encode();
    let words = [[1; 32]; 1];
    let arguments = [
        address(&OTHER.into()).into(),
        encoding[..].into(),
        [1; 32].into(),
        encoding[..4].into(),
        [2; 32].into(),
        [3; 32].into(),
        [4; 32].into(),
        words[..].into(),
    ];
    let data = call("openFor(address,bytes,bytes32,bytes,bytes32,bytes32,bytes32,bytes32[])", &arguments);
    assert_eq!(reason(table.game.evm.pay(game, BOND.into(), data)), "NotBlobs");
}

/// Another file than the one that was published is refused.
#[test]
fn a_ceremony_that_is_another() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ceremony/trusted_setup.txt");
    let mut text = std::fs::read(file).unwrap();
    let folder = tempfile();
    text[100] ^= 1;
    for bytes in [&text[..], &[0; (1 << 20) + 1], &[]] {
        std::fs::write(&folder, bytes).unwrap();
        assert!(Setup::read(&folder).is_err());
    }
    std::fs::remove_file(&folder).unwrap();
    assert!(Setup::read(&folder).is_err());
}

fn tempfile() -> std::path::PathBuf {
    std::env::temp_dir().join(format!("trusted_setup-{}", std::process::id()))
}

/// Bytes go into field elements and come back, up to what a transaction brings.
#[test]
fn bytes_in_blobs() {
    for length in [0, 1, 31, 32, CAPACITY - 1, CAPACITY, CAPACITY + 1, 6 * CAPACITY] {
        let bytes: Vec<u8> = (0..length).map(|at| at as u8 | 1).collect();
        let blobs = pack(&bytes).unwrap();
        assert_eq!(blobs.len(), length.div_ceil(CAPACITY).max(1));
        assert_eq!(unpack(&blobs, length + 7), [&bytes[..], &[0; 7]].concat());
    }
    assert!(pack(&vec![1; 6 * CAPACITY + 1]).is_err());
    assert_eq!(pack(&vec![0; 7 * CAPACITY]).map(|blobs| blobs.len()), Ok(1), "zeros take no room");
    assert!(Blob::new(&[0; 31]).is_err());
    let beyond = Blob::new(&vec![0xff; 131_072]).unwrap();
    assert!(beyond.versioned_hash(&SETUP).is_err());
    // The values that are opened are the elements.
    let blobs = pack(&[7; 200]).unwrap();
    let (commitment, opened) = openings(&SETUP, &blobs, 0..8).unwrap();
    for (at, opening) in opened.chunks(80).enumerate() {
        assert_eq!(opening[..32], blobs[0].bytes()[32 * at..32 * at + 32]);
    }
    let sidecar = Sidecar::new(&SETUP, blobs[0].clone(), false).unwrap();
    assert_eq!((&sidecar.commitment[..], sidecar.proofs.len()), (&commitment[..], 1));
    assert_eq!(Sidecar::decode(&sidecar.encode()), Some(sidecar.clone()));
    assert_eq!(Sidecar::decode(&sidecar.encode()[1..]), None);
}
