//! Call by call: whole games of two, and everything that is refused.

use dispute::history::History;
use dispute::rules::{Event, Move, RuleError, Side};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::hash_pair;

use super::honest::{Truth, next_move, view};
use super::machine::{State, Toy};
use super::{BOND, CLAIM, HONEST, OTHER, Table};

/// The true states of a layer, with those from `from` on made up. If `last` is given, it is the last one.
pub fn lie(toy: &Toy, layer: usize, start: &Hash, from: usize, last: Option<Hash>) -> History {
    let mut states = toy.states(layer, start).expect("known states");
    for state in &mut states[from..] {
        let known = State::decode(state).expect("a state");
        *state = State { value: known.value ^ 0xbad, ..known }.hash();
    }
    if let Some(last) = last {
        *states.last_mut().expect("states") = last;
    }
    History::new(states, toy.heights[layer]).expect("a history")
}

/// The machine state that detaches to an arena.
fn exited(arena: &Hash, before: &Hash) -> Hash {
    let (arena, before) = (State::decode(arena).expect("an arena"), State::decode(before).expect("an arena"));
    State { machine: true, t: before.t, j: 77, exit: Some(0), ..arena }.hash()
}

impl Table {
    fn honest(&self) -> Option<Move> {
        next_move(&Truth::new(self.toy.clone()), view(&self.game, self.now, u128::MAX))
    }

    /// The honest player does all there is to do.
    fn settle_down(&mut self) {
        while let Some(played) = self.honest() {
            self.play(HONEST, &played).unwrap_or_else(|error| panic!("{played:?}: {error}"));
        }
        assert!(self.game.bonds().balanced());
    }

    /// Only the honest player does anything until it is over; the seconds it took.
    fn alone(&mut self) -> u64 {
        let start = self.now;
        self.settle_down();
        while self.game.result(&CLAIM).is_none() {
            self.now = self.next_event().expect("something is to come");
            self.settle_down();
        }
        self.now - start
    }

    fn truth(&self) -> Hash {
        self.toy.truth(0, &self.toy.start()).expect("a history").last()
    }

    /// The only match in a tournament.
    fn only_match(&self, tournament: &Hash) -> Hash {
        let mut found = self.game.matches().iter().filter(|(_, m)| m.tournament == *tournament);
        let (id, _) = found.next().expect("a match");
        assert!(found.next().is_none());
        *id
    }

    /// Moves by this history, if it is to move in the match; whether it was.
    fn answer(&mut self, id: Hash, history: &History) -> bool {
        let Some(m) = self.game.matches().get(&id).filter(|m| !m.sealed && m.mover() == history.root())
        else {
            return false;
        };
        let t = &self.game.tournaments()[&m.tournament];
        let played = Move::answer(id, m, t, history, self.toy.shows(t.layer));
        self.play(OTHER, &played).unwrap_or_else(|error| panic!("{played:?}: {error}"));
        true
    }
}

#[test]
fn a_true_claim_that_nobody_disputes_resolves() {
    let mut table = Table::new(Toy::new(1, &[2, 1, 2]), 100, 10);
    let truth = table.toy.truth(0, &table.toy.start()).unwrap();
    table.open(OTHER, &truth).unwrap();
    assert_eq!(table.open(OTHER, &truth), Err(RuleError::AlreadyOpen(CLAIM)));
    let resolve = Move::Resolve { claim: CLAIM };
    table.now += 99;
    assert!(matches!(table.play(OTHER, &resolve), Err(RuleError::NotOver { .. })));
    table.now += 1;
    // Nobody is paid for that, so that it is left to who has the bond back by it.
    assert_eq!(table.honest(), None);
    table.play(OTHER, &resolve).unwrap();
    assert_eq!(table.game.result(&CLAIM), Some(table.truth()));
    let resolved = table.play(HONEST, &resolve);
    assert_eq!(resolved, Err(RuleError::AlreadyResolved(CLAIM)));
    assert_eq!(table.game.bonds().credit(&OTHER), BOND);
    let paid = table.play(OTHER, &Move::Withdraw).unwrap();
    assert_eq!(paid, [Event::Withdrawn { owner: OTHER, amount: BOND }]);
    let paid = table.play(OTHER, &Move::Withdraw).unwrap();
    assert_eq!(paid, [Event::Withdrawn { owner: OTHER, amount: 0 }]);
    assert!(table.game.bonds().balanced());
}

