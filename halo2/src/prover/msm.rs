//! Commitments: sums of scalars times points of the reference string.
//!
//! Pippenger's algorithm over signed digits, with a thing that a table of small integers asks for. Scalars are taken by their
//! size, whichever sign they have: those of 16 bits and of 64 bits have sums of their own, with few digits, so that a column of
//! lanes costs a tenth of a column of random values, and its blinding rows are a sum of their own of a few points. Times depend on
//! the scalars.
//!
//! Where the processor can, and there are points enough, those of a digit are summed [eight at a time](super::fast::Points).
//! Elsewhere the points of a bucket are added in affine coordinates, pair by pair, all pairs of all buckets with one
//! inversion: six products of the field for an addition instead of twelve.
//!
//! Sources: D. J. Bernstein, J. Doumen, T. Lange, J.-J. Oosterwijk, "Faster batch forgery identification" (2012), section 4, for the sums;
//! P. L. Montgomery (1987) for inverting many at once.

use ff::{Field, PrimeField};
use halo2curves::bn256::{Fq, G1, G1Affine};
use halo2curves::group::prime::PrimeCurveAffine;
use halo2curves::group::{Curve, Group};
use rayon::prelude::*;

use super::domain::Width;
use super::fast;
use crate::field::Fr;

/// Largest numbers, in bits, of sums of their own.
const CLASSES: [u32; 3] = [16, 64, Fr::NUM_BITS];
/// Of additions one by one, in products of the field: for each affine point, for each bucket, for each digit.
const COSTS: [usize; 3] = [6, 26, 0];
/// Of additions eight at a time, in tenths of one: the same.
const COSTS_OF_EIGHT: [usize; 3] = [10, 24, 2000];
/// Of an addition of a point without a bucket, in the same.
const FEW_OF_ONE: usize = 13;
/// See [`FEW_OF_ONE`]: a product of one number at a time is shorter than one of eight.
const FEW_OF_EIGHT: usize = 50;
/// Fewest points that have buckets: blinding rows of a column of small numbers are fewer.
const FEW: usize = 48;
/// Fewest bits of the digits of points that are added eight at a time, and bits of those of points without buckets.
const NARROWEST: u32 = 4;
/// Widest digits.
const WIDEST: u32 = 16;

/// A scalar that is not zero.
struct Term {
    /// Number of its point.
    point: u32,
    /// Whether the point is subtracted.
    negative: bool,
    /// The smaller of the scalar and its negative.
    number: [u64; 4],
}

/// Points that scalars are for.
pub struct Points<'a> {
    points: &'a [G1Affine],
    fast: Option<fast::Points>,
}

impl<'a> Points<'a> {
    /// Points of the reference string.
    pub fn new(points: &'a [G1Affine], width: Width) -> Self {
        Self { points, fast: if width == Width::Eight { fast::Points::new(points) } else { None } }
    }

    /// `Σ scalar·point`, over the shorter of both.
    pub fn msm(&self, scalars: &[Fr]) -> G1 {
        let mut classes = CLASSES.map(|_| Vec::new());
        let most = limbs(&-Fr::ONE);
        for (point, scalar) in (0..).zip(&scalars[..scalars.len().min(self.points.len())]) {
            if let Some((class, number, negative)) = sized(scalar, &most)
                && !is_zero(&self.points[point as usize])
            {
                classes[class].push(Term { point, negative, number });
            }
        }
        let sums = classes.par_iter().zip(CLASSES).map(|(terms, bits)| self.sum(terms, bits));
        sums.reduce(G1::identity, |a, b| a + b)
    }

