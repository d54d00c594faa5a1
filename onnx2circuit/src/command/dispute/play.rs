//! `dispute deploy`, `claim`, `watch`, `respond`: a game on a chain, looked at and played move by move.

use contracts::Address;
use contracts::blobs::kzg::Setup;
use contracts::chain::{ChainError, Rpc};
use dispute::player::{Belief, Contract, Deployment, Honest, Player, Settings, View, afford_claim};
use dispute::terms::Terms;
use serde_json::json;
use std::sync::Arc;

use super::super::print;
use super::super::progress::stage;
use super::super::subject;
use super::args::{Challenge, Claim, Deploy, Reserve, Watch};
use super::{account, board, follow, inputs, names, on_chain, on_making, player, playing, truth};
use crate::artifact::{Artifact, check_file, write_file};
use crate::swapping::Machines;
use crate::{Failure, listing};

/// `dispute deploy`.
pub fn deploy(args: &Deploy, json: bool) -> Result<(), Failure> {
    args.output.as_deref().map_or(Ok(()), check_file)?;
    let (mut rpc, account) = account(&args.account)?;
    let settings = Settings { allowance: args.allowance, extension: args.extension, bond: args.bond };
    let [step, oracle, verifier] =
        [args.step, args.oracle, args.verifier].map(|given| given.map(Address::from));
    let guard = args.guardian.map(Address::from).zip(args.withdrawal_delay);
    let deployment = Deployment { settings, step, oracle, verifier, guard, salt: args.salt };
    let deployed = deployment.run(&mut rpc, account).map_err(on_making)?;
    let [game, step, oracle, verifier, blobs] =
        [deployed.game, deployed.step, deployed.oracle, deployed.verifier, deployed.blobs].map(hex::encode);
    let value = json!({
        "game": game, "step": step, "oracle": oracle, "verifier": verifier,
        "blobs": blobs, "vault": deployed.vault.map(hex::encode), "block": deployed.block, "gas": deployed.gas,
    });
    if let Some(path) = &args.output {
        write_file(path, format!("{value:#}\n").as_bytes())?;
    }
    let vault = deployed.vault.map(|vault| format!(", vault of delayed bonds 0x{}", hex::encode(vault)));
    let vault = vault.unwrap_or_default();
    print(json, &value, || {
        format!(
            "game 0x{game} in block {}, step contract 0x{step}, oracle 0x{oracle}, verifier of proofs 0x{verifier}, inputs in blobs by 0x{blobs}{vault}\n",
            deployed.block
        )
    })
}

/// The terms of the key that a claim is to have in its identity, if one is given.
fn own_terms(args: &Claim, machines: &Machines) -> Result<Option<Terms>, Failure> {
    if args.key.keyed.key.is_none() {
        return Ok(None);
    }
    if machines.text.is_some() {
        // Which says so.
        return args.key.keyed.terms_of(machines);
    }
    let checked = args.key.checked(&Artifact::open(&args.artifact)?, machines.slow.model())?;
    Ok(checked.map(|(_, terms)| terms))
}

/// What a claim with its input in blobs takes: the points of the ceremony, and a key of one's own. Nothing for one that has it beside it.
fn blobs_of(args: &Claim) -> Result<Option<Arc<Setup>>, Failure> {
    let Claim { blob, game, .. } = args;
    if !blob {
        let unused = [("--beacon", !game.beacon.is_empty()), ("--kzg-setup", game.kzg_setup.is_some())];
        return match unused.iter().find(|(_, given)| *given) {
            None => Ok(None),
            Some((name, _)) => Err(Failure::input(format!(
                "{name} is about blobs, and the claim's input is to go beside it"
            ))
            .with_help("--blob puts it into blobs")),
        };
    }
    if super::key(&game.account)?.is_none() {
        return Err(Failure::input(ChainError::Unsigned)
            .with_help("--keystore or ONNX2CIRCUIT_KEY has the key that signs"));
    }
    inputs::setup(game).map(Some)
}

