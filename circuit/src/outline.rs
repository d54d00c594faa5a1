//! Outlines: circuits without the integers of some constants, for a verifier who has a commitment to these in their place.
//!
//! Of a withheld constant an outline says the shape, and the range of its integers. What these come to together, in sums of products
//! for one, cannot be seen any more: the declared range of such a result is taken for what was inferred when they were known. So an
//! outline is a claim about constants; whoever has the circuit makes the outline again and compares.

use super::{Data, Diagnostic, Graph, Relation, TensorId, Visibility};

impl Graph {
    /// The circuit without the integers of the constants that are chosen by their tensor and what it holds.
    pub fn outline(&self, withheld: impl Fn(TensorId, &Data) -> bool) -> Self {
        let mut outline = self.clone();
        for (i, tensor) in outline.tensors.iter_mut().enumerate() {
            let Visibility::Constant(data) = &tensor.vis else { continue };
            if withheld(TensorId(i as u32), data) {
                tensor.range = data.range().unwrap_or(tensor.range);
                tensor.vis = Visibility::Withheld;
            }
        }
        outline
    }

    /// Whether a tensor's integers are withheld.
    pub fn withholds(&self, t: TensorId) -> bool {
        self.get(t).is_some_and(|t| t.vis == Visibility::Withheld)
    }

    /// Whether a relation reads withheld integers.
    pub(crate) fn reads_withheld(&self, relation: &Relation) -> bool {
        relation.operands().into_iter().flat_map(|r| r.tensors()).any(|t| self.withholds(t))
    }

    /// Checks the invariants of an outline: those of a circuit, but for what withheld integers come to.
    ///
    /// # Errors
    /// As [`Graph::validate`].
    pub fn validate_outline(&self) -> Result<(), Vec<Diagnostic>> {
        self.check(true)
    }
}
