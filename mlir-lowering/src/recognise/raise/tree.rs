//! What one operand reads: elements of tensors, chosen by conditions on loop counters alone.

use std::collections::BTreeSet;

use super::super::affine::{Ix, LoopId, extreme};
use super::super::domain::Loops;
use super::super::expr::{BufferId, Cast, Expr, Kind, Ty};
use super::super::refusal::{Refusal, refuse};
use super::{Raiser, Understood};
use gadgets::nest::Atom;

/// A choice among elements.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// One element.
    Leaf { buffer: BufferId, at: Vec<Ix> },
    /// A constant, where some condition fails.
    Pad { guards: Vec<Guard>, inner: Box<Tree>, value: i64 },
    /// The first of several parts whose end lies above a position.
    Join { ix: Ix, parts: Vec<(i64, Tree)> },
}

/// `0 <= ix < size`, and `step` divides `ix`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guard {
    pub ix: Ix,
    pub size: i64,
    pub step: i64,
}

enum Condition {
    /// `ix >= c`.
    Low(Ix, i64),
    /// `ix <= c`.
    High(Ix, i64),
    /// `ix = 0`.
    Zero(Ix),
    /// Known.
    Always(bool),
}

/// What a value reads, and whether it is an element's low bits; `None` for a value that is computed.
pub(super) fn tree(r: &mut Raiser<'_>, e: &Expr) -> Understood<Option<(Tree, bool)>> {
    let leaf = |load: &Expr, low: bool| match &load.kind {
        Kind::Load(buffer, at) => Some((Tree::Leaf { buffer: *buffer, at: at.clone() }, low)),
        _ => None,
    };
    match &e.kind {
        Kind::Load(..) => Ok(leaf(e, false)),
        Kind::Cast(Cast::SignExtend, inner) => Ok(leaf(inner, false)),
        // Of the storage types, those of 8 bits alone may be unsigned.
        Kind::Cast(Cast::ZeroExtend, inner) if inner.ty == Ty::Int(8) => Ok(leaf(inner, false)),
        Kind::Cast(Cast::Truncate, inner) => Ok(leaf(inner, true)),
        Kind::Select(c, then, otherwise) => match condition(c, r.loops)? {
            None => Ok(None),
            Some(Condition::Always(holds)) => branch(r, if holds { then } else { otherwise }),
            Some(c) => select(r, c, then, otherwise),
        },
        _ => Ok(None),
    }
}

/// What is read on one side of a condition; what is computed becomes a tensor.
fn branch(r: &mut Raiser<'_>, e: &Expr) -> Understood<Option<(Tree, bool)>> {
    match tree(r, e)? {
        Some(found) => Ok(Some(found)),
        None => Ok(r.tensor(e)?.map(|t| (t, false))),
    }
}

fn select(
    r: &mut Raiser<'_>,
    c: Condition,
    then: &Expr,
    otherwise: &Expr,
) -> Understood<Option<(Tree, bool)>> {
    match (then.int(), otherwise.int(), c) {
        (_, Some(value), c) => pad(r, vec![c], then, value),
        (Some(value), None, Condition::Low(ix, c)) => {
            pad(r, vec![Condition::High(ix, c - 1)], otherwise, value)
        }
        (Some(value), None, Condition::High(ix, c)) => {
            pad(r, vec![Condition::Low(ix, c + 1)], otherwise, value)
        }
        (None, None, Condition::High(ix, c)) => join(r, ix, c + 1, then, otherwise),
        (None, None, Condition::Low(ix, c)) => join(r, ix, c, otherwise, then),
        _ => Ok(None),
    }
}

/// All conditions with the same constant beside them.
fn pad(
    r: &mut Raiser<'_>,
    mut all: Vec<Condition>,
    inner: &Expr,
    value: i64,
) -> Understood<Option<(Tree, bool)>> {
    let mut inner = inner;
    while let Kind::Select(c, then, otherwise) = &inner.kind
        && otherwise.int() == Some(value)
        && let Some(c) = condition(c, r.loops)?
    {
        match c {
            Condition::Always(true) => {}
            // Nothing is read.
            Condition::Always(false) => return Ok(r.tensor(otherwise)?.map(|t| (t, false))),
            c => all.push(c),
        }
        inner = then;
    }
    let Some((inner, low)) = branch(r, inner)? else { return Ok(None) };
    Ok(Some((Tree::Pad { guards: guards(all, r.loops)?, inner: Box::new(inner), value }, low)))
}

