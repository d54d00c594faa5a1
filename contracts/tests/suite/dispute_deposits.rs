//! The contract of blobs against the rules: of claims with inputs in blobs, some of which say something else, deposits, refutations and what
//! they strike out are in both the same, whoever asks for what, before and after a claim has a result.

use crate::dispute_blobs::SETUP;
use crate::dispute_players::*;
use crate::dispute_rules::{Both, name};
use crate::toy::INPUTS;
use contracts::abi::{Argument, Reader, address, call, number};
use contracts::artifact::EXAMPLE_OUTER_GAME;
use contracts::blobs::{Blob, openings, pack};
use contracts::game::{Entry, Event};
use contracts::{Address, CallOutcome, ContractError, abi};
use dispute::rules::Move;
use dispute::source::{Source, chunk_log2, chunks, elements};
use fault_proof_vm::Hash;
use rand::Rng;
use rand::seq::SliceRandom;
use std::sync::{LazyLock, Mutex};

/// Commitment and openings of the one chunk of an input, and the blobs' hashes, by the input's bytes: there are few.
type Shown = (Vec<u8>, Vec<u8>, Vec<Hash>);
static SHOWN: LazyLock<Mutex<std::collections::BTreeMap<Vec<u8>, Shown>>> = LazyLock::new(Mutex::default);

fn shown(input: &[u8]) -> Shown {
    let mut known = SHOWN.lock().unwrap();
    let make = || {
        let blobs: Vec<Blob> = pack(input).unwrap();
        let (commitment, openings) = openings(&SETUP, &blobs, elements(0, chunk_log2(INPUTS))).unwrap();
        (commitment, openings, blobs.iter().map(|blob| blob.versioned_hash(&SETUP).unwrap()).collect())
    };
    known.entry(input.to_vec()).or_insert_with(make).clone()
}

/// What may be asked of the contract of blobs, or of the game in its name.
#[derive(Debug, Clone)]
enum Ask {
    Refute { claim: Hash, source: Vec<u8>, chunk: u64, commitment: Vec<u8>, openings: Vec<u8> },
    Reclaim(Hash),
    Withdraw,
    Strike(Hash),
}

impl Table {
    /// Makes a claim on the input in blobs beside it, of whose only chunk this is said to be the root.
    pub fn open_in_blobs(&mut self, account: Address, entry: &Entry, said: Hash) -> (Hash, Source) {
        let (_, _, hashes) = shown(&self.truth.input);
        let model = self.truth.slow.model().encode();
        let Entry { left, right, last, proof } = entry;
        let arguments = [
            address(&self.game.address.into()).into(),
            model[..].into(),
            number(0).into(),
            number(hashes.len() as u64).into(),
            said[..].into(),
            (*left).into(),
            (*right).into(),
            (*last).into(),
            proof[..].into(),
        ];
        let signature = "open(address,bytes,uint256,uint256,bytes,bytes32,bytes32,bytes32,bytes32[])";
        self.game.evm.caller = account;
        let wei = 2 * u128::from(SETTINGS.bond);
        let paid = self.game.evm.pay_beside(self.game.blobs, wei, call(signature, &arguments), &hashes);
        let CallOutcome { logs, .. } = paid.unwrap();
        let before = self.events.len();
        let ours = logs.iter().filter(|log| log.address == self.game.address);
        self.events.extend(ours.filter_map(Event::decode));
        self.logs.extend(logs);
        let Event::Opened { claim, start, input, .. } = &self.events[before] else { panic!("a claim") };
        (*claim, Source::of(&model, input, start).expect("a source"))
    }

    fn blobs_word(&mut self, signature: &str, arguments: &[Argument<'_>]) -> Vec<Hash> {
        let output = self.game.evm.look(self.game.blobs, call(signature, arguments)).unwrap().output;
        output.as_chunks().0.to_vec()
    }
}

impl Both {
    /// The root of the input's only chunk, as the blobs have it.
    pub fn chunk(&self) -> Hash {
        chunks(INPUTS, &self.table.truth.input).unwrap()[0]
    }

