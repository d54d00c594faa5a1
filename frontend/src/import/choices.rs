//! Where the largest or smallest elements are, and what quantised models say of their own integers.

use gadgets::View;
use gadgets::primitive::{Comparison, Fold, Read};

use super::arithmetic::{function, linear};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::{Data, Literal};
use crate::stored::Stored;
use crate::words::{Kind, Term, broadcast};

/// The first position, or the last one, whose element equals the extreme one.
struct Place {
    /// The shape with the axis kept.
    kept: Vec<usize>,
    /// Positions, exact.
    position: ValueId,
    axis: usize,
}

fn place(c: &mut Context<'_>, x: ValueId, fold: Fold, axis: i64, last: bool) -> Made<Place> {
    let shape = c.shape(x);
    let axis = Context::axis(axis, shape.len())?;
    let n = shape[axis];
    let mut kept = shape.clone();
    kept[axis] = 1;
    let perm: Vec<usize> = (0..shape.len()).filter(|d| *d != axis).chain([axis]).collect();
    let along = |x: Read| if perm.is_sorted() { x } else { x.view(View::permute(&shape, &perm)) };
    let element = c.element(x);
    let folded = |fold: Fold| Kind::Reduce { fold, x: along(Read::value(0)), folded: 1 };
    let extreme = c.word(Name::Part("extreme"), folded(fold), &[x], &kept, element)?;
    let kind = Kind::Compare { op: Comparison::Equal, a: Read::value(0), b: broadcast(1, &kept, &shape) };
    let reached = c.word(Name::Part("reached"), kind, &[x, extreme], &shape, Element::Bool)?;
    // What does not reach it stands behind all that does.
    let mut along_axis = vec![1; shape.len()];
    along_axis[axis] = n;
    let weight = |i: usize| if last { i as i64 + 1 } else { i as i64 - n as i64 };
    let weights = c.literal("weights", Literal::ints(&along_axis, (0..n).map(weight).collect()))?;
    let reads = vec![Read::value(0), broadcast(1, &along_axis, &shape)];
    let terms = vec![Term { coefficient: 1.0, factors: vec![0, 1] }];
    let constant = if last { -1.0 } else { n as f64 };
    let kind = Kind::Map { reads, terms, constant };
    let candidates = c.word(Name::Part("candidates"), kind, &[reached, weights], &shape, Element::Int)?;
    let fold = if last { Fold::Max } else { Fold::Min };
    let position = c.word(Name::Part("position"), folded(fold), &[candidates], &kept, Element::Int)?;
    Ok(Place { kept, position, axis })
}

/// The position of the largest or smallest element of each row: of equal ones the first, or the last where it is asked for.
pub(super) fn arg(c: &mut Context<'_>, fold: Fold) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "data")?;
    let keep = c.attributes.flag("keepdims", true)?;
    let last = c.attributes.flag("select_last_index", false)?;
    let place = place(c, x, fold, c.attributes.int("axis", 0)?, last)?;
    let mut out = place.kept;
    if !keep {
        out.remove(place.axis);
    }
    Ok(vec![c.emit(Op::Reshape, &[place.position], &out)?])
}

/// 1 at the first largest element of each row, else 0. Before version 13 everything from the axis on is one row.
pub(super) fn hardmax(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let given = c.operand(0, "input")?;
    let shape = c.shape(given);
    let coerces = c.version < 13;
    let axis = Context::axis(c.attributes.int("axis", if coerces { 1 } else { -1 })?, shape.len())?;
    let rows = if coerces {
        vec![shape[..axis].iter().product(), shape[axis..].iter().product()]
    } else {
        shape.clone()
    };
    let x = c.emit_part("rows", Op::Reshape, &[given], &rows)?;
    let place = place(c, x, Fold::Max, if coerces { 1 } else { axis as i64 }, false)?;
    let mut along = vec![1; rows.len()];
    along[place.axis] = rows[place.axis];
    let numbers = (0..rows[place.axis] as i64).collect();
    let numbers = c.literal("positions", Literal::ints(&along, numbers))?;
    let kind = Kind::Compare {
        op: Comparison::Equal,
        a: broadcast(0, &place.kept, &rows),
        b: broadcast(1, &along, &rows),
    };
    let hot = c.word(Name::Part("hot"), kind, &[place.position, numbers], &rows, Element::Bool)?;
    Ok(vec![c.retyped(Op::Reshape, &[hot], &shape, Element::Float)?])
}

/// Scale or zero point, spread along its axis, or each over a block of that.
fn spread(c: &mut Context<'_>, part: &str, id: ValueId, shape: &[usize]) -> Made {
    let own = c.shape(id);
    if own.iter().product::<usize>() == 1 {
        return c.emit_part(part, Op::Reshape, &[id], &[]);
    }
    let axis = Context::axis(c.attributes.int("axis", 1)?, shape.len())?;
    let block = usize::try_from(c.attributes.int("block_size", 0)?).unwrap_or(0);
    let fail = || Problem::Shape(format!("a scale of shape {own:?} for {shape:?}, along axis {axis}"));
    if block > 0 {
        let fits = own.len() == shape.len()
            && own.iter().zip(shape).enumerate().all(|(d, (n, m))| match d == axis {
                true => *n == m.div_ceil(block),
                false => n == m,
            });
        if !fits {
            return Err(fail());
        }
        let positions: Vec<i64> = (0..shape[axis]).map(|i| (i / block) as i64).collect();
        let positions = c.literal("blocks", Literal::ints(&[shape[axis]], positions))?;
        return super::gathers::gathered(c, Name::Part(part), id, positions, axis);
    }
    if own != [shape[axis]] {
        return Err(fail());
    }
    let mut along = vec![1; shape.len()];
    along[axis] = shape[axis];
    c.emit_part(part, Op::Reshape, &[id], &along)
}

