//! Sums and products: all terms are brought to one unit by whole coefficients.

use std::collections::BTreeMap;

use gadgets::Primitive;
use gadgets::primitive::{self, Read};

use super::{Draft, Made, moved};
use crate::quantise::Outcome;
use crate::quantise::build::{Builder, Place};
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::quantise::real::{ceil_log2, power, round};
use crate::words::Term;

/// Bits of a factor of a product.
const FACTOR_BITS: u32 = 16;
/// Bits that a coefficient has at least where it is no whole number.
const COEFFICIENT_BITS: i32 = 14;
/// Largest whole coefficient that is taken as it is.
const WHOLE: f64 = (1u64 << 20) as f64;
/// Constants of which more have no spread: some are small by chance.
const FEW: usize = 1 << 10;
/// Bits by which constants may differ without needing more.
const ALIKE: i32 = 6;
/// Most bits that are added for unlike constants.
const MOST_SPREAD: i32 = 20;
/// Bits of the sum.
const SUM_BITS: i32 = 60;
/// Bits of a sum of whole numbers.
const WHOLE_BITS: i32 = 63;

/// A term in reals: what one unit of its factors is worth, and how large it may be.
struct Weighed {
    unit: f64,
    magnitude: f64,
}

impl Builder<'_> {
    /// The [`spread`] of a constant.
    fn spread_of(&self, place: &Place) -> u32 {
        let data = self.graph.tensor(place.tensor).data.as_ref();
        data.map_or(0, |data| spread(data.to_i64().into_iter().map(|v| v as f64)))
    }

    /// Bits that a factor needs beyond the usual: one column of a wide tensor has the range of all of them, and what masks have
    /// moved far away leaves the rest few bits; of what has a pole at 0 the smallest argument counts.
    fn beyond(&self, stage: &Stage, draft: &Draft, k: usize) -> u32 {
        let usual = self.usual(stage, draft, k).magnitude();
        let beyond = self.real_of(&draft.places[k]).magnitude() / usual;
        let beyond = if usual > 0.0 { ceil_log2(beyond).clamp(0, MOST_SPREAD) as u32 } else { 0 };
        let id = stage.inputs.get(k);
        let relative = id.map_or(0, |id| self.relative(*id)).saturating_sub(FACTOR_BITS);
        let apart = id.and_then(|id| self.apart(*id));
        (beyond + relative).max(apart.map_or(0, |(more, _)| more))
    }

    /// Bits of a factor of a sum of so many products.
    pub(super) fn factor_bits(&self, stage: &Stage, draft: &Draft, k: usize, terms: usize) -> u32 {
        let most = (SUM_BITS - ceil_log2(terms as f64)) / 2;
        (FACTOR_BITS.max(self.word_bits()) + self.beyond(stage, draft, k)).min(most.max(1) as u32)
    }

    pub(super) fn map_word(
        &mut self,
        stage: &Stage,
        mut draft: Draft,
        reads: &[Read],
        terms: &[Term],
        constant: f64,
    ) -> Outcome {
        let mut reads = reads.to_vec();
        let operands: Vec<usize> = reads.iter().map(Draft::operand).collect();
        let mut scales: Vec<f64> = operands.iter().map(|k| draft.scale(*k)).collect();
        // Whole numbers are exact.
        let whole = self.float.value(stage.output).element != crate::float_graph::Element::Float;
        // What is read in several ways is rounded once.
        let mut rounded: BTreeMap<(usize, u32), (usize, f64)> = BTreeMap::new();
        for t in terms.iter().filter(|t| t.factors.len() > 1 && !whole) {
            // What is multiplied by constants of unlike sizes is needed as finely as the largest of them asks.
            let more = t.factors.iter().map(|f| self.spread_of(&draft.places[operands[*f]])).max();
            let bits = FACTOR_BITS + more.unwrap_or(0);
            let all: u32 =
                t.factors.iter().map(|f| self.range_of(&draft.places[operands[*f]]).bits().min(bits)).sum();
            let room = (SUM_BITS as u32).saturating_sub(all + 2);
            let wanted: Vec<u32> =
                t.factors.iter().map(|f| self.beyond(stage, &draft, operands[*f])).collect();
            let total: u32 = wanted.iter().sum();
            for (f, wanted) in t.factors.iter().zip(wanted) {
                if reads[*f].values() == [operands[*f]] {
                    let given = if total <= room { wanted } else { wanted * room / total };
                    let (k, bits) = (operands[*f], bits + given);
                    let known = rounded.get(&(k, bits)).copied();
                    let (value, scale) = known.unwrap_or_else(|| draft.narrowed(self, k, bits));
                    rounded.insert((k, bits), (value, scale));
                    (reads[*f], scales[*f]) = (moved(&reads[*f], value), scale);
                }
            }
        }
        let largest = |f: usize| self.real_of(&draft.places[operands[f]]).magnitude();
        let weigh = |t: &Term| Weighed {
            unit: t.factors.iter().fold(t.coefficient, |p, f| p * scales[*f]),
            magnitude: t.factors.iter().fold(t.coefficient.abs(), |p, f| p * largest(*f)),
        };
        let weighed: Vec<Weighed> = terms.iter().map(weigh).collect();
        let unit = if whole { whole_unit(&weighed, constant, &draft)? } else { unit(&weighed, constant) };
        let mut error = Deviation::NONE;
        let mut sum = Vec::with_capacity(terms.len());
        for (t, w) in terms.iter().zip(&weighed) {
            let coefficient =
                round(w.unit / unit).ok_or_else(|| draft.unsupported("a coefficient beyond 62 bits"))?;
            let rounded = (coefficient as f64 * unit / w.unit - 1.0).abs() * w.magnitude;
            error = error.plus(Deviation::rounding(2.0 * rounded));
            for (i, f) in t.factors.iter().enumerate() {
                let others = t.factors.iter().enumerate().filter(|(j, _)| *j != i);
                let others: f64 =
                    others.map(|(_, g)| self.usual(stage, &draft, operands[*g]).magnitude()).product();
                let own = draft.places[operands[*f]]
                    .error()
                    .plus(Deviation::rounding(narrowing(scales[*f], draft.scale(operands[*f]))));
                error = error.plus(own.times(t.coefficient * others));
            }
            if coefficient != 0 {
                sum.push(primitive::Term { coefficient, factors: t.factors.clone() });
            }
        }
        let added = round(constant / unit).ok_or_else(|| draft.unsupported("a constant beyond 62 bits"))?;
        error = error.plus(Deviation::rounding(2.0 * (added as f64 * unit - constant).abs()));
        let map = primitive::Map { reads, terms: sum, constant: added };
        let value = draft.push(Primitive::Map(map));
        self.finish(stage, draft, Made { value, scale: unit, error }, self.word_bits())
    }
}

