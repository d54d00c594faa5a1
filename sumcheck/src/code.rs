//! Codewords: polynomials' values at all roots of unity of an order, column by column.
//!
//! A message of `2^n` rows has a codeword of `2^(n+r)`: that at root `i + 2^r·j` of order `2^(n+r)` is that at root `j` of order `2^n` of the
//! polynomial whose coefficients are multiplied by powers of the `i`-th root. Where `r` is large, as in all but the first of an opening's
//! codewords, transforms of the message's length save the layers that read nothing but zeros, and a few columns of one stay in the second level of cache.

use p3_commit::Encoder;
use p3_dft::{Radix2DFTSmallBatch, TwoAdicSubgroupDft};
use p3_field::{BasedVectorSpace, PrimeCharacteristicRing, TwoAdicField};
use p3_matrix::Matrix;
use p3_matrix::dense::RowMajorMatrix;
use p3_security::SecurityAssumption;
use p3_whir::domain::{WhirDomain, WhirQueryPoint};
use rayon::prelude::*;

use super::field::{E, F};
use super::lanes::add_scaled;

/// Columns that are transformed together.
const COLUMNS: usize = 16;

/// The code, with what it knows of roots of unity.
///
/// Roots are found when something is encoded: verifiers never do.
#[derive(Clone, Debug, Default)]
pub struct Code(Radix2DFTSmallBatch<F>);

impl Code {
    /// The codewords of columns of coefficients, of which all but the first `2^-rate` are zero.
    pub fn padded(&self, coefficients: RowMajorMatrix<F>, rate: usize) -> RowMajorMatrix<F> {
        let (width, height) = (coefficients.width(), coefficients.height());
        if rate < 2 || width == 0 {
            return self.0.dft_batch(coefficients).to_row_major_matrix();
        }
        let mut all = coefficients.values;
        let message = all[..width * (height >> rate)].to_vec();
        let root = F::two_adic_generator(height.trailing_zeros() as usize);
        let mut cosets: Vec<Vec<&mut [F]>> =
            (0..1 << rate).map(|_| Vec::with_capacity(height >> rate)).collect();
        let last = cosets.len() - 1;
        all.chunks_mut(width).enumerate().for_each(|(i, row)| cosets[i & last].push(row));
        cosets.into_par_iter().enumerate().for_each(|(i, rows)| {
            self.coset(&message, width, root.exp_u64(i as u64), rows);
        });
        RowMajorMatrix::new(all, width)
    }

    /// The values at one root of unity times all of the message's order.
    fn coset(&self, message: &[F], width: usize, root: F, mut rows: Vec<&mut [F]>) {
        let powers = root.powers().collect_n(rows.len());
        for start in (0..width).step_by(COLUMNS) {
            let columns = COLUMNS.min(width - start);
            let mut own = F::zero_vec(columns * rows.len());
            for ((own, row), power) in own.chunks_mut(columns).zip(message.chunks(width)).zip(&powers) {
                add_scaled(own, &row[start..start + columns], *power);
            }
            let values = self.0.dft_batch(RowMajorMatrix::new(own, columns)).to_row_major_matrix().values;
            for (row, values) in rows.iter_mut().zip(values.chunks(columns)) {
                row[start..start + columns].copy_from_slice(values);
            }
        }
    }
}

impl Encoder<F> for Code {
    fn encode_batch(&self, message: RowMajorMatrix<F>, rate: usize) -> RowMajorMatrix<F> {
        let (width, mut values) = (message.width(), message.values);
        values.resize(values.len() << rate, F::ZERO);
        self.padded(RowMajorMatrix::new(values, width), rate)
    }

    fn encode_batch_padded(&self, message: RowMajorMatrix<F>, rate: usize) -> RowMajorMatrix<F> {
        self.padded(message, rate)
    }
}

impl WhirDomain<F, E> for Code {
    /// The code is Plonky3's own, and so are proofs.
    fn protocol_id(&self) -> &'static [u8] {
        b""
    }

    fn supports_security_assumption(&self, _: SecurityAssumption) -> bool {
        true
    }

    fn max_log_domain_size(&self) -> usize {
        F::TWO_ADICITY
    }

    fn encode_extension_batch_padded(&self, message: RowMajorMatrix<E>, rate: usize) -> RowMajorMatrix<E> {
        let width = message.width();
        let flat = <E as BasedVectorSpace<F>>::flatten_to_base(message.values);
        let all = self.padded(RowMajorMatrix::new(flat, width * <E as BasedVectorSpace<F>>::DIMENSION), rate);
        RowMajorMatrix::new(E::reconstitute_from_base(all.values), width)
    }

    fn query_point(&self, log_domain_size: usize, _: usize, index: usize) -> WhirQueryPoint<F> {
        WhirQueryPoint::Univariate(F::two_adic_generator(log_domain_size).exp_u64(index as u64))
    }
}
