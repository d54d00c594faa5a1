//! Which integers the gates are about: intervals of any size, and what an expression may take.
//!
//! A gate says that an expression is zero modulo the field's prime. It says so of integers only if none of
//! its values but zero is a multiple of the prime: if all of them, for whatever integers its cells may
//! stand for, lie below half of it. Two kinds of gate need less: a product that has to be zero, of which
//! some factor is zero in a field too, and an evaluation at a challenge, which is about its coefficients.

use circuit::Range;
use ff::PrimeField;
use num_bigint::{BigInt, BigUint, Sign};
use std::fmt;
use std::ops::{Add, Mul};

use super::expr::Expr;
use super::field::Fr;

/// Integers between two ends, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    lo: BigInt,
    hi: BigInt,
}

/// The prime `p` of a field.
pub(super) fn modulus<F: PrimeField>() -> BigUint {
    let last = -F::ONE;
    BigUint::from_bytes_le(last.to_repr().as_ref()) + 1u32
}

impl Interval {
    /// One integer.
    pub fn point(v: impl Into<BigInt>) -> Self {
        let v = v.into();
        Self { lo: v.clone(), hi: v }
    }

    /// The smallest interval that holds both.
    pub fn hull(&self, other: &Self) -> Self {
        Self { lo: (&self.lo).min(&other.lo).clone(), hi: (&self.hi).max(&other.hi).clone() }
    }

    /// Whether the integer lies in it.
    pub fn contains(&self, v: &BigInt) -> bool {
        self.lo <= *v && *v <= self.hi
    }

    /// Whether each of these integers is another one modulo `prime`, with zero for zero alone: all lie
    /// below half of it.
    pub fn fits(&self, prime: &BigUint) -> bool {
        let largest = self.lo.magnitude().max(self.hi.magnitude());
        largest + largest < *prime
    }

    /// Whether they do in the field of the proofs.
    pub fn fits_field(&self) -> bool {
        // The usual case, without making the prime.
        let bits = self.lo.bits().max(self.hi.bits());
        bits < u64::from(Fr::CAPACITY) || self.fits(&modulus::<Fr>())
    }
}

impl From<Range> for Interval {
    fn from(r: Range) -> Self {
        Self { lo: r.lo.into(), hi: r.hi.into() }
    }
}

impl Add for &Interval {
    type Output = Interval;
    fn add(self, other: Self) -> Interval {
        Interval { lo: &self.lo + &other.lo, hi: &self.hi + &other.hi }
    }
}

impl Mul for &Interval {
    type Output = Interval;
    fn mul(self, other: Self) -> Interval {
        let ends = [&self.lo * &other.lo, &self.lo * &other.hi, &self.hi * &other.lo, &self.hi * &other.hi];
        let [a, b, c, d] = &ends;
        let (lo, hi) = (a.min(b).min(c.min(d)).clone(), a.max(b).max(c.max(d)).clone());
        Interval { lo, hi }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..={}", self.lo, self.hi)
    }
}

/// The integer nearest to zero that a field element stands for.
pub fn signed(v: &Fr) -> BigInt {
    let repr = v.to_repr();
    let whole = BigUint::from_bytes_le(repr.as_ref());
    let prime = modulus::<Fr>();
    if &whole + &whole < prime {
        BigInt::from_biguint(Sign::Plus, whole)
    } else {
        BigInt::from_biguint(Sign::Minus, prime - whole)
    }
}

/// The values of an expression without challenges, given those of its cells; `None` where a cell takes part
/// that stands for no integer.
pub fn values(e: &Expr, cell: &impl Fn(u16, i8) -> Option<Interval>) -> Option<Interval> {
    match e {
        Expr::Const(c) => Some(Interval::point(signed(c))),
        Expr::Advice(c, r) => cell(*c, *r),
        Expr::Fixed(_) | Expr::Instance | Expr::Power(..) => None,
        Expr::Sum(a, b) => Some(&values(a, cell)? + &values(b, cell)?),
        Expr::Product(a, b) => Some(&values(a, cell)? * &values(b, cell)?),
    }
}

/// The integers that a product is about which has to be zero: those of each factor. A factor that is known
/// to be zero exactly where others are counts for nothing.
pub fn zero_test<'a>(factors: impl IntoIterator<Item = &'a Interval>) -> Interval {
    factors.into_iter().fold(Interval::point(0), |all, f| all.hull(f))
}

#[cfg(test)]
mod tests {
    use super::super::field::fr;
    use super::*;

    #[test]
    fn integers_fit_up_to_half_of_the_prime() {
        let half = BigInt::from((modulus::<Fr>() - 1u32) / 2u32);
        for v in [&half, &-&half] {
            assert!(Interval::point(v.clone()).fits_field(), "{v}");
        }
        let beyond: [BigInt; 3] = [&half + 1, -&half - 1, &half * 2 + 1];
        for v in beyond {
            assert!(!Interval::point(v.clone()).fits_field(), "{v}");
        }
        let both = Interval::point(half.clone()).hull(&Interval::point(-&half));
        assert!(both.fits_field() && !(&both + &both).fits_field());
    }

    #[test]
    fn field_elements_stand_for_small_integers() {
        for v in [0, 1, -1, i128::MAX, i128::MIN + 1] {
            assert_eq!(signed(&fr(v)), BigInt::from(v));
        }
    }

    #[test]
    fn images_are_exact() {
        let (a, b) = (Interval::from(Range::new(-3, 5)), Interval::from(Range::new(-2, 7)));
        assert_eq!(&a + &b, Range::new(-5, 12).into());
        assert_eq!(&a * &b, Range::new(-21, 35).into());
        let e = Expr::cell(0) * Expr::int(-2) + Expr::Advice(1, -1);
        let cell = |c: u16, r: i8| Some(if (c, r) == (0, 0) { a.clone() } else { b.clone() });
        assert_eq!(values(&e, &cell), Some(Range::new(-12, 13).into()));
        assert_eq!(values(&e, &|c, _| (c == 0).then(|| a.clone())), None);
    }
}
