//! Transpose: `y[i_perm] = x[i]` (ONNX Transpose). With the identity permutation it is a copy.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Guess};
use crate::gadget::{Semantics, check_shapes};
use crate::primitive::Map;
use crate::{Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role, View};

/// Parameters of a transpose.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transpose {
    /// Shape of the input.
    pub shape: Vec<usize>,
    /// Dimension `d` of the output is dimension `perm[d]` of the input.
    pub perm: Vec<usize>,
    /// Storage type of both sides.
    pub x: ElementType,
}

const NAME: &str = "transpose";

impl Transpose {
    /// Shape of the output.
    pub fn out_shape(&self) -> Vec<usize> {
        self.perm.iter().map(|p| self.shape.get(*p).copied().unwrap_or(0)).collect()
    }

    /// What an element as it is may be: of a copy, or of a permutation of axes.
    pub(crate) fn find(clue: &Clue<'_>) -> Vec<Guess<Self>> {
        let Some(x) = clue.core.element().filter(|x| clue.epilogue == Epilogue::none(x.ty)) else {
            return vec![];
        };
        let shape = clue.operand(x).to_vec();
        let copy = Self { shape: vec![shape.iter().product()], perm: vec![0], x: x.ty };
        // Axes of one position are interchangeable: in order.
        let mut rest: Vec<usize> = (0..shape.len()).collect();
        let perm: Option<Vec<usize>> = clue
            .expression
            .at
            .iter()
            .map(|ix| {
                let place = rest.iter().position(|d| x.at[*d] == *ix)?;
                Some(rest.remove(place))
            })
            .collect();
        let moved = perm.map(|perm| Self { shape, perm, x: x.ty });
        [Some(copy), moved].into_iter().flatten().map(|this| (this, vec![x.operand])).collect()
    }
}

impl Semantics for Transpose {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        vec![Operand::new(Role::Activation, self.x, &self.shape)]
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.x, &self.out_shape()))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let x = Read::value(0).view(View::permute(&self.shape, &self.perm));
        let y = body.push(Primitive::Map(Map::linear([(1, x)], 0)), self.x);
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        let mut sorted = self.perm.clone();
        sorted.sort_unstable();
        if sorted != (0..self.shape.len()).collect::<Vec<_>>() {
            let reason = format!("{:?} is no permutation of {} dimensions", self.perm, self.shape.len());
            return Err(GadgetError::Parameters { gadget: NAME, reason });
        }
        check_shapes(NAME, &[&self.shape])
    }
}
