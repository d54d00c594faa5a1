//! `setup`, `prove`, `verify`, `check-key`.

use circuit::lower::Hidden;
use circuit::{Data, Hash, PublicValues};
use fault_proof_vm::files::DraftFolder;
use frontend::quoted;
use halo2::hashed::hash_parameters;
use halo2::public::in_order;
use halo2::{Limits, SrsName};
use serde_json::{Value, json, to_value};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::{CheckKey, Parameters, Prove, Purpose, Setup, Verify};
use super::progress::{peak_memory, stage, timed};
use super::registered::{self, Registered, compare, parameters_salt, registered, salts_of};
use super::shown::Shows;
use super::{print, segments};
use crate::artifact::{Artifact, check_file, json as to_json, read_at_most, sha256, write_file};
use crate::forecast::{Proving, verify_seconds};
use crate::proving::{self, PARAMETERS_SALT, PROVING_KEY, Public, SRS, VERIFYING_KEY};
use crate::salts::{PARAMETERS, Salts};
use crate::segments::is_key as is_segments_key;
use crate::statement::{self, PRIVATE, Private};
use crate::strings::{self, StringFile, to_json as srs_json};
use crate::{Failure, consistency, inputs};

/// Warns of an unsafe reference string.
pub(super) fn warn(srs: &SrsName) {
    if let Some(warning) = strings::warning(srs) {
        eprintln!("{warning}");
    }
}

/// Makes the keys.
pub fn setup(args: &Setup, json: bool) -> Result<(), Failure> {
    #[cfg(feature = "sumcheck")]
    let why = {
        let choice = super::choice::choose(args)?;
        if choice.backend == super::args::Backend::Sumcheck {
            return super::sumchecks::setup(args, choice.why.as_deref(), json);
        }
        choice.why
    };
    #[cfg(not(feature = "sumcheck"))]
    let why: Option<String> = None;
    let artifact = Artifact::open(&args.artifact)?;
    let mut file = args.srs.as_deref().map(StringFile::open).transpose()?;
    match &file {
        Some(file) => strings::allow(&file.name(), args.development.allowed, args.ceremony)?,
        None if args.development.allowed => {}
        None => {
            let mut help = "--srs FILE takes one of a public ceremony (.ptau of snarkjs, parameters of halo2); where forged proofs do \
                            no harm, --unsafe-development-srs makes one here"
                .to_owned();
            let hides =
                !args.private.is_empty() || !args.hashed.is_empty() || args.parameters == Parameters::Hashed;
            if cfg!(feature = "sumcheck") && hides {
                help += "; proofs by sumchecks need none, and hide as much: --backend sumcheck --zk";
            }
            return Err(Failure::input("keys need a reference string, and none is given").with_help(help));
        }
    }
    let cutting = segments::cutting(args)?;
    let folder = args.output.as_ref().unwrap_or(&args.artifact);
    let io = |e| Failure::file(folder, e);
    let draft = DraftFolder::create(folder).map_err(io)?;
    let circuit =
        stage("checking that the artifact's parts belong together", || consistency::check(&artifact))?;
    let before = Replaced::of(folder);
    let (inputs, hashed) = (args.private.clone(), args.hashed.clone());
    let private = Private { inputs, hashed, parameters: args.parameters.into(), runs: args.batch };
    if cutting.is_none() && args.batch > 1 {
        check_batch(args, &Private { runs: 1, ..private.clone() }.hide(&artifact, &circuit)?.circuit)?;
    }
    let Hidden { circuit, weights } = private.hide(&artifact, &circuit)?;
    let registered = registered(args, folder, &artifact, |salt| hash_parameters(&circuit, salt, &weights))?;
    if let Some(cutting) = cutting {
        let (value, text) = segments::setup(args, cutting, &artifact, &private, &circuit, file, draft)?;
        before.warn(folder);
        return print(json, &value, || text);
    }
    let plan = stage("laying out the circuit", || proving::plan_for(&circuit, args.purpose.into()))?;
    let k = plan.system.k;
    let expected = Proving::from(&plan);
    eprintln!("k = {k}, {} rows; {expected}", plan.report().rows);
    let srs = match &mut file {
        Some(file) => stage("checking the reference string", || file.at(k))?,
        None => Cow::Owned(stage("making an UNSAFE reference string", || strings::new(k, args.seed))?),
    };
    let (keys, time) = timed("making the keys", || proving::keys(plan, &srs));
    let keys = keys?;
    let name = keys.verifying.srs();
    warn(&name);
    draft.write(SRS, &srs.to_bytes()).map_err(io)?;
    // Keys of before may lie here, of which other inputs were private.
    draft.write(PRIVATE, to_json(&private)?.as_bytes()).map_err(io)?;
    if let Some(Registered { salt: Some(salt), .. }) = &registered {
        draft.write_secret(PARAMETERS_SALT, salt.to_text()?.as_bytes()).map_err(io)?;
    }
    draft.write(PROVING_KEY, &keys.proving.to_bytes()).map_err(io)?;
    draft.write(VERIFYING_KEY, &keys.verifying.to_bytes()).map_err(io)?;
    draft.commit(VERIFYING_KEY).map_err(io)?;
    before.warn(folder);
    let shows = registered.as_ref().map(|_| Shows::of(&artifact.graph));
    let (hash, salt) = registered.as_ref().map(|r| (r.hash.to_string(), r.source)).unzip();
    let value = json!({
        "parameters_hash": hash, "parameters_salt": salt, "shown": shows.as_ref().map(Shows::to_json), "seconds": time.as_secs_f64(), "k": k, "circuit": circuit.digest().to_string(),
        "keys": folder.display().to_string(), "evm_gas_estimate": keys.verifying.gas(), "unsafe_srs": name.is_unsafe(), "srs": srs_json(&name),
        "private": private.inputs, "hashed": private.hashed, "runs": private.runs,
        "expected": expected, "backend": "halo2", "chosen": why,
    });
    print(json, &value, || {
        let large = k > Limits::default().k;
        format!(
            "keys of circuit {} in {}: k = {k}, {:.2} s, where {:.2} s were expected\na proof says: {}\n{}the same keys again: {}\n{}",
            circuit.digest(),
            folder.display(),
            time.as_secs_f64(),
            expected.keygen_seconds,
            private.words(&artifact, &[]),
            registered.as_ref().map_or_else(String::new, |r| r.words(folder))
                + &shows.as_ref().map_or_else(String::new, Shows::to_string),
            again(args, &name, &folder.join(SRS)),
            if large { format!("who verifies has to allow this size: --max-k {k}\n") } else { String::new() },
        )
    })
}

