//! Fourier transforms, by matrices, and the windows that go with them.
//!
//! Source: ONNX's `DFT`, `STFT`, `HannWindow`, `HammingWindow`, `BlackmanWindow`, `MelWeightMatrix`.

use std::f64::consts::TAU;

use super::attributes::{bad, ints};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Op, ValueId};
use crate::literal::Literal;

/// A transform of `signal` elements, cut or filled with zeros to `length`.
struct Transform {
    signal: usize,
    length: usize,
    /// Whether elements are complex.
    complex: bool,
    inverse: bool,
    onesided: bool,
}

impl Transform {
    /// How many elements result.
    fn count(&self) -> usize {
        if self.onesided && !self.inverse { self.length / 2 + 1 } else { self.length }
    }

    /// Whether they are complex.
    fn complex_out(&self) -> bool {
        !(self.inverse && self.onesided)
    }

    /// `[signal·(1 or 2), count·(1 or 2)]`: what each part of each element adds to each part of each result.
    fn matrix(&self, window: Option<&[f64]>) -> Vec<f64> {
        let (n, count) = (self.length as f64, self.count());
        let sign = if self.inverse { 1.0 } else { -1.0 };
        let factor = if self.inverse { 1.0 / n } else { 1.0 };
        let parts = if self.complex { 2 } else { 1 };
        let mut rows = Vec::new();
        for t in 0..self.signal {
            let weight = window.map_or(1.0, |w| w.get(t).copied().unwrap_or(0.0));
            // Of a half spectrum each element stands for two but those at the ends.
            let double = self.inverse && self.onesided && t > 0 && 2 * t != self.length;
            let used = if self.inverse && self.onesided { t <= self.length / 2 } else { t < self.length };
            let scale = weight * factor * if double { 2.0 } else { 1.0 } * f64::from(u8::from(used));
            for part in 0..parts {
                for k in 0..count {
                    // The angle modulo a turn, exact.
                    let angle = sign * TAU * ((t * k) % self.length) as f64 / n;
                    let (re, im) = (libm::cos(angle) * scale, libm::sin(angle) * scale);
                    let (re, im) = if part == 0 { (re, im) } else { (-im, re) };
                    rows.push(re);
                    if self.complex_out() {
                        rows.push(im);
                    }
                }
            }
        }
        rows
    }
}

/// Along axes `signal` and, behind it, parts: `[.., signal, parts]`.
fn transformed(c: &mut Context<'_>, x: ValueId, transform: &Transform, window: Option<&[f64]>) -> Made {
    let shape = c.shape(x);
    let lead = &shape[..shape.len() - 2];
    let wide = transform.signal * if transform.complex { 2 } else { 1 };
    let parts = if transform.complex_out() { 2 } else { 1 };
    let (count, rows) = (transform.count(), c.limits.count(lead).unwrap_or(1));
    c.limits.check_work(&[rows, wide, count, parts])?;
    c.limits.count(&[wide, count, parts])?;
    let matrix = transform.matrix(window);
    let matrix = c.literal("matrix", Literal::floats(&[wide, count * parts], matrix))?;
    let flat = c.reshaped(x, &[rows, wide])?;
    let product = c.call("MatMul", &[flat, matrix])?;
    c.reshaped(product, &[lead, &[count, parts]].concat())
}

