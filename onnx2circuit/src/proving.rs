//! Keys, proofs and their files.
//!
//! | file | what |
//! |---|---|
//! | `reference.srs` | the reference string of the keys: who knows its secret can forge proofs |
//! | `proving.key`, `verifying.key` | the keys; verification needs the second alone |
//! | `proof.bin` | a proof |
//! | `private.json` | which inputs of the model are private, and what is hashed |
//! | `parameters-salt.json` | the salt of hidden weights: the prover's own |
//! | `public.json` | the public values of a run: inputs that are not private, outputs, hashes |
//! | `salts.json` | the salts of what is hashed: the prover's own |
//!
//! Keys are reproducible: the same artifact and the same reference string give the same bytes.

use circuit::file::{self, Begins};
use circuit::public::{Kind, PublicValues, Slot};
use circuit::{Hash, interpret};
use frontend::quoted;
pub use halo2::VerifyingKey;
use halo2::file::FileError;
use halo2::key::{self, ProvingKey};
use halo2::plan::Plan;
use halo2::proof::{self, ProveError};
use halo2::srs::{Ceremony, Srs, SrsName};
use halo2::system::SystemError;
use halo2::{Goal, Limits, PlanError, Salt, SegmentsKey, SegmentsProof, Statement};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fs::File;
use std::path::Path;

use crate::artifact::{Artifact, check_regular, is_part, parse, read_at_most, read_file};
use crate::statement::{self, PRIVATE, Private};
use crate::strings::{self, StringFile};
use crate::{Failure, consistency, listing};

/// Name of the reference string beside the keys.
pub const SRS: &str = "reference.srs";
/// Name of the proving key.
pub const PROVING_KEY: &str = "proving.key";
/// Name of the verifying key.
pub const VERIFYING_KEY: &str = "verifying.key";

/// Name of the file with the salt of hidden weights.
pub const PARAMETERS_SALT: &str = "parameters-salt.json";

/// Largest file of public values that is read: they come from strangers.
const MAX_PUBLIC_BYTES: u64 = 256 << 20;

/// Largest proof file that is read: some kilobytes are usual, and it comes from a stranger.
pub const MAX_PROOF_BYTES: u64 = 16 << 20;

/// The bytes of a proof's file, of a proof in one piece.
///
/// # Errors
/// [`Failure`] for a file that cannot be read, and for one of another kind, which it names.
pub fn read_proof(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = read_at_most(path, MAX_PROOF_BYTES)?;
    match Begins::of(&bytes) {
        Begins::As(file::PARTS) => Err(Failure::no(format!(
            "the proof is refused: {} is a proof in segments, and the key is of one in one piece",
            path.display()
        ))
        .with_help(
            "the verifying key that `setup --segments` or `--memory` wrote is the one that verifies it",
        )),
        Begins::As(name) => Err(Failure::input(format!("{}: a {}, not a proof", path.display(), name.what))),
        _ => Ok(bytes),
    }
}

/// A proof in segments.
///
/// # Errors
/// As [`read_proof`].
pub fn read_parts(path: &Path) -> Result<SegmentsProof, Failure> {
    let bytes = read_at_most(path, MAX_PROOF_BYTES)?;
    match Begins::of(&bytes) {
        Begins::As(name) if name != file::PARTS => {
            Err(Failure::input(format!("{}: a {}, not a proof", path.display(), name.what)))
        }
        Begins::Otherwise => Err(Failure::no(format!(
            "the proof is refused: {} is no proof in segments, and the key is of those alone",
            path.display()
        ))
        .with_help(
            "a proof in one piece has a verifying key of its own; those of single segments are put together by `prove` without --segment",
        )),
        _ => SegmentsProof::from_bytes(&bytes).map_err(|e| Failure::no(format!("the proof is refused: {e}"))),
    }
}

/// The layout of `circuit` as a halo2 table.
///
/// # Errors
/// [`Failure`] naming the node that has no layout.
pub fn plan(circuit: &circuit::Graph) -> Result<Plan, Failure> {
    plan_for(circuit, Goal::Time)
}

