//! Operators of com.microsoft, as onnxruntime's optimiser and exporters write them, made of the standard ones.
//!
//! Source: onnxruntime's `docs/ContribOperators.md`.

use super::attention::{heads, rotated};
use super::attributes::{bad, float, int, string};
use super::context::{Context, Made, Name};
use super::exclude::{Empty, masked_softmax};
use super::norms::{from_axis, normal, scaled};
use super::operators::{Operator, row};
use super::{arithmetic, choices, diffusion, distances, embedding, grouped, on_reals, quantised};
use crate::error::Problem;
use crate::float_graph::{Op, ValueId};
use crate::literal::Literal;

/// All of them, by name.
pub const OPERATORS: &[Operator] = &[
    row("BiasAdd", &[1], diffusion::bias_add),
    row("BiasGelu", &[1], bias_gelu),
    row("BiasSplitGelu", &[1], diffusion::bias_split_gelu),
    row("CDist", &[1], distances::c_dist),
    row("DequantizeLinear", &[1], choices::dequantize_linear),
    row("DynamicQuantizeMatMul", &[1], on_reals::dynamic_quantize_mat_mul),
    row("EmbedLayerNormalization", &[1], embedding::embed_layer_normalization),
    row("FastGelu", &[1], fast_gelu),
    row("FusedConv", &[1], fused_conv),
    row("FusedGemm", &[1], fused_gemm),
    row("FusedMatMul", &[1], fused_mat_mul),
    row("Gelu", &[1], arithmetic::gelu),
    row("GroupNorm", &[1], diffusion::group_norm),
    row("GroupQueryAttention", &[1], grouped::group_query_attention),
    row("MatMulIntegerToFloat", &[1], on_reals::mat_mul_integer_to_float),
    row("MatMulNBits", &[1], mat_mul_n_bits),
    row("MultiHeadAttention", &[1], multi_head_attention),
    row("QGemm", &[1], quantised::q_gemm),
    row("QLinearAdd", &[1], |c| on_reals::plain(c, "Add", 2)),
    row("QLinearAveragePool", &[1], on_reals::average_pool),
    row("QLinearConcat", &[1], on_reals::concat),
    row("QLinearGlobalAveragePool", &[1], on_reals::global_average_pool),
    row("QLinearLeakyRelu", &[1], on_reals::leaky_relu),
    row("QLinearMul", &[1], |c| on_reals::plain(c, "Mul", 2)),
    row("QLinearSigmoid", &[1], |c| on_reals::plain(c, "Sigmoid", 1)),
    row("QLinearSoftmax", &[1], on_reals::softmax),
    row("QLinearWhere", &[1], on_reals::selected),
    row("QuantizeLinear", &[1], choices::quantize_linear),
    row("QuickGelu", &[1], quick_gelu),
    row("RotaryEmbedding", &[1], rotary_embedding),
    row("SimplifiedLayerNormalization", &[1], simplified_layer_normalization),
    row("SkipLayerNormalization", &[1], skip_layer_normalization),
    row("SkipSimplifiedLayerNormalization", &[1], skip_simplified_layer_normalization),
];

fn bias_gelu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let sum = c.call("Add", &[a, b])?;
    Ok(vec![c.call_as(Name::Result(0), "Gelu", &[sum], vec![])?])
}

/// The form with the hyperbolic tangent.
fn fast_gelu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let mut x = c.operand(0, "X")?;
    if let Some(bias) = c.optional(1) {
        x = c.call("Add", &[x, bias])?;
    }
    Ok(vec![c.call_as(Name::Result(0), "Gelu", &[x], vec![string("approximate", "tanh")])?])
}

/// `x·sigmoid(alpha·x)`.
fn quick_gelu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let alpha = c.attributes.float("alpha", 1.702)? as f32;
    Ok(vec![c.call_as(Name::Result(0), "Swish", &[x], vec![float("alpha", alpha)])?])
}

/// The activation that is fused to an operator, with these parameters in the order of [`PARAMETERS`].
fn activated(c: &mut Context<'_>, x: ValueId, given: &[(&str, f64)]) -> Made {
    let name = c.attributes.string("activation")?.unwrap_or("").to_owned();
    let Some((_, takes)) = PARAMETERS.iter().find(|(n, _)| *n == name) else {
        return Err(bad("activation", &format!("is '{name}'")));
    };
    if let Some((parameter, value)) = given.get(takes.len()) {
        return Err(bad(parameter, &format!("is {value}, but '{name}' has {} parameters", takes.len())));
    }
    let shape = c.shape(x);
    match name.as_str() {
        "" => c.emit(Op::Reshape, &[x], &shape),
        "Clip" => {
            let bound = |at: usize, none: f32| given.get(at).map_or(none.into(), |(_, v)| *v);
            let (lo, hi) = (bound(0, f32::MIN), bound(1, f32::MAX));
            let lo = c.scalar("lo", lo)?;
            let hi = c.scalar("hi", hi)?;
            c.call_as(Name::Result(0), "Clip", &[x, lo, hi], vec![])
        }
        _ => {
            let attributes = takes.iter().zip(given).map(|(to, (_, v))| float(to, *v as f32)).collect();
            c.call_as(Name::Result(0), &name, &[x], attributes)
        }
    }
}

