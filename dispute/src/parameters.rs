//! What to play a game with: how long an attacker can hold a claim up for its money, and clocks and a bond that go with a
//! chain, a model and what may be at stake. Times are seconds, amounts wei. docs/dispute-game.md has the rules.

use thiserror::Error;

use crate::rules::Params;
use crate::rules::bonds::BOND_GAS_LOG2;

/// Bonds of an attacker that are looked at; who has more is to be met by a larger bond.
pub const MOST_BONDS: usize = 512;

/// What is known of a chain and of what is to be decided on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Needs {
    /// Highest price of gas at which honest players are to be paid for their moves, in wei a unit.
    pub gas_price: u128,
    /// Longest time that the chain may take nobody's calls, or not those of an honest player.
    pub outage: u64,
    /// Time until somebody honest looks at a claim.
    pub notice: u64,
    /// Time to compute the largest tree of a layer, and to get one call onto the chain.
    pub turn: u64,
    /// What an attacker is willing to pay for delay, in wei.
    pub budget: u128,
    /// Longest time that a claim may take for that.
    pub delay: u64,
    /// Heights of the layers, that of the model's steps first.
    pub heights: Vec<u32>,
}

/// Needs that cannot be met.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParametersError {
    /// The clocks alone take too long.
    #[error(
        "one liar holds a claim up for {least} s with clocks of {allowance} and {extension} s: {delay} s are too few"
    )]
    Delay {
        /// What one liar takes.
        least: u64,
        /// The allowance that is needed.
        allowance: u64,
        /// The extension that is needed.
        extension: u64,
        /// What it may take.
        delay: u64,
    },
}

impl Needs {
    /// The shortest clocks and the smallest bond that will do. A match has half of its height in turns of one side, and one to
    /// join; the bond pays for gas, and is so large that the attacker has too few of them.
    ///
    /// # Errors
    /// [`ParametersError`].
    pub fn parameters(&self) -> Result<Params, ParametersError> {
        let height = self.heights.iter().copied().max().unwrap_or(1);
        let turns = u64::from(height / 2 + 2);
        let extension = self.outage.saturating_add(turns.saturating_mul(self.turn)).max(1);
        let allowance = self.notice.saturating_add(extension);
        let gas_price = self.gas_price;
        let least = gas_price << BOND_GAS_LOG2;
        // The clocks are the same for layers of either kind.
        let (heights, step_layers) = (self.heights.clone(), 1);
        let mut params = Params { allowance, extension, bond: least, gas_price, heights, step_layers };
        let worst = worst(&params, MOST_BONDS, self.turn);
        let bonds = worst.iter().take_while(|seconds| **seconds <= self.delay).count().saturating_sub(1);
        if bonds == 0 {
            let (least, delay) = (worst.get(1).copied().unwrap_or(u64::MAX), self.delay);
            return Err(ParametersError::Delay { least, allowance, extension, delay });
        }
        // One bond more than that must be more than the attacker has.
        params.bond = least.max(self.budget / (bonds as u128 + 1) + 1);
        Ok(params)
    }
}

/// Seconds that a claim takes at most against an attacker who pays for 0, 1, ... bonds, up to `most`, wherever it puts them,
/// if whoever calls `timeout`, `settle` and `resolve` does so with at most this delay.
pub fn worst(params: &Params, most: usize, delay: u64) -> Vec<u64> {
    let Params { allowance, extension, heights, .. } = params;
    let clocks = extension.saturating_mul(2).saturating_add(delay);
    // A match of each layer takes at most the clocks, and what is below, by the bonds that are spent there.
    let mut below = vec![0u64; most + 1];
    for _ in heights.iter().skip(1) {
        let inner = rounds(&below, most, |_| clocks);
        below = inner.into_iter().map(|seconds| extension.saturating_add(seconds)).collect();
    }
    let top = rounds(&below, most, |round| {
        // The first has two commitments, each with its allowance, and every other one has one more.
        let allowances = if round == 0 { 2 } else { 1 };
        allowance.saturating_mul(allowances).saturating_add(clocks)
    });
    top.into_iter().map(|seconds| seconds.saturating_add(*allowance).saturating_add(delay)).collect()
}

/// The longest time of a tournament's rounds by the bonds spent in it and below it, where a round takes `own` besides what is
/// below. For `r` rounds there are at least `2^(r - 1)` liars.
fn rounds(below: &[u64], most: usize, own: impl Fn(u32) -> u64) -> Vec<u64> {
    let mut best = vec![0; most + 1];
    // The longest time of so many rounds, by the bonds spent below.
    let mut all = vec![0u64; most + 1];
    for round in 0..usize::BITS {
        let liars = 1usize << round;
        if liars > most {
            break;
        }
        let longer = |bonds: usize| {
            let split = (0..=bonds).map(|here| all[bonds - here].saturating_add(below[here])).max();
            split.unwrap_or(0).saturating_add(own(round))
        };
        all = (0..=most).map(longer).collect();
        for bonds in liars..=most {
            best[bonds] = best[bonds].max(all[bonds - liars]);
        }
    }
    best
}

