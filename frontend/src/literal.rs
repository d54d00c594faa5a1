//! Literal tensors: shape and elements, as initialisers, samples and test data give them.
//!
//! Row-major. Every ONNX float type up to double is exact; integers and booleans are i64.

use bytes::Bytes;
use std::borrow::Cow;
use tract_onnx::pb::TensorProto;
use tract_onnx::pb::tensor_proto::DataType;

use crate::error::Problem;
use crate::floats::Floats;
use crate::limits::Limits;

/// Elements of a literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Any float type.
    Float(Floats),
    /// Any integer type, or booleans as 0 and 1.
    Int(Vec<i64>),
}

impl Data {
    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            Self::Float(v) => v.len(),
            Self::Int(v) => v.len(),
        }
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A tensor of known elements.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// Dimensions; empty for a scalar.
    pub shape: Vec<usize>,
    /// As many elements as the shape says.
    pub data: Data,
}

impl Literal {
    /// Floats of this shape.
    pub fn floats(shape: &[usize], data: Vec<f64>) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), data.len());
        Self { shape: shape.to_vec(), data: Data::Float(data.into()) }
    }

    /// Integers of this shape.
    pub fn ints(shape: &[usize], data: Vec<i64>) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), data.len());
        Self { shape: shape.to_vec(), data: Data::Int(data) }
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// The elements as floats, integers converted.
    pub fn to_f64(&self) -> Vec<f64> {
        self.numbers().into_owned()
    }

    /// The same, without a copy where they are held so.
    pub(crate) fn numbers(&self) -> Cow<'_, [f64]> {
        match &self.data {
            Data::Float(v) => v.to_numbers(),
            Data::Int(v) => v.iter().map(|x| *x as f64).collect(),
        }
    }

    /// Reads a `TensorProto` whose data is inline.
    ///
    /// # Errors
    /// [`Problem`] for types we do not read, sizes beyond the limits, data that does not match the shape,
    /// NaN and infinities.
    pub fn from_proto(proto: &TensorProto, limits: &Limits) -> Result<Self, Problem> {
        Self::finite(Self::any_from_proto(proto, limits)?)
    }

    /// As [`Literal::from_proto`], of a tensor whose bytes are held beside it.
    pub(crate) fn from_held(proto: &TensorProto, bytes: &Bytes, limits: &Limits) -> Result<Self, Problem> {
        let (shape, len, kind, size) = described(proto, limits)?;
        check_len(proto, bytes.len(), len.saturating_mul(size), "bytes")?;
        let data = match Floats::held(kind, bytes.clone()) {
            Some(floats) => Data::Float(floats),
            None => from_raw(kind, bytes)?,
        };
        Self::finite(Self { shape, data })
    }

    fn finite(literal: Self) -> Result<Self, Problem> {
        let Data::Float(v) = &literal.data else { return Ok(literal) };
        let found = v.iter().enumerate().find(|(_, x)| !x.is_finite());
        match found {
            Some((index, value)) => Err(Problem::NotFinite { index, value }),
            None => Ok(literal),
        }
    }

    /// As [`Literal::from_proto`], NaN and infinities included: an input may hold them, and is refused then.
    pub(crate) fn any_from_proto(proto: &TensorProto, limits: &Limits) -> Result<Self, Problem> {
        let (shape, len, kind, size) = described(proto, limits)?;
        let data = if proto.raw_data.is_empty() {
            from_fields(kind, proto)?
        } else {
            check_len(proto, proto.raw_data.len(), len.saturating_mul(size), "bytes")?;
            from_raw(kind, &proto.raw_data)?
        };
        check_len(proto, data.len(), len, "elements")?;
        Ok(Self { shape, data })
    }
}

