//! Powers: of constants by products and tables, by data through logarithms.

use gadgets::primitive::Read;

use super::arithmetic::{Pair, aligned, function, linear, pair, product};
use super::attributes::int;
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, broadcast_shape};
use crate::literal::Literal;
use crate::words::Kind;

/// A constant power: by multiplication for small whole ones, else by a function.
pub(super) fn pow(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let (x, y) = aligned(c)?;
    let both = c.graph.constant(x).zip(c.graph.constant(y));
    let Some(exponent) = c.uniform(y).filter(|_| both.is_none()) else {
        let Some((base, exponent)) = both else {
            return Ok(vec![power_by_data(c, x, y)?]);
        };
        let Pair { shape, a, b } = pair(c, x, y)?;
        let spread = |read: Read, id: ValueId, values: Vec<f64>| {
            let shapes = vec![c.shape(id); 2];
            let word = crate::words::Word { shapes, kind: Kind::Move { read, fill: 0.0 } };
            word.evaluate(&[&values, &values])
        };
        let powers = spread(a, x, base).into_iter().zip(spread(b, y, exponent)).map(|(x, y)| libm::pow(x, y));
        let literal = match c.element(x) {
            Element::Float => Literal::floats(&shape, powers.collect()),
            _ => Literal::ints(&shape, powers.map(|v| v as i64).collect()),
        };
        return Ok(vec![c.named_literal(literal)?]);
    };
    let shape = broadcast_shape(&c.shape(x), &c.shape(y)).unwrap_or_default();
    if shape != c.shape(x) {
        let sizes: Vec<i64> = shape.iter().map(|n| *n as i64).collect();
        let sizes = c.list("shape", &sizes)?;
        let x = c.call("Expand", &[x, sizes])?;
        return Ok(vec![power(c, Name::Result(0), x, exponent)?]);
    }
    if c.element(x) != Element::Float && (exponent < 0.0 || exponent.fract() != 0.0) {
        // ONNX: the result has the base's type.
        let real = c.call_with("Cast", &[x], vec![int("to", 1)])?;
        let exact = power(c, Name::Part("power"), real, exponent)?;
        let kind = c.graph.stored.get(&x).copied();
        let whole = c.call_as(Name::Result(0), "Cast", &[exact], vec![int("to", 7)])?;
        c.graph.stored.extend(kind.map(|kind| (whole, kind)));
        return Ok(vec![whole]);
    }
    if c.element(x) != Element::Float {
        return Ok(vec![whole_power(c, x, exponent)?]);
    }
    Ok(vec![power(c, Name::Result(0), x, exponent)?])
}

/// A whole power of a whole number, by squaring.
fn whole_power(c: &mut Context<'_>, x: ValueId, exponent: f64) -> Made {
    if exponent > 62.0 {
        return Err(Problem::Unsupported(format!("a whole number to the power {exponent}")));
    }
    let (shape, mut rest, mut square) = (c.shape(x), exponent as u32, x);
    let mut y = None;
    while rest > 0 {
        if rest % 2 == 1 {
            y = Some(match y {
                None => square,
                Some(y) => c.call("Mul", &[y, square])?,
            });
        }
        rest /= 2;
        if rest > 0 {
            square = c.call("Mul", &[square, square])?;
        }
    }
    match y {
        Some(y) => c.emit(Op::Reshape, &[y], &shape),
        None => {
            let count = c.limits.count(&shape)?;
            c.named_literal(Literal::ints(&shape, vec![1; count]))
        }
    }
}

/// Whole constant powers by products, others of a positive base by `exp(y·log x)`, a constant base by a table.
fn power_by_data(c: &mut Context<'_>, x: ValueId, y: ValueId) -> Made {
    if c.element(x) != Element::Float {
        return Err(Problem::Unsupported("a whole number to a power that is no constant number".to_owned()));
    }
    let shape = pair(c, x, y)?.shape;
    if let Some(exponents) = c.spread_constant(y, &shape)
        && exponents.iter().all(|e| (0.0..=8.0).contains(e) && e.fract() == 0.0)
    {
        // Each power once, and each element takes its own.
        let largest = exponents.iter().copied().fold(0.0, f64::max) as usize;
        let mut all = None;
        let mut own = c.scalar("one", 1.0)?;
        for e in 0..=largest {
            if e > 0 {
                own = if e == 1 { x } else { product(c, Name::Part("power"), own, x)? };
            }
            let chosen: Vec<i64> = exponents.iter().map(|v| i64::from(*v == e as f64)).collect();
            if !chosen.contains(&1) {
                continue;
            }
            let mask = c.literal("exponent", Literal::ints(&shape, chosen))?;
            let term = product(c, Name::Part("chosen"), own, mask)?;
            all = Some(match all {
                None => term,
                Some(sum) => linear(c, Name::Part("sum"), [1.0, 1.0], sum, term)?,
            });
        }
        let all = all.ok_or_else(|| Problem::Unsupported("a power of nothing".to_owned()))?;
        return c.emit(Op::Reshape, &[all], &shape);
    }
    let log = match c.graph.constant(x) {
        Some(base) if base.iter().any(|v| *v <= 0.0) => {
            return Err(Problem::Unsupported(
                "a power, that is no constant, of a base that is not positive".to_owned(),
            ));
        }
        _ => function(c, Name::Part("log"), "Log", vec![], x)?,
    };
    let y = if c.element(y) == Element::Float { y } else { c.call_with("Cast", &[y], vec![int("to", 1)])? };
    let exponent = product(c, Name::Part("exponent"), log, y)?;
    function(c, Name::Result(0), "Exp", vec![], exponent)
}

/// `x^exponent`.
pub(super) fn power(c: &mut Context<'_>, name: Name<'_>, x: ValueId, exponent: f64) -> Made {
    match exponent {
        1.0 => {
            let shape = c.shape(x);
            c.emit_named(name, Op::Reshape, &[x], &shape)
        }
        2.0 => product(c, name, x, x),
        3.0 => {
            let square = product(c, Name::Part("square"), x, x)?;
            product(c, name, square, x)
        }
        4.0 => {
            let square = product(c, Name::Part("square"), x, x)?;
            product(c, name, square, square)
        }
        0.5 => function(c, name, "Sqrt", vec![], x),
        -1.0 => function(c, name, "Reciprocal", vec![], x),
        -0.5 => function(c, name, "reciprocal_root", vec![0.0], x),
        p => function(c, name, "pow", vec![p], x),
    }
}