/// Activations that may be fused, and the attributes that their parameters are.
const PARAMETERS: &[(&str, &[&str])] = &[
    ("", &[]),
    ("Clip", &["min", "max"]),
    ("Elu", &["alpha"]),
    ("HardSigmoid", &["alpha", "beta"]),
    ("LeakyRelu", &["alpha"]),
    ("Relu", &[]),
    ("Sigmoid", &[]),
    ("Softplus", &[]),
    ("Softsign", &[]),
    ("Tanh", &[]),
    ("ThresholdedRelu", &["alpha"]),
];

/// The standard operator with this node's attributes but those named, which are the activation's.
fn inner(c: &mut Context<'_>, operator: &str, operands: usize, but: &[&str]) -> Made {
    let own = |name: &str| name != "activation" && !but.contains(&name);
    let attributes: Vec<_> = c.attributes.all().iter().filter(|a| own(&a.name)).cloned().collect();
    let ids = (0..operands).map(|i| c.optional(i)).collect();
    let name = c.called(Name::Part(operator));
    let made = c.call_all(operator, ids, attributes, vec![name])?;
    made.first().copied().ok_or_else(|| Problem::Unsupported(format!("{operator} without a result")))
}

/// A convolution, what is added to it, and an activation whose parameters are one list.
fn fused_conv(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    const LIST: &str = "activation_params";
    c.arity(4, 1)?;
    let mut y = inner(c, "Conv", 3, &[LIST])?;
    if let Some(addend) = c.optional(3) {
        y = c.call("Add", &[y, addend])?;
    }
    let given = c.attributes.floats(LIST)?.unwrap_or_default();
    let given: Vec<_> = given.iter().map(|v| (LIST, f64::from(*v))).collect();
    Ok(vec![activated(c, y, &given)?])
}

/// A Gemm and an activation whose parameters are attributes of their own.
fn fused_gemm(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    const NAMES: [&str; 3] = ["activation_alpha", "activation_beta", "activation_gamma"];
    c.arity(3, 1)?;
    let y = inner(c, "Gemm", 3, &NAMES)?;
    let mut given = Vec::new();
    for (i, name) in NAMES.into_iter().enumerate() {
        if c.attributes.has(name) {
            if given.len() < i {
                return Err(bad(name, &format!("is given without {}", NAMES[i - 1])));
            }
            given.push((name, c.attributes.float(name, 0.0)?));
        }
    }
    Ok(vec![activated(c, y, &given)?])
}

/// A matrix product of operands that may be turned, times a factor.
fn fused_mat_mul(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let mut sides = [c.operand(0, "A")?, c.operand(1, "B")?];
    for name in ["transBatchA", "transBatchB"] {
        if c.attributes.flag(name, false)? {
            return Err(Problem::Unsupported(format!("{name} = 1")));
        }
    }
    for (side, name) in sides.iter_mut().zip(["transA", "transB"]) {
        let rank = c.shape(*side).len() as i64;
        if c.attributes.flag(name, false)? && rank >= 2 {
            let perm: Vec<i64> = (0..rank - 2).chain([rank - 1, rank - 2]).collect();
            *side = c.turned(*side, &perm)?;
        }
    }
    let alpha = c.attributes.float("alpha", 1.0)?;
    if alpha == 1.0 {
        return Ok(vec![c.call_as(Name::Result(0), "MatMul", &sides, vec![])?]);
    }
    let y = c.call("MatMul", &sides)?;
    let alpha = c.scalar("alpha", alpha)?;
    Ok(vec![c.call_as(Name::Result(0), "Mul", &[y, alpha], vec![])?])
}

