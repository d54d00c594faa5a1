//! A tree over the rows of a matrix of codewords: what [`super::hiding`] commits to.
//!
//! A column is a polynomial of `2^m` coefficients, by its values at all roots of unity of order `4·2^m`: rate 1/4. A row is a
//! leaf of a BLAKE3 tree.

use p3_commit::Mmcs as _;
use p3_field::{PrimeCharacteristicRing, TwoAdicField};
use p3_matrix::Dimensions;
#[cfg(feature = "prover")]
use p3_matrix::dense::RowMajorMatrix;
#[cfg(feature = "prover")]
use {p3_dft::Radix2DFTSmallBatch, p3_dft::TwoAdicSubgroupDft};

use crate::field::F;
use crate::pcs::{Mmcs, Root, trees};
#[cfg(feature = "prover")]
use crate::{code::Code, field::E};

/// Logarithm of how many times more rows than coefficients there are.
pub const EXPANSION: usize = 2;

/// What authenticates rows.
pub type Paths = <Mmcs as p3_commit::Mmcs<F>>::MultiProof;
/// What a prover keeps.
#[cfg(feature = "prover")]
pub type Tree = <Mmcs as p3_commit::Mmcs<F>>::ProverData<RowMajorMatrix<F>>;

/// Rows of so many values, `2^log` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Values in a row.
    pub width: usize,
    /// Logarithm of the number of rows.
    pub log: usize,
}

impl Rows {
    /// The root of unity that a row belongs to.
    pub fn point(&self, index: usize) -> F {
        F::two_adic_generator(self.log).exp_u64(index as u64)
    }

    /// Commits to polynomials: coefficients row by row, a column being a polynomial.
    #[cfg(feature = "prover")]
    pub fn commit(&self, mut coefficients: Vec<F>) -> (Root, Tree) {
        coefficients.resize(self.width << self.log, F::ZERO);
        let coefficients = RowMajorMatrix::new(coefficients, self.width);
        trees().commit_matrix(Code::default().padded(coefficients, EXPANSION))
    }

    /// Opens rows.
    #[cfg(feature = "prover")]
    pub fn open(&self, of: &Tree, indices: &[usize]) -> (Vec<Vec<F>>, Paths) {
        let (rows, paths) = trees().open_multi_batch(indices, of);
        (rows.into_iter().map(|matrices| matrices.into_iter().flatten().collect()).collect(), paths)
    }

    /// Checks that these are the rows at these indices.
    pub fn verify(&self, root: &Root, indices: &[usize], rows: &[Vec<F>], paths: &Paths) -> bool {
        let dimensions = [Dimensions { width: self.width, height: 1 << self.log }];
        let rows: Vec<Vec<&[F]>> = rows.iter().map(|row| vec![&row[..]]).collect();
        rows.len() == indices.len()
            && trees().verify_multi_batch(root, &dimensions, indices, &rows, paths).is_ok()
    }

    /// `Σ weight·x^j` for all `j < 2^count`, over points with their weights.
    #[cfg(feature = "prover")]
    pub fn powers(&self, weights: impl Iterator<Item = (usize, E)>, count: usize) -> Vec<E> {
        let mut at = vec![E::ZERO; 1 << self.log];
        weights.for_each(|(index, weight)| at[index] += weight);
        let mut all = Radix2DFTSmallBatch::<F>::new(1 << self.log).dft_algebra(at);
        all.truncate(1 << count);
        all
    }
}
