//! What halo2's verifier computes of a proof's openings: the vanishing argument, the permutation argument and SHPLONK. The result is the
//! factor of every commitment in the last sum. It is written once, for [numbers](super::arithmetic::Numbers) and for a contract's
//! [code](crate::evm).
//!
//! Inputs, in words: the [`Challenges`] in the order in which they are drawn, numerator and denominator of
//! `Σ value/(x·ω⁻ⁱ - 1)` over the public values, and all opened values in the proof's order.

use ff::{Field, PrimeField};
use halo2_proofs::plonk::{Any, VerifyingKey as HaloKey};
use halo2curves::bn256::G1Affine;
use std::collections::BTreeMap;
use thiserror::Error;

use super::arithmetic::Arithmetic;
use crate::expr::Op;
use crate::field::Fr;
use crate::system::{CHALLENGES, System};

/// Challenges of a proof: halo2's three of the first phase, `θ`, `β`, `γ`, `y`, `x`, and SHPLONK's `y`, `v`, `u`.
pub const DRAWN: usize = CHALLENGES as usize + 8;
/// Words of the input before the opened values.
pub const FIRST_OPENED: usize = DRAWN + 2;

/// A key that no plan has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Strange(String);

/// A commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Commitment {
    /// The proof's point.
    Proof(usize),
    /// The key's point.
    Key(usize),
    /// The quotient, of all its pieces.
    Quotient,
}

/// Points before the openings in a proof, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// Columns of the first phase.
    pub first: usize,
    /// Columns of the second phase.
    pub second: usize,
    /// Products of the permutation argument, and the blinding polynomial.
    pub products: usize,
    /// Pieces of the quotient.
    pub pieces: usize,
}

impl Points {
    /// Those of a key's proofs.
    pub fn new(system: &System, key: &HaloKey<G1Affine>) -> Result<Self, Strange> {
        let pieces = key.get_domain().get_quotient_poly_degree();
        let chunk = pieces.checked_sub(1).filter(|chunk| *chunk > 0);
        let chunk = chunk.ok_or_else(|| Strange("its degree is below 3".to_owned()))?;
        Ok(Self {
            first: usize::from(system.first),
            second: usize::from(system.second),
            products: system.equality.len().div_ceil(chunk) + 1,
            pieces,
        })
    }

    /// All of a proof, the two of the openings included.
    pub fn all(self) -> usize {
        self.first + self.second + self.products + self.pieces + 2
    }
}

/// The factors of the last sum.
pub struct Factors<Id> {
    /// Factor of each of the proof's points, then of each of the key's: fixed columns, permutation columns, and the
    /// generator.
    pub factors: Vec<Id>,
    /// Points of a proof.
    pub points: Points,
    /// Opened values.
    pub opened: usize,
}

/// An opened value: of which commitment, how many rows further down, which it is.
struct Query<Id>(Commitment, i32, Id);

/// Commitments that are opened at the same places.
struct Set<Id> {
    rotations: Vec<i32>,
    members: Vec<(Commitment, Vec<Id>)>,
}

