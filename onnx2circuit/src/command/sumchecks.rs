//! `setup`, `prove`, `verify`, `check-key` and `inspect` where proofs are by sumchecks: no reference string has a secret, what is not
//! public is hidden with `--zk` alone, and no chain verifies them. Keys say by their first bytes which backend they are for.

use circuit::Hash;
use circuit::lower::Hidden;
use fault_proof_vm::files::DraftFolder;
use frontend::quoted;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use sumcheck::hashed::hash_parameters;
use sumcheck::{KeyError, Plan, ProvingKey, VerifyingKey};

use super::args::{CheckKey, Prove, Setup, Verify};
use super::choice::demand;
use super::print;
use super::progress::{stage, timed};
use super::prove::{Replaced, kept};
use super::registered::{self, Registered, compare, registered};
use super::shown::Shows;
use crate::artifact::{Artifact, json as to_json};
use crate::forecast::HASH_SECONDS;
use crate::proving::{self, PARAMETERS_SALT, PROVING_KEY, Public, VERIFYING_KEY};
use crate::salts::Salts;
use crate::statement::{self, PRIVATE, Private};
use crate::{Failure, consistency, listing};

/// Cells that are allowed where `--max-k` allows 2^N rows: a row of a halo2 table is about eight of them.
const CELLS: usize = 3;

/// The most that `--max-k` takes.
const MOST: usize = 25;

/// What is said of a key whose proofs hide.
const HIDES: &str =
    "proofs hide what is not public: of private inputs they say no more than that there are some";
/// What is said of a key whose circuit has no weights.
const HIDES_WEIGHTS: &str = "proofs hide the model's weights and all else that is not public: of weights they show a hash, and say that there are ones \
     that have it";
/// What is said of others.
const SHOWS: &str = "proofs hide nothing: what is not public may be seen in part";

/// Logarithm of the most cells of a key that is looked at by itself, not relied on.
const LARGEST: usize = 24;

/// Makes the keys. `chosen` says why they are for sumchecks where nobody asked for them: a reference string is left alone then.
pub fn setup(args: &Setup, chosen: Option<&str>, json: bool) -> Result<(), Failure> {
    let strings = [("--srs", args.srs.is_some()), ("--unsafe-development-srs", args.development.allowed)];
    let string = strings.iter().find_map(|(flag, given)| (*given && chosen.is_none()).then_some(*flag));
    if let Some(flag) = string.or_else(|| demand(args)) {
        let failure = Failure::input(format!(
            "{flag} belongs to --backend halo2: proofs by sumchecks are of one run and in one part, need no reference string, hide and hash with \
             --zk alone, and no chain verifies them"
        ));
        return Err(match flag {
            "--private" => failure.with_help("--zk hides private inputs"),
            "--hashed" | "--parameters hashed" => failure.with_help("--zk hides what is hashed"),
            _ => failure,
        });
    }
    let artifact = Artifact::open(&args.artifact)?;
    let folder = args.output.as_ref().unwrap_or(&args.artifact);
    let io = |e| Failure::file(folder, e);
    let (before, draft) = (Replaced::of(folder), DraftFolder::create(folder).map_err(io)?);
    let circuit =
        stage("checking that the artifact's parts belong together", || consistency::check(&artifact))?;
    let (inputs, hashed) = (args.private.clone(), args.hashed.clone());
    let private = Private { inputs, hashed, parameters: args.parameters.into(), runs: 1 };
    let Hidden { circuit, weights } = private.hide(&artifact, &circuit)?;
    let registered = registered(args, folder, &artifact, |of| hash_parameters(&circuit, salt(of), &weights))?;
    let (keys, time) = timed("laying out the circuit", || {
        let plan = Plan::new(&circuit).map_err(Failure::input)?;
        sumcheck::setup_at(plan, args.zk, args.security.unwrap_or_default()).map_err(Failure::input)
    });
    let keys = keys?;
    // Keys of before may lie here, of which other inputs were private.
    draft.write(PRIVATE, to_json(&private)?.as_bytes()).map_err(io)?;
    if let Some(Registered { salt: Some(salt), .. }) = &registered {
        draft.write_secret(PARAMETERS_SALT, salt.to_text()?.as_bytes()).map_err(io)?;
    }
    draft.write(PROVING_KEY, &keys.proving.to_bytes()).map_err(io)?;
    draft.write(VERIFYING_KEY, &keys.verifying.to_bytes()).map_err(io)?;
    draft.commit(VERIFYING_KEY).map_err(io)?;
    before.warn(folder);
    let (mut value, text) = describe(&keys.verifying);
    value["seconds"] = time.as_secs_f64().into();
    value["keys"] = folder.display().to_string().into();
    value["chosen"] = chosen.into();
    value["private"] = private.inputs.clone().into();
    value["hashed"] = private.hashed.clone().into();
    let shows = registered.as_ref().map(|_| Shows::of(&artifact.graph));
    value["parameters_hash"] = registered.as_ref().map(|r| r.hash.to_string()).into();
    value["parameters_salt"] = registered.as_ref().map(|r| r.source).into();
    value["shown"] = shows.as_ref().map(Shows::to_json).into();
    let says = private.words(&artifact, &[]);
    value["says"] = says.clone().into();
    print(json, &value, || {
        let registered = registered.as_ref().map_or_else(String::new, |r| r.words(folder));
        let shows = shows.as_ref().map_or_else(String::new, Shows::to_string);
        let time = time.as_secs_f64();
        let (folder, again) = (folder.display(), again(args));
        format!(
            "keys in {folder}, {time:.2} s\na proof says: {says}\n{registered}{shows}the same keys again: {again}\n{text}"
        )
    })
}

