//! What an account of ours sends: transactions that are signed here, several at once, each with a number that it keeps
//! until it is in a block. One that takes too long is replaced by the same one for a higher fee. What is on its way is
//! written down before it is sent; whoever starts again after a kill sends the same bytes again, and nothing twice.

use super::broadcast::{Verdict, broadcast};
use super::endpoints::Endpoints;
use super::fees::{estimate, prices};
use super::json::{bytes, read_quantity, read_receipt, read_u64};
use super::kept::read_kept;
use super::key::Key;
use super::node::wrong;
use super::pending::{Account, Done, Pending, Record};
use super::transaction::Signed;
use super::versions::{Fees, Limits, Size, Versions};
use super::{ChainError, Payload, Receipt};
use crate::evm::{Address, ContractError};
use fault_proof_vm::files;
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
                // What cannot be sent now is sent when it is renewed.
                self.offer_again(nodes, pending.nonce)?;
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
        let size = Size { gas, blobs: payload.blobs.len() };
        let Policy { most_fee, most_blob_fee, .. } = self.policy;
        let prices = prices(nodes, size.blobs > 0)?;
        match prices.blob {
            // Everything that the account sends later would wait for it.
            Some(base) if base > most_blob_fee => {
                return Err(ChainError::BlobFee { base, most: most_blob_fee });
            }
            None if size.blobs > 0 => return Err(wrong("eth_blobBaseFee", "no number")),
            _ => {}
        }
        let limits = Limits { fee: most_fee, blob_fee: most_blob_fee, money: u128::MAX };
        let record = self.record.as_mut().ok_or_else(|| lost(0))?;
        let pending = Pending {
            nonce: record.next,
            gas,
            to: payload.to.map(Account::from),
            wei: payload.wei,
            data: hex::encode(&payload.data),
            blobs: payload.blobs.iter().map(|sidecar| hex::encode(sidecar.encode())).collect(),
            versions: Versions::default(),
        };
        let nonce = pending.nonce;
        record.next = record.next.saturating_add(1);
        record.pending.push(pending);
        match self.offer(nodes, nonce, Fees::first(&prices, size, &limits), 0)? {
            // One that nobody has taken is none.
            Verdict::Used(error) | Verdict::Poor(error) | Verdict::Refused(error) => {
                if let Some(record) = &mut self.record {
                    record.pending.pop();
                    record.next = nonce;
                }
                self.save()?;
                Err(error)
            }
            // One that somebody may have taken, or will for more or later, is on its way.
            Verdict::Taken | Verdict::Unknown | Verdict::Short | Verdict::Reserved => Ok(nonce),
        }
    }

    /// Signs a version of what is on its way under a number and writes it down.
    fn note(&mut self, nonce: u64, fees: Fees) -> Result<Signed, ChainError> {
        let pending = self.pending().into_iter().find(|pending| pending.nonce == nonce);
        let chain_id = self.record.as_ref().map_or(0, |record| record.chain_id);
        let signed = pending.ok_or_else(|| lost(nonce))?.sign(chain_id, &fees, &self.key)?;
        let all = self.record.iter_mut().flat_map(|record| &mut record.pending);
        all.filter(|pending| pending.nonce == nonce)
            .for_each(|pending| pending.versions.note(fees, signed.hash));
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
        for hash in pending.iter().flat_map(|pending| pending.versions.hashes().rev()) {
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

    /// Sends all that is on its way again, the first one, which all others wait for, for a higher fee. Of one whose best version no node takes the others
    /// are sent: what a node once had it may have lost.
    fn renew(&mut self, nodes: &mut Endpoints) -> Result<(), ChainError> {
        let count = nodes.count(self.address())?;
        let mut waiting = self.pending();
        waiting.retain(|pending| pending.nonce >= count);
        if let [first, behind @ ..] = &waiting[..]
            // Where nobody says what is usual, it stays as it is.
            && let Ok(Some((fees, money))) = self.raise(nodes, first, behind)
        {
            let replaced = self.offer(nodes, first.nonce, fees, money)?;
            self.replaced += u64::from(matches!(replaced, Verdict::Taken | Verdict::Unknown));
            if replaced == Verdict::Taken {
                waiting.remove(0);
            }
        }
        for pending in waiting {
            self.offer_again(nodes, pending.nonce)?;
        }
        Ok(())
    }

    /// What the first transaction on its way is to pay, if it is to pay more, and what there is for that.
    fn raise(
        &self,
        nodes: &mut Endpoints,
        first: &Pending,
        behind: &[Pending],
    ) -> Result<Option<(Fees, u128)>, ChainError> {
        let prices = prices(nodes, !first.blobs.is_empty())?;
        let at = nodes.tag()?;
        let has =
            nodes.ask("eth_getBalance", &json!([bytes(self.address().as_slice()), at]), read_quantity)?;
        // What goes with transactions is not there for gas. What those behind may cost beside is for nodes to count.
        let spoken_for = behind.iter().fold(first.wei, |sum, pending| sum.saturating_add(pending.wei));
        let limits = Limits {
            fee: self.policy.most_fee,
            blob_fee: self.policy.most_for_blobs(!behind.is_empty()),
            money: has.saturating_sub(spoken_for),
        };
        let next = first.versions.next(&prices, first.size(), &limits, !behind.is_empty());
        Ok(next.filter(|fees| first.versions.is_worth(fees, &prices)).map(|fees| (fees, limits.money)))
    }

    /// Sends all versions of a transaction again, the best first, until a node has one.
    fn offer_again(&mut self, nodes: &Endpoints, nonce: u64) -> Result<(), ChainError> {
        let all = self.pending().into_iter().find(|pending| pending.nonce == nonce);
        for fees in all.map(|pending| pending.versions.to_send()).unwrap_or_default() {
            match self.offer(nodes, nonce, fees, 0)? {
                // There is another one that pays more, or nothing of the kind is to be had now.
                Verdict::Taken | Verdict::Unknown | Verdict::Reserved | Verdict::Used(_) => break,
                Verdict::Short | Verdict::Poor(_) | Verdict::Refused(_) => {}
            }
        }
        Ok(())
    }

    /// Signs a version of a transaction, writes it down and sends it, as long as there is so much for gas.
    fn offer(
        &mut self,
        nodes: &Endpoints,
        nonce: u64,
        fees: Fees,
        money: u128,
    ) -> Result<Verdict, ChainError> {
        let signed = self.note(nonce, fees)?;
        let verdict = broadcast(nodes, &signed);
        let poor = match verdict {
            Verdict::Poor(_) => Some(money),
            Verdict::Taken => None,
            _ => return Ok(verdict),
        };
        let all = self.record.iter_mut().flat_map(|record| &mut record.pending);
        all.filter(|pending| pending.nonce == nonce)
            .for_each(|pending| pending.versions.refused(&signed.hash, poor));
        self.save()?;
        Ok(verdict)
    }
}

fn failed() -> ChainError {
    ContractError::Revert { reason: "the transaction failed in its block".to_owned(), data: Vec::new() }
        .into()
}

fn lost(nonce: u64) -> ChainError {
    wrong("eth_getTransactionReceipt", &format!("another transaction has the number {nonce}"))
}
