//! Planes: vectors of small integers, which are what a proof is about.
//!
//! A tensor whose values fit the field is one plane; a wider one is several, its digits. A plane is committed to, in the proof or
//! at setup, or known to everybody, or a linear function of planes before it, which costs nothing.

use circuit::{Range, TableId, TensorId};
use std::sync::Arc;

use super::field::{F, half_power};
use super::profile::Purpose;

/// Index of a plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaneId(pub u32);

/// Index of a vector of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntId(pub u32);

/// No element: a gather's entry that reads zero.
pub const NOTHING: u32 = u32::MAX;

/// A vector of integers below half of the prime.
#[derive(Clone, Debug)]
pub struct Plane {
    /// Number of elements.
    pub len: usize,
    /// Where every element lies, whatever a prover committed to, once everything about it was checked. Beyond half of the prime the
    /// elements are residues of integers that lie there.
    pub range: Range,
    /// Where its elements come from.
    pub kind: Kind,
    /// What it is for.
    pub purpose: Purpose,
}

/// Where a plane's elements come from.
#[derive(Clone, Debug)]
pub enum Kind {
    /// The prover's choice, committed to from this position on; an honest one fills them so.
    Cells {
        /// Position of the first element in the committed vector.
        offset: usize,
        /// What is there.
        fill: Fill,
    },
    /// Part of the circuit.
    Constant(Arc<[F]>),
    /// A part of a constant that is withheld: committed to at setup.
    Withheld {
        /// The constant.
        of: TensorId,
        /// Which part.
        part: Part,
        /// Position of the first element in the vector of withheld constants; none for what no fact depends on.
        offset: Option<usize>,
    },
    /// A part of each public value of a tensor.
    Public {
        /// The tensor's position among the public ones.
        slot: usize,
        /// Which part.
        part: Part,
    },
    /// `constant + Σ factor · plane`.
    Linear {
        /// Planes before it.
        terms: Vec<Term>,
        /// Added to every element.
        constant: F,
    },
    /// Another plane's elements, each times a number that everybody knows.
    Scaled {
        /// A plane before it.
        plane: PlaneId,
        /// The numbers.
        by: Arc<[F]>,
    },
    /// A function of another plane's elements, which everybody computes ([`super::given`]).
    Applied {
        /// A plane before it.
        to: PlaneId,
        /// The function.
        function: TableId,
        /// Which part of its values.
        part: Part,
    },
}

impl Plane {
    /// The planes that its elements are computed from.
    pub fn reads(&self) -> impl Iterator<Item = PlaneId> {
        let (terms, one) = match &self.kind {
            Kind::Linear { terms, .. } => (&terms[..], None),
            Kind::Scaled { plane, .. } | Kind::Applied { to: plane, .. } => (&[][..], Some(*plane)),
            _ => (&[][..], None),
        };
        terms.iter().map(|t| t.plane).chain(one)
    }
}

/// A multiple of a plane, read through a map.
#[derive(Clone, Debug)]
pub struct Term {
    /// The factor.
    pub factor: F,
    /// The plane.
    pub plane: PlaneId,
    /// Which elements are read.
    pub map: Map,
}

/// How a vector is read.
#[derive(Clone, Debug)]
pub enum Map {
    /// As it is.
    Same,
    /// Element `i` is the one at `map[i]`, or zero for [`NOTHING`].
    Gather(Arc<[u32]>),
    /// Element `i` is the sum of those at `items[starts[i]..starts[i + 1]]`.
    Fold {
        /// One more than there are sums.
        starts: Arc<[u32]>,
        /// Elements that are summed.
        items: Arc<[u32]>,
    },
}