/// The layout of `circuit` that is best for `goal`.
///
/// # Errors
/// As [`plan`].
pub fn plan_for(circuit: &circuit::Graph, goal: Goal) -> Result<Plan, Failure> {
    Plan::for_goal(circuit, goal).map_err(|e| {
        let failure = Failure::input(&e);
        match e {
            PlanError::TooLarge { .. } => failure.with_help(
                "a model of fewer values or bits (--preset small) takes fewer rows; native code and the fault-proof program \
                 have no such limit",
            ),
            _ => failure,
        }
    })
}

/// Both keys.
///
/// # Errors
/// [`Failure`] for a reference string that is too small.
pub fn keys(plan: Plan, srs: &Srs) -> Result<key::Setup, Failure> {
    key::setup(plan, srs).map_err(Failure::input)
}

/// Makes the verifying key of an artifact again, whose parts are checked to belong together, and compares it with
/// the bytes of `key`.
///
/// # Errors
/// [`Failure`] with blame `No` that says how the keys differ; as [`consistency::check`].
pub fn check_key(
    artifact: &Artifact,
    private: &Private,
    srs: impl FnOnce() -> Result<StringFile, Failure>,
    key: &[u8],
) -> Result<VerifyingKey, Failure> {
    let refused = |why: String| Failure::no(format!("the verifying key is not the artifact's: {why}"));
    let said = Statement::from_bytes(key, Limits::MOST).map_err(|e| refused(e.to_string()))?;
    private.check_slots(said.slots.len()).map_err(|e| refused(format!("{PRIVATE} beside it: {e}")))?;
    // What is no key has no string beside it that anyone could miss.
    let mut srs = srs()?;
    let circuit = consistency::check(artifact)?;
    let hidden = private.hide(artifact, &circuit);
    let circuit = hidden.map_err(|e| refused(format!("{PRIVATE} beside it: {e}")))?.circuit;
    made_again(&circuit, &mut srs, &said, key)
}

/// Makes the verifying key of a circuit again, and compares it with the bytes of `key`, which say `said`.
///
/// # Errors
/// [`Failure`] with blame `No` that says how the keys differ.
pub fn made_again(
    circuit: &circuit::Graph,
    srs: &mut StringFile,
    said: &Statement,
    key: &[u8],
) -> Result<VerifyingKey, Failure> {
    let refused = |why: String| Failure::no(format!("the verifying key is not the artifact's: {why}"));
    // Both before a key is made again: the string may be too small for this artifact's, if it is another's.
    let (own, string) = (circuit.digest(), srs.name());
    if said.digest != own {
        let why = format!("it says that it is for circuit {}, the artifact's is {own}", said.digest);
        return Err(refused(why).with_help(
            "an artifact that was compiled again needs new keys (`onnx2circuit setup`); and what is hidden is part of the circuit: \
             private.json, which `setup` writes beside the key, has to lie there",
        ));
    }
    if said.srs.fingerprint != string.fingerprint {
        let (key, given) = (said.srs.fingerprint, string.fingerprint);
        return Err(refused(format!("it was made with reference string {key}, this is {given}"))
            .with_help("give the string that the key was made with: --srs FILE"));
    }
    let mut derive = |goal| -> Result<VerifyingKey, Failure> {
        let plan = plan_for(circuit, goal)?;
        key::verifying(&plan, &*srs.at(plan.system.k)?).map_err(Failure::input)
    };
    let derived = derive(Goal::Time)?;
    if derived.to_bytes() == key {
        return Ok(derived);
    }
    // A layout for verification on a chain has more rows, and a string that is too small for it cannot be its own.
    if said.system.k != derived.k()
        && let Ok(narrow) = derive(Goal::Gas)
        && narrow.to_bytes() == key
    {
        return Ok(narrow);
    }
    Err(refused(
        "it names the same circuit and the same reference string, but its bytes are others".to_owned(),
    )
    .with_help("it was changed, or made by another version of this program: run `onnx2circuit setup`"))
}

/// Reads the proving key of `circuit`.
///
/// # Errors
/// [`Failure`] for a file that is none, or of another circuit.
pub fn read_proving_key(path: &Path, circuit: &circuit::Graph) -> Result<ProvingKey, Failure> {
    let help = "make the keys with `onnx2circuit setup`";
    let bytes = read_file(path).map_err(|e| e.with_help(help))?;
    ProvingKey::from_bytes(&bytes, circuit).map_err(|e| Failure::file(path, e).with_help(help))
}

