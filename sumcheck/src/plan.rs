//! A plan: everything that prover and verifier have to agree on about a circuit before there is a run of it.
//!
//! It is a function of the circuit's outline and of how many bits a lookup checks, and consists of planes and three kinds of facts
//! about them: elements that are zero, elements that are found in tables, and sums of products.

use circuit::public::{self, Slot};
use circuit::{Digest, Graph, Hash, TensorId};
use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use std::sync::Arc;
use thiserror::Error;

use super::field::{F, log_ceil, residue};
use super::hashed::Tag;
use super::lookups::sizes;
use super::pcs::SIZES;
use super::plane::{Integers, Kind, Part, Plane, PlaneId};
use super::profile::Purpose;
use super::steps::Steps;
use super::structure::Structure;

/// A table of allowed rows.
#[derive(Clone, Debug)]
pub enum Table {
    /// The numbers below `2^bits`.
    Range {
        /// How many.
        bits: u32,
    },
    /// Rows of a function's argument and the digits of its value.
    Function {
        /// One vector for each column.
        columns: Vec<Arc<[F]>>,
    },
}

impl Table {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Range { bits } => 1 << bits,
            Self::Function { columns } => columns.first().map_or(0, |c| c.len()),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it is one of numbers.
    pub fn is_numbers(&self) -> bool {
        matches!(self, Self::Range { .. })
    }
}

/// A column of what is looked up: `factor · plane + constant`.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The plane.
    pub plane: PlaneId,
    /// Its factor.
    pub factor: F,
    /// What is added.
    pub constant: F,
}

/// Every element of a plane, or of several side by side, is a row of a table.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Index of the table.
    pub table: usize,
    /// As many as the table has, of one length.
    pub columns: Vec<Column>,
    /// What it is for.
    pub purpose: Purpose,
}

/// An axis of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Axis {
    /// Its size.
    pub size: usize,
    /// How far apart neighbours are among the terms of the sum, where it is one of the sum's axes.
    pub step: Option<usize>,
    /// Which of the result's axes it is, where this factor bears the result's weight.
    pub weight: Option<usize>,
}

/// A factor of a sum of products.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its plane, row-major in its axes.
    pub plane: PlaneId,
    /// Its axes.
    pub axes: Vec<Axis>,
}

/// `result = Σ a · b` over the terms that are no axes of the result; for several pairs, the sum over them.
#[derive(Clone, Debug)]
pub struct Product {
    /// The pairs of factors.
    pub pairs: Vec<[Factor; 2]>,
    /// Number of terms of the sum that remains when the result's axes are weighted.
    pub terms: usize,
    /// The result, row-major in its axes; zero if there is none.
    pub result: Option<PlaneId>,
    /// Sizes of the result's axes.
    pub axes: Vec<usize>,
}

/// What is hashed as one: a tensor, or all parameters.
#[derive(Clone, Debug)]
pub struct Bound {
    /// What it is, for whoever hashes it.
    pub tag: Tag,
    /// The planes of its digits, which are what is committed to.
    pub planes: Vec<PlaneId>,
    /// The plane of the commitment's random bytes.
    pub opening: PlaneId,
}

/// A circuit laid out.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The circuit; in a verifying key its outline, without the constants that are withheld.
    pub graph: Graph,
    /// The circuit's name.
    pub digest: Digest,
    /// The outline's, which is all that the plan is a function of.
    pub outline: Digest,
    /// Bits of the widest table of numbers.
    pub bits: u32,
    /// Planes; each reads those before it.
    pub planes: Vec<Plane>,
    /// What maps of linear planes send bits of an index to, in the order of their terms.
    pub structures: Vec<Vec<Arc<Structure>>>,
    /// In which order weights are passed on to what planes read.
    pub steps: Steps,
    /// Integers of the prover; each reads those before it.
    pub integers: Vec<Integers>,
    /// For each tensor the plane of its residues, where it has one.
    pub tensors: Vec<Option<PlaneId>>,
    /// Tables. The first is the widest of numbers.
    pub tables: Vec<Table>,
    /// What is looked up.
    pub lookups: Vec<Lookup>,
    /// Planes all of whose elements are zero.
    pub zeros: Vec<PlaneId>,
    /// Sums of products.
    pub products: Vec<Product>,
    /// Public tensors, in the order of the circuit's.
    pub slots: Vec<Slot>,
    /// Cells, how often table rows are looked up included.
    pub cells: usize,
    /// For each table, position of the first of these.
    pub multiplicities: Vec<usize>,
    /// Elements of withheld constants, where some are.
    pub withheld: Option<usize>,
    /// What is hashed, in the order of the circuit's hashes.
    pub bound: Vec<Bound>,
}

