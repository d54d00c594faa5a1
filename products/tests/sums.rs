//! The sums beside the plain loop that defines them, bit by bit, for shapes, strides and starts at random.

use products::{Factor, Lane, Layout, sums};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// All positions along some axes, in row-major order.
fn positions(shape: &[usize], strides: &[i64]) -> Vec<i64> {
    shape.iter().zip(strides).fold(vec![0], |all, (n, s)| {
        all.into_iter().flat_map(|p| (0..*n as i64).map(move |i| p + i * s)).collect()
    })
}

/// A shape, how many of its axes are the result's, and the strides of two factors, each of which repeats along some axes.
fn shapes(random: &mut StdRng) -> (Vec<usize>, usize, [Vec<i64>; 2]) {
    let rank = random.gen_range(1..=5);
    let outer = random.gen_range(0..rank);
    let shape: Vec<usize> = (0..rank).map(|_| [1, 2, 3, 5, 9, 17][random.gen_range(0..6)]).collect();
    let strides = [0, 1].map(|_| {
        let mut axes: Vec<usize> = (0..rank).filter(|_| random.gen_bool(0.7)).collect();
        // Transposed as often as not.
        if random.gen_bool(0.5) {
            axes.reverse();
        }
        let mut strides = vec![0; rank];
        axes.into_iter().fold(1, |step, k| {
            strides[k] = step;
            step * shape[k] as i64
        });
        strides
    });
    (shape, outer, strides)
}

fn compare<L: Lane<Sum: PartialEq + std::fmt::Debug>>(
    random: &mut StdRng,
    element: impl Fn(&mut StdRng) -> L,
    start: impl Fn(&mut StdRng) -> L::Sum,
    add: impl Fn(L::Sum, L, L) -> L::Sum,
    bits: impl Fn(L::Sum) -> u128,
) {
    let (shape, outer, [x, y]) = shapes(random);
    let count: usize = shape[..outer].iter().product();
    let last = |strides: &[i64]| shape.iter().zip(strides).map(|(n, s)| (*n as i64 - 1) * s).sum::<i64>();
    let offset = random.gen_range(0..3);
    let [a, b] = [&x, &y].map(|s| (0..=last(s) + offset).map(|_| element(random)).collect::<Vec<L>>());
    let starts: Vec<L::Sum> = (0..count).map(|_| start(random)).collect();
    let at = |v: &[L], p: i64| v[p as usize];
    let factor = |strides, v| Factor { layout: Layout { offset, strides }, at: move |p| at(v, p) };
    let got = sums(&shape, outer, factor(&x, &a), factor(&y, &b), starts.clone());
    let [oa, ob] = [&x, &y].map(|s| positions(&shape[..outer], &s[..outer]));
    let [ia, ib] = [&x, &y].map(|s| positions(&shape[outer..], &s[outer..]));
    for (i, start) in starts.into_iter().enumerate() {
        let terms = ia.iter().zip(&ib);
        let sum =
            terms.fold(start, |sum, (p, q)| add(sum, at(&a, offset + oa[i] + p), at(&b, offset + ob[i] + q)));
        assert_eq!(bits(got[i]), bits(sum), "result {i} of {shape:?}, {outer} axes, strides {x:?} and {y:?}");
    }
}

#[test]
fn sums_are_those_of_the_plain_loop() {
    let mut random = StdRng::seed_from_u64(1);
    for _ in 0..400 {
        // Floats of many sizes: any other order has other bits.
        let float = |r: &mut StdRng| r.gen_range(-1.0..1.0) * f64::from(r.gen_range(-20..20)).exp2();
        let zeros = |r: &mut StdRng| if r.gen_bool(0.1) { -0.0 } else { float(r) };
        compare::<f64>(
            &mut random,
            zeros,
            |r| if r.gen_bool(0.5) { -0.0 } else { float(r) },
            |sum, a, b| sum + a * b,
            |v| v.to_bits().into(),
        );
        let short = |sum: i64, a: i32, b: i32| sum.wrapping_add(i64::from(a) * i64::from(b));
        let long = |sum: i128, a: i64, b: i64| sum.wrapping_add(i128::from(a) * i128::from(b));
        compare::<i32>(&mut random, |r| r.r#gen(), |r| r.r#gen(), short, |v| v as u128);
        compare::<i64>(&mut random, |r| r.r#gen(), |r| r.r#gen(), long, |v| v as u128);
    }
}
