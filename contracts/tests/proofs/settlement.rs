//! Claims of the dispute game that proofs settle: a lying proposer is beaten by a proof, and a lying prover by the verifier and the identity.

use circuit::Graph;
use contracts::game::{Call, Entry, Event, GameContract, Settings};
use contracts::{Address, ContractError};
use dispute::history::History;
use dispute::model::{Model, Region};
use dispute::player::Opening;
use dispute::terms::{PublicTensor, Terms};
use fault_proof_vm::arena::{ARENA_BASE, Template};
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::{Hash, Memory, State, Version};
use halo2::evm::EvmKey;
use halo2::public::in_order;
use halo2::{Goal, Plan, Srs, setup};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::circuits::{mnist, network, ring};
use super::deployed::{Circuit, Claim};
use super::oracle::Oracle;
use contracts::proof::ProofVerifier;

const SETTINGS: Settings = Settings { allowance: 1000, extension: 50, bond: 1 << 40 };
const LOG2_SIZE: u32 = 12;

/// A circuit with a model whose claims its proofs settle. Nobody plays the games down to instructions, so the program is none.
struct Settled {
    circuit: Circuit,
    terms: Terms,
    model: Model,
}

/// The terms of a circuit's key: tensors at multiples of 32, in 1, 2, 4 or 8 bytes.
fn terms(circuit: &Circuit) -> Terms {
    let mut ends = [0; 2];
    let slots = in_order(circuit.verifying.slots()).into_iter();
    let tensors = slots.map(|slot| {
        let output = slot.kind.is_output();
        let (count, packed) = (slot.len() as u32, slot.width() as u8);
        let stored = packed.next_power_of_two();
        let end = &mut ends[usize::from(output)];
        let offset = *end;
        *end += (u64::from(count) * u64::from(stored)).next_multiple_of(32);
        PublicTensor { offset, count, packed, stored, signed: slot.range.lo < 0, output }
    });
    let tensors = tensors.collect();
    let srs = circuit.verifying.srs().fingerprint.0;
    Terms { key: keccak256(&circuit.contracts.main), string: srs, tensors }
}

impl Settled {
    fn new(circuit: Circuit) -> Self {
        let terms = terms(&circuit);
        let model = Model {
            template: Template::new(&mut State::start(0x1000), LOG2_SIZE).unwrap(),
            step_heights: vec![3],
            heights: vec![4, 5],
            inputs: Region { offset: 1 << 10, log2_size: 10 },
            outputs: Region { offset: 1 << 7, log2_size: 7 },
            steps: 5,
            digest: keccak256(circuit.verifying.digest().to_string().as_bytes()),
            terms: terms.hash(),
        };
        model.check().unwrap();
        Self { circuit, terms, model }
    }

    /// The bytes of inputs and outputs that a proof says.
    fn regions(&self, claim: &Claim) -> [Vec<u8>; 2] {
        self.terms
            .regions(&claim.public, [self.model.inputs, self.model.outputs].map(|r| r.log2_size))
            .unwrap()
    }

    /// A last arena with these outputs, and what a run leaves beside them.
    fn arena(&self, outputs: &[u8]) -> Memory {
        let mut arena = self.model.done(outputs).unwrap();
        arena.store(ARENA_BASE + 0x800, 77).unwrap();
        arena
    }

    /// The call that claims that a run on the inputs of a proof ends in these outputs.
    fn open(&self, input: &[u8], outputs: &[u8]) -> Call {
        let last = self.arena(outputs).subtree_root(ARENA_BASE, LOG2_SIZE).unwrap();
        let states = (0..4).map(|i| [i; 32]).chain([last]).collect();
        let history = History::new(states, 3).unwrap();
        let [left, right] = history.children(3, 0);
        let entry = Entry { left, right, last: history.last(), proof: history.proof(7) };
        Call::Open { model: self.model.encode(), input: input.to_vec(), entry }
    }

    /// The call that settles a claim.
    fn prove(&self, claim: &Hash, key: Address, proof: &Claim) -> Call {
        Call::Prove {
            claim: *claim,
            model: self.model.encode(),
            terms: self.terms.encode(),
            key,
            values: proof.public.clone(),
            proof: proof.proof.clone(),
        }
    }
}

fn refused(game: &mut GameContract, call: &Call, name: &str, what: &str) {
    match game.play(call) {
        Err(ContractError::Revert { reason, .. }) => assert_eq!(reason, name, "{what}"),
        other => panic!("{what}: {other:?}"),
    }
}

/// Refused by whatever check comes first.
fn reverts(game: &mut GameContract, call: &Call, what: &str) {
    let done = game.play(call);
    assert!(matches!(done, Err(ContractError::Revert { .. })), "{what}: {done:?}");
}

