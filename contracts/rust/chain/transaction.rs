//! Transactions with a fee for the chain and a tip (EIP-1559): encoded, signed, and read back.

use alloy_primitives::{Bytes, Signature, TxKind, U256};
use alloy_rlp::{Decodable, Encodable, Header};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;

use super::key::{Key, KeyError, signer};
use crate::evm::Address;

/// The type's number.
const TYPE: u8 = 2;
/// No storage is named beforehand: that would cost more than it saves.
const NO_ACCESS: &Vec<u64> = &Vec::new();

/// A transaction that is not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The chain that it is for.
    pub chain_id: u64,
    /// Its number among the account's.
    pub nonce: u64,
    /// What who builds the block gets for a unit of gas, in wei.
    pub tip: u128,
    /// What a unit of gas may cost at most, the tip included, in wei.
    pub fee: u128,
    /// Units of gas that it may take.
    pub gas: u64,
    /// The contract that is called; none to make one.
    pub to: Option<Address>,
    /// Money that goes with it, in wei.
    pub wei: u128,
    /// The calldata.
    pub data: Vec<u8>,
}

/// A signed transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What nodes take.
    pub bytes: Vec<u8>,
    /// Its hash, which is its name on the chain.
    pub hash: Hash,
}

fn envelope(payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![TYPE];
    Header { list: true, payload_length: payload.len() }.encode(&mut bytes);
    bytes.extend(payload);
    bytes
}

impl Transaction {
    fn fields(&self) -> Vec<u8> {
        let to = self.to.map_or(TxKind::Create, TxKind::Call);
        let data = Bytes::copy_from_slice(&self.data);
        let fields: [&dyn Encodable; 9] =
            [&self.chain_id, &self.nonce, &self.tip, &self.fee, &self.gas, &to, &self.wei, &data, NO_ACCESS];
        let mut bytes = Vec::new();
        fields.iter().for_each(|field| field.encode(&mut bytes));
        bytes
    }

    /// What is signed.
    fn hash(&self) -> Hash {
        keccak256(&envelope(&self.fields()))
    }

    /// The transaction with its signature.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn sign(&self, key: &Key) -> Result<Signed, KeyError> {
        let signature = key.sign(&self.hash())?;
        let mut fields = self.fields();
        let parts: [&dyn Encodable; 3] = [&signature.v(), &signature.r(), &signature.s()];
        parts.iter().for_each(|part| part.encode(&mut fields));
        let bytes = envelope(&fields);
        Ok(Signed { hash: keccak256(&bytes), bytes })
    }

    /// Reads a signed transaction, and who has signed it; none for anything else.
    pub fn read(bytes: &[u8]) -> Option<(Self, Address)> {
        let (&TYPE, mut rest) = bytes.split_first()? else { return None };
        let header = Header::decode(&mut rest).ok()?;
        if !header.list || header.payload_length != rest.len() {
            return None;
        }
        let at = &mut rest;
        let transaction = Self {
            chain_id: u64::decode(at).ok()?,
            nonce: u64::decode(at).ok()?,
            tip: u128::decode(at).ok()?,
            fee: u128::decode(at).ok()?,
            gas: u64::decode(at).ok()?,
            to: TxKind::decode(at).ok()?.to().copied(),
            wei: u128::decode(at).ok()?,
            data: Bytes::decode(at).ok()?.to_vec(),
        };
        let access = Vec::<u64>::decode(at).ok()?;
        let (odd, r, s) = (bool::decode(at).ok()?, U256::decode(at).ok()?, U256::decode(at).ok()?);
        if !access.is_empty() || !at.is_empty() {
            return None;
        }
        let signer = signer(&transaction.hash(), &Signature::new(r, s, odd))?;
        Some((transaction, signer))
    }
}
