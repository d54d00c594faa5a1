//! Operands of bodies as the circuit reads them: what is under them, and an affine map of its elements.
//!
//! Views of a body come in terms of axes; the circuit's name elements by their row-major number. Affine views compose
//! here, so that a chain of them is one, and an axis along which an operand repeats is seen as such. Pads stay views;
//! joined parts that are views themselves become a list of elements.

use gadgets::view::View;

use crate::lower::narrow;
use crate::tensor::numel;
use crate::{IndexMap, Ranges, Ref, TensorId, ViewError};

/// An operand: index `i` names element `offset + Σ strides·i` of what is under it.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    under: Ref,
    /// Shape of what is under it.
    base: Vec<u32>,
    /// Its shape.
    pub shape: Vec<u32>,
    offset: i64,
    /// Steps between neighbours along each axis; 0 repeats, and stands for any step along an axis of size 1.
    pub strides: Vec<i64>,
    /// What is under it, where that is something with pads around it.
    padded: Option<Box<Padded>>,
}

/// Something with pads around it.
#[derive(Clone, Debug)]
struct Padded {
    inner: Operand,
    /// How many pads come before, along each axis.
    low: Vec<u32>,
    /// What they hold.
    value: i64,
}

/// A stretch of an axis of what is under an operand, along which windows walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    pub dimension: usize,
    /// How much of it windows reach.
    pub extent: u32,
    /// Distance between windows.
    pub stride: u32,
}

impl Plane {
    /// Its length from `start` in an axis of this size: to the axis' end, where no further window begins before it.
    const fn length(&self, start: u32, size: u32) -> u32 {
        let rest = size - start - self.extent;
        if rest < self.stride { self.extent + rest } else { self.extent }
    }
}

/// How the axes of an operand move along those of what is under it.
pub(super) struct Moves {
    /// For each axis along which it does not repeat: the axis under it, and the step there.
    pub axes: Vec<Option<(usize, u32)>>,
    /// Where it starts.
    start: Vec<u32>,
}

fn row_major(shape: &[u32]) -> Vec<i64> {
    let mut step = 1i64;
    let mut out = vec![0; shape.len()];
    for (s, n) in out.iter_mut().zip(shape).rev() {
        *s = if *n == 1 { 0 } else { step };
        step = step.saturating_mul((*n).into());
    }
    out
}

/// Strides of the same elements in another shape, if they have any there. Axes are taken together in the smallest groups
/// of equal size on both sides.
fn regroup(shape: &[u32], strides: &[i64], to: &[u32]) -> Option<Vec<i64>> {
    let from: Vec<(u64, i64)> =
        shape.iter().zip(strides).filter(|(n, _)| **n > 1).map(|(n, s)| ((*n).into(), *s)).collect();
    let axes: Vec<usize> = (0..to.len()).filter(|k| to[*k] > 1).collect();
    let mut out = vec![0; to.len()];
    let (mut i, mut j) = (0, 0);
    while i < from.len() {
        let first = j;
        let (mut mine, mut theirs) = (from[i].0, u64::from(to[*axes.get(j)?]));
        (i, j) = (i + 1, j + 1);
        while mine != theirs {
            if mine < theirs {
                let (size, stride) = *from.get(i)?;
                if from[i - 1].1 != stride.checked_mul(i64::try_from(size).ok()?)? {
                    return None;
                }
                mine = mine.checked_mul(size)?;
                i += 1;
            } else {
                theirs = theirs.checked_mul(to[*axes.get(j)?].into())?;
                j += 1;
            }
        }
        let mut step = from[i - 1].1;
        for k in axes[first..j].iter().rev() {
            out[*k] = step;
            step = step.checked_mul(to[*k].into())?;
        }
    }
    Some(out)
}

impl Operand {
    /// All of something in row-major order.
    pub fn whole(under: Ref, shape: Vec<u32>) -> Self {
        let strides = row_major(&shape);
        Self { under, base: shape.clone(), shape, offset: 0, strides, padded: None }
    }

    /// What a reference reads; its own last affine view is taken along.
    pub fn new(graph: &crate::Graph, r: Ref) -> Result<Self, ViewError> {
        let shape = graph.shape_of(&r)?;
        let mut under = r;
        while under.views.last().is_some_and(|v| v.map == IndexMap::Identity) {
            under.views.pop();
        }
        match under.views.pop() {
            Some(crate::View { shape: own, map: IndexMap::Affine { offset, strides } }) => {
                let sizes = own.iter().zip(strides);
                let strides = sizes.map(|(n, s)| if *n == 1 { 0 } else { s }).collect();
                let base = graph.shape_of(&under)?;
                let this = Self { under, base, shape: own, offset, strides, padded: None };
                Ok(this.reshape(shape))
            }
            other => {
                under.views.extend(other);
                let base = graph.shape_of(&under)?;
                Ok(Self { base, ..Self::whole(under, shape) })
            }
        }
    }

    /// A tensor.
    pub fn tensor(graph: &crate::Graph, t: TensorId) -> Self {
        Self::whole(t.into(), graph.tensor(t).shape.clone())
    }

