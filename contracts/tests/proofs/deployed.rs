//! A circuit with its keys and its key contract deployed, proofs of it, and verdicts of all three verifiers.

use circuit::{Graph, Hash, interpret};
use contracts::proof::{DeployedKey, ProofVerifier};
use contracts::{CallOutcome, ContractError};
use ff::PrimeField;
use halo2::evm::{EvmKey, encode, uncompressed};
use halo2::field::Fr;
use halo2::public::{Slot, in_order, packed};
use halo2::{Plan, ProvingKey, PublicValues, Salt, Srs, VerifyingKey, prove_salted, setup, verify};
use halo2curves::CurveAffine;
use halo2curves::bn256::{Fq, G1Affine};
use halo2curves::group::GroupEncoding;
use rand::Rng;
use rand::rngs::OsRng;
use rand_chacha::ChaCha8Rng;

use super::oracle::Oracle;

/// A circuit that can be proved and verified on the chain.
pub struct Circuit {
    pub graph: Graph,
    pub proving: ProvingKey,
    pub verifying: VerifyingKey,
    pub srs: Srs,
    pub contracts: EvmKey,
    pub key: DeployedKey,
    pub oracle: Oracle,
}

/// What the contract is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub public: Vec<u8>,
    pub proof: Vec<u8>,
}

impl Circuit {
    /// Makes the keys of a graph's cheapest layout and deploys them.
    pub fn new(verifier: &mut ProofVerifier, graph: Graph) -> Self {
        let plan = Plan::new(&graph).expect("a plan");
        Self::of(verifier, graph, plan)
    }

    /// Makes the keys of a layout and deploys them.
    pub fn of(verifier: &mut ProofVerifier, graph: Graph, plan: Plan) -> Self {
        let srs = Srs::from_seed(plan.system.k, 9).expect("a string");
        let keys = setup(plan, &srs).expect("keys");
        let contracts = EvmKey::new(&keys.verifying).expect("a key contract");
        let key = deploy(verifier, &contracts);
        let oracle = Oracle::new(&keys.verifying);
        Self { graph, proving: keys.proving, verifying: keys.verifying, srs, contracts, key, oracle }
    }

    /// A proof of a run on random inputs.
    pub fn prove(&self, rng: &mut ChaCha8Rng) -> (PublicValues, Vec<u8>) {
        let inputs: Vec<Vec<i128>> = self
            .graph
            .inputs
            .iter()
            .map(|t| {
                let tensor = self.graph.tensor(*t);
                let (lo, hi) = (tensor.range.lo, tensor.range.hi);
                (0..tensor.numel().unwrap()).map(|_| rng.gen_range(lo..=hi)).collect()
            })
            .collect();
        self.prove_on(&inputs)
    }

    /// A proof of a run on these inputs.
    pub fn prove_on(&self, inputs: &[Vec<i128>]) -> (PublicValues, Vec<u8>) {
        let trace = interpret(&self.graph, inputs).expect("a run");
        let hashed = self.verifying.slots().iter().filter(|s| s.kind.is_hash());
        let salts: Vec<Salt> = hashed.map(|_| Salt::draw(OsRng)).collect();
        prove_salted(&self.proving, &self.srs, &trace, &salts, OsRng).expect("a proof")
    }

    /// What the contract is given for a proof.
    pub fn claim(&self, public: &PublicValues, proof: &[u8]) -> Claim {
        let packed = packed(public, self.verifying.slots()).expect("in range");
        Claim { public: packed, proof: uncompressed(&self.verifying, proof).expect("points") }
    }

    /// A claim of a run on random inputs.
    pub fn example(&self, rng: &mut ChaCha8Rng) -> Claim {
        let (public, proof) = self.prove(rng);
        self.claim(&public, &proof)
    }

    /// The contract's verdict.
    pub fn on_chain(
        &self,
        verifier: &mut ProofVerifier,
        claim: &Claim,
    ) -> Result<CallOutcome, ContractError> {
        verifier.verify(encode(self.key.address.into_array(), &claim.public, &claim.proof))
    }