/// Refuses more runs than a table holds, by the rows of one, before all are laid out.
fn check_batch(args: &Setup, one: &circuit::Graph) -> Result<(), Failure> {
    let plan = stage("laying out one run", || proving::plan_for(one, args.purpose.into()))?;
    let (rows, most) = (plan.report().rows, 1u64 << halo2::system::MAX_K);
    // What all share is there once: the estimate is not refused by a hair.
    if u64::from(rows) * u64::from(args.batch) > most + most / 4 {
        let problem = format!("{} runs of some {rows} rows each, and a table has {most} at most", args.batch);
        return Err(Failure::input(problem).with_help("fewer runs in a proof, or cut it (--segments N)"));
    }
    Ok(())
}

/// The verifying key that lay in a folder before others were made there, by its hash.
pub(super) struct Replaced(Option<String>);

impl Replaced {
    /// What is there now.
    pub fn of(folder: &Path) -> Self {
        let bytes = read_at_most(&folder.join(VERIFYING_KEY), proving::VerifyingKey::MAX_BYTES);
        Self(bytes.ok().map(|bytes| sha256(&bytes)))
    }

    /// Warns if another one is there by now: proofs that were made before are not accepted by it.
    pub fn warn(&self, folder: &Path) {
        if self.0.is_some() && Self::of(folder).0 != self.0 {
            eprintln!(
                "warning: other keys lay in {} and are replaced: these accept no proof that was made with those",
                quoted(folder.display())
            );
        }
    }
}

/// The command that makes the same keys from the string beside them.
pub(super) fn again(args: &Setup, name: &SrsName, srs: &Path) -> String {
    let (artifact, srs) = (quoted(args.artifact.display()), quoted(srs.display()));
    let mut words = vec![format!("onnx2circuit setup {artifact} --srs {srs}")];
    if name.origin.is_development() {
        words.push("--unsafe-development-srs".to_owned());
    } else if name.ceremony().is_none() {
        words.push(format!("--ceremony {}", name.fingerprint));
    }
    if args.purpose == Purpose::Evm {
        words.push("--for evm".to_owned());
    }
    words.extend(kept(args));
    words.extend((args.batch != 1).then(|| format!("--batch {}", args.batch)));
    words.extend(args.segments.map(|segments| format!("--segments {segments}")));
    words.extend(args.memory.map(|bytes| format!("--memory {bytes}")));
    words.join(" ")
}

