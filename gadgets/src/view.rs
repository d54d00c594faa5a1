//! Views: how an operand is read. They move no element: natively they are part of the consumer's loops, and in a
//! circuit they cost nothing.
//!
//! Reshape, permutation, slice, flip, broadcast, windows (im2col), pads, the spreading of a transposed convolution:
//! a list of these three. Constant positions that are no affine function are a [gather](crate::primitive::Gather) with a
//! constant index, which a backend reads as a view.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::gadget::MAX_ELEMENTS;
use crate::nest::{Index, IndexError};
use crate::shape;

/// Most axes of a view; loops nest that deep.
pub const MAX_RANK: usize = 16;

/// Most points of a view, those included that read the same element, so that they can be numbered in 64 bits. No work and no
/// memory goes by it: those have bounds of their own ([`MAX_ELEMENTS`], [`MAX_WORK`](crate::nest::MAX_WORK)).
pub const MAX_POINTS: usize = 1 << 62;

/// One step of reading: an index into its shape names an element of what is under it, or a constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The same elements, in row-major order, in another shape.
    Reshape {
        /// The shape; as many elements as under it.
        shape: Vec<usize>,
    },
    /// Every position under it is an affine function of the index: permutation, slice, flip, broadcast, diagonal,
    /// windows.
    Affine {
        /// Shape of the view.
        shape: Vec<usize>,
        /// For each axis under it, the position that an index reads.
        axes: Vec<Axis>,
    },
    /// Cells that hold a constant, around and between the elements.
    Pad {
        /// Cells before the first element of each axis.
        low: Vec<usize>,
        /// Cells after the last.
        high: Vec<usize>,
        /// Cells between neighbours.
        interior: Vec<usize>,
        /// What the cells hold.
        value: i64,
    },
}

/// Position along one axis: `offset + Σ strides[k]·index[k]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Axis {
    /// Position that the all-zero index reads.
    pub offset: i64,
    /// One factor for each axis of the view.
    pub strides: Vec<i64>,
}

/// A view that reads what is not there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ViewError {
    /// Too many axes, or a size of 0, or too many elements or points.
    #[error("shape {shape:?} has over {MAX_RANK} axes, or not 1 to {MAX_ELEMENTS} elements")]
    Shape {
        /// The shape.
        shape: Vec<usize>,
    },
    /// Too many points, or too many that may read different elements.
    #[error(
        "shape {shape:?} has over {MAX_POINTS} points, or over {MAX_ELEMENTS} along an axis or along those that are not repeated"
    )]
    Points {
        /// The shape.
        shape: Vec<usize>,
    },
    /// Two numbers that should be equal.
    #[error("{what}: expected {expected}, got {got}")]
    Mismatch {
        /// Of what.
        what: &'static str,
        /// The number needed.
        expected: usize,
        /// The number there.
        got: usize,
    },
    /// A position outside.
    #[error("position {position} along axis {axis} of {size}")]
    OutOfBounds {
        /// The axis.
        axis: usize,
        /// The smallest or the largest position that is read.
        position: i128,
        /// Positions that there are.
        size: usize,
    },
    /// An index expression that is too large.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Checks that a shape is one that we handle, all of whose elements may be held at once.
///
/// # Errors
/// [`ViewError::Shape`].
pub fn check_shape(shape: &[usize]) -> Result<(), ViewError> {
    let fine = shape.len() <= MAX_RANK && (1..=MAX_ELEMENTS).contains(&shape::len(shape));
    if fine { Ok(()) } else { Err(ViewError::Shape { shape: shape.to_vec() }) }
}

/// Checks the shape of an affine view: axes that none of `axes` moves along repeat what is read, and cost nothing.
fn check_affine(shape: &[usize], axes: &[Axis]) -> Result<(), ViewError> {
    if shape.len() > MAX_RANK || shape.contains(&0) {
        return Err(ViewError::Shape { shape: shape.to_vec() });
    }
    let moved = |k: usize| axes.iter().any(|a| a.strides[k] != 0);
    let distinct: Vec<usize> = (0..shape.len()).filter(|k| moved(*k)).map(|k| shape[k]).collect();
    let fine = shape::len(&distinct) <= MAX_ELEMENTS
        && shape::len(shape) <= MAX_POINTS
        && shape.iter().all(|n| *n <= MAX_ELEMENTS);
    if fine { Ok(()) } else { Err(ViewError::Points { shape: shape.to_vec() }) }
}

pub(crate) fn equal(what: &'static str, expected: usize, got: usize) -> Result<(), ViewError> {
    if expected == got { Ok(()) } else { Err(ViewError::Mismatch { what, expected, got }) }
}

impl Axis {
    /// Reads index axis `k` of `rank` as it is.
    pub fn plain(rank: usize, k: usize) -> Self {
        Self::none(rank).with(k, 1)
    }

