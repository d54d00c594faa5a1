//! Keys: a circuit with the plan of its proofs.
//!
//! There is nothing secret and nothing random about a key: it is a function of the circuit, and whoever reads one makes the plan again
//! from what it holds. Of a small circuit this is all of it, constants included, so the key's digest is no label. Of one with many
//! constants it is the outline, with the root of a commitment to them: then circuit, ranges and root belong together because somebody
//! who has the circuit looked ([`VerifyingKey::check`]).

use circuit::file::{self, FileError, Kind, finish, open, start};
use circuit::public::Slot;
use circuit::{Digest, Graph, Ref, Relation, TableId};
use std::collections::BTreeMap;
use thiserror::Error;

use super::field::PRIME;
use super::pcs::{CommitmentError, Root, root_bytes, root_of};
use super::plan::{Plan, PlanError};
use super::security::Security;
use super::vectors::Vectors;
use super::work::Level;
use super::zk::proof::Hidden;

/// The verifying key's file.
const VERIFYING: Kind = Kind { name: file::SUMS_VERIFYING, version: 7 };
/// The proving key's file.
const PROVING: Kind = Kind { name: file::SUMS_PROVING, version: 7 };

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
    /// The key names the circuit, but holds something else.
    #[error("the key names circuit {digest}, but its {what} another circuit's")]
    Mixed {
        /// The circuit.
        digest: Digest,
        /// What is another's.
        what: &'static str,
    },
    /// A key that costs more than its reader allows.
    #[error("the key takes as much as one of 2^{got} cells, at most 2^{most} are allowed")]
    TooLarge {
        /// The key's.
        got: usize,
        /// The reader's.
        most: usize,
    },
    /// A tensor that is hashed, and proofs that would show it.
    #[error("'{node}' is to be hashed, and proofs that hide nothing may show it")]
    Shown {
        /// Its ONNX name.
        node: String,
    },
    /// Fewer bits of security than promised.
    #[error("proofs have {got:.1} bits of security, at least {least} are asked for")]
    Weak {
        /// What they have.
        got: f64,
        /// What is asked for.
        least: Level,
    },
}

/// What proving needs beside a run.
pub struct ProvingKey {
    /// The circuit laid out.
    pub plan: Plan,
    pub(super) vectors: Vectors,
}

/// All that verification needs beside public values and proof.
pub struct VerifyingKey {
    pub(super) plan: Plan,
    pub(super) vectors: Vectors,
    security: Security,
}

/// Both keys of a circuit.
pub struct Setup {
    /// For the prover.
    pub proving: ProvingKey,
    /// For everybody.
    pub verifying: VerifyingKey,
}

fn secure(plan: &Plan, vectors: &Vectors) -> Result<Security, KeyError> {
    if let Some(hashed) = plan.graph.tensors.iter().find(|t| t.vis.is_hashed() && !vectors.hides()) {
        return Err(KeyError::Shown { node: hashed.origin.to_string() });
    }
    let security = Security::of(plan, vectors)?;
    let (got, least) = (security.bits(), vectors.level);
    if got < f64::from(least.bits()) {
        return Err(KeyError::Weak { got, least });
    }
    Ok(security)
}

/// Makes the keys of a plan of a circuit that has all its constants.
///
/// # Errors
/// A plan whose proofs would be too weak or too large.
pub fn setup(plan: Plan) -> Result<Setup, KeyError> {
    setup_at(plan, false, Level::default())
}

/// Makes the keys of a plan of a circuit that has all its constants, whose proofs hide what is not public.
///
/// # Errors
/// As [`setup`].
pub fn setup_hiding(plan: Plan) -> Result<Setup, KeyError> {
    setup_at(plan, true, Level::default())
}

/// Makes the keys of a plan of a circuit that has all its constants, whose proofs hide what is not public, or do not, and have so many bits of security.
///
/// # Errors
/// As [`setup`]; [`CommitmentError::Work`] for a level that takes too much work.
pub fn setup_at(plan: Plan, hides: bool, level: Level) -> Result<Setup, KeyError> {
    let vectors = Vectors::at(&plan, hides, level)?;
    let outline = Plan { graph: plan.outlined(), ..plan.clone() };
    let public = Vectors::with_root(&plan, vectors.root().cloned(), hides, level)?;
    let verifying = VerifyingKey::new(outline, public)?;
    Ok(Setup { proving: ProvingKey { plan, vectors }, verifying })
}