/// The factors for a key.
///
/// # Errors
/// A key that no plan has.
pub fn factors<A: Arithmetic>(
    v: &mut A,
    system: &System,
    key: &HaloKey<G1Affine>,
) -> Result<Factors<A::Id>, Strange> {
    let strange = |what: &str| Strange(what.to_owned());
    let cs = key.cs();
    let domain = key.get_domain();
    let omega = |i: i32| {
        let base = if i < 0 { domain.get_omega_inv() } else { domain.get_omega() };
        base.pow_vartime([u64::from(i.unsigned_abs())])
    };
    let [t, beta, gamma, _theta, beta2, gamma2, y, x, y2, v2, u] =
        std::array::from_fn::<A::Id, DRAWN, _>(|i| v.input(i));
    let (numerator, denominator) = (v.input(DRAWN), v.input(DRAWN + 1));
    let one = v.one();

    // The opened values, in order.
    let mut opened = 0;
    let mut next = |v: &mut A| {
        opened += 1;
        v.input(FIRST_OPENED + opened - 1)
    };
    let advice: Vec<A::Id> = cs.advice_queries().iter().map(|_| next(v)).collect();
    let fixed: Vec<A::Id> = cs.fixed_queries().iter().map(|_| next(v)).collect();
    let random = next(v);
    let columns = cs.permutation().get_columns();
    let sigmas: Vec<A::Id> = columns.iter().map(|_| next(v)).collect();
    let points = Points::new(system, key)?;
    let (products, chunk) = (points.products - 1, points.pieces - 1);
    let last = |i: usize| i + 1 == products;
    let mut product: Vec<[Option<A::Id>; 3]> = Vec::new();
    for i in 0..products {
        let (here, below) = (next(v), next(v));
        product.push([Some(here), Some(below), (!last(i)).then(|| next(v))]);
    }

    // Lagrange polynomials at `x`.
    let rows = (0..system.k).fold(x, |value, _| v.product(value, value));
    let vanishing = v.difference(rows, one);
    let scale = Fr::from(1 << system.k).invert().into_option().ok_or_else(|| strange("2^k is zero"))?;
    let scale = v.constant(scale);
    let common = v.product(vanishing, scale);
    let quotient_by = |v: &mut A, i: i32| {
        let root = v.constant(omega(i));
        let distance = v.difference(x, root);
        (v.inverse(distance), root)
    };
    let blinding = i32::try_from(cs.blinding_factors()).map_err(|_| strange("too many blinding rows"))?;
    let lagrange = |v: &mut A, rows: &[i32]| {
        let terms: Vec<(A::Id, A::Id)> = rows.iter().map(|i| quotient_by(v, *i)).collect();
        let sum = v.sum(terms);
        v.product(sum, common)
    };
    // The public values' polynomial.
    let denominator = v.inverse(denominator);
    let public = v.product(numerator, denominator);
    let public = v.product(public, common);

    // All constraints, combined by `y`.
    let mut h: Option<A::Id> = None;
    let mut fold = |v: &mut A, terms: Vec<(A::Id, A::Id)>| {
        let before = h.map(|h| (h, y));
        h = Some(v.sum(before.into_iter().chain(terms)));
    };
    let challenges = [t, beta, gamma];
    let advice_at: Vec<(usize, i32)> = cs.advice_queries().iter().map(|(c, r)| (c.index(), r.0)).collect();
    let fixed_at: Vec<(usize, i32)> = cs.fixed_queries().iter().map(|(c, r)| (c.index(), r.0)).collect();
    let known = |places: &[(usize, i32)], values: &[A::Id]| -> BTreeMap<(usize, i32), A::Id> {
        places.iter().copied().zip(values.iter().copied()).collect()
    };
    let (advice_of, fixed_of) = (known(&advice_at, &advice), known(&fixed_at, &fixed));
    // Powers in ascending order need the fewest products.
    let mut exponents: Vec<(u8, u32)> = system
        .gates
        .iter()
        .flat_map(|(_, ops)| ops)
        .filter_map(|op| if let Op::Power(c, e) = op { Some((*c, *e)) } else { None })
        .collect();
    exponents.sort_unstable();
    exponents.dedup();
    let mut powers: BTreeMap<(u8, u32), A::Id> = BTreeMap::new();
    for (c, e) in exponents {
        let base = challenges.get(usize::from(c)).ok_or_else(|| strange("a challenge that is not drawn"))?;
        powers.insert((c, e), v.power(*base, e));
    }
    for (name, ops) in &system.gates {
        let terms = v.gate(ops, |_, op| {
            Some(match op {
                Op::Fixed(c) => *fixed_of.get(&(usize::from(*c), 0))?,
                Op::Advice(c, r) => *advice_of.get(&(usize::from(*c), i32::from(*r)))?,
                Op::Instance => public,
                Op::Power(c, e) => *powers.get(&(*c, *e))?,
                _ => return None,
            })
        });
        let terms = terms.ok_or_else(|| strange(&format!("gate {name} is malformed")))?;
        fold(v, terms);
    }
    if products > 0 {
        let first_row = lagrange(v, &[0]);
        let last_row = lagrange(v, &[-(blinding + 1)]);
        let blind: Vec<i32> = (-blinding..0).collect();
        let blind = lagrange(v, &blind);
        let minus_one = v.minus_one();
        let active = v.sum([(one, one), (last_row, minus_one), (blind, minus_one)]);
        let at = |i: usize, place: usize| product[i][place].ok_or_else(|| strange("a product is not opened"));
        let start = v.difference(one, at(0, 0)?);
        fold(v, vec![(first_row, start)]);
        let end = at(products - 1, 0)?;
        let less = v.difference(end, one);
        let end = v.product(end, less);
        fold(v, vec![(end, last_row)]);
        for i in 1..products {
            let step = v.difference(at(i, 0)?, at(i - 1, 2)?);
            fold(v, vec![(step, first_row)]);
        }
        let beta_x = v.product(beta2, x);
        let mut shift = Fr::ONE;
        for i in 0..products {
            let (mut left, mut right) = (at(i, 1)?, at(i, 0)?);
            let range = i * chunk..columns.len().min((i + 1) * chunk);
            for (column, sigma) in columns[range.clone()].iter().zip(&sigmas[range]) {
                let value = match column.column_type() {
                    Any::Advice(_) => advice_of.get(&(column.index(), 0)).copied(),
                    Any::Fixed => fixed_of.get(&(column.index(), 0)).copied(),
                    Any::Instance => Some(public),
                };
                let value = value.ok_or_else(|| strange("a permutation column is not opened"))?;
                let delta = v.constant(shift);
                let (a, b) = (
                    v.sum([(value, one), (beta2, *sigma), (gamma2, one)]),
                    v.sum([(value, one), (beta_x, delta), (gamma2, one)]),
                );
                (left, right) = (v.product(left, a), v.product(right, b));
                shift *= Fr::DELTA;
            }
            let step = v.difference(left, right);
            fold(v, vec![(step, active)]);
        }
    }
    let h = h.ok_or_else(|| strange("it has no gates"))?;
    let over = v.inverse(vanishing);
    let h = v.product(h, over);

    // Which commitment is opened where, in halo2's order.
    let mut queries = Vec::new();
    for ((column, rotation), value) in advice_at.iter().zip(&advice) {
        queries.push(Query(Commitment::Proof(*column), *rotation, *value));
    }
    let product_point = |i: usize| Commitment::Proof(points.first + points.second + i);
    for (i, values) in product.iter().enumerate() {
        for (rotation, value) in [0, 1].into_iter().zip(values) {
            queries.extend(value.map(|value| Query(product_point(i), rotation, value)));
        }
    }
    for (i, values) in product.iter().enumerate().rev() {
        queries.extend(values[2].map(|value| Query(product_point(i), -(blinding + 1), value)));
    }
    let fixed_points = key.fixed_commitments().len();
    for ((column, rotation), value) in fixed_at.iter().zip(&fixed) {
        queries.push(Query(Commitment::Key(*column), *rotation, *value));
    }
    for (i, value) in sigmas.iter().enumerate() {
        queries.push(Query(Commitment::Key(fixed_points + i), 0, *value));
    }
    queries.push(Query(Commitment::Quotient, 0, h));
    queries.push(Query(product_point(products), 0, random));

    let sets = sets(queries, system.k).ok_or_else(|| strange("a column is opened twice at one place"))?;
    let mut rotations: Vec<i32> = Vec::new();
    for rotation in sets.iter().flat_map(|s| &s.rotations) {
        if !rotations.contains(rotation) {
            rotations.push(*rotation);
        }
    }
    // `u` less each place.
    let place = |v: &mut A, rotation: i32| {
        let root = v.constant(omega(rotation));
        let place = v.product(x, root);
        v.difference(u, place)
    };
    let distances: Vec<(i32, A::Id)> = rotations.iter().map(|r| (*r, place(v, *r))).collect();
    let product_where = |v: &mut A, keep: &dyn Fn(i32) -> bool| {
        v.product_of(distances.iter().filter(|(r, _)| keep(*r)).map(|(_, d)| *d))
    };
    let first_elsewhere = product_where(v, &|r| !sets[0].rotations.contains(&r));
    let first_inverse = if first_elsewhere == one { one } else { v.inverse(first_elsewhere) };
    let key_points = fixed_points + columns.len();
    let mut factors: Vec<Option<A::Id>> = vec![None; points.all() + key_points + 1];
    let mut opened_sum: Vec<(A::Id, A::Id)> = Vec::new();
    for (i, set) in sets.iter().enumerate() {
        let factor = if i == 0 {
            one
        } else {
            let elsewhere = product_where(v, &|r| !set.rotations.contains(&r));
            let power = v.power(v2, i as u32);
            let scaled = v.product(elsewhere, first_inverse);
            v.product(power, scaled)
        };
        // Lagrange polynomials over the set's places, at `u`.
        let over_x = if set.rotations.len() > 1 { v.inverse(x) } else { one };
        let over_x = v.power(over_x, set.rotations.len() as u32 - 1);
        let mut weights = Vec::new();
        for rotation in &set.rotations {
            let others = set.rotations.iter().filter(|r| *r != rotation);
            let constant: Fr = others.map(|r| omega(*rotation) - omega(*r)).product();
            let constant = constant.invert().into_option().ok_or_else(|| strange("two places are one"))?;
            let constant = v.constant(constant);
            let others = product_where(v, &|r| set.rotations.contains(&r) && r != *rotation);
            let scaled = v.product(others, over_x);
            weights.push(v.product(scaled, constant));
        }
        for (j, (commitment, values)) in set.members.iter().enumerate() {
            let power = v.power(y2, j as u32);
            let factor = v.product(power, factor);
            match commitment {
                Commitment::Proof(point) => factors[*point] = Some(factor),
                Commitment::Key(point) => factors[points.all() + point] = Some(factor),
                Commitment::Quotient => {
                    let start = points.first + points.second + points.products;
                    let mut piece = factor;
                    for slot in &mut factors[start..start + points.pieces] {
                        *slot = Some(piece);
                        piece = v.product(piece, rows);
                    }
                }
            }
            let value = v.sum(values.iter().copied().zip(weights.iter().copied()));
            opened_sum.push((factor, value));
        }
    }
    // The openings' own points, and the generator.
    let all = points.all();
    let minus_one = v.minus_one();
    let at_first = product_where(v, &|r| sets[0].rotations.contains(&r));
    factors[all - 2] = Some(v.product(at_first, minus_one));
    factors[all - 1] = Some(u);
    let opened_sum = v.sum(opened_sum);
    factors[all + key_points] = Some(v.product(opened_sum, minus_one));
    let zero = v.constant(Fr::ZERO);
    // A fixed column that no gate reads is opened nowhere.
    let factors = factors.into_iter().map(|f| f.unwrap_or(zero)).collect();
    Ok(Factors { factors, points, opened })
}

