//! Our prover beside halo2-axiom's: with the same challenges and the same blinding, all that it sends is the same, but for the
//! polynomial that halo2-axiom draws from a generator of its own and the openings that it is part of. So it is by one number at a time.

use circuit::{Graph, Trace, interpret};
use halo2::field::Fr;
use halo2::prover::{Key, Width};
use halo2::public::{self, instance};
use halo2::synthesis::PlannedCircuit;
use halo2::transcript::Challenge;
use halo2::{Goal, Plan, ProvingKey, Salt, Setup, Srs, prove_salted, setup, verify, witness};
use halo2_proofs::SerdeFormat;
use halo2_proofs::plonk::{ProvingKey as HaloKey, create_proof, keygen_pk, keygen_vk};
use halo2_proofs::poly::kzg::commitment::KZGCommitmentScheme;
use halo2_proofs::poly::kzg::multiopen::ProverSHPLONK;
use halo2_proofs::transcript::{EncodedChallenge, Transcript, TranscriptWrite};
use halo2curves::bn256::{Bn256, G1Affine};
use rand::rngs::OsRng;
use rand::rngs::mock::StepRng;
use std::cell::RefCell;
use std::io::Result;

/// A transcript whose challenges depend on their number alone, and that keeps what was sent.
#[derive(Debug, Default, PartialEq)]
struct Script {
    challenges: u8,
    common: Vec<Fr>,
    sent: Vec<Sent>,
}

#[derive(Debug, PartialEq)]
enum Sent {
    Point(G1Affine),
    Scalar(Fr),
}

impl Transcript<G1Affine, Challenge> for Script {
    fn squeeze_challenge(&mut self) -> Challenge {
        self.challenges += 1;
        Challenge::new(&[self.challenges; 32])
    }

    fn common_point(&mut self, _: G1Affine) -> Result<()> {
        unreachable!("no point is known to both sides")
    }

    fn common_scalar(&mut self, scalar: Fr) -> Result<()> {
        self.common.push(scalar);
        Ok(())
    }
}

impl TranscriptWrite<G1Affine, Challenge> for Script {
    fn write_point(&mut self, point: G1Affine) -> Result<()> {
        self.sent.push(Sent::Point(point));
        Ok(())
    }

    fn write_scalar(&mut self, scalar: Fr) -> Result<()> {
        self.sent.push(Sent::Scalar(scalar));
        Ok(())
    }
}

/// Draws the same number whenever it is asked: halo2-axiom draws some that it has no use for.
fn same() -> StepRng {
    StepRng::new(0x0123_4567_89ab_cdef, 0)
}

/// A circuit's keys, a run's first phase and public values, and both provers.
struct Both {
    key: ProvingKey,
    halo2: HaloKey<G1Affine>,
    srs: Srs,
    trace: Trace,
    salts: Vec<Salt>,
    instance: Vec<Fr>,
}

impl Both {
    fn new(plan: Plan, trace: Trace) -> (Self, halo2::VerifyingKey) {
        let srs = Srs::from_seed(plan.system.k, 3).expect("a string");
        let Setup { proving, verifying } = setup(plan, &srs).expect("keys");
        let halo2 = {
            let circuit = PlannedCircuit { plan: &proving.plan, run: None };
            let theirs = keygen_vk(srs.halo2(), &circuit).expect("a key of halo2-axiom's");
            keygen_pk(srs.halo2(), theirs, &circuit).expect("a key of halo2-axiom's")
        };
        let salts: Vec<Salt> =
            proving.plan.slots.iter().filter(|s| s.kind.is_hash()).map(|_| Salt::draw(OsRng)).collect();
        let values = public::of(&proving.plan, &trace, &salts);
        let instance = instance(&values, &proving.plan.slots).expect("a run of this circuit");
        (Self { key: proving, halo2, srs, trace, salts, instance }, verifying)
    }

    fn ours(&self) -> Script {
        self.ours_by(self.key.prover())
    }

    fn ours_by(&self, prover: &Key) -> Script {
        let grid = witness::first_phase_salted(&self.key.plan, &self.trace, &self.salts);
        let (mut script, of) = (Script::default(), (&self.key.plan, self.key.halo2()));
        let run = (grid, &self.instance[..]);
        prover.prove(of, &self.srs, run, &mut same(), &mut script).expect("a proof");
        script
    }

