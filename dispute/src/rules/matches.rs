//! Matches: two commitments go down their trees to the first step that they disagree on.

use fault_proof_vm::Hash;
use fault_proof_vm::keccak::{hash_pair, keccak256};

use super::RuleError;
use crate::history::climb;

/// A side of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one that waited, and moves first.
    One,
    /// The one that came.
    Two,
}

impl Side {
    /// The other side.
    pub fn opponent(self) -> Self {
        match self {
            Self::One => Self::Two,
            Self::Two => Self::One,
        }
    }

    /// What the side has of two.
    pub fn of<T: Copy>(self, both: &[T; 2]) -> T {
        both[self as usize]
    }
}

/// The step that a sealed match is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sealed {
    /// The state before it.
    pub agreed: Hash,
    /// The states after it, of sides one and two.
    pub states: [Hash; 2],
    /// Its number in the layer.
    pub position: u64,
}

/// A match.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Match {
    /// The tournament that it is part of.
    pub tournament: Hash,
    /// The commitments of sides one and two.
    pub sides: [Hash; 2],
    /// Who is to move, or sealed.
    pub turn: Side,
    /// The node of the side to move.
    pub other: Hash,
    /// The children of the node that its opponent has in the same place.
    pub left: Hash,
    /// The children of the node that its opponent has in the same place.
    pub right: Hash,
    /// Levels below the node.
    pub height: u32,
    /// Index of the first state below the node; of the disputed one once it is sealed.
    pub position: u64,
    /// Whether the inner tournament, which has the match's id, is to decide.
    pub sealed: bool,
    /// What was paid for moves, in wei, out of the bond that the match is to cost.
    pub spent: u128,
}

impl Match {
    /// A match that begins, between one, whose turn it is, and two with its children.
    pub(super) fn new(tournament: Hash, sides: [Hash; 2], [left, right]: [Hash; 2], height: u32) -> Self {
        let (turn, other) = (Side::One, sides[0]);
        Self { tournament, sides, turn, other, left, right, height, position: 0, sealed: false, spent: 0 }
    }

    /// The id of a match: the hash of tournament, one and two.
    pub fn id(tournament: &Hash, [one, two]: &[Hash; 2]) -> Hash {
        keccak256(&[*tournament, *one, *two].concat())
    }

    /// The commitment of the side to move.
    pub fn mover(&self) -> Hash {
        self.turn.of(&self.sides)
    }

    /// Refuses what are not the children of the mover's node.
    pub(super) fn check_children(&self, l: &Hash, r: &Hash) -> Result<(), RuleError> {
        is_over(&self.other, l, r)
    }

    /// The match one level lower, given the children of the mover's node, and those of its child on the way.
    pub(super) fn advanced(&self, [l, r]: &[Hash; 2], below: &[Hash; 2]) -> Result<Self, RuleError> {
        if self.height <= 1 {
            return Err(RuleError::WrongHeight(self.height));
        }
        let goes_left = *l != self.left;
        is_over(if goes_left { l } else { r }, &below[0], &below[1])?;
        Ok(Self {
            other: if goes_left { self.left } else { self.right },
            left: below[0],
            right: below[1],
            height: self.height - 1,
            position: self.position + if goes_left { 0 } else { 1 << (self.height - 1) },
            turn: self.turn.opponent(),
            ..self.clone()
        })
    }

    /// The step that the match is about, given the states below the mover's node and the state `agreed`
    /// before it, in a tournament of this height and start state.
    pub(super) fn step(
        &self,
        [l, r]: &[Hash; 2],
        agreed: &Hash,
        proof: &[Hash],
        height: u32,
        start: &Hash,
    ) -> Result<Sealed, RuleError> {
        if self.height != 1 {
            return Err(RuleError::WrongHeight(self.height));
        }
        let goes_left = *l != self.left;
        if goes_left && self.position > 0 {
            if proof.len() != height as usize || climb(*agreed, self.position - 1, proof) != self.mover() {
                return Err(RuleError::WrongProof { expected: height, got: proof.len() });
            }
        } else {
            let expected = if goes_left { start } else { l };
            if agreed != expected {
                return Err(RuleError::WrongAgreed { expected: *expected, got: *agreed });
            }
            if !proof.is_empty() {
                return Err(RuleError::WrongProof { expected: 0, got: proof.len() });
            }
        }
        let (mine, theirs, position) =
            if goes_left { (*l, self.left, self.position) } else { (*r, self.right, self.position + 1) };
        let states = match self.turn {
            Side::One => [mine, theirs],
            Side::Two => [theirs, mine],
        };
        Ok(Sealed { agreed: *agreed, states, position })
    }
}

/// Refuses what are not the children of a node.
fn is_over(expected: &Hash, l: &Hash, r: &Hash) -> Result<(), RuleError> {
    let got = hash_pair(l, r);
    if got == *expected { Ok(()) } else { Err(RuleError::WrongChildren { expected: *expected, got }) }
}