/// The bytes of a verifying key's file, of which its backend reads at most `most`.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn verifying_key_bytes(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let inside = path.join(VERIFYING_KEY);
    let help = if inside.is_file() {
        format!("the key in this folder is {}", quoted(inside.display()))
    } else {
        "make the keys with `onnx2circuit setup`".to_owned()
    };
    read_at_most(path, most).map_err(|e| e.with_help(help))
}

/// A verifying key from its file's bytes; `path` is named in errors.
///
/// # Errors
/// [`Failure`] for a file that is none, or a key that costs more than `limits` allow.
pub fn verifying_key(path: &Path, bytes: &[u8], limits: Limits) -> Result<VerifyingKey, Failure> {
    VerifyingKey::from_bytes_within(bytes, limits).map_err(|e| {
        if SegmentsKey::begins(bytes) {
            return Failure::file(
                path,
                "is a verifying key in segments, and no contract verifies their proofs",
            );
        }
        no_key(path, e, limits)
    })
}

/// What to say of a file that is no verifying key, or one that costs more than `limits` allow.
pub fn no_key(path: &Path, error: FileError, limits: Limits) -> Failure {
    let failure = Failure::file(path, &error);
    match error {
        FileError::Contents(SystemError::NotAllowed { what, got, .. }) if limits.k < Limits::MOST.k => {
            // Of anything else as much is allowed as a table has rows.
            let enough = if what == "k" { got } else { u64::from(got.next_power_of_two().ilog2()) };
            let enough = enough.clamp(u64::from(limits.k) + 1, Limits::MOST.k.into());
            failure.with_help(format!(
                "a key of this size takes memory and time before any proof is looked at: if you trust where it comes \
                 from, allow it with --max-k {enough} or more (at most {})",
                Limits::MOST.k
            ))
        }
        _ => failure,
    }
}

/// The run of `circuit` on `inputs`.
///
/// # Errors
/// [`Failure`] with blame `No` where the model rejects the input: there is no proof of an output then.
pub fn trace(circuit: &circuit::Graph, inputs: &[Vec<i64>]) -> Result<circuit::Trace, Failure> {
    let wide: Vec<Vec<i128>> = inputs.iter().map(|v| v.iter().map(|x| i128::from(*x)).collect()).collect();
    interpret(circuit, &wide).map_err(|e| match e.status() {
        Some(_) => Failure::no(e).with_help("the model rejects this input, so there is no output to prove"),
        None => Failure::input(e),
    })
}

/// Proves the run of `circuit`, which hashes nothing, on `inputs`.
///
/// # Errors
/// As [`trace`].
pub fn prove(
    key: &ProvingKey,
    srs: &Srs,
    circuit: &circuit::Graph,
    inputs: &[Vec<i64>],
) -> Result<(PublicValues, Vec<u8>), Failure> {
    prove_salted(key, srs, circuit, inputs, &[])
}

/// Proves the run of `circuit` on `inputs`, with a salt for each hashed tensor, in the order of public values.
///
/// # Errors
/// As [`trace`].
pub fn prove_salted(
    key: &ProvingKey,
    srs: &Srs,
    circuit: &circuit::Graph,
    inputs: &[Vec<i64>],
    salts: &[Salt],
) -> Result<(PublicValues, Vec<u8>), Failure> {
    prove_trace(key, srs, &trace(circuit, inputs)?, salts)
}

/// Proves a run.
///
/// # Errors
/// [`Failure`] for a key of another reference string.
pub fn prove_trace(
    key: &ProvingKey,
    srs: &Srs,
    trace: &circuit::Trace,
    salts: &[Salt],
) -> Result<(PublicValues, Vec<u8>), Failure> {
    proof::prove_salted(key, srs, trace, salts, rand::rngs::OsRng).map_err(|e| match e {
        ProveError::OtherString { .. } => {
            Failure::input(e).with_help("keys and reference string come from one run of `onnx2circuit setup`")
        }
        ProveError::Srs(e) => Failure::input(format!("the reference string beside the key: {e}"))
            .with_help("keys and reference string come from one run of `onnx2circuit setup`"),
        ProveError::Unsatisfied(_) => Failure::internal(e).with_help(
            "unless the proving key was changed: `onnx2circuit setup --srs FILE` with the string beside it makes the same one again",
        ),
        e => Failure::internal(e),
    })
}

