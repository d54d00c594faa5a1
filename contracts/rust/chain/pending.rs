//! What a sender writes down: the transactions on their way, with all their versions, and those that were done.

use super::key::Key;
use super::node::wrong;
use super::transaction::{Signed, Transaction};
use super::versions::{Fees, Size, Versions};
use super::{ChainError, Payload};
use crate::blobs::Sidecar;
use crate::evm::Address;
use serde::{Deserialize, Serialize};

/// A transaction on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its number among the account's.
    pub nonce: u64,
    /// Units of gas that it may take.
    pub gas: u64,
    /// The contract that is called; none to make one.
    pub to: Option<Account>,
    /// Money that goes with it.
    pub wei: u128,
    /// In hexadecimal.
    pub data: String,
    /// Blobs with their proofs, in hexadecimal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<String>,
    /// All that were sent with this number.
    pub versions: Versions,
}

/// An address.
pub type Account = [u8; 20];

/// Transactions that are in blocks, each counted once, whenever who sent them was killed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// That did what they were to do.
    pub well: u64,
    /// That failed.
    pub failed: u64,
    /// What the former took.
    pub gas: u64,
}

/// What is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Whose they are, and where.
    pub chain_id: u64,
    pub account: Account,
    /// The next number.
    pub next: u64,
    /// What is on its way, in the order of numbers.
    pub pending: Vec<Pending>,
    /// What was done.
    pub done: Done,
}

impl Pending {
    /// A version of it, signed.
    pub fn sign(&self, chain_id: u64, fees: &Fees, key: &Key) -> Result<Signed, ChainError> {
        let failed = |cause: &dyn std::fmt::Display| wrong("a signature", &cause.to_string());
        let transaction = Transaction {
            chain_id,
            nonce: self.nonce,
            tip: fees.tip,
            fee: fees.fee,
            gas: self.gas,
            to: self.to.map(Address::from),
            wei: self.wei,
            data: hex::decode(&self.data).map_err(|error| failed(&error))?,
            blobs: self.blobs().ok_or_else(|| failed(&"blobs that are none"))?,
            blob_fee: fees.blob_fee,
        };
        transaction.sign(key).map_err(|error| failed(&error))
    }

    /// What it takes.
    pub fn size(&self) -> Size {
        Size { gas: self.gas, blobs: self.blobs.len() }
    }

    fn blobs(&self) -> Option<Vec<Sidecar>> {
        self.blobs.iter().map(|text| Sidecar::decode(&hex::decode(text).ok()?)).collect()
    }

    /// Whether it does this.
    pub fn is(&self, payload: &Payload) -> bool {
        let to = payload.to.map(Account::from);
        let blobs = payload.blobs.iter().map(|sidecar| hex::encode(sidecar.encode()));
        (self.to, self.wei) == (to, payload.wei)
            && self.data == hex::encode(&payload.data)
            && self.blobs.iter().cloned().eq(blobs)
    }
}
