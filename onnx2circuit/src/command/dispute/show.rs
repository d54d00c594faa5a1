//! `dispute step-proof` and `tree`: what there is to look at.

use contracts::StepContract;
use dispute::tree::{self, TournamentNode};
use fault_proof_vm::state::Witness;
use serde_json::json;

use super::super::print;
use super::super::subject;
use super::args::{StepProof, Tree};
use super::{board, names, on_chain, truth_on};
use crate::Failure;
use crate::artifact::{check_file, write_file};

/// `dispute step-proof`.
pub fn step_proof(args: &StepProof, json: bool) -> Result<(), Failure> {
    let (machines, bytes) = args.given.asked(&args.artifact)?;
    let truth = truth_on(&machines, &bytes)?;
    let model = machines.slow.model();
    let limit = 1u64 << model.log2_instructions();
    if args.instruction >= limit {
        return Err(Failure::input(format!("instruction {}: a step has {limit}", args.instruction)));
    }
    let mut arena = truth.run().arena(args.step);
    let mut vm = machines.slow.attach_at(&mut arena, args.instruction).map_err(Failure::internal)?;
    let before = vm.state_mut().hash();
    let witness = vm.step_with_proof().map_err(Failure::internal)?;
    let after = vm.state_mut().hash();
    let mut contract = StepContract::new().map_err(Failure::internal)?;
    let outcome = contract.step(&witness.state, &witness.proof[..], &[0; 32]).map_err(Failure::internal)?;
    if outcome.post_hash != after {
        return Err(Failure::internal("the step contract comes to another state"));
    }
    let place = model.place(args.step, args.instruction);
    let instruction = names::instruction(&truth, &place);
    let status = Witness::decode(&witness.state).map_err(Failure::internal)?.status() as u8;
    let value = json!({
        "step": args.step, "nodes": machines.label(args.step), "instruction": args.instruction,
        "what": instruction, "place": place, "pre": hex::encode(before), "post": hex::encode(after),
        "status": status, "state_data": hex::encode(witness.state), "proof_data": hex::encode(&witness.proof[..]),
        "gas": outcome.gas,
    });
    print(json, &value, || {
        format!(
            "{}: {}\nfrom 0x{}\nto   0x{}\n{} bytes of proof; the step contract agrees, for {} gas\n",
            names::step(&machines, &place),
            instruction.unwrap_or_default(),
            hex::encode(before),
            hex::encode(after),
            witness.proof.len(),
            outcome.gas
        )
    })
}

/// `dispute tree`.
pub fn tree(args: &Tree, json: bool) -> Result<(), Failure> {
    args.svg.as_deref().map_or(Ok(()), check_file)?;
    let machines =
        args.artifact.as_ref().map(|artifact| subject::machines(artifact, &args.text)).transpose()?;
    let mut board = board(&args.game)?;
    let tree = TournamentNode::of_claim(args.claim, board.events().map_err(on_chain)?);
    if tree.commitments.is_empty() {
        return Err(Failure::input(format!("no claim 0x{}", hex::encode(args.claim))));
    }
    let step = |place: &[u64]| match &machines {
        Some(machines) => names::step(machines, place),
        None => format!("step {}", place.last().copied().unwrap_or_default()),
    };
    let lines = tree.lines(&step);
    if let Some(path) = &args.svg {
        write_file(path, tree::svg(&format!("Claim 0x{}", hex::encode(args.claim)), &lines).as_bytes())?;
    }
    let value: Vec<_> = lines.iter().map(|line| json!({ "depth": line.depth, "text": line.text })).collect();
    print(json, &value, || tree::text(&lines))
}
