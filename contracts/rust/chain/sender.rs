//! What an account of ours sends: transactions that are signed here, several at once, each with a number that it keeps
//! until it is in a block. One that takes too long is replaced by the same one for a higher fee. What is on its way is
//! written down before it is sent; whoever starts again after a kill sends the same bytes again, and nothing twice.

use super::endpoints::Endpoints;
use super::fees::{blob_fee, estimate, fees};
use super::json::{bytes, read_bytes, read_receipt, read_u64};
use super::kept::read_kept;
use super::key::Key;
use super::node::wrong;
use super::transaction::{Signed, Transaction};
use super::{ChainError, Payload, Receipt};
use crate::blobs::Sidecar;
use crate::evm::{Address, ContractError};
use fault_proof_vm::{Hash, files};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Time between two looks for what is on its way: twice as long each time.
const POLL_TIME: Duration = Duration::from_millis(25);
const MOST_PAUSE: Duration = Duration::from_secs(2);
/// Most transactions on their way: nodes keep few of one account.
const MOST: usize = 16;

/// How transactions are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Most that a unit of gas may cost, in wei.
    pub most_fee: u128,
    /// Most that a unit of blob gas may cost, in wei; a blob has 131,072.
    pub most_blob_fee: u128,
    /// Time after which a transaction that is in no block is replaced by one for a higher fee.
    pub patience: Duration,
    /// Time after which it is not waited for any more. It stays on its way.
    pub wait: Duration,
}

impl Default for Policy {
    /// 1,000 gwei, 100 gwei for blobs, 36 seconds, 3 minutes.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            most_fee: 1_000_000_000_000,
            most_blob_fee: 100_000_000_000,
            patience: seconds(36),
            wait: seconds(180),
        }
    }
}

impl Policy {
    /// Most that a unit of blob gas may cost, in wei. Moves that wait behind blobs have clocks, and what is lost by those is bonds: then it may cost
    /// as much as any gas.
    fn most_for_blobs(&self, holds_up: bool) -> u128 {
        if holds_up { self.most_blob_fee.max(self.most_fee) } else { self.most_blob_fee }
    }
}

/// A transaction on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Pending {
    nonce: u64,
    tip: u128,
    fee: u128,
    gas: u64,
    to: Option<Account>,
    wei: u128,
    /// In hexadecimal.
    data: String,
    /// Blobs with their proofs, in hexadecimal, and what a unit of their gas may cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    blobs: Vec<String>,
    #[serde(default)]
    blob_fee: u128,
    /// Of all that were sent with this number.
    hashes: Vec<Hash>,
}

type Account = [u8; 20];

/// Transactions that are in blocks, each counted once, whenever who sent them was killed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// That did what they were to do.
    pub well: u64,
    /// That failed.
    pub failed: u64,
    /// What the former took.
    pub gas: u64,
}

/// What is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    chain_id: u64,
    account: Account,
    /// The next number.
    next: u64,
    pending: Vec<Pending>,
    done: Done,
}

/// An account of ours.
#[derive(Debug)]
pub struct Sender {
    key: Key,
    policy: Policy,
    path: Option<PathBuf>,
    /// None before the first look.
    record: Option<Record>,
    /// Whether what is on its way was sent in this life.
    sent: bool,
    replaced: u64,
}

impl Pending {
    fn sign(&self, chain_id: u64, key: &Key) -> Result<Signed, ChainError> {
        let failed = |cause: &dyn std::fmt::Display| wrong("a signature", &cause.to_string());
        let transaction = Transaction {
            chain_id,
            nonce: self.nonce,
            tip: self.tip,
            fee: self.fee,
            gas: self.gas,
            to: self.to.map(Address::from),
            wei: self.wei,
            data: hex::decode(&self.data).map_err(|error| failed(&error))?,
            blobs: self.blobs().ok_or_else(|| failed(&"blobs that are none"))?,
            blob_fee: self.blob_fee,
        };
        transaction.sign(key).map_err(|error| failed(&error))
    }

    fn blobs(&self) -> Option<Vec<Sidecar>> {
        self.blobs.iter().map(|text| Sidecar::decode(&hex::decode(text).ok()?)).collect()
    }

    fn is(&self, payload: &Payload) -> bool {
        let to = payload.to.map(Account::from);
        let blobs = payload.blobs.iter().map(|sidecar| hex::encode(sidecar.encode()));
        (self.to, self.wei) == (to, payload.wei)
            && self.data == hex::encode(&payload.data)
            && self.blobs.iter().cloned().eq(blobs)
    }
}

/// What cannot be kept.
fn store_error(path: &std::path::Path, cause: &dyn std::fmt::Display) -> ChainError {
    ChainError::Store { path: path.to_owned(), cause: cause.to_string() }
}

