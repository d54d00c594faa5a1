//! Products along axes, one factor after the other, and determinants of small matrices.

use super::attributes::int;
use super::context::{Context, Made, Name};
use super::moves::{Steps, sliced, view};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::Literal;

/// Most factors of one product.
const MOST: usize = 1 << 9;

/// Element `at` along an axis, which stays.
fn part(c: &mut Context<'_>, x: ValueId, axis: usize, at: usize) -> Made {
    let shape = c.shape(x);
    let steps = Steps { first: at as i64, step: 1, count: 1 };
    view(c, Name::Part("factor"), x, vec![sliced(&shape, &[(axis, steps)])], 0.0)
}

fn bounded(n: usize) -> Made<()> {
    let (got, limit) = (n as u64, MOST as u64);
    if n > MOST { Err(Problem::TooLarge { what: "the number of factors", got, limit }) } else { Ok(()) }
}

/// Factors by halves, so that no chain is long.
fn multiplied(c: &mut Context<'_>, mut all: Vec<ValueId>) -> Made {
    while all.len() > 1 {
        let mut next = Vec::with_capacity(all.len().div_ceil(2));
        for pair in all.chunks(2) {
            next.push(match *pair {
                [a, b] => c.call("Mul", &[a, b])?,
                _ => pair[0],
            });
        }
        all = next;
    }
    all.first().copied().ok_or_else(|| Problem::Unsupported("a product of nothing".to_owned()))
}

pub(super) fn reduce_prod(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let Some(over) = super::folds::over(c, 18, &shape)? else {
        return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
    };
    if shape.contains(&0) && !over.out.contains(&0) {
        let ones = over.out.iter().product();
        let literal = match c.element(x) {
            Element::Float => Literal::floats(&over.out, vec![1.0; ones]),
            _ => Literal::ints(&over.out, vec![1; ones]),
        };
        return Ok(vec![c.named_literal(literal)?]);
    }
    let mut y = x;
    for axis in &over.axes {
        bounded(shape[*axis])?;
        let parts = (0..shape[*axis]).map(|i| part(c, y, *axis, i)).collect::<Result<Vec<_>, _>>()?;
        y = multiplied(c, parts)?;
    }
    Ok(vec![c.emit(Op::Reshape, &[y], &over.out)?])
}

pub(super) fn cum_prod(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "x")?;
    let shape = c.shape(x);
    let axis = c.integers(1, "axis")?.first().copied().unwrap_or(0);
    let axis = Context::axis(axis, shape.len())?;
    let (exclusive, reverse) = (c.attributes.flag("exclusive", false)?, c.attributes.flag("reverse", false)?);
    bounded(shape[axis])?;
    let order: Vec<usize> =
        if reverse { (0..shape[axis]).rev().collect() } else { (0..shape[axis]).collect() };
    let mut one = shape.clone();
    one[axis] = 1;
    let count = c.limits.count(&one)?;
    let literal = match c.element(x) {
        Element::Float => Literal::floats(&one, vec![1.0; count]),
        _ => Literal::ints(&one, vec![1; count]),
    };
    let mut parts = vec![None; shape[axis]];
    let mut running = None;
    for i in order {
        let factor = part(c, x, axis, i)?;
        let next = match running {
            None => factor,
            Some(before) => c.call("Mul", &[before, factor])?,
        };
        parts[i] = if exclusive { running } else { Some(next) };
        running = Some(next);
    }
    let ones = if exclusive { Some(c.literal("one", literal)?) } else { None };
    let parts: Vec<ValueId> = parts.into_iter().filter_map(|p| p.or(ones)).collect();
    Ok(vec![c.call_as(Name::Result(0), "Concat", &parts, vec![int("axis", axis as i64)])?])
}

/// Determinants by the first row, of up to four rows.
pub(super) fn det(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let [lead @ .., n, m] = &shape[..] else {
        return Err(Problem::Shape(format!("{shape:?}, matrices expected")));
    };
    if n != m || !(1..=4).contains(n) {
        return Err(Problem::Unsupported(format!("a determinant of {n} rows and {m} columns (1 to 4 are)")));
    }
    let (n, count) = (*n, c.limits.count(lead).unwrap_or(1));
    let flat = c.reshaped(x, &[count, n, n])?;
    let mut entries = Vec::with_capacity(n * n);
    for row in 0..n {
        let own = part(c, flat, 1, row)?;
        for column in 0..n {
            entries.push(part(c, own, 2, column)?);
        }
    }
    let rows: Vec<&[ValueId]> = entries.chunks(n).collect();
    let columns: Vec<usize> = (0..n).collect();
    let value = minor(c, &rows, &columns)?;
    Ok(vec![c.emit(Op::Reshape, &[value], lead)?])
}

fn minor(c: &mut Context<'_>, rows: &[&[ValueId]], columns: &[usize]) -> Made {
    let [first, rest @ ..] = rows else { return Err(Problem::Unsupported("an empty matrix".to_owned())) };
    if rest.is_empty() {
        return Ok(first[columns[0]]);
    }
    let mut sum: Option<ValueId> = None;
    for (k, column) in columns.iter().enumerate() {
        let others: Vec<usize> = columns.iter().copied().filter(|other| other != column).collect();
        let own = minor(c, rest, &others)?;
        let term = c.call("Mul", &[first[*column], own])?;
        sum = Some(match sum {
            None => term,
            Some(sum) => c.call(if k % 2 == 0 { "Add" } else { "Sub" }, &[sum, term])?,
        });
    }
    sum.ok_or_else(|| Problem::Unsupported("an empty matrix".to_owned()))
}
