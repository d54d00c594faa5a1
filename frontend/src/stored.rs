//! What ONNX stores an element as: every number type, the packed ones below a byte included, and how its bits are read.
//!
//! Source: `TensorProto.DataType` in ONNX's `onnx.proto`, and `docs/docsgen/source/technical` on float8, float4, int4 and
//! int2. The codes of int2 and uint2 are newer than the protobuf bindings, so codes are read as numbers.

use crate::float_graph::Element;

/// A type of numbers or booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// float32.
    Float,
    /// float64.
    Double,
    /// float16.
    Half,
    /// bfloat16.
    Brain,
    /// A float of one byte, or of half a byte.
    Small(Small),
    /// Powers of two, without a sign: float8e8m0.
    Exponent,
    /// 0 and 1.
    Bool,
    /// A whole number of so many bits.
    Int {
        /// 2, 4, 8, 16, 32 or 64.
        bits: u32,
        /// Whether in two's complement.
        signed: bool,
    },
}

/// A float with few bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Small {
    /// Bits of the exponent.
    pub exponent: u32,
    /// Bits of the fraction.
    pub fraction: u32,
    /// What the exponent is offset by.
    pub bias: i32,
    /// What is no number.
    pub special: Special,
}

/// Which bit patterns of a small float are no numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// None.
    None,
    /// The largest exponent: infinities and NaN, as in wider floats.
    Ieee,
    /// All ones: NaN.
    Ones,
    /// Minus zero: NaN.
    MinusZero,
}

const fn int(bits: u32, signed: bool) -> Stored {
    Stored::Int { bits, signed }
}

const fn small(exponent: u32, fraction: u32, bias: i32, special: Special) -> Stored {
    Stored::Small(Small { exponent, fraction, bias, special })
}

/// Code and name in ONNX.
const TYPES: [(i32, &str, Stored); 23] = [
    (1, "FLOAT", Stored::Float),
    (2, "UINT8", int(8, false)),
    (3, "INT8", int(8, true)),
    (4, "UINT16", int(16, false)),
    (5, "INT16", int(16, true)),
    (6, "INT32", int(32, true)),
    (7, "INT64", int(64, true)),
    (9, "BOOL", Stored::Bool),
    (10, "FLOAT16", Stored::Half),
    (11, "DOUBLE", Stored::Double),
    (12, "UINT32", int(32, false)),
    (13, "UINT64", int(64, false)),
    (16, "BFLOAT16", Stored::Brain),
    (17, "FLOAT8E4M3FN", small(4, 3, 7, Special::Ones)),
    (18, "FLOAT8E4M3FNUZ", small(4, 3, 8, Special::MinusZero)),
    (19, "FLOAT8E5M2", small(5, 2, 15, Special::Ieee)),
    (20, "FLOAT8E5M2FNUZ", small(5, 2, 16, Special::MinusZero)),
    (21, "UINT4", int(4, false)),
    (22, "INT4", int(4, true)),
    (23, "FLOAT4E2M1", small(2, 1, 1, Special::None)),
    (24, "FLOAT8E8M0", Stored::Exponent),
    (25, "UINT2", int(2, false)),
    (26, "INT2", int(2, true)),
];

/// The name of a type that is not read, for a message.
pub(crate) fn unread(code: i32) -> String {
    let known = [(0, "UNDEFINED"), (8, "STRING"), (14, "COMPLEX64"), (15, "COMPLEX128")];
    known.iter().find(|(c, _)| *c == code).map_or_else(|| format!("number {code}"), |(_, n)| (*n).to_owned())
}

impl Stored {
    /// 64-bit whole numbers: what shapes and positions are.
    pub const INT64: Self = int(64, true);

    fn rows() -> impl Iterator<Item = (i32, &'static str, Self)> {
        TYPES.into_iter()
    }

    /// The type with this code in a `TensorProto`; `None` for strings, complex numbers and what we do not know.
    pub fn of_code(code: i32) -> Option<Self> {
        Self::rows().find(|(c, _, _)| *c == code).map(|(_, _, t)| t)
    }

