//! Transforms over a prime field of 254 bits, eight numbers at once with AVX-512's products of 52 bits: what number-theoretic
//! transforms of proofs over such a field take most of their time for.
//!
//! A number is five limbs of 52 bits, and stands for itself times 2^256 modulo p, as in four words of 64 bits. What is multiplied by
//! is given times 2^260 instead, so that a Montgomery product by 2^260 is what four words would hold. Sums are not reduced: p is below 2^254, so
//! that a product is below 2p whatever its other operand below 2^260, and each layer of a transform adds at most 2p. Source: S. Gueron and
//! V. Krasnov, "Accelerating big integer arithmetic using Intel IFMA extensions", ARITH 2016; D. Harvey, "Faster arithmetic for
//! number-theoretic transforms", 2014.

use std::arch::x86_64::*;

/// Numbers in a vector.
const LANES: usize = 8;
const LIMBS: usize = 5;
const MASK: u64 = (1 << 52) - 1;
/// Blocks whose layers are transformed one after the other for all; larger halves one after the other, for the caches.
const SMALL: usize = 1 << 7;
/// The smallest transform.
pub const LEAST: usize = LANES * LANES;
/// The largest: 2p a layer, and what is given, are below 2^260.
pub const MOST: usize = 1 << 24;

/// Four words, the lowest first.
pub type Words = [u64; 4];

/// Eight numbers by limb.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Block([[u64; LANES]; LIMBS]);

/// Eight numbers by limb, in registers.
type Vector = [__m512i; LIMBS];

const fn limbs(a: Words) -> [u64; LIMBS] {
    [
        a[0] & MASK,
        (a[0] >> 52 | a[1] << 12) & MASK,
        (a[1] >> 40 | a[2] << 24) & MASK,
        (a[2] >> 28 | a[3] << 36) & MASK,
        a[3] >> 16,
    ]
}

const fn words(l: [u64; LIMBS]) -> Words {
    [l[0] | l[1] << 52, l[1] >> 12 | l[2] << 40, l[2] >> 24 | l[3] << 28, l[3] >> 36 | l[4] << 16]
}

/// A prime below 2^254.
#[derive(Clone, Copy, Debug)]
pub struct Prime {
    limbs: [u64; LIMBS],
    /// `-1/p` modulo 2^52.
    inverse: u64,
}

impl Prime {
    /// An odd number below 2^254.
    ///
    /// # Panics
    /// If it is none.
    pub const fn new(p: Words) -> Self {
        assert!(p[0] % 2 == 1 && p[3] >> 62 == 0, "an odd number below 2^254");
        let limbs = limbs(p);
        // Newton's iteration: bits double, from the three of p itself.
        let mut inverse = limbs[0];
        let mut bits = 3;
        while bits < 52 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(limbs[0].wrapping_mul(inverse)));
            bits *= 2;
        }
        Self { limbs, inverse: inverse.wrapping_neg() & MASK }
    }
}

/// What arithmetic needs in registers.
#[derive(Clone, Copy)]
struct Lanes {
    p: Vector,
    twice: Vector,
    inverse: __m512i,
    mask: __m512i,
    zero: __m512i,
}

#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn splat(v: u64) -> __m512i {
    _mm512_set1_epi64(v as i64)
}

#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn broadcast(l: [u64; LIMBS]) -> Vector {
    [splat(l[0]), splat(l[1]), splat(l[2]), splat(l[3]), splat(l[4])]
}

impl Lanes {
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn new(prime: &Prime) -> Self {
        let l = prime.limbs;
        Self {
            p: broadcast(l),
            twice: broadcast([2 * l[0], 2 * l[1], 2 * l[2], 2 * l[3], 2 * l[4]]),
            inverse: splat(prime.inverse),
            mask: splat(MASK),
            zero: splat(0),
        }
    }

