//! Attention and what surrounds it: rotary embeddings, caches.
//!
//! Source: ONNX's `Attention` (23, 24), `RotaryEmbedding` (23).

use super::attributes::{bad, int};
use super::context::{Context, Made, Name};
use super::exclude::{Empty, masked, masked_softmax};
use crate::error::Problem;
use crate::float_graph::{Element, ValueId};

/// `[B, S, H·D]` as `[B, H, S, D]`; four axes are so already.
pub(super) fn heads(c: &mut Context<'_>, x: ValueId, count: i64) -> Made {
    let shape = c.shape(x);
    if shape.len() == 4 {
        return Ok(x);
    }
    let count = usize::try_from(count).ok().filter(|n| *n > 0);
    match (&shape[..], count) {
        ([b, s, width], Some(h)) if width % h == 0 => {
            let split = c.reshaped(x, &[*b, *s, h, width / h])?;
            c.turned(split, &[0, 2, 1, 3])
        }
        _ => Err(Problem::Shape(format!("{shape:?} does not split into {count:?} heads"))),
    }
}

/// Each of `H` heads so many times, side by side.
pub(super) fn repeated(c: &mut Context<'_>, x: ValueId, times: usize) -> Made {
    if times == 1 {
        return Ok(x);
    }
    let shape = c.shape(x);
    let [b, h, s, d] = shape[..] else { return Err(Problem::Shape(format!("{shape:?}"))) };
    let column = c.reshaped(x, &[b, h, 1, s, d])?;
    let whole = c.sizes("shape", &[b, h, times, s, d])?;
    let spread = c.call("Expand", &[column, whole])?;
    c.reshaped(spread, &[b, h * times, s, d])
}

/// What scores are made of and masked by.
struct Scores {
    /// Softcap and bias included.
    biased: ValueId,
    /// Which of them count; `None` for all.
    keep: Option<ValueId>,
    /// The product, and with the softcap.
    product: ValueId,
    capped: ValueId,
}

pub(super) fn attention(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(if c.version < 24 { 6 } else { 7 }, 4)?;
    c.attributes.ignore("softmax_precision");
    let (q, k, v) = (c.operand(0, "Q")?, c.operand(1, "K")?, c.operand(2, "V")?);
    let flat = c.shape(q).len() == 3;
    let (q_heads, kv_heads) = (c.attributes.int("q_num_heads", 0)?, c.attributes.int("kv_num_heads", 0)?);
    let q = heads(c, q, q_heads)?;
    let (mut k, mut v) = (heads(c, k, kv_heads)?, heads(c, v, kv_heads)?);
    let past = match (c.optional(4), c.optional(5)) {
        (Some(key), Some(value)) => {
            let length = c.shape(key).get(2).copied().unwrap_or(0);
            k = c.joined(&[key, k], 2)?;
            v = c.joined(&[value, v], 2)?;
            length
        }
        (None, None) => 0,
        _ => return Err(Problem::Shape("past_key and past_value come together".to_owned())),
    };
    let present = (k, v);
    let (shape, keys) = (c.shape(q), c.shape(k));
    let ([batch, h, rows, width], [_, own, columns, depth]) = (&shape[..], &keys[..]) else {
        return Err(Problem::Shape(format!("Q is {shape:?} and K {keys:?}")));
    };
    if *own == 0 || h % own != 0 || width != depth || c.shape(v).get(2) != Some(columns) {
        return Err(Problem::Shape(format!("Q is {shape:?}, K {keys:?} and V {:?}", c.shape(v))));
    }
    let (k, v) = (repeated(c, k, h / own)?, repeated(c, v, h / own)?);
    let scores = scores(c, q, k, past, [*batch, *h, *rows, *columns])?;
    let exposed = match c.attributes.int("qk_matmul_output_mode", 0)? {
        _ if c.result_name(3).is_empty() => None,
        0 => Some(scores.product),
        1 => Some(scores.capped),
        2 => Some(match scores.keep {
            Some(keep) => {
                let shape = c.shape(scores.biased);
                let copy = c.emit_part("bias", crate::float_graph::Op::Reshape, &[scores.biased], &shape)?;
                masked(c, copy, keep)
            }
            None => scores.biased,
        }),
        3 => None,
        mode => return Err(bad("qk_matmul_output_mode", &format!("is {mode}, expected 0 to 3"))),
    };
    let weights = match scores.keep {
        Some(keep) => masked_softmax(c, Name::Part("weights"), scores.biased, keep, 3, Empty::Zero)?,
        None => c.call_with("Softmax", &[scores.biased], vec![int("axis", -1)])?,
    };
    let mut y = c.call("MatMul", &[weights, v])?;
    if flat {
        y = c.turned(y, &[0, 2, 1, 3])?;
    }
    let out = if flat { vec![*batch, *rows, h * c.shape(v)[3]] } else { c.shape(y) };
    let y = c.emit(crate::float_graph::Op::Reshape, &[y], &out)?;
    Ok(vec![y, present.0, present.1, exposed.unwrap_or(weights)])
}

