//! A model whose circuit is cut into segments, which are set up and proved apart: where it is cut, and the folder in which its
//! proof grows.
//!
//! Beside the keys:
//!
//! | file | what |
//! |---|---|
//! | `verifying.key` | what every segment's proofs are verified with, and what binds them |
//! | `reference.srs` | the reference string, as long as the largest segment needs it |
//! | `segment-000/proving.key`, `segment-000/reference.srs` | what proves one segment, and no other |
//!
//! While a proof is made, beside it:
//!
//! | file | what |
//! |---|---|
//! | `proof.bin.segments/run.json` | which run it is of, and the salts of everything that is hashed: the prover's own |
//! | `proof.bin.segments/segment-000.proof` | a segment's proof |

use circuit::public::{Kind, Slot, slots, tensors};
use circuit::segment::{Part, Places, SegmentError, Segments, Wiring, cut};
use circuit::{Hash, PublicValues, TensorId, Trace};
use fault_proof_vm::files;
use halo2::columns::Config;
use halo2::plan::Plan;
use halo2::{Limits, Salt, SegmentsKey};
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::artifact::{json, parse, read_at_most, sha256, write_file};
use crate::proving::{self, MAX_PROOF_BYTES};

/// Name of the file that says which run a proof is of.
const RUN: &str = "run.json";
/// Largest such file that is read.
const MAX_RUN_BYTES: u64 = 16 << 20;

/// How a circuit is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cutting {
    /// Into so many segments of about the same work.
    Into(usize),
    /// Into segments of which each takes about so many bytes of memory at most, by the layout's estimate.
    Memory(u64),
}

/// Where a circuit is cut, and how each segment is laid out.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Before these relations.
    pub cuts: Vec<u32>,
    /// Of each segment.
    pub configs: Vec<Config>,
}

/// Name of the folder of a segment's key.
pub fn folder(segment: usize) -> String {
    format!("segment-{segment:03}")
}

/// Cuts a circuit.
///
/// # Errors
/// [`Failure`] for more segments than the model has steps, and for a step that is too large by itself.
pub fn layout(circuit: &circuit::Graph, cutting: Cutting) -> Result<Layout, Failure> {
    let places = Places::of(circuit);
    match cutting {
        Cutting::Into(segments) => {
            let cuts = places.even(segments).map_err(refused)?;
            let parts = cut(circuit, &cuts).map_err(refused)?.parts;
            let config = |part: &Part| -> Result<Config, Failure> { Ok(proving::plan(&part.graph)?.config) };
            let configs = parts.iter().map(config).collect::<Result<_, Failure>>()?;
            Ok(Layout { cuts, configs })
        }
        Cutting::Memory(most) => {
            let mut configs = Vec::new();
            let fits = |part: &Part| {
                // A layout of what is far too large takes minutes.
                if halo2::choose::exceeds(&part.graph, most) {
                    return Ok(false);
                }
                let plan = Plan::new(&part.graph).ok().filter(|plan| plan.report().memory_bytes <= most);
                configs.extend(plan.as_ref().map(|plan| plan.config));
                Ok(plan.is_some())
            };
            let cuts = places.fit(fits, |part| alone(part, most))?;
            Ok(Layout { cuts, configs })
        }
    }
}

/// What to say of a step that does not fit.
fn alone(part: &Part, most: u64) -> Failure {
    let step =
        part.graph.relations.len().checked_sub(1).map(|r| part.graph.node_of(circuit::RelId(r as u32)));
    let step = step.unwrap_or_default();
    let takes = match proving::plan(&part.graph) {
        Ok(plan) => format!("takes about {} bytes to prove", plan.report().memory_bytes),
        Err(failure) => failure.problem(),
    };
    let problem = format!("node '{step}': {takes}, and is not cut; {most} are allowed");
    Failure::input(problem).with_help("steps of the model are proved whole: allow more memory")
}

