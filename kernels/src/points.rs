//! Sums of points of a curve `y² = x³ + b` times small integers, eight points at a time: a digit of what commitments sum.
//!
//! Pippenger's algorithm: points are added by the digit that they are taken by, into buckets, and buckets are summed by their
//! digits as sums of sums. Eight buckets with about as many points are filled at a time, each in a lane of vectors; then each lane
//! sums an eighth of the buckets. Formulas are complete, so that no lane goes another way than the others.
//!
//! Sources: J. Renes, C. Costello, L. Batina, "Complete addition formulas for prime order elliptic curves" (2016), algorithm 7;
//! D. J. Bernstein et al., "Faster batch forgery identification" (2012), section 4.

use std::arch::x86_64::*;

use crate::field::{
    Block, LANES, Lanes, Limbs, Prime, Vector, Wide, Words, broadcast, choose, is_there, limbs, minus, plus,
    words,
};

/// The fewest digits that have buckets.
pub const LEAST: usize = LANES;

/// Coordinates of a point, four words each.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Affine([Words; 2]);

/// A point `(x/z, y/z)` of a lane each; that at infinity is `(0, 1, 0)`. Coordinates are below 4p, 10p and 2p.
#[derive(Clone, Copy)]
struct Projective {
    x: Vector,
    y: Vector,
    z: Vector,
}

/// The largest `3·b` that leaves coordinates below that.
const MOST_B3: u64 = 9;

/// Points to take sums of.
#[derive(Clone, Debug)]
pub struct Points {
    prime: Prime,
    /// `3·b`.
    b3: u64,
    points: Vec<Affine>,
}

/// A sum of points, by lane: `Σ total + length·Σ lane·plain` is all of it.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
    /// Points times their digits, counted from the lane's first on.
    pub total: [Words; 3],
    /// Points.
    pub plain: [Words; 3],
}

impl Points {
    /// Points other than the one at infinity by their coordinates, four words each; of a curve with `3·b` at most 9.
    ///
    /// # Panics
    /// If `3·b` is larger, or the processor lacks the instructions.
    pub fn new(prime: Prime, b3: u64, points: impl Iterator<Item = [Words; 2]>) -> Self {
        assert!(b3 <= MOST_B3 && is_there(), "3·b = {b3}, and AVX-512's products of 52 bits");
        let mut points: Vec<Affine> = points.map(Affine).collect();
        // SAFETY: the processor has the instructions.
        unsafe { scaled(&prime, &mut points) };
        Self { prime, b3, points }
    }

    /// `Σ digit·point` for points by number with digits of at most `most` either way, a power of two from [`LEAST`] on.
    ///
    /// # Panics
    /// If `most` is none, or there is no such point or digit.
    pub fn sum(&self, terms: &[(u32, i32)], most: usize) -> [Lane; LANES] {
        assert!(most.is_power_of_two() && most >= LEAST, "digits of at most {most}");
        let used = |(_, digit): &&(u32, i32)| *digit != 0;
        let digits = terms.iter().filter(used).map(|(_, digit)| digit.unsigned_abs() as usize - 1);
        let (order, starts) = sorted(digits, most);
        let points: Vec<(u32, bool)> =
            terms.iter().filter(used).map(|(point, digit)| (*point, *digit < 0)).collect();
        assert!(
            points.iter().all(|(point, _)| (*point as usize) < self.points.len()),
            "a point that is there"
        );
        let points: Vec<(u32, bool)> = order.iter().map(|at| points[*at as usize]).collect();
        // SAFETY: the processor has the instructions, as it had for the points.
        unsafe {
            let buckets = self.filled(&points, &starts);
            self.summed(&buckets)
        }
    }

