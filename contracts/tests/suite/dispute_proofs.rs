//! Claims that a proof settles, with a verifier that takes any proof that ends in a word of zeros: what the game makes of proofs. The
//! proofs themselves are in `../proofs/settlement.rs`.

use crate::common::reason;
use crate::dispute_made_up::{model, trees};
use crate::dispute_players::*;
use crate::dispute_truth::*;
use crate::toy::{INPUTS, OUTPUTS, WORDS, input};
use contracts::abi::selector;
use contracts::artifact::DISPUTE_GAME;
use contracts::game::{Call, Event, GameContract};
use contracts::{Address, abi};
use dispute::model::Model;
use dispute::player::{Belief, Opening};
use dispute::terms::{PublicTensor, Terms};
use fault_proof_vm::arena::ARENA_BASE;
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::merkle::subtree_root;
use fault_proof_vm::{Hash, Version};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Code of the key contract.
pub const KEY: &[u8] = &[0xfe, 1, 2, 3];

/// Code that deploys this code.
pub fn creation(runtime: &[u8]) -> Vec<u8> {
    [&[0x60, 11, 0x38, 0x03, 0x80, 0x60, 11, 0x5f, 0x39, 0x5f, 0xf3], runtime].concat()
}

/// Code that deploys the verifier: it returns 1, or reverts as the real one does if the calldata does not end in zeros.
pub fn verifier() -> Vec<u8> {
    let mut code = vec![0x60, 0x20, 0x36, 0x03, 0x35, 0x60, 0x11, 0x57]; // calldata's last word; jump if it is not 0
    code.extend([0x60, 1, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3, 0xfe, 0x5b, 0x63]);
    code.extend(selector("Refused()"));
    code.extend([0x5f, 0x52, 0x60, 4, 0x60, 0x1c, 0xfd]);
    creation(&code)
}

/// The terms of the toy model: its words as they are.
pub fn terms() -> Terms {
    let tensor =
        |output| PublicTensor { offset: 0, count: WORDS as u32, packed: 8, stored: 8, signed: false, output };
    Terms { key: keccak256(KEY), string: [5; 32], tensors: vec![tensor(false), tensor(true)] }
}

/// The outputs of the true run.
pub fn outputs(truth: &Truth) -> Vec<u8> {
    truth.arenas[STEPS as usize].read_bytes(ARENA_BASE + OUTPUTS.offset, 8 * WORDS as usize)
}

impl Table {
    /// The call that settles the claim by these outputs.
    pub fn proof_of(&self, outputs: &[u8]) -> Call {
        Call::Prove {
            claim: self.claim,
            model: self.truth.slow.model().encode(),
            terms: terms().encode(),
            key: self.key,
            values: [&self.truth.input[..], outputs].concat(),
            proof: vec![0; 32],
        }
    }

    /// The call that gives the bond of who has won back, as the arena shows these outputs.
    pub fn release_by(&self, opening: Opening) -> Call {
        let Opening { header_path, output_path, .. } = opening;
        Call::Release { claim: self.claim, header_path, output_path }
    }
}

/// A game about another lie than outputs: the lie is in the last step, so that its last state looks as if the run were done.
fn lie() -> Lie {
    Lie::at(STEPS - 1, 3, 4)
}

/// The opening of the liar's last state.
fn lying(truth: &Truth) -> Opening {
    let arena = truth.last(STEPS - 1, Some(lie().ending)).0.memory;
    Opening::of(truth.slow.model(), arena).unwrap().expect("it looks done")
}