/// What is in the file of a key.
struct Contents {
    /// Width of the table of numbers.
    bits: u32,
    /// The circuit; its outline, where constants are withheld.
    graph: Graph,
    /// Then the circuit's name, and the constants' root.
    withheld: Option<(Digest, Root)>,
    /// Whether proofs hide what is not public.
    hides: bool,
    /// Bits of security of proofs.
    level: Level,
}

/// What is added to whether constants are withheld where proofs hide what is not public.
const HIDES: u8 = 2;

/// The width of the table of numbers; whether constants are withheld and proofs hide; the level of security; the circuit's digest and the constants' root, where
/// they are withheld; the circuit's outline.
fn to_bytes(plan: &Plan, vectors: &Vectors, kind: Kind) -> Vec<u8> {
    let mut bytes = start(kind);
    bytes.push(plan.bits as u8);
    let root = vectors.root().and_then(root_bytes);
    bytes.push(u8::from(root.is_some()) | if vectors.hides() { HIDES } else { 0 });
    bytes.push(vectors.level.bits() as u8);
    if let Some(root) = root {
        bytes.extend(plan.digest.0);
        bytes.extend(root);
    }
    bytes.extend(plan.outlined().to_bytes());
    finish(bytes)
}

fn read(bytes: &[u8], kind: Kind) -> Result<Contents, KeyError> {
    let contents = open(bytes, kind).map_err(KeyError::File)?;
    let (bits, contents) = contents.split_first().ok_or_else(|| malformed("it is empty"))?;
    if !super::lower::BITS.contains(&u32::from(*bits)) {
        return Err(malformed(format!("a table of 2^{bits} numbers")));
    }
    let (what, contents) = contents.split_first().ok_or_else(|| malformed("it ends early"))?;
    let (level, contents) = contents.split_first().ok_or_else(|| malformed("it ends early"))?;
    let level = Level::new(u32::from(*level));
    let level = level.ok_or_else(|| malformed("its level of security is none"))?;
    let (withheld, circuit) = match what & !HIDES {
        0 => (None, contents),
        1 => {
            let (digest, contents) =
                contents.split_first_chunk().ok_or_else(|| malformed("it ends early"))?;
            let (root, circuit) = contents.split_first_chunk().ok_or_else(|| malformed("it ends early"))?;
            (Some((Digest(*digest), root_of(*root))), circuit)
        }
        _ => return Err(malformed("it does not say whether constants are withheld")),
    };
    let graph = Graph::from_bytes(circuit).map_err(|e| malformed(e.to_string()))?;
    Ok(Contents { bits: u32::from(*bits), graph, withheld, hides: what & HIDES != 0, level })
}

fn malformed(what: impl Into<String>) -> KeyError {
    KeyError::File(FileError::Malformed(what.into()))
}

impl Contents {
    /// The circuit's name.
    fn digest(&self) -> Digest {
        self.withheld.as_ref().map_or_else(|| self.graph.digest(), |(digest, _)| *digest)
    }

    /// The plan of the outline.
    fn plan(&self) -> Result<Plan, KeyError> {
        let valid =
            if self.withheld.is_some() { self.graph.validate_outline() } else { self.graph.validate() };
        valid.map_err(PlanError::Graph)?;
        let plan = Plan::of_outline(&self.graph, self.digest(), self.bits)?;
        if plan.withheld.is_some() != self.withheld.is_some() {
            return Err(malformed("the root of constants that are not withheld"));
        }
        // What they come to together would be its maker's word, and the circuit nobody's who could look.
        if plan.withheld.is_some() && plan.hides_weights() {
            return Err(malformed("constants are withheld where weights are hidden"));
        }
        Ok(plan)
    }

    fn root(&self) -> Option<Root> {
        self.withheld.as_ref().map(|(_, root)| root.clone())
    }
}

