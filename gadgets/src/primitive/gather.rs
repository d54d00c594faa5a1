//! `Gather`: elements at positions that are data.
//!
//! The index has the result's shape; the data is read in that shape and one more axis, along which the index points:
//! `result[o] = data[o, index[o]]`. Embeddings, GatherElements and GatherND, by views of the data.

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Read, Word, same};
use crate::Interval;
use crate::nest::{At, Expr, Nest};

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Gather {
    /// What is read.
    pub data: Read,
    /// Where, from 0 on.
    pub index: Read,
}

impl Word for Gather {
    fn name(&self) -> &'static str {
        "gather"
    }

    fn reads(&self) -> Vec<&Read> {
        vec![&self.data, &self.index]
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        match operands[0].split_last() {
            Some((_, outer)) => same(1, outer, &operands[1])?,
            None => return Err(Misfit::Parameters("a gather from a single number".to_owned())),
        }
        Ok(operands[1].clone())
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let rank = operands[1].len();
        let at = (0..rank).map(At::Loop).chain([At::Value(Box::new(Expr::element(1, rank)))]).collect();
        Nest::elementwise(&operands[1], Expr::Element { operand: 0, at })
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let (data, index) = (&operands[0], operands[1].range);
        let size = data.shape.last().copied().unwrap_or_default();
        let allowed = Interval { lo: 0, hi: size as i128 - 1 };
        if !allowed.contains_range(index) {
            return Err(Misfit::Range { what: "an index", got: index, allowed });
        }
        Ok(data.range)
    }
}
