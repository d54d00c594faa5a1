//! What an operand is: its shape, its elements, their ranges. Every index is checked in 128 bits.

use thiserror::Error;

use super::tensor::numel;
use super::{Element, Graph, IndexMap, Range, Ref, Source, TensorId, View};

/// Most elements of a tensor or a view.
pub const MAX_ELEMENTS: u64 = 1 << 26;

/// An operand that reads what is not there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ViewError {
    /// No such tensor.
    #[error("tensor {} does not exist; there are {count}", .tensor.0)]
    NoTensor {
        /// The id.
        tensor: TensorId,
        /// Tensors in the graph.
        count: usize,
    },
    /// More elements than we handle, or none.
    #[error("shape {shape:?} has no or more than {MAX_ELEMENTS} elements")]
    Size {
        /// The shape.
        shape: Vec<u32>,
    },
    /// Two numbers of elements or axes that should agree.
    #[error("{what}: expected {expected}, got {got}")]
    Mismatch {
        /// What disagrees.
        what: &'static str,
        /// The number that is needed.
        expected: u64,
        /// The number that is there.
        got: u64,
    },
    /// An index outside what is read.
    #[error("reads element {index} of {count}")]
    OutOfBounds {
        /// The smallest or largest index read.
        index: i128,
        /// Elements that there are.
        count: u64,
    },
}

/// Ranges of an operand's elements in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ranges {
    /// One range for all.
    Uniform(Range),
    /// One for each element; a point where it is a constant.
    Each(Vec<Range>),
    /// Constants throughout: the values.
    Points(Vec<i64>),
}

impl Ranges {
    /// The range of element `i`.
    pub fn at(&self, i: usize) -> Range {
        match self {
            Self::Uniform(r) => *r,
            Self::Each(v) => v[i],
            Self::Points(v) => Range::point(v[i].into()),
        }
    }

    /// The hull of all.
    pub fn hull(&self) -> Range {
        match self {
            Self::Uniform(r) => *r,
            Self::Each(v) => v.iter().copied().reduce(Range::hull).unwrap_or(Range::point(0)),
            Self::Points(v) => Range::of(v.iter().map(|v| i128::from(*v))).unwrap_or(Range::point(0)),
        }
    }
}

/// Number of elements of a shape within [`MAX_ELEMENTS`].
///
/// # Errors
/// [`ViewError::Size`].
pub fn size(shape: &[u32]) -> Result<u64, ViewError> {
    match numel(shape) {
        Some(n) if (1..=MAX_ELEMENTS).contains(&n) => Ok(n),
        _ => Err(ViewError::Size { shape: shape.to_vec() }),
    }
}

