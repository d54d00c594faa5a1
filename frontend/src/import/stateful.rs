//! Layers with a state that is an operand and a result: linear attention and causal convolution.
//!
//! Source: ONNX's `LinearAttention` and `CausalConvWithState` (27).

use super::attention::heads;
use super::attributes::{bad, int, ints};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Op, ValueId};
use crate::literal::Literal;

/// Longest sequence.
const MOST: usize = 1 << 10;

/// `[B, T, n·w]` as `[B, n, T, w]`.
fn split(c: &mut Context<'_>, x: ValueId, n: usize) -> Made {
    heads(c, x, n as i64)
}

pub(super) fn linear_attention(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(6, 2)?;
    c.attributes.ignore("chunk_size");
    let rule = c.attributes.string("update_rule")?.unwrap_or("gated_delta").to_owned();
    let (gated, delta) = match rule.as_str() {
        "linear" => (false, false),
        "gated" => (true, false),
        "delta" => (false, true),
        "gated_delta" => (true, true),
        other => return Err(bad("update_rule", &format!("is '{other}'"))),
    };
    let count = |name: &str| {
        let n = usize::try_from(c.attributes.int(name, 0)?).ok().filter(|n| *n > 0);
        n.ok_or_else(|| bad(name, "is required"))
    };
    let (q_heads, own) = (count("q_num_heads")?, count("kv_num_heads")?);
    if q_heads % own != 0 {
        return Err(bad("q_num_heads", &format!("is {q_heads}, no multiple of {own}")));
    }
    let (q, k, v) = (c.operand(0, "query")?, c.operand(1, "key")?, c.operand(2, "value")?);
    if [q, k, v].iter().any(|id| c.shape(*id).len() != 3) {
        return Err(Problem::Shape("query, key and value need 3 dimensions".to_owned()));
    }
    let (q, k, v) = (split(c, q, q_heads)?, split(c, k, own)?, split(c, v, own)?);
    let (shape, width) = (c.shape(k), c.shape(v)[3]);
    let [batch, _, length, depth] = shape[..] else { return Err(Problem::Shape(format!("K {shape:?}"))) };
    if length > MOST {
        return Err(Problem::TooLarge { what: "the sequence", got: length as u64, limit: MOST as u64 });
    }
    let scale = match c.attributes.float("scale", 0.0)? {
        0.0 => 1.0 / (depth as f64).sqrt(),
        given => given,
    };
    let decay = match (gated, c.optional(4)) {
        (true, Some(decay)) => {
            let exp = c.call("Exp", &[decay])?;
            Some(split(c, exp, own)?)
        }
        (false, None) => None,
        _ => return Err(Problem::Shape(format!("decay for the rule {rule}"))),
    };
    let beta = match (delta, c.optional(5)) {
        (true, Some(beta)) => {
            let own = c.shape(beta).last().copied().unwrap_or(1);
            Some(split(c, beta, own)?)
        }
        (false, None) => None,
        _ => return Err(Problem::Shape(format!("beta for the rule {rule}"))),
    };
    let mut state = match c.optional(3) {
        Some(past) => past,
        None => {
            let shape = [batch, own, depth, width];
            let zeros = vec![0.0; c.limits.count(&shape)?];
            c.literal("state", Literal::floats(&shape, zeros))?
        }
    };
    let mut rows = Vec::with_capacity(length);
    for t in 0..length {
        // Keys are columns, values and queries rows.
        let key = c.at(k, 2, t)?;
        let column = c.unsqueezed(key, 3)?;
        let value = c.at(v, 2, t)?;
        let mut value = c.unsqueezed(value, 2)?;
        if let Some(decay) = decay {
            let own = c.at(decay, 2, t)?;
            let own = c.unsqueezed(own, 3)?;
            state = c.call("Mul", &[state, own])?;
        }
        if let Some(beta) = beta {
            let row = c.unsqueezed(key, 2)?;
            let retrieved = c.call("MatMul", &[row, state])?;
            let own = c.at(beta, 2, t)?;
            let own = c.unsqueezed(own, 3)?;
            let difference = c.call("Sub", &[value, retrieved])?;
            value = c.call("Mul", &[difference, own])?;
        }
        let written = c.call("Mul", &[column, value])?;
        state = c.call("Add", &[state, written])?;
        let query = c.at(q, 2, t)?;
        let query = c.reshaped(query, &[batch, own, q_heads / own, depth])?;
        let read = c.call("MatMul", &[query, state])?;
        rows.push(c.reshaped(read, &[batch, 1, q_heads * width])?);
    }
    let all = c.joined(&rows, 1)?;
    let scale = c.scalar("scale", scale)?;
    let y = c.call_as(Name::Result(0), "Mul", &[all, scale], vec![])?;
    Ok(vec![y, state])
}

/// A convolution of each channel by itself, behind what came before.
pub(super) fn causal_conv(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(4, 2)?;
    let (x, w) = (c.operand(0, "input")?, c.operand(1, "weight")?);
    let (shape, kernel) = (c.shape(x), c.shape(w));
    let ([batch, channels, length], [_, 1, k]) = (&shape[..], &kernel[..]) else {
        return Err(Problem::Shape(format!("input {shape:?} and weight {kernel:?}")));
    };
    let silu = match c.attributes.string("activation")?.unwrap_or("none") {
        "none" => false,
        "silu" | "swish" => true,
        other => return Err(bad("activation", &format!("is '{other}', expected none, silu or swish"))),
    };
    let past = match c.optional(3) {
        Some(past) => past,
        None => {
            let shape = [*batch, *channels, k - 1];
            let zeros = vec![0.0; c.limits.count_or_empty(&shape)?];
            c.literal("past", Literal::floats(&shape, zeros))?
        }
    };
    let padded = c.joined(&[past, x], 2)?;
    let operands = vec![Some(padded), Some(w), c.optional(2)];
    let attributes = vec![int("group", *channels as i64), ints("kernel_shape", &[*k as i64])];
    let output = vec![c.called(Name::Part("Conv"))];
    let conv = c.call_all("Conv", operands, attributes, output)?;
    let mut y = *conv.first().ok_or_else(|| Problem::Unsupported("Conv without a result".to_owned()))?;
    if silu {
        y = c.call("Swish", &[y])?;
    }
    let out = c.shape(y);
    let y = c.emit(Op::Reshape, &[y], &out)?;
    let state = c.sliced(padded, 2, *length, length + k - 1)?;
    Ok(vec![y, state])
}
