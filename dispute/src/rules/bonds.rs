//! Bonds: what was paid in is locked, credited, withdrawn or burnt.

use std::collections::BTreeMap;

use super::Player;

/// The money of a contract, in wei.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bonds {
    bond: u128,
    paid_in: u128,
    locked: u128,
    burnt: u128,
    withdrawn: u128,
    credits: BTreeMap<Player, u128>,
}

impl Bonds {
    /// No money yet; what a commitment is bonded with.
    pub fn new(bond: u128) -> Self {
        Self { bond, paid_in: 0, locked: 0, burnt: 0, withdrawn: 0, credits: BTreeMap::new() }
    }

    /// What a commitment is bonded with.
    pub fn bond(&self) -> u128 {
        self.bond
    }

    /// All that was ever paid in.
    pub fn paid_in(&self) -> u128 {
        self.paid_in
    }

    /// Bonds of commitments that are neither out nor refunded.
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

    /// A locked bond belongs to a player.
    pub(super) fn release(&mut self, to: Player) {
        self.locked -= self.bond;
        *self.credits.entry(to).or_default() += self.bond;
    }

    /// Two locked bonds belong to nobody.
    pub(super) fn burn(&mut self) {
        self.locked -= 2 * self.bond;
        self.burnt += 2 * self.bond;
    }

    pub(super) fn withdraw(&mut self, player: &Player) -> u128 {
        let amount = self.credits.remove(player).unwrap_or(0);
        self.withdrawn += amount;
        amount
    }
}
