//! BLAKE3 of rows of values, which are leaves of commitments' trees: the digests of Plonky3's `SerializingHasher<Blake3>`, many at a time.

use p3_blake3::Blake3;
use p3_field::{PrimeField32, RawDataSerializable};
use p3_symmetric::CryptographicHasher;

use super::field::F;

/// The hash of a row: of what values are in memory, each of four bytes, lowest first.
#[derive(Clone, Copy, Debug)]
pub struct RowHash;

/// Bytes that are hashed in one go, about: a quarter of the first level of cache.
const AT_ONCE: usize = 1 << 13;

impl CryptographicHasher<F, [u8; 32]> for RowHash {
    const LANES: usize = <Blake3 as CryptographicHasher<u8, [u8; 32]>>::LANES;

    fn hash_iter<I: IntoIterator<Item = F>>(&self, values: I) -> [u8; 32] {
        Blake3.hash_iter(F::into_byte_stream(values))
    }

    fn hash_many(&self, values: &[F], digests: &mut [[u8; 32]]) {
        let width = values.len() / digests.len().max(1);
        if width == 0 {
            digests.fill(self.hash_iter([]));
            return;
        }
        let rows = (AT_ONCE / (4 * width) / Self::LANES).max(1) * Self::LANES;
        let mut bytes = vec![0; 4 * width * rows.min(digests.len())];
        for (values, digests) in values.chunks(rows * width).zip(digests.chunks_mut(rows)) {
            let (words, _) = bytes.as_chunks_mut::<4>();
            words.iter_mut().zip(values).for_each(|(word, v)| *word = v.to_unique_u32().to_le_bytes());
            Blake3.hash_many(&bytes[..4 * values.len()], digests);
        }
    }
}
