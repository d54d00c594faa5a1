//! The chain in this process, behind the JSON-RPC of an Ethereum node for development: enough of it for players and
//! for the usual tools to look at a game. It signs for everyone, so it listens to this host alone; what others have signed
//! it takes too.

use super::json::{bytes, log, quantity, read_address, read_bytes, read_quantity, read_u64};
use super::transaction::Transaction;
use super::{Chain, ChainError, Local, Receipt};
use crate::evm::{Address, ContractError, TRANSACTION_GAS};
use fault_proof_vm::keccak::keccak256;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;
use std::thread::JoinHandle;

/// Longest request, in bytes.
const MAX_REQUEST: u64 = 64 << 20;
/// Its chain id: that of development chains.
const CHAIN_ID: u64 = 31_337;

/// A server at work; it stops when this is dropped.
pub struct Serving {
    /// Where it is.
    pub url: String,
    server: Arc<tiny_http::Server>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves a new chain at a port of this host, or at any for port 0.
///
/// # Errors
/// [`ChainError::Unreachable`] for a port that is taken.
pub fn serve(port: u16) -> Result<Serving, ChainError> {
    let address = format!("127.0.0.1:{port}");
    let server = tiny_http::Server::http(&address)
        .map_err(|error| ChainError::Unreachable { url: address.clone(), cause: error.to_string() })?;
    let server = Arc::new(server);
    let url = format!("http://{}", server.server_addr());
    let listener = Arc::clone(&server);
    let thread = std::thread::spawn(move || {
        let (receipts, counts, waiting) = Default::default();
        let mut node = Node { chain: Local::new(), receipts, counts, waiting };
        while let Ok(mut request) = listener.recv() {
            let mut body = Vec::new();
            let answer = match request.as_reader().take(MAX_REQUEST).read_to_end(&mut body) {
                Ok(_) => node.answer(&body),
                Err(error) => failure(&Value::Null, -32_700, &error.to_string(), None),
            };
            let header = tiny_http::Header::from_bytes("content-type", "application/json");
            let response = tiny_http::Response::from_string(answer.to_string());
            // Whoever asked may be gone.
            let _ = match header {
                Ok(header) => request.respond(response.with_header(header)),
                Err(()) => request.respond(response),
            };
        }
    });
    Ok(Serving { url, server, thread: Some(thread) })
}

struct Node {
    chain: Local,
    /// None for transactions that failed in their block.
    receipts: HashMap<Vec<u8>, Option<Receipt>>,
    /// Signed transactions of each account that are in blocks.
    counts: HashMap<Address, u64>,
    /// Those for which one before them is missing.
    waiting: HashMap<(Address, u64), (Transaction, Vec<u8>)>,
}

impl Node {
    fn answer(&mut self, body: &[u8]) -> Value {
        match serde_json::from_slice(body) {
            Ok(Value::Array(requests)) => requests.iter().map(|request| self.one(request)).collect(),
            Ok(request) => self.one(&request),
            Err(error) => failure(&Value::Null, -32_700, &error.to_string(), None),
        }
    }

    fn one(&mut self, request: &Value) -> Value {
        let id = request.get("id").unwrap_or(&Value::Null);
        let method = request.get("method").and_then(Value::as_str).unwrap_or_default();
        let none = Vec::new();
        let params = request.get("params").and_then(Value::as_array).unwrap_or(&none);
        match self.call(method, params) {
            Ok(Some(result)) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Ok(None) => failure(id, -32_602, "these parameters or this method are not understood", None),
            Err(ChainError::Contract(ContractError::Revert { reason, data })) => {
                failure(id, 3, &format!("execution reverted: {reason}"), Some(&data))
            }
            Err(error) => failure(id, -32_000, &error.to_string(), None),
        }
    }

