//! Interval images: exact where the analysis promises it, refused where they leave the numbers.

use crate::random;
use circuit::{
    Builder, Diagnostic, Divisor, EinsumSpec, Problem, Range, Reduction, Relation, Rounding, TensorId,
    Window, interpret,
};
use proptest::prelude::*;
use rand::Rng;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Both ends of a convolution's range are attained by some input, padding included.
    #[test]
    fn convolution_bounds_are_exact(seed: u64) {
        let mut rng = random::rng(seed);
        let (c, h, w) = (rng.gen_range(1..3), rng.gen_range(2..5), rng.gen_range(2..5));
        let window = random::window(&mut rng, [h, w]);
        let mut b = Builder::new();
        let x = b.input(&[1, c, h, w], Range::new(rng.gen_range(-9..9), rng.gen_range(-9..9)));
        let n = 2 * c * window.kernel[0] * window.kernel[1];
        let taps: Vec<i64> = (0..n).map(|_| rng.gen_range(-9..=9)).collect();
        let k = b.constant(&[2, c, window.kernel[0], window.kernel[1]], &taps);
        let bias = b.constant(&[2], &[rng.gen_range(-99..99), rng.gen_range(-99..99)]);
        let y = b.conv(x, k, Some(bias.into()), window, 1).unwrap();
        b.output(y);
        let graph = b.finish();
        prop_assert_eq!(graph.validate(), Ok(()));
        let [_, m, oh, ow] = graph.tensor(y).shape[..] else { panic!("4 axes") };
        let range = graph.tensor(x).range;
        let (mut least, mut most) = (i128::MAX, i128::MIN);
        for (channel, oy, ox) in
            (0..m).flat_map(|c| (0..oh).flat_map(move |y| (0..ow).map(move |x| (c, y, x))))
        {
            // The inputs that make this output extreme: by the sign of the tap that meets each.
            for hi in [true, false] {
                let mut input = vec![range.lo; (c * h * w) as usize];
                for ci in 0..c {
                    for (u, yy) in window.cells(0, oy, h) {
                        for (v, xx) in window.cells(1, ox, w) {
                            let at = ((channel * c + ci) * window.kernel[0] + u) * window.kernel[1] + v;
                            let up = (taps[at as usize] > 0) == hi;
                            input[((ci * h + yy) * w + xx) as usize] = if up { range.hi } else { range.lo };
                        }
                    }
                }
                let trace = interpret(&graph, &[input]).unwrap();
                let v = trace.tensor(y).get(((channel * oh + oy) * ow + ox) as usize);
                least = least.min(v);
                most = most.max(v);
            }
        }
        prop_assert_eq!(graph.tensor(y).range, Range::new(least, most));
        // Of weights in one range: as many products as weights meet the input.
        let mut b = Builder::new();
        let (x, weights) = (b.input(&[1, c, h, w], range), Range::new(-3, rng.gen_range(-3..9)));
        let k = b.input(&[2, c, window.kernel[0], window.kernel[1]], weights);
        let y = b.conv(x, k, None, window, 1).unwrap();
        let product = range.times(weights).unwrap();
        let met = |axis: usize, o: u32, size: u32| window.cells(axis, o, size).len() as i128;
        let sums = (0..oh).flat_map(|y| (0..ow).map(move |x| (y, x)));
        let sums = sums.map(|(y, x)| product.scale(i128::from(c) * met(0, y, h) * met(1, x, w)).unwrap());
        prop_assert_eq!(b.graph().tensor(y).range, sums.reduce(Range::hull).unwrap());
    }

    #[test]
    fn matrix_bounds_are_exact(seed: u64) {
        let mut rng = random::rng(seed);
        let (n, k) = (rng.gen_range(1..4), rng.gen_range(1..6));
        let mut b = Builder::new();
        let x = b.input(&[2, k], Range::new(rng.gen_range(-9..9), rng.gen_range(-9..9)));
        let weights: Vec<i64> = (0..n * k).map(|_| rng.gen_range(-9..=9)).collect();
        let w = b.constant(&[n, k], &weights);
        let offsets: Vec<i64> = (0..2 * n).map(|_| rng.gen_range(-50..50)).collect();
        let bias = b.constant(&[2, n], &offsets);
        let y = b.einsum(EinsumSpec::linear(), x, w, Some(bias.into())).unwrap();
        let r = b.graph().tensor(x).range;
        let ends = (0..2 * n as usize).flat_map(|o| {
            let row = &weights[(o % n as usize) * k as usize..][..k as usize];
            let end = |up: bool| {
                let pick = |w: i64| if (w > 0) == up { r.hi } else { r.lo };
                row.iter().map(|w| i128::from(*w) * pick(*w)).sum::<i128>() + i128::from(offsets[o])
            };
            [end(false), end(true)]
        });
        prop_assert_eq!(Some(b.graph().tensor(y).range), Range::of(ends));
    }
}

