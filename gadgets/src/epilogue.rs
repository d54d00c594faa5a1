//! What a gadget does to an accumulator before it stores it: ReLU, rescale, bound.
//!
//! For an accumulator `a`: `v = a`, or `max(a, 0)` with `relu`; `v = v·multiplier`;
//! `v = (v + half) >> shift`; then the bound. All in the accumulator's type, which the ranges make wide
//! enough. `multiplier` is at least 1, so ReLU and maximum commute with the rest.

use serde::{Deserialize, Serialize};

use crate::primitive::{Check, Divide, Map, Reduce};
use crate::{Body, ElementType, GadgetError, Primitive, Range, Read, Rounding, Status};

/// What happens to a value that leaves the range of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// It cannot: interval analysis proves it, for every input.
    Proven,
    /// It is clamped to the range, as part of the meaning.
    Saturate(Range),
    /// The step stops with [`Status::ValueRange`]; there is no output then.
    Reject(Range),
}

impl Bound {
    /// The range that a clamp enforces, if there is one.
    pub const fn clamp(self) -> Option<Range> {
        match self {
            Self::Proven => None,
            Self::Saturate(r) | Self::Reject(r) => Some(r),
        }
    }
}

/// From accumulator to stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Epilogue {
    /// Replace negative accumulators by 0 first.
    pub relu: bool,
    /// Factor before the shift, ≥ 1; 1 for all rescales of our own choosing.
    pub multiplier: i64,
    /// Right shift, 0 to 62 bits.
    pub shift: u32,
    /// Rounding of the shift.
    pub rounding: Rounding,
    /// What happens outside the output's range.
    pub bound: Bound,
    /// Storage type of the result.
    pub out: ElementType,
}

impl Epilogue {
    /// Stores the accumulator as it is.
    pub const fn none(out: ElementType) -> Self {
        Self { relu: false, multiplier: 1, shift: 0, rounding: Rounding::Floor, bound: Bound::Proven, out }
    }

    /// Adds the steps to a body, after an accumulator of type `acc`; gives the last value.
    pub fn push(&self, body: &mut Body, value: usize, acc: ElementType) -> usize {
        let range = self.bound.clamp();
        let addend = self.rounding.addend(self.shift);
        let mut constants =
            [self.multiplier, addend].into_iter().chain(range.into_iter().flat_map(|r| [r.lo, r.hi]));
        // Everything in the accumulator's width, or in 64 bits where a constant or the shift does not fit 32.
        let narrow = acc.bits() <= 32 && self.shift < 32 && constants.all(|v| i32::try_from(v).is_ok());
        self.steps(body, value, if narrow { ElementType::I32 } else { ElementType::I64 })
    }

    /// As [`Epilogue::push`], after a value of type `element` that is rescaled in 64 bits whatever its type. Without a
    /// rescale nothing can grow, and the value's own width does.
    pub fn rescale(&self, body: &mut Body, value: usize, element: ElementType) -> usize {
        let scales = self.multiplier != 1 || self.shift != 0;
        self.push(body, value, if scales { ElementType::I64 } else { element })
    }

    fn steps(&self, body: &mut Body, value: usize, ty: ElementType) -> usize {
        let mut v = value;
        if self.relu {
            v = body.push(Primitive::Reduce(Reduce::relu(Read::value(v))), ty);
        }
        if self.multiplier != 1 {
            v = body.push(Primitive::Map(Map::linear([(self.multiplier, Read::value(v))], 0)), ty);
        }
        let clip = match self.bound {
            Bound::Saturate(r) => Some(r),
            Bound::Proven | Bound::Reject(_) => None,
        };
        if self.shift > 0 || clip.is_some() {
            let divide = Divide::shift(Read::value(v), self.shift, self.rounding, clip);
            v = body.push(Primitive::Divide(divide), ty);
        }
        if let Bound::Reject(range) = self.bound {
            let check = Check { x: Read::value(v), range, status: Status::ValueRange };
            v = body.push(Primitive::Check(check), ty);
        }
        v
    }

    /// The image of an accumulator range before the bound: what the bound has to cut.
    ///
    /// # Errors
    /// [`GadgetError::RangeOverflow`] if the product does not fit the accumulator type `acc`.
    pub fn image(&self, gadget: &'static str, range: Range, acc: ElementType) -> Result<Range, GadgetError> {
        let end = |v: i64| {
            i128::from(if self.relu { v.max(0) } else { v }) * i128::from(self.multiplier)
                + i128::from(self.rounding.addend(self.shift))
        };
        let (lo, hi) = (end(range.lo), end(range.hi));
        let limit = acc.range();
        let too_wide = || GadgetError::RangeOverflow { gadget, lo, hi, limit };
        let wide = Range::try_from_wide(lo, hi).filter(|r| limit.contains_range(*r)).ok_or_else(too_wide)?;
        Ok(Range { lo: wide.lo >> self.shift, hi: wide.hi >> self.shift })
    }

    /// Checks the parameters for themselves.
    ///
    /// # Errors
    /// [`GadgetError::Parameters`] for a multiplier below 1, a shift over 62, or an empty or unstorable
    /// bound.
    pub fn check(&self, gadget: &'static str) -> Result<(), GadgetError> {
        let fail = |reason| Err(GadgetError::Parameters { gadget, reason });
        if self.multiplier < 1 {
            return fail(format!("multiplier {} is below 1", self.multiplier));
        }
        if self.shift > 62 {
            return fail(format!("shift {} exceeds 62 bits", self.shift));
        }
        match self.bound.clamp() {
            Some(r) if r.lo > r.hi => fail(format!("bound {r} is empty")),
            Some(r) if !self.out.range().contains_range(r) => {
                fail(format!("bound {r} does not fit {}", self.out))
            }
            _ => Ok(()),
        }
    }
}
