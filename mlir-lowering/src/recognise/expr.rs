//! Values as expression trees: what a store writes, in terms of what the function was given.
//!
//! Nodes are shared; a node knows how large its tree is, which bounds all work on it. Accumulators of every
//! producer are [`Kind::Reduce`].

use std::collections::BTreeMap;
use std::rc::Rc;

use super::affine::{Ix, LoopId};
use super::domain::Loops;
use super::refusal::{Refusal, refuse};

/// Largest tree; recursion over it is no deeper.
const MAX_SIZE: u32 = 1 << 10;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// Signless integer of this many bits.
    Int(u32),
    /// A float type, by its name in MLIR.
    Float(&'static str),
    /// An index.
    Index,
}

/// A memref: an argument, a capture or a local buffer.
pub(crate) type BufferId = usize;

/// Operations on two values of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Sub,
    Mul,
    Max,
    Min,
    MinUnsigned,
    MaxUnsigned,
    Or,
    Xor,
    ShiftRight,
    /// Signed quotient of integers, towards zero; or a float quotient.
    Div,
    DivUnsigned,
}

impl Op {
    /// Whether terms may be taken in any order and grouping.
    pub const fn reduces(self) -> bool {
        matches!(self, Self::Add | Self::Mul | Self::Max | Self::Min | Self::Or)
    }

    /// How reports call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Add => "sum",
            Self::Sub => "difference",
            Self::Mul => "product",
            Self::Max => "maximum",
            Self::Min => "minimum",
            Self::MinUnsigned => "unsigned minimum",
            Self::MaxUnsigned => "unsigned maximum",
            Self::Or => "bitwise or",
            Self::Xor => "bitwise exclusive or",
            Self::ShiftRight => "right shift",
            Self::Div => "quotient",
            Self::DivUnsigned => "unsigned quotient",
        }
    }
}

/// A change of type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cast {
    SignExtend,
    ZeroExtend,
    Truncate,
    /// Integer to float of the same value.
    ToFloat,
    /// Index to integer or back.
    Index,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Int(i64),
    /// The bits of a 64-bit float of the same value.
    Float(u64),
    /// An index expression as a value.
    Index(Ix),
    /// What the caller put into an element.
    Load(BufferId, Vec<Ix>),
    /// The element of a table at a computed index.
    Lookup(BufferId, Expr),
    /// What a buffer's element (or, without index, a loop-carried value) held when the current iteration of
    /// the loop began that the number stands for.
    Before(u32, Vec<Ix>),
    /// `init op term op term …`, a term for every point of the loops.
    Reduce {
        op: Op,
        loops: Vec<LoopId>,
        init: Expr,
        term: Expr,
    },
    Binary(Op, Expr, Expr),
    Cast(Cast, Expr),
    /// `e` to the power of the operand.
    Exp(Expr),
    /// Whether two integers differ.
    Differs(Expr, Expr),
    /// Whether two integers are equal.
    Equal(Expr, Expr),
    /// Whether the first of two values is greater, or the same if that counts, too.
    Greater(Expr, Expr, bool),
    Select(Expr, Expr, Expr),
    /// Not known, and why; an error only if it matters.
    Unknown(Rc<str>),
}

/// A node.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub ty: Ty,
    pub kind: Kind,
    size: u32,
}

/// A shared node.
pub(crate) type Expr = Rc<Node>;

/// Makes a node; some shapes are brought to one form.
pub(crate) fn make(ty: Ty, kind: Kind) -> Result<Expr, Refusal> {
    let kind = normal(kind);
    let mut size = 1u32;
    children(&kind, &mut |c| size = size.saturating_add(c.size));
    if size > MAX_SIZE {
        return refuse("the computation is too large");
    }
    Ok(Rc::new(Node { ty, kind, size }))
}

pub(crate) fn unknown(ty: Ty, why: impl Into<String>) -> Expr {
    Rc::new(Node { ty, kind: Kind::Unknown(why.into().into()), size: 1 })
}

/// Constants to the right; a selection by comparison is a maximum or a minimum.
fn normal(kind: Kind) -> Kind {
    match kind {
        Kind::Binary(op, a, b) if op.reduces() && a.is_constant() && !b.is_constant() => {
            Kind::Binary(op, b, a)
        }
        Kind::Select(c, t, f) => match &c.kind {
            Kind::Greater(a, b, _) if *a == t && *b == f => Kind::Binary(Op::Max, t, f),
            Kind::Greater(a, b, _) if *a == f && *b == t => Kind::Binary(Op::Min, t, f),
            _ => Kind::Select(c, t, f),
        },
        other => other,
    }
}

