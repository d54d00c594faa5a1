//! The elements of planes, as a prover has them.
//!
//! Those of withheld constants lie in the vector that was committed to at setup, of which no plane has a copy: it may be most of what there is.

use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;

use super::field::F;

/// The elements of a plane.
#[derive(Clone, Debug)]
pub enum Elements {
    /// Its own.
    Own(Vec<F>),
    /// Some of a vector that is shared.
    Part(Arc<Vec<F>>, Range<usize>),
}

impl Deref for Elements {
    type Target = [F];

    fn deref(&self) -> &[F] {
        match self {
            Self::Own(values) => values,
            Self::Part(all, at) => &all[at.clone()],
        }
    }
}

/// Whoever changes an element makes them the plane's own.
impl DerefMut for Elements {
    fn deref_mut(&mut self) -> &mut [F] {
        if let Self::Part(..) = self {
            *self = Self::Own(self.to_vec());
        }
        match self {
            Self::Own(values) => values,
            Self::Part(..) => &mut [],
        }
    }
}