/// What of a setup both backends are asked for again.
pub(super) fn kept(args: &Setup) -> Vec<String> {
    // Without the folder the artifact's own keys would be replaced.
    let mut words: Vec<String> =
        args.output.iter().map(|folder| format!("-o {}", quoted(folder.display()))).collect();
    words.extend(args.private.iter().map(|input| format!("--private {}", quoted(input))));
    words.extend(args.hashed.iter().map(|name| format!("--hashed {}", quoted(name))));
    words.extend((args.parameters == Parameters::Hashed).then(|| "--parameters hashed".to_owned()));
    words
}

/// Proves an inference.
pub fn prove(args: &Prove, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let keys = args.keys.as_ref().unwrap_or(&args.artifact);
    if keys.is_file() {
        let folder = keys.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Err(Failure::input(format!(
            "--keys {}: a file, and keys are a folder of several",
            keys.display()
        ))
        .with_help(format!("the folder that `setup` wrote: --keys {}", quoted(folder.display()))));
    }
    let private = Private::beside(keys)?;
    let names = private.hashed_names(&artifact);
    // The weights have one salt for all proofs.
    let of_run: Vec<String> = names.iter().filter(|name| *name != PARAMETERS).cloned().collect();
    let drawn = !of_run.is_empty() && args.with_salts.is_none() && !args.unsalted;
    if of_run.is_empty()
        && let Some(path) = &args.with_salts
    {
        let keys = keys.display();
        return Err(Failure::input(format!(
            "--with-salts {}: the keys in {keys} hash no input and no output",
            path.display()
        ))
        .with_help("`onnx2circuit setup --hashed NAME` makes keys that do"));
    }
    check_files(args, drawn)?;
    let drawn_salts = match &args.with_salts {
        Some(path) => {
            let salts = salts_of(path, &artifact)?;
            salts.check_runs(path, &artifact.graph, private.runs)?;
            salts
        }
        None if args.unsalted => Salts::default(),
        None => Salts::draw(&of_run),
    };
    let salts = match private.parameters {
        statement::Parameters::Public => drawn_salts.clone(),
        statement::Parameters::Hashed => {
            let kept = parameters_salt(&keys.join(PARAMETERS_SALT), &artifact);
            let help = "`setup` writes it beside the keys: without it the hash of the weights is another";
            drawn_salts.clone().with_parameters(&kept.map_err(|e| e.with_help(help))?)
        }
    };
    let mut inputs = inputs::runs(args.input.as_deref(), (&artifact).into(), private.runs)?;
    let Hidden { circuit, weights } = private.hide(&artifact, &artifact.circuit()?)?;
    inputs.extend(weights.iter().map(Data::to_vec));
    if is_segments_key(&keys.join(VERIFYING_KEY)) {
        let (artifact, private, circuit, inputs, salts) = (&artifact, &private, &circuit, &inputs, &salts);
        let claim = segments::Claim { keys, artifact, private, circuit, inputs, salts, drawn };
        return segments::prove(args, &claim, json);
    }
    if let Some(segment) = args.segment {
        let problem = format!("--segment {segment}: the keys in {} are not in segments", keys.display());
        return Err(
            Failure::input(problem).with_help("`onnx2circuit setup --segments N` makes keys that are")
        );
    }
    #[cfg(feature = "sumcheck")]
    if super::sumchecks::proves(&keys.join(PROVING_KEY)) {
        salts.warning(&names).iter().for_each(|warning| eprintln!("{warning}"));
        let salts = (&salts.all(&names)[..], drawn.then_some(&drawn_salts));
        return super::sumchecks::prove(args, keys, (&artifact, &private), &circuit, &inputs, salts, json);
    }
    // The key first: who has none is told how to make both.
    let key =
        stage("reading the proving key", || proving::read_proving_key(&keys.join(PROVING_KEY), &circuit))?;
    let help = "it is kept beside the keys; `onnx2circuit setup` makes all three";
    let srs = strings::read(&keys.join(SRS)).map_err(|e| e.with_help(help))?;
    strings::allow_development(&srs.name(), args.development.allowed)?;
    if let Some(warning) = salts.warning(&names) {
        eprintln!("{warning}");
    }
    let (proved, time) =
        timed("proving", || proving::prove_salted(&key, &srs, &circuit, &inputs, &salts.all(&names)));
    let (public, proof) = proved?;
    let expected = Proving::from(&key.plan);
    // On the disk before there is a proof: what is hashed with a salt that is lost cannot be opened by anyone.
    if drawn {
        drawn_salts.write(&args.salts)?;
    }
    let mut of = json!({
        "backend": "halo2", "k": key.plan.system.k, "columns": proving::columns(&key.plan),
        "says": private.words(&artifact, &public.hashes), "expected": expected, "expectation": expected.to_string(),
    });
    if drawn {
        of["salts"] = args.salts.display().to_string().into();
    }
    written(args, &public, &proof, time, of, json)
}

