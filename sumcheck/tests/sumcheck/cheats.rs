//! Lies about a run, told with everything that follows from them, are refused: by our own evaluation of every fact, and by
//! the real prover and verifier.

use super::cases::{KINDS, family, kind_name, made, stricter_and_looser};
use super::honest::Court;
use super::liar::{Liar, broken, caught};
use circuit::{
    Builder, Divisor, EinsumSpec, Graph, Range, Reduction, Ref, Rounding, TensorId, Trace, Values, interpret,
};
use rand::Rng;
use rand::seq::SliceRandom;
use sumcheck::check::Violation;
use sumcheck::lower::BITS;
use sumcheck::profile::Why;
use sumcheck::{Plan, PlanError};

/// How many lies are told about a circuit.
#[derive(Clone, Copy)]
struct Effort {
    /// Elements of each relation's result.
    elements: usize,
    /// Cells.
    cells: usize,
    /// Lies that go through the real prover.
    proofs: usize,
}

const USUAL: Effort = Effort { elements: 2, cells: 20, proofs: 1 };
const DEEP: Effort = Effort { elements: 12, cells: 300, proofs: 12 };

/// Tells lies about a run; gives how many facts and how many proofs refused.
fn lies(name: &str, court: &Court, inputs: &[Vec<i128>], effort: Effort, seed: u64) -> [usize; 2] {
    let plan = &court.plan;
    let mut rng = super::random::rng(seed);
    let Some(liar) = Liar::new(plan, inputs) else { return [0; 2] };
    let honest = interpret(&plan.graph, inputs).is_ok();
    if !honest {
        assert!(
            caught(plan, &liar.trace, &[]).is_some(),
            "{name}: a run that stops\n{}",
            plan.graph.summary()
        );
        assert!(court.judges(&liar.trace).is_err(), "{name}: a run that stops has a proof");
        return [0, 1];
    }
    assert_eq!(caught(plan, &liar.trace, &[]), None, "{name}: an honest run\n{}", plan.graph.summary());
    let (mut told, mut refused) = (0, 0);
    let mut provable = Vec::new();
    for (r, relation) in plan.graph.relations.iter().enumerate() {
        let Some(out) = relation.out() else { continue };
        let mut elements: Vec<usize> = (0..liar.trace.tensor(out).len()).collect();
        elements.shuffle(&mut rng);
        for element in elements.into_iter().take(effort.elements) {
            for value in liar.tempting(r, element) {
                let Some(lie) = liar.lie(r, element, value) else { continue };
                if liar.same(&lie) {
                    continue;
                }
                let what =
                    format!("{name}: relation {r}, element {element}: {value}\n{}", plan.graph.summary());
                assert!(caught(plan, &lie, &[]).is_some(), "{what}");
                told += 1;
                provable.push((what, lie));
            }
        }
    }
    provable.shuffle(&mut rng);
    for (what, lie) in provable.into_iter().take(effort.proofs) {
        assert!(court.judges(&lie).is_err(), "proved: {what}");
        refused += 1;
    }
    let committed = plan.multiplicities[0];
    for _ in 0..effort.cells.min(2 * committed) {
        let cell = rng.gen_range(0..committed);
        let by = *[1, -1, 256, -256, 1 << 11, 1 << 23].choose(&mut rng).expect("some");
        let caught = liar.cell_cheat(cell, by);
        assert!(caught.is_some(), "{name}: cell {cell} plus {by}\n{}", plan.graph.summary());
        told += 1;
    }
    [told, refused]
}

fn random_lies(seeds: std::ops::Range<u64>, effort: Effort) {
    let mut sum = [0; 2];
    for seed in seeds {
        let mut rng = super::random::rng(seed);
        let graph = super::random::graph(&mut rng);
        let inputs = super::random::inputs(&graph, &mut rng);
        let least = if seed % 2 == 0 { 1 } else { usize::MAX };
        let court = Court::withholding(&graph, if seed % 3 == 0 { 10 } else { 8 }, least);
        let told = lies(&format!("seed {seed}"), &court, &inputs, effort, seed);
        sum.iter_mut().zip(told).for_each(|(s, t)| *s += t);
    }
    println!("{} lies, {} proofs refused", sum[0], sum[1]);
    assert!(sum[0] > 100 && sum[1] > 5, "{sum:?}");
}

