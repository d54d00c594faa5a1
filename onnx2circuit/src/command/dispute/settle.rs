//! `dispute settle`: a claim is settled by a proof of its run, made here or before, under the key in the claim's identity.

use contracts::Address;
use dispute::player::{Claim, View, deploy_key, holds_key};
use dispute::terms::Terms;
use halo2::evm::uncompressed;
use halo2::public::packed;
use halo2::{EvmKey, PublicValues, VerifyingKey};
use serde_json::json;

use super::super::onchain::{key_file, read_key};
use super::super::print;
use super::super::progress::stage;
use super::args::Settle;
use super::inputs::{self, Input};
use super::{board, on_chain, terms};
use crate::artifact::Artifact;
use crate::proving::{self, PROVING_KEY, Public, SRS};
use crate::{Failure, strings, swapping};

/// Runs the verb.
pub fn run(args: &Settle, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let model = swapping::slow_of(&artifact)?.model().clone();
    let key = read_key(&key_file(&args.keys), args.max_k)?;
    let terms = terms::terms(&key, &model, &artifact.graph, &artifact.plan)?;
    let mut board = board(&args.game)?;
    board.refresh().map_err(on_chain)?;
    let claim = board.claim(&args.claim).map_err(on_chain)?;
    let claim = claim.ok_or_else(|| Failure::input(format!("no claim 0x{}", hex::encode(args.claim))))?;
    check(&claim, &model.id(), &terms)?;
    let input = match inputs::of(&args.game, &model, &claim)? {
        Input::Is(input) => input,
        Input::Differs(differs) => {
            return Err(Failure::no(differs.why()).with_help("`dispute challenge` has it struck out"));
        }
    };
    let inputs = terms.inputs(&input).ok_or_else(|| {
        Failure::no("the claim's input has bytes that are no model's input: no proof is of it")
    })?;
    let (public, proof) = match (&args.proof, &args.public) {
        (Some(proof), Some(public)) => {
            let (public, proof) = (Public::read(public)?, proving::read_proof(proof)?);
            proving::verify(&key, &public, &proof)?;
            (public, proof)
        }
        _ => made(args, &artifact, &inputs)?,
    };
    let wide = |values: &Vec<i64>| values.iter().map(|value| i128::from(*value)).collect::<Vec<_>>();
    if public.inputs != inputs.iter().map(wide).collect::<Vec<_>>() {
        return Err(Failure::no("the proof is of another input than the claim"));
    }
    let (values, proof) = for_contract(&key, &public, &proof)?;
    let verifier = board.verifier().map_err(on_chain)?;
    if verifier == Address::ZERO {
        return Err(Failure::no("the game was deployed without a verifier: no proof counts there"));
    }
    let (contract, deployed) = match args.key_contract.map(Address::from) {
        Some(contract) if holds_key(&mut board.chain, verifier, contract).map_err(on_chain)? => (contract, 0),
        Some(contract) => return Err(Failure::input(format!("there is no key contract at {contract}"))),
        None => {
            let creation = EvmKey::creation(&EvmKey::new(&key).map_err(Failure::input)?.runtime(&[]));
            let account = board.account;
            stage("deploying the key", || deploy_key(&mut board.chain, account, verifier, &creation))
                .map_err(on_chain)?
        }
    };
    let encoding = model.on(terms.hash()).encode();
    let cost = board.prove(&args.claim, encoding, terms.encode(), contract, values, proof);
    let cost = cost.map_err(on_chain)?;
    let [id, contract] = [&args.claim[..], &contract[..]].map(hex::encode);
    let value = json!({
        "claim": id, "gas": cost.gas, "calldata_bytes": cost.bytes, "key_contract": contract, "key_gas": deployed,
    });
    print(json, &value, || {
        let outputs = proving::outputs(&public);
        format!("claim 0x{id} is settled by a proof, {} gas; key contract 0x{contract}\n{outputs}", cost.gas)
    })
}

/// Refuses a claim of which a proof on these terms settles nothing.
fn check(claim: &Claim, model: &[u8; 32], terms: &Terms) -> Result<(), Failure> {
    if claim.model != *model {
        let (theirs, ours) = (hex::encode(claim.model), hex::encode(model));
        return Err(Failure::input(format!("the claim is about model 0x{theirs}, the artifact is 0x{ours}")));
    }
    if claim.terms == [0; 32] {
        return Err(Failure::no("the claim's identity has no verifying key: no proof settles it"));
    }
    if claim.terms != terms.hash() {
        let (theirs, ours) = (hex::encode(claim.terms), hex::encode(terms.hash()));
        let said = format!("the claim's identity has a key of terms 0x{theirs}, this one's are 0x{ours}");
        return Err(Failure::no(said).with_help("it is another key, or one of another reference string"));
    }
    if claim.struck {
        return Err(Failure::no("the claim was struck out: it has no result, and never will"));
    }
    if claim.proven.is_some() || claim.result.is_some() {
        return Err(Failure::no("the claim has a result already"));
    }
    Ok(())
}

/// A proof of the run on these inputs.
fn made(args: &Settle, artifact: &Artifact, inputs: &[Vec<i64>]) -> Result<(PublicValues, Vec<u8>), Failure> {
    let circuit = artifact.circuit()?;
    let key = stage("reading the proving key", || {
        proving::read_proving_key(&args.keys.join(PROVING_KEY), &circuit)
    })?;
    let srs = strings::read(&args.keys.join(SRS))?;
    strings::allow_development(&srs.name(), args.development.allowed)?;
    // A run that fails has no proof: this says so.
    stage("proving", || proving::prove(&key, &srs, &circuit, inputs))
}

/// Public values and proof as the contract takes them.
fn for_contract(
    key: &VerifyingKey,
    public: &PublicValues,
    proof: &[u8],
) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let values = packed(public, key.slots()).map_err(Failure::no)?;
    Ok((values, uncompressed(key, proof).map_err(proving::refused)?))
}
