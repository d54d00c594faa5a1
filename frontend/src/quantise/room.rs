//! The range of a value whose samples were drawn within the inputs' ranges, not taken from where the model is used.
//!
//! Real inputs are not like drawn ones: they may take values several times as large. So the scale is what the
//! drawn values need, and the integers have room above them, where interval analysis does not prove that less
//! will do.

use gadgets::Range;

use super::real::{Real, ceil_log2, fit, outward, power, round};
use super::target::Target;

/// Bits above the largest drawn value: eight times as much is not refused.
const ROOM: u32 = 3;
/// Most bits that a value gets for lying far from 0: what counts is how much it varies.
const OFFSET: i32 = 4;

/// The target for a value of which drawn samples show `seen`, and every input gives `proven`, whose integers may be
/// `error` away from the floats.
pub(super) fn roomy(seen: Real, proven: Real, error: f64, signed: bool, bits: u32) -> Target {
    let drawn = Real { lo: seen.lo.max(proven.lo), hi: seen.hi.min(proven.hi) };
    let drawn = if drawn.magnitude() > 0.0 { drawn } else { seen };
    // Where rounding on the way moves values more than they vary, that is what the bits are for.
    let moved = Real { lo: drawn.lo - error, hi: drawn.hi + error }.within(proven);
    let drawn = if error > drawn.extent() { moved } else { drawn };
    if drawn.is_distant() {
        // The room lies on both sides.
        let (scale, _) = fit(drawn, signed, bits);
        let beside = drawn.width() * (power(ROOM as i32) - 1.0) / 2.0;
        let roomy = Real { lo: drawn.lo - beside, hi: drawn.hi + beside }.within(proven);
        return Target { scale, range: outward(roomy, scale), proven: roomy == proven };
    }
    let offset = ceil_log2(drawn.magnitude() / drawn.width().max(1e-300)).clamp(0, OFFSET) as u32;
    let integers = |room| fit(drawn, signed, bits + offset + room);
    let (scale, _) = integers(0);
    let lo = round(proven.lo / scale).unwrap_or(i64::MIN);
    let hi = round(proven.hi / scale).unwrap_or(i64::MAX);
    let least = Range { lo, hi };
    match (0..=ROOM).map(|room| integers(room).1).find(|range| range.contains_range(least)) {
        Some(range) => Target { scale, range, proven: true },
        None => Target { scale, range: integers(ROOM).1, proven: false },
    }
}
