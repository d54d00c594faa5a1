//! Claims that a proof settles: what it takes, what it changes, and what it leaves to the game.

use dispute::history::History;
use dispute::rules::{Event, Move, Refund, RuleError, bonds::BOND_GAS_LOG2};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::hash_pair;

use super::machine::{State, Toy};
use super::{CLAIM, HONEST, OTHER, Table, half_is_burnt};

/// Enough that gas is worth gwei.
const BOND: u128 = 1 << 57;
const PROVER: [u8; 20] = [3; 20];

/// A game of a model of two steps, the truth about it, and its outputs.
fn table() -> (Table, History, Hash) {
    let toy = Toy::new(11, &[1, 1]);
    let table = Table::with_gas(toy, 100, 20, BOND, BOND >> BOND_GAS_LOG2);
    let truth = table.toy.truth(0, &table.toy.start()).unwrap();
    let outputs = table.toy.outputs_of(&truth.last()).unwrap();
    (table, truth, outputs)
}

/// The truth but for the last state's value, of which the last bit is no output.
fn ending(truth: &History, flip: u64) -> History {
    let last = State::decode(&truth.last()).unwrap();
    let wrong = State { value: last.value ^ flip, ..last };
    History::new(vec![truth.state(0), wrong.hash()], 1).unwrap()
}

fn prove(outputs: &Hash) -> Move {
    Move::Prove { claim: CLAIM, evidence: outputs.to_vec() }
}

fn release(outputs: &Hash) -> Move {
    Move::Release { claim: CLAIM, evidence: outputs.to_vec() }
}

/// A lie is settled at once; the game about the bonds goes on, the lie's is lost, and the proof is paid of it.
#[test]
fn a_proof_settles_a_lie() {
    let (mut table, truth, outputs) = table();
    let lie = ending(&truth, 2);
    table.open(OTHER, &lie).unwrap();
    assert_eq!(table.play(PROVER, &release(&outputs)), Err(RuleError::NoProof(CLAIM)));
    let bent = table.toy.outputs_of(&lie.last()).unwrap();
    assert_eq!(table.play(PROVER, &prove(&bent)), Err(RuleError::Refused(CLAIM)));
    let elsewhere = Move::Prove { claim: [1; 32], evidence: outputs.to_vec() };
    assert_eq!(table.play(PROVER, &elsewhere), Err(RuleError::NoTournament([1; 32])));
    let result = hash_pair(&outputs, &[0; 32]);
    let proven = table.play(PROVER, &prove(&outputs)).unwrap();
    assert_eq!(proven, [Event::Proven { claim: CLAIM, prover: PROVER, outputs, result }]);
    let proof = table.game.proof(&CLAIM).unwrap();
    assert_eq!((proof.result, table.game.result(&CLAIM)), (result, None));
    assert_eq!(table.play(PROVER, &prove(&outputs)), Err(RuleError::AlreadyResolved(CLAIM)));
    assert!(matches!(table.play(OTHER, &release(&outputs)), Err(RuleError::NotOver { .. })));
    // The truth joins, and the liar lets its time pass.
    table.play(HONEST, &Move::join(CLAIM, &truth, vec![])).unwrap();
    table.now += 100;
    let id = *table.game.matches().keys().next().unwrap();
    table.play(HONEST, &Move::Timeout { id }).unwrap();
    assert_eq!(table.play(OTHER, &Move::Resolve { claim: CLAIM }), Err(RuleError::AlreadyResolved(CLAIM)));
    assert!(matches!(table.play(OTHER, &release(&bent)), Err(RuleError::WrongProof { .. })));
    let before = table.game.bonds().credit(&HONEST);
    table.play(HONEST, &release(&outputs)).unwrap();
    let bonds = table.game.bonds();
    assert_eq!(table.game.result(&CLAIM), Some(truth.last()));
    assert_eq!(bonds.credit(&HONEST), before + BOND + table.game.params().refund(Refund::Release));
    assert_eq!(bonds.credit(&PROVER), table.game.params().refund(Refund::Prove));
    assert!(bonds.balanced() && half_is_burnt(&table.game) && bonds.locked() == 0);
    assert_eq!(bonds.credit(&OTHER), 0);
    assert_eq!(table.play(HONEST, &release(&outputs)), Err(RuleError::AlreadyResolved(CLAIM)));
}

/// Who claims what a proof refutes has no bond back, even where nobody disputes it; and the proof is its sender's cost.
#[test]
fn a_lie_that_nobody_disputes_gets_nothing_back() {
    let (mut table, truth, outputs) = table();
    let lie = ending(&truth, 2);
    table.open(OTHER, &lie).unwrap();
    table.now += 100;
    // Its time is over, and nobody has noted the result yet.
    table.play(PROVER, &prove(&outputs)).unwrap();
    for what in [release(&outputs), release(&table.toy.outputs_of(&lie.last()).unwrap())] {
        assert!(matches!(table.play(OTHER, &what), Err(RuleError::WrongProof { .. })));
    }
    assert_eq!(table.play(OTHER, &Move::Resolve { claim: CLAIM }), Err(RuleError::AlreadyResolved(CLAIM)));
    let bonds = table.game.bonds();
    assert_eq!((bonds.locked(), bonds.credits()), (BOND, 0));
}

/// Of an honest claim nothing but its bond comes back. One that is right about the outputs and wrong elsewhere, too, where nobody
/// disputes it: the result is the proof's.
#[test]
fn who_says_the_same_has_its_bond_back() {
    for flip in [0, 1] {
        let (mut table, truth, outputs) = table();
        let claimed = ending(&truth, flip);
        table.open(OTHER, &claimed).unwrap();
        table.play(PROVER, &prove(&outputs)).unwrap();
        table.now += 100;
        table.play(PROVER, &release(&outputs)).unwrap();
        let bonds = table.game.bonds();
        assert_eq!((bonds.credit(&OTHER), bonds.credit(&PROVER), bonds.locked()), (BOND, 0, 0));
        assert_eq!(table.game.proof(&CLAIM).unwrap().outputs, outputs);
    }
}

/// What is resolved stays, and a run that fails has no proof.
#[test]
fn a_proof_that_comes_too_late_and_one_of_an_error() {
    let (mut table, truth, outputs) = table();
    table.open(HONEST, &truth).unwrap();
    table.now += 100;
    table.play(HONEST, &Move::Resolve { claim: CLAIM }).unwrap();
    assert_eq!(table.play(PROVER, &prove(&outputs)), Err(RuleError::AlreadyResolved(CLAIM)));
    assert_eq!(table.play(PROVER, &release(&outputs)), Err(RuleError::NoProof(CLAIM)));
    let (mut table, ..) = self::table();
    table.toy.programs[1].1 = 7;
    let failed = table.toy.truth(0, &table.toy.start()).unwrap();
    assert_eq!(table.toy.proof(), None);
    table.open(HONEST, &failed).unwrap();
    assert_eq!(table.play(PROVER, &prove(&outputs)), Err(RuleError::Refused(CLAIM)));
}