fn guards(all: Vec<Condition>, loops: &Loops) -> Understood<Vec<Guard>> {
    let bounds = |ix: &Ix| loops.interval(ix).ok_or_else(|| Refusal::new("an index overflows"));
    let mut guards: Vec<Guard> = Vec::new();
    for c in &all {
        let Condition::Low(ix, c) = c else { continue };
        let high = all.iter().find_map(|o| match o {
            Condition::High(other, high) if other == ix => Some(*high),
            _ => None,
        });
        let high = high.map_or_else(|| bounds(ix).map(|b| b.1), Ok)?;
        guards.push(Guard { ix: ix.add(&Ix::constant(*c), -1)?, size: high - c + 1, step: 1 });
    }
    for c in &all {
        match c {
            Condition::High(ix, high) => {
                let known = all.iter().any(|o| matches!(o, Condition::Low(other, _) if other == ix));
                if !known {
                    let low = bounds(ix)?.0.min(0);
                    let base = ix.add(&Ix::constant(low), -1)?;
                    guards.push(Guard { ix: base, size: high - low + 1, step: 1 });
                }
            }
            Condition::Zero(e) => {
                let single = e.terms.iter().next().filter(|_| e.terms.len() == 1 && e.constant == 0);
                let Some((Atom::Mod(a, n), 1)) = single else { return refuse("a condition on an index") };
                let own = guards.iter_mut().find(|g| g.ix.modulo(*n).as_ref() == Ok(e));
                match own {
                    Some(guard) => guard.step = *n,
                    None => {
                        let (lo, hi) = bounds(a)?;
                        let up = -lo.div_euclid(*n).min(0) * n;
                        let ix = a.add(&Ix::constant(up), 1)?;
                        guards.push(Guard { ix, size: hi + up + 1, step: *n });
                    }
                }
            }
            _ => {}
        }
    }
    match guards.iter().all(|g| g.size >= 1) {
        true => Ok(guards),
        false => refuse("a condition on an index that never holds"),
    }
}

fn join(
    r: &mut Raiser<'_>,
    ix: Ix,
    end: i64,
    before: &Expr,
    after: &Expr,
) -> Understood<Option<(Tree, bool)>> {
    let (Some((first, low)), Some((rest, other))) = (branch(r, before)?, branch(r, after)?) else {
        return Ok(None);
    };
    let loops = &*r.loops;
    let mut parts = vec![(end, first)];
    match rest {
        Tree::Join { ix: same, parts: more } if same == ix => parts.extend(more),
        rest => {
            let last = loops.interval(&ix).ok_or_else(|| Refusal::new("an index overflows"))?.1;
            parts.push((last + 1, rest));
        }
    }
    let ordered = parts[0].0 >= 1 && parts.windows(2).all(|w| w[0].0 < w[1].0);
    let from = loops.interval(&ix).is_some_and(|(lo, _)| lo >= 0);
    if !ordered || !from {
        return refuse("parts that are joined out of order");
    }
    Ok(Some((Tree::Join { ix, parts }, low || other)))
}

