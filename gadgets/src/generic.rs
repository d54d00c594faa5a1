//! Any other integer function: code that no family's pattern matches, as a straight-line program.
//!
//! It has no lowering of its own: it is what reading LLVM IR back gives for a function that is not
//! recognised, so that every later stage treats it like a gadget. Operands and result are the function's
//! pointer arguments in order; the last is the result.

use serde::{Deserialize, Serialize};

use crate::gadget::{Known, Semantics, check_shapes};
use crate::scalar::{Access, ScalarProgram};
use crate::{Body, Fault, GadgetError, Operand, Range, Role, Status};

/// An unrecognised function.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Generic {
    /// What it computes.
    pub program: ScalarProgram,
}

const NAME: &str = "generic";

impl Generic {
    fn malformed(reason: impl ToString) -> GadgetError {
        GadgetError::Parameters { gadget: NAME, reason: reason.to_string() }
    }
}

impl Semantics for Generic {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        let read = self.program.operands.iter().filter(|o| o.access != Access::Output);
        read.map(|o| {
            let role = if matches!(o.access, Access::Constant(_)) { Role::Table } else { Role::Activation };
            Operand::new(role, o.element, &[o.len as usize])
        })
        .collect()
    }

    fn output(&self) -> Option<Operand> {
        let written = self.program.operands.iter().find(|o| o.access == Access::Output);
        written.map(|o| Operand::new(Role::Activation, o.element, &[o.len as usize]))
    }

    fn body(&self) -> Option<Body> {
        None
    }

    fn check(&self) -> Result<(), GadgetError> {
        self.program.check().map_err(Self::malformed)?;
        let written = self.program.operands.iter().position(|o| o.access == Access::Output);
        if written.is_some_and(|i| i + 1 != self.program.operands.len()) {
            return Err(Self::malformed("only the last argument may be written"));
        }
        let shapes: Vec<[usize; 1]> = self.program.operands.iter().map(|o| [o.len as usize]).collect();
        check_shapes(NAME, &shapes.iter().map(|s| s.as_slice()).collect::<Vec<_>>())
    }

    fn evaluate(&self, operands: &[&[i64]]) -> Result<Vec<i64>, Fault> {
        let result = self.program.evaluate(operands).map_err(Self::malformed)?;
        match (result.status, Status::from_code(result.status)) {
            (0, _) => Ok(result.outputs.into_iter().next_back().unwrap_or_default()),
            (_, Some(status)) => Err(Fault::Status(status)),
            (code, None) => Err(Self::malformed(format!("unknown status {code}")).into()),
        }
    }

    fn range(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        Ok(self.program.range(known).unwrap_or(Range::point(0)))
    }
}
