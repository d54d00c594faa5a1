//! Whether the parts of an artifact belong together.
//!
//! The manifest's hashes say that no file was changed since it was written, not that the files say the same: whoever
//! puts an artifact together can hash what they like. Everything follows from the extended LLVM IR, which has the
//! hash of every constant, so everything is made from it again and compared: graph, memory plan, circuit, native object, fault-proof program, and what the
//! manifest says of them. What remains a claim of the manifest is where the LLVM IR comes from: the hashes of model
//! and calibration, and the settings. Who has the model compiles it again; artifacts are the same bytes everywhere.

use std::fmt::Display;

use crate::artifact::Artifact;
use crate::{Failure, manifest, pipeline, swapping};

/// Checks an artifact, and gives its circuit, with the names of its nodes.
///
/// # Errors
/// [`Failure`] naming the first part that does not belong to the others.
pub fn check(artifact: &Artifact) -> Result<circuit::Graph, Failure> {
    let agree = |what: &str, same: bool| {
        if same { Ok(()) } else { Err(stranger(artifact, format!("{what} is not what its model.ll gives"))) }
    };
    let llvm = artifact.extended().map_err(|e| stranger(artifact, e))?;
    agree("model.ll", llvm.text() == artifact.llvm()?)?;
    let program = pipeline::read(&llvm).map_err(|e| stranger(artifact, e))?;
    agree("graph.json", program.graph == artifact.graph)?;
    agree("plan.json", program.plan == artifact.plan)?;
    let circuit = pipeline::circuit(&program.graph)?;
    agree("circuit.bin", artifact.circuit()?.digest() == circuit.digest())?;
    agree("model.o", artifact.object()? == pipeline::object(&llvm)?)?;
    let elf = artifact.program()?;
    agree("model.elf", elf == pipeline::elf(&llvm, program.graph.nodes.len())?)?;

    let said = &artifact.manifest;
    let made = manifest::Derived::new(&program, &elf)?;
    agree("the manifest's circuit", {
        said.circuit.digest == circuit.digest().to_string()
            && said.circuit.relations == circuit.relations.len()
    })?;
    agree("the manifest's list of inputs, outputs and tensors", {
        said.model == program.graph.name
            && said.inputs == made.inputs
            && said.outputs == made.outputs
            && said.tensors == made.tensors
    })?;
    agree("the manifest's list of steps", said.steps == made.steps)?;
    agree("the manifest's list of addresses", said.addresses == made.addresses)?;
    if let (Some(id), Some(log2)) = (&said.dispute.model, said.dispute.log2_instructions) {
        let slow = swapping::slow(&elf, &program.graph, &program.plan, log2, &said.circuit.digest)?;
        agree("the manifest's identity in disputes", *id == hex::encode(slow.model().id()))?;
    }
    Ok(circuit)
}

fn stranger(artifact: &Artifact, what: impl Display) -> Failure {
    let help = "compile the model again: nothing made from this artifact would say what its other parts say";
    Failure::input(format!("{}: the parts do not belong together: {what}", artifact.directory.display()))
        .with_help(help)
}
