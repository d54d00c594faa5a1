//! The prover: halo2's protocol over its arithmetic, for one circuit whose columns, gates and copies are data
//! ([`System`](super::system::System)). Its proofs are those of halo2-axiom's `create_proof`, which is the oracle of its tests; verifiers are not
//! ours to change.
//!
//! | round | sends | |
//! |---|---|---|
//! | first phase | commitments to its columns, blinded in their last rows | [`msm`] |
//! | second phase | the same, filled from the challenges | |
//! | products | commitments to running products | [`permutation`] |
//! | quotient | a commitment to a random polynomial; then to the pieces | [`nodes`], [`compile`], [`quotient`] |
//! | values | of all polynomials at `x` and rows beside it | [`domain`] |
//! | opening | two points | [`opening`] |
//!
//! What is fixed ([`Key`]) is a function of the plan. Everything random is drawn from the caller's generator; nothing depends on the
//! number of threads. Source: the halo2 book, "Proof protocol".

pub mod compile;
pub mod domain;
mod fast;
pub(crate) mod msm;
mod nodes;
mod opening;
mod permutation;
mod quotient;

use ff::Field;
use halo2_proofs::plonk::VerifyingKey;
use halo2_proofs::transcript::{EncodedChallenge, TranscriptWrite};
use halo2curves::bn256::G1Affine;
use rand::RngCore;
use rayon::prelude::*;
use std::io;

use self::compile::{Numbers, Program};
pub use self::domain::Width;
use self::domain::{Column, Domain, add_scaled};
pub use self::fast::is_there as is_by_eight;
use self::msm::{Points, commit};
use self::nodes::Nodes;
use self::opening::{Openings, Query};
use self::permutation::Argument;
use super::field::Fr;
use super::grid::Grid;
use super::plan::Plan;
use super::srs::Srs;
use super::system::CHALLENGES;
use super::witness::{Powers, second_phase};

/// What does not change from proof to proof: fixed columns, copies, and where rows end.
pub struct Key {
    domain: Domain,
    /// Rows before those that blind.
    usable: usize,
    /// Columns of one running product.
    chunk: usize,
    /// Coefficients of the fixed columns.
    fixed: Vec<Column>,
    /// `σ` of each column under copies, by row.
    sigma: Vec<Column>,
    /// Their coefficients.
    sigma_polynomials: Vec<Column>,
    /// Coefficients; see [`permutation::rows`].
    rows: Vec<Column>,
}

/// The places of polynomials in the list of all.
struct Places {
    fixed: usize,
    sigma: usize,
    products: usize,
    quotient: usize,
    random: usize,
}

/// Commitments to fixed columns and to `σ` of each column under copies: those of the verifying key.
pub fn commitments(plan: &Plan, srs: &Srs) -> [Vec<G1Affine>; 2] {
    let domain = Domain::new(plan.system.k, plan.system.degree() - 1, Width::Eight);
    let points = Points::new(srs.lagrange(), domain.width);
    [&plan.fixed, &permutation::sigma(plan, &domain)].map(|columns| commit(&points, columns))
}

