//! Elementwise sum of two tensors with broadcasting (ONNX Add): `y = epilogue(a·ma + b·mb)`.
//!
//! The multipliers bring both operands to one scale. Operands are addressed by strides over the output's
//! shape, 0 where a dimension is broadcast, so any multidirectional broadcast of ONNX is one gadget.

use serde::{Deserialize, Serialize};

use crate::gadget::{Known, MAX_ELEMENTS, Semantics, accumulate, check_shapes, fit};
use crate::primitive::Map;
use crate::range::LinearRange;
use crate::{
    Axis, Body, ElementType, Epilogue, Fault, GadgetError, Operand, Primitive, Range, Read, Role, View,
};

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

    fn at(&self, data: &[i64], shape: &[usize], flat: usize) -> i64 {
        let mut rest = flat;
        let offset = shape.iter().zip(&self.strides).rev().fold(0, |offset, (d, s)| {
            let i = rest % d;
            rest /= d;
            offset + i * s
        });
        data[offset]
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

    fn evaluate(&self, operands: &[&[i64]]) -> Result<Vec<i64>, Fault> {
        (0..self.shape.iter().product())
            .map(|i| {
                let terms = [&self.a, &self.b].into_iter().zip(operands);
                let products = terms.map(|(s, data)| (s.at(data, &self.shape, i), s.multiplier));
                self.epilogue.apply(NAME, accumulate(NAME, self.acc, 0, products)?)
            })
            .collect()
    }

    fn accumulator(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        let mut sum = LinearRange::default();
        sum.add(self.a.multiplier, known[0].range);
        let first = sum;
        sum.add(self.b.multiplier, known[1].range);
        // The products themselves must fit the accumulator as well as their sum.
        fit(NAME, self.acc, first)?;
        let mut second = LinearRange::default();
        second.add(self.b.multiplier, known[1].range);
        fit(NAME, self.acc, second)?;
        fit(NAME, self.acc, sum)
    }

    fn range(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        self.epilogue.range(NAME, self.accumulator(known)?, self.acc)
    }
}
