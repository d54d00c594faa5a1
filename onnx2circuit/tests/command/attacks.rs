//! Attackers with money against `dispute watch --play`, as a process, on anvil with its clock moved: `dispute/tests/suite/attackers.rs` says
//! what they do.

use crate::attackers::{OTHERS, SETTINGS, STALL, Scene, Strategy, Watched};
use crate::folder::Folder;
use crate::node;
use contracts::chain::Key;
use dispute::player::{Honest, Player, deploy};
use onnx2circuit::artifact::Artifact;
use onnx2circuit::swapping::Machines;
use std::process::Stdio;
use tests::onnx;

/// The process's key.
const SECRET: [u8; 32] = [0x42; 32];

fn play(strategy: &Strategy) {
    let Some((node, mut rpc)) = node::start(&[]) else { return };
    let folder = Folder::new();
    folder.write("model.onnx", onnx::classifier(1));
    folder.run("compile model.onnx -o model.o2c --input-range x=-1..1").fine();
    let artifact = Artifact::open(&folder.path("model.o2c")).expect("ours");
    let machines = Machines::open(&artifact).expect("two machines");
    let input = Vec::new();
    let truth = Honest::new(machines.slow.clone(), machines.checked(&input).expect("runs"));
    let accounts = rpc.accounts().expect("accounts");
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).expect("a game");
    let account = Key::new(&SECRET).expect("a key").address();
    // A bond for each layer, and half a one for gas.
    let (gas, layers) = (SETTINGS.bond / 2, machines.slow.model().layers() as u128);
    let money = layers * SETTINGS.bond + gas;
    rpc.fund(account, money).expect("money");
    let scene = Scene { rpc, deployed, truth, input, account, money };
    let line = format!(
        "dispute watch model.o2c --play --poll 0 --store store --gas-allowance {gas} --rpc {} --game {}",
        node.url,
        hex::encode(scene.deployed.game)
    );
    let start = || {
        let mut command = folder.command(&line);
        command.env("ONNX2CIRCUIT_KEY", hex::encode(SECRET)).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("a process")
    };
    let mut observer = Player::new(scene.board(account), scene.truth.clone());
    observer.gas = gas;
    scene.play(strategy, Box::new(Watched { start: Box::new(start), process: None, observer }));
}

#[test]
fn a_staller() {
    play(&STALL);
}

#[test]
#[ignore = "minutes; run by make test-deep"]
fn liars_with_money() {
    OTHERS.iter().for_each(play);
}
