//! The float type of a model's tensors, and rounding to it: what ONNX computes is rounded after every operator.

use tract_onnx::pb::GraphProto;
use tract_onnx::pb::tensor_proto::DataType;

use crate::import::dims;

/// A binary float type, the narrower ones first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// bfloat16.
    Brain,
    /// float16.
    Half,
    /// float32.
    Single,
    /// float64.
    #[default]
    Double,
}

impl Precision {
    /// The widest float type among a graph's declared inputs and outputs.
    pub(crate) fn of(graph: &GraphProto) -> Self {
        let kinds = graph.input.iter().chain(&graph.output).filter_map(dims::tensor).map(|t| t.elem_type);
        kinds.filter_map(Self::of_kind).max().unwrap_or_default()
    }

    fn of_kind(kind: i32) -> Option<Self> {
        Some(match DataType::try_from(kind).ok()? {
            DataType::Bfloat16 => Self::Brain,
            DataType::Float16 => Self::Half,
            DataType::Float => Self::Single,
            DataType::Double => Self::Double,
            _ => return None,
        })
    }

    /// Its name in ONNX.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Brain => "bfloat16",
            Self::Half => "float16",
            Self::Single => "float32",
            Self::Double => "float64",
        }
    }

    /// The nearest value of the type, of two the even one; infinite beyond its largest.
    pub fn round(self, v: f64) -> f64 {
        let (bits, least, largest) = match self {
            Self::Brain => (8, -126, 3.389_531_389_251_535_5e38),
            Self::Half => (11, -14, 65_504.0),
            Self::Single => return f64::from(v as f32),
            Self::Double => return v,
        };
        if v == 0.0 || !v.is_finite() {
            return v;
        }
        // The distance of neighbours at this magnitude; below the least exponent it stays.
        let exponent = ((v.to_bits() >> 52 & 0x7ff) as i32 - 1023).max(least);
        let unit = f64::from_bits(((exponent - (bits - 1) + 1023) as u64) << 52);
        let rounded = (v / unit).round_ties_even() * unit;
        if rounded.abs() > largest { f64::INFINITY.copysign(v) } else { rounded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::Stored;

    #[test]
    fn every_half_rounds_to_itself_and_what_lies_between_to_the_even_one() {
        let half = |bits: u64| Stored::Half.float(bits);
        for bits in 0..0x7bffu64 {
            let (low, high) = (half(bits), half(bits + 1));
            let even = if bits % 2 == 0 { low } else { high };
            let middle = (low + high) / 2.0;
            for sign in [1.0, -1.0] {
                assert_eq!(Precision::Half.round(sign * low), sign * low);
                assert_eq!(Precision::Half.round(sign * middle), sign * even, "{bits:#x}");
                assert_eq!(Precision::Half.round(sign * (middle - low) * 0.999 + sign * low), sign * low);
            }
        }
        assert_eq!(Precision::Half.round(65_519.0), 65_504.0);
        assert_eq!(Precision::Half.round(-65_520.0), f64::NEG_INFINITY);
    }

    #[test]
    fn brain_floats_are_the_upper_half_of_singles() {
        for upper in (0..0x7f7fu32).step_by(7) {
            let at = |bits: u32| f64::from(f32::from_bits(bits << 16));
            let (low, high) = (at(upper), at(upper + 1));
            assert_eq!(Precision::Brain.round(low), low);
            assert_eq!(Precision::Brain.round((low + high) / 2.0), if upper % 2 == 0 { low } else { high });
        }
        assert_eq!(Precision::Brain.round(3.4e38), f64::INFINITY);
    }

    #[test]
    fn singles_absorb_and_overflow() {
        assert_eq!(Precision::Single.round(3.0 - 1e9), -1e9);
        assert_eq!(Precision::Single.round(1e39), f64::INFINITY);
        assert_eq!(Precision::Double.round(3.0 - 1e9), 3.0 - 1e9);
    }
}
