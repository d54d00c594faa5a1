//! Keys of segments: made, made again and compared, and described.

use circuit::segment::{Segments, cut};
use fault_proof_vm::files::DraftFolder;
use halo2::plan::Plan;
use halo2::{Limits, SegmentsKey, Srs, key};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::artifact::{Artifact, json as to_json};
use crate::command::args::{CheckKey, Parameters, Purpose, Setup};
use crate::command::print;
use crate::command::progress::{peak_memory, stage, timed};
use crate::command::prove::{again, warn};
use crate::forecast::{Proving, read_seconds};
use crate::proving::{self, PROVING_KEY, SRS, VERIFYING_KEY};
use crate::segments::{self, Cutting, Layout, folder};
use crate::statement::{self, PRIVATE, Private};
use crate::strings::{self, StringFile, to_json as srs_json};
use crate::{Failure, consistency, listing};

/// How the arguments say to cut.
pub fn cutting(args: &Setup) -> Result<Option<Cutting>, Failure> {
    let cutting = match (args.segments, args.memory) {
        (Some(segments), _) => Cutting::Into(segments),
        (None, Some(bytes)) => Cutting::Memory(bytes),
        (None, None) => return Ok(None),
    };
    let given = if args.segments.is_some() { "--segments" } else { "--memory" };
    let refused = |flag: &str, why: &str| Err(Failure::input(format!("{given} and {flag}: {why}")));
    if args.purpose == Purpose::Evm {
        return refused("--for evm", "no contract verifies proofs in segments");
    }
    if args.parameters == Parameters::Hashed {
        return refused("--parameters hashed", "one hash is of all weights, and no segment has all of them");
    }
    Ok(Some(cutting))
}

/// A number of segments.
pub fn number(text: &str) -> Result<usize, String> {
    const MOST: usize = 4096;
    let wrong = || format!("expected a whole number of 1 to {MOST}");
    text.parse().ok().filter(|n| (1..=MOST).contains(n)).ok_or_else(wrong)
}

