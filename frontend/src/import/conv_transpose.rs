//! ConvTranspose: a convolution of its operand with cells between the elements, and with the kernel turned around.

use gadgets::{Axis, View, Window};

use super::attributes::{bad, checked_sizes};
use super::context::{Context, Made, Name};
use super::moves::view;
use super::spatial;
use crate::error::Problem;
use crate::float_graph::{Conv, Op, ValueId};
use crate::words::FILL;

/// One spatial axis.
#[derive(Clone, Copy)]
struct Span {
    input: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
    /// Cells before and after the spread elements; negative ones take elements away.
    around: [i64; 2],
    output: usize,
}

/// Source: ONNX's `ConvTranspose`; the output is `stride·(input − 1) + padding + dilation·(kernel − 1) + 1 − pads`.
pub(super) fn conv_transpose(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let (x, w, bias) = (c.operand(0, "X")?, c.operand(1, "W")?, c.optional(2));
    let (shape, weights) = (c.shape(x), c.shape(w));
    let rank = shape.len().saturating_sub(2);
    if rank == 0 || weights.len() != shape.len() {
        return Err(Problem::Shape(format!("X is {shape:?} and W {weights:?}")));
    }
    let groups = c.attributes.int("group", 1)?;
    let groups = usize::try_from(groups).ok().filter(|g| *g > 0 && shape[1] % g == 0);
    let groups = groups.ok_or_else(|| bad("group", &format!("does not divide {} channels", shape[1])))?;
    if weights[0] != shape[1] {
        return Err(Problem::Shape(format!("W {weights:?} is not for {} channels", shape[1])));
    }
    if let Some(empty) = [&shape, &weights].into_iter().find(|s| s.contains(&0)) {
        return Err(Problem::Empty(empty.clone()));
    }
    let spans = spans(c, &shape[2..], &weights[2..])?;
    let (out, inner) = (weights[1], shape[1] / groups);

    let kernel = &weights[2..];
    let spread: Vec<usize> = spans
        .iter()
        .map(|s| ((s.input - 1) * s.stride + 1) as i64 + s.around[0] + s.around[1])
        .map(|n| n as usize)
        .collect();
    let mut views = vec![View::Pad {
        low: [vec![0; 2], spans.iter().map(|s| s.around[0].max(0) as usize).collect()].concat(),
        high: [vec![0; 2], spans.iter().map(|s| s.around[1].max(0) as usize).collect()].concat(),
        interior: [vec![0; 2], spans.iter().map(|s| s.stride - 1).collect()].concat(),
        value: FILL,
    }];
    let spread_shape = [&shape[..2], &spread].concat();
    if spans.iter().any(|s| s.around.iter().any(|v| *v < 0)) {
        let axis = |d: usize| {
            let cut = d.checked_sub(2).map_or(0, |i| -spans[i].around[0].min(0));
            Axis { offset: cut, ..Axis::plain(shape.len(), d) }
        };
        views.push(View::Affine { shape: spread_shape.clone(), axes: (0..shape.len()).map(axis).collect() });
    }
    let plain = spans.iter().all(|s| s.stride == 1 && s.around == [0, 0]);
    let spread_x = if plain { x } else { view(c, Name::Part("spread"), x, views, 0.0)? };

    // W is [G·C, M, kernel]; a convolution's is [G·M, C, kernel], turned around.
    let axes = rank + 3;
    let flip = |d: usize| Axis { offset: kernel[d] as i64 - 1, ..Axis::none(axes).with(3 + d, -1) };
    let turn = [0, 2, 1].map(|d| Axis::plain(axes, d)).into_iter().chain((0..rank).map(flip)).collect();
    let views = vec![
        View::Reshape { shape: [&[groups, inner, out], kernel].concat() },
        View::Affine { shape: [&[groups, out, inner], kernel].concat(), axes: turn },
        View::Reshape { shape: [&[groups * out, inner], kernel].concat() },
    ];
    let kernels = view(c, Name::Part("kernels"), w, views, 0.0)?;

    let outputs: Vec<usize> = spans.iter().map(|s| s.output).collect();
    c.limits.check_work(&[&[shape[0], groups * out, inner], &outputs[..], kernel].concat())?;
    if rank > 2 {
        let span = |(s, input): (&Span, &usize)| spatial::Span {
            input: *input,
            output: s.output,
            kernel: s.kernel,
            stride: 1,
            dilation: s.dilation,
            begin: 0,
            declared_end: 0,
        };
        let spans: Vec<spatial::Span> = spans.iter().zip(&spread).map(span).collect();
        return spatial::biased(c, groups, spread_x, kernels, &spans);
    }
    // Rows and columns; one dimension has rows of 1.
    let lifted = |v: &[usize]| if let [n] = *v { [1, n] } else { [v[0], v[1]] };
    let dilations: Vec<usize> = spans.iter().map(|s| s.dilation).collect();
    let conv = Conv {
        batch: shape[0],
        groups,
        in_channels: inner,
        out_channels: out,
        input: lifted(&spread),
        output: lifted(&outputs),
        window: Window {
            kernel: lifted(kernel),
            strides: [1, 1],
            dilations: lifted(&dilations),
            begin: [0, 0],
            end: [0, 0],
        },
    };
    let result = [&[shape[0], groups * out], &outputs[..]].concat();
    let operands: Vec<ValueId> = [spread_x, kernels].into_iter().chain(bias).collect();
    Ok(vec![c.emit(Op::Conv(conv), &operands, &result)?])
}