    /// The sum of numbers of at most so many bits times points.
    fn sum(&self, terms: &[Term], bits: u32) -> G1 {
        if terms.is_empty() {
            return G1::identity();
        }
        if terms.len() < FEW {
            return self.sum_of_few(terms, bits);
        }
        let width = match &self.fast {
            Some(_) => width(terms.len(), bits, NARROWEST, COSTS_OF_EIGHT),
            None => width(terms.len(), bits, 1, COSTS),
        };
        let of_digit = |i| {
            let digit = |term: &Term| {
                let digit = digit(&term.number, i, width);
                (term.point, if term.negative { -digit } else { digit })
            };
            let digits: Vec<(u32, i32)> = terms.iter().map(digit).collect();
            match &self.fast {
                Some(points) => points.sum(&digits, width - 1),
                None => of_digits(self.points, &digits, width),
            }
        };
        let sums: Vec<G1> = (0..digits(bits, width)).into_par_iter().map(of_digit).collect();
        let shift = |sum: G1| (0..width).fold(sum, |sum, _| sum.double());
        sums.into_iter().rev().fold(G1::identity(), |sum, next| shift(sum) + next)
    }

    /// The same, by multiples of each point, whose digits are added in turn: without buckets, and without their inversions.
    fn sum_of_few(&self, terms: &[Term], bits: u32) -> G1 {
        let multiples = |term: &Term| {
            let point = self.points[term.point as usize];
            let point = if term.negative { -point } else { point };
            let mut sum = G1::identity();
            [(); 1 << (NARROWEST - 1)].map(|()| {
                sum += point;
                sum
            })
        };
        let multiples: Vec<_> = terms.iter().map(multiples).collect();
        (0..digits(bits, NARROWEST)).rev().fold(G1::identity(), |sum, i| {
            let shifted = (0..NARROWEST).fold(sum, |sum, _| sum.double());
            terms.iter().zip(&multiples).fold(shifted, |sum, (term, multiples)| {
                match digit(&term.number, i, NARROWEST) {
                    0 => sum,
                    d if d > 0 => sum + multiples[d as usize - 1],
                    d => sum - multiples[d.unsigned_abs() as usize - 1],
                }
            })
        })
    }
}

/// Commitments to several polynomials.
pub fn commit(points: &Points<'_>, polynomials: &[Vec<Fr>]) -> Vec<G1Affine> {
    let sums: Vec<G1> = polynomials.par_iter().map(|scalars| points.msm(scalars)).collect();
    let mut affine = vec![G1Affine::identity(); sums.len()];
    G1::batch_normalize(&sums, &mut affine);
    affine
}

/// What [`Points::msm`] of these scalars takes, as its digits are chosen by: in products of the field, each of eight at a time where the
/// processor can.
pub fn products(scalars: &[Fr]) -> u64 {
    let (mut counts, most) = ([0usize; CLASSES.len()], limbs(&-Fr::ONE));
    scalars.iter().filter_map(|scalar| sized(scalar, &most)).for_each(|(class, ..)| counts[class] += 1);
    counts.into_iter().zip(CLASSES).map(|(terms, bits)| products_of(terms, bits)).sum()
}

/// The same of so many numbers of at most so many bits.
pub fn products_of(terms: usize, bits: u32) -> u64 {
    let (narrowest, costs, of_few, unit) = if fast::is_there() {
        (NARROWEST, COSTS_OF_EIGHT, FEW_OF_EIGHT, 10)
    } else {
        (1, COSTS, FEW_OF_ONE, 1)
    };
    let cost = match terms {
        0 => 0,
        1..FEW => {
            let digits = digits(bits, NARROWEST) as usize;
            of_few * (terms * (digits + (1 << (NARROWEST - 1))) + digits * NARROWEST as usize)
        }
        _ => cost(terms, bits, width(terms, bits, narrowest, costs), costs),
    };
    (cost / unit) as u64
}

/// The class of a scalar, the smaller of it and its negative, and whether it is the latter; `None` for zero.
fn sized(scalar: &Fr, most: &[u64; 4]) -> Option<(usize, [u64; 4], bool)> {
    // Fixed columns are zero nearly everywhere.
    if *scalar == Fr::ZERO {
        return None;
    }
    let (number, negative) = magnitude(scalar, most);
    let bits = 256 - number.iter().rev().fold((0, true), leading).0;
    let class = CLASSES.iter().position(|most| bits <= *most).unwrap_or(CLASSES.len() - 1);
    Some((class, number, negative))
}

