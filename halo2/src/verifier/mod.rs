//! The verifier: what halo2's `verify_proof` checks, over the arithmetic of our prover. halo2-axiom's is the oracle of its tests: both have
//! one verdict on every proof.
//!
//! | step | what is refused |
//! |---|---|
//! | points and opened values are read, challenges drawn ([`transcript`](super::transcript)) | what is no canonical encoding, the point at infinity |
//! | factors of all commitments ([`identities`]) | a challenge that divides by zero |
//! | their sum: one multi-scalar product | |
//! | `e(W, s·G₂)·e(sum, -G₂) = 1`, by one product of pairings whose lines the key has | openings that do not satisfy the identities |
//!
//! Nothing that a proof or a key holds makes it panic. Source: the halo2 book, "Proof protocol".

pub mod arithmetic;
pub mod identities;

use ff::{BatchInvert, Field};
use halo2_proofs::plonk::VerifyingKey as HaloVerifyingKey;
use halo2_proofs::transcript::{EncodedChallenge, Transcript, TranscriptRead};
use halo2curves::bn256::{G1Affine, G2Affine, G2Prepared, multi_miller_loop};
use halo2curves::group::{Curve, Group};
use halo2curves::pairing::MillerLoopResult;
use std::fmt::Display;
use std::io;
use std::ops::Neg;

use self::arithmetic::Numbers;
use self::identities::{DRAWN, FIRST_OPENED, Points, factors};
use super::field::Fr;
use super::key::Statement;
use super::prover::Width;
use super::prover::msm;
use super::public::pack;
use super::transcript::{ProofReader, Start};

/// The lines of both pairings: of the secret in G2, and of the negated generator.
#[derive(Clone, Debug)]
pub struct Lines([G2Prepared; 2]);

impl Lines {
    /// For a generator and a secret in G2.
    pub fn new([g2, s_g2]: [G2Affine; 2]) -> Self {
        Self([s_g2, g2.neg()].map(G2Prepared::from_affine))
    }
}

/// What proofs are checked against.
#[derive(Clone, Copy, Debug)]
pub struct Verifier<'a> {
    /// What the verifying key says, and its hash.
    pub statement: (&'a Statement, [u8; 32]),
    /// halo2's part of the key.
    pub halo2: &'a HaloVerifyingKey<G1Affine>,
    /// See [`Lines`].
    pub lines: &'a Lines,
}

/// A proof as it was read.
struct Read {
    /// All but the two of the opening, then these.
    points: Vec<G1Affine>,
    /// Challenges, `Σ value/(x·ω⁻ⁱ - 1)` over the public values beside its denominator, and the opened values: the input of [`factors`].
    inputs: Vec<Fr>,
}

impl Verifier<'_> {
    /// Checks a proof, as long as all of this key are, of these public values.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, instance: &[Fr], proof: &[u8]) -> Result<(), String> {
        let (statement, _) = self.statement;
        if instance.len() > statement.system.usable_rows() as usize {
            return Err("more public values than rows".to_owned());
        }
        let Read { points, inputs } = self.read(instance, proof).map_err(text)?;
        let mut numbers = Numbers::new(&inputs);
        let factors = factors(&mut numbers, &statement.system, self.halo2).map_err(text)?.factors;
        if !numbers.are_whole() {
            return Err("a challenge divides by zero".to_owned());
        }
        let of_key = self.halo2.fixed_commitments().iter().chain(self.halo2.permutation().commitments());
        let all: Vec<G1Affine> =
            points.iter().chain(of_key).copied().chain([G1Affine::generator()]).collect();
        let sum = msm::Points::new(&all, Width::Eight).msm(&factors).to_affine();
        // The last point of a proof opens all others.
        let last = points.last().ok_or("a proof without points")?;
        let [secret, generator] = &self.lines.0;
        let product = multi_miller_loop(&[(last, secret), (&sum, generator)]).final_exponentiation();
        if bool::from(product.is_identity()) {
            Ok(())
        } else {
            Err("the openings do not satisfy the circuit's identities".to_owned())
        }
    }

    /// Reads a proof and draws the challenges in between.
    fn read(&self, instance: &[Fr], proof: &[u8]) -> io::Result<Read> {
        let (statement, seed) = self.statement;
        let counts = Points::new(&statement.system, self.halo2).map_err(io::Error::other)?;
        let public = pack(instance, &statement.slots);
        let mut reader =
            ProofReader::new(Start { statement: seed, public: &public, count: instance.len() }, proof);
        reader.common_scalar(self.halo2.transcript_repr())?;
        let (mut points, mut inputs) = (Vec::with_capacity(counts.all()), Vec::new());
        // Points of a round, then the challenges that are drawn after them.
        let rounds = [(counts.first, 3), (counts.second, 3), (counts.products, 1), (counts.pieces, 1)];
        for (count, challenges) in rounds {
            for _ in 0..count {
                points.push(reader.read_point()?);
            }
            inputs.extend((0..challenges).map(|_| reader.squeeze_challenge().get_scalar()));
        }
        let x = inputs[inputs.len() - 1];
        let opened: Vec<Fr> = (0..statement.system.proof_parts().scalars)
            .map(|_| reader.read_scalar())
            .collect::<io::Result<_>>()?;
        // Of the opening.
        inputs.extend([(); 2].map(|()| reader.squeeze_challenge().get_scalar()));
        points.push(reader.read_point()?);
        inputs.push(reader.squeeze_challenge().get_scalar());
        points.push(reader.read_point()?);
        debug_assert_eq!(inputs.len(), DRAWN);
        inputs.extend([self.of_public(instance, x), Fr::ONE]);
        debug_assert_eq!(inputs.len(), FIRST_OPENED);
        inputs.extend(opened);
        Ok(Read { points, inputs })
    }

    /// `Σ value/(x·ω⁻ⁱ - 1)`. Where `x` is a row's point there is none, and [`factors`] divide by zero.
    fn of_public(&self, instance: &[Fr], x: Fr) -> Fr {
        let back = self.halo2.get_domain().get_omega_inv();
        let places = std::iter::successors(Some(x), |place| Some(*place * back));
        let mut inverses: Vec<Fr> = places.map(|place| place - Fr::ONE).take(instance.len()).collect();
        inverses.iter_mut().batch_invert();
        inverses.iter().zip(instance).map(|(inverse, value)| *inverse * value).sum()
    }
}

fn text(error: impl Display) -> String {
    error.to_string()
}
