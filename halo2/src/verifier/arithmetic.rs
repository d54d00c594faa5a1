//! Arithmetic of the scalar field that [`identities`](super::identities) are written in: numbers for a verifier here, values that become code
//! for one on a chain ([`Values`](crate::evm::values::Values)).

use ff::{Field, PrimeField};

use crate::expr::Op;
use crate::field::Fr;

/// Products that are yet to be added.
pub type Terms<Id> = Vec<(Id, Id)>;

/// Elements of the field, by what stands for them.
pub trait Arithmetic: Sized {
    /// An element.
    type Id: Copy + PartialEq;

    /// A word of the input.
    fn input(&mut self, word: usize) -> Self::Id;

    /// A constant.
    fn constant(&mut self, value: Fr) -> Self::Id;

    /// One.
    fn one(&self) -> Self::Id;

    /// One less than zero.
    fn minus_one(&self) -> Self::Id;

    /// `Σ a·b`.
    fn sum(&mut self, terms: impl IntoIterator<Item = (Self::Id, Self::Id)>) -> Self::Id;

    /// `1 / a`; where `a` is zero, nothing that follows is accepted.
    fn inverse(&mut self, a: Self::Id) -> Self::Id;

    /// `base^exponent`.
    fn power(&mut self, base: Self::Id, exponent: u32) -> Self::Id;

    /// The terms of a gate's program; `None` if it is malformed.
    fn gate(
        &mut self,
        ops: &[Op],
        mut leaf: impl FnMut(&mut Self, &Op) -> Option<Self::Id>,
    ) -> Option<Terms<Self::Id>> {
        // A value on the stack is the sum of the terms from its start to the next value's: nothing is copied where sums are added.
        let (mut terms, mut starts): (Terms<Self::Id>, Vec<usize>) = (Vec::new(), Vec::new());
        for op in ops {
            let term = match op {
                Op::Add => {
                    starts.pop()?;
                    starts.last()?;
                    continue;
                }
                Op::Mul => {
                    let (b, a) = (starts.pop()?, *starts.last()?);
                    let second = terms.split_off(b);
                    let first = self.sum(terms.drain(a..));
                    (first, self.sum(second))
                }
                Op::Const(bytes) => {
                    starts.push(terms.len());
                    let value = Option::<Fr>::from(Fr::from_repr(*bytes))?;
                    (self.constant(value), self.one())
                }
                other => {
                    starts.push(terms.len());
                    (leaf(self, other)?, self.one())
                }
            };
            terms.push(term);
        }
        (starts.len() == 1).then_some(terms)
    }

    /// `a·b`.
    fn product(&mut self, a: Self::Id, b: Self::Id) -> Self::Id {
        if a == self.one() { b } else { self.sum([(a, b)]) }
    }

    /// Product of all; one for none.
    fn product_of(&mut self, all: impl IntoIterator<Item = Self::Id>) -> Self::Id {
        let one = self.one();
        all.into_iter().fold(one, |product, value| self.product(product, value))
    }

    /// `a - b`.
    fn difference(&mut self, a: Self::Id, b: Self::Id) -> Self::Id {
        let (one, minus_one) = (self.one(), self.minus_one());
        self.sum([(a, one), (b, minus_one)])
    }
}

/// The numbers themselves.
pub struct Numbers<'a> {
    /// Words of the input.
    inputs: &'a [Fr],
    /// Whether there was an inverse of zero, or a word that is not there.
    failed: bool,
}

impl<'a> Numbers<'a> {
    /// Of these inputs.
    pub fn new(inputs: &'a [Fr]) -> Self {
        Self { inputs, failed: false }
    }

    /// Whether every number is what it says.
    pub fn are_whole(&self) -> bool {
        !self.failed
    }

    fn or_fail(&mut self, value: Option<Fr>) -> Fr {
        self.failed |= value.is_none();
        value.unwrap_or(Fr::ZERO)
    }
}