/// Refuses a claim that there is no money for, before it takes minutes to find out what it is to say.
fn can_pay(
    board: &mut Contract<Rpc>,
    machines: &Machines,
    reserve: &Reserve,
    blobs: bool,
) -> Result<(), Failure> {
    let bond = board.settings().map_err(on_chain)?.bond;
    let (gas, deposit) = (reserve.gas_allowance.unwrap_or(bond), if blobs { bond } else { 0 });
    let layers = machines.slow.model().layers();
    afford_claim(board, layers, reserve.opponents.into(), gas.saturating_add(deposit)).map_err(playing)
}

/// `dispute claim`.
pub fn claim(args: &Claim, json: bool) -> Result<(), Failure> {
    // What is refused is refused before anything is computed.
    let setup = blobs_of(args)?;
    let mut board = board(&args.game)?;
    let (mut machines, bytes) = args.given.asked(&args.artifact)?;
    can_pay(&mut board, &machines, &args.reserve, setup.is_some())?;
    if let Some(terms) = own_terms(args, &machines)? {
        machines.slow = machines.slow.on(terms.hash());
    }
    let checked = stage("double checking", || machines.checked(&bytes))?;
    if let Some(step) = checked.disagreement() {
        return Err(Failure::internal(format!("the machines disagree on step {}", step.step)));
    }
    let end = checked.run().state(u64::MAX);
    let truth = Honest::new(machines.slow, checked);
    let mut player = player(board, truth, &args.reserve).map_err(on_chain)?;
    let opened = match setup {
        Some(setup) => {
            stage("committing to the blobs and sending them", || player.open_in_blobs(&setup, &bytes))
        }
        None => player.open(&bytes),
    };
    let (claim, cost) = opened.map_err(playing)?;
    let value = json!({ "claim": hex::encode(claim), "end": hex::encode(end), "gas": cost.gas });
    print(json, &value, || format!("claim 0x{}, {} gas\n", hex::encode(claim), cost.gas))
}

/// `dispute watch`.
pub fn watch(args: &Watch, json: bool) -> Result<(), Failure> {
    let machines = subject::machines(&args.artifact, &args.text)?;
    if args.play {
        return follow::watch(args, &machines);
    }
    let model = machines.slow.model().id();
    let mut board = board(&args.game)?;
    board.about(model);
    board.refresh().map_err(on_chain)?;
    let mut known = Vec::new();
    for claim in board.claims().map_err(on_chain)? {
        let ours = claim.model == model;
        let (mut truth, mut unknown) = (None, "another model's");
        if ours && claim.struck {
            unknown = "struck out: its blobs are not its input";
        } else if ours {
            match super::truth(&args.game, &machines, &claim) {
                Ok(Ok(is)) => truth = Some(is),
                Ok(Err(_)) if claim.result.is_some() => {
                    unknown = "resolved, WRONG: its blobs are not its input"
                }
                Ok(Err(_)) if claim.proven.is_some() => {
                    unknown = "settled by a proof, WRONG: its blobs are not its input";
                }
                Ok(Err(_)) => unknown = "its blobs are not its input: challenge it",
                // Of others there is something to say.
                Err(error) if claim.blobs.is_some() => {
                    let help = error.help().map_or_else(String::new, |help| format!(" ({help})"));
                    eprintln!("0x{}: {error}{help}", hex::encode(claim.id));
                    unknown = match args.game.kzg_setup.is_none() || args.game.beacon.is_empty() {
                        true => "not read: its input is in blobs, and --kzg-setup or --beacon is missing",
                        false => "not read: its input is in blobs that are not to be had",
                    };
                }
                Err(error) => return Err(error),
            }
        }
        let verdict = match (truth.as_ref().map(Honest::run), claim.result) {
            (None, _) => unknown,
            (Some(_), _) if claim.proven.is_some() => {
                let opening = truth.clone().and_then(|mut truth| truth.opening().ok().flatten());
                match opening.is_some_and(|opening| Some(opening.outputs) == claim.proven) {
                    true => "settled by a proof, right",
                    false => "settled by a proof, WRONG",
                }
            }
            (Some(run), Some(result)) if run.state(u64::MAX) == result => "resolved, right",
            (Some(_), Some(_)) => "resolved, WRONG",
            (Some(run), None) => {
                let root = run.history(&machines.slow, &[]).map_err(Failure::internal)?.root();
                let there = board.payer(&claim.id, &root).map_err(on_chain)?.is_some();
                if there { "open, the right commitment is there" } else { "open, WRONG: challenge it" }
            }
        };
        known.push((hex::encode(claim.id), verdict, claim.result.map(hex::encode)));
    }
    let value: Vec<_> = known
        .iter()
        .map(|(claim, verdict, result)| json!({ "claim": claim, "verdict": verdict, "result": result }))
        .collect();
    print(json, &value, || {
        let rows: Vec<Vec<String>> = known
            .iter()
            .map(|(claim, verdict, _)| vec![format!("0x{claim}"), (*verdict).to_owned()])
            .collect();
        listing::table(&["claim", "verdict"], &rows)
    })
}

