//! `export-verifier`, `encode-calldata`, and `verify --evm`: proofs on a chain.
//!
//! | file | what |
//! |---|---|
//! | `src`, `test`, `foundry.toml`, `package.json`, `solc.mjs` | the verifier, an example that acts on a prediction, and a test of what is here: a Foundry project |
//! | `call.hex` | the call of a proof that was given, its key contract left zero, for the test |
//! | `*.abi.json` | their interfaces |
//! | `verifier.hex` | code that deploys the verifier: once on a chain, for all circuits |
//! | `key.hex` | code that deploys the key contract |
//! | `part-N.hex` | a key too large for one contract: these first; their addresses follow `key.hex`, as words |
//! | `key.json` | sizes, gas, the circuit, how public values are packed, and which files were written |
//!
//! What lies in the folder and was not written by an export stays, and is never replaced ([`exported`]).

pub mod args;
mod exported;

use circuit::public::Kind;
use contracts::artifact::{EXAMPLE_CLASSIFIER, HALO2_VERIFIER};
use contracts::proof::{COMPILER, DeployedKey, PROJECT, ProofVerifier};
use halo2::evm::calldata;
use halo2::public::in_order;
use halo2::{EvmKey, Limits, PublicValues, VerifyingKey};
use serde_json::{Value, json};
use sha3::{Digest, Keccak256};
use std::path::{Path, PathBuf};

use super::print;
use super::progress::stage;
use super::prove::warn;
use crate::Failure;
use crate::artifact::json as to_json;
use crate::proving::{self, Public, VERIFYING_KEY};
use crate::strings::to_json as srs_json;
use args::{EncodeCalldata, ExportVerifier};
use exported::Exported;

pub(super) fn key_file(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(VERIFYING_KEY) } else { path.to_owned() }
}

pub(super) fn read_key(path: &Path, max_k: u32) -> Result<VerifyingKey, Failure> {
    #[cfg(feature = "sumcheck")]
    if super::sumchecks::verifies(path) {
        return Err(Failure::input(format!(
            "{}: a key for sumchecks, and no contract verifies those proofs",
            path.display()
        ))
        .with_help("`onnx2circuit setup --backend halo2` makes keys for a chain"));
    }
    let bytes = proving::verifying_key_bytes(path, VerifyingKey::MAX_BYTES)?;
    let key = proving::verifying_key(path, &bytes, Limits { k: max_k })?;
    warn(&key.srs());
    Ok(key)
}

fn deploy(key: &VerifyingKey) -> Result<(ProofVerifier, EvmKey, DeployedKey), Failure> {
    let contracts = EvmKey::new(key).map_err(Failure::input)?;
    let mut verifier = ProofVerifier::deploy().map_err(Failure::internal)?;
    let deployed = verifier
        .deploy_key(&contracts.parts, EvmKey::creation, |addresses| contracts.runtime(addresses))
        .map_err(Failure::internal)?;
    Ok((verifier, contracts, deployed))
}

