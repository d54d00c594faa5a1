//! Bonds: what was paid in is locked, credited, withdrawn or burnt.
//!
//! A bond that is lost pays for the moves of its match, a share of an eighth goes to who won it and a fee of an eighth to
//! who decided it one layer below; the rest, at least half, is burnt, so that nobody gains by playing against himself.

use std::collections::BTreeMap;

use super::Player;

/// Units of gas that a bond pays for at most, log2: the price that moves are paid at is no more than a bond by this.
pub const BOND_GAS_LOG2: u32 = 24;
/// Part of a lost bond that goes to who won it, and of the one that goes to who decided it below.
pub const SHARE: u128 = 8;
/// Refunds are whole multiples of this, in wei.
const GWEI: u128 = 1_000_000_000;

/// Gas that moves are paid for: what each takes at most, with its transaction and calldata, and the mover's first credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refund {
    /// One level down.
    Advance,
    /// Down to one step.
    Seal,
    /// The step itself.
    Step,
    /// The end of a match by its inner tournament.
    Settle,
    /// The end of a match by the clock.
    Timeout,
    /// The result of a claim that was disputed.
    Resolve,
    /// The bond of who has won a claim that a proof has settled.
    Release,
    /// A proof.
    Prove,
}

impl Refund {
    /// Units of gas.
    pub fn gas(self) -> u128 {
        match self {
            Self::Advance => 75_000,
            Self::Seal => 230_000,
            Self::Step => 260_000,
            Self::Settle | Self::Resolve => 140_000,
            Self::Timeout => 120_000,
            Self::Release => 180_000,
            Self::Prove => 700_000,
        }
    }
}

/// The money of a contract, in wei.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bonds {
    bond: u128,
    gas_price: u128,
    paid_in: u128,
    locked: u128,
    burnt: u128,
    withdrawn: u128,
    credits: BTreeMap<Player, u128>,
}

impl Bonds {
    /// No money yet; what a commitment is bonded with, and the price of gas, in wei.
    pub fn new(bond: u128, gas_price: u128) -> Self {
        let (paid_in, locked, burnt, withdrawn, credits) = Default::default();
        Self { bond, gas_price, paid_in, locked, burnt, withdrawn, credits }
    }

    /// What a commitment is bonded with.
    pub fn bond(&self) -> u128 {
        self.bond
    }

    /// What of a lost bond goes to who won it.
    pub fn share(&self) -> u128 {
        self.bond / SHARE
    }

    /// What a move is paid, in wei.
    pub fn refund(&self, what: Refund) -> u128 {
        what.gas().saturating_mul(self.gas_price.min(self.bond >> BOND_GAS_LOG2)) / GWEI * GWEI
    }

    /// All that was ever paid in.
    pub fn paid_in(&self) -> u128 {
        self.paid_in
    }

    /// Bonds of commitments that are neither out nor refunded, less what was paid out of them.
    pub fn locked(&self) -> u128 {
        self.locked
    }

    /// What nobody gets.
    pub fn burnt(&self) -> u128 {
        self.burnt
    }

    /// All that was ever paid out.
    pub fn withdrawn(&self) -> u128 {
        self.withdrawn
    }

    /// What a player can withdraw.
    pub fn credit(&self, player: &Player) -> u128 {
        self.credits.get(player).copied().unwrap_or(0)
    }

    /// What all players can withdraw.
    pub fn credits(&self) -> u128 {
        self.credits.values().sum()
    }

    /// Whether nothing was lost or made up.
    pub fn balanced(&self) -> bool {
        self.paid_in == self.locked + self.burnt + self.withdrawn + self.credits()
    }

    pub(super) fn pay(&mut self) {
        self.paid_in += self.bond;
        self.locked += self.bond;
    }

    /// Some of what is locked belongs to a player.
    pub(super) fn release(&mut self, to: Player, amount: u128) {
        self.locked -= amount;
        if amount > 0 {
            *self.credits.entry(to).or_default() += amount;
        }
    }

    /// Some of what is locked belongs to nobody.
    pub(super) fn burn(&mut self, amount: u128) {
        self.locked -= amount;
        self.burnt += amount;
    }

    /// Some of what was burnt belongs to a player after all.
    pub(super) fn unburn(&mut self, to: Player, amount: u128) {
        self.burnt -= amount;
        self.locked += amount;
        self.release(to, amount);
    }

    pub(super) fn withdraw(&mut self, player: &Player) -> u128 {
        let amount = self.credits.remove(player).unwrap_or(0);
        self.withdrawn += amount;
        amount
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is burnt of lost bonds at least, in thousandths of one: at the dearest gas, in matches of the greatest height that a contract
    /// takes, each decided by a tournament below.
    #[test]
    fn half_of_what_is_lost_is_burnt_but_where_a_proof_is_paid_of_it() {
        let bond: u128 = 1 << 57;
        let bonds = Bonds::new(bond, u128::MAX);
        let moves =
            47 * bonds.refund(Refund::Advance) + bonds.refund(Refund::Seal) + bonds.refund(Refund::Settle);
        let burnt = bond - 2 * bonds.share() - moves;
        let [resolve, proof] =
            [bonds.refund(Refund::Resolve), bonds.refund(Refund::Release) + bonds.refund(Refund::Prove)];
        let thousandths = |lost: u128, paid: u128| 1000 * (lost * burnt - paid) / (lost * bond);
        assert_eq!((thousandths(1, 0), thousandths(1, resolve)), (517, 509));
        assert_eq!([1, 2, 3].map(|lost| thousandths(lost, proof)), [465, 491, 500]);
        assert_eq!((1000 * resolve / bond, 1000 * proof / bond, bond / proof), (8, 52, 19));
    }
}