/// Calls `f` with every index of `shape` in row-major order.
pub fn for_each_index(shape: &[u32], mut f: impl FnMut(&[u32])) {
    let mut index = vec![0u32; shape.len()];
    if shape.contains(&0) {
        return;
    }
    loop {
        f(&index);
        let mut axis = shape.len();
        loop {
            if axis == 0 {
                return;
            }
            axis -= 1;
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
}

/// Row-major strides.
pub fn strides(shape: &[u32]) -> Vec<u64> {
    let mut out = vec![1; shape.len()];
    for axis in (0..shape.len().saturating_sub(1)).rev() {
        out[axis] = out[axis + 1] * u64::from(shape[axis + 1]);
    }
    out
}

fn equal(what: &'static str, expected: u64, got: u64) -> Result<(), ViewError> {
    if expected == got { Ok(()) } else { Err(ViewError::Mismatch { what, expected, got }) }
}

impl View {
    /// Checks that the view reads only what a source of this shape has.
    fn check(&self, under: &[u32]) -> Result<(), ViewError> {
        let (count, mine) = (size(under)?, size(&self.shape)?);
        let rank = |n: usize| equal("axes of the view", self.shape.len() as u64, n as u64);
        match &self.map {
            IndexMap::Identity => equal("elements of a reshape", count, mine),
            IndexMap::Affine { offset, strides } => {
                rank(strides.len())?;
                let mut ends = Range::point((*offset).into());
                for (d, s) in self.shape.iter().zip(strides) {
                    let reach = i128::from(d - 1) * i128::from(*s);
                    ends = Range { lo: ends.lo + reach.min(0), hi: ends.hi + reach.max(0) };
                }
                let inside = |index: i128| {
                    if (0..i128::from(count)).contains(&index) {
                        Ok(())
                    } else {
                        Err(ViewError::OutOfBounds { index, count })
                    }
                };
                inside(ends.lo).and(inside(ends.hi))
            }
            IndexMap::Pad { before, .. } => {
                rank(under.len()).and(rank(before.len()))?;
                for ((outer, inner), b) in self.shape.iter().zip(under).zip(before) {
                    if u64::from(*b) + u64::from(*inner) > u64::from(*outer) {
                        let (expected, got) = (u64::from(*b) + u64::from(*inner), u64::from(*outer));
                        return Err(ViewError::Mismatch { what: "size of a padded axis", expected, got });
                    }
                }
                Ok(())
            }
            IndexMap::Indices(indices) => {
                equal("indices of a gather", mine, indices.len() as u64)?;
                match indices.iter().find(|i| u64::from(**i) >= count) {
                    Some(i) => Err(ViewError::OutOfBounds { index: (*i).into(), count }),
                    None => Ok(()),
                }
            }
        }
    }

    /// The view's elements, given those under it, and what padding is one; checked before.
    fn apply<T: Copy>(&self, under_shape: &[u32], under: Vec<T>, pad: impl Fn(i64) -> T) -> Vec<T> {
        let mut out = Vec::new();
        match &self.map {
            IndexMap::Identity => return under,
            IndexMap::Affine { offset, strides } => {
                // Line by line: operands may be as large as a model's weights.
                let (outer, length) = self.shape.split_at(self.shape.len().saturating_sub(1));
                let (length, step) =
                    (length.first().copied().unwrap_or(1), strides.last().copied().unwrap_or(0));
                for_each_index(outer, |index| {
                    let at: i64 = index.iter().zip(strides).map(|(i, s)| i64::from(*i) * s).sum();
                    out.extend((0..i64::from(length)).map(|i| under[(offset + at + i * step) as usize]));
                });
            }
            IndexMap::Pad { before, value } => {
                let steps = strides(under_shape);
                for_each_index(&self.shape, |index| {
                    let mut at = Some(0usize);
                    for (((i, b), d), s) in index.iter().zip(before).zip(under_shape).zip(&steps) {
                        let inner = i.checked_sub(*b).filter(|i| i < d);
                        at = at.zip(inner).map(|(at, i)| at + i as usize * *s as usize);
                    }
                    out.push(at.map_or_else(|| pad(*value), |at| under[at]));
                });
            }
            IndexMap::Indices(indices) => out.extend(indices.iter().map(|i| under[*i as usize])),
        }
        out
    }
}

impl Graph {
    fn source_shape(&self, source: &Source) -> Result<Vec<u32>, ViewError> {
        let tensor =
            |t: TensorId| self.get(t).ok_or(ViewError::NoTensor { tensor: t, count: self.tensors.len() });
        match source {
            Source::Tensor(t) => {
                size(&tensor(*t)?.shape)?;
                Ok(tensor(*t)?.shape.clone())
            }
            Source::Concat { axis, parts } => {
                let axis = usize::from(*axis);
                let mut joined: Option<Vec<u32>> = None;
                for (t, shape) in parts {
                    equal("elements of a joined part", size(&tensor(*t)?.shape)?, size(shape)?)?;
                    let Some(sum) = &mut joined else {
                        joined = Some(shape.clone());
                        continue;
                    };
                    equal("axes of a joined part", sum.len() as u64, shape.len() as u64)?;
                    for (i, (a, b)) in sum.iter_mut().zip(shape).enumerate() {
                        if i == axis {
                            *a = a.checked_add(*b).ok_or(ViewError::Size { shape: shape.clone() })?;
                        } else {
                            equal("size of a joined part", (*a).into(), (*b).into())?;
                        }
                    }
                }
                let shape = joined.ok_or(ViewError::Size { shape: Vec::new() })?;
                if axis >= shape.len() {
                    let (expected, got) = (shape.len() as u64, axis as u64);
                    return Err(ViewError::Mismatch { what: "axis below", expected, got });
                }
                size(&shape)?;
                Ok(shape)
            }
        }
    }

    /// Shape of an operand; checks that all of it can be read.
    ///
    /// # Errors
    /// [`ViewError`].
    pub fn shape_of(&self, r: &Ref) -> Result<Vec<u32>, ViewError> {
        let mut shape = self.source_shape(&r.source)?;
        for view in &r.views {
            view.check(&shape)?;
            shape.clone_from(&view.shape);
        }
        Ok(shape)
    }

    /// What each element of an operand is, in row-major order.
    ///
    /// # Errors
    /// [`ViewError`].
    pub fn elements(&self, r: &Ref) -> Result<Vec<Element>, ViewError> {
        let mut shape = self.source_shape(&r.source)?;
        let mut all: Vec<Element> = match &r.source {
            Source::Tensor(t) => (0..size(&shape)? as u32).map(|i| Element::Of(*t, i)).collect(),
            Source::Concat { axis, parts } => {
                let axis = usize::from(*axis);
                let outer: usize = shape[..axis].iter().map(|d| *d as usize).product();
                let block = |s: &[u32]| s[axis..].iter().product::<u32>();
                (0..outer as u32)
                    .flat_map(|o| parts.iter().map(move |(t, s)| (o, *t, block(s))))
                    .flat_map(|(o, t, n)| (o * n..(o + 1) * n).map(move |i| Element::Of(t, i)))
                    .collect()
            }
        };
        for view in &r.views {
            view.check(&shape)?;
            all = view.apply(&shape, all, Element::Value);
            shape.clone_from(&view.shape);
        }
        Ok(all)
    }

    /// Ranges of an operand's elements: one where tensors and padding allow no difference, else each.
    ///
    /// # Errors
    /// [`ViewError`].
    pub fn ranges_of(&self, r: &Ref) -> Result<Ranges, ViewError> {
        self.shape_of(r)?;
        let pads = r.views.iter().any(|v| matches!(v.map, IndexMap::Pad { .. }));
        let mut tensors = r.tensors();
        if let (Some(first), false) = (tensors.next(), pads) {
            let same = |t: TensorId| {
                self.tensor(t).data().is_none() && self.tensor(t).range == self.tensor(first).range
            };
            if same(first) && tensors.all(same) {
                return Ok(Ranges::Uniform(self.tensor(first).range));
            }
        }
        if let Source::Tensor(t) = r.source
            && let Some(data) = self.tensor(t).data()
        {
            let (mut all, mut shape) = (data.to_vec(), &self.tensor(t).shape);
            for view in &r.views {
                all = view.apply(shape, all, |value| value);
                shape = &view.shape;
            }
            return Ok(Ranges::Points(all));
        }
        let elements = self.elements(r)?;
        let number = |e: Element| match e {
            Element::Value(v) => Some(v),
            Element::Of(t, i) => self.tensor(t).data().and_then(|d| d.get(i as usize)),
        };
        if let Some(points) = elements.iter().map(|e| number(*e)).collect() {
            return Ok(Ranges::Points(points));
        }
        let range = |e: Element| match (number(e), e) {
            (None, Element::Of(t, _)) => self.tensor(t).range,
            (v, _) => Range::point(v.unwrap_or_default().into()),
        };
        Ok(Ranges::Each(elements.into_iter().map(range).collect()))
    }
}
