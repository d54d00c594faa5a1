//! Claims with inputs in blobs, call by call: what is put down, what a refutation does before and after a claim has a result, and what it leaves alone.

use dispute::history::History;
use dispute::rules::{Event, Move, RuleError};
use fault_proof_vm::Hash;

use super::machine::{State, Toy};
use super::{BOND, CLAIM, HONEST, OTHER, Table, half_is_burnt, to_be_locked};

/// Another claim in the same blobs, which are something else than it says.
const LIE: Hash = [8; 32];
const STRANGER: [u8; 20] = [3; 20];

/// A claim of the honest player's, and one of somebody else's that its blobs refute; the truth.
fn table() -> (Table, History) {
    let mut toy = Toy::new(11, &[1, 1]);
    toy.otherwise.insert(LIE);
    let truth = toy.truth(0, &toy.start()).unwrap();
    let mut table = Table::new(toy, 100, 20);
    table.open_in_blobs(CLAIM, HONEST, &truth).unwrap();
    table.open_in_blobs(LIE, OTHER, &truth).unwrap();
    (table, truth)
}

fn refute(claim: Hash) -> Move {
    Toy::refutation(claim, Toy::OTHER_CHUNK)
}

/// All that could give a claim a result, or be done about its blobs.
fn whatever(claim: Hash) -> Vec<Move> {
    let evidence = vec![1; 32];
    vec![
        Move::Resolve { claim },
        Move::Prove { claim, evidence: evidence.clone() },
        Move::Release { claim, evidence },
        Move::Reclaim { claim },
        refute(claim),
    ]
}

fn check(table: &Table) {
    let game = &table.game;
    assert!(game.bonds().balanced() && game.deposits().balanced() && half_is_burnt(game));
    assert_eq!(game.bonds().locked(), to_be_locked(game));
}

/// One of two claims in the same blobs is struck out, once; the other one goes on, and what was put down for it comes back in time.
#[test]
fn one_of_two_claims_in_the_same_blobs() {
    use RuleError::*;
    let (mut table, truth) = table();
    for (claim, chunk, error) in [
        (CLAIM, Toy::OTHER_CHUNK, SameChunk(CLAIM)),
        (LIE, Toy::SAME_CHUNK, SameChunk(LIE)),
        (LIE, Toy::NO_CHUNK, NotShown(LIE)),
        ([1; 32], Toy::OTHER_CHUNK, NotPosted([1; 32])),
    ] {
        let before = table.game.clone();
        assert_eq!(table.play(STRANGER, &Toy::refutation(claim, chunk)), Err(error));
        assert!(table.game == before);
    }
    let now = table.now;
    for claim in [CLAIM, LIE] {
        let early = table.play(OTHER, &Move::Reclaim { claim });
        assert_eq!(early, Err(NotOver { end: now + 100, now, matches: 0 }));
    }
    let amount = BOND / 2;
    let struck = table.play(STRANGER, &refute(LIE)).unwrap();
    assert_eq!(struck, [Event::Refuted { claim: LIE, by: STRANGER, amount }, Event::Struck { claim: LIE }]);
    check(&table);
    assert!(table.game.is_struck(&LIE) && !table.game.is_struck(&CLAIM));
    assert_eq!(table.play(STRANGER, &refute(LIE)), Err(AlreadyRefuted(LIE)));
    table.now += 100;
    for late in whatever(LIE) {
        assert!(table.play(STRANGER, &late).is_err(), "{late:?}");
    }
    assert_eq!(table.play(OTHER, &Move::Resolve { claim: LIE }), Err(AlreadyResolved(LIE)));
    assert_eq!(table.play(OTHER, &Move::Prove { claim: LIE, evidence: vec![] }), Err(AlreadyResolved(LIE)));
    assert_eq!(table.play(OTHER, &Move::Reclaim { claim: LIE }), Err(AlreadyRefuted(LIE)));
    // What is right has its result, whoever asks for its deposit, and that is paid once.
    table.play(STRANGER, &Move::Resolve { claim: CLAIM }).unwrap();
    for _ in 0..2 {
        table.play(STRANGER, &Move::Reclaim { claim: CLAIM }).unwrap();
    }
    check(&table);
    let game = &table.game;
    assert_eq!((game.result(&CLAIM), game.result(&LIE)), (Some(truth.last()), None));
    let deposits = game.deposits();
    assert_eq!([HONEST, OTHER, STRANGER].map(|who| deposits.credit(&who)), [BOND, 0, amount]);
    assert_eq!((deposits.locked(), deposits.burnt()), (0, amount));
    // The bond of the claim that was struck out stays where it is.
    assert_eq!((game.bonds().locked(), game.bonds().credit(&OTHER)), (BOND, 0));
    table.play(HONEST, &Move::WithdrawDeposits).unwrap();
    assert_eq!((table.game.deposits().credit(&HONEST), table.game.deposits().withdrawn()), (0, BOND));
    check(&table);
}

