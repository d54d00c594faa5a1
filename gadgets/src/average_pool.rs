//! Average over two-dimensional windows (ONNX AveragePool, GlobalAveragePool).
//!
//! `x: [P, H, W]`, `y: [P, Ho, Wo]`. The sum over the cells inside the input is divided by multiplying
//! with a fixed-point reciprocal and shifting, both part of the epilogue's scale: one multiplier where
//! every window counts as many cells, else one per output position (`[Ho, Wo]`, 64 bits), which is how
//! `count_include_pad` and `ceil_mode` enter. No division remains at run time.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Element, Guess, Kind, Tree, accumulator};
use crate::gadget::{Semantics, check_shapes};
use crate::max_pool::geometry;
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

    /// What a sum over windows, or of one element, may be, and its product with another element.
    pub(crate) fn find(clue: &Clue<'_>) -> Vec<Guess<Self>> {
        let mut all = vec![];
        let mut add = |sum: &Tree, factor: Option<&Element>, width: u32, epilogue: Epilogue| {
            let found = match sum.node() {
                None => sum.element().map(|x| (x, &[][..])),
                Some(n) if n.kind == (Kind::Reduce { op: Fold::Sum, floor: None }) => {
                    n.children[0].element().map(|x| (x, &n.folded[..]))
                }
                Some(_) => None,
            };
            let Some((x, folded)) = found else { return };
            let (acc, per_position) = (accumulator(width), factor.is_some());
            for (planes, input, window) in geometry(clue, x, folded) {
                let this = Self { planes, input, window, x: x.ty, acc, per_position, epilogue };
                all.push((this, [x].into_iter().chain(factor).map(|e| e.operand).collect()));
            }
        };
        match clue.core {
            Tree::Node(n) => match (&n.kind, &n.children[..]) {
                (Kind::Map { terms, constant: 0 }, [a, b]) if terms.len() == 1 => {
                    let mut epilogue = clue.epilogue;
                    if epilogue.multiplier == 1 {
                        epilogue.multiplier = terms[0].0;
                    }
                    for (sum, factor) in [(a, b), (b, a)] {
                        if let Some(factor) = factor.element() {
                            add(sum, Some(factor), n.width, epilogue);
                        }
                    }
                }
                _ => add(clue.core, None, n.width, clue.epilogue),
            },
            // One element is summed in any width.
            Tree::Element(_) => {
                [32, 64].into_iter().for_each(|width| add(clue.core, None, width, clue.epilogue));
            }
        }
        all
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
