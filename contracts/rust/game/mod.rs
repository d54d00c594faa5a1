//! The dispute game's contract (docs/dispute-game.md): calls as calldata, events and records as the contract gives
//! them, and the contract deployed with its step contract.

mod calls;
mod events;
pub mod records;

pub use calls::{Call, Entry, Pairing};
pub use events::Event;
pub use records::{ClaimRecord, CommitmentRecord, MatchRecord, Phase, ProofRecord, TournamentRecord};

use crate::abi::{self, Argument, Reader, address, encode, number};
use crate::artifact::{BLOB_INPUTS, DISPUTE_GAME, HALO2_VERIFIER};
use crate::evm::{Address, CallOutcome, ContractError, Evm, Log};
use crate::step::StepContract;
use fault_proof_vm::{Hash, Version};

/// What a game is played with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Seconds that a commitment has in the topmost tournament.
    pub allowance: u64,
    /// Seconds that it has at least at the start of a match, and in which tournaments below the topmost may be joined.
    pub extension: u64,
    /// The bond, in wei.
    pub bond: u64,
}

/// The game's contract, with step contract and oracle, in a world of their own.
#[derive(Debug)]
pub struct GameContract {
    /// The world. Its caller makes the calls.
    pub evm: Evm,
    /// The game.
    pub address: Address,
    /// The step contract.
    pub step: Address,
    /// The oracle.
    pub oracle: Address,
    /// What checks proofs.
    pub verifier: Address,
    /// What claims with inputs in blobs are made by.
    pub blobs: Address,
    /// What it is played with.
    pub settings: Settings,
    /// Gas of the game's deployment.
    pub deployment_gas: u64,
}

/// What a call of the game did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The events of the game, in order.
    pub events: Vec<Event>,
    /// The log that they are from.
    pub logs: Vec<Log>,
    /// Gas of the execution, without transaction and calldata.
    pub gas: u64,
    /// Gas of the whole transaction.
    pub transaction_gas: u64,
}

impl GameContract {
    /// Deploys all contracts, the step contract for a version of the machine.
    pub fn new(version: Version, settings: Settings) -> Result<Self, ContractError> {
        Self::with_verifier(version, settings, &HALO2_VERIFIER.creation)
    }

    /// The same with another verifier of proofs, by the code that deploys it.
    pub fn with_verifier(
        version: Version,
        settings: Settings,
        verifier: &[u8],
    ) -> Result<Self, ContractError> {
        let StepContract { mut evm, address: step, oracle, .. } = StepContract::of(version)?;
        let Settings { allowance, extension, bond } = settings;
        let (verifier, _) = evm.deploy(verifier, &[])?;
        let (blobs, _) = evm.deploy(&BLOB_INPUTS.creation, &[])?;
        let [step_word, verifier_word] = [step, verifier].map(|contract| address(&contract.into()));
        let arguments = encode(&[
            step_word.into(),
            allowance.into(),
            extension.into(),
            bond.into(),
            verifier_word.into(),
            [0; 32].into(),
            address(&blobs.into()).into(),
        ]);
        let (address, outcome) = evm.deploy(&DISPUTE_GAME.creation, &arguments)?;
        let deployment_gas = outcome.transaction_gas;
        Ok(Self { evm, address, step, oracle, verifier, blobs, settings, deployment_gas })
    }

    /// Makes a call, with the bond if it takes one.
    pub fn play(&mut self, call: &Call) -> Result<Played, ContractError> {
        self.pay(call, if call.takes_bond() { self.settings.bond.into() } else { 0 })
    }

    /// Makes a call with this payment, in wei.
    pub fn pay(&mut self, call: &Call, wei: u128) -> Result<Played, ContractError> {
        let CallOutcome { logs, gas, transaction_gas, .. } =
            self.evm.pay(self.address, wei, call.calldata())?;
        let ours = logs.iter().filter(|log| log.address == self.address);
        Ok(Played { events: ours.filter_map(Event::decode).collect(), logs, gas, transaction_gas })
    }

