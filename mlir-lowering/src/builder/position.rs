//! Positions as values: where an index is no affine map of loop counters (it is computed, or has to be moved into a
//! buffer first), and conditions on one.

use gadgets::nest::{Atom, Counter, Index};
use melior::ir::{Type, Value};

use super::{Binary, Builder, INDEX, Memref, Variable};

/// Comparisons of positions, by their predicates.
const EQUAL: i64 = 0;
const LESS: i64 = 2;
const AT_LEAST: i64 = 5;

impl<'c, 'a> Builder<'c, 'a> {
    /// A computed position, which is moved below `count` and may be part of index expressions from here on. Values below
    /// 0 end up there, too.
    pub fn computed(&self, value: Value<'c, 'a>, count: usize, within: bool) -> Counter {
        let last = count as i64 - 1;
        let value =
            if within { value } else { self.binary(Binary::MinUnsigned, value, self.constant(64, last)) };
        let value = self.one("arith.index_cast", &[value], Type::index(self.context), &[]);
        let mut all = self.counters.borrow_mut();
        all.push(Variable { count, value: Some(value), affine: false });
        Counter(all.len() as u32 - 1)
    }

    fn is_affine(&self, ix: &Index) -> bool {
        let mut counters = std::collections::BTreeSet::new();
        ix.counters(&mut counters);
        let all = self.counters.borrow();
        counters.iter().all(|c| all.get(c.0 as usize).is_some_and(|v| v.affine))
    }

    /// An index expression's value.
    fn index(&self, ix: &Index) -> Value<'c, 'a> {
        if let Some(c) = ix.as_constant() {
            return self.constant(INDEX, c);
        }
        if self.is_affine(ix) {
            let (attribute, dims) = self.map(std::slice::from_ref(ix));
            return self.one("affine.apply", &dims, Type::index(self.context), &[("map", attribute)]);
        }
        // What is affine stays together.
        let mut rest = Index::constant(ix.constant);
        let mut sum: Option<Value<'c, 'a>> = None;
        for (atom, factor) in &ix.terms {
            let alone = Index { terms: [(atom.clone(), 1)].into(), constant: 0 };
            if self.is_affine(&alone) {
                rest.terms.insert(atom.clone(), *factor);
                continue;
            }
            let value = match atom {
                Atom::Counter(c) => self.counters.borrow().get(c.0 as usize).and_then(|v| v.value),
                Atom::Floor(a, n) => Some(self.quotient(Binary::DivideUnsigned, a, *n)),
                Atom::Mod(a, n) => Some(self.quotient(Binary::RemainderUnsigned, a, *n)),
                _ => None,
            };
            let value = value.expect("views make index expressions of sums, quotients and remainders");
            let term = match factor {
                1 => value,
                f => self.binary(Binary::Mul, value, self.constant(INDEX, *f)),
            };
            sum = Some(sum.map_or(term, |s| self.binary(Binary::Add, s, term)));
        }
        match sum {
            Some(sum) if rest == Index::default() => sum,
            Some(sum) => self.binary(Binary::Add, sum, self.index(&rest)),
            None => self.index(&rest),
        }
    }

    /// `floor(a / n)` or the rest of it, of what is moved up by a multiple of `n` first: unsigned quotients round
    /// towards 0.
    fn quotient(&self, op: Binary, a: &Index, n: i64) -> Value<'c, 'a> {
        let lo = self.extent(a).map_or(0, |(lo, _)| lo.min(0));
        let units = -lo.div_euclid(n);
        let constant = |c: i64| self.constant(INDEX, c);
        let mut value = self.index(a);
        if units != 0 {
            value = self.binary(Binary::Add, value, constant(units * n));
        }
        value = self.binary(op, value, constant(n));
        match op {
            Binary::DivideUnsigned if units != 0 => self.binary(Binary::Sub, value, constant(units)),
            _ => value,
        }
    }

    fn at_least_0(&self, ix: &Index) -> Value<'c, 'a> {
        let value = self.index(ix);
        match self.extent(ix) {
            Some((lo, _)) if lo >= 0 => value,
            _ => self.binary(Binary::Max, value, self.constant(INDEX, 0)),
        }
    }

    /// The element at positions that may lie outside of a buffer of this shape: they are moved inside.
    pub fn load_within(
        &self,
        memref: Memref<'c, 'a>,
        shape: &[usize],
        at: &[Index],
        bits: u32,
    ) -> Value<'c, 'a> {
        let inside =
            |(ix, n): (&Index, &usize)| self.extent(ix).is_some_and(|(lo, hi)| lo >= 0 && hi < *n as i64);
        if at.iter().all(|ix| self.is_affine(ix)) && at.iter().zip(shape).all(inside) {
            return self.load(memref, at, bits);
        }
        let mut operands = vec![memref.value];
        for (ix, n) in at.iter().zip(shape) {
            let value = self.at_least_0(ix);
            operands.push(match self.extent(ix) {
                Some((_, hi)) if hi < *n as i64 => value,
                _ => self.binary(Binary::Min, value, self.constant(INDEX, *n as i64 - 1)),
            });
        }
        let element = memref.element;
        let raw = self.one("memref.load", &operands, self.integer(element.bits()), &[]);
        self.resize(raw, element.bits(), element.signed(), bits)
    }

    /// `value` where `0 <= ix < size` and `step` divides it, else the constant.
    pub fn guarded(
        &self,
        (ix, size, step): (&Index, i64, i64),
        value: Value<'c, 'a>,
        otherwise: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let (lo, hi) = self.extent(ix).unwrap_or((i64::MIN, i64::MAX));
        let mut value = value;
        if step > 1 {
            let rest = match self.is_affine(ix) {
                true => ix.modulo(step).map(|rest| self.index(&rest)),
                false => Ok(self.quotient(Binary::RemainderUnsigned, ix, step)),
            };
            let rest = rest.expect("the remainder of an index expression by a step");
            value = self.select(self.compare(EQUAL, rest, self.constant(INDEX, 0)), value, otherwise);
        }
        if hi >= size {
            value = self.select(self.compares(LESS, ix, size), value, otherwise);
        }
        if lo < 0 {
            value = self.select(self.compares(AT_LEAST, ix, 0), value, otherwise);
        }
        value
    }

    /// `value` where `ix < end`, else `after`.
    pub fn before(
        &self,
        (ix, end): (&Index, i64),
        value: Value<'c, 'a>,
        after: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        match self.extent(ix) {
            Some((_, hi)) if hi < end => value,
            Some((lo, _)) if lo >= end => after,
            _ => self.select(self.compares(LESS, ix, end), value, after),
        }
    }

    fn compares(&self, predicate: i64, ix: &Index, bound: i64) -> Value<'c, 'a> {
        let (ix, bound) = (self.index(ix), self.constant(INDEX, bound));
        self.compare(predicate, ix, bound)
    }
}
