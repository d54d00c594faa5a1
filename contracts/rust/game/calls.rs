//! What players do in a dispute game, as calldata.

use crate::abi::{Argument, address, call};
use crate::evm::Address;
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;

/// A match, by its tournament and its two commitments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pairing {
    /// The tournament.
    pub tournament: Hash,
    /// The commitment that waited, and moves first.
    pub one: Hash,
    /// The other one.
    pub two: Hash,
}

impl Pairing {
    /// The match's id, which is also that of the tournament it may lead to.
    pub fn id(&self) -> Hash {
        keccak256([self.tournament, self.one, self.two].as_flattened())
    }
}

/// A commitment with what joining takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The commitment's left child.
    pub left: Hash,
    /// Its right child.
    pub right: Hash,
    /// The last state.
    pub last: Hash,
    /// Siblings from that state.
    pub proof: Vec<Hash>,
}

/// A call of the game's contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Makes a claim. Comes with the bond; returns the claim.
    Open {
        /// The model's encoding.
        model: Vec<u8>,
        /// The bytes of the inputs.
        input: Vec<u8>,
        /// The first commitment.
        entry: Entry,
    },
    /// Joins a tournament. Comes with the bond.
    Join {
        /// The tournament.
        tournament: Hash,
        /// The commitment.
        entry: Entry,
        /// In layer 1, the last state with what it takes to detach it; else empty.
        witness: Vec<u8>,
    },
    /// Goes down by one level.
    Advance {
        /// The match.
        pairing: Pairing,
        /// Children of the mover's node.
        children: [Hash; 2],
        /// Children of its child on the way.
        below: [Hash; 2],
    },
    /// Ends the descent.
    Seal {
        /// The match.
        pairing: Pairing,
        /// The states below the mover's node.
        children: [Hash; 2],
        /// The state before the step.
        agreed: Hash,
        /// Siblings from it, where it is neither the start nor the left child.
        proof: Vec<Hash>,
        /// Layer 0: the model's encoding; last layer: the packed state; else empty.
        data: Vec<u8>,
        /// Last layer: the step's proof; else empty.
        evidence: Vec<u8>,
    },
    /// Ends a sealed match as its tournament came out.
    Settle(Pairing),
    /// Ends a match whose side to move has no time left.
    Timeout(Pairing),
    /// Notes a claim's result.
    Resolve(Hash),
    /// Settles a claim by a proof.
    Prove {
        /// The claim.
        claim: Hash,
        /// The model's encoding.
        model: Vec<u8>,
        /// The terms' encoding.
        terms: Vec<u8>,
        /// The key contract.
        key: Address,
        /// The public values, packed.
        values: Vec<u8>,
        /// The proof, with uncompressed points.
        proof: Vec<u8>,
    },
    /// Gives the winner's bond back of a claim that a proof has settled.
    Release {
        /// The claim.
        claim: Hash,
        /// Siblings from the header to the root of the winner's last arena.
        header_path: Vec<Hash>,
        /// Siblings from the outputs' subtree.
        output_path: Vec<Hash>,
    },
    /// Takes one's credit.
    Withdraw,
}

impl Call {
    /// The calldata.
    pub fn calldata(&self) -> Vec<u8> {
        match self {
            Self::Open { model, input, entry } => call(
                "open(bytes,bytes,bytes32,bytes32,bytes32,bytes32[])",
                &[
                    model[..].into(),
                    input[..].into(),
                    entry.left.into(),
                    entry.right.into(),
                    entry.last.into(),
                    entry.proof[..].into(),
                ],
            ),
            Self::Join { tournament, entry, witness } => call(
                "join(bytes32,bytes32,bytes32,bytes32,bytes32[],bytes)",
                &[
                    (*tournament).into(),
                    entry.left.into(),
                    entry.right.into(),
                    entry.last.into(),
                    entry.proof[..].into(),
                    witness[..].into(),
                ],
            ),
            Self::Advance { pairing, children: [l, r], below: [left, right] } => {
                let words = [pairing.tournament, pairing.one, pairing.two, *l, *r, *left, *right];
                call(
                    "advance(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32)",
                    &words.map(Argument::from),
                )
            }
            Self::Seal { pairing, children: [l, r], agreed, proof, data, evidence } => call(
                "seal(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32[],bytes,bytes)",
                &[
                    pairing.tournament.into(),
                    pairing.one.into(),
                    pairing.two.into(),
                    (*l).into(),
                    (*r).into(),
                    (*agreed).into(),
                    proof[..].into(),
                    data[..].into(),
                    evidence[..].into(),
                ],
            ),
            Self::Settle(pairing) => paired("settle(bytes32,bytes32,bytes32)", pairing),
            Self::Timeout(pairing) => paired("timeout(bytes32,bytes32,bytes32)", pairing),
            Self::Resolve(claim) => call("resolve(bytes32)", &[(*claim).into()]),
            Self::Prove { claim, model, terms, key, values, proof } => call(
                "prove(bytes32,bytes,bytes,address,bytes,bytes)",
                &[
                    (*claim).into(),
                    model[..].into(),
                    terms[..].into(),
                    address(&(*key).into()).into(),
                    values[..].into(),
                    proof[..].into(),
                ],
            ),
            Self::Release { claim, header_path, output_path } => call(
                "release(bytes32,bytes32[],bytes32[])",
                &[(*claim).into(), header_path[..].into(), output_path[..].into()],
            ),
            Self::Withdraw => call("withdraw()", &[]),
        }
    }

    /// Whether the bond is to be paid with it.
    pub fn takes_bond(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::Join { .. })
    }
}

fn paired(signature: &str, pairing: &Pairing) -> Vec<u8> {
    call(signature, &[pairing.tournament, pairing.one, pairing.two].map(Argument::from))
}
