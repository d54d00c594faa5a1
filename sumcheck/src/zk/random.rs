//! What hides: values drawn by a generator for keys, whose seed is the operating system's.

use p3_field::{BasedVectorSpace, PrimeCharacteristicRing};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::field::{DEGREE, E, F, PRIME};

/// A generator with a seed of the operating system.
///
/// # Errors
/// There is none.
pub fn generator() -> Result<ChaCha20Rng, getrandom::Error> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    Ok(ChaCha20Rng::from_seed(seed))
}

/// A uniform value: numbers of 31 bits until one is less than the prime.
fn value(rng: &mut ChaCha20Rng) -> F {
    loop {
        let number = rng.next_u32() >> 1;
        if i128::from(number) < PRIME {
            return F::from_u32(number);
        }
    }
}

/// Uniform values.
pub fn values(rng: &mut ChaCha20Rng, count: usize) -> Vec<F> {
    (0..count).map(|_| value(rng)).collect()
}

/// Uniform values of the extension.
pub fn extension(rng: &mut ChaCha20Rng, count: usize) -> Vec<E> {
    (0..count)
        .map(|_| {
            let coordinates: [F; DEGREE] = std::array::from_fn(|_| value(rng));
            E::from_basis_coefficients_fn(|i| coordinates[i])
        })
        .collect()
}