/// Why a circuit has no plan.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The circuit breaks an invariant of its own.
    #[error("the circuit is not valid: {}", .0.first().map_or_else(String::new, ToString::to_string))]
    Graph(Vec<circuit::Diagnostic>),
    /// Numbers that the field cannot tell apart, even as digits.
    #[error("node '{node}': {what} may be {magnitude}, at most {most} fits")]
    TooWide {
        /// The ONNX node.
        node: String,
        /// What is too large.
        what: &'static str,
        /// How large.
        magnitude: i128,
        /// How large it may be.
        most: i128,
    },
    /// More than can be committed to or looked up.
    #[error(
        "the circuit needs {got} {what}, at most {most} are supported; of cells most are for node '{node}'"
    )]
    Size {
        /// The ONNX node for which most cells are.
        node: String,
        /// Cells or lookups.
        what: &'static str,
        /// How many.
        got: usize,
        /// How many there may be.
        most: usize,
    },
}

/// Constants of which a thread finds at least so many residues.
const OWN: usize = 1 << 12;

/// Most lookups and table rows together, filled up to powers of two: far fewer than the prime, so that how often a row is read is a residue.
pub const MAX_LEAVES: usize = 1 << 29;

impl Plan {
    /// The plane.
    pub fn plane(&self, id: PlaneId) -> &Plane {
        &self.planes[id.0 as usize]
    }

    /// The committed vector has `2^n` values.
    pub fn log_cells(&self) -> usize {
        log_ceil(self.cells).max(SIZES[0])
    }

    /// The vector of withheld constants has `2^n` values, if there is one.
    pub fn log_withheld(&self) -> Option<usize> {
        self.withheld.map(|n| log_ceil(n).max(SIZES[0]))
    }

    /// The values of a part of a constant, which are the prover's alone if it is withheld: none in an outline.
    pub fn constant(&self, of: TensorId, part: Part) -> Vec<F> {
        let data = self.graph.get(of).and_then(|t| t.data());
        data.map_or_else(Vec::new, |data| data.iter().map(|v| residue(part.of(v.into()))).collect())
    }

    /// The vector of withheld constants of a circuit that has them.
    pub fn constants(&self) -> Vec<F> {
        let mut all = F::zero_vec(self.log_withheld().map_or(0, |n| 1 << n));
        for plane in &self.planes {
            let Kind::Withheld { of, part, offset: Some(offset) } = plane.kind else { continue };
            let Some(data) = self.graph.get(of).and_then(|t| t.data()) else { continue };
            let value = |i| residue(part.of(data.get(i).unwrap_or(0).into()));
            let own = all[offset..][..plane.len].par_iter_mut().enumerate().with_min_len(OWN);
            own.for_each(|(i, to)| *to = value(i));
        }
        all
    }

    /// The circuit without the constants that the plan withholds.
    pub fn outlined(&self) -> Graph {
        let withheld = |plane: PlaneId| matches!(self.plane(plane).kind, Kind::Withheld { .. });
        self.graph.outline(|t, _| self.tensors.get(t.0 as usize).is_some_and(|p| p.is_some_and(withheld)))
    }

    /// Whether the circuit's weights are hidden.
    pub fn hides_weights(&self) -> bool {
        self.slots.iter().any(|slot| slot.kind == public::Kind::Parameters)
    }

    /// The hashes that commitments have to what is hashed.
    pub fn hashes(&self, commitments: &[Vec<F>]) -> Vec<Hash> {
        self.bound.iter().zip(commitments).map(|(bound, own)| bound.tag.hash(own)).collect()
    }

    /// Elements of the planes of what is hashed as one.
    pub fn digits(&self, bound: &Bound) -> usize {
        bound.planes.iter().map(|p| self.plane(*p).len).sum()
    }

    /// Lookups and table rows.
    pub fn leaves(&self) -> usize {
        let reads: usize = self.lookups.iter().map(|l| self.plane(l.columns[0].plane).len).sum();
        reads + self.tables.iter().map(Table::len).sum::<usize>()
    }

    /// What a proof costs, in units of its own: the committed vector is opened, and reads are summed.
    pub fn cost(&self) -> usize {
        let withheld = self.log_withheld().map_or(0, |n| 2 << n);
        withheld + (2 << self.log_cells()) + sizes(self).iter().map(|n| 1 << n).sum::<usize>()
    }

    /// Pairs of factors, with the logarithm of the number of their terms.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, &[Factor; 2], usize)> {
        self.products
            .iter()
            .enumerate()
            .flat_map(|(i, p)| p.pairs.iter().map(move |pair| (i, pair, log_ceil(p.terms))))
    }

    /// Rounds of the sums of products.
    pub fn product_rounds(&self) -> usize {
        self.pairs().map(|(.., n)| n).max().unwrap_or(0)
    }

    /// What the plan commits to, most of it for a node, checked against what is supported.
    ///
    /// # Errors
    /// [`PlanError::Size`].
    pub fn check_size(&self, node: &str) -> Result<(), PlanError> {
        let refuse = |what, got, most| {
            let size = || PlanError::Size { node: node.into(), what, got, most };
            if got > most { Err(size()) } else { Ok(()) }
        };
        refuse("cells", self.cells, 1 << SIZES[1])?;
        refuse("elements of constants", self.withheld.unwrap_or(0), 1 << SIZES[1])?;
        let leaves = sizes(self).iter().map(|n| 1 << n).sum();
        refuse("leaves of both trees of lookups", leaves, MAX_LEAVES)
    }
}
