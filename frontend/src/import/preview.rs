//! Operators of ai.onnx.preview.

use super::attention::repeated;
use super::attributes::int;
use super::compose::Nested;
use super::context::{Context, Made, Name};
use super::operators::{Operator, row};
use crate::error::Problem;
use crate::float_graph::ValueId;

/// All of them, by name.
pub const OPERATORS: &[Operator] = &[row("FlexAttention", &[1], flex_attention)];

/// Attention whose scores and probabilities each pass through a graph of the model's own, if it has one.
fn flex_attention(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    c.attributes.ignore("softmax_precision");
    let (q, k, v) = (c.operand(0, "Q")?, c.operand(1, "K")?, c.operand(2, "V")?);
    let (shape, keys) = (c.shape(q), c.shape(k));
    let ([_, heads, _, width], [_, own, _, depth]) = (&shape[..], &keys[..]) else {
        return Err(Problem::Shape(format!("Q is {shape:?} and K {keys:?}, 4 dimensions expected")));
    };
    if *own == 0 || heads % own != 0 || width != depth {
        return Err(Problem::Shape(format!("Q is {shape:?} and K {keys:?}")));
    }
    let (k, v) = (repeated(c, k, heads / own)?, repeated(c, v, heads / own)?);
    let turned = c.turned(k, &[0, 1, 3, 2])?;
    let product = c.call("MatMul", &[q, turned])?;
    let scale = c.attributes.float("scale", 1.0 / (*width.max(&1) as f32).sqrt())?;
    let scale = c.scalar("scale", scale)?;
    let scores = c.call("Mul", &[product, scale])?;
    let scores = modified(c, "score_mod", scores)?;
    let weights = c.call_with("Softmax", &[scores], vec![int("axis", -1)])?;
    let weights = modified(c, "prob_mod", weights)?;
    Ok(vec![c.call_as(Name::Result(0), "MatMul", &[weights, v], vec![])?])
}

/// What the graph of an attribute makes of a value; itself where there is none.
fn modified(c: &mut Context<'_>, name: &str, x: ValueId) -> Made {
    if !c.attributes.has(name) {
        return Ok(x);
    }
    let graph = c.attributes.graph(name)?;
    let results = Nested::new(c, graph)?.run(c, &[x])?;
    let shape = c.shape(x);
    let fits = |y: &&ValueId| c.shape(**y) == shape;
    results
        .first()
        .filter(fits)
        .copied()
        .ok_or_else(|| Problem::Shape(format!("{name} does not keep {shape:?}")))
}
