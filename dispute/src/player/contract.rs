//! The board that the game's contract is, behind a chain.
//!
//! All that is known comes from the contract's views and log, from the block that the game was deployed in on
//! ([`Journal`](super::journal::Journal)), so that neither a restart nor a chain that changed its mind leaves anything stale.

use contracts::abi::{Argument, Reader, address, call};
use contracts::chain::{Chain, ChainError, Payload};
use contracts::game::{Call, ClaimRecord, Entry, Event, Pairing, Phase as RecordPhase, records};
use contracts::{Address, ContractError};
use fault_proof_vm::Hash;
use std::cell::RefCell;
use std::rc::Rc;

use super::board::{Board, Claim, Cost, Match, Move, Payer, Phase, Settings, Tournament, View};
use super::in_blobs::made;
use super::journal::Journal;
use super::opening::Opening;
use crate::tree::TournamentNode;

/// The game's contract, as one account plays it.
#[derive(Debug, Clone)]
pub struct Contract<C> {
    /// The chain.
    pub chain: C,
    /// The contract.
    pub game: Address,
    /// The account.
    pub account: Address,
    settings: Option<Settings>,
    /// What holds money on its way out, if anything does; none as long as that is not known.
    vault: Option<Option<Address>>,
    /// The game's log as of the last look, which clones share.
    journal: Rc<RefCell<Journal>>,
    /// All of it, for whoever wants that.
    events: Vec<Event>,
}

impl<C: Chain> Contract<C> {
    /// A game on a chain, played by an account, with a log that begins in a block.
    pub fn new(chain: C, game: Address, account: Address, from_block: u64) -> Self {
        let journal = Rc::new(RefCell::new(Journal::new(game, from_block)));
        Self { chain, game, account, settings: None, vault: None, journal, events: Vec::new() }
    }

    /// Has so many blocks be above what is taken for final.
    pub fn set_finality(&mut self, blocks: u64) {
        self.journal.borrow_mut().finality = blocks;
    }

    /// Has the inputs of claims about this model alone be kept of the log.
    pub fn about(&mut self, model: Hash) {
        self.journal.borrow_mut().about(model);
    }

    /// The game's whole log.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn events(&mut self) -> Result<&[Event], ChainError> {
        self.events = self.journal.borrow_mut().all(&mut self.chain)?;
        Ok(&self.events)
    }

    /// The trees of some claims as of the last look, in their order: of those that are open, and of the latest that were.
    pub fn trees(&self, claims: &[Hash]) -> Vec<TournamentNode> {
        self.journal.borrow().trees(claims)
    }

    /// The verifier of proofs.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn verifier(&mut self) -> Result<Address, ChainError> {
        let read = |bytes: &[u8]| Some(Address::from(Reader::new(bytes).address()?));
        self.view("verifier()", &[], "an address", read)
    }

    /// Settles a claim by a proof: terms, key contract, public values and proof as the contract takes them. The gas.
    ///
    /// # Errors
    /// [`ChainError`]: what the contract refuses it names.
    pub fn prove(
        &mut self,
        claim: &Hash,
        model: Vec<u8>,
        terms: Vec<u8>,
        key: Address,
        values: Vec<u8>,
        proof: Vec<u8>,
    ) -> Result<Cost, ChainError> {
        let call = Call::Prove { claim: *claim, model, terms, key, values, proof };
        let Payload { to, wei, data, .. } = self.payload(&call)?;
        let bytes = data.len() as u64;
        Ok(Cost { gas: self.chain.send(self.account, to, wei, data)?.gas, bytes })
    }

    fn view<T>(
        &mut self,
        signature: &str,
        arguments: &[Argument<'_>],
        what: &'static str,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<T, ChainError> {
        let bytes = self.chain.look(self.game, call(signature, arguments))?;
        read(&bytes).ok_or(ContractError::Answer { what, expected: 32, got: bytes.len() }.into())
    }

    fn number(&mut self, signature: &str, arguments: &[Argument<'_>]) -> Result<u128, ChainError> {
        self.view(signature, arguments, "a number", number_of)
    }

    /// What the game owes the account, in wei.
    fn credited(&mut self) -> Result<u128, ChainError> {
        let account = address(&self.account.into());
        self.number("credits(address)", &[account.into()])
    }

    fn seconds(&mut self, signature: &str) -> Result<u64, ChainError> {
        let seconds = self.number(signature, &[])?;
        u64::try_from(seconds)
            .map_err(|_| ContractError::Answer { what: "a time", expected: 8, got: 16 }.into())
    }

    /// What holds money on its way out of the game, if anything does.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn vault(&mut self) -> Result<Option<Address>, ChainError> {
        if let Some(vault) = self.vault {
            return Ok(vault);
        }
        let read = |bytes: &[u8]| Some(Address::from(Reader::new(bytes).address()?));
        let vault =
            Some(self.view("vault()", &[], "an address", read)?).filter(|vault| *vault != Address::ZERO);
        // What is not agreed on is asked for again.
        self.vault = self.chain.agreed().then_some(vault);
        Ok(vault)
    }

    /// The call of a function of the vault that is about the account's payments of this game.
    fn paid_by_vault(&self, signature: &str) -> Vec<u8> {
        call(signature, &[self.game, self.account].map(|of| Argument::Word(address(&of.into()))))
    }

    /// The transaction that a move is.
    fn sending(&mut self, what: &Move) -> Result<Payload, ChainError> {
        match (what, self.vault()?) {
            (Move::Withdraw, Some(vault)) => {
                let data = self.paid_by_vault("withdraw(address,address)");
                Ok(Payload { to: Some(vault), wei: 0, data, blobs: Vec::new() })
            }
            _ => self.payload(&what.into()),
        }
    }

    fn payload(&mut self, call: &Call) -> Result<Payload, ChainError> {
        let wei = if call.takes_bond() { self.settings()?.bond } else { 0 };
        Ok(Payload { to: Some(self.game), wei, data: call.calldata(), blobs: Vec::new() })
    }
}