/// A comparison of index expressions alone.
fn condition(c: &Expr, loops: &Loops) -> Understood<Option<Condition>> {
    let index = |e: &Expr| match &e.kind {
        Kind::Index(ix) => Some(ix.clone()),
        _ => None,
    };
    let found = match &c.kind {
        Kind::Greater(a, b, same) => {
            let (Some(a), Some(b)) = (index(a), index(b)) else { return Ok(None) };
            let strict = i64::from(!same);
            match (a.as_constant(), b.as_constant()) {
                (_, Some(c)) => Condition::Low(a, c + strict),
                (Some(c), _) => Condition::High(b, c - strict),
                _ => Condition::Low(a.add(&b, -1)?, strict),
            }
        }
        Kind::Equal(a, b) => {
            let (Some(a), Some(b)) = (index(a), index(b)) else { return Ok(None) };
            Condition::Zero(a.add(&b, -1)?)
        }
        _ => return Ok(None),
    };
    let bounds = |ix: &Ix| loops.interval(ix).unwrap_or((i64::MIN, i64::MAX));
    Ok(Some(match &found {
        Condition::Low(ix, c) if bounds(ix).0 >= *c => Condition::Always(true),
        Condition::Low(ix, c) if bounds(ix).1 < *c => Condition::Always(false),
        Condition::High(ix, c) if bounds(ix).1 <= *c => Condition::Always(true),
        Condition::High(ix, c) if bounds(ix).0 > *c => Condition::Always(false),
        Condition::Zero(ix) if ix.as_constant().is_some() => Condition::Always(ix.constant == 0),
        _ => found,
    }))
}

impl Tree {
    /// With every index expression replaced.
    pub fn map(&self, f: &mut dyn FnMut(&Ix) -> Understood<Ix>) -> Understood<Self> {
        Ok(match self {
            Self::Leaf { buffer, at } => {
                Self::Leaf { buffer: *buffer, at: at.iter().map(f).collect::<Result<_, _>>()? }
            }
            Self::Pad { guards, inner, value } => {
                let guard = |g: &Guard| Ok(Guard { ix: f(&g.ix)?, ..*g });
                let guards = guards.iter().map(guard).collect::<Understood<_>>()?;
                Self::Pad { guards, inner: Box::new(inner.map(f)?), value: *value }
            }
            Self::Join { ix, parts } => {
                let ix = f(ix)?;
                let parts = parts.iter().map(|(end, p)| Ok((*end, p.map(f)?)));
                Self::Join { ix, parts: parts.collect::<Understood<_>>()? }
            }
        })
    }

    /// The counters that it depends on.
    pub fn counters(&self, into: &mut BTreeSet<LoopId>) {
        match self {
            Self::Leaf { at, .. } => at.iter().for_each(|ix| ix.counters(into)),
            Self::Pad { guards, inner, .. } => {
                guards.iter().for_each(|g| g.ix.counters(into));
                inner.counters(into);
            }
            Self::Join { ix, parts } => {
                ix.counters(into);
                parts.iter().for_each(|(_, p)| p.counters(into));
            }
        }
    }

    /// What is read where conditions fail.
    pub fn pads(&self, into: &mut Vec<i64>) {
        match self {
            Self::Leaf { .. } => {}
            Self::Pad { inner, value, .. } => {
                into.push(*value);
                inner.pads(into);
            }
            Self::Join { parts, .. } => parts.iter().for_each(|(_, p)| p.pads(into)),
        }
    }

    /// The tensors that it reads.
    pub fn buffers(&self, into: &mut Vec<BufferId>) {
        match self {
            Self::Leaf { buffer, .. } => into.push(*buffer),
            Self::Pad { inner, .. } => inner.buffers(into),
            Self::Join { parts, .. } => parts.iter().for_each(|(_, p)| p.buffers(into)),
        }
    }
}

/// An index expression without what the bounds of counters make superfluous.
pub(super) fn simplify(ix: &Ix, loops: &Loops) -> Understood<Ix> {
    let mut sum = Ix::constant(ix.constant);
    let within = |a: &Ix, n: i64| loops.interval(a).is_some_and(|(lo, hi)| lo >= 0 && hi < n);
    let all = |list: &[Ix]| list.iter().map(|a| simplify(a, loops)).collect::<Result<Vec<_>, _>>();
    for (atom, factor) in &ix.terms {
        let value = match atom {
            // A loop of one iteration is no axis.
            Atom::Counter(id) if loops.count(*id) == Some(1) => Ix::default(),
            Atom::Counter(id) => Ix::counter(*id),
            Atom::Floor(a, n) => {
                let mut whole = merged(&simplify(a, loops)?, *n)?;
                whole.terms.retain(|atom, _| !matches!(atom, Atom::Floor(rest, n) if within(rest, *n)));
                whole
            }
            Atom::Ceil(a, n) => simplify(a, loops)?.ceil(*n)?,
            Atom::Mod(a, n) => {
                let a = simplify(a, loops)?;
                let rest = a.modulo(*n)?;
                match rest.terms.iter().next() {
                    _ if within(&a, *n) => a,
                    Some((Atom::Mod(inner, n), 1)) if rest.terms.len() == 1 && within(inner, *n) => {
                        (**inner).clone()
                    }
                    _ => rest,
                }
            }
            Atom::Max(list) => extreme(all(list)?, true, loops)?,
            Atom::Min(list) => extreme(all(list)?, false, loops)?,
            Atom::Product(a, b) => simplify(a, loops)?.mul(&simplify(b, loops)?)?,
        };
        sum = sum.add(&value, *factor)?;
    }
    Ok(sum)
}

