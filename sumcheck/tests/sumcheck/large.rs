//! What only large circuits need, on small ones: codewords of few rows, weights that are multiplied out piece by piece, factors that are read as
//! they lie, and the errors of vectors of every size.

use super::honest::{Court, network};
use super::kernels::{element, elements, value};
use super::liar::Liar;
use circuit::{
    Builder, EinsumSpec, Graph, IndexMap, PublicValues, Range, Reduction, Ref, Relation, TensorId, Window,
    interpret,
};
use p3_field::PrimeCharacteristicRing;
use rand::Rng;
use sumcheck::field::{E, F};
use sumcheck::functional::Functional;
use sumcheck::grid::{Grid, Line};
use sumcheck::long::Long;
use sumcheck::pcs::{SIZES, Scheme, sponge};
use sumcheck::plane::{Kind, Map, PlaneId};
use sumcheck::rounds::prove_reduction;
use sumcheck::tensor::Tensor;
use sumcheck::transcript::Transcript;
use sumcheck::vectors::Fixed;
use sumcheck::weighted::{LOW, ROW, Weighted, row};
use sumcheck::work::Work;
use sumcheck::{Level, Plan, PlanError, Proof, Vectors};

/// Codewords of at most `2^height` rows.
fn lowered(plan: Plan, height: usize) -> Court {
    let scheme = |n| Scheme::of_height(n, height).expect("a size");
    let fixed = |n| {
        let scheme = scheme(n);
        let (root, _) = scheme.commit(plan.constants()).expect("commits");
        Fixed { scheme, root }
    };
    let withheld = plan.log_withheld().map(fixed);
    let vectors = Vectors {
        cells: scheme(plan.log_cells()),
        hidden: None,
        withheld,
        level: Level::default(),
        work: Work::default(),
    };
    Court { plan, vectors }
}

/// As vectors of more than 2^27 values are committed to.
#[test]
fn rows_are_as_wide_as_few_roots_of_unity_ask_for() {
    let (graph, other) = (network(0), network(1));
    let inputs = super::random::inputs(&graph, &mut super::random::rng(5));
    let trace = interpret(&graph, &inputs).expect("completes");
    let strange = interpret(&other, &inputs).expect("completes");
    let plan = || Plan::withholding(&graph, 8, 1).expect("a plan");
    let usual = Court::withholding(&graph, 8, 1);
    let public = PublicValues::of(&graph, &trace);
    for height in [4, 5, 6] {
        let court = lowered(plan(), height);
        let n = court.plan.log_cells();
        assert!(court.vectors.cells.parameters().contains(&format!("SecondRound({}, 4)", n + 1 - height)));
        court.judges(&trace).expect("accepted");
        assert_ne!(court.vectors.root(), usual.vectors.root());
        // Nobody takes a proof by other rows for his.
        let made = |court: &Court| {
            sumcheck::prove::prove_run(&court.plan, &court.vectors, &trace, &public).expect("a proof").0
        };
        let judged = |court: &Court, proof: &Proof| {
            sumcheck::verify::verify_plan(&court.plan, &court.vectors, &public, proof)
        };
        judged(&court, &made(&court)).expect("accepted");
        assert!(judged(&usual, &made(&court)).is_err() && judged(&court, &made(&usual)).is_err());
        // Nor is a run of other weights one, nor one with another cell.
        let lie = PublicValues::of(&other, &strange);
        assert_ne!(lie, public);
        assert!(court.judges(&strange).is_err());
        let liar = Liar::new(&court.plan, &inputs).expect("runs");
        for r in [0, graph.relations.len() - 1] {
            let value = liar.tempting(r, 1).into_iter().next().expect("some");
            let lie = liar.lie(r, 1, value).expect("a lie");
            assert!(liar.same(&lie) || court.judges(&lie).is_err(), "{height} {r}");
        }
    }
}

