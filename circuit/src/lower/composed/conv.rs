//! Convolutions: sums of products of which an operand reads windows, along one axis or two of what is under it.
//!
//! As a sum of products each window would be read on its own; as a convolution every element is read once.

use super::operand::{Moves, Operand};
use super::window::geometry;
use super::{Together, Walk};
use crate::lower::Lowered;

/// Axes of a sum of products by what moves along them, as their positions.
#[derive(Default)]
struct Axes {
    /// Of the result: the windowed operand alone.
    free: Vec<usize>,
    /// Of the result: both.
    groups: Vec<usize>,
    /// Of the result: the other operand alone.
    maps: Vec<usize>,
    /// Summed.
    channels: Vec<usize>,
    /// Along windows: of the result, summed.
    spatial: Vec<[usize; 2]>,
}

impl Axes {
    /// `None` where nothing overlaps, or where what there is is no convolution.
    fn new(x: &Operand, k: &Operand, summed: usize, moves: &Moves) -> Option<Self> {
        let outer = x.shape.len() - summed;
        let mut this = Self::default();
        for axis in (0..x.shape.len()).filter(|axis| x.shape[*axis] > 1) {
            match (x.strides[axis] != 0, k.strides[axis] != 0, axis < outer) {
                (true, false, true) => this.free.push(axis),
                (true, true, true) => this.groups.push(axis),
                (false, true, true) => this.maps.push(axis),
                (true, true, false) => this.channels.push(axis),
                _ => return None,
            }
        }
        let along = |axis: usize| moves.axes[axis].map(|(dimension, _)| dimension);
        for out in this.free.clone() {
            let Some(kernel) = this.channels.iter().copied().find(|c| along(*c) == along(out)) else {
                continue;
            };
            this.free.retain(|axis| *axis != out);
            this.channels.retain(|axis| *axis != kernel);
            this.spatial.push([out, kernel]);
        }
        let apart = this.spatial.iter().all(|[out, kernel]| {
            let alone = |axis: &usize| axis == out || axis == kernel || along(*axis) != along(*out);
            (0..x.shape.len()).all(|axis| alone(&axis) || x.shape[axis] == 1)
        });
        (apart && (1..=2).contains(&this.spatial.len())).then_some(this)
    }
}

impl Walk<'_> {
    /// The sums as a convolution of `x` with `k`, if they are one.
    pub(super) fn conv(
        &mut self,
        x: &Operand,
        k: &Operand,
        addend: Option<&Operand>,
        summed: usize,
    ) -> Lowered<Option<Operand>> {
        let Some(moves) = x.moves() else { return Ok(None) };
        let Some(axes) = Axes::new(x, k, summed, &moves) else { return Ok(None) };
        let size = |list: &[usize]| list.iter().map(|axis| x.shape[*axis]).product::<u32>();
        let (batch, groups) = (size(&axes.free), size(&axes.groups));
        let (maps, channels) = (size(&axes.maps), size(&axes.channels));

        let (mut window, planes) = geometry(x, &axes.spatial, &moves);
        let outside = [&axes.free[..], &axes.groups, &axes.channels].concat();
        let (image, pads) = x.planes(&outside, &planes, &moves, &|_, value| value == 0);
        for (at, (begin, end)) in (2 - planes.len()..).zip(pads) {
            (window.begin[at], window.end[at]) = (begin, end);
        }
        let [.., height, width] = [&[1, 1], &image.shape[outside.len()..]].concat()[..] else {
            return Ok(None);
        };
        let image = image.reshape(vec![batch, groups * channels, height, width]);

        let taps: Vec<usize> = axes.spatial.iter().map(|[_, kernel]| *kernel).collect();
        let of_kernel = [&axes.groups[..], &axes.maps, &axes.channels, &taps].concat();
        let [kh, kw] = window.kernel;
        let kernel = k.axes(&of_kernel).reshape(vec![groups * maps, channels, kh, kw]);
        // What is added is the same along the batch and all planes, or a sum of its own.
        let moved = |c: &Operand| {
            axes.free.iter().chain(axes.spatial.iter().map(|[out, _]| out)).any(|k| c.strides[*k] != 0)
        };
        let of_bias = [&axes.groups[..], &axes.maps].concat();
        let bias = addend.filter(|c| !moved(c)).map(|c| c.axes(&of_bias).reshape(vec![groups * maps]).read());
        let addend = addend.filter(|c| moved(c));
        let t = self.builder.conv(image.read(), kernel.read(), bias, window, groups)?;

        // Back to the order of the axes of the result.
        let made: Vec<usize> = axes.spatial.iter().map(|[out, _]| *out).collect();
        let made = [&axes.free[..], &axes.groups, &axes.maps, &made].concat();
        let apart = Operand::tensor(self.builder.graph(), t)
            .reshape(made.iter().map(|axis| x.shape[*axis]).collect());
        let of = |axis: usize| made.iter().position(|other| *other == axis).ok_or(x.shape[axis]);
        let order: Vec<_> = (0..x.shape.len() - summed).map(of).collect();
        let sums = apart.spread(&order);
        let Some(addend) = addend else { return Ok(Some(sums)) };
        let all = Together::new(&[&sums, addend]);
        let t = self.builder.affine(vec![(1, all.read(0)), (1, all.read(1))], 0)?;
        Ok(Some(all.expand(self.builder, t)))
    }
}
