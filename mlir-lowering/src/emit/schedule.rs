//! What is computed where: which values become loops of their own, which are part of their reader's expression, and
//! which loops all of them share.
//!
//! A value that is read once, at as few points as it has elements, is written into its reader's expression; a fold is
//! not repeated inside another one. Every other value is stored, in a result or in a local buffer. Where all of those
//! walk along an axis together, the axis becomes an outer loop around all, and local buffers hold the rest: a softmax
//! keeps one row. The last axis, whose elements are neighbours, is no loop around others: what a normalisation has for
//! each feature is computed for all of them first, unless that takes large buffers.

use gadgets::body::Body;
use gadgets::nest::{Counter, Expr, Index};
use gadgets::places::{At, find};
use gadgets::primitive::{Primitive, Read, Source};
use gadgets::view::{View, ViewError};
use gadgets::{nest::Nest, shape};

/// The schedule of a body.
#[derive(Debug)]
pub(super) struct Schedule {
    /// Shapes of all values.
    pub shapes: Vec<Vec<usize>>,
    /// What each computed value means; operands have none.
    pub nests: Vec<Nest>,
    /// Whether a computed value is part of its reader's expression.
    pub inline: Vec<bool>,
    /// The values with loops of their own, in order.
    pub roots: Vec<Root>,
    /// Iterations of the loops around all.
    pub shared: Vec<usize>,
}

/// A value with loops of its own.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// The value's number.
    pub value: usize,
    /// For each of its axes, the shared loop that walks along it.
    pub shared: Vec<Option<usize>>,
}

impl Schedule {
    /// The root of a value.
    pub fn root(&self, value: usize) -> Option<&Root> {
        self.roots.iter().find(|r| r.value == value)
    }
}

/// Schedules a body whose shapes are these.
pub(super) fn schedule(body: &Body, shapes: Vec<Vec<usize>>) -> Result<Schedule, ViewError> {
    let given = body.operands.len();
    let mut nests = Vec::with_capacity(body.values.len());
    let mut uses = vec![Vec::new(); shapes.len()];
    for (i, v) in body.values.iter().enumerate() {
        let reads = v.word.word().reads();
        let own = reads.iter().map(|r| r.shape(&shapes)).collect::<Result<Vec<_>, _>>()?;
        for (k, (read, shape)) in reads.iter().zip(&own).enumerate() {
            read.values().into_iter().for_each(|u| uses[u].push((i, k, shape.clone())));
        }
        nests.push(v.word.word().nest(&own));
    }
    let mut s = Schedule { shapes, nests, inline: Vec::new(), roots: Vec::new(), shared: Vec::new() };
    let mut folds = vec![false; body.values.len()];
    let mut checks = folds.clone();
    for (i, v) in body.values.iter().enumerate() {
        let value = given + i;
        let inner = v
            .word
            .word()
            .reads()
            .iter()
            .flat_map(|r| r.values())
            .any(|u| u.checked_sub(given).is_some_and(|u| s.inline[u] && folds[u]));
        folds[i] = inner || matches!(s.nests[i].value, Expr::Fold { .. });
        let read = v.word.word().reads().into_iter().flat_map(Read::values);
        let checked = read.filter_map(|u| u.checked_sub(given)).any(|u| s.inline[u] && checks[u]);
        checks[i] = checked || matches!(v.word, Primitive::Check(_));
        let stored = body.results.iter().any(|r| r.value == value);
        let inline = match &uses[value][..] {
            [(reader, operand, shape)] if !stored => {
                let reader_word = &body.values[*reader].word;
                let table =
                    *operand == 0 && matches!(reader_word, Primitive::Lookup(_) | Primitive::Gather(_));
                let read = reader_word.word().reads()[*operand];
                let plain = matches!(read.source, Source::Value(_))
                    && !read.views.iter().any(|v| matches!(v, View::Pad { .. }));
                let repeated = folds[i] && shape.len() > s.nests[*reader].outer;
                // Every element is checked, whoever reads it.
                let used = match reader_word {
                    Primitive::Map(m) => m.terms.iter().any(|t| t.factors.contains(operand)),
                    _ => true,
                };
                let all = !checks[i] || (used && read.views.is_empty());
                plain && all && !table && !repeated && shape::len(shape) <= shape::len(&s.shapes[value])
            }
            _ => false,
        };
        s.inline.push(inline);
        if !inline {
            s.roots.push(Root { value, shared: vec![None; s.shapes[value].len()] });
        }
    }
    share(body, &mut s)?;
    Ok(s)
}

/// Most bytes of a local buffer that is made for neighbours to stay in the innermost loop: they stay in the nearest cache.
const NEAR: usize = 1 << 14;

