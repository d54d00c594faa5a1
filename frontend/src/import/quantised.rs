//! Models that are quantised already: products of their own integers, and the exact rescaling of sums.
//!
//! A rescale is ONNX's `round_half_even(sum · m)` with the single-precision multiplier `m`, exact: `m` is a whole number
//! over a power of two.

use gadgets::View;
use gadgets::primitive::Read;

use super::arithmetic::{linear, product, whole_quotient};
use super::context::{Context, Made, Name};
use super::spatial;
use super::types::{widened, wrapped};
use crate::error::Problem;
use crate::float_graph::{Element, Multiple, Op, Scaled, ValueId, broadcast_shape};
use crate::literal::Literal;
use crate::precision::Precision;
use crate::stored::Stored;
use crate::words::{Kind, Toward};

/// Bits of a sum: beyond them no tie is looked for.
const SUM_BITS: i32 = 32;
/// Largest shift of a rescale.
const MOST_SHIFT: i32 = 62;
/// Bits of the largest multiplier: 26 are left for sums.
const MULTIPLIER_BITS: i32 = 36;

/// Whole numbers less their zero point, in the shape that it is given.
fn centred(c: &mut Context<'_>, x: ValueId, zero: Option<ValueId>, shape: &[usize]) -> Made {
    let x = widened(c, x)?;
    let Some(zero) = zero.filter(|id| c.uniform(*id) != Some(0.0)) else { return Ok(x) };
    let zero = widened(c, zero)?;
    let own = c.shape(zero);
    let shape = if own.iter().product::<usize>() == 1 { &[] } else { shape };
    let zero = c.emit_part("zero", Op::Reshape, &[zero], shape)?;
    linear(c, Name::Part("centred"), [1.0, -1.0], x, zero)
}

/// `a · b` of whole numbers, by NumPy's rules.
pub(super) fn whole_product(c: &mut Context<'_>, name: Name<'_>, a: ValueId, b: ValueId) -> Made {
    let (mut s, mut t) = (c.shape(a), c.shape(b));
    let fail = Problem::Shape(format!("cannot multiply {s:?} by {t:?}"));
    let (row, column) = (s.len() == 1, t.len() == 1);
    if row {
        s.insert(0, 1);
    }
    if column {
        t.push(1);
    }
    let (Some((lead_a, &[m, k])), Some((lead_b, &[depth, n]))) =
        (s.split_last_chunk::<2>(), t.split_last_chunk::<2>())
    else {
        return Err(fail);
    };
    let Some(lead) = broadcast_shape(lead_a, lead_b).filter(|_| k == depth) else { return Err(fail) };
    let whole = [&lead[..], &[m, n, k]].concat();
    let rank = lead.len();
    let read = |operand: usize, own: &[usize], lead_own: &[usize], axes: [usize; 2]| {
        let skip = rank - lead_own.len();
        let mut from: Vec<Option<usize>> =
            lead_own.iter().enumerate().map(|(d, n)| (*n != 1).then_some(skip + d)).collect();
        from.extend(axes.map(|k| Some(rank + k)));
        let reshape = View::Reshape { shape: own.to_vec() };
        Read::value(operand).view(reshape).view(View::select(&whole, &from))
    };
    let kind = Kind::Einsum {
        a: read(0, &s, lead_a, [0, 2]),
        b: read(1, &t, lead_b, [2, 1]),
        summed: 1,
        factor: 1.0,
    };
    let mut out = lead.clone();
    out.extend((!row).then_some(m));
    out.extend((!column).then_some(n));
    c.word(name, kind, &[a, b], &out, Element::Int)
}

/// A zero point of rows of `a`, or columns of `b`.
fn matrix_zero(c: &Context<'_>, zero: Option<ValueId>, rows: bool) -> Vec<usize> {
    let count = zero.map_or(1, |id| c.graph.value(id).len());
    if rows { vec![count, 1] } else { vec![count] }
}

fn matrices(c: &mut Context<'_>, [a, b]: [ValueId; 2], [p, q]: [Option<ValueId>; 2]) -> Made<[ValueId; 2]> {
    let (rows, columns) = (matrix_zero(c, p, true), matrix_zero(c, q, false));
    Ok([centred(c, a, p, &rows)?, centred(c, b, q, &columns)?])
}