/// The outline of a circuit in which the same constants are withheld as in another's.
fn like(graph: &Graph, outline: &Graph) -> Graph {
    graph.outline(|t, _| outline.withholds(t))
}

/// Elements that a circuit may have and read for each cell that its reader allows.
const READS: u64 = 16;

/// Products of an einsum that take as long to look at as one element does.
const PRODUCTS: u64 = 16;

/// Elements that take as long as one product or quotient does whose numbers are wider than the field: all ways to cut them are looked at.
const CUTS: u64 = 1 << 14;
/// Elements that are as many bytes as what a relation, however short, leaves in a plan.
const RELATION: u64 = 64 * READS;

/// Entries of a table that are as many bytes in a plan as one element's are.
const ENTRIES: u64 = 8;
/// Entries of a table that take as long to look at as one element does: each relation that applies a table looks for what it may give.
const SCANNED: u64 = 16;

/// Elements of all tensors and of all views of them, patches of convolutions, products of einsums, tables and cuts of wide numbers included.
fn elements(graph: &Graph) -> u64 {
    let numel = |shape: &[u32]| shape.iter().fold(1, |n: u64, d| n.saturating_mul(u64::from(*d)));
    let of = |t: circuit::TensorId| graph.get(t).map_or(0, |t| numel(&t.shape));
    let read = |r: &Ref| {
        let views = r.views.iter().map(|v| numel(&v.shape));
        r.tensors().map(of).chain(views).fold(0, u64::saturating_add)
    };
    let entries = |table: TableId| graph.table(table).map_or(0, |t| t.data.len() as u64);
    let patches = |relation: &Relation| match relation {
        Relation::Conv { k, groups, out, .. } => {
            let shape = graph.shape_of(k).unwrap_or_default();
            let channels = u64::from(shape.first().copied().unwrap_or(1)).max(1);
            // Terms are numbered so that each axis has bits of its own.
            let axes = shape.iter().skip(1).map(|d| u64::from(*d).next_power_of_two());
            let taps = axes.fold(u64::from(*groups), u64::saturating_mul);
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
        Relation::Lut { table, .. } => entries(*table) / SCANNED,
        _ => 0,
    };
    let is_wide =
        |t: circuit::TensorId| graph.get(t).is_some_and(|t| t.range.magnitude() >= PRIME as u128 / 2);
    let cuts = |relation: &Relation| match relation {
        Relation::Mul { .. }
        | Relation::Einsum { .. }
        | Relation::Conv { .. }
        | Relation::DivRound { .. }
            if relation.operands().into_iter().flat_map(Ref::tensors).any(is_wide) =>
        {
            CUTS
        }
        _ => 0,
    };
    let cuts = graph.relations.iter().map(cuts);
    let relations = graph.relations.iter();
    let reads = relations.map(|r| r.operands().into_iter().map(read).fold(patches(r), u64::saturating_add));
    let tensors = graph.tensors.iter().map(|t| numel(&t.shape));
    let own = graph.relations.len() as u64 * RELATION;
    let tables = graph.tables.iter().map(|t| t.data.len() as u64 / ENTRIES);
    reads.chain(tensors).chain(cuts).chain(tables).fold(own, u64::saturating_add)
}

impl ProvingKey {
    /// Whether a file begins as one of these does.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(&file::SUMS_PROVING.magic)
    }

    /// Whether a file is whole: its version and its checksum. What it is of is not looked at.
    ///
    /// # Errors
    /// [`KeyError::File`].
    pub fn check_file(bytes: &[u8]) -> Result<(), KeyError> {
        Ok(open(bytes, PROVING).map(drop)?)
    }

    /// How its vectors are committed to.
    pub fn vectors(&self) -> &Vectors {
        &self.vectors
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(&self.plan, &self.vectors, PROVING)
    }

    /// Reads a file, for the graph that it was made for.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_bytes(bytes: &[u8], graph: &Graph) -> Result<Self, KeyError> {
        let contents = read(bytes, PROVING)?;
        let (key, digest) = (contents.digest(), graph.digest());
        if key != digest {
            return Err(KeyError::OtherCircuit { key, graph: digest });
        }
        if like(graph, &contents.graph).digest() != contents.graph.digest() {
            return Err(KeyError::Mixed { digest, what: "outline is" });
        }
        graph.validate().map_err(PlanError::Graph)?;
        let plan = Plan { graph: graph.clone(), ..contents.plan()? };
        let vectors = Vectors::at(&plan, contents.hides, contents.level)?;
        if vectors.root() != contents.root().as_ref() {
            return Err(KeyError::Mixed { digest, what: "constants are" });
        }
        secure(&plan, &vectors)?;
        Ok(Self { plan, vectors })
    }
}