impl Map {
    /// Adds `factor` times the mapped source to `out`.
    pub fn read<T: Copy>(&self, source: &[T], mut add: impl FnMut(usize, T)) {
        match self {
            Self::Same => source.iter().enumerate().for_each(|(i, v)| add(i, *v)),
            Self::Gather(map) => {
                for (i, at) in map.iter().enumerate().filter(|(_, at)| **at != NOTHING) {
                    add(i, source[*at as usize]);
                }
            }
            Self::Fold { starts, items } => {
                for (i, w) in starts.windows(2).enumerate() {
                    for at in &items[w[0] as usize..w[1] as usize] {
                        add(i, source[*at as usize]);
                    }
                }
            }
        }
    }
}

/// Some bits of an integer in two's complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Bits below.
    pub shift: u32,
    /// Number of bits; all that is above, with the sign, if there is none.
    pub bits: Option<u32>,
}

impl Part {
    /// All of it.
    pub const ALL: Self = Self { shift: 0, bits: None };

    /// The part `next` of this part.
    pub fn then(self, next: Self) -> Self {
        let left = self.bits.map(|bits| bits.saturating_sub(next.shift));
        let bits = match (left, next.bits) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { shift: self.shift + next.shift, bits }
    }

    /// The part of `v`.
    pub fn of(self, v: i128) -> i128 {
        let above = v >> self.shift.min(127);
        self.bits.map_or(above, |bits| above & ((1 << bits) - 1))
    }

    /// Where the part of values in `range` lies.
    pub fn range(self, range: Range) -> Range {
        match self.bits {
            Some(bits) => Range::new(0, (1 << bits) - 1),
            None => Range::new(range.lo >> self.shift, range.hi >> self.shift),
        }
    }
}

/// What an honest prover commits to.
#[derive(Clone, Debug)]
pub enum Fill {
    /// A part of integers.
    Part {
        /// The integers.
        of: IntId,
        /// Which part.
        part: Part,
    },
    /// A part of a plane's elements less `minus`, and `plus` more.
    Digit {
        /// The plane.
        of: PlaneId,
        /// Subtracted first, in the field.
        minus: F,
        /// Added to the integer.
        plus: i128,
        /// Which part.
        part: Part,
    },
    /// The magnitudes of a plane's elements.
    Magnitude {
        /// The plane.
        of: PlaneId,
    },
    /// The result of a sum of products.
    Product {
        /// Index of the product.
        product: usize,
    },
    /// The random bytes of a commitment to what is hashed.
    Opening {
        /// Index of what is hashed.
        bound: usize,
    },
}

/// Integers of any size that an honest prover computes beside the tensors of its run.
#[derive(Clone, Debug)]
pub enum Integers {
    /// A tensor of the run.
    Tensor(TensorId),
    /// Numbers that everybody knows.
    Known(Arc<[i128]>),
    /// `constant + Σ factor · integers`.
    Linear {
        /// Length.
        len: usize,
        /// Factors, integers and how they are read.
        terms: Vec<(i128, IntId, Map)>,
        /// Added to every element.
        constant: i128,
    },
    /// Quotients rounded down; zero where the divisor is less than one.
    Quotient {
        /// Numerators.
        num: IntId,
        /// Divisors.
        den: IntId,
    },
    /// Elementwise products.
    Product(IntId, IntId),
    /// The largest of those at `items[starts[i]..starts[i + 1]]`, and of a number.
    Largest {
        /// The integers.
        of: IntId,
        /// One more than there are groups.
        starts: Vec<u32>,
        /// The members of groups.
        items: Vec<u32>,
        /// The number.
        floor: Option<i128>,
    },
}

impl Integers {
    /// The integers that they are computed from.
    pub fn reads(&self) -> Vec<IntId> {
        match self {
            Self::Tensor(_) | Self::Known(_) => Vec::new(),
            Self::Linear { terms, .. } => terms.iter().map(|(_, i, _)| *i).collect(),
            Self::Quotient { num: a, den: b } | Self::Product(a, b) => vec![*a, *b],
            Self::Largest { of, .. } => vec![*of],
        }
    }
}

/// `2^-n` as the factor that takes the upper part of a number whose lower bits are zero.
pub fn upper(n: u32) -> F {
    half_power(n)
}
