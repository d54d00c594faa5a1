//! Convolution: a sum of products whose weights have four dimensions.

use gadgets::{Conv2d, Gadget};
use std::collections::BTreeSet;

use super::affine::Ix;
use super::epilogue::Peeled;
use super::nest::{Found, Nest, Reduction, Scalar, Source};
use super::refusal::{Refusal, refuse};
use super::window::{self, AxisIndices};

pub(super) fn matches(
    nest: &Nest<'_>,
    p: &Peeled,
    sum: &Reduction,
    x: &Source,
    w: &Source,
) -> Result<Found, Refusal> {
    let (xs, ws, ys) = (nest.shape(x.buffer), nest.shape(w.buffer), nest.y());
    let ([xn, xc, xh, xw], [wo, wc, wh, ww], [yn, yc, yh, yw]) =
        (four(&x.at)?, four(&w.at)?, four(&nest.at)?);
    let ([n, channels, h, width], [out, c, kh, kw], [yn_size, y_channels, ho, wo_size]) =
        (sizes(xs)?, sizes(ws)?, sizes(ys)?);
    if xn != yn || n != yn_size {
        return refuse("a convolution whose batch is not the output's");
    }
    if out != y_channels || channels % c != 0 || out % (channels / c) != 0 {
        return refuse(format!("{channels} channels in, {out} x {c} weights and {y_channels} channels out"));
    }
    let groups = channels / c;
    let per_group = out / groups;
    let axes = [
        AxisIndices { y: (yh, ho), x: (xh, h), k: Some((wh, kh)) },
        AxisIndices { y: (yw, wo_size), x: (xw, width), k: Some((ww, kw)) },
    ];
    let channel_loops = nest.loops_of(&[yc, xc, wo, wc]);
    let parts = [
        nest.loops_of(&[yn]),
        channel_loops.clone(),
        window::loops(nest, axes[0]),
        window::loops(nest, axes[1]),
    ];
    partition(nest, sum, &parts)?;
    // Without groups, filters and channels are independent, and far fewer points to walk.
    let fits = if groups == 1 && wo == yc && wc == xc {
        nest.loops.exactly(&nest.loops_of(&[xc]), &[xc], (0..c as i64).map(|i| vec![i]))?
    } else {
        let expected = (0..out)
            .flat_map(|m| (0..c).map(move |i| [m, m / per_group * c + i, m, i].map(|v| v as i64).to_vec()));
        nest.loops.exactly(&channel_loops, &[yc, xc, wo, wc], expected)?
    };
    if !fits {
        return refuse("the channels that a convolution combines are not those of its groups");
    }
    let window = window::window(nest, axes)?;
    let acc = Scalar::of(sum.init.ty)?;
    let bias = bias(nest, sum, yc, out)?;
    let gadget = Gadget::Conv2d(Conv2d {
        batch: n,
        groups,
        in_channels: c,
        out_channels: per_group,
        input: [h, width],
        window,
        x: x.scalar.storage(),
        w: w.scalar.storage(),
        acc: acc.storage(),
        bias: bias.is_some(),
        epilogue: p.epilogue,
    });
    let operands = [x.buffer, w.buffer].into_iter().chain(bias).collect();
    Ok(Found { gadget, float: acc.float(), operands, output: Some(nest.output) })
}

/// Checks that the parts share no loop, and that they are all loops of the output and of the sum.
pub(super) fn partition(
    nest: &Nest<'_>,
    sum: &Reduction,
    parts: &[BTreeSet<super::affine::LoopId>],
) -> Result<(), Refusal> {
    let mut all = BTreeSet::new();
    for id in parts.iter().flatten() {
        if !all.insert(*id) {
            return refuse("axes of a reduction depend on each other");
        }
    }
    let expected: BTreeSet<_> = nest.over.iter().chain(&sum.loops).copied().collect();
    if sum.loops.iter().any(|l| nest.over.contains(l)) || all != expected {
        return refuse("a loop of the reduction repeats its terms, or moves along the output");
    }
    Ok(())
}

/// The bias that a sum starts from: none for 0, else one value for each of `size` outputs along `y`.
pub(super) fn bias(nest: &Nest<'_>, sum: &Reduction, y: &Ix, size: usize) -> Result<Option<usize>, Refusal> {
    if sum.init.is_zero() {
        return Ok(None);
    }
    if sum.init.is_constant() {
        return refuse("a sum that starts at a constant other than 0");
    }
    let b = nest.source(&sum.init)?;
    if b.buffer == nest.output {
        return refuse("a sum onto what the output held before");
    }
    if b.scalar != Scalar::of(sum.init.ty)? || !b.exact {
        return refuse("a bias that is stored in another type than the accumulator's");
    }
    if nest.flat(b.buffer, &b.at)? != *y || nest.len(b.buffer) != size {
        return refuse("a start value that is no bias of the output channel");
    }
    Ok(Some(b.buffer))
}

fn four(at: &[Ix]) -> Result<[&Ix; 4], Refusal> {
    match at {
        [a, b, c, d] => Ok([a, b, c, d]),
        _ => refuse("a convolution of tensors that have not four dimensions"),
    }
}

fn sizes(shape: &[usize]) -> Result<[usize; 4], Refusal> {
    shape.try_into().map_err(|_| Refusal::new("a convolution of tensors that have not four dimensions"))
}
