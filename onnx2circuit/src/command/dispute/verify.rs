//! `dispute verify-model`: whether an identity is that of a model, which is compiled again. So a stranger sees what a claim on a
//! chain is about, from the ONNX file and the settings that it is said to be made of.

use contracts::Address;
use contracts::chain::Rpc;
use contracts::game::Event;
use dispute::model::{Model, Region};
use dispute::player::Contract;
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::state::Witness;
use serde_json::json;

use super::super::progress::{Shown, stage};
use super::super::{compile, print};
use super::args::VerifyModel;
use super::{on_chain, terms};
use crate::artifact::Artifact;
use crate::{Failure, pipeline, swapping};

/// What the model is held against.
struct Said {
    identity: Hash,
    /// What it is the hash of, where that is known.
    model: Option<Model>,
}

/// A part of a model that is not as it was said to be.
struct Difference {
    part: &'static str,
    rebuilt: String,
    said: String,
}

/// Runs the verb.
pub fn run(args: &VerifyModel, json: bool) -> Result<(), Failure> {
    let said = said(args)?;
    let quantisation = compile::quantised(&args.model, &args.quantise)?;
    let graph = &quantisation.quantised.graph;
    let modules = stage("lowering", || pipeline::lower(graph, true))?;
    let assembled = pipeline::build(graph, modules, &Shown)?.assemble(&Shown)?;
    let mut rebuilt = stage("bounding the machine's steps", || swapping::model(&assembled))?;
    let (mut proofs, mut made_again) = (None, None);
    if let Some(key) = args.keyed.read()? {
        let program = &assembled.program;
        let terms = terms::terms(&key, &rebuilt, &program.graph, &program.plan)?;
        rebuilt = rebuilt.on(terms.hash());
        proofs = Some(terms::shown(&key, &terms));
        made_again = Some(args.srs.is_some());
        match &args.srs {
            Some(srs) => stage("making the key again", || terms::made_again(&key, &assembled.circuit, srs))?,
            None => eprintln!(
                "warning: that the key is the model's is its own word: with --srs FILE it is made again"
            ),
        }
    }
    let identity = rebuilt.id();
    let equal = identity == said.identity;
    let differs = said.model.as_ref().map(|said| differences(&rebuilt, said)).unwrap_or_default();
    let [ours, theirs] = [identity, said.identity].map(hex::encode);
    let value = json!({
        "proofs": proofs, "key_made_again": made_again, "equal": equal, "identity": ours, "said": theirs, "model_sha256": quantisation.model.hash_hex(),
        "differs": differs.iter().map(|difference| json!({
            "part": difference.part, "rebuilt": difference.rebuilt, "said": difference.said,
        })).collect::<Vec<_>>(),
    });
    print(json, &value, || {
        if equal {
            return format!("equal: 0x{ours} is the identity of {}\n", args.model.model.display());
        }
        let mut text = format!("NOT equal: the model's identity is 0x{ours}, not 0x{theirs}\n");
        for Difference { part, rebuilt, said } in &differs {
            text += &format!("  {part}: {rebuilt}, not {said}\n");
        }
        text
    })?;
    match equal {
        true => Ok(()),
        false => Err(Failure::told(
            "the identity is another model's, one of other settings, or one with another key",
        )),
    }
}

/// What is said: an identity, an artifact's, or that of a claim.
fn said(args: &VerifyModel) -> Result<Said, Failure> {
    if let Some(identity) = args.identity {
        return Ok(Said { identity, model: None });
    }
    if let Some(artifact) = &args.artifact {
        let model = swapping::slow_of(&Artifact::open(artifact)?)?.model().clone();
        return Ok(Said { identity: model.id(), model: Some(model) });
    }
    let (Some(claim), Some(game)) = (args.claim, args.game) else {
        return Err(Failure::input("held against what? --identity, --artifact, or --claim with --game"));
    };
    let mut board =
        Contract::new(Rpc::of(&args.rpc), Address::from(game), Address::default(), args.from_block);
    let opened = board.events().map_err(on_chain)?.iter().find_map(|event| match event {
        Event::Opened { claim: id, model_bytes, .. } if *id == claim => Some(model_bytes.clone()),
        _ => None,
    });
    let bytes = opened.ok_or_else(|| Failure::input(format!("no claim 0x{}", hex::encode(claim))))?;
    Ok(Said { identity: keccak256(&bytes), model: Model::decode(&bytes).ok() })
}

/// The parts that are not the same. The digest is that of the circuit, which has weights and scales; the program has them as
/// the machine takes them.
fn differences(rebuilt: &Model, said: &Model) -> Vec<Difference> {
    type Part = (&'static str, fn(&Model) -> String);
    let parts: [Part; 10] = [
        ("log2 of the arena's size", |model| model.template.log2_size.to_string()),
        ("steps", |model| model.steps.to_string()),
        ("layers of steps", |model| format!("{:?}", model.step_heights)),
        ("layers of instructions", |model| format!("{:?}", model.heights)),
        ("inputs", |model| region(model.inputs)),
        ("outputs", |model| region(model.outputs)),
        // The root of memory follows from the arena.
        ("start state", |model| {
            short(&Witness { memory_root: [0; 32], ..model.template.witness.clone() }.encode())
        }),
        ("program", |model| short(model.template.siblings.as_flattened())),
        ("circuit", |model| short(&model.digest)),
        ("verifying key", |model| match model.terms {
            terms if terms == Hash::default() => "none".to_owned(),
            terms => format!("one of terms 0x{}", hex::encode(terms)),
        }),
    ];
    let differ = |(part, of): &Part| {
        let (rebuilt, said) = (of(rebuilt), of(said));
        (rebuilt != said).then_some(Difference { part, rebuilt, said })
    };
    parts.iter().filter_map(differ).collect()
}

fn region(Region { offset, log2_size }: Region) -> String {
    format!("2^{log2_size} bytes at {offset:#x}")
}

/// What tells bytes apart, for people.
fn short(bytes: &[u8]) -> String {
    format!("0x{}…", hex::encode(&keccak256(bytes)[..8]))
}
