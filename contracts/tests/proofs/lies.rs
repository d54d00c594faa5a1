//! Everything but a proof of these values for this key is refused, by the contract as by the Rust verifier and by an implementation of
//! others.

use super::circuits::{digits, functions, network, scalars};
use super::deployed::{Circuit, Claim};
use super::oracle::Oracle;
use contracts::proof::ProofVerifier;
use contracts::{Address, ContractError};
use halo2::evm::assembly::modulus;
use halo2::evm::encode;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// The prime of the curve's coordinates.
const COORDINATES: &str = "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47";

/// Adds a number to a word, if it stays one.
fn plus(word: &[u8], number: &[u8]) -> Option<Vec<u8>> {
    let (mut sum, mut carry) = (vec![0; 32], 0u16);
    for i in (0..32).rev() {
        let digit = u16::from(word[i]) + u16::from(number[i]) + carry;
        (sum[i], carry) = (digit as u8, digit >> 8);
    }
    (carry == 0).then_some(sum)
}

#[test]
fn every_word_and_every_length_counts() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let hashed = network(0).hashing(&[0], &[0]).unwrap();
    let (graph, plan) = functions();
    let mut circuits = vec![Circuit::of(&mut verifier, graph, plan)];
    circuits.extend([network(0), scalars(), hashed].map(|graph| Circuit::new(&mut verifier, graph)));
    for circuit in circuits {
        let claim = circuit.example(&mut rng(1));
        circuit.accepted(&mut verifier, &claim);

        for i in 0..claim.public.len() {
            let mut bad = claim.clone();
            bad.public[i] ^= 1;
            circuit.refused(&mut verifier, &bad, &format!("public byte {i}"));
        }
        for i in 0..claim.proof.len() / 32 {
            let mut bad = claim.clone();
            bad.proof[32 * i + 31 - i % 32] ^= 1 << (i % 8);
            circuit.refused(&mut verifier, &bad, &format!("word {i}"));
        }
        let lengths = |whole: &[u8]| {
            let longer = [whole, &[0; 32]].concat();
            let cut = [0, 1, 31, 32, whole.len() / 2, whole.len().saturating_sub(32), whole.len() - 1];
            cut.into_iter()
                .filter(|n| *n < whole.len())
                .map(|n| whole[..n].to_vec())
                .chain([longer])
                .collect::<Vec<_>>()
        };
        for proof in lengths(&claim.proof) {
            let bad = Claim { proof, ..claim.clone() };
            assert_eq!(circuit.refused(&mut verifier, &bad, "proof's length"), "WrongLength");
        }
        for public in lengths(&claim.public).into_iter().filter(|p| p.len() != claim.public.len()) {
            let bad = Claim { public, ..claim.clone() };
            assert_eq!(circuit.refused(&mut verifier, &bad, "values' length"), "WrongLength");
        }
        // A byte moved from one argument to the other.
        let (last, public) = claim.public.split_last().unwrap();
        let bad = Claim { public: public.to_vec(), proof: [&[*last][..], &claim.proof].concat() };
        assert_eq!(circuit.refused(&mut verifier, &bad, "a byte moved"), "WrongLength");
    }
}

