//! The attackers ([`crate::attackers`]) against a watch that is a copy of these tests, about the toy's model. Against the command itself
//! they play in `onnx2circuit/tests/command/attacks.rs`.

use crate::attackers::{OTHERS, STALL, Strategy};
use crate::node;
use crate::process::{process, scene};

fn play(strategy: &Strategy) {
    let Some((_node, rpc)) = node::start(&[]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let scene = scene(rpc);
    scene.play(strategy, Box::new(process(&scene, folder.path())));
}

#[test]
fn a_staller() {
    play(&STALL);
}

#[test]
#[ignore = "a minute; run by make test-deep"]
fn liars_with_money() {
    OTHERS.iter().for_each(play);
}
