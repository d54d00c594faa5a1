//! Average over two-dimensional windows (ONNX AveragePool, GlobalAveragePool).
//!
//! `x: [P, H, W]`, `y: [P, Ho, Wo]`. The sum over the cells inside the input is divided by multiplying
//! with a fixed-point reciprocal and shifting, both part of the epilogue's scale: one multiplier where
//! every window counts as many cells, else one per output position (`[Ho, Wo]`, 64 bits), which is how
//! `count_include_pad` and `ceil_mode` enter. No division remains at run time.

use serde::{Deserialize, Serialize};

use crate::gadget::{Semantics, check_shapes};
use crate::primitive::{Fold, Map, Reduce};
use crate::{Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role, View, Window};

/// Parameters of an average pool.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AveragePool {
    /// Images times channels.
    pub planes: usize,
    /// Input height and width.
    pub input: [usize; 2],
    /// Kernel, strides, dilations, pads.
    pub window: Window,
    /// Storage type of `x`.
    pub x: ElementType,
    /// Accumulator type, of the sum and of its product with the multiplier.
    pub acc: ElementType,
    /// Whether an operand gives a multiplier (of type `acc`) for each output position.
    pub per_position: bool,
    /// From (multiplied) sum to output; its own multiplier applies too.
    pub epilogue: Epilogue,
}

const NAME: &str = "average_pool";

impl AveragePool {
    /// Output height and width.
    ///
    /// # Errors
    /// See [`Window::output`].
    pub fn spatial(&self) -> Result<[usize; 2], GadgetError> {
        self.window.output(NAME, self.input)
    }

    fn y_shape(&self) -> [usize; 3] {
        let [h, w] = self.spatial().unwrap_or([0, 0]);
        [self.planes, h, w]
    }
}

impl Semantics for AveragePool {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        let mut all =
            vec![Operand::new(Role::Activation, self.x, &[self.planes, self.input[0], self.input[1]])];
        if self.per_position {
            all.push(Operand::new(Role::Multipliers, self.acc, &self.y_shape()[1..]));
        }
        all
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.epilogue.out, &self.y_shape()))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let all = self.window.windows(self.planes, self.spatial().unwrap_or([1, 1]));
        let x = Read::value(0).view(self.window.pad(0)).view(all);
        let sum = Reduce { op: Fold::Sum, x, folded: 2, floor: None };
        let mut acc = body.push(Primitive::Reduce(sum), self.acc);
        if self.per_position {
            let factors = Read::value(1).view(View::select(&self.y_shape(), &[Some(1), Some(2)]));
            acc = body.push(Primitive::Map(Map::product(Read::value(acc), factors)), self.acc);
        }
        let y = self.epilogue.push(&mut body, acc, self.acc);
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        self.spatial()?;
        check_shapes(NAME, &[&[self.planes, self.input[0], self.input[1]], &self.y_shape()])?;
        self.epilogue.check(NAME)
    }
}
