//! Fully connected: a sum of products over one index, with weights of two or three dimensions.

use gadgets::{FullyConnected, Gadget};

use super::conv2d::{bias, partition};
use super::epilogue::Peeled;
use super::nest::{Found, Nest, Reduction, Scalar, Source};
use super::refusal::{Refusal, refuse};

pub(super) fn matches(
    nest: &Nest<'_>,
    p: &Peeled,
    sum: &Reduction,
    x: &Source,
    w: &Source,
) -> Result<Found, Refusal> {
    let (xs, ws, ys) = (nest.shape(x.buffer), nest.shape(w.buffer), nest.y());
    let (Some((k, rows)), Some((n, y_rows))) = (x.at.split_last(), nest.at.split_last()) else {
        return refuse("a product of single numbers");
    };
    let (inputs, outputs) = (xs[xs.len() - 1], ys[ys.len() - 1]);
    if rows != y_rows || xs[..rows.len()] != ys[..rows.len()] {
        return refuse("a product whose rows are not the output's");
    }
    // Weights of their own for each batch, or for all alike.
    let batch = match ws {
        [_, _] | [1, _, _] => 1,
        [b, _, _] if w.at.first() == rows.first() && Some(b) == xs.first() => *b,
        _ => return refuse("weights whose batch is not the input's"),
    };
    let (at, size) = (&w.at[w.at.len() - 2..], &ws[ws.len() - 2..]);
    let transposed = if at[0] == *k && at[1] == *n && size == [inputs, outputs] {
        false
    } else if at[1] == *k && at[0] == *n && size == [outputs, inputs] {
        true
    } else {
        return refuse("weights that are read at other positions than input and output");
    };
    let mut parts = vec![nest.loops_of(&[k]), nest.loops_of(&[n])];
    parts.extend(rows.iter().map(|r| nest.loops_of(&[r])));
    if let ([1, _, _], Some(ix)) = (ws, w.at.first())
        && ix.as_constant() != Some(0)
        && rows.first() != Some(ix)
    {
        return refuse("weights whose batch is not the input's");
    }
    partition(nest, sum, &parts)?;
    if !nest.loops.exactly(&parts[0], &[k], (0..inputs as i64).map(|i| vec![i]))? {
        return refuse("a sum that is not over all inputs, each once");
    }
    let acc = Scalar::of(sum.init.ty)?;
    let bias = bias(nest, sum, n, outputs)?;
    let all: usize = ys[..rows.len()].iter().product();
    let gadget = Gadget::FullyConnected(FullyConnected {
        batch,
        rows: all / batch,
        inputs,
        outputs,
        transposed,
        x: x.scalar.storage(),
        w: w.scalar.storage(),
        acc: acc.storage(),
        bias: bias.is_some(),
        epilogue: p.epilogue,
    });
    let operands = [x.buffer, w.buffer].into_iter().chain(bias).collect();
    Ok(Found { gadget, float: acc.float(), operands, output: Some(nest.output) })
}