/// Finds the loops that all roots can share, where there is more than one root.
fn share(body: &Body, s: &mut Schedule) -> Result<(), ViewError> {
    let Some(last) = s.roots.last().map(|r| r.value).filter(|_| s.roots.len() > 1) else { return Ok(()) };
    let candidates: Vec<usize> = (0..s.shapes[last].len()).collect();
    let long: Vec<usize> = candidates.iter().copied().filter(|k| s.shapes[last][*k] > 1).collect();
    let kept = share_among(body, s, last, candidates.clone())?;
    let Some(neighbours) = long.last().filter(|k| kept.contains(k) && long.iter().any(|k| !kept.contains(k)))
    else {
        return Ok(());
    };
    let roots = s.roots.clone();
    let shared = s.shared.clone();
    share_among(body, s, last, candidates.into_iter().filter(|k| k != neighbours).collect())?;
    let large = |root: &Root| {
        let elements = shape::len(&super::rest(&s.shapes[root.value], root));
        root.value != last && elements.saturating_mul(body.ty(root.value).bytes()) > NEAR
    };
    if s.roots.iter().any(large) {
        (s.roots, s.shared) = (roots, shared);
    }
    Ok(())
}

/// Finds which of these axes all roots walk along, and notes them.
fn share_among(
    body: &Body,
    s: &mut Schedule,
    last: usize,
    mut candidates: Vec<usize>,
) -> Result<Vec<usize>, ViewError> {
    loop {
        let ties = ties(body, s, last, &candidates)?;
        let everywhere = |k: &usize| ties.iter().all(|t| t.iter().filter(|x| **x == Some(*k)).count() == 1);
        let kept: Vec<usize> = candidates.iter().copied().filter(everywhere).collect();
        if kept.len() == candidates.len() {
            s.shared = kept.iter().map(|k| s.shapes[last][*k]).collect();
            for (root, tie) in s.roots.iter_mut().zip(ties) {
                root.shared = tie.into_iter().map(|t| kept.iter().position(|k| Some(*k) == t)).collect();
            }
            return Ok(kept);
        }
        candidates = kept;
    }
}

/// For each root and each of its axes, the axis of the last root that is always walked along with it.
fn ties(
    body: &Body,
    s: &Schedule,
    last: usize,
    candidates: &[usize],
) -> Result<Vec<Vec<Option<usize>>>, ViewError> {
    let mut ties: Vec<Option<Vec<Option<usize>>>> = vec![None; s.roots.len()];
    for (r, root) in s.roots.iter().enumerate().rev() {
        let rank = s.shapes[root.value].len();
        // Nothing reads a result that comes beside the last one: its axes are walked along in order.
        let along = |k: usize| {
            (candidates.contains(&k) && s.shapes[last].get(k) == s.shapes[root.value].get(k)).then_some(k)
        };
        let own = ties[r].clone().unwrap_or_else(|| (0..rank).map(along).collect());
        let mut counters = Counters { extents: s.shapes[root.value].clone() };
        let at: Vec<Index> = (0..rank).map(|k| Index::counter(Counter(k as u32))).collect();
        let mut leaves = Vec::new();
        read_by(body, s, root.value, &at, &mut counters, &mut leaves)?;
        for (value, at) in leaves {
            let Some(of) = s.roots.iter().position(|r| r.value == value) else { continue };
            let found: Vec<Option<usize>> = at
                .iter()
                .enumerate()
                .map(|(d, ix)| {
                    let k = ix.as_counter().map(|c| c.0 as usize).filter(|k| *k < rank)?;
                    own[k].filter(|h| s.shapes[last][*h] == s.shapes[value][d])
                })
                .collect();
            match &mut ties[of] {
                Some(known) => {
                    known.iter_mut().zip(found).filter(|(k, f)| **k != *f).for_each(|(k, _)| *k = None)
                }
                none => *none = Some(found),
            }
        }
        ties[r] = Some(own);
    }
    Ok(ties.into_iter().map(Option::unwrap_or_default).collect())
}

struct Counters {
    extents: Vec<usize>,
}

/// The elements of roots that a value's expression reads.
fn read_by(
    body: &Body,
    s: &Schedule,
    value: usize,
    at: &[Index],
    counters: &mut Counters,
    leaves: &mut Vec<(usize, Vec<Index>)>,
) -> Result<(), ViewError> {
    let Some(i) = value.checked_sub(body.operands.len()) else { return Ok(()) };
    let mut all = at.to_vec();
    for n in s.nests[i].folded() {
        all.push(Index::counter(Counter(counters.extents.len() as u32)));
        counters.extents.push(*n);
    }
    let word = &body.values[i].word;
    for (k, read) in word.word().reads().into_iter().enumerate() {
        let rank = read.shape(&s.shapes)?.len();
        // A table or gathered data has an axis that no counter walks along.
        let computed = k == 0 && matches!(word, Primitive::Lookup(_) | Primitive::Gather(_));
        let rank = if computed { usize::MAX } else { rank };
        let own: Vec<Index> = all.iter().take(rank).cloned().collect();
        let extents = counters.extents.clone();
        let extent = |ix: &Index| ix.bounds(&|c| extents.get(c.0 as usize).map(|n| (0, *n as i64 - 1)));
        let found = if own.len() == rank { Some(find(body, &s.shapes, read, &own, &extent)?) } else { None };
        match found.as_ref().map(|f| &f.source) {
            Some(At::Value(value, at)) => match value.checked_sub(body.operands.len()) {
                Some(u) if s.inline[u] => read_by(body, s, *value, at, counters, leaves)?,
                _ => leaves.push((*value, at.clone())),
            },
            // No position is known: it is read anywhere.
            _ => read.values().into_iter().for_each(|v| {
                leaves.push((v, vec![Index::default(); s.shapes[v].len()]));
            }),
        }
    }
    Ok(())
}
