//! `setup`, `prove`, `verify`.

use serde_json::json;

use super::args::{Prove, Setup, Verify};
use super::print;
use super::progress::{peak_memory, stage, timed};
use crate::artifact::{Artifact, json as to_json, read_file, write_file};
use crate::proving::{self, PROVING_KEY, Public, SRS, VERIFYING_KEY};
use crate::{Failure, inputs};

/// Makes the keys.
pub fn setup(args: &Setup, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let circuit = artifact.circuit()?;
    let plan = stage("laying out the circuit", || proving::plan(&circuit))?;
    let folder = args.output.as_ref().unwrap_or(&args.artifact);
    std::fs::create_dir_all(folder).map_err(|e| Failure::file(folder, e))?;
    let k = plan.system.k;
    let srs = match &args.srs {
        Some(path) => proving::read_srs(path)?,
        None => stage("making an UNSAFE development reference string", || proving::development_srs(k))?,
    };
    eprintln!("warning: {srs}");
    let (keys, time) = timed("making the keys", || proving::keys(plan, &srs));
    let keys = keys?;
    write_file(&folder.join(SRS), &srs.to_bytes())?;
    write_file(&folder.join(PROVING_KEY), &keys.proving.to_bytes())?;
    write_file(&folder.join(VERIFYING_KEY), &keys.verifying.to_bytes())?;
    let value = json!({
        "seconds": time.as_secs_f64(), "k": k, "circuit": circuit.digest().to_string(),
        "keys": folder.display().to_string(), "unsafe_srs": true,
    });
    print(json, &value, || {
        format!(
            "keys of circuit {} in {}: k = {k}, {:.2} s\n",
            circuit.digest(),
            folder.display(),
            time.as_secs_f64()
        )
    })
}

/// Proves an inference.
pub fn prove(args: &Prove, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let inputs = inputs::read(&args.input, &artifact.graph)?;
    let circuit = artifact.circuit()?;
    let keys = args.keys.as_ref().unwrap_or(&args.artifact);
    let srs = proving::read_srs(&keys.join(SRS))?;
    let key =
        stage("reading the proving key", || proving::read_proving_key(&keys.join(PROVING_KEY), &circuit))?;
    let (proved, time) = timed("proving", || proving::prove(&key, &srs, &circuit, &inputs));
    let (public, proof) = proved?;
    write_file(&args.output, &proof)?;
    write_file(&args.public, to_json(&Public::new(&public)?)?.as_bytes())?;
    let value = json!({
        "seconds": time.as_secs_f64(), "proof_bytes": proof.len(), "peak_memory_bytes": peak_memory(),
        "k": key.plan.system.k, "columns": proving::columns(&key.plan),
    });
    print(json, &value, || {
        format!(
            "{}: {} bytes in {:.2} s; public values in {}\n",
            args.output.display(),
            proof.len(),
            time.as_secs_f64(),
            args.public.display()
        )
    })
}

/// Verifies a proof.
pub fn verify(args: &Verify, json: bool) -> Result<(), Failure> {
    let key = proving::read_verifying_key(&args.key)?;
    let public = Public::read(&args.public)?.values();
    let proof = read_file(&args.proof)?;
    let (result, time) = timed("verifying", || proving::verify(&key, &public, &proof));
    result?;
    let value = json!({
        "verified": true, "seconds": time.as_secs_f64(), "circuit": key.digest().to_string(),
    });
    print(json, &value, || {
        format!("verified: circuit {}, {:.1} ms\n", key.digest(), time.as_secs_f64() * 1e3)
    })
}