/// Refuses files that cannot be written, that are one and the same, or that keep salts.
fn check_files(args: &Prove, drawn: bool) -> Result<(), Failure> {
    check_file(&args.output)?;
    check_file(&args.public)?;
    if drawn {
        Salts::check_new(&args.salts)?;
    }
    Salts::check_none(&args.output)?;
    Salts::check_none(&args.public)?;
    let given = args.with_salts.as_ref().unwrap_or(&args.salts);
    for (a, b, what) in [
        (&args.output, &args.public, "the proof and its public values"),
        (&args.output, given, "the proof and its salts"),
        (&args.public, given, "public values and salts"),
    ] {
        if one_file(a, b) {
            return Err(Failure::input(format!("one file for {what}: {}", a.display())));
        }
    }
    Ok(())
}

/// Writes a proof and its public values, and says so; `value` is what its backend has to say.
pub(super) fn written(
    args: &Prove,
    public: &PublicValues,
    proof: &[u8],
    time: Duration,
    mut value: Value,
    json: bool,
) -> Result<(), Failure> {
    write_file(&args.output, proof)?;
    write_file(&args.public, to_json(&Public::new(public)?)?.as_bytes())?;
    value["seconds"] = time.as_secs_f64().into();
    value["proof_bytes"] = proof.len().into();
    value["peak_memory_bytes"] = to_value(peak_memory()).map_err(Failure::internal)?;
    print(json, &value, || {
        let line = |name: &str, before: &str| {
            value[name].as_str().map_or_else(String::new, |text| format!("{before}{text}\n"))
        };
        format!(
            "{}: {} bytes in {:.2} s and {} MB, the program's own among them; public values in {}\n{}{}{}",
            args.output.display(),
            proof.len(),
            time.as_secs_f64(),
            peak_memory() / 1_000_000,
            args.public.display(),
            line("expectation", ""),
            line("says", "it says: "),
            line("salts", "SECRET salts of what is hashed, by which its owner can open the hashes: "),
        )
    })
}

/// Whether two paths are of one file, which need not be there yet.
fn one_file(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let folder = path.parent().map(|p| Path::new(".").join(p).canonicalize());
        let new = || Some(folder?.ok()?.join(path.file_name()?));
        path.canonicalize().ok().or_else(new)
    };
    place(a).is_some_and(|a| place(b) == Some(a))
}

