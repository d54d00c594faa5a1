//! The halo2 backend: KZG over BN254 with SHPLONK.
//!
//! `graph -> plan -> keys -> prove -> verify`. The [`plan`] is a pure function of the circuit IR and decides
//! everything: one table whose columns are shared by all relations, rows for each relation, gates with
//! automatic selectors. What it costs is decided by full-size columns, so the design avoids them:
//!
//! * linear relations ([`bilinear`], [`stream`]) are polynomial identities checked at a challenge that is
//!   drawn after all values are committed: one term for each value, none for a multiplication;
//! * maxima, ReLU and requantisation are fused ([`window`]); their operands are never cells;
//! * range checks are a log-derivative argument in the circuit ([`lookup`]), about the entries of a [`table`];
//! * everything else lies in [`strip`]s: several elements on a row, their numbers in lanes, what all of them share in fixed
//!   columns;
//! * of a [`hashed`] tensor the verifier is given a hash, which rows of their own prove.
//!
//! Every gate carries the integers that it is about ([`interval`]), and a plan is refused where
//! the field could not tell them apart.
//!
//! [`mode`] chooses among these, [`block`] places rows, [`choose`] picks the number of columns by cost.
//! Proofs are made by a [`prover`] of our own, for halo2's verifier as it is, and checked by a [`verifier`] of our own, whose verdicts are
//! halo2's.
//! [`key`], [`proof`], [`srs`] and [`evm`] are the interface, [`segments`] that of circuits in parts, within what [`limits`] allow; [`check`] evaluates constraints
//! for tests, and [`work`] counts what all of it takes.

pub mod backend;
mod beside;
pub mod bilinear;
pub mod block;
pub mod build;
pub mod check;
pub mod choose;
pub mod columns;
pub mod draft;
mod element;
mod emit;
mod equations;
pub mod evm;
pub mod expr;
pub mod field;
pub mod file;
pub mod free;
pub mod gates;
pub mod grid;
mod halo;
pub mod hashed;
mod identity;
pub mod interval;
pub mod key;
pub mod limits;
pub mod lookup;
pub mod mode;
mod numerator;
pub mod plan;
mod positions;
pub mod program;
pub mod proof;
pub mod prover;
pub mod public;
pub mod report;
pub mod segments;
pub mod srs;
pub mod stream;
pub mod strip;
mod strips;
pub mod synthesis;
pub mod system;
pub mod table;
pub mod transcript;
pub mod verifier;
pub mod window;
pub mod witness;
pub mod work;

pub use backend::{Halo2, Halo2Error};
pub use build::PlanError;
pub use choose::Goal;
pub use circuit::PublicValues;
pub use evm::{EvmError, EvmKey};
pub use file::FileError;
pub use hashed::Salt;
pub use key::{KeyError, ProvingKey, Setup, Statement, VerifyingKey, setup};
pub use limits::Limits;
pub use plan::Plan;
pub use proof::{ProveError, Reject, prove, prove_salted, prove_table, verify};
pub use public::{PublicError, Slot};
pub use report::Report;
pub use segments::{SegmentsKey, SegmentsProof, SegmentsReject};
pub use srs::{Fingerprint, Origin, Srs, SrsName};