/// `saturate(round(x / scale) + zero_point)`.
pub(super) fn quantize_linear(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    c.attributes.ignore("saturate");
    c.attributes.ignore("block_size");
    c.attributes.ignore("axis");
    let (x, scale, zero) = (c.operand(0, "x")?, c.operand(1, "y_scale")?, c.optional(2));
    let asked = match c.attributes.int("output_dtype", 0)? {
        0 => None,
        code => Some(i32::try_from(code).ok().and_then(Stored::of_code)),
    };
    let kind = match (asked, zero) {
        (Some(kind), _) => kind,
        (None, Some(id)) => c.graph.stored.get(&id).copied(),
        (None, None) => Some(Stored::Int { bits: 8, signed: false }),
    };
    let Some((kind @ Stored::Int { .. }, (lo, hi))) = kind.and_then(|k| Some((k, k.range()?))) else {
        let name = kind.map_or("an unknown type", Stored::name);
        return Err(Problem::Unsupported(format!("quantisation to {name}")));
    };
    c.attributes.ignore("precision");
    if let Some(v) = c.graph.constant(scale).and_then(|v| v.into_iter().find(|v| *v <= 0.0)) {
        return Err(Problem::Shape(format!("a scale of {v}")));
    }
    let known = c.uniform(scale).filter(|_| zero.is_none_or(|id| c.graph.value(id).len() == 1));
    if let (Some(unit), Some(noted)) = (known, c.graph.scaled.get(&x).cloned())
        && c.graph.value(x).constant.is_none()
    {
        return super::dequantised::quantised(c, &noted, unit, zero, kind);
    }
    if let Some(unit) = known.filter(|_| c.graph.inputs.contains(&x)) {
        c.graph.units.insert(x, unit);
    }
    let shape = c.shape(x);
    let scale = spread(c, "scale", scale, &shape)?;
    let units = super::arithmetic::quotient(c, Name::Part("units"), x, scale)?;
    let rounded = function(c, Name::Part("rounded"), "Round", vec![], units)?;
    let mut y = c.retyped_part("whole", Op::Reshape, &[rounded], &shape, Element::Int)?;
    if let Some(zero) = zero {
        let zero = spread(c, "zero", zero, &shape)?;
        y = linear(c, Name::Part("shifted"), [1.0, 1.0], y, zero)?;
    }
    let y =
        c.word(Name::Result(0), Kind::Clip { lo: lo as f64, hi: hi as f64 }, &[y], &shape, Element::Int)?;
    c.graph.stored.insert(y, kind);
    Ok(vec![y])
}

/// `(x − zero_point) · scale`.
pub(super) fn dequantize_linear(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    c.attributes.ignore("block_size");
    c.attributes.ignore("axis");
    c.attributes.ignore("output_dtype");
    let (mut x, scale, zero) = (c.operand(0, "x")?, c.operand(1, "x_scale")?, c.optional(2));
    let shape = c.shape(x);
    if let Some(zero) = zero.filter(|id| c.uniform(*id) != Some(0.0)) {
        let zero = spread(c, "zero", zero, &shape)?;
        x = linear(c, Name::Part("centred"), [1.0, -1.0], x, zero)?;
    }
    let scale = spread(c, "scale", scale, &shape)?;
    super::dequantised::dequantised(c, x, scale)
}

/// The identity matrix, or one of its diagonals.
pub(super) fn eye_like(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let [rows, columns] = shape[..] else {
        return Err(Problem::Shape(format!("{shape:?}, 2 dimensions expected")));
    };
    let k = c.attributes.int("k", 0)?;
    // Without a type of its own, that of the operand.
    let kind = match c.attributes.int("dtype", 0)? {
        0 => c.graph.stored.get(&x).copied().unwrap_or(Stored::Float),
        code => i32::try_from(code).ok().and_then(Stored::of_code).unwrap_or(Stored::Float),
    };
    let one = |r: usize, l: usize| i64::from(l as i64 == (r as i64).saturating_add(k));
    let values: Vec<i64> = (0..rows).flat_map(|r| (0..columns).map(move |l| one(r, l))).collect();
    let float = kind.element() == Element::Float;
    let data =
        if float { Data::Float(values.iter().map(|v| *v as f64).collect()) } else { Data::Int(values) };
    let id = c.named_literal(Literal { shape, data })?;
    c.graph.stored.insert(id, kind);
    c.graph.values[id.index()].element = kind.element();
    Ok(vec![id])
}