    /// Something that may be asked about blobs: right most often, too early or late, or bent.
    pub fn ask(&mut self) {
        let claims: Vec<Hash> = self.posted.keys().copied().collect();
        let claim = *claims.choose(&mut self.random).unwrap();
        let elsewhere = *[self.table.claim, [9; 32]].choose(&mut self.random).unwrap();
        let ask = match self.random.gen_range(0..10) {
            0..=3 => {
                let (mut commitment, mut openings, _) = shown(&self.table.truth.input);
                let (mut source, mut chunk, mut about) = (self.posted[&claim].encode(), 0, claim);
                let at = self.random.gen_range(0..40);
                match self.random.gen_range(0..12) {
                    0 => source[at] ^= 1,
                    1 => chunk = 1,
                    2 => commitment[at] ^= 1,
                    3 => openings[at] ^= 1,
                    4 => drop(openings.split_off(80)),
                    5 => about = elsewhere,
                    _ => {}
                }
                Ask::Refute { claim: about, source, chunk, commitment, openings }
            }
            4..=6 => Ask::Reclaim(if self.random.gen_bool(0.2) { elsewhere } else { claim }),
            7..=8 => Ask::Withdraw,
            _ => Ask::Strike(claim),
        };
        let player = account(self.random.gen_range(1..=8));
        self.do_both(player, ask);
    }

    /// Asks for it in both.
    fn do_both(&mut self, player: Address, ask: Ask) {
        let game: Argument<'static> = address(&self.table.game.address.into()).into();
        let blobs = self.table.game.blobs;
        let (to, data, same) = match &ask {
            Ask::Refute { claim, source, chunk, commitment, openings } => {
                let arguments = [
                    game,
                    (*claim).into(),
                    source[..].into(),
                    (*chunk).into(),
                    commitment[..].into(),
                    openings[..].into(),
                ];
                let (right_commitment, right_openings, _) = shown(&self.table.truth.input);
                let right = (commitment, openings) == (&right_commitment, &right_openings)
                    && self.posted.get(claim).is_some_and(|known| known.encode() == *source)
                    && *chunk == 0;
                // What the claim said, and what is so.
                let evidence = match right {
                    true => [self.posted[claim].chunks[0], self.chunk()].concat(),
                    false => Vec::new(),
                };
                let data = call("refute(address,bytes32,bytes,uint256,bytes,bytes)", &arguments);
                (blobs, data, Some(Move::Refute { claim: *claim, evidence }))
            }
            Ask::Reclaim(claim) => {
                let data = call("reclaim(address,bytes32)", &[game, (*claim).into()]);
                (blobs, data, Some(Move::Reclaim { claim: *claim }))
            }
            // Half of them have it sent to somebody else.
            Ask::Withdraw => {
                let data = match player.as_slice()[19] % 2 {
                    0 => call("withdraw()", &[]),
                    _ => call("withdrawTo(address)", &[address(&[0x99; 20]).into()]),
                };
                (blobs, data, Some(Move::WithdrawDeposits))
            }
            // Nobody but that contract may.
            Ask::Strike(claim) => {
                (self.table.game.address, call("strike(bytes32)", &[(*claim).into()]), None)
            }
        };
        let now = self.table.game.evm.time();
        let mut after = self.rules.clone();
        let ours = same.map(|same| after.play(&self.table.truth, now, player.into(), &same));
        self.table.game.evm.caller = player;
        match (ours, self.table.game.evm.call(to, data)) {
            (Some(Ok(ours)), Ok(CallOutcome { logs, .. })) => {
                self.rules = after;
                let game = logs.iter().filter(|log| log.address == self.table.game.address);
                let theirs: Vec<Event> = game.filter_map(Event::decode).collect();
                let struck = |event: &dispute::rules::Event| match event {
                    dispute::rules::Event::Struck { claim } => Some(Event::Struck { claim: *claim }),
                    _ => None,
                };
                assert_eq!(ours.iter().filter_map(struck).collect::<Vec<_>>(), theirs, "{ask:?}");
                self.table.events.extend(theirs);
                self.table.logs.extend(logs);
                let kind = match ask {
                    Ask::Refute { .. } => "refute",
                    Ask::Reclaim(_) => "reclaim",
                    Ask::Withdraw | Ask::Strike(_) => "withdraw deposit",
                };
                *self.seen.entry(kind.to_owned()).or_default() += 1;
                for event in ours {
                    let name = format!("{event:?}").chars().take_while(|c| c.is_alphanumeric()).collect();
                    *self.seen.entry(name).or_default() += 1;
                }
            }
            (Some(Err(ours)), Err(ContractError::Revert { reason, .. })) => {
                let name = name(&ours);
                let shows = ["WrongSource", "WrongChunks", "WrongOpenings", "InvalidOpening"];
                let said = name == "NotShown" && shows.contains(&&reason[..]);
                assert!(name == reason || said, "{name}, {reason}: {ask:?}");
                *self.seen.entry(name).or_default() += 1;
            }
            (None, Err(ContractError::Revert { reason, .. })) => assert_eq!(reason, "NotBlobs"),
            (ours, theirs) => panic!("{ours:?}, but the contract {theirs:?}: {ask:?}"),
        }
    }