/// A codeword of few rows is opened where it is asked, and nowhere else.
#[test]
fn few_rows_open_at_their_point_alone() {
    let mut rng = super::random::rng(3);
    for (n, height) in [(10, 24), (10, 6), (11, 5), (12, 4)] {
        let scheme = Scheme::of_height(n, height).expect("a size");
        let values: Vec<F> = (0..1 << n).map(|_| value(&mut rng)).collect();
        let point = elements(n, &mut rng);
        let (root, kept) = scheme.commit(values.clone()).expect("commits");
        let opening = scheme.open(kept, &point, &mut sponge()).expect("opens");
        let opened = scheme.verify(&root, &opening, &point, &mut sponge()).expect("valid");
        assert_eq!(opened, sumcheck::field::evaluate(&values, &point));
        let mut elsewhere = point.clone();
        elsewhere[n - 1] += E::ONE;
        assert!(scheme.verify(&root, &opening, &elsewhere, &mut sponge()).is_err());
        let mut other = values;
        other[77] += F::ONE;
        let (another, _) = scheme.commit(other).expect("commits");
        assert!(scheme.verify(&another, &opening, &point, &mut sponge()).is_err());
        let wider = Scheme::of_height(n, height.min(7) - 1).expect("a size");
        assert!(wider.verify(&root, &opening, &point, &mut sponge()).is_err());
    }
}

/// All errors of an opening together have 103 bits, whatever the vector's size: of two vectors 102.
#[test]
fn vectors_of_every_size_have_proven_errors() {
    for n in SIZES[0]..=SIZES[1] {
        let (steps, candidates) = Scheme::new(n).expect("a size").security().expect("bounds");
        let sum: f64 = steps.iter().map(|s| (-s.bits).exp2()).sum();
        println!("2^{n}: {} bits, {candidates}", -sum.log2());
        assert!(-sum.log2() > 103.0 && candidates < 5.0, "2^{n}: {}", -sum.log2());
    }
    for n in [SIZES[0] - 1, SIZES[1] + 1] {
        assert!(Scheme::new(n).is_err(), "2^{n}");
    }
}

/// Random claims about planes, as weights of both vectors.
fn weighted(plan: &Plan, public: &[&[i128]], seed: u64) -> [Weighted; 2] {
    let mut rng = super::random::rng(seed);
    let mut functional = Functional::new(plan);
    for _ in 0..60 {
        let plane = PlaneId(rng.gen_range(0..plan.planes.len() as u32));
        let len = plan.plane(plane).len;
        let point = elements(sumcheck::field::log_ceil(len), &mut rng);
        functional.weigh(plane, Tensor::equalities(&point, 0, len, element(&mut rng)));
    }
    let reduced = functional.reduce(public);
    [reduced.cells, reduced.withheld]
}

/// The reduction of a vector whose weights are multiplied out: the variables of a row first.
pub fn by_rows(
    values: &[F],
    weights: &[E],
    claim: &mut E,
    transcript: &mut Transcript,
) -> (Vec<[E; 2]>, Vec<E>) {
    let count = values.len() / ROW;
    let at = |i: usize| (i % count) * ROW + i / count;
    let values: Vec<F> = (0..values.len()).map(|i| values[at(i)]).collect();
    let weights: Vec<E> = (0..values.len()).map(|i| weights[at(i)]).collect();
    let (messages, mut point) = prove_reduction(&values, &weights, claim, transcript);
    point.rotate_left(LOW);
    (messages, point)
}

#[test]
fn weights_by_rows_are_those_one_by_one() {
    let mut rng = super::random::rng(21);
    for seed in 0..6 {
        let graph = if seed < 3 { network(seed) } else { layers() };
        let Court { plan, vectors } = Court::withholding(&graph, 8, 1);
        let inputs = super::random::inputs(&graph, &mut rng);
        let trace = interpret(&graph, &inputs).expect("completes");
        let public = PublicValues::of(&graph, &trace);
        let public = circuit::public::integers(&plan.slots, &public).expect("its own");
        let all = || weighted(&plan, &public, seed as u64);
        for (dense, own) in all().into_iter().zip(all().map(Weighted::by_bits)) {
            let dense = dense.dense();
            let (mut multiplied, mut end) = (vec![E::ZERO; dense.len()], 0);
            for rows in own.rows() {
                assert!(rows.range.start >= end && !rows.range.is_empty());
                end = rows.range.end;
                for (pattern, numbers) in &rows.parts {
                    let weights = row(pattern);
                    for (i, number) in rows.range.clone().zip(numbers.clone().expanded()) {
                        (0..ROW).for_each(|at| multiplied[i * ROW + at] += number * weights[at]);
                    }
                    // Some of them.
                    let all = numbers.clone().expanded();
                    let start = rng.gen_range(0..all.len());
                    let some = start..rng.gen_range(start..=all.len());
                    assert_eq!(numbers.some(some.clone()), all[some]);
                }
            }
            assert!(multiplied == dense, "{seed}");
            // And the reduction says the same, round by round.
            let values: Vec<F> = dense.iter().map(|_| value(&mut rng)).collect();
            let sum: E = values.iter().zip(&dense).map(|(v, w)| *w * *v).sum();
            let said = || Transcript::new(&plan, &vectors, &[]);
            let mut one = sum;
            let expected = by_rows(&values, &dense, &mut one, &mut said());
            // Multiplied out once, and twice.
            for most in [values.len(), values.len() - 1] {
                let long = Long::keeping(&values, &own, most);
                assert_eq!(long.sum(), sum);
                let mut other = sum;
                assert_eq!(long.prove(&mut other, &mut said()), expected);
                assert_eq!(one, other);
            }
        }
    }
}

