//! Programs with labels.

use crate::asm::*;
use fault_proof_vm::State;

/// Words at [`CODE`], with branches and jumps to labels.
#[derive(Default, Clone, Debug)]
pub struct Program {
    words: Vec<u32>,
    /// Index of the word each label stands at.
    labels: Vec<Option<usize>>,
    /// Words to complete once all labels stand somewhere.
    open: Vec<(usize, usize)>,
}

impl Program {
    /// A new label that stands nowhere yet.
    pub fn label(&mut self) -> usize {
        self.labels.push(None);
        self.labels.len() - 1
    }

    /// Puts a label here.
    pub fn bind(&mut self, label: usize) {
        assert_eq!(self.labels[label].replace(self.words.len()), None);
    }

    /// A new label that stands here.
    pub fn here(&mut self) -> usize {
        let label = self.label();
        self.bind(label);
        label
    }

    pub fn words(&mut self, words: &[u32]) {
        self.words.extend(words);
    }

    /// A branch, whose offset is filled in, and its delay slot.
    pub fn branch(&mut self, branch: u32, label: usize, slot: u32) {
        self.open.push((self.words.len(), label));
        self.words(&[branch, slot]);
    }

    pub fn jump(&mut self, label: usize, slot: u32) {
        self.branch(2 << 26, label, slot);
    }

    pub fn call(&mut self, label: usize, slot: u32) {
        self.branch(3 << 26, label, slot);
    }

    /// Where a label stands.
    pub fn address(&self, label: usize) -> u64 {
        CODE + 4 * self.labels[label].unwrap() as u64
    }

    /// The state in which it starts.
    pub fn state(&self) -> State {
        let mut words = self.words.clone();
        for &(at, label) in &self.open {
            let target = self.address(label);
            words[at] |= match words[at] >> 26 {
                2 | 3 => (target >> 2 & 0x03ff_ffff) as u32,
                _ => (target.wrapping_sub(CODE + 4 * at as u64 + 4) >> 2) as u32 & 0xffff,
            };
        }
        state(&words)
    }
}
