//! Proving one segment, or all that are not proved yet.

use halo2::{Limits, ProvingKey, SegmentsProof, Srs};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::Failure;
use crate::artifact::Artifact;
use crate::command::args::Prove;
use crate::command::print;
use crate::command::progress::{peak_memory, timed};
use crate::command::prove::written;
use crate::forecast::Proving;
use crate::proving::{self, PROVING_KEY, SRS, VERIFYING_KEY};
use crate::salts::Salts;
use crate::segments::{self, Shown, Work, folder};
use crate::statement::Private;
use crate::strings;

/// What is proved.
pub struct Claim<'a> {
    /// Where the keys are.
    pub keys: &'a Path,
    /// Of which model.
    pub artifact: &'a Artifact,
    /// What is hidden.
    pub private: &'a Private,
    /// Its circuit, of which that is hidden.
    pub circuit: &'a circuit::Graph,
    /// On which inputs.
    pub inputs: &'a [Vec<i64>],
    /// Salts by the names of what is hashed.
    pub salts: &'a Salts,
    /// Whether these were drawn just now.
    pub drawn: bool,
}

/// Proves one segment, or all that are not proved yet.
pub fn prove(args: &Prove, claim: &Claim<'_>, json: bool) -> Result<(), Failure> {
    let Claim { keys, artifact, private, circuit, inputs, salts, drawn } = *claim;
    let path = keys.join(VERIFYING_KEY);
    let bytes = proving::verifying_key_bytes(&path, proving::VerifyingKey::MAX_BYTES)?;
    let key = segments::key(&path, &bytes, Limits::MOST)?;
    strings::allow_development(&key.srs(), args.development.allowed)?;
    let segments = segments::of_key(&key, circuit)?;
    let (parts, wiring) = (&segments.parts, &segments.wiring);
    if let Some(segment) = args.segment
        && segment >= parts.len()
    {
        let problem = format!("--segment {segment}: the keys in {} have {}", keys.display(), parts.len());
        return Err(Failure::input(problem).with_help("segments are numbered from 0"));
    }
    let names = private.hashed_names(artifact);
    if let Some(warning) = salts.warning(&names) {
        eprintln!("{warning}");
    }
    let shown = salts.all(&names);
    let shown = if drawn { Shown::Drawn(&shown) } else { Shown::Given(&shown) };
    let work = Work::open(&args.output, &key, inputs, shown)?;
    if drawn && work.shown(wiring).into_iter().any(|salt| salt == halo2::Salt::NONE) {
        let problem = "the segments that are proved already have hashes without salts";
        return Err(Failure::input(problem).with_help(
            "say --unsalted again, give another file to --output, or delete the folder of segments",
        ));
    }
    let mut made: BTreeMap<_, Vec<i64>> =
        circuit.inputs.iter().copied().zip(inputs.iter().cloned()).collect();
    let (mut values, mut proofs, mut seconds) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut forecasts = Vec::new();
    for (segment, part) in parts.iter().enumerate() {
        let given: Option<Vec<Vec<i64>>> = part.inputs.iter().map(|t| made.get(t).cloned()).collect();
        let given = given.ok_or_else(|| Failure::internal("a segment reads what no earlier one makes"))?;
        let trace = proving::trace(&part.graph, &given)?;
        for (t, own) in part.outputs.iter().zip(&part.graph.outputs) {
            made.insert(*t, narrow(&trace.tensor(*own).to_vec())?);
        }
        let salts = work.salts(wiring, segment)?;
        let public = segments::public(&part.graph, &trace, &salts);
        if args.segment.is_none_or(|only| only == segment) {
            let proof = match work.read(&key, segment, &public) {
                Some(proof) => proof,
                None => {
                    let place = keys.join(folder(segment));
                    let what = format!("proving segment {segment}");
                    let keys = Keys::read(&place, &part.graph)?;
                    let (proof, time) = timed(&what, || keys.prove(&trace, &salts));
                    let proof = proof?;
                    work.write(segment, &proof)?;
                    seconds.insert(segment, time.as_secs_f64());
                    forecasts.push(Proving::from(&keys.proving.plan));
                    proof
                }
            };
            proofs.push(proof);
        }
        values.push(public);
        if args.segment == Some(segment) {
            return one(segment, &proofs, &seconds, &forecasts, json);
        }
    }
    let (public, hashes) = wiring.gather(&values).map_err(Failure::internal)?;
    let proof = SegmentsProof { hashes, proofs };
    key.verify(&public, &proof, Limits::MOST).map_err(Failure::internal)?;
    // On the disk before there is a proof.
    if drawn {
        names.into_iter().zip(work.shown(wiring)).collect::<Salts>().write(&args.salts)?;
    }
    // Of what was proved just now: the rest was there.
    let expected = (!forecasts.is_empty()).then(|| forecasts.into_iter().sum::<Proving>());
    let expectation = expected.as_ref().map(Proving::to_string);
    let mut of = json!({
        "backend": "halo2", "segments": parts.len(), "segment_seconds": seconds, "says": private.words(artifact, &public.hashes),
        "expected": expected, "expectation": expectation,
    });
    if drawn {
        of["salts"] = args.salts.display().to_string().into();
    }
    let proving = Duration::from_secs_f64(seconds.values().sum());
    written(args, &public, &proof.to_bytes(), proving, of, json)?;
    work.finish(parts.len())
}

/// What is in a segment's folder.
struct Keys {
    proving: ProvingKey,
    srs: Srs,
}

impl Keys {
    fn read(place: &Path, graph: &circuit::Graph) -> Result<Self, Failure> {
        let proving = proving::read_proving_key(&place.join(PROVING_KEY), graph)?;
        Ok(Self { proving, srs: strings::read(&place.join(SRS))? })
    }

    fn prove(&self, trace: &circuit::Trace, salts: &[halo2::Salt]) -> Result<Vec<u8>, Failure> {
        Ok(proving::prove_trace(&self.proving, &self.srs, trace, salts)?.1)
    }
}

/// Says that one segment is proved.
fn one(
    segment: usize,
    proofs: &[Vec<u8>],
    seconds: &BTreeMap<usize, f64>,
    forecasts: &[Proving],
    json: bool,
) -> Result<(), Failure> {
    let (bytes, time) = (proofs.first().map_or(0, Vec::len), seconds.get(&segment));
    let value = json!({
        "backend": "halo2", "segment": segment, "proved": time.is_some(), "seconds": time, "proof_bytes": bytes,
        "expected": forecasts.first(), "peak_memory_bytes": peak_memory(),
    });
    let expected = forecasts.first().map_or_else(String::new, |expected| format!("{expected}\n"));
    print(json, &value, || match time {
        Some(time) => format!("segment {segment}: {bytes} bytes in {time:.2} s\n{expected}"),
        None => format!("segment {segment}: {bytes} bytes, proved before\n"),
    })
}

fn narrow(values: &[i128]) -> Result<Vec<i64>, Failure> {
    let one = |v: &i128| i64::try_from(*v).map_err(|_| Failure::internal(format!("{v} between segments")));
    values.iter().map(one).collect()
}
