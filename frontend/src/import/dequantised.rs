//! Between DequantizeLinear and QuantizeLinear: sums of whole numbers with real factors, exact until they are rounded once.
//!
//! A dequantised tensor is noted as such a sum. Moves, sums, products, convolutions and means of noted tensors are noted,
//! too; a ReLU or a clip is a bound. QuantizeLinear rounds what is noted as QLinearConv does, and whatever else reads the
//! tensor gets its reals. So a graph of pairs of the two computes what one of quantised operators does.

use gadgets::primitive::Fold;

use super::arithmetic::{linear, product};
use super::context::{Context, Made, Name};
use super::folds::{fold, reduced};
use super::opset::Operator;
use super::{quantised, spatial};
use crate::error::Problem;
use crate::float_graph::{Element, Multiple, Op, Scaled, ValueId};
use crate::literal::Literal;
use crate::stored::Stored;

/// Operators that move the elements of operand 0, or choose among them, whatever positive unit they have.
const MOVES: [&str; 13] = [
    "DepthToSpace",
    "Dropout",
    "Expand",
    "Flatten",
    "Identity",
    "MaxPool",
    "Reshape",
    "Slice",
    "SpaceToDepth",
    "Split",
    "Squeeze",
    "Transpose",
    "Unsqueeze",
];
/// Most terms of a sum.
const TERMS: usize = 4;
/// A bias has the factor of its products where the two differ by less than this part.
const SAME: f64 = 1e-6;

/// The results of an operator on noted operands, noted where they are such sums; `None` for any other operator.
pub(super) fn import(c: &mut Context<'_>, operator: &'static Operator) -> Made<Option<Vec<ValueId>>> {
    let Some(first) = noted(c, 0) else { return Ok(None) };
    if c.operands.iter().flatten().all(|id| c.graph.value(*id).constant.is_some()) {
        return Ok(None);
    }
    match operator.name {
        name if MOVES.contains(&name) => moved(c, operator, &first),
        "Relu" => narrowed(c, operator, first, (0.0, f64::INFINITY)).map(Some),
        "Clip" => match bounds(c)? {
            Some(bounds) => narrowed(c, operator, first, bounds).map(Some),
            None => Ok(None),
        },
        "Add" => added(c, operator, first),
        "Mul" => multiplied(c, &first),
        "Conv" => convolved(c, &first),
        "Gemm" | "MatMul" => contracted(c, operator, &first),
        "GlobalAveragePool" => {
            let rank = c.operand(0, "X").map(|x| c.shape(x).len())?;
            averaged(c, &first, (2..rank).collect(), true)
        }
        _ => Ok(None),
    }
}

fn noted(c: &Context<'_>, index: usize) -> Option<Scaled> {
    c.graph.scaled.get(&c.optional(index)?).cloned()
}

/// The only term of a sum that nothing cuts off.
fn single(scaled: &Scaled) -> Option<&Multiple> {
    let [term] = &scaled.terms[..] else { return None };
    (scaled.bounds == Scaled::EVERYTHING).then_some(term)
}

/// Such a term with one factor, and that.
fn uniform(scaled: &Scaled) -> Option<(ValueId, f64)> {
    let term = single(scaled)?;
    if let [factor] = term.factors[..] { Some((term.whole, factor)) } else { None }
}

/// Notes what a value is.
fn note(c: &mut Context<'_>, value: ValueId, terms: Vec<Multiple>, bounds: (f64, f64)) {
    for term in &terms {
        c.graph.stored.entry(term.whole).or_insert(Stored::INT64);
    }
    c.graph.scaled.insert(value, Scaled { terms, bounds });
}

/// The reals of whole numbers with factors: result 0, noted.
fn real(c: &mut Context<'_>, terms: Vec<Multiple>) -> Made<Vec<ValueId>> {
    let mut sum = None;
    for (i, term) in terms.iter().enumerate() {
        let shape = c.shape(term.whole);
        let x = c.retyped_part("real", Op::Reshape, &[term.whole], &shape, Element::Float)?;
        let factors = c.literal("factors", Literal::floats(&term.along, term.factors.clone()))?;
        let name = |last: bool, part| if last { Name::Result(0) } else { Name::Part(part) };
        let part = product(c, name(terms.len() == 1, "scaled"), x, factors)?;
        sum = Some(match sum {
            None => part,
            Some(sum) => linear(c, name(i + 1 == terms.len(), "sum"), [1.0, 1.0], sum, part)?,
        });
    }
    let y = sum.ok_or_else(|| Problem::Unsupported("a sum of nothing".to_owned()))?;
    note(c, y, terms, Scaled::EVERYTHING);
    Ok(vec![y])
}