    /// The same elements in another shape of as many.
    pub fn reshape(self, shape: Vec<u32>) -> Self {
        if self.shape == shape {
            return self;
        }
        match regroup(&self.shape, &self.strides, &shape) {
            Some(strides) => Self { shape, strides, ..self },
            None => {
                let strides = row_major(&shape);
                Self { under: self.read(), base: self.shape, shape, offset: 0, strides, padded: None }
            }
        }
    }

    /// Some of its axes, in this order; the others repeat or have one position.
    pub fn axes(&self, keep: &[usize]) -> Self {
        let pick = |k: &usize| (self.shape[*k], self.strides[*k]);
        let (shape, strides) = keep.iter().map(pick).unzip();
        Self { shape, strides, ..self.clone() }
    }

    /// Other axes: for each, one of its own or a size along which it repeats.
    pub fn spread(self, axes: &[Result<usize, u32>]) -> Self {
        let one = |k: &Result<usize, u32>| match k {
            Ok(k) => (self.shape[*k], self.strides[*k]),
            Err(n) => (*n, 0),
        };
        let (shape, strides) = axes.iter().map(one).unzip();
        Self { shape, strides, ..self }
    }

    /// Through one more view, which fits.
    pub fn view(self, view: &View) -> Self {
        match view {
            View::Reshape { shape } => self.reshape(narrow(shape)),
            View::Affine { shape, axes } => {
                let mut offset = self.offset;
                let mut strides = vec![0; shape.len()];
                for (axis, own) in axes.iter().zip(&self.strides) {
                    offset += axis.offset * own;
                    for ((s, a), n) in strides.iter_mut().zip(&axis.strides).zip(shape) {
                        *s += if *n == 1 { 0 } else { a * own };
                    }
                }
                Self { shape: narrow(shape), offset, strides, ..self }
            }
            View::Pad { low, high, interior, value } => self.pad(low, high, interior, *value),
        }
    }

    fn pad(self, low: &[usize], high: &[usize], interior: &[usize], value: i64) -> Self {
        let mut this = self;
        if interior.iter().any(|n| *n > 0) {
            // Every element at the head of a run of its own, and the last run cut.
            let (mut apart, mut runs, mut joined) = (Vec::new(), Vec::new(), Vec::new());
            let mut cut = Vec::new();
            for (n, between) in this.shape.iter().zip(narrow(interior)) {
                // A single element has no neighbours.
                let between = if *n == 1 { 0 } else { between };
                let run = between.saturating_add(1);
                apart.extend([*n, 1]);
                runs.extend([*n, run]);
                joined.push(n.saturating_mul(run));
                cut.push(n.saturating_mul(run) - between);
            }
            let before = vec![0; runs.len()];
            let under = this.read().reshape(apart).view(runs, IndexMap::Pad { before, value });
            let mut strides = row_major(&joined);
            strides.iter_mut().zip(&cut).filter(|(_, n)| **n == 1).for_each(|(s, _)| *s = 0);
            let under = under.reshape(joined.clone());
            this = Self { under, base: joined, shape: cut, offset: 0, strides, padded: None };
        }
        if low.iter().chain(high).all(|n| *n == 0) {
            return this;
        }
        let (before, after) = (narrow(low), narrow(high));
        let size = |((n, b), a): ((&u32, &u32), &u32)| n.saturating_add(*b).saturating_add(*a);
        let shape: Vec<u32> = this.shape.iter().zip(&before).zip(&after).map(size).collect();
        let under = this.read().view(shape.clone(), IndexMap::Pad { before: before.clone(), value });
        let padded = Some(Box::new(Padded { inner: this, low: before, value }));
        Self { padded, ..Self::whole(under, shape) }
    }

    /// How its axes move, where each does along one axis of what is under it, and forward.
    pub fn moves(&self) -> Option<Moves> {
        let steps = row_major(&self.base);
        let real = |k: &usize| self.base[*k] > 1;
        let dimensions: Vec<usize> = (0..self.base.len()).filter(real).collect();
        let mut start = vec![0; self.base.len()];
        for k in &dimensions {
            start[*k] = u32::try_from(self.offset / steps[*k] % i64::from(self.base[*k])).ok()?;
        }
        let mut reach: Vec<i64> = start.iter().map(|p| i64::from(*p)).collect();
        let mut axes = Vec::new();
        for (n, stride) in self.shape.iter().zip(&self.strides) {
            if *stride == 0 {
                axes.push(None);
                continue;
            }
            let k = *dimensions.iter().find(|k| *stride > 0 && stride % steps[**k] == 0)?;
            let step = stride / steps[k];
            reach[k] += (i64::from(*n) - 1) * step;
            axes.push(Some((k, u32::try_from(step).ok()?)));
        }
        let inside = reach.iter().zip(&self.base).all(|(p, n)| *p < i64::from(*n));
        inside.then_some(Moves { axes, start })
    }

