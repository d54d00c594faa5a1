//! The status of a function: a code for every value that differs from what it is moved into.

use gadgets::primitive::{Check, Primitive};
use gadgets::{Range, Status};

use super::super::affine::LoopId;
use super::super::expr::{Expr, Kind, Op};
use super::super::nest::clamp;
use super::super::refusal::refuse;
use super::{Operand, Raiser, Understood};

impl Raiser<'_> {
    /// Adds the checks of a status in these loops. All have one code: that of several is none.
    pub(super) fn status(&mut self, e: &Expr, path: &mut Vec<LoopId>) -> Understood<()> {
        match &e.kind {
            Kind::Int(0) => Ok(()),
            Kind::Binary(Op::Or, a, b) => {
                self.status(a, path)?;
                self.status(b, path)
            }
            Kind::Reduce { op: Op::Or, loops, init, term } => {
                self.status(init, path)?;
                let outer = path.len();
                path.extend(loops);
                let inner = self.status(term, path);
                path.truncate(outer);
                inner
            }
            Kind::Select(c, code, zero) if zero.int() == Some(0) => {
                let code = code.int().and_then(|c| i32::try_from(c).ok());
                let (Kind::Differs(a, b), Some(status)) = (&c.kind, code.and_then(Status::from_code)) else {
                    return refuse("a status that is none of ours");
                };
                self.check(a, b, status, path)
            }
            _ => refuse("the status depends on something else than a bound"),
        }
    }

    fn check(&mut self, a: &Expr, b: &Expr, status: Status, path: &[LoopId]) -> Understood<()> {
        let of = |clamped: &Expr, value: &Expr| clamp(clamped).filter(|(v, ..)| v == value);
        let (value, clamped, (_, lo, hi)) = match (of(b, a), of(a, b)) {
            (Some(found), _) => (a, b, found),
            (None, Some(found)) => (b, a, found),
            _ => return refuse("the status is not that of a value out of range"),
        };
        let other = |v: &gadgets::body::Value| matches!(&v.word, Primitive::Check(c) if c.status != status);
        if self.body.values.iter().any(other) {
            return refuse("statuses of two kinds");
        }
        let ty = self.computed(value)?;
        let x = self.raise(value, ty, path)?;
        let x = self.exact(x, ty, path)?;
        let axes = self.axes(&[&x], path)?;
        let x = self.read(&x, &axes)?;
        // Loops that the value does not depend on look at it again.
        self.counts(path)?;
        let word = Primitive::Check(Check { x, range: Range { lo, hi }, status });
        let value = self.push(word, ty)?;
        self.checks.push((clamped.clone(), Operand::Value(value, axes)));
        Ok(())
    }
}
