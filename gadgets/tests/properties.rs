//! Properties that hold for every gadget: soundness of ranges, canonical parameters, and agreement with
//! an independent evaluation in exact rational terms.

use gadgets::arbitrary::{self, Case, FAMILIES, Source};
use gadgets::gadget::Known;
use gadgets::{Bound, Epilogue, Execution, Fault, Gadget, Range, Rounding, Stop, execute};
use proptest::prelude::*;

/// `floor(v / 2^n)` or `floor(v / 2^n + 1/2)` by division, independent of the shifts under test.
fn rounded(v: i128, shift: u32, rounding: Rounding) -> i128 {
    let d = 1i128 << shift;
    match rounding {
        Rounding::Floor => v.div_euclid(d),
        Rounding::HalfUp => (2 * v + d).div_euclid(2 * d),
    }
}

/// The epilogue by its definition; `None` for a rejected value.
fn epilogue(e: &Epilogue, acc: i128) -> Option<i64> {
    let v = if e.relu { acc.max(0) } else { acc };
    let v = rounded(v * i128::from(e.multiplier), e.shift, e.rounding);
    match e.bound {
        Bound::Proven => Some(v as i64),
        Bound::Saturate(r) => Some(v.clamp(r.lo.into(), r.hi.into()) as i64),
        Bound::Reject(r) => (i128::from(r.lo) <= v && v <= i128::from(r.hi)).then_some(v as i64),
    }
}

/// Reads a plane at a position that may lie outside it.
fn padded(plane: &[i64], [h, w]: [usize; 2], y: i64, x: i64) -> Option<i64> {
    let inside = y >= 0 && x >= 0 && y < h as i64 && x < w as i64;
    inside.then(|| plane[y as usize * w + x as usize])
}