#[test]
fn a_lying_proposer_is_beaten_at_once() {
    let truth = Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]));
    let liar = Player::liar(2, lie());
    let mut table = Table::new(truth, &liar);
    let (claim, right) = (table.claim, outputs(&table.truth));
    let proof = table.proof_of(&right);
    table.call(account(3), &proof).unwrap();
    // At once it has the right result, which everybody can open: the arena of nothing but the outputs.
    let arena = table.truth.slow.model().done(&right).unwrap();
    let open = Opening::of(table.truth.slow.model(), arena.clone()).unwrap().unwrap();
    let root = arena.clone().subtree_root(ARENA_BASE, 9).unwrap();
    let last = table.events.last().unwrap().clone();
    assert_eq!(last, Event::Proven { claim, prover: account(3), outputs: open.outputs, result: root });
    assert_eq!(table.game.claim(&claim).unwrap().unwrap().result, Some((root, root)));
    let done = |table: &mut Table, outputs: &Hash, o: &Opening| {
        table.game.is_done(&claim, outputs, &o.header_path, &o.output_path).unwrap()
    };
    let false_one = lying(&table.truth);
    assert!(done(&mut table, &open.outputs, &open));
    assert!(
        !done(&mut table, &false_one.outputs, &open) && !done(&mut table, &false_one.outputs, &false_one)
    );
    assert!(!table.game.is_err(&claim, 9, 1).unwrap());
    // It is settled for good.
    assert_eq!(reason(table.call(account(3), &proof)), "AlreadyResolved");
    assert_eq!(reason(table.call(account(3), &table.proof_of(&[7; 64]))), "AlreadyResolved");
    // The game goes on about the bonds. The player that ships wins it, and takes its bond back by the outputs.
    let release = table.release_by(false_one.clone());
    assert_eq!(reason(table.call(account(2), &release)), "NotOver");
    table.play(&mut [liar.clone(), Player::honest()]);
    assert_eq!(reason(table.call(account(2), &Call::Resolve(claim))), "AlreadyResolved");
    assert_eq!(reason(table.call(account(2), &release)), "WrongProof");
    let honest = table.honest.clone().opening().unwrap().unwrap();
    assert_eq!(honest.outputs, open.outputs);
    let mut bent = honest.clone();
    bent.header_path[1][3] ^= 1;
    assert_eq!(reason(table.call(account(2), &table.release_by(bent))), "WrongProof");
    let call = Player::honest().next(&mut table).expect("a release");
    assert_eq!(call, table.release_by(honest));
    table.call(account(1), &call).unwrap();
    assert_eq!(reason(table.call(account(1), &call)), "AlreadyResolved");
    let record = table.game.proven(&claim).unwrap().unwrap();
    assert_eq!((record.outputs, record.prover, record.released), (open.outputs, account(3), true));
    assert_eq!(Player::honest().next(&mut table), None);
    table.call(account(1), &Call::Withdraw).unwrap();
    assert!(table.gain(&Player::honest()) > 0 && table.gain(&liar) < 0);
}

/// Who has claimed what a proof refutes has no bond back, even where nobody joins; the outputs' owner has.
#[test]
fn a_bond_comes_back_with_the_outputs_of_the_proof_alone() {
    for lies in [true, false] {
        let truth = Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]));
        let opener =
            if lies { Player::liar(2, lie()) } else { Player { account: account(2), ..Player::honest() } };
        let mut table = Table::new(truth, &opener);
        let opening =
            if lies { lying(&table.truth) } else { table.honest.clone().opening().unwrap().unwrap() };
        let release = table.release_by(opening);
        assert_eq!(reason(table.call(account(2), &release)), "NoProof");
        // Its time is over, but nobody has noted that.
        table.game.evm.set_time(1_700_000_000 + SETTINGS.allowance);
        let proof = table.proof_of(&outputs(&table.truth));
        table.call(account(3), &proof).unwrap();
        match lies {
            true => assert_eq!(reason(table.call(account(2), &release)), "WrongProof"),
            false => table.call(account(2), &release).unwrap(),
        }
        let back = if lies { 0 } else { u128::from(SETTINGS.bond) };
        assert_eq!(table.game.credit(&account(2)).unwrap(), back);
        assert_eq!(table.game.credit(&account(3)).unwrap(), 0, "no bond was lost in a match");
    }
}

/// What a move is paid: the proof by the bond that was lost.
#[test]
fn a_proof_is_paid_for() {
    let truth = Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]));
    let mut liar = Player::liar(2, lie());
    liar.moves = 0;
    let mut table = Table::new(truth, &liar);
    table.game.evm.gas_price = u128::from(SETTINGS.bond) >> 24;
    let proof = table.proof_of(&outputs(&table.truth));
    table.call(account(3), &proof).unwrap();
    table.play(&mut [Player::honest(), liar]);
    let before = table.game.burnt().unwrap();
    let call = Player::honest().next(&mut table).expect("a release");
    table.call(account(4), &call).unwrap();
    let gwei = |gas: u128| gas * (u128::from(SETTINGS.bond) >> 24) / 1_000_000_000 * 1_000_000_000;
    assert_eq!(table.game.credit(&account(3)).unwrap(), gwei(700_000));
    assert_eq!(table.game.credit(&account(4)).unwrap(), gwei(180_000));
    assert_eq!(table.game.burnt().unwrap(), before - gwei(700_000) - gwei(180_000));
}

