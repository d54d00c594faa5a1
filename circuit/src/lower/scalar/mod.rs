//! The fallback: a straight-line integer program as relations, for functions that no gadget describes.
//!
//! 1. [`translate`]: each value becomes a linear [`form`] over cells, any integer that is congruent to it
//!    modulo two to its width. Sums, products with constants and truncations cost nothing; a form is
//!    reduced to its signed or unsigned reading only where one matters. [`compare`] does comparisons and
//!    selections, [`alarm`] the statuses made of them.
//! 2. [`cells`]: what is not linear (products, divisions, maxima, lookups, signs) is a cell, with its range.
//! 3. [`emit`]: cells of one kind and depth become one tensor and one relation; linear forms become one
//!    matrix product.

mod alarm;
mod binary;
mod cells;
mod compare;
mod emit;
mod form;
mod translate;

use gadgets::{Generic, Node};

use super::{LowerError, Lowered, Lowering};
use crate::{Ref, Relation};
use cells::{CellId, Cells};
use emit::Emitter;
use translate::Translation;

/// An operation that the fallback's language lacks, with the reason.
#[derive(Debug)]
struct Refusal {
    /// Index of the operation, if it is one.
    at: Option<usize>,
    reason: String,
}

impl Lowering<'_> {
    /// The program's relations. Its status is proved 0; its result is a view of cells.
    pub(super) fn generic(&mut self, g: &Generic, node: &Node, operands: Vec<Ref>) -> Lowered<Option<Ref>> {
        let refuse = |r: Refusal| {
            let op = r.at.map_or_else(String::new, |i| format!("operation {i}, {:?}: ", g.program.ops[i].op));
            let reason = format!("function '{}': {op}{}", g.program.name, r.reason);
            LowerError::Unsupported { node: node.label(), reason }
        };
        let graph = self.builder.graph();
        let elements = operands
            .iter()
            .map(|r| graph.elements(r).map_err(|e| Refusal { at: None, reason: e.to_string() }))
            .collect::<Result<Vec<_>, _>>()
            .map_err(refuse)?;
        let mut cells = Cells::default();
        let results = Translation::new(&g.program, graph, &elements, &mut cells).run().map_err(refuse)?;
        let used: Vec<CellId> =
            results.outputs.iter().copied().chain(results.status.map(|(c, _)| c)).collect();
        let mut emitter = Emitter::new(&mut self.builder, &cells, &g.program.tables);
        emitter.run(&used)?;
        let output = (!results.outputs.is_empty()).then(|| emitter.gather(&results.outputs));
        if let Some((status, code)) = results.status {
            let a = emitter.gather(&[status]);
            let zero = self.builder.constant(&[1], &[0]);
            let origin = self.builder.origin.clone();
            self.builder.define(Relation::Equal { a, b: zero.into(), status: code, origin })?;
        }
        Ok(output)
    }
}
