//! One node's JSON-RPC, over HTTP or HTTPS. The node is a stranger: what it answers is bounded in size and time, and
//! anything but an answer is an error.

use super::ChainError;
use super::bounded::Bounded;
use super::json::read_bytes;
use crate::artifact::revert_reason;
use crate::evm::ContractError;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::{BufReader, Read};
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

/// Longest answer to a question, in bytes. The log of one block alone, since a block whose log is not read is never passed: an input that a contract makes
/// takes 14 units of gas a byte, of which two digits are said here, so that a block of 100 million units comes to 14 MB, and one of 450 million to what is
/// read; what is longer for more blocks is asked for less. A transaction's log has a sixth of the first, a block has a hash
/// of 69 bytes for each 21,000 units, and everything else is a number or what a view returns.
fn longest(method: &str) -> u64 {
    match method {
        "eth_getLogs" => 64 << 20,
        "eth_getBlockByNumber" | "eth_getTransactionReceipt" | "txpool_content" => 8 << 20,
        _ => 1 << 20,
    }
}

/// Longest time for an answer.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// A node.
#[derive(Debug, Clone)]
pub struct Node {
    url: String,
    agent: ureq::Agent,
}

impl Node {
    /// The node at `url`. By `https` it must show a certificate that this system trusts.
    pub fn new(url: &str) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        // A connection for each request: simple servers answer in two packets, and on one that is kept the second
        // waits for the acknowledgement of the first.
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_TIME))
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .tls_config(tls)
            .build();
        Self { url: url.to_owned(), agent: config.into() }
    }

    /// Where it is, without what may be a secret: names, passwords and paths.
    pub fn name(&self) -> String {
        let (scheme, rest) = self.url.split_once("://").unwrap_or(("http", &self.url));
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        format!("{scheme}://{}", host.rsplit('@').next().unwrap_or_default())
    }

    /// What the node has at a path, in so many bytes of JSON at most; nothing where it says that there is nothing.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn get<T: DeserializeOwned>(&self, path: &str, limit: u64) -> Result<Option<T>, ChainError> {
        self.read(path, limit, |body| serde_json::from_reader(BufReader::new(body)))
    }

    /// The same as it comes, for what is not to be held whole.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn read<T>(
        &self,
        path: &str,
        limit: u64,
        read: impl FnOnce(&mut dyn Read) -> serde_json::Result<T>,
    ) -> Result<Option<T>, ChainError> {
        let asked = self.agent.get(format!("{}{path}", self.url)).header("connection", "close").call();
        let mut response = match asked {
            Ok(response) => response,
            Err(ureq::Error::StatusCode(404 | 410)) => return Ok(None),
            Err(error) => return Err(ChainError::Unreachable { url: self.name(), cause: error.to_string() }),
        };
        let mut body = response.body_mut().with_config().limit(limit).reader();
        read(&mut body).map(Some).map_err(|error| wrong(path, &error.to_string()))
    }

    /// What the node answers.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn request(&self, method: &str, params: &Value) -> Result<Value, ChainError> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let unreachable =
            |error: ureq::Error| ChainError::Unreachable { url: self.name(), cause: error.to_string() };
        let sent = self.agent.post(&self.url).header("content-type", "application/json");
        let sent = sent.header("connection", "close");
        let mut response = sent.send(request.to_string()).map_err(unreachable)?;
        // Too long an answer is the question's fault, which may be asked for less.
        let limit = longest(method);
        let body = Bounded::new(response.body_mut().with_config().limit(limit).reader(), limit as usize);
        let mut answer: Value = serde_json::from_reader(BufReader::new(body))
            .map_err(|error| wrong(method, &error.to_string()))?;
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

/// An answer that is none.
pub fn wrong(method: &str, cause: &str) -> ChainError {
    ChainError::Answer { method: method.to_owned(), cause: cause.to_owned() }
}

/// The start of a value, for people.
pub fn short(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}
