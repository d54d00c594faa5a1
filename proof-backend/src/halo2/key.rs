//! Keys: what a prover and a verifier keep of a circuit.

use borsh::{BorshDeserialize, BorshSerialize};
use halo2_proofs::SerdeFormat;
use halo2_proofs::plonk::{ProvingKey as HaloKey, VerifyingKey as HaloVerifyingKey, keygen_pk, keygen_vk};
use halo2_proofs::poly::kzg::commitment::ParamsKZG;
use halo2curves::bn256::{Bn256, G1Affine, G2Affine};
use halo2curves::serde::SerdeObject;
use thiserror::Error;

use super::build::PlanError;
use super::circuit::PlannedCircuit;
use super::columns::Config;
use super::file::{FileError, Reader, finish, start};
use super::plan::Plan;
use super::public::Slot;
use super::srs::UnsafeSrs;
use super::system::{ProofParts, System};
use crate::ir::{Digest, Graph};

/// First bytes of a verifying key.
const VERIFYING: [u8; 8] = *b"o2c-vk\0\0";
/// First bytes of a proving key.
const PROVING: [u8; 8] = *b"o2c-pk\0\0";

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
    /// The key belongs to another circuit.
    #[error("the key belongs to circuit {key}, this is {graph}")]
    OtherCircuit {
        /// The key's circuit.
        key: Digest,
        /// The graph's.
        graph: Digest,
    },
    /// halo2 refused.
    #[error("halo2: {0}")]
    Halo2(String),
}

/// What the verifying key says of the circuit.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Statement {
    /// The circuit's name.
    pub(super) digest: Digest,
    /// Columns and gates.
    pub(super) system: System,
    /// Public values.
    pub(super) slots: Vec<Slot>,
}

/// All that verification needs beside public values and proof.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    pub(super) statement: Statement,
    pub(super) halo2: HaloVerifyingKey<G1Affine>,
    /// The verifier's part of the reference string.
    pub(super) params: ParamsKZG<Bn256>,
    /// What a proof consists of.
    pub(super) parts: ProofParts,
}

/// What proving needs beside the reference string and the inputs.
pub struct ProvingKey {
    /// The circuit.
    pub plan: Plan,
    pub(super) halo2: HaloKey<G1Affine>,
}

/// Both keys of a circuit.
pub struct Setup {
    /// For the prover.
    pub proving: ProvingKey,
    /// For everybody.
    pub verifying: VerifyingKey,
}

/// The part of a reference string that a verifier needs: the generators and the secret in G2.
fn verifier_params(k: u32, g2: G2Affine, s_g2: G2Affine) -> ParamsKZG<Bn256> {
    // halo2 has no constructor for this part alone; the receiver's own contents are not used.
    let any = ParamsKZG::<Bn256>::setup(1, rand::rngs::mock::StepRng::new(1, 1));
    any.from_parts(k, vec![G1Affine::generator()], Some(Vec::new()), g2, s_g2)
}

/// Makes the keys of a plan.
///
/// # Errors
/// A reference string that is too small.
pub fn setup(plan: Plan, srs: &UnsafeSrs) -> Result<Setup, KeyError> {
    let srs = srs.for_k(plan.system.k)?;
    let circuit = PlannedCircuit { plan: &plan, run: None };
    let refused = |e: halo2_proofs::plonk::Error| KeyError::Halo2(e.to_string());
    let vk = keygen_vk(&srs.params, &circuit).map_err(refused)?;
    let pk = keygen_pk(&srs.params, vk.clone(), &circuit).map_err(refused)?;
    let (digest, system, slots) = (plan.digest, plan.system.clone(), plan.slots.clone());
    let params = verifier_params(plan.system.k, srs.params.g2(), srs.params.s_g2());
    let verifying = VerifyingKey::new(Statement { digest, system, slots }, vk, params);
    Ok(Setup { proving: ProvingKey { plan, halo2: pk }, verifying })
}

