//! What a kernel keeps from one run to the next: weights that never change are laid out once.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::columns::{Matrix, Tiles};
use crate::operand::Elements;
use crate::sums::Sum;

/// Weights by their addresses, as far as those are of constants.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Addresses at which nothing changes as long as the kernel is used.
    constants: Range<usize>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Largest magnitudes.
    magnitudes: BTreeMap<usize, u32>,
    /// The tiles of a way to sum.
    tiles: BTreeMap<(usize, TypeId), Arc<dyn Any + Send + Sync>>,
}

impl Kept {
    /// Nothing yet, of what lies at these addresses.
    pub fn new(constants: Range<usize>) -> Self {
        Self { constants, known: Mutex::default() }
    }

    /// Whether elements stay what they are.
    pub fn holds(&self, w: Elements<'_>) -> bool {
        self.constants.contains(&w.address())
    }

    /// The largest magnitude of weights.
    pub fn magnitude(&self, w: Elements<'_>) -> u32 {
        if !self.holds(w) {
            return w.magnitude();
        }
        *self.known().magnitudes.entry(w.address()).or_insert_with(|| w.magnitude())
    }

    /// The tiles of weights, which `columns` are; `None` where those may change.
    pub fn tiles<'a, S: Sum>(
        &self,
        w: Elements<'_>,
        columns: impl FnOnce() -> Matrix<'a, S::Lane>,
    ) -> Option<Arc<Tiles<S::Lane>>> {
        if !self.holds(w) {
            return None;
        }
        let mut known = self.known();
        let made = known.tiles.entry((w.address(), TypeId::of::<S>()));
        let tiles = made.or_insert_with(|| Arc::new(columns().lay_out::<S>()));
        Arc::clone(tiles).downcast().ok()
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        // What is in there is whole, whoever panicked.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
