//! A chain, as who plays on it sees it: looking, sending, logs and the time. [`Local`] is one in this process,
//! [`Rpc`] is any Ethereum node behind JSON-RPC, and [`serve`] puts one of the former behind the interface of the
//! latter.

mod json;
mod local;
mod rpc;
mod server;

pub use local::Local;
pub use rpc::Rpc;
pub use server::{Serving, serve};

use crate::evm::{Address, ContractError, Log};
use fault_proof_vm::Hash;
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
}

/// A chain. Accounts are the node's: it signs for those it knows.
pub trait Chain {
    /// The time of the next block as far as it is known, in seconds.
    fn time(&mut self) -> Result<u64, ChainError>;

    /// The block of a number, or the last one.
    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError>;

    /// What a call of a contract returns now.
    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError>;

    /// Sends a transaction, with money in wei, and waits until it is done; to nobody, it makes a contract.
    fn send(
        &mut self,
        from: Address,
        to: Option<Address>,
        wei: u128,
        data: Vec<u8>,
    ) -> Result<Receipt, ChainError>;

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

    fn send(
        &mut self,
        from: Address,
        to: Option<Address>,
        wei: u128,
        data: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        (**self).send(from, to, wei, data)
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        (**self).balance(account)
    }

    fn logs(&mut self, address: Address, from_block: u64, to_block: u64) -> Result<Vec<Log>, ChainError> {
        (**self).logs(address, from_block, to_block)
    }
}
