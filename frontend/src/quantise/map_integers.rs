//! The integers of a linear map: weights and bias at the scales that were chosen for it.

use gadgets::{ElementType, Range};

use super::Outcome;
use super::build::quantise_all;
use super::fuse::Map;
use super::linear::Kind;

/// A map in integers, with accumulators that count `scale`.
pub(super) struct Integers {
    pub weights: Vec<i64>,
    pub bias: Vec<i64>,
    pub scale: f64,
}

impl Integers {
    pub fn weight_type(&self) -> ElementType {
        ElementType::smallest(Range::of(self.weights.iter().copied()).unwrap_or(Range::point(0)))
    }

    /// The type that holds `sums`, what rounding adds to them, and the bias that they begin with.
    pub fn accumulator(&self, sums: Range, half: i64) -> ElementType {
        let begun = Range::of(self.bias.iter().copied()).map_or(sums, |bias| sums.hull(bias));
        ElementType::accumulator(Range { lo: begun.lo, hi: begun.hi.saturating_add(half) })
    }
}

/// The map at these scales: `x` of the operand, `acc` of the accumulators.
pub(super) fn integers(map: &Map, x: f64, acc: f64) -> Outcome<Integers> {
    Ok(Integers {
        // An operand that is always 0 has no scale, and no use for weights.
        weights: if x > 0.0 {
            quantise_all(&map.weights_name, &map.weights, acc / x)?
        } else {
            vec![0; map.weights.len()]
        },
        bias: match &map.bias {
            Some(b) => quantise_all(&map.bias_name, b, acc)?,
            None => Vec::new(),
        },
        scale: acc,
    })
}

/// The shape that its weights are stored in.
pub(super) fn weight_shape(map: &Map) -> Vec<usize> {
    match map.kind {
        Kind::Conv(c) => {
            vec![c.groups * c.out_channels, c.in_channels, c.window.kernel[0], c.window.kernel[1]]
        }
        Kind::Full(l) if l.transposed => vec![l.batch, l.outputs, l.inputs],
        Kind::Full(l) => vec![l.batch, l.inputs, l.outputs],
    }
}
