//! A transaction is given to all nodes, and what they say about that, each kind of node in words of its own.

use super::ChainError;
use super::endpoints::Endpoints;
use super::json::{bytes, read_bytes};
use super::node::wrong;
use super::transaction::Signed;
use serde_json::json;

/// What becomes of a transaction that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A node has it.
    Taken,
    /// Nobody knows: a node that did not answer may have it.
    Unknown,
    /// It pays too little to be taken, or to be taken in place of one that is there.
    Short,
    /// There are transactions of another kind on their way, beside which it is not taken: blobs.
    Reserved,
    /// Its number is one of those in blocks.
    Used(ChainError),
    /// The account has less than it may cost, with all that is on its way.
    Poor(ChainError),
    /// All nodes refuse it, for whatever else.
    Refused(ChainError),
}

/// Words of nodes, without what stands between them: Geth's and Erigon's, Reth's, Nethermind's, Besu's, anvil's.
const KNOWN: [&str; 5] =
    ["alreadyknown", "alreadyimported", "alreadyinpool", "alreadyinthepool", "alreadyinmempool"];
const SHORT: [&str; 4] = ["underpriced", "replacementnotallowed", "feetoolow", "couldnotreplace"];
const RESERVED: [&str; 3] =
    ["alreadyreserved", "conflictswithexistingtransaction", "pendingtxsofconflictingtype"];
const USED: [&str; 3] = ["noncetoolow", "nonceistoolow", "oldnonce"];
const POOR: [&str; 3] = ["insufficientfunds", "insufficientbalance", "upfrontcostexceeds"];

impl Verdict {
    /// What a node means that has refused one in these words.
    pub fn of(error: ChainError) -> Self {
        let ChainError::Node { message, .. } = &error else {
            return match error {
                ChainError::Contract(_) => Self::Refused(error),
                _ => Self::Unknown,
            };
        };
        let said: String =
            message.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
        let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
        match () {
            // What it has never heard of is another thing.
            () if says(&KNOWN) || says(&["knowntransaction"]) && !says(&["unknowntransaction"]) => {
                Self::Taken
            }
            () if says(&SHORT) => Self::Short,
            () if says(&RESERVED) => Self::Reserved,
            () if says(&USED) => Self::Used(error),
            () if says(&POOR) => Self::Poor(error),
            () => Self::Refused(error),
        }
    }

    /// How much it says: one node that has it is enough, and what one may have is on its way.
    fn weight(&self) -> u32 {
        match self {
            Self::Taken => 6,
            Self::Unknown => 5,
            Self::Short => 4,
            Self::Reserved => 3,
            Self::Poor(_) => 2,
            Self::Used(_) => 1,
            Self::Refused(_) => 0,
        }
    }
}

/// Has all nodes take a transaction.
pub fn broadcast(nodes: &Endpoints, signed: &Signed) -> Verdict {
    let method = "eth_sendRawTransaction";
    let verdict = |answer: Result<serde_json::Value, ChainError>| match answer {
        Ok(value) if read_bytes(&value).is_some_and(|hash| hash == signed.hash) => Verdict::Taken,
        // Another hash: it is no node.
        Ok(_) => Verdict::Unknown,
        Err(error) => Verdict::of(error),
    };
    let answers = nodes.each(method, &json!([bytes(&signed.bytes)])).into_iter().map(verdict);
    answers.max_by_key(Verdict::weight).unwrap_or_else(|| Verdict::Refused(wrong(method, "no node")))
}
