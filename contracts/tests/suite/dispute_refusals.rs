//! What the dispute game refuses, by name: every call of a game is tried with something wrong in it before it is made
//! as it should be.

use crate::common::reason;
use crate::dispute_players::*;
use crate::dispute_truth::*;
use crate::toy::input;
use contracts::abi::{encode, number};
use contracts::artifact::DISPUTE_GAME;
use contracts::game::{Call, Entry, GameContract, Pairing, Settings};
use contracts::{Address, Evm};
use dispute::model::Model;
use fault_proof_vm::{Hash, Version};

fn truth() -> Truth {
    Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]))
}

fn bent(mut hash: Hash) -> Hash {
    hash[31] ^= 1;
    hash
}

/// The name of the refusal of a call that must not be made.
fn refusal(table: &mut Table, account: Address, call: &Call) -> String {
    table.game.evm.caller = account;
    reason(table.game.play(call))
}

/// Entries that are wrong, each with the name of its refusal, given that of a wrong last state.
fn bent_entries(entry: &Entry, last: &'static str) -> Vec<(Entry, &'static str)> {
    let with = |change: &dyn Fn(&mut Entry)| {
        let mut entry = entry.clone();
        change(&mut entry);
        entry
    };
    vec![
        (with(&|entry| entry.left = bent(entry.left)), "WrongProof"),
        (with(&|entry| entry.right = bent(entry.right)), "WrongProof"),
        (with(&|entry| entry.proof[0] = bent(entry.proof[0])), "WrongProof"),
        (with(&|entry| entry.proof.truncate(entry.proof.len() - 1)), "WrongProof"),
        (with(&|entry| entry.proof.push([0; 32])), "WrongProof"),
        (with(&|entry| entry.last = bent(entry.last)), last),
    ]
}

/// What is given to seal a match.
#[derive(Clone)]
struct Sealing {
    children: [Hash; 2],
    agreed: Hash,
    proof: Vec<Hash>,
    data: Vec<u8>,
    evidence: Vec<u8>,
}