    /// Each eighth of the buckets in a lane; `starts` is where the points of each begin, and where the last end.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn filled(&self, points: &[(u32, bool)], starts: &[u32]) -> Vec<[Block; 3]> {
        let lanes = Curve::new(&self.prime, self.b3);
        let of = |bucket: u32| {
            let [start, end] = [0, 1].map(|i| starts[bucket as usize + i] as usize);
            &points[start..end]
        };
        let count = starts.len() - 1;
        let sizes = (0..count as u32).map(|bucket| of(bucket).len());
        let longest = sizes.clone().max().unwrap_or(0);
        // The largest first.
        let (order, _) = sorted(sizes.map(|size| longest - size), longest + 1);
        let length = count / LANES;
        let none = lanes.zero();
        let mut stored = [Block::ZERO; 3];
        store(&mut stored, &none);
        let mut buckets = vec![stored; length];
        for eight in order.chunks_exact(LANES) {
            let eight: &[u32; LANES] = eight.try_into().unwrap_or(&[0; LANES]);
            let lists = eight.map(of);
            if lists[0].is_empty() {
                break;
            }
            let mut sum = none;
            for at in 0..lists[0].len() {
                let (mut here, mut negative) = (0u8, 0u8);
                let mut rows = [&self.points[0]; LANES];
                for (lane, list) in lists.iter().enumerate() {
                    if let Some((point, minus)) = list.get(at) {
                        here |= 1 << lane;
                        negative |= u8::from(*minus) << lane;
                        rows[lane] = &self.points[*point as usize];
                    }
                }
                let next = lanes.gathered(rows, negative);
                let next = if at == 0 { next } else { lanes.add::<true>(&sum, &next) };
                sum = Projective {
                    x: choose(here, &next.x, &sum.x),
                    y: choose(here, &next.y, &sum.y),
                    z: choose(here, &next.z, &sum.z),
                };
            }
            store(&mut stored, &sum);
            for (lane, bucket) in eight.iter().enumerate() {
                let (to, at) = (*bucket as usize / length, *bucket as usize % length);
                for (block, from) in buckets[at].iter_mut().zip(&stored) {
                    block.set(to, from.get(lane));
                }
            }
        }
        buckets
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn summed(&self, buckets: &[[Block; 3]]) -> [Lane; LANES] {
        let lanes = Curve::new(&self.prime, self.b3);
        let (mut from, mut total) = (lanes.zero(), lanes.zero());
        for [x, y, z] in buckets.iter().rev() {
            from = lanes.add::<false>(&from, &Projective { x: x.load(), y: y.load(), z: z.load() });
            total = lanes.add::<false>(&total, &from);
        }
        let [mut totals, mut plains] = [[Block::ZERO; 3]; 2];
        for (blocks, sum) in [(&mut totals, total), (&mut plains, from)] {
            for (block, v) in blocks.iter_mut().zip([sum.x, sum.y, sum.z]) {
                block.store(lanes.field.least(lanes.field.product(&v, &lanes.one)));
            }
        }
        let lane = |blocks: &[Block; 3], lane| blocks.map(|block| words(block.get(lane)));
        std::array::from_fn(|i| Lane { total: lane(&totals, i), plain: lane(&plains, i) })
    }
}

/// Coordinates times 2^256 to coordinates times 2^260.
#[target_feature(enable = "avx512f,avx512ifma")]
fn scaled(prime: &Prime, points: &mut [Affine]) {
    let (field, by) = (Lanes::new(prime), broadcast(prime.power(264)));
    for points in points.chunks_mut(LANES) {
        for coordinate in 0..2 {
            let mut block = Block::ZERO;
            points.iter().enumerate().for_each(|(lane, p)| block.set(lane, limbs(p.0[coordinate])));
            block.store(field.least(field.product(&block.load(), &by)));
            points.iter_mut().enumerate().for_each(|(lane, p)| p.0[coordinate] = words(block.get(lane)));
        }
    }
}

/// The numbers of keys below `most` in the order of keys, and where those of each key begin, and where the last end.
fn sorted(keys: impl Iterator<Item = usize> + Clone, most: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; most + 1];
    keys.clone().for_each(|key| starts[key + 1] += 1);
    for key in 0..most {
        starts[key + 1] += starts[key];
    }
    let mut order = vec![0; starts[most] as usize];
    let mut next = starts.clone();
    for (number, key) in keys.enumerate() {
        order[next[key] as usize] = number as u32;
        next[key] += 1;
    }
    (order, starts)
}

#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn store(to: &mut [Block; 3], point: &Projective) {
    for (block, v) in to.iter_mut().zip([point.x, point.y, point.z]) {
        block.store(v);
    }
}

/// What a curve's arithmetic needs in registers.
struct Curve {
    field: Lanes,
    one: Vector,
    b3: __m512i,
}

impl Curve {
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn new(prime: &Prime, b3: u64) -> Self {
        let one: Limbs = prime.power(260);
        Self { field: Lanes::new(prime), one: broadcast(one), b3: _mm512_set1_epi64(b3 as i64) }
    }

