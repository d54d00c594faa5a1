//! Records of a game that no calls lead to: every call is refused, and none panics.

use super::{Game, Tournament};
use crate::history::History;
use crate::rules::{Move, Params, Referee, RuleError};
use fault_proof_vm::Hash;

const CLAIM: Hash = [9; 32];

struct Nobody;

impl Referee for Nobody {
    fn attach(&self, agreed: &Hash) -> Hash {
        *agreed
    }

    fn detach(&self, _: &Hash, _: &[u8], _: u64) -> Option<Hash> {
        None
    }

    fn step(&self, _: &Hash, _: &[u8]) -> Option<Hash> {
        None
    }
}

/// Two histories that end otherwise.
fn histories() -> [History; 2] {
    [2, 3].map(|last| History::new(vec![[1; 32], [last; 32]], 1).unwrap())
}

/// A game in which the two play.
fn game() -> Game {
    let params = Params {
        allowance: 10,
        extension: 5,
        bond: 1_000,
        gas_price: 0,
        heights: vec![1, 1],
        step_layers: 1,
    };
    let mut game = Game::new(params).unwrap();
    let [first, second] = histories();
    let (children, last, proof) = (first.children(1, 0), first.last(), first.proof(1));
    game.open(0, [1; 20], CLAIM, [0; 32], children, last, &proof).unwrap();
    game.play(&Nobody, 0, [2; 20], &Move::join(CLAIM, &second, Vec::new())).unwrap();
    game
}

#[test]
fn a_broken_record_is_an_error() {
    let whole = game();
    let [first, _] = histories();
    let (id, m) = whole.matches().iter().next().unwrap();
    let (id, m) = (*id, m.clone());
    let answer = Move::answer(id, &m, &whole.tournaments()[&CLAIM], &first, |_| Vec::new());
    let third = History::new(vec![[4; 32], [5; 32]], 1).unwrap();
    let moves = [
        Move::join(CLAIM, &third, Vec::new()),
        answer,
        Move::Advance { id, children: first.children(1, 0), below: [[0; 32]; 2] },
        Move::Settle { id },
        Move::Timeout { id },
        Move::Resolve { claim: CLAIM },
    ];
    let without = |lost: &Hash| {
        let lost = *lost;
        Box::new(move |t: &mut Tournament| _ = t.commitments.remove(&lost)) as Box<dyn Fn(&mut Tournament)>
    };
    let mut losses = vec![without(&m.sides[0]), without(&m.sides[1])];
    losses.push(Box::new(|t| {
        (t.waiting, t.matches) = (Some([7; 32]), 0);
        t.commitments.clear();
    }));
    let mut broken = 0;
    for now in [0, 100] {
        for loss in &losses {
            for played in &moves {
                let mut game = whole.clone();
                game.tournaments.entry(CLAIM).and_modify(loss);
                let said = game.play(&Nobody, now, [3; 20], played);
                broken += u32::from(matches!(said, Err(RuleError::Broken(_))));
            }
        }
        for played in &moves {
            let mut game = whole.clone();
            game.tournaments.clear();
            assert!(game.play(&Nobody, now, [3; 20], played).is_err(), "{played:?}");
        }
    }
    assert!(broken >= 6, "{broken} calls have met what is missing");
}
