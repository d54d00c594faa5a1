//! The gadget enum, and the interface that every family implements.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::{
    Add, AveragePool, Body, Composed, Conv2d, ElementType, Fault, FullyConnected, GadgetError, Generic,
    MaxPool, Range, RangeCheck, Relu, Rescale, Softmax, Transpose,
};

/// Most elements that one operand may have: 2³¹, the limit of an ONNX tensor we accept.
pub const MAX_ELEMENTS: usize = 1 << 31;

/// What an operand is to its gadget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Data that flows through the model.
    Activation,
    /// Weights of a linear map.
    Weights,
    /// What a linear map adds, in the accumulator's type and scale.
    Bias,
    /// Entries of a function table.
    Table,
    /// Factors per output position.
    Multipliers,
}

/// One operand or the result of a gadget function: a contiguous row-major tensor.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Operand {
    /// What it is.
    pub role: Role,
    /// Storage type.
    pub element: ElementType,
    /// Shape in the gadget's own terms, which may be a reshape of the tensor's.
    pub shape: Vec<usize>,
}

impl Operand {
    pub(crate) fn new(role: Role, element: ElementType, shape: &[usize]) -> Self {
        Self { role, element, shape: shape.to_vec() }
    }

    /// Number of elements; saturated, as parameters may come from anywhere.
    pub fn len(&self) -> usize {
        self.shape.iter().fold(1, |n, d| n.saturating_mul(*d))
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What the analysis knows of an operand: its range, and its values where it is a constant.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Every value lies in it.
    pub range: Range,
    /// The values of a constant.
    pub values: Option<&'a [i64]>,
}

impl<'a> Known<'a> {
    /// A tensor of which only the range is known.
    pub const fn range(range: Range) -> Self {
        Self { range, values: None }
    }

    /// A constant; an empty one counts as 0.
    pub fn constant(values: &'a [i64]) -> Self {
        Self { range: Range::of(values.iter().copied()).unwrap_or(Range::point(0)), values: Some(values) }
    }

    /// The range of element `i`: a point for a constant.
    pub fn at(&self, i: usize) -> Range {
        self.values.map_or(self.range, |v| Range::point(v[i]))
    }
}

/// What every gadget family defines: parameters, and the body that they stand for, which is the meaning.
pub trait Semantics {
    /// Name in `circuit.gadget` attributes and reports.
    fn name(&self) -> &'static str;

    /// Operands in the order of the function's parameters; the result comes after them.
    fn operands(&self) -> Vec<Operand>;

    /// The result; `None` for a pure check.
    fn output(&self) -> Option<Operand>;

    /// What it is made of, with operands and result in the same order; `None` for a function that is no composition of
    /// primitives. The parameters are checked.
    fn body(&self) -> Option<Body>;

    /// Checks the parameters for themselves, element counts included.
    ///
    /// # Errors
    /// [`GadgetError::Parameters`] with the numbers.
    fn check(&self) -> Result<(), GadgetError>;

    /// The result for these operands, each flat and row-major. Call [`Gadget::evaluate`], which checks
    /// lengths first.
    ///
    /// # Errors
    /// [`Fault::Status`] where the function returns a status that is not 0.
    fn evaluate(&self, operands: &[&[i64]]) -> Result<Vec<i64>, Fault> {
        let body = self.body().ok_or_else(|| shapeless(self.name()))?;
        Ok(body.evaluate(operands)?.into_iter().next().unwrap_or_default())
    }