    /// Reads position 0 whatever the index.
    pub fn none(rank: usize) -> Self {
        Self { offset: 0, strides: vec![0; rank] }
    }

    /// With another factor for index axis `k`.
    #[must_use]
    pub fn with(mut self, k: usize, stride: i64) -> Self {
        if let Some(s) = self.strides.get_mut(k) {
            *s = stride;
        }
        self
    }

    /// The smallest and the largest position for indices of `shape`.
    fn reach(&self, shape: &[usize]) -> (i128, i128) {
        let start = i128::from(self.offset);
        shape.iter().zip(&self.strides).fold((start, start), |(lo, hi), (n, s)| {
            let end = (*n as i128 - 1) * i128::from(*s);
            (lo + end.min(0), hi + end.max(0))
        })
    }

    /// Its position at an index.
    fn at(&self, index: &[usize]) -> i64 {
        index.iter().zip(&self.strides).fold(self.offset, |p, (i, s)| p + *i as i64 * s)
    }
}

/// A condition on an index: it holds for `0 <= index < size` where `step` divides the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// What is looked at.
    pub index: Index,
    /// The end of what it may be.
    pub size: i64,
    /// What has to divide it, at least 1.
    pub step: i64,
}

/// Where an element of a view is found: at `at` under it where all guards hold, from the first to the last; else the
/// value beside the first guard that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Position along each axis.
    pub at: Vec<Index>,
    /// Conditions and what is read where they fail.
    pub guards: Vec<(Guard, i64)>,
}

impl View {
    /// The axes in another order: axis `k` of the view is axis `perm[k]` under it.
    pub fn permute(under: &[usize], perm: &[usize]) -> Self {
        let rank = perm.len();
        let mut axes = vec![Axis::none(rank); under.len()];
        perm.iter().enumerate().for_each(|(k, p)| axes[*p].strides[k] = 1);
        Self::Affine { shape: perm.iter().map(|p| under[*p]).collect(), axes }
    }

    /// Each axis under it is read by the index axis that `from` names; `None` reads its only position. Index axes that
    /// nothing reads are broadcast.
    pub fn select(shape: &[usize], from: &[Option<usize>]) -> Self {
        let rank = shape.len();
        let axes =
            from.iter().map(|k| k.map_or_else(|| Axis::none(rank), |k| Axis::plain(rank, k))).collect();
        Self::Affine { shape: shape.to_vec(), axes }
    }

    /// ONNX's multidirectional broadcast: axes are aligned at the end, sizes of 1 repeat.
    pub fn broadcast(under: &[usize], shape: &[usize]) -> Self {
        let skip = shape.len().saturating_sub(under.len());
        let from: Vec<_> = under.iter().enumerate().map(|(d, n)| (*n != 1).then_some(skip + d)).collect();
        Self::select(shape, &from)
    }

    /// The shape of the view on something of shape `under`; checks that all it reads is there.
    ///
    /// # Errors
    /// [`ViewError`].
    pub fn shape(&self, under: &[usize]) -> Result<Vec<usize>, ViewError> {
        let shape = match self {
            Self::Reshape { shape } => {
                check_shape(shape)?;
                equal("elements of a reshape", shape::len(under), shape::len(shape))?;
                shape.clone()
            }
            Self::Affine { shape, axes } => {
                equal("axes of an affine view", under.len(), axes.len())?;
                for axis in axes {
                    equal("strides of an affine view", shape.len(), axis.strides.len())?;
                }
                check_affine(shape, axes)?;
                for (axis, (a, size)) in axes.iter().zip(under).enumerate() {
                    let (lo, hi) = a.reach(shape);
                    if let Some(position) = [lo, hi].into_iter().find(|p| !(0..*size as i128).contains(p)) {
                        return Err(ViewError::OutOfBounds { axis, position, size: *size });
                    }
                }
                shape.clone()
            }
            Self::Pad { low, high, interior, .. } => {
                for list in [low, high, interior] {
                    equal("axes of a pad", under.len(), list.len())?;
                }
                let sizes = (0..under.len()).map(|a| {
                    let inner =
                        (under[a] - 1).saturating_mul(interior[a].saturating_add(1)).saturating_add(1);
                    inner.saturating_add(low[a]).saturating_add(high[a])
                });
                let shape: Vec<usize> = sizes.collect();
                check_shape(&shape)?;
                shape
            }
        };
        Ok(shape)
    }

