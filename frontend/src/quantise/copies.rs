//! Negation and broadcasting: sums with zero.

use gadgets::add::Addend;
use gadgets::{Add, ElementType, Epilogue, Gadget, Range};

use super::Outcome;
use super::build::Builder;
use super::fuse::Stage;

impl Builder<'_> {
    /// A negative factor: its magnitude is part of the scale.
    pub(super) fn negate(&mut self, stage: &Stage, factor: f64) -> Outcome {
        let shape = &self.float.value(stage.output).shape;
        let strides = crate::float_graph::strides_of(shape);
        self.copy(stage, &strides, -1, factor.abs())
    }

    /// Repeats elements.
    pub(super) fn broadcast(&mut self, stage: &Stage, strides: &[usize]) -> Outcome {
        self.copy(stage, strides, 1, 1.0)
    }

    /// The operand at these strides, plus 0.
    fn copy(&mut self, stage: &Stage, strides: &[usize], multiplier: i64, factor: f64) -> Outcome {
        let mut names = stage.names.clone();
        let x = self.stored(stage.inputs[0], &mut names)?;
        let value = self.float.value(stage.output);
        let range = self.range_of(&x);
        let image = if multiplier < 0 { Range::new(-range.hi, -range.lo) } else { range };
        let zero = self.constant(&format!("{}/zero", value.name), &[1], 1.0, &[0], None)?;
        let side = |x, multiplier, strides| Addend { x, multiplier, strides };
        let gadget = Add {
            shape: value.shape.clone(),
            a: side(self.element_of(&x), multiplier, strides.to_vec()),
            b: side(self.graph.tensor(zero).element, 1, vec![0; strides.len()]),
            acc: ElementType::accumulator(range.hull(image)),
            epilogue: Epilogue::none(ElementType::smallest(image)),
        };
        let meaning = x.meaning.times(factor);
        self.step(names, Gadget::Add(gadget), &[x.tensor, zero], stage.output, meaning)
    }
}
