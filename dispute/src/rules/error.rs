//! Why a call is refused, by the names of the contract.

use fault_proof_vm::Hash;
use thiserror::Error;

/// A call against the rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    /// Settings that no game can be played with.
    #[error(
        "no game with allowance {allowance} s, extension {extension} s, bond {bond} wei and heights {heights:?}"
    )]
    InvalidSettings {
        /// Time that a commitment has.
        allowance: u64,
        /// Time that it has at least at the start of a turn.
        extension: u64,
        /// What a commitment is bonded with.
        bond: u128,
        /// Heights of the layers.
        heights: Vec<u32>,
    },
    /// There is such a claim already.
    #[error("claim 0x{} is open already", hex::encode(.0))]
    AlreadyOpen(Hash),
    /// There is no such tournament, or it is not a topmost one where that is needed.
    #[error("no tournament 0x{}", hex::encode(.0))]
    NoTournament(Hash),
    /// The time to join or to move is over.
    #[error("too late: it is {now}, the time was over at {end}")]
    TooLate {
        /// First second that is too late.
        end: u64,
        /// Time of the call.
        now: u64,
    },
    /// The time of the side to move is not over, or the tournament is not.
    #[error("not over: it is {now}, over at {end} at the earliest, with {matches} matches open")]
    NotOver {
        /// First second that is late enough.
        end: u64,
        /// Time of the call.
        now: u64,
        /// Matches of the tournament, or the one that is played.
        matches: u32,
    },
    /// The commitment has joined this tournament before.
    #[error("commitment 0x{} has joined already", hex::encode(.0))]
    AlreadyJoined(Hash),
    /// Siblings do not lead from a leaf to the commitment.
    #[error("{got} siblings do not lead to the commitment, or there should be {expected}")]
    WrongProof {
        /// How many there should be.
        expected: u32,
        /// How many there are.
        got: usize,
    },
    /// The witness does not take the last state apart.
    #[error("the witness does not take the state 0x{} apart", hex::encode(.0))]
    WrongWitness(Hash),
    /// The last state is none of the two that are disputed.
    #[error("the last state gives 0x{}, which is not disputed", hex::encode(.0))]
    WrongFinal(Hash),
    /// There is no such match, or nobody is to move in it.
    #[error("nobody is to move in match 0x{}", hex::encode(.0))]
    NotOpen(Hash),
    /// There is no such match, or it is not sealed.
    #[error("match 0x{} is not sealed", hex::encode(.0))]
    NotSealed(Hash),
    /// Two nodes are not the children of the one they are to be.
    #[error("the children are of node 0x{}, not of 0x{}", hex::encode(got), hex::encode(expected))]
    WrongChildren {
        /// The node.
        expected: Hash,
        /// The one over what was given.
        got: Hash,
    },
    /// The match is not at the height for this move.
    #[error("not a move at height {0}")]
    WrongHeight(u32),
    /// This is not the state that both agree on.
    #[error("agreed is 0x{}, not 0x{}", hex::encode(expected), hex::encode(got))]
    WrongAgreed {
        /// The state.
        expected: Hash,
        /// The one given.
        got: Hash,
    },
    /// There is data where none is needed.
    #[error("{0} bytes of data where none are needed")]
    WrongData(usize),
    /// The evidence does not show a step from this state.
    #[error("the evidence shows no step from state 0x{}", hex::encode(.0))]
    WrongState(Hash),
    /// The claim has a result already.
    #[error("claim 0x{} is resolved already", hex::encode(.0))]
    AlreadyResolved(Hash),
    /// No proof has settled the claim.
    #[error("no proof has settled claim 0x{}", hex::encode(.0))]
    NoProof(Hash),
    /// This shows nothing of what the claim is about.
    #[error("the proof shows nothing of what claim 0x{} is about", hex::encode(.0))]
    Refused(Hash),
    /// The claim's input lies in no blobs, or there is no such claim.
    #[error("no input of claim 0x{} lies in blobs", hex::encode(.0))]
    NotPosted(Hash),
    /// The claim's blobs were shown before not to be what it said.
    #[error("claim 0x{} is refuted already", hex::encode(.0))]
    AlreadyRefuted(Hash),
    /// This shows no chunk of the claim's blobs.
    #[error("the openings show no chunk of the blobs of claim 0x{}", hex::encode(.0))]
    NotShown(Hash),
    /// The chunk is what the claim said.
    #[error("the chunk is what claim 0x{} says", hex::encode(.0))]
    SameChunk(Hash),
    /// The record of a game is not one that calls lead to.
    #[error("0x{} is missing in the record of the game", hex::encode(.0))]
    Broken(Hash),
    /// Nobody has won.
    #[error("tournament 0x{} has no winner", hex::encode(.0))]
    NoWinner(Hash),
}
