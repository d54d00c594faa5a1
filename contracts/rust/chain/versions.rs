//! What a transaction of ours may pay, version by version. A number of an account's is one transaction's, of which there are as many versions as were
//! sent for more: any of them may be the one that comes to be in a block, so that none is forgotten before one is. Prices are in wei, of a unit of gas.
//!
//! Nodes take another version only for so much more (Geth's rules, of which others have milder ones): a tenth of each price, with blobs twice as much;
//! and none that comes, with all that the account has on its way, to more than it has.

use crate::blobs::BLOB_GAS;
use fault_proof_vm::Hash;
use serde::{Deserialize, Serialize};

/// What a version pays at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fees {
    /// To who builds the block.
    pub tip: u128,
    /// For gas, the tip included.
    pub fee: u128,
    /// For gas of blobs.
    pub blob_fee: u128,
}

/// What is usual now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    /// That gas costs.
    pub base: u128,
    /// That who builds a block gets beside.
    pub tip: u128,
    /// That gas of blobs costs; none where nobody knows.
    pub blob: Option<u128>,
}

/// What a transaction may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A unit of gas, the tip included.
    pub fee: u128,
    /// A unit of gas of blobs.
    pub blob_fee: u128,
    /// All of it, the money that goes with it aside.
    pub money: u128,
}

/// What a transaction takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Units of gas.
    pub gas: u64,
    /// Blobs.
    pub blobs: usize,
}

/// A version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What it pays.
    pub fees: Fees,
    /// Its name on the chain.
    pub hash: Hash,
    /// What there was for gas when nodes refused it for want of money, if they did.
    #[serde(default)]
    pub poor: Option<u128>,
}

/// The versions of a transaction, each of which pays more than those before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Versions(Vec<Version>);

/// Times the usual tip that is offered at most where more is not needed to be taken at all, and the tip that any transaction may have.
const DEAR: u128 = 8;
const CHEAP: u128 = 1_000_000_000;

/// So much and an eighth, which is more than nodes ask for, and rises as fast as prices may.
fn eighth(more_than: u128) -> u128 {
    more_than.saturating_add(more_than / 8).saturating_add(1)
}

impl Fees {
    /// What a first version pays: what gas may cost in six blocks, as far as it may cost that. What goes with blobs has room to be doubled twice, since
    /// nodes ask for that, if it may cost so much.
    pub fn first(prices: &Prices, size: Size, limits: &Limits) -> Self {
        let Prices { base, tip, blob } = *prices;
        let room = |now: u128, most: u128| {
            let usual = now.saturating_mul(2).saturating_add(tip);
            if size.blobs == 0 { usual } else { usual.min((most / 4).max(eighth(now).saturating_add(tip))) }
        };
        let fee = room(base, limits.fee).min(limits.fee);
        let price = blob.unwrap_or(0);
        let blob_fee = price.saturating_mul(2).max(1).min((limits.blob_fee / 4).max(eighth(price)));
        let blob_fee = if size.blobs == 0 { 0 } else { blob_fee.min(limits.blob_fee) };
        Self { tip: tip.min(fee), fee, blob_fee }
    }

    /// What a transaction of a size comes to at most.
    pub fn cost(&self, size: Size) -> u128 {
        let blobs = (size.blobs as u128).saturating_mul(BLOB_GAS.into()).saturating_mul(self.blob_fee);
        u128::from(size.gas).saturating_mul(self.fee).saturating_add(blobs)
    }

    /// The least that a version has to pay that nodes take in place of this one.
    fn least_more(&self, size: Size) -> Self {
        let more = |now: u128| {
            if size.blobs > 0 { now.saturating_mul(2) } else { now.saturating_add(now.div_ceil(10)) }
        };
        Self { tip: more(self.tip), fee: more(self.fee), blob_fee: more(self.blob_fee) }
    }
}

impl Versions {
    /// All of them, the first one first.
    pub fn all(&self) -> &[Version] {
        &self.0
    }

    /// The names of all that were sent.
    pub fn hashes(&self) -> impl DoubleEndedIterator<Item = &Hash> {
        self.0.iter().map(|version| &version.hash)
    }