#[test]
fn values_are_weighed_as_one_by_one() {
    let mut rng = super::random::rng(22);
    for len in [0, 1, 2, 3, 8, 24, 96, 1 << 12, 3 << 11, 5000] {
        for start in [0, len, 3 * len] {
            let point = elements(16, &mut rng);
            let own = Tensor::equalities(&point, start, len, element(&mut rng));
            let values: Vec<F> = (0..len).map(|_| value(&mut rng)).collect();
            let sum: E = own.clone().expanded().iter().zip(&values).map(|(w, v)| *w * *v).sum();
            assert_eq!(own.of_values(&values), sum, "{start} {len}");
            // Factors of some bits alone.
            let some = own.keeping(|(bit, _)| bit % 3 != 1);
            assert_eq!(some.of_values(&values), sum, "{start} {len}");
        }
    }
}

/// A layer of wide sums: their lowest bits are asked for.
fn layers() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[2, 96], Range::new(-(1 << 12), (1 << 12) - 1));
    let w: Vec<i64> = (0..96 * 80).map(|i| (i * 7919 + 13) % (1 << 13) - (1 << 12)).collect();
    let w = b.constant(&[80, 96], &w);
    let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
    b.output(y);
    b.finish()
}

/// Digits of few activations cost less than parts of many weights.
#[test]
fn weights_that_few_activations_meet_are_committed_to_once() {
    let court = Court::withholding(&layers(), 10, 1);
    assert_eq!(court.plan.withheld, Some(96 * 80));
    let inputs = super::random::inputs(&layers(), &mut super::random::rng(1));
    let trace = interpret(&layers(), &inputs).expect("completes");
    court.judges(&trace).expect("accepted");
}

/// Digits of both factors are multiplied, with the weights' neighbours being the result's: by rows of a width that is no multiple of
/// registers or blocks, in groups that are not whole, summed over two axes, either factor being the one that is read along a row.
#[test]
fn products_are_made_by_rows() {
    let (rows, width) = (11, 1029);
    for [a, b] in [["ijl", "jlk"], ["jlk", "ijl"]] {
        let mut builder = Builder::new();
        let x = builder.input(&[rows, 3, 2], Range::new(-(1 << 20), (1 << 20) - 1));
        let w: Vec<i64> = (0..6 * width as i64).map(|i| (i * 7919 + 13) % (1 << 21) - (1 << 20)).collect();
        let w = builder.constant(&[3, 2, width], &w);
        let spec = EinsumSpec { a: a.into(), b: b.into(), out: "ik".into() };
        let [left, right] = if a == "ijl" { [x, w] } else { [w, x] };
        let y = builder.einsum(spec, left, right, None).expect("fits");
        builder.output(y);
        let graph = builder.finish();
        let court = Court::new(&graph, 8);
        assert!(court.plan.products.iter().any(|p| p.axes.last() == Some(&(width as usize))), "{a}, {b}");
        let inputs = super::random::inputs(&graph, &mut super::random::rng(3));
        let trace = interpret(&graph, &inputs).expect("completes");
        court.judges(&trace).unwrap_or_else(|e| panic!("{a}, {b}: {e}"));
    }
}

/// An einsum of a matrix of `[5, 4]` through a view of `[4, 5]`.
fn viewed(map: IndexMap) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[3, 4], Range::new(-8, 7));
    let w: Vec<i64> = (0..20).map(|i| i * i % 17 - 8).collect();
    let w = Ref::from(b.constant(&[5, 4], &w)).view(vec![4, 5], map);
    let spec = EinsumSpec { a: "ij".into(), b: "jk".into(), out: "ik".into() };
    let y = b.einsum(spec, x, w, None).expect("fits");
    b.output(y);
    b.finish()
}

