//! Masks by rule: where a constant that is added before a softmax is 0 or so low that softmax gives 0, it says which elements count, and
//! how low it is does not matter.

use gadgets::primitive::{Map, Primitive, Read, Term};
use gadgets::{Body, Operand, Role};

use super::{Draft, Made};
use crate::float_graph::{Op, broadcast_strides};
use crate::quantise::Outcome;
use crate::quantise::build::{Builder, Place};
use crate::quantise::fuse::Stage;
use crate::quantise::real::round;
use crate::quantise::sums::Constant;
use crate::words::broadcast;

/// What a softmax's table covers, and one octave more, in reals.
const OUT_OF_SIGHT: f64 = 17.0 * std::f64::consts::LN_2;

impl Builder<'_> {
    /// The step that chooses what counts of `x`, read at these strides, in place of its sum with a constant that is read at those; whether
    /// there is one: softmax alone reads the sum, and of each row something counts.
    pub(in crate::quantise) fn mask_by_rule(
        &mut self,
        stage: &Stage,
        (x, plain): (&Place, &[usize]),
        (mask, spread): (&Constant, &[usize]),
        names: &[String],
    ) -> Outcome<bool> {
        let shape = self.float.value(stage.output).shape.clone();
        let rows = self.rows_of_softmax(stage);
        let real = self.real_of(x);
        let far = real.width() + OUT_OF_SIGHT;
        let fits = x.scale() > 0.0
            && broadcast_strides(&shape, &shape).is_some_and(|own| plain == own)
            && !stage.relu;
        let rule =
            mask.values.iter().all(|v| *v == 0.0 || *v <= -far) && mask.values.iter().any(|v| *v != 0.0);
        let Some(row) = rows.filter(|_| fits && rule) else { return Ok(false) };
        let elements = crate::evaluate::gather(&mask.values, spread, &shape);
        if !elements.chunks(row).all(|row| row.contains(&0.0)) {
            return Ok(false);
        }
        let range = self.range_of(x);
        let Some(low) = round(OUT_OF_SIGHT / x.scale()).and_then(|sight| range.lo.checked_sub(sight + 1))
        else {
            return Ok(false);
        };
        let kept: Vec<i64> = mask.values.iter().map(|v| i64::from(*v == 0.0)).collect();
        let value = self.float.value(stage.output).name.clone();
        let keep = self.placed_constant(&format!("{value}/kept"), &mask.shape, 1.0, &kept)?;
        let operand = |role, place: &Place, shape: &[usize]| Operand {
            role,
            element: self.element_of(place),
            shape: shape.to_vec(),
        };
        let operands = vec![operand(Role::Activation, x, &shape), operand(Role::Weights, &keep, &mask.shape)];
        let mut draft =
            Draft { body: Body::new(operands), places: vec![x.clone(), keep], names: names.to_vec() };
        // x where it counts, else what is out of sight of all that may.
        let terms =
            vec![Term { coefficient: 1, factors: vec![0, 1] }, Term { coefficient: -low, factors: vec![1] }];
        let reads = vec![Read::value(0), broadcast(1, &mask.shape, &shape)];
        let chosen = draft.push(Primitive::Map(Map { reads, terms, constant: low }));
        let made = Made { value: chosen, scale: x.scale(), error: x.error() };
        // Another name than the sum's, which it is not.
        self.finish_as(stage, draft, made, &format!("{value}/seen"))?;
        Ok(true)
    }

    /// The length of a row of the softmaxes that alone read a stage's result, along its last axes.
    fn rows_of_softmax(&self, stage: &Stage) -> Option<usize> {
        if self.readers.get(stage.output.index())?.beside_softmax() {
            return None;
        }
        let mut readers =
            self.float.nodes.iter().filter(|n| n.inputs.contains(&stage.output)).map(|n| match n.op {
                Op::Softmax([_, row, 1]) => Some(row),
                _ => None,
            });
        let first = readers.next()??;
        readers.all(|row| row == Some(first)).then_some(first)
    }
}
