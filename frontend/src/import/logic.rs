//! Comparisons, logic and selection: 0 and 1 are integers.

use gadgets::primitive::{Comparison, Read};

use super::arithmetic::{Pair, pair};
use super::context::{Context, Name};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, broadcast_shape};
use crate::functions::Function;
use crate::literal::{Data, Literal};
use crate::words::{Kind, Term, broadcast};

fn operands(c: &Context<'_>) -> Result<(ValueId, ValueId), Problem> {
    c.arity(2, 1)?;
    Ok((c.operand(0, "A")?, c.operand(1, "B")?))
}

/// The operator and whether sides or results are exchanged.
fn compare(c: &mut Context<'_>, op: Comparison, swap: bool, not: bool) -> Result<Vec<ValueId>, Problem> {
    let (mut x, mut y) = operands(c)?;
    if swap {
        (x, y) = (y, x);
    }
    let Pair { shape, a, b } = pair(c, x, y)?;
    let name = if not { Name::Part("negated") } else { Name::Result(0) };
    let holds = c.word(name, Kind::Compare { op, a, b }, &[x, y], &shape, Element::Bool)?;
    Ok(vec![if not { inverted(c, Name::Result(0), holds)? } else { holds }])
}

/// `1 − x`.
fn inverted(c: &mut Context<'_>, name: Name<'_>, x: ValueId) -> Result<ValueId, Problem> {
    let shape = c.shape(x);
    let terms = vec![Term { coefficient: -1.0, factors: vec![0] }];
    c.word(name, Kind::Map { reads: vec![Read::value(0)], terms, constant: 1.0 }, &[x], &shape, Element::Bool)
}

pub(super) fn less(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    compare(c, Comparison::Less, false, false)
}

pub(super) fn greater(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    compare(c, Comparison::Less, true, false)
}

pub(super) fn less_or_equal(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    compare(c, Comparison::Less, true, true)
}

pub(super) fn greater_or_equal(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    compare(c, Comparison::Less, false, true)
}

pub(super) fn equal(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    compare(c, Comparison::Equal, false, false)
}

pub(super) fn not(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    Ok(vec![inverted(c, Name::Result(0), x)?])
}

/// `p·a + p·b + q·a·b` of two booleans.
fn combine(c: &mut Context<'_>, p: f64, q: f64) -> Result<Vec<ValueId>, Problem> {
    let (x, y) = operands(c)?;
    let Pair { shape, a, b } = pair(c, x, y)?;
    let term = |coefficient: f64, factors: &[usize]| Term { coefficient, factors: factors.to_vec() };
    let mut terms = vec![term(p, &[0]), term(p, &[1]), term(q, &[0, 1])];
    terms.retain(|t| t.coefficient != 0.0);
    let kind = Kind::Map { reads: vec![a, b], terms, constant: 0.0 };
    Ok(vec![c.word(Name::Result(0), kind, &[x, y], &shape, Element::Bool)?])
}

pub(super) fn and(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    combine(c, 0.0, 1.0)
}

pub(super) fn or(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    combine(c, 1.0, -1.0)
}

pub(super) fn xor(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    combine(c, 1.0, -2.0)
}

/// `y + condition·(x − y)`.
pub(super) fn select(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    c.arity(3, 1)?;
    let ids = [c.operand(0, "condition")?, c.operand(1, "X")?, c.operand(2, "Y")?];
    let shapes = ids.map(|id| c.shape(id));
    let fail = || Problem::Shape(format!("{shapes:?} do not broadcast"));
    let shape = broadcast_shape(&shapes[0], &shapes[1]).and_then(|s| broadcast_shape(&s, &shapes[2]));
    let shape = shape.ok_or_else(fail)?;
    let reads = (0..3).map(|k| broadcast(k, &shapes[k], &shape)).collect();
    let element = match (c.element(ids[1]), c.element(ids[2])) {
        (a, b) if a == b => a,
        _ => Element::Float,
    };
    let term = |coefficient: f64, factors: &[usize]| Term { coefficient, factors: factors.to_vec() };
    let terms = vec![term(1.0, &[2]), term(1.0, &[0, 1]), term(-1.0, &[0, 2])];
    Ok(vec![c.word(Name::Result(0), Kind::Map { reads, terms, constant: 0.0 }, &ids, &shape, element)?])
}

