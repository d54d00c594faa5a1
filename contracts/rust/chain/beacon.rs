//! The nodes that keep blobs: the beacon chain's, by its HTTP interface. What they say is held against the versioned hashes that
//! the contract has taken, so that one that lies is found out, and several may be asked one after the other.

use super::ChainError;
use super::node::{Node, wrong};
use super::texts::each_text;
use crate::blobs::kzg::Setup;
use crate::blobs::{BLOB_BYTES, Blob};
use fault_proof_vm::Hash;
use serde::Deserialize;

/// Where blobs are asked for, and the times of slots.
const GENESIS: &str = "/eth/v1/beacon/genesis";
const SPEC: &str = "/eth/v1/config/spec";
const BLOBS: &str = "/eth/v1/beacon/blobs/";
/// Most blobs of a block that are looked at.
const MOST: usize = 128;
/// Longest answers, in bytes: of settings, and of blobs, which have two digits a byte. Of the latter one text at a time is held, since several are read
/// at once.
const SHORT: u64 = 1 << 20;
const LONG: u64 = MOST as u64 * (2 * BLOB_BYTES as u64 + 64) + SHORT;
/// Longest text in the latter.
const TEXT: usize = 2 * BLOB_BYTES + 64;

/// An answer. What else it says is passed over.
#[derive(Deserialize)]
struct Said<T> {
    data: T,
}

/// Of the chain's settings the one that is needed. Numbers are texts.
#[derive(Deserialize)]
struct Spec {
    #[serde(rename = "SECONDS_PER_SLOT")]
    seconds: String,
}

/// When the chain began.
#[derive(Deserialize)]
struct Genesis {
    #[serde(rename = "genesis_time")]
    time: String,
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
        let Some(Said { data: spec }) = self.0.get::<Said<Spec>>(SPEC, SHORT)? else { return Ok(block) };
        let missing = |path: &str| wrong(path, "no number where one is expected");
        let seconds = spec.seconds.parse::<u64>().ok().filter(|seconds| *seconds > 0);
        let seconds = seconds.ok_or_else(|| missing(SPEC))?;
        let Said { data } = self.0.get::<Said<Genesis>>(GENESIS, SHORT)?.ok_or_else(|| missing(GENESIS))?;
        let genesis: u64 = data.time.parse().map_err(|_| missing(GENESIS))?;
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
        let mut found: Vec<Option<Blob>> = vec![None; hashes.len()];
        let there = self.0.read(&path, LONG, |body| {
            each_text(body, TEXT, MOST, |text| {
                if found.iter().all(Option::is_some) {
                    return;
                }
                let bytes = hex::decode(text.trim_start_matches("0x")).ok();
                let Some(blob) = bytes.and_then(|bytes| Blob::new(&bytes).ok()) else { return };
                let Ok(hash) = blob.versioned_hash(setup) else { return };
                for (place, wanted) in found.iter_mut().zip(hashes) {
                    if *wanted == hash {
                        *place = Some(blob.clone());
                    }
                }
            })
        })?;
        let there = there.ok_or_else(|| lacks(gone))?;
        let lacking =
            found.iter().zip(hashes).find(|(blob, _)| blob.is_none()).map(|(_, hash)| hex::encode(hash));
        match lacking {
            None => Ok(found.into_iter().flatten().collect()),
            Some(hash) => Err(lacks(&format!("none of its {there} blobs has versioned hash 0x{hash}"))),
        }
    }
}
