//! Policy: what every file and every dependency of this repository has to be like.

mod architecture;
mod examples;
mod features;
mod licences;
mod mutants;
mod operators;
mod scripts;
mod tidy;
mod untested;
mod writing;

use std::path::PathBuf;

/// The repository's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