fn children(kind: &Kind, f: &mut impl FnMut(&Expr)) {
    match kind {
        Kind::Int(_) | Kind::Float(_) | Kind::Index(_) | Kind::Load(..) | Kind::Before(..) => {}
        Kind::Unknown(_) => {}
        Kind::Lookup(_, a) | Kind::Cast(_, a) | Kind::Exp(a) => f(a),
        Kind::Binary(_, a, b) | Kind::Differs(a, b) | Kind::Equal(a, b) | Kind::Greater(a, b, _) => {
            [a, b].into_iter().for_each(f);
        }
        Kind::Reduce { init, term, .. } => [init, term].into_iter().for_each(f),
        Kind::Select(a, b, c) => [a, b, c].into_iter().for_each(f),
    }
}

impl Node {
    pub fn is_constant(&self) -> bool {
        matches!(self.kind, Kind::Int(_) | Kind::Float(_))
    }

    /// The integer constant that it is.
    pub fn int(&self) -> Option<i64> {
        match self.kind {
            Kind::Int(v) => Some(v),
            _ => None,
        }
    }

    /// Calls `f` for every node of the tree.
    pub fn visit(&self, f: &mut dyn FnMut(&Kind)) {
        f(&self.kind);
        children(&self.kind, &mut |c| c.visit(f));
    }

    /// The first reason in the tree why something is not known.
    pub fn unknown(&self) -> Option<String> {
        let mut why = None;
        self.visit(&mut |k| match k {
            Kind::Unknown(reason) if why.is_none() => why = Some(reason.to_string()),
            Kind::Before(..) if why.is_none() => {
                why = Some("a running value is used before its loop ends".to_owned());
            }
            _ => {}
        });
        why
    }

    /// Whether an index in the tree depends on a counter.
    pub fn involves(&self, id: LoopId, loops: &Loops) -> bool {
        let mut found = false;
        let involves = |ix: &Ix| {
            let computed = |c| loops.get(c).computed.as_ref().is_some_and(|value| value.involves(id, loops));
            let mut counters = std::collections::BTreeSet::new();
            ix.counters(&mut counters);
            counters.into_iter().any(|c| c == id || computed(c))
        };
        self.visit(&mut |k| {
            found |= match k {
                Kind::Index(ix) => involves(ix),
                Kind::Load(_, at) | Kind::Before(_, at) => at.iter().any(involves),
                Kind::Reduce { loops: own, .. } => own.iter().any(|l| {
                    let l = loops.get(*l);
                    l.lower.iter().chain(&l.upper).any(|ix| ix.involves(id))
                }),
                _ => false,
            }
        });
        found
    }

    /// The loops that the value depends on, without those that are reduced.
    pub fn loops(&self, all: &Loops) -> std::collections::BTreeSet<LoopId> {
        let mut found = std::collections::BTreeSet::new();
        let mut reduced = Vec::new();
        let index = |found: &mut std::collections::BTreeSet<LoopId>, ix: &Ix| {
            for id in all.closure([ix]) {
                match &all.get(id).computed {
                    Some(value) => found.extend(value.loops(all)),
                    None => {
                        found.insert(id);
                    }
                }
            }
        };
        self.visit(&mut |k| match k {
            Kind::Index(ix) => index(&mut found, ix),
            Kind::Load(_, at) | Kind::Before(_, at) => at.iter().for_each(|ix| index(&mut found, ix)),
            Kind::Reduce { loops, .. } => {
                for l in loops {
                    let l = all.get(*l);
                    l.lower.iter().chain(&l.upper).for_each(|ix| index(&mut found, ix));
                }
                reduced.extend(loops.iter().copied());
            }
            _ => {}
        });
        reduced.iter().for_each(|l| {
            found.remove(l);
        });
        found
    }

    /// Whether the tree holds what loop entry `token` found.
    pub fn remembers(&self, token: u32) -> bool {
        let mut found = false;
        self.visit(&mut |k| found |= matches!(k, Kind::Before(t, _) if *t == token));
        found
    }
}