/// `[N, K]` weights of few bits, each block of a row with its own scale and zero point, the low bits of a byte first.
fn mat_mul_n_bits(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(6, 1)?;
    c.attributes.ignore("accuracy_level");
    let a = c.operand(0, "A")?;
    let size = |name: &str, default: i64| {
        let v = c.attributes.int(name, default)?;
        usize::try_from(v)
            .ok()
            .filter(|v| *v > 0 && *v < 1 << 24)
            .ok_or_else(|| bad(name, &format!("is {v}")))
    };
    let (k, n, bits, block) = (size("K", 0)?, size("N", 0)?, size("bits", 4)?, size("block_size", 0)?);
    if ![2, 4, 8].contains(&bits) {
        return Err(bad("bits", &format!("is {bits}, expected 2, 4 or 8")));
    }
    if c.optional(4).is_some() {
        return Err(Problem::Unsupported("g_idx".to_owned()));
    }
    let blocks = k.div_ceil(block);
    let (packed, scales) = (c.integers(1, "B")?, c.constant(2, "scales")?.to_f64());
    let zeros = match c.optional(3) {
        Some(_) => Some(c.constant(3, "zero_points")?.clone()),
        None => None,
    };
    let each = 8 / bits;
    let bytes = block.div_ceil(each);
    c.limits.count(&[n, k])?;
    if packed.len() != n * blocks * bytes || scales.len() != n * blocks {
        return Err(Problem::Shape(format!(
            "{} bytes and {} scales for [{n}, {k}]",
            packed.len(),
            scales.len()
        )));
    }
    let digit = |byte: i64, at: usize| (byte >> (at % each * bits)) & ((1 << bits) - 1);
    let row_bytes = blocks.div_ceil(each);
    let zero = |row: usize, b: usize| match &zeros {
        None => Some((1i64 << (bits - 1)) as f64),
        Some(z) if matches!(z.data, crate::literal::Data::Float(_)) => {
            z.to_f64().get(row * blocks + b).copied()
        }
        Some(z) => z.to_f64().get(row * row_bytes + b / each).map(|v| digit(*v as i64, b) as f64),
    };
    let mut weights = vec![0.0; k * n];
    for row in 0..n {
        for b in 0..blocks {
            let zero = zero(row, b).ok_or_else(|| Problem::Shape("too few zero points".to_owned()))?;
            for i in b * block..k.min((b + 1) * block) {
                let at = i - b * block;
                let byte = packed[(row * blocks + b) * bytes + at / each];
                weights[i * n + row] = (digit(byte, at) as f64 - zero) * scales[row * blocks + b];
            }
        }
    }
    let weights = c.literal("weights", Literal::floats(&[k, n], weights))?;
    let Some(bias) = c.optional(5) else {
        return Ok(vec![c.call_as(Name::Result(0), "MatMul", &[a, weights], vec![])?]);
    };
    let y = c.call("MatMul", &[a, weights])?;
    Ok(vec![c.call_as(Name::Result(0), "Add", &[y, bias], vec![])?])
}

/// Root mean square normalisation; the second result is the inverse of the root.
pub(super) fn simplified_layer_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 2)?;
    c.attributes.ignore("stash_type");
    let (x, gain) = (c.operand(0, "X")?, c.operand(1, "scale")?);
    let (y, normal) = from_axis(c, x, gain, None, false)?;
    let [_, inverse] = normal.statistics(c)?;
    Ok(vec![y, inverse])
}

fn skip_layer_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let (gamma, beta, bias) = (c.operand(2, "gamma")?, c.optional(3), c.optional(4));
    skip(c, gamma, beta, bias, true)
}

fn skip_simplified_layer_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let (gamma, bias) = (c.operand(2, "gamma")?, c.optional(3));
    skip(c, gamma, None, bias, false)
}

/// The normalisation of a sum, which is the fourth result.
fn skip(
    c: &mut Context<'_>,
    gamma: ValueId,
    beta: Option<ValueId>,
    bias: Option<ValueId>,
    centred: bool,
) -> Made<Vec<ValueId>> {
    c.arity(5, 4)?;
    let (x, other) = (c.operand(0, "input")?, c.operand(1, "skip")?);
    let epsilon = c.attributes.float("epsilon", 1e-12)?;
    let mut sum = c.call("Add", &[x, other])?;
    if let Some(bias) = bias {
        sum = c.call("Add", &[sum, bias])?;
    }
    let last = Context::axis(-1, c.shape(sum).len())?;
    let normal = normal(c, Name::Part("normalised"), sum, &[last], epsilon, centred)?;
    let y = scaled(c, normal.y, Some(gamma), beta)?;
    let [mean, inverse] = normal.statistics(c)?;
    Ok(vec![y, mean, inverse, sum])
}

