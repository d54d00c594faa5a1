//! Claims whose inputs lie in blobs: how they are made, refuted where the blobs are something else, and how the deposit comes back.

use contracts::Address;
use contracts::abi::{Argument, Reader, address, call, number};
use contracts::blobs::kzg::Setup;
use contracts::blobs::{Blob, Sidecar, openings, pack};
use contracts::chain::{Chain, ChainError, Payload};
use contracts::game::Event;
use contracts::{ContractError, Log};
use fault_proof_vm::Hash;

use super::{Belief, Contract, Cost, PlayError, Player, View};
use crate::machine::MachineError;
use crate::model::Model;
use crate::source::{Source, chunk_log2, chunks, elements};

/// What the contract of blobs keeps of a claim.
struct Posted {
    poster: Address,
    deposit: u128,
    until: u64,
    refuted: bool,
}

fn absent(what: &'static str, at: Address) -> ChainError {
    ContractError::Absent { what, at }.into()
}

fn answer(what: &'static str, expected: usize, got: usize) -> ChainError {
    ContractError::Answer { what, expected, got }.into()
}

/// The claim that a transaction has made in a game.
pub(super) fn made(logs: &[Log], game: Address) -> Result<Hash, ChainError> {
    let ours = logs.iter().filter(|log| log.address == game);
    let claim = ours.filter_map(Event::decode).find_map(|event| match event {
        Event::Opened { claim, .. } => Some(claim),
        _ => None,
    });
    claim.ok_or_else(|| answer("a claim's id", 32, 0))
}

impl<C: Chain> Contract<C> {
    /// The contract that claims with inputs in blobs are made by.
    ///
    /// # Errors
    /// [`ChainError`]; also for a game without one.
    pub fn blobs(&mut self) -> Result<Address, ChainError> {
        let bytes = self.chain.look(self.game, call("blobs()", &[]))?;
        let contract = Reader::new(&bytes).address().map(Address::from);
        let contract = contract.ok_or_else(|| answer("an address", 32, bytes.len()))?;
        if contract == Address::ZERO {
            return Err(absent("contract of blobs of this game", self.game));
        }
        Ok(contract)
    }

    /// A call of that contract; its gas.
    fn blobs_call(
        &mut self,
        wei: u128,
        data: Vec<u8>,
        blobs: Vec<Sidecar>,
    ) -> Result<(Cost, Vec<Log>), ChainError> {
        let (to, bytes) = (Some(self.blobs()?), data.len() as u64);
        let receipt = self.chain.send_one(self.account, Payload { to, wei, data, blobs })?;
        Ok((Cost { gas: receipt.gas, bytes }, receipt.logs))
    }

    fn game_word(&self) -> Argument<'static> {
        Argument::Word(address(&self.game.into()))
    }

    /// Refutes a claim by a chunk that its blobs have otherwise, and takes what that is worth.
    ///
    /// # Errors
    /// [`ChainError`]: what the contract refuses it names.
    pub fn refute(
        &mut self,
        setup: &Setup,
        claim: &Hash,
        source: &Source,
        model: &Model,
        chunk: u64,
        blobs: &[Blob],
    ) -> Result<Cost, ChainError> {
        let (commitment, openings) = openings(setup, blobs, elements(chunk, chunk_log2(model.inputs)))?;
        let source = source.encode();
        let arguments = [
            self.game_word(),
            (*claim).into(),
            source[..].into(),
            chunk.into(),
            commitment[..].into(),
            openings[..].into(),
        ];
        let data = call("refute(address,bytes32,bytes,uint256,bytes,bytes)", &arguments);
        let (cost, _) = self.blobs_call(0, data, Vec::new())?;
        self.take_credit()?;
        Ok(cost)
    }

    fn posted(&mut self, claim: &Hash) -> Result<Posted, ChainError> {
        let at = self.blobs()?;
        let bytes =
            self.chain.look(at, call("posted(address,bytes32)", &[self.game_word(), (*claim).into()]))?;
        let mut reader = Reader::new(&bytes);
        let mut read = || {
            let _ = reader.word()?;
            let poster = reader.address()?.into();
            let numbers = [reader.word()?, reader.word()?, reader.word()?, reader.word()?];
            let [deposit, until, _, refuted] = numbers.map(|word| {
                let (_, low) = word.split_at(16);
                low.iter().fold(0u128, |sum, byte| sum << 8 | u128::from(*byte))
            });
            Some(Posted { poster, deposit, until: until as u64, refuted: refuted != 0 })
        };
        read().ok_or_else(|| answer("what is kept of a claim's blobs", 192, bytes.len()))
    }

    /// Has the deposit of a claim of the account's own come back, if nobody can refute it for that any more. Whether it has, or never will.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn take_deposit(&mut self, claim: &Hash) -> Result<bool, ChainError> {
        let Posted { poster, deposit, until, refuted } = self.posted(claim)?;
        if poster != self.account || refuted || deposit == 0 {
            return Ok(true);
        }
        if self.chain.time()? < until {
            return Ok(false);
        }
        let data = call("reclaim(address,bytes32)", &[self.game_word(), (*claim).into()]);
        self.blobs_call(0, data, Vec::new())?;
        self.take_credit()?;
        Ok(true)
    }

    /// Takes out what that contract owes the account, of whatever claim: what it owes says the chain, so that whoever was killed between the call that
    /// it is owed for and this one only has to ask again. Whether it was anything.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn take_credit(&mut self) -> Result<bool, ChainError> {
        let (at, account) = (self.blobs()?, address(&self.account.into()));
        let bytes = self.chain.look(at, call("credits(address)", &[account.into()]))?;
        let owed = bytes.iter().any(|byte| *byte != 0);
        if owed {
            self.blobs_call(0, call("withdraw()", &[]), Vec::new())?;
        }
        Ok(owed)
    }
}

impl<C: Chain, F: Belief> Player<Contract<C>, F> {
    /// Claims what the player believes, on an input that goes in blobs beside the claim. A deposit of a bond more is put down for the blobs.
    ///
    /// # Errors
    /// [`PlayError`]; without the whole reserve and the deposit it claims nothing.
    pub fn open_in_blobs(
        &mut self,
        setup: &Setup,
        input: &[u8],
    ) -> Result<(Hash, Cost), PlayError<ChainError>> {
        let bond = self.board.settings().map_err(PlayError::Board)?.bond;
        let (encoding, [left, right], last, proof) = self.claiming(bond)?;
        let model = Model::decode(&encoding).map_err(MachineError::from)?;
        let chunks = chunks(model.inputs, input).map_err(MachineError::from)?;
        let cells = self.board.chain.samples().map_err(PlayError::Board)?;
        let blobs = pack(input).and_then(|blobs| {
            blobs.into_iter().map(|blob| Sidecar::new(setup, blob, cells)).collect::<Result<Vec<_>, _>>()
        });
        let blobs = blobs.map_err(|error| PlayError::Board(error.into()))?;
        let arguments = [
            self.board.game_word(),
            encoding[..].into(),
            number(0).into(),
            number(blobs.len() as u64).into(),
            chunks.as_flattened().into(),
            left.into(),
            right.into(),
            last.into(),
            proof[..].into(),
        ];
        let signature = "open(address,bytes,uint256,uint256,bytes,bytes32,bytes32,bytes32,bytes32[])";
        let data = call(signature, &arguments);
        let wei = bond.saturating_mul(2);
        let (cost, logs) = self.board.blobs_call(wei, data, blobs).map_err(PlayError::Board)?;
        Ok((made(&logs, self.board.game).map_err(PlayError::Board)?, cost))
    }
}
