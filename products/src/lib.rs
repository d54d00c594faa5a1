//! Sums of products, `result[o] = start[o] + Σ_r a[o, r]·b[o, r]`: what a float model is observed by, and what the reference
//! execution of integers spends its time on.
//!
//! Both factors are read in one shape, the axes of the result and then those that are summed, each through strides of its
//! own. Axes of the result along which one factor alone moves are rows or columns of a matrix product, those along which both
//! do are products of their own. Of the columns [`WIDTH`] at a time are laid out anew, one row of them for each term, and
//! summed beside some rows of the other factor in registers.
//!
//! Each result is summed by itself, term by term in the order of the summed axes, from `start` on, without fused
//! multiplications: so the bits are the same on every processor, with every number of columns at a time, and those of the
//! plain loop.

mod tile;

pub use tile::{Lane, WIDTH};

/// How a factor lies: the element at index `i` is at `offset + Σ strides[k]·i[k]`.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// Position of the all-zero index.
    pub offset: i64,
    /// Steps along each axis; 0 repeats.
    pub strides: &'a [i64],
}

/// A factor: how it lies, and the element at a position.
#[derive(Clone, Copy, Debug)]
pub struct Factor<'a, F> {
    /// How it lies.
    pub layout: Layout<'a>,
    /// The element at a position.
    pub at: F,
}

/// An axis of a result: how many, the step in the result, and those in the two factors.
#[derive(Clone, Copy)]
struct Axis {
    size: usize,
    steps: [i64; 3],
}

/// Positions of all indices along some axes, in row-major order: in the result and in the two factors.
fn places(axes: &[Axis]) -> Vec<[i64; 3]> {
    let mut all = vec![[0; 3]];
    for axis in axes {
        let along = |p: [i64; 3]| {
            (0..axis.size as i64).map(move |i| [0, 1, 2].map(|k: usize| p[k] + i * axis.steps[k]))
        };
        all = all.into_iter().flat_map(along).collect();
    }
    all
}

/// The sums of products of two factors of this shape, of whose axes the first `outer` are the result's; row-major. `sums` is
/// what they start from. Strides are as many as the shape has axes, and all positions are inside.
pub fn sums<L: Lane>(
    shape: &[usize],
    outer: usize,
    a: Factor<'_, impl Fn(i64) -> L>,
    b: Factor<'_, impl Fn(i64) -> L>,
    mut sums: Vec<L::Sum>,
) -> Vec<L::Sum> {
    let (mut batches, mut rows, mut columns, mut terms) = (vec![], vec![], vec![], vec![]);
    let mut step = 1;
    for (k, size) in shape.iter().enumerate().rev() {
        let [x, y] = [a.layout.strides[k], b.layout.strides[k]];
        let axis = Axis { size: *size, steps: [if k < outer { step } else { 0 }, x, y] };
        let kind = match (k < outer, x != 0 && *size > 1, y != 0 && *size > 1) {
            (false, ..) => &mut terms,
            (_, true, true) => &mut batches,
            (_, _, false) => &mut rows,
            (_, false, true) => &mut columns,
        };
        kind.push(axis);
        step *= if k < outer { *size as i64 } else { 1 };
    }
    let [batches, rows, columns, terms] = [batches, rows, columns, terms].map(|mut axes| {
        axes.reverse();
        places(&axes)
    });
    let own = |f: &Layout<'_>| f.offset;
    let offsets = [0, own(&a.layout), own(&b.layout)];
    let plan =
        |rows, columns, factors| Plan { batches: &batches, rows, columns, terms: &terms, offsets, factors };
    // What is laid out a few at a time is the larger side.
    if rows.len() <= columns.len() {
        plan(&rows, &columns, [1, 2]).run::<L>(&a.at, &b.at, &mut sums);
    } else {
        plan(&columns, &rows, [2, 1]).run::<L>(&b.at, &a.at, &mut sums);
    }
    sums
}

/// Matrix products: `rows` move in the first of the `factors`, `columns` in the second.
struct Plan<'a> {
    batches: &'a [[i64; 3]],
    rows: &'a [[i64; 3]],
    columns: &'a [[i64; 3]],
    terms: &'a [[i64; 3]],
    offsets: [i64; 3],
    factors: [usize; 2],
}

impl Plan<'_> {
    fn run<L: Lane>(&self, x: &impl Fn(i64) -> L, y: &impl Fn(i64) -> L, sums: &mut [L::Sum]) {
        let [first, second] = self.factors;
        if self.terms.is_empty() {
            return;
        }
        let mut left = Vec::with_capacity(self.rows.len() * self.terms.len());
        let mut packed = vec![[L::default(); WIDTH]; self.terms.len()];
        let mut own = vec![[L::Sum::default(); WIDTH]; self.rows.len()];
        for batch in self.batches {
            let [out, from_x, from_y] = [0, first, second].map(|k| self.offsets[k] + batch[k]);
            left.clear();
            for row in self.rows {
                left.extend(self.terms.iter().map(|t| x(from_x + row[first] + t[first])));
            }
            for columns in self.columns.chunks(WIDTH) {
                for (packed, t) in packed.iter_mut().zip(self.terms) {
                    for (packed, column) in packed.iter_mut().zip(columns) {
                        *packed = y(from_y + column[second] + t[second]);
                    }
                }
                let place = |row: &[i64; 3], column: &[i64; 3]| (out + row[0] + column[0]) as usize;
                for (own, row) in own.iter_mut().zip(self.rows) {
                    own.iter_mut().zip(columns).for_each(|(own, column)| *own = sums[place(row, column)]);
                }
                L::sum(&left, &packed, &mut own);
                for (own, row) in own.iter().zip(self.rows) {
                    own.iter().zip(columns).for_each(|(own, column)| sums[place(row, column)] = *own);
                }
            }
        }
    }
}