/// Matches of a claim that was struck out go on about their bonds, and a tournament below gives its winner's back; who wins the topmost gets nothing.
#[test]
fn matches_go_on_without_a_result() {
    let (mut table, truth) = table();
    let toy = table.toy.clone();
    let mut states = toy.states(0, &toy.start()).unwrap();
    states[1] = State { value: 5, ..State::decode(&states[1]).unwrap() }.hash();
    let wrong = History::new(states, 1).unwrap();
    table.play(STRANGER, &Move::join(LIE, &wrong, vec![])).unwrap();
    table.play(STRANGER, &refute(LIE)).unwrap();
    let id = *table.game.matches().keys().next().unwrap();
    let (m, t) = (table.game.matches()[&id].clone(), table.game.tournaments()[&LIE].clone());
    table.play(OTHER, &Move::answer(id, &m, &t, &truth, toy.shows(0))).unwrap();
    let inner = toy.truth(1, &table.game.tournaments()[&id].start).unwrap();
    table.play(OTHER, &Move::join(id, &inner, Toy::evidence(&inner.last()))).unwrap();
    check(&table);
    assert_eq!(table.game.bonds().locked(), 4 * BOND);
    table.now += 100;
    table.play(STRANGER, &Move::Settle { id }).unwrap();
    check(&table);
    // A share and a fee of the one that was lost, and the bond below; the one above is locked for good.
    assert_eq!(table.game.bonds().credit(&OTHER), BOND + BOND / 4);
    for late in whatever(LIE) {
        assert!(table.play(OTHER, &late).is_err(), "{late:?}");
    }
    assert_eq!((table.game.result(&LIE), table.game.bonds().locked()), (None, 2 * BOND));
}

/// Who comes after the result, of the game or of a proof, takes half of the deposit and changes nothing else; after the deposit came back there is nothing to take.
#[test]
fn what_is_refuted_after_it_has_a_result_keeps_it() {
    for (proves, reclaims) in [(false, false), (false, true), (true, false), (true, true)] {
        let (mut table, truth) = table();
        table.now += 100;
        let evidence = table.toy.proof().unwrap();
        let settles = match proves {
            true => Move::Prove { claim: LIE, evidence },
            false => Move::Resolve { claim: LIE },
        };
        table.play(OTHER, &settles).unwrap();
        if reclaims {
            table.play(OTHER, &Move::Reclaim { claim: LIE }).unwrap();
        }
        let before = (table.game.result(&LIE), table.game.proof(&LIE).cloned(), table.game.bonds().clone());
        let amount = if reclaims { 0 } else { BOND / 2 };
        let refuted = table.play(STRANGER, &refute(LIE)).unwrap();
        assert_eq!(refuted, [Event::Refuted { claim: LIE, by: STRANGER, amount }]);
        check(&table);
        let game = &table.game;
        assert_eq!((game.result(&LIE), game.proof(&LIE).cloned(), game.bonds().clone()), before);
        assert!(!game.is_struck(&LIE));
        assert_eq!((game.deposits().credit(&STRANGER), game.deposits().burnt()), (amount, amount));
        if proves {
            let evidence = table.toy.proof().unwrap();
            table.play(STRANGER, &Move::Release { claim: LIE, evidence }).unwrap();
            assert_eq!(table.game.result(&LIE), Some(truth.last()));
        }
    }
}

/// A claim that is there already is not made again, and nothing is put down for it; one that the rules refuse neither.
#[test]
fn a_claim_that_is_refused_puts_nothing_down() {
    let (mut table, truth) = table();
    let before = table.game.clone();
    assert_eq!(table.open_in_blobs(LIE, OTHER, &truth), Err(RuleError::AlreadyOpen(LIE)));
    let (children, start, now) = (truth.children(1, 0), table.toy.start(), table.now);
    let refused = table.game.open_in_blobs(now, OTHER, [5; 32], start, children, [0; 32], &truth.proof(1));
    assert!(matches!(refused, Err(RuleError::WrongProof { .. })));
    assert!(table.game == before);
}
