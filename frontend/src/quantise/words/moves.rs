//! Moves and gathers: elements keep their scale; what is joined is brought to one.

use gadgets::primitive::{Check, Compare, Comparison, Divide, Gather, Map, Part, Read, Source};
use gadgets::{Primitive, Range, Rounding, Status};

use super::{Draft, Made, SPARE_BITS};
use crate::float_graph::Element;
use crate::quantise::Outcome;
use crate::quantise::build::{Builder, Place};
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::quantise::real::{Real, ceil_log2, floor_log2, power, round};
use crate::quantise::steps::factor;
use crate::words::filled;

/// Least bits of a multiplier that joins scales, and how many it has beside those of what it multiplies.
const MULTIPLIER_BITS: i32 = 15;
const PRECISION_BITS: i32 = 3;
/// Most bits that a joined tensor has beyond a word's for the sake of its smallest part.
const UNLIKE_BITS: i32 = 16;

impl Builder<'_> {
    pub(super) fn move_word(&mut self, stage: &Stage, mut draft: Draft, read: &Read, fill: f64) -> Outcome {
        let operands = read.values();
        let (values, scale, mut error) = self.joined(stage, &mut draft, &operands, fill)?;
        let units = round(fill / scale).ok_or_else(|| draft.unsupported("a pad beyond 62 bits"))?;
        error = error.max(Deviation::rounding(2.0 * (units as f64 * scale - fill).abs()));
        let source = match &read.source {
            Source::Value(_) => Source::Value(values[0]),
            Source::Concat { axis, parts } => Source::Concat {
                axis: *axis,
                parts: parts
                    .iter()
                    .zip(&values)
                    .map(|(p, v)| Part { value: *v, views: filled(&p.views, units) })
                    .collect(),
            },
        };
        let read = Read { source, views: filled(&read.views, units) };
        let value = draft.push(Primitive::Map(Map::linear([(1, read)], 0)));
        self.finish_exact(stage, draft, Made { value, scale, error })
    }

    /// Values at one scale for operands that are joined, in the order given.
    fn joined(
        &mut self,
        stage: &Stage,
        draft: &mut Draft,
        operands: &[usize],
        fill: f64,
    ) -> Outcome<(Vec<usize>, f64, Deviation)> {
        let error = operands.iter().map(|k| draft.places[*k].error()).fold(Deviation::NONE, Deviation::max);
        let scales: Vec<f64> =
            operands.iter().map(|k| draft.places[*k].scale()).filter(|s| *s > 0.0).collect();
        let first = scales.first().copied();
        if scales.iter().all(|s| Some(*s) == first) {
            let bits = self.word_bits() as i32;
            // Zeros alone have the scale of what is put between them.
            let own = if fill == 0.0 { 1.0 } else { fill.abs() / power(bits) };
            return Ok((operands.to_vec(), first.unwrap_or(own), error));
        }
        if self.float.value(stage.output).element != Element::Float {
            return Err(draft.unsupported("whole numbers of different scales that are joined"));
        }
        // As fine as the finest part, as far as the largest one leaves that in a word's bits.
        let hull = operands.iter().map(|k| self.real_of(&draft.places[*k])).fold(Real::ZERO, Real::hull);
        let apart = self.apart(stage.output).map_or(0, |(more, _)| more) as i32;
        // A part that is much smaller than the largest one keeps its bits as well: boxes of pixels beside probabilities.
        let parts = operands.iter().map(|k| self.real_of(&draft.places[*k]).magnitude()).filter(|m| *m > 0.0);
        let unlike = ceil_log2(hull.magnitude() / parts.fold(f64::INFINITY, f64::min)) - SPARE_BITS as i32;
        let apart = apart.max(unlike.clamp(0, UNLIKE_BITS));
        if unlike > UNLIKE_BITS {
            let reason = format!(
                "parts of which one is 2^{} times as large as another are joined",
                unlike + SPARE_BITS as i32
            );
            self.lose(&draft.names, stage.output, reason);
        }
        let coarsest = hull.magnitude() / power(self.word_bits() as i32 + apart - 1);
        let finest = scales.iter().copied().fold(f64::INFINITY, f64::min);
        let wanted = finest * power(floor_log2(coarsest / finest).max(0));
        // What is exact stays so where its unit is a whole number of the common one.
        let exact = operands.iter().map(|k| &draft.places[*k]).filter(|p| p.error() == Deviation::NONE);
        let exact = exact.map(Place::scale).find(|s| *s > wanted);
        let scale = exact.map_or(wanted, |own| own * power(floor_log2(wanted / own)));
        let mut values = Vec::with_capacity(operands.len());
        for k in operands {
            let own = draft.places[*k].scale();
            values.push(if own > 0.0 && own != scale { self.at_scale(draft, *k, scale)? } else { *k });
        }
        Ok((values, scale, error.plus(Deviation::rounding(scale))))
    }

    pub(super) fn gather(&mut self, stage: &Stage, mut draft: Draft, data: &Read, index: &Read) -> Outcome {
        let [d, i] = [data, index].map(Draft::operand);
        let place = &draft.places[i];
        let exact = self.float.value(stage.inputs[i]).element != Element::Float;
        if !exact || (place.scale() != 1.0 && place.scale() != 0.0) {
            return Err(draft.unsupported("an index that is no whole number"));
        }
        let shape = data.shape(&self.shapes(&draft)?).map_err(|e| draft.unsupported(e.to_string()))?;
        let size = shape.last().copied().unwrap_or(1) as i64;
        let range = self.range_of(place);
        let mut at = index.clone();
        if range.lo < 0 {
            // An index below 0 counts from the end.
            let zero =
                draft.push(Primitive::Map(Map { reads: vec![at.clone()], terms: vec![], constant: 0 }));
            let below = Compare { op: Comparison::Less, a: at.clone(), b: Read::value(zero) };
            let below = draft.push(Primitive::Compare(below));
            let whole = Map::linear([(1, at), (size, Read::value(below))], 0);
            at = Read::value(draft.push(Primitive::Map(whole)));
        }
        if range.lo < 0 || range.hi >= size {
            let range = Range { lo: 0, hi: size - 1 };
            let check = Check { x: at, range, status: Status::ValueRange };
            at = Read::value(draft.push(Primitive::Check(check)));
        }
        let (scale, error) = (draft.scale(d), draft.places[d].error());
        let gather = Gather { data: data.clone(), index: at };
        let value = draft.push(Primitive::Gather(gather));
        self.finish_exact(stage, draft, Made { value, scale, error })
    }

    /// Operand `k` at another scale than its own.
    pub(super) fn at_scale(&self, draft: &mut Draft, k: usize, scale: f64) -> Outcome<usize> {
        let bits = self.range_of(&draft.places[k]).bits() as i32;
        // As precise as the operand, and what lets the product fit.
        let precise = (bits + PRECISION_BITS).max(MULTIPLIER_BITS).min(60 - bits).max(1);
        let (multiplier, shift) = factor(draft.scale(k) / scale, precise, &draft.names)?;
        let mut value = k;
        if multiplier != 1 {
            value = draft.push(Primitive::Map(Map::linear([(multiplier, Read::value(k))], 0)));
        }
        if shift > 0 {
            let divide = Divide::shift(Read::value(value), shift, Rounding::HalfUp, None);
            value = draft.push(Primitive::Divide(divide));
        }
        Ok(value)
    }
}
