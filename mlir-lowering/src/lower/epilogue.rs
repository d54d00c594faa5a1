//! The epilogue: `arith.maxsi 0`, `arith.muli`, `arith.addi`, `arith.shrsi`, clamp, resize, store.
//!
//! Steps that do nothing are left out: no `maxsi` without ReLU, no `muli` for a multiplier of 1, no `addi`
//! for floor or a shift of 0, no `shrsi` for a shift of 0, no clamp for a proven bound. The clamp is
//! `arith.maxsi lo` and then `arith.minsi hi`, always both. All in the accumulator's width, or in 64 bits
//! where a constant or the shift does not fit 32. Constants are made once, before the loops.

use gadgets::{Bound, ElementType, Epilogue};
use melior::ir::Value;

use super::status::{StatusCell, success};
use super::width;
use crate::builder::{Binary, Builder, Memref};
use crate::index::Index;

/// An epilogue with its constants at hand.
#[derive(Clone, Debug)]
pub struct Tail<'c, 'a> {
    bits: u32,
    steps: Vec<(Binary, Value<'c, 'a>)>,
    clamp: Option<(Value<'c, 'a>, Value<'c, 'a>)>,
    status: Option<StatusCell<'c, 'a>>,
    out: ElementType,
}

impl<'c, 'a> Tail<'c, 'a> {
    /// Prepares `epilogue` for accumulators of `bits`; made outside all loops.
    pub fn new(b: &Builder<'c, 'a>, epilogue: &Epilogue, bits: u32) -> Self {
        let Epilogue { relu, multiplier, shift, rounding, bound, out } = *epilogue;
        let addend = rounding.addend(shift);
        let range = bound.clamp();
        let mut constants =
            [multiplier, addend].into_iter().chain(range.into_iter().flat_map(|r| [r.lo, r.hi]));
        let narrow = bits == 32 && shift < 32 && constants.all(|v| i32::try_from(v).is_ok());
        let bits = if narrow { 32 } else { 64 };
        let all = [
            (relu, Binary::Max, 0),
            (multiplier != 1, Binary::Mul, multiplier),
            (addend != 0, Binary::Add, addend),
            (shift != 0, Binary::ShiftRight, shift.into()),
        ];
        let steps =
            all.into_iter().filter(|(used, ..)| *used).map(|(_, op, v)| (op, b.constant(bits, v))).collect();
        let clamp = range.map(|r| (b.constant(bits, r.lo), b.constant(bits, r.hi)));
        let status =
            matches!(bound, Bound::Reject(_)).then(|| StatusCell::new(b, gadgets::Status::ValueRange));
        Self { bits, steps, clamp, status, out }
    }

    /// Prepares `epilogue` for values of `element` that are rescaled in 64 bits, whatever their type. Without
    /// a rescale nothing can grow, and the values' own width does.
    pub fn rescaling(b: &Builder<'c, 'a>, epilogue: &Epilogue, element: ElementType) -> Self {
        let scales = epilogue.multiplier != 1 || epilogue.shift != 0;
        Self::new(b, epilogue, if scales { 64 } else { width(element) })
    }

    /// Stores what becomes of `value`, which has `bits`.
    pub fn store(
        &self,
        b: &Builder<'c, 'a>,
        value: Value<'c, 'a>,
        bits: u32,
        output: Memref<'c, 'a>,
        indices: &[Index<'c, 'a>],
    ) {
        let value = b.resize(value, bits, true, self.bits);
        let value = self.steps.iter().fold(value, |v, (op, constant)| b.binary(*op, v, *constant));
        let value = self.clamp.map_or(value, |(lo, hi)| {
            let clamped = b.binary(Binary::Min, b.binary(Binary::Max, value, lo), hi);
            if let Some(status) = &self.status {
                status.require(b, value, clamped);
            }
            clamped
        });
        b.store(b.resize(value, self.bits, true, self.out.bits()), output, indices);
    }

    /// The function's result, after all loops.
    pub fn status(&self, b: &Builder<'c, 'a>) -> Value<'c, 'a> {
        self.status.as_ref().map_or_else(|| success(b), |s| s.result(b))
    }
}
