//! What a dispute game keeps, as its views return it.

use crate::abi::Reader;
use crate::evm::Address;
use fault_proof_vm::Hash;

/// What a claim that was struck out has for a winner, which is no commitment.
pub const STRUCK: Hash = {
    let mut word = [0; 32];
    word[31] = 1;
    word
};

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRecord {
    /// The model's identity.
    pub model: Hash,
    /// What the game keeps of the model.
    pub shape: Hash,
    /// The commitment that has won and its last state, once it is resolved; twice the arena that a proof has shown, if one has.
    pub result: Option<(Hash, Hash)>,
    /// Whether it was struck out: it has no result, and never will.
    pub struck: bool,
}

/// What a proof has settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofRecord {
    /// The root of the outputs.
    pub outputs: Hash,
    /// Who sent it.
    pub prover: Address,
    /// What it is paid, in gwei, if a bond was lost.
    pub reward: u64,
    /// Whether the winner of the topmost tournament has its bond back.
    pub released: bool,
}

/// A tournament.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TournamentRecord {
    /// The claim.
    pub claim: Hash,
    /// The state before the first step.
    pub start: Hash,
    /// Last states that commitments may have, of the match's sides one and two; zeros for the topmost.
    pub states: [Hash; 2],
    /// The commitment that waits.
    pub waiting: Option<Hash>,
    /// When it opened.
    pub opened: u64,
    /// Its number from the topmost, which is 0.
    pub layer: u64,
    /// Height of the commitments.
    pub height: u64,
    /// Matches that are not over.
    pub matches: u64,
    /// The step of the layer above that it is about, counted from the start of the run; in the machine's layers the
    /// model step. 0 for the topmost.
    pub model_step: u64,
    /// Whether there was any match, so that a bond is lost.
    pub contested: bool,
}

/// A commitment in a tournament.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentRecord {
    /// Its children.
    pub children: [Hash; 2],
    /// The last state, in the topmost tournament.
    pub last: Hash,
    /// The one it was matched with last.
    pub opponent: Option<Hash>,
    /// Who paid its bond.
    pub payer: Address,
    /// Seconds it has left, as long as it is in no match.
    pub clock: u64,
    /// Which of the tournament's two states it ends in.
    pub side: u64,
    /// Whether it has lost.
    pub out: bool,
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
pub struct MatchRecord {
    /// The node of the side to move.
    pub other: Hash,
    /// The children of its opponent's node in the same place.
    pub children: [Hash; 2],
    /// What is going on.
    pub phase: Phase,
    /// Who is to move, or sealed: 0 one, 1 two.
    pub turn: u64,
    /// Levels below the node.
    pub height: u64,
    /// Index of the first state below the node; of the disputed one once it is sealed.
    pub position: u64,
    /// When the turn began.
    pub since: u64,
    /// Seconds that the sides had left when it did.
    pub clocks: [u64; 2],
    /// Gwei that were paid for moves.
    pub spent: u64,
}

impl MatchRecord {
    /// When the time of the side to move is over.
    pub fn deadline(&self) -> u64 {
        self.since.saturating_add(self.clocks[usize::from(self.turn != 0)])
    }
}

fn some(word: Hash) -> Option<Hash> {
    Some(word).filter(|word| *word != [0; 32])
}

/// Reads a claim.
pub fn claim(bytes: &[u8]) -> Option<ClaimRecord> {
    let mut data = Reader::new(bytes);
    let (model, shape, winner, result) = (data.word()?, data.word()?, data.word()?, data.word()?);
    let struck = winner == STRUCK;
    let winner = some(winner).filter(|_| !struck);
    Some(ClaimRecord { model, shape, result: winner.map(|winner| (winner, result)), struck })
}

/// Reads what a proof has settled; none also where none has.
pub fn proof(bytes: &[u8]) -> Option<ProofRecord> {
    let mut data = Reader::new(bytes);
    let (outputs, prover) = (data.word()?, Address::from(data.address()?));
    let record = ProofRecord { outputs, prover, reward: data.number()?, released: data.number()? != 0 };
    (prover != Address::ZERO).then_some(record)
}

/// Reads a tournament.
pub fn tournament(bytes: &[u8]) -> Option<TournamentRecord> {
    let mut data = Reader::new(bytes);
    Some(TournamentRecord {
        claim: data.word()?,
        start: data.word()?,
        states: [data.word()?, data.word()?],
        waiting: some(data.word()?),
        opened: data.number()?,
        layer: data.number()?,
        height: data.number()?,
        matches: data.number()?,
        model_step: data.number()?,
        contested: data.number()? != 0,
    })
}

/// Reads a commitment.
pub fn commitment(bytes: &[u8]) -> Option<CommitmentRecord> {
    let mut data = Reader::new(bytes);
    Some(CommitmentRecord {
        children: [data.word()?, data.word()?],
        last: data.word()?,
        opponent: some(data.word()?),
        payer: Address::from(data.address()?),
        clock: data.number()?,
        side: data.number()?,
        out: data.number()? != 0,
    })
}

/// Reads a match; none also for one that there is not.
pub fn matched(bytes: &[u8]) -> Option<MatchRecord> {
    let mut data = Reader::new(bytes);
    Some(MatchRecord {
        other: data.word()?,
        children: [data.word()?, data.word()?],
        phase: match data.number()? {
            1 => Phase::Open,
            2 => Phase::Sealed,
            3 => Phase::Over,
            _ => return None,
        },
        turn: data.number()?,
        height: data.number()?,
        position: data.number()?,
        since: data.number()?,
        clocks: [data.number()?, data.number()?],
        spent: data.number()?,
    })
}
