//! A circuit in parts, which are proved apart and bound by what the verifier is given of the tensors between them.
//!
//! A part is a circuit of its own: some consecutive relations, the constants and tables that they read, and everything else
//! that they read as inputs. Of a tensor that one part makes and others read the verifier is given a hash, as of one that is
//! hashed ([`crate::hide`]), or, where it is an output that everybody sees, its integers. Both parts are the same tensor to the
//! hash: shape and range are copied, not inferred anew.
//!
//! * [`cut`]: the parts of a circuit that is cut before given relations.
//! * [`wiring`]: which of the parts' public values are one and the same; the name of the whole.
//! * [`places`]: where to cut.

pub mod cut;
pub mod places;
pub mod wiring;

pub use cut::{Part, SegmentError, Segments, cut};
pub use places::Places;
pub use wiring::{Ends, Wiring, WiringError};
