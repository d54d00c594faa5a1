//! What a dispute game logs.

use super::records::STRUCK;
use crate::abi::Reader;
use crate::evm::{Address, Log};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;

/// A log entry of the game.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A claim was made.
    Opened {
        /// The claim, and its topmost tournament.
        claim: Hash,
        /// The model's identity.
        model: Hash,
        /// `S_0`.
        start: Hash,
        /// The model's encoding.
        model_bytes: Vec<u8>,
        /// The bytes of the inputs.
        input: Vec<u8>,
    },
    /// A commitment has joined.
    Joined {
        /// The tournament.
        tournament: Hash,
        /// The commitment.
        commitment: Hash,
        /// Who paid the bond.
        payer: Address,
        /// The commitment's left child.
        left: Hash,
        /// Its right child.
        right: Hash,
        /// The last state.
        last: Hash,
    },
    /// Two commitments are matched; one is to move.
    Matched {
        /// The tournament.
        tournament: Hash,
        /// The match.
        id: Hash,
        /// Who waited.
        one: Hash,
        /// The other.
        two: Hash,
    },
    /// A match went down by one level.
    Advanced {
        /// The match.
        id: Hash,
        /// Node of the side that is to move now.
        other: Hash,
        /// Left child of the other side's node.
        left: Hash,
        /// Its right child.
        right: Hash,
        /// Levels below the nodes.
        height: u64,
        /// Index of the first state below them.
        position: u64,
    },
    /// A match is down to one step, and a tournament about it opened.
    Sealed {
        /// The match, and the tournament.
        id: Hash,
        /// The claim.
        claim: Hash,
        /// The match's layer.
        layer: u64,
        /// The step.
        position: u64,
        /// The tournament's start state.
        start: Hash,
        /// The state after the step by one.
        state_one: Hash,
        /// The same by two.
        state_two: Hash,
    },
    /// A match in the last layer is down to one step, which was done.
    Stepped {
        /// The match.
        id: Hash,
        /// The step.
        position: u64,
        /// The state before it.
        start: Hash,
        /// The state after it.
        end: Hash,
    },
    /// The tournament of a sealed match is over.
    Settled {
        /// The match, and the tournament.
        id: Hash,
        /// The tournament's winner, if there is one.
        winner: Option<Hash>,
    },
    /// A match is over.
    Won {
        /// The tournament.
        tournament: Hash,
        /// The match.
        id: Hash,
        /// Who goes on.
        winner: Hash,
        /// Who is out.
        loser: Hash,
    },
    /// A match is over and both are out.
    Eliminated {
        /// The tournament.
        tournament: Hash,
        /// The match.
        id: Hash,
        /// Who waited.
        one: Hash,
        /// The other.
        two: Hash,
    },
    /// A claim's topmost tournament is over; the claim has this result, if no proof has settled it before.
    Resolved {
        /// The claim.
        claim: Hash,
        /// The commitment that has won.
        winner: Hash,
        /// Its last state.
        last: Hash,
    },
    /// A claim was struck out, since its blobs are not the input that it said: it has no result, and never will.
    Struck {
        /// The claim.
        claim: Hash,
    },
    /// A proof has settled a claim.
    Proven {
        /// The claim.
        claim: Hash,
        /// Who sent it.
        prover: Address,
        /// The root of the outputs.
        outputs: Hash,
        /// The arena that is the result.
        result: Hash,
    },
    /// Credit was paid out.
    Withdrawn {
        /// To whom.
        owner: Address,
        /// Wei.
        amount: u128,
    },
}

const SIGNATURES: [&str; 12] = [
    "Opened(bytes32,bytes32,bytes32,bytes,bytes)",
    "Joined(bytes32,bytes32,address,bytes32,bytes32,bytes32)",
    "Matched(bytes32,bytes32,bytes32,bytes32)",
    "Advanced(bytes32,bytes32,bytes32,bytes32,uint256,uint256)",
    "Sealed(bytes32,bytes32,uint256,uint256,bytes32,bytes32,bytes32)",
    "Stepped(bytes32,uint256,bytes32,bytes32)",
    "Settled(bytes32,bytes32)",
    "Won(bytes32,bytes32,bytes32,bytes32)",
    "Eliminated(bytes32,bytes32,bytes32,bytes32)",
    "Resolved(bytes32,bytes32,bytes32)",
    "Withdrawn(address,uint256)",
    "Proven(bytes32,address,bytes32,bytes32)",
];

impl Event {
    /// Reads a log entry; none if it is not one of the game's.
    pub fn decode(log: &Log) -> Option<Self> {
        let (first, topics) = log.topics.split_first()?;
        let kind = SIGNATURES.iter().position(|signature| keccak256(signature.as_bytes()) == *first)?;
        let mut data = Reader::new(&log.data);
        let address = |topic: &Hash| topic.last_chunk::<20>().map(|bytes| Address::from(*bytes));
        Some(match (kind, topics) {
            (0, &[claim, model]) => Self::Opened {
                claim,
                model,
                start: data.word()?,
                model_bytes: data.bytes()?,
                input: data.bytes()?,
            },
            (1, &[tournament, commitment, payer]) => Self::Joined {
                tournament,
                commitment,
                payer: address(&payer)?,
                left: data.word()?,
                right: data.word()?,
                last: data.word()?,
            },
            (2, &[tournament, id]) => Self::Matched { tournament, id, one: data.word()?, two: data.word()? },
            (3, &[id]) => Self::Advanced {
                id,
                other: data.word()?,
                left: data.word()?,
                right: data.word()?,
                height: data.number()?,
                position: data.number()?,
            },
            (4, &[id, claim]) => Self::Sealed {
                id,
                claim,
                layer: data.number()?,
                position: data.number()?,
                start: data.word()?,
                state_one: data.word()?,
                state_two: data.word()?,
            },
            (5, &[id]) => {
                Self::Stepped { id, position: data.number()?, start: data.word()?, end: data.word()? }
            }
            (6, &[id]) => {
                Self::Settled { id, winner: Some(data.word()?).filter(|winner| *winner != [0; 32]) }
            }
            (7, &[tournament, id]) => Self::Won { tournament, id, winner: data.word()?, loser: data.word()? },
            (8, &[tournament, id]) => {
                Self::Eliminated { tournament, id, one: data.word()?, two: data.word()? }
            }
            (9, &[claim]) => match data.word()? {
                STRUCK => Self::Struck { claim },
                winner => Self::Resolved { claim, winner, last: data.word()? },
            },
            (10, [owner]) => Self::Withdrawn {
                owner: address(owner)?,
                amount: u128::from_be_bytes(*data.word()?.last_chunk()?),
            },
            (11, &[claim, prover]) => {
                Self::Proven { claim, prover: address(&prover)?, outputs: data.word()?, result: data.word()? }
            }
            _ => return None,
        })
    }
}
