//! The permutation argument: cells under copy constraints are equal.
//!
//! Columns of a chunk, as many as the degree allows, have a running product of
//! `(v + δ^j·ω^i·β + γ)/(v + β·σ + γ)`, which goes on from chunk to chunk and ends as it began. Which cells follow each other in a
//! cycle, and so `σ`, is what halo2's key generation makes of the same copies in the same order. Source: the halo2 book,
//! "Permutation argument".

use ff::{BatchInvert, Field, PrimeField};
use rand::RngCore;
use rayon::prelude::*;

use super::compile::{MARGIN, Numbers};
use super::domain::{Column as Values, Domain};
use crate::field::Fr;
use crate::plan::Plan;
use crate::system::{Cell, Column};

/// The cell that follows each in its cycle: number of the column among those under copies, and row.
struct Cycles {
    next: Vec<Vec<(u32, u32)>>,
    /// A cell that stands for the cycle.
    of: Vec<Vec<(u32, u32)>>,
    sizes: Vec<Vec<u32>>,
}

impl Cycles {
    fn new(columns: usize, rows: usize) -> Self {
        let alone = |c: u32| (0..rows as u32).map(|row| (c, row)).collect();
        let next: Vec<Vec<_>> = (0..columns as u32).map(alone).collect();
        Self { of: next.clone(), next, sizes: vec![vec![1; rows]; columns] }
    }

    /// Joins the cycles of two cells, the shorter one into the longer.
    fn join(&mut self, a: (u32, u32), b: (u32, u32)) {
        let at = |(c, row): (u32, u32)| (c as usize, row as usize);
        let (cell_a, cell_b) = (at(a), at(b));
        let (mut kept, mut joined) = (self.of[cell_a.0][cell_a.1], self.of[cell_b.0][cell_b.1]);
        if kept == joined {
            return;
        }
        let size = |this: &Self, cell| {
            let (c, row) = at(cell);
            this.sizes[c][row]
        };
        if size(self, kept) < size(self, joined) {
            std::mem::swap(&mut kept, &mut joined);
        }
        self.sizes[at(kept).0][at(kept).1] += size(self, joined);
        let mut cell = joined;
        loop {
            let (c, row) = at(cell);
            self.of[c][row] = kept;
            cell = self.next[c][row];
            if cell == joined {
                break;
            }
        }
        let after = self.next[cell_a.0][cell_a.1];
        self.next[cell_a.0][cell_a.1] = self.next[cell_b.0][cell_b.1];
        self.next[cell_b.0][cell_b.1] = after;
    }
}

/// The values of each `σ` by row: `δ^j·ω^i` of the cell that follows.
pub fn sigma(plan: &Plan, domain: &Domain) -> Vec<Values> {
    let equality = &plan.system.equality;
    let mut cycles = Cycles::new(equality.len(), domain.rows());
    let number = |cell: &Cell| {
        let column = equality.iter().position(|c| *c == cell.column)?;
        Some((column as u32, cell.row))
    };
    // halo2 copies public values last.
    let public = |pair: &[Cell; 2]| pair.iter().any(|c| c.column == Column::Instance);
    let (with, without): (Vec<&[Cell; 2]>, Vec<&[Cell; 2]>) =
        plan.copies.iter().partition(|pair| public(pair));
    for [a, b] in without.into_iter().chain(with) {
        let (a, b) = if a.column == Column::Instance { (b, a) } else { (a, b) };
        if let (Some(a), Some(b)) = (number(a), number(b)) {
            cycles.join(a, b);
        }
    }
    let powers = |base: Fr, count: usize| -> Values {
        std::iter::successors(Some(Fr::ONE), |power| Some(*power * base)).take(count).collect()
    };
    let (deltas, omegas) = (powers(Fr::DELTA, equality.len()), powers(domain.omega, domain.rows()));
    let of = |(c, row): &(u32, u32)| deltas[*c as usize] * omegas[*row as usize];
    cycles.next.par_iter().map(|next| next.iter().map(of).collect()).collect()
}

/// The columns under copies, in order, with the numbers that they have in a table of all.
pub fn columns(equality: &[Column], numbers: Numbers) -> Vec<usize> {
    let number = |column: &Column| match column {
        Column::Advice(c) => numbers.advice(*c),
        Column::Fixed(c) => numbers.fixed(*c),
        Column::Instance => numbers.instance(),
    };
    equality.iter().map(number).collect()
}