/// The reals of dequantised whole numbers, noted where their scale is known.
pub(super) fn dequantised(c: &mut Context<'_>, whole: ValueId, scale: ValueId) -> Made<Vec<ValueId>> {
    let known = c.graph.constant(scale).filter(|v| v.iter().all(|s| *s > 0.0 && s.is_finite()));
    if let Some(factors) = known.filter(|_| c.element(whole) == Element::Int) {
        let along = c.shape(scale);
        return real(c, vec![Multiple { whole, factors, along }]);
    }
    let shape = c.shape(whole);
    let x = c.retyped_part("real", Op::Reshape, &[whole], &shape, Element::Float)?;
    Ok(vec![product(c, Name::Result(0), x, scale)?])
}

fn moved(c: &mut Context<'_>, operator: &'static Operator, first: &Scaled) -> Made<Option<Vec<ValueId>>> {
    let [term] = &first.terms[..] else { return Ok(None) };
    let several = operator.name != "Split" && c.node.output.iter().filter(|o| !o.is_empty()).count() > 1;
    if term.factors.len() != 1 || several {
        return Ok(None);
    }
    let operands = [&[Some(term.whole)][..], &c.operands[1..]].concat();
    let wholes = c.again(operator, operands, false)?;
    let results = (operator.import)(c)?;
    for (y, whole) in results.iter().zip(wholes) {
        note(c, *y, vec![Multiple { whole, ..term.clone() }], first.bounds);
    }
    Ok(Some(results))
}

/// The bounds of a clip that are known.
fn bounds(c: &Context<'_>) -> Made<Option<(f64, f64)>> {
    if c.version < 11 {
        return Ok(Some((c.attributes.float("min", f32::MIN)?, c.attributes.float("max", f32::MAX)?)));
    }
    let end = |index: usize, none: f64| c.optional(index).map_or(Some(none), |id| c.uniform(id));
    let (lo, hi) = Scaled::EVERYTHING;
    Ok(end(1, lo).zip(end(2, hi)).filter(|(lo, hi)| lo <= hi))
}

fn narrowed(
    c: &mut Context<'_>,
    operator: &'static Operator,
    first: Scaled,
    (lo, hi): (f64, f64),
) -> Made<Vec<ValueId>> {
    let results = (operator.import)(c)?;
    let bounds = (first.bounds.0.max(lo), first.bounds.1.min(hi));
    if let ([y], true) = (&results[..], bounds.0 <= bounds.1) {
        note(c, *y, first.terms, bounds);
    }
    Ok(results)
}

fn added(c: &mut Context<'_>, operator: &'static Operator, first: Scaled) -> Made<Option<Vec<ValueId>>> {
    let Some(second) = noted(c, 1).filter(|_| c.version >= 7) else { return Ok(None) };
    let free = first.bounds == Scaled::EVERYTHING && second.bounds == Scaled::EVERYTHING;
    if !free || first.terms.len() + second.terms.len() > TERMS {
        return Ok(None);
    }
    let results = (operator.import)(c)?;
    note(c, results[0], [first.terms, second.terms].concat(), Scaled::EVERYTHING);
    Ok(Some(results))
}

fn multiplied(c: &mut Context<'_>, first: &Scaled) -> Made<Option<Vec<ValueId>>> {
    let second = noted(c, 1).filter(|_| c.version >= 7);
    let both = uniform(first).zip(second.as_ref().and_then(uniform));
    let Some(((a, p), (b, q))) = both else { return Ok(None) };
    let whole = product(c, Name::Part("product"), a, b)?;
    real(c, vec![Multiple { whole, factors: vec![p * q], along: vec![] }]).map(Some)
}

/// The factors of products with these weights, one or one for each of `count` channels, which lie along `axis` of the
/// weights.
fn channel_factors(weights: &Multiple, axis: usize, count: usize, factor: f64) -> Option<Vec<f64>> {
    let mut along = vec![1; weights.along.len()];
    *along.get_mut(axis).unwrap_or(&mut 0) = count;
    let fits = weights.factors.len() == 1 || weights.along == along;
    let precise = |w: &f64| f64::from((factor as f32) * (*w as f32));
    fits.then(|| weights.factors.iter().map(precise).collect())
}

/// Products and their bias (operand 2) as terms, which are along `channels`; `None` for a bias that is no such sum.
fn biased(
    c: &mut Context<'_>,
    mut whole: ValueId,
    factors: Vec<f64>,
    channels: &[usize],
) -> Made<Option<Vec<Multiple>>> {
    let count = channels.iter().product::<usize>();
    let along = if factors.len() == 1 { vec![] } else { channels.to_vec() };
    if c.optional(2).is_none() {
        return Ok(Some(vec![Multiple { whole, factors, along }]));
    }
    let bias = noted(c, 2);
    let Some(bias) = bias.as_ref().and_then(single).filter(|b| c.shape(b.whole) == [count]) else {
        return Ok(None);
    };
    let spread = c.emit_part("bias", Op::Reshape, &[bias.whole], channels)?;
    let at = |v: &[f64], i: usize| if v.len() == 1 { v[0] } else { v[i] };
    let same = (0..count).all(|i| {
        let (p, q) = (at(&factors, i), at(&bias.factors, i));
        (p - q).abs() <= SAME * q
    });
    let mut terms = Vec::with_capacity(2);
    if same {
        whole = linear(c, Name::Part("biased"), [1.0, 1.0], whole, spread)?;
    } else {
        let along = if bias.factors.len() == 1 { vec![] } else { channels.to_vec() };
        terms.push(Multiple { whole: spread, factors: bias.factors.clone(), along });
    }
    terms.insert(0, Multiple { whole, factors, along });
    Ok(Some(terms))
}

