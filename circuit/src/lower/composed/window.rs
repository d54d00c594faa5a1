//! Windows found again: a fold over axes that walk along what is under it together with axes of the result.
//!
//! As a fold over axes each window would be read on its own; as one over windows every element is read once. Pads that
//! take no part are the windows' own.

use super::operand::{Moves, Operand, Plane};
use crate::Window;

/// What a fold over windows reads, and where its result's axes come from.
pub(super) struct Windows {
    /// `[planes, height, width]`.
    pub image: Operand,
    pub window: Window,
    /// Sizes of the result, as it is made.
    pub made: Vec<u32>,
    /// For each axis of the result, which of those it is, or its size.
    pub order: Vec<Result<usize, u32>>,
}

/// An axis that a window walks along: the result's, and the folded one.
type Spatial = [usize; 2];

/// The geometry of windows along one axis or two, the second of two where there is one; and the planes that they read.
pub(super) fn geometry(x: &Operand, spatial: &[Spatial], moves: &Moves) -> (Window, Vec<Plane>) {
    let mut window = Window::plain([1, 1], [1, 1]);
    let mut planes = Vec::new();
    for (at, [out, kernel]) in (2 - spatial.len()..).zip(spatial) {
        let step = |axis: usize| moves.axes[axis].unwrap_or_default();
        let ((dimension, stride), (_, dilation)) = (step(*out), step(*kernel));
        window.kernel[at] = x.shape[*kernel];
        (window.strides[at], window.dilations[at]) = (stride, dilation);
        let extent = (x.shape[*out] - 1) * stride + (x.shape[*kernel] - 1) * dilation + 1;
        planes.push(Plane { dimension, extent, stride });
    }
    (window, planes)
}

impl Windows {
    /// The windows of a fold over the last axes; `None` where nothing overlaps or could, or what there is are no windows.
    /// `neutral` says which pads around an operand take no part.
    pub fn of(x: &Operand, folded: usize, neutral: &dyn Fn(&Operand, i64) -> bool) -> Option<Self> {
        let moves = x.moves()?;
        let outer = x.shape.len() - folded;
        let real = |axis: &usize| x.shape[*axis] > 1;
        let along = |axis: usize| moves.axes[axis].map(|(dimension, _)| dimension);
        let kernels: Vec<usize> = (outer..x.shape.len()).filter(real).collect();
        let mut free: Vec<usize> = (0..outer).filter(real).collect();
        let mut spatial: Vec<Spatial> = Vec::new();
        for kernel in &kernels {
            let dimension = along(*kernel)?;
            let mut own = free.iter().copied().filter(|axis| along(*axis) == Some(dimension));
            let (out, None) = (own.next()?, own.next()) else { return None };
            free.retain(|axis| *axis != out);
            spatial.push([out, *kernel]);
        }
        spatial.sort_by_key(|[_, kernel]| along(*kernel));
        let apart = spatial.windows(2).all(|w| along(w[0][1]) != along(w[1][1]));
        if !apart || !(1..=2).contains(&spatial.len()) {
            return None;
        }
        let (mut window, planes) = geometry(x, &spatial, &moves);
        let (image, pads) = x.planes(&free, &planes, &moves, neutral);
        for (at, (begin, end)) in (2 - planes.len()..).zip(pads) {
            (window.begin[at], window.end[at]) = (begin, end);
        }
        let [.., height, width] = [&[1, 1], &image.shape[free.len()..]].concat()[..] else { return None };
        let inside = |axis: usize, size: u32| {
            let outs = window.output([height, width]).ok()?[axis];
            (0..outs).all(|o| !window.cells(axis, o, size).is_empty()).then_some(())
        };
        inside(0, height)?;
        inside(1, width)?;
        let count = free.iter().map(|axis| x.shape[*axis]).product();
        let axes: Vec<usize> = free.iter().copied().chain(spatial.iter().map(|[out, _]| *out)).collect();
        let of = |axis: usize| axes.iter().position(|other| *other == axis).ok_or(x.shape[axis]);
        Some(Self {
            image: image.reshape(vec![count, height, width]),
            window,
            made: axes.iter().map(|axis| x.shape[*axis]).collect(),
            order: (0..outer).map(of).collect(),
        })
    }
}
