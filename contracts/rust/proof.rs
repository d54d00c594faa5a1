//! The verifier of halo2 proofs in an EVM of our own, by Osaka's rules: deployed once, with a key contract for each
//! circuit.

use crate::artifact::HALO2_VERIFIER;
use crate::{Address, CallOutcome, ContractError, Evm};

/// The verifier, deployed.
#[derive(Debug)]
pub struct ProofVerifier {
    /// Where it is.
    pub evm: Evm,
    /// Its address.
    pub address: Address,
    /// What its deployment cost.
    pub deployment: CallOutcome,
}

/// A key contract, deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeployedKey {
    /// Its address.
    pub address: Address,
    /// Gas of all its transactions.
    pub gas: u64,
}

impl ProofVerifier {
    /// Deploys the verifier in an empty world.
    ///
    /// # Errors
    /// See [`ContractError`].
    pub fn deploy() -> Result<Self, ContractError> {
        let mut evm = Evm::osaka();
        let (address, deployment) = evm.deploy(&HALO2_VERIFIER.creation, &[])?;
        Ok(Self { evm, address, deployment })
    }

    /// Deploys a key: `creation` makes code that deploys some runtime code, `parts` are the contracts beside the key
    /// contract, whose addresses `main` takes.
    ///
    /// # Errors
    /// See [`ContractError`].
    pub fn deploy_key(
        &mut self,
        parts: &[Vec<u8>],
        creation: impl Fn(&[u8]) -> Vec<u8>,
        main: impl FnOnce(&[[u8; 20]]) -> Vec<u8>,
    ) -> Result<DeployedKey, ContractError> {
        let (mut addresses, mut gas) = (Vec::new(), 0);
        for part in parts {
            let (address, outcome) = self.evm.deploy(&creation(part), &[])?;
            addresses.push(address.into_array());
            gas += outcome.transaction_gas;
        }
        let (address, outcome) = self.evm.deploy(&creation(&main(&addresses)), &[])?;
        Ok(DeployedKey { address, gas: gas + outcome.transaction_gas })
    }

    /// Calls the verifier and forgets what the call changes, which is nothing.
    ///
    /// # Errors
    /// See [`ContractError`]: a revert says why a proof is refused.
    pub fn verify(&mut self, calldata: Vec<u8>) -> Result<CallOutcome, ContractError> {
        let outcome = self.evm.look(self.address, calldata)?;
        let yes = crate::abi::number(1);
        if outcome.output == yes {
            return Ok(outcome);
        }
        Err(ContractError::Answer { what: "an answer", expected: yes.len(), got: outcome.output.len() })
    }
}

/// A Foundry project of the contracts, by file: sources, a test that reads what is exported beside it, settings and the pinned
/// compiler. [`COMPILER`] is the program that forge calls it by.
pub const PROJECT: [(&str, &str); 7] = [
    ("src/Halo2Verifier.sol", include_str!("../src/proof/Halo2Verifier.sol")),
    ("src/IHalo2Verifier.sol", include_str!("../src/proof/IHalo2Verifier.sol")),
    ("src/ExampleClassifier.sol", include_str!("../src/proof/ExampleClassifier.sol")),
    ("test/Verifier.t.sol", include_str!("../export/Verifier.t.sol")),
    ("foundry.toml", include_str!("../export/foundry.toml")),
    ("package.json", include_str!("../export/package.json")),
    ("package-lock.json", include_str!("../export/package-lock.json")),
];

/// See [`PROJECT`].
pub const COMPILER: (&str, &str) = ("solc.mjs", include_str!("../solc.mjs"));
