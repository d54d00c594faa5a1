//! Polynomial expressions over a row's cells, as data: planned once, then read three ways, as a halo2
//! gate, as a value during witness generation, and as bytes in the verifying key.
//!
//! Bytes are a flat postfix program, so decoding needs no recursion; decoding bounds what it builds.

use borsh::{BorshDeserialize, BorshSerialize};
use ff::{Field, PrimeField};
use std::ops::{Add, Mul, Neg, Sub};

use super::field::{Fr, fr};

/// Largest exponent of a challenge in one expression. halo2 has no shared subexpressions, so `t^e` costs
/// `e` nodes while a circuit is configured.
pub const MAX_POWER: u32 = 1 << 16;

/// A polynomial in cells, with challenges in its coefficients.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant.
    Const(Fr),
    /// A fixed column in this row.
    Fixed(u16),
    /// An advice column, this many rows further down.
    Advice(u16, i8),
    /// The instance column in this row.
    Instance,
    /// A challenge to a power.
    Power(u8, u32),
    /// Sum.
    Sum(Box<Expr>, Box<Expr>),
    /// Product.
    Product(Box<Expr>, Box<Expr>),
}

/// One step of the postfix form.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Op {
    /// Pushes a constant, canonical little-endian.
    Const([u8; 32]),
    /// Pushes a cell of a fixed column.
    Fixed(u16),
    /// Pushes a cell of an advice column.
    Advice(u16, i8),
    /// Pushes a cell of the instance column.
    Instance,
    /// Pushes a power of a challenge.
    Power(u8, u32),
    /// Adds the two on top.
    Add,
    /// Multiplies the two on top.
    Mul,
}

impl Expr {
    /// Zero.
    pub fn zero() -> Self {
        Self::Const(Fr::ZERO)
    }

    /// An integer.
    pub fn int(v: i128) -> Self {
        Self::Const(fr(v))
    }

    /// A cell in this row.
    pub fn cell(column: u16) -> Self {
        Self::Advice(column, 0)
    }

    /// The degree in the cells.
    pub fn degree(&self) -> usize {
        match self {
            Self::Const(_) | Self::Power(..) => 0,
            Self::Fixed(_) | Self::Advice(..) | Self::Instance => 1,
            Self::Sum(a, b) => a.degree().max(b.degree()),
            Self::Product(a, b) => a.degree() + b.degree(),
        }
    }

    /// The value, given those of cells and challenges.
    pub fn eval(
        &self,
        fixed: &impl Fn(u16) -> Fr,
        advice: &impl Fn(u16, i8) -> Fr,
        instance: &impl Fn() -> Fr,
        power: &impl Fn(u8, u32) -> Fr,
    ) -> Fr {
        match self {
            Self::Const(c) => *c,
            Self::Fixed(c) => fixed(*c),
            Self::Advice(c, r) => advice(*c, *r),
            Self::Instance => instance(),
            Self::Power(c, e) => power(*c, *e),
            Self::Sum(a, b) => {
                a.eval(fixed, advice, instance, power) + b.eval(fixed, advice, instance, power)
            }
            Self::Product(a, b) => {
                a.eval(fixed, advice, instance, power) * b.eval(fixed, advice, instance, power)
            }
        }
    }

    /// Calls `f` for each advice cell read: column and rotation.
    pub fn advice_cells(&self, f: &mut impl FnMut(u16, i8)) {
        match self {
            Self::Advice(c, r) => f(*c, *r),
            Self::Sum(a, b) | Self::Product(a, b) => {
                a.advice_cells(f);
                b.advice_cells(f);
            }
            _ => {}
        }
    }

    /// The postfix form.
    pub fn to_ops(&self) -> Vec<Op> {
        let mut ops = Vec::new();
        self.push_ops(&mut ops);
        ops
    }

    fn push_ops(&self, ops: &mut Vec<Op>) {
        match self {
            Self::Const(c) => ops.push(Op::Const(c.to_repr())),
            Self::Fixed(c) => ops.push(Op::Fixed(*c)),
            Self::Advice(c, r) => ops.push(Op::Advice(*c, *r)),
            Self::Instance => ops.push(Op::Instance),
            Self::Power(c, e) => ops.push(Op::Power(*c, *e)),
            Self::Sum(a, b) => {
                a.push_ops(ops);
                b.push_ops(ops);
                ops.push(Op::Add);
            }
            Self::Product(a, b) => {
                a.push_ops(ops);
                b.push_ops(ops);
                ops.push(Op::Mul);
            }
        }
    }
}

/// Sum of expressions; zero for none.
pub fn sum(terms: impl IntoIterator<Item = Expr>) -> Expr {
    terms.into_iter().reduce(Add::add).unwrap_or_else(Expr::zero)
}

/// Product of expressions; one for none.
pub fn product(factors: impl IntoIterator<Item = Expr>) -> Expr {
    factors.into_iter().reduce(Mul::mul).unwrap_or_else(|| Expr::int(1))
}

impl Add for Expr {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        match (self, other) {
            (Self::Const(a), Self::Const(b)) => Self::Const(a + b),
            (Self::Const(a), e) | (e, Self::Const(a)) if a == Fr::ZERO => e,
            (a, b) => Self::Sum(a.into(), b.into()),
        }
    }
}

impl Mul for Expr {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        match (self, other) {
            (Self::Const(a), Self::Const(b)) => Self::Const(a * b),
            (Self::Const(a), e) | (e, Self::Const(a)) if a == Fr::ONE => e,
            (Self::Const(a), _) | (_, Self::Const(a)) if a == Fr::ZERO => Self::zero(),
            (Self::Power(_, 0), e) | (e, Self::Power(_, 0)) => e,
            (a, b) => Self::Product(a.into(), b.into()),
        }
    }
}

impl Neg for Expr {
    type Output = Self;
    fn neg(self) -> Self {
        Self::int(-1) * self
    }
}

impl Sub for Expr {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}
