//! Keys that sign transactions: from hexadecimal, or from a keystore file as Ethereum's wallets write it (version 3).

use alloy_primitives::{B256, Signature};
use k256::ecdsa::SigningKey;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use thiserror::Error;

use crate::evm::Address;
use fault_proof_vm::Hash;

/// Longest keystore file, in bytes.
const MAX_FILE: u64 = 1 << 16;
/// Most memory that deriving a key from a password may take, in bytes.
const MAX_MEMORY: u64 = 1 << 30;
/// Most rounds of PBKDF2: 16 times as many as wallets take, some seconds.
const MAX_ROUNDS: u64 = 1 << 22;

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The text or the bytes are no key.
    #[error("a key is 32 bytes in hexadecimal, not zero and less than the order of secp256k1")]
    NotAKey,
    /// The keystore cannot be read.
    #[error("{}: {cause}", path.display())]
    Keystore {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, or with the password.
        cause: String,
    },
}

/// A key of secp256k1. It is not shown.
#[derive(Clone)]
pub struct Key(SigningKey);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.address())
    }
}

/// What of a keystore is looked at before it is given to others, who trust the lengths in it.
#[derive(Deserialize)]
struct Keystore {
    #[serde(alias = "Crypto")]
    crypto: Crypto,
}

#[derive(Deserialize)]
struct Crypto {
    cipherparams: CipherParams,
    kdfparams: KdfParams,
}

#[derive(Deserialize)]
struct CipherParams {
    iv: String,
}

#[derive(Deserialize)]
struct KdfParams {
    dklen: u64,
    n: Option<u64>,
    r: Option<u64>,
    p: Option<u64>,
    c: Option<u64>,
}

impl KdfParams {
    /// What is out of bounds, if anything is.
    fn excess(&self) -> Option<String> {
        let [n, r, p] = [self.n, self.r, self.p].map(|part| part.unwrap_or(1));
        let memory = n.saturating_add(p).saturating_mul(r).saturating_mul(128);
        let mixed = n.saturating_mul(r).saturating_mul(p).saturating_mul(128);
        let rounds = self.c.unwrap_or(0);
        let over =
            |what: &str, got: u64, most: u64| (got > most).then(|| format!("{what}: {got}, {most} at most"));
        over("bytes that scrypt takes", memory, MAX_MEMORY)
            .or_else(|| over("bytes that scrypt mixes", mixed, 16 * MAX_MEMORY))
            .or_else(|| over("rounds of PBKDF2", rounds, MAX_ROUNDS))
            .or_else(|| {
                (self.dklen < 32).then(|| format!("bytes of the derived key: {}, 32 at least", self.dklen))
            })
    }
}

impl Key {
    /// A key from its bytes.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`].
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        SigningKey::from_slice(bytes).map(Self).map_err(|_| KeyError::NotAKey)
    }

    /// A key from hexadecimal, with `0x` or without.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`].
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        Self::new(&hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|_| KeyError::NotAKey)?)
    }

    /// The key in a keystore file.
    ///
    /// # Errors
    /// [`KeyError::Keystore`] for a file that is none or takes too much to open, and for a wrong password.
    pub fn from_keystore(path: &Path, password: &str) -> Result<Self, KeyError> {
        let wrong = |cause: String| KeyError::Keystore { path: path.to_owned(), cause };
        let length = std::fs::metadata(path).map_err(|error| wrong(error.to_string()))?.len();
        if length > MAX_FILE {
            return Err(wrong(format!("{length} bytes, {MAX_FILE} at most")));
        }
        let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let Keystore { crypto } =
            serde_json::from_slice(&bytes).map_err(|error| wrong(format!("no keystore: {error}")))?;
        if let Some(excess) = crypto.kdfparams.excess() {
            return Err(wrong(excess));
        }
        if crypto.cipherparams.iv.len() < 32 {
            return Err(wrong(format!(
                "digits of the initial vector: {}, 32 at least",
                crypto.cipherparams.iv.len()
            )));
        }
        let bytes = eth_keystore::decrypt_key(path, password).map_err(|error| wrong(error.to_string()))?;
        Self::new(&bytes)
    }

    /// The account that it signs for.
    pub fn address(&self) -> Address {
        Address::from_private_key(&self.0)
    }

    /// The signature of a hash. The same hash has the same one.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`], which no key makes with any hash that is known.
    pub fn sign(&self, hash: &Hash) -> Result<Signature, KeyError> {
        let signed = self.0.sign_prehash_recoverable(hash).map_err(|_| KeyError::NotAKey)?;
        Ok(Signature::from(signed))
    }
}

/// Who has signed a hash.
pub fn signer(hash: &Hash, signature: &Signature) -> Option<Address> {
    signature.recover_address_from_prehash(&B256::from(*hash)).ok()
}
