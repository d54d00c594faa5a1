//! Polynomials and their values on the rows' domain and on its cosets.
//!
//! The domain is `ω^i`, `n = 2^k` points, one a row. A coset is `s·ω^i` for a shift `s`, of order greater than n, so that no
//! point is a row's. Transforms are radix-2, decimation in time; for a coset the powers of its shift are part of the
//! twiddle factors, so that it costs no more than the domain. Each transform is of one thread: there are always more columns
//! than processors. Where the processor can, it is made [eight numbers at a time](Fast). Source: the halo2 book, "Polynomials".

use ff::{BatchInvert, Field, PrimeField};
use rayon::prelude::*;

use super::fast::Fast;
use crate::field::Fr;

/// Coefficients, or values by row.
pub type Column = Vec<Fr>;

/// Halves of this size are transformed layer by layer; longer ones one after the other, for the caches.
const SMALL: usize = 1 << 10;

/// Numbers that are computed with at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// One.
    One,
    /// Eight, where the processor can.
    Eight,
}

/// A polynomial's values on a coset, from its coefficients.
#[derive(Clone, Debug)]
pub enum Transform {
    /// Eight numbers at a time.
    Fast(Fast),
    /// One by one.
    Plain(Plain),
}

impl Transform {
    /// Of `2^k` points `shift·omega^i`.
    fn new(k: u32, omega: Fr, shift: Fr, width: Width) -> Self {
        let plain = Plain::new(k, omega, shift);
        match width {
            Width::One => Self::Plain(plain),
            Width::Eight => Fast::new(&plain.twiddles).map_or(Self::Plain(plain), Self::Fast),
        }
    }

    /// Replaces coefficients by values, each times `by`.
    pub fn apply(&self, values: &mut [Fr], by: Fr) {
        match self {
            Self::Fast(fast) => fast.apply(values, by),
            Self::Plain(plain) => {
                plain.apply(values);
                if by != Fr::ONE {
                    values.iter_mut().for_each(|v| *v *= by);
                }
            }
        }
    }
}

/// A transform one number after the other.
#[derive(Clone, Debug)]
pub struct Plain {
    /// Factors of the layer that joins halves of m values: the m from m on.
    twiddles: Vec<Fr>,
}

impl Plain {
    fn new(k: u32, omega: Fr, shift: Fr) -> Self {
        let n = 1usize << k;
        let mut twiddles = vec![Fr::ONE; n];
        let mut power = shift;
        for twiddle in &mut twiddles[n / 2..] {
            *twiddle = power;
            power *= omega;
        }
        // Halves as long come from the squares of the points.
        for half in (0..k.saturating_sub(1)).rev().map(|bits| 1usize << bits) {
            for i in half..2 * half {
                twiddles[i] = twiddles[half + i].square();
            }
        }
        Self { twiddles }
    }

    /// A polynomial's values, from its coefficients.
    pub fn values(&self, coefficients: &[Fr]) -> Column {
        let mut values = coefficients.to_vec();
        self.apply(&mut values);
        values
    }

    fn apply(&self, values: &mut [Fr]) {
        let bits = values.len().trailing_zeros();
        for i in 0..values.len() {
            let j = i.reverse_bits() >> (usize::BITS - bits);
            if i < j {
                values.swap(i, j);
            }
        }
        self.join(values);
    }

    /// Values of all parts of `values`, which has the coefficients in reversed order.
    fn join(&self, values: &mut [Fr]) {
        let half = values.len() / 2;
        if values.len() > SMALL {
            let (low, high) = values.split_at_mut(half);
            self.join(low);
            self.join(high);
            return self.layer(values, half);
        }
        let mut m = 1;
        while m <= half {
            values.chunks_exact_mut(2 * m).for_each(|part| self.layer(part, m));
            m *= 2;
        }
    }

    fn layer(&self, values: &mut [Fr], half: usize) {
        let (low, high) = values.split_at_mut(half);
        for ((x, y), twiddle) in low.iter_mut().zip(high).zip(&self.twiddles[half..]) {
            let t = *y * twiddle;
            *y = *x - t;
            *x += t;
        }
    }
}

