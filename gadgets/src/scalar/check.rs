//! What makes a program well-formed.

use super::{Access, Op, ScalarError, ScalarOp, ScalarProgram, Value, wrap};
use crate::ElementType;

impl ScalarProgram {
    fn malformed(&self, at: usize, reason: String) -> ScalarError {
        ScalarError::Malformed { program: self.name.clone(), at, reason }
    }

    fn width(&self, at: usize, v: Value) -> Result<u8, ScalarError> {
        match self.ops.get(v.0 as usize) {
            Some(op) if (v.0 as usize) < at => Ok(op.bits),
            _ => Err(self.malformed(at, format!("value {} is not defined before it", v.0))),
        }
    }

    /// Checks that every operation reads earlier values of the right widths, that constants have
    /// their operand's type, and that each output element is stored exactly once.
    ///
    /// # Errors
    /// The first [`ScalarError`].
    pub fn check(&self) -> Result<(), ScalarError> {
        for (i, operand) in self.operands.iter().enumerate() {
            let fail = |reason| Err(ScalarError::Operand { program: self.name.clone(), operand: i, reason });
            if let Access::Constant(values) = &operand.access {
                if values.len() != operand.len as usize {
                    return fail(format!("{} constants, expected {}", values.len(), operand.len));
                }
                if values.element() != operand.element {
                    return fail(format!("{} constants, expected {}", values.element(), operand.element));
                }
            }
        }
        for (at, op) in self.ops.iter().enumerate() {
            self.check_op(at, op)?;
        }
        self.check_stores()
    }

    fn check_op(&self, at: usize, &ScalarOp { bits, op }: &ScalarOp) -> Result<(), ScalarError> {
        let same = |v: Value, want: u8| match self.width(at, v)? {
            got if got == want => Ok(()),
            got => Err(self.malformed(at, format!("value {} has {got} bits, expected {want}", v.0))),
        };
        let want = |ok: bool, reason: &dyn Fn() -> String| {
            if ok { Ok(()) } else { Err(self.malformed(at, reason())) }
        };
        want((1..=128).contains(&bits), &|| format!("width {bits}, expected 1 to 128"))?;
        match op {
            Op::Const(c) => want(wrap(c, bits) == c, &|| format!("{c} does not fit {bits} bits")),
            Op::Load { operand, element } => {
                let known = self.operands.get(operand as usize);
                want(
                    known.is_some_and(|o| {
                        o.access != Access::Output && width_of(o.element) == bits && element < o.len
                    }),
                    &|| format!("no {bits}-bit element {element} to load from operand {operand}: {known:?}"),
                )
            }
            Op::Lookup { table, index } => {
                self.width(at, index)?;
                let known = self.tables.get(table as usize).map(|t| width_of(t.element()));
                want(known == Some(bits), &|| format!("no table {table} of {bits}-bit entries"))
            }
            Op::Binary(_, a, b) => same(a, bits).and(same(b, bits)),
            Op::Shift(_, x, n) => {
                same(x, bits)?;
                want(n < bits.into(), &|| format!("shift by {n} at width {bits}"))
            }
            Op::Icmp(_, a, b) => {
                same(b, self.width(at, a)?)?;
                want(bits == 1, &|| format!("comparison of width {bits}, expected 1"))
            }
            Op::Select { condition, then, otherwise } => {
                same(condition, 1).and(same(then, bits)).and(same(otherwise, bits))
            }
            Op::Sext(x) | Op::Zext(x) => {
                let from = self.width(at, x)?;
                want(from < bits, &|| format!("extension from {from} to {bits} bits"))
            }
            Op::Trunc(x) => {
                let from = self.width(at, x)?;
                want(from > bits, &|| format!("truncation from {from} to {bits} bits"))
            }
        }
    }

    fn check_stores(&self) -> Result<(), ScalarError> {
        let end = self.ops.len();
        if self.width(end, self.status)? != 32 {
            return Err(self.malformed(end, "the status is not 32 bits wide".into()));
        }
        let outputs =
            self.operands.iter().map(|o| if o.access == Access::Output { o.len as usize } else { 0 });
        let mut stored: Vec<Vec<bool>> = outputs.map(|n| vec![false; n]).collect();
        for (i, s) in self.stores.iter().enumerate() {
            let slot = stored.get_mut(s.operand as usize).and_then(|o| o.get_mut(s.element as usize));
            match slot {
                Some(done) if !*done => *done = true,
                _ => return Err(self.malformed(end + i, format!("{s:?} has no free output element"))),
            }
            let (got, want) =
                (self.width(end, s.value)?, width_of(self.operands[s.operand as usize].element));
            if got != want {
                return Err(self.malformed(end + i, format!("stores {got} bits into {want}-bit elements")));
            }
        }
        match stored.iter().position(|o| o.contains(&false)) {
            None => Ok(()),
            Some(o) => Err(self.malformed(end, format!("operand {o} is not stored completely"))),
        }
    }
}

/// Width of an element's loads and stores.
const fn width_of(element: ElementType) -> u8 {
    element.bits() as u8
}