/// Shape, number of elements, type, and bytes of an element.
fn described(proto: &TensorProto, limits: &Limits) -> Result<(Vec<usize>, usize, DataType, usize), Problem> {
    let shape = proto_shape(proto)?;
    // No elements are fine for the shape of a scalar, or an operand left empty (Resize's roi).
    let len = limits.count_or_empty(&shape)?;
    let kind = DataType::try_from(proto.data_type).unwrap_or(DataType::Undefined);
    let size = element_bytes(kind).ok_or_else(|| unreadable(kind, proto.data_type))?;
    Ok((shape, len, kind, size))
}

/// The declared shape.
///
/// # Errors
/// [`Problem::Shape`] for a negative dimension.
pub(crate) fn proto_shape(proto: &TensorProto) -> Result<Vec<usize>, Problem> {
    let negative = || Problem::Shape(format!("shape {:?} has a negative dimension", proto.dims));
    proto.dims.iter().map(|d| usize::try_from(*d).map_err(|_| negative())).collect()
}

/// Bytes of one element; `None` for types that we do not read.
pub(crate) fn element_bytes(kind: DataType) -> Option<usize> {
    Some(match kind {
        DataType::Double | DataType::Int64 | DataType::Uint64 => 8,
        DataType::Float | DataType::Int32 | DataType::Uint32 => 4,
        DataType::Float16 | DataType::Bfloat16 | DataType::Int16 | DataType::Uint16 => 2,
        DataType::Int8 | DataType::Uint8 | DataType::Bool => 1,
        _ => return None,
    })
}

fn unreadable(kind: DataType, code: i32) -> Problem {
    let got = if kind == DataType::Undefined { format!("number {code}") } else { kind.as_str_name().into() };
    Problem::ElementType { got }
}

fn check_len(proto: &TensorProto, got: usize, expected: usize, unit: &'static str) -> Result<(), Problem> {
    if got == expected {
        return Ok(());
    }
    Err(Problem::DataLength { got: got as u64, expected: expected as u64, unit, dims: proto.dims.clone() })
}

fn unsigned(v: u64) -> Result<i64, Problem> {
    i64::try_from(v).map_err(|_| Problem::TooLarge { what: "an integer", got: v, limit: i64::MAX as u64 })
}

/// Elements out of little-endian bytes whose number was checked.
fn from_raw(kind: DataType, raw: &[u8]) -> Result<Data, Problem> {
    macro_rules! each {
        ($n:literal, $from:expr) => {
            raw.as_chunks::<$n>().0.iter().map(|b| $from(*b)).collect()
        };
    }
    Ok(match kind {
        DataType::Float => Data::Float(each!(4, |b| f64::from(f32::from_le_bytes(b)))),
        DataType::Double => Data::Float(each!(8, f64::from_le_bytes)),
        DataType::Float16 => Data::Float(each!(2, |b| half(u16::from_le_bytes(b)))),
        DataType::Bfloat16 => Data::Float(each!(2, |b| bfloat(u16::from_le_bytes(b)))),
        DataType::Int64 => Data::Int(each!(8, i64::from_le_bytes)),
        DataType::Int32 => Data::Int(each!(4, |b| i64::from(i32::from_le_bytes(b)))),
        DataType::Uint32 => Data::Int(each!(4, |b| i64::from(u32::from_le_bytes(b)))),
        DataType::Int16 => Data::Int(each!(2, |b| i64::from(i16::from_le_bytes(b)))),
        DataType::Uint16 => Data::Int(each!(2, |b| i64::from(u16::from_le_bytes(b)))),
        DataType::Int8 => Data::Int(raw.iter().map(|b| i64::from(*b as i8)).collect()),
        DataType::Uint64 => {
            let words = raw.as_chunks::<8>().0.iter();
            Data::Int(words.map(|b| unsigned(u64::from_le_bytes(*b))).collect::<Result<_, _>>()?)
        }
        _ => Data::Int(raw.iter().map(|b| i64::from(*b)).collect()),
    })
}

