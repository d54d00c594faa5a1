//! Key contracts: every one that is deployed stays under the limit, however large the key.

use super::circuits::{digits, network, scalars};
use super::deployed::{Circuit, deploy};
use contracts::artifact::HALO2_VERIFIER;
use contracts::proof::ProofVerifier;
use halo2::EvmKey;
use halo2::evm::assembly::MAX_CODE;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn contracts_stay_under_the_limit() {
    assert!(HALO2_VERIFIER.runtime.len() <= MAX_CODE);
    let mut verifier = ProofVerifier::deploy().unwrap();
    for graph in [network(0), scalars(), digits()] {
        let circuit = Circuit::new(&mut verifier, graph);
        let contracts = &circuit.contracts;
        assert!(contracts.parts.is_empty(), "one contract is enough");
        assert!(contracts.main.len() <= MAX_CODE, "{} bytes", contracts.main.len());
    }
}

#[test]
fn keys_that_do_not_fit_into_one_contract_are_cut() {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let mut circuit = Circuit::new(&mut verifier, network(0));
    let claim = circuit.example(&mut ChaCha8Rng::seed_from_u64(7));
    let mut counts = Vec::new();
    for limit in [12_000, 5000, 2200] {
        let contracts = EvmKey::within(&circuit.verifying, limit).expect("contracts");
        let layout = contracts.layout;
        counts.push((layout.code_contracts, layout.data_contracts));
        circuit.key = deploy(&mut verifier, &contracts);
        circuit.contracts = contracts;
        circuit.on_chain(&mut verifier, &claim).unwrap_or_else(|e| panic!("{limit}: {e}"));
        for i in (0..claim.proof.len()).step_by(160) {
            let mut bad = claim.clone();
            bad.proof[i] ^= 1;
            circuit.refused(&mut verifier, &bad, &format!("{limit}: byte {i}"));
        }
    }
    assert!(counts.iter().any(|(code, _)| *code > 2), "code is never cut: {counts:?}");
    assert!(counts.iter().any(|(_, data)| *data > 0), "data is never cut: {counts:?}");
}