/// Verifies a proof.
///
/// # Errors
/// [`Failure`] with blame `No` and the check that failed.
pub fn verify(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Failure> {
    proof::verify(key, public, proof).map_err(refused)
}

/// What to say of a proof that is refused.
pub fn refused(why: impl std::fmt::Display) -> Failure {
    Failure::no(format!("the proof is refused: {why}"))
        .with_help("a proof is for one key and one file of public values: those of other keys, made before or elsewhere, are refused")
}

/// The integers of outputs that are shown and short: what a proof is about, for whoever reads along.
pub fn outputs(public: &PublicValues) -> String {
    const SHORT: usize = 16;
    let line = |(i, output): (usize, &Vec<i128>)| match output.len() {
        0..=SHORT => format!("output {i} of those shown: {output:?}\n"),
        more => format!("output {i} of those shown: {more} integers\n"),
    };
    public.outputs.iter().enumerate().map(line).collect()
}

/// The file of public values.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Public {
    /// Elements of each public input.
    pub inputs: Vec<Vec<i64>>,
    /// Elements of each output that is not hashed.
    pub outputs: Vec<Vec<i64>>,
    /// The hash of each hashed input, then of each hashed output.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<String>,
}

impl Public {
    /// From the backend's values.
    ///
    /// # Errors
    /// [`Failure`] for a value beyond 64 bits, which no tensor of ours holds.
    pub fn new(values: &PublicValues) -> Result<Self, Failure> {
        let narrow = |all: &[Vec<i128>]| -> Result<Vec<Vec<i64>>, Failure> {
            let one =
                |v: &i128| i64::try_from(*v).map_err(|_| Failure::internal(format!("public value {v}")));
            all.iter().map(|t| t.iter().map(one).collect()).collect()
        };
        let hashes = values.hashes.iter().map(Hash::to_string).collect();
        Ok(Self { inputs: narrow(&values.inputs)?, outputs: narrow(&values.outputs)?, hashes })
    }

    /// Reads the file: the values, for the backend.
    ///
    /// # Errors
    /// [`Failure`] naming it.
    pub fn read(path: &Path) -> Result<PublicValues, Failure> {
        let file: Self = parse(path, &read_at_most(path, MAX_PUBLIC_BYTES)?)?;
        let wide =
            |all: &[Vec<i64>]| all.iter().map(|t| t.iter().map(|v| i128::from(*v)).collect()).collect();
        let hash = |text: &String| text.parse::<Hash>().map_err(|e| Failure::file(path, e));
        let hashes = file.hashes.iter().map(hash).collect::<Result<_, _>>()?;
        Ok(PublicValues { inputs: wide(&file.inputs), outputs: wide(&file.outputs), hashes })
    }
}

/// Columns of a plan: advice of both phases, fixed, and those in the permutation.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Columns {
    /// Advice columns of the first phase.
    pub advice_first: usize,
    /// Advice columns of the second phase.
    pub advice_second: usize,
    /// Fixed columns.
    pub fixed: usize,
    /// Columns in the permutation argument.
    pub permutation: usize,
}

/// The columns of a plan.
pub fn columns(plan: &Plan) -> Columns {
    let s = &plan.system;
    Columns {
        advice_first: s.first as usize,
        advice_second: s.second as usize,
        fixed: s.fixed as usize,
        permutation: s.equality.len(),
    }
}

