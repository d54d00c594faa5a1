//! The witness of a run: the integers of every tensor, flat and typed.

use thiserror::Error;

use super::{Data, Range, Tensor, TensorId};

/// Row-major integers in the narrowest signed type that holds their tensor's range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// 8 bits.
    I8(Vec<i8>),
    /// 16 bits.
    I16(Vec<i16>),
    /// 32 bits.
    I32(Vec<i32>),
    /// 64 bits.
    I64(Vec<i64>),
    /// 128 bits.
    I128(Vec<i128>),
    /// A constant: the graph's own.
    Constant(Data),
}

impl Values {
    /// Packs `values`, all of which lie in `range`.
    pub fn new(range: Range, values: &[i128]) -> Self {
        match range.bits() {
            0..=8 => Self::I8(values.iter().map(|v| *v as i8).collect()),
            9..=16 => Self::I16(values.iter().map(|v| *v as i16).collect()),
            17..=32 => Self::I32(values.iter().map(|v| *v as i32).collect()),
            33..=64 => Self::I64(values.iter().map(|v| *v as i64).collect()),
            _ => Self::I128(values.to_vec()),
        }
    }

    /// Number of integers.
    pub fn len(&self) -> usize {
        match self {
            Self::I8(v) => v.len(),
            Self::I16(v) => v.len(),
            Self::I32(v) => v.len(),
            Self::I64(v) => v.len(),
            Self::I128(v) => v.len(),
            Self::Constant(v) => v.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The integer at `i`. Panics outside.
    pub fn get(&self, i: usize) -> i128 {
        match self {
            Self::I8(v) => v[i].into(),
            Self::I16(v) => v[i].into(),
            Self::I32(v) => v[i].into(),
            Self::I64(v) => v[i].into(),
            Self::I128(v) => v[i],
            Self::Constant(v) => v.get(i).expect("an element of the constant").into(),
        }
    }

    /// All integers in order.
    pub fn to_vec(&self) -> Vec<i128> {
        match self {
            Self::I8(v) => v.iter().map(|x| i128::from(*x)).collect(),
            Self::I16(v) => v.iter().map(|x| i128::from(*x)).collect(),
            Self::I32(v) => v.iter().map(|x| i128::from(*x)).collect(),
            Self::I64(v) => v.iter().map(|x| i128::from(*x)).collect(),
            Self::I128(v) => v.clone(),
            Self::Constant(v) => v.to_vec().into_iter().map(i128::from).collect(),
        }
    }
}

/// All tensors of a completed run, constants included, by [`TensorId`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// One entry for each tensor of the graph.
    pub tensors: Vec<Values>,
}

/// A trace that is not one of the circuit's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TraceError {
    /// Not the number of tensors.
    #[error("the trace has {got} tensors, the circuit {expected}")]
    Tensors {
        /// Tensors of the circuit.
        expected: usize,
        /// Tensors of the trace.
        got: usize,
    },
    /// Not the number of elements.
    #[error("tensor {tensor} of the trace does not have the circuit's number of elements")]
    Elements {
        /// Its index.
        tensor: usize,
    },
}

impl Trace {
    /// Checks that a circuit's tensors are there, each with its number of elements.
    ///
    /// # Errors
    /// What is there instead.
    pub fn fits(&self, tensors: &[Tensor]) -> Result<(), TraceError> {
        let (expected, got) = (tensors.len(), self.tensors.len());
        if expected != got {
            return Err(TraceError::Tensors { expected, got });
        }
        let mut pairs = tensors.iter().zip(&self.tensors);
        match pairs.position(|(tensor, values)| tensor.numel() != Some(values.len() as u64)) {
            Some(tensor) => Err(TraceError::Elements { tensor }),
            None => Ok(()),
        }
    }

    /// The integers of tensor `t`.
    pub fn tensor(&self, t: TensorId) -> &Values {
        &self.tensors[t.0 as usize]
    }
}