/// Leading zeros, as long as there were only zeros.
fn leading((zeros, only): (u32, bool), limb: &u64) -> (u32, bool) {
    if only { (zeros + limb.leading_zeros(), *limb == 0) } else { (zeros, false) }
}

/// A field element's number, its least limb first.
fn limbs(scalar: &Fr) -> [u64; 4] {
    let bytes = scalar.to_repr();
    let mut limbs = [0; 4];
    for (limb, bytes) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = bytes.iter().rev().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    }
    limbs
}

/// The smaller of a scalar and its negative, and whether it is the latter; `most` is the largest number of all.
fn magnitude(scalar: &Fr, most: &[u64; 4]) -> ([u64; 4], bool) {
    let number = limbs(scalar);
    // By the highest limb alone: near the middle either will do.
    if number[3] <= most[3] >> 1 { (number, false) } else { (limbs(&-scalar), true) }
}

/// Digit `i` of a number in signed digits of `width` bits, between `-2^(width-1)` and `2^(width-1)`.
fn digit(number: &[u64; 4], i: u32, width: u32) -> i32 {
    // The bits of the digit and the one below it.
    let from = i * width;
    let bits = |at: u32| {
        let (limb, shift) = ((at / 64) as usize, at % 64);
        let low = number.get(limb).map_or(0, |l| l >> shift);
        let high = number.get(limb + 1).map_or(0, |l| l.checked_shl(64 - shift).unwrap_or(0));
        low | high
    };
    let mask = (1u64 << (width + 1)) - 1;
    let with_below = if from == 0 { bits(0) << 1 } else { bits(from - 1) } & mask;
    let rounded = (with_below + 1) >> 1;
    rounded as i32 - if with_below >> width == 1 { 1 << width } else { 0 }
}

/// The width of digits with the least cost for so many numbers of so many bits.
fn width(terms: usize, bits: u32, narrowest: u32, costs: [usize; 3]) -> u32 {
    (narrowest..=WIDEST).min_by_key(|width| cost(terms, bits, *width, costs)).unwrap_or(narrowest)
}

/// What so many numbers of so many bits cost by digits of so many.
fn cost(terms: usize, bits: u32, width: u32, [point, bucket, digit]: [usize; 3]) -> usize {
    digits(bits, width) as usize * (terms * point + (bucket << (width - 1)) + digit)
}

/// Digits of numbers of so many bits; the last one may be carried into.
fn digits(bits: u32, width: u32) -> u32 {
    (bits + 1).div_ceil(width)
}

/// The sum of digits of so many bits times points by number.
fn of_digits(points: &[G1Affine], digits: &[(u32, i32)], width: u32) -> G1 {
    let terms = digits.iter().map(|(point, digit)| (&points[*point as usize], *digit));
    let mut buckets = Buckets::new(terms, 1 << (width - 1));
    while buckets.halve() {}
    // Σ d·B_d, as the sum of all sums from a bucket to the last.
    let (mut from, mut total) = (G1::identity(), G1::identity());
    for bucket in (0..buckets.ends.len()).rev() {
        if let Some(point) = buckets.of(bucket).first() {
            from += point;
        }
        total += from;
    }
    total
}

/// Points by the digit that they are taken by.
struct Buckets {
    points: Vec<G1Affine>,
    /// First and behind the last point of each digit from 1 on.
    ends: Vec<(usize, usize)>,
    /// Of pairs that are added.
    inverses: Vec<Fq>,
}

