//! Sums, products and quotients with ONNX's broadcasting, and functions of one value.

use gadgets::primitive::Read;

use super::attributes::bad;
use super::context::{Context, Made, Name};
use super::elementwise;
use super::types::{factor, wrapped_product};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, broadcast_shape};
use crate::functions::Function;
use crate::literal::Literal;
use crate::words::{Kind, Term, Toward, broadcast};

/// Two operands as they are read over the shape that they broadcast to.
pub(super) struct Pair {
    pub shape: Vec<usize>,
    pub a: Read,
    pub b: Read,
}

pub(super) fn pair(c: &Context<'_>, a: ValueId, b: ValueId) -> Made<Pair> {
    let [s, t] = [c.shape(a), c.shape(b)];
    let shape =
        broadcast_shape(&s, &t).ok_or_else(|| Problem::Shape(format!("{s:?} and {t:?} do not broadcast")))?;
    Ok(Pair { a: broadcast(0, &s, &shape), b: broadcast(1, &t, &shape), shape })
}

/// The element type of what two operands give together.
pub(super) fn joint(c: &Context<'_>, a: ValueId, b: ValueId) -> Element {
    match (c.element(a), c.element(b)) {
        (Element::Float, _) | (_, Element::Float) => Element::Float,
        (a, b) if a == b => a,
        _ => Element::Int,
    }
}

/// `Σ coefficient · operand`, broadcast.
pub(super) fn linear(c: &mut Context<'_>, name: Name<'_>, [p, q]: [f64; 2], a: ValueId, b: ValueId) -> Made {
    let pair = pair(c, a, b)?;
    let element = joint(c, a, b);
    let terms = vec![Term { coefficient: p, factors: vec![0] }, Term { coefficient: q, factors: vec![1] }];
    let kind = Kind::Map { reads: vec![pair.a, pair.b], terms, constant: 0.0 };
    c.word(name, kind, &[a, b], &pair.shape, element)
}

/// `a · b`, broadcast.
pub(super) fn product(c: &mut Context<'_>, name: Name<'_>, a: ValueId, b: ValueId) -> Made {
    let pair = pair(c, a, b)?;
    for (x, by) in [(a, b), (b, a)] {
        // A factor that is one number costs nothing.
        if let Some(factor) = c.uniform(by)
            && factor != 0.0
            && c.shape(x) == pair.shape
            && c.element(x) == Element::Float
            && c.graph.value(x).constant.is_none()
        {
            return c.emit_named(name, Op::Scale(factor), &[x], &pair.shape);
        }
    }
    for (x, by) in [(a, b), (b, a)] {
        if let Some(y) = shifted_product(c, name, x, by, &pair.shape)? {
            return Ok(y);
        }
    }
    let element = joint(c, a, b);
    let (reads, factors) =
        if a == b { (vec![pair.a], vec![0, 0]) } else { (vec![pair.a, pair.b], vec![0, 1]) };
    let operands = if a == b { vec![a] } else { vec![a, b] };
    let kind = Kind::Map { reads, terms: vec![Term { coefficient: 1.0, factors }], constant: 0.0 };
    c.word(name, kind, &operands, &pair.shape, element)
}

/// `(u + k)·by` of constants `k` and `by`, as `u·by + k·by`: the sum, of columns of unlike sizes perhaps, is not rounded.
fn shifted_product(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    by: ValueId,
    shape: &[usize],
) -> Made<Option<ValueId>> {
    let known = |c: &Context<'_>, id: ValueId| c.graph.value(id).constant.is_some();
    if !known(c, by) || known(c, x) || joint(c, x, by) != Element::Float {
        return Ok(None);
    }
    let Some(node) = c.graph.nodes.iter().rev().find(|n| n.output == x) else { return Ok(None) };
    let (Op::Add { .. }, &[p, q]) = (&node.op, &node.inputs[..]) else { return Ok(None) };
    let (u, k) = if known(c, p) { (q, p) } else { (p, q) };
    let both = c.spread_constant(k, shape).zip(c.spread_constant(by, shape));
    let Some((added, factors)) = both.filter(|_| !known(c, u)) else { return Ok(None) };
    let added = added.iter().zip(&factors).map(|(k, by)| k * by).collect();
    let added = c.literal("offset", Literal::floats(shape, added))?;
    let reads = vec![broadcast(0, &c.shape(u), shape), broadcast(1, &c.shape(by), shape), Read::value(2)];
    let terms =
        vec![Term { coefficient: 1.0, factors: vec![0, 1] }, Term { coefficient: 1.0, factors: vec![2] }];
    let kind = Kind::Map { reads, terms, constant: 0.0 };
    c.word(name, kind, &[u, by, added], shape, Element::Float).map(Some)
}

/// `coefficient · x + constant`.
pub(super) fn affine(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    coefficient: f64,
    constant: f64,
) -> Made {
    let (shape, element) = (c.shape(x), c.element(x));
    let terms = vec![Term { coefficient, factors: vec![0] }];
    c.word(name, Kind::Map { reads: vec![Read::value(0)], terms, constant }, &[x], &shape, element)
}

