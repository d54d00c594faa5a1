//! Bodies of primitives: each value becomes relations between views.

use gadgets::{Composed, Node};

use super::{LowerError, Lowered, Lowering};
use crate::ir::Ref;

impl Lowering<'_> {
    pub(super) fn composed(&mut self, g: &Composed, node: &Node, _operands: Vec<Ref>) -> Lowered<Ref> {
        let words: Vec<_> = g.body.values.iter().map(|v| v.word.word().name()).collect();
        Err(LowerError::Unsupported { node: node.label(), reason: format!("a step of {}", words.join(", ")) })
    }
}
