//! Calls and events as alloy makes them of the artefacts: what `sol!` gives to whoever writes against the game, and an oracle
//! for the encodings of this crate.

use alloy_sol_types::private::LogData;
use alloy_sol_types::{SolCall, SolEvent, sol};
use contracts::game::records::STRUCK;
use contracts::game::{Call, Entry, Event, Pairing};
use contracts::{Address, Log};

sol!(DisputeGame, "artifacts/DisputeGame.json");

/// Hashes that differ in every byte that matters.
fn hash(n: u8) -> [u8; 32] {
    std::array::from_fn(|i| n.wrapping_mul(37).wrapping_add(i as u8))
}

#[test]
fn calldata_is_what_alloy_encodes() {
    let h = |n| hash(n).into();
    let pairing = Pairing { tournament: hash(1), one: hash(2), two: hash(3) };
    // Lengths around a word's, so that padding and offsets differ.
    for (model, input, proof) in [(0, 0, 0), (31, 32, 1), (33, 64, 40), (137, 1, 2)] {
        let (model, input) = (vec![7u8; model], vec![9u8; input]);
        let proof: Vec<[u8; 32]> = (0..proof).map(hash).collect();
        let siblings_of = proof.clone();
        let siblings = || proof.iter().map(|p| (*p).into()).collect::<Vec<_>>();
        let entry = Entry { left: hash(4), right: hash(5), last: hash(6), proof: proof.clone() };
        let (left, right, last) = (h(4), h(5), h(6));
        let (children, below) = ([hash(7), hash(8)], [hash(9), hash(10)]);
        let opened = DisputeGame::openCall {
            model: model.clone().into(),
            input: input.clone().into(),
            left,
            right,
            last,
            proof: siblings(),
        };
        let joined = DisputeGame::joinCall {
            id: h(1),
            left,
            right,
            last,
            proof: siblings(),
            witness: input.clone().into(),
        };
        let advanced = DisputeGame::advanceCall {
            id: h(1),
            one: h(2),
            two: h(3),
            l: h(7),
            r: h(8),
            newLeft: h(9),
            newRight: h(10),
        };
        let sealed = DisputeGame::sealCall {
            id: h(1),
            one: h(2),
            two: h(3),
            l: h(7),
            r: h(8),
            agreed: h(11),
            proof: siblings(),
            data: model.clone().into(),
            evidence: input.clone().into(),
        };
        let seal = Call::Seal {
            pairing,
            children,
            agreed: hash(11),
            proof: siblings_of.clone(),
            data: model.clone(),
            evidence: input.clone(),
        };
        let join = Call::Join { tournament: hash(1), entry: entry.clone(), witness: input.clone() };
        let proved = DisputeGame::proveCall {
            id: h(1),
            model: model.clone().into(),
            terms: input.clone().into(),
            key: Address::repeat_byte(0xcd),
            values: vec![3; 5].into(),
            proof: model.clone().into(),
        };
        let released = DisputeGame::releaseCall { id: h(1), headerPath: siblings(), outputPath: siblings() };
        let prove = Call::Prove {
            claim: hash(1),
            model: model.clone(),
            terms: input.clone(),
            key: Address::repeat_byte(0xcd),
            values: vec![3; 5],
            proof: model.clone(),
        };
        let (header_path, output_path) = (siblings_of.clone(), siblings_of);
        let release = Call::Release { claim: hash(1), header_path, output_path };
        let cases = [
            (Call::Open { model, input, entry }, opened.abi_encode()),
            (join, joined.abi_encode()),
            (Call::Advance { pairing, children, below }, advanced.abi_encode()),
            (seal, sealed.abi_encode()),
            (Call::Settle(pairing), DisputeGame::settleCall { id: h(1), one: h(2), two: h(3) }.abi_encode()),
            (
                Call::Timeout(pairing),
                DisputeGame::timeoutCall { id: h(1), one: h(2), two: h(3) }.abi_encode(),
            ),
            (Call::Resolve(hash(1)), DisputeGame::resolveCall { id: h(1) }.abi_encode()),
            (prove, proved.abi_encode()),
            (release, released.abi_encode()),
            (Call::Withdraw, DisputeGame::withdrawCall {}.abi_encode()),
        ];
        for (ours, alloys) in cases {
            assert_eq!(hex::encode(ours.calldata()), hex::encode(alloys), "{ours:?}");
        }
    }
}