    /// The Rust verifier's verdict on the same values and the same proof, if there are any: what is no point of the
    /// curve or no canonical number has no compressed form.
    pub fn in_rust(&self, claim: &Claim) -> bool {
        let Some(public) = unpack(&claim.public, self.verifying.slots()) else { return false };
        let Some(proof) = compress(&self.contracts, &claim.proof) else { return false };
        verify(&self.verifying, &public, &proof).is_ok()
    }

    /// The verdict of another implementation: see [`Oracle`].
    pub fn by_oracle(&self, claim: &Claim) -> Result<(), String> {
        self.oracle.verdict(&self.verifying, claim, self.contracts.layout.proof_points)
    }

    /// Asserts that all three accept.
    pub fn accepted(&self, verifier: &mut ProofVerifier, claim: &Claim) -> CallOutcome {
        assert!(self.in_rust(claim), "the Rust verifier refuses an honest proof");
        assert_eq!(self.by_oracle(claim), Ok(()), "the other implementation refuses an honest proof");
        self.on_chain(verifier, claim).expect("the contract accepts an honest proof")
    }

    /// Asserts that all three refuse; the reason is the contract's.
    pub fn refused(&self, verifier: &mut ProofVerifier, claim: &Claim, what: &str) -> String {
        assert!(!self.in_rust(claim), "{what}: accepted by the Rust verifier");
        assert!(self.by_oracle(claim).is_err(), "{what}: accepted by the other implementation");
        match self.on_chain(verifier, claim) {
            Err(ContractError::Revert { reason, .. }) => reason,
            other => panic!("{what}: {other:?}"),
        }
    }
}

/// Deploys the contracts of a key.
pub fn deploy(verifier: &mut ProofVerifier, contracts: &EvmKey) -> DeployedKey {
    verifier
        .deploy_key(&contracts.parts, EvmKey::creation, |addresses| contracts.runtime(addresses))
        .expect("deployed")
}

/// The values of packed bytes, whether or not they are in range.
pub fn unpack(mut bytes: &[u8], slots: &[Slot]) -> Option<PublicValues> {
    let mut public = PublicValues::default();
    for slot in in_order(slots) {
        if slot.kind.is_hash() {
            let (hash, rest) = bytes.split_at_checked(32)?;
            public.hashes.push(Hash(hash.try_into().ok()?));
            bytes = rest;
            continue;
        }
        let mut values = Vec::new();
        for _ in 0..slot.len() {
            let (value, rest) = bytes.split_at_checked(slot.width())?;
            let sign = if slot.range.lo < 0 && value[0] & 0x80 != 0 { 0xff } else { 0 };
            let mut wide = [sign; 16];
            wide[16 - value.len()..].copy_from_slice(value);
            values.push(i128::from_be_bytes(wide));
            bytes = rest;
        }
        if slot.kind.is_output() { public.outputs.push(values) } else { public.inputs.push(values) }
    }
    bytes.is_empty().then_some(public)
}

fn reversed(word: &[u8]) -> [u8; 32] {
    let mut word: [u8; 32] = word.try_into().expect("a word");
    word.reverse();
    word
}

/// A proof with its points compressed, in the transcript's order.
fn compress(contracts: &EvmKey, proof: &[u8]) -> Option<Vec<u8>> {
    let layout = &contracts.layout;
    let (points, scalars) = proof.split_at_checked(64 * layout.proof_points)?;
    if scalars.len() != 32 * layout.opened {
        return None;
    }
    let mut compressed = Vec::new();
    for point in points.chunks(64) {
        let [x, y] = [&point[..32], &point[32..]].map(|c| Option::<Fq>::from(Fq::from_repr(reversed(c))));
        let point: Option<G1Affine> = G1Affine::from_xy(x?, y?).into();
        compressed.push(<[u8; 32]>::try_from(point?.to_bytes().as_ref()).ok()?);
    }
    let openings = compressed.split_off(layout.proof_points - 2);
    for scalar in scalars.chunks(32) {
        Option::<Fr>::from(Fr::from_repr(reversed(scalar)))?;
        compressed.push(reversed(scalar));
    }
    Some([compressed, openings].concat().into_flattened())
}
