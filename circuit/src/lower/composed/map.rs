//! Polynomials: sums are one relation; products of two operands come before, one for each factor that terms share.

use gadgets::primitive::{Map, Term};

use super::{Operand, Together, Walk};
use crate::Ref;
use crate::lower::Lowered;

impl Walk<'_> {
    pub(super) fn map(&mut self, m: &Map) -> Lowered<Operand> {
        let operands = m.reads.iter().map(|r| self.operand(r)).collect::<Lowered<Vec<_>>>()?;
        if let ([x], true) = (&operands[..], m.is_copy()) {
            return Ok(x.clone());
        }
        if m.terms.is_empty() {
            let shape = operands.first().map(|x| x.shape.clone()).unwrap_or_default();
            return Ok(self.number(m.constant, &shape));
        }
        // Only those that terms name: others give nothing but a shape.
        let mut named: Vec<usize> = m.terms.iter().flat_map(|t| t.factors.iter().copied()).collect();
        named.sort_unstable();
        named.dedup();
        let all = Together::new(&named.iter().map(|i| &operands[*i]).collect::<Vec<_>>());
        let read = |i: usize| all.read(named.partition_point(|k| *k < i));
        let mut sum: Vec<(i64, Ref)> = Vec::new();
        let mut products: Vec<&Term> = Vec::new();
        for t in &m.terms {
            match t.factors[..] {
                [x] => sum.push((t.coefficient, read(x))),
                _ => products.push(t),
            }
        }
        while let Some(shared) = most_common(&products) {
            let (with, without): (Vec<&Term>, Vec<&Term>) =
                products.into_iter().partition(|t| t.factors.contains(&shared));
            products = without;
            let other = |t: &Term| match t.factors[..] {
                [a, b] if a == shared => b,
                [a, _] => a,
                _ => shared,
            };
            let (coefficient, factor) = match with[..] {
                [t] => (t.coefficient, read(other(t))),
                _ => {
                    let terms = with.iter().map(|t| (t.coefficient, read(other(t)))).collect();
                    (1, self.builder.affine(terms, 0)?.into())
                }
            };
            sum.push((coefficient, self.builder.mul(read(shared), factor)?.into()));
        }
        let t = match &sum[..] {
            [(1, product)] if m.constant == 0 && m.terms.iter().all(|t| t.factors.len() == 2) => {
                product.whole()
            }
            _ => None,
        };
        let t = match t {
            Some(t) => t,
            None => self.builder.affine(sum, m.constant)?,
        };
        Ok(all.expand(self.builder, t))
    }
}

/// The factor that most of the products have, the first of several.
fn most_common(products: &[&Term]) -> Option<usize> {
    let of = |f: usize| products.iter().filter(|t| t.factors.contains(&f)).count();
    let all = products.iter().flat_map(|t| &t.factors).copied();
    all.min_by_key(|f| (std::cmp::Reverse(of(*f)), *f))
}
