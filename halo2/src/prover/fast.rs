//! What [`kernels`] does eight numbers at a time: transforms, programs along rows, sums of points. There is none of it where the
//! processor cannot.

#[cfg(target_arch = "x86_64")]
pub use there::{Block, Fast, Points, Program, is_there};

#[cfg(target_arch = "x86_64")]
mod there {
    use ff::{Field, PrimeField};
    use halo2curves::bn256::{Fq, G1, G1Affine};
    use halo2curves::group::Group;
    use halo2curves::serde::SerdeObject;
    pub use kernels::field::Block;
    pub use kernels::field::is_there;
    use kernels::field::{Prime, Words};
    use kernels::gates::{self, Registers};
    use kernels::points::{self, Lane};
    use kernels::transform::{LEAST, MOST, Transform};
    use std::iter::successors;

    use crate::field::Fr;
    use crate::prover::compile;

    /// A transform by factors of its own.
    #[derive(Clone, Debug)]
    pub struct Fast(Transform);

    impl Fast {
        /// By the factors of the layer that joins halves of m values from m on, as many as there are values; `None` if the processor, or the
        /// number of values, does not allow for it.
        pub fn new(factors: &[Fr]) -> Option<Self> {
            if !(LEAST..=MOST).contains(&factors.len()) || !is_there() {
                return None;
            }
            let factors: Vec<Words> = factors.iter().map(|f| factor(*f)).collect();
            Some(Self(Transform::new(prime::<Fr>(), &factors)))
        }

        /// Replaces values by their transform, each times `by`.
        pub fn apply(&self, values: &mut [Fr], by: Fr) {
            self.0.apply(values, factor(by), words, number);
        }

        /// Makes blocks the transform, for [`Program`].
        pub fn blocks(&self, values: &[Fr], blocks: &mut Vec<Block>) {
            // Numbers times 2^256 become numbers times 2^260.
            self.0.blocks(values, factor(Fr::from(16)), words, blocks);
        }
    }

    /// A program along rows.
    #[derive(Clone, Debug)]
    pub struct Program(gates::Program);

    impl Program {
        /// The same as another.
        pub fn new(program: &compile::Program) -> Self {
            let constants: Vec<Words> = program.constants.iter().map(|c| factor(*c)).collect();
            Self(gates::Program::new(prime::<Fr>(), &program.steps, &constants))
        }

        /// Results on rows from `start`, a multiple of eight, on.
        pub fn run(&self, columns: &[&[Block]], start: usize, results: &mut [Fr], registers: &mut Registers) {
            // Back to numbers times 2^256.
            self.0.run(columns, start, results, registers, words(Fr::ONE), number);
        }
    }

    /// Points to take sums of.
    #[derive(Clone, Debug)]
    pub struct Points(points::Points);

    impl Points {
        /// Points, of which those at infinity are never used; `None` if the processor does not allow for it.
        pub fn new(points: &[G1Affine]) -> Option<Self> {
            let coordinates = points.iter().map(|p| [words(p.x), words(p.y)]);
            // The curve is y² = x³ + 3.
            is_there().then(|| Self(points::Points::new(prime::<Fq>(), 9, coordinates)))
        }

        /// `Σ digit·point` for points by number; digits are at most `2^bits` either way, of three bits at least.
        pub fn sum(&self, terms: &[(u32, i32)], bits: u32) -> G1 {
            let point = |words: [Words; 3]| {
                let [x, y, z] = words.map(number);
                G1 { x, y, z }
            };
            let lanes = self.0.sum(terms, 1 << bits);
            // Σ total + length·Σ lane·plain, the latter as the sum of all sums from a lane to the last.
            let [mut total, mut from, mut sums] = [G1::identity(); 3];
            for (lane, Lane { total: of, plain }) in lanes.into_iter().enumerate().rev() {
                total += point(of);
                if lane > 0 {
                    from += point(plain);
                    sums += from;
                }
            }
            let lengths = successors(Some(sums), |sum| Some(sum + sum));
            total + lengths.take(bits as usize - 2).last().unwrap_or(sums)
        }
    }

    /// The number of elements of a field of a prime.
    fn prime<F: PrimeField<Repr = [u8; 32]>>() -> Prime {
        let [first, a, b, c] = words_of((-F::ONE).to_repr());
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

    /// The number with these words.
    fn number<F: SerdeObject>(words: Words) -> F {
        let mut bytes = [0; 32];
        for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
            *bytes = word.to_le_bytes();
        }
        F::from_raw_bytes_unchecked(&bytes)
    }

    /// A number times 2^256, as it lies in memory.
    fn words<F: SerdeObject>(v: F) -> Words {
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
pub use missing::{Block, Fast, Points, Program, is_there};

#[cfg(not(target_arch = "x86_64"))]
mod missing {
    use halo2curves::bn256::{G1, G1Affine};
    use std::convert::Infallible;
    pub use std::convert::Infallible as Block;

    use crate::field::Fr;
    use crate::prover::compile;

    /// Whether the processor has the instructions: none but x86 has.
    pub fn is_there() -> bool {
        false
    }

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

        /// Never called.
        pub fn blocks(&self, _values: &[Fr], _blocks: &mut Vec<Block>) {
            match self.0 {}
        }
    }

    /// Never run.
    #[derive(Clone, Debug)]
    pub struct Program;

    impl Program {
        /// The same as another.
        pub fn new(_program: &compile::Program) -> Self {
            Self
        }

        /// Never called.
        pub fn run(&self, _: &[&[Infallible]], _: usize, _: &mut [Fr], _: &mut ()) {}
    }

    /// There are none for this processor.
    #[derive(Clone, Debug)]
    pub struct Points(Infallible);

    impl Points {
        /// None.
        pub fn new(_points: &[G1Affine]) -> Option<Self> {
            None
        }

        /// Never called.
        pub fn sum(&self, _terms: &[(u32, i32)], _bits: u32) -> G1 {
            match self.0 {}
        }
    }
}