    /// Some of its axes, and stretches of axes under it from where it starts. Pads around the stretches that are `neutral`
    /// to who reads them are left out; for each stretch, how many there are before and after.
    pub fn planes(
        &self,
        outside: &[usize],
        planes: &[Plane],
        moves: &Moves,
        neutral: &dyn Fn(&Self, i64) -> bool,
    ) -> (Self, Vec<(u32, u32)>) {
        if let Some(padded) = self.padded.as_deref().filter(|p| neutral(&p.inner, p.value))
            && let Some(found) = padded.planes(self, outside, planes, moves)
        {
            return found;
        }
        let steps = row_major(&self.base);
        let mut this = self.axes(outside);
        for plane in planes {
            let k = plane.dimension;
            let length = plane.length(moves.start[k], self.base[k]);
            this.shape.push(length);
            this.strides.push(if length == 1 { 0 } else { steps[k] });
        }
        (this, vec![(0, 0); planes.len()])
    }

    /// The tensor that is all under it, in some shape.
    pub fn under(&self) -> Option<TensorId> {
        self.under.whole()
    }

    /// Whether it reads every element once, in order.
    pub fn is_whole(&self) -> bool {
        self.read().whole().is_some()
    }

    /// Of every row along the last axis the element at one of these positions: a list of elements.
    ///
    /// # Errors
    /// [`ViewError::Size`] for more elements than we handle.
    pub fn at(&self, positions: &[i64]) -> Result<Self, ViewError> {
        let (shape, (rows, step)) = match (self.shape.split_last(), self.strides.split_last()) {
            (Some((_, shape)), Some((step, rows))) => (shape.to_vec(), (rows, *step)),
            _ => return Err(ViewError::Size { shape: self.shape.clone() }),
        };
        if crate::resolve::size(&shape)? != positions.len() as u64 {
            return Err(ViewError::Size { shape });
        }
        let mut indices = Vec::with_capacity(positions.len());
        let mut at = positions.iter();
        crate::resolve::for_each_index(&shape, |o| {
            let row: i64 = o.iter().zip(rows).map(|(i, s)| i64::from(*i) * s).sum();
            // What is not there is refused as the view that it is.
            let element = at.next().and_then(|p| u32::try_from(self.offset + row + step * p).ok());
            indices.push(element.unwrap_or(u32::MAX));
        });
        let under = self.under.clone().view(shape.clone(), IndexMap::Indices(indices));
        Ok(Self::whole(under, shape))
    }

    /// As the circuit reads it, through as few views as possible.
    pub fn read(&self) -> Ref {
        let under = self.under.clone();
        let count = |shape: &[u32]| numel(shape).unwrap_or(u64::MAX);
        if self.offset == 0
            && self.strides == row_major(&self.shape)
            && count(&self.base) == count(&self.shape)
        {
            return if self.base == self.shape { under } else { under.reshape(self.shape.clone()) };
        }
        let map = IndexMap::Affine { offset: self.offset, strides: self.strides.clone() };
        under.view(self.shape.clone(), map)
    }

    /// The elements, where all are constants.
    pub fn constant(&self, graph: &crate::Graph) -> Option<Vec<i64>> {
        let under = self.under.tensors().all(|t| graph.tensor(t).data().is_some());
        match under.then(|| graph.ranges_of(&self.read()).ok())?? {
            Ranges::Points(values) => Some(values),
            _ => None,
        }
    }
}

impl Padded {
    /// As [`Operand::planes`] of an operand that has it under it, without its pads.
    fn planes(
        &self,
        of: &Operand,
        outside: &[usize],
        planes: &[Plane],
        moves: &Moves,
    ) -> Option<(Operand, Vec<(u32, u32)>)> {
        let Self { inner, low, .. } = self;
        let plain = |k: usize| low[k] == 0 && inner.shape[k] == of.base[k];
        if (0..low.len()).any(|k| !plain(k) && planes.iter().all(|plane| plane.dimension != k)) {
            return None;
        }
        let mut start = moves.start.clone();
        let mut shape: Vec<u32> = outside.iter().map(|axis| of.shape[*axis]).collect();
        let step = |axis: &usize| moves.axes[*axis].map_or(0, |(k, step)| inner.strides[k] * i64::from(step));
        let mut strides: Vec<i64> = outside.iter().map(step).collect();
        let mut pads = Vec::new();
        for plane in planes {
            let k = plane.dimension;
            let from = start[k];
            let to = from + plane.length(from, of.base[k]);
            let (first, end) = (from.saturating_sub(low[k]), to.saturating_sub(low[k]).min(inner.shape[k]));
            let inside = end.checked_sub(first).filter(|n| *n > 0)?;
            let before = low[k].saturating_sub(from);
            // Pads that no window reaches are none.
            let after = (from + plane.extent).saturating_sub(from + before + inside);
            pads.push((before, after));
            start[k] = first;
            shape.push(inside);
            strides.push(if inside == 1 { 0 } else { inner.strides[k] });
        }
        let from = start.iter().zip(&inner.strides).map(|(p, s)| i64::from(*p) * s).sum::<i64>();
        Some((Operand { shape, strides, offset: inner.offset + from, ..inner.clone() }, pads))
    }
}
