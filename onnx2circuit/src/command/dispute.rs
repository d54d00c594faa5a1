//! `dispute`: claims about inferences on a chain, and the game that settles them.

pub mod args;
mod demo;
mod follow;
mod inputs;
mod names;
mod parameters;
mod play;
mod registry;
mod settle;
mod show;
pub mod terms;
mod verify;

use args::{Account, Dispute, Game, Reserve, Verb};
use contracts::chain::{self, ChainError, Key, Policy, Rpc, Sender};
use contracts::{Address, ContractError};
use dispute::player::{Claim, Contract, DEPLOYER, Honest, PlayError, Player, View};
use inputs::{Differs, Input};
use std::path::PathBuf;
use std::time::Duration;

use super::print;
use crate::Failure;
use crate::artifact::read_file;
use crate::swapping::Machines;

/// What has a key in hexadecimal, and what has the password of a key's file.
const KEY: &str = "ONNX2CIRCUIT_KEY";
const PASSWORD: &str = "ONNX2CIRCUIT_PASSWORD";

/// Runs the verb.
pub fn run(args: &Dispute, json: bool) -> Result<(), Failure> {
    match &args.verb {
        Verb::Demo(args) => demo::run(args, json),
        Verb::Node(args) => node(args.port, json),
        Verb::Parameters(args) => parameters::run(args, json),
        Verb::Deploy(args) => play::deploy(args, json),
        Verb::VerifyModel(args) => verify::run(args, json),
        Verb::Register(args) => registry::register(args, json),
        Verb::Lookup(args) => registry::lookup(args, json),
        Verb::Claim(args) => play::claim(args, json),
        Verb::Watch(args) => play::watch(args, json),
        Verb::Challenge(args) => follow::challenge(args, json),
        Verb::Respond(args) => play::respond(args, json),
        Verb::Settle(args) => settle::run(args, json),
        Verb::StepProof(args) => show::step_proof(args, json),
        Verb::Tree(args) => show::tree(args, json),
    }
}