/// Calls that are wrong, each with the name of its refusal.
fn wrongs(table: &mut Table, call: &Call) -> Vec<(Call, &'static str)> {
    let mut calls = Vec::new();
    match call.clone() {
        Call::Join { tournament, entry, witness } => {
            let layer = table.game.tournament(&tournament).unwrap().unwrap().layer;
            let last = ["WrongProof", "WrongWitness", "WrongFinal"][layer as usize];
            for (entry, name) in bent_entries(&entry, last) {
                calls.push((Call::Join { tournament, entry, witness: witness.clone() }, name));
            }
            let join = |witness| Call::Join { tournament, entry: entry.clone(), witness };
            calls.push((
                Call::Join { tournament: [1; 32], entry: entry.clone(), witness: witness.clone() },
                "NoTournament",
            ));
            let longer = [&witness[..], &[0]].concat();
            calls.push((join(longer), if layer == 1 { "WrongWitness" } else { "WrongData" }));
            for at in (0..witness.len()).step_by(9) {
                let mut bent = witness.clone();
                bent[at] ^= 0x80;
                calls.push((join(bent), "WrongWitness"));
                calls.push((join(witness[..at].to_vec()), "WrongWitness"));
            }
            if layer > 0 {
                // A history of its own with an end that nobody has claimed.
                let mut path: Vec<Hash> = (0..HEIGHTS[layer as usize]).map(|i| [i as u8; 32]).collect();
                let mut last = table.truth.last(0, Some(Ending::Word(12345)));
                let state = last.0.witness().hash();
                let root = dispute::history::climb(state, (1 << path.len()) - 1, &path);
                let left = path[path.len() - 1];
                let right =
                    dispute::history::climb(state, (1 << (path.len() - 1)) - 1, &path[..path.len() - 1]);
                assert_eq!(fault_proof_vm::keccak::hash_pair(&left, &right), root);
                let witness = if layer == 1 { last.1 } else { Vec::new() };
                let entry = Entry { left, right, last: state, proof: std::mem::take(&mut path) };
                calls.push((Call::Join { tournament, entry, witness }, "WrongFinal"));
            }
        }
        Call::Advance { pairing, children, below } => {
            for bent in others(pairing) {
                calls.push((Call::Advance { pairing: bent, children, below }, "NotOpen"));
            }
            for (at, name) in [(0, "WrongChildren"), (1, "WrongChildren")] {
                let (mut bad, mut worse) = (children, below);
                bad[at] = bent(bad[at]);
                worse[at] = bent(worse[at]);
                calls.push((Call::Advance { pairing, children: bad, below }, name));
                calls.push((Call::Advance { pairing, children, below: worse }, name));
            }
            let early = Call::Seal {
                pairing,
                children,
                agreed: [0; 32],
                proof: vec![],
                data: vec![],
                evidence: vec![],
            };
            calls.push((early, "WrongHeight"));
            calls.push((Call::Settle(pairing), "NotSealed"));
            calls.push((Call::Timeout(pairing), "NotOver"));
        }
        Call::Seal { pairing, children, agreed, proof, data, evidence } => {
            let right = Sealing { children, agreed, proof, data, evidence };
            let mut with = |name: &'static str, change: &dyn Fn(&mut Sealing)| {
                let mut bad = right.clone();
                change(&mut bad);
                let Sealing { children, agreed, proof, data, evidence } = bad;
                calls.push((Call::Seal { pairing, children, agreed, proof, data, evidence }, name));
            };
            with("WrongChildren", &|s| s.children[0] = bent(s.children[0]));
            with("WrongChildren", &|s| s.children[1] = bent(s.children[1]));
            let unproved = if right.proof.is_empty() { "WrongAgreed" } else { "WrongProof" };
            with(unproved, &|s| s.agreed = bent(s.agreed));
            with("WrongProof", &|s| s.proof.push([0; 32]));
            if !right.proof.is_empty() {
                with("WrongProof", &|s| s.proof.truncate(s.proof.len() - 1));
                with("WrongProof", &|s| s.proof[1] = bent(s.proof[1]));
            }
            if right.evidence.is_empty() {
                with("WrongData", &|s| s.data.push(0));
                with("WrongData", &|s| s.evidence.push(0));
                for at in (0..right.data.len()).step_by(31) {
                    with("WrongData", &|s| s.data[at] ^= 1);
                }
            } else {
                for at in (0..right.data.len()).step_by(5) {
                    with("WrongState", &|s| s.data[at] ^= 1);
                }
                with("WrongState", &|s| s.data.push(0));
                // Evidence is needed only where the machine has not exited.
                if right.data[98] == 0 {
                    with("InvalidThreadProof", &|s| s.evidence[7] ^= 1);
                    with("InvalidMemoryProof", &|s| s.evidence[340] ^= 1);
                    with("ShortProof", &|s| s.evidence.truncate(1000));
                }
            }
            calls.push((Call::Advance { pairing, children, below: [[0; 32]; 2] }, "WrongHeight"));
        }
        Call::Settle(pairing) => {
            for bent in others(pairing) {
                calls.push((Call::Settle(bent), "NotSealed"));
                calls.push((Call::Timeout(bent), "NotOpen"));
            }
            calls.push((Call::Timeout(pairing), "NotOpen"));
        }
        _ => {}
    }
    calls.push((Call::Resolve(table.claim), "NotOver"));
    calls.push((Call::Resolve([1; 32]), "NoTournament"));
    calls
}

/// Pairings that there are not.
fn others(pairing: Pairing) -> [Pairing; 3] {
    let Pairing { tournament, one, two } = pairing;
    [
        Pairing { one: two, two: one, ..pairing },
        Pairing { tournament: bent(tournament), ..pairing },
        Pairing { two: one, ..pairing },
    ]
}

