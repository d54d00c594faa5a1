//! Keys: a circuit with the plan of its proofs.
//!
//! There is nothing secret and nothing random about a key: it is a function of the circuit, and whoever reads one makes the
//! plan again from the circuit that it holds. So its digest is no label: a verifying key is the circuit. Constants are part
//! of it.

use circuit::file::{FileError, Kind, finish, open, start};
use circuit::public::Slot;
use circuit::{Digest, Graph, Ref, Relation};
use std::collections::BTreeMap;
use thiserror::Error;

use super::pcs::CommitmentError;
pub use super::pcs::Scheme;
use super::plan::{Plan, PlanError};
use super::security::Security;

/// The verifying key's file.
const VERIFYING: Kind = Kind { what: "verifying key", magic: *b"o2c-svk", version: 1 };
/// The proving key's file.
const PROVING: Kind = Kind { what: "proving key", magic: *b"o2c-spk", version: 1 };

/// Why there is no key.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The circuit has no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// No parameters for its size.
    #[error(transparent)]
    Commitment(#[from] CommitmentError),
    /// The bytes are no key.
    #[error(transparent)]
    File(#[from] FileError),
    /// The key belongs to another circuit.
    #[error("the key belongs to circuit {key}, this is {graph}")]
    OtherCircuit {
        /// The key's circuit.
        key: Digest,
        /// The graph's.
        graph: Digest,
    },
    /// A key that costs more than its reader allows.
    #[error("the key takes as much as one of 2^{got} cells, at most 2^{most} are allowed")]
    TooLarge {
        /// The key's.
        got: usize,
        /// The reader's.
        most: usize,
    },
    /// Fewer bits of security than promised.
    #[error("proofs have {got:.1} bits of security, at least {least} are asked for")]
    Weak {
        /// What they have.
        got: f64,
        /// What is asked for.
        least: f64,
    },
}

/// What proving needs beside a run.
pub struct ProvingKey {
    /// The circuit laid out.
    pub plan: Plan,
    pub(super) scheme: Scheme,
}

/// All that verification needs beside public values and proof.
pub struct VerifyingKey {
    pub(super) plan: Plan,
    pub(super) scheme: Scheme,
    security: Security,
}

/// Both keys of a circuit.
pub struct Setup {
    /// For the prover.
    pub proving: ProvingKey,
    /// For everybody.
    pub verifying: VerifyingKey,
}

/// Bits of security that every key has.
pub const SECURITY: f64 = 100.0;

fn checked(plan: &Plan) -> Result<(Scheme, Security), KeyError> {
    let scheme = Scheme::new(plan.log_cells())?;
    let security = Security::of(plan, &scheme)?;
    let got = security.bits();
    if got < SECURITY {
        return Err(KeyError::Weak { got, least: SECURITY });
    }
    Ok((scheme, security))
}

/// Makes the keys of a plan.
///
/// # Errors
/// A plan whose proofs would be too weak or too large.
pub fn setup(plan: Plan) -> Result<Setup, KeyError> {
    let verifying = VerifyingKey::new(plan.clone())?;
    let proving = ProvingKey::new(plan)?;
    Ok(Setup { proving, verifying })
}

/// The circuit, and the width of the table of numbers.
fn to_bytes(plan: &Plan, kind: Kind) -> Vec<u8> {
    let mut bytes = start(kind);
    bytes.push(plan.bits as u8);
    bytes.extend(plan.graph.to_bytes());
    finish(bytes)
}

fn read(bytes: &[u8], kind: Kind) -> Result<(u32, Graph), KeyError> {
    let contents = open(bytes, kind).map_err(KeyError::File)?;
    let malformed = |e: String| KeyError::File(FileError::Malformed(e));
    let (bits, circuit) = contents.split_first().ok_or_else(|| malformed("it is empty".into()))?;
    if !super::lower::BITS.contains(&u32::from(*bits)) {
        return Err(malformed(format!("a table of 2^{bits} numbers")));
    }
    let graph = Graph::from_bytes(circuit).map_err(|e| malformed(e.to_string()))?;
    Ok((u32::from(*bits), graph))
}

/// Elements that a circuit may have and read for each cell that its reader allows.
const READS: u64 = 16;

/// Products of an einsum that take as long to look at as one element does.
const PRODUCTS: u64 = 16;

/// Elements of all tensors and of all views of them, patches of convolutions and products of einsums included.
fn elements(graph: &Graph) -> u64 {
    let numel = |shape: &[u32]| shape.iter().fold(1, |n: u64, d| n.saturating_mul(u64::from(*d)));
    let of = |t: circuit::TensorId| graph.get(t).map_or(0, |t| numel(&t.shape));
    let read = |r: &Ref| {
        let views = r.views.iter().map(|v| numel(&v.shape));
        r.tensors().map(of).chain(views).fold(0, u64::saturating_add)
    };
    let patches = |relation: &Relation| match relation {
        Relation::Conv { k, groups, out, .. } => {
            let shape = graph.shape_of(k).unwrap_or_default();
            let channels = u64::from(shape.first().copied().unwrap_or(1)).max(1);
            let taps = numel(&shape) / channels * u64::from(*groups);
            taps.saturating_mul(of(*out).div_ceil(channels))
        }
        Relation::Einsum { spec, a, b, .. } => {
            let mut sizes = BTreeMap::new();
            for (labels, operand) in [(&spec.a, a), (&spec.b, b)] {
                let shape = graph.shape_of(operand).unwrap_or_default();
                sizes.extend(labels.chars().zip(shape));
            }
            sizes.values().fold(1, |n: u64, d| n.saturating_mul(u64::from(*d))) / PRODUCTS
        }
        _ => 0,
    };
    let relations = graph.relations.iter();
    let reads = relations.map(|r| r.operands().into_iter().map(read).fold(patches(r), u64::saturating_add));
    let tensors = graph.tensors.iter().map(|t| numel(&t.shape));
    reads.chain(tensors).fold(0, u64::saturating_add)
}

fn plan(bits: u32, graph: &Graph) -> Result<Plan, KeyError> {
    graph.validate().map_err(PlanError::Graph)?;
    Ok(Plan::with_bits(graph, bits)?)
}

impl ProvingKey {
    fn new(plan: Plan) -> Result<Self, KeyError> {
        let (scheme, _) = checked(&plan)?;
        Ok(Self { plan, scheme })
    }

    /// Whether a file begins as one of these does.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(&PROVING.magic)
    }

    /// The scheme that commits to its cells.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(&self.plan, PROVING)
    }

    /// Reads a file, for the graph that it was made for.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_bytes(bytes: &[u8], graph: &Graph) -> Result<Self, KeyError> {
        let (bits, own) = read(bytes, PROVING)?;
        let (key, graph) = (own.digest(), graph.digest());
        if key != graph {
            return Err(KeyError::OtherCircuit { key, graph });
        }
        Self::new(plan(bits, &own)?)
    }
}

