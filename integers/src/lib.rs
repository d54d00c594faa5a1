//! What gadgets, circuits and their verifiers have in common: integers.
//!
//! * [`element`]: types in which they are stored; [`buffer`]: many of one type.
//! * [`range`](mod@range), [`interval`]: where they lie, in 64 bits and in 128.
//! * [`rounding`]: how a quotient becomes one.
//! * [`status`]: what comes out where none does.
//! * [`caught`](mod@caught): code of other crates that may panic.

pub mod buffer;
pub mod caught;
pub mod element;
pub mod interval;
pub mod range;
pub mod rounding;
pub mod status;

pub use buffer::{Buffer, Unstored};
pub use caught::caught;
pub use element::ElementType;
pub use interval::Interval;
pub use range::Range;
pub use rounding::Rounding;
pub use status::Status;