/// The number in a word, if it has 128 bits.
fn number_of(bytes: &[u8]) -> Option<u128> {
    let word: &[u8; 32] = bytes.try_into().ok()?;
    let (high, low) = word.split_last_chunk::<16>()?;
    high.iter().all(|byte| *byte == 0).then(|| u128::from_be_bytes(*low))
}

fn pairing(game: &Match) -> Pairing {
    Pairing { tournament: game.tournament, one: game.sides[0], two: game.sides[1] }
}

fn entry(children: [Hash; 2], last: Hash, proof: &[Hash]) -> Entry {
    Entry { left: children[0], right: children[1], last, proof: proof.to_vec() }
}

/// The call of the contract that a move is.
impl From<&Move> for Call {
    fn from(what: &Move) -> Self {
        match what {
            Move::Join { tournament, children, last, proof, witness, .. } => Self::Join {
                tournament: *tournament,
                entry: entry(*children, *last, proof),
                witness: witness.clone(),
            },
            Move::Advance { game, children, next } => {
                Self::Advance { pairing: pairing(game), children: *children, below: *next }
            }
            Move::Seal { game, children, agreed, proof, data, evidence } => Self::Seal {
                pairing: pairing(game),
                children: *children,
                agreed: *agreed,
                proof: proof.clone(),
                data: data.clone(),
                evidence: evidence.clone(),
            },
            Move::Settle(game) => Self::Settle(pairing(game)),
            Move::Timeout(game) => Self::Timeout(pairing(game)),
            Move::Resolve(claim) => Self::Resolve(*claim),
            Move::Release(claim, Opening { header_path, output_path, .. }) => Self::Release {
                claim: *claim,
                header_path: header_path.clone(),
                output_path: output_path.clone(),
            },
            Move::Unlock | Move::Withdraw => Self::Withdraw,
        }
    }
}

impl<C: Chain> View for Contract<C> {
    type Error = ChainError;

    fn refresh(&mut self) -> Result<(), ChainError> {
        self.journal.borrow_mut().refresh(&mut self.chain)
    }

    fn settings(&mut self) -> Result<Settings, ChainError> {
        if let Some(settings) = self.settings {
            return Ok(settings);
        }
        let (allowance, extension) = (self.seconds("allowance()")?, self.seconds("extension()")?);
        let settings = Settings { allowance, extension, bond: self.number("bond()", &[])? };
        // What is not agreed on is asked for again.
        self.settings = self.chain.agreed().then_some(settings);
        Ok(settings)
    }

    fn time(&mut self) -> Result<u64, ChainError> {
        self.chain.time()
    }

    fn claims(&mut self) -> Result<Vec<Claim>, ChainError> {
        Ok(self.journal.borrow().claims())
    }

    fn claim(&mut self, id: &Hash) -> Result<Option<Claim>, ChainError> {
        Ok(self.journal.borrow().claim(id))
    }

