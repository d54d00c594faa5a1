//! `dispute challenge` and `dispute watch --play`: players that go on until their claims are resolved, through whatever
//! the node does meanwhile. One that is killed goes on when it is started again.

use contracts::chain::{ChainError, Rpc};
use dispute::player::{Claim, Contract, Honest, PlayError, Player, View};
use dispute::watch::page::Page;
use dispute::watch::store::{Count, Store};
use dispute::watch::{Limits, Told};
use fault_proof_vm::Hash;
use serde_json::json;
use std::time::Duration;

use super::super::print;
use super::super::subject;
use super::args::{Challenge, Watch};
use super::play::honest;
use super::{board, kept, names, on_chain, player, truth};
use crate::Failure;
use crate::swapping::Machines;

/// The result of a claim, if it has one.
fn result(board: &mut Contract<Rpc>, claim: &Hash) -> Result<Option<Hash>, ChainError> {
    board.refresh()?;
    Ok(board.claims()?.into_iter().find(|known| known.id == *claim).and_then(|known| known.result))
}

/// `dispute challenge`.
pub fn challenge(args: &Challenge, json: bool) -> Result<(), Failure> {
    let machines = subject::machines(&args.artifact, &args.text)?;
    let mut player = honest(args, &machines)?;
    let (mut moves, mut gas) = (0, 0);
    if let Some(standing) = standing(&mut player, &machines, &args.claim) {
        eprintln!("{} {standing}", short(&args.claim));
    }
    loop {
        let looked = player.play(&args.claim).and_then(|played| {
            let before = moves;
            for played in &played {
                tell(&machines, Told::Move(&args.claim, played));
                let cost = played.cost.as_ref();
                (moves, gas) = cost.map_or((moves, gas), |cost| (moves + 1, gas + cost.gas));
            }
            let result = result(&mut player.board, &args.claim).map_err(PlayError::Board)?;
            Ok((moves > before, result))
        });
        match looked {
            // There may be more at once.
            Ok((true, _)) => continue,
            Ok((false, Some(result))) => {
                let right = player.belief.run().state(u64::MAX) == result;
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
    let limits =
        Limits { clock: args.alert_clock, age: Duration::from_secs(args.alert_age), ..Limits::default() };
    let mut board = board(&args.game)?;
    board.refresh().map_err(on_chain)?;
    let path = kept(&args.game.account, "watch.json")?;
    let store = Store::open(path, &board.game.into(), &board.account.into()).map_err(on_chain)?;
    let page = Page::default();
    if let Some(address) = &args.metrics {
        let url = page.serve(address).map_err(on_chain)?;
        eprintln!("claims at {url}/, figures at {url}/metrics");
    }
    let mut watch = dispute::watch::Watch::new(board, machines.slow.model().id(), store, limits);
    if let Some(terms) = args.keyed.terms_of(machines)? {
        watch = watch.knowing(terms.hash());
    }
    loop {
        // A model may not take an input: the contract would have refused it, but a node may say that it did not.
        let make = |board: &Contract<Rpc>, claim: &Claim| {
            let truth = truth(machines, claim)?;
            player(board.clone(), truth, &args.reserve).map_err(on_chain)
        };
        let looked = watch.look(make, |told| tell(machines, told));
        if args.metrics.is_some() {
            page.set(watch.figures().text(), watch.page(&|place| names::step(machines, place)));
        }
        if let Err(error) = &looked {
            eprintln!("{error}; the next look is in {} s", args.poll);
        }
        if !matches!(looked, Ok(true)) {
            std::thread::sleep(Duration::from_secs(args.poll));
        }
    }
}

/// A line for people.
fn tell(machines: &Machines, told: Told<'_>) {
    match told {
        Told::Move(claim, played) => eprintln!("{} {}", short(claim), names::played(machines, played)),
        Told::TakenOut(played) => eprintln!("{}", names::played(machines, played)),
        Told::Taken(claim) => eprintln!("{} is looked after", short(claim)),
        Told::Failed(claim, error) => eprintln!("{} {error}; it is looked at again later", short(claim)),
        Told::Unknown(claim) => eprintln!(
            "{} is not played: a proof settles it by a key that was not given with --key (check such a key first: verify-model --key --srs)",
            short(claim)
        ),
        Told::Short(claim, shortage) => eprintln!("{} is not played: {shortage}", short(claim)),
        Told::Resolved(claim, right, Count { moves, gas, .. }) => {
            let verdict = if right { "right" } else { "WRONG" };
            eprintln!("{} is resolved, {verdict}, after {moves} moves of ours, {gas} gas", short(claim));
        }
        Told::Alert(alert, text, true) => eprintln!("ALERT {}: {text}", alert.name()),
        Told::Alert(alert, text, false) => eprintln!("over: {}: {text}", alert.name()),
    }
}

/// The start of a claim's id, for people.
fn short(claim: &Hash) -> String {
    format!("0x{}…", hex::encode(&claim[..4]))
}
