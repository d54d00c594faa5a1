//! Several Keccak permutations at once: states lie side by side in vectors, word `i` of all of them in one.
//!
//! With AVX-512 the 25 words of eight states fill 25 of 32 registers, and a rotation or a χ step is a single
//! instruction; with AVX2 there are four states, and rotations take three. What the processor has is found out
//! at run time; without either there are no lanes, and [`batch`] leaves the work to its caller.

#[cfg(target_arch = "x86_64")]
use core::arch::x86_64::*;

use super::Hash;

const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// The vector operations that the permutation is made of.
#[cfg(target_arch = "x86_64")]
trait Vector: Copy {
    /// The same word in all lanes.
    fn splat(word: u64) -> Self;
    fn xor(self, other: Self) -> Self;
    fn rotate_left(self, by: u32) -> Self;
    /// `self ^ (!b & c)`.
    fn chi(self, b: Self, c: Self) -> Self;
}

// SAFETY, of both: the methods are inlined into `pairs_avx512` and `pairs_avx2` and used nowhere else; those
// are only called where the processor has the instructions.
#[cfg(target_arch = "x86_64")]
impl Vector for __m512i {
    #[inline(always)]
    fn splat(word: u64) -> Self {
        unsafe { _mm512_set1_epi64(word as i64) }
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        unsafe { _mm512_xor_si512(self, other) }
    }

    #[inline(always)]
    fn rotate_left(self, by: u32) -> Self {
        unsafe { _mm512_rolv_epi64(self, _mm512_set1_epi64(by.into())) }
    }

    #[inline(always)]
    fn chi(self, b: Self, c: Self) -> Self {
        // The truth table of a ^ (!b & c), a being the most significant bit of its index.
        unsafe { _mm512_ternarylogic_epi64::<0b1101_0010>(self, b, c) }
    }
}

#[cfg(target_arch = "x86_64")]
impl Vector for __m256i {
    #[inline(always)]
    fn splat(word: u64) -> Self {
        unsafe { _mm256_set1_epi64x(word as i64) }
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        unsafe { _mm256_xor_si256(self, other) }
    }

    #[inline(always)]
    fn rotate_left(self, by: u32) -> Self {
        unsafe {
            let (left, right) = (_mm256_set1_epi64x(by.into()), _mm256_set1_epi64x((64 - by).into()));
            _mm256_or_si256(_mm256_sllv_epi64(self, left), _mm256_srlv_epi64(self, right))
        }
    }