fn spans(c: &Context<'_>, input: &[usize], kernel: &[usize]) -> Made<Vec<Span>> {
    let rank = input.len();
    if let Some(given) = c.attributes.ints("kernel_shape")?
        && checked_sizes("kernel_shape", given, rank, 1)? != kernel
    {
        return Err(bad("kernel_shape", &format!("{given:?} differs from the weights' {kernel:?}")));
    }
    let strides = c.attributes.sizes("strides", rank, 1)?;
    let dilations = c.attributes.sizes("dilations", rank, 1)?;
    let extra = match c.attributes.ints("output_padding")? {
        Some(v) => checked_sizes("output_padding", v, rank, 0)?,
        None => vec![0; rank],
    };
    let pads = match c.attributes.ints("pads")? {
        Some(v) => checked_sizes("pads", v, 2 * rank, 0)?,
        None => vec![0; 2 * rank],
    };
    let auto = c.attributes.string("auto_pad")?.unwrap_or("NOTSET");
    let wanted = match (c.attributes.ints("output_shape")?, auto) {
        (Some(v), _) => Some(checked_sizes("output_shape", v, rank, 1)?),
        (None, "SAME_UPPER" | "SAME_LOWER") => {
            Some(input.iter().zip(&strides).map(|(n, s)| n.saturating_mul(*s)).collect())
        }
        (None, "NOTSET" | "VALID") => None,
        (None, other) => return Err(bad("auto_pad", &format!("is '{other}'"))),
    };
    let span = |d: usize| {
        let reach = (dilations[d] * (kernel[d] - 1)) as i64;
        let full = ((input[d] - 1) * strides[d]) as i64 + extra[d] as i64 + reach + 1;
        let [begin, end] = match &wanted {
            None if auto == "VALID" => [0, 0],
            None => [pads[d] as i64, pads[rank + d] as i64],
            Some(out) => {
                let total = full - out[d] as i64;
                let half = total.div_euclid(2);
                if auto == "SAME_UPPER" { [half, total - half] } else { [total - half, half] }
            }
        };
        let output = full - begin - end;
        let around = [reach - begin, reach - end + extra[d] as i64];
        let spread = ((input[d] - 1) * strides[d] + 1) as i64 + around[0].min(0) + around[1].min(0);
        if output < 1 || spread < 1 {
            return Err(Problem::Shape(format!("axis {d} of {input:?} gives {output} elements")));
        }
        Ok(Span {
            input: input[d],
            kernel: kernel[d],
            stride: strides[d],
            dilation: dilations[d],
            around,
            output: output as usize,
        })
    };
    (0..rank).map(span).collect()
}