/// The command that makes the same keys, as `setup` of halo2 prints it.
fn again(args: &Setup) -> String {
    let mut words =
        vec![format!("onnx2circuit setup {} --backend sumcheck", quoted(args.artifact.display()))];
    words.extend(args.zk.then(|| "--zk".to_owned()));
    words.extend(args.security.map(|bits| format!("--security {bits}")));
    words.extend(kept(args));
    words.join(" ")
}

/// Whether a file begins as `is` says. One that cannot be read does not: whoever reads it next says why.
fn begins(path: &Path, is: fn(&[u8]) -> bool) -> bool {
    let mut start = [0; 8];
    File::open(path).and_then(|mut f| f.read_exact(&mut start)).is_ok() && is(&start)
}

/// Whether the proving key in this file is one for sumchecks.
pub fn proves(path: &Path) -> bool {
    begins(path, ProvingKey::begins)
}

/// Whether the verifying key in this file is one for sumchecks.
pub fn verifies(path: &Path) -> bool {
    begins(path, VerifyingKey::begins)
}

/// A salt, as sumchecks take it.
pub fn salt(salt: halo2::Salt) -> sumcheck::Salt {
    sumcheck::Salt(salt.to_bytes())
}

/// Proves an inference of an artifact, of which something may be private, by its `circuit`. Of salts, one for each hash, those that were drawn
/// are kept.
pub fn prove(
    args: &Prove,
    keys: &Path,
    (artifact, private): (&Artifact, &Private),
    circuit: &circuit::Graph,
    inputs: &[Vec<i64>],
    (salts, drawn): (&[halo2::Salt], Option<&Salts>),
    json: bool,
) -> Result<(), Failure> {
    let path = keys.join(PROVING_KEY);
    let key = stage("reading the proving key", || {
        let bytes = crate::artifact::read_file(&path)?;
        ProvingKey::from_bytes(&bytes, circuit).map_err(|e| Failure::file(&path, e))
    })?;
    let hides = key.vectors().hides();
    if !private.inputs.is_empty() && !hides {
        let problem = format!("{}: its proofs hide nothing, and some inputs are private", path.display());
        return Err(Failure::input(problem)
            .with_help("`onnx2circuit setup --backend sumcheck --zk` makes keys whose proofs hide them"));
    }
    let trace = proving::trace(circuit, inputs)?;
    let salts: Vec<sumcheck::Salt> = salts.iter().copied().map(salt).collect();
    let prove = || sumcheck::prove_salted(&key, &trace, &salts).map_err(Failure::internal);
    let work = key.vectors().hashes() * HASH_SECONDS;
    let what = if work < 1.0 {
        "proving".to_owned()
    } else {
        format!("proving, of which proofs of work take about {work:.0} s")
    };
    let (proved, time) = timed(&what, prove);
    let (public, proof) = proved?;
    // On the disk before there is a proof: what is hashed with a salt that is lost cannot be opened by anyone.
    if let Some(drawn) = drawn {
        drawn.write(&args.salts)?;
    }
    let says = private.words(artifact, &public.hashes);
    let mut of = json!({"backend": "sumcheck", "says": says, "hides": hides});
    if drawn.is_some() {
        of["salts"] = args.salts.display().to_string().into();
    }
    super::prove::written(args, &public, &proof, time, of, json)
}