/// What to say of a circuit that is not cut.
pub fn refused(error: SegmentError) -> Failure {
    let failure = Failure::input(&error);
    match error {
        SegmentError::Few { .. } => failure.with_help("a model is cut between its steps"),
        _ => failure,
    }
}

/// Whether a file is a verifying key in segments. One that cannot be read is not: whoever reads it next says why.
pub fn is_key(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; 8];
    std::fs::File::open(path).and_then(|mut f| f.read_exact(&mut start)).is_ok()
        && SegmentsKey::begins(&start)
}

/// A verifying key in segments from its file's bytes; `path` is named in errors.
///
/// # Errors
/// [`Failure`] for a file that is none, or a key that costs more than `limits` allow.
pub fn key(path: &Path, bytes: &[u8], limits: Limits) -> Result<SegmentsKey, Failure> {
    SegmentsKey::from_bytes(bytes, limits).map_err(|e| proving::no_key(path, e, limits))
}

/// The segments that a key is for.
///
/// # Errors
/// [`Failure`] with blame `No` where it is for other segments than this circuit's.
pub fn of_key(key: &SegmentsKey, circuit: &circuit::Graph) -> Result<Segments, Failure> {
    let other = |why: String| Failure::no(format!("the keys are not the artifact's: {why}"));
    let segments = cut(circuit, key.cuts()).map_err(|e| other(e.to_string()))?;
    let digests: Vec<_> = segments.parts.iter().map(|part| part.graph.digest()).collect();
    let (own, said) = (segments.wiring.digest(&digests), key.digest());
    if own != said {
        let why = format!("they are for circuit {said} in segments, the artifact's is {own}");
        return Err(other(why).with_help(
            "an artifact that was compiled again needs new keys (`onnx2circuit setup`); and what is hidden is part of the circuit: \
             `setup` writes it into private.json, beside the key",
        ));
    }
    Ok(segments)
}

/// The public values of a run of a segment, with a salt for each hash.
pub fn public(segment: &circuit::Graph, trace: &Trace, salts: &[Salt]) -> PublicValues {
    let tensors = tensors(segment).zip(slots(segment)).filter(|(_, slot)| slot.kind.is_hash());
    let hash = |(((_, of), slot), salt): (((Kind, Vec<TensorId>), Slot), &Salt)| {
        let elements: Vec<i128> = of.iter().flat_map(|t| trace.tensor(*t).to_vec()).collect();
        halo2::hashed::hash(&slot, *salt, &elements)
    };
    let hashes = tensors.zip(salts).map(hash).collect();
    PublicValues { hashes, ..PublicValues::of(segment, trace) }
}

/// A proof in the making: a folder that any number of processes may work in.
#[derive(Debug)]
pub struct Work {
    folder: PathBuf,
    /// A salt for each wire; those of wires that are not hashed are not used.
    salts: Vec<Salt>,
}

/// What is in the folder's file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    /// A hash of the key's name and the inputs.
    run: String,
    /// In order of the wires.
    salts: Vec<String>,
}

