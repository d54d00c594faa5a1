//! How far the integers of a calibrated sample may be from the floats that calibration saw: what a range
//! needs beyond them, so that rounding on the way does not push a sample out of it.
//!
//! Two bounds go side by side: the worst case, which grows with every layer, and six standard deviations
//! of errors that are in part independent and in part common to all elements, as those of a plain
//! background are. The smaller one counts.

/// `1 / sqrt(12)`: the standard deviation of rounding to whole numbers.
const UNIFORM: f64 = 0.288_675_134_594_812_9;
/// Standard deviations that a range leaves room for.
const SIGMAS: f64 = 6.0;

/// An error in reals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Deviation {
    worst: f64,
    sigma: f64,
}

/// Sums over one row of weights, in reals.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct RowSums {
    /// `Σ w`.
    pub plain: f64,
    /// `Σ |w|`.
    pub absolute: f64,
    /// `Σ w²`.
    pub square: f64,
    /// How many are not 0.
    pub count: f64,
}

impl RowSums {
    pub fn add(&mut self, weight: f64) {
        self.plain += weight;
        self.absolute += weight.abs();
        self.square += weight * weight;
        // What is 0 has no rounding.
        self.count += f64::from(u8::from(weight != 0.0));
    }

    /// `count` factors, each of magnitude up to `factor`.
    pub fn uniform(count: usize, factor: f64) -> Self {
        let count = count as f64;
        Self { plain: count * factor, absolute: count * factor, square: count * factor * factor, count }
    }
}

impl Deviation {
    /// No error.
    pub const NONE: Self = Self { worst: 0.0, sigma: 0.0 };

    /// Rounding to multiples of `step`.
    pub fn rounding(step: f64) -> Self {
        Self { worst: step / 2.0, sigma: step * UNIFORM }
    }

    /// Both errors together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            worst: self.worst + other.worst,
            sigma: (self.sigma * self.sigma + other.sigma * other.sigma).sqrt(),
        }
    }

    /// The error of the value times `factor`.
    pub fn times(self, factor: f64) -> Self {
        Self { worst: self.worst * factor.abs(), sigma: self.sigma * factor.abs() }
    }

    /// The error of a row's sum over elements with this error each.
    pub fn through(self, row: RowSums) -> Self {
        let spread = (row.square + row.plain * row.plain).sqrt();
        Self { worst: self.worst * row.absolute, sigma: self.sigma * spread }
    }

    /// The error of a row's sum whose weights are rounded to multiples of `step`, over elements of magnitude
    /// up to `largest`.
    pub fn of_weights(row: RowSums, step: f64, largest: f64) -> Self {
        let one = Self::rounding(step).times(largest);
        Self { worst: one.worst * row.count, sigma: one.sigma * row.count.sqrt() }
    }

    /// At most `limit`: where bounds grow beyond all that a value is, they say nothing any more.
    pub fn capped(self, limit: f64) -> Self {
        Self { worst: self.worst.min(limit), sigma: self.sigma.min(limit / SIGMAS) }
    }

    /// The larger error.
    pub fn max(self, other: Self) -> Self {
        Self { worst: self.worst.max(other.worst), sigma: self.sigma.max(other.sigma) }
    }

    /// What a range has to leave room for.
    pub fn bound(self) -> f64 {
        self.worst.min(SIGMAS * self.sigma)
    }
}
