//! Literal tensors: shape and elements, as initialisers, samples and test data give them.
//!
//! Row-major. Every ONNX float type is exact; integers and booleans are i64.

use std::borrow::Cow;

use bytes::Bytes;
use tract_onnx::pb::{SparseTensorProto, TensorProto};

use crate::error::Problem;
use crate::float_graph::Element;
use crate::floats::Floats;
use crate::limits::Limits;
use crate::stored::{Stored, unread};

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
        Self::any_from_proto(proto, limits)?.without(|v| !v.is_finite())
    }

    /// As [`Literal::from_proto`], infinities included: they may mean "excluded".
    ///
    /// # Errors
    /// [`Problem`] as there, for NaN alone.
    pub(crate) fn constant_from_proto(proto: &TensorProto, limits: &Limits) -> Result<Self, Problem> {
        Self::any_from_proto(proto, limits)?.without(f64::is_nan)
    }

    /// As [`Literal::constant_from_proto`], of a tensor whose bytes are held beside it.
    pub(crate) fn from_held(proto: &TensorProto, bytes: &Bytes, limits: &Limits) -> Result<Self, Problem> {
        let (shape, len, kind) = described(proto, limits)?;
        check_len(proto, bytes.len(), kind.bytes(len), "bytes")?;
        let data = match Floats::held(kind, bytes.clone()) {
            Some(floats) => Data::Float(floats),
            None => from_bits(kind, &from_raw(kind, bytes, len))?,
        };
        Self { shape, data }.without(f64::is_nan)
    }

    /// Refuses floats for which this holds.
    fn without(self, refused: fn(f64) -> bool) -> Result<Self, Problem> {
        let Data::Float(v) = &self.data else { return Ok(self) };
        let found = v.iter().enumerate().find(|(_, x)| refused(*x));
        match found {
            Some((index, value)) => Err(Problem::NotFinite { index, value }),
            None => Ok(self),
        }
    }

    /// Reads a sparse tensor: its elements where they are given, else 0.
    ///
    /// # Errors
    /// As [`Literal::from_proto`]; [`Problem::Shape`] for positions that lie outside or that do not fit the values.
    pub(crate) fn from_sparse(sparse: &SparseTensorProto, limits: &Limits) -> Result<Self, Problem> {
        let fail = |why: &str| Problem::Shape(format!("a sparse tensor of {:?}: {why}", sparse.dims));
        let dims: Option<Vec<usize>> = sparse.dims.iter().map(|d| usize::try_from(*d).ok()).collect();
        let shape = dims.ok_or_else(|| fail("a negative dimension"))?;
        let len = limits.count_or_empty(&shape)?;
        let values = Self::from_proto(sparse.values.as_ref().ok_or_else(|| fail("no values"))?, limits)?;
        let indices = Self::from_proto(sparse.indices.as_ref().ok_or_else(|| fail("no indices"))?, limits)?;
        let Data::Int(indices) = &indices.data else { return Err(fail("indices that are no integers")) };
        let linear: Option<Vec<usize>> = match indices.len() {
            n if n == values.len() => indices.iter().map(|i| usize::try_from(*i).ok()).collect(),
            // A row of coordinates for each value.
            n if n == values.len().saturating_mul(shape.len()) => {
                let along = |(i, d): (&i64, &usize)| usize::try_from(*i).ok().filter(|i| i < d);
                let place = |row: &[i64]| {
                    row.iter().zip(&shape).try_fold(0usize, |at, (i, d)| Some(at * d + along((i, d))?))
                };
                indices.chunks_exact(shape.len().max(1)).map(place).collect()
            }
            _ => return Err(fail("as many positions as values expected")),
        };
        let linear =
            linear.filter(|l| l.iter().all(|i| *i < len)).ok_or_else(|| fail("a position outside"))?;
        let data = match &values.data {
            Data::Float(v) => Data::Float(scattered(len, &linear, &v.to_numbers()).into()),
            Data::Int(v) => Data::Int(scattered(len, &linear, v)),
        };
        Ok(Self { shape, data })
    }

    /// As [`Literal::from_proto`], NaN and infinities included: an input may hold them, and is refused then.
    pub(crate) fn any_from_proto(proto: &TensorProto, limits: &Limits) -> Result<Self, Problem> {
        let (shape, len, kind) = described(proto, limits)?;
        let data = if proto.raw_data.is_empty() {
            from_fields(kind, proto, len)?
        } else {
            check_len(proto, proto.raw_data.len(), kind.bytes(len), "bytes")?;
            from_bits(kind, &from_raw(kind, &proto.raw_data, len))?
        };
        check_len(proto, data.len(), len, "elements")?;
        Ok(Self { shape, data })
    }
}