/// The points of the rows, and cosets for a quotient of so many pieces of n coefficients.
#[derive(Clone, Debug)]
pub struct Domain {
    /// There are `2^k` rows.
    pub k: u32,
    /// Its generator.
    pub omega: Fr,
    /// Numbers that are computed with at a time.
    pub width: Width,
    inverse: Transform,
    /// The cosets.
    pub shifts: Vec<Fr>,
    /// Of each coset, `s^n`, which is `X^n` everywhere on it.
    powers: Vec<Fr>,
}

impl Domain {
    /// With this many cosets.
    pub fn new(k: u32, cosets: usize, width: Width) -> Self {
        let omega = (k..Fr::S).fold(Fr::ROOT_OF_UNITY, |root, _| root.square());
        let inverse = (k..Fr::S).fold(Fr::ROOT_OF_UNITY_INV, |root, _| root.square());
        let powers_of = |base: Fr| std::iter::successors(Some(base), move |power| Some(*power * base));
        let shifts: Vec<Fr> = powers_of(Fr::MULTIPLICATIVE_GENERATOR).take(cosets).collect();
        Self {
            k,
            omega,
            width,
            inverse: Transform::new(k, inverse, Fr::ONE, width),
            powers: shifts.iter().map(|s| s.pow([1 << k])).collect(),
            shifts,
        }
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        1 << self.k
    }

    /// `ω^rotation`.
    pub fn rotation(&self, rotation: i32) -> Fr {
        self.omega.pow([rotation.rem_euclid(self.rows() as i32) as u64])
    }

    /// Replaces values on the rows by coefficients.
    pub fn coefficients(&self, values: &mut [Fr]) {
        self.inverse.apply(values, Fr::TWO_INV.pow([self.k.into()]));
    }

    /// Values on a coset, from coefficients.
    pub fn coset(&self, coset: usize) -> Transform {
        Transform::new(self.k, self.omega, self.shifts[coset], self.width)
    }

    /// `1/(X^n - 1)` on a coset.
    pub fn vanishing_inverse(&self, coset: usize) -> Fr {
        (self.powers[coset] - Fr::ONE).invert().unwrap_or(Fr::ZERO)
    }

    /// Coefficients of the polynomial of degree below n with these values on a coset, each times `scale`.
    pub fn interpolate(&self, coset: usize, values: &mut [Fr], scale: Fr) {
        self.coefficients(values);
        let by = self.shifts[coset].invert().unwrap_or(Fr::ZERO);
        let mut power = scale;
        for v in values {
            *v *= power;
            power *= by;
        }
    }

    /// The pieces `h_j` of `h = Σ X^(n·j)·h_j`, from what `h` is on each coset, where `X^n` is a constant: `Σ (s^n)^j·h_j`.
    pub fn pieces(&self, cosets: &[Column]) -> Vec<Column> {
        let inverse = lagrange(&self.powers);
        let piece = |j: usize| {
            let mut piece = vec![Fr::ZERO; self.rows()];
            cosets.iter().zip(&inverse).for_each(|(coset, basis)| add_scaled(&mut piece, basis[j], coset));
            piece
        };
        (0..cosets.len()).into_par_iter().map(piece).collect()
    }
}

/// Coefficients of the polynomials that are one at one of the points and zero at the others.
pub fn lagrange(points: &[Fr]) -> Vec<Column> {
    let mut scales: Vec<Fr> = points
        .iter()
        .enumerate()
        .map(|(i, x)| points.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, y)| x - y).product())
        .collect();
    scales.iter_mut().batch_invert();
    let basis = |(i, scale): (usize, &Fr)| {
        let mut product = vec![*scale];
        for (_, root) in points.iter().enumerate().filter(|(j, _)| *j != i) {
            product.push(Fr::ZERO);
            for at in (0..product.len()).rev() {
                let below = if at == 0 { Fr::ZERO } else { product[at - 1] };
                product[at] = below - product[at] * root;
            }
        }
        product
    };
    scales.iter().enumerate().map(basis).collect()
}