    fn tournament(&mut self, id: &Hash) -> Result<Tournament, ChainError> {
        let signature = "tournament(bytes32)";
        let record = self.view(signature, &[(*id).into()], "a tournament", records::tournament)?;
        Ok(Tournament {
            id: *id,
            layer: record.layer as usize,
            start: record.start,
            states: (record.layer > 0).then_some(record.states),
            opened: record.opened,
            matches: record.matches,
            waiting: record.waiting,
            contested: record.contested,
        })
    }

    fn payer(&mut self, tournament: &Hash, commitment: &Hash) -> Result<Option<Payer>, ChainError> {
        let arguments = [(*tournament).into(), (*commitment).into()];
        let signature = "commitment(bytes32,bytes32)";
        let record = self.view(signature, &arguments, "a commitment", records::commitment)?;
        Ok(match record.payer {
            payer if payer == Address::default() => None,
            payer if payer == self.account => Some(Payer::Us),
            _ => Some(Payer::Stranger),
        })
    }

    fn matches(&mut self, tournament: &Hash) -> Result<Vec<Match>, ChainError> {
        let open = self.journal.borrow().matches(tournament);
        let mut matches = Vec::new();
        for (id, sides) in open {
            let record = self.view("getMatch(bytes32)", &[id.into()], "a match", records::matched)?;
            matches.push(Match {
                id,
                tournament: *tournament,
                sides,
                phase: match record.phase {
                    RecordPhase::Open => Phase::Open,
                    RecordPhase::Sealed => Phase::Sealed,
                    RecordPhase::Over => Phase::Over,
                },
                turn: usize::from(record.turn != 0),
                children: record.children,
                height: u32::try_from(record.height).unwrap_or(u32::MAX),
                position: record.position,
                deadline: record.deadline(),
            });
        }
        Ok(matches)
    }

    fn credit(&mut self) -> Result<u128, ChainError> {
        let Some(vault) = self.vault()? else { return self.credited() };
        let data = self.paid_by_vault("due(address,address)");
        let bytes = self.chain.look(vault, data)?;
        number_of(&bytes)
            .ok_or(ContractError::Answer { what: "what is due", expected: 32, got: bytes.len() }.into())
    }

    fn unlockable(&mut self) -> Result<u128, ChainError> {
        match self.vault()? {
            Some(_) => self.credited(),
            None => Ok(0),
        }
    }

    fn pays_late(&mut self) -> Result<bool, ChainError> {
        Ok(self.vault()?.is_some())
    }

    fn balance(&mut self) -> Result<u128, ChainError> {
        self.chain.balance(self.account)
    }
}

impl<C: Chain> Board for Contract<C> {
    fn open(
        &mut self,
        model: &[u8],
        input: &[u8],
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
    ) -> Result<(Hash, Cost), ChainError> {
        let entry = entry(children, last, proof);
        let call = Call::Open { model: model.to_vec(), input: input.to_vec(), entry };
        let Payload { to, wei, data, .. } = self.payload(&call)?;
        let bytes = data.len() as u64;
        let receipt = self.chain.send(self.account, to, wei, data)?;
        let cost = Cost { gas: receipt.gas, bytes };
        Ok((made(&receipt.logs, self.game)?, cost))
    }

    fn play(&mut self, what: &Move) -> Result<Cost, ChainError> {
        let Payload { to, wei, data, .. } = self.sending(what)?;
        let bytes = data.len() as u64;
        Ok(Cost { gas: self.chain.send(self.account, to, wei, data)?.gas, bytes })
    }

    fn play_all(&mut self, moves: &[&Move]) -> Vec<Result<Cost, ChainError>> {
        let payloads: Result<Vec<Payload>, ChainError> =
            moves.iter().map(|what| self.sending(what)).collect();
        let payloads = match payloads {
            Ok(payloads) => payloads,
            Err(error) => return moves.iter().map(|_| Err(error.clone())).collect(),
        };
        let bytes: Vec<u64> = payloads.iter().map(|payload| payload.data.len() as u64).collect();
        let sent = self.chain.send_all(self.account, payloads);
        sent.into_iter().zip(bytes).map(|(sent, bytes)| Ok(Cost { gas: sent?.gas, bytes })).collect()
    }
}

/// A claim's record by the contract, for whoever wants to know how it ended.
///
/// # Errors
/// [`ChainError`].
pub fn claim_record<C: Chain>(contract: &mut Contract<C>, claim: &Hash) -> Result<ClaimRecord, ChainError> {
    contract.view("claim(bytes32)", &[(*claim).into()], "a claim", records::claim)
}
