//! Hexadecimal in JSON-RPC: quantities and bytes.

use super::Receipt;
use crate::evm::{Address, Log};
use serde_json::{Value, json};

/// A quantity: no leading zeros.
pub fn quantity(value: impl std::fmt::LowerHex) -> Value {
    json!(format!("{value:#x}"))
}

/// Bytes.
pub fn bytes(value: &[u8]) -> Value {
    json!(format!("0x{}", hex::encode(value)))
}

/// Reads a quantity of up to 128 bits.
pub fn read_quantity(value: &Value) -> Option<u128> {
    u128::from_str_radix(value.as_str()?.strip_prefix("0x")?, 16).ok()
}

/// Reads a quantity of up to 64 bits.
pub fn read_u64(value: &Value) -> Option<u64> {
    u64::try_from(read_quantity(value)?).ok()
}

/// Reads bytes.
pub fn read_bytes(value: &Value) -> Option<Vec<u8>> {
    hex::decode(value.as_str()?.strip_prefix("0x")?).ok()
}

/// Reads an address.
pub fn read_address(value: &Value) -> Option<Address> {
    Some(Address::from(<[u8; 20]>::try_from(read_bytes(value)?).ok()?))
}

/// A log entry.
pub fn log(log: &Log) -> Value {
    let topics: Vec<Value> = log.topics.iter().map(|topic| bytes(topic)).collect();
    json!({ "address": bytes(log.address.as_slice()), "topics": topics, "data": bytes(&log.data) })
}

/// Reads a log entry.
pub fn read_log(value: &Value) -> Option<Log> {
    let topics = value.get("topics")?.as_array()?.iter();
    let topics = topics.map(|topic| read_bytes(topic)?.try_into().ok()).collect::<Option<_>>()?;
    Some(Log { address: read_address(value.get("address")?)?, topics, data: read_bytes(value.get("data")?)? })
}

/// Reads a receipt, and whether the transaction did what it was to; none for one that is not there.
pub fn read_receipt(value: &Value) -> Option<(bool, Receipt)> {
    let logs = value.get("logs")?.as_array()?.iter().map(read_log).collect::<Option<_>>()?;
    let created = value.get("contractAddress").and_then(read_address);
    let (gas, block) = (read_u64(value.get("gasUsed")?)?, read_u64(value.get("blockNumber")?)?);
    Some((read_u64(value.get("status")?)? == 1, Receipt { gas, logs, created, block }))
}
