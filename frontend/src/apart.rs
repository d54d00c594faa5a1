//! Elements that masks have moved far from 0, beside others that count: one scale for the range of both would be far too coarse
//! for what is near.

/// From this magnitude on an element may be far from all others.
pub(crate) const FAR: f64 = 4096.0;
/// How many times as large as all others what is far is at least.
pub(crate) const TIMES: f64 = 32.0;

/// Magnitudes of elements below and from [`FAR`] on.
#[derive(Clone, Copy)]
pub(crate) struct Apart {
    /// The largest below; 0 without any.
    near: f64,
    /// The smallest of the others; infinite without any.
    far: f64,
}

impl Apart {
    /// No elements.
    pub const NOTHING: Self = Self { near: 0.0, far: f64::INFINITY };

    /// Of these elements, which are finite.
    pub fn of(elements: &[f64]) -> Self {
        elements.iter().map(|v| v.abs()).fold(Self::NOTHING, |all, v| match v < FAR {
            true => Self { near: all.near.max(v), ..all },
            false => Self { far: all.far.min(v), ..all },
        })
    }

    /// Of the elements of both.
    pub fn hull(&self, other: &Self) -> Self {
        Self { near: self.near.max(other.near), far: self.far.min(other.far) }
    }

    /// The largest magnitude of what is near, where there are both kinds and nothing between them.
    pub fn near(&self) -> Option<f64> {
        (self.near > 0.0 && self.far.is_finite() && TIMES * self.near <= self.far).then_some(self.near)
    }
}
