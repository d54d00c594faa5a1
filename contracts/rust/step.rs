//! The step contract with its oracle, deployed.

use crate::abi::{self, Argument, address, encode};
use crate::artifact::{MIPS64, MIPS64_ML, PREIMAGE_ORACLE};
use crate::evm::{Address, CallOutcome, ContractError, Evm};
use fault_proof_vm::Version;
use fault_proof_vm::state::STATE_BYTES;

/// The step contract of a version of the machine and a pre-image oracle, in a world of their own.
#[derive(Debug)]
pub struct StepContract {
    /// The world.
    pub evm: Evm,
    /// The step contract.
    pub address: Address,
    /// Its oracle.
    pub oracle: Address,
    /// Gas of the two deployments: step contract, oracle.
    pub deployment_gas: [u64; 2],
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOutcome {
    /// Hash of the state after the step.
    pub post_hash: [u8; 32],
    /// That state, packed.
    pub post_state: [u8; STATE_BYTES],
    /// Gas of the execution, without transaction and calldata.
    pub gas: u64,
    /// Gas of the whole transaction.
    pub transaction_gas: u64,
}

impl StepContract {
    /// Deploys both contracts.
    pub fn new() -> Result<Self, ContractError> {
        Self::of(Version::V8)
    }

    /// Deploys both contracts, the step contract for a version of the machine.
    pub fn of(version: Version) -> Result<Self, ContractError> {
        Self::with_number(version, version.number().into())
    }

    /// Deploys both contracts, the step contract for one version told that it is for the version of another
    /// number: which it refuses, as a deployment gone wrong is to end.
    pub fn with_number(version: Version, number: u64) -> Result<Self, ContractError> {
        let mut evm = Evm::new();
        let (oracle, oracle_outcome) = evm.deploy(&PREIMAGE_ORACLE.creation, &[])?;
        let arguments = encode(&[address(&oracle.into()).into(), number.into()]);
        let step = match version {
            Version::V8 => &MIPS64,
            Version::Ml => &MIPS64_ML,
        };
        let (address, outcome) = evm.deploy(&step.creation, &arguments)?;
        let deployment_gas = [outcome.transaction_gas, oracle_outcome.transaction_gas];
        Ok(Self { evm, address, oracle, deployment_gas })
    }

    /// One step. Nothing in the world changes.
    pub fn step(
        &mut self,
        state: &[u8],
        proof: &[u8],
        local_context: &[u8; 32],
    ) -> Result<StepOutcome, ContractError> {
        self.step_calldata(Self::calldata(state, proof, local_context))
    }

    /// The calldata of a step.
    pub fn calldata(state: &[u8], proof: &[u8], local_context: &[u8; 32]) -> Vec<u8> {
        abi::call("step(bytes,bytes,bytes32)", &[state.into(), proof.into(), (*local_context).into()])
    }

    /// One step with calldata of any making.
    pub fn step_calldata(&mut self, calldata: Vec<u8>) -> Result<StepOutcome, ContractError> {
        let CallOutcome { output, logs, gas, transaction_gas } = self.evm.look(self.address, calldata)?;
        let log = logs.first().map_or(&[][..], |log| &log.data);
        let answer = |what, expected, got: &[u8]| ContractError::Answer { what, expected, got: got.len() };
        Ok(StepOutcome {
            post_hash: output[..].try_into().map_err(|_| answer("a hash", 32, &output))?,
            post_state: log.try_into().map_err(|_| answer("a state", STATE_BYTES, log))?,
            gas,
            transaction_gas,
        })
    }

    /// Loads a part of a pre-image of a Keccak-256 digest.
    pub fn load_keccak(&mut self, offset: u64, preimage: &[u8]) -> Result<CallOutcome, ContractError> {
        self.load("loadKeccak256PreimagePart(uint256,bytes)", &[offset.into(), preimage.into()])
    }

    /// Loads a part of a pre-image of a SHA-256 digest.
    pub fn load_sha256(&mut self, offset: u64, preimage: &[u8]) -> Result<CallOutcome, ContractError> {
        self.load("loadSha256PreimagePart(uint256,bytes)", &[offset.into(), preimage.into()])
    }

    /// Loads a part of a value of the caller's own for one context: the first `size` bytes of `value`.
    pub fn load_local(
        &mut self,
        ident: u64,
        local_context: &[u8; 32],
        value: &[u8; 32],
        size: u64,
        offset: u64,
    ) -> Result<CallOutcome, ContractError> {
        let (context, value) = ((*local_context).into(), (*value).into());
        self.load(
            "loadLocalData(uint256,bytes32,bytes32,uint256,uint256)",
            &[ident.into(), context, value, size.into(), offset.into()],
        )
    }

    /// Loads a part of the result of a precompiled contract, which is called with at least so much gas.
    pub fn load_precompile(
        &mut self,
        offset: u64,
        precompile: &[u8; 20],
        required_gas: u64,
        input: &[u8],
    ) -> Result<CallOutcome, ContractError> {
        let arguments = [offset.into(), address(precompile).into(), required_gas.into(), input.into()];
        self.load("loadPrecompilePreimagePart(uint256,address,uint64,bytes)", &arguments)
    }

    /// Loads a part of the value `y` at `z` of a blob's polynomial, given commitment and proof.
    pub fn load_blob(
        &mut self,
        z: &[u8; 32],
        y: &[u8; 32],
        commitment: &[u8],
        proof: &[u8],
        offset: u64,
    ) -> Result<CallOutcome, ContractError> {
        let arguments = [(*z).into(), (*y).into(), commitment.into(), proof.into(), offset.into()];
        self.load("loadBlobPreimagePart(uint256,uint256,bytes,bytes,uint256)", &arguments)
    }

    /// What the oracle has under a key and an offset: the part, and how many bytes of it count.
    pub fn read_preimage(&mut self, key: &[u8; 32], offset: u64) -> Result<([u8; 32], u64), ContractError> {
        let calldata = abi::call("readPreimage(bytes32,uint256)", &[(*key).into(), offset.into()]);
        let output = self.evm.look(self.oracle, calldata)?.output;
        let answer = || ContractError::Answer { what: "a part", expected: 64, got: output.len() };
        let (part, length) = output.split_first_chunk::<32>().ok_or_else(answer)?;
        let length = *length.last_chunk::<8>().ok_or_else(answer)?;
        Ok((*part, u64::from_be_bytes(length)))
    }

    fn load(&mut self, signature: &str, arguments: &[Argument<'_>]) -> Result<CallOutcome, ContractError> {
        self.evm.call(self.oracle, abi::call(signature, arguments))
    }
}
