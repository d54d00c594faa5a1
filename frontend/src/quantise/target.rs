//! The range that a rescaled value is brought into: proven for every input where that costs little,
//! calibrated with a margin elsewhere.

use gadgets::{Bound, Range};

use super::build::Builder;
use super::options::Overflow;
use super::real::{Real, fit};
use super::room::roomy;
use crate::float_graph::ValueId;

/// A proven range is taken where it costs at most this factor (1.5 bits) over the calibrated one.
const WORTH: f64 = 2.828_427_124_746_190_3;

/// Scale and integer range of a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Target {
    pub scale: f64,
    pub range: Range,
    /// Whether no input leaves the range.
    pub proven: bool,
}

impl Builder<'_> {
    /// The target for `value`, of which every input gives `proven`.
    pub fn target(&self, value: ValueId, proven: Real, bits: u32) -> Target {
        // The sign is proven: a range below 0 that was never observed still needs its integers.
        let signed = proven.lo < 0.0;
        if self.calibration.seed.is_some()
            && let Some(seen) = self.observed(value).filter(|seen| seen.magnitude() > 0.0)
        {
            return roomy(seen, proven, signed, bits);
        }
        let seen = self
            .observed(value)
            .filter(|seen| seen.magnitude() > 0.0 && proven.magnitude() > WORTH * seen.magnitude());
        let (real, is_proven) = match seen {
            Some(seen) => (seen.times(self.options.margin_factor()), false),
            None => (proven, true),
        };
        let (scale, range) = fit(real, signed, bits);
        Target { scale, range, proven: is_proven }
    }
}

impl Target {
    /// A coarser scale for a result that leaves the range: `image` is what it gives at this one.
    pub fn widen(&mut self, image: Range) {
        if self.range.lo == 0 && image.lo < 0 {
            // Rounding took a bound of 0 below it: no scale mends that.
            self.range.lo = image.lo;
            return;
        }
        let over = |got: i64, limit: i64| if limit == 0 { 1.0 } else { got as f64 / limit as f64 };
        let ratio = over(image.hi, self.range.hi).max(over(image.lo, self.range.lo));
        self.scale *= ratio.max(1.0) * (1.0 + 1.0 / 256.0);
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