pub(super) fn mat_mul_integer(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(4, 1)?;
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let [a, b] = matrices(c, [a, b], [c.optional(2), c.optional(3)])?;
    int32(c, |c, name| whole_product(c, name, a, b))
}

/// A result of 32 bits.
fn int32(c: &mut Context<'_>, make: impl FnOnce(&mut Context<'_>, Name<'_>) -> Made) -> Made<Vec<ValueId>> {
    let kind = Stored::Int { bits: 32, signed: true };
    let y = make(c, Name::Result(0))?;
    let y = wrapped(c, Name::Part("wrapped"), y, kind)?;
    c.graph.stored.insert(y, kind);
    Ok(vec![y])
}

pub(super) fn groups(c: &Context<'_>, x: &[usize], w: &[usize]) -> Made<usize> {
    let groups = usize::try_from(c.attributes.int("group", 1)?).ok().filter(|g| *g > 0);
    let fits = |g: &usize| {
        x.len() == w.len() && x.len() >= 3 && x[1] == g.saturating_mul(w[1]) && w[0].is_multiple_of(*g)
    };
    groups.filter(fits).ok_or_else(|| Problem::Shape(format!("X is {x:?} and W {w:?}")))
}

/// The sums of a convolution of integers.
fn convolved(
    c: &mut Context<'_>,
    name: Name<'_>,
    [x, w]: [ValueId; 2],
    [p, q]: [Option<ValueId>; 2],
) -> Made {
    let (shape, weights) = (c.shape(x), c.shape(w));
    let groups = groups(c, &shape, &weights)?;
    let mut by_channel = vec![1; weights.len()];
    by_channel[0] = q.map_or(1, |id| c.graph.value(id).len());
    let x = centred(c, x, p, &[])?;
    let w = centred(c, w, q, &by_channel)?;
    let spans = spatial::spans(c, &shape, Some(&weights[2..]), true, false)?;
    spatial::convolved(c, name, x, w, groups, &spans)
}

pub(super) fn conv_integer(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(4, 1)?;
    let (x, w) = (c.operand(0, "x")?, c.operand(1, "w")?);
    let zeros = [c.optional(2), c.optional(3)];
    int32(c, |c, name| convolved(c, name, [x, w], zeros))
}

/// The factors `a·b / y` of three scales, in the type that they are given in.
fn factors(c: &Context<'_>, [a, b, y]: [usize; 3]) -> Made<Vec<f64>> {
    let names = ["a_scale", "b_scale", "y_scale"];
    let mut values = Vec::with_capacity(3);
    for (index, name) in [a, b, y].into_iter().zip(names) {
        values.push(c.constant(index, name)?.to_f64());
    }
    let half = c.optional(a).and_then(|id| c.graph.stored.get(&id)) == Some(&Stored::Half);
    let precision = if half { Precision::Half } else { Precision::Single };
    let round = |v: f64| precision.round(v);
    let [first, second, result] = &values[..] else { return Ok(Vec::new()) };
    let (Some(first), Some(result)) = (first.first(), result.first()) else {
        return Err(Problem::Shape("a scale without elements".to_owned()));
    };
    let all: Vec<f64> = second.iter().map(|s| round(round(first * s) / result)).collect();
    match all.iter().position(|v| !(*v > 0.0 && v.is_finite())) {
        Some(index) => Err(Problem::NotFinite { index, value: all[index] }),
        None => Ok(all),
    }
}

/// A factor as `m / 2^n`, with the 24 bits of a single.
fn dyadic(factor: f64) -> (i64, i32) {
    let exponent = ((factor.to_bits() >> 52 & 0x7ff) as i32) - 1023;
    let (mut m, mut n) = ((factor * pow2(23 - exponent)).round() as i64, 23 - exponent);
    while n > 0 && m % 2 == 0 {
        (m, n) = (m / 2, n - 1);
    }
    while n > MOST_SHIFT {
        (m, n) = (m / 2, n - 1);
    }
    if n < 0 { (m << (-n).min(30), 0) } else { (m, n) }
}

fn pow2(e: i32) -> f64 {
    libm::ldexp(1.0, e)
}

