//! What a transaction takes and what it may cost, as the nodes have it.

use super::endpoints::Endpoints;
use super::json::{bytes, quantity, read_quantity, read_u64};
use super::node::wrong;
use super::versions::Prices;
use super::{ChainError, Payload};
use crate::evm::{Address, TRANSACTION_GAS};
use serde_json::{Value, json};

/// Gas that a refund takes at most.
const REFUND_GAS: u64 = 60_000;
/// Tip where no node says what is usual, in wei.
const TIP: u128 = 1_000_000_000;

/// Units of gas that a transaction may take, with what a refund takes later.
pub fn estimate(nodes: &Endpoints, from: Address, payload: &Payload) -> Result<u64, ChainError> {
    let method = "eth_estimateGas";
    let answers = nodes.each(method, &json!([payload.request(from)]));
    let refusals = answers.iter().filter(|answer| matches!(answer, Err(ChainError::Contract(_)))).count();
    let said = answers.iter().filter_map(|answer| read_u64(answer.as_ref().ok()?)).collect();
    let Some(estimate) = middle(said).filter(|(_, count)| *count >= refusals) else {
        let refusal = answers.into_iter().find_map(Result::err);
        return Err(refusal.unwrap_or_else(|| wrong(method, "no number")));
    };
    let (estimate, _) = estimate;
    if estimate > TRANSACTION_GAS {
        return Err(ChainError::TooMuchGas { gas: estimate, most: TRANSACTION_GAS });
    }
    // Nodes estimate as if gas cost nothing, and then nothing is refunded, which takes less than what is done later.
    Ok(estimate.saturating_add(estimate / 4).saturating_add(REFUND_GAS).min(TRANSACTION_GAS))
}

/// Of several estimates the one in the middle, and their number: as many have said less as more, so that one node alone decides
/// nothing. Of two the higher one, if there can be as much.
fn middle(mut said: Vec<u64>) -> Option<(u64, usize)> {
    said.sort_unstable();
    let estimate = match said[..] {
        [low, high] if high > TRANSACTION_GAS => low,
        _ => *said.get(said.len() / 2)?,
    };
    Some((estimate, said.len()))
}

/// What gas and tips cost now, and gas of blobs if that is asked for.
pub fn prices(nodes: &mut Endpoints, blobs: bool) -> Result<Prices, ChainError> {
    let at = nodes.tag()?;
    let read = |block: &Value| Some(block.get("baseFeePerGas").and_then(read_quantity).unwrap_or(0));
    let base = nodes.ask("eth_getBlockByNumber", &json!([at, false]), read)?;
    let mut tips: Vec<u128> = nodes
        .each("eth_maxPriorityFeePerGas", &json!([]))
        .iter()
        .filter_map(|answer| read_quantity(answer.as_ref().ok()?))
        .collect();
    tips.sort_unstable();
    // Of two the lower one: what waits is sent again for more.
    let tip = tips.get(tips.len().saturating_sub(1) / 2).copied().unwrap_or(TIP);
    let blob = if blobs { nodes.ask("eth_blobBaseFee", &json!([]), read_quantity).ok() } else { None };
    Ok(Prices { base, tip, blob })
}

impl Payload {
    /// The transaction as nodes take it that are asked about it, or that sign themselves.
    pub fn request(&self, from: Address) -> Value {
        let mut request = json!({
            "from": bytes(from.as_slice()), "value": quantity(self.wei), "data": bytes(&self.data),
        });
        if let Some(to) = self.to {
            request["to"] = bytes(to.as_slice());
        }
        let hashes: Vec<Value> = self.blobs.iter().map(|sidecar| bytes(&sidecar.versioned_hash())).collect();
        if !hashes.is_empty() {
            request["blobVersionedHashes"] = json!(hashes);
        }
        request
    }
}