impl VerifyingKey {
    /// Whether a file begins as one of these does.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(&VERIFYING.magic)
    }

    /// Most bytes of a file.
    pub const MAX_BYTES: u64 = 256 << 20;

    fn new(plan: Plan) -> Result<Self, KeyError> {
        let (scheme, security) = checked(&plan)?;
        Ok(Self { plan, scheme, security })
    }

    /// The circuit's name.
    pub fn digest(&self) -> Digest {
        self.plan.digest
    }

    /// The circuit laid out.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The public tensors.
    pub fn slots(&self) -> &[Slot] {
        &self.plan.slots
    }

    /// What a proof that is accepted is worth.
    pub fn security(&self) -> &Security {
        &self.security
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(&self.plan, VERIFYING)
    }

    /// Reads a file that commits to at most `2^most` cells.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_bytes(bytes: &[u8], most: usize) -> Result<Self, KeyError> {
        let (bits, graph) = read(bytes, VERIFYING)?;
        let refuse = |got| if got > most { Err(KeyError::TooLarge { got, most }) } else { Ok(()) };
        // Before anything is laid out: constants and views are no cells, but take memory as these do.
        refuse((elements(&graph) / READS).max(1).ilog2() as usize)?;
        let plan = plan(bits, &graph)?;
        refuse(plan.log_cells())?;
        Self::new(plan)
    }
}