    /// The one that pays most of those that no node refused for want of money: those before it come into question only where it is not taken.
    pub fn best(&self) -> Option<&Version> {
        self.0.iter().rfind(|version| version.poor.is_none())
    }

    /// What is to be sent again, one after the other until a node has one: the best first, those that there was no money for at the end.
    pub fn to_send(&self) -> Vec<Fees> {
        let (poor, rich): (Vec<&Version>, Vec<&Version>) =
            self.0.iter().rev().partition(|version| version.poor.is_some());
        rich.into_iter().chain(poor).map(|version| version.fees).collect()
    }

    /// Takes note of a version, before it is sent.
    pub fn note(&mut self, fees: Fees, hash: Hash) {
        if !self.0.iter().any(|known| known.hash == hash) {
            self.0.push(Version { fees, hash, poor: None });
            self.0.sort_by_key(|version| (version.fees.fee, version.fees.tip, version.fees.blob_fee));
        }
    }

    /// Takes note that nodes refused a version for want of money when there was so much at least, or took it after all.
    pub fn refused(&mut self, hash: &Hash, poor: Option<u128>) {
        for version in self.0.iter_mut().filter(|version| version.hash == *hash) {
            version.poor = poor.map(|money| version.poor.map_or(money, |known| known.max(money)));
        }
    }

    /// Whether a version is worth its price. What a block may have already, and has tips beyond what is usual for, waits for something that money does not
    /// buy: while no blocks are made, or none with it, each raise would only be paid in the end, out of what bonds are put up from.
    pub fn is_worth(&self, next: &Fees, prices: &Prices) -> bool {
        let Some(Version { fees: now, .. }) = self.best() else { return true };
        let blobs = now.blob_fee == 0 || prices.blob.is_none_or(|blob| blob <= now.blob_fee);
        let fits = blobs && now.fee >= prices.base.saturating_add(now.tip);
        !fits || next.tip <= prices.tip.saturating_mul(DEAR).max(prices.base).max(CHEAP)
    }

    /// What the next version pays: an eighth more, or what is usual by now if that is more, but no more than it may cost; no version where nodes
    /// would not take that. One with blobs has to pay twice as much of each price, so it is raised only if it pays too little by now, or something
    /// waits for it (`holds_up`); and not as long as blobs cost more than they may, or nobody knows what.
    pub fn next(&self, prices: &Prices, size: Size, limits: &Limits, holds_up: bool) -> Option<Fees> {
        let now = self.best()?.fees;
        let least = now.least_more(size);
        let tried_more = self.0.last().and_then(|last| last.poor).is_some_and(|then| limits.money <= then);
        let mut next = match size.blobs {
            0 => Fees {
                tip: eighth(now.tip).max(prices.tip),
                fee: eighth(now.fee).max(prices.base.saturating_mul(2).saturating_add(prices.tip)),
                blob_fee: 0,
            },
            _ => {
                let blob = prices.blob.filter(|blob| *blob <= limits.blob_fee)?;
                let short = now.fee < prices.base.saturating_add(now.tip)
                    || now.tip < prices.tip
                    || now.blob_fee < blob;
                if !short && !holds_up {
                    return None;
                }
                Fees {
                    tip: least.tip.max(prices.tip),
                    fee: least.fee.max(eighth(prices.base).saturating_add(prices.tip)),
                    blob_fee: least.blob_fee.max(blob.saturating_mul(2)),
                }
            }
        };
        if tried_more {
            // There was too little for more than that, and still is.
            next = least;
        }
        next.blob_fee = next.blob_fee.min(limits.blob_fee);
        let left = limits.money.checked_sub(Fees { fee: 0, ..next }.cost(size));
        next.fee = next.fee.min(limits.fee).min(left? / u128::from(size.gas.max(1)));
        next.tip = next.tip.min(next.fee);
        let taken = next.fee >= least.fee && next.tip >= least.tip && next.blob_fee >= least.blob_fee;
        (taken && next != now).then_some(next)
    }
}
