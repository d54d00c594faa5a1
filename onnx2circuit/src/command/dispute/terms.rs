//! Verifying keys in identities (`--key`): the terms on which a proof settles claims about a model.

use circuit::public::Kind;
use clap::{Args, ValueHint};
use dispute::model::Model;
use dispute::terms::{PublicTensor, Terms};
use fault_proof_vm::keccak::keccak256;
use gadgets::{Graph, Port};
use halo2::public::{Slot, in_order};
use halo2::{EvmKey, Limits, Statement, VerifyingKey};
use llvm_backend::plan::Plan;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

use super::super::args::Development;
use super::super::onchain::{key_file, read_key};
use super::super::progress::stage;
use crate::artifact::Artifact;
use crate::proving::SRS;
use crate::strings::StringFile;
use crate::swapping::Machines;
use crate::{Failure, proving, strings};

/// A key that is in an identity.
#[derive(Debug, Args)]
pub struct Keyed {
    /// A verifying key, or a directory that holds one: the identity is that of the model with this key, whose proofs settle claims
    /// about it. Without it no proof does.
    #[arg(long, value_hint = ValueHint::AnyPath)]
    pub key: Option<PathBuf>,
    /// Take keys of tables of up to 2^N rows.
    #[arg(long, value_name = "N", default_value_t = 18, value_parser = clap::value_parser!(u32).range(4..=22))]
    pub max_k: u32,
}

impl Keyed {
    /// The key, if one is given.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn read(&self) -> Result<Option<VerifyingKey>, Failure> {
        self.key.as_ref().map(|path| read_key(&key_file(path), self.max_k)).transpose()
    }

    /// The terms of the key for machines, if one is given.
    ///
    /// # Errors
    /// As [`terms`]; [`Failure`] for a text's machines, of which there are no keys.
    pub fn terms_of(&self, machines: &Machines) -> Result<Option<Terms>, Failure> {
        let Some(key) = self.read()? else { return Ok(None) };
        if machines.text.is_some() {
            return Err(Failure::input(
                "--key is a key of one run of the model, and --tokens asks about a text",
            ));
        }
        terms(&key, machines.slow.model(), &machines.graph, &machines.plan).map(Some)
    }
}

/// A key that is put into an identity for others to go by. It is made again first: in claims under a key that somebody else has forged
/// nobody's bond comes back.
#[derive(Debug, Args)]
pub struct OwnKey {
    /// The key.
    #[command(flatten)]
    pub keyed: Keyed,
    /// The reference string that the key was made with; reference.srs beside the key if it is not given. The key is made again of it and the
    /// artifact's circuit before anything is sent.
    #[arg(long, value_name = "FILE", requires = "key", value_hint = ValueHint::FilePath)]
    pub srs: Option<PathBuf>,
    /// Whether a string for development may be used: whoever knows its secret settles the claims as they like.
    #[command(flatten)]
    pub development: Development,
}

impl OwnKey {
    /// The key and its terms, if one is given.
    ///
    /// # Errors
    /// As [`terms`]; [`Failure`] for a key that is not what the circuit and the string give, and where there is no string.
    pub fn checked(
        &self,
        artifact: &Artifact,
        model: &Model,
    ) -> Result<Option<(VerifyingKey, Terms)>, Failure> {
        let (Some(key), Some(path)) = (self.keyed.read()?, &self.keyed.key) else { return Ok(None) };
        strings::allow_development(&key.srs(), self.development.allowed)?;
        let terms = terms(&key, model, &artifact.graph, &artifact.plan)?;
        let srs = match &self.srs {
            Some(srs) => srs.clone(),
            None => key_file(path).with_file_name(SRS),
        };
        if !srs.exists() {
            let said = format!(
                "{} is not there: a key is made again before it is put into an identity",
                srs.display()
            );
            return Err(Failure::input(said)
                .with_help("give the reference string that the key was made with: --srs FILE"));
        }
        let circuit = artifact.circuit()?;
        stage("making the key again", || made_again(&key, &circuit, &srs))?;
        Ok(Some((key, terms)))
    }
}