/// What is in a verifying key, reference string or proof file, as JSON and as text, and the reference string.
///
/// # Errors
/// [`Failure`] for a file that is none of these.
pub fn describe(path: &Path) -> Result<(Value, String, Option<SrsName>), Failure> {
    check_regular(path)?;
    let ceremony = File::open(path).map_err(|e| Failure::file(path, e)).map(Ceremony::open)?;
    if let Some(ceremony) = ceremony.map_err(|e| Failure::file(path, e))? {
        let (name, k) = (ceremony.name(), ceremony.most());
        let value = json!({
            "kind": "reference string", "unsafe_srs": name.is_unsafe(), "k": k, "srs": strings::to_json(&name),
        });
        return Ok((value, format!("{name} (for 2^{k} rows)\n"), Some(name)));
    }
    let bytes = read_file(path)?;
    match Statement::from_bytes(&bytes, Limits::MOST) {
        Ok(key) => {
            let (value, text) = describe_key(&key);
            return Ok((value, text, Some(key.srs)));
        }
        Err(FileError::Magic { .. }) => {}
        Err(e) => return Err(Failure::file(path, e)),
    }
    let proving = ProvingKey::begins(&bytes).then(|| ProvingKey::check_file(&bytes).map_err(Failure::input));
    #[cfg(feature = "sumcheck")]
    let proving = match sumcheck::ProvingKey::begins(&bytes) {
        true => Some(sumcheck::ProvingKey::check_file(&bytes).map_err(Failure::input)),
        false => proving,
    };
    if let Some(whole) = proving {
        whole.map_err(|e| Failure::file(path, e))?;
        let value = json!({"kind": "proving key", "bytes": bytes.len()});
        let text = format!(
            "a proving key of {} bytes; what it proves, the verifying key says that was made with it\n",
            bytes.len()
        );
        return Ok((value, text, None));
    }
    match Srs::from_bytes(&bytes) {
        Ok(srs) => {
            let name = srs.name();
            let value = json!({
                "kind": "reference string", "unsafe_srs": name.is_unsafe(), "k": srs.k(), "srs": strings::to_json(&name),
            });
            return Ok((value, format!("{srs}\n"), Some(name)));
        }
        Err(FileError::Magic { .. }) => {}
        Err(e) => return Err(Failure::file(path, e)),
    }
    if is_part(path) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let value = json!({"kind": "part of an artifact", "bytes": bytes.len()});
        let text = format!(
            "{} bytes, part of an artifact: onnx2circuit inspect {}\n",
            bytes.len(),
            quoted(folder.display())
        );
        return Ok((value, text, None));
    }
    if bytes.is_empty() {
        return Err(Failure::input(format!("{}: an empty file", path.display())));
    }
    if bytes.len() < 1 << 20 && path.extension().is_some_and(|e| e == "bin") {
        let value = json!({"kind": "proof", "bytes": bytes.len()});
        let text = format!("{} bytes; a proof says nothing without its verifying key\n", bytes.len());
        return Ok((value, text, None));
    }
    Err(Failure::input(format!("{}: no model, MLIR file, artifact, key or proof", path.display())))
}

/// What a line says of a public tensor: kind, shape and range.
pub fn public_row(slot: &Slot) -> Vec<String> {
    let kind = match slot.kind {
        Kind::Input => "input",
        Kind::Output => "output",
        Kind::HashedInput => "hash of an input",
        Kind::HashedOutput => "hash of an output",
        Kind::Parameters => "hash of all weights",
    };
    vec![kind.to_owned(), format!("{:?}", slot.shape), slot.range.to_string()]
}

fn describe_key(key: &Statement) -> (Value, String) {
    let slots: Vec<Vec<String>> = key.slots.iter().map(|s| public_row(s)).collect();
    let tensors: Vec<Slot> = key.slots.iter().map(|s| s.tensor.clone()).collect();
    let says = statement::words(&tensors, &[]);
    let (digest, k, proof_bytes) = (key.digest, key.system.k, key.proof_bytes());
    let value = json!({
        "kind": "verifying key", "circuit": digest.to_string(), "k": k, "proof_bytes": proof_bytes, "public": slots,
        "evm_gas_estimate": key.gas(), "unsafe_srs": key.srs.is_unsafe(), "srs": strings::to_json(&key.srs), "says": says,
    });
    let text = format!(
        "verifying key that says it is for circuit {digest}\na proof says: {says}\n{}\nk = {k}, proofs of {proof_bytes} bytes, about {} gas \
         to verify on a chain where public values are random: those that are zero cost less\n\n{}",
        key.srs,
        key.gas(),
        listing::table(&["public", "shape", "range"], &slots),
    );
    (value, text)
}
