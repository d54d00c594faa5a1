//! Einsum: any number of operands, an operand's own diagonal, and axes that an ellipsis stands for.

use std::collections::BTreeMap;

use gadgets::View;
use gadgets::primitive::{Fold, Read};

use super::arithmetic::joint;
use super::context::{Context, Made, Name};
use super::types::factor;
use crate::error::Problem;
use crate::float_graph::{Op, ValueId};
use crate::words::Kind;

/// The first of the labels that stand for the axes of an ellipsis.
const ELLIPSIS: u32 = 0xe000;
/// How much of an equation a message shows.
const SHOWN: usize = 60;

/// An operand and what its axes are called.
struct Operand {
    id: ValueId,
    labels: Vec<char>,
}

/// The labels of a term, with `axes` in place of an ellipsis; `None` for anything that is no letter.
fn labels(term: &str, axes: &[char]) -> Option<Vec<char>> {
    let letters =
        |s: &str| s.chars().map(|ch| ch.is_ascii_alphabetic().then_some(ch)).collect::<Option<Vec<_>>>();
    match term.split_once("...") {
        None => letters(term),
        Some((before, after)) => Some([letters(before)?, axes.to_vec(), letters(after)?].concat()),
    }
}

pub(super) fn einsum(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let count = c.operands.len();
    c.arity(count, 1)?;
    let given = c.attributes.string("equation")?.unwrap_or_default();
    let equation: String = given.chars().filter(|ch| !ch.is_whitespace()).collect();
    let shown: String = equation.chars().take(SHOWN).collect();
    let fail = |why: &str| Problem::Unsupported(format!("the equation '{shown}' ({why})"));
    let (inputs, explicit) = match equation.split_once("->") {
        Some((inputs, out)) => (inputs, Some(out)),
        None => (equation.as_str(), None),
    };
    let terms: Vec<&str> = inputs.split(',').collect();
    if terms.len() != count || count == 0 {
        return Err(fail("as many terms as operands expected"));
    }
    let ids = (0..count).map(|i| c.operand(i, "Inputs")).collect::<Result<Vec<_>, _>>()?;
    // An ellipsis stands for the axes that no letter does, aligned at the last one.
    let hidden = |(term, id): (&&str, &ValueId)| {
        let letters = term.replace("...", "").chars().count();
        if term.contains("...") { c.shape(*id).len().saturating_sub(letters) } else { 0 }
    };
    let most = terms.iter().zip(&ids).map(hidden).max().unwrap_or(0);
    let axes: Vec<char> = (0..most as u32).filter_map(|k| char::from_u32(ELLIPSIS + k)).collect();
    let mut operands = Vec::with_capacity(count);
    let mut sizes = BTreeMap::<char, usize>::new();
    for (term, id) in terms.iter().zip(&ids) {
        let own = labels(term, &axes[most - hidden((term, id))..]).ok_or_else(|| fail("letters expected"))?;
        let shape = c.shape(*id);
        if own.len() != shape.len() {
            return Err(fail("an operand of another rank"));
        }
        for (label, n) in own.iter().zip(&shape) {
            let size = sizes.entry(*label).or_insert(*n);
            if *size != *n && *size != 1 && *n != 1 {
                return Err(fail("sizes that differ"));
            }
            *size = (*size).max(*n);
        }
        operands.push(Operand { id: *id, labels: own });
    }
    let out = match explicit {
        Some(out) => labels(out, &axes).ok_or_else(|| fail("letters expected"))?,
        None => {
            // The axes of the ellipsis, then the labels that occur once, in alphabetical order.
            let all: Vec<char> = operands.iter().flat_map(|o| o.labels.clone()).collect();
            let once = |ch: &&char| all.iter().filter(|other| other == ch).count() == 1;
            let mut single: Vec<char> =
                all.iter().filter(|ch| ch.is_ascii_alphabetic()).filter(once).copied().collect();
            single.sort_unstable();
            [axes.clone(), single].concat()
        }
    };
    let distinct = out.iter().enumerate().all(|(i, ch)| !out[..i].contains(ch));
    if !distinct || !out.iter().all(|ch| sizes.contains_key(ch)) {
        return Err(fail("each label of the result once, from an operand"));
    }
    let mut rest = operands.into_iter();
    let Some(mut first) = rest.next() else { return Err(fail("an operand expected")) };
    let mut rest: Vec<Operand> = rest.collect();
    if rest.is_empty() {
        return Ok(vec![single(c, &first, &out, &sizes)?]);
    }
    while !rest.is_empty() {
        let second = rest.remove(0);
        let last = rest.is_empty();
        let wanted = |ch: &char| out.contains(ch) || rest.iter().any(|o| o.labels.contains(ch));
        let mut kept: Vec<char> = Vec::new();
        for ch in first.labels.iter().chain(&second.labels).filter(|ch| wanted(ch)) {
            if !kept.contains(ch) {
                kept.push(*ch);
            }
        }
        let result = if last { out.clone() } else { kept };
        let name = if last { Name::Result(0) } else { Name::Part("pair") };
        first = Operand { id: pair(c, name, &first, &second, &result, &sizes)?, labels: result };
    }
    Ok(vec![first.id])
}

