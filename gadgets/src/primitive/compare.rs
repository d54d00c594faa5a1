//! `Compare`: 1 where a comparison of two elements holds, else 0.

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Read, Word, same};
use crate::Interval;
use crate::nest::{Expr, Nest};

/// A relation between two integers. The others are these with sides or results exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `a < b`.
    Less,
    /// `a = b`.
    Equal,
}

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Compare {
    /// What is asked.
    pub op: Comparison,
    /// The left side.
    pub a: Read,
    /// The right side, of the same shape.
    pub b: Read,
}

impl Word for Compare {
    fn name(&self) -> &'static str {
        "compare"
    }

    fn reads(&self) -> Vec<&Read> {
        vec![&self.a, &self.b]
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        same(1, &operands[0], &operands[1])?;
        Ok(operands[0].clone())
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let rank = operands[0].len();
        let [a, b] = [0, 1].map(|i| Box::new(Expr::element(i, rank)));
        let value = match self.op {
            Comparison::Less => Expr::Less(a, b),
            Comparison::Equal => Expr::Equal(a, b),
        };
        Nest::elementwise(&operands[0], value)
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let [a, b] = [operands[0].range, operands[1].range];
        let (never, always) = match self.op {
            Comparison::Less => (a.lo >= b.hi, a.hi < b.lo),
            Comparison::Equal => (a.meet(b).is_none(), a.lo == a.hi && a == b),
        };
        Ok(Interval { lo: always.into(), hi: (!never).into() })
    }
}
