//! The nodes that keep blobs: the beacon chain's, by its HTTP interface. What they say is held against the versioned hashes that
//! the contract has taken, so that one that lies is found out, and several may be asked one after the other.

use super::ChainError;
use super::node::{Node, wrong};
use crate::blobs::kzg::Setup;
use crate::blobs::{BLOB_BYTES, Blob};
use fault_proof_vm::Hash;
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde_json::Value;

/// Where blobs are asked for, and the times of slots.
const GENESIS: &str = "/eth/v1/beacon/genesis";
const SPEC: &str = "/eth/v1/config/spec";
const BLOBS: &str = "/eth/v1/beacon/blobs/";
/// Most blobs of a block that are looked at.
const MOST: usize = 128;
/// Longest answers, in bytes: of settings, and of blobs, which have two digits a byte. Several may be read at once.
const SHORT: u64 = 1 << 20;
const LONG: u64 = MOST as u64 * (2 * BLOB_BYTES as u64 + 64) + SHORT;

/// The blobs of a block, in hexadecimal.
#[derive(Deserialize)]
struct Kept {
    #[serde(deserialize_with = "some_texts")]
    data: Vec<String>,
}

/// A list of texts that is not too long: what else a node may say takes many times its length.
fn some_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Texts;
    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "a list of at most {MOST} blobs")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<String>, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = seq.next_element()? {
                if texts.len() == MOST {
                    return Err(A::Error::invalid_length(MOST + 1, &self));
                }
                texts.push(text);
            }
            Ok(texts)
        }
    }
    deserializer.deserialize_seq(Texts)
}

/// A node that keeps blobs.
#[derive(Debug, Clone)]
pub struct Beacon(Node);

impl Beacon {
    /// The node at a URL.
    pub fn new(url: &str) -> Self {
        Self(Node::new(url.trim_end_matches('/')))
    }

    /// Where it is, without what may be a secret.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// The slot of a block with this number and time. A node for development that does not say how long its slots are (anvil) has
    /// blocks in their place.
    fn slot(&self, block: u64, time: u64) -> Result<u64, ChainError> {
        let Some(spec) = self.0.get::<Value>(SPEC, SHORT)? else { return Ok(block) };
        let missing = |path: &str| wrong(path, "no number where one is expected");
        let number =
            |value: Option<&Value>| value.and_then(Value::as_str).and_then(|text| text.parse::<u64>().ok());
        let seconds = number(spec.pointer("/data/SECONDS_PER_SLOT")).filter(|seconds| *seconds > 0);
        let seconds = seconds.ok_or_else(|| missing(SPEC))?;
        let genesis = self.0.get::<Value>(GENESIS, SHORT)?.ok_or_else(|| missing(GENESIS))?;
        let genesis = number(genesis.pointer("/data/genesis_time")).ok_or_else(|| missing(GENESIS))?;
        let since = time.checked_sub(genesis);
        since.map(|since| since / seconds).ok_or_else(|| wrong(GENESIS, "the chain begins after the claim"))
    }

    /// The blobs with these versioned hashes that came with a block.
    ///
    /// # Errors
    /// [`ChainError`]; also where it has not all of them.
    pub fn blobs(
        &self,
        setup: &Setup,
        block: u64,
        time: u64,
        hashes: &[Hash],
    ) -> Result<Vec<Blob>, ChainError> {
        let path = format!("{BLOBS}{}", self.slot(block, time)?);
        let lacks = |cause: &str| wrong(&path, cause);
        let gone = "no such block, or its blobs are not kept any more";
        let Kept { data: there } = self.0.get(&path, LONG)?.ok_or_else(|| lacks(gone))?;
        let mut found: Vec<Option<Blob>> = vec![None; hashes.len()];
        for text in &there {
            let bytes = hex::decode(text.trim_start_matches("0x")).ok();
            let Some(blob) = bytes.and_then(|bytes| Blob::new(&bytes).ok()) else { continue };
            let Ok(hash) = blob.versioned_hash(setup) else { continue };
            for (place, wanted) in found.iter_mut().zip(hashes) {
                if *wanted == hash {
                    *place = Some(blob.clone());
                }
            }
            if found.iter().all(Option::is_some) {
                break;
            }
        }
        let lacking =
            found.iter().zip(hashes).find(|(blob, _)| blob.is_none()).map(|(_, hash)| hex::encode(hash));
        match lacking {
            None => Ok(found.into_iter().flatten().collect()),
            Some(hash) => {
                Err(lacks(&format!("none of its {} blobs has versioned hash 0x{hash}", there.len())))
            }
        }
    }
}
