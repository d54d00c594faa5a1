//! Errors of a tensor: of all its elements, of those beside such as are far, and of those that are small.

use serde::{Deserialize, Serialize};

use super::{LARGE, NOTABLE, is_zero};
use crate::apart;
use crate::columns::is_small;

/// A tensor in integers beside the same in floats, over all samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deviation {
    /// Smallest float.
    pub lo: f64,
    /// Largest float.
    pub hi: f64,
    /// Largest absolute error.
    pub max: f64,
    /// Mean absolute error.
    pub mean: f64,
    /// Elements, over all samples, of which one of both is no finite number; they have no part in the errors.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub endless: usize,
}

/// From this magnitude on a float of a step stands for infinity: masks are made of the ends of its type.
const ENDLESS: f64 = 1e30;

impl Deviation {
    /// Nothing compared yet.
    pub(super) const NOTHING: Self = Self { lo: f64::MAX, hi: f64::MIN, max: 0.0, mean: 0.0, endless: 0 };

    /// Of one sample's values beside the floats.
    pub(super) fn of(floats: &[f64], values: impl Iterator<Item = f64>) -> Self {
        let mut all = Self::NOTHING;
        let mut compared = 0;
        for (float, value) in floats.iter().zip(values) {
            if !float.is_finite() || !value.is_finite() {
                all.endless += 1;
                continue;
            }
            let error = (value - float).abs().min(f64::MAX);
            all.max = all.max.max(error);
            // A running mean: a sum of the largest numbers would have no end.
            compared += 1;
            all.mean += (error - all.mean) / f64::from(compared);
            (all.lo, all.hi) = (all.lo.min(*float), all.hi.max(*float));
        }
        all
    }

    /// Of one sample's integers, each `scale`.
    pub(super) fn of_integers(floats: &[f64], integers: &[i64], scale: f64) -> Self {
        Self::of(floats, integers.iter().map(|v| *v as f64 * scale))
    }

    /// Of one sample's integers of a step, but for what stands for infinity in both: any number far away does there.
    pub(super) fn of_step(floats: &[f64], integers: &[i64], scale: f64) -> Self {
        let endless = |float: f64, value: f64| float.abs() >= ENDLESS && float.signum() * value >= apart::FAR;
        if floats.iter().all(|float| float.abs() < ENDLESS) {
            return Self::of_integers(floats, integers, scale);
        }
        let values = integers.iter().map(|v| *v as f64 * scale);
        let (floats, values): (Vec<f64>, Vec<f64>) =
            floats.iter().copied().zip(values).filter(|(float, value)| !endless(*float, *value)).unzip();
        Self::of(&floats, values.into_iter())
    }

    /// Of one sample's integers told apart in so many columns: element `i` is of column `i` modulo these.
    pub(super) fn of_columns(floats: &[f64], integers: &[i64], scale: f64, columns: usize) -> Vec<Self> {
        let mut all = vec![Self::NOTHING; columns];
        if columns > 0 {
            let weight = columns as f64 / floats.len().max(1) as f64;
            for (i, (float, integer)) in floats.iter().zip(integers).enumerate() {
                all[i % columns].take(&Self::of_integers(&[*float], &[*integer], scale), weight);
            }
        }
        all
    }

    /// Whether something compared was not finite.
    pub fn is_endless(&self) -> bool {
        self.endless > 0
    }

    /// Takes another sample's, whose mean has this weight.
    pub(super) fn take(&mut self, other: &Self, weight: f64) {
        (self.lo, self.hi) = (self.lo.min(other.lo), self.hi.max(other.hi));
        self.max = self.max.max(other.max);
        self.mean = (self.mean + other.mean * weight).min(f64::MAX);
        self.endless += other.endless;
    }

    /// What errors are relative to.
    fn extent(&self) -> f64 {
        let (width, magnitude) = (self.hi - self.lo, self.hi.max(-self.lo));
        let constant = if magnitude > 0.0 { magnitude } else { self.max };
        if width > 0.0 { width } else { constant }
    }

    fn relative(&self, error: f64) -> f64 {
        if error > 0.0 { (error / self.extent()).min(f64::MAX) } else { 0.0 }
    }

    /// The largest error as a part of the floats' extent: 0.01 is one per cent.
    pub fn relative_max(&self) -> f64 {
        self.relative(self.max)
    }

    /// The mean error as a part of the floats' extent.
    pub fn relative_mean(&self) -> f64 {
        self.relative(self.mean)
    }
}

/// The elements of an output beside such as are far from 0, as masks are: those would hide every error of the others behind
/// their size. They are right where they are close to themselves.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    pub near: Deviation,
    /// The smallest magnitude of what is far.
    far: f64,
}

impl Beside {
    pub(super) const NOTHING: Self = Self { near: Deviation::NOTHING, far: f64::INFINITY };

    pub(super) fn of(floats: &[f64], integers: &[i64], scale: f64) -> Self {
        let is_far = |float: f64| float.is_finite() && float.abs() >= apart::FAR;
        let values = integers.iter().map(|v| *v as f64 * scale);
        let right = |float: f64, value: f64| is_far(float) && (value - float).abs() <= NOTABLE * float.abs();
        let (near, own): (Vec<f64>, Vec<f64>) =
            floats.iter().copied().zip(values).filter(|(float, value)| !right(*float, *value)).unzip();
        let far =
            floats.iter().filter(|float| is_far(**float)).fold(f64::INFINITY, |far, v| far.min(v.abs()));
        Self { near: Deviation::of(&near, own.into_iter()), far }
    }

    pub(super) fn take(&mut self, other: &Self, weight: f64) {
        self.near.take(&other.near, weight);
        self.far = self.far.min(other.far);
    }

    /// Whether there are both kinds, and nothing between them.
    pub(super) fn is_apart(&self) -> bool {
        let magnitude = self.near.hi.max(-self.near.lo);
        self.near.lo <= self.near.hi && self.far.is_finite() && apart::TIMES * magnitude <= self.far
    }
}

/// Elements that are always far smaller than others of their output, of which more than [`LARGE`] of their own range is lost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmallElements {
    /// How many they are.
    pub count: usize,
    /// Of how many that are told apart: all, or of a large output the positions along its last dimension.
    pub of: usize,
    /// The one that loses most.
    pub worst: usize,
    /// Its error.
    pub error: Deviation,
}

impl SmallElements {
    /// Of the errors of all that are told apart; none where no small one is far off.
    pub(super) fn of(columns: &[Deviation]) -> Option<Self> {
        let magnitude = |d: &Deviation| d.hi.max(-d.lo);
        let largest = columns.iter().map(magnitude).fold(0.0, f64::max);
        let off = |d: &Deviation| is_small(magnitude(d), largest) && d.relative_max() > LARGE;
        let all = columns.iter().enumerate().filter(|(_, d)| off(d));
        let (worst, error) =
            all.clone().reduce(|a, b| if b.1.relative_max() > a.1.relative_max() { b } else { a })?;
        Some(Self { count: all.count(), of: columns.len(), worst, error: *error })
    }
}
