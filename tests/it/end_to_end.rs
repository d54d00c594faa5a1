//! The whole way, from an ONNX file to four executions and a proof, on MNIST and on small models.
//!
//! The long versions are ignored by `make test` and run by `make test-deep`. What needs the digits beside the
//! repository is skipped, with a line that says so, where they are not.

mod accuracy;
mod agreement;
mod calibration;
pub mod compiled;
mod disputes;
mod forgery;
mod keys;
pub mod language;
mod linking;
mod machines;
mod proofs;
mod reports;
mod scaling;
mod stages;
mod statuses;
mod swapping;
mod texts;
mod vm;