/// A number of bytes, with K, M or G for powers of 1,024.
pub fn bytes(text: &str) -> Result<u64, String> {
    let wrong = || format!("expected a number of bytes such as 512M or 2G, got '{text}'");
    let (digits, shift) = match text.find(|c: char| !c.is_ascii_digit()).map(|at| text.split_at(at)) {
        None => (text, 0),
        Some((digits, "K")) => (digits, 10),
        Some((digits, "M")) => (digits, 20),
        Some((digits, "G")) => (digits, 30),
        Some(_) => return Err(wrong()),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

/// What a segment's keys are.
struct Made {
    k: u32,
    rows: u32,
    bytes: usize,
    expected: Proving,
    time: Duration,
    key: Vec<u8>,
}

/// Makes the keys of a circuit in segments: of one after the other.
pub fn setup(
    args: &Setup,
    cutting: Cutting,
    artifact: &Artifact,
    private: &Private,
    circuit: &circuit::Graph,
    mut file: Option<StringFile>,
    draft: DraftFolder,
) -> Result<(Value, String), Failure> {
    let to = args.output.as_ref().unwrap_or(&args.artifact);
    let io = |e| Failure::file(to, e);
    let Layout { cuts, configs } =
        stage("cutting and laying out the circuit", || segments::layout(circuit, cutting))?;
    let Segments { parts, wiring } = cut(circuit, &cuts).map_err(segments::refused)?;
    let (mut most, mut forecasts) = (0, Vec::new());
    for (segment, (part, config)) in parts.iter().zip(&configs).enumerate() {
        let plan = Plan::with_config(&part.graph, *config).map_err(Failure::input)?;
        most = most.max(plan.system.k);
        let mut expected = Proving::from(&plan);
        // Keys of segments are read when proofs are verified.
        expected.verify_seconds += read_seconds(&plan.system);
        eprintln!("{}: k = {}, {} rows; {expected}", folder(segment), plan.system.k, plan.report().rows);
        forecasts.push(expected);
    }
    let expected: Proving = forecasts.iter().copied().sum();
    eprintln!("all of them, one after the other: {expected}");
    let srs = match &mut file {
        Some(file) => stage("checking the reference string", || file.at(most))?,
        None => Cow::Owned(stage("making an UNSAFE reference string", || strings::new(most, args.seed))?),
    };
    warn(&srs.name());
    let mut strings: BTreeMap<u32, Cow<'_, Srs>> = BTreeMap::new();
    let mut made = Vec::new();
    for (segment, ((part, config), expected)) in parts.iter().zip(configs).zip(forecasts).enumerate() {
        let plan = Plan::with_config(&part.graph, config).map_err(Failure::input)?;
        let k = plan.system.k;
        if let Entry::Vacant(entry) = strings.entry(k) {
            entry.insert(srs.for_k(k).map_err(Failure::input)?);
        }
        let srs = strings.get(&k).ok_or_else(|| Failure::internal("a string that was just made"))?;
        let rows = plan.report().rows;
        let what = format!("making the keys of segment {segment}");
        let (keys, time) = timed(&what, || proving::keys(plan, srs));
        let keys = keys?;
        let proving = keys.proving.to_bytes();
        draft.write(&format!("{}/{SRS}", folder(segment)), &srs.to_bytes()).map_err(io)?;
        draft.write(&format!("{}/{PROVING_KEY}", folder(segment)), &proving).map_err(io)?;
        let bytes = proving.len();
        made.push(Made { k, rows, bytes, expected, time, key: keys.verifying.to_bytes() });
    }
    let seconds = made.iter().map(|made| made.time).sum::<Duration>().as_secs_f64();
    let files = made.iter().map(|made| made.key.clone()).collect();
    let key = SegmentsKey::new(cuts, wiring, files, Limits::MOST).map_err(Failure::internal)?;
    draft.write(SRS, &srs.to_bytes()).map_err(io)?;
    draft.write(PRIVATE, to_json(private)?.as_bytes()).map_err(io)?;
    draft.write(VERIFYING_KEY, &key.to_bytes()).map_err(io)?;
    draft.commit(VERIFYING_KEY).map_err(io)?;
    let name = key.srs();
    let rows: Vec<Vec<String>> = made
        .iter()
        .enumerate()
        .map(|(segment, made)| {
            let megabytes = |bytes: u64| format!("{} MB", bytes / 1_000_000);
            vec![
                folder(segment),
                made.k.to_string(),
                made.rows.to_string(),
                format!("{} bytes", made.bytes),
                megabytes(made.expected.prove_memory_bytes),
                format!("{:.2} s", made.expected.keygen_seconds),
                format!("{:.2} s", made.time.as_secs_f64()),
            ]
        })
        .collect();
    let each: Vec<Value> = made
        .iter()
        .map(|made| {
            json!({
                "k": made.k, "rows": made.rows, "proving_key_bytes": made.bytes, "prove_memory_bytes": made.expected.prove_memory_bytes,
                "seconds": made.time.as_secs_f64(), "expected": made.expected,
            })
        })
        .collect();
    let value = json!({
        "seconds": seconds, "k": most, "circuit": key.digest().to_string(), "keys": to.display().to_string(),
        "segments": each, "expected": expected, "unsafe_srs": name.is_unsafe(), "srs": srs_json(&name), "private": private.inputs,
        "hashed": private.hashed, "peak_memory_bytes": peak_memory(),
    });
    let text = format!(
        "keys of circuit {} in {} segment{} in {}: {seconds:.2} s, where {:.2} s were expected\na proof says: {}\nthe same keys again: {}\n\n{}",
        key.digest(),
        key.parts(),
        if key.parts() == 1 { "" } else { "s" },
        to.display(),
        expected.keygen_seconds,
        private.words(artifact, &[]),
        again(args, &name, &to.join(SRS)),
        listing::table(
            &["segment", "k", "rows", "proving key", "memory to prove", "keys: expected", "taken"],
            &rows
        ),
    );
    Ok((value, text))
}

/// Checks that a verifying key is an artifact's.
pub fn check_key(args: &CheckKey, path: &Path, json: bool) -> Result<(), Failure> {
    let bytes = proving::verifying_key_bytes(path, proving::VerifyingKey::MAX_BYTES)?;
    let artifact = Artifact::open(&args.artifact)?;
    let (key, private) = check(&artifact, path, args.srs.as_deref(), &bytes)?;
    let (says, srs) = (private.words(&artifact, &[]), key.srs());
    warn(&srs);
    let value = json!({
        "checked": true, "circuit": key.digest().to_string(), "segments": key.parts(), "says": says, "private": private.inputs,
        "hashed": private.hashed, "unsafe_srs": srs.is_unsafe(), "srs": srs_json(&srs),
    });
    print(json, &value, || {
        format!(
            "{} is the key of {} in {} segments: circuit {}, {srs}\na proof says: {says}\n",
            path.display(),
            args.artifact.display(),
            key.parts(),
            key.digest()
        )
    })
}

/// The key of an artifact in segments, if `bytes`, from the file at `path`, are it: each segment's is made again and compared.
pub(super) fn check(
    artifact: &Artifact,
    path: &Path,
    srs: Option<&Path>,
    bytes: &[u8],
) -> Result<(SegmentsKey, Private), Failure> {
    let beside = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let private = Private::beside(&beside)?;
    let string = srs.map_or_else(|| beside.join(SRS), Path::to_path_buf);
    let help = "give the reference string that the key was made with: --srs FILE";
    let mut string = StringFile::open(&string).map_err(|e| e.with_help(help))?;
    let circuit =
        stage("checking that the artifact's parts belong together", || consistency::check(artifact))?;
    let key = segments::key(path, bytes, Limits::MOST)?;
    private.check_slots(key.wiring().shown.len())?;
    let circuit = private.hide(artifact, &circuit)?.circuit;
    let segments = segments::of_key(&key, &circuit)?;
    let refused = |why: String| Failure::no(format!("the verifying key is not the artifact's: {why}"));
    let (said, given) = (key.srs().fingerprint, string.name().fingerprint);
    if said != given {
        return Err(
            refused(format!("it was made with reference string {said}, this is {given}")).with_help(help)
        );
    }
    let most = key.statements().iter().map(|s| s.system.k).max().unwrap_or(0);
    let string = string.at(most)?;
    let mut strings: BTreeMap<u32, Cow<'_, Srs>> = BTreeMap::new();
    for (segment, (part, file)) in segments.parts.iter().zip(key.keys()).enumerate() {
        let plan = proving::plan(&part.graph)?;
        let k = plan.system.k;
        let other = || refused(format!("the bytes of segment {segment}'s are others"));
        if k > most {
            return Err(other());
        }
        if let Entry::Vacant(entry) = strings.entry(k) {
            entry.insert(string.for_k(k).map_err(Failure::input)?);
        }
        let string = strings.get(&k).ok_or_else(|| Failure::internal("a string that was just made"))?;
        let what = format!("making the key of segment {segment} again");
        let derived = stage(&what, || key::verifying(&plan, string)).map_err(Failure::input)?;
        if derived.to_bytes() != *file {
            let help = "it was changed, or made by another version of this program: run `onnx2circuit setup`";
            return Err(other().with_help(help));
        }
    }
    Ok((key, private))
}

/// What is in a file, if it is a verifying key in segments.
///
/// # Errors
/// [`Failure`] for a damaged one.
pub fn inspected(path: &Path) -> Result<Option<(Value, String)>, Failure> {
    if !segments::is_key(path) {
        return Ok(None);
    }
    let bytes = proving::verifying_key_bytes(path, proving::VerifyingKey::MAX_BYTES)?;
    let key = segments::key(path, &bytes, Limits::MOST)?;
    warn(&key.srs());
    let wiring = key.wiring();
    let says = statement::words(&wiring.shown, &[]);
    let row = |slots: &[circuit::public::Slot]| -> Vec<Vec<String>> {
        slots.iter().map(proving::public_row).collect()
    };
    let (public, between) = (row(&wiring.shown), row(&wiring.inner));
    let parts: Vec<Vec<String>> = key
        .statements()
        .iter()
        .enumerate()
        .map(|(i, s)| {
            vec![folder(i), s.system.k.to_string(), s.proof_bytes().to_string(), s.digest.to_string()]
        })
        .collect();
    let (digest, srs) = (key.digest(), key.srs());
    let value = json!({
        "kind": "verifying key", "segments": parts, "circuit": digest.to_string(), "public": public, "between": between,
        "unsafe_srs": srs.is_unsafe(), "srs": srs_json(&srs), "says": says,
    });
    let columns = ["public", "shape", "range"];
    let text = format!(
        "verifying key that says it is for circuit {digest} in {} segments\na proof says: {says}\n{srs}\n\n{}\n{}\n{}",
        key.parts(),
        listing::table(&["segment", "k", "bytes of a proof", "circuit"], &parts),
        listing::table(&columns, &public),
        listing::table(&["between segments", "shape", "range"], &between),
    );
    Ok(Some((value, text)))
}
