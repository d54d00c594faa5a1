//! The normal form of a whole function, and what the matchers ask of it.

use gadgets::{ElementType, Gadget};

use super::affine::{Ix, LoopId};
use super::domain::Loops;
use super::expr::{BufferId, Cast, Expr, Kind, Op, Ty};
use super::memory::Buffer;
use super::refusal::{Refusal, refuse};

/// `output[at] = value` for every point of `over`, each element exactly once; and the status returned.
#[derive(Clone, Debug)]
pub(crate) struct Nest<'m> {
    pub loops: &'m Loops,
    pub buffers: &'m [Buffer],
    pub output: BufferId,
    pub at: Vec<Ix>,
    pub over: Vec<LoopId>,
    pub value: Expr,
    pub status: Option<Expr>,
}

/// The type of a tensor's elements: a storage type of ours, or a float type, which is only named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Int(ElementType),
    Float(&'static str),
}

impl Scalar {
    /// The type that gadget parameters hold: any one for floats, whose parameters are only reported.
    pub const fn storage(self) -> ElementType {
        match self {
            Self::Int(e) => e,
            Self::Float(_) => ElementType::I64,
        }
    }

    pub const fn float(self) -> Option<&'static str> {
        match self {
            Self::Int(_) => None,
            Self::Float(name) => Some(name),
        }
    }

    /// The signed type of values in computation.
    pub fn of(ty: Ty) -> Result<Self, Refusal> {
        Ok(match ty {
            Ty::Int(8) => Self::Int(ElementType::I8),
            Ty::Int(16) => Self::Int(ElementType::I16),
            Ty::Int(32) => Self::Int(ElementType::I32),
            Ty::Int(64) => Self::Int(ElementType::I64),
            Ty::Float(name) => Self::Float(name),
            Ty::Int(bits) => return refuse(format!("integers of {bits} bits")),
            Ty::Index => return refuse("index values as data"),
        })
    }
}

/// An element of an operand, as a value.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub buffer: BufferId,
    pub at: Vec<Ix>,
    pub scalar: Scalar,
    /// Whether the value is the element's own, not its low bits.
    pub exact: bool,
}

/// A recognised function: gadget, and the buffers in the gadget's order.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub gadget: Gadget,
    pub float: Option<&'static str>,
    pub operands: Vec<BufferId>,
    pub output: Option<BufferId>,
}

impl Nest<'_> {
    pub fn shape(&self, b: BufferId) -> &[usize] {
        &self.buffers[b].shape
    }

    /// The shape of the output.
    pub fn y(&self) -> &[usize] {
        self.shape(self.output)
    }

    pub fn len(&self, b: BufferId) -> usize {
        self.shape(b).iter().product()
    }

    /// The storage type of a buffer.
    pub fn scalar(&self, b: BufferId) -> Result<Scalar, Refusal> {
        match Scalar::of(self.buffers[b].ty)? {
            Scalar::Int(ElementType::I8) if self.buffers[b].unsigned => Ok(Scalar::Int(ElementType::U8)),
            other => Ok(other),
        }
    }

    /// `e` as an element of an operand in arithmetic.
    pub fn source(&self, e: &Expr) -> Result<Source, Refusal> {
        let other = || Refusal::new("an operand of the arithmetic is no element of a tensor");
        let (cast, load) = match &e.kind {
            Kind::Load(..) => (None, e),
            Kind::Cast(c, inner) => (Some(*c), inner),
            _ => return Err(other()),
        };
        let Kind::Load(buffer, at) = &load.kind else { return Err(other()) };
        let stored = self.scalar(*buffer)?;
        let unsigned = stored == Scalar::Int(ElementType::U8);
        let scalar = match (cast, Scalar::of(load.ty)?) {
            (None, _) if unsigned => return refuse("unsigned elements in signed arithmetic of 8 bits"),
            (None | Some(Cast::Truncate), _) => stored,
            (Some(Cast::SignExtend), _) if unsigned => {
                return refuse("unsigned elements are extended by their sign");
            }
            (Some(Cast::SignExtend), s) => s,
            (Some(Cast::ZeroExtend), Scalar::Int(ElementType::I8)) => Scalar::Int(ElementType::U8),
            _ => return refuse("elements of a type that is no storage type"),
        };
        let exact = cast != Some(Cast::Truncate);
        Ok(Source { buffer: *buffer, at: at.clone(), scalar, exact })
    }

    /// The position of an element in a flat buffer.
    pub fn flat(&self, b: BufferId, at: &[Ix]) -> Result<Ix, Refusal> {
        let mut sum = Ix::default();
        for (ix, size) in at.iter().zip(self.shape(b)) {
            sum = sum.scale(*size as i64)?.add(ix, 1)?;
        }
        Ok(sum)
    }

    /// The value of an integer index expression times another, for every point of the output.
    pub fn loops_of(&self, all: &[&Ix]) -> std::collections::BTreeSet<LoopId> {
        self.loops.closure(all.iter().copied())
    }
}

/// A sum (or maximum) over loops.
#[derive(Clone, Debug)]
pub(crate) struct Reduction {
    pub loops: Vec<LoopId>,
    pub init: Expr,
    pub term: Expr,
}

/// `e` as a reduction by `op`; for sums, what is added afterwards is as good as a start value.
pub(crate) fn reduction(e: &Expr, op: Op) -> Option<Reduction> {
    let plain = |e: &Expr| match &e.kind {
        Kind::Reduce { op: o, loops, init, term } if *o == op => {
            Some(Reduction { loops: loops.clone(), init: init.clone(), term: term.clone() })
        }
        _ => None,
    };
    match &e.kind {
        Kind::Binary(Op::Add, a, b) if op == Op::Add => {
            let (r, rest) = match (plain(a), plain(b)) {
                (Some(r), None) => (r, b),
                (None, Some(r)) => (r, a),
                _ => return None,
            };
            r.init.is_zero().then(|| Reduction { init: rest.clone(), ..r })
        }
        _ => plain(e),
    }
}