    /// The type with this name, as the first operator sets have it.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::rows().find(|(_, n, _)| *n == name).map(|(_, _, t)| t)
    }

    /// Its name in ONNX.
    pub fn name(self) -> &'static str {
        Self::rows().find(|(_, _, t)| *t == self).map_or("UNDEFINED", |(_, n, _)| n)
    }

    /// Its bits.
    pub const fn bits(self) -> u32 {
        match self {
            Self::Double => 64,
            Self::Float => 32,
            Self::Half | Self::Brain => 16,
            Self::Bool | Self::Exponent => 8,
            Self::Small(s) => 1 + s.exponent + s.fraction,
            Self::Int { bits, .. } => bits,
        }
    }

    /// Bytes of so many elements in `raw_data`: those below a byte are packed.
    pub const fn bytes(self, elements: usize) -> usize {
        match self.bits() {
            bits @ ..8 => elements.div_ceil(8 / bits as usize),
            bits => elements.saturating_mul(bits as usize / 8),
        }
    }

    /// What its elements are.
    pub const fn element(self) -> Element {
        match self {
            Self::Bool => Element::Bool,
            Self::Int { .. } => Element::Int,
            _ => Element::Float,
        }
    }

    /// The smallest and the largest whole number, where 64 signed bits hold both.
    pub const fn range(self) -> Option<(i64, i64)> {
        match self {
            Self::Bool => Some((0, 1)),
            Self::Int { bits: 64, signed: true } => Some((i64::MIN, i64::MAX)),
            Self::Int { bits: 64, .. } => None,
            Self::Int { bits, signed: true } => Some((-(1 << (bits - 1)), (1 << (bits - 1)) - 1)),
            Self::Int { bits, .. } => Some((0, (1 << bits) - 1)),
            _ => None,
        }
    }

    /// The real value of a float's bits, which are the lowest ones.
    pub(crate) fn float(self, bits: u64) -> f64 {
        match self {
            Self::Double => f64::from_bits(bits),
            Self::Float => f64::from(f32::from_bits(bits as u32)),
            Self::Half => Small { exponent: 5, fraction: 10, bias: 15, special: Special::Ieee }.value(bits),
            Self::Brain => f64::from(f32::from_bits((bits as u32) << 16)),
            Self::Small(s) => s.value(bits),
            Self::Exponent if bits == 0xff => f64::NAN,
            Self::Exponent => power(bits as i32 - 127),
            Self::Bool | Self::Int { .. } => bits as f64,
        }
    }

    /// The whole number of its bits; `None` for an unsigned one beyond 63 bits.
    pub(crate) fn whole(self, bits: u64) -> Option<i64> {
        match self {
            Self::Int { bits: n, signed: true } => Some((bits << (64 - n)) as i64 >> (64 - n)),
            _ => i64::try_from(bits).ok(),
        }
    }
}

impl Small {
    /// The real value of its bits.
    fn value(self, bits: u64) -> f64 {
        let ones = |n: u32| (1u64 << n) - 1;
        let all = 1 + self.exponent + self.fraction;
        let bits = bits & ones(all);
        let sign = if bits >> (all - 1) == 1 { -1.0 } else { 1.0 };
        let exponent = bits >> self.fraction & ones(self.exponent);
        let fraction = bits & ones(self.fraction);
        let special = match self.special {
            Special::None => false,
            Special::Ieee => exponent == ones(self.exponent),
            Special::Ones => bits & ones(all - 1) == ones(all - 1),
            Special::MinusZero => bits == 1 << (all - 1),
        };
        if special {
            let infinite = self.special == Special::Ieee && fraction == 0;
            return if infinite { sign * f64::INFINITY } else { f64::NAN };
        }
        let unit = exponent.max(1) as i32 - self.bias - self.fraction as i32;
        let leading = if exponent == 0 { 0 } else { 1u64 << self.fraction };
        sign * (leading + fraction) as f64 * power(unit)
    }
}

/// `2^e` for a normal exponent.
fn power(e: i32) -> f64 {
    f64::from_bits(((e + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_floats_have_their_known_values() {
        let at = |name: &str, bits: u64| Stored::of_name(name).unwrap().float(bits);
        for (name, bits, value) in [
            ("FLOAT8E4M3FN", 0x7e, 448.0),
            ("FLOAT8E4M3FN", 0x38, 1.0),
            ("FLOAT8E4M3FNUZ", 0x7f, 240.0),
            ("FLOAT8E5M2", 0x7b, 57_344.0),
            ("FLOAT8E5M2", 0x7c, f64::INFINITY),
            ("FLOAT8E5M2FNUZ", 0x01, 7.629_394_531_25e-6),
            ("FLOAT4E2M1", 0x7, 6.0),
            ("FLOAT4E2M1", 0x9, -0.5),
            ("FLOAT8E8M0", 0x80, 2.0),
            ("FLOAT16", 0x3555, 0.333_251_953_125),
            ("BFLOAT16", 0x3f80, 1.0),
        ] {
            assert_eq!(at(name, bits), value, "{name} {bits:#x}");
        }
        assert!(at("FLOAT8E4M3FN", 0x7f).is_nan() && at("FLOAT8E5M2FNUZ", 0x80).is_nan());
    }

    #[test]
    fn whole_numbers_are_read_in_twos_complement() {
        let int4 = Stored::of_code(22).unwrap();
        assert_eq!([0x7, 0x8, 0xf].map(|b| int4.whole(b)), [Some(7), Some(-8), Some(-1)]);
        assert_eq!((int4.range(), int4.bytes(3)), (Some((-8, 7)), 2));
        let uint2 = Stored::of_code(25).unwrap();
        assert_eq!((uint2.whole(3), uint2.bytes(5), uint2.name()), (Some(3), 2, "UINT2"));
        assert_eq!(Stored::of_code(13).and_then(|t| t.whole(u64::MAX)), None);
        assert_eq!(Stored::of_code(8), None);
    }
}
