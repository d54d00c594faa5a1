//! Keys: what a prover and a verifier keep of a circuit.
//!
//! Keys are a function of the circuit and the reference string, to the byte. What a verifying key says of its circuit
//! is a label that whoever wrote the file chose: whoever has the circuit and the string can make the key again and
//! compare. A proof stands for all of its key: the transcript starts from a hash of what the key says, and halo2 adds
//! its own part.
//!
//! | file | contents |
//! |---|---|
//! | verifying key | mark of the string ([`Origin`]), statement (borsh), generator and secret in G2, halo2's key |
//! | proving key | mark of the string, digest, configuration, degree and the string's fingerprint (borsh), halo2's key |
//!
//! halo2's key ([`halo`]) is that of a verifier in both: all else that a prover needs is made of the circuit again, faster than it is read.

use circuit::{Digest, Graph, Range};
use halo2_proofs::SerdeFormat;
use halo2_proofs::plonk::VerifyingKey as HaloVerifyingKey;
use halo2_proofs::poly::kzg::commitment::ParamsKZG;
use halo2curves::bn256::{Bn256, G1Affine, G2Affine};
use halo2curves::serde::SerdeObject;
use sha3::{Digest as _, Keccak256};
use std::sync::OnceLock;
use thiserror::Error;

use super::build::PlanError;
use super::columns::Config;
use super::file::{self, FileError, Kind, Reader, finish, start};
use super::halo;
use super::limits::{Limits, check_environment};
use super::plan::Plan;
use super::prover;
use super::public::{MAX_SLOTS, Slot, check_slots};
use super::srs::{Fingerprint, Origin, Srs, SrsName, check_g2, read_g2};
use super::system::{ProofParts, System, SystemError};
use super::verifier::{Lines, Verifier};

/// The verifying key's file.
const VERIFYING: Kind = Kind { name: file::VERIFYING, version: 2 };
/// The proving key's file.
const PROVING: Kind = Kind { name: file::PROVING, version: 6 };

/// What cannot happen.
const WRITTEN: &str = "writing to memory does not fail";

/// Why there is no key.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The graph has no circuit.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The reference string is too small, or a file is none.
    #[error(transparent)]
    File(#[from] FileError),
    /// halo2 cannot run here.
    #[error(transparent)]
    System(#[from] SystemError),
    /// The key belongs to another circuit.
    #[error("the key belongs to circuit {key}, this is {graph}")]
    OtherCircuit {
        /// The key's circuit.
        key: Digest,
        /// The graph's.
        graph: Digest,
    },
}

/// What a verifying key says of itself: cheap to read, where halo2's part of it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The circuit's name.
    pub digest: Digest,
    /// Columns and gates.
    pub system: System,
    /// Public values.
    pub slots: Vec<Slot>,
    /// The reference string.
    pub srs: SrsName,
    /// Generator and secret of the string in G2.
    pub(super) g2: [G2Affine; 2],
}

/// All that verification needs beside public values and proof.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    pub(super) statement: Statement,
    pub(super) halo2: HaloVerifyingKey<G1Affine>,
    lines: Lines,
    /// What a proof consists of.
    pub(super) parts: ProofParts,
    /// What the transcript starts from: a hash of the statement.
    pub(super) seed: [u8; 32],
}

/// What proving needs beside the reference string and the inputs.
pub struct ProvingKey {
    /// The circuit.
    pub plan: Plan,
    /// The reference string that it was made with.
    pub srs: SrsName,
    /// The verifier's part, for the transcript and to check what was made.
    pub(super) halo2: HaloVerifyingKey<G1Affine>,
    prover: OnceLock<prover::Key>,
    lines: OnceLock<Lines>,
}

/// Both keys of a circuit.
pub struct Setup {
    /// For the prover.
    pub proving: ProvingKey,
    /// For everybody.
    pub verifying: VerifyingKey,
}

/// Makes the keys of a plan.
///
/// # Errors
/// A reference string that is too small, or an environment that halo2 does not bear.
pub fn setup(plan: Plan, srs: &Srs) -> Result<Setup, KeyError> {
    let srs = srs.for_k(plan.system.k)?;
    let verifying = verifying(&plan, &srs)?;
    let (halo2, srs) = (verifying.halo2.clone(), srs.name());
    Ok(Setup { proving: ProvingKey::of(plan, srs, halo2), verifying })
}

