//! The permutation argument: cells under copy constraints are equal.
//!
//! Columns of a chunk, as many as the degree allows, have a running product of
//! `(v + δ^j·ω^i·β + γ)/(v + β·σ + γ)`, which goes on from chunk to chunk and ends as it began. Which cells follow each other in a
//! cycle, and so `σ`, is what halo2's key generation makes of the same copies in the same order. Source: the halo2 book,
//! "Permutation argument".

use ff::{BatchInvert, Field, PrimeField};
use rand::RngCore;
use rayon::prelude::*;

use super::compile::Numbers;
use super::domain::{Column as Values, Domain};
use super::nodes::Nodes;
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

/// Where a program reads what the argument is about: numbers of columns.
pub struct Places<'a> {
    /// Columns under copies.
    pub columns: &'a [usize],
    /// The first `σ`.
    pub sigma: usize,
    /// The first running product, and how many there are.
    pub products: (usize, usize),
    /// The first of [`rows`].
    pub rows: usize,
}

/// Polynomials that say where rows are, by coefficients: one on the first row; on the first row that blinds; on all before that; the
/// row's point.
pub fn rows(domain: &Domain, usable: usize) -> Vec<Values> {
    let on = |rows_of: std::ops::Range<usize>| -> Values {
        let one = |row| if rows_of.contains(&row) { Fr::ONE } else { Fr::ZERO };
        let mut values: Values = (0..domain.rows()).map(one).collect();
        domain.coefficients(&mut values);
        values
    };
    let mut point = vec![Fr::ZERO; domain.rows()];
    point[1] = Fr::ONE;
    vec![on(0..1), on(usable..usable + 1), on(0..usable), point]
}

impl Argument<'_> {
    /// The argument's constraints.
    pub fn constraints(&self, nodes: &mut Nodes, places: &Places<'_>) -> Vec<u32> {
        let (first, count) = places.products;
        if count == 0 {
            return Vec::new();
        }
        let product = |nodes: &mut Nodes, number: usize, row: i32| nodes.cell(first + number, row);
        let [begin, end, active, point] = [0, 1, 2, 3].map(|i| nodes.cell(places.rows + i, 0));
        let [one, beta, gamma] = [Fr::ONE, self.beta, self.gamma].map(|v| nodes.constant(v));
        let mut constraints = Vec::new();

        let start = product(nodes, 0, 0);
        let start = nodes.difference(one, start);
        constraints.push(nodes.product(start, begin));
        let last = product(nodes, count - 1, 0);
        let square = nodes.product(last, last);
        let last = nodes.difference(square, last);
        constraints.push(nodes.product(last, end));
        for number in 1..count {
            let after = product(nodes, number, 0);
            // The row from which products go on, seen from the first one.
            let before = product(nodes, number - 1, self.usable as i32);
            let step = nodes.difference(after, before);
            constraints.push(nodes.product(step, begin));
        }
        let mut position = self.beta;
        for (number, columns) in places.columns.chunks(self.chunk).enumerate() {
            let (mut left, mut right) = (product(nodes, number, 1), product(nodes, number, 0));
            for (i, column) in columns.iter().enumerate() {
                let v = nodes.cell(*column, 0);
                let v = nodes.sum(v, gamma);
                let sigma = nodes.cell(places.sigma + number * self.chunk + i, 0);
                let sigma = nodes.product(beta, sigma);
                let factor = nodes.sum(v, sigma);
                left = nodes.product(left, factor);
                let scale = nodes.constant(position);
                let here = nodes.product(scale, point);
                let factor = nodes.sum(v, here);
                right = nodes.product(right, factor);
                position *= Fr::DELTA;
            }
            let difference = nodes.difference(left, right);
            constraints.push(nodes.product(difference, active));
        }
        constraints
    }
}
