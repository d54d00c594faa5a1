//! Transforms over a [prime field](crate::field), eight numbers at once.
//!
//! Sums are not reduced: a product is below 2p whatever its other operand below 2^260, and each layer of a transform adds at most 2p.
//! Source: D. Harvey, "Faster arithmetic for number-theoretic transforms", 2014.

use crate::field::{
    Block, LANES, LIMBS, Lanes, Limbs, Prime, Vector, Words, broadcast, is_there, limbs, minus, plus, words,
};

/// Blocks whose layers are transformed one after the other for all; larger halves one after the other, for the caches.
const SMALL: usize = 1 << 7;
/// The smallest transform.
pub const LEAST: usize = LANES * LANES;
/// The largest: 2p a layer, and what is given, are below 2^260.
pub const MOST: usize = 1 << 24;

/// `x + w·y` and `x - w·y`, each at most 2p more than x.
#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn butterfly(field: &Lanes, x: &mut Vector, y: &mut Vector, w: &Vector) {
    let t = field.product(y, w);
    *y = field.carried(minus(&plus(x, &field.multiple(2)), &t));
    *x = field.carried(plus(x, &t));
}

/// A transform of 2^k numbers by factors of its own.
#[derive(Clone, Debug)]
pub struct Transform {
    prime: Prime,
    /// Factors of the layers within a vector: that of halves of m from m on.
    first: Box<[Limbs; LANES]>,
    /// Those of the others, likewise, by vectors.
    others: Vec<Block>,
}

impl Transform {
    /// With the factors of the layer that joins halves of m from m on, as many as the transform is long; each times 2^260.
    pub fn new(prime: Prime, factors: &[Words]) -> Self {
        let mut first = Box::new([[0; LIMBS]; LANES]);
        for (to, from) in first.iter_mut().zip(factors) {
            *to = limbs(*from);
        }
        let block = |factors: &[Words]| {
            let mut block = Block::ZERO;
            for (lane, factor) in factors.iter().enumerate() {
                block.set(lane, limbs(*factor));
            }
            block
        };
        Self { prime, first, others: factors.chunks(LANES).map(block).collect() }
    }

    /// Replaces numbers, in their natural order, by their transform, each times `scale`, which is given times 2^260. `read` and `write` say what words
    /// a number is, below p.
    ///
    /// # Panics
    /// As [`Transform::blocks`].
    pub fn apply<T: Copy>(
        &self,
        values: &mut [T],
        scale: Words,
        read: impl Fn(T) -> Words,
        write: impl Fn(Words) -> T,
    ) {
        let mut blocks = Vec::new();
        self.blocks(values, scale, read, &mut blocks);
        for (to, block) in values.chunks_exact_mut(LANES).zip(&blocks) {
            for (lane, to) in to.iter_mut().enumerate() {
                *to = write(words(block.get(lane)));
            }
        }
    }

    /// Makes these blocks the transform, below p, whatever they were: memory that is there already is used again.
    ///
    /// # Panics
    /// If there are other than as many numbers as factors, or a number of them that is no power of two between [`LEAST`] and [`MOST`]; if the
    /// processor lacks the instructions.
    pub fn blocks<T: Copy>(
        &self,
        values: &[T],
        scale: Words,
        read: impl Fn(T) -> Words,
        blocks: &mut Vec<Block>,
    ) {
        let n = values.len();
        assert!(
            n == self.others.len() * LANES && n.is_power_of_two() && (LEAST..=MOST).contains(&n),
            "a transform of {n}"
        );
        assert!(is_there(), "the processor lacks AVX-512's products of 52 bits");
        blocks.resize(n / LANES, Block::ZERO);
        let shift = usize::BITS - n.trailing_zeros();
        for (tile, to) in blocks.chunks_exact_mut(LANES).enumerate() {
            for group in 0..LANES {
                for (r, to) in to.iter_mut().enumerate() {
                    let at = (tile * LANES + group) * LANES + r;
                    to.set(group, limbs(read(values[at.reverse_bits() >> shift])));
                }
            }
        }
        // SAFETY: the processor has the instructions.
        unsafe {
            self.within(blocks);
            self.join(blocks);
            self.scaled(blocks, scale);
        }
    }

    /// The first three layers: lanes are groups of eight numbers, which a tile's vectors hold; they are its vectors after that.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn within(&self, blocks: &mut [Block]) {
        let lanes = Lanes::new(&self.prime);
        let factors = self.first.map(|l| broadcast(l));
        for tile in blocks.chunks_exact_mut(LANES) {
            let mut v = [tile[0].load(); LANES];
            for (v, block) in v.iter_mut().zip(&*tile) {
                *v = block.load();
            }
            for half in [1, 2, 4] {
                for start in (0..LANES).step_by(2 * half) {
                    for i in 0..half {
                        let (low, high) = v.split_at_mut(start + half);
                        butterfly(&lanes, &mut low[start + i], &mut high[i], &factors[half + i]);
                    }
                }
            }
            let mut turned = [Block::ZERO; LANES];
            for (turned, v) in turned.iter_mut().zip(v) {
                turned.store(v);
            }
            for (group, block) in tile.iter_mut().enumerate() {
                for (lane, turned) in turned.iter().enumerate() {
                    block.set(lane, turned.get(group));
                }
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn join(&self, blocks: &mut [Block]) {
        let half = blocks.len() / 2;
        if blocks.len() > SMALL {
            let (low, high) = blocks.split_at_mut(half);
            self.join(low);
            self.join(high);
            return self.layer(blocks, half);
        }
        let mut m = 1;
        while m <= half {
            blocks.chunks_exact_mut(2 * m).for_each(|part| self.layer(part, m));
            m *= 2;
        }
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn layer(&self, blocks: &mut [Block], half: usize) {
        let lanes = Lanes::new(&self.prime);
        let (low, high) = blocks.split_at_mut(half);
        for ((low, high), factor) in low.iter_mut().zip(high).zip(&self.others[half..]) {
            let (mut x, mut y) = (low.load(), high.load());
            butterfly(&lanes, &mut x, &mut y, &factor.load());
            low.store(x);
            high.store(y);
        }
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn scaled(&self, blocks: &mut [Block], scale: Words) {
        let lanes = Lanes::new(&self.prime);
        let scale = broadcast(limbs(scale));
        for block in blocks {
            let product = lanes.product(&block.load(), &scale);
            block.store(lanes.least(product));
        }
    }
}
