//! `dispute demo`: a proposer who cheats in one step, a challenger, and the contract between them, on a node behind
//! JSON-RPC.

use contracts::Address;
use contracts::chain::{self, Rpc};
use dispute::game::{GameError, Named, Noted, Seat, play_out};
use dispute::player::{Contract, Honest, Liar, Lie, Player, Settings, View, deploy};
use dispute::tree::{self, TournamentNode};
use serde_json::json;

use super::super::print;
use super::super::progress::stage;
use super::args::Demo;
use super::{names, on_chain, playing, truth_on};
use crate::artifact::{check_file, write_file};
use crate::command::demo::assemble;
use crate::swapping::{Machines, input_bytes};
use crate::{Failure, inputs};

/// Times of the demonstration, in seconds, and a bond of a tenth of an ether.
const SETTINGS: Settings = Settings { allowance: 86_400, extension: 3_600, bond: 100_000_000_000_000_000 };
/// Longest game.
const LIMIT: u64 = 100 * 86_400;

/// Runs the verb.
pub fn run(args: &Demo, json: bool) -> Result<(), Failure> {
    args.svg.as_deref().map_or(Ok(()), check_file)?;
    let (machines, bytes) = match &args.artifact {
        Some(artifact) => args.given.asked(artifact)?,
        None if args.given.input.is_some() || args.given.text.tokens.is_some() => {
            return Err(Failure::input("--input and --tokens are of an artifact: give --artifact"));
        }
        None => {
            let assembled = assemble(&args.model)?.1;
            let machines = stage("bounding the machine's steps", || Machines::assembled(assembled))?;
            let values = inputs::read(&args.model.join("digits/3.npy"), machines.ports())?;
            let bytes = input_bytes(&machines.graph, &machines.plan, &values)?;
            (machines, bytes)
        }
    };
    let truth = truth_on(&machines, &bytes)?;

    let serving = match &args.rpc {
        Some(_) => None,
        None => Some(chain::serve(0).map_err(Failure::internal)?),
    };
    let url = args.rpc.clone().or_else(|| serving.as_ref().map(|serving| serving.url.clone()));
    let mut rpc = Rpc::new(&url.unwrap_or_default());
    let accounts = rpc.accounts().map_err(on_chain)?;
    let &[deployer, proposer, challenger, ..] = &accounts[..] else {
        return Err(Failure::input(format!(
            "the node signs for {} accounts, three are needed",
            accounts.len()
        )));
    };
    let deployed = deploy(&mut rpc, deployer, &SETTINGS).map_err(on_chain)?;
    let board = |account: Address| Contract::new(rpc.clone(), deployed.game, account, deployed.block);

    let lie = lie(&machines, &truth, args.lie_at)?;
    let about = format!("step {} '{}'", lie.model_step, machines.label(lie.model_step));
    let liar = Liar::new(truth.clone(), lie).map_err(Failure::input)?;
    let mut proposer = Player::new(board(proposer), liar);
    let (claim, cost) = proposer.open(&bytes).map_err(playing)?;
    let opened = proposer.board.time().map_err(on_chain)?;
    let text = |line: String| {
        if !json {
            eprintln!("{line}");
        }
    };
    text(format!(
        "model 0x{}\nclaim 0x{}\nthe proposer lies about {about}\n\n{:<12} {:<9} {:>9} gas {:>6} bytes",
        hex::encode(machines.slow.model().id()),
        hex::encode(claim),
        "proposer",
        "open",
        cost.gas,
        cost.bytes,
    ));
    let mut seats: [Box<dyn Seat>; 2] = [
        Box::new(Named { name: "proposer".to_owned(), player: proposer }),
        Box::new(Named {
            name: "challenger".to_owned(),
            player: Player::new(board(challenger), truth.clone()),
        }),
    ];
    let mut referee = board(deployer);
    let noted = |note: &Noted| {
        text(format!("{:<12} {}", note.player, names::played(&machines, &note.played)));
    };
    let moves = play_out(&mut referee, &claim, &mut seats, LIMIT, |rpc, seconds| rpc.pass(seconds), noted);
    let moves = moves.map_err(|error| match error {
        GameError::Player { source, .. } => playing(source),
        GameError::Chain(error) => on_chain(error),
        error @ GameError::Endless { .. } => Failure::internal(error),
    })?;

    let claims = referee.claims().map_err(on_chain)?;
    let result = claims.iter().find(|known| known.id == claim).and_then(|known| known.result);
    let winner = if result == Some(truth.run().state(u64::MAX)) { "challenger" } else { "proposer" };
    let tree = TournamentNode::of_claim(claim, referee.events().map_err(on_chain)?);
    let lines = tree.lines(&|place| names::step(&machines, place));
    if let Some(path) = &args.svg {
        write_file(path, tree::svg("A dispute about an inference", &lines).as_bytes())?;
    }
    let disputed = disputed(&tree);
    let instruction = disputed.as_ref().and_then(|place| names::instruction(&truth, place));
    let done: Vec<_> =
        moves.iter().filter_map(|note| Some((note, note.played.cost.as_ref().ok()?))).collect();
    let gas: u64 = cost.gas + done.iter().map(|(_, cost)| cost.gas).sum::<u64>();
    let mut table = vec![json!({
        "player": "proposer", "move": "open", "layer": 0, "place": [], "gas": cost.gas, "bytes": cost.bytes,
        "time": opened,
    })];
    table.extend(done.iter().map(|(note, cost)| {
        json!({
            "player": note.player, "move": note.played.what.name(), "layer": note.played.layer,
            "place": note.played.place, "gas": cost.gas, "bytes": cost.bytes, "time": note.time,
        })
    }));
    let value = json!({
        "winner": winner, "rounds": table.len(), "gas": gas, "deployment_gas": deployed.gas,
        "model": hex::encode(machines.slow.model().id()), "claim": hex::encode(claim),
        "result": result.map(hex::encode), "lie": about, "instruction": instruction, "moves": table,
    });
    print(json, &value, || {
        let instruction = instruction.unwrap_or_else(|| "none: it ended before".to_owned());
        format!(
            "\n{}\nthe disputed instruction: {instruction}\nthe {winner} wins after {} moves; {gas} gas in all, and {} \
             to deploy\n",
            tree::text(&lines),
            done.len() + 1,
            deployed.gas
        )
    })
}

/// A lie about a step, the longest one unless told otherwise, that comes about in the midst of its instructions.
fn lie(machines: &Machines, truth: &Honest, step: Option<u64>) -> Result<Lie, Failure> {
    let steps = truth.run().steps();
    let longest = || {
        let length = |step: &u64| {
            let mut arena = truth.run().arena(*step);
            machines.slow.advance(&mut arena, *step).map_or(0, |step| step.instructions)
        };
        (0..steps).max_by_key(length).unwrap_or(0)
    };
    let step = step.unwrap_or_else(longest);
    if step >= steps {
        return Err(Failure::input(format!("step {step}: the run has {steps}")));
    }
    let heights = &machines.slow.model().heights;
    Ok(Lie { model_step: step, steps: heights.iter().map(|height| (1 << height) / 3).collect(), amount: 1 })
}

/// The place of the instruction that the step contract did.
fn disputed(tree: &TournamentNode) -> Option<Vec<u64>> {
    tree.matches.iter().find_map(|game| match (&game.stepped, &game.inner, game.step) {
        (Some(_), _, Some(step)) => Some([&tree.place[..], &[step]].concat()),
        (_, Some(inner), _) => disputed(inner),
        _ => None,
    })
}
