//! Range check of an input: step 0 of every model. No output; status [`Status::InputRange`] on failure.

use serde::{Deserialize, Serialize};

use crate::find::{Expression, Guess, Kind};
use crate::gadget::{Semantics, check_shapes};
use crate::primitive::Check;
use crate::{Body, ElementType, GadgetError, Operand, Primitive, Range, Read, Role, Status};

/// Parameters of a range check.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RangeCheck {
    /// Elements.
    pub len: usize,
    /// Storage type.
    pub x: ElementType,
    /// The declared range.
    pub range: Range,
}

const NAME: &str = "range_check";

impl RangeCheck {
    /// What a body without a result may be.
    pub(crate) fn find(body: &Body, e: &Expression) -> Option<Guess<Self>> {
        let n = e.root.node()?;
        let Kind::Check { range, status: Status::InputRange } = n.kind else { return None };
        let x = n.children[0].element()?;
        Some((Self { len: body.operands[x.operand].len(), x: x.ty, range }, vec![x.operand]))
    }
}

impl Semantics for RangeCheck {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        vec![Operand::new(Role::Activation, self.x, &[self.len])]
    }

    fn output(&self) -> Option<Operand> {
        None
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let check = Check { x: Read::value(0), range: self.range, status: Status::InputRange };
        body.push(Primitive::Check(check), self.x);
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        if self.range.lo > self.range.hi || !self.x.range().contains_range(self.range) {
            let reason = format!("range {} is empty or does not fit {}", self.range, self.x);
            return Err(GadgetError::Parameters { gadget: NAME, reason });
        }
        check_shapes(NAME, &[&[self.len]])
    }
}