/// The value of a polynomial at a point.
pub fn evaluate(coefficients: &[Fr], at: Fr) -> Fr {
    // Four sums, none of which waits for the others' products.
    let fourth = at.square().square();
    let mut sums = [Fr::ZERO; 4];
    for four in coefficients.chunks(4).rev() {
        for (i, sum) in sums.iter_mut().enumerate() {
            *sum = *sum * fourth + four.get(i).unwrap_or(&Fr::ZERO);
        }
    }
    sums.iter().rev().fold(Fr::ZERO, |value, sum| value * at + sum)
}

/// Adds `scale·other`.
pub fn add_scaled(to: &mut [Fr], scale: Fr, other: &[Fr]) {
    to.iter_mut().zip(other).for_each(|(to, v)| *to += scale * v);
}

/// Divides by `X - root`, without a remainder.
pub fn divide(coefficients: &mut Column, root: Fr) {
    let mut carried = Fr::ZERO;
    for c in coefficients.iter_mut().rev() {
        carried = carried * root + *c;
        *c = carried;
    }
    // What stands first is the remainder.
    coefficients.remove(0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    fn random(n: usize, seed: u64) -> Column {
        let mut rng = StdRng::seed_from_u64(seed);
        (0..n).map(|_| Fr::random(&mut rng)).collect()
    }

    #[test]
    fn transforms_are_evaluations() {
        for k in [1, 2, 4, 11] {
            let domain = Domain::new(k, 3, Width::Eight);
            let values = random(1 << k, k.into());
            let mut f = values.clone();
            domain.coefficients(&mut f);
            let at = [0, 1, (1 << k) - 1];
            for i in at {
                assert_eq!(values[i], evaluate(&f, domain.rotation(i as i32)), "k = {k}, row {i}");
            }
            for coset in 0..3 {
                let mut values = f.clone();
                domain.coset(coset).apply(&mut values, Fr::ONE);
                for i in at {
                    let point = domain.shifts[coset] * domain.rotation(i as i32);
                    assert_eq!(values[i], evaluate(&f, point), "k = {k}, coset {coset}, row {i}");
                }
                domain.interpolate(coset, &mut values, Fr::from(3));
                f.iter().zip(values).for_each(|(f, v)| assert_eq!(v, *f * Fr::from(3)));
            }
        }
    }

    #[test]
    fn transforms_are_the_same_eight_at_a_time() {
        for k in 6..14 {
            let domain = Domain::new(k, 1, Width::Eight);
            let plain = Plain::new(k, domain.omega, domain.shifts[0]);
            // A processor without the instructions has nothing to compare.
            let Some(fast) = Fast::new(&plain.twiddles) else { return };
            let mut values = random(1 << k, k.into());
            values.iter_mut().step_by(5).for_each(|v| *v = -Fr::ONE);
            values.iter_mut().skip(1).step_by(7).for_each(|v| *v = Fr::ZERO);
            let all_largest = vec![-Fr::ONE; 1 << k];
            for values in [values, all_largest] {
                let (mut a, mut b) = (values.clone(), values);
                plain.apply(&mut a);
                fast.apply(&mut b, Fr::from(3));
                a.iter_mut().for_each(|v| *v *= Fr::from(3));
                assert_eq!(a, b, "k = {k}");
            }
        }
    }

    #[test]
    fn pieces_come_from_cosets() {
        for pieces in 1..9 {
            let domain = Domain::new(4, pieces, Width::Eight);
            let h = random(16 * pieces, 5);
            let cosets: Vec<Column> = (0..pieces)
                .map(|coset| {
                    let point = |i| domain.shifts[coset] * domain.rotation(i);
                    let mut values: Column = (0..16).map(|i| evaluate(&h, point(i))).collect();
                    domain.interpolate(coset, &mut values, Fr::ONE);
                    values
                })
                .collect();
            assert_eq!(domain.pieces(&cosets).concat(), h);
        }
    }

    #[test]
    fn quotients_times_divisors_are_dividends() {
        let (mut f, root) = (random(9, 1), Fr::from(7));
        let remainder = evaluate(&f, root);
        f[0] -= remainder;
        let mut quotient = f.clone();
        divide(&mut quotient, root);
        let mut product = vec![Fr::ZERO; 9];
        add_scaled(&mut product[1..], Fr::ONE, &quotient);
        add_scaled(&mut product, -root, &quotient);
        assert_eq!(product, f);
    }
}