    #[inline(always)]
    fn chi(self, b: Self, c: Self) -> Self {
        unsafe { _mm256_xor_si256(self, _mm256_andnot_si256(b, c)) }
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn permute<V: Vector>(a: &mut [V; 25]) {
    for constant in ROUND_CONSTANTS {
        // θ
        let mut sums = [a[0]; 5];
        for x in 0..5 {
            sums[x] = a[x].xor(a[x + 5]).xor(a[x + 10]).xor(a[x + 15].xor(a[x + 20]));
        }
        for x in 0..5 {
            let mix = sums[(x + 4) % 5].xor(sums[(x + 1) % 5].rotate_left(1));
            for y in 0..5 {
                a[x + 5 * y] = a[x + 5 * y].xor(mix);
            }
        }
        // ρ and π, written out: the compiler must see every index to keep the state in registers.
        let rows = [
            [a[0], a[6].rotate_left(44), a[12].rotate_left(43), a[18].rotate_left(21), a[24].rotate_left(14)],
            [
                a[3].rotate_left(28),
                a[9].rotate_left(20),
                a[10].rotate_left(3),
                a[16].rotate_left(45),
                a[22].rotate_left(61),
            ],
            [
                a[1].rotate_left(1),
                a[7].rotate_left(6),
                a[13].rotate_left(25),
                a[19].rotate_left(8),
                a[20].rotate_left(18),
            ],
            [
                a[4].rotate_left(27),
                a[5].rotate_left(36),
                a[11].rotate_left(10),
                a[17].rotate_left(15),
                a[23].rotate_left(56),
            ],
            [
                a[2].rotate_left(62),
                a[8].rotate_left(55),
                a[14].rotate_left(39),
                a[15].rotate_left(41),
                a[21].rotate_left(2),
            ],
        ];
        // χ
        for (y, [b0, b1, b2, b3, b4]) in rows.into_iter().enumerate() {
            a[5 * y] = b0.chi(b1, b2);
            a[5 * y + 1] = b1.chi(b2, b3);
            a[5 * y + 2] = b2.chi(b3, b4);
            a[5 * y + 3] = b3.chi(b4, b0);
            a[5 * y + 4] = b4.chi(b0, b1);
        }
        // ι
        a[0] = a[0].xor(V::splat(constant));
    }
}

/// Hashes pairs, at most N of them, in the N lanes of V.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn pairs<V: Vector, const N: usize>(children: &[Hash], parents: &mut [Hash]) {
    const { assert!(size_of::<V>() == 8 * N) };
    let mut words = [[0u64; N]; 8];
    for (lane, pair) in children.chunks_exact(2).enumerate() {
        for (i, bytes) in pair.as_flattened().chunks_exact(8).enumerate() {
            words[i][lane] = u64::from_le_bytes(bytes.try_into().expect("8 bytes"));
        }
    }
    let mut state = [V::splat(0); 25];
    for (word, lanes) in state.iter_mut().zip(&words) {
        // SAFETY: V is a vector of N words, and any bits make one.
        *word = unsafe { std::mem::transmute_copy::<[u64; N], V>(lanes) };
    }
    state[8] = V::splat(0x01);
    state[16] = V::splat(0x80 << 56);
    permute(&mut state);
    for (i, word) in state[..4].iter().enumerate() {
        // SAFETY: as above.
        let lanes = unsafe { std::mem::transmute_copy::<V, [u64; N]>(word) };
        for (parent, lane) in parents.iter_mut().zip(lanes) {
            parent[8 * i..8 * i + 8].copy_from_slice(&lane.to_le_bytes());
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn pairs_avx512(children: &[Hash], parents: &mut [Hash]) {
    pairs::<__m512i, 8>(children, parents);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn pairs_avx2(children: &[Hash], parents: &mut [Hash]) {
    pairs::<__m256i, 4>(children, parents);
}

/// Hashes as many of the first pairs as the processor takes at once and says how many; 0 where one at a time
/// is no slower. There are twice as many children as parents.
pub(super) fn batch(children: &[Hash], parents: &mut [Hash]) -> usize {
    #[cfg(target_arch = "x86_64")]
    {
        let count = parents.len();
        if count >= 2 && is_x86_feature_detected!("avx512f") {
            let count = count.min(8);
            // SAFETY: the processor has the instructions.
            unsafe { pairs_avx512(&children[..2 * count], &mut parents[..count]) };
            return count;
        }
        if count >= 2 && is_x86_feature_detected!("avx2") {
            let count = count.min(4);
            // SAFETY: the processor has the instructions.
            unsafe { pairs_avx2(&children[..2 * count], &mut parents[..count]) };
            return count;
        }
    }
    let _ = (children, parents);
    0
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::super::{hash_pair, keccak256};
    use super::*;

    /// Both widths, on whichever of them this processor has: [`batch`] takes only the wider one.
    #[test]
    fn lanes_are_single_hashes() {
        let children: Vec<Hash> = (0..16u8).map(|i| keccak256(&[i])).collect();
        let expected: Vec<Hash> = children.chunks(2).map(|pair| hash_pair(&pair[0], &pair[1])).collect();
        let mut parents = [[0; 32]; 8];
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has the instructions.
            unsafe { pairs_avx512(&children, &mut parents) };
            assert_eq!(parents[..], expected);
        }
        parents = [[0; 32]; 8];
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has the instructions.
            unsafe { pairs_avx2(&children[..8], &mut parents[..4]) };
            // SAFETY: the processor has the instructions.
            unsafe { pairs_avx2(&children[8..14], &mut parents[4..7]) };
            assert_eq!(parents[..7], expected[..7]);
        }
    }
}
