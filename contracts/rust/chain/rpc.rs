//! A chain behind an Ethereum node's JSON-RPC. The node is a stranger: what it answers is bounded in size and time,
//! and anything but an answer is an error.

use super::json::{bytes, quantity, read_address, read_bytes, read_log, read_quantity, read_u64};
use super::{Block, Chain, ChainError, Receipt};
use crate::artifact::revert_reason;
use crate::evm::{Address, ContractError, Log, TRANSACTION_GAS};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Longest answer of a node, in bytes.
const MAX_ANSWER: u64 = 256 << 20;
/// Longest time for an answer.
const ANSWER_TIME: Duration = Duration::from_secs(60);
/// Longest time until a transaction is in a block.
const INCLUSION_TIME: Duration = Duration::from_secs(600);
/// Gas that a refund takes at most.
const REFUND_GAS: u64 = 60_000;
/// Time between two looks for it.
const POLL_TIME: Duration = Duration::from_millis(50);

/// A node.
#[derive(Debug, Clone)]
pub struct Rpc {
    url: String,
    agent: ureq::Agent,
    calls: u64,
}

impl Rpc {
    /// The node at `url`, such as `http://127.0.0.1:8545`.
    pub fn new(url: &str) -> Self {
        // A connection for each request: simple servers answer in two packets, and on one that is kept the second
        // waits for the acknowledgement of the first.
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_TIME))
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .build();
        Self { url: url.to_owned(), agent: config.into(), calls: 0 }
    }

    /// The accounts that the node signs for.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn accounts(&mut self) -> Result<Vec<Address>, ChainError> {
        let read = |value: &Value| value.as_array()?.iter().map(read_address).collect();
        self.ask("eth_accounts", json!([]), read)
    }

    /// Lets time pass, on a node for development.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn pass(&mut self, seconds: u64) -> Result<(), ChainError> {
        self.request("evm_increaseTime", json!([seconds]))?;
        self.request("evm_mine", json!([])).map(|_| ())
    }

    /// Takes the last blocks back, on a node for development that can do that: anvil.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn undo(&mut self, blocks: u64) -> Result<(), ChainError> {
        self.request("anvil_reorg", json!([blocks, []])).map(|_| ())
    }

    fn ask<T>(
        &mut self,
        method: &str,
        params: Value,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, ChainError> {
        let value = self.request(method, params)?;
        read(&value).ok_or_else(|| wrong(method, &format!("unexpected {}", short(&value))))
    }

    fn request(&mut self, method: &str, params: Value) -> Result<Value, ChainError> {
        self.calls += 1;
        let request = json!({ "jsonrpc": "2.0", "id": self.calls, "method": method, "params": params });
        let unreachable =
            |error: ureq::Error| ChainError::Unreachable { url: self.url.clone(), cause: error.to_string() };
        let sent = self.agent.post(&self.url).header("content-type", "application/json");
        let sent = sent.header("connection", "close");
        let mut response = sent.send(request.to_string()).map_err(unreachable)?;
        // Too long an answer is the question's fault, which may be asked for less.
        let body = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        let body = body.map_err(|error| wrong(method, &error.to_string()))?;
        let mut answer: Value =
            serde_json::from_slice(&body).map_err(|error| wrong(method, &error.to_string()))?;
        if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
            return Err(refused(method, error));
        }
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(wrong(method, "neither result nor error")),
        }
    }
}

/// An error that a node returned: a revert, with the data that says why, or its own.
fn refused(method: &str, error: &Value) -> ChainError {
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(data) = error.get("data").and_then(read_bytes) {
        let reason = revert_reason(&data);
        return ContractError::Revert { reason, data }.into();
    }
    let code = error.get("code").and_then(Value::as_i64).unwrap_or_default();
    ChainError::Node { method: method.to_owned(), code, message: message.chars().take(500).collect() }
}

fn wrong(method: &str, cause: &str) -> ChainError {
    ChainError::Answer { method: method.to_owned(), cause: cause.to_owned() }
}

/// The start of a value, for people.
fn short(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}

impl Chain for Rpc {
    fn time(&mut self) -> Result<u64, ChainError> {
        let read = |block: &Value| read_u64(block.get("timestamp")?);
        self.ask("eth_getBlockByNumber", json!(["latest", false]), read)
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        let which = number.map_or_else(|| json!("latest"), quantity);
        let read = |block: &Value| {
            let hash = read_bytes(block.get("hash")?)?.try_into().ok()?;
            Some(Block { number: read_u64(block.get("number")?)?, hash })
        };
        self.ask("eth_getBlockByNumber", json!([which, false]), read)
    }

    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        let call = json!({ "to": bytes(to.as_slice()), "data": bytes(&data) });
        self.ask("eth_call", json!([call, "latest"]), read_bytes)
    }

    fn send(
        &mut self,
        from: Address,
        to: Option<Address>,
        wei: u128,
        data: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        let mut transaction = json!({
            "from": bytes(from.as_slice()), "value": quantity(wei), "data": bytes(&data),
        });
        if let Some(to) = to {
            transaction["to"] = bytes(to.as_slice());
        }
        // Nodes estimate as if gas cost nothing, and then nothing is refunded, which takes less than what is done later.
        let estimate = self.ask("eth_estimateGas", json!([transaction]), read_u64)?;
        let gas = (estimate.saturating_add(estimate / 4)).saturating_add(REFUND_GAS).min(TRANSACTION_GAS);
        transaction["gas"] = quantity(gas);
        let hash = self.ask("eth_sendTransaction", json!([transaction]), |value| {
            read_bytes(value).filter(|hash| hash.len() == 32)
        })?;
        let start = Instant::now();
        let receipt = loop {
            let receipt = self.request("eth_getTransactionReceipt", json!([bytes(&hash)]))?;
            if !receipt.is_null() {
                break receipt;
            }
            if start.elapsed() > INCLUSION_TIME {
                let cause = format!("transaction 0x{} is in no block", hex::encode(hash));
                return Err(ChainError::Unreachable { url: self.url.clone(), cause });
            }
            std::thread::sleep(POLL_TIME);
        };
        let read = |receipt: &Value| {
            let logs = receipt.get("logs")?.as_array()?.iter().map(read_log).collect::<Option<_>>()?;
            let created = receipt.get("contractAddress").and_then(read_address);
            let (gas, block) = (read_u64(receipt.get("gasUsed")?)?, read_u64(receipt.get("blockNumber")?)?);
            Some((read_u64(receipt.get("status")?)? == 1, Receipt { gas, logs, created, block }))
        };
        match read(&receipt) {
            Some((true, receipt)) => Ok(receipt),
            Some((false, _)) => {
                let reason = "the transaction failed in its block".to_owned();
                Err(ContractError::Revert { reason, data: Vec::new() }.into())
            }
            None => Err(wrong("eth_getTransactionReceipt", &format!("unexpected {}", short(&receipt)))),
        }
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        self.ask("eth_getBalance", json!([bytes(account.as_slice()), "latest"]), read_quantity)
    }

    fn logs(&mut self, address: Address, from_block: u64, to_block: u64) -> Result<Vec<Log>, ChainError> {
        let filter = json!({
            "address": bytes(address.as_slice()), "fromBlock": quantity(from_block), "toBlock": quantity(to_block),
        });
        let read = |value: &Value| value.as_array()?.iter().map(read_log).collect();
        self.ask("eth_getLogs", json!([filter]), read)
    }
}