impl VerifyingKey {
    /// Whether a file begins as one of these does.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(&file::SUMS_VERIFYING.magic)
    }

    /// Most bytes of a file.
    pub const MAX_BYTES: u64 = 256 << 20;

    fn new(plan: Plan, vectors: Vectors) -> Result<Self, KeyError> {
        let security = secure(&plan, &vectors)?;
        Ok(Self { plan, vectors, security })
    }

    /// The circuit's name; a label where constants are withheld, until [`VerifyingKey::check`].
    pub fn digest(&self) -> Digest {
        self.plan.digest
    }

    /// How its vectors are committed to.
    pub fn vectors(&self) -> &Vectors {
        &self.vectors
    }

    /// Whether the key is the circuit, so that its digest is no label: no constants are withheld.
    pub fn is_whole(&self) -> bool {
        self.plan.withheld.is_none()
    }

    /// Whether proofs hide what is not public.
    pub fn hides(&self) -> bool {
        self.vectors.hides()
    }

    /// The bits of security that its proofs have at least.
    pub fn level(&self) -> Level {
        self.vectors.level
    }

    /// Whether the circuit's weights are hidden: they are in no key, and proofs show a hash of them.
    pub fn hides_weights(&self) -> bool {
        self.plan.hides_weights()
    }

    /// No proof under the key has more bytes.
    pub fn most_proof_bytes(&self) -> usize {
        let hidden = self.vectors.hidden.as_ref();
        hidden.map_or_else(|| self.plan.most_proof_bytes(), |hiding| Hidden::most_bytes(&self.plan, hiding))
    }

    /// Checks that the key is this circuit's: that it names it, that its outline is the circuit's, and that its root is that of the
    /// circuit's constants.
    ///
    /// # Errors
    /// [`KeyError::OtherCircuit`] and [`KeyError::Mixed`]; [`PlanError`] for a circuit that is not valid.
    pub fn check(&self, graph: &Graph) -> Result<(), KeyError> {
        let (key, digest) = (self.digest(), graph.digest());
        if key != digest {
            return Err(KeyError::OtherCircuit { key, graph: digest });
        }
        // What was inferred when constants were known is true of them.
        graph.validate().map_err(PlanError::Graph)?;
        if like(graph, &self.plan.graph).digest() != self.plan.outline {
            return Err(KeyError::Mixed { digest, what: "outline is" });
        }
        if let Some(fixed) = &self.vectors.withheld {
            let constants = Plan { graph: graph.clone(), ..self.plan.clone() }.constants();
            let (root, _) = fixed.scheme.commit(constants)?;
            if root != fixed.root {
                return Err(KeyError::Mixed { digest, what: "constants are" });
            }
        }
        Ok(())
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
        to_bytes(&self.plan, &self.vectors, VERIFYING)
    }

    /// Reads a file that commits to at most `2^most` cells.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_bytes(bytes: &[u8], most: usize) -> Result<Self, KeyError> {
        let contents = read(bytes, VERIFYING)?;
        let refuse = |got| if got > most { Err(KeyError::TooLarge { got, most }) } else { Ok(()) };
        // Before anything is laid out: constants and views are no cells, but take memory as these do.
        refuse((elements(&contents.graph) / READS).max(1).ilog2() as usize)?;
        let plan = contents.plan()?;
        refuse(plan.log_cells().max(plan.log_withheld().unwrap_or(0)))?;
        let vectors = Vectors::with_root(&plan, contents.root(), contents.hides, contents.level)?;
        refuse(vectors.log_cells(&plan))?;
        Self::new(plan, vectors)
    }
}
