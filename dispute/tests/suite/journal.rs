//! The log of a game as players keep it: read once from a node that answers for little at a time, right after the chain
//! has changed its mind, and no larger than what is open.

use contracts::Address;
use contracts::Log;
use contracts::abi::{Argument, encode, number};
use contracts::chain::{Block, Chain, ChainError, Payload, Receipt};
use dispute::player::journal::Journal;
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const GAME: Address = Address::new([7; 20]);

/// A chain that is all log, whose node answers for so many blocks and entries at once.
struct Scroll {
    blocks: Vec<(Hash, Vec<Log>)>,
    most_blocks: u64,
    most_logs: usize,
    /// The block that it calls its latest, where that is not its last.
    latest: Option<u64>,
    /// Questions, and blocks that were asked for and answered.
    asked: u64,
    read: u64,
    /// Questions after which one fails.
    failure: Option<u64>,
    made: u64,
}

impl Scroll {
    fn new(most_blocks: u64, most_logs: usize) -> Self {
        Self {
            blocks: Vec::new(),
            most_blocks,
            most_logs,
            latest: None,
            asked: 0,
            read: 0,
            failure: None,
            made: 0,
        }
    }

    fn push(&mut self, logs: Vec<Log>) {
        self.made += 1;
        self.blocks.push((keccak256(&self.made.to_be_bytes()), logs));
    }

    fn refuse<T>(method: &str) -> Result<T, ChainError> {
        Err(ChainError::Node {
            method: method.to_owned(),
            code: -32_005,
            message: "limit exceeded".to_owned(),
        })
    }

    fn ask(&mut self) -> Result<(), ChainError> {
        self.asked += 1;
        match self.failure {
            Some(at) if self.asked == at => Self::refuse("anything"),
            _ => Ok(()),
        }
    }
}

impl Chain for Scroll {
    fn time(&mut self) -> Result<u64, ChainError> {
        Ok(0)
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        self.ask()?;
        let number = number.or(self.latest).unwrap_or(self.blocks.len() as u64 - 1);
        match self.blocks.get(number as usize).or(self.blocks.last().filter(|_| self.latest.is_some())) {
            Some((hash, _)) => Ok(Block { number, hash: *hash }),
            None => Self::refuse("eth_getBlockByNumber"),
        }
    }

    fn look(&mut self, _: Address, _: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        unreachable!("nothing but logs")
    }

    fn send_all(&mut self, _: Address, _: Vec<Payload>) -> Vec<Result<Receipt, ChainError>> {
        unreachable!("nothing but logs")
    }

    fn balance(&mut self, _: Address) -> Result<u128, ChainError> {
        unreachable!("nothing but logs")
    }

    fn logs(&mut self, address: Address, from: u64, to: u64) -> Result<Vec<Log>, ChainError> {
        assert_eq!(address, GAME);
        self.ask()?;
        let last = (to as usize).min(self.blocks.len() - 1);
        let logs: Vec<Log> =
            self.blocks[from as usize..=last].iter().flat_map(|(_, logs)| logs.clone()).collect();
        if to - from >= self.most_blocks || logs.len() > self.most_logs {
            return Self::refuse("eth_getLogs");
        }
        self.read += to - from + 1;
        Ok(logs)
    }
}

fn log(signature: &str, topics: &[Hash], words: &[Hash]) -> Log {
    let topics = [&[keccak256(signature.as_bytes())], topics].concat();
    Log { address: GAME, topics, data: words.as_flattened().to_vec() }
}

fn opened(claim: u64) -> Log {
    let empty = log("Opened(bytes32,bytes32,bytes32,bytes,bytes)", &[number(claim), [1; 32]], &[]);
    Log {
        data: encode(&[Argument::Word([2; 32]), Argument::Bytes(&[]), Argument::Bytes(&[5; 100])]),
        ..empty
    }
}

fn resolved(claim: u64) -> Log {
    log("Resolved(bytes32,bytes32,bytes32)", &[number(claim)], &[[3; 32], number(claim)])
}

fn matched(tournament: u64, id: u64) -> Log {
    log("Matched(bytes32,bytes32,bytes32,bytes32)", &[number(tournament), number(id)], &[[4; 32], [5; 32]])
}

fn won(tournament: u64, id: u64) -> Log {
    log("Won(bytes32,bytes32,bytes32,bytes32)", &[number(tournament), number(id)], &[[4; 32], [5; 32]])
}