fn all(graph: &Graph, name: &str, effort: Effort, seed: u64) -> [usize; 2] {
    let court = Court::new(graph, 8);
    let mut rng = super::random::rng(seed);
    let mut sum = [0; 2];
    let (mut honest, mut stopped) = (false, false);
    for _ in 0..60 {
        let inputs = super::random::inputs(graph, &mut rng);
        let done = if interpret(graph, &inputs).is_ok() { &mut honest } else { &mut stopped };
        if !std::mem::replace(done, true) {
            let told = lies(name, &court, &inputs, effort, seed);
            sum.iter_mut().zip(told).for_each(|(s, t)| *s += t);
        }
    }
    sum
}

#[test]
fn lies_about_random_circuits_are_refused() {
    random_lies(0..30, USUAL);
}

#[test]
#[ignore = "some minutes: many circuits, and every lie about them"]
fn many_lies_about_random_circuits_are_refused() {
    random_lies(1000..1400, DEEP);
}

/// A quotient of 2^27 and more has its declared range checked, too: its square is not that of a number beyond, modulo the prime.
#[test]
fn a_declared_range_of_a_wide_quotient_is_checked() {
    for shift in [8, 9] {
        let mut b = Builder::new();
        let x = b.input(&[1], Range::new(-(1 << 36), 1 << 36));
        let q = b.div_round(x, Divisor::Pow2(shift), Rounding::Floor, None).expect("fits");
        assert!(b.check(q, Range::new(-1000, 1000), 4));
        let z = b.mul(q, q).expect("fits");
        b.output(z);
        let graph = b.finish();
        let square = |q: &i128| q * q % sumcheck::field::PRIME;
        let q = (1001..1 << 27).find(|q| square(q) <= 1_000_000).expect("such a number");
        let lie = [vec![q << shift], vec![q], vec![square(&q)]].map(Values::I128);
        for bits in [8, 10, 12] {
            let court = Court::new(&graph, bits);
            assert!(court.judges(&interpret(&graph, &[vec![-999 << shift]]).expect("completes")).is_ok());
            assert!(court.judges(&Trace { tensors: lie.clone().into() }).is_err(), "{q} of {bits} bits");
        }
    }
}

#[test]
fn lies_about_circuits_by_hand_are_refused() {
    for made in made() {
        let [told, refused] = all(&made.graph, made.name, USUAL, 1);
        assert!(told + refused > 0, "{}: no lie was told", made.name);
    }
}

#[test]
#[ignore = "some minutes: every lie about every circuit by hand"]
fn many_lies_about_circuits_by_hand_are_refused() {
    for made in made() {
        for seed in 2..5 {
            all(&made.graph, made.name, DEEP, seed);
        }
    }
}

#[test]
fn lies_about_every_family_are_refused() {
    for kind in 0..KINDS {
        let mut done = 0;
        for seed in 0..40 {
            let Some((graph, given)) = family(kind, seed) else { continue };
            if done < 2 {
                let court = Court::new(&graph, 8);
                let [told, refused] = lies(kind_name(kind), &court, &given, USUAL, seed);
                done += usize::from(told + refused > 0);
            }
        }
        assert!(done > 0, "{}", kind_name(kind));
    }
}

/// A run of the circuit without floor or clamp, and its outputs, are refused.
#[test]
fn a_run_of_a_circuit_that_asks_less_is_refused() {
    for (name, strict, loose) in stricter_and_looser() {
        let court = Court::new(&strict, 8);
        let mut rng = super::random::rng(3);
        let mut told = 0;
        for _ in 0..40 {
            let inputs = super::random::inputs(&strict, &mut rng);
            let (Ok(honest), Ok(looser)) = (interpret(&strict, &inputs), interpret(&loose, &inputs)) else {
                continue;
            };
            if honest != looser {
                assert!(caught(&court.plan, &looser, &[]).is_some(), "{name}: {inputs:?}");
                assert!(told > 0 || court.judges(&looser).is_err(), "{name}: {inputs:?}");
                told += 1;
            }
        }
        assert!(told > 5, "{name}: {told} lies");
    }
}

