//! What memory holds, followed through loops: the step that makes one form out of all accumulators.
//!
//! A buffer's content is what the caller gave, or the one store that wrote it, as a family of values over
//! loops. When a loop ends, a store whose element does not move with the loop has become a reduction, if its
//! value is the old element combined with something else; one whose element moves has become a larger
//! family. Loop-carried values (`iter_args`), local rank-0 buffers and read-modify-write of the output are
//! all the same to this rule. Parts that are written one after the other are [joined](joined). Whatever does not fit becomes
//! [`Content::Unknown`], with the reason.

mod joined;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::affine::{Ix, LoopId};
use super::domain::Loops;
use super::expr::{BufferId, Expr, Kind, Op, Ty, make, rewrite, unknown};
use super::refusal::Refusal;

/// A memref of static shape, row-major and contiguous.
#[derive(Clone, Debug)]
pub(crate) struct Buffer {
    pub shape: Vec<usize>,
    pub ty: Ty,
    /// Whether a parameter attribute says that 8-bit elements are unsigned.
    pub unsigned: bool,
    pub content: Content,
    /// What it is, for a buffer that stands for what another one held.
    pub kept: Option<Kept>,
}

/// A tensor that was written to a local buffer: the value at the counters of these loops, an axis for each.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub loops: Vec<LoopId>,
    pub value: Expr,
}

/// What a buffer holds at some point of the program.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// What the caller put there.
    Given,
    /// Nothing yet.
    Fresh,
    /// What it held when the current iteration of a loop began; the number stands for the loop.
    Entered(u32),
    /// What one store wrote.
    Written(Written),
    /// Not known, and why.
    Unknown(Rc<str>),
}

/// For every point of `loops` (those that ended already): element `at` holds `value`.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub loops: Vec<LoopId>,
    pub at: Vec<Ix>,
    pub value: Expr,
}

/// All buffers and loops of a function.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    pub loops: Loops,
    pub buffers: Vec<Buffer>,
    tokens: u32,
}

/// What a loop's entry set aside: a buffer, its content and the loop's number for it.
pub(crate) type Saved = Vec<(BufferId, Content, u32)>;

impl Memory {
    pub fn token(&mut self) -> u32 {
        self.tokens += 1;
        self.tokens
    }

    pub fn load(&mut self, b: BufferId, at: &[Ix]) -> Result<Expr, Refusal> {
        let content = self.buffers[b].content.clone();
        self.read(b, &content, at)
    }

    fn read(&mut self, b: BufferId, content: &Content, at: &[Ix]) -> Result<Expr, Refusal> {
        let ty = self.buffers[b].ty;
        match content {
            Content::Given => make(ty, Kind::Load(b, at.to_vec())),
            Content::Entered(token) => make(ty, Kind::Before(*token, at.to_vec())),
            Content::Fresh => Ok(unknown(ty, "a local buffer is read before it is written")),
            Content::Unknown(why) => Ok(unknown(ty, Rc::clone(why).as_ref())),
            Content::Written(w) => match self.unify(b, w, at) {
                Some(map) if map.is_empty() => Ok(Rc::clone(&w.value)),
                Some(map) => self.kept(b, w, &map),
                None => Ok(unknown(ty, "a buffer is read at elements that may not be written yet")),
            },
        }
    }

