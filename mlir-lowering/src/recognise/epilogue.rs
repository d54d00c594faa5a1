//! From the stored value back to the accumulator: resize, clamp, shift, half, multiplier, ReLU.

use gadgets::{Bound, ElementType, Epilogue, Range, Rounding, Status};
use std::collections::BTreeSet;

use super::affine::LoopId;
use super::expr::{Cast, Expr, Kind, Op, Ty};
use super::nest::{Nest, Scalar};
use super::refusal::{Refusal, refuse};

/// A stored value taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Peeled {
    pub epilogue: Epilogue,
    /// The type of the stored elements.
    pub out: Scalar,
    /// What the epilogue is applied to.
    pub core: Expr,
    /// The type that the epilogue's steps are computed in.
    pub ty: Ty,
}

/// `(value, lo, hi)` of a clamp between constants.
pub(crate) fn clamp(e: &Expr) -> Option<(Expr, i64, i64)> {
    let Kind::Binary(outer, inner, first) = &e.kind else { return None };
    let Kind::Binary(op, value, second) = &inner.kind else { return None };
    let (lo, hi) = match (outer, op) {
        (Op::Min, Op::Max) => (second.int()?, first.int()?),
        (Op::Max, Op::Min) => (first.int()?, second.int()?),
        _ => return None,
    };
    (lo <= hi).then(|| (value.clone(), lo, hi))
}

/// Whether `status` is `code` where `value` and `clamped` differ anywhere in `over`, and 0 else.
pub(crate) fn rejects(status: &Expr, code: Status, over: &[LoopId], value: &Expr, clamped: &Expr) -> bool {
    let term = match &status.kind {
        Kind::Reduce { op: Op::Or, loops, init, term } => {
            let set = |l: &[LoopId]| l.iter().copied().collect::<BTreeSet<_>>();
            if init.int() != Some(0) || loops.len() != over.len() || set(loops) != set(over) {
                return false;
            }
            term
        }
        // Without loops there is one value.
        Kind::Binary(Op::Or, term, zero) if over.is_empty() && zero.int() == Some(0) => term,
        Kind::Select(..) if over.is_empty() => status,
        _ => return false,
    };
    let Kind::Select(condition, yes, no) = &term.kind else { return false };
    let Kind::Differs(a, b) = &condition.kind else { return false };
    let pair = (a == value && b == clamped) || (a == clamped && b == value);
    pair && yes.int() == Some(code.code().into()) && no.int() == Some(0)
}

fn step(e: &Expr, op: Op) -> Option<(Expr, i64)> {
    match &e.kind {
        Kind::Binary(o, a, c) if *o == op => Some((a.clone(), c.int()?)),
        _ => None,
    }
}

/// Takes the stored value of a nest apart.
pub(crate) fn peel(nest: &Nest<'_>) -> Result<Peeled, Refusal> {
    let mut e = nest.value.clone();
    let stored = nest.scalar(nest.output)?;
    if let Kind::Cast(Cast::Truncate | Cast::SignExtend, inner) = &e.kind
        && (!matches!(inner.kind, Kind::Load(..)))
    {
        e = inner.clone();
    }
    let ty = e.ty;
    let mut epilogue = Epilogue::none(stored.storage());
    let out = match (clamp(&e), stored) {
        (Some((inner, lo, hi)), Scalar::Int(element)) => {
            let range = Range { lo, hi };
            let rejected = match &nest.status {
                Some(status) if status.int() != Some(0) => {
                    if !rejects(status, Status::ValueRange, &nest.over, &inner, &e) {
                        return refuse("the status is not that of a value out of range");
                    }
                    true
                }
                _ => false,
            };
            epilogue.bound = if rejected { Bound::Reject(range) } else { Bound::Saturate(range) };
            e = inner;
            let fits = |t: ElementType| t.range().contains_range(range);
            match element {
                ElementType::I8 if !fits(element) && fits(ElementType::U8) => Scalar::Int(ElementType::U8),
                _ if fits(element) => stored,
                _ => return refuse(format!("a bound {range} that does not fit {element}")),
            }
        }
        (_, stored) => {
            if nest.status.as_ref().is_some_and(|s| s.int() != Some(0)) {
                return refuse("the status depends on something else than a bound");
            }
            stored
        }
    };
    epilogue.out = out.storage();
    if let Some((inner, shift)) = step(&e, Op::ShiftRight)
        && (0..=62).contains(&shift)
    {
        epilogue.shift = shift as u32;
        e = inner;
        if let Some((inner, half)) = step(&e, Op::Add)
            && half == Rounding::HalfUp.addend(epilogue.shift)
            && half != 0
        {
            epilogue.rounding = Rounding::HalfUp;
            e = inner;
        }
    }
    if let Some((inner, multiplier)) = step(&e, Op::Mul)
        && multiplier >= 1
    {
        epilogue.multiplier = multiplier;
        e = inner;
    }
    if let Kind::Binary(Op::Max, inner, zero) = &e.kind
        && zero.is_zero()
    {
        epilogue.relu = true;
        e = inner.clone();
    }
    if let Kind::Cast(Cast::SignExtend, inner) = &e.kind
        && !is_load(&e)
    {
        e = inner.clone();
    }
    Ok(Peeled { epilogue, out, core: e, ty })
}

/// Whether it is an element, perhaps extended.
pub(crate) fn is_load(e: &Expr) -> bool {
    match &e.kind {
        Kind::Load(..) => true,
        Kind::Cast(_, inner) => matches!(inner.kind, Kind::Load(..)),
        _ => false,
    }
}

impl Peeled {
    /// Whether the steps need more than comparisons, so that their width matters.
    pub const fn scales(&self) -> bool {
        self.epilogue.multiplier != 1 || self.epilogue.shift != 0
    }

    /// Refuses a rescale that is not computed in 64 bits where the gadget's is.
    pub fn wide(&self) -> Result<(), Refusal> {
        if self.scales() && self.ty != Ty::Int(64) {
            return refuse("a rescale in fewer than 64 bits");
        }
        Ok(())
    }
}
