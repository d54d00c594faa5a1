//! `dispute challenge` and `dispute watch --play`: players that go on until their claims are resolved, through whatever
//! the node does meanwhile. One that is killed goes on when it is started again.

use contracts::chain::{ChainError, Rpc};
use dispute::player::{Claim, Contract, Honest, PlayError, Player, View, claim_record};
use dispute::watch::page::Page;
use dispute::watch::store::{Count, Store};
use dispute::watch::{Limits, Told};
use fault_proof_vm::Hash;
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;

use super::super::print;
use super::super::subject;
use super::args::{Challenge, Watch};
use super::inputs::Reader;
use super::play::honest;
use super::{board, kept, names, on_chain, player, truth_of};
use crate::Failure;
use crate::swapping::Machines;

/// How a claim has ended for who plays it.
enum End {
    /// It has a result, this last state, which is right or wrong, and whether a proof has settled it.
    Result { last: Hash, right: bool, proven: bool },
    /// Its time is over, and nobody has won it.
    Void,
    /// It was struck out: its blobs are not its input.
    Struck,
    /// Its time is over, and nobody has disputed it: whether it is right. Who has made it has its result noted.
    Left { right: bool },
}

/// How a claim has ended, if there is nothing left to do in it.
fn end(
    player: &mut Player<Contract<Rpc>, Honest>,
    claim: &Hash,
) -> Result<Option<End>, PlayError<ChainError>> {
    player.board.refresh().map_err(PlayError::Board)?;
    let standing = player.standing();
    let Some(known) = player.board.claim(claim).map_err(PlayError::Board)? else { return Ok(None) };
    if known.struck {
        return Ok(Some(End::Struck));
    }
    if known.result.is_none() && known.proven.is_none() && standing.left {
        return Ok(Some(End::Left { right: !standing.wrong }));
    }
    if known.result.is_none() && !standing.done && !standing.left {
        return Ok((standing.void && known.proven.is_none()).then_some(End::Void));
    }
    let Some(right) = player.judges(&known)? else { return Ok(None) };
    let record = claim_record(&mut player.board, claim).map_err(PlayError::Board)?;
    let last = record.result.map(|(_, last)| last).unwrap_or_default();
    Ok(Some(End::Result { last, right, proven: known.proven.is_some() }))
}

/// `dispute challenge`.
pub fn challenge(args: &Challenge, json: bool) -> Result<(), Failure> {
    let machines = subject::machines(&args.artifact, &args.text)?;
    let Some(mut player) = honest(args, &machines)? else {
        let value = json!({ "result": null, "right": null, "struck": true });
        return print(json, &value, || "struck out: there is nothing left to play\n".to_owned());
    };
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
            let end = if moves > before { None } else { end(&mut player, &args.claim)? };
            Ok((moves > before, end))
        });
        match looked {
            // There may be more at once.
            Ok((true, _)) => continue,
            Ok((false, Some(End::Result { last, right, proven }))) => {
                take_deposits(&mut player.board, &mut HashSet::new());
                let last = hex::encode(last);
                let value = json!({
                    "result": last, "right": right, "proven": proven, "moves": moves, "gas": gas,
                });
                let settled = if proven { "settled by a proof" } else { "resolved" };
                print(json, &value, || {
                    format!("{settled} to 0x{last} after {moves} moves of ours, {gas} gas\n")
                })?;
                return match right {
                    true => Ok(()),
                    false => Err(Failure::no(format!("the claim was {settled} to something wrong"))),
                };
            }
            Ok((false, Some(End::Left { right }))) => {
                take_deposits(&mut player.board, &mut HashSet::new());
                let value =
                    json!({ "result": null, "right": right, "proven": false, "moves": moves, "gas": gas });
                print(json, &value, || {
                    format!(
                        "over after {moves} moves of ours, {gas} gas: nobody has disputed it, and its result is for who has made it to note (--resolve does it for them)\n"
                    )
                })?;
                return match right {
                    true => Ok(()),
                    false => Err(Failure::no("the claim is wrong, and nobody has disputed it in time")),
                };
            }
            Ok((false, Some(End::Void))) => {
                take_deposits(&mut player.board, &mut HashSet::new());
                let value =
                    json!({ "result": null, "right": null, "proven": false, "moves": moves, "gas": gas });
                print(json, &value, || format!("without a result after {moves} moves of ours, {gas} gas\n"))?;
                return Err(Failure::no(
                    "the claim's time is over, and nobody has won it: it can be made again",
                ));
            }
            Ok((false, Some(End::Struck))) => {
                take_credit(&mut player.board);
                let value = json!({
                    "result": null, "right": null, "struck": true, "moves": moves, "gas": gas,
                });
                return print(json, &value, || {
                    format!("struck out after {moves} moves of ours, {gas} gas: it has no result\n")
                });
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
        Some(_) => "holds what is so: it is defended if need be, until its time is over",
        None => "does not hold what is so: it is challenged",
    })
}

