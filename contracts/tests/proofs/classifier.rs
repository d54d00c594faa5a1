//! A contract that acts on a proved prediction.

use super::circuits::network;
use super::deployed::Circuit;
use contracts::abi::{Argument, address, call, encode, number};
use contracts::artifact::EXAMPLE_CLASSIFIER;
use contracts::proof::ProofVerifier;
use contracts::{Address, ContractError};
use halo2::evm::uncompressed;
use halo2::public::packed;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha3::{Digest, Keccak256};

fn keccak(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

#[test]
fn a_contract_records_the_class_that_was_proved_and_no_other() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let circuit = Circuit::new(&mut verifier, network(0));
    let code = circuit.contracts.runtime(&[]);
    let slots = circuit.verifying.slots();
    let width = slots.iter().find(|s| s.kind.is_output()).unwrap().width();
    let arguments = |hash: [u8; 32]| {
        let [v, k] =
            [verifier.address, circuit.key.address].map(|a| Argument::Word(address(&a.into_array())));
        encode(&[v, k, hash.into(), 3.into(), (width as u64).into()])
    };
    let (right, wrong) = (arguments(keccak(&code)), arguments(keccak(&code[1..])));
    let evm = &mut verifier.evm;
    let refused = evm.deploy(&EXAMPLE_CLASSIFIER.creation, &wrong).unwrap_err();
    assert!(matches!(&refused, ContractError::Revert { reason, .. } if reason == "OtherKey"), "{refused}");
    let (classifier, _) = evm.deploy(&EXAMPLE_CLASSIFIER.creation, &right).unwrap();

    let (public, proof) = circuit.prove(&mut ChaCha8Rng::seed_from_u64(11));
    let proof = uncompressed(&circuit.verifying, &proof).unwrap();
    let packed = packed(&public, slots).unwrap();
    let (input, outputs) = packed.split_at(packed.len() - 3 * width);
    let classify = |input: &[u8], outputs: &[u8], proof: &[u8]| {
        call("classify(bytes,bytes,bytes)", &[input.into(), outputs.into(), proof.into()])
    };
    let class_of = |evm: &mut contracts::Evm, at: Address, input: &[u8]| {
        evm.look(at, call("classOf(bytes32)", &[keccak(input).into()])).unwrap().output
    };
    let answers = &public.outputs[0];
    let best = answers.iter().max().unwrap();
    let class = answers.iter().position(|v| v == best).unwrap() as u64;
    // Another answer, another input, fewer outputs: nothing is recorded.
    let (mut lie, mut other) = (outputs.to_vec(), input.to_vec());
    *lie.last_mut().unwrap() ^= 1;
    other[0] ^= 1;
    for (input, outputs, reason) in [
        (input, &lie[..], "Refused"),
        (&other, outputs, "Refused"),
        (input, &outputs[width..], "WrongOutputs"),
        (&packed[..packed.len() - 2 * width], &outputs[width..], "WrongOutputs"),
    ] {
        let refused = evm.call(classifier, classify(input, outputs, &proof)).unwrap_err();
        assert!(matches!(&refused, ContractError::Revert { reason: r, .. } if r == reason), "{refused}");
        assert_eq!(class_of(evm, classifier, input), number(0));
    }
    for _ in 0..2 {
        let outcome = evm.call(classifier, classify(input, outputs, &proof)).unwrap();
        assert_eq!(outcome.output, number(class));
        assert_eq!(outcome.logs[0].topics[1], keccak(input));
        assert_eq!(class_of(evm, classifier, input), number(class + 1));
    }
}
