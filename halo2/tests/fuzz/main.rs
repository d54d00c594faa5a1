//! Fuzz targets: one for each loader of bytes that somebody else may have written.
//!
//! A loader must answer with a value or an error: never a panic, an endless loop or unbounded memory. What it
//! accepts is used, too, as far as that is cheap. `cargo test` runs each for a moment; `make fuzz` for a million inputs.

mod circuits;
#[path = "../../../tests/hostile.rs"]
mod hostile;
mod proofs;