/// The tree with nodes replaced from below: `leaf` gives the new node, or `None` to keep what is there.
pub(crate) fn rewrite(
    e: &Expr,
    loops: &mut Loops,
    counters: &BTreeMap<LoopId, Ix>,
    leaf: &mut dyn FnMut(&Kind) -> Result<Option<Expr>, Refusal>,
) -> Result<Expr, Refusal> {
    if let Some(new) = leaf(&e.kind)? {
        return Ok(new);
    }
    let moved = match &e.kind {
        Kind::Index(ix) => positions(std::slice::from_ref(ix), loops, counters, leaf)?,
        Kind::Load(_, at) | Kind::Before(_, at) => positions(at, loops, counters, leaf)?,
        _ => None,
    };
    let counters = moved.as_ref().unwrap_or(counters);
    let index = |at: &[Ix]| at.iter().map(|ix| ix.substitute(counters)).collect::<Result<Vec<_>, _>>();
    let kind = match &e.kind {
        Kind::Int(_) | Kind::Float(_) | Kind::Unknown(_) => return Ok(Rc::clone(e)),
        Kind::Index(ix) => Kind::Index(ix.substitute(counters)?),
        Kind::Load(b, at) => Kind::Load(*b, index(at)?),
        Kind::Before(t, at) => Kind::Before(*t, index(at)?),
        Kind::Lookup(b, a) => Kind::Lookup(*b, rewrite(a, loops, counters, leaf)?),
        Kind::Cast(c, a) => Kind::Cast(*c, rewrite(a, loops, counters, leaf)?),
        Kind::Exp(a) => Kind::Exp(rewrite(a, loops, counters, leaf)?),
        Kind::Binary(op, a, b) => {
            Kind::Binary(*op, rewrite(a, loops, counters, leaf)?, rewrite(b, loops, counters, leaf)?)
        }
        Kind::Differs(a, b) => {
            Kind::Differs(rewrite(a, loops, counters, leaf)?, rewrite(b, loops, counters, leaf)?)
        }
        Kind::Equal(a, b) => {
            Kind::Equal(rewrite(a, loops, counters, leaf)?, rewrite(b, loops, counters, leaf)?)
        }
        Kind::Greater(a, b, same) => {
            Kind::Greater(rewrite(a, loops, counters, leaf)?, rewrite(b, loops, counters, leaf)?, *same)
        }
        Kind::Select(a, b, c) => Kind::Select(
            rewrite(a, loops, counters, leaf)?,
            rewrite(b, loops, counters, leaf)?,
            rewrite(c, loops, counters, leaf)?,
        ),
        Kind::Reduce { op, loops: own, init, term } => {
            let init = rewrite(init, loops, counters, leaf)?;
            let (own, inner) = copy(own, loops, counters)?;
            let term = rewrite(term, loops, &inner, leaf)?;
            Kind::Reduce { op: *op, loops: own, init, term }
        }
    };
    make(e.ty, kind)
}

/// The substitution with the computed positions of these indices, whose values change under it; `None` where none does.
fn positions(
    at: &[Ix],
    loops: &mut Loops,
    counters: &BTreeMap<LoopId, Ix>,
    leaf: &mut dyn FnMut(&Kind) -> Result<Option<Expr>, Refusal>,
) -> Result<Option<BTreeMap<LoopId, Ix>>, Refusal> {
    let mut all = counters.clone();
    for id in loops.closure(at) {
        let (Some(value), Some(count)) = (loops.get(id).computed.clone(), loops.count(id)) else { continue };
        let moves = counters.keys().any(|c| value.involves(*c, loops));
        if moves && !counters.contains_key(&id) {
            let value = rewrite(&value, loops, counters, leaf)?;
            all.insert(id, Ix::counter(loops.position(count, value)?));
        }
    }
    Ok((all.len() > counters.len()).then_some(all))
}

/// Copies the loops whose bounds change, and adds their counters to the substitution.
fn copy(
    own: &[LoopId],
    loops: &mut Loops,
    counters: &BTreeMap<LoopId, Ix>,
) -> Result<(Vec<LoopId>, BTreeMap<LoopId, Ix>), Refusal> {
    let mut inner = counters.clone();
    let mut copies = Vec::with_capacity(own.len());
    for id in own {
        let l = loops.get(*id).clone();
        let changed = l.lower.iter().chain(&l.upper).any(|ix| inner.keys().any(|c| ix.involves(*c)));
        if !changed {
            copies.push(*id);
            continue;
        }
        let all = |list: &[Ix]| list.iter().map(|ix| ix.substitute(&inner)).collect::<Result<Vec<_>, _>>();
        let new = loops.push(all(&l.lower)?, all(&l.upper)?, l.longest)?;
        inner.insert(*id, Ix::counter(new));
        copies.push(new);
    }
    Ok((copies, inner))
}