/// The player of a claim, who knows what is so; none if the claim was struck out now, since its blobs are not its input.
pub(super) fn honest(
    args: &Challenge,
    machines: &Machines,
) -> Result<Option<Player<Contract<Rpc>, Honest>>, Failure> {
    let mut board = board(&args.game)?;
    board.about(machines.slow.model().id());
    board.refresh().map_err(on_chain)?;
    let claims = board.claims().map_err(on_chain)?;
    let claim = claims.into_iter().find(|known| known.id == args.claim);
    let claim = claim.ok_or_else(|| Failure::input(format!("no claim 0x{}", hex::encode(args.claim))))?;
    let model = machines.slow.model().id();
    if claim.model != model {
        let (theirs, ours) = (hex::encode(claim.model), hex::encode(model));
        return Err(Failure::input(format!("the claim is about model 0x{theirs}, the artifact is 0x{ours}")));
    }
    let known = args.keyed.terms_of(machines)?.map(|terms| terms.hash());
    if claim.terms != [0; 32] && Some(claim.terms) != known {
        return Err(Failure::no(format!(
            "a proof settles the claim by a key of terms 0x{}, which is not the one given with --key",
            hex::encode(claim.terms)
        ))
        .with_help("no bond comes back from a claim that a forged proof settles: give a key that `dispute verify-model --key --srs` has checked"));
    }
    if claim.struck {
        // A former life may have refuted it, and have been killed before it was paid.
        follow::take_credit(&mut board);
        return Err(Failure::no(
            "the claim was struck out: its blobs are not the input that it says they are",
        ));
    }
    match truth(&args.game, machines, &claim)? {
        Ok(truth) => {
            let mut player = player(board, truth, &args.reserve).map_err(on_chain)?;
            player.resolves = args.resolve;
            Ok(Some(player))
        }
        Err(differs) => {
            let why = differs.why();
            if !claim.can_be_struck() {
                return Err(Failure::no(format!(
                    "the claim has a result already, which stays, though {why}"
                )));
            }
            let cost = stage("refuting", || differs.refute(&mut board, &claim.id, machines.slow.model()));
            let gas = cost.map_err(on_chain)?.gas;
            board.refresh().map_err(on_chain)?;
            let now = board.claim(&claim.id).map_err(on_chain)?;
            if !now.is_some_and(|claim| claim.struck) {
                return Err(Failure::no(format!(
                    "the claim has come to a result meanwhile, which stays, though {why}"
                )));
            }
            eprintln!("struck out for {gas} gas: {why}");
            Ok(None)
        }
    }
}

/// `dispute respond`.
pub fn respond(args: &Challenge, json: bool) -> Result<(), Failure> {
    let machines = subject::machines(&args.artifact, &args.text)?;
    let Some(mut player) = honest(args, &machines)? else {
        return print(json, &json!([{ "move": "refute" }]), || "struck out\n".to_owned());
    };
    let played = player.play(&args.claim).map_err(playing)?;
    let value: Vec<_> = played
        .iter()
        .map(|played| {
            let (gas, refused) = match &played.cost {
                Ok(cost) => (Some(cost.gas), None),
                Err(error) => (None, Some(error.clone())),
            };
            json!({ "move": played.what.name(), "layer": played.layer, "gas": gas, "refused": refused })
        })
        .collect();
    print(json, &value, || match played.is_empty() {
        true => "nothing to do now\n".to_owned(),
        false => played.iter().map(|played| names::played(&machines, played) + "\n").collect(),
    })
}
