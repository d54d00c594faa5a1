//! A chain, as who plays on it sees it: looking, sending, logs and the time. [`Local`] is one in this process,
//! [`Rpc`] is any Ethereum node behind JSON-RPC or several, with keys of our own ([`Key`], [`Sender`]), and [`serve`] puts one
//! of the former behind the interface of the latter.

mod beacon;
mod bounded;
mod broadcast;
mod endpoints;
mod fees;
mod json;
mod kept;
mod key;
mod local;
mod node;
mod pending;
mod rpc;
mod sender;
mod server;
mod texts;
mod transaction;
mod versions;

pub use beacon::Beacon;
pub use broadcast::Verdict;
pub use endpoints::Health;
pub use kept::{MAX_FILE, read_kept};
pub use key::{Key, KeyError};
pub use local::Local;
pub use pending::Done;
pub use rpc::Rpc;
pub use sender::{Policy, Sender};
pub use server::{Serving, serve};
pub use transaction::Transaction;
pub use versions::{Fees, Limits, Prices, Size, Version, Versions};

use crate::blobs::{BlobError, Sidecar};
use crate::evm::{Address, ContractError, Log};
use fault_proof_vm::Hash;
use std::path::PathBuf;
use thiserror::Error;

/// A transaction that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Gas of the whole transaction.
    pub gas: u64,
    /// Its log entries.
    pub logs: Vec<Log>,
    /// The contract that it made.
    pub created: Option<Address>,
    /// The block that it is in.
    pub block: u64,
}

/// A block of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash: another one, if the chain has changed its mind.
    pub hash: Hash,
}

/// Why a chain does not do what it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChainError {
    /// The contract refuses.
    #[error(transparent)]
    Contract(#[from] ContractError),
    /// The node cannot be reached, or is too slow.
    #[error("{url}: {cause}")]
    Unreachable {
        /// Where it should be.
        url: String,
        /// What happened.
        cause: String,
    },
    /// The node answers something that is no answer.
    #[error("the node's answer to {method}: {cause}")]
    Answer {
        /// What was asked.
        method: String,
        /// What is wrong.
        cause: String,
    },
    /// The node refuses.
    #[error("the node refuses {method}: {message} ({code})")]
    Node {
        /// What was asked.
        method: String,
        /// Its code.
        code: i64,
        /// Its words.
        message: String,
    },
    /// A transaction is in no block yet. It stays on its way.
    #[error("transaction {nonce} of the account is on its way")]
    OnItsWay {
        /// Its number.
        nonce: u64,
    },
    /// A transaction takes more gas than one may.
    #[error("{gas} gas, {most} at most in one transaction")]
    TooMuchGas {
        /// What it takes.
        gas: u64,
        /// What it may take.
        most: u64,
    },
    /// Blobs cost more than they may.
    #[error("a unit of blob gas costs {base} wei now, and may cost {most}")]
    BlobFee {
        /// What it costs, in wei.
        base: u128,
        /// What it may cost.
        most: u128,
    },
    /// Blobs that are none, or too many.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// Blobs with a transaction that is not signed here.
    #[error("blobs go with transactions that are signed here: no node does it")]
    Unsigned,
    /// What is on its way cannot be written down or read, so nothing is sent.
    #[error("{}: {cause}", path.display())]
    Store {
        /// The file.
        path: PathBuf,
        /// What happened.
        cause: String,
    },
}

/// What a transaction is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// The contract that is called; none to make one.
    pub to: Option<Address>,
    /// Money that goes with it, in wei.
    pub wei: u128,
    /// The calldata.
    pub data: Vec<u8>,
    /// Blobs that go with it.
    pub blobs: Vec<Sidecar>,
}

/// How the nodes of a chain do, and what is on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The nodes.
    pub nodes: Vec<Health>,
    /// Transactions of ours that are in no block yet.
    pub in_flight: usize,
    /// How many were replaced by one for a higher fee.
    pub replaced: u64,
    /// Those that are in blocks, where they are signed here.
    pub done: Option<Done>,
}

/// A chain, and accounts that it or its node signs for.
pub trait Chain {
    /// The time of the next block as far as it is known, in seconds.
    fn time(&mut self) -> Result<u64, ChainError>;

    /// The block of a number, or the last one.
    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError>;

    /// Whether all that was answered since the last block was asked for is what most nodes say. What is not may be acted on,
    /// since a wrong move is refused, but is not kept.
    fn agreed(&self) -> bool {
        true
    }

    /// Whether its nodes sample blobs, and take the proofs of their cells.
    ///
    /// # Errors
    /// [`ChainError`].
    fn samples(&mut self) -> Result<bool, ChainError> {
        Ok(false)
    }

    /// How its nodes do.
    fn status(&self) -> Status {
        Status::default()
    }

    /// What a call of a contract returns now.
    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError>;

    /// Sends transactions that do not need each other, the first ones first, and waits until they are done.
    fn send_all(&mut self, from: Address, payloads: Vec<Payload>) -> Vec<Result<Receipt, ChainError>>;

    /// Sends a transaction, with money in wei, and waits until it is done; to nobody, it makes a contract.
    fn send(
        &mut self,
        from: Address,
        to: Option<Address>,
        wei: u128,
        data: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        self.send_one(from, Payload { to, wei, data, blobs: Vec::new() })
    }

    /// Sends a transaction and waits until it is done.
    fn send_one(&mut self, from: Address, payload: Payload) -> Result<Receipt, ChainError> {
        let mut sent = self.send_all(from, vec![payload]);
        sent.pop().unwrap_or_else(|| {
            Err(ChainError::Answer { method: "send".to_owned(), cause: "nothing was sent".to_owned() })
        })
    }

    /// What an account has, in wei.
    fn balance(&mut self, account: Address) -> Result<u128, ChainError>;

    /// A contract's log entries in some blocks, the last included, in order.
    fn logs(&mut self, address: Address, from_block: u64, to_block: u64) -> Result<Vec<Log>, ChainError>;
}

impl<C: Chain + ?Sized> Chain for Box<C> {
    fn time(&mut self) -> Result<u64, ChainError> {
        (**self).time()
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        (**self).block(number)
    }

    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        (**self).look(to, data)
    }

    fn agreed(&self) -> bool {
        (**self).agreed()
    }

    fn samples(&mut self) -> Result<bool, ChainError> {
        (**self).samples()
    }

    fn status(&self) -> Status {
        (**self).status()
    }

    fn send_all(&mut self, from: Address, payloads: Vec<Payload>) -> Vec<Result<Receipt, ChainError>> {
        (**self).send_all(from, payloads)
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        (**self).balance(account)
    }

    fn logs(&mut self, address: Address, from_block: u64, to_block: u64) -> Result<Vec<Log>, ChainError> {
        (**self).logs(address, from_block, to_block)
    }
}
