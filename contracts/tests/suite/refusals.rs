//! What the contract must refuse whatever the machine says, and what exited machines do.

use crate::common::{CONTEXT, Pair, evidence, reason};
use contracts::{ContractError, StepContract};
use fault_proof_vm::{State, Version};

/// State and proof for a store of `$t0` to 0x2000.
fn store() -> (Vec<u8>, Vec<u8>) {
    let mut state = State::start(0x1000);
    state.memory.write_bytes(0x1000, &0xad28_2000u32.to_be_bytes()).unwrap();
    state.memory.store(0x2010, 7).unwrap();
    state.threads.left[0].registers[8] = 0x1234;
    evidence(&mut state)
}

#[test]
fn the_interface() {
    let calldata = StepContract::calldata(&[], &[], &[0; 32]);
    assert_eq!(calldata[..4], [0xe1, 0x4c, 0xed, 0x32]);
    assert!(contracts::artifact::MIPS64.runtime.len() < 24_576, "EIP-170");
    assert!(contracts::artifact::PREIMAGE_ORACLE.runtime.len() < 24_576, "EIP-170");
    assert!(contracts::artifact::MIPS64_ML.runtime.len() < 24_576, "EIP-170");
    for number in [0, 7, 8, 9, 136] {
        for version in Version::ALL.into_iter().filter(|version| u64::from(version.number()) != number) {
            assert_eq!(reason(StepContract::with_number(version, number)), "UnsupportedStateVersion");
        }
    }
}

#[test]
fn exited_machines_stay() {
    let mut pair = Pair::new();
    let (mut state, proof) = store();
    for (code, status) in [(0, 0), (1, 1), (2, 2), (255, 2)] {
        (state[97], state[98]) = (code, 1);
        // No evidence is needed, and none is looked at.
        for proof in [&proof[..], &[]] {
            let outcome = pair.contract.step(&state, proof, &CONTEXT).unwrap();
            assert_eq!((&outcome.post_state[..], outcome.post_hash[0]), (&state[..], status));
        }
    }
    for exited in [2, 128, 255] {
        state[98] = exited;
        assert_eq!(pair.refusal(&state, &proof), "InvalidExitedValue");
    }
}

#[test]
fn bad_evidence() {
    let mut pair = Pair::new();
    let (state, proof) = store();
    assert!(
        pair.contract.step(&state, &proof[..330 + 3840], &CONTEXT).is_ok(),
        "the third proof is not used"
    );
    for length in [0, 329, 330, 330 + 1919, 330 + 1920, 330 + 3839] {
        assert_eq!(pair.refusal(&state, &proof[..length]), "ShortProof", "{length} bytes");
    }
    for at in (0..330).step_by(7) {
        let mut bad = proof.clone();
        bad[at] ^= 0x80;
        let reason = pair.refusal(&state, &bad);
        assert!(reason == "InvalidThreadProof" || at == 9 && reason == "InvalidFlag", "{at}: {reason}");
    }
    for at in (330..330 + 3840).step_by(31) {
        let mut bad = proof.clone();
        bad[at] ^= 1;
        assert_eq!(pair.refusal(&state, &bad), "InvalidMemoryProof", "byte {at}");
    }
    // The machine's own flags.
    let mut bad = state.clone();
    bad[115] = 2;
    assert_eq!(pair.refusal(&bad, &proof), "InvalidFlag");
    // Roots that are another state's.
    for at in [0, 31, 116, 147] {
        let mut bad = state.clone();
        bad[at] ^= 1;
        pair.refusal(&bad, &proof);
    }
}

#[test]
fn bad_layout() {
    let mut pair = Pair::new();
    let (state, proof) = store();
    let good = StepContract::calldata(&state, &proof, &CONTEXT);
    assert!(pair.contract.step_calldata(good.clone()).is_ok());
    // The proof one word further on, with its offset adjusted: valid ABI, but not the canonical one.
    let mut shifted = good.clone();
    shifted.splice(4 + 0x140..4 + 0x140, [0; 32]);
    shifted[4 + 63] = 0x60;
    assert_eq!(reason(pair.contract.step_calldata(shifted)), "InvalidLayout");
    for length in [187, 189, 192] {
        let mut state = state.clone();
        state.resize(length, 0);
        assert_eq!(pair.refusal(&state, &proof), "InvalidLayout", "{length} bytes of state");
    }
    for length in [0, 3, 4, 100, 320, 355, 356, good.len() - 100] {
        let short = pair.contract.step_calldata(good[..length].to_vec());
        assert!(matches!(short, Err(ContractError::Revert { .. })), "{length} bytes of calldata: {short:?}");
    }
    let mut other = good;
    other[3] ^= 1;
    reason(pair.contract.step_calldata(other));
}