/// Salts of what the model's user has hashed, in order of the public values.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// Drawn for this run: those of before are as good.
    Drawn(&'a [Salt]),
    /// Chosen: the run has these.
    Given(&'a [Salt]),
}

impl Work {
    /// The folder of the proof at `proof` of a run on `inputs`: the one that is there, or a new one, with new salts for what lies
    /// between segments.
    ///
    /// # Errors
    /// [`Failure`] for a folder of another run, and where it cannot be written.
    pub fn open(
        proof: &Path,
        key: &SegmentsKey,
        inputs: &[Vec<i64>],
        shown: Shown<'_>,
    ) -> Result<Self, Failure> {
        let mut name = proof.as_os_str().to_owned();
        name.push(".segments");
        let folder = PathBuf::from(name);
        let path = folder.join(RUN);
        let run = sha256(json(&(key.digest().to_string(), inputs))?.as_bytes());
        let fail = |e| Failure::file(&path, e);
        std::fs::create_dir_all(&folder).map_err(fail)?;
        if !path.exists() {
            let wiring = key.wiring();
            let (Shown::Drawn(given) | Shown::Given(given)) = shown;
            let mut given = given.iter().copied();
            let salt = |wire: u32| match wiring.wire(wire) {
                Some(slot) if (wire as usize) < wiring.shown.len() && slot.kind.is_hash() => {
                    given.next().unwrap_or(Salt::NONE)
                }
                Some(slot) if slot.kind.is_hash() => Salt::draw(OsRng),
                _ => Salt::NONE,
            };
            let salts = (0..wiring.wires() as u32).map(salt);
            let salts = salts.map(|salt| Hash(salt.to_bytes()).to_string()).collect();
            match files::write_secret(&path, json(&Run { run: run.clone(), salts })?.as_bytes()) {
                // Another process was first: its salts are everybody's.
                Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(fail(e)),
                _ => {}
            }
        }
        let file: Run = parse(&path, &read_at_most(&path, MAX_RUN_BYTES)?)?;
        let other = |what: &str| {
            Failure::file(&path, format!("is of a run {what}")).with_help(
                "its proof is not finished: finish it, give another file to --output, or delete the folder",
            )
        };
        if file.run != run {
            return Err(other("on other inputs or with other keys"));
        }
        let salt = |text: &String| text.parse::<Hash>().ok().and_then(|hash| Salt::from_bytes(hash.0));
        let salts: Option<Vec<Salt>> = file.salts.iter().map(salt).collect();
        let salts = salts.filter(|salts| salts.len() == key.wiring().wires());
        let salts = salts.ok_or_else(|| Failure::file(&path, "has no salt for each tensor of these keys"))?;
        let work = Self { folder, salts };
        match shown {
            Shown::Given(given) if work.shown(key.wiring()) != given => Err(other("with other salts")),
            _ => Ok(work),
        }
    }

    /// The salts of what the model's user has hashed.
    pub fn shown(&self, wiring: &Wiring) -> Vec<Salt> {
        let all = self.salts.iter().zip(&wiring.shown);
        all.filter(|(_, slot)| slot.kind.is_hash()).map(|(salt, _)| *salt).collect()
    }

    /// The salts of a segment, in order of its public values.
    ///
    /// # Errors
    /// [`Failure`] for a segment that there is not.
    pub fn salts(&self, wiring: &Wiring, segment: usize) -> Result<Vec<Salt>, Failure> {
        let wires = wiring.hashed(segment).map_err(Failure::internal)?;
        Ok(wires.iter().filter_map(|wire| self.salts.get(*wire as usize)).copied().collect())
    }

    fn proof(&self, segment: usize) -> PathBuf {
        self.folder.join(format!("{}.proof", folder(segment)))
    }

    /// A segment's proof, if it is there, and is accepted for these public values of the segment.
    pub fn read(&self, key: &SegmentsKey, segment: usize, values: &PublicValues) -> Option<Vec<u8>> {
        let proof = read_at_most(&self.proof(segment), MAX_PROOF_BYTES).ok()?;
        key.verify_part(segment, values, &proof, Limits::MOST).ok().map(|()| proof)
    }

    /// Keeps a segment's proof.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn write(&self, segment: usize, proof: &[u8]) -> Result<(), Failure> {
        write_file(&self.proof(segment), proof)
    }

    /// Deletes what is in the folder, once the proof is where it belongs.
    ///
    /// # Errors
    /// [`Failure`] naming it.
    pub fn finish(self, segments: usize) -> Result<(), Failure> {
        let files = (0..segments).map(|segment| self.proof(segment)).chain([self.folder.join(RUN)]);
        files.into_iter().try_for_each(std::fs::remove_file).map_err(|e| Failure::file(&self.folder, e))?;
        // Files that others have put there stay, and so does the folder then.
        let _ = std::fs::remove_dir(&self.folder);
        Ok(())
    }
}