    /// The element of a family as one of a tensor: with axes for all loops around it that it depends on, then for its
    /// own.
    fn kept(&mut self, b: BufferId, w: &Written, map: &BTreeMap<LoopId, Ix>) -> Result<Expr, Refusal> {
        let ty = self.buffers[b].ty;
        if let Some(why) = w.value.unknown() {
            return Ok(unknown(ty, why));
        }
        if w.value.is_constant() {
            return Ok(Rc::clone(&w.value));
        }
        let around = w.value.loops(&self.loops).into_iter().filter(|l| !w.loops.contains(l));
        let mut loops: Vec<LoopId> = around.collect();
        let mut at: Vec<Ix> = loops.iter().map(|l| Ix::counter(*l)).collect();
        for own in &w.at {
            if let Some((l, ix)) = own.as_counter().and_then(|l| Some((l, map.get(&l)?))) {
                loops.push(l);
                at.push(ix.clone());
            }
        }
        let Some(shape) = loops.iter().map(|l| self.loops.count(*l)).collect::<Option<Vec<_>>>() else {
            return Ok(unknown(ty, "a local buffer is written in a loop without constant bounds"));
        };
        let known = self.buffers.iter().position(|k| {
            k.kept.as_ref().is_some_and(|k| Rc::ptr_eq(&k.value, &w.value) && k.loops == loops)
        });
        let id = known.unwrap_or(self.buffers.len());
        if known.is_none() {
            let kept = Some(Kept { loops, value: Rc::clone(&w.value) });
            self.buffers.push(Buffer { shape, ty, unsigned: false, content: Content::Given, kept });
        }
        make(ty, Kind::Load(id, at))
    }

    /// Whether a value is a distance to a maximum that it takes part in, perhaps scaled: never negative, unless it wraps.
    pub fn is_distance(&self, e: &Expr) -> bool {
        match &e.kind {
            Kind::Binary(Op::ShiftRight, a, _) => self.is_distance(a),
            Kind::Binary(Op::Mul, a, c) => c.int().is_some_and(|c| c >= 0) && self.is_distance(a),
            Kind::Binary(Op::Sub, max, x) => self.is_among(x, max),
            _ => false,
        }
    }

    /// Whether `x` is one of the elements that `max` is the largest of.
    fn is_among(&self, x: &Expr, max: &Expr) -> bool {
        let (max, map) = match &max.kind {
            Kind::Load(b, at) => match &self.buffers[*b].kept {
                Some(k) => (&k.value, k.loops.iter().copied().zip(at.iter().cloned()).collect()),
                None => return false,
            },
            _ => (max, BTreeMap::new()),
        };
        let Kind::Reduce { op: Op::Max, loops, term, .. } = &max.kind else { return false };
        let (x, term) = match (&x.kind, &term.kind) {
            (Kind::Cast(c, x), Kind::Cast(d, term)) if c == d => (x, term),
            _ => (x, term),
        };
        let (Kind::Load(b, at), Kind::Load(c, of)) = (&x.kind, &term.kind) else { return false };
        let any = |ix: &Ix, size: usize| {
            ix.as_counter().is_some_and(|l| loops.contains(&l) && self.loops.count(l) == Some(size))
        };
        let sizes = &self.buffers[*b].shape;
        let alike = |((of, at), size): ((&Ix, &Ix), &usize)| {
            any(of, *size) || of.substitute(&map).is_ok_and(|of| of == *at)
        };
        b == c && of.iter().zip(at).zip(sizes).all(alike)
    }

    /// The point of the family at which element `at` is written.
    fn unify(&self, b: BufferId, w: &Written, at: &[Ix]) -> Option<BTreeMap<LoopId, Ix>> {
        let mut map = BTreeMap::new();
        for ((own, asked), size) in w.at.iter().zip(at).zip(&self.buffers[b].shape) {
            let (lo, hi) = self.loops.interval(asked)?;
            if lo < 0 || hi >= *size as i64 {
                return None;
            }
            match own.as_counter().filter(|id| w.loops.contains(id)) {
                Some(id) if self.loops.count(id) == Some(*size) => {
                    if map.insert(id, asked.clone()).is_some() {
                        return None;
                    }
                }
                Some(_) => return None,
                None if self.alike(own, asked) && w.loops.iter().all(|l| !own.involves(*l)) => {}
                None => return None,
            }
        }
        (map.len() == w.loops.len()).then_some(map)
    }

    /// Whether two positions are the same, whatever loops of one iteration they count.
    fn alike(&self, a: &Ix, b: &Ix) -> bool {
        let plain = |ix: &Ix| {
            let mut own = BTreeSet::new();
            ix.counters(&mut own);
            let single = own.into_iter().filter(|l| self.loops.count(*l) == Some(1));
            ix.substitute(&single.map(|l| (l, Ix::constant(0))).collect()).ok()
        };
        a == b || plain(a).is_some_and(|a| plain(b) == Some(a))
    }