/// A function of each element.
pub(super) fn function(
    c: &mut Context<'_>,
    name: Name<'_>,
    function: &str,
    parameters: Vec<f64>,
    x: ValueId,
) -> Made {
    let f = Function::new(function, parameters)
        .ok_or_else(|| Problem::Unsupported(format!("the function {function}")))?;
    let (shape, element) = (c.shape(x), c.element(x));
    if element == Element::Float {
        return c.word(name, Kind::Function(f), &[x], &shape, element);
    }
    // ONNX: in the type of the operand.
    let exact = c.word(Name::Part("exact"), Kind::Function(f), &[x], &shape, Element::Float)?;
    let truncate = Function { name: "truncate", parameters: Vec::new() };
    c.word(name, Kind::Function(truncate), &[exact], &shape, Element::Int)
}

fn operands(c: &Context<'_>) -> Made<(ValueId, ValueId)> {
    c.arity(2, 1)?;
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    Ok((a, b))
}

/// Both operands; before version 7 the second one is aligned as it says.
pub(super) fn aligned(c: &mut Context<'_>) -> Made<(ValueId, ValueId)> {
    let (a, b) = operands(c)?;
    Ok((a, if c.version < 7 { elementwise::aligned(c, a, b)? } else { b }))
}

pub(super) fn add(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let (a, b) = aligned(c)?;
    for (x, other) in [(a, b), (b, a)] {
        let shape = c.shape(x);
        if c.uniform(other) == Some(0.0) && broadcast_shape(&shape, &c.shape(other)).as_ref() == Some(&shape)
        {
            return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
        }
    }
    let floats = c.element(a) == Element::Float && c.element(b) == Element::Float;
    Ok(vec![if floats {
        elementwise::sum(c, None, a, b)?
    } else {
        linear(c, Name::Result(0), [1.0, 1.0], a, b)?
    }])
}

pub(super) fn sub(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let (a, b) = aligned(c)?;
    // What is subtracted from a linear map goes to its bias.
    if c.graph.value(b).constant.is_some() && joint(c, a, b) == Element::Float {
        let shape = c.shape(b);
        let negative = c.emit_part("negative", Op::Scale(-1.0), &[b], &shape)?;
        return Ok(vec![elementwise::sum(c, None, a, negative)?]);
    }
    Ok(vec![linear(c, Name::Result(0), [1.0, -1.0], a, b)?])
}

pub(super) fn mul(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let (a, b) = aligned(c)?;
    let known = [a, b].map(|id| c.graph.value(id).constant.is_some());
    if known[0] != known[1] && [a, b].iter().any(|id| c.uniform(*id) == Some(0.0)) {
        return Ok(vec![zeros(c, a, b)?]);
    }
    let kind = c.graph.stored.get(&a).copied();
    let (a, b) = (factor(c, a)?, factor(c, b)?);
    let y = product(c, Name::Result(0), a, b)?;
    if let Some(kind) = kind.filter(|k| k.element() == Element::Int && c.element(y) == Element::Int) {
        return Ok(vec![wrapped_product(c, y, kind)?]);
    }
    Ok(vec![y])
}

/// Zeros in the shape of a product: tensors are finite, so that one with zeros depends on nothing.
fn zeros(c: &mut Context<'_>, a: ValueId, b: ValueId) -> Made {
    let (shape, element) = (pair(c, a, b)?.shape, joint(c, a, b));
    let count = c.limits.count(&shape)?;
    let literal = match element {
        Element::Float => Literal::floats(&shape, vec![0.0; count]),
        Element::Int | Element::Bool => Literal::ints(&shape, vec![0; count]),
    };
    let stored = c.graph.stored.get(&a).copied();
    let id = c.named_literal(literal)?;
    c.graph.stored.extend(stored.map(|kind| (id, kind)));
    Ok(id)
}

pub(super) fn div(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let (a, b) = aligned(c)?;
    Ok(vec![quotient(c, Name::Result(0), a, b)?])
}

/// `a / b`, toward 0 for whole numbers. A constant divisor is a factor.
pub(super) fn quotient(c: &mut Context<'_>, name: Name<'_>, a: ValueId, b: ValueId) -> Made {
    let Pair { shape, a: x, b: y } = pair(c, a, b)?;
    let whole = joint(c, a, b) != Element::Float;
    if let (Some(values), false) = (c.graph.constant(b), whole) {
        if let Some(index) = values.iter().position(|v| *v == 0.0) {
            return Err(Problem::Shape(format!("element {index} of the divisor is 0")));
        }
        let inverse = Literal::floats(&c.shape(b), values.iter().map(|v| 1.0 / v).collect());
        let inverse = c.literal("inverse", inverse)?;
        return product(c, name, a, inverse);
    }
    if whole {
        return whole_quotient(c, name, Toward::Zero, a, b);
    }
    c.word(name, Kind::Divide { a: x, b: y }, &[a, b], &shape, Element::Float)
}