impl Buckets {
    /// Points with digits of at most `most` either way; those with negative ones negated, those with 0 left out.
    fn new<'a>(terms: impl Iterator<Item = (&'a G1Affine, i32)> + Clone, most: usize) -> Self {
        let mut ends = vec![(0, 0); most];
        let digits = terms.clone().filter(|(_, d)| *d != 0);
        digits.clone().for_each(|(_, d)| ends[d.unsigned_abs() as usize - 1].1 += 1);
        let mut start = 0;
        for end in &mut ends {
            let count = end.1;
            *end = (start, start);
            start += count;
        }
        let mut points = vec![G1Affine::identity(); start];
        for (point, d) in digits {
            let end = &mut ends[d.unsigned_abs() as usize - 1].1;
            points[*end] = if d < 0 { -*point } else { *point };
            *end += 1;
        }
        Self { points, ends, inverses: Vec::new() }
    }

    fn of(&self, bucket: usize) -> &[G1Affine] {
        let (start, end) = self.ends[bucket];
        &self.points[start..end]
    }

    /// Adds the points of each bucket in pairs; whether there were any.
    fn halve(&mut self) -> bool {
        self.inverses.clear();
        for (start, end) in &self.ends {
            let pairs = self.points[*start..*end].chunks_exact(2);
            self.inverses.extend(pairs.map(|pair| denominator(&pair[0], &pair[1])));
        }
        invert(&mut self.inverses);
        let mut inverses = self.inverses.iter();
        for (start, end) in &mut self.ends {
            let (pairs, odd) = ((*end - *start) / 2, (*end - *start) % 2);
            for (i, inverse) in (0..pairs).zip(&mut inverses) {
                let (a, b) = (self.points[*start + 2 * i], self.points[*start + 2 * i + 1]);
                self.points[*start + i] = add(&a, &b, inverse);
            }
            if odd == 1 {
                self.points[*start + pairs] = self.points[*end - 1];
            }
            *end = *start + pairs + odd;
        }
        !self.inverses.is_empty()
    }
}

/// Whether a point is the one at infinity, not in constant time.
fn is_zero(point: &G1Affine) -> bool {
    point.x == Fq::ZERO && point.y == Fq::ZERO
}

/// What a sum of two points is divided by: never zero.
fn denominator(a: &G1Affine, b: &G1Affine) -> Fq {
    if is_zero(a) || is_zero(b) {
        return Fq::ONE;
    }
    let difference = b.x - a.x;
    if difference != Fq::ZERO {
        return difference;
    }
    // The order is odd, so that no point is its own negative.
    if a.y == b.y { a.y + a.y } else { Fq::ONE }
}

/// The sum of two points, given the inverse of [`denominator`].
fn add(a: &G1Affine, b: &G1Affine, inverse: &Fq) -> G1Affine {
    if is_zero(a) {
        return *b;
    }
    if is_zero(b) {
        return *a;
    }
    let slope = if a.x != b.x {
        (b.y - a.y) * inverse
    } else if a.y == b.y {
        let square = a.x.square();
        (square + square + square) * inverse
    } else {
        return G1Affine::identity();
    };
    let x = slope.square() - a.x - b.x;
    G1Affine { x, y: slope * (a.x - x) - a.y }
}