    /// A claim, if there is such a one.
    pub fn claim(&mut self, id: &Hash) -> Result<Option<ClaimRecord>, ContractError> {
        let record = self.record("claim(bytes32)", &[(*id).into()], 4, records::claim)?;
        Ok(record.filter(|record| record.model != [0; 32]))
    }

    /// A tournament, if there is such a one.
    pub fn tournament(&mut self, id: &Hash) -> Result<Option<TournamentRecord>, ContractError> {
        let record = self.record("tournament(bytes32)", &[(*id).into()], 11, records::tournament)?;
        Ok(record.filter(|record| record.claim != [0; 32]))
    }

    /// A commitment in a tournament, if it has joined.
    pub fn commitment(
        &mut self,
        tournament: &Hash,
        commitment: &Hash,
    ) -> Result<Option<CommitmentRecord>, ContractError> {
        let arguments = [(*tournament).into(), (*commitment).into()];
        let record = self.record("commitment(bytes32,bytes32)", &arguments, 8, records::commitment)?;
        Ok(record.filter(|record| record.payer != Address::ZERO))
    }

    /// A match, if there is such a one.
    pub fn matched(&mut self, pairing: &Pairing) -> Result<Option<MatchRecord>, ContractError> {
        self.record("getMatch(bytes32)", &[pairing.id().into()], 11, records::matched)
    }

    /// What a proof has settled of a claim, if one has.
    pub fn proven(&mut self, claim: &Hash) -> Result<Option<ProofRecord>, ContractError> {
        self.record("proven(bytes32)", &[(*claim).into()], 4, records::proof)
    }

    /// Whether a tournament is over, and then its winner.
    pub fn outcome(&mut self, tournament: &Hash) -> Result<(bool, Option<Hash>), ContractError> {
        let read = |bytes: &[u8]| {
            let mut data = Reader::new(bytes);
            Some((data.number()? != 0, Some(data.word()?).filter(|winner| *winner != [0; 32])))
        };
        let outcome = self.record("outcome(bytes32)", &[(*tournament).into()], 2, read)?;
        outcome.ok_or(ContractError::Answer { what: "an outcome", expected: 64, got: 0 })
    }

    /// What an account can withdraw, in wei.
    pub fn credit(&mut self, owner: &Address) -> Result<u128, ContractError> {
        self.amount("credits(address)", &[address(&(*owner).into()).into()])
    }

    /// What nobody gets, in wei.
    pub fn burnt(&mut self) -> Result<u128, ContractError> {
        self.amount("burnt()", &[])
    }

    /// Whether a claim came to its end with these outputs.
    pub fn is_done(
        &mut self,
        claim: &Hash,
        outputs: &Hash,
        header_path: &[Hash],
        output_path: &[Hash],
    ) -> Result<bool, ContractError> {
        let arguments = [(*claim).into(), (*outputs).into(), header_path.into(), output_path.into()];
        Ok(self.amount("isDone(bytes32,bytes32,bytes32[],bytes32[])", &arguments)? == 1)
    }

    /// Whether a claim ended in this error in this step.
    pub fn is_err(&mut self, claim: &Hash, code: u64, step: u64) -> Result<bool, ContractError> {
        let arguments = [(*claim).into(), number(code).into(), number(step).into()];
        Ok(self.amount("isErr(bytes32,uint256,uint256)", &arguments)? == 1)
    }

    fn amount(&mut self, signature: &str, arguments: &[Argument<'_>]) -> Result<u128, ContractError> {
        let read = |bytes: &[u8]| bytes.last_chunk().map(|bytes| u128::from_be_bytes(*bytes));
        let amount = self.record(signature, arguments, 1, read)?;
        amount.ok_or(ContractError::Answer { what: "an amount", expected: 32, got: 0 })
    }

    /// What a view of so many words returns.
    fn record<T>(
        &mut self,
        signature: &str,
        arguments: &[Argument<'_>],
        words: usize,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, ContractError> {
        let output = self.evm.look(self.address, abi::call(signature, arguments))?.output;
        match output.len() == 32 * words {
            true => Ok(read(&output)),
            false => Err(ContractError::Answer { what: "a record", expected: 32 * words, got: output.len() }),
        }
    }
}
