//! Two-dimensional convolution with bias and epilogue (ONNX Conv, which is a cross-correlation).
//!
//! `x: [N, G·C, H, W]`, `w: [G·M, C, Kh, Kw]`, bias `[G·M]`, `y: [N, G·M, Ho, Wo]` for `G` groups of `C`
//! input and `M` output channels. Padding reads as 0. The accumulator starts at the bias.

use serde::{Deserialize, Serialize};

use crate::body::Stored;
use crate::find::{Clue, Element, Guess, Products};
use crate::gadget::{Semantics, check_shapes};
use crate::nest::Index;
use crate::primitive::Einsum;
use crate::{Axis, Body, ElementType, Epilogue, GadgetError, Operand, Primitive, Read, Role, View, Window};

/// Parameters of a convolution.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Conv2d {
    /// Images.
    pub batch: usize,
    /// Groups of channels that do not mix.
    pub groups: usize,
    /// Input channels per group.
    pub in_channels: usize,
    /// Output channels per group.
    pub out_channels: usize,
    /// Input height and width.
    pub input: [usize; 2],
    /// Kernel, strides, dilations, pads.
    pub window: Window,
    /// Storage type of `x`.
    pub x: ElementType,
    /// Storage type of `w`.
    pub w: ElementType,
    /// Accumulator and bias type.
    pub acc: ElementType,
    /// Whether there is a bias operand.
    pub bias: bool,
    /// From accumulator to output.
    pub epilogue: Epilogue,
}

const NAME: &str = "conv2d";

impl Conv2d {
    /// Output height and width.
    ///
    /// # Errors
    /// See [`Window::output`].
    pub fn spatial(&self) -> Result<[usize; 2], GadgetError> {
        self.window.output(NAME, self.input)
    }

    fn x_shape(&self) -> [usize; 4] {
        [self.batch, self.groups.saturating_mul(self.in_channels), self.input[0], self.input[1]]
    }

    fn w_shape(&self) -> [usize; 4] {
        let [kh, kw] = self.window.kernel;
        [self.groups.saturating_mul(self.out_channels), self.in_channels, kh, kw]
    }

    fn y_shape(&self) -> [usize; 4] {
        let [ho, wo] = self.spatial().unwrap_or([0, 0]);
        [self.batch, self.groups.saturating_mul(self.out_channels), ho, wo]
    }

    /// What a sum of products of operands of four dimensions may be.
    pub(crate) fn find(clue: &Clue<'_>) -> Vec<Guess<Self>> {
        let Some(p) = clue.products() else { return vec![] };
        let [a, b] = p.factors;
        let ways = [(a, b), (b, a)].into_iter();
        ways.flat_map(|(x, w)| clue.spatial(x).into_iter().map(move |at| (x, w, at)))
            .filter_map(|(x, w, at)| Self::guess(clue, &p, x, w, &at))
            .collect()
    }

    fn guess(
        clue: &Clue<'_>,
        p: &Products<'_>,
        x: &Element,
        w: &Element,
        at: &[Index; 2],
    ) -> Option<Guess<Self>> {
        let [batch, channels, h, width] = *clue.operand(x) else { return None };
        let [filters, in_channels, kh, kw] = *clue.operand(w) else { return None };
        let [_, _, ho, wo] = *clue.shape else { return None };
        let groups = (channels / in_channels).max(1);
        let [_, _, ky, kx] = &w.at[..] else { return None };
        let kernel = [(kh, ky.as_counter()), (kw, kx.as_counter())];
        let window = clue.window([h, width], [ho, wo], at.each_ref(), kernel)?;
        let this = Self {
            batch,
            groups,
            in_channels,
            out_channels: filters / groups,
            input: [h, width],
            window,
            x: x.ty,
            w: w.ty,
            acc: p.acc,
            bias: p.addend.is_some(),
            epilogue: p.epilogue,
        };
        Some((this, [x, w].into_iter().chain(p.addend).map(|e| e.operand).collect()))
    }
}

impl Semantics for Conv2d {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        let mut all = vec![
            Operand::new(Role::Activation, self.x, &self.x_shape()),
            Operand::new(Role::Weights, self.w, &self.w_shape()),
        ];
        if self.bias {
            all.push(Operand::new(Role::Bias, self.acc, &self.w_shape()[..1]));
        }
        all
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.epilogue.out, &self.y_shape()))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let w = &self.window;
        let [ho, wo] = self.spatial().unwrap_or([1, 1]);
        let [kh, kw] = w.kernel;
        let (g, m, c) = (self.groups, self.out_channels, self.in_channels);
        // Axes of the sums: n, g, m, oy, ox, then ky, kx, c.
        let all = [self.batch, g, m, ho, wo, kh, kw, c];
        let axis = |steps: &[(usize, usize)]| {
            steps.iter().fold(Axis::none(all.len()), |a, (k, s)| a.with(*k, *s as i64))
        };
        let x = Read::value(0)
            .view(View::Pad {
                low: vec![0, 0, w.begin[0], w.begin[1]],
                high: vec![0, 0, w.end[0], w.end[1]],
                interior: vec![0; 4],
                value: 0,
            })
            .view(View::Affine {
                shape: all.to_vec(),
                axes: vec![
                    axis(&[(0, 1)]),
                    axis(&[(1, c), (7, 1)]),
                    axis(&[(3, w.strides[0]), (5, w.dilations[0])]),
                    axis(&[(4, w.strides[1]), (6, w.dilations[1])]),
                ],
            });
        let weights = Read::value(1).view(View::Affine {
            shape: all.to_vec(),
            axes: vec![axis(&[(1, m), (2, 1)]), axis(&[(7, 1)]), axis(&[(5, 1)]), axis(&[(6, 1)])],
        });
        let addend = self.bias.then(|| {
            let axes = vec![Axis::plain(5, 1).with(1, m as i64).with(2, 1)];
            Read::value(2).view(View::Affine { shape: all[..5].to_vec(), axes })
        });
        let sums = Einsum { a: x, b: weights, addend, summed: 3 };
        let acc = body.push(Primitive::Einsum(sums), self.acc);
        let y = self.epilogue.push(&mut body, acc, self.acc);
        // Groups and their channels become one axis.
        let stored = self.output().map(|operand| Stored { value: y, merged: vec![1, 2, 1, 1], operand });
        body.results.extend(stored);
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        self.spatial()?;
        check_shapes(NAME, &[&self.x_shape(), &self.w_shape(), &self.y_shape()])?;
        self.epilogue.check(NAME)
    }
}
