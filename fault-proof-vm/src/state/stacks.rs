//! The two stacks of threads, which is how the scheduler makes its rounds: threads move from the active
//! stack to the other one as they are preempted, and when the active stack is empty the other becomes it.
//! Four threads so run in the order 0, 1, 2, 3, 3, 2, 1, 0, 0, ...
//!
//! The root of a stack is `H(root below ‖ H(thread))`, that of an empty one `H(64 zero bytes)`.

use super::{Control, Thread};
use crate::keccak::{Hash, hash_pair, keccak256};

/// Root of an empty stack: Keccak-256 of 64 zero bytes.
pub const EMPTY_STACK_ROOT: Hash = [
    0xad, 0x32, 0x28, 0xb6, 0x76, 0xf7, 0xd3, 0xcd, 0x42, 0x84, 0xa5, 0x44, 0x3f, 0x17, 0xf1, 0x96, 0x2b,
    0x36, 0xe4, 0x91, 0xb3, 0x0a, 0x40, 0xb2, 0x40, 0x58, 0x49, 0xe5, 0x97, 0xba, 0x5f, 0xb5,
];

/// Root of the stack with root `below` after `thread` is pushed.
pub(crate) fn push_root(below: &Hash, thread: &Thread) -> Hash {
    hash_pair(below, &keccak256(&thread.encode()))
}

/// The threads, bottom first in each stack.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThreadStacks {
    /// Left stack.
    pub left: Vec<Thread>,
    /// Right stack.
    pub right: Vec<Thread>,
}

impl ThreadStacks {
    /// Root of a stack given bottom first.
    pub fn root(stack: &[Thread]) -> Hash {
        stack.iter().fold(EMPTY_STACK_ROOT, |below, thread| push_root(&below, thread))
    }

    /// Number of threads in both stacks.
    pub fn len(&self) -> usize {
        self.left.len() + self.right.len()
    }

    /// Whether there is no thread.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The active stack; the thread that runs is its last.
    pub fn active(&self, control: &Control) -> &[Thread] {
        if control.traverse_right { &self.right } else { &self.left }
    }

    /// The active stack and the other one.
    fn split(&mut self, control: &Control) -> (&mut Vec<Thread>, &mut Vec<Thread>) {
        match control.traverse_right {
            true => (&mut self.right, &mut self.left),
            false => (&mut self.left, &mut self.right),
        }
    }

    /// The thread that runs.
    pub(crate) fn current(&mut self, control: &Control) -> Option<&mut Thread> {
        self.split(control).0.last_mut()
    }

    /// Moves the running thread to the other stack.
    pub(crate) fn preempt(&mut self, control: &mut Control) {
        let (active, other) = self.split(control);
        other.extend(active.pop());
        switch(control, active.is_empty());
    }

    /// Drops the running thread, which has exited.
    pub(crate) fn pop(&mut self, control: &mut Control) {
        let active = self.split(control).0;
        active.pop();
        switch(control, active.is_empty());
    }

    /// Puts a new thread in front of the running one.
    pub(crate) fn push(&mut self, control: &mut Control, thread: Thread) {
        self.split(control).0.push(thread);
        switch(control, false);
    }
}

/// What every context switch does to the scalars: the count restarts, and an emptied stack yields to the
/// other one.
pub(crate) fn switch(control: &mut Control, emptied: bool) {
    control.steps_since_switch = 0;
    control.traverse_right ^= emptied;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_root() {
        assert_eq!(keccak256(&[0; 64]), EMPTY_STACK_ROOT);
        assert_eq!(ThreadStacks::root(&[]), EMPTY_STACK_ROOT);
    }

    #[test]
    fn rounds_of_four_threads() {
        let thread = |id| Thread { id, ..Thread::default() };
        let mut stacks = ThreadStacks { left: (0..4).rev().map(thread).collect(), right: Vec::new() };
        let mut control = Control { steps_since_switch: 7, ..Control::default() };
        let mut order = Vec::new();
        for _ in 0..10 {
            order.push(stacks.current(&control).unwrap().id);
            stacks.preempt(&mut control);
        }
        assert_eq!(order, [0, 1, 2, 3, 3, 2, 1, 0, 0, 1]);
        assert_eq!(control.steps_since_switch, 0);
    }

    #[test]
    fn popping_the_last_of_a_stack_flips() {
        let thread = |id| Thread { id, ..Thread::default() };
        let mut stacks = ThreadStacks { left: vec![thread(0)], right: vec![thread(1)] };
        let mut control = Control::default();
        stacks.pop(&mut control);
        assert!(control.traverse_right);
        assert_eq!(stacks.current(&control).unwrap().id, 1);
        stacks.push(&mut control, thread(2));
        assert_eq!(stacks.current(&control).unwrap().id, 2);
        assert_eq!(stacks.len(), 2);
    }
}
