//! ReLU, multiplier, shift and bound after an accumulator: one fused relation where possible.

use gadgets::{Bound, Epilogue, Status};

use super::{Fresh, Lowered, Lowering, fixed};
use crate::{Divisor, Reduction, Ref, Relation, TensorId};

impl Lowering<'_> {
    /// The epilogue on a value that others may read too.
    pub(super) fn epilogue(&mut self, operands: Vec<Ref>, e: &Epilogue) -> Lowered<Ref> {
        let [x] = fixed(operands);
        if e.is_none() {
            return Ok(x);
        }
        let rejects = matches!(e.bound, Bound::Reject(_));
        if rejects && !e.relu && e.multiplier == 1 && e.shift == 0 {
            // Nothing but a check, which needs a tensor of its own to hold the tighter range.
            let copy = self.builder.affine(vec![(1, x)], 0)?;
            return Ok(self.bounded(copy, e).into());
        }
        self.fold(x, Reduction::Axes(Vec::new()), e)
    }

    /// The epilogue on an accumulator that nothing else reads.
    pub(super) fn finish(&mut self, acc: Fresh, e: &Epilogue) -> Lowered<Ref> {
        let saturates = matches!(e.bound, Bound::Saturate(_));
        if !e.relu && e.multiplier == 1 && e.shift == 0 && !saturates {
            return Ok(self.bounded(acc, e).into());
        }
        self.fold(acc.into(), Reduction::Axes(Vec::new()), e)
    }

    /// A maximum over windows or nothing, then the epilogue.
    pub(super) fn fold(&mut self, x: Ref, over: Reduction, e: &Epilogue) -> Lowered<Ref> {
        let clip = match e.bound {
            Bound::Saturate(r) => Some(r.into()),
            Bound::Proven | Bound::Reject(_) => None,
        };
        let floor = e.relu.then_some(0);
        let (divides, folds) = (e.shift > 0 || clip.is_some(), e.relu || over != Reduction::Axes(Vec::new()));
        let (shift, rounding) = (e.shift as u8, e.rounding);
        let out = TensorId(0);
        let result = if folds && divides && e.multiplier == 1 {
            self.builder.define(Relation::ReluPoolRequant { x, over, floor, shift, rounding, clip, out })?
        } else {
            // The multiplier is at least 1, so its place between maximum and shift is the cheapest.
            let mut y = x;
            if folds {
                y = self.builder.max(y, over, floor)?.into();
            }
            if e.multiplier != 1 {
                y = self.builder.affine(vec![(e.multiplier, y)], 0)?.into();
            }
            if divides {
                y = self.builder.div_round(y, Divisor::Pow2(shift), rounding, clip)?.into();
            }
            match y.whole() {
                Some(t) if folds || divides || e.multiplier != 1 => t,
                _ => self.builder.affine(vec![(1, y)], 0)?,
            }
        };
        Ok(self.bounded(result, e).into())
    }

    /// Enforces a rejecting bound.
    fn bounded(&mut self, t: Fresh, e: &Epilogue) -> TensorId {
        if let Bound::Reject(r) = e.bound {
            self.builder.check(t, r.into(), Status::ValueRange.code());
        }
        t
    }
}