    /// The point at infinity.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn zero(&self) -> Projective {
        let zero = [self.field.zero; 5];
        Projective { x: zero, y: self.one, z: zero }
    }

    /// Eight points, each in a lane; `negative` ones negated.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn gathered(&self, points: [&Affine; LANES], negative: __mmask8) -> Projective {
        // SAFETY: a point is as large and aligned as a vector.
        let r = points.map(|point| unsafe { _mm512_load_si512((&raw const *point).cast()) });
        let low = |i: usize| _mm512_unpacklo_epi64(r[i], r[i + 1]);
        let high = |i: usize| _mm512_unpackhi_epi64(r[i], r[i + 1]);
        // Words 0 and 4, or 2 and 6, of four points; likewise 1 and 5, 3 and 7.
        let quarter = |a: [__m512i; 4]| {
            [
                _mm512_shuffle_i64x2::<0b10_00_10_00>(a[0], a[1]),
                _mm512_shuffle_i64x2::<0b11_01_11_01>(a[0], a[1]),
                _mm512_shuffle_i64x2::<0b10_00_10_00>(a[2], a[3]),
                _mm512_shuffle_i64x2::<0b11_01_11_01>(a[2], a[3]),
            ]
        };
        let even = quarter([low(0), low(2), low(4), low(6)]);
        let odd = quarter([high(0), high(2), high(4), high(6)]);
        let both = |q: [__m512i; 4]| {
            [
                _mm512_shuffle_i64x2::<0b10_00_10_00>(q[0], q[2]),
                _mm512_shuffle_i64x2::<0b10_00_10_00>(q[1], q[3]),
                _mm512_shuffle_i64x2::<0b11_01_11_01>(q[0], q[2]),
                _mm512_shuffle_i64x2::<0b11_01_11_01>(q[1], q[3]),
            ]
        };
        let ([e0, e2, e4, e6], [o1, o3, o5, o7]) = (both(even), both(odd));
        let x = self.limbs([e0, o1, e2, o3]);
        let y = self.limbs([e4, o5, e6, o7]);
        let minus_y = self.field.carried(minus(&self.field.p, &y));
        Projective { x, y: choose(negative, &minus_y, &y), z: self.one }
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn limbs(&self, w: [__m512i; 4]) -> Vector {
        let or = |a, b| _mm512_or_si512(a, b);
        let all = [
            w[0],
            or(_mm512_srli_epi64::<52>(w[0]), _mm512_slli_epi64::<12>(w[1])),
            or(_mm512_srli_epi64::<40>(w[1]), _mm512_slli_epi64::<24>(w[2])),
            or(_mm512_srli_epi64::<28>(w[2]), _mm512_slli_epi64::<36>(w[3])),
            _mm512_srli_epi64::<16>(w[3]),
        ];
        let mask = _mm512_set1_epi64(crate::field::MASK as i64);
        all.map(|limb| _mm512_and_si512(limb, mask))
    }

    /// `a·b + c·d`, not carried.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn dual(&self, [a, b]: [&Vector; 2], [c, d]: [&Vector; 2]) -> Vector {
        let mut sum: Wide = [self.field.zero; 10];
        self.field.multiply(&mut sum, a, b);
        self.field.multiply(&mut sum, c, d);
        self.field.reduced(sum)
    }

    /// `3·b·x`.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn times_b3(&self, x: &Vector) -> Vector {
        // Limbs are below 2^60, and times 9 below 2^64; of those the low 52 bits are multiplied here.
        let x = self.field.carried(*x);
        let mut product = x;
        for i in 0..5 {
            // 52 bits times four are below 2^56: high parts are carried.
            product[i] = _mm512_madd52lo_epu64(self.field.zero, x[i], self.b3);
        }
        for i in 1..5 {
            product[i] = _mm512_madd52hi_epu64(product[i], x[i - 1], self.b3);
        }
        product
    }

    /// The sum of two points; if `NEAR`, the second one's z is one.
    ///
    /// Reaches, in times p, of operands at most x 4, y 10, z 2: products are below 3, `t2` 18, `up` and `down` 21,
    /// so that the sum's are 3, 10 and 2.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn add<const NEAR: bool>(&self, a: &Projective, b: &Projective) -> Projective {
        let f = &self.field;
        let t0 = f.product(&a.x, &b.x);
        let t1 = f.product(&a.y, &b.y);
        let t2 = self.times_b3(&if NEAR { a.z } else { f.product(&a.z, &b.z) });
        let t3 = f.carried(self.dual([&a.x, &b.y], [&b.x, &a.y]));
        let t4 = f.carried(self.dual([&a.y, &b.z], [&b.y, &a.z]));
        let t5 = self.times_b3(&self.dual([&a.x, &b.z], [&b.x, &a.z]));
        let (x3, most) = (f.carried(plus(&plus(&t0, &t0), &t0)), f.multiple(18));
        let up = f.carried(plus(&t1, &t2));
        let down = f.carried(minus(&plus(&t1, &most), &t2));
        let minus_t5 = f.carried(minus(&most, &t5));
        let t5 = f.carried(t5);
        Projective {
            x: f.carried(self.dual([&t3, &down], [&t4, &minus_t5])),
            y: f.carried(self.dual([&down, &up], [&t5, &x3])),
            z: f.carried(self.dual([&up, &t4], [&x3, &t3])),
        }
    }
}
