//! Range check: no output, a status for every element that a clamp would change.

use gadgets::{Gadget, Range, RangeCheck, Status};

use super::affine::LoopId;
use super::domain::Loops;
use super::epilogue::{clamp, rejects};
use super::expr::{Expr, Kind, Op};
use super::memory::Buffer;
use super::nest::{Found, Nest, Scalar};
use super::refusal::{Refusal, refuse};

pub(super) fn matches(loops: &Loops, buffers: &[Buffer], status: &Expr) -> Result<Found, Refusal> {
    let other = || Refusal::new("it writes nothing, and its status is no range check");
    let (over, term): (&[LoopId], _) = match &status.kind {
        Kind::Reduce { op: Op::Or, loops, term, .. } => (loops, term),
        _ => return Err(other()),
    };
    let Kind::Select(condition, ..) = &term.kind else { return Err(other()) };
    let Kind::Differs(a, b) = &condition.kind else { return Err(other()) };
    let (value, clamped) = if clamp(b).is_some_and(|(v, ..)| v == *a) { (a, b) } else { (b, a) };
    let (_, lo, hi) = clamp(clamped).filter(|(v, ..)| v == value).ok_or_else(other)?;
    if !rejects(status, Status::InputRange, over, value, clamped) {
        return Err(other());
    }
    let nest = Nest {
        loops,
        buffers,
        output: 0,
        at: vec![],
        over: over.to_vec(),
        value: value.clone(),
        status: None,
    };
    let x = nest.source(value)?;
    let Scalar::Int(element) = x.scalar else { return Err(other()) };
    if !x.exact || !loops.covers(over, &x.at, nest.shape(x.buffer))? {
        return refuse("a range check that does not look at every element once");
    }
    let (len, range) = (nest.len(x.buffer), Range { lo, hi });
    let gadget = Gadget::RangeCheck(RangeCheck { len, x: element, range });
    Ok(Found { gadget, float: None, operands: vec![x.buffer], output: None })
}
