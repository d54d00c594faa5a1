//! Commitments to all states of a run: a binary Keccak tree over the `2^height` states after each step.
//!
//! A run that has come to its fixed point repeats its last state, so what is kept is proportional to the states
//! before that, however high the tree.

use fault_proof_vm::Hash;
use fault_proof_vm::keccak::hash_pair;
use std::sync::Arc;
use thiserror::Error;

/// Largest height: that of a model whose steps, or whose instructions of a step, are one layer.
pub const MAX_HEIGHT: u32 = 48;

/// States that make no history.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{states} states do not make a history of height {height}: 1 to 2^height, of height 1 to {MAX_HEIGHT}"
)]
pub struct HistoryError {
    /// States given.
    pub states: usize,
    /// Height asked for.
    pub height: u32,
}

/// The states after steps 1 to `2^height`, with the tree over them. Clones are the same tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History(Arc<Nodes>);

#[derive(Debug, PartialEq, Eq)]
struct Nodes {
    height: u32,
    /// Nodes by level from the leaves up; what is missing at the end of a level is all-last.
    levels: Vec<Vec<Hash>>,
    /// By level, the node over nothing but the last state.
    tails: Vec<Hash>,
}

impl History {
    /// The history of these states, the last of which repeats until there are `2^height`.
    ///
    /// # Errors
    /// [`HistoryError`] for no state, too many, or a height out of range.
    pub fn new(states: Vec<Hash>, height: u32) -> Result<Self, HistoryError> {
        let fits = (1..=MAX_HEIGHT).contains(&height) && states.len() as u64 <= 1 << height;
        let last = match states.last() {
            Some(last) if fits => *last,
            _ => return Err(HistoryError { states: states.len(), height }),
        };
        let (mut levels, mut tails) = (vec![states], vec![last]);
        for level in 0..height as usize {
            let tail = tails[level];
            let pair = |pair: &[Hash]| hash_pair(&pair[0], pair.get(1).unwrap_or(&tail));
            levels.push(levels[level].chunks(2).map(pair).collect());
            tails.push(hash_pair(&tail, &tail));
        }
        Ok(Self(Arc::new(Nodes { height, levels, tails })))
    }

    /// Levels above the states.
    pub fn height(&self) -> u32 {
        self.0.height
    }

    /// The node at `level` above the leaves, `index` from the left; `index` must be below `2^(height − level)`.
    pub fn node(&self, level: u32, index: u64) -> Hash {
        let Nodes { height, levels, tails } = &*self.0;
        debug_assert!(level <= *height && index >> (height - level) == 0, "{level} {index}");
        let level = level as usize;
        usize::try_from(index).ok().and_then(|at| levels[level].get(at)).copied().unwrap_or(tails[level])
    }

    /// The state after step `index + 1`.
    pub fn state(&self, index: u64) -> Hash {
        self.node(0, index)
    }

    /// The state after the last step.
    pub fn last(&self) -> Hash {
        self.0.tails[0]
    }

    /// The commitment.
    pub fn root(&self) -> Hash {
        self.node(self.height(), 0)
    }

    /// The two nodes below a node, which is above the leaves.
    pub fn children(&self, level: u32, index: u64) -> [Hash; 2] {
        [0, 1].map(|side| self.node(level - 1, 2 * index + side))
    }

    /// What the owner of this history answers in a match: the opponent's node over the `2^level` states from `position`
    /// on has `left` below it, and both sides started from `start`.
    pub fn answer(&self, level: u32, position: u64, left: &Hash, start: &Hash) -> Answer {
        let index = position >> level;
        let children = self.children(level, index);
        let right = u64::from(children[0] == *left);
        if level > 1 {
            return Answer::Advance { children, below: self.children(level - 1, 2 * index + right) };
        }
        let position = position + right;
        let (agreed, proof) = match position {
            _ if right == 1 => (children[0], Vec::new()),
            0 => (*start, Vec::new()),
            _ => (self.state(position - 1), self.proof(position - 1)),
        };
        Answer::Seal { children, position, agreed, proof }
    }

    /// Siblings from the state at `index` up to the root, `height` of them.
    pub fn proof(&self, index: u64) -> Vec<Hash> {
        (0..self.height()).map(|level| self.node(level, index >> level ^ 1)).collect()
    }
}

/// A turn in a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Down by one level.
    Advance {
        /// Children of the mover's node.
        children: [Hash; 2],
        /// Children of that one of them on the way.
        below: [Hash; 2],
    },
    /// Down to one step.
    Seal {
        /// The states below the mover's node.
        children: [Hash; 2],
        /// Which step it is.
        position: u64,
        /// The state before it.
        agreed: Hash,
        /// Siblings from there up, if it is not known otherwise.
        proof: Vec<Hash>,
    },
}

/// The root that `siblings` lead to from a leaf.
pub fn climb(leaf: Hash, index: u64, siblings: &[Hash]) -> Hash {
    let step = |(node, level): (Hash, u32), sibling: &Hash| {
        let right = index >> level & 1 == 1;
        (if right { hash_pair(sibling, &node) } else { hash_pair(&node, sibling) }, level + 1)
    };
    siblings.iter().fold((leaf, 0), step).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(i: usize) -> Hash {
        [i as u8 + 1; 32]
    }

    #[test]
    fn repeating_the_last_state_is_padding() {
        for height in 1..=6 {
            let full = 1usize << height;
            for count in 1..=full {
                let short = History::new((0..count).map(state).collect(), height).unwrap();
                let states = (0..full).map(|i| state(i.min(count - 1))).collect();
                let long = History::new(states, height).unwrap();
                assert_eq!(short.root(), long.root(), "{count} of 2^{height}");
                for index in 0..full as u64 {
                    let proof = short.proof(index);
                    assert_eq!(proof, long.proof(index));
                    assert_eq!(climb(short.state(index), index, &proof), short.root());
                    assert_ne!(climb([0; 32], index, &proof), short.root());
                }
                for level in 1..=height {
                    for index in 0..1 << (height - level) {
                        let [left, right] = short.children(level, index);
                        assert_eq!(hash_pair(&left, &right), short.node(level, index));
                    }
                }
            }
        }
    }

    #[test]
    fn a_high_tree_over_few_states_is_small() {
        let history = History::new(vec![state(0), state(1)], MAX_HEIGHT).unwrap();
        assert_eq!(history.state((1 << MAX_HEIGHT) - 1), state(1));
        assert_eq!(history.last(), state(1));
        assert_eq!(climb(state(1), 77, &history.proof(77)), history.root());
    }

    #[test]
    fn what_makes_no_history_is_an_error() {
        for (count, height) in [(0, 3), (9, 3), (1, 0), (1, MAX_HEIGHT + 1)] {
            let states = (0..count).map(state).collect();
            assert_eq!(History::new(states, height), Err(HistoryError { states: count, height }));
        }
    }
}