/// An evaluation written from the ONNX specification on padded planes with signed positions, sharing no
/// code with the crate. `None` stands for a status.
fn independent(case: &Case) -> Option<Vec<i64>> {
    let x = &case.operands[0];
    match &case.gadget {
        Gadget::Conv2d(g) => {
            let [ho, wo] = g.spatial().expect("valid");
            let ([kh, kw], size) = (g.window.kernel, g.input[0] * g.input[1]);
            let (ci, co) = (g.in_channels, g.out_channels * g.groups);
            let mut out = vec![];
            for n in 0..g.batch {
                for m in 0..co {
                    for (oy, ox) in (0..ho).flat_map(|y| (0..wo).map(move |x| (y, x))) {
                        let mut acc = if g.bias { i128::from(case.operands[2][m]) } else { 0 };
                        for c in 0..ci {
                            let channel = n * g.groups * ci + m / g.out_channels * ci + c;
                            let plane = &x[channel * size..(channel + 1) * size];
                            for (ky, kx) in (0..kh).flat_map(|y| (0..kw).map(move |x| (y, x))) {
                                let y = (oy * g.window.strides[0] + ky * g.window.dilations[0]) as i64;
                                let xx = (ox * g.window.strides[1] + kx * g.window.dilations[1]) as i64;
                                let (y, xx) = (y - g.window.begin[0] as i64, xx - g.window.begin[1] as i64);
                                let w = case.operands[1][((m * ci + c) * kh + ky) * kw + kx];
                                let v = padded(plane, g.input, y, xx).unwrap_or(0);
                                acc += i128::from(w) * i128::from(v);
                            }
                        }
                        out.push(epilogue(&g.epilogue, acc)?);
                    }
                }
            }
            Some(out)
        }
        Gadget::FullyConnected(g) => {
            let mut out = vec![];
            for (b, m, n) in (0..g.batch)
                .flat_map(|b| (0..g.rows).flat_map(move |m| (0..g.outputs).map(move |n| (b, m, n))))
            {
                let mut acc = if g.bias { i128::from(case.operands[2][n]) } else { 0 };
                for k in 0..g.inputs {
                    let w = &case.operands[1][b * g.inputs * g.outputs..];
                    let w = if g.transposed { w[n * g.inputs + k] } else { w[k * g.outputs + n] };
                    acc += i128::from(w) * i128::from(x[(b * g.rows + m) * g.inputs + k]);
                }
                out.push(epilogue(&g.epilogue, acc)?);
            }
            Some(out)
        }
        Gadget::MaxPool(g) => {
            pooled(x, g.input, g.planes, &g.window, g.spatial().expect("valid"), |_, cells| {
                epilogue(&g.epilogue, cells.iter().copied().max().expect("a cell").into())
            })
        }
        Gadget::AveragePool(g) => {
            pooled(x, g.input, g.planes, &g.window, g.spatial().expect("valid"), |i, cells| {
                let sum: i128 = cells.iter().map(|v| i128::from(*v)).sum();
                let factor = if g.per_position { case.operands[1][i].into() } else { 1 };
                epilogue(&g.epilogue, sum * factor)
            })
        }
        Gadget::Relu(_) => Some(x.iter().map(|v| if *v < 0 { 0 } else { *v }).collect()),
        Gadget::Rescale(g) => x.iter().map(|v| epilogue(&g.epilogue, (*v).into())).collect(),
        Gadget::Add(g) => (0..g.shape.iter().product::<usize>())
            .map(|flat| {
                let mut index = vec![0; g.shape.len()];
                let mut rest = flat;
                for d in (0..g.shape.len()).rev() {
                    index[d] = rest % g.shape[d];
                    rest /= g.shape[d];
                }
                let at = |strides: &[usize]| index.iter().zip(strides).map(|(i, s)| i * s).sum::<usize>();
                let a = i128::from(x[at(&g.a.strides)]) * i128::from(g.a.multiplier);
                let b = i128::from(case.operands[1][at(&g.b.strides)]) * i128::from(g.b.multiplier);
                epilogue(&g.epilogue, a + b)
            })
            .collect(),
        Gadget::Softmax(g) => {
            let mut out = vec![0; x.len()];
            for (o, i) in (0..g.outer).flat_map(|o| (0..g.inner).map(move |i| (o, i))) {
                let at: Vec<usize> = (0..g.axis).map(|a| (o * g.axis + a) * g.inner + i).collect();
                let max = at.iter().map(|p| i128::from(x[*p])).max().expect("an element");
                let e: Vec<i128> = at
                    .iter()
                    .map(|p| {
                        let z = rounded(
                            (max - i128::from(x[*p])) * i128::from(g.multiplier),
                            g.shift,
                            Rounding::Floor,
                        );
                        case.operands[1][z.min(1 << g.table_bits) as usize].into()
                    })
                    .collect();
                let r = (1i128 << g.reciprocal_bits) / e.iter().sum::<i128>();
                for (p, e) in at.iter().zip(e) {
                    out[*p] = rounded(e * r, g.reciprocal_bits - g.fraction_bits, Rounding::HalfUp) as i64;
                }
            }
            Some(out)
        }
        Gadget::Transpose(g) => {
            let stride = |shape: &[usize], d: usize| shape[d + 1..].iter().product::<usize>();
            let out_shape = g.out_shape();
            Some(
                (0..x.len())
                    .map(|flat| {
                        let place = |d: usize| flat / stride(&out_shape, d) % out_shape[d];
                        x[(0..g.perm.len()).map(|d| place(d) * stride(&g.shape, g.perm[d])).sum::<usize>()]
                    })
                    .collect(),
            )
        }
        Gadget::Composed(_) | Gadget::Generic(_) => panic!("{} is never generated", case.gadget),
        Gadget::RangeCheck(g) => x.iter().all(|v| g.range.contains(*v)).then(Vec::new),
    }
}

fn pooled(
    x: &[i64],
    input: [usize; 2],
    planes: usize,
    w: &gadgets::Window,
    [ho, wo]: [usize; 2],
    f: impl Fn(usize, &[i64]) -> Option<i64>,
) -> Option<Vec<i64>> {
    let size = input[0] * input[1];
    let mut out = vec![];
    for p in 0..planes {
        for (i, (oy, ox)) in (0..ho).flat_map(|y| (0..wo).map(move |x| (y, x))).enumerate() {
            let mut cells = vec![];
            for (ky, kx) in (0..w.kernel[0]).flat_map(|y| (0..w.kernel[1]).map(move |x| (y, x))) {
                let y = (oy * w.strides[0] + ky * w.dilations[0]) as i64 - w.begin[0] as i64;
                let xx = (ox * w.strides[1] + kx * w.dilations[1]) as i64 - w.begin[1] as i64;
                cells.extend(padded(&x[p * size..(p + 1) * size], input, y, xx));
            }
            out.push(f(i, &cells)?);
        }
    }
    Some(out)
}