/// A key from its file, compared with an artifact if one is given, which is given back with what is private of it.
fn read(
    path: &Path,
    artifact: Option<&Path>,
    most: usize,
) -> Result<(VerifyingKey, Option<(Artifact, Private)>), Failure> {
    let bytes = proving::verifying_key_bytes(path, VerifyingKey::MAX_BYTES)?;
    let key = stage("laying out the key's circuit", || VerifyingKey::from_bytes(&bytes, most));
    let key = key.map_err(|e| {
        let failure = Failure::file(path, &e);
        match e {
            KeyError::TooLarge { got, .. } if got.saturating_sub(CELLS) <= MOST => failure.with_help(format!(
                "a key of this size takes memory and time before any proof is looked at: if you trust where it comes \
                 from, `verify` takes it with --max-k {} or more (at most {MOST})",
                got.saturating_sub(CELLS)
            )),
            _ => failure,
        }
    })?;
    let mut of = None;
    if let Some(artifact) = artifact {
        let artifact = Artifact::open(artifact)?;
        let circuit =
            stage("checking that the artifact's parts belong together", || consistency::check(&artifact))?;
        let private = Private::beside(path.parent().unwrap_or(Path::new("")))?;
        let refused = |e: Failure| {
            Failure::no(format!("the verifying key is not the artifact's: {PRIVATE} beside it: {e}"))
        };
        private.check_slots(key.slots().len()).map_err(refused)?;
        let circuit = private.hide(&artifact, &circuit).map_err(refused)?.circuit;
        stage("comparing the key with the circuit", || key.check(&circuit)).map_err(|e| match e {
            KeyError::OtherCircuit { key, graph } => Failure::no(format!(
                "the verifying key is not the artifact's: it is for circuit {key}, the artifact's is {graph}"
            ))
            .with_help(format!(
                "if the model is the same and some of its inputs are private, {PRIVATE}, which `setup` writes beside the key, has to lie there"
            )),
            e => Failure::no(format!("the verifying key is not the artifact's: {e}")),
        })?;
        of = Some((artifact, private));
    }
    Ok((key, of))
}

fn no_string(srs: Option<&Path>) -> Result<(), Failure> {
    match srs {
        Some(_) => Err(Failure::input("--srs: keys for sumchecks are made without a reference string")),
        None => Ok(()),
    }
}

/// Verifies a proof.
pub fn verify(args: &Verify, json: bool) -> Result<(), Failure> {
    #[cfg(feature = "chain")]
    if args.evm {
        return Err(Failure::input("--evm: no contract verifies proofs by sumchecks"));
    }
    no_string(args.srs.as_deref())?;
    let (key, of) = read(&args.key, args.artifact.as_deref(), args.max_k as usize + CELLS)?;
    let public = Public::read(&args.public)?;
    let proof = proving::read_proof(&args.proof)?;
    let (result, time) = timed("verifying", || sumcheck::verify(&key, &public, &proof));
    result.map_err(proving::refused)?;
    let (digest, bits, level) = (key.digest().to_string(), key.security().bits(), key.level().bits());
    let unworked = key.security().unworked_bits();
    let weights = statement::of_parameters(key.slots(), &public.hashes);
    if let Some(registered) = &args.parameters {
        compare(registered, weights)?;
    }
    let says = match &of {
        Some((artifact, private)) => private.words(artifact, &public.hashes),
        None => statement::words(key.slots(), &public.hashes),
    };
    let value = json!({
        "verified": true, "says": says, "outputs": public.outputs, "backend": "sumcheck", "seconds": time.as_secs_f64(), "circuit": digest,
        "key_checked": args.artifact.is_some(), "key_is_circuit": key.is_whole(), "hides": key.hides(), "security_bits": bits,
        "security_level": level, "security_bits_without_work": unworked, "hides_weights": key.hides_weights(), "hashes": public.hashes.iter().map(Hash::to_string).collect::<Vec<_>>(), "parameters_hash": weights.map(Hash::to_string), "parameters_checked": args.parameters.is_some(),
    });
    print(json, &value, || {
        let of = match &args.artifact {
            Some(artifact) => format!("of {}", artifact.display()),
            None if key.is_whole() => "which is the key's own (--artifact compares it with a model's)".to_owned(),
            None => "as the key names it, of whose weights it has a commitment: whose they are, --artifact or check-key says".to_owned(),
        };
        let time = time.as_secs_f64() * 1e3;
        let (outputs, hides) = (proving::outputs(&public), hiding(&key));
        let weights = registered::words(weights, args.parameters.as_ref());
        format!(
            "verified: circuit {digest} {of}, {time:.1} ms, {bits:.1} bits of security, {unworked:.1} of them without proofs of work, by a key of at least {level}\nit says: {says}\n{hides}\n{outputs}{weights}"
        )
    })
}

