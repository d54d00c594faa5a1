//! A gate's program as halo2's expression: what it would cost, and building it.
//!
//! halo2 takes polynomials as trees. It copies, prints, evaluates and drops them by recursion, and has no shared
//! subexpressions, so that `t^e` is a tree of `e` leaves. Programs travel in the verifying key and may come from
//! anyone: degree, nodes and depth of the tree are therefore told from the program first, on numbers alone.
//!
//! Sums are built balanced, however they are nested in the program. A sum of thousands of terms is then about as
//! deep as one of them, and a bound on the depth ([`MAX_DEPTH`]) refuses no gate that is planned here.

use ff::{Field, PrimeField};
use halo2_proofs::plonk::Expression;

use super::expr::Op;
use super::field::Fr;

/// Deepest tree that is built. The deepest planned are Horner forms of a row's values, two levels for each of at
/// most 128; halo2's recursion takes less than a kilobyte of stack for a level.
pub const MAX_DEPTH: u32 = 512;

/// What a program comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Degree in the cells.
    pub degree: u64,
    /// Nodes of the tree.
    pub nodes: u64,
    /// Terms of the sum that it is.
    terms: u64,
    /// Levels of the deepest of these.
    deepest: u32,
}

impl Measure {
    fn leaf(degree: u64) -> Self {
        Self { degree, nodes: 1, terms: 1, deepest: 1 }
    }

    /// A challenge to a power, by repeated squaring.
    fn power(e: u32) -> Self {
        let bits = u32::BITS - e.leading_zeros();
        Self { nodes: (2 * u64::from(e)).max(2) - 1, deepest: 2 * bits + 1, ..Self::leaf(0) }
    }

    /// Levels of the tree, at most.
    pub fn depth(&self) -> u32 {
        self.deepest.saturating_add(u64::BITS - (self.terms - 1).leading_zeros())
    }
}

/// Measures a program; `None` if it is malformed. `leaf` tells the degree of what it pushes, if that exists.
pub fn measure(ops: &[Op], leaf: impl Fn(&Op) -> Option<u64>) -> Option<Measure> {
    let mut stack: Vec<Measure> = Vec::new();
    for op in ops {
        let value = match op {
            Op::Add | Op::Mul => {
                let (b, a) = (stack.pop()?, stack.pop()?);
                let nodes = a.nodes.saturating_add(b.nodes).saturating_add(1);
                if *op == Op::Add {
                    Measure {
                        degree: a.degree.max(b.degree),
                        nodes,
                        terms: a.terms + b.terms,
                        deepest: a.deepest.max(b.deepest),
                    }
                } else {
                    let degree = a.degree.saturating_add(b.degree);
                    Measure { degree, nodes, terms: 1, deepest: a.depth().max(b.depth()).saturating_add(1) }
                }
            }
            Op::Const(bytes) => Option::<Fr>::from(Fr::from_repr(*bytes)).map(|_| Measure::leaf(0))?,
            Op::Power(_, e) => leaf(op).map(|_| Measure::power(*e))?,
            other => Measure::leaf(leaf(other)?),
        };
        stack.push(value);
    }
    let value = stack.pop()?;
    stack.is_empty().then_some(value)
}

/// Builds halo2's expression; `None` for a malformed program or an unknown cell.
pub fn build(ops: &[Op], mut leaf: impl FnMut(&Op) -> Option<Expression<Fr>>) -> Option<Expression<Fr>> {
    // A value on the stack is the sum of the terms from its start to the next value's.
    let mut terms: Vec<Expression<Fr>> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    for op in ops {
        match op {
            Op::Add => {
                starts.pop()?;
                starts.last()?;
            }
            Op::Mul => {
                let b = sum(terms.split_off(starts.pop()?))?;
                let a = sum(terms.split_off(*starts.last()?))?;
                terms.push(match (a, b) {
                    (Expression::Constant(c), e) | (e, Expression::Constant(c)) => {
                        Expression::Scaled(Box::new(e), c)
                    }
                    (a, b) => times(a, b),
                });
            }
            leaf_op => {
                starts.push(terms.len());
                terms.push(match leaf_op {
                    Op::Const(bytes) => Expression::Constant(Option::<Fr>::from(Fr::from_repr(*bytes))?),
                    other => leaf(other)?,
                });
            }
        }
    }
    (starts.len() == 1).then(|| sum(terms)).flatten()
}

/// The terms in a balanced tree. halo2's own `+` looks through both trees for selectors each time.
fn sum(mut terms: Vec<Expression<Fr>>) -> Option<Expression<Fr>> {
    while terms.len() > 1 {
        let mut next = Vec::with_capacity(terms.len().div_ceil(2));
        let mut all = terms.into_iter();
        while let Some(a) = all.next() {
            next.push(match all.next() {
                Some(b) => Expression::Sum(Box::new(a), Box::new(b)),
                None => a,
            });
        }
        terms = next;
    }
    terms.pop()
}

fn times(a: Expression<Fr>, b: Expression<Fr>) -> Expression<Fr> {
    Expression::Product(Box::new(a), Box::new(b))
}

/// `base^e` by repeated squaring; the squares are shared when halo2 compiles the gates.
pub fn power(base: &Expression<Fr>, mut e: u32) -> Expression<Fr> {
    let mut square = base.clone();
    let mut result: Option<Expression<Fr>> = None;
    while e > 0 {
        if e & 1 == 1 {
            result = Some(match result {
                Some(r) => times(r, square.clone()),
                None => square.clone(),
            });
        }
        e >>= 1;
        if e > 0 {
            square = times(square.clone(), square);
        }
    }
    result.unwrap_or(Expression::Constant(Fr::ONE))
}

