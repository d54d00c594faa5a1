//! Transactions with a fee for the chain and a tip (EIP-1559), and those with blobs (EIP-4844): encoded, signed; the former read back, too.

use alloy_primitives::{Bytes, Signature, TxKind, U256};
use alloy_rlp::{Decodable, Encodable, Header};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;

use super::key::{Key, KeyError, signer};
use crate::blobs::Sidecar;
use crate::evm::Address;

/// The types' numbers.
const TYPE: u8 = 2;
const BLOB_TYPE: u8 = 3;
/// How nodes are given the proofs of cells.
const CELLS: u8 = 1;
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
    /// Blobs that go with it; they need a contract that is called.
    pub blobs: Vec<Sidecar>,
    /// What a unit of gas of theirs may cost at most, in wei.
    pub blob_fee: u128,
}

/// A signed transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What nodes take.
    pub bytes: Vec<u8>,
    /// Its hash, which is its name on the chain.
    pub hash: Hash,
}

fn list(payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    Header { list: true, payload_length: payload.len() }.encode(&mut bytes);
    bytes.extend(payload);
    bytes
}

/// A list of byte strings.
fn strings<'a>(all: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut payload = Vec::new();
    all.into_iter().for_each(|bytes| bytes.encode(&mut payload));
    list(&payload)
}

impl Transaction {
    fn kind(&self) -> u8 {
        if self.blobs.is_empty() { TYPE } else { BLOB_TYPE }
    }

    /// Fields in their list, behind the type.
    fn envelope(&self, fields: &[u8]) -> Vec<u8> {
        [&[self.kind()][..], &list(fields)].concat()
    }

    fn fields(&self) -> Vec<u8> {
        let to = self.to.map_or(TxKind::Create, TxKind::Call);
        let data = Bytes::copy_from_slice(&self.data);
        let fields: [&dyn Encodable; 9] =
            [&self.chain_id, &self.nonce, &self.tip, &self.fee, &self.gas, &to, &self.wei, &data, NO_ACCESS];
        let mut bytes = Vec::new();
        fields.iter().for_each(|field| field.encode(&mut bytes));
        if !self.blobs.is_empty() {
            self.blob_fee.encode(&mut bytes);
            let hashes: Vec<Hash> = self.blobs.iter().map(Sidecar::versioned_hash).collect();
            bytes.extend(strings(hashes.iter().map(|hash| &hash[..])));
        }
        bytes
    }

    /// The transaction with its signature.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn sign(&self, key: &Key) -> Result<Signed, KeyError> {
        let mut fields = self.fields();
        let signature = key.sign(&keccak256(&self.envelope(&fields)))?;
        let parts: [&dyn Encodable; 3] = [&signature.v(), &signature.r(), &signature.s()];
        parts.iter().for_each(|part| part.encode(&mut fields));
        let bytes = self.envelope(&fields);
        // That of the transaction alone, whatever goes beside it.
        let hash = keccak256(&bytes);
        if self.blobs.is_empty() {
            return Ok(Signed { hash, bytes });
        }
        let blobs = strings(self.blobs.iter().map(|sidecar| sidecar.blob.bytes()));
        let commitments = strings(self.blobs.iter().map(|sidecar| &sidecar.commitment[..]));
        let proofs = strings(self.blobs.iter().flat_map(|sidecar| &sidecar.proofs).map(|proof| &proof[..]));
        let cells: &[u8] =
            if self.blobs.iter().all(|sidecar| sidecar.proofs.len() == 1) { &[] } else { &[CELLS] };
        let beside = [&list(&fields)[..], cells, &blobs, &commitments, &proofs].concat();
        Ok(Signed { hash, bytes: [&[BLOB_TYPE][..], &list(&beside)].concat() })
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
            blobs: Vec::new(),
            blob_fee: 0,
        };
        let access = Vec::<u64>::decode(at).ok()?;
        let (odd, r, s) = (bool::decode(at).ok()?, U256::decode(at).ok()?, U256::decode(at).ok()?);
        if !access.is_empty() || !at.is_empty() {
            return None;
        }
        let signer =
            signer(&keccak256(&transaction.envelope(&transaction.fields())), &Signature::new(r, s, odd))?;
        Some((transaction, signer))
    }
}