/// Verifies a proof.
pub fn verify(args: &Verify, json: bool) -> Result<(), Failure> {
    #[cfg(feature = "sumcheck")]
    if super::sumchecks::verifies(&args.key) {
        return super::sumchecks::verify(args, json);
    }
    if is_segments_key(&args.key) {
        return segments::verify(args, json);
    }
    let bytes = proving::verifying_key_bytes(&args.key, proving::VerifyingKey::MAX_BYTES)?;
    let artifact = args.artifact.as_deref().map(Artifact::open).transpose()?;
    let (key, private) = match &artifact {
        Some(artifact) => {
            let (key, private) = check(artifact, &args.key, args.srs.as_deref(), &bytes)?;
            (key, Some(private))
        }
        None => {
            (proving::verifying_key(&args.key, &bytes, Limits { k: args.max_k.min(Limits::MOST.k) })?, None)
        }
    };
    let srs = key.srs();
    warn(&srs);
    let public = Public::read(&args.public)?;
    let proof = proving::read_proof(&args.proof)?;
    let (result, time) = timed("verifying", || proving::verify(&key, &public, &proof));
    result?;
    let values = key.slots().iter().map(|slot| slot.len()).sum();
    let expected = verify_seconds(&key.statement().system, values);
    let tensors: Vec<_> = in_order(key.slots()).into_iter().map(|s| s.tensor.clone()).collect();
    let weights = statement::of_parameters(&tensors, &public.hashes);
    if let Some(registered) = &args.parameters {
        compare(registered, weights)?;
    }
    #[cfg(feature = "chain")]
    let cost = args.evm.then(|| super::onchain::check(&key, &public, &proof)).transpose()?;
    #[cfg(not(feature = "chain"))]
    let cost: Option<(Value, String)> = None;
    let says = match (&artifact, &private) {
        (Some(artifact), Some(private)) => private.words(artifact, &public.hashes),
        _ => statement::words(&tensors, &public.hashes),
    };
    let mut value = json!({
        "hashes": public.hashes.iter().map(Hash::to_string).collect::<Vec<_>>(), "parameters_hash": weights.map(Hash::to_string),
        "parameters_checked": args.parameters.is_some(), "verified": true, "says": says, "outputs": public.outputs, "backend": "halo2", "seconds": time.as_secs_f64(), "circuit": key.digest().to_string(),
        "key_checked": args.artifact.is_some(), "unsafe_srs": srs.is_unsafe(), "srs": srs_json(&srs), "expected_seconds": expected,
    });
    if let (Some(value), Some((Value::Object(cost), _))) = (value.as_object_mut(), &cost) {
        value.extend(cost.clone());
    }
    print(json, &value, || {
        let of = match &args.artifact {
            Some(artifact) => format!("of {}", artifact.display()),
            None => "by what the key says of itself (--artifact checks it)".to_owned(),
        };
        let on_chain = cost.map(|(_, text)| text).unwrap_or_default();
        let weights = registered::words(weights, args.parameters.as_ref());
        let time = time.as_secs_f64() * 1e3;
        let (digest, outputs) = (key.digest(), proving::outputs(&public));
        format!(
            "verified: circuit {digest} {of}, {time:.1} ms, where a release build takes some {:.1} ms\nit says: {says}\n{outputs}{weights}{on_chain}",
            1e3 * expected
        )
    })
}

/// Checks that a verifying key is an artifact's.
pub fn check_key(args: &CheckKey, json: bool) -> Result<(), Failure> {
    let path = args.key.clone().unwrap_or_else(|| args.artifact.join(VERIFYING_KEY));
    #[cfg(feature = "sumcheck")]
    if super::sumchecks::verifies(&path) {
        return super::sumchecks::check_key(args, &path, json);
    }
    if is_segments_key(&path) {
        return segments::check_key(args, &path, json);
    }
    let bytes = proving::verifying_key_bytes(&path, proving::VerifyingKey::MAX_BYTES)?;
    let artifact = Artifact::open(&args.artifact)?;
    let (key, private) = check(&artifact, &path, args.srs.as_deref(), &bytes)?;
    let says = private.words(&artifact, &[]);
    let srs = key.srs();
    warn(&srs);
    let value = json!({
        "checked": true, "backend": "halo2", "circuit": key.digest().to_string(), "says": says, "private": private.inputs,
        "hashed": private.hashed, "unsafe_srs": srs.is_unsafe(), "srs": srs_json(&srs),
    });
    print(json, &value, || {
        let (key_file, artifact) = (path.display(), args.artifact.display());
        format!(
            "{key_file} is the key of {artifact}: circuit {}, {srs}\na proof says: {says}\n",
            key.digest()
        )
    })
}

/// The key of an artifact, if `bytes`, from the file at `key`, are it. The reference string is beside the key unless
/// another file is given; what is private is said beside it, too, and is given back.
fn check(
    artifact: &Artifact,
    key: &Path,
    srs: Option<&Path>,
    bytes: &[u8],
) -> Result<(proving::VerifyingKey, Private), Failure> {
    let folder = key.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let private = Private::beside(&folder)?;
    let path = srs.map_or_else(|| folder.join(SRS), Path::to_path_buf);
    let help = "give the reference string that the key was made with: --srs FILE";
    let srs = || StringFile::open(&path).map_err(|e| e.with_help(help));
    let made = stage("making the key again", || proving::check_key(artifact, &private, srs, bytes));
    Ok((made.map_err(|failure| failure.about(key))?, private))
}
