//! Money of a contract, in wei: what was paid in is locked, burnt, credited or withdrawn. Bonds have such a ledger, and what is put down
//! for inputs in blobs has another.

use std::collections::BTreeMap;

use super::Player;

/// Who is owed what, and what is nobody's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    paid_in: u128,
    locked: u128,
    burnt: u128,
    withdrawn: u128,
    credits: BTreeMap<Player, u128>,
}

impl Ledger {
    /// All that was ever paid in.
    pub fn paid_in(&self) -> u128 {
        self.paid_in
    }

    /// What is neither credited nor burnt yet: bonds of commitments that are neither out nor refunded, less what was paid out of them;
    /// deposits that claims hold.
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

    pub(super) fn pay(&mut self, amount: u128) {
        self.paid_in += amount;
        self.locked += amount;
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