/// Tries all that is wrong, and that the right call is refused with the wrong payment, twice, and when it is too late.
fn try_all(table: &mut Table, account: Address, call: &Call) {
    for (wrong, name) in wrongs(table, call) {
        assert_eq!(refusal(table, account, &wrong), name, "{wrong:?}");
    }
    let bond = u128::from(SETTINGS.bond);
    table.game.evm.caller = account;
    for wei in [0, bond - 1, bond + 1, 2 * bond] {
        if call.takes_bond() {
            assert_eq!(reason(table.game.pay(call, wei)), "WrongBond");
        } else if wei > 0 {
            // No money is taken where none is due.
            assert_eq!(reason(table.game.pay(call, wei)), "it gives no reason");
        }
    }
    let now = table.game.evm.time();
    let end = match *call {
        Call::Join { tournament, .. } => {
            let record = table.game.tournament(&tournament).unwrap().unwrap();
            record.opened + window(record.layer)
        }
        Call::Advance { pairing, .. } | Call::Seal { pairing, .. } => {
            table.game.matched(&pairing).unwrap().unwrap().deadline()
        }
        _ => return,
    };
    for time in [end, end + 1, end + 1_000_000] {
        table.game.evm.set_time(time);
        assert_eq!(refusal(table, account, call), "TooLate");
    }
    table.game.evm.set_time(now);
}

#[test]
fn every_call_with_everything_wrong() {
    for (lie, first) in [(Lie::at(2, 3, 4), true), (Lie::at(3, 0, 0), false), (Lie::at(0, 5, 9), true)] {
        let mut players = vec![Player::liar(2, lie), Player::honest()];
        if first {
            players.swap(0, 1);
        }
        let mut table = Table::new(truth(), &players[0]);
        table.before = try_all;
        table.play(&mut players);
        // Nothing can be done once more.
        let open = table.claim;
        let entry = table.truth.tree(&[], None).entry();
        let again = Call::Join { tournament: open, entry, witness: Vec::new() };
        assert_eq!(refusal(&mut table, account(9), &again), "TooLate");
        let Some(record) = table.game.commitment(&open, &table.truth.tree(&[], None).root()).unwrap() else {
            panic!()
        };
        let (mine, theirs) = (table.truth.tree(&[], None).root(), record.opponent.unwrap());
        let (one, two) = if first { (mine, theirs) } else { (theirs, mine) };
        let over = Pairing { tournament: open, one, two };
        for (call, name) in [(Call::Settle(over), "NotSealed"), (Call::Timeout(over), "NotOpen")] {
            assert_eq!(refusal(&mut table, account(9), &call), name);
        }
        table.finish().unwrap();
        assert_eq!(refusal(&mut table, account(9), &Call::Resolve(open)), "AlreadyResolved");
    }
}

#[test]
fn a_commitment_joins_once() {
    let mut players = [Player::honest(), Player::liar(2, Lie::at(2, 3, 4))];
    let mut table = Table::new(truth(), &players[0]);
    table.before = |table, _, call| {
        // Whoever is in is in: waiting, in a match, or out.
        if !matches!(call, Call::Join { .. }) {
            return;
        }
        let joined = Call::Join {
            tournament: table.claim,
            entry: table.truth.tree(&[], None).entry(),
            witness: Vec::new(),
        };
        assert_eq!(refusal(table, account(5), &joined), "AlreadyJoined");
    };
    table.play(&mut players);
    // A loser that comes again.
    let start = table.game.tournament(&table.claim).unwrap().unwrap().opened;
    let lie = Lie::at(2, 3, 4);
    let loser = Call::Join {
        tournament: table.claim,
        entry: table.truth.tree(&[], Some(&lie)).entry(),
        witness: Vec::new(),
    };
    table.game.evm.set_time(start + SETTINGS.allowance - 1);
    assert_eq!(refusal(&mut table, account(2), &loser), "AlreadyJoined");
}

