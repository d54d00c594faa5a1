//! The quotient: all constraints, summed by powers of a challenge, divided by what vanishes on the rows.
//!
//! On each of `degree - 1` cosets all columns are evaluated, gates and permutation argument are summed row by row, and the sum is
//! divided by `s^n - 1`, a constant there. Memory is that of one coset at a time. Source: the halo2 book, "Vanishing argument".

use rayon::prelude::*;

use super::compile::{MARGIN, Program, Registers};
use super::domain::{Column, Domain, Transform};
use super::permutation::{Argument, OnCoset};
use crate::field::Fr;

/// Rows that one thread evaluates at a time.
const PART: usize = 256;

/// The polynomials that constraints are about, by coefficients.
pub struct Polynomials<'a> {
    /// Of the table: advice, fixed, instance.
    pub table: Vec<&'a [Fr]>,
    /// The numbers among these of columns under copies.
    pub copied: &'a [usize],
    /// Their `σ`.
    pub sigma: &'a [Column],
    /// Running products.
    pub products: &'a [Column],
    /// See [`OnCoset::ends`].
    pub ends: &'a [Column],
}

/// The pieces of the quotient: `degree - 1` polynomials of as many coefficients as there are rows.
pub fn pieces(
    domain: &Domain,
    polynomials: &Polynomials<'_>,
    program: &Program,
    argument: &Argument<'_>,
    y: Fr,
) -> Vec<Column> {
    let one = |coset| on_coset(domain, coset, polynomials, program, argument, y);
    let mut cosets: Vec<Column> = (0..domain.shifts.len()).map(one).collect();
    cosets.par_iter_mut().enumerate().for_each(|(coset, values)| domain.interpolate(coset, values));
    domain.pieces(&mut cosets);
    cosets
}

/// The quotient on a coset.
fn on_coset(
    domain: &Domain,
    coset: usize,
    polynomials: &Polynomials<'_>,
    program: &Program,
    argument: &Argument<'_>,
    y: Fr,
) -> Column {
    let transform = domain.coset(coset);
    let all = |columns: &[Column]| -> Vec<Column> {
        columns.par_iter().map(|column| evaluated(&transform, column)).collect()
    };
    let table: Vec<Column> =
        polynomials.table.par_iter().map(|column| evaluated(&transform, column)).collect();
    let (sigma, products, ends) = (all(polynomials.sigma), all(polynomials.products), all(polynomials.ends));
    let table: Vec<&[Fr]> = table.iter().map(Vec::as_slice).collect();
    let on = OnCoset {
        columns: polynomials.copied.iter().map(|column| table[*column]).collect(),
        sigma: &sigma,
        products: &products,
        ends: &ends,
        shift: domain.shifts[coset],
    };
    let mut values = vec![Fr::zero(); domain.rows()];
    let inverse = domain.vanishing_inverse(coset);
    let parts = values.par_chunks_mut(PART).enumerate();
    parts.for_each_init(Registers::default, |registers, (part, results)| {
        program.run(&table, part * PART, results, registers);
        argument.fold(&on, y, part * PART, results);
        results.iter_mut().for_each(|v| *v *= inverse);
    });
    values
}

/// A polynomial's values on a coset, with margins that repeat the other end.
fn evaluated(transform: &Transform, coefficients: &[Fr]) -> Column {
    let rows = coefficients.len();
    let mut values = Vec::with_capacity(rows + 2 * MARGIN);
    values.resize(MARGIN, Fr::zero());
    values.extend_from_slice(coefficients);
    transform.apply(&mut values[MARGIN..], Fr::one());
    values.copy_within(rows.., 0);
    values.extend_from_within(MARGIN..2 * MARGIN);
    values
}
