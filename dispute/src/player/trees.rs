//! The trees of claims, kept up to date event by event: of those that are open, and of some that were.
//!
//! What is kept of a claim goes with its result, so that it does not grow with all that was ever played.

use contracts::game::Event;
use fault_proof_vm::Hash;
use std::collections::{HashMap, VecDeque};

use crate::tree::TournamentNode;

/// Resolved claims whose trees are kept: the latest.
const RESOLVED: usize = 16;

/// Trees by claim.
#[derive(Debug, Default)]
pub struct Trees {
    /// The claim of a tournament or a match.
    claims: HashMap<Hash, Hash>,
    open: HashMap<Hash, TournamentNode>,
    resolved: VecDeque<TournamentNode>,
}

/// The tournament or match that an event is about.
fn subject(event: &Event) -> Option<&Hash> {
    Some(match event {
        Event::Opened { claim, .. }
        | Event::Proven { claim, .. }
        | Event::Resolved { claim, .. }
        | Event::Struck { claim } => claim,
        Event::Joined { tournament, .. } | Event::Matched { tournament, .. } => tournament,
        Event::Advanced { id, .. }
        | Event::Sealed { id, .. }
        | Event::Stepped { id, .. }
        | Event::Settled { id, .. }
        | Event::Won { id, .. }
        | Event::Eliminated { id, .. } => id,
        Event::Withdrawn { .. } => return None,
    })
}

impl Trees {
    /// Takes note of an event.
    pub fn note(&mut self, event: &Event) {
        if let Event::Opened { claim, .. } = event {
            self.put(TournamentNode::of_claim(*claim, &[]));
        }
        let Some(claim) = subject(event).and_then(|id| self.claims.get(id)).copied() else { return };
        let Some(tree) = self.open.get_mut(&claim) else { return };
        tree.note(event);
        match event {
            Event::Matched { id, .. } => drop(self.claims.insert(*id, claim)),
            Event::Resolved { .. } | Event::Struck { .. } => {
                let Some(tree) = self.open.remove(&claim) else { return };
                for id in tree.ids() {
                    self.claims.remove(&id);
                }
                self.resolved.push_front(tree);
                self.resolved.truncate(RESOLVED);
            }
            _ => {}
        }
    }

    fn put(&mut self, tree: TournamentNode) {
        let claim = tree.id;
        self.claims.extend(tree.ids().into_iter().map(|id| (id, claim)));
        self.open.insert(claim, tree);
    }

    /// The trees of some claims after some more events, which are not kept: in their order, those that are known.
    pub fn after(&self, claims: &[Hash], recent: &[Event]) -> Vec<TournamentNode> {
        let mut some = Self::default();
        claims.iter().filter_map(|claim| self.open.get(claim)).for_each(|tree| some.put(tree.clone()));
        some.resolved = self.resolved.iter().filter(|tree| claims.contains(&tree.id)).cloned().collect();
        let opened = |event: &Event| matches!(event, Event::Opened { claim, .. } if !claims.contains(claim));
        recent.iter().filter(|event| !opened(event)).for_each(|event| some.note(event));
        let resolved = |claim: &Hash| some.resolved.iter().find(|tree| tree.id == *claim);
        claims.iter().filter_map(|claim| some.open.get(claim).or_else(|| resolved(claim)).cloned()).collect()
    }
}
