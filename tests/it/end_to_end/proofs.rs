//! A digit's proof: accepted as it is, refused with anything changed.

use std::sync::OnceLock;

use circuit::Data;
use circuit::lower::{Hidden, lower_hidden};
use halo2::file::finish;
use halo2::hashed::hash_parameters;
use halo2::witness::first_phase_salted;
use halo2::{PublicValues, Salt, Setup, VerifyingKey, prove_table};
use onnx2circuit::proving;
use tests::onnx;

use super::compiled::Compiled;

struct Proved {
    key: VerifyingKey,
    public: PublicValues,
    proof: Vec<u8>,
}

fn keys(compiled: &Compiled) -> (Setup, halo2::Srs) {
    let plan = proving::plan(&compiled.assembled.circuit).expect("the circuit has a layout");
    let srs = onnx2circuit::strings::new(plan.system.k, Some(0)).expect("a small size");
    (proving::keys(plan, &srs).expect("the reference string is large enough"), srs)
}

/// The drawn 7 with its proof.
fn seven() -> &'static Proved {
    static SEVEN: OnceLock<Proved> = OnceLock::new();
    SEVEN.get_or_init(|| {
        let ours = Compiled::ours();
        let (keys, srs) = keys(ours);
        let (public, proof) = proving::prove(&keys.proving, &srs, &ours.assembled.circuit, &ours.drawn()[7])
            .expect("the digit is in range");
        Proved { key: keys.verifying, public, proof }
    })
}

fn refused(p: &Proved, public: &PublicValues, proof: &[u8], what: &str) {
    assert!(proving::verify(&p.key, public, proof).is_err(), "accepted: {what}");
}

/// Weights that nobody sees: a digit's proof is of the hash of this model's, and a run of other weights has none under it.
#[test]
fn hidden_weights_are_proved_and_not_replaced() {
    let ours = Compiled::ours();
    let Hidden { circuit, weights } = lower_hidden(ours.graph()).expect("a network of layers");
    let plan = proving::plan(&circuit).expect("the circuit has a layout");
    let srs = onnx2circuit::strings::new(plan.system.k, Some(0)).expect("a small size");
    let setup = proving::keys(plan, &srs).expect("keys");
    let (key, salt) = (&setup.verifying, Salt::draw(rand::rngs::OsRng));
    let given = |weights: &[Data]| -> Vec<Vec<i64>> {
        ours.drawn()[7].iter().cloned().chain(weights.iter().map(Data::to_vec)).collect()
    };
    let honest = proving::prove_salted(&setup.proving, &srs, &circuit, &given(&weights), &[salt]);
    let (public, proof) = honest.expect("a proof");
    proving::verify(key, &public, &proof).expect("valid");
    assert_eq!(public.outputs, seven().public.outputs, "the model is the one whose weights are shown");
    assert_eq!(public.hashes, [hash_parameters(&circuit, salt, &weights)]);
    // Another model: some weight of its last layer is one more.
    let mut other = weights.clone();
    let last = other.last_mut().expect("weights");
    let changed: Vec<i64> = last.iter().enumerate().map(|(i, v)| if i == 0 { v - 1 } else { v }).collect();
    *last = Data::new(&changed);
    let trace = proving::trace(&circuit, &given(&other)).expect("in range");
    let mut lie = halo2::public::of(&setup.proving.plan, &trace, &[salt]);
    assert_ne!(lie.hashes, public.hashes);
    lie.hashes.clone_from(&public.hashes);
    let instance = halo2::public::instance(&lie, key.slots()).expect("of this shape");
    let table = first_phase_salted(&setup.proving.plan, &trace, &[salt]);
    let forged = prove_table(&setup.proving, &srs, table, &instance, rand::rngs::OsRng).expect("bytes");
    assert!(proving::verify(key, &lie, &forged).is_err(), "other weights under the registered hash");
    assert!(proving::verify(key, &public, &forged).is_err(), "with the registered model's outputs");
}