/// Bits by which the smallest of a few constants falls short of what rounding all to one unit should leave it.
pub(super) fn spread(values: impl Iterator<Item = f64>) -> u32 {
    let (mut count, mut lo, mut hi) = (0, f64::INFINITY, 0.0f64);
    for v in values.map(f64::abs).filter(|v| *v > 0.0) {
        (count, lo, hi) = (count + 1, lo.min(v), hi.max(v));
    }
    if count == 0 || count > FEW { 0 } else { (ceil_log2(hi / lo) - ALIKE).clamp(0, MOST_SPREAD) as u32 }
}

/// What rounding to a coarser scale adds.
fn narrowing(scale: f64, stored: f64) -> f64 {
    if scale > stored { scale } else { 0.0 }
}

/// The unit of whole numbers, which are exact or not there at all.
fn whole_unit(terms: &[Weighed], constant: f64, draft: &Draft) -> Outcome<f64> {
    let reach: f64 = terms.iter().map(|t| t.magnitude).sum::<f64>() + constant.abs();
    let whole = |v: f64| v.fract() == 0.0;
    if !terms.iter().all(|t| whole(t.unit)) || !whole(constant) {
        return Err(draft.unsupported("whole numbers times what is none"));
    }
    if reach >= power(WHOLE_BITS) {
        return Err(draft.unsupported(format!(
            "whole numbers that may leave 63 bits: give the inputs narrower ranges (up to {reach:.3e})"
        )));
    }
    Ok(1.0)
}

/// The unit of a sum: the smallest term's own where all others and the constant are whole multiples of it, else so much
/// finer that coefficients are precise, as far as the sum fits.
fn unit(terms: &[Weighed], constant: f64) -> f64 {
    let smallest = terms.iter().map(|t| t.unit.abs()).filter(|u| *u > 0.0).reduce(f64::min).unwrap_or(1.0);
    let whole = |v: f64| v == 0.0 || (v.abs() >= 1.0 && v.abs() < WHOLE && (v - v.round()).abs() < 1e-9);
    let exact = terms.iter().all(|t| whole(t.unit / smallest)) && whole(constant / smallest);
    let reach: f64 = terms.iter().map(|t| t.magnitude).sum::<f64>() + constant.abs();
    let finest = reach / power(SUM_BITS);
    let wanted = if exact { smallest } else { smallest / power(COEFFICIENT_BITS) };
    if wanted >= finest { wanted } else { smallest.min(wanted * power(COEFFICIENT_BITS)).max(finest) }
}