/// Two sums that are the prime apart have one residue, and are not equal.
#[test]
fn a_period_apart_is_not_equal() {
    let mut b = Builder::new();
    let x = b.input(&[1], Range::new(0, 255));
    let y = b.private_input(&[1], Range::new(0, 255), 7);
    let z = b.private_input(&[1], Range::new(0, 255), 7);
    let times = |factor: i64, t: TensorId| -> Vec<(i64, Ref)> {
        let (whole, rest) = (factor / 127, factor % 127);
        (0..whole).map(|_| 127).chain([rest]).map(|c| (c, Ref::from(t))).collect()
    };
    let mut left = times(4_013_515, x);
    left.push((1, Ref::from(z)));
    let left = b.affine(left, 1 << 27).expect("a sum");
    let right = times(4_013_515, y).into_iter().map(|(c, t)| (-c, t)).collect();
    let right = b.affine(right, -(1 << 27)).expect("a sum");
    b.equal(left, right, Some(9)).expect("an assertion");
    b.output(x);
    let graph = b.finish();
    // 4,013,515 (232 + 232) + 17 + 2^28 is the prime.
    for bits in BITS.into_iter().filter(|bits| *bits < 17) {
        match Plan::with_bits(&graph, bits) {
            Ok(_) => {
                let court = Court::new(&graph, bits);
                assert_eq!(lies("a period", &court, &[vec![232], vec![232], vec![17]], USUAL, 1), [0, 1]);
            }
            Err(refused) => assert!(matches!(refused, PlanError::TooWide { .. }), "{refused}"),
        }
    }
}

/// The inverse of a number modulo the prime.
fn inverse(of: i128) -> i128 {
    use p3_field::Field;
    i128::from(sumcheck::field::canonical(sumcheck::field::residue(of).inverse()))
}

/// A wide number has many quotients with a remainder below the divisor modulo the prime; only one of them is its own.
#[test]
fn a_wide_number_has_one_quotient() {
    const FACTOR: i64 = 40_503;
    let mut b = Builder::new();
    let x = b.input(&[3], Range::new(-(1 << 20), 1 << 20));
    let n = b.affine(vec![(FACTOR, Ref::from(x))], 5).expect("a sum");
    let q = b.div_round(n, Divisor::Pow2(12), Rounding::Floor, None).expect("a quotient");
    b.output(q);
    let graph = b.finish();
    let (d, p) = (1i128 << 12, sumcheck::field::PRIME);
    let (range, inverse) = (graph.tensor(q).range, inverse(d));
    for bits in BITS.into_iter().filter(|bits| *bits < 17) {
        let court = Court::new(&graph, bits);
        let inputs = vec![vec![-700_001, 0, 1_000_003]];
        let liar = Liar::new(&court.plan, &inputs).expect("a run");
        assert_eq!(caught(&court.plan, &liar.trace, &[]), None);
        let mut told = 0;
        for (element, x) in inputs[0].iter().enumerate() {
            let n = x * i128::from(FACTOR) + 5;
            let of = |r: i128| ((n - r).rem_euclid(p) * inverse) % p;
            let signed = |q: i128| if q > p / 2 { q - p } else { q };
            let others = (0..d).map(|r| signed(of(r))).filter(|q| range.contains(*q));
            for value in others.chain([n.div_euclid(d) - 1, n.div_euclid(d) + 1]) {
                let Some(lie) = liar.lie(1, element, value) else { continue };
                if liar.same(&lie) {
                    continue;
                }
                assert!(caught(&court.plan, &lie, &[]).is_some(), "{value} of {n}");
                assert!(told % 40 > 0 || court.judges(&lie).is_err(), "proved: {value} of {n}");
                told += 1;
            }
        }
        assert!(told > 30, "{told} lies");
    }
}

/// A sum of products that is wider than the field has the residue of others; their quotients' remainders are as small, and only the
/// lowest bits tell.
#[test]
fn a_wide_sum_of_products_has_one_quotient() {
    const COUNT: usize = 40;
    let mut b = Builder::new();
    let x = b.input(&[1, COUNT as u32], Range::new(-(1 << 14), 1 << 14));
    let y = b.input(&[2, COUNT as u32], Range::new(-(1 << 13), 1 << 13));
    let n = b.einsum(EinsumSpec::linear(), x, y, None).expect("a sum");
    let q = b.div_round(n, Divisor::Pow2(9), Rounding::HalfUp, None).expect("a quotient");
    b.output(q);
    let graph = b.finish();
    let range = graph.tensor(q).range;
    let x: Vec<i128> = (0..COUNT as i128).map(|i| (i * 7919) % 16_000 - 3_000).collect();
    let y: Vec<i128> = (0..2 * COUNT as i128).map(|i| (i * 5_003) % 8_000 - 4_100).collect();
    let sum = |m: usize| x.iter().zip(&y[m * COUNT..]).map(|(x, y)| x * y).sum::<i128>();
    let p = sumcheck::field::PRIME;
    for bits in [11, 14] {
        let court = Court::new(&graph, bits);
        let liar = Liar::new(&court.plan, &[x.clone(), y.clone()]).expect("a run");
        assert_eq!(caught(&court.plan, &liar.trace, &[]), None);
        let mut told = 0;
        for (element, period) in [(0, -2), (0, -1), (0, 1), (1, -1), (1, 1), (1, 3)] {
            let value = Rounding::HalfUp.divide(sum(element) + period * p, 1 << 9).expect("a quotient");
            if !range.contains(value) {
                continue;
            }
            let lie = liar.lie(1, element, value).expect("a lie");
            let objections = broken(&court.plan, &lie, &[]).expect("public values in their range");
            assert!(!objections.is_empty(), "{value} for {period} periods");
            for objection in objections {
                let Violation::Lookup { fact, .. } = objection else { panic!("{objection:?}") };
                assert_eq!(court.plan.lookups[fact].purpose.why, Why::Carry, "{period} periods");
            }
            assert!(court.judges(&lie).is_err(), "proved: {period} periods");
            told += 1;
        }
        assert!(told > 2, "{told} lies");
    }
}