#[test]
fn each_part_of_a_proof_is_its_own() {
    let mut table = Table::new(Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8])), &Player::liar(2, lie()));
    let right = outputs(&table.truth);
    let Call::Prove { claim, model, terms, key, values, proof } = table.proof_of(&right) else {
        panic!("a proof")
    };
    let bent = |bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    let call = |change: &dyn Fn(&mut Call)| {
        let (model, terms, values, proof) = (model.clone(), terms.clone(), values.clone(), proof.clone());
        let mut call = Call::Prove { claim, model, terms, key, values, proof };
        change(&mut call);
        call
    };
    let other_key = table.game.evm.deploy(&creation(&[0xfe, 1, 2, 4]), &[]).unwrap().0;
    let nobody = account(9);
    let mut wrongs = vec![
        (
            call(&|c| {
                if let Call::Prove { claim, .. } = c {
                    claim[0] ^= 1
                }
            }),
            "NoTournament",
        ),
        (
            call(&|c| {
                if let Call::Prove { model, .. } = c {
                    model[260] ^= 1
                }
            }),
            "WrongData",
        ),
        (
            call(&|c| {
                if let Call::Prove { model, .. } = c {
                    model.truncate(model.len() - 1)
                }
            }),
            "WrongData",
        ),
        (
            call(&|c| {
                if let Call::Prove { terms, .. } = c {
                    *terms = bent(terms, 33)
                }
            }),
            "WrongTerms",
        ),
        (
            call(&|c| {
                if let Call::Prove { terms, .. } = c {
                    terms.truncate(80)
                }
            }),
            "WrongTerms",
        ),
        (
            call(&|c| {
                if let Call::Prove { key, .. } = c {
                    *key = other_key
                }
            }),
            "WrongKey",
        ),
        (
            call(&|c| {
                if let Call::Prove { key, .. } = c {
                    *key = nobody
                }
            }),
            "WrongKey",
        ),
        (
            call(&|c| {
                if let Call::Prove { values, .. } = c {
                    values.push(0)
                }
            }),
            "WrongValues",
        ),
        (
            call(&|c| {
                if let Call::Prove { values, .. } = c {
                    values.truncate(values.len() - 1)
                }
            }),
            "WrongValues",
        ),
        (
            call(&|c| {
                if let Call::Prove { proof, .. } = c {
                    *proof = bent(proof, 31)
                }
            }),
            "Refused",
        ),
    ];
    // A proof of another input, and one whose inputs and outputs are swapped.
    for at in [0, 7, 63] {
        wrongs.push((
            call(&|c| {
                if let Call::Prove { values, .. } = c {
                    *values = bent(values, at)
                }
            }),
            "WrongValues",
        ));
    }
    wrongs.push((
        call(&|c| {
            if let Call::Prove { values, .. } = c {
                values.rotate_left(64)
            }
        }),
        "WrongValues",
    ));
    for (call, name) in wrongs {
        assert_eq!(reason(table.call(account(3), &call)), name, "{call:?}");
    }
    table.call(account(3), &call(&|_| ())).unwrap();
    // A claim that is resolved, and one whose identity has no terms.
    let mut table = Table::new(Truth::new(input([8, 7, 6, 5, 4, 3, 2, 1])), &Player::honest());
    table.game.evm.set_time(1_700_000_000 + SETTINGS.allowance);
    table.call(account(1), &Call::Resolve(table.claim)).unwrap();
    assert_eq!(reason(table.call(account(3), &table.proof_of(&outputs(&table.truth)))), "AlreadyResolved");
    let mut truth = Truth::new(input([8, 7, 6, 5, 4, 3, 2, 1]));
    truth.slow = truth.slow.on([0; 32]);
    let mut table = Table::new(truth, &Player::honest());
    assert_eq!(reason(table.call(account(3), &table.proof_of(&outputs(&table.truth)))), "WrongTerms");
}

/// Where a game has no verifier, no proof counts.
#[test]
fn a_game_without_a_verifier_takes_no_proof() {
    let truth = Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]));
    let mut table = Table::new(truth, &Player::honest());
    let words = [SETTINGS.allowance, SETTINGS.extension, SETTINGS.bond, 0, 0, 0].map(abi::number);
    let step = abi::address(&table.game.step.into());
    let arguments = [&[step][..], &words].concat();
    table.game.evm.caller = account(1);
    table.game.address = table.game.evm.deploy(&DISPUTE_GAME.creation, arguments.as_flattened()).unwrap().0;
    table.events.clear();
    let entry = table.truth.tree(&[], None).entry();
    let (model, input) = (table.truth.slow.model().encode(), table.truth.input.clone());
    table.call(account(1), &Call::Open { model, input, entry }).unwrap();
    let Event::Opened { claim, .. } = table.events[0] else { panic!("{:?}", table.events) };
    table.claim = claim;
    assert_eq!(reason(table.call(account(3), &table.proof_of(&outputs(&table.truth)))), "WrongTerms");
}

