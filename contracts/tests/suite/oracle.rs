//! The oracle's loaders: what they keep is what the virtual machine's host says, and nothing else gets in.

use crate::common::{CONTEXT, reason};
use contracts::{Address, StepContract};
use fault_proof_vm::host::{PreimagePart, key};
use std::collections::BTreeSet;

/// Loads parts of a pre-image and reads them back.
fn parts(
    contract: &mut StepContract,
    key: [u8; 32],
    preimage: &[u8],
    load: impl Fn(&mut StepContract, u64) -> Result<contracts::CallOutcome, contracts::ContractError>,
) {
    let end = preimage.len() as u64 + 8;
    let edges = [0, 1, 7, 8, 9, end / 2].into_iter().chain(end.saturating_sub(33)..end);
    for offset in edges.filter(|&offset| offset < end).collect::<BTreeSet<u64>>() {
        assert_eq!(reason(contract.read_preimage(&key, offset)), "PreimageMissing", "offset {offset}");
        load(contract, offset).unwrap();
        let expected = PreimagePart::of(&key, preimage, offset).unwrap();
        assert_eq!(contract.read_preimage(&key, offset), Ok((expected.bytes, expected.len as u64)));
    }
    for offset in [end, end + 1, u64::MAX] {
        assert_eq!(reason(load(contract, offset)), "PartOffsetOOB", "offset {offset}");
        assert_eq!(reason(contract.read_preimage(&key, offset)), "PreimageMissing");
    }
}

#[test]
fn digests() {
    for length in [0usize, 1, 24, 32, 136, 5000] {
        let mut contract = StepContract::new().unwrap();
        let preimage: Vec<u8> = (0..length).map(|i| i as u8 ^ 0x5a).collect();
        parts(&mut contract, key::keccak(&preimage), &preimage, |c, at| c.load_keccak(at, &preimage));
        parts(&mut contract, key::sha256(&preimage), &preimage, |c, at| c.load_sha256(at, &preimage));
    }
}

#[test]
fn local_values_belong_to_caller_and_context() {
    let mut contract = StepContract::new().unwrap();
    let value: [u8; 32] = std::array::from_fn(|i| i as u8 + 1);
    let caller: [u8; 20] = contract.evm.caller.into();
    for size in [0, 1, 8, 32] {
        let localised = key::localise(&key::local(size), &caller, &CONTEXT);
        let load = |c: &mut StepContract, at| c.load_local(size, &CONTEXT, &value, size, at);
        let mut fresh = StepContract::new().unwrap();
        // What lies behind the value is not part of it, so only its own bytes are compared.
        for at in 0..size + 8 {
            load(&mut fresh, at).unwrap();
            let expected = PreimagePart::of(&localised, &value[..size as usize], at).unwrap();
            let (part, length) = fresh.read_preimage(&localised, at).unwrap();
            assert_eq!(
                (length, &part[..expected.len]),
                (expected.len as u64, &expected.bytes[..expected.len])
            );
        }
        assert_eq!(reason(load(&mut fresh, size + 8)), "PartOffsetOOB");
    }
    assert_eq!(reason(contract.load_local(1, &CONTEXT, &value, 33, 0)), "PartOffsetOOB");
    contract.load_local(1, &CONTEXT, &value, 32, 0).unwrap();
    let other = key::localise(&key::local(1), &caller, &[0; 32]);
    assert_eq!(reason(contract.read_preimage(&other, 0)), "PreimageMissing");
    contract.evm.caller = Address::with_last_byte(0xcb);
    let outcome = contract.load_local(1, &[0; 32], &value, 32, 0).unwrap();
    assert_eq!(outcome.output, key::localise(&key::local(1), &contract.evm.caller.into(), &[0; 32]));
    assert_eq!(reason(contract.read_preimage(&other, 0)), "PreimageMissing");
}

#[test]
fn precompiled_contracts() {
    let mut contract = StepContract::new().unwrap();
    let address = |last: u8| -> [u8; 20] { std::array::from_fn(|i| if i == 19 { last } else { 0 }) };
    let input: Vec<u8> = (0..50).collect();
    let identity = key::precompile(&address(4), 3000, &input);
    let result = [&[1], &input[..]].concat();
    parts(&mut contract, identity, &result, |c, at| c.load_precompile(at, &address(4), 3000, &input));
    // A failing call: a point that is not on the curve. Its result is a zero byte.
    let off_curve = [1; 128];
    let failed = key::precompile(&address(6), 150, &off_curve);
    contract.load_precompile(8, &address(6), 150, &off_curve).unwrap();
    assert_eq!(contract.read_preimage(&failed, 8), Ok(([0; 32], 1)));
    let greedy = contract.load_precompile(0, &address(4), 1 << 40, &input);
    assert_eq!(reason(greedy), "NotEnoughGas");
}

/// A constant polynomial: the commitment is the constant times the generator, and the proof is the point at
/// infinity, at every `z`.
#[test]
fn blobs() {
    let mut contract = StepContract::new().unwrap();
    let generator =
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";
    let commitment: [u8; 48] = hex::decode(generator).unwrap().try_into().unwrap();
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    let (z, mut one) = ([7; 32], [0; 32]);
    one[31] = 1;
    let blob = key::blob(&commitment, &z);
    parts(&mut contract, blob, &one, |c, at| c.load_blob(&z, &one, &commitment, &infinity, at));
    let mut two = one;
    two[31] = 2;
    assert_eq!(reason(contract.load_blob(&z, &two, &commitment, &infinity, 0)), "InvalidProof");
    assert_eq!(reason(contract.load_blob(&z, &one, &commitment[..47], &infinity, 0)), "InvalidProof");
    assert_eq!(reason(contract.load_blob(&z, &one, &commitment, &commitment, 0)), "InvalidProof");
}

/// What Optimism's dispute game asks of an oracle and of a step contract, by the signatures in its interfaces.
#[test]
fn what_optimisms_game_asks_for() {
    let mut contract = StepContract::new().unwrap();
    let (oracle, step) = (contract.oracle, contract.address);
    let mut look =
        |to, signature| contract.evm.look(to, contracts::abi::call(signature, &[])).unwrap().output;
    assert_eq!(look(oracle, "challengePeriod()"), [0; 32], "added to its clocks");
    assert_eq!(look(step, "oracle()")[12..], oracle[..]);
}
