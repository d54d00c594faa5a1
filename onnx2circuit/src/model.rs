//! A compiled model inside a program: what a model crate's generated module stands on.
//!
//! The crate `onnx2circuit-build` compiles a model in a build script and writes a module that
//! [`include_model!`](crate::include_model) brings in. The module knows its ports as constants, links the model's native
//! code statically and holds circuit and fault-proof program as bytes; no LLVM is left at run time. Integers are those of
//! the artifact: the reference semantics, the fault-proof machine and the circuit give the same.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;

// Native code of models calls its kernels.
use kernels as _;
use ndarray::IxDyn;
use thiserror::Error;

pub use ndarray::ArrayD;

#[cfg(feature = "proving")]
mod proofs;

#[cfg(feature = "proving")]
pub use proofs::{Proof, ProofError, Prover, check};

/// Brings the module of a model in, which the build script of this crate has compiled under this name.
///
/// ```ignore
/// onnx2circuit::include_model!("mnist");
/// let outputs = mnist::run(&mnist::Inputs { image: &pixels })?;
/// ```
#[macro_export]
macro_rules! include_model {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// Storage type of a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// 8 bits, signed.
    I8,
    /// 8 bits, unsigned.
    U8,
    /// 16 bits, signed.
    I16,
    /// 32 bits, signed.
    I32,
    /// 64 bits, signed.
    I64,
}

impl Element {
    const fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 => 2,
            Self::I32 => 4,
            Self::I64 => 8,
        }
    }

    /// Smallest and largest integer.
    const fn range(self) -> (i64, i64) {
        match self {
            Self::I8 => (i8::MIN as i64, i8::MAX as i64),
            Self::U8 => (0, u8::MAX as i64),
            Self::I16 => (i16::MIN as i64, i16::MAX as i64),
            Self::I32 => (i32::MIN as i64, i32::MAX as i64),
            Self::I64 => (i64::MIN, i64::MAX),
        }
    }
}

/// An input or output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Port {
    /// Name in the ONNX graph.
    pub name: &'static str,
    /// Shape in the ONNX graph.
    pub shape: &'static [usize],
    /// Storage type of its integers.
    pub element: Element,
    /// Real value of the integer 1.
    pub scale: f64,
    /// Smallest and largest integer that the model takes or gives.
    pub range: (i64, i64),
    /// Byte offset in the model's memory.
    pub offset: usize,
}

impl Port {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The integers of reals: `floor(x / scale + 1/2)`.
    ///
    /// # Errors
    /// [`RunError::Length`], [`RunError::Value`] for what the storage type does not hold; integers outside [`Port::range`]
    /// are left to the model, which refuses them.
    pub fn quantise<T: Copy + Into<f64>>(&self, values: &[T]) -> Result<Vec<i64>, RunError> {
        self.check_length(values.len())?;
        let (lo, hi) = self.element.range();
        let one = |(index, value): (usize, &T)| {
            let value: f64 = (*value).into();
            // A NaN compares false to both ends.
            let r = gadgets::rounding::half_up(value / self.scale);
            (r >= lo as f64 && r <= hi as f64).then_some(r as i64).ok_or(RunError::Value {
                name: self.name,
                index,
                value,
                lo: self.range.0 as f64 * self.scale,
                hi: self.range.1 as f64 * self.scale,
            })
        };
        values.iter().enumerate().map(one).collect()
    }

    /// The reals of integers, each times the scale, in the port's shape.
    ///
    /// # Errors
    /// [`RunError::Length`].
    pub fn dequantise(&self, integers: &[i64]) -> Result<ArrayD<f32>, RunError> {
        let real = |v: &i64| (*v as f64 * self.scale) as f32;
        let (name, expected, got) = (self.name, self.len(), integers.len());
        ArrayD::from_shape_vec(IxDyn(self.shape), integers.iter().map(real).collect())
            .map_err(|_| RunError::Length { name, expected, got })
    }

    fn check_length(&self, got: usize) -> Result<(), RunError> {
        let expected = self.len();
        if got == expected { Ok(()) } else { Err(RunError::Length { name: self.name, expected, got }) }
    }
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RunError {
    /// Not the model's number of inputs.
    #[error("expected {expected} inputs, got {got}")]
    Inputs {
        /// Inputs of the model.
        expected: usize,
        /// Inputs given.
        got: usize,
    },
    /// Not the model's number of outputs.
    #[error("expected {expected} outputs, got {got}")]
    Outputs {
        /// Outputs of the model.
        expected: usize,
        /// Outputs given.
        got: usize,
    },
    /// Not the port's number of elements.
    #[error("'{name}': expected {expected} elements, got {got}")]
    Length {
        /// The port.
        name: &'static str,
        /// Its elements.
        expected: usize,
        /// Elements given.
        got: usize,
    },
    /// An element far outside the declared range.
    #[error("input '{name}': element {index} is {value:?}, outside {lo:?} to {hi:?}")]
    Value {
        /// The input.
        name: &'static str,
        /// Position of the element.
        index: usize,
        /// The element.
        value: f64,
        /// Smallest value of the declared range.
        lo: f64,
        /// Largest value of the declared range.
        hi: f64,
    },
    /// The model gives no output for this input.
    #[error("the model refuses this input: status {status} ({})", meaning(*.status))]
    Refused {
        /// What the step returned.
        status: i32,
    },
    /// No memory for the tensors.
    #[error("no memory for 2^{0} bytes of tensors")]
    Memory(u32),
}

/// What a status of a step means (`docs/extended-llvm-ir.md`).
fn meaning(status: i32) -> &'static str {
    match status {
        16 => "an input element lies outside its declared range",
        17 => "a value left its calibrated range",
        18 => "division by zero",
        _ => "unknown",
    }
}