/// A lie at every step of every layer, played to the end by the liar, who claims or answers.
#[test]
fn a_lie_at_any_step_of_any_layer_loses() {
    let toy = Toy::new(2, &[2, 1, 2]);
    for liar_claims in [false, true] {
        for at in 0..4 {
            for in_one in 0..2 {
                for in_two in 0..4 {
                    let mut table = Table::new(toy.clone(), 100, 10);
                    let start = toy.start();
                    let truth = toy.truth(0, &start).unwrap();
                    let wrong = lie(&toy, 0, &start, at, None);
                    table.open(OTHER, if liar_claims { &wrong } else { &truth }).unwrap();
                    if !liar_claims {
                        table.play(OTHER, &Move::join(CLAIM, &wrong, Vec::new())).unwrap();
                    }
                    table.settle_down();
                    let top = table.only_match(&CLAIM);
                    while table.answer(top, &wrong) {
                        table.settle_down();
                    }
                    // Layer 1: the machine goes wrong in step `in_one`, and comes to the state that was
                    // claimed.
                    let inner = &table.game.tournaments()[&top];
                    let question = inner.question.clone().unwrap();
                    assert_eq!(question.step, at as u64);
                    let before = if at == 0 { start } else { truth.state(at as u64 - 1) };
                    let claimed = exited(&wrong.state(at as u64), &before);
                    let wrong = lie(&toy, 1, &inner.start.clone(), in_one, Some(claimed));
                    let witness = Toy::evidence(&claimed);
                    table.play(OTHER, &Move::join(top, &wrong, witness)).unwrap();
                    table.settle_down();
                    let middle = table.only_match(&top);
                    while table.answer(middle, &wrong) {
                        table.settle_down();
                    }
                    // Layer 2: instruction `in_two` goes wrong.
                    let inner = table.game.tournaments()[&middle].clone();
                    assert_eq!(inner.question.as_ref().unwrap().step, at as u64);
                    let claimed = wrong.state(in_one as u64);
                    let wrong = lie(&toy, 2, &inner.start, in_two, Some(claimed));
                    table.play(OTHER, &Move::join(middle, &wrong, Vec::new())).unwrap();
                    table.settle_down();
                    let bottom = table.only_match(&middle);
                    while table.answer(bottom, &wrong) {
                        table.settle_down();
                    }
                    assert!(!table.game.matches().contains_key(&bottom));
                    table.alone();
                    assert_eq!(table.game.result(&CLAIM), Some(table.truth()));
                    let bonds = table.game.bonds();
                    // Its own two or three, a share of each match that it won, and a fee for each that it
                    // decided below; the true claim's payer gets the topmost bond and its share.
                    let (all, topmost) = (3 * BOND + 5 * BOND / 8, BOND + BOND / 8);
                    let honest = if liar_claims { all } else { all - topmost };
                    assert_eq!((bonds.credit(&HONEST), bonds.credit(&OTHER)), (honest, all - honest));
                    assert_eq!((bonds.locked(), bonds.burnt()), (0, 3 * BOND - 5 * BOND / 8));
                }
            }
        }
    }
}