impl Sender {
    /// The account of a key, which keeps what is on its way in a file if there is one. One process at a time may use it.
    pub fn new(key: Key, policy: Policy, path: Option<PathBuf>) -> Self {
        Self { key, policy, path, record: None, sent: false, replaced: 0 }
    }

    /// The account.
    pub fn address(&self) -> Address {
        self.key.address()
    }

    /// Transactions on their way, how many were replaced by one for a higher fee, and those that are in blocks.
    pub fn figures(&self) -> (usize, u64, Done) {
        let (in_flight, done) =
            self.record.as_ref().map_or_else(Default::default, |record| (record.pending.len(), record.done));
        (in_flight, self.replaced, done)
    }

    /// Takes note of what is in a block by now and nobody waits for any more: a former life has sent it. To be called before
    /// whoever sends looks at what is to be done, so that what is in a block is not taken for what is on its way.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn settle(&mut self, nodes: &mut Endpoints) -> Result<(), ChainError> {
        if self.record.is_none() {
            self.record = Some(self.read(nodes)?);
        }
        if self.pending().is_empty() {
            return Ok(());
        }
        let count = nodes.count(self.address())?;
        for Pending { nonce, .. } in self.pending() {
            if nonce < count {
                // Whose receipt nobody has long after is another's transaction.
                self.fate(nodes, nonce, count - nonce > MOST as u64)?;
            }
        }
        Ok(())
    }

    /// Sends transactions, several at once, and waits for them. The first ones have the lower numbers. One that is on its way
    /// already is not sent a second time.
    pub fn send(&mut self, nodes: &mut Endpoints, payloads: &[Payload]) -> Vec<Result<Receipt, ChainError>> {
        let mut results = Vec::new();
        for some in payloads.chunks(MOST) {
            results.extend(self.send_some(nodes, some));
        }
        results
    }

    fn send_some(&mut self, nodes: &mut Endpoints, payloads: &[Payload]) -> Vec<Result<Receipt, ChainError>> {
        if let Err(error) = self.start(nodes) {
            return payloads.iter().map(|_| Err(error.clone())).collect();
        }
        let mut results: Vec<Option<Result<Receipt, ChainError>>> = Vec::new();
        let mut waits: Vec<Option<u64>> = Vec::new();
        for payload in payloads {
            let nonce = self.launch(nodes, payload);
            waits.push(nonce.as_ref().ok().copied());
            results.push(nonce.err().map(Err));
        }
        let (start, mut renewed, mut pause) = (Instant::now(), Instant::now(), POLL_TIME);
        loop {
            nodes.forget();
            let over = start.elapsed() > self.policy.wait;
            // Who does not answer now is asked again.
            let count = nodes.count(self.address()).unwrap_or(0);
            for (result, nonce) in results.iter_mut().zip(&waits) {
                let (None, Some(nonce)) = (&result, nonce) else { continue };
                let fate = if *nonce < count { self.fate(nodes, *nonce, over) } else { Ok(None) };
                *result = match fate {
                    Ok(Some(end)) => Some(end),
                    Ok(None) if over => Some(Err(ChainError::OnItsWay { nonce: *nonce })),
                    Err(error) if over => Some(Err(error)),
                    Ok(None) | Err(_) => None,
                };
            }
            if results.iter().all(Option::is_some) {
                break;
            }
            if renewed.elapsed() > self.policy.patience {
                // The same.
                let _ = self.renew(nodes);
                renewed = Instant::now();
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(MOST_PAUSE);
        }
        nodes.forget();
        results.into_iter().flatten().collect()
    }

    /// Looks at what is written down and at the chain, and sends again what a former life may not have sent.
    fn start(&mut self, nodes: &mut Endpoints) -> Result<(), ChainError> {
        let mut record = match &self.record {
            Some(record) => record.clone(),
            None => self.read(nodes)?,
        };
        let after = record.pending.last().map(|last| last.nonce.saturating_add(1));
        let count = nodes.count(self.address())?;
        record.next = match nodes.agreed() {
            true => after.unwrap_or(count).max(count),
            // What was sent from here is more certain, and the least that is said: a number that is too low is refused,
            // one that is too high waits for others that never come.
            false => after.unwrap_or(record.next).max(nodes.least_count(self.address()).unwrap_or(0)),
        };
        self.record = Some(record);
        if !self.sent {
            self.sent = true;
            for pending in self.pending() {
                let signed = self.note(pending.nonce)?;
                // What cannot be sent now is sent when it is renewed.
                let _ = broadcast(nodes, &signed);
            }
        }
        Ok(())
    }

    /// What a former life has written down, or nothing.
    fn read(&self, nodes: &mut Endpoints) -> Result<Record, ChainError> {
        let chain_id = nodes.ask("eth_chainId", &json!([]), read_u64)?;
        let account = Account::from(self.address());
        let fresh = Record { chain_id, account, ..Record::default() };
        let Some(path) = self.path.as_ref().filter(|path| path.exists()) else { return Ok(fresh) };
        let record: Record =
            serde_json::from_slice(&read_kept(path)?).map_err(|error| store_error(path, &error))?;
        if (record.chain_id, record.account) == (chain_id, account) {
            return Ok(record);
        }
        let of = |record: &Record| format!("0x{} on chain {}", hex::encode(record.account), record.chain_id);
        Err(store_error(path, &format!("it is about {}, not {}", of(&record), of(&fresh))))
    }

    fn pending(&self) -> Vec<Pending> {
        self.record.as_ref().map(|record| record.pending.clone()).unwrap_or_default()
    }

    /// Sends a transaction that is not on its way; its number.
    fn launch(&mut self, nodes: &mut Endpoints, payload: &Payload) -> Result<u64, ChainError> {
        if let Some(pending) = self.pending().iter().find(|pending| pending.is(payload)) {
            return Ok(pending.nonce);
        }
        let gas = estimate(nodes, self.address(), payload)?;
        let (tip, fee) = fees(nodes, self.policy.most_fee)?;
        let blob_fee = if payload.blobs.is_empty() { 0 } else { blob_fee(nodes, self.policy.most_blob_fee)? };
        let record = self.record.as_mut().ok_or_else(|| lost(0))?;
        let pending = Pending {
            nonce: record.next,
            tip,
            fee,
            gas,
            to: payload.to.map(Account::from),
            wei: payload.wei,
            data: hex::encode(&payload.data),
            blobs: payload.blobs.iter().map(|sidecar| hex::encode(sidecar.encode())).collect(),
            blob_fee,
            hashes: Vec::new(),
        };
        let nonce = pending.nonce;
        record.next = record.next.saturating_add(1);
        record.pending.push(pending);
        let signed = self.note(nonce)?;
        if let Err(error) = broadcast(nodes, &signed) {
            // One that nobody has taken is none; one that somebody may have taken is on its way.
            if matches!(error, ChainError::Node { .. } | ChainError::Contract(_)) {
                if let Some(record) = &mut self.record {
                    record.pending.pop();
                    record.next = nonce;
                }
                self.save()?;
                return Err(error);
            }
        }
        Ok(nonce)
    }

    /// Signs what is on its way under a number and writes it down.
    fn note(&mut self, nonce: u64) -> Result<Signed, ChainError> {
        let pending = self.pending().into_iter().find(|pending| pending.nonce == nonce);
        let chain_id = self.record.as_ref().map_or(0, |record| record.chain_id);
        let signed = pending.ok_or_else(|| lost(nonce))?.sign(chain_id, &self.key)?;
        let record = self.record.iter_mut().flat_map(|record| &mut record.pending);
        record.filter(|pending| pending.nonce == nonce).for_each(|pending| {
            if !pending.hashes.contains(&signed.hash) {
                pending.hashes.push(signed.hash);
            }
        });
        self.save()?;
        Ok(signed)
    }

    fn save(&self) -> Result<(), ChainError> {
        let (Some(path), Some(record)) = (&self.path, &self.record) else { return Ok(()) };
        let text = serde_json::to_vec(record).map_err(|error| store_error(path, &error))?;
        files::write(path, &text).map_err(|error| store_error(path, &error))
    }

    /// What became of the transaction of a number, when the account has one of that number in a block; nothing where no node
    /// says it yet. That it was another one is believed in the end, if all nodes answer and say so.
    fn fate(
        &mut self,
        nodes: &mut Endpoints,
        nonce: u64,
        over: bool,
    ) -> Result<Option<Result<Receipt, ChainError>>, ChainError> {
        let pending = self.pending().into_iter().find(|pending| pending.nonce == nonce);
        let mut gone = over && nodes.agreed();
        for hash in pending.iter().flat_map(|pending| pending.hashes.iter().rev()) {
            let answers = nodes.each("eth_getTransactionReceipt", &json!([bytes(hash)]));
            let receipts: Vec<_> =
                answers.iter().filter_map(|answer| read_receipt(answer.as_ref().ok()?)).collect();
            // One node alone can show any receipt: most of those that answer have the same.
            let answered = answers.iter().filter(|answer| answer.is_ok()).count();
            let votes = |receipt| receipts.iter().filter(|other| *other == receipt).count();
            let agreed = receipts.iter().find(|receipt| 2 * votes(*receipt) > answered).cloned();
            if let Some((well, receipt)) = agreed {
                if let Some(Record { done, .. }) = &mut self.record {
                    done.well += u64::from(well);
                    done.failed += u64::from(!well);
                    done.gas = done.gas.saturating_add(if well { receipt.gas } else { 0 });
                }
                self.forget(nonce)?;
                return Ok(Some(if well { Ok(receipt) } else { Err(failed()) }));
            }
            gone &= answers.iter().all(|answer| answer.as_ref().is_ok_and(Value::is_null));
        }
        if !gone {
            return Ok(None);
        }
        self.forget(nonce)?;
        Ok(Some(Err(lost(nonce))))
    }

    fn forget(&mut self, nonce: u64) -> Result<(), ChainError> {
        if let Some(record) = &mut self.record {
            record.pending.retain(|pending| pending.nonce != nonce);
        }
        self.save()
    }

    /// Sends all that is on its way again, the first one, which all others wait for, for a higher fee.
    fn renew(&mut self, nodes: &mut Endpoints) -> Result<(), ChainError> {
        let (tip, fee) = fees(nodes, self.policy.most_fee)?;
        let count = nodes.count(self.address())?;
        let mut waiting = self.pending();
        waiting.retain(|pending| pending.nonce >= count);
        if let [first, behind @ ..] = &waiting[..] {
            let most = self.policy.most_for_blobs(!behind.is_empty());
            // One whose blobs cost more now than they may, or nobody knows what, stays on its way as it is.
            let blob_fee = if first.blobs.is_empty() { Some(0) } else { blob_fee(nodes, most).ok() };
            self.raise(first.nonce, tip, fee, blob_fee, most);
        }
        for pending in waiting {
            let signed = self.note(pending.nonce)?;
            // It is tried again.
            let _ = broadcast(nodes, &signed);
        }
        Ok(())
    }

    /// Has the transaction of a number pay more: an eighth at least, since nodes take nothing less for another one; twice as much, for blobs
    /// too, if it has any, up to `most_blob_fee`. One that would cost more than it may stays as it is, and so does one with blobs of which `blob_fee` is
    /// not known.
    fn raise(&mut self, nonce: u64, tip: u128, fee: u128, blob_fee: Option<u128>, most_blob_fee: u128) {
        let most_fee = self.policy.most_fee;
        let all = self.record.iter_mut().flat_map(|record| &mut record.pending);
        for pending in all.filter(|pending| pending.nonce == nonce) {
            let part = if pending.blobs.is_empty() { 8 } else { 1 };
            let more = |now: u128, usual: u128| now.saturating_add(now / part + 1).max(usual);
            let (tip, fee) = (more(pending.tip, tip), more(pending.fee, fee));
            let blob_fee = match blob_fee {
                _ if pending.blobs.is_empty() => 0,
                None => continue,
                Some(usual) => more(pending.blob_fee, usual),
            };
            if fee <= most_fee && blob_fee <= most_blob_fee {
                (pending.tip, pending.fee, pending.blob_fee) = (tip.min(fee), fee, blob_fee);
                self.replaced += 1;
            }
        }
    }
}