/// Terms of some tensors in a model's regions, and public values of that many bytes.
fn laid_out(random: &mut ChaCha8Rng, model: &Model) -> (Terms, Vec<u8>) {
    let mut terms = Terms { key: keccak256(KEY), string: random.r#gen(), tensors: Vec::new() };
    for output in [false, true] {
        let region = if output { model.outputs } else { model.inputs };
        let size = (1u64 << region.log2_size).min(300);
        for _ in 0..random.gen_range(0..4) {
            let stored = random.gen_range(1..=8u8);
            let count = random.gen_range(0..=size / u64::from(stored)).min(40) as u32;
            let room = size - u64::from(count) * u64::from(stored);
            let (offset, packed) = (random.gen_range(0..=room), random.gen_range(1..=stored));
            terms.tensors.push(PublicTensor {
                offset,
                count,
                packed,
                stored,
                signed: random.r#gen(),
                output,
            });
        }
    }
    let bytes = terms.tensors.iter().map(|tensor| tensor.count as usize * usize::from(tensor.packed)).sum();
    (terms, (0..bytes).map(|_| random.r#gen()).collect())
}

/// The contract finds values where the terms in Rust say, whatever widths, places and overlaps; and refuses what has no place.
#[test]
fn public_values_lie_where_the_terms_say() {
    let mut random = ChaCha8Rng::seed_from_u64(23);
    let mut games = 0;
    while games < 60 {
        let bare = model(&mut random);
        let (terms, values) = laid_out(&mut random, &bare);
        let log2_sizes = [bare.inputs.log2_size, bare.outputs.log2_size];
        let Ok([inputs, outputs]) = terms.regions(&values, log2_sizes) else { continue };
        let overlap = |a: &dispute::model::Region, b: &dispute::model::Region| {
            a.offset < b.offset + (1 << b.log2_size) && b.offset < a.offset + (1 << a.log2_size)
        };
        // Regions that overlap are no compiler's, and the arena of the outputs alone is all that is asked for.
        if overlap(&bare.outputs, &dispute::model::Region { offset: 0, log2_size: 5 }) {
            continue;
        }
        games += 1;
        let model = bare.on(terms.hash());
        let mut game = GameContract::with_verifier(Version::V8, SETTINGS, &verifier()).unwrap();
        let key = game.evm.deploy(&creation(KEY), &[]).unwrap().0;
        game.evm.caller = account(1);
        game.evm.fund(account(1), WEALTH);
        let entry = trees(&mut random, model.height(0), 0, [[1; 32], [2; 32]])[0].entry();
        let opened = game.play(&Call::Open { model: model.encode(), input: inputs, entry }).unwrap();
        let Event::Opened { claim, .. } = opened.events[0] else { panic!("{:?}", opened.events) };
        let prove = |model: &Model, terms: &Terms, values: &[u8]| Call::Prove {
            claim,
            model: model.encode(),
            terms: terms.encode(),
            key,
            values: values.to_vec(),
            proof: vec![0; 32],
        };
        let played = game.play(&prove(&model, &terms, &values)).unwrap();
        let outputs_root = subtree_root(&outputs, model.outputs.log2_size).unwrap();
        let result =
            model.done(&outputs).unwrap().subtree_root(ARENA_BASE, model.template.log2_size).unwrap();
        let expected = Event::Proven { claim, prover: account(1), outputs: outputs_root, result };
        assert_eq!(played.events, [expected], "{terms:?} {model:?}");
    }
}

/// Terms that a model's maker has made up, with a tensor that has no place: no proof counts, and nothing else happens.
#[test]
fn a_tensor_without_a_place_is_refused() {
    let truth = || Truth::new(input([1, 2, 3, 4, 5, 6, 7, 8]));
    let bad = |change: &dyn Fn(&mut PublicTensor)| {
        let mut terms = terms();
        change(&mut terms.tensors[0]);
        terms.encode()
    };
    let whole = terms().encode();
    for (terms, name) in [
        (bad(&|t| t.packed = 0), "InvalidTerms"),
        (bad(&|t| t.packed = 9), "InvalidTerms"),
        (bad(&|t| (t.packed, t.stored) = (9, 9)), "InvalidTerms"),
        (bad(&|t| t.offset = 1), "InvalidTerms"),
        (bad(&|t| t.offset = u64::MAX), "InvalidTerms"),
        (bad(&|t| t.count = u32::MAX), "InvalidTerms"),
        (whole[..whole.len() - 1].to_vec(), "InvalidTerms"),
        ([&whole[..64], &whole[80..96], &whole[64..80]].concat(), "InvalidTerms"),
        (whole[..32].to_vec(), "InvalidTerms"),
        (bad(&|t| t.count = 7), "WrongValues"),
    ] {
        let mut truth = truth();
        truth.slow = truth.slow.on(keccak256(&terms));
        let mut table = Table::new(truth, &Player::honest());
        let Call::Prove { claim, model, key, values, proof, .. } = table.proof_of(&[0; 64]) else {
            panic!("a proof")
        };
        let call = Call::Prove { claim, model, terms: terms.clone(), key, values, proof };
        assert_eq!(reason(table.call(account(3), &call)), name, "{}", hex::encode(terms));
    }
    assert_eq!((INPUTS.log2_size, OUTPUTS.log2_size), (6, 6));
    assert_ne!(Address::ZERO, account(1));
}