#[cfg(test)]
mod tests {
    use super::super::expr::Expr;
    use super::super::field::fr;
    use super::*;
    use halo2_proofs::plonk::{ConstraintSystem, FirstPhase};
    use rand::{Rng, SeedableRng, rngs::StdRng};

    /// A random program's tree: sums and products nested any way, with powers.
    fn random(rng: &mut impl Rng, budget: u32) -> Expr {
        if budget == 0 {
            return match rng.gen_range(0..4) {
                0 => Expr::int(rng.gen_range(-9..9)),
                1 => Expr::Fixed(rng.gen_range(0..2)),
                2 => Expr::Power(0, rng.gen_range(0..70)),
                _ => Expr::Instance,
            };
        }
        let left = rng.gen_range(0..budget);
        let (a, b) = (random(rng, left).into(), random(rng, budget - 1 - left).into());
        if rng.gen_range(0..3) == 0 { Expr::Product(a, b) } else { Expr::Sum(a, b) }
    }

    fn tree(meta: &mut ConstraintSystem<Fr>, ops: &[Op]) -> Option<Expression<Fr>> {
        let _ = meta.advice_column_in(FirstPhase);
        let fixed = [meta.fixed_column(), meta.fixed_column()];
        let instance = meta.instance_column();
        let challenge = meta.challenge_usable_after(FirstPhase);
        let mut built = None;
        meta.create_gate("", |cells| {
            let rotation = halo2_proofs::poly::Rotation::cur();
            built = build(ops, |op| {
                Some(match op {
                    Op::Fixed(c) => cells.query_fixed(fixed[usize::from(*c)], rotation),
                    Op::Instance => cells.query_instance(instance, rotation),
                    Op::Power(_, e) => power(&cells.query_challenge(challenge), *e),
                    _ => return None,
                })
            });
            [Expression::Constant(Fr::ONE)]
        });
        built
    }

    /// Value, degree, nodes and depth of a tree.
    fn walk(e: &Expression<Fr>) -> (Fr, u64, u64, u32) {
        let two = |a: &Expression<Fr>, b: &Expression<Fr>| {
            let (a, b) = (walk(a), walk(b));
            (a, b, a.2 + b.2 + 1, a.3.max(b.3) + 1)
        };
        match e {
            Expression::Constant(c) => (*c, 0, 1, 1),
            Expression::Challenge(_) => (fr(3), 0, 1, 1),
            Expression::Fixed(_) => (fr(5), 1, 1, 1),
            Expression::Instance(_) => (fr(-7), 1, 1, 1),
            Expression::Scaled(a, c) => {
                let a = walk(a);
                (a.0 * c, a.1, a.2 + 1, a.3 + 1)
            }
            Expression::Sum(a, b) => {
                let (a, b, nodes, depth) = two(a, b);
                (a.0 + b.0, a.1.max(b.1), nodes, depth)
            }
            Expression::Product(a, b) => {
                let (a, b, nodes, depth) = two(a, b);
                (a.0 * b.0, a.1 + b.1, nodes, depth)
            }
            other => panic!("{other:?} is never built"),
        }
    }

    fn measured(ops: &[Op]) -> Option<Measure> {
        measure(ops, |op| Some(u64::from(!matches!(op, Op::Power(..)))))
    }

    #[test]
    fn trees_have_the_program_s_value_and_no_more_than_its_measure() {
        let mut rng = StdRng::seed_from_u64(1);
        for budget in (0..60).chain([500, 2000]) {
            let e = random(&mut rng, budget);
            let ops = e.to_ops();
            let built = tree(&mut ConstraintSystem::default(), &ops).expect("well formed");
            let (value, degree, nodes, depth) = walk(&built);
            let power = |_: u8, e: u32| fr(3).pow([u64::from(e)]);
            assert_eq!(value, e.eval(&|_| fr(5), &|_, _| fr(0), &|| fr(-7), &power));
            let m = measured(&ops).expect("well formed");
            assert_eq!((m.degree, built.degree() as u64), (degree, degree));
            assert!(nodes <= m.nodes && m.nodes <= 2 * nodes, "{nodes} nodes, measured {}", m.nodes);
            assert!(depth <= m.depth(), "depth {depth}, measured {}", m.depth());
        }
    }

    #[test]
    fn sums_are_balanced_however_they_are_nested() {
        let count = 100_000;
        let mut left = vec![Op::Instance];
        left.extend((1..count).flat_map(|_| [Op::Fixed(0), Op::Add]));
        let mut right = vec![Op::Instance; count];
        right.extend(vec![Op::Add; count - 1]);
        for ops in [left, right] {
            let m = measured(&ops).expect("well formed");
            assert_eq!((m.nodes, m.depth()), (2 * count as u64 - 1, 18));
            let built = tree(&mut ConstraintSystem::default(), &ops).expect("well formed");
            assert_eq!(walk(&built).3, 18);
        }
    }

    #[test]
    fn malformed_programs_are_neither_measured_nor_built() {
        let one = Op::Fixed(0);
        let bad: [&[Op]; 5] =
            [&[], &[Op::Add], &[one.clone(), Op::Mul], &[one.clone(), one.clone()], &[Op::Const([0xff; 32])]];
        for ops in bad {
            assert_eq!(measured(ops), None, "{ops:?}");
            assert!(tree(&mut ConstraintSystem::default(), ops).is_none(), "{ops:?}");
        }
    }
}