pub(super) fn dft(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let old = c.version < 20;
    c.arity(if old { 2 } else { 3 }, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let rank = shape.len();
    let number = |c: &Context<'_>, index: usize, name: &'static str| match c.optional(index) {
        Some(_) => Ok(c.integers(index, name)?.first().copied()),
        None => Ok::<_, Problem>(None),
    };
    let length = number(c, 1, "dft_length")?;
    let axis = if old { c.attributes.int("axis", 1)? } else { number(c, 2, "axis")?.unwrap_or(-2) };
    let axis = Context::axis(axis, rank)?;
    let complex = match shape.last() {
        Some(1) if rank >= 2 => false,
        Some(2) if rank >= 2 => true,
        _ => return Err(Problem::Shape(format!("{shape:?}, of which the last axis should be 1 or 2"))),
    };
    if axis + 1 == rank {
        return Err(bad("axis", "is that of the parts"));
    }
    let (inverse, onesided) = (c.attributes.flag("inverse", false)?, c.attributes.flag("onesided", false)?);
    let signal = shape[axis];
    let whole = if inverse && onesided { 2 * signal.saturating_sub(1) } else { signal };
    let length = match length {
        None => whole,
        Some(n) => usize::try_from(n).ok().filter(|n| *n < 1 << 20).unwrap_or(0),
    };
    if length == 0 || (onesided && complex && !inverse) {
        return Err(Problem::Shape(format!("a transform of {length} elements of {shape:?}")));
    }
    let transform = Transform { signal, length, complex, inverse, onesided };
    let mut perm: Vec<i64> = (0..rank as i64).filter(|d| *d != axis as i64 && *d + 1 < rank as i64).collect();
    perm.extend([axis as i64, rank as i64 - 1]);
    let moved = c.turned(x, &perm)?;
    let y = transformed(c, moved, &transform, None)?;
    let mut back = vec![0; rank];
    perm.iter().enumerate().for_each(|(to, from)| back[*from as usize] = to as i64);
    Ok(vec![c.call_as(Name::Result(0), "Transpose", &[y], vec![ints("perm", &back)])?])
}

pub(super) fn stft(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(4, 1)?;
    let x = c.operand(0, "signal")?;
    let step = c.integers(1, "frame_step")?.first().copied().unwrap_or(0);
    let window = match c.optional(2) {
        Some(_) => Some(c.constant(2, "window")?.to_f64()),
        None => None,
    };
    let length = match c.optional(3) {
        Some(_) => c.integers(3, "frame_length")?.first().copied(),
        None => None,
    };
    let onesided = c.attributes.flag("onesided", true)?;
    let mut shape = c.shape(x);
    if shape.len() == 2 {
        shape.push(1);
    }
    let [batch, samples, parts] = shape[..] else { return Err(Problem::Shape(format!("{shape:?}"))) };
    let length =
        length.map_or(window.as_ref().map_or(samples, Vec::len), |n| usize::try_from(n).unwrap_or(0));
    let step = usize::try_from(step).unwrap_or(0);
    if step == 0 || length == 0 || length > samples || !(1..=2).contains(&parts) || (onesided && parts == 2) {
        return Err(Problem::Shape(format!("frames of {length} by {step} of {shape:?}")));
    }
    let frames = (samples - length) / step + 1;
    c.limits.count(&[batch, frames, length, parts])?;
    let index = (0..frames).flat_map(|f| (0..length).map(move |t| (f * step + t) as i64)).collect();
    let index = c.literal("frames", Literal::ints(&[frames, length], index))?;
    let x = c.reshaped(x, &shape)?;
    let framed = super::gathers::gathered(c, Name::Part("framed"), x, index, 1)?;
    let transform = Transform { signal: length, length, complex: parts == 2, inverse: false, onesided };
    let y = transformed(c, framed, &transform, window.as_deref())?;
    let out = c.shape(y);
    Ok(vec![c.emit(Op::Reshape, &[y], &out)?])
}

/// `Σ coefficient[k]·cos(k·angle)`.
pub(super) fn window(c: &mut Context<'_>, coefficients: &[f64]) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    c.attributes.ignore("output_datatype");
    let size = c.integers(0, "size")?.first().copied().unwrap_or(0);
    let size = usize::try_from(size).map_err(|_| Problem::Shape(format!("a window of {size}")))?;
    c.limits.count_or_empty(&[size])?;
    let periodic = c.attributes.flag("periodic", true)?;
    let turn = if periodic { size as f64 } else { (size as f64 - 1.0).max(1.0) };
    let at = |i: usize| {
        let angle = TAU * i as f64 / turn;
        coefficients.iter().enumerate().map(|(k, a)| a * libm::cos(k as f64 * angle)).sum()
    };
    Ok(vec![c.named_literal(Literal::floats(&[size], (0..size).map(at).collect()))?])
}

/// Triangles over a spectrum, evenly spaced as people hear.
pub(super) fn mel_weights(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(5, 1)?;
    c.attributes.ignore("output_datatype");
    let mut given = [0.0; 5];
    let names = ["num_mel_bins", "dft_length", "sample_rate", "lower_edge_hertz", "upper_edge_hertz"];
    for (i, (value, name)) in given.iter_mut().zip(names).enumerate() {
        let id = c.operand(i, name)?;
        *value = c.uniform(id).ok_or(Problem::NotConstant { index: i, name })?;
    }
    let [bins, length, rate, lower, upper] = given;
    let fine = bins >= 1.0 && length >= 1.0 && bins < 65_536.0 && length < 1_048_576.0 && rate > 0.0;
    if !fine {
        return Err(Problem::Shape(format!("{bins} bins of a spectrum of {length}")));
    }
    let (bins, rows) = (bins as usize, length as usize / 2 + 1);
    c.limits.count(&[rows, bins])?;
    let mel = |hertz: f64| 2595.0 * libm::log10(1.0 + hertz / 700.0);
    let (low, high) = (mel(lower), mel(upper));
    let step = (high - low) / (bins as f64 + 2.0);
    let edge = |k: usize| {
        let hertz = 700.0 * (libm::pow(10.0, (low + k as f64 * step) / 2595.0) - 1.0);
        ((length + 1.0) * hertz / rate).floor()
    };
    let edges: Vec<f64> = (0..bins + 2).map(edge).collect();
    let mut weights = vec![0.0; rows * bins];
    for k in 0..bins {
        let [first, middle, last] = [edges[k], edges[k + 1], edges[k + 2]];
        for row in 0..rows {
            let at = row as f64;
            let value = if middle == first && at == middle {
                1.0
            } else if at >= first && at <= middle && middle > first {
                (at - first) / (middle - first)
            } else if at >= middle && at < last && last > middle {
                (last - at) / (last - middle)
            } else {
                0.0
            };
            weights[row * bins + k] = value;
        }
    }
    Ok(vec![c.named_literal(Literal::floats(&[rows, bins], weights))?])
}
