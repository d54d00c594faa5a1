//! Random calls for a game in play: most of them right, some late, or about something else, or bent.

use crate::dispute_players::*;
use crate::dispute_proofs::outputs;
use crate::dispute_rules::Both;
use crate::dispute_truth::*;
use contracts::game::{Call, Pairing};
use dispute::player::Opening;
use fault_proof_vm::Hash;
use rand::Rng;
use rand::seq::SliceRandom;

/// What the players of a game might say.
pub fn lies() -> Vec<Option<Lie>> {
    let coded = Lie { ending: Ending::Code(9), ..Lie::at(2, 3, 4) };
    let garbage = Lie { garbage: Some((1, 1, 2)), ..Lie::at(4, 8, 8) };
    let lies = [Lie::at(2, 3, 4), Lie::at(2, 3, 9), coded, garbage, Lie::at(6, 0, 0)];
    [None, None].into_iter().chain(lies.map(Some)).collect()
}

impl Both {
    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.choose(&mut self.random).cloned()
    }

    /// A history for a tournament, most often one that may join, and the witness.
    fn history(&mut self, tournament: Hash) -> (Tree, Vec<u8>) {
        let path = self.paths[&tournament].clone();
        let lie = self.pick(&lies()).unwrap();
        let mut tree = self.table.truth.tree(&path, lie.as_ref());
        let witness = match path[..] {
            [step] => {
                let lie = lie.filter(|lie| lie.at[0] == step);
                self.table.truth.last(step, lie.map(|lie| lie.ending)).1
            }
            _ => Vec::new(),
        };
        if self.random.gen_bool(0.3) {
            // One that says the same in the end, and something of its own before.
            let mut states = tree.0[0].clone();
            let record = self.table.game.tournament(&tournament).unwrap().unwrap();
            let at = self.random.gen_range(0..states.len());
            let last = states.len() - 1;
            states[at..last].iter_mut().for_each(|state| *state = self.random.r#gen());
            if path.len() > 1 {
                states[last] = record.states[self.random.gen_range(0..2)];
            }
            tree = Tree::new(states, None);
        }
        (tree, witness)
    }

    /// A call that may be right.
    pub fn call(&mut self) -> Call {
        // Those that are over are tried now and then.
        let all = self.random.gen_bool(0.1);
        let now = self.table.game.evm.time();
        let mut tournaments: Vec<Hash> = self.rules.tournaments().keys().copied().collect();
        tournaments.retain(|id| all || now < self.rules.tournaments()[id].closes);
        if tournaments.is_empty() {
            tournaments.push(self.table.claim);
        }
        let mut live = self.pairings.clone();
        live.retain(|pairing| all || self.rules.matches().contains_key(&pairing.id()));
        let mut moving = live.clone();
        moving.retain(|pairing| all || self.rules.matches().get(&pairing.id()).is_some_and(|m| !m.sealed));
        loop {
            match self.random.gen_range(0..13) {
                0..=2 => {
                    let tournament = self.pick(&tournaments).unwrap();
                    let (tree, witness) = self.history(tournament);
                    self.trees.insert((tournament, tree.root()), tree.clone());
                    return Call::Join { tournament, entry: tree.entry(), witness };
                }
                3..=8 => {
                    let Some(pairing) = self.pick(&moving) else { continue };
                    let mut record = self.table.game.matched(&pairing).unwrap().unwrap();
                    if self.random.gen_bool(0.05) {
                        record.turn ^= 1;
                    }
                    let root = if record.turn == 0 { pairing.one } else { pairing.two };
                    let tree = self.trees[&(pairing.tournament, root)].clone();
                    if record.height == 0 {
                        continue;
                    }
                    let path = self.paths[&pairing.tournament].clone();
                    if let Some(call) = step(&self.table.truth, &path, &tree, pairing, &record) {
                        return call;
                    }
                }
                9 => {
                    return Call::Settle(self.pick(&live).unwrap_or(Pairing {
                        tournament: [9; 32],
                        one: [1; 32],
                        two: [2; 32],
                    }));
                }
                10 => {
                    let Some(pairing) = self.pick(&live) else { continue };
                    return Call::Timeout(pairing);
                }
                12 if self.random.gen_bool(0.9) => continue,
                12 => return self.proof(),
                11 if self.random.gen_bool(0.5) => continue,
                _ if self.random.gen_bool(0.3) => return Call::Resolve(self.pick(&tournaments).unwrap()),
                _ => return Call::Withdraw,
            }
        }
    }

    /// A proof of what is so, or of something else; what shows the outputs of an arena that somebody may have claimed.
    fn proof(&mut self) -> Call {
        let mut right = outputs(&self.table.truth);
        if self.random.gen_bool(0.3) {
            right[0] ^= 1;
        }
        if self.random.gen_bool(0.3) {
            return self.table.proof_of(&right);
        }
        let model = self.table.truth.slow.model();
        let arena = match self.random.gen_range(0..3) {
            0 => model.done(&right).unwrap(),
            1 => self.table.truth.last(STEPS - 1, Some(Ending::Word(1 << 40))).0.memory,
            _ => self.table.truth.arenas[STEPS as usize].clone(),
        };
        let opening = Opening::of(model, arena).unwrap().expect("done");
        self.table.release_by(opening)
    }

    /// Bends one thing in a call.
    pub fn bend(&mut self, call: &mut Call) {
        let bit = 1u8 << self.random.gen_range(0..8);
        let at = self.random.gen_range(0..32);
        let field = self.random.gen_range(0..6);
        let second = self.random.gen_range(0..2);
        let bytes = |bytes: &mut Vec<u8>, at: usize| match bytes.len() {
            0 => bytes.push(bit),
            length if at == 31 => bytes.truncate(length - 1),
            length => bytes[at * 1009 % length] ^= bit,
        };
        let list = |list: &mut Vec<Hash>| match list.len() {
            0 => list.push([bit; 32]),
            length if at < 8 => list.truncate(length - 1),
            length => list[at % length][at] ^= bit,
        };
        match call {
            Call::Join { tournament, entry, witness } => match field {
                0 => tournament[at] ^= bit,
                1 => entry.left[at] ^= bit,
                2 => entry.right[at] ^= bit,
                3 => entry.last[at] ^= bit,
                4 => list(&mut entry.proof),
                _ => bytes(witness, at),
            },
            Call::Advance { pairing, children, below } => match field {
                0 => pairing.two[at] ^= bit,
                1..=3 => children[second][at] ^= bit,
                _ => below[second][at] ^= bit,
            },
            Call::Seal { pairing, children, agreed, proof, evidence, .. } => match field {
                0 => pairing.one[at] ^= bit,
                1 => children[second][at] ^= bit,
                2 => agreed[at] ^= bit,
                3 => list(proof),
                _ => bytes(evidence, at),
            },
            Call::Settle(pairing) | Call::Timeout(pairing) => pairing.one[at] ^= bit,
            Call::Resolve(claim) => claim[at] ^= bit,
            Call::Prove { claim, model, terms, key, values, proof } => match field {
                0 => claim[at] ^= bit,
                1 => bytes(model, at),
                2 => bytes(terms, at),
                3 => key.0[at % 20] ^= bit,
                4 => bytes(values, at),
                _ => proof[at] ^= bit,
            },
            Call::Release { claim, header_path, output_path } => match field {
                0 => claim[at] ^= bit,
                1..=2 => list(header_path),
                _ => list(output_path),
            },
            Call::Open { .. } | Call::Withdraw => {}
        }
    }

    /// Lets some time pass, now and then just as much as a clock has.
    pub fn wait(&mut self) {
        let now = self.table.game.evm.time();
        let ends: Vec<u64> = self
            .rules
            .tournaments()
            .values()
            .map(|tournament| tournament.closes)
            .chain(self.pairings.iter().filter_map(|pairing| self.rules.deadline(&pairing.id())))
            .flat_map(|end| [end - 1, end])
            .filter(|end| *end > now)
            .collect();
        // The next end more often than others, so that games last.
        let next = ends.iter().min().copied().unwrap_or(now + 1);
        let time = match self.random.gen_range(0..200) {
            0 => self.pick(&ends).unwrap_or(now + 1),
            1..=4 => next,
            5..=20 => now + self.random.gen_range(0..2 * SETTINGS.extension),
            _ => now + self.random.gen_range(0..4),
        };
        self.table.game.evm.set_time(time);
    }
}