fn failed() -> ChainError {
    ContractError::Revert { reason: "the transaction failed in its block".to_owned(), data: Vec::new() }
        .into()
}

fn lost(nonce: u64) -> ChainError {
    wrong("eth_getTransactionReceipt", &format!("another transaction has the number {nonce}"))
}

/// Has all nodes take a transaction; one is enough.
fn broadcast(nodes: &Endpoints, signed: &Signed) -> Result<(), ChainError> {
    let answers = nodes.each("eth_sendRawTransaction", &json!([bytes(&signed.bytes)]));
    let mut error = wrong("eth_sendRawTransaction", "no node");
    for answer in answers {
        match answer {
            Ok(value) if read_bytes(&value).is_some_and(|hash| hash == signed.hash) => return Ok(()),
            Ok(_) => error = wrong("eth_sendRawTransaction", "another hash"),
            // Those that have it say so in words of their own.
            Err(ChainError::Node { message, .. }) if is_known(&message) => return Ok(()),
            // Whoever cannot be reached may have taken it.
            Err(cause) if !matches!(error, ChainError::Unreachable { .. }) => error = cause,
            Err(_) => {}
        }
    }
    Err(error)
}

fn is_known(message: &str) -> bool {
    let message = message.to_lowercase();
    // One of the same number that is not known here, and pays more: it is replaced later. Or there are blobs of the account's on their way, beside
    // which a node takes nothing else (Geth: "address already reserved"; Reth: a type that "conflicts"): it is sent again when these are in a block.
    let words = [
        "already known",
        "already imported",
        "known transaction",
        "already in",
        "underpriced",
        "already reserved",
        "conflict",
    ];
    words.iter().any(|words| message.contains(words))
}