/// The quotient of whole numbers; a constant divisor is nowhere 0.
pub(super) fn whole_quotient(
    c: &mut Context<'_>,
    name: Name<'_>,
    toward: Toward,
    a: ValueId,
    b: ValueId,
) -> Made {
    if let Some(index) = c.graph.constant(b).and_then(|v| v.iter().position(|v| *v == 0.0)) {
        return Err(Problem::Shape(format!("element {index} of the divisor is 0")));
    }
    let Pair { shape, a: x, b: y } = pair(c, a, b)?;
    c.word(name, Kind::Whole { toward, a: x, b: y }, &[a, b], &shape, Element::Int)
}

pub(super) fn neg(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    elementwise::legacy(c);
    let x = c.operand(0, "X")?;
    Ok(vec![affine(c, Name::Result(0), x, -1.0, 0.0)?])
}

/// `|x| = 2·max(x, 0) − x`.
pub(super) fn abs(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    elementwise::legacy(c);
    let x = c.operand(0, "X")?;
    Ok(vec![magnitude(c, Name::Result(0), x)?])
}

pub(super) fn magnitude(c: &mut Context<'_>, name: Name<'_>, x: ValueId) -> Made {
    let above = positive(c, x)?;
    linear(c, name, [2.0, -1.0], above, x)
}

/// `max(x, 0)`.
fn positive(c: &mut Context<'_>, x: ValueId) -> Made {
    let (shape, element) = (c.shape(x), c.element(x));
    c.word(Name::Part("positive"), Kind::Clip { lo: 0.0, hi: f64::INFINITY }, &[x], &shape, element)
}

/// `max(x, 0) + slope·min(x, 0) = (1 − slope)·max(x, 0) + slope·x`.
pub(super) fn leaky_relu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    elementwise::legacy(c);
    let alpha = c.attributes.float("alpha", 0.01)?;
    let x = c.operand(0, "X")?;
    let above = positive(c, x)?;
    if alpha == 0.0 {
        let shape = c.shape(x);
        return Ok(vec![c.emit(Op::Relu, &[x], &shape)?]);
    }
    if alpha == 1.0 {
        let shape = c.shape(x);
        return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
    }
    Ok(vec![linear(c, Name::Result(0), [1.0 - alpha, alpha], above, x)?])
}

/// As LeakyRelu with a slope that is an operand, broadcast to `X`; before version 7 along the channels.
pub(super) fn p_relu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    elementwise::legacy(c);
    let (x, mut slope) = (c.operand(0, "X")?, c.operand(1, "slope")?);
    let shape = c.shape(x);
    let given = c.shape(slope);
    if c.version < 7 && given.len() == 1 && shape.len() > 1 && given[0] != 1 {
        let mut channels = vec![1; shape.len()];
        channels[1] = given[0];
        slope = c.emit_part("slope", Op::Reshape, &[slope], &channels)?;
    }
    if broadcast_shape(&shape, &c.shape(slope)).as_ref() != Some(&shape) {
        return Err(Problem::Shape(format!("slope {given:?} does not broadcast to X {shape:?}")));
    }
    let above = positive(c, x)?;
    if c.element(x) != Element::Float {
        let below = c.call("Sub", &[x, above])?;
        let part = c.call("Mul", &[below, slope])?;
        return Ok(vec![c.call_as(Name::Result(0), "Add", &[above, part], vec![])?]);
    }
    // max(x, 0) − slope·max(x, 0) + slope·x.
    let reads = vec![Read::value(0), Read::value(1), broadcast(2, &c.shape(slope), &shape)];
    let term = |coefficient, factors: &[usize]| Term { coefficient, factors: factors.to_vec() };
    let terms = vec![term(1.0, &[0]), term(-1.0, &[0, 2]), term(1.0, &[1, 2])];
    let kind = Kind::Map { reads, terms, constant: 0.0 };
    Ok(vec![c.word(Name::Result(0), kind, &[above, x, slope], &shape, Element::Float)?])
}

/// Every operator that is a function of one value: its row says which attributes it has.
pub(super) fn unary(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    elementwise::legacy(c);
    let Some(row) = crate::functions::find(&c.node.op_type) else {
        return Err(Problem::Unsupported(format!("the function {}", c.node.op_type)));
    };
    let parameters = row.attributes.iter().map(|(name, default)| c.attributes.float(name, *default));
    let parameters = parameters.collect::<Result<Vec<_>, _>>()?;
    let x = c.operand(0, "X")?;
    if c.element(x) != Element::Float {
        return Err(Problem::ElementType { got: "integer".to_owned() });
    }
    Ok(vec![function(c, Name::Result(0), row.name, parameters, x)?])
}

pub(super) fn gelu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let name = match c.attributes.string("approximate")?.unwrap_or("none") {
        "none" => "gelu",
        "tanh" => "gelu_tanh",
        other => return Err(bad("approximate", &format!("is '{other}', expected none or tanh"))),
    };
    let x = c.operand(0, "X")?;
    Ok(vec![function(c, Name::Result(0), name, vec![], x)?])
}
