//! Elements read through views: a buffer and a linear position for each index, so that loops need no index arithmetic.
//!
//! Affine views compose; a pad or a reshape of something that is not contiguous copies once.

use products::{Factor, Layout};
use std::borrow::Cow;

use crate::shape;
use crate::view::View;

/// A tensor as it is read: index `i` names `data[offset + Σ strides[k]·i[k]]`.
#[derive(Clone, Debug)]
pub struct Strided<'a, T: Clone = i64> {
    /// What is read.
    pub shape: Vec<usize>,
    /// Where its elements lie.
    pub data: Cow<'a, [T]>,
    /// Position of the all-zero index.
    pub offset: i64,
    /// Steps between neighbours along each axis; 0 repeats.
    pub strides: Vec<i64>,
}

impl<'a> Strided<'a> {
    /// The same through one more view, which fits.
    #[must_use]
    pub fn view(self, view: &View) -> Self {
        self.filled(view, |v| v)
    }

    /// The largest magnitude of all elements it may read.
    pub fn magnitude(&self) -> u64 {
        self.data.iter().map(|v| v.unsigned_abs()).max().unwrap_or(0)
    }
}

impl<'a, T: Copy> Strided<'a, T> {
    /// A row-major tensor.
    pub fn new(shape: &[usize], data: impl Into<Cow<'a, [T]>>) -> Self {
        let strides = shape::strides(shape).into_iter().map(|s| s as i64).collect();
        Self { shape: shape.to_vec(), data: data.into(), offset: 0, strides }
    }

    /// The same through one more view, which fits, and whose pads hold what `fill` makes of theirs.
    #[must_use]
    pub fn filled(self, view: &View, fill: impl Fn(i64) -> T) -> Self {
        match view {
            View::Affine { shape, axes } => {
                let mut strides = vec![0; shape.len()];
                let mut offset = self.offset;
                for (axis, own) in axes.iter().zip(&self.strides) {
                    offset += axis.offset * own;
                    strides.iter_mut().zip(&axis.strides).for_each(|(s, a)| *s += a * own);
                }
                Self { shape: shape.clone(), data: self.data, offset, strides }
            }
            View::Reshape { shape } if self.is_contiguous() => {
                let offset = self.offset;
                Self { offset, ..Self::new(shape, self.data) }
            }
            View::Reshape { shape } => Self::new(shape, self.to_vec()),
            View::Pad { low, high, interior, .. } => {
                // Axes along which it repeats, pads and all, need one position.
                let alone =
                    |k: usize| self.strides[k] == 0 && low[k] == 0 && high[k] == 0 && interior[k] == 0;
                let sizes = self.shape.iter().enumerate();
                let own: Vec<usize> = sizes.map(|(k, n)| if alone(k) { 1 } else { *n }).collect();
                let data = view.apply(&own, &Self { shape: own.clone(), ..self.clone() }.to_vec(), fill);
                let shape = view.shape(&self.shape).unwrap_or_default();
                let mut padded = Self::new(&view.shape(&own).unwrap_or_default(), data);
                (0..shape.len()).filter(|k| alone(*k)).for_each(|k| padded.strides[k] = 0);
                Self { shape, ..padded }
            }
        }
    }

    fn is_contiguous(&self) -> bool {
        let plain = shape::strides(&self.shape);
        self.shape.iter().zip(&self.strides).zip(plain).all(|((n, s), p)| *n == 1 || *s == p as i64)
    }

    /// The element at an index.
    pub fn at(&self, index: &[usize]) -> T {
        let position = index.iter().zip(&self.strides).fold(self.offset, |p, (i, s)| p + *i as i64 * s);
        self.data[position as usize]
    }

    /// All elements in row-major order.
    pub fn to_vec(&self) -> Vec<T> {
        let Some((last, outer)) = self.shape.split_last() else {
            return vec![self.at(&[])];
        };
        if self.offset == 0 && self.is_contiguous() && self.data.len() == shape::len(&self.shape) {
            return self.data.to_vec();
        }
        let (stride, mut out) = (self.strides[outer.len()], Vec::with_capacity(shape::len(&self.shape)));
        for row in self.offsets(0..outer.len()) {
            let first = self.offset + row;
            out.extend((0..*last as i64).map(|i| self.data[(first + i * stride) as usize]));
        }
        out
    }

    /// Positions in `data`, without the offset, of all indices along some axes, in row-major order.
    pub fn offsets(&self, axes: std::ops::Range<usize>) -> Vec<i64> {
        let mut out = vec![0];
        for axis in axes {
            let (n, stride) = (self.shape[axis] as i64, self.strides[axis]);
            out = out.into_iter().flat_map(|p| (0..n).map(move |i| p + i * stride)).collect();
        }
        out
    }

    /// As a factor of [`products::sums`], each element taken to what is multiplied.
    pub fn factor<L>(&self, lane: impl Fn(T) -> L) -> Factor<'_, impl Fn(i64) -> L> {
        let layout = Layout { offset: self.offset, strides: &self.strides };
        Factor { layout, at: move |position| lane(self.data[position as usize]) }
    }

    /// Whether neighbours along an axis are one element.
    pub fn repeats(&self, axis: usize) -> bool {
        self.strides[axis] == 0 || self.shape[axis] == 1
    }
}
