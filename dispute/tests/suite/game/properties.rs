//! What is looked at in every state of a search ([`super::check`]).

use dispute::rules::{Match, Move};
use stateright::Property;

use super::check::{Input, Node, Search};
use super::honest::view;
use super::machine::Toy;
use super::{CLAIM, HONEST, OTHER, next_event, to_be_locked};

/// All of it.
pub fn all() -> Vec<Property<Search>> {
    vec![
        Property::always("money is neither lost nor made", |search: &Search, node: &Node| {
            let (bonds, bond) = (node.game.bonds(), node.game.params().bond);
            // The other side takes nothing out.
            let outside = node.money + u128::from(node.bonds) * bond;
            let inside = bonds.locked() + bonds.burnt() + bonds.credits();
            let all = (search.toy.heights.len() as u128 + u128::from(search.bonds)) * bond;
            bonds.balanced() && outside + inside == all && bonds.locked() == to_be_locked(&node.game)
        }),
        Property::always("nor is what was put down for blobs", |search: &Search, node: &Node| {
            let (deposits, bond) = (node.game.deposits(), node.game.params().bond);
            let all = if search.input == Input::Calldata { 0 } else { bond };
            let there = deposits.locked() + deposits.burnt() + deposits.credits();
            deposits.balanced() && there == all && [0, bond / 2].contains(&deposits.burnt())
        }),
        Property::always("what blobs have nobody refutes", |search: &Search, node: &Node| {
            search.input != Input::Blobs || node.game.posted(&CLAIM).is_some_and(|posted| !posted.refuted)
        }),
        Property::always(
            "what is struck out has no result and never will",
            |search: &Search, node: &Node| {
                let refuted = node.game.posted(&CLAIM).is_some_and(|posted| posted.refuted);
                let result = node.game.result(&CLAIM).is_some() || node.game.proof(&CLAIM).is_some();
                if !node.game.is_struck(&CLAIM) {
                    // What was refuted otherwise had a result before.
                    return !refuted || result;
                }
                let mut game = node.game.clone();
                let mut late = vec![Move::Resolve { claim: CLAIM }, Move::Reclaim { claim: CLAIM }];
                late.push(Toy::refutation(CLAIM, Toy::OTHER_CHUNK));
                for evidence in search.evidence() {
                    late.push(Move::Prove { claim: CLAIM, evidence: evidence.clone() });
                    late.push(Move::Release { claim: CLAIM, evidence });
                }
                !result && late.iter().all(|late| game.play(&search.toy, node.now, OTHER, late).is_err())
            },
        ),
        Property::always("what has a result keeps it", |search: &Search, node: &Node| {
            let Some(result) = node.game.result(&CLAIM) else { return true };
            let (claim, mut game) = (CLAIM, node.game.clone());
            // That its blobs are something else changes nothing about it any more.
            let refuted = game.play(&search.toy, node.now, OTHER, &Toy::refutation(CLAIM, Toy::OTHER_CHUNK));
            let known = node.game.posted(&CLAIM).is_none_or(|posted| posted.refuted);
            refuted.is_ok() == (search.input == Input::OtherBlobs && !known)
                && game.result(&CLAIM) == Some(result)
                && !game.is_struck(&CLAIM)
                && search.evidence().into_iter().all(|evidence| {
                    let late = [
                        Move::Prove { claim, evidence: evidence.clone() },
                        Move::Release { claim, evidence },
                    ];
                    late.iter().all(|late| game.play(&search.toy, node.now, OTHER, late).is_err())
                })
        }),
        Property::always("what the honest player does is accepted", |_, node: &Node| !node.refused),
        Property::always("the honest player loses no bond", |_, node: &Node| {
            let all = node.game.tournaments().values().flat_map(|t| t.commitments.values());
            !all.into_iter().any(|commitment| commitment.payer == HONEST && commitment.out)
        }),
        Property::always(
            "the honest player has no more bonds locked than there are layers",
            |search: &Search, node: &Node| {
                view(&node.game, node.now, node.money).locked() <= search.toy.heights.len()
            },
        ),
        Property::always("of what is lost half is nobody's", |_, node: &Node| !node.cheap),
        Property::always("what resolves is true", |search: &Search, node: &Node| {
            let truth = search.topmost.last();
            let late = search.delay >= node.game.params().allowance;
            node.game.result(&CLAIM).is_none_or(|result| match search.input {
                // Who is honest does not play there, but has it struck out in time, unless a proof was first.
                Input::OtherBlobs => node.game.proof(&CLAIM).is_some() || late,
                Input::Calldata | Input::Blobs => result == truth,
            })
        }),
        Property::always("what is proven is true", |search: &Search, node: &Node| {
            node.game
                .proof(&CLAIM)
                .is_none_or(|proof| search.toy.proof().as_deref() == Some(&proof.outputs[..]))
        }),
        Property::sometimes("a proof settles a lie, if there are proofs", |search: &Search, node: &Node| {
            let t = &node.game.tournaments()[&CLAIM];
            !search.proofs
                || node.game.proof(&CLAIM).is_some() && !t.commitments.contains_key(&search.topmost.root())
        }),
        Property::always(
            "it resolves within the bound, with all bonds given back",
            |search: &Search, node: &Node| {
                if search.input == Input::OtherBlobs {
                    return view(&node.game, node.now, node.money).locked() == 0;
                }
                if node.game.result(&CLAIM).is_some() {
                    let all = search.toy.heights.len() as u128 * node.game.params().bond;
                    return node.game.bonds().locked() == 0 && node.money >= all;
                }
                !node.timed || node.now <= node.game.params().bound(node.largest() as u64, search.delay)
            },
        ),
        Property::always("there is always something to come", |search: &Search, node: &Node| {
            let over = node.game.result(&CLAIM).is_some() || search.input == Input::OtherBlobs;
            let ours = search.honest(node);
            // What nobody pays for it leaves to whose bond it is.
            if search.is_left(node) && !over {
                return ours.is_none();
            }
            over || next_event(&node.game, node.now).is_some() || ours.is_some()
        }),
        Property::sometimes("a true claim resolves", |search: &Search, node: &Node| {
            search.input == Input::OtherBlobs
                || search.winner(node) == Some(HONEST) && node.game.result(&CLAIM).is_none()
        }),
        Property::sometimes("so does one that somebody else paid for", |search: &Search, node: &Node| {
            search.winner(node) == Some(OTHER) && node.game.result(&CLAIM).is_none()
        }),
        Property::sometimes(
            "a claim is struck out, or refuted after it had a result",
            |search: &Search, node: &Node| {
                let late = search.delay >= node.game.params().allowance;
                match node.game.posted(&CLAIM).filter(|_| search.input == Input::OtherBlobs) {
                    Some(posted) => posted.refuted && posted.struck != late,
                    None => search.input != Input::OtherBlobs,
                }
            },
        ),
        Property::sometimes("what was put down for blobs comes back", |search: &Search, node: &Node| {
            let back = node.game.deposits().credits() == node.game.params().bond;
            search.input != Input::Blobs || back
        }),
        Property::sometimes("two lies destroy each other", |_, node: &Node| {
            let lost = |id| {
                node.game.tournaments().get(id).is_some_and(|t| t.is_over(node.now) && t.waiting.is_none())
            };
            node.game.matches().iter().any(|(id, m)| m.sealed && lost(id))
        }),
        Property::sometimes("it comes down to an instruction", |search: &Search, node: &Node| {
            let tournaments = node.game.tournaments();
            let layer = |m: &Match| tournaments[&m.tournament].layer + 1;
            // Others alone may have too few bonds for that.
            search.input == Input::OtherBlobs
                || node.game.matches().values().any(|m| m.height == 1 && layer(m) == search.toy.heights.len())
        }),
    ]
}
