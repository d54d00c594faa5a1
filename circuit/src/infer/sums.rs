//! Intervals of sums of products: convolutions by channel and padding pattern, einsums by output.

use super::{Inferred, Operand, affordable, affordable_sum, hull_of, same_shape, wide};
use crate::labels::{Labels, offset};
use crate::resolve::{Ranges, for_each_index, strides};
use crate::{EinsumSpec, Problem, Range, Window};

/// A convolution's result.
pub(super) fn conv(
    (x, rx): Operand,
    (k, rk): Operand,
    bias: Option<Operand>,
    window: &Window,
    groups: u32,
) -> Result<Inferred, Problem> {
    let ([n, c, h, w], [m, cg, kh, kw]) = (&x[..], &k[..]) else {
        return Err(Problem::Parameters(format!("convolution of shapes {x:?} and {k:?}, 4 axes expected")));
    };
    if groups == 0 || c % groups != 0 || m % groups != 0 {
        return Err(Problem::Parameters(format!("{groups} groups for {c} input and {m} output channels")));
    }
    same_shape("the kernel", &[*m, c / groups, window.kernel[0], window.kernel[1]], &k)?;
    if let Some((shape, _)) = &bias {
        same_shape("the bias", &[*m], shape)?;
    }
    let [oh, ow] = window.output([*h, *w])?;
    let taps = u64::from(*cg) * u64::from((*kh).min(*h)) * u64::from((*kw).min(*w));
    affordable(&[*n, *m, oh, ow], taps)?;
    // Outputs with the same kernel cells inside the input are alike.
    let patterns = |axis: usize, outputs: u32, input: u32| {
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for o in 0..outputs {
            let cells = window.cells(axis, o, input);
            let pattern = cells.first().map_or((0, 0), |(k, _)| (*k, k + cells.len() as u32));
            if !seen.contains(&pattern) {
                seen.push(pattern);
            }
        }
        seen
    };
    let (rows, columns) = (patterns(0, oh, *h), patterns(1, ow, *w));
    let x_range = rx.hull();
    let mut images = Vec::new();
    for channel in 0..*m as usize {
        let start = bias.as_ref().map_or(Range::point(0), |(_, b)| b.at(channel));
        for (row, column) in rows.iter().flat_map(|r| columns.iter().map(move |c| (r, c))) {
            let runs =
                (0..*cg as usize).flat_map(|c| (row.0..row.1).map(move |u| (c, u as usize))).map(|(c, u)| {
                    let at = ((channel * *cg as usize + c) * *kh as usize + u) * *kw as usize;
                    at + column.0 as usize..at + column.1 as usize
                });
            let sum = match &rk {
                Ranges::Points(k) => weighted(runs.flat_map(|run| &k[run]).copied(), x_range, 1),
                // All weights may be the same.
                Ranges::Uniform(k) => {
                    let taps = i128::from(*cg) * i128::from(row.1 - row.0) * i128::from(column.1 - column.0);
                    x_range.times(*k).and_then(|term| term.scale(taps))
                }
                _ => runs.flatten().try_fold(Range::point(0), |sum, at| sum.plus(x_range.times(rk.at(at))?)),
            };
            let sum = wide(sum.and_then(|sum| sum.plus(start)))?;
            images.push(Ok(sum));
        }
    }
    Ok(Inferred { shape: vec![*n, *m, oh, ow], image: hull_of(images)? })
}

/// The sum of weights times something in one range, each `repeats` times: weights of either sign reach the ends together.
fn weighted(weights: impl Iterator<Item = i64>, x: Range, repeats: i128) -> Option<Range> {
    // At most 2^26 numbers of 64 bits.
    let (below, above) = weights.fold((0i128, 0i128), |(below, above), w| {
        (below + i128::from(w.min(0)), above + i128::from(w.max(0)))
    });
    let part = |weight: i128| x.scale(weight).and_then(|r| r.scale(repeats));
    part(below)?.plus(part(above)?)
}

/// An einsum's result.
pub(super) fn einsum(
    spec: &EinsumSpec,
    (a, ra): Operand,
    (b, rb): Operand,
    bias: Option<Operand>,
) -> Result<Inferred, Problem> {
    let labels = spec.labels(&a, &b)?;
    let shape: Vec<u32> = labels.out.iter().map(|(_, d)| *d).collect();
    if let Some((other, _)) = &bias {
        same_shape("the bias", &shape, other)?;
    }
    affordable(&shape, labels.summed.iter().fold(1, |n, (_, d)| n.saturating_mul(u64::from(*d))))?;
    // A label that only uniform operands have repeats the same terms: skip it in the result, count it in
    // the sum.
    let varies = |l: char| {
        let each = |r: &Ranges, s: &str| !matches!(r, Ranges::Uniform(_)) && s.contains(l);
        each(&ra, &spec.a) || each(&rb, &spec.b)
    };
    let (moving, still): (Vec<_>, Vec<_>) = labels.summed.iter().copied().partition(|(l, _)| varies(*l));
    let repeats = still.iter().try_fold(1i128, |n, (_, d)| n.checked_mul(i128::from(*d)));
    let repeats = wide(repeats)?;
    let distinct: Vec<(char, u32)> =
        labels.out.iter().map(|(l, d)| (*l, if varies(*l) { *d } else { 1 })).collect();
    let stride = |axes: &[(char, u32)], s: &str, shape: &[u32]| Labels::strides(axes, s, shape);
    let (oa, ob) = (stride(&distinct, &spec.a, &a), stride(&distinct, &spec.b, &b));
    let (ia, ib) = (stride(&moving, &spec.a, &a), stride(&moving, &spec.b, &b));
    let sizes = |axes: &[(char, u32)]| axes.iter().map(|(_, d)| *d).collect::<Vec<_>>();
    affordable_sum(&moving)?;
    let mut pairs = Vec::new();
    for_each_index(&sizes(&moving), |i| pairs.push((offset(i, &ia), offset(i, &ib))));
    let mut sums: Vec<Result<Range, Problem>> = Vec::new();
    for_each_index(&sizes(&distinct), |o| {
        let (pa, pb) = (offset(o, &oa), offset(o, &ob));
        let sum = match (&ra, &rb) {
            (Ranges::Uniform(x), Ranges::Points(w)) => {
                weighted(pairs.iter().map(|(_, j)| w[pb + j]), *x, repeats)
            }
            (Ranges::Points(w), Ranges::Uniform(x)) => {
                weighted(pairs.iter().map(|(i, _)| w[pa + i]), *x, repeats)
            }
            _ => pairs.iter().try_fold(Range::point(0), |sum, (i, j)| {
                let term = ra.at(pa + i).times(rb.at(pb + j)).and_then(|t| t.scale(repeats));
                term.and_then(|t| sum.plus(t))
            }),
        };
        sums.push(wide(sum));
    });
    let image = match &bias {
        None => hull_of(sums)?,
        Some((_, Ranges::Uniform(r))) => wide(hull_of(sums)?.plus(*r))?,
        Some((_, each)) => {
            let to_sum: Vec<usize> = strides(&sizes(&distinct))
                .iter()
                .zip(&distinct)
                .map(|(s, (_, d))| if *d == 1 { 0 } else { *s as usize })
                .collect();
            let (mut images, mut at) = (Vec::new(), 0);
            for_each_index(&shape, |o| {
                let sum = sums[offset(o, &to_sum)].clone();
                images.push(sum.and_then(|s| wide(s.plus(each.at(at)))));
                at += 1;
            });
            hull_of(images)?
        }
    };
    Ok(Inferred { shape, image })
}
