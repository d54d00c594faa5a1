//! The types of operands and results: which ones an operator takes together, what results are stored in, and that whole
//! numbers of up to 32 bits wrap around, whatever computes them.
//!
//! Source: the type constraints of ONNX's operators, as far as floats, whole numbers and booleans are told apart.

use super::context::{Context, Made, Name};
use super::exclude::MOVES;
use super::opset::Operator;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::stored::Stored;
use crate::words::Kind;

/// Operators whose whole results are 64 bits wide, whatever they read.
const WIDE: [&str; 7] = ["ArgMax", "ArgMin", "ConstantOfShape", "EyeLike", "NonZero", "Shape", "Size"];

/// Operators whose operands, all or those from the first number to the second, are of one type. Of those with `true` no
/// operand is a boolean.
const ALIKE: &[(&str, usize, usize, bool)] = &[
    ("Add", 0, 1, true),
    ("Concat", 0, usize::MAX, false),
    ("Div", 0, 1, true),
    ("Einsum", 0, usize::MAX, true),
    ("Equal", 0, 1, false),
    ("Gemm", 0, 2, true),
    ("Greater", 0, 1, true),
    ("GreaterOrEqual", 0, 1, true),
    ("Less", 0, 1, true),
    ("LessOrEqual", 0, 1, true),
    ("MatMul", 0, 1, true),
    ("Max", 0, usize::MAX, true),
    ("Mean", 0, usize::MAX, true),
    ("Min", 0, usize::MAX, true),
    ("Mod", 0, 1, true),
    ("Mul", 0, 1, true),
    ("PRelu", 0, 1, true),
    ("Sub", 0, 1, true),
    ("Sum", 0, usize::MAX, true),
    ("Where", 1, 2, false),
];
/// Operators that compute with operand 0, which is no boolean.
const NUMBERS: &[&str] = &[
    "Abs",
    "ArgMax",
    "ArgMin",
    "Clip",
    "CumSum",
    "Neg",
    "Pow",
    "ReduceL1",
    "ReduceL2",
    "ReduceLogSum",
    "ReduceLogSumExp",
    "ReduceMean",
    "ReduceProd",
    "ReduceSum",
    "ReduceSumSquare",
    "Relu",
    "Sign",
    "TopK",
];
/// Operators whose operand 1 holds positions.
const INDEXED: &[&str] = &["Gather", "GatherElements", "GatherND", "ScatterElements", "ScatterND"];

/// Whether the operator takes operands of these types.
///
/// # Errors
/// [`Problem::ElementType`].
pub(super) fn accept(c: &Context<'_>, operator: &Operator) -> Made<()> {
    let refused = |got: String| Err(Problem::ElementType { got });
    let element = |i: usize| c.optional(i).map(|id| c.element(id));
    let boolean = |i: usize| element(i) == Some(Element::Bool);
    if let Some(&(_, first, last, numbers)) = ALIKE.iter().find(|(name, ..)| *name == operator.name) {
        let operands = first..c.operands.len().min(last.saturating_add(1));
        let mut elements = operands.clone().filter_map(|i| Some((i, element(i)?)));
        if let Some((at, one)) = elements.next()
            && let Some((i, other)) = elements.find(|(_, e)| *e != one)
        {
            return refused(format!("{other} of operand {i} beside {one} of operand {at}"));
        }
        if numbers && operands.into_iter().any(boolean) {
            return refused("boolean, where a number is expected,".to_owned());
        }
    }
    if NUMBERS.contains(&operator.name) && boolean(0) {
        return refused("boolean, where a number is expected,".to_owned());
    }
    match element(1) {
        Some(e) if e != Element::Int && INDEXED.contains(&operator.name) => {
            refused(format!("{e} of operand 1 (positions)"))
        }
        _ => Ok(()),
    }
}

/// Gives the results their types, and wraps those that may leave theirs.
pub(super) fn settle(
    c: &mut Context<'_>,
    operator: &'static Operator,
    mut results: Vec<ValueId>,
) -> Made<Vec<ValueId>> {
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
        // What only moves stays within its type; whatever computes may leave it, and costs nothing where it does not.
        if kind != Stored::Bool && !MOVES.contains(&operator.name) {
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
pub(super) fn wrapped(c: &mut Context<'_>, name: Name<'_>, id: ValueId, kind: Stored) -> Made {
    let Some((lo, hi)) = kind.range().filter(|_| kind.bits() <= 32) else { return Ok(id) };
    let shape = c.shape(id);
    let y = c.word(name, Kind::Wrap { lo, hi }, &[id], &shape, Element::Int)?;
    c.graph.stored.insert(y, kind);
    Ok(y)
}

/// A factor of a product that is wrapped itself: modulo the type's size nothing is lost by taking unsigned numbers of 32 bits
/// for signed ones, whose products fit 64 bits.
pub(super) fn factor(c: &mut Context<'_>, id: ValueId) -> Made {
    match c.graph.stored.get(&id) {
        Some(Stored::Int { bits: 32, signed: false }) => {
            let signed = Stored::Int { bits: 32, signed: true };
            wrapped(c, Name::Part("signed"), id, signed)
        }
        _ => Ok(id),
    }
}

/// What the type makes of a product of [factors](factor).
pub(super) fn wrapped_product(c: &mut Context<'_>, y: ValueId, kind: Stored) -> Made {
    c.graph.stored.insert(y, kind);
    let y = factor(c, y)?;
    wrapped(c, Name::Part("wrapped"), y, kind)
}

/// The same whole numbers in a type that holds them.
pub(super) fn widened(c: &mut Context<'_>, id: ValueId) -> Made {
    let shape = c.shape(id);
    let y = c.retyped_part("wide", Op::Reshape, &[id], &shape, Element::Int)?;
    c.graph.stored.insert(y, Stored::INT64);
    Ok(y)
}
