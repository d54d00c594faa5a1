//! `Lookup`: a function of one integer argument, by its values. `result[i] = table[x[i] − first]`.

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Read, Word, wide};
use crate::nest::{At, Expr, Nest};
use crate::strided::Strided;
use crate::{Fault, GadgetError, Interval};

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lookup {
    /// The values, along one axis.
    pub table: Read,
    /// The argument of the first.
    pub first: i64,
    /// The arguments.
    pub x: Read,
}

impl Word for Lookup {
    fn name(&self) -> &'static str {
        "lookup"
    }

    fn reads(&self) -> Vec<&Read> {
        vec![&self.table, &self.x]
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        match operands[0][..] {
            [_] => Ok(operands[1].clone()),
            _ => Err(Misfit::Parameters(format!("a table of shape {:?}, one axis expected", operands[0]))),
        }
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let x = Expr::element(1, operands[1].len());
        let at = match self.first {
            0 => x,
            first => Expr::Sum(vec![x, Expr::Const(-first)]),
        };
        Nest::elementwise(&operands[1], Expr::Element { operand: 0, at: vec![At::Value(Box::new(at))] })
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let (table, x) = (&operands[0], operands[1].range);
        let first = i128::from(self.first);
        let allowed = Interval { lo: first, hi: first + table.shape[0] as i128 - 1 };
        if !allowed.contains_range(x) {
            return Err(Misfit::Range { what: "a table's argument", got: x, allowed });
        }
        match &table.constant {
            Some(values) => {
                wide(Interval::of((x.lo - first..=x.hi - first).map(|i| values.at(&[i as usize]).into())))
            }
            None => Ok(table.range),
        }
    }

    fn eval(&self, operands: &[Strided<'_>]) -> Result<Vec<i128>, Fault> {
        let table = operands[0].to_vec();
        let value = |x: i64| {
            let at = i128::from(x) - i128::from(self.first);
            let found = usize::try_from(at).ok().and_then(|at| table.get(at));
            found.map(|v| i128::from(*v)).ok_or_else(|| {
                let reason = format!("position {at} of {}", table.len());
                GadgetError::Parameters { gadget: "lookup", reason }.into()
            })
        };
        operands[1].to_vec().into_iter().map(value).collect()
    }
}
