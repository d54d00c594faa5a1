//! `Check`: its operand, where every element lies in a range; else the run stops with a status.

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Read, Word};
use crate::nest::{Checked, Expr, Nest};
use crate::{Interval, Range, Status};

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Check {
    /// What is looked at.
    pub x: Read,
    /// Where every element must lie.
    pub range: Range,
    /// The status of a run that stops.
    pub status: Status,
}

impl Word for Check {
    fn name(&self) -> &'static str {
        "check"
    }

    fn reads(&self) -> Vec<&Read> {
        vec![&self.x]
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        if self.range.lo > self.range.hi {
            return Err(Misfit::Parameters(format!("range {} is empty", self.range)));
        }
        Ok(operands[0].clone())
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let element = Box::new(Expr::element(0, operands[0].len()));
        let check = Checked { range: self.range.into(), status: self.status };
        Nest::elementwise(&operands[0], Expr::Check(element, check))
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let range = Interval::from(self.range);
        // Without a value in common every run stops, and nothing is said of what comes after.
        Ok(operands[0].range.meet(range).unwrap_or(range))
    }
}
