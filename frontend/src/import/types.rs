//! The types that results are stored in, and what follows from it: arithmetic of narrow whole numbers wraps around.

use super::context::{Context, Name};
use super::opset::Operator;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::stored::Stored;
use crate::words::Kind;

/// Operators whose whole results may leave the type of their operands.
const WRAPS: [&str; 17] = [
    "Abs",
    "Add",
    "CumProd",
    "CumSum",
    "Div",
    "Einsum",
    "Gemm",
    "MatMul",
    "Mean",
    "Mul",
    "Neg",
    "Pow",
    "ReduceL1",
    "ReduceProd",
    "ReduceSum",
    "Sub",
    "Sum",
];
/// Operators whose whole results are 64 bits wide, whatever they read.
const WIDE: [&str; 7] = ["ArgMax", "ArgMin", "ConstantOfShape", "EyeLike", "NonZero", "Shape", "Size"];

/// Gives the results their types, and wraps those that may leave theirs.
pub(super) fn settle(
    c: &mut Context<'_>,
    operator: &'static Operator,
    mut results: Vec<ValueId>,
) -> Result<Vec<ValueId>, Problem> {
    for (i, id) in results.iter_mut().enumerate() {
        if c.graph.stored.contains_key(id) {
            continue;
        }
        let kind = match c.element(*id) {
            Element::Float => continue,
            Element::Bool => Stored::Bool,
            Element::Int => of(c, operator.name, i),
        };
        c.graph.stored.insert(*id, kind);
        if WRAPS.contains(&operator.name) {
            *id = wrapped(c, Name::Part("wrapped"), *id, kind)?;
        }
    }
    Ok(results)
}

/// The type of result `index`, which is of whole numbers: that of the operand that it is made of.
fn of(c: &Context<'_>, operator: &str, index: usize) -> Stored {
    let from = match operator {
        "Where" => 1,
        "OneHot" => 2,
        _ => 0,
    };
    if WIDE.contains(&operator) || index > 0 && operator != "Split" {
        return Stored::INT64;
    }
    let mut whole = (from..c.operands.len()).filter_map(|i| c.optional(i));
    let kind = |id: ValueId| c.graph.stored.get(&id).copied().filter(|t| t.element() == Element::Int);
    whole.find_map(kind).unwrap_or(Stored::INT64)
}

/// What a type of up to 32 bits makes of a whole number: it modulo the type's size.
pub(super) fn wrapped(
    c: &mut Context<'_>,
    name: Name<'_>,
    id: ValueId,
    kind: Stored,
) -> Result<ValueId, Problem> {
    let Some((lo, hi)) = kind.range().filter(|_| kind.bits() <= 32) else { return Ok(id) };
    let shape = c.shape(id);
    let y = c.word(name, Kind::Wrap { lo, hi }, &[id], &shape, Element::Int)?;
    c.graph.stored.insert(y, kind);
    Ok(y)
}

/// The same whole numbers in a type that holds them.
pub(super) fn widened(c: &mut Context<'_>, id: ValueId) -> Result<ValueId, Problem> {
    let shape = c.shape(id);
    let y = c.retyped_part("wide", Op::Reshape, &[id], &shape, Element::Int)?;
    c.graph.stored.insert(y, Stored::INT64);
    Ok(y)
}
