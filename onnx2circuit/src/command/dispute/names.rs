//! Steps of a game by names that people know: ONNX nodes, ranges of instructions, the instruction itself.

use dispute::player::{Honest, Move, Played};
use fault_proof_vm::isa::decode;

use crate::swapping::Machines;

/// The name of a step, by its place: the step in each layer from the topmost on.
pub fn step(machines: &Machines, place: &[u64]) -> String {
    let model = machines.slow.model();
    let Some(layer) = place.len().checked_sub(1) else { return "the whole run".to_owned() };
    let (step, start) = model.position(place);
    let label = machines.label(step);
    match (layer < model.step_layers(), model.stride_log2(layer)) {
        (true, 0) => format!("step {step} '{label}'"),
        (true, stride) => format!("window {}", step >> stride),
        (false, 0) => format!("instruction {start} of '{label}'"),
        (false, stride) => {
            format!("instructions {start} to {} of '{label}'", start.saturating_add((1 << stride) - 1))
        }
    }
}

/// The instruction at a place that ends in the last layer, as far as the honest run comes to it.
pub fn instruction(truth: &Honest, place: &[u64]) -> Option<String> {
    let slow = truth.slow();
    let (step, start) = slow.model().position(place);
    let vm = slow.attach_at(&mut truth.run().arena(step), start).ok()?;
    let state = vm.state();
    if state.control.exited {
        return Some("none: the machine has exited".to_owned());
    }
    let pc = state.active_thread()?.pc;
    let word = state.memory().read_word(pc & !7);
    let word = (if pc & 4 == 0 { word >> 32 } else { word }) as u32;
    Some(format!("{:?} ({word:#010x}) at pc {pc:#x}", decode(word).op))
}

/// A move in a line.
pub fn played(machines: &Machines, played: &Played) -> String {
    let about = match (&played.what, played.layer) {
        (Move::Seal { game, children, .. }, Some(_)) => {
            let right = u64::from(children[0] == game.children[0]);
            step(machines, &[&played.place[..], &[game.position + right]].concat())
        }
        (Move::Advance { game, .. }, Some(layer)) => match game.height - 1 {
            1 => format!("layer {layer}, 1 level above a step"),
            levels => format!("layer {layer}, {levels} levels above a step"),
        },
        (_, Some(_)) => step(machines, &played.place),
        (_, None) => String::new(),
    };
    let cost = match &played.cost {
        Ok(cost) => format!("{:>9} gas {:>6} bytes", cost.gas, cost.bytes),
        Err(error) => format!("refused: {error}"),
    };
    format!("{:<9} {cost}  {about}", played.what.name())
}