/// Serves until it is killed.
fn node(port: u16, json: bool) -> Result<(), Failure> {
    let serving = chain::serve(port).map_err(Failure::input)?;
    let accounts: Vec<String> =
        chain::Local::accounts().iter().map(|account| hex::encode(account.as_slice())).collect();
    let value = serde_json::json!({ "rpc": serving.url, "accounts": accounts });
    print(json, &value, || {
        format!("{} with {} accounts; for development only\n", serving.url, accounts.len())
    })?;
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

/// Nodes, and the account of a key, or one of those that the node signs for.
fn account(args: &Account) -> Result<(Rpc, Address), Failure> {
    let mut rpc = Rpc::of(&args.rpc);
    if let Some(key) = key(args)? {
        let account = key.address();
        let policy = Policy {
            most_fee: u128::from(args.max_fee) * 1_000_000_000,
            most_blob_fee: u128::from(args.max_blob_fee) * 1_000_000_000,
            patience: Duration::from_secs(args.bump_after),
            ..Policy::default()
        };
        rpc.sign(Sender::new(key, policy, kept(args, "transactions.json")?));
        return Ok((rpc, account));
    }
    let accounts = rpc.accounts().map_err(on_chain)?;
    let count = accounts.len();
    let which = args.account.unwrap_or(0);
    let account = accounts.get(which).copied();
    let account = account.ok_or_else(|| {
        let said = format!("account {which}: the node signs for {count}");
        Failure::input(said).with_help("--keystore and ONNX2CIRCUIT_KEY have transactions be signed here")
    })?;
    Ok((rpc, account))
}

/// The key that is given.
fn key(args: &Account) -> Result<Option<Key>, Failure> {
    let variable = |name: &str| std::env::var(name).ok();
    let Some(keystore) = &args.keystore else {
        return match (variable(KEY), args.account) {
            (Some(_), Some(account)) => {
                let message = format!("--account {account} names an account, and {KEY} another one");
                Err(Failure::input(message).with_help(format!("leave one of them out: env -u {KEY} …")))
            }
            (text, _) => text.map(|text| Key::from_hex(&text)).transpose().map_err(Failure::input),
        };
    };
    let password = match &args.password_file {
        Some(path) => String::from_utf8(read_file(path)?).map_err(|error| Failure::file(path, error))?,
        None => variable(PASSWORD)
            .ok_or_else(|| Failure::input(format!("neither --password-file nor {PASSWORD} is there")))?,
    };
    Key::from_keystore(keystore, password.trim_end_matches(['\r', '\n'])).map(Some).map_err(Failure::input)
}

/// A file of the store, if there is one.
fn kept(args: &Account, name: &str) -> Result<Option<PathBuf>, Failure> {
    let Some(folder) = &args.store else { return Ok(None) };
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
    Ok(Some(folder.join(name)))
}

/// The board of an account.
fn board(args: &Game) -> Result<Contract<Rpc>, Failure> {
    let (rpc, account) = account(&args.account)?;
    let mut board = Contract::new(rpc, Address::from(args.game), account, args.from_block);
    board.set_finality(args.finality);
    // A node that does not answer now may answer the first look.
    if let Err(ChainError::Contract(_)) = board.settings() {
        // Addresses of nodes may hold secrets.
        let message = format!("0x{} is no dispute game on the chain of --rpc", hex::encode(args.game));
        return Err(
            Failure::input(message).with_help("--game takes the first address that `dispute deploy` prints")
        );
    }
    Ok(board)
}

/// What is so of a claim, whatever key is in its model's identity; or why nothing is: its blobs are something else than it says.
fn truth(args: &Game, machines: &Machines, claim: &Claim) -> Result<Result<Honest, Differs>, Failure> {
    truth_of(machines, claim, inputs::of(args, machines.slow.model(), claim)?)
}

/// The same once it is known what the claim is about.
fn truth_of(machines: &Machines, claim: &Claim, input: Input) -> Result<Result<Honest, Differs>, Failure> {
    Ok(match input {
        Input::Is(input) => Ok(truth_on(machines, &input)?.on(claim.terms)),
        Input::Differs(differs) => Err(differs),
    })
}

/// What is so of an input, by both machines. Where they disagree, AB is right: an honest player goes by that, and says so.
fn truth_on(machines: &Machines, input: &[u8]) -> Result<Honest, Failure> {
    let checked = machines.checked(input)?;
    if let Some(wrong) = checked.disagreement() {
        eprintln!(
            "warning: native code does step {} '{}' otherwise than the machine, which is right: 0x{} instead of 0x{}",
            wrong.step,
            machines.label(wrong.step),
            hex::encode(wrong.fast),
            hex::encode(wrong.slow)
        );
    }
    Ok(Honest::new(machines.slow.clone(), checked))
}

/// An honest player, with its reserve.
fn player(
    mut board: Contract<Rpc>,
    truth: Honest,
    reserve: &Reserve,
) -> Result<Player<Contract<Rpc>, Honest>, ChainError> {
    let bond = board.settings()?.bond;
    let mut player = Player::new(board, truth);
    player.gas = reserve.gas_allowance.unwrap_or(bond);
    player.opponents = reserve.opponents.into();
    Ok(player)
}

/// A contract that refuses is the answer no; a node that does not answer is an input that is wrong.
fn on_chain(error: ChainError) -> Failure {
    match error {
        ChainError::Contract(_) => Failure::no(error),
        _ => Failure::input(error),
    }
}

/// The same of what is made by CREATE2.
fn on_making(error: ChainError) -> Failure {
    let lacks = |error: &ContractError| matches!(error, ContractError::Absent { at, .. } if *at == DEPLOYER);
    let lacking = matches!(&error, ChainError::Contract(error) if lacks(error));
    let failure = on_chain(error);
    match lacking {
        true => failure.with_help(
            "chains for development may have none, such as that of `dispute node`: deploy without --salt, or name a registry that is there with --registry",
        ),
        false => failure,
    }
}

fn playing(error: PlayError<ChainError>) -> Failure {
    match error {
        PlayError::Board(error) => on_chain(error),
        error => Failure::input(error),
    }
}