/// Axes in another order are another order of axes; every other view is one.
#[test]
fn factors_are_read_as_they_lie() {
    let affine = |offset, strides: [i64; 2]| IndexMap::Affine { offset, strides: strides.to_vec() };
    let permuted = affine(0, [1, 4]);
    let others = [
        affine(0, [1, 3]),
        affine(0, [0, 4]),
        affine(3, [-1, 4]),
        affine(0, [4, 1]),
        affine(19, [-1, -4]),
        affine(0, [2, 2]),
        affine(0, [4, 0]),
    ];
    for (map, views) in std::iter::once((permuted, false)).chain(others.map(|m| (m, true))) {
        let graph = viewed(map.clone());
        for least in [usize::MAX, 1] {
            let court = Court::withholding(&graph, 8, least);
            let gathers = court.plan.planes.iter().filter(|p| {
                let Kind::Linear { terms, .. } = &p.kind else { return false };
                terms.iter().any(|t| matches!(t.map, Map::Gather(_)))
            });
            assert_eq!(gathers.count() > 0, views, "{map:?}");
            for seed in 0..4 {
                let inputs = super::random::inputs(&graph, &mut super::random::rng(seed));
                let trace = interpret(&graph, &inputs).expect("completes");
                court.judges(&trace).unwrap_or_else(|e| panic!("{map:?}: {e}"));
                let liar = Liar::new(&court.plan, &inputs).expect("runs");
                for value in liar.tempting(0, 7) {
                    let Some(lie) = liar.lie(0, 7, value) else { continue };
                    assert!(liar.same(&lie) || court.judges(&lie).is_err(), "{map:?}: {value}");
                }
            }
        }
    }
}

/// Beyond what can be committed to the error says how much it is, and for which node most of it.
#[test]
fn circuits_beyond_all_limits_are_refused_by_name() {
    let mut b = Builder::new();
    let x = b.input(&[1 << 13, 1], Range::new(-128, 127));
    let spec = EinsumSpec { a: "ik".into(), b: "jk".into(), out: "ij".into() };
    let mut graph = None;
    for _ in 0..5 {
        // The same product twice would be laid out once.
        let y = b.input(&[1 << 13, 1], Range::new(-128, 127));
        graph = b.einsum(spec.clone(), x, y, None).ok();
    }
    b.output(graph.expect("fits"));
    let refused = Plan::with_bits(&b.finish(), 8).expect_err("too many cells");
    let PlanError::Size { what, got, most, node, .. } = &refused else { panic!("{refused}") };
    assert!(*what == "cells" && got > most && *most == 1 << SIZES[1], "{refused}");
    assert!(refused.to_string().contains(&got.to_string()) && !node.is_empty(), "{refused}");
}

/// A grid at a point is what its weights are, one by one.
#[test]
fn grids_are_their_weights() {
    let mut rng = super::random::rng(23);
    let mut merged = 0;
    for case in 0..400 {
        let pair = |rng: &mut _| [element(rng), element(rng)];
        let line = |size: usize, rng: &mut _| {
            let bits = (0..sumcheck::field::log_ceil(size)).map(|_| pair(rng)).collect();
            Line { size, bits }
        };
        let low: Vec<_> = (0..rng.gen_range(0..4)).map(|_| pair(&mut rng)).collect();
        let axes = (0..rng.gen_range(1..4)).map(|_| line(rng.gen_range(1..14), &mut rng)).collect();
        let grid = Grid { low, axes, scale: element(&mut rng) };
        let tensor = grid.tensor();
        // Axes side by side are one where the inner one has all numbers of its bits.
        let (before, grid) = (grid.axes.len(), grid.merged());
        merged += before - grid.axes.len();
        assert_eq!(grid.tensor(), tensor);
        assert_eq!(grid.len(), tensor.clone().expanded().len());
        let offset = rng.gen_range(0..50) << grid.low.len();
        let least = sumcheck::field::log_ceil(offset + grid.len());
        let point = elements(least + rng.gen_range(0..3), &mut rng);
        let all = sumcheck::field::equalities(&point);
        let own = tensor.clone().expanded();
        let sum: E = own.iter().zip(&all[offset..]).map(|(w, e)| *w * *e).sum();
        assert_eq!(tensor.at(&point, offset, grid.len()), sum, "case {case}");
        assert_eq!(grid.at(&point, offset), sum, "case {case}: {grid:?}");
    }
    assert!(merged > 50, "{merged}");
}