/// `saturate(round_half_even(Σ whole · factor) + zero)`, a sum within `bounds` before the zero point is added.
pub(super) fn requantised(
    c: &mut Context<'_>,
    terms: &[Multiple],
    bounds: (f64, f64),
    zero: Option<ValueId>,
    kind: Stored,
) -> Made<Vec<ValueId>> {
    let dyadics: Vec<Vec<(i64, i32)>> =
        terms.iter().map(|t| t.factors.iter().map(|f| dyadic(*f)).collect()).collect();
    // One power of two for all, as far as multipliers allow; what lies further below the largest is rounded.
    let all = || dyadics.iter().flatten();
    let finest = all().map(|(_, n)| *n).max().unwrap_or(0);
    let room = all().map(|(m, n)| n + MULTIPLIER_BITS - (64 - m.leading_zeros() as i32)).min().unwrap_or(0);
    let shift = finest.min(room).max(0);
    let multiplier = |(m, n): &(i64, i32)| match shift - n {
        up @ 0.. => m << up.min(62),
        down => (m + (1 << (-down - 1).min(61))) >> (-down).min(62),
    };
    let mut scaled = None;
    for (term, own) in terms.iter().zip(&dyadics) {
        let shape: &[usize] = if own.len() == 1 { &[] } else { &term.along };
        let multipliers = own.iter().map(multiplier).collect();
        let multipliers = c.literal("multipliers", Literal::ints(shape, multipliers))?;
        let part = product(c, Name::Part("scaled"), term.whole, multipliers)?;
        scaled = Some(match scaled {
            None => part,
            Some(sum) => linear(c, Name::Part("sum"), [1.0, 1.0], sum, part)?,
        });
    }
    let mut y = scaled.ok_or_else(|| Problem::Unsupported("a sum of nothing".to_owned()))?;
    if shift > 0 {
        let half = c.whole("half", 1i64 << (shift - 1))?;
        let unit = c.whole("unit", 1i64 << shift)?;
        let up = linear(c, Name::Part("rounded"), [1.0, 1.0], y, half)?;
        y = whole_quotient(c, Name::Part("rounded"), Toward::Below, up, unit)?;
        let ties = |(m, n): &(i64, i32)| *n - 1 - (m.trailing_zeros() as i32) < SUM_BITS;
        if terms.len() > 1 || all().any(ties) {
            // Where the rest was exactly a half, an odd result goes down.
            let back = product(c, Name::Part("back"), y, unit)?;
            let tie = c.call("Equal", &[back, up])?;
            let two = c.whole("two", 2)?;
            let odd = c.call("Mod", &[y, two])?;
            let down = product(c, Name::Part("down"), odd, tie)?;
            y = linear(c, Name::Part("even"), [1.0, -1.0], y, down)?;
        }
    }
    let shape = c.shape(y);
    if bounds != Scaled::EVERYTHING {
        let [lo, hi] = [bounds.0, bounds.1].map(libm::rint);
        y = c.word(Name::Part("bounded"), Kind::Clip { lo, hi }, &[y], &shape, Element::Int)?;
    }
    if let Some(zero) = zero {
        let zero = widened(c, zero)?;
        let zero = c.emit_part("zero", Op::Reshape, &[zero], &[])?;
        y = linear(c, Name::Part("shifted"), [1.0, 1.0], y, zero)?;
    }
    let (lo, hi) = kind.range().unwrap_or((i64::MIN, i64::MAX));
    let y =
        c.word(Name::Result(0), Kind::Clip { lo: lo as f64, hi: hi as f64 }, &[y], &shape, Element::Int)?;
    c.graph.stored.insert(y, kind);
    Ok(vec![y])
}

fn kind_of(c: &Context<'_>, zero: Option<ValueId>, x: ValueId) -> Stored {
    let known = zero.and_then(|id| c.graph.stored.get(&id)).or(c.graph.stored.get(&x));
    known.copied().unwrap_or(Stored::Int { bits: 8, signed: false })
}

pub(super) fn q_linear_mat_mul(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(8, 1)?;
    let (a, b) = (c.operand(0, "a")?, c.operand(3, "b")?);
    let factors = factors(c, [1, 4, 6])?;
    let (zero, columns) = (c.optional(7), factors.len());
    let kind = kind_of(c, zero, a);
    let [a, b] = matrices(c, [a, b], [c.optional(2), c.optional(5)])?;
    let sum = whole_product(c, Name::Part("sum"), a, b)?;
    let terms = [Multiple { whole: sum, factors, along: vec![columns] }];
    requantised(c, &terms, Scaled::EVERYTHING, zero, kind)
}