/// Elements out of the typed fields.
fn from_fields(kind: DataType, proto: &TensorProto) -> Result<Data, Problem> {
    // float16 bit patterns lie in int32_data, one to an entry.
    let bits = || proto.int32_data.iter().map(|v| *v as u16);
    Ok(match kind {
        DataType::Float => Data::Float(proto.float_data.iter().map(|v| f64::from(*v)).collect()),
        DataType::Double => Data::Float(proto.double_data.clone().into()),
        DataType::Float16 => Data::Float(bits().map(half).collect()),
        DataType::Bfloat16 => Data::Float(bits().map(bfloat).collect()),
        DataType::Int64 => Data::Int(proto.int64_data.clone()),
        DataType::Uint32 | DataType::Uint64 => {
            Data::Int(proto.uint64_data.iter().map(|v| unsigned(*v)).collect::<Result<_, _>>()?)
        }
        _ => Data::Int(proto.int32_data.iter().map(|v| i64::from(*v)).collect()),
    })
}

/// IEEE half precision.
pub(crate) fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let power = |e: i32| f64::from_bits(((e + 1023) as u64) << 52);
    sign * match exponent {
        0 => fraction * power(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        e => (1024.0 + fraction) * power(e - 25),
    }
}

pub(crate) fn bfloat(bits: u16) -> f64 {
    f64::from(f32::from_bits(u32::from(bits) << 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_exact() {
        for (bits, v) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x0001, 5.960464477539063e-8),
            (0x7bff, 65504.0),
            (0x3555, 0.333251953125),
        ] {
            assert_eq!(half(bits), v);
        }
        assert_eq!(half(0x7c00), f64::INFINITY);
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn every_type_reads_from_raw_and_from_fields() {
        let limits = Limits::default();
        let proto =
            |kind: DataType| TensorProto { dims: vec![2], data_type: kind as i32, ..TensorProto::default() };
        let raw = |kind, raw_data: Vec<u8>| {
            Literal::from_proto(&TensorProto { raw_data, ..proto(kind) }, &limits).unwrap().data
        };
        let both = Data::Int(vec![1, 2]);
        assert_eq!(raw(DataType::Int8, vec![1, 2]), both);
        assert_eq!(raw(DataType::Bool, vec![1, 0]), Data::Int(vec![1, 0]));
        assert_eq!(raw(DataType::Uint16, vec![1, 0, 2, 0]), both);
        assert_eq!(raw(DataType::Uint64, [1u64, 2].map(u64::to_le_bytes).concat()), both);
        assert_eq!(
            raw(DataType::Float, [1f32, 2.].map(f32::to_le_bytes).concat()),
            Data::Float(vec![1., 2.].into())
        );
        assert_eq!(raw(DataType::Bfloat16, vec![0x80, 0x3f, 0, 0x40]), Data::Float(vec![1., 2.].into()));
        let fields = TensorProto { int32_data: vec![1, 2], ..proto(DataType::Int8) };
        assert_eq!(Literal::from_proto(&fields, &limits).unwrap().data, both);
        let fields = TensorProto { uint64_data: vec![1, u64::MAX], ..proto(DataType::Uint64) };
        assert!(matches!(Literal::from_proto(&fields, &limits), Err(Problem::TooLarge { .. })));
        let short = TensorProto { raw_data: vec![0; 7], ..proto(DataType::Float) };
        assert!(matches!(
            Literal::from_proto(&short, &limits),
            Err(Problem::DataLength { got: 7, expected: 8, .. })
        ));
        let nan = TensorProto { float_data: vec![0.0, f32::NAN], ..proto(DataType::Float) };
        assert!(matches!(Literal::from_proto(&nan, &limits), Err(Problem::NotFinite { index: 1, .. })));
        let text = proto(DataType::String);
        assert!(matches!(Literal::from_proto(&text, &limits), Err(Problem::ElementType { .. })));
        let huge = TensorProto { dims: vec![1 << 40, 1 << 40], ..proto(DataType::Float) };
        assert!(matches!(Literal::from_proto(&huge, &limits), Err(Problem::TooLarge { .. })));
    }
}
