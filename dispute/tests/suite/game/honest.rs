//! The player who knows what is true, and does what there is to do. It remembers nothing.

use dispute::history::History;
use dispute::rules::{Game, Move};
use fault_proof_vm::Hash;

use super::CLAIM;
use super::machine::Toy;

/// Gives the true history of a layer from a state on; none if nobody knows the state.
pub type Truth<'a> = &'a mut dyn FnMut(usize, &Hash) -> Option<History>;

/// The first thing that there is to do.
pub fn next_move(toy: &Toy, game: &Game, now: u64, truth: Truth<'_>) -> Option<Move> {
    let t = game.tournaments().get(&CLAIM).filter(|t| !t.settled)?;
    let inside = in_tournament(toy, game, now, &CLAIM, true, truth);
    inside.or_else(|| t.is_over(now).then_some(Move::Resolve { claim: CLAIM }))
}

/// The first thing to do in a tournament, in which a true commitment is needed or not.
fn in_tournament(
    toy: &Toy,
    game: &Game,
    now: u64,
    id: &Hash,
    needed: bool,
    truth: Truth<'_>,
) -> Option<Move> {
    let t = &game.tournaments()[id];
    let history = if needed { truth(t.layer, &t.start) } else { None };
    let root = history.as_ref().map(History::root);
    if let (Some(history), Some(root)) = (&history, root)
        && now < t.closes
        && !t.commitments.contains_key(&root)
    {
        let witness = if t.layer == 1 { Toy::evidence(&history.last()) } else { Vec::new() };
        return Some(Move::join(*id, history, witness));
    }
    game.matches().iter().filter(|(_, m)| m.tournament == *id).find_map(|(id, m)| {
        let ours = root.is_some_and(|root| m.sides.contains(&root));
        if m.sealed {
            let inside = in_tournament(toy, game, now, id, ours, truth);
            let over = game.tournaments()[id].is_over(now);
            return inside.or_else(|| over.then_some(Move::Settle { id: *id }));
        }
        if game.deadline(id).is_some_and(|end| now >= end) {
            return Some(Move::Timeout { id: *id });
        }
        let history = history.as_ref().filter(|_| root == Some(m.mover()))?;
        Some(Move::answer(*id, m, t, history, toy.shows(t.layer)))
    })
}
