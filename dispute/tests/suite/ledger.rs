//! What an account has paid and was paid in a game on anvil, block by block and to the wei, so that whoever has less than before is told for what.

use contracts::Address;
use contracts::abi::{address, call, selector};
use contracts::chain::{Chain, Rpc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Calls that are paid for out of bonds that are lost, and those that are not.
const REFUNDED: [&str; 5] = [
    "advance(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32)",
    "seal(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32[],bytes,bytes)",
    "settle(bytes32,bytes32,bytes32)",
    "timeout(bytes32,bytes32,bytes32)",
    "resolve(bytes32)",
];
const OTHERS: [&str; 2] = ["join(bytes32,bytes32,bytes32,bytes32,bytes32[],bytes)", "withdraw()"];
/// Refunds are whole multiples of this, in wei.
const GWEI: u128 = 1_000_000_000;

/// Transactions of one kind, or what other people's have brought.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sum {
    pub count: u64,
    /// That failed in their blocks.
    pub failed: u64,
    pub gas: u128,
    /// Wei for gas, and wei that went with them.
    pub fees: u128,
    pub wei: u128,
    /// Wei that the game has credited to the account in their blocks.
    pub credited: u128,
}

/// All that an account has done and got.
#[derive(Debug, Default)]
pub struct Ledger {
    pub sums: BTreeMap<String, Sum>,
    /// Wei that came out of the game.
    pub drawn: u128,
}

fn number(value: &Value) -> u128 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no number"));
    u128::from_str_radix(text.trim_start_matches("0x"), 16).expect("a number")
}

/// The name of the function that a transaction calls.
fn name(transaction: &Value) -> String {
    let input = transaction["input"].as_str().expect("calldata");
    let known = REFUNDED.into_iter().chain(OTHERS);
    let found =
        known.into_iter().find(|known| input.starts_with(&format!("0x{}", hex::encode(selector(known)))));
    let found = found.unwrap_or_else(|| panic!("an unknown call: {transaction}"));
    found.split_once('(').map_or(found, |(name, _)| name).to_owned()
}

impl Ledger {
    /// Of an account in a game, in the blocks behind `from`, where gas is no dearer than what moves are paid for, and each result that it notes is of a
    /// claim that somebody has disputed, or none is.
    pub fn of(rpc: &mut Rpc, account: Address, game: Address, bond: u128, from: u64, disputed: bool) -> Self {
        let last = rpc.block(None).expect("a block").number;
        let mut ask = |method: &str, params: Value| rpc.develop(method, &params).expect("an answer");
        let us = format!("0x{}", hex::encode(account));
        let data = format!("0x{}", hex::encode(call("credits(address)", &[address(&account.into()).into()])));
        let has = |at: u64, ask: &mut dyn FnMut(&str, Value) -> Value| {
            let block = format!("{at:#x}");
            let asked = json!([{ "to": format!("0x{}", hex::encode(game)), "data": data }, block]);
            (number(&ask("eth_getBalance", json!([us, block]))), number(&ask("eth_call", asked)))
        };
        let mut ledger = Self::default();
        let (mut balance, mut credit) = has(from, &mut ask);
        for at in from + 1..=last {
            let block = ask("eth_getBlockByNumber", json!([format!("{at:#x}"), true]));
            let all = block["transactions"].as_array().expect("transactions");
            let (mut kinds, mut paid) = (Vec::new(), 0);
            for ours in all
                .iter()
                .filter(|one| one["from"].as_str().is_some_and(|from| from.eq_ignore_ascii_case(&us)))
            {
                let receipt = ask("eth_getTransactionReceipt", json!([ours["hash"]]));
                let (gas, price) = (number(&receipt["gasUsed"]), number(&receipt["effectiveGasPrice"]));
                let well = number(&receipt["status"]) == 1;
                assert!(price <= bond >> 24, "gas is dearer than what is paid for: {price}");
                let (fees, wei) = (gas * price, if well { number(&ours["value"]) } else { 0 });
                let kind = name(ours);
                let sum = ledger.sums.entry(kind.clone()).or_default();
                *sum = Sum {
                    count: sum.count + 1,
                    failed: sum.failed + u64::from(!well),
                    gas: sum.gas + gas,
                    fees: sum.fees + fees,
                    wei: sum.wei + wei,
                    ..*sum
                };
                paid += fees + wei;
                kinds.push((kind, well, fees));
            }
            let (now, owed) = has(at, &mut ask);
            // What is there beyond what was paid has come out of the game.
            let drawn = (now + paid).checked_sub(balance).expect("money that is gone for nothing");
            let credited = (owed + drawn).checked_sub(credit).expect("credit that is gone for nothing");
            let refunded = |(kind, well, _): &(String, bool, u128)| {
                *well
                    && (disputed || kind != "resolve")
                    && REFUNDED.iter().any(|known| known.starts_with(&format!("{kind}(")))
            };
            let due: u128 =
                kinds.iter().filter(|one| refunded(one)).map(|(_, _, fees)| fees - fees % GWEI).sum();
            assert!(credited >= due, "block {at}: {credited} wei for {kinds:?}");
            assert!(
                drawn == 0 || kinds.iter().any(|(kind, ..)| kind == "withdraw"),
                "block {at}: {drawn} wei"
            );
            let kind = kinds.pop().map_or_else(|| "others".to_owned(), |(kind, ..)| kind);
            ledger.sums.entry(kind).or_default().credited += credited;
            ledger.drawn += drawn;
            (balance, credit) = (now, owed);
        }
        ledger
    }

    /// As people read it.
    pub fn text(&self) -> String {
        let line = |(kind, sum): (&String, &Sum)| {
            let ether = |wei: u128| wei as f64 / 1e18;
            format!(
                "{kind:<9} {:>3}, {} failed, {:>9} gas: paid {:.6} and {:.6} with it, credited {:.6} ether\n",
                sum.count,
                sum.failed,
                sum.gas,
                ether(sum.fees),
                ether(sum.wei),
                ether(sum.credited)
            )
        };
        self.sums.iter().map(line).collect()
    }
}
