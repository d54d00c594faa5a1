//! Maximum over two-dimensional windows with epilogue (ONNX MaxPool); ReLU and rescale fuse into it.
//!
//! `x: [P, H, W]` for `P` planes (batch × channels), `y: [P, Ho, Wo]`. Padding is minus infinity: it is
//! never read. The rescale comes once per window, after the maximum, with which it commutes.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Element, Guess, Kind};
use crate::gadget::{Semantics, check_shapes};
use crate::nest::{Counter, Index};
use crate::primitive::{Fold, Reduce};
use crate::{Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role, Window};

/// Parameters of a max pool.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MaxPool {
    /// Images times channels.
    pub planes: usize,
    /// Input height and width.
    pub input: [usize; 2],
    /// Kernel, strides, dilations, pads.
    pub window: Window,
    /// Storage type of `x`, in which the maximum is taken.
    pub x: ElementType,
    /// From maximum to output.
    pub epilogue: Epilogue,
}

const NAME: &str = "max_pool";

/// The geometry of a pool over the last two axes of what it reads: planes, size, windows; each that it may be.
pub(crate) fn geometry(clue: &Clue<'_>, x: &Element, folded: &[Counter]) -> Vec<(usize, [usize; 2], Window)> {
    let [planes @ .., h, w] = clue.operand(x) else { return vec![] };
    // A global pool may drop the axes that it folds.
    let output = match clue.shape.get(planes.len()..) {
        Some([ho, wo]) => [*ho, *wo],
        Some([]) => [1, 1],
        _ => return vec![],
    };
    let of = |at: [Index; 2]| {
        let kernel = at.each_ref().map(|ix| {
            let counter = folded.iter().copied().find(|c| ix.factor(*c) != 0);
            (clue.extent(counter), counter)
        });
        let window = clue.window([*h, *w], output, at.each_ref(), kernel)?;
        Some((planes.iter().product(), [*h, *w], window))
    };
    clue.spatial(x).into_iter().filter_map(of).collect()
}

impl MaxPool {
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

    /// What a maximum over windows, or of nothing else, may be.
    pub(crate) fn find(clue: &Clue<'_>) -> Vec<Guess<Self>> {
        let found = match clue.core.node() {
            None => clue.core.element().map(|x| (x, &[][..])),
            Some(n) if n.kind == (Kind::Reduce { op: Fold::Max, floor: None }) => {
                n.children[0].element().map(|x| (x, &n.folded[..]))
            }
            Some(_) => None,
        };
        let Some((x, folded)) = found else { return vec![] };
        let of = |(planes, input, window)| {
            (Self { planes, input, window, x: x.ty, epilogue: clue.epilogue }, vec![x.operand])
        };
        geometry(clue, x, folded).into_iter().map(of).collect()
    }
}

impl Semantics for MaxPool {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        vec![Operand::new(Role::Activation, self.x, &[self.planes, self.input[0], self.input[1]])]
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.epilogue.out, &self.y_shape()))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let all = self.window.windows(self.planes, self.spatial().unwrap_or([1, 1]));
        let x = Read::value(0).view(self.window.pad(self.x.range().lo)).view(all);
        let max = Reduce { op: Fold::Max, x, folded: 2, floor: None };
        let max = body.push(Primitive::Reduce(max), self.x);
        let y = self.epilogue.rescale(&mut body, max, self.x);
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        let out = self.spatial()?;
        check_shapes(NAME, &[&[self.planes, self.input[0], self.input[1]], &self.y_shape()])?;
        for (axis, size) in out.into_iter().enumerate() {
            if let Some(o) = (0..size).find(|o| !self.window.reaches(axis, *o, self.input[axis])) {
                let reason = format!("window {o} along axis {axis} lies in the padding: no maximum");
                return Err(GadgetError::Parameters { gadget: NAME, reason });
            }
        }
        self.epilogue.check(NAME)
    }
}