    /// Carries what is beyond 52 bits, and what is below 0, to the next limb.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn carried(&self, mut x: Vector) -> Vector {
        for i in 0..LIMBS - 1 {
            x[i + 1] = _mm512_add_epi64(x[i + 1], _mm512_srai_epi64::<52>(x[i]));
            x[i] = _mm512_and_si512(x[i], self.mask);
        }
        x
    }

    /// `x·y/2^260` modulo p, below 2p if y is below p, with limbs of up to 58 bits.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn product(&self, x: &Vector, y: &Vector) -> Vector {
        let mut sum = [self.zero; 2 * LIMBS];
        for i in 0..LIMBS {
            for j in 0..LIMBS {
                sum[i + j] = _mm512_madd52lo_epu64(sum[i + j], x[i], y[j]);
                sum[i + j + 1] = _mm512_madd52hi_epu64(sum[i + j + 1], x[i], y[j]);
            }
        }
        for i in 0..LIMBS {
            let m = _mm512_madd52lo_epu64(self.zero, sum[i], self.inverse);
            for j in 0..LIMBS {
                sum[i + j] = _mm512_madd52lo_epu64(sum[i + j], m, self.p[j]);
                sum[i + j + 1] = _mm512_madd52hi_epu64(sum[i + j + 1], m, self.p[j]);
            }
            sum[i + 1] = _mm512_add_epi64(sum[i + 1], _mm512_srli_epi64::<52>(sum[i]));
        }
        [sum[5], sum[6], sum[7], sum[8], sum[9]]
    }

    /// `x + w·y` and `x - w·y`, each at most 2p more than x.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn butterfly(&self, x: &mut Vector, y: &mut Vector, w: &Vector) {
        let t = self.product(y, w);
        for i in 0..LIMBS {
            y[i] = _mm512_sub_epi64(_mm512_add_epi64(x[i], self.twice[i]), t[i]);
            x[i] = _mm512_add_epi64(x[i], t[i]);
        }
        *x = self.carried(*x);
        *y = self.carried(*y);
    }

    /// The number below p, of one below 2p.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn least(&self, x: Vector) -> Vector {
        let x = self.carried(x);
        let mut less = x;
        for i in 0..LIMBS {
            less[i] = _mm512_sub_epi64(x[i], self.p[i]);
        }
        let less = self.carried(less);
        let below = _mm512_cmplt_epi64_mask(less[4], self.zero);
        let mut least = less;
        for i in 0..LIMBS {
            least[i] = _mm512_mask_blend_epi64(below, less[i], x[i]);
        }
        least
    }
}

impl Block {
    const ZERO: Self = Self([[0; LANES]; LIMBS]);

    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn load(&self) -> Vector {
        // SAFETY: a row is as large and aligned as a vector.
        self.0.each_ref().map(|row| unsafe { _mm512_load_si512(row.as_ptr().cast()) })
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn store(&mut self, v: Vector) {
        for (row, v) in self.0.iter_mut().zip(v) {
            // SAFETY: a row is as large and aligned as a vector.
            unsafe { _mm512_store_si512(row.as_mut_ptr().cast(), v) };
        }
    }

    fn set(&mut self, lane: usize, l: [u64; LIMBS]) {
        for (row, limb) in self.0.iter_mut().zip(l) {
            row[lane] = limb;
        }
    }

    fn get(&self, lane: usize) -> [u64; LIMBS] {
        self.0.map(|row| row[lane])
    }
}

/// A transform of 2^k numbers by factors of its own.
#[derive(Clone, Debug)]
pub struct Transform {
    prime: Prime,
    /// Factors of the layers within a vector: that of halves of m from m on.
    first: Box<[[u64; LIMBS]; LANES]>,
    /// Those of the others, likewise, by vectors.
    others: Vec<Block>,
}

impl Transform {
    /// Whether the processor has the instructions.
    pub fn is_there() -> bool {
        is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
    }

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
    /// If there are other than as many numbers as factors, or a number of them that is no power of two between [`LEAST`] and [`MOST`]; if the
    /// processor lacks the instructions.
    pub fn apply<T: Copy>(
        &self,
        values: &mut [T],
        scale: Words,
        read: impl Fn(T) -> Words,
        write: impl Fn(Words) -> T,
    ) {
        let n = values.len();
        assert!(
            n == self.others.len() * LANES && n.is_power_of_two() && (LEAST..=MOST).contains(&n),
            "a transform of {n}"
        );
        assert!(Self::is_there(), "the processor lacks AVX-512's products of 52 bits");
        let mut blocks = vec![Block::ZERO; n / LANES];
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
            self.within(&mut blocks);
            self.join(&mut blocks);
            self.scaled(&mut blocks, scale);
        }
        for (to, block) in values.chunks_exact_mut(LANES).zip(&blocks) {
            for (lane, to) in to.iter_mut().enumerate() {
                *to = write(words(block.get(lane)));
            }
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
                        lanes.butterfly(&mut low[start + i], &mut high[i], &factors[half + i]);
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
            lanes.butterfly(&mut x, &mut y, &factor.load());
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
