//! The registry of models: what identities stand for, and by whose word (`contracts/src/dispute/ModelRegistry.sol`).

use contracts::abi::{Argument, Reader, address, call};
use contracts::artifact::MODEL_REGISTRY;
use contracts::chain::{Chain, ChainError};
use contracts::{Address, ContractError};
use fault_proof_vm::Hash;

use super::deployment::{address_of, answers, make_once};

/// What its address follows from, the same on every chain.
const SALT: Hash = [0; 32];
/// What a registry answers to.
const MARK: &str = "MAX_NAME()";

/// A registry on a chain.
#[derive(Debug)]
pub struct Registry<C> {
    /// The chain.
    pub chain: C,
    /// The contract.
    pub address: Address,
}

/// What an identity stands for, by somebody's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// SHA-256 of the artefact's manifest.
    pub artifact: Hash,
    /// What proofs of the model verify under, if the identity has it: the hash of the key contract's code, and the fingerprint of
    /// the reference string.
    pub key: Option<[Hash; 2]>,
    /// The name.
    pub name: String,
}

impl<C: Chain> Registry<C> {
    /// The registry at an address; at the one that it has on every chain, if none is given.
    pub fn new(chain: C, address: Option<Address>) -> Self {
        let usual = || address_of(&SALT, &MODEL_REGISTRY.creation);
        Self { chain, address: address.unwrap_or_else(usual) }
    }

    /// Makes the registry at its usual address, where it is not there.
    ///
    /// # Errors
    /// [`ChainError`], also for a chain without the deployer ([`DEPLOYER`](super::DEPLOYER)).
    pub fn make(&mut self, account: Address) -> Result<(), ChainError> {
        make_once(&mut self.chain, account, SALT, &MODEL_REGISTRY.creation, MARK).map(|_| ())
    }

    /// Refuses an address where there is no registry: a transaction to it would be accepted, and say nothing.
    fn check(&mut self) -> Result<(), ChainError> {
        if answers(&mut self.chain, self.address, MARK)? {
            return Ok(());
        }
        Err(ContractError::Absent { what: "registry of models", at: self.address }.into())
    }

    /// Says what an identity stands for, by the account's word, for good; the gas.
    ///
    /// # Errors
    /// [`ChainError`] where there is no registry; the contract refuses names that are too long, or taken by this account, identities that have one, and a key of zeros.
    pub fn register(&mut self, account: Address, identity: &Hash, entry: &Entry) -> Result<u64, ChainError> {
        self.check()?;
        let [key, string] = entry.key.unwrap_or_default();
        let arguments: [Argument<'_>; 5] = [
            (*identity).into(),
            entry.artifact.into(),
            key.into(),
            string.into(),
            entry.name.as_bytes().into(),
        ];
        let data = call("register(bytes32,bytes32,bytes32,bytes32,string)", &arguments);
        Ok(self.chain.send(account, Some(self.address), 0, data)?.gas)
    }

    /// What an identity stands for by somebody's word.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn entry(&mut self, registrant: Address, identity: &Hash) -> Result<Option<Entry>, ChainError> {
        self.check()?;
        let arguments = [address(&registrant.into()).into(), (*identity).into()];
        let bytes = self.chain.look(self.address, call("lookup(address,bytes32)", &arguments))?;
        let mut reader = Reader::new(&bytes);
        let mut read = || Some((reader.word()?, [reader.word()?, reader.word()?], reader.bytes()?));
        let (artifact, key, name) = read().ok_or(answer("an entry", bytes.len()))?;
        let name = String::from_utf8_lossy(&name).into_owned();
        let key = (key != [Hash::default(); 2]).then_some(key);
        Ok((artifact != Hash::default()).then_some(Entry { artifact, key, name }))
    }

    /// The identity that somebody has given a name to.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn identity(&mut self, registrant: Address, name: &str) -> Result<Option<Hash>, ChainError> {
        self.check()?;
        let arguments = [address(&registrant.into()).into(), name.as_bytes().into()];
        let bytes = self.chain.look(self.address, call("identityOf(address,string)", &arguments))?;
        let identity = Reader::new(&bytes).word().ok_or(answer("an identity", bytes.len()))?;
        Ok((identity != Hash::default()).then_some(identity))
    }
}

fn answer(what: &'static str, got: usize) -> ChainError {
    ContractError::Answer { what, expected: 32, got }.into()
}
