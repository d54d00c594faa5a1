//! Geometry of sliding windows and of reductions: output shapes, and which inputs an output folds.

use super::problem::Problem;
use super::{Reduction, Window};

/// Most windows along an axis, so that hostile padding costs no memory.
const MAX_OUTPUTS: u64 = 1 << 22;

impl Window {
    /// A window without padding or dilation.
    pub const fn plain(kernel: [u32; 2], strides: [u32; 2]) -> Self {
        Self { kernel, strides, dilations: [1, 1], begin: [0, 0], end: [0, 0] }
    }

    /// Number of outputs for an input of this size.
    ///
    /// # Errors
    /// [`Problem::Parameters`] for a zero size, or a kernel larger than the padded input.
    pub fn output(&self, input: [u32; 2]) -> Result<[u32; 2], Problem> {
        let mut out = [0; 2];
        for axis in 0..2 {
            let [k, s, d] = [self.kernel[axis], self.strides[axis], self.dilations[axis]].map(u64::from);
            let padded = u64::from(input[axis]) + u64::from(self.begin[axis]) + u64::from(self.end[axis]);
            if k == 0 || s == 0 || d == 0 {
                return Err(Problem::Parameters(format!("{self:?} has a zero")));
            }
            let extent = (k - 1) * d + 1;
            if extent > padded {
                return Err(Problem::Parameters(format!(
                    "window of extent {extent} exceeds the padded input of {padded}"
                )));
            }
            let outputs = (padded - extent) / s + 1;
            if outputs > MAX_OUTPUTS {
                return Err(Problem::Parameters(format!(
                    "{outputs} windows along an axis, at most {MAX_OUTPUTS}"
                )));
            }
            out[axis] = outputs as u32;
        }
        Ok(out)
    }

    /// Input position of output `o` and kernel cell `k` along `axis`; `None` in the padding.
    pub fn position(&self, axis: usize, o: u32, k: u32, input: u32) -> Option<u32> {
        let at =
            u64::from(o) * u64::from(self.strides[axis]) + u64::from(k) * u64::from(self.dilations[axis]);
        let inside = at.checked_sub(self.begin[axis].into())?;
        u32::try_from(inside).ok().filter(|p| *p < input)
    }

    /// The kernel cells along `axis` that lie inside the input for output `o`, with their positions.
    pub fn cells(&self, axis: usize, o: u32, input: u32) -> Vec<(u32, u32)> {
        // Cells inside the input are consecutive; start at the first, so that huge kernels cost little.
        let [s, d, b] = [self.strides[axis], self.dilations[axis], self.begin[axis]].map(u64::from);
        let first = b.saturating_sub(u64::from(o) * s).div_ceil(d);
        (first..u64::from(self.kernel[axis]))
            .map_while(|k| {
                let k = k as u32;
                self.position(axis, o, k, input).map(|p| (k, p))
            })
            .collect()
    }
}

impl Reduction {
    /// Shape of the result for operands of shape `x`.
    ///
    /// # Errors
    /// [`Problem::Parameters`] for axes that are not ascending axes of `x`, or windows that do not fit.
    pub fn shape(&self, x: &[u32]) -> Result<Vec<u32>, Problem> {
        let mut out = x.to_vec();
        match self {
            Self::Axes(axes) => {
                let ascending = axes.windows(2).all(|w| w[0] < w[1]);
                if !ascending || axes.last().is_some_and(|a| usize::from(*a) >= x.len()) {
                    return Err(Problem::Parameters(format!("axes {axes:?} of shape {x:?}")));
                }
                axes.iter().for_each(|a| out[usize::from(*a)] = 1);
            }
            Self::Window(window) => {
                let [.., h, w] = &mut out[..] else {
                    return Err(Problem::Parameters(format!("windows need two axes, got shape {x:?}")));
                };
                [*h, *w] = window.output([*h, *w])?;
            }
        }
        Ok(out)
    }

    /// How many inputs all outputs fold together. The shape was accepted by [`Reduction::shape`].
    pub fn terms(&self, x: &[u32]) -> u64 {
        let all = |shape: &[u32]| shape.iter().map(|d| u64::from(*d)).fold(1, u64::saturating_mul);
        let (Self::Window(window), [outer @ .., h, w]) = (self, x) else { return all(x) };
        let Ok(outputs) = window.output([*h, *w]) else { return 0 };
        let cells = |axis: usize, input: u32| {
            let count = |o: u32| window.cells(axis, o, input).len() as u64;
            (0..outputs[axis]).map(count).fold(0, u64::saturating_add)
        };
        all(outer).saturating_mul(cells(0, *h)).saturating_mul(cells(1, *w))
    }

    /// Calls `f` for each output in row-major order with the (row-major) inputs that it folds.
    /// The shape was accepted by [`Reduction::shape`].
    pub fn for_each(&self, x: &[u32], mut f: impl FnMut(&[usize])) {
        let mut members = Vec::new();
        match self {
            Self::Axes(axes) => {
                let steps = super::resolve::strides(x);
                let folded = |a: usize| axes.contains(&(a as u8));
                let pick = |keep: bool| -> Vec<u32> {
                    x.iter().enumerate().map(|(a, d)| if folded(a) == keep { *d } else { 1 }).collect()
                };
                let (inner, outer) = (pick(true), pick(false));
                let flat = |index: &[u32]| {
                    index.iter().zip(&steps).map(|(i, s)| *i as usize * *s as usize).sum::<usize>()
                };
                let mut offsets = Vec::new();
                super::resolve::for_each_index(&inner, |i| offsets.push(flat(i)));
                super::resolve::for_each_index(&outer, |o| {
                    members.clear();
                    members.extend(offsets.iter().map(|i| flat(o) + i));
                    f(&members);
                });
            }
            Self::Window(window) => {
                let [outer @ .., h, w] = x else { return };
                let Ok([oh, ow]) = window.output([*h, *w]) else { return };
                let planes: usize = outer.iter().map(|d| *d as usize).product();
                let rows: Vec<_> = (0..oh).map(|o| window.cells(0, o, *h)).collect();
                let columns: Vec<_> = (0..ow).map(|o| window.cells(1, o, *w)).collect();
                for plane in 0..planes {
                    let at = |y: u32, x: u32| (plane * *h as usize + y as usize) * *w as usize + x as usize;
                    for (row, column) in rows.iter().flat_map(|r| columns.iter().map(move |c| (r, c))) {
                        members.clear();
                        members.extend(
                            row.iter().flat_map(|(_, y)| column.iter().map(move |(_, x)| at(*y, *x))),
                        );
                        f(&members);
                    }
                }
            }
        }
    }
}
