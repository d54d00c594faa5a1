//! `dispute challenge` and `dispute watch --play`: players that go on until their claims are resolved, through whatever
//! the node does meanwhile. They keep nothing: one that is killed goes on when it is started again.

use contracts::chain::{ChainError, Rpc};
use dispute::player::{Board, Claim, Contract, Honest, PlayError, Player};
use fault_proof_vm::Hash;
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;

use super::super::print;
use super::args::{Challenge, Watch};
use super::play::{honest, machines};
use super::{board, names, on_chain};
use crate::Failure;
use crate::swapping::Machines;

/// A claim that is played.
struct Seat {
    claim: Hash,
    player: Player<Contract<Rpc>, Honest>,
    moves: u64,
    gas: u64,
}

/// What a look at the chain led to.
enum Turn {
    /// Moves were made: there may be more at once.
    Moved,
    /// There is nothing to do now, or the chain refuses it.
    Waits,
    /// The claim is resolved, and what was owed is taken out.
    Over {
        /// The state that won.
        result: Hash,
    },
}

impl Seat {
    fn new(claim: Hash, player: Player<Contract<Rpc>, Honest>) -> Self {
        Self { claim, player, moves: 0, gas: 0 }
    }

    /// Makes the moves that there are to make, and tells of them.
    fn turn(&mut self, machines: &Machines) -> Result<Turn, PlayError<ChainError>> {
        let played = self.player.play(&self.claim)?;
        let mut moved = false;
        for played in &played {
            eprintln!("{} {}", short(&self.claim), names::played(machines, played));
            if let Ok(cost) = &played.cost {
                (self.moves, self.gas, moved) = (self.moves + 1, self.gas + cost.gas, true);
            }
        }
        if moved {
            return Ok(Turn::Moved);
        }
        let board = &mut self.player.board;
        let result = board.refresh().and_then(|()| board.claims()).map_err(PlayError::Board)?;
        let result = result.iter().find(|known| known.id == self.claim).and_then(|known| known.result);
        Ok(result.map_or(Turn::Waits, |result| Turn::Over { result }))
    }

    /// Whether a result is what is so.
    fn is_right(&self, result: Hash) -> bool {
        self.player.belief.run().state(u64::MAX) == result
    }
}

/// `dispute challenge`.
pub fn challenge(args: &Challenge, json: bool) -> Result<(), Failure> {
    let machines = machines(&args.artifact)?;
    let mut seat = Seat::new(args.claim, honest(args, &machines)?);
    loop {
        match seat.turn(&machines) {
            Ok(Turn::Over { result }) => {
                let (right, moves, gas) = (seat.is_right(result), seat.moves, seat.gas);
                let value =
                    json!({ "result": hex::encode(result), "right": right, "moves": moves, "gas": gas });
                print(json, &value, || {
                    format!("resolved to 0x{} after {moves} moves of ours, {gas} gas\n", hex::encode(result))
                })?;
                return match right {
                    true => Ok(()),
                    false => Err(Failure::no("the claim was resolved to something wrong")),
                };
            }
            Ok(Turn::Moved) => continue,
            Ok(Turn::Waits) => {}
            Err(error) => outlive(error, args.poll)?,
        }
        std::thread::sleep(Duration::from_secs(args.poll));
    }
}

/// `dispute watch --play`. The first look must succeed; after that only the machines can end it.
pub fn watch(args: &Watch, machines: &Machines) -> Result<(), Failure> {
    let mut board = board(&args.game)?;
    board.refresh().map_err(on_chain)?;
    let mut seats: HashMap<Hash, Option<Seat>> = HashMap::new();
    loop {
        match board.refresh().and_then(|()| board.claims()) {
            Ok(claims) => {
                let model = machines.slow.model().id();
                for claim in claims.iter().filter(|claim| claim.model == model && claim.result.is_none()) {
                    seats.entry(claim.id).or_insert_with(|| sit_down(&board, claim, machines));
                }
            }
            Err(error) => outlive(PlayError::Board(error), args.poll)?,
        }
        let mut moved = false;
        let mut over = Vec::new();
        for seat in seats.values_mut().flatten() {
            match seat.turn(machines) {
                Ok(Turn::Over { result }) => {
                    let verdict = if seat.is_right(result) { "right" } else { "WRONG" };
                    let (claim, moves, gas) = (short(&seat.claim), seat.moves, seat.gas);
                    eprintln!("{claim} is resolved, {verdict}, after {moves} moves of ours, {gas} gas");
                    over.push(seat.claim);
                }
                Ok(Turn::Moved) => moved = true,
                Ok(Turn::Waits) => {}
                Err(error) => outlive(error, args.poll)?,
            }
        }
        seats.retain(|claim, _| !over.contains(claim));
        if !moved {
            std::thread::sleep(Duration::from_secs(args.poll));
        }
    }
}

/// The player of a claim. There is none if the model does not take the input: the contract would have refused it, but a
/// node may say that it did not.
fn sit_down(board: &Contract<Rpc>, claim: &Claim, machines: &Machines) -> Option<Seat> {
    match machines.run(&claim.input) {
        Ok(run) => {
            eprintln!("{} is played", short(&claim.id));
            let truth = Honest::new(machines.slow.clone(), run);
            Some(Seat::new(claim.id, Player::new(board.clone(), truth)))
        }
        Err(error) => {
            eprintln!("{} cannot be played: {error}", short(&claim.id));
            None
        }
    }
}

/// A node that fails or lies now may be well at the next look; machines that fail will not.
fn outlive(error: PlayError<ChainError>, poll: u64) -> Result<(), Failure> {
    match error {
        PlayError::Machine(error) => Err(Failure::internal(error)),
        error => {
            eprintln!("{error}; the next look is in {poll} s");
            Ok(())
        }
    }
}

/// The start of a claim's id, for people.
fn short(claim: &Hash) -> String {
    format!("0x{}…", hex::encode(&claim[..4]))
}