    pub fn store(&mut self, b: BufferId, at: Vec<Ix>, value: Expr) {
        let before = &self.buffers[b].content;
        if at.iter().any(|ix| self.loops.is_computed(ix)) {
            self.buffers[b].content = Content::Unknown("a store at a computed position".into());
            return;
        }
        let replaces = match before {
            Content::Given | Content::Fresh | Content::Entered(_) => true,
            Content::Written(w) => w.loops.is_empty() && w.at == at,
            Content::Unknown(_) => false,
        };
        self.buffers[b].content = if replaces {
            Content::Written(Written { loops: vec![], at, value })
        } else {
            Content::Unknown("two stores write different elements of one buffer".into())
        };
    }

    /// Begins a loop that stores to these buffers.
    pub fn enter(&mut self, stored: &[BufferId]) -> Saved {
        stored
            .iter()
            .map(|b| {
                let token = self.token();
                let before = std::mem::replace(&mut self.buffers[*b].content, Content::Entered(token));
                (*b, before, token)
            })
            .collect()
    }

    /// Ends loop `l`.
    pub fn leave(&mut self, l: LoopId, saved: Saved) -> Result<(), Refusal> {
        for (b, before, token) in saved {
            let after = std::mem::replace(&mut self.buffers[b].content, Content::Fresh);
            self.buffers[b].content = match after {
                Content::Written(w) => self.close(l, b, w, &before, token)?,
                Content::Unknown(why) => Content::Unknown(why),
                _ => before,
            };
        }
        Ok(())
    }

    fn close(
        &mut self,
        l: LoopId,
        b: BufferId,
        w: Written,
        before: &Content,
        token: u32,
    ) -> Result<Content, Refusal> {
        let unknown = |why: &str| Ok(Content::Unknown(why.into()));
        if self.loops.closure(&w.at).contains(&l) && !w.at.iter().any(|ix| ix.involves(l)) {
            return unknown("which elements a store writes depends on a loop around it");
        }
        if let Content::Written(first) = before
            && !self.same_elements(b, l, first, &w)
        {
            let value = self.recall(b, &w, before, token)?;
            let again = Written { loops: [vec![l], w.loops].concat(), at: w.at, value };
            return match self.joined(first, &again)? {
                Some(whole) => Ok(Content::Written(whole)),
                None => unknown("two stores write different elements of one buffer"),
            };
        }
        if !w.at.iter().any(|ix| ix.involves(l)) {
            let old = self.read(b, before, &w.at)?;
            let value = self.fold(l, &w.value, token, &w.at, old)?;
            return Ok(Content::Written(Written { value, ..w }));
        }
        let value = self.recall(b, &w, before, token)?;
        let loops = [vec![l], w.loops].concat();
        Ok(Content::Written(Written { loops, at: w.at, value }))
    }

    /// Whether what `first` wrote before loop `l` is written again by `w` in the loop.
    fn same_elements(&self, b: BufferId, l: LoopId, first: &Written, w: &Written) -> bool {
        let again = Written { loops: [vec![l], w.loops.clone()].concat(), ..w.clone() };
        let moves = |w: &Written| Written {
            loops: w.loops.iter().copied().filter(|id| w.at.iter().any(|ix| ix.involves(*id))).collect(),
            ..w.clone()
        };
        let (first, again) = (moves(first), moves(&again));
        // Each family must reach every element of the other: at its own counters.
        let fits = |a: &Written, at: &Written| self.unify(b, a, &at.at).is_some();
        fits(&first, &again) && fits(&again, &first)
    }

    /// The value of a family without references to what its elements held before the loop.
    fn recall(&mut self, b: BufferId, w: &Written, before: &Content, token: u32) -> Result<Expr, Refusal> {
        if !w.value.remembers(token) {
            return Ok(Rc::clone(&w.value));
        }
        let old = self.read(b, before, &w.at)?;
        let ty = w.value.ty;
        let at = w.at.clone();
        rewrite(&w.value, &mut self.loops, &BTreeMap::new(), &mut |kind| {
            Ok(match kind {
                Kind::Before(t, index) if *t == token && *index == at => Some(Rc::clone(&old)),
                Kind::Before(t, _) if *t == token => {
                    Some(unknown(ty, "a loop reads other elements of the buffer that it writes"))
                }
                _ => None,
            })
        })
    }