/// A quotient that only another quotient reads is no cell: there is nothing to lie about but the other one.
#[test]
fn quotients_of_quotients_are_one() {
    let mut b = Builder::new();
    let x = b.input(&[6], Range::new(-(1 << 25), 1 << 25));
    let shift = b.constant(&[6], &[0, -9, 300, 7, 0, 1]);
    let q = b.div_round(x, Divisor::Pow2(6), Rounding::HalfUp, None).expect("a quotient");
    let sum = b.affine(vec![(1, Ref::from(q)), (3, Ref::from(shift))], 5).expect("a sum");
    let y = b.div_round(sum, Divisor::Pow2(5), Rounding::HalfUp, None).expect("a quotient");
    b.output(y);
    let graph = b.finish();
    for bits in [8, 12] {
        let court = Court::new(&graph, bits);
        let plan = &court.plan;
        assert!(plan.tensors[q.0 as usize].is_none() && plan.tensors[sum.0 as usize].is_none());
        let inputs = vec![vec![0, -(1 << 25), 1 << 25, 1_000_003, -2_016, -31]];
        let [told, refused] = lies("nested", &court, &inputs, DEEP, 1);
        assert!(told > 30 && refused > 5, "{told} lies, {refused} proofs refused");
    }
}

/// Where tables are wide the multiple of a number that has too many bits may be one of the table's modulo the prime: few bits have a table of their own.
#[test]
fn a_multiple_in_a_wide_table_is_no_number_of_few_bits() {
    let mut b = Builder::new();
    let x = b.input(&[4], Range::new(0, 1 << 22));
    let q = b.div_round(x, Divisor::Pow2(1), Rounding::Floor, None).expect("a quotient");
    b.output(q);
    let graph = b.finish();
    let p = sumcheck::field::PRIME;
    for bits in BITS.into_iter().filter(|bits| *bits > 15) {
        let court = Court::new(&graph, bits);
        let inputs = vec![vec![0, 1 << 22, 1_000_003, 300_001]];
        let liar = Liar::new(&court.plan, &inputs).expect("a run");
        assert_eq!(caught(&court.plan, &liar.trace, &[]), None);
        // What the remainder's lookups would take it for: below 2^t, as is its multiple modulo the prime.
        let wraps = |r: &i128| (r << (bits - 1)) % p < 1 << bits;
        let remainder = (2..1 << bits).filter(wraps).find(|r| r % 2 == 1).expect("one that wraps");
        for element in [2, 3] {
            let lie = liar.lie(0, element, (inputs[0][element] - remainder) / 2).expect("a lie");
            assert!(caught(&court.plan, &lie, &[]).is_some(), "2^{bits}: {remainder}");
            assert!(bits > 16 || court.judges(&lie).is_err(), "proved: {remainder}");
        }
    }
}

