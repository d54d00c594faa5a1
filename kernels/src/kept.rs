//! What a kernel keeps from one run to the next: weights that never change are laid out once, and in one way at a time, so that inputs that are
//! summed otherwise, which anybody may send to who runs a model for others, take no memory more.

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
    /// The tiles, and the way to sum that they are of: the last one.
    tiles: BTreeMap<usize, (TypeId, Arc<dyn Any + Send + Sync>)>,
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
        let (mut known, way) = (self.known(), TypeId::of::<S>());
        if let Some((_, tiles)) = known.tiles.get(&w.address()).filter(|(kept, _)| *kept == way) {
            return Arc::clone(tiles).downcast().ok();
        }
        // Those of another way go first.
        known.tiles.remove(&w.address());
        let tiles = Arc::new(columns().lay_out::<S>());
        known.tiles.insert(w.address(), (way, Arc::<Tiles<S::Lane>>::clone(&tiles)));
        Some(tiles)
    }

    /// How many weights are laid out, in all ways.
    #[cfg(test)]
    pub fn laid_out(&self) -> usize {
        self.known().tiles.len()
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        // What is in there is whole, whoever panicked.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operand::Lane;
    use crate::sums::{Doubles, Narrow, Pieces, Wide};
    use std::borrow::Cow;

    /// However inputs have weights be summed, they are laid out once at a time, and as they are when they are asked for again.
    #[test]
    fn weights_are_laid_out_in_one_way_at_a_time() {
        let weights: Vec<i16> = (0..32 * 16).collect();
        let w = Elements::I16(&weights);
        let kept = Kept::new(w.address()..w.address() + 1);
        fn asked<S: Sum>(kept: &Kept, w: Elements<'_>, data: Vec<S::Lane>) -> (usize, Vec<S::Lane>)
        where
            S::Lane: Lane,
        {
            let mut made = 0;
            let tiles = kept.tiles::<S>(w, || {
                made += 1;
                let data = Cow::Owned(data);
                Matrix { data, batches: 1, sums: 32, outputs: 16, transposed: false }
            });
            let tile = tiles.expect("constants").tile(0).0.to_vec();
            assert_eq!(kept.laid_out(), 1);
            (made, tile)
        }
        let short = || weights.clone();
        let (made, first) = asked::<Narrow>(&kept, w, short());
        assert_eq!(made, 1);
        assert_eq!(asked::<Narrow>(&kept, w, short()), (0, first.clone()));
        assert_eq!(asked::<Pieces>(&kept, w, short()).0, 1);
        assert_eq!(asked::<Wide>(&kept, w, weights.iter().map(|v| (*v).into()).collect()).0, 1);
        assert_eq!(asked::<Doubles>(&kept, w, weights.iter().map(|v| (*v).into()).collect()).0, 1);
        assert_eq!(asked::<Narrow>(&kept, w, short()), (1, first));
    }
}
