//! Several operands as one: the largest, the smallest, the sum and the mean; and bounds.

use gadgets::View;
use gadgets::primitive::{Fold, Part, Read, Source};

use super::context::{Context, Made, Name};
use super::elementwise;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, broadcast_shape};
use crate::words::{Kind, broadcast};

/// The largest or smallest of any number of operands.
pub(super) fn extreme(c: &mut Context<'_>, fold: Fold) -> Made<Vec<ValueId>> {
    elementwise::legacy(c);
    let all: Vec<ValueId> = (0..c.operands.len()).map(|i| c.operand(i, "data")).collect::<Result<_, _>>()?;
    let Some(first) = all.first() else { return Err(Problem::MissingOperand { index: 0, name: "data_0" }) };
    if let [one] = all[..] {
        let shape = c.shape(one);
        return Ok(vec![c.emit(Op::Reshape, &[one], &shape)?]);
    }
    let mut shape = c.shape(*first);
    for id in &all[1..] {
        let other = c.shape(*id);
        shape = broadcast_shape(&shape, &other)
            .ok_or_else(|| Problem::Shape(format!("{shape:?} and {other:?} do not broadcast")))?;
    }
    let element = all
        .iter()
        .skip(1)
        .fold(c.element(*first), |e, id| if e == c.element(*id) { e } else { Element::Float });
    if let [x, y] = all[..] {
        for (x, bound) in [(x, y), (y, x)] {
            let whole = c.graph.value(x).len() == shape.iter().product::<usize>();
            if let (Some(v), true) = (c.uniform(bound), whole) {
                let (lo, hi) = if fold == Fold::Max { (v, f64::INFINITY) } else { (f64::NEG_INFINITY, v) };
                return Ok(vec![c.word(Name::Result(0), Kind::Clip { lo, hi }, &[x], &shape, element)?]);
            }
        }
    }
    // All of them side by side along a new last axis.
    let stacked = [shape.as_slice(), &[all.len()]].concat();
    let one = [shape.as_slice(), &[1]].concat();
    let part = |(k, id): (usize, &ValueId)| {
        let read = broadcast(k, &c.shape(*id), &shape).view(View::Reshape { shape: one.clone() });
        Part { value: k, views: read.views }
    };
    let source = Source::Concat { axis: shape.len(), parts: all.iter().enumerate().map(part).collect() };
    let kind = Kind::Move { read: Read { source, views: Vec::new() }, fill: 0.0 };
    let together = c.word(Name::Part("candidates"), kind, &all, &stacked, element)?;
    let kind = Kind::Reduce { fold, x: Read::value(0), folded: 1 };
    Ok(vec![c.word(Name::Result(0), kind, &[together], &shape, element)?])
}

/// Sum or mean of any number of operands.
pub(super) fn total(c: &mut Context<'_>, mean: bool) -> Made<Vec<ValueId>> {
    elementwise::legacy(c);
    let all: Vec<ValueId> = (0..c.operands.len()).map(|i| c.operand(i, "data")).collect::<Result<_, _>>()?;
    let Some((first, rest)) = all.split_first() else {
        return Err(Problem::MissingOperand { index: 0, name: "data_0" });
    };
    let mut sum = *first;
    for (i, id) in rest.iter().enumerate() {
        let last = i + 1 == rest.len() && !mean;
        sum = elementwise::sum(c, if last { None } else { Some("sum") }, sum, *id)?;
    }
    let shape = c.shape(sum);
    let op = if mean { Op::Scale(1.0 / all.len() as f64) } else { Op::Reshape };
    Ok(vec![if mean || rest.is_empty() { c.emit(op, &[sum], &shape)? } else { sum }])
}

/// Bounds are attributes before version 11, and constant operands since.
pub(super) fn clip(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    elementwise::legacy(c);
    let (lo, hi) = if c.version < 11 {
        c.arity(1, 1)?;
        let bound = |name: &str, none: f64| {
            if c.attributes.has(name) { c.attributes.float(name, 0.0) } else { Ok(none) }
        };
        (bound("min", f64::NEG_INFINITY)?, bound("max", f64::INFINITY)?)
    } else {
        c.arity(3, 1)?;
        let bound = |index: usize, name: &'static str, none: f64| match c.optional(index) {
            None => Ok(none),
            Some(id) => c.uniform(id).ok_or(Problem::NotConstant { index, name }),
        };
        (bound(1, "min", f64::NEG_INFINITY)?, bound(2, "max", f64::INFINITY)?)
    };
    let x = c.operand(0, "input")?;
    let (shape, element) = (c.shape(x), c.element(x));
    // ONNX: a value is moved to the upper bound last.
    Ok(vec![c.word(Name::Result(0), Kind::Clip { lo: lo.min(hi), hi }, &[x], &shape, element)?])
}