fn convolved(c: &mut Context<'_>, first: &Scaled) -> Made<Option<Vec<ValueId>>> {
    let weights = noted(c, 1);
    let both = uniform(first).zip(weights.as_ref().and_then(single));
    let Some(((x, factor), w)) = both else { return Ok(None) };
    let (shape, kernel) = (c.shape(x), c.shape(w.whole));
    let Some(factors) = channel_factors(w, 0, kernel[0], factor) else { return Ok(None) };
    if c.optional(2).is_some() && noted(c, 2).as_ref().and_then(single).is_none() {
        return Ok(None);
    }
    let groups = quantised::groups(c, &shape, &kernel)?;
    let spans = spatial::spans(c, &shape, Some(&kernel[2..]), true, false)?;
    let sum = spatial::convolved(c, Name::Part("sum"), x, w.whole, groups, &spans)?;
    let channels = [&[kernel[0]], &vec![1; spans.len()][..]].concat();
    match biased(c, sum, factors, &channels)? {
        Some(terms) => real(c, terms).map(Some),
        None => Ok(None),
    }
}

/// A matrix product, of stacks too. Factors of several columns are those of a matrix.
fn contracted(
    c: &mut Context<'_>,
    operator: &'static Operator,
    first: &Scaled,
) -> Made<Option<Vec<ValueId>>> {
    let second = noted(c, 1);
    let both = uniform(first).zip(second.as_ref().and_then(single));
    let Some(((a, factor), b)) = both else { return Ok(None) };
    let (shape, mut weights) = (c.shape(b.whole), b.clone());
    let rank = shape.len();
    let mut turned = false;
    if operator.name == "Gemm" {
        let plain = c.attributes.float("alpha", 1.0)? == 1.0
            && c.attributes.float("beta", 1.0)? == 1.0
            && !c.attributes.flag("transA", false)?
            && c.version >= 7;
        let whole_bias = c.optional(2).is_none() || noted(c, 2).as_ref().and_then(single).is_some();
        if !plain || !whole_bias {
            return Ok(None);
        }
        turned = c.attributes.flag("transB", false)?;
    }
    let axis = if turned { 0 } else { rank.wrapping_sub(1) };
    let columns = shape.get(axis).copied().unwrap_or(1);
    if b.factors.len() != 1 && rank != 2 {
        return Ok(None);
    }
    let Some(factors) = channel_factors(b, axis, columns, factor) else { return Ok(None) };
    if turned {
        weights.whole = c.call("Transpose", &[b.whole])?;
    }
    let sum = quantised::whole_product(c, Name::Part("sum"), a, weights.whole)?;
    match biased(c, sum, factors, &[columns])? {
        Some(terms) => real(c, terms).map(Some),
        None => Ok(None),
    }
}

/// Means over axes.
fn averaged(c: &mut Context<'_>, first: &Scaled, axes: Vec<usize>, keep: bool) -> Made<Option<Vec<ValueId>>> {
    let Some((x, factor)) = uniform(first) else { return Ok(None) };
    let shape = c.shape(x);
    let count: usize = axes.iter().map(|d| shape[*d]).product();
    let out = reduced(&shape, &axes, keep);
    let whole = fold(c, Name::Part("sum"), Fold::Sum, x, &axes, &out)?;
    real(c, vec![Multiple { whole, factors: vec![factor / count.max(1) as f64], along: vec![] }]).map(Some)
}

/// What is noted of `x`, in whole numbers of this unit: `saturate(round(x / unit) + zero)`.
pub(super) fn quantised(
    c: &mut Context<'_>,
    x: &Scaled,
    unit: f64,
    zero: Option<ValueId>,
    kind: Stored,
) -> Made<Vec<ValueId>> {
    let in_units = |f: &f64| f64::from((*f as f32) / (unit as f32));
    let scaled = |t: &Multiple| Multiple { factors: t.factors.iter().map(in_units).collect(), ..t.clone() };
    let terms: Vec<Multiple> = x.terms.iter().map(scaled).collect();
    let bounds = (x.bounds.0 / unit, x.bounds.1 / unit);
    quantised::requantised(c, &terms, bounds, zero, kind)
}