    /// Everything that both keep of blobs.
    pub fn compare_blobs(&mut self) {
        let (game, blobs) = (self.table.game.address, self.table.game.blobs);
        for claim in self.posted.keys() {
            let words = self
                .table
                .blobs_word("posted(address,bytes32)", &[address(&game.into()).into(), (*claim).into()]);
            let ours = self.rules.posted(claim).expect("a claim in blobs");
            let theirs = Reader::new(words[1].as_slice()).address().map(Address::from);
            assert_eq!(Some(Address::from(ours.poster)), theirs);
            let word = |value: u128| {
                let mut word = [0; 32];
                word[16..].copy_from_slice(&value.to_be_bytes());
                word
            };
            assert_eq!(
                [word(ours.deposit), word(ours.until.into()), word(ours.refuted.into())],
                [words[2], words[3], words[5]]
            );
            let record = self.table.game.claim(claim).unwrap().unwrap();
            assert_eq!(record.struck, ours.struck);
            assert!(!record.struck || record.result.is_none());
        }
        let deposits = self.rules.deposits();
        assert!(deposits.balanced());
        for number in 1..=8 {
            let who = account(number);
            let credit = self.table.blobs_word("credits(address)", &[address(&who.into()).into()]);
            let credit = u128::from_be_bytes(*credit[0].last_chunk().unwrap());
            assert_eq!(deposits.credit(&who.into()), credit);
        }
        let there = deposits.locked() + deposits.burnt() + deposits.credits();
        assert_eq!(self.table.game.evm.balance(blobs), there);
    }

    /// Who goes by results has none of what was struck out: no outputs, no error, no key, and no outer game begins on it.
    pub fn no_result_of_what_is_struck(&mut self) {
        let words = [self.table.game.step, self.table.game.address, self.table.game.oracle];
        let words = words.map(|contract| Argument::from(address(&contract.into())));
        let evm = &mut self.table.game.evm;
        let (outer, _) = evm.deploy(&EXAMPLE_OUTER_GAME.creation, &abi::encode(&words)).unwrap();
        let (outputs, header, path) = crate::dispute_games::paths(&self.table.truth);
        for claim in self.posted.keys() {
            let starts = call("start(bytes32,bytes32)", &[[1; 32].into(), (*claim).into()]);
            let begins = self.table.game.evm.look(outer, starts);
            let (struck, proof) = (self.rules.is_struck(claim), self.rules.proof(claim).is_some());
            assert_eq!(begins.is_ok(), self.rules.result(claim).is_some() || proof, "{begins:?}");
            if !struck {
                continue;
            }
            *self.seen.entry("struck".to_owned()).or_default() += 1;
            assert!(!self.table.game.is_done(claim, &outputs, &header, &path).unwrap());
            for (code, step) in [(0, 0), (1, 0), (9, 2), (256, 0), (256, 4)] {
                assert!(!self.table.game.is_err(claim, code, step).unwrap());
                let data = call(
                    "errKey(bytes32,uint256,uint256)",
                    &[(*claim).into(), number(code).into(), number(step).into()],
                );
                assert!(self.table.game.evm.look(self.table.game.address, data).is_err());
            }
            let arguments = [(*claim).into(), outputs.into(), header[..].into(), path[..].into()];
            let data = call("doneKey(bytes32,bytes32,bytes32[],bytes32[])", &arguments);
            assert!(self.table.game.evm.look(self.table.game.address, data).is_err());
        }
    }
}
