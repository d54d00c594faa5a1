//! The game as a player sees it: what is known to all ([`View`]), and the moves ([`Board`]). A contract behind a node is
//! one such board.

use super::opening::Opening;
use crate::source::Source;
use fault_proof_vm::Hash;
use std::sync::Arc;

/// Times and bond of a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Seconds that a commitment has in the topmost tournament, and in which it may join.
    pub allowance: u64,
    /// Seconds that a side has at least at the start of a match, and in which tournaments below the topmost may be joined.
    pub extension: u64,
    /// Bond of a commitment, in wei.
    pub bond: u128,
}

impl Settings {
    /// Seconds in which a tournament of a layer may be joined.
    pub fn window(&self, layer: usize) -> u64 {
        if layer == 0 { self.allowance } else { self.extension }
    }
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id, which its topmost tournament has too.
    pub id: Hash,
    /// The model's identity, without the terms.
    pub model: Hash,
    /// Hash of the terms on which a proof settles it; zeros if none does.
    pub terms: Hash,
    /// The inputs' bytes; those of the source, if they lie in blobs.
    pub input: Arc<[u8]>,
    /// Where they are, if they lie in blobs.
    pub blobs: Option<Arc<Source>>,
    /// The last state of the winner, once the topmost tournament is over and that is noted.
    pub result: Option<Hash>,
    /// The root of the outputs by a proof that has settled the claim, which is its result from then on.
    pub proven: Option<Hash>,
    /// Whether it was struck out, since its blobs are not the input that it said: it has no result, and never will.
    pub struck: bool,
}

impl Claim {
    /// Whether nothing is to come of it any more: it has a result that was noted, or was struck out.
    pub fn is_over(&self) -> bool {
        self.result.is_some() || self.struck
    }

    /// Whether it is struck out when its blobs are shown to be something else: not once it has a result, by the game or by a proof. To
    /// refute it then costs gas and changes nothing.
    pub fn can_be_struck(&self) -> bool {
        !self.is_over() && self.proven.is_none()
    }
}

/// A tournament. An inner one has the id of the match it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tournament {
    /// Its id.
    pub id: Hash,
    /// Its number from the topmost, which is 0.
    pub layer: usize,
    /// The state before the first step.
    pub start: Hash,
    /// The two last states that there may be; none for the topmost.
    pub states: Option<[Hash; 2]>,
    /// When it opened, in seconds.
    pub opened: u64,
    /// Matches that are not over.
    pub matches: u64,
    /// The commitment that waits, if there is one.
    pub waiting: Option<Hash>,
    /// Whether there was any match, so that a bond is lost.
    pub contested: bool,
}

impl Tournament {
    /// The first second in which nobody can join any more.
    pub fn closes(&self, settings: &Settings) -> u64 {
        self.opened.saturating_add(settings.window(self.layer))
    }
}

/// What is going on in a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// A side is to move.
    Open,
    /// The inner tournament is to decide.
    Sealed,
    /// It is over.
    Over,
}

/// A match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Its id.
    pub id: Hash,
    /// The tournament it is part of.
    pub tournament: Hash,
    /// The commitments.
    pub sides: [Hash; 2],
    /// What is going on.
    pub phase: Phase,
    /// Which side is to move.
    pub turn: usize,
    /// Children of the node that the side not to move has.
    pub children: [Hash; 2],
    /// Levels below the node.
    pub height: u32,
    /// The first state below the node; the disputed one once it is sealed.
    pub position: u64,
    /// When the side to move has no time left, in seconds.
    pub deadline: u64,
}

/// A move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Puts a commitment into a tournament.
    Join {
        /// The tournament.
        tournament: Hash,
        /// Children of the commitment.
        children: [Hash; 2],
        /// Last state.
        last: Hash,
        /// Siblings from the last state up.
        proof: Vec<Hash>,
        /// What shows the last state's arena (the machine's topmost layer).
        witness: Vec<u8>,
        /// The first second that is too late.
        closes: u64,
    },
    /// Goes down by one level.
    Advance {
        /// The match.
        game: Match,
        /// Children of the mover's node.
        children: [Hash; 2],
        /// Children of that child of them that the match goes on with.
        next: [Hash; 2],
    },
    /// Comes down to one step.
    Seal {
        /// The match.
        game: Match,
        /// The two states below the mover's node.
        children: [Hash; 2],
        /// The state before the step.
        agreed: Hash,
        /// Siblings from that state up, if it is not next to the others.
        proof: Vec<Hash>,
        /// The model (last layer of its steps), or the encoded state before the step (last layer).
        data: Vec<u8>,
        /// What the step contract needs (last layer).
        evidence: Vec<u8>,
    },
    /// Ends a match by its inner tournament.
    Settle(Match),
    /// Ends a match whose side to move has no time left.
    Timeout(Match),
    /// Notes the result of a claim.
    Resolve(Hash),
    /// Takes back the bond of the winner of a claim that a proof has settled, by the outputs of its last state.
    Release(Hash, Opening),
    /// Has what is owed to the player start on its way out, where it waits before it is paid.
    Unlock,
    /// Takes out what is owed to the player.
    Withdraw,
}

