//! Whole numbers beyond 2^53: constants are evaluated in 64-bit floats, which do not hold all of them, so that none is computed with.

use crate::error::Problem;
use crate::float_graph::{Element, FloatGraph, Op, ValueId};
use crate::literal::Data;
use crate::words::{Kind, Word};

/// From here on not every whole number is a float.
pub(super) const EXACT: f64 = (1u64 << 53) as f64;

/// The first whole constant among these operands that may be no float.
pub(super) fn operand_beyond(graph: &FloatGraph, operands: &[ValueId]) -> Option<Problem> {
    let large = |id: &ValueId| match graph.value(*id).constant.as_ref().map(|l| &l.data) {
        Some(Data::Int(v)) => v.iter().position(|v| v.unsigned_abs() > EXACT as u64).map(|i| v[i]),
        _ => None,
    };
    operands.iter().find_map(large).map(|v| beyond(&v.to_string()))
}

/// A coefficient or constant of a sum of whole numbers that may have been rounded to a float.
pub(super) fn own_beyond(op: &Op, element: Element) -> Option<Problem> {
    let Op::Word(Word { kind: Kind::Map { terms, constant, .. }, .. }) = op else { return None };
    let mut own = terms.iter().map(|t| t.coefficient).chain([*constant]);
    let large = own.find(|v| element == Element::Int && v.abs() >= EXACT);
    large.map(|v| beyond(&format!("{v:e}")))
}

fn beyond(v: &str) -> Problem {
    Problem::Unsupported(format!("arithmetic of the whole number {v}, which is beyond 2^53,"))
}
