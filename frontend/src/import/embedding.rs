//! EmbedLayerNormalization of com.microsoft: the sum of a word's, a position's and a segment's row, normalised.
//!
//! Source: onnxruntime's `docs/ContribOperators.md`.

use super::attributes::{float, int};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::ValueId;
use crate::literal::Literal;

/// Words, positions and segments are positions in their tables; the second result counts what the mask keeps.
pub(super) fn embed_layer_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(9, 3)?;
    c.attributes.ignore("mask_index_type");
    let epsilon = c.attributes.float("epsilon", 1e-12)? as f32;
    let words = c.operand(0, "input_ids")?;
    let [batch, rows] = c.shape(words)[..] else {
        return Err(Problem::Shape(format!("input_ids is {:?}, 2 dimensions expected", c.shape(words))));
    };
    let (gain, bias) = (c.operand(5, "gamma")?, c.operand(6, "beta")?);
    let positions = match c.optional(8) {
        Some(given) => given,
        None => c.literal("positions", Literal::ints(&[rows], (0..rows as i64).collect()))?,
    };
    let mut sum = None;
    for (table, name, index) in [
        (2, "word_embedding", Some(words)),
        (3, "position_embedding", Some(positions)),
        (4, "segment_embedding", c.optional(1)),
    ] {
        let Some(index) = index else { continue };
        let table = c.operand(table, name)?;
        let row = c.call_with("Gather", &[table, index], vec![int("axis", 0)])?;
        sum = Some(match sum {
            Some(sum) => c.call("Add", &[sum, row])?,
            None => row,
        });
    }
    let sum = sum.ok_or(Problem::MissingOperand { index: 0, name: "input_ids" })?;
    let attributes = vec![int("axis", -1), float("epsilon", epsilon)];
    let y = c.call_as(Name::Result(0), "LayerNormalization", &[sum, gain, bias], attributes)?;
    // How many words of each row of the batch count.
    let words = match c.optional(7) {
        _ if c.result_name(1).is_empty() => y,
        None => c.literal("none", Literal::ints(&[batch], vec![0; batch]))?,
        Some(mask) => {
            let axes = c.list("axes", &[1])?;
            let counted = c.call_with("ReduceSum", &[mask, axes], vec![int("keepdims", 0)])?;
            c.reshaped(counted, &[batch])?
        }
    };
    Ok(vec![y, words, sum])
}