/// What a claim takes to make that nobody disputes, beside its bond: as the contract was measured to take it, with some room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Making {
    /// Units of gas of the transaction.
    pub gas: u64,
    /// Units of blob gas.
    pub blob_gas: u64,
}

/// Bytes of an input that a blob holds, and what a blob takes of its gas.
const BLOB_BYTES: u64 = 4096 * 31;
const BLOB_GAS: u64 = 1 << 17;
/// Blobs of one transaction, as `contracts::blobs` has them.
const MOST_BLOBS: u64 = 6;

impl Making {
    /// With an input of so many bytes beside it, none of which is 0.
    pub fn beside(input: u64) -> Self {
        // Since EIP-7623 calldata has a price of its own below which no transaction is.
        let [done, floor] = [(360_000, 30), (120_000, 40)]
            .map(|(base, byte)| input.saturating_mul(byte).saturating_add(base));
        Self { gas: done.max(floor), blob_gas: 0 }
    }

    /// With an input of so many bytes in blobs, whose chunks' roots are beside it.
    pub fn in_blobs(input: u64) -> Self {
        let region = input.max(1).checked_next_power_of_two().unwrap_or(u64::MAX);
        let blobs = input.div_ceil(BLOB_BYTES).max(1);
        Self { gas: 500_000 + region / 2, blob_gas: blobs.saturating_mul(BLOB_GAS) }
    }

    /// Whether one transaction may take so much: 2^24 gas (EIP-7825), and six blobs.
    pub fn fits(self) -> bool {
        self.gas <= 1 << 24 && self.blob_gas <= MOST_BLOBS * BLOB_GAS
    }

    /// In wei, at these prices of a unit.
    pub fn cost(self, gas_price: u128, blob_fee: u128) -> u128 {
        let parts = [(self.gas, gas_price), (self.blob_gas, blob_fee)];
        parts
            .iter()
            .fold(0, |sum: u128, (units, price)| sum.saturating_add(price.saturating_mul((*units).into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(heights: &[u32]) -> Params {
        let heights = heights.to_vec();
        Params { allowance: 1000, extension: 10, bond: 1, gas_price: 0, heights, step_layers: 1 }
    }

    /// As many in each tournament as the bound allows for is one way to spend bonds.
    #[test]
    fn it_is_no_less_than_the_bound_for_what_that_takes() {
        for heights in [&[3, 3][..], &[3, 5, 5], &[2, 9, 9, 9]] {
            let params = params(heights);
            let worst = worst(&params, MOST_BONDS, 1);
            assert!(worst.is_sorted(), "{worst:?}");
            assert_eq!(worst[0], params.bound(1, 1));
            for rounds in 1..4u32 {
                let liars = 1usize << (rounds - 1);
                let bonds = heights.iter().fold(0, |below, _| liars + rounds as usize * below);
                let Some(longest) = worst.get(bonds) else { continue };
                assert!(*longest >= params.bound(liars as u64 + 1, 1), "{rounds} rounds, {bonds} bonds");
            }
        }
    }

    #[test]
    fn needs_are_met_with_no_more_than_it_takes() {
        let needs = Needs {
            gas_price: 1_000_000_000,
            outage: 3_600,
            notice: 86_400,
            turn: 60,
            budget: 10_000_000_000_000_000_000,
            delay: 10 * 86_400,
            heights: vec![3, 11, 11],
        };
        let params = needs.parameters().unwrap();
        assert_eq!(params.extension, 3_600 + 7 * 60);
        assert_eq!(params.allowance, 86_400 + params.extension);
        assert!(params.bond >= 1_000_000_000 << 24);
        let longest = |bond: u128| worst(&params, MOST_BONDS, needs.turn)[(needs.budget / bond) as usize];
        assert!(longest(params.bond) <= needs.delay);
        assert!(longest(params.bond - 1) > needs.delay, "a smaller bond is too cheap");
        let hasty = Needs { delay: 2 * 86_400, ..needs };
        assert!(matches!(hasty.parameters(), Err(ParametersError::Delay { .. })));
    }

    /// What claims were measured to take is less, by not too much.
    #[test]
    fn a_claim_costs_what_was_measured() {
        for (gas, measured) in [
            (Making::beside(3_136).gas, 417_931),
            (Making::in_blobs(2_048).gas, 420_263),
            (Making::in_blobs(1 << 17).gas, 472_465),
        ] {
            assert!((measured..measured * 5 / 4).contains(&gas), "{gas}, {measured} were measured");
        }
        // Calldata has a price of its own, and the last bytes of 128 KiB take a second blob.
        assert_eq!(Making::beside(150_528).gas, 120_000 + 40 * 150_528);
        assert_eq!([1, 126_976, 1 << 17].map(|input| Making::in_blobs(input).blob_gas >> 17), [1, 1, 2]);
        assert_eq!(Making::in_blobs(1).cost(2, 3), 2 * 500_000 + 3 * (1 << 17));
    }
}
