//! What bonds pay for.
//!
//! A bond that is lost pays for the moves of its match, a share of an eighth goes to who won it and a fee of an eighth to
//! who decided it one layer below; the rest, at least half, is burnt, so that nobody gains by playing against himself.

use super::Params;

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

impl Params {
    /// What of a lost bond goes to who won it.
    pub fn share(&self) -> u128 {
        self.bond / SHARE
    }

    /// What a move is paid, in wei.
    pub fn refund(&self, what: Refund) -> u128 {
        what.gas().saturating_mul(self.gas_price.min(self.bond >> BOND_GAS_LOG2)) / GWEI * GWEI
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
        let (allowance, extension, heights, step_layers) = (1, 1, vec![1, 1], 1);
        let params = Params { allowance, extension, bond, gas_price: u128::MAX, heights, step_layers };
        let paid = |what| params.refund(what);
        let moves = 47 * paid(Refund::Advance) + paid(Refund::Seal) + paid(Refund::Settle);
        let burnt = bond - 2 * params.share() - moves;
        let [resolve, proof] = [paid(Refund::Resolve), paid(Refund::Release) + paid(Refund::Prove)];
        let thousandths = |lost: u128, paid: u128| 1000 * (lost * burnt - paid) / (lost * bond);
        assert_eq!((thousandths(1, 0), thousandths(1, resolve)), (517, 509));
        assert_eq!([1, 2, 3].map(|lost| thousandths(lost, proof)), [465, 491, 500]);
        assert_eq!((1000 * resolve / bond, 1000 * proof / bond, bond / proof), (8, 52, 19));
    }
}
