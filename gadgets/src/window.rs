//! Two-dimensional sliding windows: the geometry that convolutions and pools share.
//!
//! Output position `o` and kernel offset `k` meet input position `o·stride + k·dilation − pad`;
//! positions outside the input are padding. `ceil_mode` is expressed by larger end pads, so the output
//! size is always the floor formula of the ONNX specification (Conv, MaxPool).

use serde::{Deserialize, Serialize};

use crate::{Axis, GadgetError, View};

/// Window geometry, `[vertical, horizontal]` throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Kernel size, ≥ 1.
    pub kernel: [usize; 2],
    /// Steps between windows, ≥ 1.
    pub strides: [usize; 2],
    /// Distance between kernel cells, ≥ 1.
    pub dilations: [usize; 2],
    /// Padding before the first row and column.
    pub begin: [usize; 2],
    /// Padding after the last row and column.
    pub end: [usize; 2],
}

impl Window {
    /// A window without padding or dilation.
    pub const fn plain(kernel: [usize; 2], strides: [usize; 2]) -> Self {
        Self { kernel, strides, dilations: [1, 1], begin: [0, 0], end: [0, 0] }
    }

    /// Extent of the dilated kernel along `axis`.
    pub const fn extent(&self, axis: usize) -> usize {
        (self.kernel[axis] - 1) * self.dilations[axis] + 1
    }

    /// Output size for an input of this size.
    ///
    /// # Errors
    /// [`GadgetError::Parameters`] for a zero size, stride, dilation or kernel, sizes beyond 2³¹, or a
    /// kernel that is larger than the padded input.
    pub fn output(&self, gadget: &'static str, input: [usize; 2]) -> Result<[usize; 2], GadgetError> {
        let fail = |reason| Err(GadgetError::Parameters { gadget, reason });
        let mut out = [0; 2];
        for axis in 0..2 {
            let (k, s, d, n) = (self.kernel[axis], self.strides[axis], self.dilations[axis], input[axis]);
            if [k, s, d, n].contains(&0) {
                return fail(format!(
                    "kernel {k}, stride {s}, dilation {d} and input size {n} must be at least 1"
                ));
            }
            let limit = 1usize << 31;
            if [k, s, d, n, self.begin[axis], self.end[axis]].iter().any(|v| *v >= limit) || k * d >= limit {
                return fail(format!("window {self:?} on an input of {n} exceeds 2^31"));
            }
            let padded = n + self.begin[axis] + self.end[axis];
            if self.extent(axis) > padded {
                return fail(format!(
                    "kernel extent {} exceeds the padded input {padded}",
                    self.extent(axis)
                ));
            }
            out[axis] = (padded - self.extent(axis)) / s + 1;
        }
        Ok(out)
    }

    /// Input position along `axis` of output `o` and kernel cell `k`; `None` in the padding.
    pub fn position(&self, axis: usize, o: usize, k: usize, input: usize) -> Option<usize> {
        (o * self.strides[axis] + k * self.dilations[axis])
            .checked_sub(self.begin[axis])
            .filter(|p| *p < input)
    }

    /// How many cells of the window at output `o` lie inside an input of this size along `axis`.
    pub fn cells(&self, axis: usize, o: usize, input: usize) -> usize {
        // Cells from the first at or behind the input's start to the first at or behind its end.
        let (start, begin) = (o * self.strides[axis], self.begin[axis]);
        let first = |edge: usize| edge.saturating_sub(start).div_ceil(self.dilations[axis]);
        first(begin + input).min(self.kernel[axis]).saturating_sub(first(begin))
    }

    /// Whether the window at output `o` has a cell inside an input of this size along `axis`.
    pub fn reaches(&self, axis: usize, o: usize, input: usize) -> bool {
        self.cells(axis, o, input) > 0
    }

    /// Every `(ky, kx, y, x)` of the window at output `(oy, ox)` that lies inside the input.
    pub fn taps(
        &self,
        [oy, ox]: [usize; 2],
        [h, w]: [usize; 2],
    ) -> impl Iterator<Item = (usize, usize, usize, usize)> + '_ {
        (0..self.kernel[0]).filter_map(move |ky| Some((ky, self.position(0, oy, ky, h)?))).flat_map(
            move |(ky, y)| {
                (0..self.kernel[1]).filter_map(move |kx| Some((ky, kx, y, self.position(1, ox, kx, w)?)))
            },
        )
    }

    /// The view of `[planes, height, width]` with the pads around it, which hold `value`.
    pub fn pad(&self, value: i64) -> View {
        let [low, high] = [self.begin, self.end].map(|p| vec![0, p[0], p[1]]);
        View::Pad { low, high, interior: vec![0; 3], value }
    }

    /// The view of the padded planes as windows, `[planes, output, kernel]`.
    pub fn windows(&self, planes: usize, output: [usize; 2]) -> View {
        let shape = vec![planes, output[0], output[1], self.kernel[0], self.kernel[1]];
        let axis = |a: usize| {
            Axis::plain(5, 1 + a).with(1 + a, self.strides[a] as i64).with(3 + a, self.dilations[a] as i64)
        };
        View::Affine { shape, axes: vec![Axis::plain(5, 0), axis(0), axis(1)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_reaches_the_input_where_some_cell_does() {
        for case in 0..4 * 4 * 3 * 6 * 4usize {
            let (kernel, stride) = (1 + case % 4, 1 + case / 4 % 4);
            let (dilation, begin, input) = (1 + case / 16 % 3, case / 48 % 6, 1 + case / 288);
            let mut w = Window::plain([kernel, 1], [stride, 1]);
            (w.dilations[0], w.begin[0]) = (dilation, begin);
            for o in 0..12 {
                let inside = (0..kernel).filter(|k| w.position(0, o, *k, input).is_some()).count();
                assert_eq!(w.cells(0, o, input), inside, "{w:?}, output {o}, input {input}");
                assert_eq!(w.reaches(0, o, input), inside > 0);
            }
        }
    }

    #[test]
    fn a_huge_window_is_judged_at_once() {
        let n = (1 << 31) - 1;
        let mut w = Window::plain([n, 1], [1, 1]);
        w.begin[0] = n;
        assert!(!w.reaches(0, 0, 1) && w.reaches(0, 1, 1));
    }
}