/// Makes the verifying key of a plan: the same as [`setup`]'s.
///
/// # Errors
/// As [`setup`].
pub fn verifying(plan: &Plan, srs: &Srs) -> Result<VerifyingKey, KeyError> {
    check_environment()?;
    let srs = srs.for_k(plan.system.k)?;
    // halo2's own key generation commits one number at a time; what it comes to is the same, to the byte.
    Ok(VerifyingKey::new(Statement::new(plan, &srs), prover::commitments(plan, &srs)))
}

impl Statement {
    /// What the verifying key of a plan says.
    pub(super) fn new(plan: &Plan, srs: &Srs) -> Self {
        Self {
            digest: plan.digest,
            system: plan.system.clone(),
            slots: plan.slots.clone(),
            srs: srs.name(),
            g2: [srs.params.g2(), srs.params.s_g2()],
        }
    }

    /// What the transcript of a proof starts from: a hash of all that the key says.
    pub(super) fn seed(&self) -> [u8; 32] {
        Keccak256::digest(self.to_bytes()).into()
    }

    /// What a key's file starts with.
    fn to_bytes(&self) -> Vec<u8> {
        let Self { digest, system, slots, srs, g2 } = self;
        let mut bytes = start(VERIFYING);
        bytes.extend_from_slice(srs.origin.mark());
        borsh::to_writer(&mut bytes, &(digest, system, slots)).expect(WRITTEN);
        g2.iter().for_each(|point| point.write_raw(&mut bytes).expect(WRITTEN));
        bytes
    }

    /// Reads what a verifying key's file says, and checks it; of halo2's part the length, the header and the points.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn from_bytes(bytes: &[u8], limits: Limits) -> Result<Self, FileError> {
        Ok(Self::read(bytes, limits)?.0)
    }

    /// The statement, and the points of halo2's part.
    fn read(bytes: &[u8], limits: Limits) -> Result<(Self, [Vec<G1Affine>; 2]), FileError> {
        let mut reader = Reader::open(bytes, VERIFYING)?;
        let origin = Origin::read(&mut reader)?;
        let digest = reader.value()?;
        let system = System::read(&mut reader, limits)?;
        system.check(limits)?;
        let slots = reader.list("the number of public tensors", MAX_SLOTS)?;
        check_slots(&slots, system.k)?;
        let g2 = read_g2(reader.take(256)?)?;
        check_g2(g2[0], g2[1])?;
        let points = halo::points(reader.rest(), VERIFYING, &system)?;
        let srs = SrsName { origin, fingerprint: Fingerprint::of(&g2[1]) };
        Ok((Self { digest, system, slots, srs, g2 }, points))
    }

    /// Gas of verifying a proof on a chain, about: see [`System::gas`]. Each public value is taken to be other than zero,
    /// which costs a third.
    pub fn gas(&self) -> u64 {
        // Whole bytes are read by the word.
        let of = |s: &Slot| if s.range == Range::new(0, 255) { 180 } else { 290 } + 16 * s.width() as u64;
        self.system.gas() + self.slots.iter().map(|s| s.len() as u64 * of(s)).sum::<u64>()
    }

    /// Bytes of every proof for this circuit: one point for each column, product and piece of the quotient,
    /// two for the openings, one scalar for each opened value.
    pub fn proof_bytes(&self) -> usize {
        self.system.proof_parts().bytes()
    }
}

impl VerifyingKey {
    /// Most bytes of a file. A key's points take half a megabyte at most; the rest are gates.
    pub const MAX_BYTES: u64 = 64 << 20;

    fn new(statement: Statement, points: [Vec<G1Affine>; 2]) -> Self {
        let halo2 = halo::key(&statement.system, points);
        let (parts, seed) = (statement.system.proof_parts(), statement.seed());
        let lines = Lines::new(statement.g2);
        Self { statement, halo2, lines, parts, seed }
    }