    /// The result; none for what is not understood.
    fn call(&mut self, method: &str, params: &[Value]) -> Result<Option<Value>, ChainError> {
        let first = params.first();
        let field = |name: &str| first.and_then(|value| value.get(name));
        Ok(match method {
            "web3_clientVersion" => Some(json!(concat!("onnx2circuit/", env!("CARGO_PKG_VERSION")))),
            "eth_chainId" => Some(quantity(CHAIN_ID)),
            "eth_accounts" => {
                Some(Local::accounts().iter().map(|account| bytes(account.as_slice())).collect())
            }
            "eth_blockNumber" => Some(quantity(self.chain.number())),
            "eth_getBlockByNumber" => {
                let block = Chain::block(&mut self.chain, first.and_then(read_u64))?;
                Some(json!({
                    "number": quantity(block.number), "hash": bytes(&block.hash),
                    "timestamp": quantity(self.chain.time()?), "baseFeePerGas": quantity(0),
                }))
            }
            "eth_getBalance" => match first.and_then(read_address) {
                Some(account) => Some(quantity(self.chain.balance(account)?)),
                None => None,
            },
            "eth_call" => match (field("to").and_then(read_address), field("data").and_then(read_bytes)) {
                (Some(to), Some(data)) => Some(bytes(&self.chain.look(to, data)?)),
                _ => None,
            },
            "eth_estimateGas" => {
                match (field("from").and_then(read_address), field("to").and_then(read_address)) {
                    (Some(from), Some(to)) => {
                        let wei = field("value").and_then(read_quantity).unwrap_or(0);
                        let data = field("data").and_then(read_bytes).unwrap_or_default();
                        Some(quantity(self.chain.estimate(from, to, wei, data)?))
                    }
                    // A contract is made with what there may be.
                    _ => Some(quantity(TRANSACTION_GAS)),
                }
            }
            "eth_maxPriorityFeePerGas" => Some(quantity(0)),
            "eth_getTransactionCount" => first
                .and_then(read_address)
                .map(|account| quantity(self.counts.get(&account).copied().unwrap_or(0))),
            "eth_sendTransaction" => self.send(first)?,
            "eth_sendRawTransaction" => match first.and_then(read_bytes) {
                Some(signed) => self.take(&signed)?,
                None => None,
            },
            "anvil_setBalance" => match (first.and_then(read_address), params.get(1).and_then(read_quantity))
            {
                (Some(account), Some(wei)) => {
                    self.chain.fund(account, wei);
                    Some(Value::Null)
                }
                _ => None,
            },
            "eth_getTransactionReceipt" => first
                .and_then(read_bytes)
                .map(|hash| self.receipts.get(&hash).map_or(Value::Null, |found| receipt(found.as_ref()))),
            "eth_getLogs" => match field("address").and_then(read_address) {
                Some(address) => {
                    let from = field("fromBlock").and_then(read_u64).unwrap_or(0);
                    let to = field("toBlock").and_then(read_u64).unwrap_or(u64::MAX);
                    Some(self.chain.logs(address, from, to)?.iter().map(log).collect())
                }
                None => None,
            },
            "evm_increaseTime" => {
                let seconds = first.and_then(|value| value.as_u64().or_else(|| read_u64(value)));
                seconds.map(|seconds| {
                    self.chain.pass(seconds);
                    quantity(seconds)
                })
            }
            "evm_mine" => Some(json!("0x0")),
            _ => None,
        })
    }

    fn send(&mut self, transaction: Option<&Value>) -> Result<Option<Value>, ChainError> {
        let field = |name: &str| transaction.and_then(|value| value.get(name));
        let to = match field("to").filter(|to| !to.is_null()) {
            Some(to) => match read_address(to) {
                Some(to) => Some(to),
                None => return Ok(None),
            },
            None => None,
        };
        let (Some(from), Some(data)) =
            (field("from").and_then(read_address), field("data").and_then(read_bytes))
        else {
            return Ok(None);
        };
        let wei = field("value").and_then(read_quantity).unwrap_or(0);
        let receipt = self.chain.send(from, to, wei, data)?;
        let hash = keccak256(&receipt.block.to_be_bytes()).to_vec();
        let result = bytes(&hash);
        self.receipts.insert(hash, Some(receipt));
        Ok(Some(result))
    }

    /// Takes a signed transaction, and does what its number allows.
    fn take(&mut self, signed: &[u8]) -> Result<Option<Value>, ChainError> {
        let Some((transaction, from)) = Transaction::read(signed) else { return Ok(None) };
        let refuse = |message: &str| {
            let (method, message) = ("eth_sendRawTransaction".to_owned(), message.to_owned());
            Err(ChainError::Node { method, code: -32_000, message })
        };
        let hash = keccak256(signed);
        let next = self.counts.get(&from).copied().unwrap_or(0);
        if self.receipts.contains_key(&hash[..]) {
            return refuse("already known");
        }
        if transaction.nonce < next {
            return refuse("nonce too low");
        }
        if transaction.chain_id != CHAIN_ID || transaction.gas > TRANSACTION_GAS {
            return refuse("another chain, or too much gas");
        }
        self.waiting.insert((from, transaction.nonce), (transaction, hash.to_vec()));
        let mut next = next;
        while let Some((transaction, hash)) = self.waiting.remove(&(from, next)) {
            let Transaction { to, wei, data, .. } = transaction;
            next += 1;
            self.counts.insert(from, next);
            let done = self.chain.send(from, to, wei, data).ok();
            self.receipts.insert(hash, done);
        }
        Ok(Some(bytes(&hash)))
    }
}

fn receipt(receipt: Option<&Receipt>) -> Value {
    let Some(receipt) = receipt else {
        return json!({ "status": "0x0", "gasUsed": "0x0", "blockNumber": "0x0", "logs": [] });
    };
    json!({
        "status": "0x1", "gasUsed": quantity(receipt.gas), "blockNumber": quantity(receipt.block),
        "contractAddress": receipt.created.map(|address| bytes(address.as_slice())),
        "logs": receipt.logs.iter().map(log).collect::<Vec<_>>(),
    })
}

fn failure(id: &Value, code: i64, message: &str, data: Option<&[u8]>) -> Value {
    let mut error = json!({ "code": code, "message": message });
    if let Some(data) = data {
        error["data"] = bytes(data);
    }
    json!({ "jsonrpc": "2.0", "id": id, "error": error })
}