fn scores(
    c: &mut Context<'_>,
    q: ValueId,
    k: ValueId,
    past: usize,
    [batch, _, rows, columns]: [usize; 4],
) -> Made<Scores> {
    let width = c.shape(q)[3];
    let default = 1.0 / (width.max(1) as f32).sqrt();
    let scale = c.attributes.float("scale", default)?;
    let turned = c.turned(k, &[0, 1, 3, 2])?;
    let product = c.call("MatMul", &[q, turned])?;
    let scale = c.scalar("scale", scale)?;
    let product = c.call("Mul", &[product, scale])?;
    let mut capped = product;
    let softcap = c.attributes.float("softcap", 0.0)?;
    if softcap > 0.0 {
        let cap = c.scalar("softcap", softcap)?;
        let part = c.call("Div", &[product, cap])?;
        let part = c.call("Tanh", &[part])?;
        capped = c.call("Mul", &[part, cap])?;
    }
    let mut scores = Scores { biased: capped, keep: None, product, capped };
    if let Some(given) = c.optional(3) {
        given_mask(c, &mut scores, given, columns)?;
    }
    // Of a cache that is not full, so many keys count.
    let lengths = match c.optional(6) {
        Some(_) if past > 0 => return Err(Problem::Shape("nonpad_kv_seqlen beside past keys".to_owned())),
        Some(_) => Some(c.integers(6, "nonpad_kv_seqlen")?),
        None => None,
    };
    if lengths.as_ref().is_some_and(|l| l.len() != batch) {
        return Err(Problem::Shape(format!("nonpad_kv_seqlen for {batch} elements")));
    }
    let causal = c.attributes.flag("is_causal", false)?;
    let side = |name: &str| Ok::<_, Problem>(u32::try_from(c.attributes.int(name, -1)?).ok().map(i64::from));
    let sides = [side("left_window_size")?, side("right_window_size")?];
    if causal || lengths.is_some() || sides != [None, None] {
        let mut values = Vec::with_capacity(batch * rows * columns);
        let batches = if lengths.is_some() { batch } else { 1 };
        for b in 0..batches {
            let length = lengths.as_ref().map(|l| l[b]);
            let offset = length.map_or(past as i64, |n| n - rows as i64);
            for (i, j) in (0..rows as i64).flat_map(|i| (0..columns as i64).map(move |j| (i, j))) {
                let distance = i + offset - j;
                let near = sides[0].is_none_or(|n| distance <= n) && sides[1].is_none_or(|n| -distance <= n);
                let seen = near && (!causal || distance >= 0);
                values.push(seen && length.is_none_or(|n| j < n));
            }
        }
        let known = c.flags("mask", &[batches, 1, rows, columns], values.into_iter())?;
        also(c, &mut scores, known)?;
    }
    Ok(scores)
}

/// One more condition for what counts.
fn also(c: &mut Context<'_>, scores: &mut Scores, keep: ValueId) -> Made<()> {
    // A mask of fewer axes stands for all before them.
    let mut shape = c.shape(keep);
    while shape.len() < 4 {
        shape.insert(0, 1);
    }
    let keep = c.reshaped(keep, &shape)?;
    scores.keep = Some(match scores.keep {
        None => keep,
        Some(other) => c.call("And", &[other, keep])?,
    });
    Ok(())
}

