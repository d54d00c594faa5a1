//! Polynomials of degree 2 at most, built from sums and products of an expression.
//!
//! Addition and multiplication wrap, so that the low bits of a polynomial are those of the code; a value that holds one
//! is shown not to leave its type, and then it is the code's.

use gadgets::ElementType;
use gadgets::primitive::{Map, Primitive, Term};

use super::super::affine::LoopId;
use super::super::refusal::{Refusal, refuse};
use super::{Operand, Raiser, Understood};

/// Most operands of a map.
const MAX_OPERANDS: usize = gadgets::primitive::MAX_OPERANDS;

/// `constant + Σ coefficient · Π factors`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Polynomial {
    operands: Vec<Operand>,
    terms: Vec<(i64, Vec<usize>)>,
    constant: i64,
}

impl From<Operand> for Polynomial {
    fn from(o: Operand) -> Self {
        match o {
            Operand::Polynomial(p) => p,
            Operand::Const(constant) => Self { constant, ..Self::default() },
            o => Self { operands: vec![o], terms: vec![(1, vec![0])], constant: 0 },
        }
    }
}

impl Polynomial {
    /// `self + factor · other`; `None` beyond 64 bits.
    fn plus(&self, other: &Self, factor: i64) -> Option<Self> {
        let mut sum = self.clone();
        sum.constant = other.constant.checked_mul(factor)?.checked_add(sum.constant)?;
        for (coefficient, factors) in &other.terms {
            let coefficient = coefficient.checked_mul(factor)?;
            let mut own: Vec<usize> = factors.iter().map(|f| sum.number(&other.operands[*f])).collect();
            own.sort_unstable();
            match sum.terms.iter_mut().find(|(_, f)| *f == own) {
                Some((c, _)) => *c = c.checked_add(coefficient)?,
                None => sum.terms.push((coefficient, own)),
            }
        }
        Some(sum.normal())
    }

    fn number(&mut self, o: &Operand) -> usize {
        self.operands.iter().position(|p| p == o).unwrap_or_else(|| {
            self.operands.push(o.clone());
            self.operands.len() - 1
        })
    }

    /// Without terms that vanish, operands in the order in which they occur.
    fn normal(self) -> Self {
        let mut new = Self { constant: self.constant, ..Self::default() };
        for (c, factors) in self.terms.into_iter().filter(|(c, _)| *c != 0) {
            let mut own: Vec<usize> = factors.iter().map(|f| new.number(&self.operands[*f])).collect();
            own.sort_unstable();
            new.terms.push((c, own));
        }
        new
    }

    /// The coefficient and the operand of a product with a constant.
    fn monomial(&self) -> Option<(i64, &Operand)> {
        match &self.terms[..] {
            [(c, factors)] if self.constant == 0 && factors.len() == 1 => {
                Some((*c, &self.operands[factors[0]]))
            }
            _ => None,
        }
    }

    /// The one operand that it is.
    pub fn single(&self) -> Option<&Operand> {
        self.monomial().filter(|(c, _)| *c == 1).map(|(_, o)| o)
    }

    pub fn as_constant(&self) -> Option<i64> {
        self.terms.is_empty().then_some(self.constant)
    }

    pub fn operands(&self) -> &[Operand] {
        &self.operands
    }
}

impl From<Polynomial> for Operand {
    fn from(p: Polynomial) -> Self {
        p.as_constant().map_or_else(|| Self::Polynomial(p), Self::Const)
    }
}

impl Raiser<'_> {
    /// The map that a polynomial is, with an axis for each loop.
    pub(super) fn map(&mut self, p: &Polynomial, axes: &[LoopId]) -> Understood<Primitive> {
        let reads = p.operands.iter().map(|o| self.read(o, axes)).collect::<Result<Vec<_>, _>>()?;
        if reads.is_empty() {
            return refuse("a constant in place of a tensor");
        }
        let terms = p.terms.iter().map(|(c, f)| Term { coefficient: *c, factors: f.clone() }).collect();
        Ok(Primitive::Map(Map { reads, terms, constant: p.constant }))
    }

    /// `a + factor · b`, in the low bits of `ty`.
    pub(super) fn sum(
        &mut self,
        a: Operand,
        b: Operand,
        factor: i64,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let sum = Polynomial::from(a.clone()).plus(&Polynomial::from(b.clone()), factor);
        if let Some(sum) = sum.filter(|s| s.operands.len() <= MAX_OPERANDS) {
            return Ok(sum.into());
        }
        let (a, b) = (self.exact(a, ty, scope)?, self.exact(b, ty, scope)?);
        let sum = Polynomial::from(a).plus(&Polynomial::from(b), factor);
        sum.map(Operand::from).ok_or_else(|| Refusal::new("a constant beyond 64 bits"))
    }

    /// `a · b`, in the low bits of `ty`.
    pub(super) fn product(
        &mut self,
        a: Operand,
        b: Operand,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let (p, q) = (Polynomial::from(a.clone()), Polynomial::from(b.clone()));
        if let Some(c) = q.as_constant().or(p.as_constant()) {
            let x = if q.as_constant().is_some() { a } else { b };
            if let Some(p) = Polynomial::default().plus(&Polynomial::from(x.clone()), c) {
                return Ok(p.into());
            }
            let x = self.exact(x, ty, scope)?;
            return self.sum(Operand::Const(0), x, c, ty, scope);
        }
        let times = |p: &Polynomial, q: &Polynomial| {
            let ((c, x), (d, y)) = (p.monomial()?, q.monomial()?);
            let mut product = Polynomial::default();
            let mut factors = vec![product.number(x), product.number(y)];
            factors.sort_unstable();
            product.terms = vec![(c.checked_mul(d)?, factors)];
            Some(product.normal())
        };
        if let Some(product) = times(&p, &q) {
            return Ok(product.into());
        }
        let (a, b) = (self.exact(a, ty, scope)?, self.exact(b, ty, scope)?);
        let product = times(&Polynomial::from(a), &Polynomial::from(b));
        product.map(Operand::from).ok_or_else(|| Refusal::new("a product beyond 64 bits"))
    }
}