/// Commitments by where they are opened, both in the order in which they are first met; `None` where one is opened
/// twice at a place.
fn sets<Id: Copy>(queries: Vec<Query<Id>>, k: u32) -> Option<Vec<Set<Id>>> {
    let mut by_commitment: Vec<(Commitment, Vec<(i32, Id)>)> = Vec::new();
    for Query(commitment, rotation, value) in queries {
        // Places of a table of `2^k` rows, the nearer name first.
        let rows = 1i32 << k;
        let mut rotation = rotation.rem_euclid(rows);
        if rotation > rows / 2 {
            rotation -= rows;
        }
        match by_commitment.iter_mut().find(|(c, _)| *c == commitment) {
            Some((_, opened)) if opened.iter().any(|(r, _)| *r == rotation) => return None,
            Some((_, opened)) => opened.push((rotation, value)),
            None => by_commitment.push((commitment, vec![(rotation, value)])),
        }
    }
    let mut sets: Vec<Set<Id>> = Vec::new();
    for (commitment, mut opened) in by_commitment {
        opened.sort_unstable_by_key(|(rotation, _)| *rotation);
        let (rotations, values): (Vec<i32>, Vec<Id>) = opened.into_iter().unzip();
        match sets.iter_mut().find(|s| s.rotations == rotations) {
            Some(set) => set.members.push((commitment, values)),
            None => sets.push(Set { rotations, members: vec![(commitment, values)] }),
        }
    }
    Some(sets)
}