/// A compiled model.
#[derive(Debug)]
pub struct Compiled {
    /// Name of the model.
    pub name: &'static str,
    /// Inputs, in the model's order.
    pub inputs: &'static [Port],
    /// Outputs, in the model's order.
    pub outputs: &'static [Port],
    /// The tensors' memory has 2 to this power of bytes.
    pub arena_log2: u32,
    /// Constant tensors, aligned to 32 bytes.
    pub constants: &'static [u8],
    /// All steps: takes the tensors' memory and the constants, gives a status.
    pub main: unsafe extern "C" fn(*mut u8, *const u8) -> i32,
    /// The circuit, as `circuit::Graph::from_bytes` reads it.
    pub circuit: &'static [u8],
    /// Digest of the circuit, in hex: what a verifying key names.
    pub circuit_digest: &'static str,
    /// The fault-proof program, an ELF for the 64-bit MIPS machine.
    pub program: &'static [u8],
    /// The model's identity in disputes, in hex, if its steps have a known length.
    pub identity: Option<&'static str>,
    /// The verifying key that the build was given, if any.
    pub verifying_key: Option<&'static [u8]>,
}

impl Compiled {
    /// The outputs' integers for the inputs' integers, by the compiled step functions.
    ///
    /// # Errors
    /// [`RunError`] for inputs that do not fit, or that the model refuses.
    pub fn run(&self, inputs: &[Vec<i64>]) -> Result<Vec<Vec<i64>>, RunError> {
        if inputs.len() != self.inputs.len() {
            return Err(RunError::Inputs { expected: self.inputs.len(), got: inputs.len() });
        }
        let mut memory = Memory::new(self.arena_log2)?;
        for (port, values) in self.inputs.iter().zip(inputs) {
            memory.write(port, values)?;
        }
        // SAFETY: code and constants come from one compilation, which planned this size and alignment.
        match unsafe { (self.main)(memory.start.as_ptr(), self.constants.as_ptr()) } {
            0 => Ok(self.outputs.iter().map(|port| memory.read(port)).collect()),
            status => Err(RunError::Refused { status }),
        }
    }
}

/// The tensors of one run: `2^log2` bytes, aligned to their number.
struct Memory {
    start: NonNull<u8>,
    layout: Layout,
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.start.as_ptr(), self.layout) }
    }
}

impl Memory {
    fn new(log2: u32) -> Result<Self, RunError> {
        let none = || RunError::Memory(log2);
        let size = 1usize.checked_shl(log2).ok_or_else(none)?;
        let layout = Layout::from_size_align(size, size).map_err(|_| none())?;
        // SAFETY: the size is not zero.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or_else(none)?;
        Ok(Self { start, layout })
    }

    fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: its own initialised memory.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.layout.size()) }
    }

    fn write(&mut self, port: &Port, values: &[i64]) -> Result<(), RunError> {
        port.check_length(values.len())?;
        let (lo, hi) = port.element.range();
        let size = port.element.bytes();
        let places = self.bytes()[port.offset..].chunks_exact_mut(size);
        for (index, (value, place)) in values.iter().zip(places).enumerate() {
            if !(lo..=hi).contains(value) {
                let real = |v: i64| v as f64 * port.scale;
                let (lo, hi) = (real(port.range.0), real(port.range.1));
                return Err(RunError::Value { name: port.name, index, value: real(*value), lo, hi });
            }
            place.copy_from_slice(&value.to_le_bytes()[..size]);
        }
        Ok(())
    }

    fn read(&mut self, port: &Port) -> Vec<i64> {
        let size = port.element.bytes();
        let one = |bytes: &[u8]| {
            // The sign of signed types is that of the last byte.
            let negative = port.element != Element::U8 && bytes[size - 1] & 0x80 != 0;
            let mut wide = [if negative { 0xff } else { 0 }; 8];
            wide[..size].copy_from_slice(bytes);
            i64::from_le_bytes(wide)
        };
        self.bytes()[port.offset..].chunks_exact(size).take(port.len()).map(one).collect()
    }
}

/// Bytes aligned for the code that reads them.
#[doc(hidden)]
#[repr(C, align(32))]
pub struct Aligned<B: ?Sized>(pub B);
