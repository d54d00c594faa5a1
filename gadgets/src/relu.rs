//! ReLU on its own: `y = max(x, 0)`, element by element, in the input's type.

use serde::{Deserialize, Serialize};

use crate::gadget::{Known, Semantics, check_shapes};
use crate::primitive::Reduce;
use crate::{Body, ElementType, Fault, GadgetError, Operand, Primitive, Range, Read, Role};

/// Parameters of a ReLU.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Relu {
    /// Elements.
    pub len: usize,
    /// Storage type of both sides.
    pub x: ElementType,
}

const NAME: &str = "relu";

impl Semantics for Relu {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        vec![Operand::new(Role::Activation, self.x, &[self.len])]
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.x, &[self.len]))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let y = body.push(Primitive::Reduce(Reduce::relu(Read::value(0))), self.x);
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        check_shapes(NAME, &[&[self.len]])
    }

    fn evaluate(&self, operands: &[&[i64]]) -> Result<Vec<i64>, Fault> {
        Ok(operands[0].iter().map(|v| (*v).max(0)).collect())
    }

    fn accumulator(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        Ok(known[0].range)
    }

    fn range(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        let r = known[0].range;
        Ok(Range { lo: r.lo.max(0), hi: r.hi.max(0) })
    }
}
