//! A chain behind the JSON-RPC of one Ethereum node or several. Transactions are signed here for an account of ours
//! ([`Sender`]); for others the node has to sign, as nodes for development do.

use super::endpoints::Endpoints;
use super::fees::estimate;
use super::json::{bytes, quantity, read_address, read_bytes, read_log, read_quantity, read_receipt};
use super::node::{short, wrong};
use super::sender::Sender;
use super::{Block, Chain, ChainError, Payload, Receipt, Status};
use crate::evm::{Address, ContractError, Log};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longest time until a transaction that a node has signed is in a block.
const INCLUSION_TIME: Duration = Duration::from_secs(600);
/// Time between two looks for it.
const POLL_TIME: Duration = Duration::from_millis(50);

/// A chain behind nodes. Clones are the same account on the same chain.
#[derive(Debug, Clone)]
pub struct Rpc {
    nodes: Endpoints,
    sender: Option<(Address, Arc<Mutex<Sender>>)>,
}

impl Rpc {
    /// The node at `url`, such as `http://127.0.0.1:8545`.
    pub fn new(url: &str) -> Self {
        Self::of(&[url])
    }

    /// Several nodes of one chain: see [`Endpoints`].
    pub fn of<S: AsRef<str>>(urls: &[S]) -> Self {
        Self { nodes: Endpoints::new(urls), sender: None }
    }

    /// Has transactions of an account be signed here.
    pub fn sign(&mut self, sender: Sender) {
        self.sender = Some((sender.address(), Arc::new(Mutex::new(sender))));
    }

    /// The accounts that the node signs for.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn accounts(&mut self) -> Result<Vec<Address>, ChainError> {
        let read = |value: &Value| value.as_array()?.iter().map(read_address).collect();
        self.nodes.ask("eth_accounts", &json!([]), read)
    }

    /// Transactions of an account that are in blocks.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn transactions(&mut self, account: Address) -> Result<u64, ChainError> {
        self.nodes.count(account)
    }

    /// What only nodes for development do, the first node.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn develop(&mut self, method: &str, params: &Value) -> Result<Value, ChainError> {
        self.nodes.forget();
        self.nodes.first(method, params)
    }

    /// Lets time pass, on a node for development.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn pass(&mut self, seconds: u64) -> Result<(), ChainError> {
        self.develop("evm_increaseTime", &json!([seconds]))?;
        self.develop("evm_mine", &json!([])).map(|_| ())
    }

    /// Gives an account what it has, in wei, on a node for development.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn fund(&mut self, account: Address, wei: u128) -> Result<(), ChainError> {
        self.develop("anvil_setBalance", &json!([bytes(account.as_slice()), quantity(wei)])).map(|_| ())
    }

    /// Takes the last blocks back, on a node for development that can do that: anvil.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn undo(&mut self, blocks: u64) -> Result<(), ChainError> {
        self.develop("anvil_reorg", &json!([blocks, []])).map(|_| ())
    }

    /// Has the node sign and send, and waits.
    fn send_unsigned(&mut self, from: Address, payload: &Payload) -> Result<Receipt, ChainError> {
        if !payload.blobs.is_empty() {
            return Err(ChainError::Unsigned);
        }
        let gas = estimate(&self.nodes, from, payload)?;
        let mut transaction = payload.request(from);
        transaction["gas"] = quantity(gas);
        let method = "eth_sendTransaction";
        let hash = self.nodes.first(method, &json!([transaction]))?;
        let hash = read_bytes(&hash).filter(|hash| hash.len() == 32);
        let hash = hash.ok_or_else(|| wrong(method, "no hash"))?;
        let start = Instant::now();
        let method = "eth_getTransactionReceipt";
        let receipt = loop {
            let receipt = self.nodes.first(method, &json!([bytes(&hash)]))?;
            if !receipt.is_null() {
                break receipt;
            }
            if start.elapsed() > INCLUSION_TIME {
                return Err(wrong(method, &format!("transaction 0x{} is in no block", hex::encode(hash))));
            }
            std::thread::sleep(POLL_TIME);
        };
        self.nodes.forget();
        match read_receipt(&receipt) {
            Some((true, receipt)) => Ok(receipt),
            Some((false, _)) => {
                let reason = "the transaction failed in its block".to_owned();
                Err(ContractError::Revert { reason, data: Vec::new() }.into())
            }
            None => Err(wrong(method, &format!("unexpected {}", short(&receipt)))),
        }
    }
}

impl Chain for Rpc {
    fn time(&mut self) -> Result<u64, ChainError> {
        self.nodes.time()
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        match number {
            Some(number) => self.nodes.block(number),
            None => {
                let newest = self.nodes.newest()?;
                if let Some((_, sender)) = &self.sender {
                    sender.lock().unwrap_or_else(PoisonError::into_inner).settle(&mut self.nodes)?;
                }
                Ok(newest)
            }
        }
    }

    fn agreed(&self) -> bool {
        self.nodes.agreed()
    }

    fn samples(&mut self) -> Result<bool, ChainError> {
        // Since Osaka, which has this contract too. Nodes from before do not know the question.
        let has = |config: &Value| Some(config.pointer("/current/precompiles")?.get("P256VERIFY").is_some());
        match self.nodes.ask("eth_config", &json!([]), has) {
            Err(ChainError::Node { .. } | ChainError::Answer { .. }) => Ok(false),
            answer => answer,
        }
    }

    fn status(&self) -> Status {
        let nodes = self.nodes.health();
        let Some((_, sender)) = &self.sender else { return Status { nodes, ..Status::default() } };
        let (in_flight, replaced, done) = sender.lock().unwrap_or_else(PoisonError::into_inner).figures();
        Status { nodes, in_flight, replaced, done: Some(done) }
    }

    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        let at = self.nodes.tag()?;
        let call = json!({ "to": bytes(to.as_slice()), "data": bytes(&data) });
        self.nodes.ask("eth_call", &json!([call, at]), read_bytes)
    }

    fn send_all(&mut self, from: Address, payloads: Vec<Payload>) -> Vec<Result<Receipt, ChainError>> {
        match &self.sender {
            Some((address, sender)) if *address == from => {
                let mut sender = sender.lock().unwrap_or_else(PoisonError::into_inner);
                sender.send(&mut self.nodes, &payloads)
            }
            _ => payloads.iter().map(|payload| self.send_unsigned(from, payload)).collect(),
        }
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        let at = self.nodes.tag()?;
        self.nodes.ask("eth_getBalance", &json!([bytes(account.as_slice()), at]), read_quantity)
    }

    fn logs(&mut self, address: Address, from_block: u64, to_block: u64) -> Result<Vec<Log>, ChainError> {
        let filter = json!({
            "address": bytes(address.as_slice()), "fromBlock": quantity(from_block), "toBlock": quantity(to_block),
        });
        let read = |value: &Value| value.as_array()?.iter().map(read_log).collect();
        // A node that refuses the smallest question too, about one block, is one that does not answer.
        match to_block <= from_block {
            true => self.nodes.ask("eth_getLogs", &json!([filter]), read),
            false => self.nodes.ask_for_less("eth_getLogs", &json!([filter]), read),
        }
    }
}
