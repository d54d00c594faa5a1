//! Dimensions as a model declares them: a number, or a symbol that has to be bound; and which of the symbols are
//! batches, which are 1 unless they are bound to something else.

use std::collections::BTreeSet;

use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension::Value};
use tract_onnx::pb::{TensorShapeProto, ValueInfoProto, type_proto};

/// Words in the names of dimensions that are no batches, though they come first.
const LENGTHS: [&str; 10] =
    ["seq", "len", "time", "step", "token", "height", "width", "channel", "feature", "frame"];

/// One dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// A number.
    Known(usize),
    /// A symbol: its name, or `VALUE.AXIS` for one without.
    Symbol(String),
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(size) => write!(f, "{size}"),
            Self::Symbol(name) => f.write_str(name),
        }
    }
}

/// The dimension of `value` along `axis`.
pub(crate) fn size(value: &str, axis: usize, dimension: &Dimension) -> Size {
    match &dimension.value {
        Some(Value::DimValue(v)) if *v >= 0 => Size::Known(*v as usize),
        Some(Value::DimParam(name)) if !name.is_empty() => Size::Symbol(name.clone()),
        _ => Size::Symbol(format!("{value}.{axis}")),
    }
}

/// The tensor type that a value declares, if it declares one.
pub(crate) fn tensor(value: &ValueInfoProto) -> Option<&type_proto::Tensor> {
    let type_proto::Value::TensorType(tensor) = value.r#type.as_ref()?.value.as_ref()?;
    Some(tensor)
}

/// The dimensions of a declared shape.
pub(crate) fn sizes(value: &str, shape: &TensorShapeProto) -> Vec<Size> {
    shape.dim.iter().enumerate().map(|(axis, d)| size(value, axis, d)).collect()
}

/// The symbols that are batches: they come first in the shape of an input that has more dimensions, never later,
/// and are not called a length. Of an input of one dimension only one that is called a batch is.
pub(super) fn batches<'a>(inputs: impl Iterator<Item = &'a ValueInfoProto>) -> BTreeSet<String> {
    let (mut first, mut later) = (BTreeSet::new(), BTreeSet::new());
    for input in inputs {
        let shape = tensor(input).and_then(|t| t.shape.as_ref());
        let sizes = shape.map(|s| sizes(&input.name, s)).unwrap_or_default();
        let rank = sizes.len();
        for (axis, size) in sizes.into_iter().enumerate() {
            let Size::Symbol(name) = size else { continue };
            let lower = name.to_lowercase();
            let called = lower.contains("batch") || matches!(lower.as_str(), "n" | "b" | "bs");
            // A dimension without a name is called by its input, which says nothing.
            let unnamed = name == format!("{}.{axis}", input.name);
            let length = !unnamed && LENGTHS.iter().any(|word| lower.contains(word));
            if axis > 0 {
                later.insert(name);
            } else if called || (rank > 1 && !length) {
                first.insert(name);
            }
        }
    }
    first.retain(|name| !later.contains(name));
    first
}
