//! Numbers of a prime field of 254 bits, eight at once with AVX-512's products of 52 bits: what proofs over such a field take most of their time for.
//!
//! A number is five limbs of 52 bits. Products are Montgomery's, by 2^260: a number stands for itself times 2^260 modulo p, unless it is
//! said otherwise. Four words of 64 bits, as others hold it, stand for it times 2^256.
//!
//! Sums are not reduced. A number below `a·p` times one below `b·p` is a number below `(a·b/64 + 1)·p`, since p is below 2^254; whoever
//! adds counts how many times p a sum may reach, which is to stay below 2^260. Source: S. Gueron and V. Krasnov, "Accelerating big
//! integer arithmetic using Intel IFMA extensions", ARITH 2016.

use std::arch::x86_64::*;

/// Numbers in a vector.
pub const LANES: usize = 8;
pub(crate) const LIMBS: usize = 5;
pub(crate) const MASK: u64 = (1 << 52) - 1;
/// 2^260 is so many times the largest prime, at least.
pub(crate) const RATIO: u64 = 64;

/// Four words, the lowest first.
pub type Words = [u64; 4];
/// Limbs of a number.
pub(crate) type Limbs = [u64; LIMBS];

/// Eight numbers by limb.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Block([[u64; LANES]; LIMBS]);

/// Eight numbers by limb, in registers.
pub(crate) type Vector = [__m512i; LIMBS];
/// Sums of products of limbs, by limb.
pub(crate) type Wide = [__m512i; 2 * LIMBS];

/// Whether the processor has the instructions.
pub fn is_there() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
}

pub(crate) const fn limbs(a: Words) -> Limbs {
    [
        a[0] & MASK,
        (a[0] >> 52 | a[1] << 12) & MASK,
        (a[1] >> 40 | a[2] << 24) & MASK,
        (a[2] >> 28 | a[3] << 36) & MASK,
        a[3] >> 16,
    ]
}

pub(crate) const fn words(l: Limbs) -> Words {
    [l[0] | l[1] << 52, l[1] >> 12 | l[2] << 40, l[2] >> 24 | l[3] << 28, l[3] >> 36 | l[4] << 16]
}

/// A prime below 2^254.
#[derive(Clone, Copy, Debug)]
pub struct Prime {
    limbs: Limbs,
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

    /// `2^bits` modulo p.
    pub(crate) fn power(&self, bits: u32) -> Limbs {
        (0..bits).fold([1, 0, 0, 0, 0], |x, _| {
            let double = carry(x.map(|limb| limb as i64 * 2));
            let mut less = double;
            less.iter_mut().zip(self.limbs).for_each(|(limb, p)| *limb -= p as i64);
            let less = carry(less);
            if less[LIMBS - 1] < 0 { double } else { less }.map(|limb| limb as u64)
        })
    }
}

/// Carries what is beyond 52 bits, and what is below 0, to the next limb.
fn carry(mut x: [i64; LIMBS]) -> [i64; LIMBS] {
    for i in 0..LIMBS - 1 {
        x[i + 1] += x[i] >> 52;
        x[i] &= MASK as i64;
    }
    x
}

/// What arithmetic needs in registers.
#[derive(Clone, Copy)]
pub(crate) struct Lanes {
    prime: Prime,
    pub p: Vector,
    inverse: __m512i,
    mask: __m512i,
    pub zero: __m512i,
}

#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn splat(v: u64) -> __m512i {
    _mm512_set1_epi64(v as i64)
}

#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
pub(crate) fn broadcast(l: Limbs) -> Vector {
    [splat(l[0]), splat(l[1]), splat(l[2]), splat(l[3]), splat(l[4])]
}

impl Lanes {
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub fn new(prime: &Prime) -> Self {
        Self {
            prime: *prime,
            p: broadcast(prime.limbs),
            inverse: splat(prime.inverse),
            mask: splat(MASK),
            zero: splat(0),
        }
    }

    /// So many times p, of up to 2^10, not carried.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub fn multiple(&self, of: u64) -> Vector {
        let p = self.prime.limbs;
        broadcast([of * p[0], of * p[1], of * p[2], of * p[3], of * p[4]])
    }

    /// Carries what is beyond 52 bits, and what is below 0, to the next limb.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub fn carried(&self, mut x: Vector) -> Vector {
        for i in 0..LIMBS - 1 {
            x[i + 1] = _mm512_add_epi64(x[i + 1], _mm512_srai_epi64::<52>(x[i]));
            x[i] = _mm512_and_si512(x[i], self.mask);
        }
        x
    }

    /// Adds `x·y` to a sum of at most 128 products; both are carried.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub fn multiply(&self, sum: &mut Wide, x: &Vector, y: &Vector) {
        for i in 0..LIMBS {
            for j in 0..LIMBS {
                sum[i + j] = _mm512_madd52lo_epu64(sum[i + j], x[i], y[j]);
                sum[i + j + 1] = _mm512_madd52hi_epu64(sum[i + j + 1], x[i], y[j]);
            }
        }
    }

    /// A sum of products over 2^260, not carried: limbs of up to 62 bits.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub fn reduced(&self, mut sum: Wide) -> Vector {
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

    /// `x·y`, not carried.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub fn product(&self, x: &Vector, y: &Vector) -> Vector {
        let mut sum = [self.zero; 2 * LIMBS];
        self.multiply(&mut sum, x, y);
        self.reduced(sum)
    }

    /// The number below p, of one below 2p.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub fn least(&self, x: Vector) -> Vector {
        let x = self.carried(x);
        let less = self.carried(minus(&x, &self.p));
        let below = _mm512_cmplt_epi64_mask(less[4], self.zero);
        choose(below, &x, &less)
    }
}

/// `x + y`, not carried.
#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
pub(crate) fn plus(x: &Vector, y: &Vector) -> Vector {
    let mut sum = *x;
    for i in 0..LIMBS {
        sum[i] = _mm512_add_epi64(x[i], y[i]);
    }
    sum
}

/// `x - y`, not carried.
#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
pub(crate) fn minus(x: &Vector, y: &Vector) -> Vector {
    let mut difference = *x;
    for i in 0..LIMBS {
        difference[i] = _mm512_sub_epi64(x[i], y[i]);
    }
    difference
}

/// The numbers of `x` in these lanes, of `y` in the others.
#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
pub(crate) fn choose(lanes: __mmask8, x: &Vector, y: &Vector) -> Vector {
    let mut both = *y;
    for i in 0..LIMBS {
        both[i] = _mm512_mask_blend_epi64(lanes, y[i], x[i]);
    }
    both
}

impl Block {
    pub(crate) const ZERO: Self = Self([[0; LANES]; LIMBS]);

    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub(crate) fn load(&self) -> Vector {
        // SAFETY: a row is as large and aligned as a vector.
        self.0.each_ref().map(|row| unsafe { _mm512_load_si512(row.as_ptr().cast()) })
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    pub(crate) fn store(&mut self, v: Vector) {
        for (row, v) in self.0.iter_mut().zip(v) {
            // SAFETY: a row is as large and aligned as a vector.
            unsafe { _mm512_store_si512(row.as_mut_ptr().cast(), v) };
        }
    }

    pub(crate) fn splat(l: Limbs) -> Self {
        Self(l.map(|limb| [limb; LANES]))
    }

    pub(crate) fn set(&mut self, lane: usize, l: Limbs) {
        for (row, limb) in self.0.iter_mut().zip(l) {
            row[lane] = limb;
        }
    }

    pub(crate) fn get(&self, lane: usize) -> Limbs {
        self.0.map(|row| row[lane])
    }
}
