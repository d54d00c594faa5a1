//! Elements of the scalar field as a contract computes them: inputs, constants, sums of products and inverses, each
//! distinct one once.

use ff::{Field, PrimeField};
use std::collections::HashMap;

use crate::field::Fr;
use crate::verifier::arithmetic::Arithmetic;

/// A value, by its number. Operands have smaller numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u32);

impl Id {
    /// The value with a number.
    pub fn at(index: usize) -> Self {
        Self(index as u32)
    }

    /// Its number.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a value comes about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A word of the input.
    Input(u32),
    /// A constant, canonical little-endian.
    Constant([u8; 32]),
    /// `Σ a·b`, of at least one product.
    Sum(Vec<(Id, Id)>),
    /// An inverse; there is none of zero.
    Inverse(Id),
}

/// Most products of a sum: what is longer is a sum of sums.
const LONGEST: usize = 64;

/// Values.
#[derive(Clone, Debug)]
pub struct Values {
    all: Vec<Value>,
    known: HashMap<Value, Id>,
    /// Squares of squares, for powers.
    powers: HashMap<(Id, u32), Id>,
    one: Id,
    minus_one: Id,
}

impl Default for Values {
    fn default() -> Self {
        let (all, known, powers) = (Vec::new(), HashMap::new(), HashMap::new());
        let mut values = Self { all, known, powers, one: Id(0), minus_one: Id(0) };
        values.one = values.constant(Fr::ONE);
        values.minus_one = values.constant(-Fr::ONE);
        values
    }
}

impl Values {
    /// All of them, in order.
    pub fn all(&self) -> &[Value] {
        &self.all
    }

    fn push(&mut self, value: Value) -> Id {
        if let Some(id) = self.known.get(&value) {
            return *id;
        }
        let id = Id(self.all.len() as u32);
        self.all.push(value.clone());
        self.known.insert(value, id);
        id
    }

    fn known_constant(&self, id: Id) -> Option<Fr> {
        match &self.all[id.index()] {
            Value::Constant(bytes) => Fr::from_repr(*bytes).into(),
            _ => None,
        }
    }

    /// What all come to; `None` where there is no inverse.
    pub fn evaluate(&self, inputs: &[Fr]) -> Option<Vec<Fr>> {
        let mut found: Vec<Fr> = Vec::with_capacity(self.all.len());
        for value in &self.all {
            let value = match value {
                Value::Input(word) => *inputs.get(*word as usize)?,
                Value::Constant(bytes) => Option::from(Fr::from_repr(*bytes))?,
                Value::Sum(terms) => terms.iter().map(|(a, b)| found[a.index()] * found[b.index()]).sum(),
                Value::Inverse(of) => Option::from(found[of.index()].invert())?,
            };
            found.push(value);
        }
        Some(found)
    }
}

impl Arithmetic for Values {
    type Id = Id;

    fn input(&mut self, word: usize) -> Id {
        self.push(Value::Input(word as u32))
    }

    fn constant(&mut self, value: Fr) -> Id {
        self.push(Value::Constant(value.to_repr()))
    }

    /// `Σ a·b`. Products of constants are added up, and what is zero is left out.
    fn sum(&mut self, terms: impl IntoIterator<Item = (Id, Id)>) -> Id {
        let mut constant = Fr::ZERO;
        let mut left = Vec::new();
        for (a, b) in terms {
            match (self.known_constant(a), self.known_constant(b)) {
                (Some(a), Some(b)) => constant += a * b,
                (Some(c), None) | (None, Some(c)) if c == Fr::ZERO => {}
                // The constant comes second.
                (Some(_), None) => left.push((b, a)),
                _ => left.push((a, b)),
            }
        }
        if constant != Fr::ZERO || left.is_empty() {
            let constant = self.constant(constant);
            left.push((constant, self.one));
        }
        while left.len() > LONGEST {
            let parts = left.chunks(LONGEST).map(<[(Id, Id)]>::to_vec).collect::<Vec<_>>();
            left = parts.into_iter().map(|part| (self.push(Value::Sum(part)), self.one)).collect();
        }
        match left[..] {
            [(a, b)] if b == self.one => a,
            _ => self.push(Value::Sum(left)),
        }
    }

    fn inverse(&mut self, a: Id) -> Id {
        self.push(Value::Inverse(a))
    }

    /// `base^exponent`, by what is known already where that takes one product.
    fn power(&mut self, base: Id, exponent: u32) -> Id {
        match exponent {
            0 => return self.one,
            1 => return base,
            _ => {}
        }
        if let Some(id) = self.powers.get(&(base, exponent)) {
            return *id;
        }
        let split = (1..=(exponent / 2).min(64)).find(|e| {
            let known = |e: u32| e == 1 || self.powers.contains_key(&(base, e));
            known(*e) && known(exponent - e)
        });
        let low = split.unwrap_or(if exponent.is_multiple_of(2) { exponent / 2 } else { 1 });
        let (a, b) = (self.power(base, low), self.power(base, exponent - low));
        let id = self.product(a, b);
        self.powers.insert((base, exponent), id);
        id
    }

    fn one(&self) -> Id {
        self.one
    }

    fn minus_one(&self) -> Id {
        self.minus_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Op;
    use crate::field::fr;

    #[test]
    fn values_are_what_they_say() {
        let mut v = Values::default();
        let (a, b) = (v.input(0), v.input(1));
        let three = v.constant(fr(3));
        let zero = v.constant(Fr::ZERO);
        let sum = v.sum([(a, b), (three, a), (three, three), (zero, b)]);
        let difference = v.difference(sum, b);
        let power = v.power(a, 1000);
        let inverse = v.inverse(difference);
        let again = v.sum([(a, b), (a, three), (three, three), (b, zero)]);
        assert_eq!(sum, again);
        let (x, y) = (fr(5), fr(-7));
        let found = v.evaluate(&[x, y]).unwrap();
        let expected = x * y + fr(15) + fr(9);
        assert_eq!(found[sum.index()], expected);
        assert_eq!(found[power.index()], x.pow([1000]));
        assert_eq!(found[inverse.index()] * (expected - y), Fr::ONE);
        assert!(v.evaluate(&[fr(0), fr(9)]).is_none(), "an inverse of zero");
        assert!(v.evaluate(&[x]).is_none(), "an input that is not there");
        let constant = v.sum([(three, three), (three, zero)]);
        assert_eq!(v.all()[constant.index()], Value::Constant(fr(9).to_repr()));
    }

    #[test]
    fn gates_are_sums_of_products() {
        let mut v = Values::default();
        let ops = [Op::Fixed(0), Op::Instance, Op::Mul, Op::Fixed(1), Op::Add, Op::Instance, Op::Mul];
        let leaf = |v: &mut Values, op: &Op| match op {
            Op::Fixed(c) => Some(v.input(usize::from(*c))),
            Op::Instance => Some(v.input(2)),
            _ => None,
        };
        let terms = v.gate(&ops, leaf).unwrap();
        let gate = v.sum(terms);
        let [a, b, i] = [3, 4, -5].map(fr);
        assert_eq!(v.evaluate(&[a, b, i]).unwrap()[gate.index()], (a * i + b) * i);
        assert!(v.gate(&[Op::Add], leaf).is_none());
        assert!(v.gate(&[Op::Power(0, 1)], leaf).is_none());
    }
}
