//! Every gadget family as a circuit, its weights constant or computed, the fallback's programs too, and
//! relations by hand that random circuits seldom reach.

use super::cases::{KINDS, family, kind_name};
use super::circuits::{config, holds, mock, run};
use super::perturb::perturb;
use circuit::{
    Builder, Divisor, EinsumSpec, Graph, Range, Reduction, Ref, Relation, Rounding, Window, interpret,
};
use halo2::columns::Config;
use halo2::mode::Mode;

#[test]
fn every_family_holds() {
    for kind in 0..KINDS {
        let mut runs = 0;
        for seed in 0..24 {
            let Some((graph, given)) = family(kind, seed) else { continue };
            let Ok(trace) = interpret(&graph, &given) else { continue };
            let mut rng = super::random::rng(seed);
            let plan = holds(&graph, config(&mut rng), &trace);
            if seed < 6 && plan.placement.rows < 1500 {
                mock(&plan, &trace);
                perturb(&graph, &plan, &trace, &mut rng, 20);
            }
            runs += 1;
        }
        assert!(runs > 4, "{runs} runs of {}", kind_name(kind));
    }
}

/// Builds, runs, checks and perturbs a graph, for several numbers of columns.
pub fn demand(graph: &Graph, windows: usize) {
    graph.validate().unwrap_or_else(|e| panic!("{e:#?}"));
    for (i, (bits, lanes, weights, tables)) in
        [(8, 11, 3, 1), (4, 14, 1, 3), (6, 8, 5, 2)].into_iter().enumerate()
    {
        let mut rng = super::random::rng(i as u64);
        let config = Config { bits, lanes, accumulators: 2, weights, ports: 4, tables };
        let trace = (0..50).find_map(|_| run(graph, &mut rng)).expect("a run completes");
        let plan = holds(graph, config, &trace);
        let fused = plan.modes.iter().filter(|m| matches!(m, Mode::Windows(_))).count();
        assert!(i > 0 || fused == windows, "{fused} fused, expected {windows}\n{}", graph.summary());
        mock(&plan, &trace);
        perturb(graph, &plan, &trace, &mut rng, 60);
    }
}

fn requant(
    b: &mut Builder,
    x: circuit::TensorId,
    size: u32,
    shift: u8,
    clip: Option<Range>,
) -> circuit::TensorId {
    let over = if size == 0 {
        Reduction::Axes(Vec::new())
    } else {
        Reduction::Window(Window::plain([size, size], [size, size]))
    };
    let (rounding, out) = (Rounding::HalfUp, circuit::TensorId(0));
    let floor = clip.is_none().then_some(0);
    b.define(Relation::ReluPoolRequant { x: x.into(), over, floor, shift, rounding, clip, out })
        .expect("fits")
}

#[test]
fn fused_windows_of_all_kinds() {
    // Rejecting, saturating at both ends, remainders narrower and wider than a limb, windows of many rows.
    for (size, shift, clip, check) in [
        (2, 3, None, Some(Range::new(0, 60))),
        (2, 0, None, None),
        (3, 5, Some(Range::new(-3, 7)), None),
        (0, 2, Some(Range::new(-20, 20)), None),
        (1, 9, None, None),
        (5, 2, None, Some(Range::new(0, 255))),
    ] {
        let mut b = Builder::new();
        let x = b.input(&[1, 2, 7, 6], Range::new(-9, 9));
        let k: Vec<i64> = (0..36).map(|i| i * 5 % 7 - 3).collect();
        let (k, bias) = (b.constant(&[2, 2, 3, 3], &k), b.constant(&[2], &[7, -8]));
        let window = Window { begin: [1, 0], end: [1, 2], ..Window::plain([3, 3], [1, 1]) };
        let a = b.conv(x, k, Some(bias.into()), window, 1).expect("fits");
        let y = requant(&mut b, a, size, shift, clip);
        if let Some(range) = check {
            b.check(y, range, 17);
        }
        b.output(y);
        demand(&b.finish(), 1);
    }
}

/// Windows of more rows than a gate reads upwards, whose result is multiplied beside them where it reaches, else copied.
#[test]
fn results_of_windows_of_many_rows() {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 12, 12], Range::new(-9, 9));
    let k = b.constant(&[1, 1, 3, 3], &[1, -2, 3, 1, 1, 0, 0, 2, -1]);
    let a = b.conv(x, k, None, Window::plain([3, 3], [1, 1]), 1).expect("fits");
    let y = requant(&mut b, a, 10, 3, None);
    let w: Vec<i64> = (0..20).map(|i| i % 7 - 3).collect();
    let w = b.constant(&[20, 1], &w);
    let o = b.einsum(EinsumSpec::linear(), Ref::from(y).reshape(vec![1, 1]), w, None).expect("fits");
    b.output(o);
    demand(&b.finish(), 1);
}

#[test]
fn convolutions_of_all_kinds() {
    // Strides, dilations, groups, pads wider than the kernel; then a second layer that reads windows.
    for (strides, dilations, begin, groups) in
        [([2, 1], [1, 2], [0, 1], 1), ([1, 3], [2, 1], [2, 3], 2), ([2, 2], [1, 1], [4, 0], 2)]
    {
        let mut b = Builder::new();
        let x = b.input(&[2, 2, 5, 6], Range::new(0, 7));
        let k: Vec<i64> = (0..8 * 4 / groups).map(|i| i64::from(i) * 3 % 5 - 2).collect();
        let k = b.constant(&[4, 2 / groups, 2, 2], &k);
        let window = Window { kernel: [2, 2], strides, dilations, begin, end: [1, 1] };
        let a = b.conv(x, k, None, window, groups).expect("fits");
        let y = requant(&mut b, a, 0, 1, None);
        let shape = b.graph().tensor(y).shape.clone();
        let (h, w) = (shape[2].min(2), shape[3].min(2));
        let k: Vec<i64> = (0..3 * 4 * h * w).map(|i| i64::from(i) % 4 - 1).collect();
        let k = b.constant(&[3, 4, h, w], &k);
        let a = b.conv(y, k, None, Window::plain([h, w], [1, 1]), 1).expect("fits");
        b.output(a);
        demand(&b.finish(), 1);
    }
}

#[test]
fn computed_weights_private_inputs_and_assertions() {
    let mut b = Builder::new();
    let x = b.private_input(&[2, 3], Range::new(-5, 5), 16);
    let w = b.input(&[4, 3], Range::new(-100, 100));
    let d = b.private_input(&[2, 4], Range::new(1, 1 << 20), 16);
    let bias = b.input(&[2, 4], Range::new(0, 1 << 40));
    let y = b.einsum(EinsumSpec::linear(), x, w, Some(bias.into())).expect("fits");
    let q = b
        .div_round(y, Divisor::Tensor(d.into()), Rounding::HalfUp, Some(Range::new(-5, 1 << 35)))
        .expect("fits");
    b.in_range(q, Range::new(-5, 1 << 36), 3).expect("fits");
    let copy = b.affine(vec![(1, q.into())], 0).expect("fits");
    b.equal(copy, q, Some(4)).expect("fits");
    let p = b.mul(q, q).expect("fits");
    b.check(p, Range::new(0, 1 << 80), 17);
    b.output(p);
    b.output(x);
    let transposed = b.affine(vec![(2, Ref::from(x).reshape(vec![6]))], 1).expect("fits");
    b.output(transposed);
    demand(&b.finish(), 0);
}
