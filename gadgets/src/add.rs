//! Elementwise sum of two tensors with broadcasting (ONNX Add): `y = epilogue(a·ma + b·mb)`.
//!
//! The multipliers bring both operands to one scale. Operands are addressed by strides over the output's
//! shape, 0 where a dimension is broadcast, so any multidirectional broadcast of ONNX is one gadget.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Element, Guess, Kind, accumulator};
use crate::gadget::{MAX_ELEMENTS, Semantics, check_shapes};
use crate::nest::Index;
use crate::primitive::Map;
use crate::{Axis, Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role, View};

/// One side of the sum.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Addend {
    /// Storage type.
    pub x: ElementType,
    /// Factor that brings it to the common scale; never 0.
    pub multiplier: i64,
    /// Steps in the flat operand for each dimension of the output; 0 broadcasts.
    pub strides: Vec<usize>,
}

/// Parameters of a sum.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Add {
    /// Shape of the output.
    pub shape: Vec<usize>,
    /// Left side.
    pub a: Addend,
    /// Right side.
    pub b: Addend,
    /// Accumulator type.
    pub acc: ElementType,
    /// From sum to output.
    pub epilogue: Epilogue,
}

const NAME: &str = "add";

impl Addend {
    /// Elements of the flat operand: one past the largest offset that the strides reach.
    fn len(&self, shape: &[usize]) -> usize {
        shape
            .iter()
            .zip(&self.strides)
            .fold(1usize, |n, (d, s)| n.saturating_add(d.saturating_sub(1).saturating_mul(*s)))
    }
}

impl Add {
    /// What a sum of two elements may be.
    pub(crate) fn find(clue: &Clue<'_>) -> Option<Guess<Self>> {
        let n = clue.core.node()?;
        let Kind::Map { terms, constant: 0 } = &n.kind else { return None };
        let ([(c, a), (d, b)], [_, _]) = (&terms[..], &n.children[..]) else { return None };
        let ([a], [b]) = (&a[..], &b[..]) else { return None };
        let (x, y) = (n.children[*a].element()?, n.children[*b].element()?);
        let side = |multiplier: i64, e: &Element| {
            // The last counter of an axis is the one that moves along it by one.
            let step = |at: &Index| {
                let last = at.terms.iter().find(|(_, f)| **f == 1).map(|(atom, _)| atom);
                usize::try_from(last.and_then(|atom| e.flat.terms.get(atom)).copied().unwrap_or(0)).ok()
            };
            let strides = clue.expression.at.iter().map(step).collect::<Option<_>>()?;
            Some(Addend { x: e.ty, multiplier, strides })
        };
        let (a, b) = (side(*c, x)?, side(*d, y)?);
        let (shape, epilogue) = (clue.shape.to_vec(), clue.epilogue);
        Some((Self { shape, a, b, acc: accumulator(n.width), epilogue }, vec![x.operand, y.operand]))
    }
}

impl Semantics for Add {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        [&self.a, &self.b].map(|s| Operand::new(Role::Activation, s.x, &[s.len(&self.shape)])).to_vec()
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.epilogue.out, &self.shape))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let read = |i: usize, s: &Addend| {
            let strides = s.strides.iter().map(|s| *s as i64).collect();
            let axes = vec![Axis { offset: 0, strides }];
            (s.multiplier, Read::value(i).view(View::Affine { shape: self.shape.clone(), axes }))
        };
        // A multiplier that does not fit 32 bits belongs to operands that are 0, or to a wide accumulator.
        let narrow = [&self.a, &self.b].iter().all(|s| i32::try_from(s.multiplier).is_ok());
        let acc_type = if narrow { self.acc } else { ElementType::I64 };
        let sum = Map::linear([read(0, &self.a), read(1, &self.b)], 0);
        let acc = body.push(Primitive::Map(sum), acc_type);
        let y = self.epilogue.push(&mut body, acc, acc_type);
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        let fail = |reason| Err(GadgetError::Parameters { gadget: NAME, reason });
        check_shapes(NAME, &[&self.shape])?;
        for side in [&self.a, &self.b] {
            if side.strides.len() != self.shape.len() {
                return fail(format!("{} strides for {} dimensions", side.strides.len(), self.shape.len()));
            }
            if side.multiplier == 0 {
                return fail("a multiplier is 0".to_owned());
            }
            if side.len(&self.shape) > MAX_ELEMENTS {
                return fail(format!("strides {:?} reach beyond {MAX_ELEMENTS} elements", side.strides));
            }
        }
        self.epilogue.check(NAME)
    }
}