    /// The range of the result for any operands within `known`; for a pure check, of what it lets pass.
    ///
    /// # Errors
    /// [`GadgetError::Parameters`] if some value may leave the type that it is computed or stored in, or an argument its
    /// domain.
    fn range(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        let body = self.body().ok_or_else(|| shapeless(self.name()))?;
        let fail = |reason| GadgetError::Parameters { gadget: self.name(), reason };
        let all = body.intervals(known).map_err(|e| fail(e.to_string()))?;
        let value = body.results.first().map_or(all.len().saturating_sub(1), |r| r.value);
        let range = all.get(value).and_then(|r| r.narrow());
        range.ok_or_else(|| fail("no result of 64 bits".to_owned()))
    }
}

/// A function without a body defines its evaluation and its range itself.
fn shapeless(gadget: &'static str) -> GadgetError {
    GadgetError::Parameters { gadget, reason: "it has no body".to_owned() }
}

/// A gadget with its parameters: one static configuration of one function.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "gadget", rename_all = "snake_case")]
pub enum Gadget {
    /// [`Conv2d`].
    Conv2d(Conv2d),
    /// [`FullyConnected`].
    FullyConnected(FullyConnected),
    /// [`MaxPool`].
    MaxPool(MaxPool),
    /// [`AveragePool`].
    AveragePool(AveragePool),
    /// [`Relu`].
    Relu(Relu),
    /// [`Rescale`].
    Rescale(Rescale),
    /// [`Add`].
    Add(Add),
    /// [`Softmax`].
    Softmax(Softmax),
    /// [`Transpose`].
    Transpose(Transpose),
    /// [`RangeCheck`].
    RangeCheck(RangeCheck),
    /// [`Composed`].
    Composed(Composed),
    /// [`Generic`].
    Generic(Generic),
}

impl Gadget {
    /// The family's semantics.
    pub fn semantics(&self) -> &dyn Semantics {
        match self {
            Self::Conv2d(g) => g,
            Self::FullyConnected(g) => g,
            Self::MaxPool(g) => g,
            Self::AveragePool(g) => g,
            Self::Relu(g) => g,
            Self::Rescale(g) => g,
            Self::Add(g) => g,
            Self::Softmax(g) => g,
            Self::Transpose(g) => g,
            Self::RangeCheck(g) => g,
            Self::Composed(g) => g,
            Self::Generic(g) => g,
        }
    }

    /// Name in `circuit.gadget` attributes and reports.
    pub fn name(&self) -> &'static str {
        self.semantics().name()
    }

    /// The composition of primitives that it is; `None` for code that is none. The parameters are checked.
    pub fn body(&self) -> Option<Body> {
        self.semantics().body()
    }

    /// Operands in the order of the function's parameters.
    pub fn operands(&self) -> Vec<Operand> {
        self.semantics().operands()
    }

    /// The result; `None` for a pure check.
    pub fn output(&self) -> Option<Operand> {
        self.semantics().output()
    }

    /// Checks the parameters. Everything else assumes that this succeeded.
    ///
    /// # Errors
    /// [`GadgetError::Parameters`] with the numbers.
    pub fn check(&self) -> Result<(), GadgetError> {
        self.semantics().check()
    }

    /// The meaning: the result for these operands (empty for a pure check).
    ///
    /// # Errors
    /// [`Fault::Status`] for a defined stop, [`Fault::Gadget`] for operands that do not fit.
    pub fn evaluate(&self, operands: &[&[i64]]) -> Result<Vec<i64>, Fault> {
        let gadget = self.name();
        let expected = self.operands();
        if operands.len() != expected.len() {
            return Err(
                GadgetError::OperandCount { gadget, expected: expected.len(), got: operands.len() }.into()
            );
        }
        for (operand, (want, values)) in expected.iter().zip(operands).enumerate() {
            let (expected, got) = (want.len(), values.len());
            if got != expected {
                return Err(GadgetError::OperandLength { gadget, operand, expected, got }.into());
            }
        }
        self.semantics().evaluate(operands)
    }

    /// The result's range for operands within `known`.
    ///
    /// # Errors
    /// See [`Semantics::range`].
    pub fn range(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        self.semantics().range(known)
    }

    /// The parameters as canonical JSON: the `circuit.params` attribute.
    pub fn params(&self) -> String {
        serde_json::to_string(self).expect("plain data with string keys always serialises")
    }

    /// Reads `circuit.params` back and checks it.
    ///
    /// # Errors
    /// [`GadgetError::Parameters`] for text that is no gadget, or a gadget that means nothing.
    pub fn from_params(json: &str) -> Result<Self, GadgetError> {
        let gadget: Self = serde_json::from_str(json)
            .map_err(|e| GadgetError::Parameters { gadget: "gadget", reason: e.to_string() })?;
        gadget.check()?;
        Ok(gadget)
    }
}

impl fmt::Display for Gadget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Checks that shapes have no zero size and at most [`MAX_ELEMENTS`] elements.
pub(crate) fn check_shapes(gadget: &'static str, shapes: &[&[usize]]) -> Result<(), GadgetError> {
    for shape in shapes {
        let elements = shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d)).unwrap_or(usize::MAX);
        if elements == 0 || elements > MAX_ELEMENTS {
            let reason = format!("shape {shape:?} must have 1 to {MAX_ELEMENTS} elements");
            return Err(GadgetError::Parameters { gadget, reason });
        }
    }
    Ok(())
}
