//! `Divide`: rounded quotients by something that is at least 1, and a clip.
//!
//! `result[i] = clip(round(numerator[i] / divisor[i]))`: every requantisation (per tensor and per channel), averages,
//! reciprocals, ONNX's integer Div.

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Read, Word, same, together, wide};
use crate::nest::{Expr, Nest};
use crate::strided::Strided;
use crate::{Fault, GadgetError, Interval, Range, Rounding};

/// What is divided by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Divisor {
    /// A number, at least 1.
    Constant(i64),
    /// An element of the numerator's shape, at least 1.
    Read(Read),
}

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Divide {
    /// The numerator.
    pub numerator: Read,
    /// The divisor.
    pub divisor: Divisor,
    /// How the exact quotient becomes an integer.
    pub rounding: Rounding,
    /// What the rounded quotient is moved into.
    pub clip: Option<Range>,
}

impl Divide {
    /// By `2^shift`.
    pub const fn shift(numerator: Read, shift: u32, rounding: Rounding, clip: Option<Range>) -> Self {
        Self { numerator, divisor: Divisor::Constant(1 << shift), rounding, clip }
    }

    /// Moved into a range.
    pub const fn clip(numerator: Read, range: Range) -> Self {
        Self { numerator, divisor: Divisor::Constant(1), rounding: Rounding::Floor, clip: Some(range) }
    }

    fn divisor_of(&self, operands: &[Known<'_>]) -> Interval {
        match &self.divisor {
            Divisor::Constant(d) => Interval::point((*d).into()),
            Divisor::Read(_) => operands[1].range,
        }
    }
}

impl Word for Divide {
    fn name(&self) -> &'static str {
        "divide"
    }

    fn reads(&self) -> Vec<&Read> {
        match &self.divisor {
            Divisor::Constant(_) => vec![&self.numerator],
            Divisor::Read(d) => vec![&self.numerator, d],
        }
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        if let Divisor::Constant(d) = self.divisor
            && d < 1
        {
            return Err(Misfit::Parameters(format!("a division by {d}")));
        }
        if let Some(r) = self.clip.filter(|r| r.lo > r.hi) {
            return Err(Misfit::Parameters(format!("clip {r} is empty")));
        }
        if let Some(divisor) = operands.get(1) {
            same(1, &operands[0], divisor)?;
        }
        Ok(operands[0].clone())
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let rank = operands[0].len();
        let divisor = match self.divisor {
            Divisor::Constant(d) => Expr::Const(d),
            Divisor::Read(_) => Expr::element(1, rank),
        };
        let mut value = match divisor {
            Expr::Const(1) => Expr::element(0, rank),
            _ => Expr::Divide(Box::new(Expr::element(0, rank)), Box::new(divisor), self.rounding),
        };
        if let Some(r) = self.clip {
            value = Expr::Max(Box::new(value), Box::new(Expr::Const(r.lo)));
            value = Expr::Min(Box::new(value), Box::new(Expr::Const(r.hi)));
        }
        Nest::elementwise(&operands[0], value)
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let divisor = self.divisor_of(operands);
        if divisor.lo < 1 {
            let allowed = Interval { lo: 1, hi: i64::MAX.into() };
            return Err(Misfit::Range { what: "a divisor", got: divisor, allowed });
        }
        let image = wide(operands[0].range.div_round(divisor, self.rounding))?;
        Ok(self.clip.map_or(image, |r| image.clamp(r.into())))
    }

    fn eval(&self, operands: &[Strided<'_>]) -> Result<Vec<i128>, Fault> {
        let mut out = Vec::new();
        let mut wrong = None;
        together(operands, |v| {
            let divisor = match self.divisor {
                Divisor::Constant(d) => d,
                Divisor::Read(_) => v[1],
            };
            let quotient = self.rounding.divide(v[0].into(), divisor.into());
            if quotient.is_none() {
                wrong = Some(divisor);
            }
            let q = quotient.unwrap_or_default();
            out.push(self.clip.map_or(q, |r| q.clamp(r.lo.into(), r.hi.into())));
        });
        match wrong {
            Some(d) => {
                Err(GadgetError::Parameters { gadget: "divide", reason: format!("a division by {d}") }.into())
            }
            None => Ok(out),
        }
    }
}
