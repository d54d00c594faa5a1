//! Keys, proofs and their files.
//!
//! | file | what |
//! |---|---|
//! | `development.srs` | a reference string made here: UNSAFE, whoever makes it can forge proofs |
//! | `proving.key`, `verifying.key` | the keys; verification needs the second alone |
//! | `proof.bin` | a proof |
//! | `public.json` | the public integers of a run: inputs and outputs |

use proof_backend::halo2::key::{self, ProvingKey, VerifyingKey};
use proof_backend::halo2::plan::Plan;
use proof_backend::halo2::proof::{self, Reject};
use proof_backend::halo2::public::PublicValues;
use proof_backend::halo2::srs::UnsafeSrs;
use proof_backend::ir::{self, interpret};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::Path;

use crate::artifact::{parse, read_file};
use crate::{Failure, listing};

/// Name of the development reference string.
pub const SRS: &str = "development.srs";
/// Name of the proving key.
pub const PROVING_KEY: &str = "proving.key";
/// Name of the verifying key.
pub const VERIFYING_KEY: &str = "verifying.key";

/// Seed of the development reference string, the same everywhere so that keys are the same bytes everywhere.
const SEED: u64 = 0;

/// The layout of `circuit` as a halo2 table.
///
/// # Errors
/// [`Failure`] naming the node that has no layout.
pub fn plan(circuit: &ir::Graph) -> Result<Plan, Failure> {
    Plan::new(circuit).map_err(Failure::input)
}

/// A development reference string of `2^k` powers. **Unsafe.**
///
/// # Errors
/// [`Failure`] for a size that halo2 does not take.
pub fn development_srs(k: u32) -> Result<UnsafeSrs, Failure> {
    UnsafeSrs::from_seed(k, SEED).map_err(Failure::input)
}

/// Reads a reference string.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn read_srs(path: &Path) -> Result<UnsafeSrs, Failure> {
    UnsafeSrs::from_bytes(&read_file(path)?).map_err(|e| Failure::file(path, e))
}

/// Both keys.
///
/// # Errors
/// [`Failure`] for a reference string that is too small.
pub fn keys(plan: Plan, srs: &UnsafeSrs) -> Result<key::Setup, Failure> {
    key::setup(plan, srs).map_err(Failure::input)
}

/// Reads the proving key of `circuit`.
///
/// # Errors
/// [`Failure`] for a file that is none, or of another circuit.
pub fn read_proving_key(path: &Path, circuit: &ir::Graph) -> Result<ProvingKey, Failure> {
    let help = "make the keys with `onnx2circuit setup`";
    let bytes = read_file(path).map_err(|e| e.with_help(help))?;
    ProvingKey::from_bytes(&bytes, circuit).map_err(|e| Failure::file(path, e).with_help(help))
}

/// Reads a verifying key.
///
/// # Errors
/// [`Failure`] for a file that is none.
pub fn read_verifying_key(path: &Path) -> Result<VerifyingKey, Failure> {
    VerifyingKey::from_bytes(&read_file(path)?).map_err(|e| Failure::file(path, e))
}

/// Proves the run of `circuit` on `inputs`.
///
/// # Errors
/// [`Failure`] with blame `No` where the model rejects the input: there is no proof of an output then.
pub fn prove(
    key: &ProvingKey,
    srs: &UnsafeSrs,
    circuit: &ir::Graph,
    inputs: &[Vec<i64>],
) -> Result<(PublicValues, Vec<u8>), Failure> {
    let wide: Vec<Vec<i128>> = inputs.iter().map(|v| v.iter().map(|x| i128::from(*x)).collect()).collect();
    let trace = interpret(circuit, &wide).map_err(|e| match e.status() {
        Some(_) => Failure::no(e).with_help("the model rejects this input, so there is no output to prove"),
        None => Failure::input(e),
    })?;
    proof::prove(key, srs, &trace, rand::rngs::OsRng).map_err(Failure::internal)
}

/// Verifies a proof.
///
/// # Errors
/// [`Failure`] with blame `No` and the check that failed.
pub fn verify(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Failure> {
    proof::verify(key, public, proof).map_err(|e: Reject| Failure::no(format!("the proof is refused: {e}")))
}

/// The file of public values.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Public {
    /// Elements of each public input.
    pub inputs: Vec<Vec<i64>>,
    /// Elements of each output.
    pub outputs: Vec<Vec<i64>>,
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
        Ok(Self { inputs: narrow(&values.inputs)?, outputs: narrow(&values.outputs)? })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`Failure`] naming it.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        parse(path, &read_file(path)?)
    }

    /// For the backend.
    pub fn values(&self) -> PublicValues {
        let wide =
            |all: &[Vec<i64>]| all.iter().map(|t| t.iter().map(|v| i128::from(*v)).collect()).collect();
        PublicValues { inputs: wide(&self.inputs), outputs: wide(&self.outputs) }
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

/// What is in a key, reference string or proof file.
///
/// # Errors
/// [`Failure`] for a file that is none of these.
pub fn describe(path: &Path) -> Result<(Value, String), Failure> {
    let bytes = read_file(path)?;
    if let Ok(key) = VerifyingKey::from_bytes(&bytes) {
        let slots: Vec<Vec<String>> = key
            .slots()
            .iter()
            .map(|s| {
                let kind = if s.output { "output" } else { "input" };
                vec![kind.to_owned(), format!("{:?}", s.shape), format!("{}..={}", s.lo, s.hi)]
            })
            .collect();
        let value = json!({
            "kind": "verifying key", "circuit": key.digest().to_string(), "k": key.k(),
            "proof_bytes": key.proof_bytes(), "public": slots,
        });
        let text = format!(
            "verifying key of circuit {}\nk = {}, proofs of {} bytes\n\n{}",
            key.digest(),
            key.k(),
            key.proof_bytes(),
            listing::table(&["public", "shape", "range"], &slots),
        );
        return Ok((value, text));
    }
    if let Ok(srs) = UnsafeSrs::from_bytes(&bytes) {
        let value = json!({"kind": "reference string", "unsafe": true, "k": srs.k()});
        return Ok((value, format!("{srs}\n")));
    }
    if bytes.len() < 1 << 20 && path.extension().is_some_and(|e| e == "bin") {
        let value = json!({"kind": "proof", "bytes": bytes.len()});
        let text = format!("{} bytes; a proof says nothing without its verifying key\n", bytes.len());
        return Ok((value, text));
    }
    Err(Failure::input(format!("{}: no model, MLIR file, artifact, key or proof", path.display())))
}
