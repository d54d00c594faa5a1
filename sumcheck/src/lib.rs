//! The sumcheck backend: lookups, sums of products and one opening, over a field of 31 bits.
//!
//! `circuit -> plan -> keys -> prove -> verify`. A [`plan`] says what a proof of a circuit is about: [`plane`]s, vectors of
//! residues of integers, and facts about them. [`lower`] makes it from a circuit by means of [`build`], [`ranges`], and, for integers that do
//! not fit the field, [`wide`], [`lows`], [`factors`] and [`digits`]. Only what no linear function gives is committed to; [`profile`] says what for.
//!
//! A proof is one commitment ([`pcs`]), two trees of [`fractions`] for all [`lookups`], one of them of [`ones`], one sumcheck for all [`products`], and
//! one more that takes all claims that these leave, which are linear ([`functional`], [`tensor`], [`structure`]), to one opening ([`mod@long`]). [`security`] adds up
//! what may go wrong, and [`work`] and [`schedule`] say how much work a prover does for it to be as little as is asked for. What follows from public values alone everybody computes ([`given`]).
//!
//! What proofs hide, if they hide anything, is [`zk`]'s. Of a tensor that is hidden a verifier may be given a hash ([`hashed`]), which is made of a
//! commitment ([`lattice`]) that is linear in cells.
//!
//! Two vectors are committed to ([`vectors`]): cells, by each proof, and, where they are many, constants, by the keys. Without the feature
//! `prover` the crate reads keys and verifies.
//!
//! [`key`], [`prove`](mod@prove), [`verify`](mod@verify) and [`public`] are the interface, [`backend`] what it is to everybody else.

#[cfg(feature = "prover")]
pub mod backend;
pub mod build;
#[cfg(feature = "prover")]
pub mod check;
pub mod code;
pub mod coordinates;
pub mod digits;
#[cfg(feature = "prover")]
pub mod elements;
pub mod factors;
pub mod field;
pub mod fractions;
pub mod functional;
pub mod given;
pub mod grid;
pub mod hashed;
pub mod hasher;
pub mod key;
pub mod lanes;
pub mod lattice;
#[cfg(feature = "prover")]
pub mod leaves;
#[cfg(feature = "prover")]
pub mod long;
pub mod lookups;
pub mod lower;
pub mod lows;
#[cfg(feature = "prover")]
pub mod multiply;
#[cfg(feature = "prover")]
pub mod ones;
pub mod parts;
pub mod pcs;
pub mod places;
pub mod plan;
pub mod plane;
pub mod prefixes;
pub mod products;
pub mod profile;
pub mod project;
pub mod proof;
#[cfg(feature = "prover")]
pub mod prove;
pub mod ranges;
pub mod rounds;
pub mod schedule;
pub mod security;
pub mod steps;
pub mod structure;
#[cfg(feature = "prover")]
pub mod sums;
#[cfg(feature = "prover")]
pub mod sweep;
pub mod tensor;
pub mod transcript;
#[cfg(feature = "prover")]
pub mod trees;
pub mod vectors;
pub mod verify;
pub mod weighted;
pub mod wide;
#[cfg(feature = "prover")]
pub mod witness;
pub mod work;
pub mod zk;

#[cfg(feature = "prover")]
pub use backend::Sumcheck;
pub use hashed::Salt;
pub use key::{KeyError, ProvingKey, Setup, VerifyingKey, setup, setup_at, setup_hiding};
pub use plan::{Plan, PlanError};
pub use proof::Proof;
#[cfg(feature = "prover")]
pub use prove::{ProveError, prove, prove_salted};
pub use vectors::Vectors;
pub use verify::{Reject, verify};
pub use work::Level;