/// What the argument's products are made of.
pub struct Argument<'a> {
    /// The rows.
    pub domain: &'a Domain,
    /// Columns of one product.
    pub chunk: usize,
    /// Challenges.
    pub beta: Fr,
    /// See `beta`.
    pub gamma: Fr,
    /// Rows before those that blind.
    pub usable: usize,
}

impl Argument<'_> {
    /// The running products by row, blinded; of columns under copies and their `σ`, by row.
    pub fn products(&self, columns: &[&[Fr]], sigma: &[Values], rng: &mut impl RngCore) -> Vec<Values> {
        let (rows, usable) = (self.domain.rows(), self.usable);
        let chunks: Vec<_> = columns.chunks(self.chunk).zip(sigma.chunks(self.chunk)).enumerate().collect();
        let fraction = |(number, (columns, sigma)): &(usize, (&[&[Fr]], &[Values]))| {
            let mut below: Values = vec![Fr::ONE; rows];
            for (column, sigma) in columns.iter().zip(*sigma) {
                let factors = column.iter().zip(sigma).map(|(v, s)| self.beta * s + self.gamma + v);
                below.iter_mut().zip(factors).for_each(|(product, factor)| *product *= factor);
            }
            below.iter_mut().batch_invert();
            let first = self.beta * Fr::DELTA.pow([(number * self.chunk) as u64]);
            let mut delta = first;
            for column in *columns {
                let mut position = delta;
                for (product, v) in below.iter_mut().zip(*column) {
                    *product *= position + self.gamma + v;
                    position *= self.domain.omega;
                }
                delta *= Fr::DELTA;
            }
            below
        };
        let mut products: Vec<Values> = chunks.par_iter().map(fraction).collect();
        let mut product = Fr::ONE;
        for values in &mut products {
            for (row, v) in values.iter_mut().enumerate() {
                let next = product * *v;
                *v = product;
                // The last usable row's is where the next chunk goes on.
                if row < usable {
                    product = next;
                }
            }
            values[usable + 1..].iter_mut().for_each(|v| *v = Fr::random(&mut *rng));
        }
        products
    }
}

/// The argument's polynomials on a coset, with [`MARGIN`] more rows at either end, but for `σ`.
pub struct OnCoset<'a> {
    /// Columns under copies.
    pub columns: Vec<&'a [Fr]>,
    /// Their `σ`.
    pub sigma: &'a [Values],
    /// Running products.
    pub products: &'a [Values],
    /// One on the first row; on the first row that blinds nothing any more; on all before that.
    pub ends: &'a [Values],
    /// The coset's shift.
    pub shift: Fr,
}

impl Argument<'_> {
    /// Adds the argument's constraints to the sum by powers of `y`, on rows from `start` on.
    pub fn fold(&self, on: &OnCoset<'_>, y: Fr, start: usize, results: &mut [Fr]) {
        let (Some(first), Some(last)) = (on.products.first(), on.products.last()) else { return };
        let rows = self.domain.rows();
        let mut point = on.shift * self.domain.rotation(start as i32) * self.beta;
        for (row, result) in (start..).zip(results) {
            let here = MARGIN + row;
            // The row from which products go on, seen from the first one.
            let before = MARGIN + (row + self.usable) % rows;
            let [begin, end, active] = [0, 1, 2].map(|i| on.ends[i][here]);
            let mut sum = *result;
            let mut fold = |term: Fr| sum = sum * y + term;
            fold((Fr::ONE - first[here]) * begin);
            fold((last[here].square() - last[here]) * end);
            for pair in on.products.windows(2) {
                fold((pair[1][here] - pair[0][before]) * begin);
            }
            let mut position = point;
            let chunks = on.columns.chunks(self.chunk).zip(on.sigma.chunks(self.chunk));
            for (product, (columns, sigma)) in on.products.iter().zip(chunks) {
                let (mut left, mut right) = (product[here + 1], product[here]);
                for (column, sigma) in columns.iter().zip(sigma) {
                    let v = column[here] + self.gamma;
                    left *= v + self.beta * sigma[here];
                    right *= v + position;
                    position *= Fr::DELTA;
                }
                fold((left - right) * active);
            }
            *result = sum;
            point *= self.domain.omega;
        }
    }
}