/// As QLinearMatMul, of matrices of which the second may be turned, with a bias of whole numbers.
pub(super) fn q_gemm(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(9, 1)?;
    if c.attributes.flag("transA", false)? || c.attributes.float("alpha", 1.0)? != 1.0 {
        return Err(Problem::Unsupported("transA = 1 or alpha other than 1".to_owned()));
    }
    if c.optional(7).is_none() {
        return Err(Problem::Unsupported("a result of floats".to_owned()));
    }
    let (a, mut b) = (c.operand(0, "A")?, c.operand(3, "B")?);
    let factors = factors(c, [1, 4, 7])?;
    let zero = c.optional(8);
    let kind = kind_of(c, zero, a);
    if c.attributes.flag("transB", false)? {
        b = c.call("Transpose", &[b])?;
    }
    let [a, b] = matrices(c, [a, b], [c.optional(2), c.optional(5)])?;
    let mut sum = whole_product(c, Name::Part("sum"), a, b)?;
    if let Some(bias) = c.optional(6) {
        let bias = widened(c, bias)?;
        sum = linear(c, Name::Part("biased"), [1.0, 1.0], sum, bias)?;
    }
    let along = vec![factors.len()];
    requantised(c, &[Multiple { whole: sum, factors, along }], Scaled::EVERYTHING, zero, kind)
}

pub(super) fn q_linear_conv(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(9, 1)?;
    let (x, w) = (c.operand(0, "x")?, c.operand(3, "w")?);
    let factors = factors(c, [1, 4, 6])?;
    let zero = c.optional(7);
    let kind = kind_of(c, zero, x);
    let mut sum = convolved(c, Name::Part("sum"), [x, w], [c.optional(2), c.optional(5)])?;
    let mut along = vec![1; c.shape(sum).len() - 1];
    if let Some(bias) = c.optional(8) {
        let bias = widened(c, bias)?;
        along[0] = c.graph.value(bias).len();
        let bias = c.emit_part("bias", Op::Reshape, &[bias], &along)?;
        sum = linear(c, Name::Part("biased"), [1.0, 1.0], sum, bias)?;
    }
    along[0] = factors.len();
    requantised(c, &[Multiple { whole: sum, factors, along }], Scaled::EVERYTHING, zero, kind)
}

/// A scale and a zero point of the operand's own range, which holds 0, in 8 bits.
pub(super) fn dynamic_quantize_linear(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 3)?;
    let x = c.operand(0, "x")?;
    let kind = Stored::Int { bits: 8, signed: false };
    let zero = c.scalar("zero", 0.0)?;
    let none = vec![super::attributes::int("keepdims", 0)];
    let largest = c.call_with("ReduceMax", &[x], none.clone())?;
    let largest = c.call("Max", &[largest, zero])?;
    let smallest = c.call_with("ReduceMin", &[x], none)?;
    let smallest = c.call("Min", &[smallest, zero])?;
    let range = c.call("Sub", &[largest, smallest])?;
    let shape = c.shape(range);
    let scale = c.emit_named(Name::Result(1), Op::Scale(1.0 / 255.0), &[range], &shape)?;
    let below = c.call("Neg", &[smallest])?;
    let start = c.call("Div", &[below, scale])?;
    let start = c.call("Round", &[start])?;
    let start = c.retyped_part("whole", Op::Reshape, &[start], &shape, Element::Int)?;
    let bounds = Kind::Clip { lo: 0.0, hi: 255.0 };
    let start = c.word(Name::Result(2), bounds.clone(), &[start], &shape, Element::Int)?;
    let units = c.call("Div", &[x, scale])?;
    let units = c.call("Round", &[units])?;
    let shape = c.shape(x);
    let units = c.retyped_part("whole", Op::Reshape, &[units], &shape, Element::Int)?;
    let sum = linear(c, Name::Part("shifted"), [1.0, 1.0], units, start)?;
    let y = c.word(Name::Result(0), bounds, &[sum], &shape, Element::Int)?;
    for id in [y, start] {
        c.graph.stored.insert(id, kind);
    }
    Ok(vec![y, scale, start])
}
