//! ReLU on its own: `y = max(x, 0)`, element by element, in the input's type.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Guess};
use crate::gadget::{Semantics, check_shapes};
use crate::primitive::Reduce;
use crate::{Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role};

/// Parameters of a ReLU.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Relu {
    /// Elements.
    pub len: usize,
    /// Storage type of both sides.
    pub x: ElementType,
}

const NAME: &str = "relu";

impl Relu {
    /// What a maximum of an element and 0 may be.
    pub(crate) fn find(clue: &Clue<'_>) -> Option<Guess<Self>> {
        let x = clue.core.element()?;
        let same = clue.epilogue == Epilogue { relu: true, ..Epilogue::none(x.ty) };
        same.then(|| (Self { len: clue.operand(x).iter().product(), x: x.ty }, vec![x.operand]))
    }
}

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
}