/// An operand read with these labels as axes; those that it lacks are broadcast.
fn read(c: &Context<'_>, place: usize, operand: &Operand, all: &[char], whole: &[usize]) -> Read {
    let shape = c.shape(operand.id);
    let axis = |(label, n): (&char, &usize)| {
        if *n == 1 { None } else { all.iter().position(|other| other == label) }
    };
    let from: Vec<Option<usize>> = operand.labels.iter().zip(&shape).map(axis).collect();
    Read::value(place).view(View::select(whole, &from))
}

fn shape_of(labels: &[char], sizes: &BTreeMap<char, usize>) -> Vec<usize> {
    labels.iter().map(|ch| sizes.get(ch).copied().unwrap_or(1)).collect()
}

fn others(result: &[char], labels: impl Iterator<Item = char>) -> Vec<char> {
    let mut all = Vec::new();
    for ch in labels {
        if !result.contains(&ch) && !all.contains(&ch) {
            all.push(ch);
        }
    }
    all
}

fn pair(
    c: &mut Context<'_>,
    name: Name<'_>,
    a: &Operand,
    b: &Operand,
    result: &[char],
    sizes: &BTreeMap<char, usize>,
) -> Made {
    let summed = others(result, a.labels.iter().chain(&b.labels).copied());
    let all = [result, &summed].concat();
    let mut whole = shape_of(&all, sizes);
    let mut count = summed.len();
    if count == 0 {
        // An outer product sums over one element.
        whole.push(1);
        count = 1;
    }
    c.limits.check_work(&whole)?;
    let kind = Kind::Einsum {
        a: read(c, 0, a, &all, &whole),
        b: read(c, 1, b, &all, &whole),
        summed: count,
        factor: 1.0,
    };
    let element = joint(c, a.id, b.id);
    let ids = [factor(c, a.id)?, factor(c, b.id)?];
    c.word(name, kind, &ids, &shape_of(result, sizes), element)
}

/// Sums of one operand, which may read its diagonal.
fn single(c: &mut Context<'_>, operand: &Operand, out: &[char], sizes: &BTreeMap<char, usize>) -> Made {
    let summed = others(out, operand.labels.iter().copied());
    let all = [out, &summed].concat();
    let whole = shape_of(&all, sizes);
    let (shape, element) = (shape_of(out, sizes), c.element(operand.id));
    if all.is_empty() {
        return c.emit(Op::Reshape, &[operand.id], &shape);
    }
    let read = read(c, 0, operand, &all, &whole);
    let kind = if summed.is_empty() {
        Kind::Move { read, fill: 0.0 }
    } else {
        Kind::Reduce { fold: Fold::Sum, x: read, folded: summed.len() }
    };
    c.word(Name::Result(0), kind, &[operand.id], &shape, element)
}
