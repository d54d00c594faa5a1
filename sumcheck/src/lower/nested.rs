//! Quotients that only another quotient reads: both are one.
//!
//! `⌊(⌊n/2^s⌋ + c)/2^t⌋ = ⌊(n + 2^s·c)/2^(s+t)⌋`, so the first one is no cell, and neither are its digits.

use circuit::{Divisor, Element, Graph, Range, Reduction, Ref, Relation, Rounding, TensorId};

use super::super::plan::PlanError;
use super::super::wide::{Sum, Value};
use super::Lowering;

/// A quotient rounded down that nobody has asked for yet: of this by `2^shift`.
#[derive(Clone)]
pub(super) struct Fraction {
    pub num: Value,
    pub shift: u32,
}

/// Most bits that are divided by later, and largest magnitudes of what is: what is added to it is shifted as far.
const SHIFT: u32 = 40;
const LARGEST: u128 = 1 << 100;
const ADDED: u128 = 1 << 62;

/// What is divided by a power of two, which one, how it is rounded, and to where it is clamped.
pub(super) fn halved(relation: &Relation) -> Option<(&Ref, u32, Rounding, Option<Range>)> {
    match relation {
        Relation::DivRound { num, den: Divisor::Pow2(shift), rounding, clip, .. } => {
            Some((num, u32::from(*shift), *rounding, *clip))
        }
        Relation::ReluPoolRequant {
            x,
            over: Reduction::Axes(axes),
            floor: None,
            shift,
            rounding,
            clip,
            ..
        } if axes.is_empty() => Some((x, u32::from(*shift), *rounding, *clip)),
        _ => None,
    }
}

/// For each relation whether its result is a quotient, or a sum with one, that one quotient alone reads, of relations that are laid out for `same`.
pub(super) fn deferred(graph: &Graph, same: &[TensorId]) -> Vec<bool> {
    let first = |t: TensorId| same[t.0 as usize];
    let left_out = |relation: &Relation| relation.out().is_some_and(|out| first(out) != out);
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); graph.tensors.len()];
    for (i, relation) in graph.relations.iter().enumerate().filter(|(_, relation)| !left_out(relation)) {
        let read = relation.operands().into_iter().flat_map(Ref::tensors);
        read.for_each(|t| readers[first(t).0 as usize].push(i));
    }
    // A view of nothing else.
    let alone = |r: &Ref, t: TensorId| {
        r.tensors().all(|own| first(own) == t)
            && graph
                .elements(r)
                .is_ok_and(|all| all.iter().all(|e| matches!(e, Element::Of(own, _) if first(*own) == t)))
    };
    let mut deferred = vec![false; graph.relations.len()];
    // A sum has one of them at most.
    let mut taken = vec![false; graph.relations.len()];
    for (i, relation) in graph.relations.iter().enumerate().rev() {
        let Some(out) = relation.out().filter(|out| first(*out) == *out) else { continue };
        let shown = graph.outputs.iter().any(|t| first(*t) == out);
        let hidden = graph.tensor(out).checked.is_none() && !shown;
        let ([reader], true) = (&readers[out.0 as usize][..], hidden) else { continue };
        let next = &graph.relations[*reader];
        let summed = matches!(next, Relation::Affine { terms, .. }
            if deferred[*reader] && !taken[*reader] && terms.iter().any(|(c, r)| *c == 1 && alone(r, out)));
        let divided = halved(next).is_some_and(|(num, ..)| alone(num, out));
        deferred[i] = (summed || divided)
            && match relation {
                Relation::Affine { terms, constant, .. } => {
                    divided && added(graph, terms, *constant) <= ADDED
                }
                _ => halved(relation).is_some_and(|(_, shift, _, clip)| clip.is_none() && shift > 0),
            };
        taken[*reader] |= deferred[i];
    }
    deferred
}

/// The largest magnitude of a sum.
fn added(graph: &Graph, terms: &[(i64, Ref)], constant: i64) -> u128 {
    let term = |(c, r): &(i64, Ref)| {
        let hull = graph.ranges_of(r).map_or(u128::MAX, |r| r.hull().magnitude());
        hull.saturating_mul(c.unsigned_abs().into())
    };
    terms.iter().map(term).fold(constant.unsigned_abs().into(), u128::saturating_add)
}

impl Lowering<'_> {
    /// What is divided: a value, or a quotient that nobody has asked for yet.
    pub(super) fn fraction(&mut self, r: &Ref) -> Result<Fraction, PlanError> {
        let of = r.tensors().next().and_then(|t| self.fractions.get(&t).cloned());
        let Some(Fraction { num, shift }) = of else {
            return Ok(Fraction { num: self.operand(r)?, shift: 0 });
        };
        let elements = self.b.graph.elements(r).unwrap_or_default();
        let at = |e: &Element| if let Element::Of(_, at) = e { *at } else { 0 };
        let num = self.gathered(&num, elements.iter().map(at).collect())?;
        Ok(Fraction { num, shift })
    }

    /// A quotient of a quotient, as far as rounding down does the rest.
    pub(super) fn halves(&mut self, r: &Ref, shift: u32, rounding: Rounding) -> Result<Fraction, PlanError> {
        let Fraction { num, shift: before } = self.fraction(r)?;
        let half = if rounding == Rounding::HalfUp && shift > 0 { 1i128 << (shift - 1 + before) } else { 0 };
        let num = self.sum(&[(1, &num)], half)?;
        Ok(Fraction { num, shift: before + shift })
    }

    /// Leaves a relation to the one that reads it, if that will do.
    pub(super) fn defers(&mut self, relation: &Relation, out: TensorId) -> Result<bool, PlanError> {
        let fraction = match (relation, halved(relation)) {
            (_, Some((r, shift, rounding, _))) => self.halves(r, shift, rounding)?,
            (Relation::Affine { terms, constant, .. }, _) => {
                let is_fraction = |this: &Self, r: &Ref| r.tensors().any(|t| this.fractions.contains_key(&t));
                let Some(of) = terms.iter().position(|(_, r)| is_fraction(self, r)) else { return Ok(false) };
                let Fraction { num, shift } = self.fraction(&terms[of].1)?;
                let mut sum = Sum::new(num.len);
                sum.add(1, &num);
                for (_, (c, r)) in terms.iter().enumerate().filter(|(i, _)| *i != of) {
                    let value = self.operand(r)?;
                    sum.add(i128::from(*c) << shift, &value);
                }
                sum.number(i128::from(*constant) << shift);
                Fraction { num: sum.anywhere(&mut self.b)?, shift }
            }
            _ => return Ok(false),
        };
        if fraction.shift > SHIFT || fraction.num.range.magnitude() > LARGEST {
            let range = self.b.graph.tensor(out).range;
            let Fraction { num, shift } = fraction;
            let q = super::divide::Quotient {
                num,
                den: Err(1 << shift),
                rounding: Rounding::Floor,
                range,
                out,
                checked: None,
            };
            let value = self.divided(q, None)?;
            self.values[out.0 as usize] = Some(value);
        } else {
            self.fractions.insert(out, fraction);
        }
        Ok(true)
    }
}
