//! A claim that is being played: its players, and their moves under way.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use super::report::ClaimOutcome;
use super::synthetic::Synthetic;
use super::table::{Table, World};
use crate::player::{Move, Player};

/// A player of a claim.
pub struct Agent {
    pub player: Player<Table, Synthetic>,
    /// Which of the honest ones it is, who share their computing power among claims.
    pub entity: Option<usize>,
    /// Moves under way.
    pub sent: HashSet<Vec<u8>>,
    /// Places whose history was computed.
    pub known: HashSet<Vec<u64>>,
    /// When it is to wake, so that it wakes once.
    pub waking: Option<u64>,
    pub wakings: u32,
}

/// A move under way.
#[derive(Clone)]
pub struct Sent {
    pub agent: usize,
    pub what: Move,
    pub key: Vec<u8>,
    /// Whether it never arrives.
    pub lost: bool,
}

/// A claim.
pub struct Running {
    pub world: Rc<RefCell<World>>,
    pub agents: Vec<Agent>,
    pub sent: Vec<Sent>,
    /// What arrived of late, with the world before it, for chains that change their mind.
    pub recent: Vec<(u64, usize, World)>,
    pub outcome: ClaimOutcome,
    pub opened: u64,
    pub layers: usize,
}

/// What tells a move from others of the same player.
pub fn key(what: &Move) -> Vec<u8> {
    match what {
        Move::Join { tournament, .. } => [&b"j"[..], tournament].concat(),
        Move::Advance { game, .. } => [&b"a"[..], &game.id, &[game.height as u8]].concat(),
        Move::Seal { game, .. } => [&b"s"[..], &game.id].concat(),
        Move::Settle(game) => [&b"e"[..], &game.id].concat(),
        Move::Timeout(game) => [&b"t"[..], &game.id].concat(),
        Move::Resolve(claim) | Move::Release(claim, _) => [&b"r"[..], claim].concat(),
        Move::Unlock | Move::Withdraw => b"w".to_vec(),
    }
}