impl Key {
    /// Of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self::by(plan, Width::Eight)
    }

    /// The same, which proves by so many numbers at a time; no proof depends on it.
    pub fn by(plan: &Plan, width: Width) -> Self {
        let (system, degree) = (&plan.system, plan.system.degree());
        let domain = Domain::new(system.k, degree - 1, width);
        let usable = system.usable_rows() as usize;
        let coefficients = |columns: &[Column]| -> Vec<Column> {
            columns
                .par_iter()
                .map(|values| {
                    let mut values = values.clone();
                    domain.coefficients(&mut values);
                    values
                })
                .collect()
        };
        let sigma = permutation::sigma(plan, &domain);
        Self {
            usable,
            chunk: degree - 2,
            fixed: coefficients(&plan.fixed),
            sigma_polynomials: coefficients(&sigma),
            rows: permutation::rows(&domain, usable),
            sigma,
            domain,
        }
    }

    /// Writes a proof for a filled first phase and public values, with the plan and the verifying key that go with this key and a string of
    /// its size.
    ///
    /// # Errors
    /// The transcript's: a commitment is the point at infinity.
    pub fn prove<E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>>(
        &self,
        (plan, verifying): (&Plan, &VerifyingKey<G1Affine>),
        srs: &Srs,
        (mut grid, instance): (Grid, &[Fr]),
        rng: &mut impl RngCore,
        transcript: &mut T,
    ) -> io::Result<()> {
        let (domain, rows, system) = (&self.domain, self.domain.rows(), &plan.system);
        let points = |points| Points::new(points, domain.width);
        let (lagrange, powers) = rayon::join(|| points(srs.lagrange()), || points(srs.powers()));
        verifying.hash_into(transcript)?;
        instance.iter().try_for_each(|v| transcript.common_scalar(*v))?;
        let mut public: Column = instance.iter().copied().take(rows).collect();
        public.resize(rows, Fr::ZERO);

        let first = usize::from(system.first);
        self.blind(&mut grid.advice[..first], rng);
        write(transcript, commit(&lagrange, &grid.advice[..first]))?;
        let challenges = [(); CHALLENGES as usize].map(|()| *transcript.squeeze_challenge_scalar::<()>());
        second_phase(plan, &mut grid, instance, challenges);
        let mut advice = grid.advice;
        drop(grid.lanes);
        self.blind(&mut advice[first..], rng);
        write(transcript, commit(&lagrange, &advice[first..]))?;

        // Of halo2's lookups, which there are none of.
        let _theta = transcript.squeeze_challenge_scalar::<()>();
        let [beta, gamma] = [(); 2].map(|()| *transcript.squeeze_challenge_scalar::<()>());
        let numbers = Numbers { advice: advice.len(), fixed: self.fixed.len() };
        let copied = permutation::columns(&system.equality, numbers);
        let argument = Argument { domain, chunk: self.chunk, beta, gamma, usable: self.usable };
        let mut products = {
            let tables = [&advice[..], &plan.fixed, std::slice::from_ref(&public)];
            let table: Vec<&[Fr]> = tables.into_iter().flatten().map(Vec::as_slice).collect();
            let columns: Vec<&[Fr]> = copied.iter().map(|column| table[*column]).collect();
            argument.products(&columns, &self.sigma, rng)
        };
        write(transcript, commit(&lagrange, &products))?;
        let random: Vec<Column> = vec![(0..rows).map(|_| Fr::random(&mut *rng)).collect()];
        write(transcript, commit(&powers, &random))?;

        let y = *transcript.squeeze_challenge_scalar::<()>();
        let values = advice.par_iter_mut().chain(&mut products).chain(std::slice::from_mut(&mut public));
        values.for_each(|values| domain.coefficients(values));
        let columns = {
            let public = std::slice::from_ref(&public);
            let lists = [&advice, &self.fixed, public, &self.sigma_polynomials, &products, &self.rows];
            lists.into_iter().flatten().map(Vec::as_slice).collect::<Vec<_>>()
        };
        let sigma = numbers.instance() + 1;
        let products_from = sigma + self.sigma.len();
        let of_copies = permutation::Places {
            columns: &copied,
            sigma,
            products: (products_from, products.len()),
            rows: products_from + products.len(),
        };
        let program = {
            let powers = Powers::new(plan, challenges);
            let gates = system.gates.iter().map(|(_, ops)| &ops[..]);
            let mut nodes = Nodes::default();
            let mut all = compile::gates(&mut nodes, gates, numbers, |challenge, e| powers.get(challenge, e));
            all.extend(argument.constraints(&mut nodes, &of_copies));
            Program::new(nodes, &all, y)
        };
        let pieces = quotient::pieces(domain, &columns, &program);
        write(transcript, commit(&powers, &pieces))?;

        let x = *transcript.squeeze_challenge_scalar::<()>();
        let quotient = joined(&pieces, x.pow([rows as u64]));
        drop(pieces);
        let lists = [&advice, &self.fixed, &self.sigma_polynomials, &products];
        let places = Places {
            fixed: advice.len(),
            sigma: advice.len() + self.fixed.len(),
            products: advice.len() + self.fixed.len() + self.sigma.len(),
            quotient: lists.iter().map(|list| list.len()).sum(),
            random: lists.iter().map(|list| list.len()).sum::<usize>() + 1,
        };
        let lists = lists.into_iter().flatten().map(Vec::as_slice);
        let polynomials: Vec<&[Fr]> = lists.chain([&quotient[..], &random[0]]).collect();
        self.open((&polynomials, &places), x, verifying, &powers, transcript)
    }

    /// Random values in the rows that blind, of each column.
    fn blind(&self, columns: &mut [Column], rng: &mut impl RngCore) {
        let rows = columns.iter_mut().flat_map(|column| &mut column[self.usable..]);
        rows.for_each(|v| *v = Fr::random(&mut *rng));
    }

    /// Writes the values that the verifier needs, and their opening.
    fn open<E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>>(
        &self,
        (polynomials, places): (&[&[Fr]], &Places),
        x: Fr,
        verifying: &VerifyingKey<G1Affine>,
        powers: &Points<'_>,
        transcript: &mut T,
    ) -> io::Result<()> {
        // Points by number, as rows from the one that `x` stands for.
        let mut rotations: Vec<i32> = Vec::new();
        let rows = self.domain.rows() as i32;
        let mut point = |rotation: i32| {
            let rotation = rotation.rem_euclid(rows);
            rotations.iter().position(|r| *r == rotation).unwrap_or_else(|| {
                rotations.push(rotation);
                rotations.len() - 1
            })
        };
        let (here, below, last) = (point(0), point(1), point(self.usable as i32));
        let cs = verifying.cs();
        let advice: Vec<Query> =
            cs.advice_queries().iter().map(|(column, r)| (column.index(), point(r.0))).collect();
        let fixed: Vec<Query> = cs
            .fixed_queries()
            .iter()
            .map(|(column, r)| (places.fixed + column.index(), point(r.0)))
            .collect();
        let sigma: Vec<Query> = (places.sigma..places.products).map(|s| (s, here)).collect();
        let products = places.products..places.quotient;
        let goes_on = products.start..products.end.saturating_sub(1).max(products.start);
        let mut queries = advice.clone();
        queries.extend(products.clone().flat_map(|p| [(p, here), (p, below)]));
        queries.extend(goes_on.clone().rev().map(|p| (p, last)));
        queries.extend(fixed.iter().chain(&sigma));
        queries.extend([(places.quotient, here), (places.random, here)]);
        let points: Vec<Fr> = rotations.iter().map(|r| x * self.domain.rotation(*r)).collect();
        let openings = Openings::new(polynomials, &points, queries);

        let mut written = [advice, fixed, vec![(places.random, here)], sigma].concat();
        for p in products {
            written.extend([(p, here), (p, below)]);
            written.extend(goes_on.contains(&p).then_some((p, last)));
        }
        written.into_iter().try_for_each(|query| transcript.write_scalar(openings.value(query)))?;
        openings.prove(powers, transcript)
    }
}

/// `Σ by^i·piece_i`.
fn joined(pieces: &[Column], by: Fr) -> Column {
    let mut sum = vec![Fr::ZERO; pieces.first().map_or(0, Vec::len)];
    let mut power = Fr::ONE;
    for piece in pieces {
        add_scaled(&mut sum, power, piece);
        power *= by;
    }
    sum
}

fn write<E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>>(
    transcript: &mut T,
    points: Vec<G1Affine>,
) -> io::Result<()> {
    points.into_iter().try_for_each(|point| transcript.write_point(point))
}