#[test]
fn who_does_not_move_loses_by_the_clock_and_late_joins_have_less_of_it() {
    let toy = Toy::new(3, &[2, 1]);
    let start = toy.start();
    let mut table = Table::new(toy.clone(), 100, 10);
    let truth = toy.truth(0, &start).unwrap();
    let wrong = lie(&toy, 0, &start, 1, None);
    table.open(OTHER, &wrong).unwrap();
    table.now += 95;
    // Joined with 5 seconds to go; the liar is to move and has not used any of its time.
    table.play(HONEST, &Move::join(CLAIM, &truth, Vec::new())).unwrap();
    let id = table.only_match(&CLAIM);
    assert_eq!(table.game.deadline(&id), Some(table.now + 100));
    table.now += 98;
    let not_over = table.play(HONEST, &Move::Timeout { id });
    assert!(matches!(not_over, Err(RuleError::NotOver { .. })), "{not_over:?}");
    assert!(table.answer(id, &wrong));
    assert_eq!(table.game.deadline(&id), Some(table.now + 10), "5 seconds were extended");
    table.now += 9;
    table.settle_down();
    assert!(table.game.tournaments().contains_key(&id), "sealed by the honest side");
    assert_eq!(table.game.deadline(&id), None);
    let moved = table.play(OTHER, &Move::Timeout { id });
    assert_eq!(moved, Err(RuleError::NotOpen(id)));
    table.alone();
    assert_eq!(table.game.result(&CLAIM), Some(truth.last()));
    // Two bonds, a share and a fee.
    assert_eq!(table.game.bonds().credit(&HONEST), 2 * BOND + BOND / 4);

    let mut table = Table::new(toy.clone(), 100, 10);
    table.open(OTHER, &wrong).unwrap();
    table.settle_down();
    let id = table.only_match(&CLAIM);
    table.now += 100;
    let m = &table.game.matches()[&id];
    let late = Move::answer(id, m, &table.game.tournaments()[&CLAIM], &wrong, toy.shows(0));
    let refused = table.play(OTHER, &late);
    assert_eq!(refused, Err(RuleError::TooLate { end: table.now, now: table.now }));
    let late = Move::join(CLAIM, &lie(&table.toy, 0, &start, 0, None), Vec::new());
    assert_eq!(table.play(OTHER, &late), Err(RuleError::TooLate { end: table.now, now: table.now }));
    assert_eq!(table.alone(), 0);
    assert_eq!(table.game.result(&CLAIM), Some(truth.last()));
}

#[test]
fn what_a_turn_took_is_gone_in_later_turns_and_matches() {
    let toy = Toy::new(6, &[3, 1]);
    let start = toy.start();
    let mut table = Table::new(toy.clone(), 100, 10);
    let [truth, first] = [toy.truth(0, &start).unwrap(), lie(&toy, 0, &start, 0, None)];
    let second = lie(&toy, 0, &start, 5, None);
    table.open(OTHER, &first).unwrap();
    table.now += 20;
    table.settle_down();
    let id = table.only_match(&CLAIM);
    let left = |table: &Table, id| table.game.deadline(&id).map(|end| end - table.now);
    assert_eq!(left(&table, id), Some(100));
    table.now += 60;
    assert!(table.answer(id, &first));
    assert_eq!(left(&table, id), Some(80), "joined after 20");
    table.now += 5;
    table.settle_down();
    assert_eq!(left(&table, id), Some(40), "took 60");
    table.play(OTHER, &Move::join(CLAIM, &second, vec![])).unwrap();
    table.now += 40;
    table.settle_down();
    let id = table.only_match(&CLAIM);
    assert_eq!(left(&table, id), Some(15), "joined after 85, and waited");
    assert!(table.answer(id, &second));
    assert_eq!(left(&table, id), Some(75), "took 5, in the match before");
    table.alone();
    assert_eq!(table.game.result(&CLAIM), Some(truth.last()));
}