/// Writes what verification on a chain needs.
pub fn export(args: &ExportVerifier, json: bool) -> Result<(), Failure> {
    let folder = &args.output;
    let mut export = Exported::start(folder)?;
    let key = read_key(&key_file(&args.key), args.max_k)?;
    let (verifier, contracts, deployed) = stage("making the contracts", || deploy(&key))?;
    for (name, text) in PROJECT {
        export.write(name, text.as_bytes())?;
    }
    export.write_program(COMPILER.0, COMPILER.1.as_bytes())?;
    for (name, artifact) in [("Halo2Verifier", &*HALO2_VERIFIER), ("ExampleClassifier", &*EXAMPLE_CLASSIFIER)]
    {
        export.write(&format!("{name}.abi.json"), to_json(&artifact.abi)?.as_bytes())?;
    }
    let mut hex_file =
        |name: &str, code: &[u8]| export.write(name, format!("0x{}\n", hex::encode(code)).as_bytes());
    if let Some(proof) = &args.proof {
        let (public, proof) = (Public::read(&args.public)?, proving::read_proof(proof)?);
        proving::verify(&key, &public, &proof)?;
        hex_file("call.hex", &calldata(&key, [0; 20], &public, &proof).map_err(Failure::no)?)?;
    }
    hex_file("verifier.hex", &HALO2_VERIFIER.creation)?;
    for (i, part) in contracts.parts.iter().enumerate() {
        hex_file(&format!("part-{i}.hex"), &EvmKey::creation(part))?;
    }
    hex_file("key.hex", &EvmKey::creation(&contracts.main))?;
    let public: Vec<Value> = in_order(key.slots())
        .into_iter()
        .map(|s| {
            let (least, largest) = (s.range.lo.to_string(), s.range.hi.to_string());
            json!({
                "output": s.kind.is_output(), "hashed": s.kind.is_hash(),
                "parameters": s.kind == Kind::Parameters, "shape": s.shape, "least": least,
                "largest": largest, "bytes": s.width(),
            })
        })
        .collect();
    let srs = key.srs();
    let hash = |code: &[u8]| format!("0x{}", hex::encode(Keccak256::digest(code)));
    let code_hash = contracts.parts.is_empty().then(|| hash(&contracts.main));
    let part_hashes: Vec<String> = contracts.parts.iter().map(|part| hash(part)).collect();
    let value = json!({
        "runtime_bytes": contracts.runtime_bytes(), "verifier_runtime_bytes": HALO2_VERIFIER.runtime.len(),
        "deploy_gas": deployed.gas, "verifier_deploy_gas": verifier.deployment.transaction_gas,
        "parts": contracts.parts.len(), "code_hash": code_hash,
        "code_hash_before_addresses": hash(&contracts.main), "part_code_hashes": part_hashes,
        "evm_gas_estimate": key.gas(), "public": public, "public_bytes": contracts.layout.public,
        "proof_bytes": contracts.layout.proof, "circuit": key.digest().to_string(),
        "unsafe_srs": srs.is_unsafe(), "srs": srs_json(&srs),
    });
    export.commit(value.clone())?;
    print(json, &value, || {
        format!(
            "{}: verifier of {} bytes, {} gas to deploy once on a chain;\nkey contract of circuit {}, {} bytes, {} gas; \
             a proof takes about {} gas where public values are random\n{}to build and test it: cd {} && npm ci && \
             node_modules/@foundry-rs/forge-linux-amd64/bin/forge test\n",
            folder.display(),
            HALO2_VERIFIER.runtime.len(),
            verifier.deployment.transaction_gas,
            key.digest(),
            contracts.runtime_bytes(),
            deployed.gas,
            key.gas(),
            match args.proof {
                Some(_) => "",
                None =>
                    "without a proof (--proof FILE --public FILE) there is no call.hex, and its test is skipped\n",
            },
            frontend::quoted(folder.display()),
        )
    })
}

/// Prints the call of the verifier for a proof.
pub fn encode_calldata(args: &EncodeCalldata, json: bool) -> Result<(), Failure> {
    let key = read_key(&key_file(&args.key), args.max_k)?;
    let public = Public::read(&args.public)?;
    let proof = proving::read_proof(&args.proof)?;
    let data = calldata(&key, args.key_contract, &public, &proof).map_err(Failure::no)?;
    let text = format!("0x{}", hex::encode(&data));
    let value = json!({"calldata": text, "calldata_bytes": data.len()});
    print(json, &value, || format!("{text}\n"))
}

/// Has the contract check a proof, in an EVM of our own: what it costs, as JSON and as text.
///
/// # Errors
/// [`Failure`] with blame `No` where the contract refuses it.
pub(super) fn check(
    key: &VerifyingKey,
    public: &PublicValues,
    proof: &[u8],
) -> Result<(Value, String), Failure> {
    let (mut verifier, _, deployed) = stage("deploying the contracts", || deploy(key))?;
    let data = calldata(key, deployed.address.into_array(), public, proof).map_err(Failure::no)?;
    let bytes = data.len();
    let accepted = verifier.verify(data);
    let accepted = accepted.map_err(|e| Failure::no(format!("the contract refuses the proof: {e}")))?;
    let (gas, limit) = (accepted.transaction_gas, contracts::TRANSACTION_GAS);
    let value = json!({"gas": gas, "calldata_bytes": bytes, "deploy_gas": deployed.gas});
    let text = format!("accepted by the contract: {gas} gas of {limit}, {bytes} bytes of calldata\n");
    Ok((value, text))
}