/// A hundred thousand claims, each resolved later, on a node that answers for 2,000 blocks and 10,000 entries.
#[test]
fn a_long_log_is_read_once() {
    const CLAIMS: u64 = 100_000;
    let mut chain = Scroll::new(2_000, 10_000);
    for claim in 0..CLAIMS {
        chain.push(vec![opened(claim), matched(claim, CLAIMS + claim)]);
        if let Some(over) = claim.checked_sub(50) {
            chain.push(vec![won(over, CLAIMS + over), resolved(over)]);
        }
    }
    let mut journal = Journal::new(GAME, 0);
    journal.refresh(&mut chain).unwrap();
    let claims = journal.claims();
    assert_eq!(claims.len() as u64, CLAIMS);
    assert_eq!(claims.iter().filter(|claim| claim.result.is_none()).count(), 50);
    assert!(claims.iter().all(|claim| claim.result.is_none_or(|last| last == claim.id)));
    assert_eq!(journal.matches(&number(CLAIMS - 1)), [(number(2 * CLAIMS - 1), [[4; 32], [5; 32]])]);
    assert!(journal.matches(&number(7)).is_empty());
    // Ranges are found by halving, and no block is read twice but those that are not final.
    assert!(chain.asked < 300, "{} questions", chain.asked);
    assert!(chain.read <= 2 * CLAIMS + 100, "{} blocks", chain.read);
    let (asked, read) = (chain.asked, chain.read);
    journal.refresh(&mut chain).unwrap();
    assert_eq!((chain.asked, chain.read), (asked + 1, read), "nothing is new");
    chain.push(vec![opened(CLAIMS)]);
    journal.refresh(&mut chain).unwrap();
    assert!(chain.asked <= asked + 8 && chain.read <= read + 70, "{} blocks", chain.read - read);
    assert_eq!(journal.claims().len() as u64, CLAIMS + 1);
}

/// What claims about other models are about is not kept, when they were read before, are read later, or are read again: strangers may make as many of them
/// as they like, and the log is as long as they have them be.
#[test]
fn inputs_of_other_models_are_not_kept() {
    let inputs = |journal: &Journal| -> usize {
        let claims = journal.claims();
        let one = journal.claim(&claims[0].id).unwrap();
        assert_eq!(one, claims[0]);
        claims.iter().map(|claim| claim.input.len()).sum()
    };
    for early in [false, true] {
        let mut chain = Scroll::new(2_000, 10_000);
        (0..100).for_each(|claim| chain.push(vec![opened(claim)]));
        let mut journal = Journal::new(GAME, 0);
        for (model, kept) in [([1; 32], 100), ([9; 32], 0)] {
            if early {
                journal = Journal::new(GAME, 0);
                journal.about(model);
            }
            journal.refresh(&mut chain).unwrap();
            journal.about(model);
            assert_eq!(inputs(&journal), kept * 100, "early: {early}");
        }
        chain.push(vec![opened(100)]);
        journal.refresh(&mut chain).unwrap();
        assert_eq!((journal.claims().len(), inputs(&journal)), (101, 0));
        // Deeper than what is final.
        chain.blocks.truncate(20);
        chain.push(vec![opened(101)]);
        (0..100).for_each(|_| chain.push(Vec::new()));
        journal.refresh(&mut chain).unwrap();
        assert_eq!((journal.claims().len(), inputs(&journal)), (21, 0));
    }
}

/// Blocks come and are taken back, more of them than was thought possible now and then, and questions fail: what is known
/// is what one who has just come knows.
#[test]
fn a_chain_that_changes_its_mind() {
    let mut deeper = 0;
    for seed in 0..40 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut chain = Scroll::new(random.gen_range(1..30), random.gen_range(3..20));
        chain.push(Vec::new());
        let mut journal = Journal::new(GAME, 0);
        journal.finality = random.gen_range(0..8);
        let mut claims = 0;
        for _ in 0..200 {
            let back = random.gen_range(0..6usize).saturating_sub(2).min(chain.blocks.len() - 1);
            deeper += u32::from(back as u64 > journal.finality);
            chain.blocks.truncate(chain.blocks.len() - back);
            for _ in 0..back + random.gen_range(0..4) {
                let logs = (0..random.gen_range(0..3)).map(|_| {
                    let any = random.gen_range(0..=claims);
                    claims += 1;
                    match random.gen_range(0..5) {
                        0 => opened(claims),
                        1 => resolved(any),
                        2 | 3 => matched(any % 5, claims),
                        _ => won(any % 5, any),
                    }
                });
                let logs = logs.collect();
                chain.push(logs);
            }
            chain.failure = random.gen_bool(0.2).then(|| chain.asked + random.gen_range(1..5));
            if journal.refresh(&mut chain).is_err() {
                continue;
            }
            chain.failure = None;
            let mut fresh = Journal::new(GAME, 0);
            fresh.refresh(&mut chain).unwrap();
            assert_eq!(journal.claims(), fresh.claims(), "seed {seed}");
            for tournament in 0..5 {
                let id = number(tournament);
                assert_eq!(journal.matches(&id), fresh.matches(&id), "seed {seed}");
            }
        }
    }
    assert!(deeper > 100, "{deeper} times deeper than final");
}

/// A node that says whatever it likes of its height is not asked for ever.
#[test]
fn a_chain_of_any_height() {
    let mut tall = Scroll { latest: Some(u64::MAX), ..Scroll::new(1, 1) };
    tall.push(Vec::new());
    let looked = Journal::new(GAME, 0).refresh(&mut tall);
    assert!(matches!(looked, Err(ChainError::Answer { .. })), "{looked:?}");
}
