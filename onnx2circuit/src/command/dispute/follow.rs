//! `dispute challenge` and `dispute watch --play`: players that go on until their claims are resolved, through whatever
//! the node does meanwhile. They keep nothing: one that is killed goes on when it is started again.

use contracts::chain::{ChainError, Rpc};
use dispute::player::{Claim, Claims, Contract, Honest, PlayError, Played, Player, View};
use fault_proof_vm::Hash;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::super::print;
use super::args::{Challenge, Watch};
use super::play::{honest, machines};
use super::{board, names, on_chain, player, truth};
use crate::Failure;
use crate::swapping::Machines;

/// Moves that were made in a claim.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    moves: u64,
    gas: u64,
}

impl Count {
    /// Tells of a move and counts it. Whether it was made.
    fn add(&mut self, claim: &Hash, machines: &Machines, played: &Played) -> bool {
        eprintln!("{} {}", short(claim), names::played(machines, played));
        if let Ok(cost) = &played.cost {
            (self.moves, self.gas) = (self.moves + 1, self.gas + cost.gas);
        }
        played.cost.is_ok()
    }
}

/// Whether a result is what is so.
fn is_right(player: &Player<Contract<Rpc>, Honest>, result: Hash) -> bool {
    player.belief.run().state(u64::MAX) == result
}

/// The results of all claims that have one.
fn results(board: &mut Contract<Rpc>) -> Result<HashMap<Hash, Hash>, ChainError> {
    board.refresh()?;
    Ok(board.claims()?.into_iter().filter_map(|claim| Some((claim.id, claim.result?))).collect())
}

/// `dispute challenge`.
pub fn challenge(args: &Challenge, json: bool) -> Result<(), Failure> {
    let machines = machines(&args.artifact)?;
    let mut player = honest(args, &machines)?;
    let mut count = Count::default();
    if let Some(standing) = standing(&mut player, &machines, &args.claim) {
        eprintln!("{} {standing}", short(&args.claim));
    }
    loop {
        let looked = player.play(&args.claim).and_then(|played| {
            let made = played.iter().filter(|played| count.add(&args.claim, &machines, played)).count();
            let results = results(&mut player.board).map_err(PlayError::Board)?;
            Ok((made > 0, results.get(&args.claim).copied()))
        });
        match looked {
            // There may be more at once.
            Ok((true, _)) => continue,
            Ok((false, Some(result))) => {
                let (right, Count { moves, gas }) = (is_right(&player, result), count);
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
            Ok((false, None)) => {}
            // A node that fails or lies now may be well at the next look; machines that fail will not.
            Err(PlayError::Machine(error)) => return Err(Failure::internal(error)),
            Err(error) => eprintln!("{error}; the next look is in {} s", args.poll),
        }
        std::thread::sleep(Duration::from_secs(args.poll));
    }
}

/// How a claim stands when its challenger arrives, for people; nothing where the node does not say.
fn standing(
    player: &mut Player<Contract<Rpc>, Honest>,
    machines: &Machines,
    claim: &Hash,
) -> Option<&'static str> {
    let root = player.belief.run().history(&machines.slow, &[]).ok()?.root();
    Some(match player.board.payer(claim, &root).ok()? {
        Some(_) => "holds what is so: it is defended if need be, until it is resolved",
        None => "does not hold what is so: it is challenged",
    })
}

/// `dispute watch --play`. The first look must succeed; after that nothing ends it. All claims share the account's money,
/// and none of them ends with another.
pub fn watch(args: &Watch, machines: &Machines) -> Result<(), Failure> {
    let mut board = board(&args.game)?;
    board.refresh().map_err(on_chain)?;
    let mut players = Claims::default();
    let mut counts: HashMap<Hash, Count> = HashMap::new();
    let mut short_of_money = HashSet::new();
    loop {
        let looked = sit_down(&mut board, &mut players, machines, args).and_then(|()| {
            players.round(|claim, played| {
                counts.entry(*claim).or_default().add(claim, machines, played);
            })
        });
        let looked = looked.and_then(|looks| Ok((looks, results(&mut board).map_err(PlayError::Board)?)));
        let mut moved = false;
        match looked {
            Ok((looks, results)) => {
                for look in looks {
                    let claim = short(&look.claim);
                    moved |= look.moved;
                    if let Some(error) = &look.failure {
                        eprintln!("{claim} {error}; it is looked at again later");
                    }
                    match look.short {
                        Some(short) if short_of_money.insert(look.claim) => {
                            eprintln!("{claim} is not played: {short}")
                        }
                        Some(_) => {}
                        None => drop(short_of_money.remove(&look.claim)),
                    }
                    if let Some(result) = results.get(&look.claim).filter(|_| !look.moved)
                        && let Some(player) = players.leave(&look.claim)
                    {
                        let verdict = if is_right(&player, *result) { "right" } else { "WRONG" };
                        let Count { moves, gas } = counts.remove(&look.claim).unwrap_or_default();
                        eprintln!("{claim} is resolved, {verdict}, after {moves} moves of ours, {gas} gas");
                    }
                }
            }
            Err(error) => eprintln!("{error}; the next look is in {} s", args.poll),
        }
        if !moved {
            std::thread::sleep(Duration::from_secs(args.poll));
        }
    }
}

/// Makes players of all open claims about the model that have none. A model may not take an input: the contract would have
/// refused it, but a node may say that it did not.
fn sit_down(
    board: &mut Contract<Rpc>,
    players: &mut Claims<Contract<Rpc>, Honest>,
    machines: &Machines,
    args: &Watch,
) -> Result<(), PlayError<ChainError>> {
    let claims = board.refresh().and_then(|()| board.claims()).map_err(PlayError::Board)?;
    let model = machines.slow.model().id();
    let open = claims.iter().filter(|claim| claim.model == model && claim.result.is_none());
    let make = |claim: &Claim| {
        let truth = truth(machines, &claim.input)?;
        let player = player(board.clone(), truth, &args.reserve).map_err(on_chain)?;
        eprintln!("{} is looked after", short(&claim.id));
        Ok::<_, Failure>(player)
    };
    for (claim, error) in players.sit_down(open, make) {
        eprintln!("{} cannot be played: {error}; it is tried again later", short(&claim));
    }
    Ok(())
}

/// The start of a claim's id, for people.
fn short(claim: &Hash) -> String {
    format!("0x{}…", hex::encode(&claim[..4]))
}
