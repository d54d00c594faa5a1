//! What a reader of keys allows them to cost, and the environment that halo2 reads.
//!
//! A verifying key may come from anyone, and halo2 builds every gate as a tree, prints and hashes it before a proof is seen. What is bounded by
//! the caller's own number: rows, which public values fill, and nodes of all gates together.

use super::system::{MAX_K, SystemError};

/// What a key may cost whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest `k`: the table has at most `2^k` rows.
    pub k: u32,
}

impl Limits {
    /// All that is supported.
    pub const MOST: Self = Self { k: MAX_K };

    /// Nodes of all gates, as trees: as many as rows, but 2^16 for the smallest tables, whose gates are not smaller.
    pub fn nodes(self) -> u64 {
        1 << self.k.clamp(16, MAX_K)
    }
}

impl Default for Limits {
    /// Keys of up to 2^18 rows, and nodes.
    fn default() -> Self {
        Self { k: 18 }
    }
}

/// Refuses the one kind of value of the environment variable `MAX_DEGREE` that reaches halo2.
///
/// halo2 reads it whenever it asks for the degree of a constraint system: it panics on what is no number, and caps the
/// degree at a number, which would change every proof. [`super::system::System::configure`] makes numbers
/// meaningless. The command drops the variable when it starts.
///
/// # Errors
/// [`SystemError::Environment`] for a value that is no number.
pub fn check_environment() -> Result<(), SystemError> {
    match std::env::var("MAX_DEGREE") {
        Ok(value) if value.parse::<usize>().is_err() => Err(SystemError::Environment(value)),
        _ => Ok(()),
    }
}