fn open(game: &mut GameContract, call: &Call) -> Hash {
    match game.play(call).unwrap().events[0] {
        Event::Opened { claim, .. } => claim,
        ref other => panic!("{other:?}"),
    }
}

/// A liar claims that a model answers something else; one proof of what is so, and any number of what is not, in an EVM. The gas of
/// the proof's transaction.
fn lies_and_a_proof(graph: Graph, other: Graph, goal: Goal, inputs: [Vec<Vec<i128>>; 2]) -> u64 {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let plan = |graph: &Graph| Plan::for_goal(graph, goal).expect("a plan");
    let ours = Settled::new(Circuit::of(&mut verifier, graph.clone(), plan(&graph)));
    let theirs = Settled::new(Circuit::of(&mut verifier, other.clone(), plan(&other)));
    let proof_of = |settled: &Settled, inputs: &[Vec<i128>]| {
        let (public, proof) = settled.circuit.prove_on(inputs);
        settled.circuit.claim(&public, &proof)
    };
    let (right, elsewhere) = (proof_of(&ours, &inputs[0]), proof_of(&ours, &inputs[1]));
    let [input, outputs] = ours.regions(&right);
    let [other_input, other_outputs] = ours.regions(&elsewhere);
    assert!(input != other_input && outputs != other_outputs, "two runs");

    let mut game = GameContract::new(Version::V8, SETTINGS).unwrap();
    let mut deploy = |circuit: &Circuit, code: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        let code = code(circuit.contracts.runtime(&[]));
        game.evm.deploy(&EvmKey::creation(&code), &[]).unwrap().0
    };
    let key = deploy(&ours.circuit, &|code| code);
    let their_key = deploy(&theirs.circuit, &|code| code);
    // Ours but for a byte of code that is never run.
    let bent_key = deploy(&ours.circuit, &|mut code| {
        code.push(0);
        code
    });
    // The same circuit with another reference string, whose secret the liar may know.
    let string = Srs::from_seed(ours.circuit.srs.k(), 10).unwrap();
    let keys = setup(plan(&graph), &string).unwrap();
    let contracts = EvmKey::new(&keys.verifying).unwrap();
    let oracle = Oracle::new(&keys.verifying);
    let (proving, verifying, deployed) = (keys.proving, keys.verifying, ours.circuit.key);
    let circuit = Circuit { graph, proving, verifying, srs: string, contracts, key: deployed, oracle };
    let stringed = Settled::new(circuit);
    let string_key =
        game.evm.deploy(&EvmKey::creation(&stringed.circuit.contracts.runtime(&[])), &[]).unwrap().0;
    // Who plays has deployed nothing: funding makes an account anew.
    let caller = Address::new([0xbb; 20]);
    game.evm.fund(caller, 1 << 60);
    game.evm.caller = caller;
    assert_ne!(stringed.model.id(), ours.model.id());

    // The lie: the outputs of another run, everything after it as it would follow.
    let claim = open(&mut game, &ours.open(&input, &other_outputs));
    let prove = |proof: &Claim| ours.prove(&claim, key, proof);
    refused(&mut game, &prove(&elsewhere), "WrongValues", "a proof of another input");
    let mixed = Claim {
        public: [split(&ours, &right)[0], split(&ours, &elsewhere)[1]].concat(),
        ..elsewhere.clone()
    };
    refused(&mut game, &prove(&mixed), "Refused", "another run's outputs with its proof, on this input");
    let mixed = Claim { public: mixed.public, ..right.clone() };
    refused(&mut game, &prove(&mixed), "Refused", "the lie's outputs with the proof of what is so");
    let swapped =
        Claim { public: [split(&ours, &right)[1], split(&ours, &right)[0]].concat(), ..right.clone() };
    refused(&mut game, &prove(&swapped), "WrongValues", "outputs in place of inputs");
    let of_theirs = proof_of(&theirs, &inputs[0]);
    refused(&mut game, &ours.prove(&claim, their_key, &of_theirs), "WrongKey", "another model's key");
    reverts(&mut game, &prove(&of_theirs), "another model's proof by this key");
    let foreign = Call::Prove {
        claim,
        model: ours.model.encode(),
        terms: theirs.terms.encode(),
        key: their_key,
        values: of_theirs.public.clone(),
        proof: of_theirs.proof.clone(),
    };
    refused(&mut game, &foreign, "WrongTerms", "another model's terms, key and proof");
    refused(&mut game, &theirs.prove(&claim, their_key, &of_theirs), "WrongData", "another model altogether");
    let of_string = proof_of(&stringed, &inputs[0]);
    refused(&mut game, &ours.prove(&claim, string_key, &of_string), "WrongKey", "another reference string");
    refused(&mut game, &prove(&of_string), "Refused", "a proof by another reference string");
    refused(&mut game, &ours.prove(&claim, bent_key, &right), "WrongKey", "a key contract with more code");
    let nobody = Address::with_last_byte(0x99);
    refused(&mut game, &ours.prove(&claim, nobody, &right), "WrongKey", "no key contract");
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for _ in 0..10 {
        let mut mutated = right.clone();
        let at = rng.gen_range(0..mutated.proof.len());
        mutated.proof[at] ^= 1 << rng.gen_range(0..8);
        reverts(&mut game, &prove(&mutated), &format!("byte {at}"));
    }
    reverts(&mut game, &prove(&Claim { proof: vec![0; right.proof.len()], ..right.clone() }), "zeros");
    assert_eq!(game.claim(&claim).unwrap().unwrap().result, None);

    // The proof of what is so, at once.
    let played = game.play(&prove(&right)).unwrap();
    let open_right = Opening::of(&ours.model, ours.model.done(&outputs).unwrap()).unwrap().unwrap();
    assert!(matches!(played.events[0], Event::Proven { outputs, .. } if outputs == open_right.outputs));
    let Opening { outputs: root, header_path, output_path } = &open_right;
    assert!(game.is_done(&claim, root, header_path, output_path).unwrap());
    let lie = Opening::of(&ours.model, ours.arena(&other_outputs)).unwrap().unwrap();
    assert!(!game.is_done(&claim, &lie.outputs, &lie.header_path, &lie.output_path).unwrap());
    // The liar's bond stays where it is.
    game.evm.set_time(game.evm.time() + SETTINGS.allowance);
    let release = |o: &Opening| Call::Release {
        claim,
        header_path: o.header_path.clone(),
        output_path: o.output_path.clone(),
    };
    refused(&mut game, &release(&lie), "WrongProof", "the lie's outputs");
    refused(&mut game, &release(&open_right), "WrongProof", "the proof's arena is not the lie's");
    refused(&mut game, &Call::Resolve(claim), "AlreadyResolved", "the lie's tournament is over");

    // A proof is a fact: it settles another claim of the same run, and none of another input, another key or no key.
    let again = open(&mut game, &ours.open(&input, &outputs));
    game.play(&ours.prove(&again, key, &right)).unwrap();
    game.evm.set_time(game.evm.time() + SETTINGS.allowance);
    let honest = Opening::of(&ours.model, ours.arena(&outputs)).unwrap().unwrap();
    let Opening { header_path, output_path, .. } = honest;
    game.play(&Call::Release { claim: again, header_path, output_path }).unwrap();
    assert_eq!(game.credit(&caller).unwrap(), u128::from(SETTINGS.bond));
    let elsewhere_claim = open(&mut game, &ours.open(&other_input, &outputs));
    refused(&mut game, &ours.prove(&elsewhere_claim, key, &right), "WrongValues", "a claim of another input");
    for terms in [[0; 32], stringed.terms.hash()] {
        let model = ours.model.clone().on(terms);
        let Call::Open { input, entry, .. } = ours.open(&input, &outputs) else { panic!("a claim") };
        let claim = open(&mut game, &Call::Open { model: model.encode(), input, entry });
        let call = Call::Prove {
            claim,
            model: model.encode(),
            terms: ours.terms.encode(),
            key,
            values: right.public.clone(),
            proof: right.proof.clone(),
        };
        refused(&mut game, &call, "WrongTerms", "an identity with another key, or none");
    }
    let gas = played.transaction_gas;
    println!(
        "prove: {} gas, {gas} with its transaction, {} bytes",
        played.gas,
        prove(&right).calldata().len()
    );
    gas
}

/// The public values of inputs, and those of outputs.
fn split<'a>(settled: &Settled, claim: &'a Claim) -> [&'a [u8]; 2] {
    let inputs = settled.terms.tensors.iter().filter(|tensor| !tensor.output);
    let bytes = inputs.map(|tensor| tensor.count as usize * usize::from(tensor.packed)).sum();
    let (inputs, outputs) = claim.public.split_at(bytes);
    [inputs, outputs]
}

#[test]
fn a_small_network() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let inputs = [(); 2].map(|()| vec![(0..36).map(|_| rng.gen_range(0..=15)).collect()]);
    lies_and_a_proof(network(0), network(1), Goal::Time, inputs);
}

/// What a proof is paid: more than it costs for this model.
const PAID: u64 = 700_000;

#[test]
#[ignore = "minutes: proofs of MNIST in a tall layout"]
fn our_model_of_digits() {
    let inputs = [vec![ring()], vec![ring().into_iter().rev().map(|value| value / 2).collect()]];
    let gas = lies_and_a_proof(mnist(), super::circuits::digits(), Goal::Gas, inputs);
    assert!(gas <= PAID, "{gas}");
}