    /// What checks its proofs.
    pub(super) fn verifier(&self) -> Verifier<'_> {
        Verifier { statement: (&self.statement, self.seed), halo2: &self.halo2, lines: &self.lines }
    }

    /// What the key says of itself.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The circuit's name: a label, unless the key comes from a source that is trusted for the circuit.
    pub fn digest(&self) -> Digest {
        self.statement.digest
    }

    /// The public tensors.
    pub fn slots(&self) -> &[Slot] {
        &self.statement.slots
    }

    /// Gas of verifying a proof on a chain, about.
    pub fn gas(&self) -> u64 {
        self.statement.gas()
    }

    /// The table has `2^k` rows.
    pub fn k(&self) -> u32 {
        self.statement.system.k
    }

    /// The reference string that it was made with, which says who can forge proofs.
    pub fn srs(&self) -> SrsName {
        self.statement.srs
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.statement.to_bytes();
        self.halo2.write(&mut bytes, SerdeFormat::RawBytes).expect(WRITTEN);
        finish(bytes)
    }

    /// Reads a file, within the default [`Limits`]. Only a key from a source that is trusted for the circuit proves
    /// anything.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        Self::from_bytes_within(bytes, Limits::default())
    }

    /// As [`Self::from_bytes`], for a key that may cost more or has to cost less.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn from_bytes_within(bytes: &[u8], limits: Limits) -> Result<Self, FileError> {
        let (statement, points) = Statement::read(bytes, limits)?;
        Ok(Self::new(statement, points))
    }

    /// The verifier's part of the reference string, and halo2's own key, without factors of transforms: for verifiers that others have written.
    pub fn halo2(&self) -> (ParamsKZG<Bn256>, &HaloVerifyingKey<G1Affine>) {
        // halo2 has no constructor for the verifier's part alone; the receiver's own contents are not used.
        let any = ParamsKZG::<Bn256>::setup(1, rand::rngs::mock::StepRng::new(1, 1));
        let [g2, s_g2] = self.statement.g2;
        let powers = vec![G1Affine::generator()];
        (any.from_parts(self.k(), powers, Some(Vec::new()), g2, s_g2), &self.halo2)
    }

    /// What the transcript of every proof starts from: a hash of all that the key says.
    pub fn seed(&self) -> [u8; 32] {
        self.seed
    }

    /// Bytes of every proof for this circuit: see [`Statement::proof_bytes`].
    pub fn proof_bytes(&self) -> usize {
        self.parts.bytes()
    }
}

impl ProvingKey {
    fn of(plan: Plan, srs: SrsName, halo2: HaloVerifyingKey<G1Affine>) -> Self {
        Self { plan, srs, halo2, prover: OnceLock::new(), lines: OnceLock::new() }
    }

    /// What proofs are checked with; `statement` is that of this key.
    pub(super) fn lines(&self, statement: &Statement) -> &Lines {
        self.lines.get_or_init(|| Lines::new(statement.g2))
    }

    /// Whether a file of these first bytes is a proving key.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(&file::PROVING.magic)
    }

    /// Whether a file is whole: its version and its checksum. What it is of is not looked at.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn check_file(bytes: &[u8]) -> Result<(), FileError> {
        Reader::open(bytes, PROVING).map(drop)
    }

    /// What all proofs share, made with the first one.
    pub fn prover(&self) -> &prover::Key {
        self.prover.get_or_init(|| prover::Key::new(&self.plan))
    }

    /// halo2's verifying key, without factors of transforms, which halo2-axiom's prover has need of.
    pub fn halo2(&self) -> &HaloVerifyingKey<G1Affine> {
        &self.halo2
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start(PROVING);
        bytes.extend_from_slice(self.srs.origin.mark());
        let (config, degree) = (self.plan.config, self.plan.degree as u8);
        let names = (self.plan.digest, config, degree, self.srs.fingerprint.0);
        borsh::to_writer(&mut bytes, &names).expect(WRITTEN);
        self.halo2.write(&mut bytes, SerdeFormat::RawBytes).expect(WRITTEN);
        finish(bytes)
    }

    /// Reads a file, for the graph that it was made for.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_bytes(bytes: &[u8], graph: &Graph) -> Result<Self, KeyError> {
        let mut reader = Reader::open(bytes, PROVING)?;
        let origin = Origin::read(&mut reader)?;
        let (key, config, degree, fingerprint): (Digest, Config, u8, [u8; 32]) = reader.value()?;
        if key != graph.digest() {
            return Err(KeyError::OtherCircuit { key, graph: graph.digest() });
        }
        let plan = Plan::with_degree(graph, config, degree.into())?;
        let halo2 = halo::key(&plan.system, halo::points(reader.rest(), PROVING, &plan.system)?);
        let srs = SrsName { origin, fingerprint: Fingerprint(fingerprint) };
        Ok(Self::of(plan, srs, halo2))
    }
}
