//! Softmax: a maximum, a table lookup (or an exponential), a sum and a quotient along one dimension.

use gadgets::{Bound, ElementType, Gadget, Rounding, Softmax};
use std::collections::BTreeMap;

use super::affine::{Ix, LoopId};
use super::epilogue::{Peeled, clamp};
use super::expr::{BufferId, Cast, Expr, Kind, Op, Ty, rewrite};
use super::nest::{Found, Nest, Reduction, Source, reduction};
use super::pool::identity;
use super::refusal::{Refusal, refuse};

/// `(m − x)`, taken apart.
struct Difference {
    x: Source,
    axis: usize,
}

pub(super) fn integer(nest: &Nest<'_>, p: &Peeled) -> Result<Found, Refusal> {
    let other = || Refusal::new("a table lookup that is no softmax");
    let e = p.epilogue;
    let exact = e.multiplier == 1 && !e.relu && e.bound == Bound::Proven && p.ty == Ty::Int(64);
    if !exact || (e.shift > 0 && e.rounding != Rounding::HalfUp) {
        return Err(other());
    }
    let Kind::Binary(Op::Mul, a, b) = &p.core.kind else { return Err(other()) };
    let quotient = |e: &Expr| match &e.kind {
        Kind::Binary(Op::DivUnsigned, unit, sum) => Some((unit.int()?, sum.clone())),
        _ => None,
    };
    let (exponential, (unit, sum)) = match (quotient(a), quotient(b)) {
        (None, Some(q)) => (a, q),
        (Some(q), None) => (b, q),
        _ => return Err(other()),
    };
    let floored = match &sum.kind {
        Kind::Binary(Op::Max, sum, first) => {
            first.int().filter(|v| *v >= 1).map(|first| (sum.clone(), first))
        }
        _ => None,
    };
    let Some((sum, first)) = floored else { return refuse("a division by a sum that may be 0") };
    if unit < 1 || unit.count_ones() != 1 {
        return refuse("a reciprocal that is no power of two");
    }
    let (table, index) = lookup(exponential).ok_or_else(other)?;
    let Some((z, last)) = bounded(&index) else {
        return refuse("a table index that is not bounded by the table's end");
    };
    let last = Some(last).filter(|v| *v >= 1 && v.count_ones() == 1).ok_or_else(other)?;
    if index.ty != Ty::Int(64)
        || nest.shape(table) != [last as usize + 1]
        || nest.buffers[table].ty != Ty::Int(32)
    {
        return refuse("a table of exponentials that has not 2^k + 1 entries of i32");
    }
    let (z, shift) = constant_step(&z, Op::ShiftRight).unwrap_or((z.clone(), 0));
    let (z, multiplier) = constant_step(&z, Op::Mul).unwrap_or((z, 1));
    if multiplier < 1 || !(0..=62).contains(&shift) {
        return Err(other());
    }
    let d = difference(nest, &z)?;
    let sum = reduction(&sum, Op::Add).ok_or_else(other)?;
    same_terms(nest, &sum, exponential, &d)?;
    let [outer, axis, inner] = split(nest.y(), d.axis);
    let reciprocal_bits = unit.trailing_zeros();
    let Some(fraction_bits) = reciprocal_bits.checked_sub(e.shift) else { return Err(other()) };
    let gadget = Gadget::Softmax(Softmax {
        outer,
        axis,
        inner,
        x: d.x.scalar.storage(),
        multiplier,
        shift: shift as u32,
        table_bits: last.trailing_zeros(),
        reciprocal_bits,
        fraction_bits,
        first,
        out: p.out.storage(),
    });
    Ok(Found { gadget, float: None, operands: vec![d.x.buffer, table], output: Some(nest.output) })
}

/// `exp(x − max) / Σ exp(x − max)`, which is only named.
pub(super) fn float(nest: &Nest<'_>, exponential: &Expr, sum: &Expr) -> Result<Found, Refusal> {
    let Kind::Exp(inner) = &exponential.kind else { return refuse("a quotient that is no softmax") };
    let d = difference(nest, &flip(inner)?)?;
    let Some(sum) = reduction(sum, Op::Add) else { return refuse("a quotient that is no softmax") };
    same_terms(nest, &sum, exponential, &d)?;
    let [outer, axis, inner] = split(nest.y(), d.axis);
    let gadget = Gadget::Softmax(Softmax {
        outer,
        axis,
        inner,
        x: d.x.scalar.storage(),
        multiplier: 1,
        shift: 0,
        table_bits: 0,
        reciprocal_bits: 0,
        fraction_bits: 0,
        first: 1,
        out: ElementType::I64,
    });
    let (float, operands) = (d.x.scalar.float(), vec![d.x.buffer]);
    Ok(Found { gadget, float, operands, output: Some(nest.output) })
}

