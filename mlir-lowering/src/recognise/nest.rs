//! The normal form of a whole function.

use std::collections::BTreeSet;

use super::affine::Ix;
use super::domain::Loops;
use super::expr::{BufferId, Expr, Kind, Op};
use super::memory::{Buffer, Content};

/// What a function does: `output[at] = value`, each element exactly once, and the status that it returns.
#[derive(Clone, Debug)]
pub(crate) struct Nest<'m> {
    pub loops: &'m Loops,
    pub buffers: &'m [Buffer],
    /// What it writes; `None` for a check alone.
    pub written: Option<Written>,
    pub status: Option<Expr>,
}

/// What a function writes, and where.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub output: BufferId,
    pub at: Vec<Ix>,
    pub value: Expr,
}

impl Nest<'_> {
    /// Calls `f` for everything that the function computes.
    pub fn each(&self, f: &mut dyn FnMut(&Expr)) {
        self.written.iter().for_each(|w| f(&w.value));
        self.status.iter().for_each(&mut *f);
        self.buffers.iter().filter_map(|b| b.kept.as_ref()).for_each(|k| f(&k.value));
        self.loops.computed().for_each(f);
    }

    /// What the function reads of the caller's: all its parameters but the result, then constants of the module.
    pub fn operands(&self, parameters: usize) -> Vec<BufferId> {
        let mut read = BTreeSet::new();
        self.each(&mut |e| {
            e.visit(&mut |k| {
                if let Kind::Load(b, _) | Kind::Lookup(b, _) = k {
                    read.insert(*b);
                }
            });
        });
        let output = self.written.as_ref().map(|w| w.output);
        let given = |b: &BufferId| {
            let own = &self.buffers[*b];
            own.kept.is_none() && matches!(own.content, Content::Given) && read.contains(b)
        };
        (0..self.buffers.len()).filter(|b| Some(*b) != output && (*b < parameters || given(b))).collect()
    }
}

/// `(value, lo, hi)` of a clamp between constants.
pub(crate) fn clamp(e: &Expr) -> Option<(Expr, i64, i64)> {
    let Kind::Binary(outer, inner, first) = &e.kind else { return None };
    let Kind::Binary(op, value, second) = &inner.kind else { return None };
    let (lo, hi) = match (outer, op) {
        (Op::Min, Op::Max) => (second.int()?, first.int()?),
        (Op::Max, Op::Min) => (first.int()?, second.int()?),
        _ => return None,
    };
    (lo <= hi).then(|| (value.clone(), lo, hi))
}
