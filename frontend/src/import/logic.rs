//! Comparisons, logic and selection: 0 and 1 are integers.

use gadgets::primitive::{Comparison, Read};

use super::arithmetic::{Pair, pair};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, broadcast_shape};
use crate::functions::Function;
use crate::literal::{Data, Literal};
use crate::stored::{Stored, unread};
use crate::words::{Kind, Term, broadcast};

fn operands(c: &Context<'_>) -> Made<(ValueId, ValueId)> {
    c.arity(2, 1)?;
    Ok((c.operand(0, "A")?, c.operand(1, "B")?))
}

/// Refuses what is no boolean.
fn boolean(c: &Context<'_>, id: ValueId) -> Made<()> {
    match c.element(id) {
        Element::Bool => Ok(()),
        Element::Int => Err(Problem::ElementType { got: "integer, where a boolean is expected,".to_owned() }),
        Element::Float => Err(Problem::ElementType { got: "float, where a boolean is expected,".to_owned() }),
    }
}

/// 1 where an element compares so to the other operand's, else 0.
pub(super) fn compare(c: &mut Context<'_>, op: Comparison, swap: bool, not: bool) -> Made<Vec<ValueId>> {
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
fn inverted(c: &mut Context<'_>, name: Name<'_>, x: ValueId) -> Made {
    let shape = c.shape(x);
    let terms = vec![Term { coefficient: -1.0, factors: vec![0] }];
    c.word(name, Kind::Map { reads: vec![Read::value(0)], terms, constant: 1.0 }, &[x], &shape, Element::Bool)
}

pub(super) fn not(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    boolean(c, x)?;
    Ok(vec![inverted(c, Name::Result(0), x)?])
}

/// `p·a + p·b + q·a·b` of two booleans.
pub(super) fn combine(c: &mut Context<'_>, p: f64, q: f64) -> Made<Vec<ValueId>> {
    let (x, y) = operands(c)?;
    boolean(c, x)?;
    boolean(c, y)?;
    let Pair { shape, a, b } = pair(c, x, y)?;
    let term = |coefficient: f64, factors: &[usize]| Term { coefficient, factors: factors.to_vec() };
    let mut terms = vec![term(p, &[0]), term(p, &[1]), term(q, &[0, 1])];
    terms.retain(|t| t.coefficient != 0.0);
    let kind = Kind::Map { reads: vec![a, b], terms, constant: 0.0 };
    Ok(vec![c.word(Name::Result(0), kind, &[x, y], &shape, Element::Bool)?])
}

/// `y + condition·(x − y)`.
pub(super) fn select(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let ids = [c.operand(0, "condition")?, c.operand(1, "X")?, c.operand(2, "Y")?];
    boolean(c, ids[0])?;
    let shapes = ids.map(|id| c.shape(id));
    let fail = || Problem::Shape(format!("{shapes:?} do not broadcast"));
    let shape = broadcast_shape(&shapes[0], &shapes[1]).and_then(|s| broadcast_shape(&s, &shapes[2]));
    let shape = shape.ok_or_else(fail)?;
    let known = ids.map(|id| c.spread_constant(id, &shape));
    if let [Some(condition), Some(x), Some(y)] = known {
        // Which may be infinite.
        let values =
            condition.iter().zip(x.into_iter().zip(y)).map(|(c, (x, y))| if *c != 0.0 { x } else { y });
        let whole = c.element(ids[1]) != Element::Float && c.element(ids[2]) != Element::Float;
        let literal = if whole {
            Literal::ints(&shape, values.map(|v| v as i64).collect())
        } else {
            Literal::floats(&shape, values.collect())
        };
        let element = c.element(ids[1]);
        let id = c.named_literal(literal)?;
        if whole {
            c.graph.values[id.index()].element = element;
        }
        return Ok(vec![id]);
    }
    let reads = (0..3).map(|k| broadcast(k, &shapes[k], &shape)).collect();
    let element = match (c.element(ids[1]), c.element(ids[2])) {
        (a, b) if a == b => a,
        _ => Element::Float,
    };
    let term = |coefficient: f64, factors: &[usize]| Term { coefficient, factors: factors.to_vec() };
    // In this order, so that a large Y that is not selected absorbs nothing.
    let terms = vec![term(1.0, &[2]), term(-1.0, &[0, 2]), term(1.0, &[0, 1])];
    let y = c.word(Name::Result(0), Kind::Map { reads, terms, constant: 0.0 }, &ids, &shape, element)?;
    super::selected::note_selection(c, y, ids[1], ids[0], ids[2])?;
    if c.uniform(ids[1]).is_some() {
        let other = inverted(c, Name::Part("other"), ids[0])?;
        super::selected::note_selection(c, y, ids[2], other, ids[1])?;
    }
    Ok(vec![y])
}

/// −1, 0 or 1: whether it is above 0, less whether it is below.
pub(super) fn sign(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let zero = c.scalar("zero", 0.0)?;
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

/// Between floats a copy; to integers toward 0, modulo the type's size; to booleans whether it is not 0.
pub(super) fn cast(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    c.attributes.ignore("saturate");
    c.attributes.ignore("round_mode");
    let x = c.operand(0, "input")?;
    let (to, name) = if c.version < 6 {
        let name = c.attributes.string("to")?.unwrap_or_default();
        (Stored::of_name(name), name.to_owned())
    } else {
        let code = c.attributes.int("to", 0)?;
        let to = i32::try_from(code).ok();
        (to.and_then(Stored::of_code), to.map_or_else(|| code.to_string(), unread))
    };
    let to = to.ok_or_else(|| Problem::Unsupported(format!("a cast to {name}")))?;
    Ok(vec![converted(c, x, to)?])
}

/// As Cast, to the second operand's type.
pub(super) fn cast_like(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    c.attributes.ignore("saturate");
    c.attributes.ignore("round_mode");
    let (x, like) = (c.operand(0, "input")?, c.operand(1, "target_type")?);
    let to = match (c.graph.stored.get(&like), c.element(like)) {
        (Some(kind), _) => *kind,
        (None, Element::Float) => Stored::Float,
        (None, Element::Int) => Stored::INT64,
        (None, Element::Bool) => Stored::Bool,
    };
    Ok(vec![converted(c, x, to)?])
}

fn converted(c: &mut Context<'_>, x: ValueId, to: Stored) -> Made {
    let shape = c.shape(x);
    if matches!(to, Stored::Small(_) | Stored::Exponent) && c.graph.stored.get(&x) != Some(&to) {
        return Err(Problem::Unsupported(format!("a cast to {}", to.name())));
    }
    let y = match (c.element(x), to.element()) {
        (Element::Float, Element::Int) => {
            let truncate = Function { name: "truncate", parameters: Vec::new() };
            let whole = Kind::Function(truncate);
            let narrow = to.bits() <= 32;
            let name = if narrow { Name::Part("whole") } else { Name::Result(0) };
            let y = c.word(name, whole, &[x], &shape, Element::Int)?;
            super::types::wrapped(c, Name::Result(0), y, to)?
        }
        (Element::Int, Element::Int) => {
            let range = |t: &Stored| t.range().unwrap_or((i64::MIN, i64::MAX));
            let from = c.graph.stored.get(&x).map_or((i64::MIN, i64::MAX), range);
            let (lo, hi) = range(&to);
            if to.bits() > 32 || lo <= from.0 && from.1 <= hi {
                c.retyped(Op::Reshape, &[x], &shape, Element::Int)?
            } else {
                super::types::wrapped(c, Name::Result(0), x, to)?
            }
        }
        (Element::Float | Element::Int, Element::Bool) => {
            let zero = c.literal("zero", Literal { shape: vec![], data: Data::Int(vec![0]) })?;
            let (a, b) = (Read::value(0), broadcast(1, &[], &shape));
            let kind = Kind::Compare { op: Comparison::Equal, a, b };
            let zero = c.word(Name::Part("is_zero"), kind, &[x, zero], &shape, Element::Bool)?;
            inverted(c, Name::Result(0), zero)?
        }
        _ => c.retyped(Op::Reshape, &[x], &shape, to.element())?,
    };
    c.graph.stored.insert(y, to);
    Ok(y)
}

/// The same bits: of whole numbers, what the other type of that size reads in them.
pub(super) fn bit_cast(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let to = i32::try_from(c.attributes.int("to", 0)?).ok().and_then(Stored::of_code);
    let from = c.graph.stored.get(&x).copied();
    let shape = c.shape(x);
    match (from, to) {
        (Some(from), Some(to)) if from == to => Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]),
        (Some(from), Some(to @ Stored::Int { bits: ..=32, .. }))
            if from.element() != Element::Float && from.bits() == to.bits() =>
        {
            Ok(vec![super::types::wrapped(c, Name::Result(0), x, to)?])
        }
        (from, to) => {
            let name = |t: Option<Stored>| t.map_or("an unknown type", Stored::name);
            Err(Problem::Unsupported(format!("a cast of the bits of {} to {}", name(from), name(to))))
        }
    }
}

/// Nothing is no number, or infinite: tensors are finite.
pub(super) fn never(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    for name in ["detect_negative", "detect_positive"] {
        c.attributes.ignore(name);
    }
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    if let Some(index) = c.graph.constant(x).and_then(|v| v.iter().position(|v| !v.is_finite())) {
        return Err(Problem::NotFinite { index, value: f64::INFINITY });
    }
    let none = vec![0; c.limits.count(&shape)?];
    let id = c.named_literal(Literal::ints(&shape, none))?;
    c.graph.values[id.index()].element = Element::Bool;
    Ok(vec![id])
}
