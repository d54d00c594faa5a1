//! Fuzz targets: one for each loader of bytes that somebody else may have written.
//!
//! A loader must answer with a value or an error: never a panic, an endless loop or unbounded memory. What it
//! accepts is used, too. `cargo test` runs each for a moment; `make fuzz` for a million inputs.

#[path = "../../../tests/hostile.rs"]
mod hostile;
mod loaders;
mod protocol;
mod segments;
