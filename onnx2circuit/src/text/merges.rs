//! Byte-pair merging: neighbours of a row of tokens become one, the best pair first.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Which pairs of tokens become one.
#[derive(Clone, Debug, Default)]
pub struct Merges {
    /// By pair: its rank, the smallest first, and what it becomes.
    rules: HashMap<(u32, u32), (u32, u32)>,
}

impl Merges {
    /// Adds the rule that `pair` becomes `whole`, unless the pair has one.
    pub fn add(&mut self, pair: (u32, u32), rank: u32, whole: u32) {
        self.rules.entry(pair).or_insert((rank, whole));
    }

    /// Merges until no pair has a rule: the smallest rank first, of equals the leftmost.
    pub fn apply(&self, mut tokens: Vec<u32>) -> Vec<u32> {
        let count = tokens.len();
        // A list through the row: what was merged away is skipped.
        let mut next: Vec<usize> = (1..=count).collect();
        let mut before: Vec<Option<usize>> = (0..count).map(|i| i.checked_sub(1)).collect();
        let mut alive = vec![true; count];
        let mut queue = BinaryHeap::new();
        let look = |tokens: &[u32], next: &[usize], at: usize| {
            let pair = (tokens[at], *tokens.get(next[at])?);
            self.rules.get(&pair).map(|(rank, _)| Reverse((*rank, at, pair)))
        };
        queue.extend((0..count).filter_map(|at| look(&tokens, &next, at)));
        while let Some(Reverse((_, at, pair))) = queue.pop() {
            let after = next[at];
            // What was found may have been merged otherwise since.
            if !alive[at] || after >= count || (tokens[at], tokens[after]) != pair {
                continue;
            }
            let Some((_, whole)) = self.rules.get(&pair) else { continue };
            tokens[at] = *whole;
            alive[after] = false;
            next[at] = next[after];
            if let Some(back) = before.get_mut(next[at]) {
                *back = Some(at);
            }
            queue.extend(look(&tokens, &next, at));
            queue.extend(before[at].and_then(|left| look(&tokens, &next, left)));
        }
        tokens.into_iter().zip(alive).filter_map(|(token, alive)| alive.then_some(token)).collect()
    }
}