#[test]
fn the_proof_verifies_by_files_alone() {
    let p = seven();
    let key = VerifyingKey::from_bytes(&p.key.to_bytes()).expect("its own bytes");
    proving::verify(&key, &p.public, &p.proof).expect("the proof is valid");
    let outputs = Compiled::ours().agreed(&Compiled::ours().drawn()[7]);
    let proved: Vec<Vec<i64>> =
        p.public.outputs.iter().map(|t| t.iter().map(|v| *v as i64).collect()).collect();
    assert_eq!(super::compiled::done(outputs), proved, "what is proved is what runs give");
}

#[test]
fn another_output_is_refused() {
    let p = seven();
    for i in 0..p.public.outputs[0].len() {
        for change in [1, -1] {
            let mut public = p.public.clone();
            public.outputs[0][i] += change;
            refused(p, &public, &p.proof, "an output changed by one");
        }
    }
    let mut public = p.public.clone();
    public.outputs[0].swap(0, 7);
    refused(p, &public, &p.proof, "outputs exchanged");
}

#[test]
fn another_input_is_refused() {
    let p = seven();
    for i in (0..p.public.inputs[0].len()).step_by(97) {
        let mut public = p.public.clone();
        public.inputs[0][i] = 255 - public.inputs[0][i];
        refused(p, &public, &p.proof, "another pixel");
    }
    let mut public = p.public.clone();
    public.inputs[0][0] = 256;
    refused(p, &public, &p.proof, "a pixel out of range");
    let mut public = p.public.clone();
    public.inputs[0].pop();
    refused(p, &public, &p.proof, "a pixel missing");
    public.inputs.clear();
    refused(p, &public, &p.proof, "no input");
}

#[test]
fn a_proof_of_another_length_is_refused() {
    let p = seven();
    for length in [0, 1, 31, 32, p.proof.len() / 2, p.proof.len() - 32, p.proof.len() - 1] {
        refused(p, &p.public, &p.proof[..length], "a truncated proof");
    }
    refused(p, &p.public, &[&p.proof[..], &[0]].concat(), "a byte too many");
    refused(p, &p.public, &vec![0; p.proof.len()], "zeros");
    refused(p, &p.public, &vec![0xff; p.proof.len()], "ones");
}

fn flipped(bytes: impl Iterator<Item = usize>) {
    let p = seven();
    for i in bytes {
        let mut proof = p.proof.clone();
        proof[i] ^= 1 << (i % 8);
        refused(p, &p.public, &proof, &format!("byte {i} of the proof flipped"));
    }
}

#[test]
fn flipped_bytes_are_refused() {
    flipped((0..seven().proof.len()).step_by(53));
}

#[test]
#[ignore = "half a minute: every byte of the proof"]
fn every_flipped_byte_is_refused() {
    flipped(0..seven().proof.len());
}

#[test]
fn the_key_of_another_model_refuses() {
    let (one, other) = (onnx::perceptron(21), onnx::perceptron(22));
    let [one, other] = [one, other].map(|bytes| Compiled::tiny(&bytes, -1.0, 1.0));
    let (keys_of_one, srs) = keys(&one);
    let (keys_of_other, _) = keys(&other);
    let inputs = vec![vec![1, -2, 3, -4]];
    let (public, proof) =
        proving::prove(&keys_of_one.proving, &srs, &one.assembled.circuit, &inputs).expect("it is in range");
    proving::verify(&keys_of_one.verifying, &public, &proof).expect("the proof is valid");
    assert!(proving::verify(&keys_of_other.verifying, &public, &proof).is_err());
    refused(seven(), &public, &proof, "a proof of another model");
    // Nor does a key that was changed accept, whether or not it still loads.
    let bytes = keys_of_one.verifying.to_bytes();
    let (contents, step) = (&bytes[..bytes.len() - 32], bytes.len() / 64 + 1);
    for i in (0..contents.len()).step_by(step) {
        let mut changed = contents.to_vec();
        changed[i] ^= 0x10;
        if let Ok(key) = VerifyingKey::from_bytes(&finish(changed)) {
            assert!(proving::verify(&key, &public, &proof).is_err(), "byte {i} of the key changed");
        }
    }
}

#[test]
fn any_number_of_threads_makes_the_same_key() {
    let model = Compiled::tiny(&onnx::classifier(23), -1.0, 1.0);
    let key = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| keys(&model).0.verifying.to_bytes())
    };
    let expected = key(1);
    assert_eq!(key(2), expected);
    assert_eq!(key(8), expected);
}