/// Kernels as well: of the first of their axes there are two in the sum, groups and their channels.
#[test]
fn kernels_are_read_as_they_lie() {
    for groups in [1, 2] {
        for (strides, views) in
            [(vec![1, 4, 24, 8], false), (vec![1, 0, 24, 8], true), (vec![1, 4, 8, 24], false)]
        {
            let mut b = Builder::new();
            let x = b.input(&[1, 2 * groups, 4, 5], Range::new(-8, 7));
            let k: Vec<i64> = (0..48).map(|i| i * i % 19 - 9).collect();
            let sizes = if strides[2] == 24 { [2, 3] } else { [3, 2] };
            let map = IndexMap::Affine { offset: 0, strides };
            let k = Ref::from(b.constant(&[48], &k)).view(vec![4, 2, sizes[0], sizes[1]], map);
            let y = b.conv(x, k, None, Window::plain(sizes, [1, 1]), groups).expect("fits");
            b.output(y);
            let graph = b.finish();
            let court = Court::withholding(&graph, 8, 1);
            let of_weights = |p: PlaneId| matches!(court.plan.plane(p).kind, Kind::Withheld { .. });
            let read = court.plan.planes.iter().any(|p| {
                let Kind::Linear { terms, .. } = &p.kind else { return false };
                terms.iter().any(|t| of_weights(t.plane) && matches!(t.map, Map::Gather(_)))
            });
            assert_eq!(read, views, "{groups}");
            let inputs = super::random::inputs(&graph, &mut super::random::rng(9));
            let trace = interpret(&graph, &inputs).expect("completes");
            court.judges(&trace).expect("accepted");
            let liar = Liar::new(&court.plan, &inputs).expect("runs");
            for value in liar.tempting(0, 5) {
                let Some(lie) = liar.lie(0, 5, value) else { continue };
                assert!(liar.same(&lie) || court.judges(&lie).is_err(), "{groups}: {value}");
            }
        }
    }
}

/// More cells, and more weights, than 2^24.
#[test]
#[ignore = "half a minute of two processors and 3 GB"]
fn more_than_two_to_the_24_are_proved() {
    let judged = |graph: &Graph, inputs: &[Vec<i128>]| {
        let trace = interpret(graph, inputs).expect("completes");
        let keys = sumcheck::setup(Plan::new(graph).expect("a plan")).expect("keys");
        let (public, proof) = sumcheck::prove(&keys.proving, &trace).expect("a proof");
        let (plan, bits) = (&keys.verifying.plan(), keys.verifying.security().bits());
        println!("{} cells, {:?} weights, {} bytes, {bits} bits", plan.cells, plan.withheld, proof.len());
        assert!(bits > 100.0);
        sumcheck::verify(&keys.verifying, &public, &proof).expect("accepted");
        let mut other = public;
        other.outputs[0][3] += 1;
        assert!(sumcheck::verify(&keys.verifying, &other, &proof).is_err());
        (plan.log_cells(), plan.log_withheld())
    };
    // 4100·4096 products of which rows are summed.
    let mut b = Builder::new();
    let [x, y] = [[4100, 1], [4096, 1]].map(|shape| b.input(&shape, Range::new(-128, 127)));
    let spec = EinsumSpec { a: "ik".into(), b: "jk".into(), out: "ij".into() };
    let products = b.einsum(spec, x, y, None).expect("fits");
    let over = Reduction::Axes(vec![1]);
    let sums = b.define(Relation::Reduce { x: products.into(), over, out: TensorId(0) }).expect("fits");
    b.output(sums);
    let graph = b.finish();
    let inputs = super::random::inputs(&graph, &mut super::random::rng(2));
    assert_eq!(judged(&graph, &inputs), (25, None));
    // As many weights.
    let graph = {
        let mut b = Builder::new();
        let x = b.input(&[1, 4096], Range::new(-8, 7));
        let w: Vec<i64> = (0..4100 * 4096).map(|i: i64| i * 7919 % 251 - 125).collect();
        let w = b.constant(&[4100, 4096], &w);
        let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
        b.output(y);
        b.finish()
    };
    let inputs = super::random::inputs(&graph, &mut super::random::rng(2));
    assert_eq!(judged(&graph, &inputs).1, Some(25));
}
