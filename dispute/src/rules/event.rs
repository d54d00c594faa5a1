//! What the contract logs.

use fault_proof_vm::Hash;

use super::{Player, Sealed};

/// What happened, in the order it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A claim was made.
    Opened {
        /// The claim.
        claim: Hash,
        /// The state before the first step.
        start: Hash,
    },
    /// A commitment has joined.
    Joined {
        /// The tournament.
        tournament: Hash,
        /// The commitment.
        commitment: Hash,
        /// Who paid.
        payer: Player,
        /// Its last state.
        last: Hash,
    },
    /// Two commitments are matched; one is to move.
    Matched {
        /// The tournament.
        tournament: Hash,
        /// The match.
        id: Hash,
        /// The sides.
        sides: [Hash; 2],
    },
    /// A match went down by one level.
    Advanced {
        /// The match.
        id: Hash,
        /// Its height now.
        height: u32,
        /// Its position now.
        position: u64,
    },
    /// A match is down to one step, about which the tournament `id` opens.
    Sealed {
        /// The match.
        id: Hash,
        /// The step.
        step: Sealed,
        /// Where the inner tournament starts.
        start: Hash,
    },
    /// A match in the last layer is down to one step, which was done.
    Stepped {
        /// The match.
        id: Hash,
        /// The step.
        step: Sealed,
        /// The state after it.
        end: Hash,
    },
    /// An inner tournament is over.
    Settled {
        /// The match that it decides.
        id: Hash,
        /// Its winner.
        winner: Option<Hash>,
    },
    /// A match is over.
    Won {
        /// The match.
        id: Hash,
        /// The commitment that goes on.
        winner: Hash,
        /// The one that is out.
        loser: Hash,
    },
    /// A match is over and both are out.
    Eliminated {
        /// The match.
        id: Hash,
    },
    /// A proof has settled a claim.
    Proven {
        /// The claim.
        claim: Hash,
        /// Who sent it.
        prover: Player,
        /// The root of the outputs.
        outputs: Hash,
        /// The arena that is the result.
        result: Hash,
    },
    /// A claim's topmost tournament is over; if no proof has settled it before, it has this result.
    Resolved {
        /// The claim.
        claim: Hash,
        /// The commitment that has won.
        winner: Hash,
        /// Its last state.
        last: Hash,
    },
    /// A claim's blobs were shown not to be what it said.
    Refuted {
        /// The claim.
        claim: Hash,
        /// By whom.
        by: Player,
        /// What it is owed for that, in wei.
        amount: u128,
    },
    /// A claim was struck out: it has no result, and never will.
    Struck {
        /// The claim.
        claim: Hash,
    },
    /// Credit was paid out.
    Withdrawn {
        /// To whom.
        owner: Player,
        /// How much, in wei.
        amount: u128,
    },
}
