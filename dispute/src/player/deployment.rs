//! Deploying a game: with a step contract and an oracle of its own or with ones that are there already, such as Optimism's,
//! at addresses that come as they do or that follow from what is deployed.

use contracts::abi::{Argument, address, call};
use contracts::artifact::{
    BLOB_INPUTS, DELAYED_BONDS, DISPUTE_GAME, HALO2_VERIFIER, MIPS64, PREIMAGE_ORACLE,
};
use contracts::chain::{Chain, ChainError};
use contracts::{Address, ContractError};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;

use super::board::Settings;

/// The deployer that is at the same address on most chains, anvil's among them: it makes a contract by CREATE2 from a salt
/// and creation code, and returns the address.
pub const DEPLOYER: Address = Address::new([
    0x4e, 0x59, 0xb4, 0x48, 0x47, 0xb3, 0x79, 0x57, 0x85, 0x88, 0x92, 0x0c, 0xa7, 0x8f, 0xbf, 0x26, 0xc0,
    0xb4, 0x95, 0x6c,
]);
/// Version of the machine's states.
const STATE_VERSION: u128 = 8;

/// What is to be deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deployment {
    /// Times and bond of the game.
    pub settings: Settings,
    /// A step contract that is there already.
    pub step: Option<Address>,
    /// An oracle that is there already, for a step contract of our own.
    pub oracle: Option<Address>,
    /// A verifier of proofs that is there already.
    pub verifier: Option<Address>,
    /// Who may hold money on its way out, which then waits for so many seconds; none, if it is to be paid at once.
    pub guard: Option<(Address, u64)>,
    /// What addresses follow from, with what is deployed; none for those that come as they do.
    pub salt: Option<Hash>,
}

/// What was deployed for a game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deployed {
    /// The game.
    pub game: Address,
    /// The step contract.
    pub step: Address,
    /// The pre-image oracle.
    pub oracle: Address,
    /// What checks proofs.
    pub verifier: Address,
    /// What claims with inputs in blobs are made by.
    pub blobs: Address,
    /// What holds money on its way out, if anything does.
    pub vault: Option<Address>,
    /// Gas of all that was not there already.
    pub gas: u64,
    /// The game's block; 0 if it was there already.
    pub block: u64,
}

/// The address of a contract that the deployer makes.
pub fn address_of(salt: &Hash, creation: &[u8]) -> Address {
    let hash = keccak256(&[&[0xff], &DEPLOYER[..], salt, &keccak256(creation)].concat());
    Address::from_slice(&hash[12..])
}

/// Deploys a game with a step contract and an oracle of its own.
///
/// # Errors
/// [`ChainError`].
pub fn deploy(chain: &mut impl Chain, account: Address, settings: &Settings) -> Result<Deployed, ChainError> {
    Deployment { settings: *settings, step: None, oracle: None, verifier: None, guard: None, salt: None }
        .run(chain, account)
}

impl Deployment {
    /// Deploys what is not there.
    ///
    /// # Errors
    /// [`ChainError`]; also for a step contract that is none, and for a chain without the deployer where it is needed.
    pub fn run(&self, chain: &mut impl Chain, account: Address) -> Result<Deployed, ChainError> {
        let mut made = Made { account, salt: self.salt, gas: 0 };
        let (oracle, step) = match (self.step, self.oracle) {
            (Some(step), _) => (oracle_of(chain, step)?, step),
            (None, oracle) => {
                let oracle = match oracle {
                    Some(oracle) => oracle,
                    None => {
                        made.make(chain, &PREIMAGE_ORACLE.creation, &[], |c, at| {
                            answers(c, at, "challengePeriod()")
                        })?
                        .0
                    }
                };
                let arguments = [word(oracle), number(STATE_VERSION)];
                (
                    oracle,
                    made.make(chain, &MIPS64.creation, &arguments, |c, at| answers(c, at, "oracle()"))?.0,
                )
            }
        };
        let Settings { allowance, extension, bond } = self.settings;
        let verifier = match self.verifier {
            Some(verifier) if verifies(chain, verifier)? => verifier,
            Some(at) => return Err(ContractError::Absent { what: "verifier of proofs", at }.into()),
            None => made.make(chain, &HALO2_VERIFIER.creation, &[], verifies)?.0,
        };
        let times = [number(allowance.into()), number(extension.into())];
        let vault = match self.guard {
            Some((guardian, delay)) => {
                let arguments = [word(guardian), number(delay.into())];
                let made =
                    made.make(chain, &DELAYED_BONDS.creation, &arguments, |c, at| answers(c, at, "delay()"))?;
                Some(made.0)
            }
            None => None,
        };
        let (blobs, _) =
            made.make(chain, &BLOB_INPUTS.creation, &[], |c, at| answers(c, at, "CHUNK_LOG2()"))?;
        let holds = word(vault.unwrap_or_default());
        let arguments = [word(step), times[0], times[1], number(bond), word(verifier), holds, word(blobs)];
        let (game, block) =
            made.make(chain, &DISPUTE_GAME.creation, &arguments, |c, at| answers(c, at, "stepContract()"))?;
        Ok(Deployed { game, step, oracle, verifier, blobs, vault, gas: made.gas, block })
    }
}