/// `dispute watch --play`. The first look must succeed; after that nothing ends it. All claims share the account's money,
/// and none of them ends with another.
pub fn watch(args: &Watch, machines: &Machines) -> Result<(), Failure> {
    let limits =
        Limits { clock: args.alert_clock, age: Duration::from_secs(args.alert_age), ..Limits::default() };
    let mut board = board(&args.game)?;
    board.about(machines.slow.model().id());
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
    let (mut given_back, mut reader) = (HashSet::new(), Reader::new(&args.game));
    loop {
        // A model may not take an input: the contract would have refused it, but a node may say that it did not.
        reader.begin();
        let make = |board: &Contract<Rpc>, claim: &Claim| {
            let model = machines.slow.model();
            let Some(input) = reader.of(model, claim)? else { return Ok(None) };
            match truth_of(machines, claim, input)? {
                Ok(truth) => {
                    let mut player = player(board.clone(), truth, &args.reserve).map_err(on_chain)?;
                    player.resolves = args.resolve;
                    Ok(Some(player))
                }
                Err(differs) if !claim.can_be_struck() => Err(Failure::no(format!(
                    "it has a result already, which stays, though {}",
                    differs.why()
                ))),
                Err(differs) => {
                    differs.refute(&mut board.clone(), &claim.id, model).map_err(on_chain)?;
                    Err(Failure::no(format!("it is struck out: {}", differs.why())))
                }
            }
        };
        let looked = watch.look(make, |told| tell(machines, told));
        if args.metrics.is_some() {
            page.set(watch.figures().text(), watch.page(&|place| names::step(machines, place)));
        }
        if looked.is_ok() {
            take_deposits(&mut watch.board, &mut given_back);
        }
        if let Err(error) = &looked {
            eprintln!("{error}; the next look is in {} s", args.poll);
        }
        if !matches!(looked, Ok(true)) {
            std::thread::sleep(Duration::from_secs(args.poll));
        }
    }
}

/// Takes back the deposits of the account's own claims in blobs whose time is over, and takes out what is owed to it for others: a former
/// life may have been killed in between.
fn take_deposits(board: &mut Contract<Rpc>, done: &mut HashSet<Hash>) {
    let Ok(claims) = board.claims() else { return };
    if !claims.iter().any(|claim| claim.blobs.is_some()) {
        return;
    }
    take_credit(board);
    // Claims that nobody has won have no result; the contract knows when the time of a deposit is over.
    for claim in claims.iter().filter(|claim| claim.blobs.is_some()) {
        if done.contains(&claim.id) {
            continue;
        }
        match board.take_deposit(&claim.id) {
            Ok(true) => drop(done.insert(claim.id)),
            Ok(false) => {}
            Err(error) => eprintln!("{} deposit: {error}; it is asked for again later", short(&claim.id)),
        }
    }
}

/// Takes out what the account is owed for refutations and deposits.
pub(super) fn take_credit(board: &mut Contract<Rpc>) {
    if let Err(error) = board.take_credit() {
        eprintln!("what deposits owe the account: {error}; it is asked for again later");
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
        Told::Struck(claim) => eprintln!("{} is struck out: it has no result", short(claim)),
        Told::Alert(alert, text, true) => eprintln!("ALERT {}: {text}", alert.name()),
        Told::Alert(alert, text, false) => eprintln!("over: {}: {text}", alert.name()),
    }
}

/// The start of a claim's id, for people.
fn short(claim: &Hash) -> String {
    format!("0x{}…", hex::encode(&claim[..4]))
}