/// Checks that a verifying key is an artifact's.
pub fn check_key(args: &CheckKey, path: &Path, json: bool) -> Result<(), Failure> {
    no_string(args.srs.as_deref())?;
    let (key, of) = read(path, Some(&args.artifact), MOST + CELLS)?;
    let digest = key.digest().to_string();
    let (says, private) =
        of.map_or_else(Default::default, |(artifact, private)| (private.words(&artifact, &[]), private));
    let (level, bits) = (key.level().bits(), key.security().bits());
    let value = json!({
        "checked": true, "backend": "sumcheck", "circuit": digest, "says": says, "private": private.inputs, "hashed": private.hashed, "hides": key.hides(),
        "hides_weights": key.hides_weights(), "security_level": level, "security_bits": bits,
    });
    let (path, artifact) = (path.display(), args.artifact.display());
    print(json, &value, || {
        format!(
            "{path} is the key of {artifact}: circuit {digest}, by sumchecks\na proof says: {says}\nits proofs have {bits:.1} bits of security, at least {level} were asked for\n{}\n",
            hiding(&key)
        )
    })
}

/// Whether a key's proofs hide, in words.
fn hiding(key: &VerifyingKey) -> &'static str {
    match (key.hides_weights(), key.hides()) {
        (true, _) => HIDES_WEIGHTS,
        (false, true) => HIDES,
        (false, false) => SHOWS,
    }
}

/// What a verifying key is for and worth, as JSON and as text.
pub fn describe(key: &VerifyingKey) -> (Value, String) {
    let security = key.security();
    let public: Vec<Vec<String>> = key.slots().iter().map(proving::public_row).collect();
    let steps = security.steps.iter();
    let terms: Vec<Value> =
        steps.clone().map(|s| json!({"step": s.name, "bits": s.bits, "work": s.work})).collect();
    let number = |bits: f64| format!("{bits:.1}");
    let steps: Vec<Vec<String>> =
        steps.map(|s| vec![s.name.clone(), number(s.bits), number(s.bits - s.work)]).collect();
    let (level, unworked) = (key.level().bits(), security.unworked_bits());
    let (plan, digest) = (key.plan(), key.digest().to_string());
    let value = json!({
        "kind": "verifying key", "backend": "sumcheck", "circuit": digest, "cells": plan.cells, "lookups": plan.leaves(),
        "constants_committed": plan.withheld.unwrap_or(0), "most_proof_bytes": key.most_proof_bytes(), "hides": key.hides(), "hides_weights": key.hides_weights(),
        "security_level": level, "security_bits": security.bits(), "security_bits_without_work": unworked, "work_hashes": security.hashes,
        "security": terms, "public": public,
    });
    let weights = match plan.withheld {
        None => "the circuit is in the key".to_owned(),
        Some(count) => format!(
            "{count} elements of constants are not in the key, but a commitment to them: that they are this circuit's, check-key says"
        ),
    };
    let text = format!(
        "verifying key of circuit {digest}, by sumchecks: {} cells, {} lookups and rows of tables\n{weights}\n{}\n\n{}\n{:.1} bits of security, \
         all errors added up, of at least {level} that are asked for; {unworked:.1} without proofs of work, which are 2^{:.1} hashes a proof\n\n{}",
        plan.cells,
        plan.leaves(),
        hiding(key),
        listing::table(&["public", "shape", "range"], &public),
        security.bits(),
        security.hashes.log2(),
        listing::table(&["step", "bits", "without work"], &steps),
    );
    (value, text)
}

/// What is in a file, if it is a verifying key for sumchecks.
///
/// # Errors
/// [`Failure`] for a damaged one.
pub fn inspected(path: &Path) -> Result<Option<(Value, String)>, Failure> {
    if !verifies(path) {
        return Ok(None);
    }
    Ok(Some(describe(&read(path, None, LARGEST)?.0)))
}