/// What is written twice is laid out once: quotients that two of the same read are no cells, and of the two there is nothing to lie about but the
/// first, and what follows.
#[test]
fn the_same_relation_twice_is_one() {
    let graph = |twice: bool| {
        let mut b = Builder::new();
        let x = b.input(&[6], Range::new(-(1 << 40), 1 << 40));
        let q = b.div_round(x, Divisor::Pow2(6), Rounding::HalfUp, None).expect("a quotient");
        let mut half = || b.div_round(q, Divisor::Pow2(5), Rounding::HalfUp, None).expect("a quotient");
        let first = half();
        let second = if twice { half() } else { first };
        // And of what is read from both of them the same again.
        let mut less = |t: TensorId| b.affine(vec![(3, Ref::from(t))], 1).expect("a sum");
        let (a, c) = (less(first), less(second));
        let sum = b.affine(vec![(1, Ref::from(a)), (-2, Ref::from(c))], 7).expect("a sum");
        let y = b.div_round(sum, Divisor::Pow2(20), Rounding::Floor, None).expect("a quotient");
        b.output(y);
        b.output(second);
        (b.finish(), [q, first, second])
    };
    for bits in [8, 12] {
        let ((once, _), (twice, [q, first, second])) = (graph(false), graph(true));
        let court = Court::new(&twice, bits);
        let plan = &court.plan;
        assert_eq!(plan.cells, Court::new(&once, bits).plan.cells);
        assert!(plan.tensors[q.0 as usize].is_none());
        assert!(first != second && plan.tensors[first.0 as usize] == plan.tensors[second.0 as usize]);
        let inputs = vec![vec![0, -(1 << 40), 1 << 40, 1_000_000_003, -2_016, -31]];
        let [told, refused] = lies("twice", &court, &inputs, DEEP, 1);
        assert!(told > 30 && refused > 5, "{told} lies, {refused} proofs refused");
    }
}

/// The mean of wide sums is one of what their terms add up to: it takes digits of these, not of each element.
#[test]
fn sums_of_wide_sums_are_cut_once() {
    const WIDTH: u32 = 24;
    let graph = |fold: bool| {
        let mut b = Builder::new();
        let range = Range::new(-(1 << 15), 1 << 15);
        let (x, y) = (b.input(&[2, WIDTH], range), b.input(&[2, WIDTH], range));
        let terms = |factor: i64, t: TensorId, own: i64, u: TensorId| {
            vec![(factor, Ref::from(t)), (own, Ref::from(u))]
        };
        let wide = b.affine(terms(205_792, x, 1_003, y), 77).expect("a sum");
        let wider = b.affine(terms(1_031, wide, 399_989, x), -5).expect("a sum");
        let sum = b.reduce(wider, Reduction::Axes(vec![1])).expect("a sum");
        let mean = b.div_round(sum, Divisor::Pow2(21), Rounding::HalfUp, None).expect("a quotient");
        b.output(if fold { mean } else { x });
        b.finish()
    };
    for bits in [8, 11, 13] {
        let court = Court::new(&graph(true), bits);
        let cells = court.plan.profile().values().map(|share| share.cells).sum::<usize>() - (1 << bits);
        assert!(cells < 2 * WIDTH as usize, "{cells} cells");
        let values = |by: i128| (0..2 * i128::from(WIDTH)).map(|i| i * by % 65_537 - (1 << 15)).collect();
        let [told, refused] = lies("a mean", &court, &[values(7_919), values(31_337)], DEEP, 3);
        assert!(told > 10 && refused > 1, "{told} lies, {refused} proofs refused");
    }
}

/// What constants' magnitudes add up to bounds sums of their products with digits: of many small ones the sums are small, and constants are not cut.
#[test]
fn sums_of_small_constants_are_small() {
    const COUNT: usize = 512;
    let graph = |largest: i64| {
        let mut b = Builder::new();
        let x = b.input(&[1, COUNT as u32], Range::new(-(1 << 15), (1 << 15) - 1));
        let weights: Vec<i64> = (0..COUNT as i64).map(|i| if i == 9 { largest } else { i % 7 - 3 }).collect();
        let w = b.constant(&[1, COUNT as u32], &weights);
        // As wide, whatever the weights are.
        let y = b.input(&[1, 1], Range::new(-(1 << 34), 1 << 34));
        let n = b.einsum(EinsumSpec::linear(), x, w, None).expect("a sum");
        let n = b.affine(vec![(129, Ref::from(n)), (1, Ref::from(y))], 0).expect("a sum");
        let q = b.div_round(n, Divisor::Pow2(9), Rounding::HalfUp, None).expect("a quotient");
        b.output(q);
        b.finish()
    };
    for least in [1, usize::MAX] {
        let court = Court::withholding(&graph(1 << 14), 11, least);
        let x = (0..COUNT as i128).map(|i| (i * 7_919) % 65_536 - (1 << 15)).collect();
        let [told, refused] = lies("small constants", &court, &[x, vec![12_345_678_901]], DEEP, 5);
        assert!(told > 10 && refused > 1, "{told} lies, {refused} proofs refused");
        let products = court.plan.pairs().count();
        assert_eq!(products, 2, "of residues, and of digits with all of the constants");
    }
}