impl Arithmetic for Numbers<'_> {
    type Id = Fr;

    fn input(&mut self, word: usize) -> Fr {
        self.or_fail(self.inputs.get(word).copied())
    }

    fn constant(&mut self, value: Fr) -> Fr {
        value
    }

    fn one(&self) -> Fr {
        Fr::ONE
    }

    fn minus_one(&self) -> Fr {
        -Fr::ONE
    }

    fn sum(&mut self, terms: impl IntoIterator<Item = (Fr, Fr)>) -> Fr {
        terms.into_iter().map(|(a, b)| if b == Fr::ONE { a } else { a * b }).sum()
    }

    fn difference(&mut self, a: Fr, b: Fr) -> Fr {
        a - b
    }

    fn inverse(&mut self, a: Fr) -> Fr {
        self.or_fail(a.invert().into())
    }

    fn power(&mut self, base: Fr, exponent: u32) -> Fr {
        base.pow_vartime([u64::from(exponent)])
    }
}

/// The value of a gate, given those of cells and challenges; `None` if it is malformed.
pub fn evaluate(ops: &[Op], leaf: impl Fn(&Op) -> Option<Fr>) -> Option<Fr> {
    let mut numbers = Numbers::new(&[]);
    let terms = numbers.gate(ops, |_, op| leaf(op))?;
    Some(numbers.sum(terms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evm::values::Values;
    use crate::field::fr;

    /// The same in any arithmetic.
    fn computed<A: Arithmetic>(of: &mut A) -> A::Id {
        let (a, b, five) = (of.input(0), of.input(1), of.constant(fr(5)));
        let ops = [Op::Fixed(0), Op::Instance, Op::Mul, Op::Const(fr(-3).to_repr()), Op::Add];
        let gate = of.gate(&ops, |_, op| Some(if *op == Op::Instance { b } else { a })).expect("well formed");
        let (gate, power, inverse) = (of.sum(gate), of.power(b, 37), of.inverse(a));
        let (difference, product) = (of.difference(gate, power), of.product_of([five, inverse, b]));
        of.sum([(difference, product), (five, b), (inverse, of.minus_one())])
    }

    #[test]
    fn numbers_are_what_values_come_to() {
        for inputs in [[fr(3), fr(-8)], [Fr::ONE, Fr::ZERO], [-Fr::ONE, Fr::ONE]] {
            let (mut numbers, mut values) = (Numbers::new(&inputs), Values::default());
            let (number, value) = (computed(&mut numbers), computed(&mut values));
            assert!(numbers.are_whole());
            assert_eq!(number, values.evaluate(&inputs).expect("inverses")[value.index()]);
        }
    }

    #[test]
    fn an_inverse_of_zero_is_none_and_so_is_a_missing_word() {
        let inputs = [Fr::ZERO, Fr::ONE];
        let mut numbers = Numbers::new(&inputs);
        let one = numbers.inverse(Fr::ONE);
        assert!(numbers.are_whole() && one == Fr::ONE);
        computed(&mut numbers);
        assert!(!numbers.are_whole());
        let mut numbers = Numbers::new(&inputs);
        numbers.input(2);
        assert!(!numbers.are_whole());
    }

    /// A key's gate may nest sums either way, as deep as it is long: each term of it is moved once.
    #[test]
    fn sums_nested_to_the_right_take_no_longer_than_to_the_left() {
        let n = 200_000;
        let to_the_right = [vec![Op::Instance; n], vec![Op::Add; n - 1]].concat();
        let more = || (1..n).flat_map(|_| [Op::Instance, Op::Add]);
        let to_the_left = [Op::Instance].into_iter().chain(more()).collect();
        for ops in [to_the_right, to_the_left] {
            let mut values = Values::default();
            let leaf = values.input(0);
            let terms = values.gate(&ops, |_, _| Some(leaf)).expect("well formed");
            assert_eq!(terms.len(), n);
            assert_eq!(evaluate(&ops, |_| Some(fr(3))), Some(fr(3 * n as i128)));
        }
    }

    #[test]
    fn malformed_gates_have_no_terms() {
        let mut numbers = Numbers::new(&[]);
        let noncanonical = [0xff; 32];
        let one = Op::Instance;
        for ops in [
            &[Op::Add][..],
            &[],
            &[one.clone(), one.clone()],
            &[one.clone(), Op::Add],
            &[one, Op::Mul],
            &[Op::Const(noncanonical)],
        ] {
            assert!(numbers.gate(ops, |_, _| Some(Fr::ONE)).is_none(), "{ops:?}");
        }
    }
}