impl Move {
    /// Its name, as the contract's function has it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Join { .. } => "join",
            Self::Advance { .. } => "advance",
            Self::Seal { .. } => "seal",
            Self::Settle(_) => "settle",
            Self::Timeout(_) => "timeout",
            Self::Resolve(_) => "resolve",
            Self::Release(..) => "release",
            Self::Unlock => "unlock",
            Self::Withdraw => "withdraw",
        }
    }

    /// The first second that is too late for it, if there is one.
    pub fn deadline(&self) -> Option<u64> {
        match self {
            Self::Join { closes, .. } => Some(*closes),
            Self::Advance { game, .. } | Self::Seal { game, .. } => Some(game.deadline),
            Self::Settle(_)
            | Self::Timeout(_)
            | Self::Resolve(_)
            | Self::Release(..)
            | Self::Unlock
            | Self::Withdraw => None,
        }
    }
}

/// What a move cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Gas of the whole transaction.
    pub gas: u64,
    /// Bytes of calldata.
    pub bytes: u64,
}

/// Who has paid for a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// The player itself: the bond is its own.
    Us,
    /// Anyone else.
    Stranger,
}

/// The game, as one player sees it.
pub trait View {
    /// What goes wrong: a node that fails or lies, or a move that is refused.
    type Error: std::error::Error;

    /// Takes note of what has happened up to now, which is what is asked about from here on.
    fn refresh(&mut self) -> Result<(), Self::Error>;
    /// Times and bond.
    fn settings(&mut self) -> Result<Settings, Self::Error>;
    /// The time, in seconds.
    fn time(&mut self) -> Result<u64, Self::Error>;
    /// All claims.
    fn claims(&mut self) -> Result<Vec<Claim>, Self::Error>;
    /// A claim, if it is known.
    fn claim(&mut self, id: &Hash) -> Result<Option<Claim>, Self::Error> {
        Ok(self.claims()?.into_iter().find(|known| known.id == *id))
    }
    /// A tournament.
    fn tournament(&mut self, id: &Hash) -> Result<Tournament, Self::Error>;
    /// Who has paid for a commitment in a tournament; none if it has not joined.
    fn payer(&mut self, tournament: &Hash, commitment: &Hash) -> Result<Option<Payer>, Self::Error>;
    /// The matches of a tournament that are not over.
    fn matches(&mut self, tournament: &Hash) -> Result<Vec<Match>, Self::Error>;
    /// What is owed to the player and can be taken out now, in wei.
    fn credit(&mut self) -> Result<u128, Self::Error>;
    /// What is owed to the player and has to wait before it can be taken out, from when it is unlocked on.
    fn unlockable(&mut self) -> Result<u128, Self::Error> {
        Ok(0)
    }
    /// Whether what comes back waits before it can be taken out, so that no bond is paid of it in time.
    fn pays_late(&mut self) -> Result<bool, Self::Error> {
        Ok(false)
    }
    /// What the player has outside of the game, in wei.
    fn balance(&mut self) -> Result<u128, Self::Error>;
}

/// The game, played under one name.
pub trait Board: View {
    /// Makes a claim.
    fn open(
        &mut self,
        model: &[u8],
        input: &[u8],
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
    ) -> Result<(Hash, Cost), Self::Error>;
    /// Makes a move.
    fn play(&mut self, what: &Move) -> Result<Cost, Self::Error>;
    /// Makes moves that do not need each other, the first ones first.
    fn play_all(&mut self, moves: &[&Move]) -> Vec<Result<Cost, Self::Error>> {
        moves.iter().map(|what| self.play(what)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_result_cannot_be_struck() {
        let input: Arc<[u8]> = Arc::default();
        let (id, model, terms) = ([1; 32], [2; 32], [3; 32]);
        let (blobs, result, proven, struck) = (None, None, None, false);
        let open = Claim { id, model, terms, input, blobs, result, proven, struck };
        assert!(open.can_be_struck() && !open.is_over());
        let resolved = Claim { result: Some([4; 32]), ..open.clone() };
        assert!(!resolved.can_be_struck() && resolved.is_over());
        // Its bonds are still played for.
        let settled = Claim { proven: Some([5; 32]), ..open.clone() };
        assert!(!settled.can_be_struck() && !settled.is_over());
        let gone = Claim { struck: true, ..open };
        assert!(!gone.can_be_struck() && gone.is_over());
    }
}
