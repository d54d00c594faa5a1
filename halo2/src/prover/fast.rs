//! Transforms eight numbers at a time, by [`kernels::transform`]; there are none where the processor cannot.

#[cfg(target_arch = "x86_64")]
pub use there::Fast;

#[cfg(target_arch = "x86_64")]
mod there {
    use ff::{Field, PrimeField};
    use halo2curves::serde::SerdeObject;
    use kernels::transform::{LEAST, MOST, Prime, Transform, Words};

    use crate::field::Fr;

    /// A transform by factors of its own.
    #[derive(Clone, Debug)]
    pub struct Fast(Transform);

    impl Fast {
        /// By the factors of the layer that joins halves of m values from m on, as many as there are values; `None` if the processor, or the
        /// number of values, does not allow for it.
        pub fn new(factors: &[Fr]) -> Option<Self> {
            if !(LEAST..=MOST).contains(&factors.len()) || !Transform::is_there() {
                return None;
            }
            let factors: Vec<Words> = factors.iter().map(|f| factor(*f)).collect();
            Some(Self(Transform::new(prime(), &factors)))
        }

        /// Replaces values by their transform, each times `by`.
        pub fn apply(&self, values: &mut [Fr], by: Fr) {
            self.0.apply(values, factor(by), words, |words| Fr::from_raw_bytes_unchecked(&bytes(words)));
        }
    }

    fn prime() -> Prime {
        let [first, rest @ ..] = words_of((-Fr::ONE).to_repr());
        let [a, b, c] = rest;
        // One less is even.
        Prime::new([first + 1, a, b, c])
    }

    fn words_of(bytes: [u8; 32]) -> Words {
        let mut words = Words::default();
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        words
    }

    fn bytes(words: Words) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
            *bytes = word.to_le_bytes();
        }
        bytes
    }

    /// A number times 2^256, as it lies in memory.
    fn words(v: Fr) -> Words {
        let mut bytes = [0; 32];
        let mut to = &mut bytes[..];
        // There is room for it.
        let _ = v.write_raw(&mut to);
        words_of(bytes)
    }

    /// A number times 2^260.
    fn factor(v: Fr) -> Words {
        words(v * Fr::from(16))
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub use missing::Fast;

#[cfg(not(target_arch = "x86_64"))]
mod missing {
    use std::convert::Infallible;

    use crate::field::Fr;

    /// There is none for this processor.
    #[derive(Clone, Debug)]
    pub struct Fast(Infallible);

    impl Fast {
        /// None.
        pub fn new(_factors: &[Fr]) -> Option<Self> {
            None
        }

        /// Never called.
        pub fn apply(&self, _values: &mut [Fr], _by: Fr) {
            match self.0 {}
        }
    }
}
