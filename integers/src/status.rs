//! Status codes: what a step returns when it cannot give an output.
//!
//! The same code comes out of the reference, native code, the VM (as the guest's exit code and in the
//! `Err` state) and the circuit's interpreter. Codes are part of the format: never reuse one.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a step has no output. A gadget function returns 0, or [`Status::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// An input element lies outside the range that the model declares for it.
    InputRange,
    /// A value inside the model left its calibrated range, and the model says `reject`.
    ValueRange,
    /// A division by zero.
    DivisionByZero,
}

impl Status {
    /// All codes in order.
    pub const ALL: [Self; 3] = [Self::InputRange, Self::ValueRange, Self::DivisionByZero];

    /// The code that gadget functions return; 16 to 18, so that it is no code a loader or the VM itself
    /// uses (0 to 3).
    pub const fn code(self) -> i32 {
        match self {
            Self::InputRange => 16,
            Self::ValueRange => 17,
            Self::DivisionByZero => 18,
        }
    }

    /// The status with this code.
    pub fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InputRange => "an input value lies outside its declared range",
            Self::ValueRange => "a value left its calibrated range",
            Self::DivisionByZero => "division by zero",
        })
    }
}