/// As the standard one, with positions before the caches, and one position for each batch element or for all rows.
fn rotary_embedding(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(4, 1)?;
    for name in ["is_packed_batching", "scale"] {
        c.attributes.ignore(name);
    }
    let (given, positions) = (c.operand(0, "input")?, c.operand(1, "position_ids")?);
    let caches = [c.operand(2, "cos_cache")?, c.operand(3, "sin_cache")?];
    let shape = c.shape(given);
    let x = if shape.len() == 3 {
        let count = match c.attributes.int("num_heads", 0)? {
            0 => {
                let half = c.shape(caches[0]).last().copied().unwrap_or(1).max(1);
                (shape[2] / (2 * half)) as i64
            }
            n => n,
        };
        heads(c, given, count)?
    } else {
        given
    };
    c.attributes.ignore("num_heads");
    let [batch, _, rows, _] = c.shape(x)[..] else { return Err(Problem::Shape(format!("X is {shape:?}"))) };
    // One number is where all rows begin.
    let positions = if c.graph.value(positions).len() == 1 {
        let steps = c.literal("steps", Literal::ints(&[1, rows], (0..rows as i64).collect()))?;
        let first = c.reshaped(positions, &[1, 1])?;
        let all = c.call("Add", &[first, steps])?;
        let whole = Literal::ints(&[2], vec![batch as i64, rows as i64]);
        let whole = c.literal("shape", whole)?;
        c.call("Expand", &[all, whole])?
    } else {
        c.reshaped(positions, &[batch, rows])?
    };
    let mut y = rotated(c, x, caches, Some(positions))?;
    if shape.len() == 3 {
        y = c.turned(y, &[0, 2, 1, 3])?;
    }
    Ok(vec![c.emit(Op::Reshape, &[y], &shape)?])
}

/// Attention of queries, keys and values as rows of all heads, without caches and packing.
fn multi_head_attention(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(6, 1)?;
    let count = c.attributes.int("num_heads", 0)?;
    let mut sides = [c.operand(0, "query")?, c.operand(1, "key")?, c.operand(2, "value")?];
    if sides.iter().any(|id| c.shape(*id).len() != 3) {
        return Err(Problem::Unsupported("packed keys or values".to_owned()));
    }
    if let Some(bias) = c.optional(3) {
        let mut first = 0;
        for side in &mut sides {
            let width = c.shape(*side)[2];
            let own = c.sliced(bias, 0, first, first + width)?;
            *side = c.call("Add", &[*side, own])?;
            first += width;
        }
    }
    let rows = c.shape(sides[0]);
    let mut split = sides;
    for side in &mut split {
        *side = heads(c, *side, count)?;
    }
    let [q, k, v] = split;
    let (width, keys) = (c.shape(q)[3], c.shape(k)[2]);
    let scale = match c.attributes.float("scale", 0.0)? {
        0.0 => 1.0 / (width as f64).sqrt(),
        given => given,
    };
    let turned = c.turned(k, &[0, 1, 3, 2])?;
    let product = c.call("MatMul", &[q, turned])?;
    let scale = c.scalar("scale", scale)?;
    let mut scores = c.call("Mul", &[product, scale])?;
    if let Some(bias) = c.optional(5) {
        scores = c.call("Add", &[scores, bias])?;
    }
    let filter = c.attributes.float("mask_filter_value", -10000.0)?;
    if let Some(mask) = c.optional(4) {
        if c.shape(mask) != [rows[0], keys] {
            return Err(Problem::Unsupported(format!("a mask of {:?}", c.shape(mask))));
        }
        // What is masked gets this much more, a row without any key all of them.
        let kept = c.call_with("Cast", &[mask], vec![int("to", 9)])?;
        let wide = c.reshaped(kept, &[rows[0], 1, 1, keys])?;
        let none = c.scalar("kept", 0.0)?;
        let filter = c.scalar("filtered", filter)?;
        let added = c.call("Where", &[wide, none, filter])?;
        scores = c.call("Add", &[scores, added])?;
    }
    let weights = if c.attributes.flag("unidirectional", false)? {
        if rows[1] < keys {
            let (queries, what) = (rows[1], "unidirectional = 1 of fewer queries than keys");
            return Err(Problem::Unsupported(format!("{what} ({queries} and {keys})")));
        }
        let kept = (0..rows[1]).flat_map(|i| (0..keys).map(move |j| j <= i));
        let mask = c.flags("causal", &[1, 1, rows[1], keys], kept)?;
        masked_softmax(c, Name::Part("weights"), scores, mask, 3, Empty::Zero)?
    } else {
        c.call_with("Softmax", &[scores], vec![int("axis", -1)])?
    };
    let y = c.call("MatMul", &[weights, v])?;
    let y = c.turned(y, &[0, 2, 1, 3])?;
    let shape = c.shape(y);
    Ok(vec![c.emit(Op::Reshape, &[y], &[shape[0], shape[1], shape[2] * shape[3]])?])
}
