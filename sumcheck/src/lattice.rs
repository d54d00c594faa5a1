//! A commitment that is linear: `c = A·w + B·r` for short vectors w of values and r of random bytes.
//!
//! Matrices have elements of the ring R = F\[X\]/(X^256 + 1), and five rows. All of them are drawn from BLAKE3. The prime is 1 modulo 512, so an element
//! of R is its values at the 256 roots of X^256 + 1, its slots: matrices are drawn as slots, and c is given as slots.
//!
//! * **Binding.** Two pairs of short vectors of one c differ by a short solution of `A·x + B·y = 0`: the module-SIS problem, of 1280 equations
//!   modulo p, which [`binding`] estimates.
//! * **Hiding.** r has 56 elements of R with coefficients that are uniform bytes: B·r is uniform but for less than 2^-140, whatever w is
//!   (docs/circuits/sumcheck.md has both arguments).
//!
//! A vector of `n` values is a matrix of 256 rows, the coefficients, and as many columns as it takes, the elements of R.

use p3_dft::{Radix2DFTSmallBatch, TwoAdicSubgroupDft};
use p3_field::{PrimeCharacteristicRing, TwoAdicField};
use p3_matrix::Matrix as _;
use p3_matrix::dense::RowMajorMatrix;
use rayon::prelude::*;

use super::field::{E, F, PRIME};

/// Coefficients of an element of the ring.
pub const DIMENSION: usize = 256;
/// Rows of the matrices.
pub const RANK: usize = 5;
/// Values of a commitment.
pub const IMAGE: usize = RANK * DIMENSION;
/// Random bytes of a commitment.
pub const OPENING: usize = 56 * DIMENSION;

/// What a slot's part of a matrix is drawn from.
const DOMAIN: &str = "onnx2circuit sumcheck: the matrices of commitments to hidden tensors, 1";

/// One of the two matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matrix {
    /// That of values.
    Values,
    /// That of random bytes.
    Opening,
}

/// Uniform values of a slot: those of a column's rows, column after column.
struct Slots {
    reader: blake3::OutputReader,
    buffer: [u8; 1 << 12],
    at: usize,
}

impl Slots {
    fn new(matrix: Matrix, slot: usize) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(DOMAIN);
        hasher.update(&[matrix as u8, slot as u8]);
        let buffer = [0; 1 << 12];
        Self { reader: hasher.finalize_xof(), at: buffer.len(), buffer }
    }

    /// Numbers of 31 bits until one is less than the prime.
    fn value(&mut self) -> F {
        loop {
            if self.at == self.buffer.len() {
                self.reader.fill(&mut self.buffer);
                self.at = 0;
            }
            let mut word = [0; 4];
            word.copy_from_slice(&self.buffer[self.at..self.at + 4]);
            self.at += 4;
            let number = u32::from_le_bytes(word) >> 1;
            if i128::from(number) < PRIME {
                return F::from_u32(number);
            }
        }
    }

    fn column(&mut self) -> [F; RANK] {
        std::array::from_fn(|_| self.value())
    }
}

/// Elements of the ring that hold so many values.
fn columns(len: usize) -> usize {
    len.div_ceil(DIMENSION).max(1)
}

/// Powers of a root of X^256 + 1: coefficients times these are values at its odd powers.
fn twists() -> Vec<F> {
    F::two_adic_generator(DIMENSION.ilog2() as usize + 1).powers().take(DIMENSION).collect()
}

/// A matrix times a vector: the values of slot `s` are those from `5·s` on.
pub fn image(matrix: Matrix, values: &[F]) -> Vec<F> {
    let width = columns(values.len());
    let mut rows = values.to_vec();
    rows.resize(width * DIMENSION, F::ZERO);
    rows.chunks_mut(width).zip(twists()).for_each(|(row, twist)| row.iter_mut().for_each(|v| *v *= twist));
    let dft = Radix2DFTSmallBatch::new(DIMENSION);
    let slots = dft.dft_batch(RowMajorMatrix::new(rows, width)).to_row_major_matrix();
    let of_slot = |(slot, row): (usize, &[F])| {
        let (mut drawn, mut sums) = (Slots::new(matrix, slot), [F::ZERO; RANK]);
        for v in row {
            sums.iter_mut().zip(drawn.column()).for_each(|(sum, a)| *sum += a * *v);
        }
        sums
    };
    slots.values.par_chunks(width).enumerate().flat_map_iter(of_slot).collect()
}

/// The transpose: what weighs each of `len` values where these weigh those of their image.
pub fn pulled(matrix: Matrix, len: usize, weights: &[E]) -> Vec<E> {
    let width = columns(len);
    let of_slot = |(slot, own): (usize, &[E])| {
        let mut drawn = Slots::new(matrix, slot);
        let column = move |_| own.iter().zip(drawn.column()).map(|(w, a)| *w * a).sum::<E>();
        (0..width).map(column).collect::<Vec<E>>()
    };
    let slots: Vec<E> = weights.par_chunks(RANK).enumerate().flat_map_iter(of_slot).collect();
    let dft = Radix2DFTSmallBatch::<F>::new(DIMENSION);
    let mut rows = dft.dft_algebra_batch(RowMajorMatrix::new(slots, width)).values;
    rows.chunks_mut(width).zip(twists()).for_each(|(row, twist)| row.iter_mut().for_each(|w| *w *= twist));
    rows.truncate(len);
    rows
}

/// `log2` of the root Hermite factor that lattice reduction in blocks of this size comes to (Chen's formula).
fn hermite(block: f64) -> f64 {
    use std::f64::consts::{E as EULER, PI};
    ((PI * block).log2() / block + (block / (2.0 * PI * EULER)).log2()) / (2.0 * (block - 1.0))
}

/// Bits of security of a commitment whose vectors differ by less than the root of `square`: the classical cost of the block size whose
/// reduction finds a vector of that length, `2^(2·√(n·log2 p·log2 δ))` of n equations (Micciancio and Regev), is `2^(0.292·block)`.
pub fn binding(square: f64) -> f64 {
    let (length, prime) = (square.max(1.0).log2() / 2.0, (PRIME as f64).log2());
    // Vectors as long as the prime are found by nobody's effort.
    if length >= prime - 1.0 {
        return 0.0;
    }
    let needed = length * length / (4.0 * IMAGE as f64 * prime);
    let block = (60..4000).map(f64::from).find(|block| hermite(*block) <= needed);
    0.292 * block.unwrap_or(4000.0)
}