fn known(case: &Case) -> Vec<Known<'_>> {
    case.ranges.iter().map(|r| Known::range(*r)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn evaluation_agrees_with_the_specification(family in 0..FAMILIES, seed: u64) {
        let case = arbitrary::case_of(family, seed);
        let operands: Vec<&[i64]> = case.operands.iter().map(Vec::as_slice).collect();
        match (case.gadget.evaluate(&operands), independent(&case)) {
            (Ok(got), Some(want)) => prop_assert_eq!(got, want, "{:?}", case.gadget),
            (Err(Fault::Status(_)), None) => {}
            (got, want) => prop_assert!(false, "{:?}: {:?} against {:?}", case.gadget, got, want),
        }
    }

    #[test]
    fn results_lie_in_the_analysed_range(family in 0..FAMILIES, seed: u64) {
        let case = arbitrary::case_of(family, seed);
        let operands: Vec<&[i64]> = case.operands.iter().map(Vec::as_slice).collect();
        let range = case.gadget.range(&known(&case)).expect("a sound case");
        let constants: Vec<_> = case.operands.iter().enumerate().map(|(i, v)| {
            if i == 0 { Known::range(case.ranges[0]) } else { Known::constant(v) }
        }).collect();
        let tighter = case.gadget.range(&constants).expect("a sound case");
        if let Ok(values) = case.gadget.evaluate(&operands) {
            let out = case.gadget.output();
            prop_assert_eq!(values.len(), out.as_ref().map_or(0, |o| o.len()));
            for v in values {
                prop_assert!(range.contains(v) && tighter.contains(v), "{} not in {} and {}", v, range, tighter);
                prop_assert!(out.as_ref().is_some_and(|o| o.element.range().contains(v)));
            }
        }
    }

    #[test]
    fn parameters_round_trip(family in 0..FAMILIES, seed: u64) {
        let gadget = arbitrary::case_of(family, seed).gadget;
        let json = gadget.params();
        prop_assert_eq!(&Gadget::from_params(&json).expect("own output"), &gadget);
        // A broken text is refused or is another valid gadget, and never panics.
        let mut bytes = json.into_bytes();
        let mut s = Source::new(seed);
        let at = s.size(0, bytes.len() - 1);
        bytes[at] = b"0123456789-{}[],"[s.size(0, 15)];
        if let Ok(text) = String::from_utf8(bytes) && let Ok(g) = Gadget::from_params(&text) {
            prop_assert_eq!(g.check(), Ok(()));
            let _ = (g.operands(), g.output());
        }
    }

    #[test]
    fn graphs_are_valid_and_run(seed: u64) {
        let graph = arbitrary::graph(seed);
        prop_assert_eq!(graph.validate(), Ok(()));
        let mut s = Source::new(seed ^ 1);
        let len = graph.tensor(graph.inputs[0].tensor).len();
        let input: Vec<i64> = (0..len).map(|_| s.value(Range::new(0, 255))).collect();
        match execute(&graph, &[&input]) {
            Ok(Execution { values, .. }) => {
                for (t, v) in graph.tensors.iter().zip(values) {
                    prop_assert!(v.iter().all(|x| t.range.contains(*x)), "{} leaves {}", t.name, t.range);
                }
            }
            Err(Stop::Status { .. }) => {}
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}

#[test]
fn every_family_is_generated() {
    // Some are others in their canonical form: a pool of one cell, a convolution of one.
    let named = |family: usize| (0..50).map(move |seed| arbitrary::case_of(family, seed).gadget.name());
    let mut names: std::collections::BTreeSet<_> = (0..FAMILIES).flat_map(named).collect();
    names.remove("composed");
    assert_eq!(names.len(), FAMILIES, "{names:?}");
}

#[test]
fn rounding_of_negative_halves_goes_up() {
    for (v, floor, half) in [(-3, -2, -1), (-1, -1, 0), (1, 0, 1), (3, 1, 2), (-2, -1, -1)] {
        assert_eq!(Rounding::Floor.shift(v, 1), floor);
        assert_eq!(Rounding::HalfUp.shift(v, 1), half);
    }
    assert_eq!(Rounding::HalfUp.shift(-5, 0), -5);
}