/// Everything refused leaves the game as it was.
#[test]
fn what_is_against_the_rules_is_refused_by_name() {
    use RuleError::*;
    let toy = Toy::new(4, &[2, 1]);
    let start = toy.start();
    let mut table = Table::new(toy.clone(), 100, 10);
    let truth = toy.truth(0, &start).unwrap();
    let wrong = lie(&toy, 0, &start, 2, None);
    let Move::Join { children, last, proof, .. } = Move::join(CLAIM, &truth, Vec::new()) else {
        unreachable!()
    };
    let none = [9; 32];
    macro_rules! refused {
        ($played:expr, $error:pat) => {
            let before = table.game.clone();
            let got = table.play(OTHER, &$played);
            assert!(matches!(got, Err($error)), "{got:?}");
            assert!(!got.unwrap_err().to_string().is_empty());
            assert!(table.game == before);
        };
    }
    let join = |children, last, proof: &[Hash], witness: &[u8]| Move::Join {
        tournament: CLAIM,
        children,
        last,
        proof: proof.to_vec(),
        witness: witness.to_vec(),
    };
    refused!(join(children, last, &proof, &[]), NoTournament(_));
    let bad = table.game.open(table.now, OTHER, CLAIM, start, children, [1; 32], &proof);
    assert!(matches!(bad, Err(WrongProof { .. })));
    assert!(table.game.tournaments().is_empty());
    refused!(Move::Resolve { claim: CLAIM }, NoTournament(_));
    table.open(OTHER, &wrong).unwrap();
    refused!(Move::join(CLAIM, &wrong, vec![]), AlreadyJoined(_));
    refused!(Move::join(CLAIM, &truth, vec![1]), WrongData(1));
    refused!(join(children, truth.state(1), &truth.proof(1), &[]), WrongProof { .. });
    refused!(join(children, last, &proof[1..], &[]), WrongProof { .. });
    refused!(join(children, last, &[proof.clone(), vec![none]].concat(), &[]), WrongProof { .. });
    refused!(join([children[1], children[0]], last, &proof, &[]), WrongProof { .. });
    refused!(Move::Resolve { claim: CLAIM }, NotOver { .. });
    table.play(HONEST, &Move::join(CLAIM, &truth, vec![])).unwrap();
    let id = table.only_match(&CLAIM);
    refused!(Move::Settle { id }, NotSealed(_));
    refused!(Move::Settle { id: none }, NotSealed(_));
    refused!(Move::Timeout { id: none }, NotOpen(_));
    let [l, r] = wrong.children(2, 0);
    let below = wrong.children(1, 1);
    refused!(Move::Advance { id: none, children: [l, r], below }, NotOpen(_));
    refused!(Move::Advance { id, children: [r, l], below }, WrongChildren { .. });
    refused!(Move::Advance { id, children: [l, r], below: wrong.children(1, 0) }, WrongChildren { .. });
    refused!(Move::Advance { id, children: truth.children(2, 0), below }, WrongChildren { .. });
    let seal = |children, agreed, proof: &[Hash], evidence: &[u8]| {
        let (proof, evidence) = (proof.to_vec(), evidence.to_vec());
        Move::Seal { id, children, agreed, proof, evidence }
    };
    refused!(seal([l, r], start, &[], &[]), WrongHeight(2));
    table.answer(id, &wrong);
    // Now the honest side is to seal: the states at index 2 differ.
    let children = truth.children(1, 1);
    let agreed = truth.state(1);
    refused!(Move::Advance { id, children, below: children }, WrongHeight(1));
    refused!(seal(wrong.children(1, 1), agreed, &truth.proof(1), &[]), WrongChildren { .. });
    refused!(seal(children, none, &truth.proof(1), &[]), WrongProof { .. });
    refused!(seal(children, agreed, &truth.proof(1)[1..], &[]), WrongProof { .. });
    refused!(seal(children, truth.state(0), &truth.proof(0), &[]), WrongProof { .. });
    refused!(seal(children, agreed, &truth.proof(1), &[1]), WrongData(1));
    table.play(OTHER, &seal(children, agreed, &truth.proof(1), &[])).unwrap();
    refused!(Move::Settle { id }, NotOver { .. });
    refused!(seal(children, agreed, &truth.proof(1), &[]), NotOpen(_));
    refused!(Move::Resolve { claim: id }, NoTournament(_));

    // The inner tournament: the last states must be those that are disputed.
    let inner_start = table.game.tournaments()[&id].start;
    assert_eq!(inner_start, State { machine: true, ..State::decode(&agreed).unwrap() }.hash());
    let inner = toy.truth(1, &inner_start).unwrap();
    refused!(Move::join(id, &inner, vec![]), WrongWitness(_));
    refused!(Move::join(id, &lie(&toy, 1, &inner_start, 1, Some(none)), none.to_vec()), WrongWitness(_));
    let other = lie(&toy, 1, &inner_start, 0, Some(exited(&truth.state(0), &start)));
    refused!(Move::join(id, &other, Toy::evidence(&other.last())), WrongFinal(_));
    let claimed = exited(&wrong.state(2), &agreed);
    let wrong = lie(&toy, 1, &inner_start, 1, Some(claimed));
    table.play(OTHER, &Move::join(id, &wrong, Toy::evidence(&claimed))).unwrap();
    table.play(OTHER, &Move::join(id, &inner, Toy::evidence(&inner.last()))).unwrap();
    let bottom = table.only_match(&id);
    let seal = |children, agreed, proof: &[Hash], evidence: &[u8]| {
        let (proof, evidence) = (proof.to_vec(), evidence.to_vec());
        Move::Seal { id: bottom, children, agreed, proof, evidence }
    };
    let children = wrong.children(1, 0);
    let agreed = children[0];
    refused!(seal(children, agreed, &[none], &Toy::evidence(&agreed)), WrongProof { .. });
    refused!(seal(children, inner_start, &[], &Toy::evidence(&inner_start)), WrongAgreed { .. });
    refused!(seal(children, agreed, &[], &[]), WrongState(_));
    let sealed = table.play(OTHER, &seal(children, agreed, &[], &Toy::evidence(&agreed))).unwrap();
    assert_eq!(sealed[1], Event::Won { id: bottom, winner: inner.root(), loser: wrong.root() });
    let t = &table.game.tournaments()[&id];
    assert_eq!(t.commitments[&wrong.root()].side, Some(Side::One));
    assert_eq!(hash_pair(&t.commitments[&inner.root()].left, &inner.last()), inner.root());
    table.alone();
    assert_eq!(table.game.result(&CLAIM), Some(truth.last()));
}