#[test]
fn numbers_have_one_form_and_points_lie_on_the_curve() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let circuit = Circuit::new(&mut verifier, network(0));
    let claim = circuit.example(&mut rng(2));
    let points = circuit.contracts.layout.proof_points;
    let coordinates = hex::decode(COORDINATES).unwrap();
    let with = |at: usize, bytes: &[u8]| {
        let mut bad = claim.clone();
        bad.proof[at..at + bytes.len()].copy_from_slice(bytes);
        bad
    };
    for i in 0..circuit.contracts.layout.opened {
        let at = 64 * points + 32 * i;
        let other = plus(&claim.proof[at..at + 32], &modulus()).expect("less than 2^256");
        let reason = circuit.refused(&mut verifier, &with(at, &other), &format!("scalar {i} and the prime"));
        assert_eq!(reason, "NotCanonical");
    }
    for i in 0..points {
        let [x, y] = [64 * i, 64 * i + 32];
        for at in [x, y] {
            let word = &claim.proof[at..at + 32];
            if let Some(other) = plus(word, &coordinates) {
                circuit.refused(&mut verifier, &with(at, &other), &format!("point {i} and the prime"));
            }
            let mut one = [0; 32];
            one[31] = 1;
            let other = plus(word, &one).expect("less than 2^256");
            let reason =
                circuit.refused(&mut verifier, &with(at, &other), &format!("point {i} off the curve"));
            assert_eq!(reason, "Refused");
        }
        let reason = circuit.refused(&mut verifier, &with(x, &[0; 64]), &format!("point {i} at infinity"));
        assert_eq!(reason, "Infinity");
        // Another point of the curve: the generator.
        let mut generator = [0; 64];
        (generator[31], generator[63]) = (1, 2);
        circuit.refused(&mut verifier, &with(x, &generator), &format!("point {i} is another"));
    }
    // All zeros, all ones.
    for fill in [0, 0xff] {
        let bad = Claim { proof: vec![fill; claim.proof.len()], ..claim.clone() };
        circuit.refused(&mut verifier, &bad, "a filled proof");
    }
}

#[test]
fn values_outside_their_range_are_refused_before_anything_else() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let circuit = Circuit::new(&mut verifier, scalars());
    let claim = circuit.example(&mut rng(3));
    // The first input is -300..=300 in two bytes, the second -7..=9 in one, outputs are products and the first input.
    for (at, bytes) in [
        (0, &301i16.to_be_bytes()[..]),
        (2, &(-301i16).to_be_bytes()),
        (8, &i16::MIN.to_be_bytes()),
        (10, &[10]),
        (14, &[0xf8]),
    ] {
        let mut bad = claim.clone();
        bad.public[at..at + bytes.len()].copy_from_slice(bytes);
        let reason = circuit.refused(&mut verifier, &bad, &format!("bytes {at}"));
        assert_eq!(reason, "PublicValueOutOfRange", "bytes {at}");
    }
}

#[test]
fn hashes_are_elements_of_the_field() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let circuit = Circuit::new(&mut verifier, network(0).hashing(&[0], &[]).unwrap());
    let claim = circuit.example(&mut rng(7));
    circuit.accepted(&mut verifier, &claim);
    let with = |hash: &[u8]| Claim { public: [hash, &claim.public[32..]].concat(), ..claim.clone() };
    let other = plus(&claim.public[..32], &modulus()).expect("less than 2^256");
    for hash in [&other[..], &modulus(), &[0xff; 32]] {
        let reason = circuit.refused(&mut verifier, &with(hash), "a hash and the prime");
        assert_eq!(reason, "PublicValueOutOfRange");
    }
    let reason = circuit.refused(&mut verifier, &with(&[0; 32]), "no hash");
    assert_eq!(reason, "Refused");
}

#[test]
fn proofs_of_other_keys_and_other_values_are_refused() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let [a, b] = [0, 1].map(|seed| Circuit::new(&mut verifier, network(seed)));
    let mut rng = rng(4);
    let (of_a, of_b, again) = (a.example(&mut rng), b.example(&mut rng), a.example(&mut rng));
    for (circuit, claim) in [(&a, &of_a), (&b, &of_b), (&a, &again)] {
        circuit.accepted(&mut verifier, claim);
    }
    a.refused(&mut verifier, &of_b, "a proof of another model");
    b.refused(&mut verifier, &of_a, "a proof of another model");
    let mixed = Claim { public: again.public, proof: of_a.proof.clone() };
    a.refused(&mut verifier, &mixed, "a proof of other values");
    // The same circuit with another reference string.
    let string = halo2::Srs::from_seed(a.srs.k(), 10).unwrap();
    let keys = halo2::setup(halo2::Plan::new(&a.graph).unwrap(), &string).unwrap();
    let contracts = halo2::EvmKey::new(&keys.verifying).unwrap();
    let key = super::deployed::deploy(&mut verifier, &contracts);
    let (oracle, proving, verifying) = (Oracle::new(&keys.verifying), keys.proving, keys.verifying);
    let other = Circuit { srs: string, proving, verifying, contracts, key, oracle, ..a };
    other.refused(&mut verifier, &of_a, "a proof with another reference string");
    let own = other.example(&mut rng);
    other.accepted(&mut verifier, &own);
}

