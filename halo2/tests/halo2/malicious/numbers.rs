//! Lies about integers: quotients, signs, ranges, ties, pads.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie};
use super::{CONFIG, refused};
use circuit::{Builder, Divisor, EinsumSpec, Graph, Range, Reduction, Ref, Rounding, TensorId, Window};
use halo2::field::fr;
use halo2::{Plan, witness};

/// `floor(x / divisor)` of three numbers, and a product with it, so that it is no public value.
fn quotients(divisor: Divisor, rounding: Rounding) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 3], Range::new(-60, 60));
    let y = b.div_round(x, divisor, rounding, None).expect("fits");
    let w = b.constant(&[1, 3], &[1, 2, 3]);
    let o = b.einsum(EinsumSpec::linear(), y, w, None).expect("fits");
    b.output(o);
    b.finish()
}

/// What objects to a remainder that is negative, and to one that is as large as the divisor.
fn remainder(negative: bool) -> &'static [&'static str] {
    if negative { &["strip: quotient", "strip: remainder"] } else { &["strip: remainder"] }
}

/// Zero is not negative, and nothing negative is zero: the sign of a difference is a quotient by a power of two beyond it.
#[test]
fn the_sign_of_zero() {
    let graph = quotients(Divisor::Pow2(6), Rounding::Floor);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![0, -1, 1]]).expect("runs");
    assert_eq!(liar.trace.tensor(TensorId(1)).to_vec(), [0, -1, 0]);
    let mut court = Court::default();
    court.accepts("signs", &liar);
    for (element, told) in [(0, -1), (1, 0), (2, -1)] {
        let lie = liar.trace_cheat(0, element, told).expect("it is committed");
        refused("signs", &mut court, &liar, &lie, remainder(told > -1));
    }
}

/// A remainder alone would allow every quotient, and a quotient alone every remainder.
#[test]
fn quotients_without_bounds() {
    for divisor in [Divisor::Const(7), Divisor::Pow2(3)] {
        for rounding in [Rounding::Floor, Rounding::HalfUp] {
            let graph = quotients(divisor.clone(), rounding);
            let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
            let (liar, _) = Liar::new(&plan, &[vec![20, -33, 59]]).expect("runs");
            let mut court = Court::default();
            for element in 0..3 {
                let old = liar.trace.tensor(TensorId(1)).get(element as usize);
                for told in [old - 1, old + 1] {
                    let lie = liar.trace_cheat(0, element, told).expect("it is committed");
                    refused("a quotient", &mut court, &liar, &lie, remainder(told > old));
                }
            }
        }
    }
}

/// `n / d` in the field, with remainder zero.
#[test]
fn a_fraction_of_the_field() {
    let mut b = Builder::new();
    let x = b.input(&[2], Range::new(-60, 60));
    b.div_round(x, Divisor::Const(7), Rounding::Floor, None).expect("fits");
    b.output(x);
    let graph = b.finish();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![20, 21]]).expect("runs");
    let strip = super::strips::element(&plan, 0, 0);
    let fraction = fr(20) * fr(7).invert().expect("not zero") - fr(strip.least);
    let mut lie = Lie { what: "20/7".to_owned(), ..liar.honest.clone() };
    // The remainder that follows is zero: lanes of the result, the remainder, and its distance to six.
    let [quotient, remainder, rest] = strip.lanes[..] else { panic!("other lanes: {:?}", strip.lanes) };
    lie.grid.lane(quotient.0, quotient.1, 0);
    lie.grid.set(quotient.0, quotient.1, fraction);
    lie.grid.lane(remainder.0, remainder.1, 0);
    lie.grid.lane(rest.0, rest.1, 6);
    witness::multiplicities(&plan, &mut lie.grid);
    let mut court = Court::default();
    court.accepts("a fraction", &liar);
    refused("a fraction", &mut court, &liar, &lie, &["lookup sum"]);
}

/// An input outside its range: by one, by what a limb holds, and by what the field's prime would hide.
#[test]
fn ranges_do_not_wrap() {
    let graph = quotients(Divisor::Const(7), Rounding::Floor).hiding(&[0]).expect("an input");
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let mut court = Court::default();
    for (value, by) in [
        (61, &["strip: range"][..]),
        (-61, &["strip: range", "copy"]),
        (61 + 256, &["strip: range", "copy"]),
        (-(1 << 100), &["copy"]),
    ] {
        let (liar, stopped) = Liar::new(&plan, &[vec![5, value, 5]]).expect("runs without checks");
        assert!(stopped.is_some(), "an honest prover stops at {value}");
        let found = super::objections(&liar.all(&liar.honest));
        assert!(by.iter().all(|gate| found.contains(*gate)), "{value}: {found:?}");
        assert!(court.judges(&liar, &liar.honest).is_err(), "{value}: proved");
    }
}

/// The position of the largest element, the first of several: keys of value and position, their maximum, and what is left of
/// it. Telling the second is a lie about a maximum or about a remainder.
#[test]
fn the_second_of_two_that_tie() {
    let n = 4;
    let mut b = Builder::new();
    let x = b.input(&[n], Range::new(0, 9));
    let places: Vec<i64> = (0..n).map(|i| i64::from(n - 1 - i)).collect();
    let places = b.constant(&[n], &places);
    let keys = b.affine(vec![(i64::from(n), x.into()), (1, places.into())], 0).expect("fits");
    let best = b.max(keys, Reduction::Axes(vec![0]), None).expect("fits");
    let value = b.div_round(best, Divisor::Pow2(2), Rounding::Floor, None).expect("fits");
    let position =
        b.affine(vec![(-1, best.into()), (i64::from(n), value.into())], i64::from(n - 1)).expect("fits");
    b.output(position);
    let graph = b.finish();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![3, 7, 2, 7]]).expect("runs");
    assert_eq!(liar.honest.public.outputs, [[1]]);
    let mut court = Court::default();
    court.accepts("ties", &liar);
    // The other tied element's key is a candidate, but not the largest.
    let lie = liar.trace_cheat(1, 0, 7 * i128::from(n)).expect("it is committed");
    assert_eq!(lie.public.outputs, [[3]]);
    // A candidate would lie above the maximum, and no limbs make it.
    refused("ties", &mut court, &liar, &lie, &["accumulator"]);
}

/// Outside an input a convolution reads zero, and a maximum nothing.
#[test]
fn pads_are_nothing_else() {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 3, 3], Range::new(-9, -1));
    let k = b.constant(&[1, 1, 3, 3], &[1; 9]);
    let same = Window { begin: [1, 1], end: [1, 1], ..Window::plain([3, 3], [1, 1]) };
    let y = b.conv(x, k, None, same, 1).expect("fits");
    b.output(y);
    let over = Reduction::Window(Window { begin: [1, 1], end: [0, 0], ..Window::plain([2, 2], [2, 2]) });
    let m = b.max(Ref::from(x).reshape(vec![1, 3, 3]), over, None).expect("fits");
    b.output(m);
    let graph = b.finish();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[(-9..0).collect()]).expect("runs");
    let mut court = Court::default();
    court.accepts("pads", &liar);
    // A pad of one beside the first element, five of them; and a pad of zero in the first window.
    let first = liar.trace.tensor(TensorId(2)).get(0);
    let lie = liar.trace_cheat(0, 0, first + 5).expect("it is committed");
    refused("a convolution's pad", &mut court, &liar, &lie, &["accumulator"]);
    let lie = liar.trace_cheat(1, 0, 0).expect("it is committed");
    refused("a maximum's pad", &mut court, &liar, &lie, &["strip: one is it"]);
}