#[test]
fn values_beyond_120_bits_are_refused() {
    let mut b = Builder::new();
    let x = b.input(&[1], Range::new(-(1 << 60), 1 << 60));
    let square = b.mul(x, x).expect("2^120 is the limit");
    assert_eq!(b.mul(square, x).unwrap_err().problem, Problem::TooWide, "beyond 128 bits");
    assert_eq!(b.affine(vec![(1, square.into())], 1).unwrap_err().problem, Problem::TooWide);
}

#[test]
fn lookups_must_be_total_and_divisors_positive() {
    let mut b = Builder::new();
    let x = b.input(&[1], Range::new(-1, 3));
    let table = b.table(0, &[1, 2, 3, 4]);
    let problem = |r: Result<TensorId, Box<Diagnostic>>| r.unwrap_err().problem;
    let argument = Range::new(-1, 3);
    assert_eq!(
        problem(b.lut(table, x)),
        Problem::TableRange { table: 0, covered: Range::new(0, 3), argument }
    );
    let by = |d| Relation::DivRound {
        num: x.into(),
        den: d,
        rounding: Rounding::Floor,
        clip: None,
        out: TensorId(0),
    };
    assert!(matches!(problem(b.define(by(Divisor::Const(0)))), Problem::Divisor { .. }));
    assert!(matches!(problem(b.define(by(Divisor::Tensor(x.into())))), Problem::Divisor { .. }));
    assert!(matches!(problem(b.define(by(Divisor::Pow2(63)))), Problem::Parameters(_)));
}

#[test]
fn a_maximum_over_no_element_needs_a_floor() {
    let mut b = Builder::new();
    let x = b.input(&[1, 1], Range::new(-5, 5));
    let mut w = Window::plain([1, 1], [1, 1]);
    w.end = [0, 1];
    let over = Reduction::Window(w);
    let e = b.max(x, over.clone(), None).unwrap_err();
    assert_eq!(e.problem, Problem::EmptyMax { output: 1 });
    let y = b.max(x, over, Some(-2)).unwrap();
    assert_eq!(b.graph().tensor(y).range, Range::new(-2, 5));
}

#[test]
fn hostile_windows_are_refused_before_they_cost_anything() {
    let mut b = Builder::new();
    let x = b.input(&[1, 2, 2], Range::new(-5, 5));
    let mut refused = |change: fn(&mut Window)| {
        let mut w = Window::plain([1, 1], [1, 1]);
        change(&mut w);
        let floor = Some(0);
        b.max(x, Reduction::Window(w), floor).expect_err("hostile").problem
    };
    let cases: [fn(&mut Window); 5] = [
        |w| w.end = [0, u32::MAX],
        |w| w.begin = [1 << 22, 0],
        |w| w.kernel = [0, 1],
        |w| w.strides = [1, 0],
        |w| (w.kernel, w.dilations) = ([u32::MAX; 2], [u32::MAX; 2]),
    ];
    for change in cases {
        assert!(matches!(refused(change), Problem::Parameters(_)));
    }
}