/// The terms of a key for a model with this graph and plan.
///
/// # Errors
/// [`Failure`] for a key of another circuit, one that hides what a claim shows, and one that is too large for one contract.
pub fn terms(key: &VerifyingKey, model: &Model, graph: &Graph, plan: &Plan) -> Result<Terms, Failure> {
    let digest = key.digest().to_string();
    if keccak256(digest.as_bytes()) != model.digest {
        return Err(Failure::input(format!(
            "the verifying key says that it is for circuit {digest}, which is not the model's"
        ))
        .with_help(
            "a key of hidden weights or private inputs is for a circuit of its own, and settles no claims",
        ));
    }
    let contracts = EvmKey::new(key).map_err(Failure::input)?;
    if !contracts.parts.is_empty() {
        let count = contracts.parts.len() + 1;
        return Err(Failure::input(format!(
            "the verifying key takes {count} contracts, and one that settles claims has one"
        ))
        .with_help("`onnx2circuit setup --for evm` makes smaller ones"));
    }
    let slots = in_order(key.slots());
    let ports: Vec<&Port> = graph.inputs.iter().chain(&graph.outputs).collect();
    let inputs = slots.iter().filter(|slot| !slot.kind.is_output()).count();
    if slots.len() != ports.len() || inputs != graph.inputs.len() {
        let (got, all, of) = (slots.len(), ports.len(), graph.inputs.len());
        return Err(Failure::input(format!(
            "the verifying key shows {got} tensors, {inputs} of them inputs, and the model has {all}, {of} of them inputs: claims are \
             settled by proofs of one run that show all of it"
        )));
    }
    let regions = [plan.inputs, plan.outputs];
    let tensors = slots.into_iter().zip(ports).map(|(slot, port)| {
        let place = plan.slot(port.tensor).ok_or_else(|| unfit(port, "has no place in the arena"))?;
        tensor(slot, port, place, regions[usize::from(slot.kind.is_output())].offset)
    });
    let terms = Terms {
        key: keccak256(&contracts.main),
        string: key.srs().fingerprint.0,
        tensors: tensors.collect::<Result<_, _>>()?,
    };
    terms.check([plan.inputs.log2_size, plan.outputs.log2_size]).map_err(Failure::input)?;
    Ok(terms)
}

fn tensor(
    slot: &Slot,
    port: &Port,
    place: &llvm_backend::plan::Slot,
    region: u64,
) -> Result<PublicTensor, Failure> {
    if !matches!(slot.kind, Kind::Input | Kind::Output) {
        return Err(unfit(port, "is shown by a hash, and a claim shows it"));
    }
    let count = u32::try_from(place.count).ok().filter(|count| *count as usize == slot.len());
    let count = count.ok_or_else(|| {
        unfit(port, &format!("has {} values in the arena and {} in proofs", place.count, slot.len()))
    })?;
    let narrow = |width: usize| u8::try_from(width).map_err(|_| unfit(port, "has values of too many bytes"));
    Ok(PublicTensor {
        offset: place.offset.saturating_sub(region),
        count,
        packed: narrow(slot.width())?,
        stored: narrow(place.element.bytes())?,
        signed: slot.range.lo < 0,
        output: slot.kind.is_output(),
    })
}

fn unfit(port: &Port, why: &str) -> Failure {
    Failure::input(format!(
        "no proof of this key settles claims: '{}' {why}",
        frontend::printable(&port.name)
    ))
}

/// Whether the key is what a circuit and the reference string in a file give.
///
/// # Errors
/// [`Failure`] with blame `No` that says how they differ.
pub fn made_again(key: &VerifyingKey, circuit: &circuit::Graph, srs: &Path) -> Result<(), Failure> {
    let bytes = key.to_bytes();
    let said = Statement::from_bytes(&bytes, Limits::MOST).map_err(Failure::internal)?;
    proving::made_again(circuit, &mut StringFile::open(srs)?, &said, &bytes).map(drop)
}

/// What of terms is shown.
pub fn shown(key: &VerifyingKey, terms: &Terms) -> Value {
    json!({
        "terms": hex::encode(terms.hash()), "key": hex::encode(terms.key), "srs": strings::to_json(&key.srs()),
    })
}
