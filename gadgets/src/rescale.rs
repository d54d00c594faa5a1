//! Rescale on its own: the epilogue, element by element. Used where nothing precedes that could carry it.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Guess};
use crate::gadget::{Semantics, check_shapes};
use crate::primitive::Map;
use crate::{Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role};

/// Parameters of a rescale.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rescale {
    /// Elements.
    pub len: usize,
    /// Storage type of `x`; the arithmetic is in 64 bits.
    pub x: ElementType,
    /// What is done to each element.
    pub epilogue: Epilogue,
}

const NAME: &str = "rescale";

impl Rescale {
    /// What an element with an epilogue may be.
    pub(crate) fn find(clue: &Clue<'_>) -> Option<Guess<Self>> {
        let x = clue.core.element()?;
        let len = clue.operand(x).iter().product();
        Some((Self { len, x: x.ty, epilogue: clue.epilogue }, vec![x.operand]))
    }
}

impl Semantics for Rescale {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        vec![Operand::new(Role::Activation, self.x, &[self.len])]
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.epilogue.out, &[self.len]))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let y = match self.epilogue.rescale(&mut body, 0, self.x) {
            0 => body.push(Primitive::Map(Map::linear([(1, Read::value(0))], 0)), self.x),
            y => y,
        };
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        check_shapes(NAME, &[&[self.len]])?;
        self.epilogue.check(NAME)
    }
}
