//! What holds of every valid graph: ranges are sound, macros equal their expansion.

use crate::random;
use circuit::{
    Builder, Divisor, Element, ExecError, Origin, Range, Reduction, Ref, Relation, Rounding, TensorId,
    Window, interpret,
};
use proptest::prelude::*;

fn to_i128(v: &[i64]) -> Vec<i128> {
    v.iter().map(|x| i128::from(*x)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_value_lies_in_its_range(seed: u64) {
        let mut rng = random::rng(seed);
        let graph = random::graph(&mut rng);
        prop_assert_eq!(graph.validate(), Ok(()));
        let inputs = random::inputs(&graph, &mut rng);
        let trace = interpret(&graph, &inputs).expect("no checks");
        for (i, t) in graph.tensors.iter().enumerate() {
            let values = trace.tensor(TensorId(i as u32)).to_vec();
            prop_assert_eq!(values.len() as u64, t.numel().unwrap());
            prop_assert!(values.iter().all(|v| t.range.contains(*v)), "tensor {}: {:?}", i, t.range);
        }
    }

    #[test]
    fn expansion_means_the_same(seed: u64) {
        let mut rng = random::rng(seed);
        let graph = random::graph(&mut rng);
        let expanded = graph.expand();
        prop_assert_eq!(expanded.validate(), Ok(()));
        prop_assert!(!expanded.relations.iter().any(|r| r.name() == "relu_pool_requant"));
        let inputs = random::inputs(&graph, &mut rng);
        let (a, b) = (interpret(&graph, &inputs).unwrap(), interpret(&expanded, &inputs).unwrap());
        prop_assert_eq!(&a.tensors[..], &b.tensors[..a.tensors.len()]);
    }

    #[test]
    fn operands_are_their_elements(seed: u64) {
        let mut rng = random::rng(seed);
        let graph = random::graph(&mut rng);
        let inputs = random::inputs(&graph, &mut rng);
        let trace = interpret(&graph, &inputs).unwrap();
        for r in graph.relations.iter().flat_map(|r| r.operands()) {
            let ranges = graph.ranges_of(r).unwrap();
            let elements = graph.elements(r).unwrap();
            let count = graph.shape_of(r).unwrap().iter().product::<u32>();
            prop_assert_eq!(elements.len(), count as usize);
            for (i, e) in elements.into_iter().enumerate() {
                let v = match e {
                    Element::Of(t, at) => trace.tensor(t).get(at as usize),
                    Element::Value(v) => v.into(),
                };
                prop_assert!(ranges.at(i).contains(v));
            }
        }
    }
}

/// The random graphs reach every relation that computes, so that the properties above speak of all.
#[test]
fn random_graphs_use_every_relation() {
    let mut names: Vec<&str> =
        (0..200).flat_map(|seed| random::graph(&mut random::rng(seed)).relations).map(|r| r.name()).collect();
    names.sort_unstable();
    names.dedup();
    let want = ["affine", "conv", "div_round", "einsum", "lut", "max", "mul", "reduce", "relu_pool_requant"];
    assert_eq!(names, want);
}

#[test]
fn rounding_of_negative_quotients() {
    let cases = [
        (Rounding::Floor, -7, 2, -4),
        (Rounding::HalfUp, -7, 2, -3),
        (Rounding::HalfUp, 7, 2, 4),
        (Rounding::HalfUp, -5, 4, -1),
        (Rounding::HalfUp, -6, 4, -1),
        (Rounding::Floor, -1, 1 << 40, -1),
        (Rounding::HalfUp, -1, 1, -1),
        (Rounding::HalfUp, 4, 3, 1),
        (Rounding::HalfUp, 5, 3, 2),
    ];
    for (rounding, n, d, q) in cases {
        assert_eq!(rounding.divide(n, d), Some(q), "{rounding:?} {n}/{d}");
    }
    assert_eq!(Rounding::Floor.divide(1, 0), None);
    assert_eq!(Rounding::HalfUp.divide(i128::MAX, 2), None, "beyond 128 bits");
}

#[test]
fn max_pool_pads_with_nothing_and_sums_pad_with_zero() {
    let mut b = Builder::new();
    let x = b.input(&[1, 2, 2], Range::new(-9, 9));
    let mut w = Window::plain([2, 2], [1, 1]);
    (w.begin, w.end) = ([1, 1], [0, 0]);
    let max = b.max(x, Reduction::Window(w), None).unwrap();
    let sum = b.reduce(x, Reduction::Window(w)).unwrap();
    b.output(max);
    b.output(sum);
    let graph = b.finish();
    assert_eq!(graph.validate(), Ok(()));
    let trace = interpret(&graph, &[to_i128(&[-5, -2, -3, -4])]).unwrap();
    assert_eq!(trace.tensor(max).to_vec(), to_i128(&[-5, -2, -3, -2]));
    assert_eq!(trace.tensor(sum).to_vec(), to_i128(&[-5, -7, -8, -14]));
    assert_eq!(graph.tensor(max).range, Range::new(-9, 9));
    assert_eq!(graph.tensor(sum).range, Range::new(-36, 36));
}

#[test]
fn failed_checks_stop_with_their_status_and_node() {
    let mut b = Builder::new();
    b.origin = Origin::new("image");
    let x = b.input(&[3], Range::new(0, 100));
    b.origin = Origin::new("scale1");
    let y = b.affine(vec![(3, x.into())], 0).unwrap();
    assert!(b.check(y, Range::new(0, 200), 17), "tighter than 0..=300");
    assert!(!b.check(y, Range::new(-1, 300), 17), "no check for what is proven");
    b.origin = Origin::new("same");
    b.in_range(y, Range::new(0, 150), 18).unwrap();
    b.equal(y, Ref::from(y).reshape(vec![3]), Some(19)).unwrap();
    b.output(y);
    let graph = b.finish();
    assert_eq!(graph.validate(), Ok(()));
    let run = |v: &[i64]| interpret(&graph, &[to_i128(v)]);
    assert!(run(&[0, 1, 50]).is_ok());
    let expect = |v: &[i64], status, node: &str, index, value| match run(v) {
        Err(ExecError::Status { status: s, node: n, index: i, value: got, .. }) => {
            assert_eq!((s, n.as_str(), i, got), (status, node, index, value));
        }
        other => panic!("{other:?}"),
    };
    expect(&[0, 101, 0], 16, "image", 1, 101);
    expect(&[0, 1, 67], 17, "scale1", 2, 201);
    expect(&[51, 1, 50], 18, "same", 0, 153);
    assert_eq!(run(&[1]), Err(ExecError::InputLength { node: "image".into(), expected: 3, got: 1 }));
    assert_eq!(interpret(&graph, &[]), Err(ExecError::InputCount { expected: 1, got: 0 }));
}

#[test]
fn unequal_sides_stop_with_the_element() {
    let mut b = Builder::new();
    let x = b.input(&[2], Range::new(0, 9));
    let y = b.constant(&[2], &[4, 5]);
    b.equal(x, y, Some(21)).unwrap();
    b.output(x);
    let graph = b.finish();
    assert_eq!(graph.validate(), Ok(()));
    assert!(interpret(&graph, &[vec![4, 5]]).is_ok());
    let e = interpret(&graph, &[vec![4, 6]]).unwrap_err();
    assert_eq!(e.status(), Some(21));
    assert!(e.to_string().contains("element 1 is 6"), "{e}");
}

#[test]
fn macro_equals_its_expansion_exhaustively_on_small_windows() {
    for rounding in [Rounding::Floor, Rounding::HalfUp] {
        for floor in [None, Some(0), Some(-3)] {
            for clip in [None, Some(Range::new(-1, 1))] {
                let mut b = Builder::new();
                let x = b.input(&[1, 1, 2], Range::new(-6, 6));
                let window = Window::plain([1, 2], [1, 1]);
                let (over, x) = (Reduction::Window(window), Ref::from(x));
                let out = TensorId(0);
                let y = b
                    .define(Relation::ReluPoolRequant { x, over, floor, shift: 2, rounding, clip, out })
                    .unwrap();
                b.output(y);
                let graph = b.finish();
                let expanded = graph.expand();
                assert_eq!(expanded.validate(), Ok(()));
                for (p, q) in (-6..=6).flat_map(|p| (-6..=6).map(move |q| (p, q))) {
                    let max = floor.map_or(p.max(q), |f| p.max(q).max(f.into()));
                    let half = if rounding == Rounding::HalfUp { 2 } else { 0 };
                    let want = (max + half) >> 2;
                    let want = clip.map_or(want, |c: Range| want.clamp(c.lo, c.hi));
                    for g in [&graph, &expanded] {
                        assert_eq!(interpret(g, &[vec![p, q]]).unwrap().tensor(y).to_vec(), [want]);
                    }
                }
            }
        }
    }
}

#[test]
fn variable_divisors_divide_elementwise() {
    let mut b = Builder::new();
    let n = b.input(&[3], Range::new(-100, 100));
    let d = b.input(&[3], Range::new(1, 10));
    let q = b.div_round(n, Divisor::Tensor(d.into()), Rounding::Floor, None).unwrap();
    b.output(q);
    let graph = b.finish();
    assert_eq!(graph.validate(), Ok(()));
    let trace = interpret(&graph, &[vec![-7, 7, 100], vec![2, 2, 7]]).unwrap();
    assert_eq!(trace.tensor(q).to_vec(), [-4, 3, 14]);
    assert_eq!(graph.tensor(q).range, Range::new(-100, 100));
}