/// Inverts elements other than zero.
fn invert(elements: &mut [Fq]) {
    let mut product = Fq::ONE;
    let before: Vec<Fq> = elements
        .iter()
        .map(|element| {
            let before = product;
            product *= element;
            before
        })
        .collect();
    let mut inverse = product.invert().unwrap_or(Fq::ZERO);
    for (element, before) in elements.iter_mut().zip(before).rev() {
        let inverted = inverse * before;
        inverse *= *element;
        *element = inverted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::fr;
    use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};

    /// By one and by eight at a time.
    fn msm(points: &[G1Affine], scalars: &[Fr]) -> [G1; 2] {
        [Width::One, Width::Eight].map(|width| Points::new(points, width).msm(scalars))
    }

    fn naive(points: &[G1Affine], scalars: &[Fr]) -> G1 {
        points.iter().zip(scalars).map(|(p, s)| p * s).sum()
    }

    fn points(n: usize, rng: &mut impl RngCore) -> Vec<G1Affine> {
        (0..n).map(|_| G1::random(&mut *rng).to_affine()).collect()
    }

    #[test]
    fn sums_are_right_for_numbers_of_every_size() {
        let mut rng = StdRng::seed_from_u64(1);
        let all = points(300, &mut rng);
        let half = -Fr::TWO_INV;
        let special = [fr(0), fr(1), fr(-1), fr(65535), fr(-65536), fr(1 << 64), half, half + Fr::ONE, -half];
        for n in [0, 1, 2, 3, 17, 60, 300] {
            for kind in 0..5 {
                let scalars: Vec<Fr> = (0..n)
                    .map(|i| match kind {
                        0 => Fr::random(&mut rng),
                        1 => fr(rng.gen_range(-3..3)),
                        2 => fr(rng.r#gen::<i64>().into()),
                        3 => special[i % special.len()],
                        _ if i % 40 == 7 => Fr::random(&mut rng),
                        _ => fr(rng.gen_range(0..4096)),
                    })
                    .collect();
                assert_eq!(msm(&all, &scalars), [naive(&all, &scalars); 2], "{n} scalars of kind {kind}");
            }
        }
    }

    /// A string whose points are equal, opposite or zero is no string, but sums must be right.
    #[test]
    fn sums_are_right_for_points_that_meet() {
        let mut rng = StdRng::seed_from_u64(2);
        let p = points(2, &mut rng);
        let kinds = [p[0], -p[0], p[1], G1Affine::identity(), p[0], (p[0] + p[1]).to_affine()];
        for n in [40, 40, 90, 90, 300, 1000] {
            let points: Vec<G1Affine> = (0..n).map(|_| kinds[rng.gen_range(0..kinds.len())]).collect();
            let scalars: Vec<Fr> = (0..n).map(|_| fr(rng.gen_range(-2..3))).collect();
            assert_eq!(msm(&points, &scalars), [naive(&points, &scalars); 2]);
        }
    }

    /// What sums take grows with the numbers, and is nothing for zeros.
    #[test]
    fn sums_are_counted_by_the_size_of_their_numbers() {
        let mut rng = StdRng::seed_from_u64(4);
        let of = |n: usize, number: &mut dyn FnMut() -> Fr| -> u64 {
            products(&(0..n).map(|_| number()).collect::<Vec<_>>())
        };
        assert_eq!(of(1000, &mut || Fr::ZERO), 0);
        for n in [1, FEW - 1, FEW, 1000] {
            let small = of(n, &mut || fr(rng.gen_range(1..4096)));
            assert_eq!(of(n, &mut || fr(-7)), small, "{n} of either sign");
            assert_eq!(small, products_of(n, 16), "{n}");
            let large = of(n, &mut || Fr::random(&mut rng));
            assert!(large > 4 * small && large == products_of(n, Fr::NUM_BITS), "{n}: {large}, {small}");
        }
        let mixed: Vec<Fr> = (0..1000).map(|i| if i % 10 == 0 { -Fr::TWO_INV } else { fr(3) }).collect();
        assert_eq!(products(&mixed), products_of(900, 16) + products_of(100, Fr::NUM_BITS));
    }

    #[test]
    fn digits_add_up() {
        let mut rng = StdRng::seed_from_u64(3);
        for width in 1..=WIDEST {
            for _ in 0..20 {
                let scalar = Fr::random(&mut rng);
                let number = limbs(&scalar);
                let base = Fr::from(1 << width);
                let terms = (0..digits(Fr::NUM_BITS, width)).rev();
                let value = terms.fold(Fr::ZERO, |sum, i| sum * base + fr(digit(&number, i, width).into()));
                assert_eq!(value, scalar, "width {width}");
            }
        }
    }
}