/// Shape, number of elements, and type.
fn described(proto: &TensorProto, limits: &Limits) -> Result<(Vec<usize>, usize, Stored), Problem> {
    let shape = proto_shape(proto)?;
    // No elements are fine for the shape of a scalar, or an operand left empty (Resize's roi).
    let len = limits.count_or_empty(&shape)?;
    let unreadable = || Problem::ElementType { got: unread(proto.data_type) };
    Ok((shape, len, Stored::of_code(proto.data_type).ok_or_else(unreadable)?))
}

/// So many elements: these at their places, else 0.
fn scattered<T: Copy + Default>(len: usize, at: &[usize], values: &[T]) -> Vec<T> {
    let mut all = vec![T::default(); len];
    at.iter().zip(values).for_each(|(i, v)| all[*i] = *v);
    all
}

/// The declared shape.
///
/// # Errors
/// [`Problem::Shape`] for a negative dimension.
pub(crate) fn proto_shape(proto: &TensorProto) -> Result<Vec<usize>, Problem> {
    let negative = || Problem::Shape(format!("shape {:?} has a negative dimension", proto.dims));
    proto.dims.iter().map(|d| usize::try_from(*d).map_err(|_| negative())).collect()
}

fn check_len(proto: &TensorProto, got: usize, expected: usize, unit: &'static str) -> Result<(), Problem> {
    if got == expected {
        return Ok(());
    }
    Err(Problem::DataLength { got: got as u64, expected: expected as u64, unit, dims: proto.dims.clone() })
}

/// The bits of each element in little-endian bytes whose number was checked.
fn from_raw(kind: Stored, raw: &[u8], len: usize) -> Vec<u64> {
    let little = |bytes: &[u8]| bytes.iter().rev().fold(0u64, |v, b| v << 8 | u64::from(*b));
    match kind.bits() {
        // Packed, the first one lowest.
        bits @ ..8 => {
            let each = 8 / bits as usize;
            let at = |i: usize| u64::from(raw[i / each] >> (i % each * bits as usize)) & ((1 << bits) - 1);
            (0..len).map(at).collect()
        }
        bits => raw.chunks_exact(bits as usize / 8).map(little).collect(),
    }
}

/// Elements out of their bits.
fn from_bits(kind: Stored, bits: &[u64]) -> Result<Data, Problem> {
    if kind.element() == Element::Float {
        return Ok(Data::Float(bits.iter().map(|b| kind.float(*b)).collect()));
    }
    let whole = |b: &u64| {
        let large = Problem::TooLarge { what: "an integer", got: *b, limit: i64::MAX as u64 };
        kind.whole(*b).ok_or(large)
    };
    Ok(Data::Int(bits.iter().map(whole).collect::<Result<_, _>>()?))
}

/// Elements out of the typed fields.
fn from_fields(kind: Stored, proto: &TensorProto, len: usize) -> Result<Data, Problem> {
    Ok(match kind {
        Stored::Float => Data::Float(proto.float_data.iter().map(|v| f64::from(*v)).collect()),
        Stored::Double => Data::Float(proto.double_data.clone().into()),
        Stored::Int { bits: 64, signed: true } => Data::Int(proto.int64_data.clone()),
        Stored::Int { bits: 32 | 64, signed: false } => from_bits(kind, &proto.uint64_data)?,
        // One to an entry, or a packed byte to an entry.
        _ if kind.bits() < 8 => {
            let bytes: Vec<u8> = proto.int32_data.iter().map(|v| *v as u8).collect();
            check_len(proto, bytes.len(), kind.bytes(len), "bytes")?;
            from_bits(kind, &from_raw(kind, &bytes, len))?
        }
        _ => from_bits(kind, &proto.int32_data.iter().map(|v| *v as u32 as u64).collect::<Vec<_>>())?,
    })
}

#[cfg(test)]
mod tests {
    use tract_onnx::pb::tensor_proto::DataType;

    use super::*;

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
        let packed = |kind: i32, raw_data: Vec<u8>| {
            let proto = TensorProto { dims: vec![3], data_type: kind, raw_data, ..TensorProto::default() };
            Literal::from_proto(&proto, &limits).unwrap().data
        };
        assert_eq!(packed(22, vec![0x87, 0x0f]), Data::Int(vec![7, -8, -1]));
        assert_eq!(packed(25, vec![0b00_11_10_01]), Data::Int(vec![1, 2, 3]));
        assert_eq!(packed(23, vec![0x97, 0x02]), Data::Float(vec![6.0, -0.5, 1.0].into()));
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