    fn theirs(&self) -> Script {
        let plan = &self.key.plan;
        let grid = RefCell::new(witness::first_phase_salted(plan, &self.trace, &self.salts));
        let circuit = PlannedCircuit { plan, run: Some((&grid, &self.instance)) };
        let (mut script, public) = (Script::default(), [&self.instance[..]]);
        create_proof::<KZGCommitmentScheme<Bn256>, ProverSHPLONK<'_, Bn256>, _, _, _, _>(
            self.srs.halo2(),
            &self.halo2,
            &[circuit],
            &[&public],
            same(),
            &mut script,
        )
        .expect("a proof of halo2-axiom's");
        script
    }
}

/// Asserts that both provers send the same, and that the proof of ours is accepted.
fn agree(name: &str, plan: Plan, trace: Trace) {
    let (both, verifying) = Both::new(plan, trace);
    let keys = [both.key.halo2(), both.halo2.get_vk()];
    let [of_ours, of_theirs] = keys.map(|key| (key.to_bytes(SerdeFormat::RawBytes), key.transcript_repr()));
    assert!(of_ours == of_theirs, "{name}: verifying keys");

    let (ours, theirs) = (both.ours(), both.theirs());
    assert_eq!(both.ours_by(&Key::by(&both.key.plan, Width::One)), ours, "{name}: one number at a time");
    let system = &both.key.plan.system;
    let parts = system.proof_parts();
    assert_eq!((ours.challenges, &ours.common), (theirs.challenges, &theirs.common), "{name}");
    assert_eq!((ours.sent.len(), theirs.sent.len()), (parts.bytes() / 32, parts.bytes() / 32), "{name}");
    let random = parts.points - (system.degree() - 1) - 1;
    let different = ours.sent.iter().zip(&theirs.sent).enumerate().filter(|(_, (a, b))| a != b);
    let different: Vec<usize> = different.map(|(i, _)| i).collect();
    let cs = both.key.halo2().cs();
    let value = parts.points + cs.advice_queries().len() + cs.fixed_queries().len();
    let end = parts.bytes() / 32;
    assert_eq!(different, [random, value, end - 2, end - 1], "{name}: {system:?}");

    let salted = prove_salted(&both.key, &both.srs, &both.trace, &both.salts, OsRng);
    let (public, proof) = salted.expect("a proof that is accepted");
    verify(&verifying, &public, &proof).unwrap_or_else(|e| panic!("{name}: {e}"));
}

/// A run of a circuit, if one completes.
fn completed(graph: &Graph) -> Option<Trace> {
    let mut rng = super::random::rng(1);
    (0..50).find_map(|_| super::circuits::run(graph, &mut rng))
}

#[test]
fn both_provers_send_the_same_for_every_relation() {
    let (mut degrees, mut products) = (Vec::new(), Vec::new());
    for (i, made) in super::cases::made().into_iter().enumerate() {
        let Some(trace) = completed(&made.graph) else { continue };
        let plan = Plan::for_goal(&made.graph, Goal::ALL[i % 2]).expect("a plan");
        degrees.push(plan.system.degree());
        products.push(plan.system.equality.len().div_ceil(plan.system.degree() - 2));
        agree(made.name, plan, trace);
    }
    println!("degrees {degrees:?}, products {products:?}");
    assert!(degrees.contains(&5) && degrees.iter().any(|d| *d > 5), "{degrees:?}");
    assert!([1, 2, 3].iter().all(|n| products.contains(n)), "{products:?}");
}

#[test]
fn both_provers_send_the_same_with_columns_of_every_kind() {
    for seed in 0..6 {
        let mut rng = super::random::rng(seed);
        let graph = super::random::graph(&mut rng);
        let config = super::circuits::config(&mut rng);
        let Some(trace) = completed(&graph) else { continue };
        agree("a random circuit", Plan::with_config(&graph, config).expect("a plan"), trace);
    }
}

#[test]
fn both_provers_send_the_same_where_values_are_hashed_or_weights_hidden() {
    let hashed = super::hashed::circuit(0, 255).hashing(&[0], &[1]).expect("ports");
    let inputs = super::hashed::inputs(0, 255);
    for goal in Goal::ALL {
        let trace = interpret(&hashed, &inputs).expect("completes");
        agree("hashed values", Plan::for_goal(&hashed, goal).expect("a plan"), trace);
        let hidden = super::parameters::perceptron();
        let trace = interpret(&hidden, &super::parameters::run(1)).expect("completes");
        agree("hidden weights", Plan::for_goal(&hidden, goal).expect("a plan"), trace);
    }
}

#[test]
fn proofs_do_not_depend_on_threads() {
    let graph = super::proofs::network(0);
    let trace = completed(&graph).expect("completes");
    let (both, _) = Both::new(Plan::new(&graph).expect("a plan"), trace);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| both.ours())
    };
    assert_eq!(with(1), with(3));
}