    /// The elements of the view, given those under it. The view fits (see [`View::shape`]).
    pub fn apply<T: Copy>(&self, under: &[usize], data: &[T], value: impl Fn(i64) -> T) -> Vec<T> {
        let steps = shape::strides(under);
        let mut out = Vec::new();
        match self {
            Self::Reshape { .. } => return data.to_vec(),
            Self::Affine { shape, axes } => shape::for_each(shape, |i| {
                let at = axes.iter().zip(&steps).map(|(a, s)| a.at(i) as usize * s).sum::<usize>();
                out.push(data[at]);
            }),
            Self::Pad { low, interior, value: pad, .. } => {
                let Ok(shape) = self.shape(under) else { return out };
                shape::for_each(&shape, |i| {
                    let mut at = Some(0);
                    for a in 0..under.len() {
                        let step = interior[a] + 1;
                        let inner = i[a].checked_sub(low[a]).filter(|p| p % step == 0 && p / step < under[a]);
                        at = at.zip(inner).map(|(at, p)| at + p / step * steps[a]);
                    }
                    out.push(at.map_or_else(|| value(*pad), |at| data[at]));
                });
            }
        }
        out
    }

    /// Where the element at an index of the view is found under it. `extent` bounds an index expression from below and
    /// above, which tells where a reshape needs no division.
    ///
    /// # Errors
    /// [`ViewError::Index`] for index expressions that grow too large.
    pub fn place(
        &self,
        under: &[usize],
        at: &[Index],
        extent: &dyn Fn(&Index) -> Option<(i64, i64)>,
    ) -> Result<Place, ViewError> {
        let mut place = Place { at: Vec::new(), guards: Vec::new() };
        match self {
            Self::Reshape { shape } => place.at = reshape(shape, under, at, extent)?,
            Self::Affine { axes, .. } => {
                for axis in axes {
                    let start = Index::constant(axis.offset);
                    let terms = at.iter().zip(&axis.strides);
                    place.at.push(terms.into_iter().try_fold(start, |sum, (i, s)| sum.add(i, *s))?);
                }
            }
            Self::Pad { low, high, interior, value } => {
                for a in 0..under.len() {
                    let inner = at[a].add(&Index::constant(low[a] as i64), -1)?;
                    let step = interior[a] as i64 + 1;
                    if low[a] != 0 || high[a] != 0 || step != 1 {
                        let size = (under[a] as i64 - 1) * step + 1;
                        place.guards.push((Guard { index: inner.clone(), size, step }, *value));
                    }
                    place.at.push(inner.floor(step)?);
                }
            }
        }
        Ok(place)
    }
}

/// The index under a reshape from `shape`. Axes are taken together in the smallest groups of equal size on both sides:
/// one axis stays as it is, several become one by their strides, and one is taken apart into digits.
fn reshape(
    shape: &[usize],
    under: &[usize],
    at: &[Index],
    extent: &dyn Fn(&Index) -> Option<(i64, i64)>,
) -> Result<Vec<Index>, IndexError> {
    let mut out = vec![Index::default(); under.len()];
    let (mut i, mut j) = (0, 0);
    while i < shape.len() && j < under.len() {
        let (first, start) = (i, j);
        let (mut mine, mut theirs) = (shape[i], under[j]);
        (i, j) = (i + 1, j + 1);
        while mine != theirs {
            if mine < theirs {
                mine = mine.saturating_mul(shape[i]);
                i += 1;
            } else {
                theirs = theirs.saturating_mul(under[j]);
                j += 1;
            }
        }
        // An axis of size 1 beside others adds nothing.
        let steps = shape::strides(&shape[first..i]);
        let mut flat = at[first].clone();
        if mine > 1 {
            flat = Index::default();
            for k in (first..i).filter(|k| shape[*k] > 1) {
                flat = flat.add(&at[k], steps[k - first] as i64)?;
            }
        }
        digits(flat, &under[start..j], &mut out[start..j], extent)?;
    }
    Ok(out)
}

/// The digits of a position in these sizes, without a division where its terms show them.
fn digits(
    mut rest: Index,
    sizes: &[usize],
    out: &mut [Index],
    extent: &dyn Fn(&Index) -> Option<(i64, i64)>,
) -> Result<(), IndexError> {
    let within = |ix: &Index, n: i64| extent(ix).is_some_and(|(lo, hi)| lo >= 0 && hi < n);
    for (axis, size) in sizes.iter().enumerate().rev() {
        let n = *size as i64;
        if axis == 0 && within(&rest, n) {
            out[axis] = rest;
            break;
        }
        if n == 1 {
            continue;
        }
        let mut low = Index::constant(rest.constant.rem_euclid(n));
        rest.terms.iter().filter(|(_, f)| *f % n != 0).for_each(|(a, f)| {
            low.terms.insert(a.clone(), *f);
        });
        (out[axis], rest) = if within(&low, n) {
            let above = rest.add(&low, -1)?.floor(n)?;
            (low, above)
        } else {
            (rest.modulo(n)?, rest.floor(n)?)
        };
    }
    Ok(())
}