/// `floor(a / n)`, of what is no quotient itself.
fn merged(a: &Ix, n: i64) -> Understood<Ix> {
    if let (1, Some((Atom::Floor(inner, m), 1))) = (a.terms.len(), a.terms.iter().next())
        && let Some(product) = m.checked_mul(n)
    {
        return Ok(inner.add(&Ix::constant(a.constant), *m)?.floor(product)?);
    }
    Ok(a.floor(n)?)
}

/// Remainders as differences.
pub(super) fn without_remainders(ix: &Ix) -> Understood<Ix> {
    let mut sum = Ix::constant(ix.constant);
    for (atom, factor) in &ix.terms {
        let value = match atom {
            Atom::Mod(a, n) => {
                let a = without_remainders(a)?;
                a.add(&merged(&a, *n)?, -n)?
            }
            Atom::Floor(a, n) => merged(&without_remainders(a)?, *n)?,
            other => Ix { terms: [(other.clone(), 1)].into(), constant: 0 },
        };
        sum = sum.add(&value, *factor)?;
    }
    Ok(sum)
}

/// What a multiple of an expression is recognised by.
pub(super) fn pivot(ix: &Ix) -> Option<&Atom> {
    ix.terms.iter().min_by_key(|(atom, f)| (f.abs(), !matches!(atom, Atom::Counter(_)))).map(|(a, _)| {
        let least = ix.terms.get(a).map_or(0, |f| f.abs());
        let same = |(atom, f): &(&Atom, &i64)| f.abs() == least && matches!(atom, Atom::Counter(_));
        ix.terms.iter().rev().find(same).map_or(a, |(a, _)| a)
    })
}

/// `e`, in which multiples of `ix` are multiples of something that is equal.
pub(super) fn replace(e: &Ix, ix: &Ix, by: &Ix) -> Understood<Ix> {
    let Some(pivot) = pivot(ix) else { return Ok(e.clone()) };
    let mut sum = Ix::constant(e.constant);
    let all = |list: &[Ix]| list.iter().map(|a| replace(a, ix, by)).collect::<Result<Vec<_>, _>>();
    for (atom, factor) in &e.terms {
        let value = match atom {
            same if same == pivot => Ix { terms: [(same.clone(), 1)].into(), constant: 0 },
            Atom::Counter(id) => Ix::counter(*id),
            Atom::Floor(a, n) => replace(a, ix, by)?.floor(*n)?,
            Atom::Ceil(a, n) => replace(a, ix, by)?.ceil(*n)?,
            Atom::Mod(a, n) => replace(a, ix, by)?.modulo(*n)?,
            Atom::Max(list) => Ix::max(all(list)?)?,
            Atom::Min(list) => Ix::min(all(list)?)?,
            Atom::Product(a, b) => replace(a, ix, by)?.mul(&replace(b, ix, by)?)?,
        };
        sum = sum.add(&value, *factor)?;
    }
    let own = ix.terms.get(pivot).copied().unwrap_or(1);
    match sum.terms.get(pivot) {
        Some(f) if f % own == 0 => {
            let times = f / own;
            Ok(sum.add(ix, -times)?.add(by, times)?)
        }
        _ => Ok(sum),
    }
}
