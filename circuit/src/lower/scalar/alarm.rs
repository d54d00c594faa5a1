//! Statuses: values that are one code where any of many conditions holds, and 0 where none does.
//!
//! A range check of a thousand elements joins a thousand `select(outside, 16, 0)` by `or`. Counting the
//! conditions is one linear form, and the count is 0 exactly if the status is, so nothing else is proved.

use gadgets::scalar::{Binary, Op, Value};

use super::cells::CellId;
use super::form::Form;
use super::translate::{Result, Translation};

/// `code` where `count` is not 0, else 0.
#[derive(Clone, Debug)]
pub(super) struct Alarm {
    code: i128,
    /// Conditions that hold; never negative.
    count: Form,
}

impl Translation<'_> {
    /// Counts a use of a value without asking for it.
    pub(super) fn drop_use(&mut self, v: Value) {
        let i = v.0 as usize;
        self.uses[i] = self.uses[i].saturating_sub(1);
        if self.uses[i] == 0 {
            (self.forms[i], self.alarms[i]) = (None, None);
        }
    }

    fn take_alarm(&mut self, v: Value) -> Option<Alarm> {
        let i = v.0 as usize;
        if self.uses[i] <= 1 { self.alarms[i].take() } else { self.alarms[i].clone() }
    }

    /// The alarm that an operation raises: a code under a condition, or the union of two of one code. The
    /// operands of a union count as used.
    pub(super) fn alarm(&mut self, op: Op) -> Result<Option<Alarm>> {
        match op {
            Op::Select { condition, then, otherwise }
                if self.number(otherwise) == Some(0) && self.bits(then) > 1 =>
            {
                let Some(code) = self.number(then).filter(|c| *c != 0) else { return Ok(None) };
                // Asked for here and once more by the select itself.
                self.uses[condition.0 as usize] += 1;
                let count = self.unsigned(condition)?;
                Ok(Some(Alarm { code, count }))
            }
            Op::Binary(Binary::Or, a, b) => {
                let code = |v: Value| self.alarms[v.0 as usize].as_ref().map(|a| a.code);
                if a == b || code(a).is_none() || code(a) != code(b) {
                    return Ok(None);
                }
                let (Some(x), Some(y)) = (self.take_alarm(a), self.take_alarm(b)) else { return Ok(None) };
                self.drop_use(a);
                self.drop_use(b);
                let (long, short) = if x.count.terms.len() < y.count.terms.len() { (y, x) } else { (x, y) };
                let count = self.sum(long.count, 1, &short.count)?;
                Ok(Some(Alarm { code: long.code, count }))
            }
            _ => Ok(None),
        }
    }

    /// The value of an alarm.
    pub(super) fn raised(&mut self, v: Value) -> Result<Form> {
        let alarm = self.alarms[v.0 as usize].clone();
        let Some(Alarm { code, count }) = alarm else {
            return Err(self.refuse(format!("value {} is read before it is computed", v.0)));
        };
        // 1 − [count − 1 < 0].
        let less = self.within(count.plus_constant(-1, self.cells))?;
        let none = self.negative(&less)?;
        let any = self.sum(Form::constant(1), -1, &none)?;
        self.times(&any, code)
    }

    /// What has to be 0 for the status to be 0, and the code if it is a count.
    pub(super) fn status(&mut self) -> Result<Option<(CellId, Option<i32>)>> {
        let v = self.program.status;
        self.at = v.0 as usize;
        let (form, code) = match self.take_alarm(v) {
            Some(Alarm { code, count }) => (count, Some(code as i32)),
            None => (self.signed(v)?, None),
        };
        if form.as_constant() == Some(0) {
            return Ok(None);
        }
        if !form.range.contains(0) {
            let code = code.map_or_else(|| form.range.to_string(), |c| c.to_string());
            return Err(self.refuse(format!("the function always returns status {code}")));
        }
        Ok(Some((self.hold(&form)?, code)))
    }
}