/// `m − x` for `x − m`.
fn flip(e: &Expr) -> Result<Expr, Refusal> {
    match &e.kind {
        Kind::Binary(Op::Sub, x, m) => super::expr::make(e.ty, Kind::Binary(Op::Sub, m.clone(), x.clone())),
        _ => refuse("an exponential of something else than a difference to the maximum"),
    }
}

/// A table's index, kept within the table by an unsigned minimum or, since it never is negative, by a clamp; and the
/// last one.
fn bounded(index: &Expr) -> Option<(Expr, i64)> {
    match (&index.kind, clamp(index)) {
        (_, Some((z, 0, last))) => Some((z, last)),
        (Kind::Binary(Op::MinUnsigned, a, b), _) => match (a.int(), b.int()) {
            (None, Some(last)) => Some((a.clone(), last)),
            (Some(last), None) => Some((b.clone(), last)),
            _ => None,
        },
        _ => None,
    }
}

fn constant_step(e: &Expr, op: Op) -> Option<(Expr, i64)> {
    match &e.kind {
        Kind::Binary(o, a, c) if *o == op => Some((a.clone(), c.int()?)),
        _ => None,
    }
}

/// Table and index of an exponential.
fn lookup(e: &Expr) -> Option<(BufferId, Expr)> {
    let load = match &e.kind {
        Kind::Cast(Cast::SignExtend, inner) => inner,
        _ => e,
    };
    let Kind::Lookup(table, index) = &load.kind else { return None };
    match &index.kind {
        Kind::Cast(Cast::Index, inner) => Some((*table, inner.clone())),
        _ => None,
    }
}

fn difference(nest: &Nest<'_>, z: &Expr) -> Result<Difference, Refusal> {
    let other = || Refusal::new("a softmax without the difference to the maximum of its row");
    let Kind::Binary(Op::Sub, m, x) = &z.kind else { return Err(other()) };
    let max = reduction(m, Op::Max).ok_or_else(other)?;
    let (source, all) = (nest.source(x)?, nest.source(&max.term)?);
    identity(&max.init, &all)?;
    if source.buffer != all.buffer || source.scalar != all.scalar || !source.exact || !all.exact {
        return Err(other());
    }
    if source.at != nest.at || nest.shape(source.buffer) != nest.y() {
        return refuse("a softmax whose input is not at the output's position");
    }
    let [l] = max.loops[..] else { return Err(other()) };
    let differs: Vec<usize> = (0..source.at.len()).filter(|d| source.at[*d] != all.at[*d]).collect();
    let [axis] = differs[..] else { return Err(other()) };
    if all.at[axis].as_counter() != Some(l) || nest.loops.count(l) != Some(nest.y()[axis]) {
        return refuse("a maximum that is not over all of one dimension");
    }
    Ok(Difference { x: source, axis })
}

/// Whether the sum's terms are the exponentials of all elements along the axis.
fn same_terms(nest: &Nest<'_>, sum: &Reduction, e: &Expr, d: &Difference) -> Result<(), Refusal> {
    let [l] = sum.loops[..] else { return refuse("a softmax whose sum is over several loops") };
    let axis: Option<LoopId> = nest.at[d.axis].as_counter();
    let (Some(axis), true) = (axis, sum.init.is_zero()) else {
        return refuse("a softmax whose sum does not start at 0");
    };
    if nest.loops.count(l) != Some(nest.y()[d.axis]) {
        return refuse("a softmax whose sum is not over all of one dimension");
    }
    let map = BTreeMap::from([(axis, Ix::counter(l))]);
    let moved = rewrite(e, &mut nest.loops.clone(), &map, &mut |_| Ok(None))?;
    if moved != sum.term {
        return refuse("a softmax whose sum is not that of its exponentials");
    }
    Ok(())
}

fn split(shape: &[usize], axis: usize) -> [usize; 3] {
    [shape[..axis].iter().product(), shape[axis], shape[axis + 1..].iter().product()]
}