/// Two lies about the same step: neither's state comes out, both are out, and so it goes on above.
#[test]
fn both_are_out_if_neither_is_right() {
    let toy = Toy::new(5, &[1, 1]);
    let start = toy.start();
    let mut table = Table::new(toy.clone(), 100, 10);
    let (first, mut states) = (lie(&toy, 0, &start, 0, None), toy.states(0, &start).unwrap());
    states[0] = State { value: 5, ..State::decode(&states[0]).unwrap() }.hash();
    let second = History::new(states, 1).unwrap();
    table.open(OTHER, &first).unwrap();
    table.play(OTHER, &Move::join(CLAIM, &second, vec![])).unwrap();
    let id = table.only_match(&CLAIM);
    assert!(table.answer(id, &first));
    let inner_start = table.game.tournaments()[&id].start;
    let sides = [&first, &second].map(|history| {
        let last = exited(&history.state(0), &start);
        lie(&toy, 1, &inner_start, 0, Some(last))
    });
    for history in &sides {
        let witness = Toy::evidence(&history.last());
        table.play(OTHER, &Move::join(id, history, witness)).unwrap();
    }
    let bottom = table.only_match(&id);
    assert!(table.answer(bottom, &sides[0]));
    assert_eq!(
        table.game.bonds().burnt(),
        2 * BOND,
        "the first two states are the same lie: neither last one follows"
    );
    table.now += 100;
    let settled = table.play(OTHER, &Move::Settle { id }).unwrap();
    assert_eq!(settled, [Event::Settled { id, winner: None }, Event::Eliminated { id }]);
    assert_eq!(table.game.bonds().burnt(), 4 * BOND);
    let refused = table.play(OTHER, &Move::Resolve { claim: CLAIM });
    assert_eq!(refused, Err(RuleError::NoWinner(CLAIM)));
    assert!(table.game.bonds().balanced());
}
