//! Maps keyed by addresses of instructions. Guests choose these, so nothing may hang on how well they spread: every
//! map that uses this has a bound on its entries, or is gone after one region.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Multiplies by an odd constant and takes the upper half.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// A map from addresses.
pub(super) type AddressMap<V> = HashMap<u64, V, BuildHasherDefault<AddressHasher>>;
/// A set of addresses.
pub(super) type AddressSet = HashSet<u64, BuildHasherDefault<AddressHasher>>;
