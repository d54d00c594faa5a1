//! Affine index expressions: sums of loop variables with constant factors, as Rust values.
//!
//! `window * 2 + kernel - 1` builds an [`Index`]; the builder turns a list of them into one affine map and
//! the operands that it applies to.

use melior::Context;
use melior::ir::{AffineExpr, AffineMap, Attribute, Value};
use std::ops::{Add, Mul, Sub};

/// `constant + Σ factor · variable`, in units of elements or iterations.
#[derive(Clone, Debug)]
pub struct Index<'c, 'a> {
    terms: Vec<(Value<'c, 'a>, i64)>,
    constant: i64,
}

impl<'c, 'a> From<Value<'c, 'a>> for Index<'c, 'a> {
    fn from(variable: Value<'c, 'a>) -> Self {
        Self { terms: vec![(variable, 1)], constant: 0 }
    }
}

impl From<i64> for Index<'_, '_> {
    fn from(constant: i64) -> Self {
        Self { terms: Vec::new(), constant }
    }
}

impl<'c, 'a> Add for Index<'c, 'a> {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self.terms.extend(other.terms);
        self.constant += other.constant;
        self
    }
}

impl Add<i64> for Index<'_, '_> {
    type Output = Self;

    fn add(mut self, constant: i64) -> Self {
        self.constant += constant;
        self
    }
}

impl Sub<i64> for Index<'_, '_> {
    type Output = Self;

    fn sub(self, constant: i64) -> Self {
        self + -constant
    }
}

impl Mul<i64> for Index<'_, '_> {
    type Output = Self;

    fn mul(mut self, factor: i64) -> Self {
        self.terms.iter_mut().for_each(|(_, f)| *f *= factor);
        self.terms.retain(|(_, f)| *f != 0);
        self.constant *= factor;
        self
    }
}

/// `ceil(index / divisor)` for a divisor of at least 1: one end of a loop.
#[derive(Clone, Debug)]
pub struct Limit<'c, 'a> {
    /// The dividend.
    pub index: Index<'c, 'a>,
    /// The divisor; 1 for a plain index.
    pub divisor: i64,
}

impl<'c, 'a, T: Into<Index<'c, 'a>>> From<T> for Limit<'c, 'a> {
    fn from(index: T) -> Self {
        Self { index: index.into(), divisor: 1 }
    }
}

/// Affine map attribute of `limits`, and the operands for its dimensions.
pub(crate) fn map<'c, 'a>(
    context: &'c Context,
    limits: &[Limit<'c, 'a>],
) -> (Attribute<'c>, Vec<Value<'c, 'a>>) {
    let mut dims = Vec::new();
    let results: Vec<_> = limits.iter().map(|limit| expression(context, limit, &mut dims)).collect();
    let map = AffineMap::new(context, dims.len(), 0, &results);
    // SAFETY: the attribute is owned by the context, as the map is.
    let attribute = unsafe { Attribute::from_raw(mlir_sys::mlirAffineMapAttrGet(map.to_raw())) };
    (attribute, dims)
}

fn expression<'c, 'a>(
    context: &'c Context,
    limit: &Limit<'c, 'a>,
    dims: &mut Vec<Value<'c, 'a>>,
) -> AffineExpr<'c> {
    let constant = |v| AffineExpr::constant(context, v);
    let terms = limit.index.terms.iter().map(|(variable, factor)| {
        let position = dims.iter().position(|d| d == variable).unwrap_or_else(|| {
            dims.push(*variable);
            dims.len() - 1
        });
        AffineExpr::dim(context, position) * constant(*factor)
    });
    // MLIR simplifies factors of 1 and sums with 0.
    let sum = terms
        .reduce(|a, b| a + b)
        .map_or_else(|| constant(limit.index.constant), |sum| sum + constant(limit.index.constant));
    if limit.divisor == 1 { sum } else { AffineExpr::ceil_div(sum, constant(limit.divisor)) }
}
