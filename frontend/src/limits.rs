//! Limits on what a model may ask for: no file makes the compiler use unbounded memory or time.

use crate::error::Problem;

/// Bounds on sizes and work; the defaults suit image models on a small machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the model file.
    pub model_bytes: u64,
    /// Bytes of one external tensor.
    pub external_bytes: u64,
    /// Elements of one tensor.
    pub elements: u64,
    /// Elements of all tensors that the model computes: each is held while a sample is evaluated, 8 bytes an element.
    pub computed_elements: u64,
    /// Elements of all constants together.
    pub constant_elements: u64,
    /// Elements of all constants that are made on the way from others.
    pub folded_elements: u64,
    /// Nodes.
    pub nodes: u64,
    /// Values, those inside of nodes included.
    pub values: u64,
    /// Multiply-accumulates, or window cells, of one node.
    pub work: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            model_bytes: 1 << 31,
            external_bytes: 1 << 31,
            elements: 1 << 26,
            computed_elements: 1 << 28,
            constant_elements: 1 << 27,
            folded_elements: 1 << 27,
            nodes: 1 << 16,
            values: 1 << 20,
            work: gadgets::nest::MAX_WORK as u64,
        }
    }
}

impl Limits {
    /// The product of `dims` as an element count.
    ///
    /// # Errors
    /// [`Problem::Empty`] for a zero size, [`Problem::TooLarge`] beyond [`Limits::elements`].
    pub fn count(&self, dims: &[usize]) -> Result<usize, Problem> {
        let got = product(dims);
        match got {
            0 => Err(Problem::Empty(dims.to_vec())),
            _ if got > self.elements => {
                Err(Problem::TooLarge { what: "the element count", got, limit: self.elements })
            }
            _ => Ok(got as usize),
        }
    }

    /// As [`Limits::count`] for a tensor that is only carried along, such as an operand left empty: it may have
    /// no elements.
    ///
    /// # Errors
    /// [`Problem::TooLarge`].
    pub fn count_or_empty(&self, dims: &[usize]) -> Result<usize, Problem> {
        if dims.contains(&0) { Ok(0) } else { self.count(dims) }
    }

    /// Refuses a node that does more than [`Limits::work`]; `factors` multiply.
    ///
    /// # Errors
    /// [`Problem::TooLarge`].
    pub fn check_work(&self, factors: &[usize]) -> Result<(), Problem> {
        let got = product(factors);
        if got > self.work {
            return Err(Problem::TooLarge { what: "the work of the node", got, limit: self.work });
        }
        Ok(())
    }
}

/// The product of `factors`, saturated; 0 wins over saturation.
fn product(factors: &[usize]) -> u64 {
    if factors.contains(&0) {
        return 0;
    }
    factors.iter().fold(1u64, |n, d| n.saturating_mul(*d as u64))
}
