//! The sumcheck backend: lookups, sums of products and one opening, over a field of 31 bits.
//!
//! `circuit -> plan -> keys -> prove -> verify`. A [`plan`] says what a proof of a circuit is about: [`plane`]s, vectors of
//! small integers, and facts about them. [`lower`] makes it from a circuit by means of [`build`], [`wide`] and [`digits`], for integers that do
//! not fit the field. Only what no linear function gives is committed to.
//!
//! A proof is one commitment ([`pcs`]), two trees of [`fractions`] for all [`lookups`], one of them of [`ones`], one sumcheck for all [`products`], and
//! one more that takes all claims that these leave, which are linear ([`functional`]), to one opening. [`security`] adds up
//! what may go wrong.
//!
//! [`key`], [`prove`](mod@prove), [`verify`](mod@verify) and [`public`] are the interface, [`backend`] what it is to everybody else.

pub mod backend;
pub mod build;
pub mod check;
pub mod digits;
pub mod field;
pub mod fractions;
pub mod functional;
pub mod key;
pub mod lanes;
pub mod lookups;
pub mod lower;
pub mod multiply;
pub mod ones;
pub mod pcs;
pub mod plan;
pub mod plane;
pub mod products;
pub mod project;
pub mod proof;
pub mod prove;
pub mod rounds;
pub mod security;
pub mod transcript;
pub mod verify;
pub mod wide;
pub mod witness;

pub use backend::Sumcheck;
pub use key::{KeyError, ProvingKey, Setup, VerifyingKey, setup};
pub use plan::{Plan, PlanError};
pub use proof::Proof;
pub use prove::{ProveError, prove};
pub use verify::{Reject, verify};
