//! What the user may choose about quantisation.

use serde::{Deserialize, Serialize};

/// What happens to a value beyond a calibrated range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// The run ends with a defined status; there is no output.
    #[default]
    Reject,
    /// The value is clamped, as part of the meaning.
    Saturate,
}

/// Widths and rules of a quantisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Bits of a model input.
    pub input_bits: u32,
    /// Bits of an activation between layers.
    pub activation_bits: u32,
    /// Bits that the largest weight of a layer has at least; more are free and taken.
    pub weight_bits: u32,
    /// Largest shift of a rescale that is not needed for the weights' bits: the width of the proof
    /// system's range table.
    pub shift_bits: u32,
    /// Widest difference within a layer's accumulators, in bits: what a max pool or ReLU has to
    /// range-check. Two limbs of 11 bits by default. Exceeded only where the weights' bits demand it.
    pub difference_bits: u32,
    /// What happens beyond a calibrated range.
    pub overflow: Overflow,
    /// Fraction bits of probabilities.
    pub probability_bits: u32,
    /// Softmax tables have `2^table_bits` entries over 16 octaves.
    pub table_bits: u32,
    /// Rounds the result of every ONNX node to a tensor of its own: nothing is fused, so that each tensor can
    /// be compared with the float model's.
    pub node_by_node: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            input_bits: 8,
            activation_bits: 8,
            weight_bits: 8,
            shift_bits: 11,
            difference_bits: 22,
            overflow: Overflow::Reject,
            probability_bits: 15,
            table_bits: 12,
            node_by_node: false,
        }
    }
}

impl Options {
    /// The cheapest proof that keeps an MNIST classifier's accuracy: 5-bit activations, 6-bit weights,
    /// 4-bit input.
    pub fn small() -> Self {
        Self {
            input_bits: 4,
            activation_bits: 5,
            weight_bits: 6,
            shift_bits: 8,
            difference_bits: 12,
            table_bits: 10,
            ..Self::default()
        }
    }

    /// Errors far below the margins of any classifier, at several times the cost.
    pub fn exact() -> Self {
        Self {
            input_bits: 12,
            activation_bits: 14,
            weight_bits: 14,
            shift_bits: 16,
            difference_bits: 32,
            ..Self::default()
        }
    }

    /// Widths at which a small language model keeps its next tokens: what attention compares spans hundreds, and a bit
    /// less doubles the error of every logit.
    pub fn language() -> Self {
        Self {
            input_bits: 13,
            activation_bits: 13,
            weight_bits: 13,
            shift_bits: 13,
            difference_bits: 32,
            table_bits: 13,
            ..Self::default()
        }
    }

    /// Inputs, activations and weights of so many bits, and what goes with them.
    pub fn with_bits(bits: u32) -> Self {
        Self {
            input_bits: bits,
            activation_bits: bits,
            weight_bits: bits,
            shift_bits: (bits + 3).clamp(8, 20),
            difference_bits: if bits > 8 { 32 } else { 22 },
            table_bits: (bits + 4).clamp(10, 13),
            ..Self::default()
        }
    }

    /// What is wrong with the widths, if something is.
    pub(super) fn problem(&self) -> Option<String> {
        let bounds = [
            ("input_bits", self.input_bits, 1, 24),
            ("activation_bits", self.activation_bits, 2, 24),
            ("weight_bits", self.weight_bits, 2, 24),
            ("shift_bits", self.shift_bits, 0, 24),
            ("difference_bits", self.difference_bits, 4, 48),
            ("probability_bits", self.probability_bits, 1, 24),
            ("table_bits", self.table_bits, 4, 16),
        ];
        let bad = bounds.into_iter().find(|(_, v, lo, hi)| v < lo || v > hi);
        bad.map(|(name, v, lo, hi)| format!("{name} is {v}, expected {lo} to {hi}"))
    }
}