#[test]
fn addresses_without_a_key_and_too_little_gas_are_refused() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let circuit = Circuit::new(&mut verifier, network(0));
    let claim = circuit.example(&mut rng(5));
    let call = |address: Address| encode(address.into_array(), &claim.public, &claim.proof);
    // Nobody, someone without code, a precompiled contract; the verifier itself, whose code is no key.
    for address in [Address::ZERO, verifier.evm.caller, Address::with_last_byte(8), verifier.address] {
        let refused = verifier.verify(call(address));
        assert!(matches!(refused, Err(ContractError::Revert { .. })), "{address}: {refused:?}");
    }
    let needed = verifier.verify(call(circuit.key.address)).expect("accepted").transaction_gas;
    for part in 0..60 {
        verifier.evm.gas_limit = needed * part / 60;
        let refused = verifier.verify(call(circuit.key.address));
        assert!(refused.is_err(), "accepted with {} of {needed} gas", verifier.evm.gas_limit);
    }
    // Some more than is used, since calls keep a 64th back.
    verifier.evm.gas_limit = needed + needed / 32;
    verifier.verify(call(circuit.key.address)).expect("accepted with enough");
}

/// Claims with bytes, words or points changed, exchanged or taken from another proof.
fn mutate(claim: &Claim, other: &Claim, points: usize, rng: &mut ChaCha8Rng) -> Claim {
    let mut bad = claim.clone();
    let words = claim.proof.len() / 32;
    for _ in 0..rng.gen_range(1..3) {
        let (a, b) = (32 * rng.gen_range(0..words), 32 * rng.gen_range(0..words));
        match rng.gen_range(0..7) {
            0 => bad.proof[a + rng.gen_range(0..32)] ^= 1 << rng.gen_range(0..8),
            1 => bad.proof[a..a + 32].copy_from_slice(&other.proof[a..a + 32]),
            2 => bad.proof[a..a + 32].copy_from_slice(&claim.proof[b..b + 32]),
            3 => {
                let [a, b] = [(); 2].map(|()| 64 * rng.gen_range(0..points));
                bad.proof[a..a + 64].copy_from_slice(&claim.proof[b..b + 64]);
            }
            4 => {
                let a = 64 * rng.gen_range(0..points);
                bad.proof[a..a + 64].copy_from_slice(&other.proof[a..a + 64]);
            }
            5 => bad.proof[a..a + 32].fill_with(|| rng.r#gen()),
            _ => {
                let at = rng.gen_range(0..bad.public.len());
                bad.public[at] = rng.r#gen();
            }
        }
    }
    bad
}

/// Mutated claims, with both verdicts on each.
fn mutated(graph: circuit::Graph, count: usize) {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let circuit = Circuit::new(&mut verifier, graph);
    let mut rng = rng(6);
    let (claim, other) = (circuit.example(&mut rng), circuit.example(&mut rng));
    let points = circuit.contracts.layout.proof_points;
    let mut left = count;
    while left > 0 {
        let bad = mutate(&claim, &other, points, &mut rng);
        // Nothing may have changed after all.
        if bad != claim {
            circuit.refused(&mut verifier, &bad, &format!("mutation {left}"));
            left -= 1;
        }
    }
    circuit.accepted(&mut verifier, &claim);
}

#[test]
fn mutated_proofs_are_refused() {
    mutated(network(0), 100);
}

#[test]
#[ignore = "a minute: a thousand mutated proofs of a model for digits"]
fn a_thousand_mutated_proofs_of_digits_are_refused() {
    mutated(digits(), 1000);
}