/// −1, 0 or 1: whether it is above 0, less whether it is below.
pub(super) fn sign(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let zero = c.literal("zero", Literal::floats(&[], vec![0.0]))?;
    let zeros = broadcast(1, &[], &shape);
    let mut holds = |part: &str, swap: bool| {
        let (a, b) = (Read::value(0), zeros.clone());
        let (a, b) = if swap { (b, a) } else { (a, b) };
        c.word(
            Name::Part(part),
            Kind::Compare { op: Comparison::Less, a, b },
            &[x, zero],
            &shape,
            Element::Bool,
        )
    };
    let (below, above) = (holds("below", false)?, holds("above", true)?);
    let element = c.element(x);
    let terms =
        vec![Term { coefficient: 1.0, factors: vec![0] }, Term { coefficient: -1.0, factors: vec![1] }];
    let kind = Kind::Map { reads: vec![Read::value(0), Read::value(1)], terms, constant: 0.0 };
    Ok(vec![c.word(Name::Result(0), kind, &[above, below], &shape, element)?])
}

/// Between floats a copy; to integers toward 0; to booleans whether it is not 0.
pub(super) fn cast(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    use tract_onnx::pb::tensor_proto::DataType;
    c.arity(1, 1)?;
    c.attributes.ignore("saturate");
    c.attributes.ignore("round_mode");
    let to = if c.version < 6 {
        let name = c.attributes.string("to")?;
        (1..=16).filter_map(|v| DataType::try_from(v).ok()).find(|t| Some(t.as_str_name()) == name)
    } else {
        i32::try_from(c.attributes.int("to", 0)?).ok().and_then(|v| DataType::try_from(v).ok())
    };
    let x = c.operand(0, "input")?;
    let element = match to {
        Some(DataType::Bool) => Element::Bool,
        Some(DataType::Float | DataType::Double | DataType::Float16 | DataType::Bfloat16) => Element::Float,
        Some(
            DataType::Int8
            | DataType::Uint8
            | DataType::Int16
            | DataType::Uint16
            | DataType::Int32
            | DataType::Uint32
            | DataType::Int64
            | DataType::Uint64,
        ) => Element::Int,
        _ => return Err(Problem::Unsupported(format!("a cast to {to:?}"))),
    };
    Ok(vec![converted(c, x, element)?])
}

/// As Cast, to the second operand's type.
pub(super) fn cast_like(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    c.arity(2, 1)?;
    c.attributes.ignore("saturate");
    c.attributes.ignore("round_mode");
    let (x, like) = (c.operand(0, "input")?, c.operand(1, "target_type")?);
    let element = c.element(like);
    Ok(vec![converted(c, x, element)?])
}

fn converted(c: &mut Context<'_>, x: ValueId, to: Element) -> Result<ValueId, Problem> {
    let shape = c.shape(x);
    match (c.element(x), to) {
        (Element::Float, Element::Int) => {
            let truncate = Function { name: "truncate", parameters: Vec::new() };
            c.word(Name::Result(0), Kind::Function(truncate), &[x], &shape, Element::Int)
        }
        (Element::Float | Element::Int, Element::Bool) => {
            let zero = c.literal("zero", Literal { shape: vec![], data: Data::Int(vec![0]) })?;
            let (a, b) = (Read::value(0), broadcast(1, &[], &shape));
            let kind = Kind::Compare { op: Comparison::Equal, a, b };
            let zero = c.word(Name::Part("is_zero"), kind, &[x, zero], &shape, Element::Bool)?;
            inverted(c, Name::Result(0), zero)
        }
        _ => c.retyped(Op::Reshape, &[x], &shape, to),
    }
}
