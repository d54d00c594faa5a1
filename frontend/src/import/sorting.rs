//! The largest or smallest elements of each row, in order: by their ranks.

use gadgets::View;
use gadgets::primitive::{Comparison, Fold, Read};

use super::arithmetic::linear;
use super::context::{Context, Made, Name};
use super::folds::fold;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::Literal;
use crate::words::Kind;

/// Longest row: ranks take a comparison of each pair.
const LONGEST: usize = 1 << 8;

/// Of equal elements the one with the lower index comes first.
pub(super) fn top_k(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(if c.version < 10 { 1 } else { 2 }, 2)?;
    let x = c.operand(0, "X")?;
    let k = if c.version < 10 {
        c.attributes.int("k", 0)?
    } else {
        c.integers(1, "K")?.first().copied().unwrap_or(0)
    };
    c.attributes.ignore("sorted");
    let largest = c.version < 11 || c.attributes.flag("largest", true)?;
    let shape = c.shape(x);
    let axis = Context::axis(c.attributes.int("axis", -1)?, shape.len())?;
    let n = shape[axis];
    let k = usize::try_from(k).ok().filter(|k| (1..=n).contains(k));
    let k = k.ok_or_else(|| Problem::Shape(format!("K of an axis of {n} must be 1 to {n}")))?;
    if n > LONGEST {
        return Err(Problem::TooLarge {
            what: "the axis to be sorted",
            got: n as u64,
            limit: LONGEST as u64,
        });
    }
    // The axis last, then pairs of its elements.
    let last = shape.len() - 1;
    let perm: Vec<usize> = (0..=last).filter(|d| *d != axis).chain([axis]).collect();
    let moved: Vec<usize> = perm.iter().map(|d| shape[*d]).collect();
    let rows =
        c.emit_part("rows", Op::Transpose { shape: shape.clone(), perm: perm.clone() }, &[x], &moved)?;
    let pairs = [moved.as_slice(), &[n]].concat();
    let lead: Vec<Option<usize>> = (0..last).map(Some).collect();
    // Element i, and the other one j.
    let own = Read::value(0).view(View::select(&pairs, &[lead.as_slice(), &[Some(last)]].concat()));
    let other = Read::value(0).view(View::select(&pairs, &[lead.as_slice(), &[Some(last + 1)]].concat()));
    let (a, b) = if largest { (own.clone(), other.clone()) } else { (other.clone(), own.clone()) };
    let before = Kind::Compare { op: Comparison::Less, a, b };
    let before = c.word(Name::Part("before"), before, &[rows], &pairs, Element::Bool)?;
    let equal = Kind::Compare { op: Comparison::Equal, a: own, b: other };
    let equal = c.word(Name::Part("equal"), equal, &[rows], &pairs, Element::Bool)?;
    let earlier = (0..n).flat_map(|i| (0..n).map(move |j| i64::from(j < i))).collect();
    let earlier = c.literal("earlier", Literal::ints(&[n, n], earlier))?;
    let tied = super::arithmetic::product(c, Name::Part("tied"), equal, earlier)?;
    let ahead = linear(c, Name::Part("ahead"), [1.0, 1.0], before, tied)?;
    let shape_of_ranks = moved.clone();
    let ahead = c.retyped_part("ahead", Op::Reshape, &[ahead], &pairs, Element::Int)?;
    let rank = fold(c, Name::Part("rank"), Fold::Sum, ahead, &[last + 1], &shape_of_ranks)?;
    // For each rank the index of the element that has it.
    let places = [&moved[..last], &[k, n]].concat();
    let numbers = c.literal("ranks", Literal::ints(&[k], (0..k as i64).collect()))?;
    let of = Read::value(0).view(View::select(&places, &[lead.as_slice(), &[Some(last + 1)]].concat()));
    let wanted = Read::value(1).view(View::select(&places, &[Some(last)]));
    let hot = Kind::Compare { op: Comparison::Equal, a: of, b: wanted };
    let hot = c.word(Name::Part("hot"), hot, &[rank, numbers], &places, Element::Bool)?;
    let positions = c.literal("positions", Literal::ints(&[n], (0..n as i64).collect()))?;
    let along = Read::value(1).view(View::select(&places, &[Some(last + 1)]));
    let chosen = [&moved[..last], &[k]].concat();
    let index = Kind::Einsum { a: Read::value(0), b: along, summed: 1, factor: 1.0 };
    let index = c.word(Name::Part("index"), index, &[hot, positions], &chosen, Element::Int)?;
    // Which intervals do not see.
    let kind = Kind::Clip { lo: 0.0, hi: n as f64 - 1.0 };
    let index = c.word(Name::Part("index"), kind, &[index], &chosen, Element::Int)?;
    let whole = [chosen.as_slice(), &[n]].concat();
    let data = Read::value(0).view(View::select(&whole, &[lead.as_slice(), &[Some(last + 1)]].concat()));
    let element = c.element(x);
    let gather = Kind::Gather { data, index: Read::value(1) };
    let values = c.word(Name::Part("values"), gather, &[rows, index], &chosen, element)?;
    // Back where the axis was.
    let mut out = shape;
    out[axis] = k;
    let mut back = vec![0; last + 1];
    perm.iter().enumerate().for_each(|(to, from)| back[*from] = to);
    let mut results = Vec::with_capacity(2);
    for (i, id) in [values, index].into_iter().enumerate() {
        let name = if c.result_name(i).is_empty() { Name::Part("unused") } else { Name::Result(i) };
        let op = Op::Transpose { shape: chosen.clone(), perm: back.clone() };
        results.push(c.emit_named(name, op, &[id], &out)?);
    }
    Ok(results)
}
