//! What compositions say often: small constants, and moves by the operators that make them.

use super::attributes::{int, ints};
use super::context::{Context, Made};
use crate::float_graph::{Element, ValueId};
use crate::literal::Literal;

impl Context<'_> {
    /// A float.
    pub fn scalar(&mut self, part: &str, v: f64) -> Made {
        self.literal(part, Literal::floats(&[], vec![v]))
    }

    /// A whole number.
    pub fn whole(&mut self, part: &str, v: i64) -> Made {
        self.literal(part, Literal::ints(&[], vec![v]))
    }

    /// Booleans.
    pub fn flags(&mut self, part: &str, shape: &[usize], values: impl Iterator<Item = bool>) -> Made {
        let id = self.literal(part, Literal::ints(shape, values.map(i64::from).collect()))?;
        self.graph.values[id.index()].element = Element::Bool;
        Ok(id)
    }

    /// Whole numbers in a row: axes, for one, or a shape.
    pub fn list(&mut self, part: &str, values: &[i64]) -> Made {
        self.literal(part, Literal::ints(&[values.len()], values.to_vec()))
    }

    /// Sizes in a row.
    pub fn sizes(&mut self, part: &str, values: &[usize]) -> Made {
        let values: Vec<i64> = values.iter().map(|v| *v as i64).collect();
        self.list(part, &values)
    }

    /// The same elements in another shape.
    pub fn reshaped(&mut self, x: ValueId, shape: &[usize]) -> Made {
        if self.shape(x) == shape {
            return Ok(x);
        }
        let shape = self.sizes("shape", shape)?;
        self.call("Reshape", &[x, shape])
    }

    /// Axes in another order.
    pub fn turned(&mut self, x: ValueId, perm: &[i64]) -> Made {
        self.call_with("Transpose", &[x], vec![ints("perm", perm)])
    }

    /// Elements `first` to `end` along an axis.
    pub fn sliced(&mut self, x: ValueId, axis: i64, first: usize, end: usize) -> Made {
        let (starts, ends) = (self.sizes("starts", &[first])?, self.sizes("ends", &[end])?);
        let axes = self.list("axes", &[axis])?;
        self.call("Slice", &[x, starts, ends, axes])
    }

    /// Element `at` along an axis, which goes.
    pub fn at(&mut self, x: ValueId, axis: i64, at: usize) -> Made {
        let index = self.whole("step", at as i64)?;
        self.call_with("Gather", &[x, index], vec![int("axis", axis)])
    }

    /// A new axis.
    pub fn unsqueezed(&mut self, x: ValueId, axis: i64) -> Made {
        let axes = self.list("axes", &[axis])?;
        self.call("Unsqueeze", &[x, axes])
    }

    /// Parts one after the other.
    pub fn joined(&mut self, parts: &[ValueId], axis: i64) -> Made {
        self.call_with("Concat", parts, vec![int("axis", axis)])
    }
}
