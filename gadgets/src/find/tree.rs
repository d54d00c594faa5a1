//! What expressions are made of: elements of operands, and what is computed of them.

use crate::nest::{Counter, Index};
use crate::primitive::Fold;
use crate::view::Guard;
use crate::{ElementType, Range, Rounding, Status};

/// An element of an operand, or what pads hold beside it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Element {
    pub operand: usize,
    pub ty: ElementType,
    /// Position along each axis.
    pub at: Vec<Index>,
    /// Position among all elements.
    pub flat: Index,
    pub pads: Vec<(Guard, i64)>,
}

/// What a node computes of its children.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// `constant + Σ coefficient · Π children`.
    Map {
        terms: Vec<(i64, Vec<usize>)>,
        constant: i64,
    },
    /// The sum of products of the first two, and of the third.
    Einsum,
    Reduce {
        op: Fold,
        floor: Option<i64>,
    },
    /// The first by the second, or by a constant.
    Divide {
        by: Option<i64>,
        rounding: Rounding,
        clip: Option<Range>,
    },
    /// An entry of a table, which is an operand.
    Lookup {
        table: usize,
        first: i64,
    },
    Check {
        range: Range,
        status: Status,
    },
}

/// A computed part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub kind: Kind,
    /// Bits that it is computed in: 32 or 64.
    pub width: u32,
    /// Counters of what it folds.
    pub folded: Vec<Counter>,
    pub children: Vec<Tree>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Element(Element),
    Node(Box<Node>),
}

pub(crate) const fn width(ty: ElementType) -> u32 {
    if ty.bits() > 32 { 64 } else { 32 }
}

pub(super) const fn width_of(v: i64) -> u32 {
    if v >= i32::MIN as i64 && v <= i32::MAX as i64 { 32 } else { 64 }
}

impl Tree {
    pub fn width(&self) -> u32 {
        match self {
            Self::Element(e) => width(e.ty),
            Self::Node(n) => n.width,
        }
    }

    pub const fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(e) => Some(e),
            Self::Node(_) => None,
        }
    }

    pub fn node(&self) -> Option<&Node> {
        match self {
            Self::Element(_) => None,
            Self::Node(n) => Some(n),
        }
    }

    /// Calls `f` for every node.
    pub fn nodes(&self, f: &mut dyn FnMut(&Node)) {
        if let Self::Node(n) = self {
            f(n);
            n.children.iter().for_each(|c| c.nodes(f));
        }
    }

    /// Calls `f` for every element.
    pub fn elements<'t>(&'t self, f: &mut dyn FnMut(&'t Element)) {
        match self {
            Self::Element(e) => f(e),
            Self::Node(n) => n.children.iter().for_each(|c| c.elements(f)),
        }
    }

    pub fn new(kind: Kind, width: u32, folded: Vec<Counter>, children: Vec<Self>) -> Self {
        Self::Node(Box::new(Node { kind, width, folded, children }))
    }

    /// What tells factors and terms apart whose order means nothing: depth, kind and operand.
    pub fn key(&self) -> (usize, usize, usize) {
        match self {
            Self::Element(e) => (0, 0, e.operand),
            Self::Node(n) => {
                let inner = n.children.iter().map(Self::key);
                let depth = inner.clone().map(|k| k.0 + 1).max().unwrap_or(0);
                let kind = match &n.kind {
                    Kind::Map { .. } => 1,
                    Kind::Einsum => 2,
                    Kind::Reduce { .. } => 3,
                    Kind::Divide { .. } => 4,
                    Kind::Lookup { .. } => 5,
                    Kind::Check { .. } => 6,
                };
                (depth, kind, inner.map(|k| k.2).min().unwrap_or(0))
            }
        }
    }
}