    /// What a value is after loop `l`, if each iteration makes it `value` and it was `old` before.
    pub fn fold(
        &mut self,
        l: LoopId,
        value: &Expr,
        token: u32,
        at: &[Ix],
        old: Expr,
    ) -> Result<Expr, Refusal> {
        let ty = value.ty;
        if !value.remembers(token) {
            let runs = self.loops.count(l).is_some_and(|n| n > 0);
            let constant = runs && !value.involves(l, &self.loops);
            return Ok(if constant {
                Rc::clone(value)
            } else {
                unknown(ty, "only the last iteration of a loop counts")
            });
        }
        match running(value, token, at) {
            Running::Unchanged => Ok(old),
            Running::Combined(op, inner, term) => {
                let loops = [vec![l], inner].concat();
                make(ty, Kind::Reduce { op, loops, init: old, term })
            }
            Running::Other(why) => Ok(unknown(ty, why)),
        }
    }
}

enum Running {
    Unchanged,
    Combined(Op, Vec<LoopId>, Expr),
    Other(&'static str),
}

/// How `value` goes on from the element `at` of loop entry `token`.
fn running(value: &Expr, token: u32, at: &[Ix]) -> Running {
    let own = |e: &Expr| matches!(&e.kind, Kind::Before(t, index) if *t == token && *index == at);
    match &value.kind {
        _ if own(value) => Running::Unchanged,
        Kind::Reduce { op, loops, init, term } if own(init) && !term.remembers(token) => {
            Running::Combined(*op, loops.clone(), Rc::clone(term))
        }
        Kind::Reduce { op: Op::Or, .. } | Kind::Binary(Op::Or, ..)
            if !leaves(value, Op::Or).iter().any(own) =>
        {
            match chain(value, Op::Or, &own) {
                Some(term) if !term.remembers(token) => Running::Combined(Op::Or, vec![], term),
                _ => Running::Other("an accumulator is used more than once in its own update"),
            }
        }
        Kind::Binary(op, ..) if op.reduces() => {
            let leaves = leaves(value, *op);
            let (old, rest): (Vec<_>, Vec<_>) = leaves.into_iter().partition(own);
            let term = rest.iter().cloned().map(Ok).reduce(|a, b| make(value.ty, Kind::Binary(*op, a?, b?)));
            match term {
                Some(Ok(term)) if old.len() == 1 && !term.remembers(token) => {
                    Running::Combined(*op, vec![], term)
                }
                _ => Running::Other("an accumulator is used more than once in its own update"),
            }
        }
        _ => Running::Other("an accumulator's update is no sum, product, maximum, minimum or bitwise or"),
    }
}

/// What several loops, one after the other, add by bitwise or to what a value was before; `None` where they do something
/// else with it.
fn chain(e: &Expr, op: Op, own: &impl Fn(&Expr) -> bool) -> Option<Expr> {
    let (before, term) = match &e.kind {
        Kind::Reduce { op: o, loops, init, term } if *o == op => {
            let zero = make(e.ty, Kind::Int(0)).ok()?;
            let alone = Kind::Reduce { op, loops: loops.clone(), init: zero, term: Rc::clone(term) };
            (init, make(e.ty, alone).ok()?)
        }
        Kind::Binary(o, before, term) if *o == op => (before, Rc::clone(term)),
        _ => return None,
    };
    if own(before) {
        return Some(term);
    }
    make(e.ty, Kind::Binary(op, chain(before, op, own)?, term)).ok()
}

/// The operands of a chain of one associative operation.
pub(crate) fn leaves(e: &Expr, op: Op) -> Vec<Expr> {
    match &e.kind {
        Kind::Binary(o, a, b) if *o == op => [leaves(a, op), leaves(b, op)].concat(),
        _ => vec![Rc::clone(e)],
    }
}