/// Makes a contract without arguments by CREATE2, if it is not there; its address. It answers to a signature.
///
/// # Errors
/// As [`Deployment::run`].
pub fn make_once(
    chain: &mut impl Chain,
    account: Address,
    salt: Hash,
    creation: &[u8],
    signature: &str,
) -> Result<Address, ChainError> {
    let mut made = Made { account, salt: Some(salt), gas: 0 };
    Ok(made.make(chain, creation, &[], |chain, at| answers(chain, at, signature))?.0)
}

/// Contracts that are made one after the other.
struct Made {
    account: Address,
    salt: Option<Hash>,
    gas: u64,
}

impl Made {
    /// Makes a contract, of which `there` says whether it is at an address; its address and block.
    fn make<C: Chain>(
        &mut self,
        chain: &mut C,
        creation: &[u8],
        arguments: &[[u8; 32]],
        there: impl Fn(&mut C, Address) -> Result<bool, ChainError>,
    ) -> Result<(Address, u64), ChainError> {
        let creation = [creation, arguments.as_flattened()].concat();
        let Some(salt) = self.salt else {
            let receipt = chain.send(self.account, None, 0, creation)?;
            self.gas = self.gas.saturating_add(receipt.gas);
            return Ok((receipt.created.ok_or_else(missing)?, receipt.block));
        };
        let made = address_of(&salt, &creation);
        if there(chain, made)? {
            return Ok((made, 0));
        }
        if !has_deployer(chain) {
            // A transaction to it would be accepted, and make nothing.
            return Err(ContractError::Absent { what: "deployer of CREATE2", at: DEPLOYER }.into());
        }
        let receipt = chain.send(self.account, Some(DEPLOYER), 0, [&salt[..], &creation].concat())?;
        self.gas = self.gas.saturating_add(receipt.gas);
        if there(chain, made)? { Ok((made, receipt.block)) } else { Err(missing()) }
    }
}

/// Whether there is a contract that answers to a signature with a word.
pub(super) fn answers(
    chain: &mut impl Chain,
    contract: Address,
    signature: &str,
) -> Result<bool, ChainError> {
    Ok(chain.look(contract, call(signature, &[]))?.len() == 32)
}

/// Whether there is a verifier of proofs: it says that an address without code is no key.
fn verifies<C: Chain>(chain: &mut C, contract: Address) -> Result<bool, ChainError> {
    Ok(refusal(chain, contract, Address::ZERO)?.as_deref() == Some("NoKey"))
}

/// Why a verifier refuses an empty proof, if it does.
fn refusal<C: Chain>(chain: &mut C, verifier: Address, key: Address) -> Result<Option<String>, ChainError> {
    let nothing = [word(key).into(), Argument::Bytes(&[]), Argument::Bytes(&[])];
    match chain.look(verifier, call("verify(address,bytes,bytes)", &nothing)) {
        Ok(_) => Ok(None),
        Err(ChainError::Contract(ContractError::Revert { reason, .. })) => Ok(Some(reason)),
        Err(error) => Err(error),
    }
}

/// Makes the contract of a verifying key, by the code that deploys it, where it is not there: at an address that follows from the code,
/// if the chain has the deployer, and else where it comes. The address and the gas.
///
/// # Errors
/// [`ChainError`].
pub fn deploy_key<C: Chain>(
    chain: &mut C,
    account: Address,
    verifier: Address,
    creation: &[u8],
) -> Result<(Address, u64), ChainError> {
    let mut made = Made { account, salt: has_deployer(chain).then_some([0; 32]), gas: 0 };
    let (key, _) = made.make(chain, creation, &[], |chain, at| holds_key(chain, verifier, at))?;
    Ok((key, made.gas))
}

/// Whether there is a key contract: the verifier then misses a proof.
///
/// # Errors
/// [`ChainError`].
pub fn holds_key<C: Chain>(chain: &mut C, verifier: Address, key: Address) -> Result<bool, ChainError> {
    Ok(refusal(chain, verifier, key)?.as_deref() == Some("WrongLength"))
}

/// Whether there is the deployer. It stores nothing, and where there is none, who is asked nothing says nothing.
fn has_deployer(chain: &mut impl Chain) -> bool {
    !matches!(chain.look(DEPLOYER, Vec::new()), Ok(bytes) if bytes.is_empty())
}

/// The oracle of a step contract.
fn oracle_of(chain: &mut impl Chain, step: Address) -> Result<Address, ChainError> {
    let bytes = chain.look(step, call("oracle()", &[]))?;
    match bytes.split_at_checked(12) {
        Some((_, oracle)) if oracle.len() == 20 => Ok(Address::from_slice(oracle)),
        _ => {
            Err(ContractError::Answer { what: "a step contract's oracle", expected: 32, got: bytes.len() }
                .into())
        }
    }
}

fn missing() -> ChainError {
    ContractError::Answer { what: "a contract's address", expected: 20, got: 0 }.into()
}

fn word(of: Address) -> [u8; 32] {
    address(&of.into())
}

fn number(value: u128) -> [u8; 32] {
    let mut word = [0; 32];
    word[16..].copy_from_slice(&value.to_be_bytes());
    word
}