impl VerifyingKey {
    fn new(statement: Statement, halo2: HaloVerifyingKey<G1Affine>, params: ParamsKZG<Bn256>) -> Self {
        let parts = statement.system.proof_parts();
        Self { statement, halo2, params, parts }
    }

    /// The circuit's name.
    pub fn digest(&self) -> Digest {
        self.statement.digest
    }

    /// The public tensors.
    pub fn slots(&self) -> &[Slot] {
        &self.statement.slots
    }

    /// The table has `2^k` rows.
    pub fn k(&self) -> u32 {
        self.statement.system.k
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start(VERIFYING);
        let done = "writing to memory does not fail";
        borsh::to_writer(&mut bytes, &self.statement).expect(done);
        self.params.g2().write_raw(&mut bytes).expect(done);
        self.params.s_g2().write_raw(&mut bytes).expect(done);
        self.halo2.write(&mut bytes, SerdeFormat::RawBytes).expect(done);
        finish(bytes)
    }

    /// Reads a file. Only a key from a source that is trusted for the circuit proves anything.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        let mut reader = Reader::open(bytes, VERIFYING, "verifying key")?;
        let statement: Statement = reader.value()?;
        statement.system.check().map_err(|e| FileError::Malformed(e.to_string()))?;
        let system = &statement.system;
        let mut points = reader.take(256)?;
        let mut point = || G2Affine::read_raw(&mut points).map_err(|e| FileError::Malformed(e.to_string()));
        let (g2, s_g2) = (point()?, point()?);
        if g2 != G2Affine::generator() {
            return Err(FileError::Malformed("the generator of G2 is another".into()));
        }
        let rest = reader.rest();
        let expected = 10 + 64 * (usize::from(system.fixed) + system.equality.len());
        if rest.len() != expected {
            return Err(FileError::Length { what: "verifying key", expected, got: rest.len() });
        }
        // halo2's own header repeats what the statement says.
        let header =
            [&[2][..], &system.k.to_le_bytes(), &[0], &u32::from(system.fixed).to_le_bytes()].concat();
        if !rest.starts_with(&header) {
            return Err(FileError::Malformed("the key contradicts its statement".into()));
        }
        let halo2 = HaloVerifyingKey::read::<_, PlannedCircuit<'_>>(
            &mut &*rest,
            SerdeFormat::RawBytes,
            system.clone(),
        )
        .map_err(|e| FileError::Malformed(e.to_string()))?;
        let params = verifier_params(system.k, g2, s_g2);
        Ok(Self::new(statement, halo2, params))
    }

    /// Bytes of every proof for this circuit: one point for each column, product and piece of the quotient,
    /// two for the openings, one scalar for each opened value.
    pub fn proof_bytes(&self) -> usize {
        self.parts.bytes()
    }
}

impl ProvingKey {
    /// The file's bytes: the graph's name, the configuration, and halo2's key.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start(PROVING);
        let done = "writing to memory does not fail";
        borsh::to_writer(&mut bytes, &(self.plan.digest, self.plan.config)).expect(done);
        self.halo2.write(&mut bytes, SerdeFormat::RawBytesUnchecked).expect(done);
        finish(bytes)
    }

    /// Reads a file, for the graph that it was made for.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_bytes(bytes: &[u8], graph: &Graph) -> Result<Self, KeyError> {
        let mut reader = Reader::open(bytes, PROVING, "proving key")?;
        let (key, config): (Digest, Config) = reader.value()?;
        if key != graph.digest() {
            return Err(KeyError::OtherCircuit { key, graph: graph.digest() });
        }
        let plan = Plan::with_config(graph, config)?;
        let rest = reader.rest();
        let expected = plan.system.proving_key_bytes();
        if rest.len() != expected {
            return Err(FileError::Length { what: "proving key", expected, got: rest.len() }.into());
        }
        let halo2 = HaloKey::read::<_, PlannedCircuit<'_>>(
            &mut &*rest,
            SerdeFormat::RawBytesUnchecked,
            plan.system.clone(),
        )
        .map_err(|e| FileError::Malformed(e.to_string()))?;
        Ok(Self { plan, halo2 })
    }
}