fn decoded(log: &LogData) -> Option<Event> {
    let topics = log.topics().iter().map(|topic| topic.0).collect();
    Event::decode(&Log { address: Address::default(), topics, data: log.data.to_vec() })
}

#[test]
fn events_are_read_as_alloy_writes_them() {
    use DisputeGame as G;
    let h = |n| hash(n).into();
    let owner = Address::repeat_byte(0xab);
    let (tournament, id, claim) = (hash(1), hash(2), hash(3));
    let (height, position) = (12, u64::from(u32::MAX) + 5);
    let cases = [
        (
            G::Opened {
                claim: h(3),
                model: h(4),
                start: h(5),
                modelBytes: vec![1; 33].into(),
                input: vec![2; 64].into(),
            }
            .encode_log_data(),
            Event::Opened {
                claim,
                model: hash(4),
                start: hash(5),
                model_bytes: vec![1; 33],
                input: vec![2; 64],
            },
        ),
        (
            G::Joined {
                tournament: h(1),
                commitment: h(4),
                payer: owner,
                left: h(5),
                right: h(6),
                last: h(7),
            }
            .encode_log_data(),
            Event::Joined {
                tournament,
                commitment: hash(4),
                payer: owner,
                left: hash(5),
                right: hash(6),
                last: hash(7),
            },
        ),
        (
            G::Matched { tournament: h(1), id: h(2), one: h(4), two: h(5) }.encode_log_data(),
            Event::Matched { tournament, id, one: hash(4), two: hash(5) },
        ),
        (
            G::Advanced {
                id: h(2),
                other: h(4),
                left: h(5),
                right: h(6),
                height: alloy_primitives::U256::from(height),
                position: alloy_primitives::U256::from(position),
            }
            .encode_log_data(),
            Event::Advanced { id, other: hash(4), left: hash(5), right: hash(6), height, position },
        ),
        (
            G::Sealed {
                id: h(2),
                claim: h(3),
                layer: alloy_primitives::U256::from(2),
                position: alloy_primitives::U256::from(position),
                start: h(4),
                stateOne: h(5),
                stateTwo: h(6),
            }
            .encode_log_data(),
            Event::Sealed {
                id,
                claim,
                layer: 2,
                position,
                start: hash(4),
                state_one: hash(5),
                state_two: hash(6),
            },
        ),
        (
            G::Stepped { id: h(2), position: alloy_primitives::U256::from(position), start: h(4), end: h(5) }
                .encode_log_data(),
            Event::Stepped { id, position, start: hash(4), end: hash(5) },
        ),
        (
            G::Settled { id: h(2), winner: h(4) }.encode_log_data(),
            Event::Settled { id, winner: Some(hash(4)) },
        ),
        (
            G::Settled { id: h(2), winner: [0; 32].into() }.encode_log_data(),
            Event::Settled { id, winner: None },
        ),
        (
            G::Won { tournament: h(1), id: h(2), winner: h(4), loser: h(5) }.encode_log_data(),
            Event::Won { tournament, id, winner: hash(4), loser: hash(5) },
        ),
        (
            G::Eliminated { tournament: h(1), id: h(2), one: h(4), two: h(5) }.encode_log_data(),
            Event::Eliminated { tournament, id, one: hash(4), two: hash(5) },
        ),
        (
            G::Resolved { claim: h(3), winner: h(4), last: h(5) }.encode_log_data(),
            Event::Resolved { claim, winner: hash(4), last: hash(5) },
        ),
        (
            G::Resolved { claim: h(3), winner: STRUCK.into(), last: [0; 32].into() }.encode_log_data(),
            Event::Struck { claim },
        ),
        (
            G::Proven { claim: h(3), prover: owner, outputs: h(4), result: h(5) }.encode_log_data(),
            Event::Proven { claim, prover: owner, outputs: hash(4), result: hash(5) },
        ),
        (
            G::Withdrawn { owner, amount: alloy_primitives::U256::from(u64::MAX) }.encode_log_data(),
            Event::Withdrawn { owner, amount: u64::MAX.into() },
        ),
    ];
    for (log, event) in cases {
        assert_eq!(decoded(&log), Some(event));
    }
}