/// A mask of booleans, which leaves out, or of floats, which are added; keys beyond it do not count.
fn given_mask(c: &mut Context<'_>, scores: &mut Scores, given: ValueId, columns: usize) -> Made<()> {
    let shape = c.shape(given);
    let own = shape.last().copied().unwrap_or(1);
    let mut given = given;
    if own < columns {
        let rank = shape.len();
        let mut pads = vec![0; 2 * rank];
        pads[2 * rank - 1] = (columns - own) as i64;
        let pads = c.list("pads", &pads)?;
        if c.element(given) == Element::Float {
            let beyond = c.flags("mask", &[columns], (0..columns).map(|j| j < own))?;
            also(c, scores, beyond)?;
        }
        given = c.call("Pad", &[given, pads])?;
    }
    if c.element(given) != Element::Float {
        return also(c, scores, given);
    }
    let sum = c.call("Add", &[scores.biased, given])?;
    // A mask with elements of minus infinity leaves those out.
    match c.graph.excluded.remove(&sum) {
        None => scores.biased = sum,
        Some(keep) => {
            scores.biased = sum;
            also(c, scores, keep)?;
        }
    }
    Ok(())
}

/// Source: ONNX's `RotaryEmbedding`: halves, or neighbours, are turned by angles that belong to positions.
pub(super) fn rotary_embedding(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(4, 1)?;
    let (given, cos, sin) = (c.operand(0, "X")?, c.operand(1, "cos_cache")?, c.operand(2, "sin_cache")?);
    let x = {
        let count = c.attributes.int("num_heads", 0)?;
        heads(c, given, count)?
    };
    let y = rotated(c, x, [cos, sin], c.optional(3))?;
    let shape = c.shape(given);
    if shape.len() == 4 {
        return Ok(vec![c.emit(crate::float_graph::Op::Reshape, &[y], &shape)?]);
    }
    let y = c.turned(y, &[0, 2, 1, 3])?;
    Ok(vec![c.emit(crate::float_graph::Op::Reshape, &[y], &shape)?])
}

/// `[B, H, S, D]` turned.
pub(super) fn rotated(
    c: &mut Context<'_>,
    x: ValueId,
    caches: [ValueId; 2],
    positions: Option<ValueId>,
) -> Made {
    let shape = c.shape(x);
    let [_, _, rows, width] = shape[..] else { return Err(Problem::Shape(format!("X is {shape:?}"))) };
    let turned = match c.attributes.int("rotary_embedding_dim", 0)? {
        0 => width,
        n => usize::try_from(n)
            .ok()
            .filter(|n| *n <= width)
            .ok_or_else(|| bad("rotary_embedding_dim", &format!("is {n}, but a head is {width} wide")))?,
    };
    let half = turned / 2;
    let interleaved = c.attributes.flag("interleaved", false)?;
    // As [B or 1, 1, S, half].
    let mut angles = caches;
    for cache in &mut angles {
        if let Some(positions) = positions {
            *cache = c.call_with("Gather", &[*cache, positions], vec![int("axis", 0)])?;
        }
        let shape = c.shape(*cache);
        let whole = match shape[..] {
            [b, s, w] if s == rows && w == half => vec![b, 1, s, w],
            [s, w] if s == rows && w == half => vec![1, 1, s, w],
            _ => return Err(Problem::Shape(format!("angles of {shape:?} for {rows} rows of {half}"))),
        };
        *cache = c.reshaped(*cache, &whole)?;
    }
    let [cos, sin] = angles;
    let part = |c: &mut Context<'_>, x: ValueId, first: usize, end: usize, step: usize| {
        let (starts, ends) = (c.sizes("starts", &[first])?, c.sizes("ends", &[end])?);
        let (axes, steps) = (c.list("axes", &[3])?, c.sizes("steps", &[step])?);
        c.call("Slice", &[x, starts, ends, axes, steps])
    };
    let (a, b) = if interleaved {
        (part(c, x, 0, turned, 2)?, part(c, x, 1, turned, 2)?)
    } else {
        (part(c, x, 0, half, 1)?, part(c, x, half, turned, 1)?)
    };
    let products = [(cos, a), (sin, b), (sin, a), (cos, b)];
    let mut made = Vec::with_capacity(4);
    for (angle, x) in products {
        made.push(c.call("Mul", &[angle, x])?);
    }
    let real = c.call("Sub", &[made[0], made[1]])?;
    let imaginary = c.call("Add", &[made[2], made[3]])?;
    let mut y = if interleaved {
        let pair = [c.unsqueezed(real, 4)?, c.unsqueezed(imaginary, 4)?];
        let pair = c.joined(&pair, 4)?;
        c.reshaped(pair, &[shape[0], shape[1], rows, turned])?
    } else {
        c.joined(&[real, imaginary], 3)?
    };
    if turned < width {
        let rest = part(c, x, turned, width, 1)?;
        y = c.joined(&[y, rest], 3)?;
    }
    Ok(y)
}
