//! The money that playing takes, in wei.
//!
//! Whoever is right has at most one bond a layer locked in a claim at any time: its commitment is in one match of a
//! tournament at a time, and it joins below that match alone. It gets each bond back, so it can play a claim to its end,
//! however many play against it, if it has a bond a layer from the start, and what the transactions cost until the bonds
//! of others pay for them. It takes part only in claims that it has set so much aside for.
//!
//! Where money comes back late, a bond is there once: for each opponent that its commitment may yet meet in a tournament the
//! player needs a bond in every layer below that. How many come is not known beforehand; what is asked for is what those
//! that are there can take, and one where somebody may still come.

use std::ops::Add;
use thiserror::Error;

/// What a claim may still take, in wei.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reserve {
    /// Bonds to come.
    pub bonds: u128,
    /// Gas: transactions are paid for before anything comes back.
    pub gas: u128,
}

impl Reserve {
    /// For a claim of a model with so many layers, in which `paid` bonds of the player are locked now.
    pub fn new(layers: usize, paid: usize, bond: u128, gas: u128) -> Self {
        Self { bonds: (layers.saturating_sub(paid) as u128).saturating_mul(bond), gas }
    }

    /// The same where nothing comes back in time: for so many bonds to come.
    pub fn late(bonds: u64, bond: u128, gas: u128) -> Self {
        Self { bonds: u128::from(bonds).saturating_mul(bond), gas }
    }

    /// All of it.
    pub fn total(self) -> u128 {
        self.bonds.saturating_add(self.gas)
    }
}

impl Add for Reserve {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { bonds: self.bonds.saturating_add(other.bonds), gas: self.gas.saturating_add(other.gas) }
    }
}

/// Why a player takes no part in a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "{needs} wei must be there to take part, the claims that are played already included, and {has} wei are"
)]
pub struct Shortage {
    /// What the account has.
    pub has: u128,
    /// What the claims that it takes part in may still take, and this one.
    pub needs: u128,
}

/// What an account has, and how much of it is set aside for the claims that it takes part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purse {
    has: u128,
    kept: Reserve,
}

impl Purse {
    /// All of it free.
    pub fn new(has: u128) -> Self {
        Self { has, kept: Reserve::default() }
    }

    /// Keeps what a claim may still take in which the account takes part already. Where there is too little, nothing
    /// more is taken up, but what was begun goes on.
    pub fn keep(&mut self, reserve: Reserve) {
        self.kept = self.kept + reserve;
    }

    /// Sets aside what another claim may take, if there is enough.
    ///
    /// # Errors
    /// [`Shortage`].
    pub fn set_aside(&mut self, reserve: Reserve) -> Result<(), Shortage> {
        let kept = self.kept + reserve;
        if self.has < kept.total() {
            return Err(Shortage { has: self.has, needs: kept.total() });
        }
        self.kept = kept;
        Ok(())
    }

    /// What the account has, in wei.
    pub fn has(&self) -> u128 {
        self.has
    }

    /// What is set aside, in wei.
    pub fn kept(&self) -> u128 {
        self.kept.total()
    }

    /// Whether there is something to spend on what is not one's own: the bonds to come are covered.
    pub fn spares(&self) -> bool {
        self.has >= self.kept.bonds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_aside_is_not_counted_twice() {
        let reserve = |paid| Reserve::new(3, paid, 10, 5);
        // 15 and 35 wei for two claims, of which one has two bonds locked.
        let mut purse = Purse::new(49);
        purse.keep(reserve(2));
        assert_eq!(purse.set_aside(reserve(0)), Err(Shortage { has: 49, needs: 50 }));
        assert!(purse.spares());
        let mut purse = Purse::new(50);
        purse.keep(reserve(2));
        assert_eq!(purse.set_aside(reserve(0)), Ok(()));
        assert_eq!(purse.set_aside(reserve(0)), Err(Shortage { has: 50, needs: 85 }));
        assert!(purse.spares());
    }

    #[test]
    fn what_was_begun_goes_on_with_too_little() {
        // More bonds than layers, as after a change of hands.
        assert_eq!(Reserve::new(3, 4, 10, 0).total(), 0);
        let mut purse = Purse::new(29);
        purse.keep(Reserve::new(3, 0, 10, 100));
        assert!(!purse.spares());
        let mut purse = Purse::new(30);
        purse.keep(Reserve::new(3, 0, 10, 100));
        assert!(purse.spares(), "gas is there to be spent");
        assert_eq!(Reserve::new(usize::MAX, 0, u128::MAX, 1).total(), u128::MAX);
    }
}
