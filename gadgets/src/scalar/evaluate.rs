//! Exact execution of a program: the reference for its circuit.

use super::{Access, Op, ScalarError, ScalarOp, ScalarProgram, Value, signed, unsigned, wrap};

/// What a run of a program gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarResult {
    /// The status returned.
    pub status: i32,
    /// For each operand the elements stored, as its type reads them; empty for inputs and constants.
    pub outputs: Vec<Vec<i64>>,
}

impl ScalarProgram {
    /// Runs the program: `operands` holds a slice for each operand, of which only inputs are read.
    ///
    /// # Errors
    /// [`ScalarError`] for a malformed program, operands that do not fit, or undefined behaviour.
    pub fn evaluate(&self, operands: &[&[i64]]) -> Result<ScalarResult, ScalarError> {
        self.check()?;
        for (i, operand) in self.operands.iter().enumerate() {
            let fail = |reason| Err(ScalarError::Operand { program: self.name.clone(), operand: i, reason });
            match operands.get(i) {
                _ if operand.access != Access::Input => {}
                Some(v) if v.len() != operand.len as usize => {
                    return fail(format!("{} elements, expected {}", v.len(), operand.len));
                }
                Some(_) => {}
                None => return fail("missing".into()),
            }
        }
        let mut values: Vec<i128> = Vec::with_capacity(self.ops.len());
        for (at, op) in self.ops.iter().enumerate() {
            let v = self.step(op, operands, &values).ok_or_else(|| ScalarError::Undefined {
                program: self.name.clone(),
                at,
                reason: format!(
                    "{:?} of {:?}",
                    op.op,
                    op.op.uses().map(|u| values[u.0 as usize]).collect::<Vec<_>>()
                ),
            })?;
            values.push(v);
        }
        let mut outputs: Vec<Vec<i64>> = self
            .operands
            .iter()
            .map(|o| vec![0; if o.access == Access::Output { o.len as usize } else { 0 }])
            .collect();
        for s in &self.stores {
            let (v, element) = (values[s.value.0 as usize], self.operands[s.operand as usize].element);
            let stored = if element.signed() { v } else { unsigned(v, element.bits() as u8) as i128 };
            outputs[s.operand as usize][s.element as usize] = stored as i64;
        }
        Ok(ScalarResult { status: values[self.status.0 as usize] as i32, outputs })
    }

    /// One operation; `None` where it is undefined. The program has been checked.
    fn step(&self, &ScalarOp { bits, op }: &ScalarOp, operands: &[&[i64]], values: &[i128]) -> Option<i128> {
        let at = |v: Value| values[v.0 as usize];
        let width = |v: Value| self.ops[v.0 as usize].bits;
        Some(match op {
            Op::Const(c) => c,
            Op::Load { operand, element } => {
                let v = match &self.operands[operand as usize].access {
                    Access::Constant(c) => c.get(element as usize)?,
                    _ => operands[operand as usize][element as usize],
                };
                wrap(v.into(), bits)
            }
            Op::Lookup { table, index } => {
                let i = usize::try_from(signed(at(index), width(index))).ok()?;
                wrap(self.tables[table as usize].get(i)?.into(), bits)
            }
            Op::Binary(f, a, b) => f.apply(at(a), at(b), bits)?,
            Op::Shift(f, x, n) => f.apply(at(x), n, bits),
            Op::Icmp(p, a, b) => p.holds(at(a), at(b), width(a)).into(),
            Op::Select { condition, then, otherwise } => {
                at(if at(condition) == 1 { then } else { otherwise })
            }
            Op::Sext(x) => wrap(signed(at(x), width(x)), bits),
            Op::Zext(x) => wrap(unsigned(at(x), width(x)) as i128, bits),
            Op::Trunc(x) => wrap(at(x), bits),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Binary, Shift, Store};
    use crate::{Buffer, ElementType, scalar::ScalarOperand};

    fn program(ops: Vec<ScalarOp>, stores: Vec<Store>, status: Value) -> ScalarProgram {
        let operand = |access| ScalarOperand { element: ElementType::I32, len: 1, access };
        ScalarProgram {
            name: "f".into(),
            operands: vec![operand(Access::Input), operand(Access::Output)],
            tables: vec![Buffer::from(vec![7i32, 8, 9])],
            ops,
            stores,
            status,
        }
    }

    fn op(bits: u8, op: Op) -> ScalarOp {
        ScalarOp { bits, op }
    }

    /// `out[0] = table[x[0]]`.
    fn lookup() -> ScalarProgram {
        program(
            vec![
                op(32, Op::Load { operand: 0, element: 0 }),
                op(32, Op::Lookup { table: 0, index: Value(0) }),
                op(32, Op::Const(0)),
            ],
            vec![Store { operand: 1, element: 0, value: Value(1) }],
            Value(2),
        )
    }

    #[test]
    fn lookups_are_defined_inside_their_table_only() {
        let p = lookup();
        assert_eq!(p.evaluate(&[&[2]]).expect("inside").outputs, vec![vec![], vec![9]]);
        for outside in [-1, 3] {
            assert!(matches!(p.evaluate(&[&[outside]]), Err(ScalarError::Undefined { at: 1, .. })));
        }
    }

    #[test]
    fn malformed_programs_are_refused() {
        let mut cases = vec![lookup(); 6];
        cases[0].ops[1].op = Op::Binary(Binary::Add, Value(1), Value(0)); // reads itself
        cases[1].ops[1].bits = 16; // not the table's width
        cases[2].stores.clear();
        cases[3].ops[0].op = Op::Load { operand: 1, element: 0 }; // loads an output
        cases[4].ops[2] = op(64, Op::Const(0)); // the status must be 32 bits
        cases[5].ops[2].op = Op::Shift(Shift::Shl, Value(0), 32);
        for (i, p) in cases.iter().enumerate() {
            assert!(matches!(p.check(), Err(ScalarError::Malformed { .. })), "case {i}");
        }
        assert!(matches!(lookup().evaluate(&[&[1, 2]]), Err(ScalarError::Operand { operand: 0, .. })));
    }
}