#[test]
fn claims_that_are_none() {
    let truth = truth();
    let mut table = Table::new(truth, &Player::honest());
    let entry = table.truth.tree(&[], None).entry();
    let model = table.truth.slow.model().encode();
    let input = table.truth.input.clone();
    for (entry, name) in bent_entries(&entry, "WrongProof") {
        let call = Call::Open { model: model.clone(), input: input.clone(), entry };
        assert_eq!(refusal(&mut table, account(3), &call), name);
    }
    let call = Call::Open { model: model.clone(), input: [&input[..], &[0]].concat(), entry: entry.clone() };
    assert_eq!(refusal(&mut table, account(3), &call), "LongInput");
    let call = Call::Open { model: model.clone(), input: input.clone(), entry: entry.clone() };
    assert_eq!(reason(table.game.pay(&call, 1)), "WrongBond");
    // The same again is another claim.
    let first = table.claim;
    table.call(account(3), &call).unwrap();
    assert!(
        table.events.iter().any(|event| {
            matches!(event, contracts::game::Event::Opened { claim, .. } if *claim != first)
        })
    );
    // All bytes of a model that are no model, and those that are another one.
    let mut seen = [0; 2];
    for at in 0..model.len() {
        if at > 300 && at % 32 != 0 {
            continue;
        }
        for flip in [1, 2, 0x80] {
            let mut bad = model.clone();
            bad[at] ^= flip;
            let wrong = Model::decode(&bad).is_err();
            let call = Call::Open { model: bad, input: input.clone(), entry: entry.clone() };
            table.game.evm.caller = account(3);
            let invalid = matches!(table.game.play(&call), Err(contracts::ContractError::Revert { reason, .. }) if reason == "InvalidModel");
            assert_eq!(invalid, wrong, "byte {at}");
            seen[usize::from(wrong)] += 1;
        }
        let call = Call::Open { model: model[..at].to_vec(), input: input.clone(), entry: entry.clone() };
        assert_eq!(refusal(&mut table, account(3), &call), "InvalidModel", "{at} bytes");
    }
    assert!(seen[0] > 100 && seen[1] > 50, "{seen:?}");
}

#[test]
fn settings_that_are_none() {
    for (allowance, extension, good) in [
        (1, 1, true),
        (1000, 1000, true),
        ((1 << 40) - 1, 1, true),
        (0, 0, false),
        (10, 0, false),
        (10, 11, false),
        (1 << 40, 1, false),
    ] {
        let game = GameContract::new(Version::V8, Settings { allowance, extension, bond: 0 });
        match good {
            true => assert!(game.is_ok()),
            false => assert_eq!(reason(game), "InvalidSettings"),
        }
    }
    // Bonds of which a quarter in gwei is no longer kept whole.
    for (bond, good) in [(1u128 << 70, true), ((1 << 71) - 1, true), (1 << 71, false), (1 << 100, false)] {
        let mut evm = Evm::new();
        let mut wei = [0; 32];
        wei[16..].copy_from_slice(&bond.to_be_bytes());
        let arguments = encode(&[
            number(1).into(),
            number(1000).into(),
            number(50).into(),
            wei.into(),
            number(0).into(),
            number(0).into(),
            number(0).into(),
        ]);
        let deployed = evm.deploy(&DISPUTE_GAME.creation, &arguments);
        match good {
            true => assert!(deployed.is_ok()),
            false => assert_eq!(reason(deployed), "InvalidSettings"),
        }
    }
}

#[test]
fn a_result_of_nothing_is_none() {
    let mut table = Table::new(truth(), &Player::honest());
    let claim = table.claim;
    assert!(!table.game.is_err(&claim, 1, 0).unwrap());
    assert_eq!(reason(table.game.outcome(&[7; 32])), "NoTournament");
    assert_eq!(table.game.claim(&[7; 32]), Ok(None));
    assert_eq!(table.game.tournament(&[7; 32]), Ok(None));
    assert_eq!(table.game.commitment(&claim, &[7; 32]), Ok(None));
    assert_eq!(table.game.matched(&Pairing { tournament: claim, one: [1; 32], two: [2; 32] }), Ok(None));
}
