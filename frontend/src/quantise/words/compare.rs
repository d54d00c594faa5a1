//! Comparisons: exact between integers of one scale, with constants, and with what is exact itself; else at the coarser of
//! the two scales, to which the finer side is rounded as where parts of different scales are joined: an element that was
//! chosen among others equals the one that it is.

use gadgets::primitive::{Compare, Comparison, Map, Read};
use gadgets::{Primitive, Range};

use super::{Draft, Made, moved};
use crate::quantise::Outcome;
use crate::quantise::build::{Builder, Place};
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::quantise::real::{power, round};

/// Bits of a factor to a common scale.
const FACTOR_BITS: i32 = 20;

impl Builder<'_> {
    pub(super) fn compare(
        &mut self,
        stage: &Stage,
        mut draft: Draft,
        op: Comparison,
        a: &Read,
        b: &Read,
    ) -> Outcome {
        let [i, j] = [a, b].map(Draft::operand);
        let mut sides = [a.clone(), b.clone()];
        let constant = |k: usize| self.float.constant(stage.inputs[k]);
        let scales = [draft.places[i].scale(), draft.places[j].scale()];
        match (constant(i), constant(j)) {
            (None, Some(values)) => {
                draft.places[j] = self.bounds(stage, &draft, [i, j], &values, op, f64::ceil)?;
            }
            (Some(values), None) => {
                draft.places[i] = self.bounds(stage, &draft, [j, i], &values, op, f64::floor)?;
            }
            _ if scales[0] == scales[1] || scales.contains(&0.0) => {}
            _ => {
                let coarse = usize::from(scales[1] > scales[0]);
                let (k, fine) = ([i, j][coarse], [i, j][1 - coarse]);
                if draft.places[k].error() == Deviation::NONE {
                    let unit = scales[1 - coarse] / power(FACTOR_BITS);
                    for (side, (k, scale)) in sides.iter_mut().zip([i, j].into_iter().zip(scales)) {
                        let factor = round(scale / unit).filter(|f| *f < 1 << 36);
                        let factor = factor
                            .ok_or_else(|| draft.unsupported("a comparison of scales too far apart"))?;
                        let map = Map::linear([(factor, Read::value(k))], 0);
                        *side = moved(side, draft.push(Primitive::Map(map)));
                    }
                } else {
                    let value = self.at_scale(&mut draft, fine, scales[coarse])?;
                    sides[1 - coarse] = moved(&sides[1 - coarse], value);
                }
            }
        }
        for k in [i, j] {
            draft.body.operands[k].element = self.element_of(&draft.places[k]);
        }
        let [a, b] = sides;
        let value = draft.push(Primitive::Compare(Compare { op, a, b }));
        self.finish_exact(stage, draft, Made { value, scale: 1.0, error: Deviation::NONE })
    }

    /// The constant operand `j` in units of operand `i`, such that the comparison of integers is that of reals.
    fn bounds(
        &mut self,
        stage: &Stage,
        draft: &Draft,
        [i, j]: [usize; 2],
        values: &[f64],
        op: Comparison,
        outward: fn(f64) -> f64,
    ) -> Outcome<Place> {
        let scale = draft.scale(i);
        let Range { lo, hi } = self.range_of(&draft.places[i]);
        // Beyond the range all bounds are alike; what no integer equals is one of them.
        let (below, above) = (lo.saturating_sub(1), hi.saturating_add(1));
        let one = |v: &f64| {
            let units = v / scale;
            match op {
                Comparison::Less => outward(units).clamp(below as f64, above as f64) as i64,
                // The integer that the number would be.
                Comparison::Equal => round(units.clamp(-4e18, 4e18)).unwrap_or(above).clamp(below, above),
            }
        };
        let units: Vec<i64> = values.iter().map(one).collect();
        let value = self.float.value(stage.inputs[j]);
        let (name, shape) = (format!("{}/bounds", value.name), value.shape.clone());
        self.placed_constant(&name, &shape, scale, &units)
    }
}
