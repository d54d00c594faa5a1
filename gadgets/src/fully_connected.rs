//! Fully connected layer and matrix product with bias and epilogue (ONNX Gemm, MatMul).
//!
//! `x: [B, M, K]`, weights `[B, K, N]`, or `[B, N, K]` when `transposed`; bias `[N]`; `y: [B, M, N]`.
//! Weights shared by all batches are a batch of 1 with the batches folded into `M`.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Element, Guess, Products};
use crate::gadget::{Semantics, check_shapes};
use crate::primitive::Einsum;
use crate::{Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role, View};

/// Parameters of a fully connected layer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FullyConnected {
    /// Independent products, each with weights of its own.
    pub batch: usize,
    /// Rows of `x`.
    pub rows: usize,
    /// Inputs per row: the contracted dimension.
    pub inputs: usize,
    /// Outputs per row.
    pub outputs: usize,
    /// Whether the weights are stored as `[N, K]` rather than `[K, N]`.
    pub transposed: bool,
    /// Storage type of `x`.
    pub x: ElementType,
    /// Storage type of the weights.
    pub w: ElementType,
    /// Accumulator and bias type.
    pub acc: ElementType,
    /// Whether there is a bias operand.
    pub bias: bool,
    /// From accumulator to output.
    pub epilogue: Epilogue,
}

const NAME: &str = "fully_connected";

impl FullyConnected {
    fn x_shape(&self) -> [usize; 3] {
        [self.batch, self.rows, self.inputs]
    }

    fn w_shape(&self) -> [usize; 3] {
        if self.transposed {
            [self.batch, self.outputs, self.inputs]
        } else {
            [self.batch, self.inputs, self.outputs]
        }
    }

    fn y_shape(&self) -> [usize; 3] {
        [self.batch, self.rows, self.outputs]
    }

    /// What a sum of products with weights of two or three dimensions may be.
    pub(crate) fn find(clue: &Clue<'_>) -> Vec<Guess<Self>> {
        let Some(p) = clue.products() else { return vec![] };
        let [a, b] = p.factors;
        let ways = [(a, b, false), (a, b, true), (b, a, false), (b, a, true)];
        ways.into_iter().filter_map(|(x, w, transposed)| Self::guess(clue, &p, x, w, transposed)).collect()
    }

    fn guess(
        clue: &Clue<'_>,
        p: &Products<'_>,
        x: &Element,
        w: &Element,
        transposed: bool,
    ) -> Option<Guess<Self>> {
        let (xs, ws) = (clue.operand(x), clue.operand(w));
        let (inputs, outputs) = (*xs.last()?, *clue.shape.last()?);
        let (batch, own) = match *ws {
            [a, b] => (1, [a, b]),
            [batch, a, b] => (batch, [a, b]),
            _ => return None,
        };
        if own != if transposed { [outputs, inputs] } else { [inputs, outputs] } {
            return None;
        }
        let rows = xs.iter().product::<usize>() / inputs / batch;
        let (acc, bias, epilogue) = (p.acc, p.addend.is_some(), p.epilogue);
        let this = Self { batch, rows, inputs, outputs, transposed, x: x.ty, w: w.ty, acc, bias, epilogue };
        Some((this, [x, w].into_iter().chain(p.addend).map(|e| e.operand).collect()))
    }
}

impl Semantics for FullyConnected {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        let mut all = vec![
            Operand::new(Role::Activation, self.x, &self.x_shape()),
            Operand::new(Role::Weights, self.w, &self.w_shape()),
        ];
        if self.bias {
            all.push(Operand::new(Role::Bias, self.acc, &[self.outputs]));
        }
        all
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.epilogue.out, &self.y_shape()))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let all = vec![self.batch, self.rows, self.outputs, self.inputs];
        let x = Read::value(0).view(View::select(&all, &[Some(0), Some(1), Some(3)]));
        let [first, second] = if self.transposed { [2, 3] } else { [3, 2] };
        let weights = Read::value(1).view(View::select(&all, &[Some(0), Some(first), Some(second)]));
        let addend = self.bias.then(|| Read::value(2).view(View::select(&all[..3], &[Some(2)])));
        let acc = body.push(Primitive::Einsum(Einsum { a: x, b: weights, addend, summed: 1 }), self.acc);
        let y = self.epilogue.push(&mut body, acc, self.acc);
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        check_shapes(NAME, &[&self.x_shape(), &self.w_shape(), &self.y_shape()])?;
        self.epilogue.check(NAME)
    }
}
