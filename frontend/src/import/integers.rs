//! Whole numbers: remainders, shifts, and what their bits say.

use gadgets::View;
use gadgets::primitive::Read;

use super::arithmetic::{affine, linear, pair, product, whole_quotient};
use super::attributes::bad;
use super::context::{Context, Made, Name};
use super::gathers::gathered;
use super::moves::{Steps, sliced};
use super::types::{factor, widened, wrapped};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::functions::Function;
use crate::literal::Literal;
use crate::stored::Stored;
use crate::words::{Kind, Term, Toward};

/// Bits of the largest power of two that is told apart.
const POWERS: u32 = 62;

/// `a − b·round(a / b)`, rounded down, or toward 0 with `fmod`.
pub(super) fn modulo(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let fmod = c.attributes.flag("fmod", false)?;
    let toward = if fmod { Toward::Zero } else { Toward::Below };
    let whole = c.element(a) != Element::Float && c.element(b) != Element::Float;
    let quotient = if whole {
        whole_quotient(c, Name::Part("quotient"), toward, a, b)?
    } else if fmod {
        let exact = super::arithmetic::quotient(c, Name::Part("quotient"), a, b)?;
        let shape = c.shape(exact);
        let truncate = Kind::Function(Function { name: "truncate", parameters: Vec::new() });
        c.word(Name::Part("whole"), truncate, &[exact], &shape, Element::Int)?
    } else {
        return Err(bad("fmod", "must be 1 for floats"));
    };
    let multiple = product(c, Name::Part("multiple"), quotient, b)?;
    let rest = linear(c, Name::Part("rest"), [1.0, -1.0], a, multiple)?;
    let shape = c.shape(rest);
    // Intervals do not see how small it is.
    let divisor = c.graph.constant(b).map(|v| v.iter().fold(0.0f64, |m, v| m.max(v.abs())));
    let Some(largest) = divisor.filter(|_| whole) else {
        return Ok(vec![c.emit(Op::Reshape, &[rest], &shape)?]);
    };
    let kind = Kind::Clip { lo: 1.0 - largest, hi: largest - 1.0 };
    Ok(vec![c.word(Name::Result(0), kind, &[rest], &shape, Element::Int)?])
}

fn type_of(c: &Context<'_>, id: ValueId) -> Stored {
    c.graph.stored.get(&id).copied().unwrap_or(Stored::INT64)
}

/// Times or divided by a power of two; a number shifted by more bits than it has is 0.
pub(super) fn bit_shift(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (x, y) = (c.operand(0, "X")?, c.operand(1, "Y")?);
    let kind = type_of(c, x);
    let left = match c.attributes.string("direction")? {
        Some("LEFT") => true,
        Some("RIGHT") => false,
        other => return Err(bad("direction", &format!("is {other:?}, expected LEFT or RIGHT"))),
    };
    let bits = kind.bits().min(POWERS + 1);
    let beyond = if left { 0 } else { 1i64 << POWERS };
    let power = |k: u32| if k < bits { 1i64 << k } else { beyond };
    let powers = match c.graph.constant(y) {
        Some(v) => {
            let given = v.iter().map(|k| power(*k as u32)).collect();
            let shape = c.shape(y);
            c.literal("power", Literal::ints(&shape, given))?
        }
        None => {
            let table = (0..=64).map(power).collect();
            let table = c.literal("powers", Literal::ints(&[65], table))?;
            gathered(c, Name::Part("power"), table, y, 0)?
        }
    };
    if !left {
        return Ok(vec![whole_quotient(c, Name::Result(0), Toward::Below, x, powers)?]);
    }
    let x = factor(c, x)?;
    let wide = product(c, Name::Part("shifted"), x, powers)?;
    let y = wrapped(c, Name::Result(0), wide, kind)?;
    let shape = c.shape(y);
    Ok(vec![if y == wide { c.emit(Op::Reshape, &[y], &shape)? } else { y }])
}

/// The bits of whole numbers along a new last axis, the lowest first, in two's complement.
fn bits(c: &mut Context<'_>, x: ValueId, count: usize) -> Made {
    let x = widened(c, x)?;
    let shape = c.shape(x);
    let column = [shape.as_slice(), &[1]].concat();
    let column = c.emit_part("column", Op::Reshape, &[x], &column)?;
    let powers = (0..=count).map(|k| 1i64 << k).collect();
    let powers = c.literal("powers", Literal::ints(&[count + 1], powers))?;
    let above = whole_quotient(c, Name::Part("digits"), Toward::Below, column, powers)?;
    let (under, last) = (c.shape(above), shape.len());
    let part = |first: i64| {
        let steps = Steps { first, step: 1, count };
        Read::value(0).view(sliced(&under, &[(last, steps)]))
    };
    let term = |coefficient: f64, factor: usize| Term { coefficient, factors: vec![factor] };
    let kind =
        Kind::Map { reads: vec![part(0), part(1)], terms: vec![term(1.0, 0), term(-2.0, 1)], constant: 0.0 };
    let out = [shape.as_slice(), &[count]].concat();
    let bits = c.word(Name::Part("bits"), kind, &[above], &out, Element::Int)?;
    // Which intervals do not see.
    c.word(Name::Part("bits"), Kind::Clip { lo: 0.0, hi: 1.0 }, &[bits], &out, Element::Int)
}

/// `p·a + p·b + q·a·b` of each bit.
pub(super) fn bitwise(c: &mut Context<'_>, p: f64, q: f64) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (x, y) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let kind = type_of(c, x);
    let Stored::Int { bits: count, signed } = kind else {
        return Err(Problem::ElementType { got: kind.name().to_owned() });
    };
    let count = count.min(POWERS) as usize;
    let (a, b) = (bits(c, x, count)?, bits(c, y, count)?);
    let pair = pair(c, a, b)?;
    let term = |coefficient: f64, factors: &[usize]| Term { coefficient, factors: factors.to_vec() };
    let mut terms = vec![term(p, &[0]), term(p, &[1]), term(q, &[0, 1])];
    terms.retain(|t| t.coefficient != 0.0);
    let combined = Kind::Map { reads: vec![pair.a, pair.b], terms, constant: 0.0 };
    let combined = c.word(Name::Part("combined"), combined, &[a, b], &pair.shape, Element::Int)?;
    let weight = |k: usize| if signed && k + 1 == count { -(1i64 << k) } else { 1i64 << k };
    let weights = c.literal("weights", Literal::ints(&[count], (0..count).map(weight).collect()))?;
    let rank = pair.shape.len();
    let along = Read::value(1).view(View::select(&pair.shape, &[Some(rank - 1)]));
    let kind = Kind::Einsum { a: Read::value(0), b: along, summed: 1, factor: 1.0 };
    Ok(vec![c.word(Name::Result(0), kind, &[combined, weights], &pair.shape[..rank - 1], Element::Int)?])
}

/// `−1 − x`, or the largest number less `x` where there are no negative ones.
pub(super) fn bitwise_not(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let kind = type_of(c, x);
    let ones = match kind {
        Stored::Int { signed: true, .. } => -1.0,
        _ => match kind.range() {
            Some((_, hi)) => hi as f64,
            None => return Err(Problem::ElementType { got: kind.name().to_owned() }),
        },
    };
    Ok(vec![affine(c, Name::Result(0), x, -1.0, ones)?])
}
