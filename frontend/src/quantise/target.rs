//! The range that a rescaled value is brought into: proven for every input where that costs little,
//! calibrated with a margin elsewhere.

use gadgets::{Bound, Range};

use super::build::Builder;
use super::deviation::Deviation;
use super::options::Overflow;
use super::real::{Real, fit};
use super::room::roomy;
use crate::float_graph::ValueId;

/// A proven range is taken where its scale is at most this factor (1.5 bits) coarser than the calibrated one.
const WORTH: f64 = 2.828_427_124_746_190_3;
/// How many times its width an observed range must be away from 0 for its integers to start there: a range
/// seen on samples says less about its lower end than about its size.
const AWAY: f64 = 4.0;

/// Scale and integer range of a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Target {
    pub scale: f64,
    pub range: Range,
    /// Whether no input leaves the range.
    pub proven: bool,
}

impl Builder<'_> {
    /// The target for `value`: every input gives `all`, negative results replaced by 0 if there is a `relu`;
    /// the integers are this far from the floats.
    pub fn target(&self, value: ValueId, all: Real, relu: bool, error: Deviation) -> Target {
        self.target_of(value, all, relu, error, self.options.activation_bits)
    }

    /// As [`Builder::target`], in this many bits.
    pub fn target_of(&self, value: ValueId, all: Real, relu: bool, error: Deviation, bits: u32) -> Target {
        let proven = if relu { all.relu() } else { all };
        // The sign is proven: a range below 0 that was never observed still needs its integers.
        let signed = proven.lo < 0.0;
        let (scale, range) = fit(proven, signed, bits);
        if scale == 0.0 {
            // Always 0: the scale is that of what the ReLU compares, if it matters at all.
            let (scale, _) = fit(all, true, bits);
            return Target { scale: if scale > 0.0 { scale } else { 1.0 }, range, proven: true };
        }
        if self.calibration.seed.is_some()
            && let Some(seen) = self.observed(value).filter(|seen| seen.magnitude() > 0.0)
        {
            return roomy(seen, proven, error.bound(), signed, bits);
        }
        let seen = self
            .observed(value)
            .map(anchored)
            .filter(|seen| seen.magnitude() > 0.0 && scale > WORTH * fit(*seen, signed, bits).0)
            .map(|seen| widened(seen, self.margin(), error.bound()).within(proven));
        match seen {
            Some(seen) if seen != proven => {
                let (scale, range) = fit(seen, signed, bits);
                Target { scale, range, proven: false }
            }
            _ => Target { scale, range, proven: true },
        }
    }
}

/// `seen`, down to 0 unless that is far away.
fn anchored(seen: Real) -> Real {
    let away = seen.width() > 0.0 && seen.distance() >= AWAY * seen.width();
    if away { seen } else { seen.hull(Real::ZERO) }
}

/// Both ends moved outward by the margin, a fraction of their distance from 0, or of the width where 0 lies
/// outside; by `room` where that is more.
pub(super) fn widened(seen: Real, margin: f64, room: f64) -> Real {
    let beside = seen.distance() > 0.0;
    let (below, above) = if beside { (seen.width(), seen.width()) } else { (-seen.lo, seen.hi) };
    Real { lo: seen.lo - (below * margin).max(room), hi: seen.hi + (above * margin).max(room) }
}

impl Target {
    /// A coarser scale for a result that leaves the range: `image` is what it gives at this one.
    pub fn widen(&mut self, image: Range) {
        if self.range.lo > 0 || self.range.hi < 0 || (self.range.lo == 0 && image.lo < 0) {
            // Far from 0 the range may start anywhere. Where rounding took a bound of 0 below it, no scale
            // mends that.
            self.range = if self.range.lo == 0 {
                Range { lo: image.lo, hi: self.range.hi }
            } else {
                self.range.hull(image)
            };
            return;
        }
        let over = |got: i64, limit: i64| if limit == 0 { 1.0 } else { got as f64 / limit as f64 };
        let ratio = over(image.hi, self.range.hi).max(over(image.lo, self.range.lo));
        self.scale *= ratio.max(1.0) * (1.0 + 1.0 / 256.0);
    }

    /// The range at another scale; no fewer integers than it has, unless it lies beside 0.
    pub fn range_at(&self, scale: f64) -> Range {
        let beside = self.range.lo > 0 || self.range.hi < 0;
        let ratio = self.scale / scale;
        let ratio = if beside { ratio } else { ratio.max(1.0) };
        Range {
            lo: (self.range.lo as f64 * ratio).floor() as i64,
            hi: (self.range.hi as f64 * ratio).ceil() as i64,
        }
    }

    /// What happens to results outside the range, where there are any.
    pub fn bound(&self, image: Range, overflow: Overflow) -> Bound {
        match overflow {
            _ if self.range.contains_range(image) => Bound::Proven,
            Overflow::Reject => Bound::Reject(self.range),
            Overflow::Saturate => Bound::Saturate(self.range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_are_of_the_distance_from_zero_or_of_the_width() {
        let real = |lo, hi| Real { lo, hi };
        assert_eq!(widened(real(-2.0, 4.0), 0.25, 0.0), real(-2.5, 5.0));
        assert_eq!(widened(real(1000.0, 1004.0), 0.25, 0.0), real(999.0, 1005.0));
        assert_eq!(widened(real(-2.0, 4.0), 0.25, 0.75), real(-2.75, 5.0));
        assert_eq!(widened(real(-2.0, 4.0), 0.0, 0.0), real(-2.0, 4.0));
        assert_eq!(anchored(real(3.0, 3.0)), real(0.0, 3.0));
        assert_eq!(anchored(real(3.0, 4.0)), real(0.0, 4.0));
        assert_eq!(anchored(real(4.0, 5.0)), real(4.0, 5.0));
        assert_eq!(anchored(real(-5.0, -4.0)), real(-5.0, -4.0));
    }

    #[test]
    fn a_range_at_another_scale() {
        let target = Target { scale: 1.0, range: Range { lo: 0, hi: 255 }, proven: false };
        assert_eq!(target.range_at(0.75), Range { lo: 0, hi: 340 });
        assert_eq!(target.range_at(2.0), Range { lo: 0, hi: 255 });
        let beside = Target { range: Range { lo: 1000, hi: 1255 }, ..target };
        assert_eq!(beside.range_at(2.0), Range { lo: 500, hi: 628 });
    }
}
