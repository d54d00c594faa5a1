//! Window loops whose bounds leave the padding out.
//!
//! Cell `k` of the window at output `o` reads input `o·stride + k·dilation − begin`. The loop over `k` is
//! `affine.for %k = max(0, ceil((begin − o·stride) / dilation)) to min(kernel, ceil((size + begin −
//! o·stride) / dilation))`: exactly the cells inside the input, and none where the window lies in the
//! padding. Each second bound is there only if some window needs it.

use gadgets::Window;

use crate::builder::Trip;
use crate::index::{Index, Limit};

/// One axis of a window gadget.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    kernel: usize,
    stride: i64,
    dilation: i64,
    begin: i64,
    input: i64,
    before: bool,
    after: bool,
}

impl Axis {
    /// Axis `axis` (0 rows, 1 columns) for these sizes.
    pub fn new(window: &Window, axis: usize, input: [usize; 2], output: [usize; 2]) -> Self {
        let reach = (output[axis] - 1) * window.strides[axis] + window.extent(axis);
        Self {
            kernel: window.kernel[axis],
            stride: window.strides[axis] as i64,
            dilation: window.dilations[axis] as i64,
            begin: window.begin[axis] as i64,
            input: input[axis] as i64,
            before: window.begin[axis] > 0,
            after: reach > input[axis] + window.begin[axis],
        }
    }

    /// Both axes.
    pub fn both(window: &Window, input: [usize; 2], output: [usize; 2]) -> [Self; 2] {
        [0, 1].map(|axis| Self::new(window, axis, input, output))
    }

    /// The cells of the window at output `o` that lie inside the input.
    pub fn taps<'c, 'a>(&self, o: &Index<'c, 'a>) -> Trip<'c, 'a> {
        let start = |offset: i64| Limit { index: o.clone() * -self.stride + offset, divisor: self.dilation };
        let mut trip = Trip::count(self.kernel);
        if self.before {
            trip.lower.push(start(self.begin));
        }
        if self.after {
            trip.upper.push(start(self.input + self.begin));
        }
        trip
    }

    /// The input position of cell `k` of the window at output `o`.
    pub fn position<'c, 'a>(&self, o: &Index<'c, 'a>, k: &Index<'c, 'a>) -> Index<'c, 'a> {
        o.clone() * self.stride + k.clone() * self.dilation - self.begin
    }
}
