//! Attention whose queries share keys and values in groups, as exporters of language models write it: a whole prompt at
//! once, without a cache.
//!
//! Source: onnxruntime's `GroupQueryAttention`.

use super::attributes::{float, int};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::ValueId;
use crate::literal::Literal;

/// Operands behind the lengths that change the meaning.
const OTHERS: [(usize, &str); 2] = [(10, "attention_bias"), (11, "head_sink")];

pub(super) fn group_query_attention(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(12, 3)?;
    let (count, own) = (c.attributes.int("num_heads", 0)?, c.attributes.int("kv_num_heads", 0)?);
    for (index, name) in OTHERS {
        if c.optional(index).is_some() {
            return Err(Problem::Unsupported(name.to_owned()));
        }
    }
    if c.attributes.int("smooth_softmax", 0)? > 0 || c.attributes.int("qk_output", 0)? != 0 {
        return Err(Problem::Unsupported("smooth_softmax or qk_output".to_owned()));
    }
    if (3..5).any(|i| c.optional(i).is_some_and(|id| !c.graph.value(id).is_empty())) {
        return Err(Problem::Unsupported("a cache of keys and values".to_owned()));
    }
    let [mut q, k, v] = sides(c, count, own)?;
    let [batch, rows, _] = c.shape(q)[..] else { return Err(Problem::Shape("a query of three axes".into())) };
    // A prompt is as long as its rows; shorter ones in a batch would have to be known.
    let lengths = c.optional(5).and_then(|id| c.graph.constant(id));
    let whole = lengths.as_ref().is_none_or(|l| l.iter().all(|n| *n == rows as f64 - 1.0));
    if !whole || (lengths.is_none() && batch != 1) {
        return Err(Problem::Unsupported("prompts of unlike lengths".to_owned()));
    }
    let mut k = k;
    if c.attributes.flag("do_rotary", false)? {
        q = turned(c, q, count, [batch, rows])?;
        k = turned(c, k, own, [batch, rows])?;
    }
    c.attributes.ignore("rotary_interleaved");
    let mut attributes = vec![int("q_num_heads", count), int("kv_num_heads", own), int("is_causal", 1)];
    if c.attributes.float("scale", 0.0)? != 0.0 {
        attributes.push(float("scale", c.attributes.float("scale", 0.0)? as f32));
    }
    attributes.push(float("softcap", c.attributes.float("softcap", 0.0)?.max(0.0) as f32));
    // So many keys count, a row's own included.
    let window = c.attributes.int("local_window_size", -1)?;
    if window > 0 {
        attributes.push(int("left_window_size", window - 1));
    }
    let names = (0..3).map(|i| if i == 0 { c.called(Name::Result(0)) } else { c.fresh("present") }).collect();
    let mut made = c.call_all("Attention", vec![Some(q), Some(k), Some(v)], attributes, names)?;
    made.truncate(3);
    Ok(made)
}

/// Queries, keys and values as rows of all their heads; one tensor may hold all three.
fn sides(c: &mut Context<'_>, count: i64, own: i64) -> Made<[ValueId; 3]> {
    let q = c.operand(0, "query")?;
    if let (Some(k), Some(v)) = (c.optional(1), c.optional(2)) {
        return Ok([q, k, v]);
    }
    let shape = c.shape(q);
    let all = count.saturating_add(own.saturating_mul(2));
    let width = shape.last().map_or(0, |w| *w as i64);
    if shape.len() != 3 || count <= 0 || own <= 0 || width % all.max(1) != 0 {
        return Err(Problem::Shape(format!("{shape:?} does not split into {count} and twice {own} heads")));
    }
    let head = width / all;
    let sizes = Literal::ints(&[3], vec![count * head, own * head, own * head]);
    let sizes = c.literal("sizes", sizes)?;
    let names = (0..3).map(|_| c.fresh("side")).collect();
    let made = c.call_all("Split", vec![Some(q), Some(sizes)], vec![int("axis", 2)], names)?;
    made.try_into().map_err(|_| Problem::Shape("a split in three".to_owned()))
}

fn turned(c: &mut Context<'_>, x: ValueId, heads: i64, [batch, rows]: [usize; 2]) -> Made {
    let (cos, sin) = (c.operand(7, "cos_cache")?, c.operand(8, "sin_cache")?);
    let positions = match c.optional(9) {
        Some(given) => given,
        None => {
            let steps = (0..batch).flat_map(|_| 0..rows as i64).collect();
            c.literal("positions", Literal::ints(&[batch, rows], steps))?
        }
    };
    let interleaved = c.attributes.int("rotary_interleaved", 0)?;
    let attributes = vec![int("num_heads", heads), int("interleaved", interleaved)];
    let name = vec![c.fresh("turned")];
    let operands = vec![Some(x), Some(cos), Some(sin), Some(positions)];
    let made = c.call_all("RotaryEmbedding", operands, attributes, name)?;
    made.first().copied().ok_or_else(|| Problem::Unsupported("a rotation without a result".to_owned()))
}
