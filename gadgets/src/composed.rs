//! Any composition of primitives: what most operators become. Its body is its parameters.
//!
//! The other families are compositions with a name and parameters of their own, where a backend has a cheaper way.

use serde::{Deserialize, Serialize};

use crate::gadget::{Semantics, check_shapes};
use crate::primitive::{Divide, Divisor, Primitive};
use crate::{Body, GadgetError, Operand};

/// A step given by its body, which has one result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Composed {
    /// What it computes.
    #[serde(flatten)]
    pub body: Body,
}

const NAME: &str = "composed";

impl Composed {
    fn malformed(reason: impl ToString) -> GadgetError {
        GadgetError::Parameters { gadget: NAME, reason: reason.to_string() }
    }
}

impl Semantics for Composed {
    /// The most telling of its words.
    fn name(&self) -> &'static str {
        let words = || self.body.values.iter().map(|v| &v.word);
        let by_tensor =
            |w: &Primitive| matches!(w, Primitive::Divide(Divide { divisor: Divisor::Read(_), .. }));
        let rank = |w: &Primitive| match w {
            Primitive::Einsum(_) => 0,
            Primitive::Gather(_) => 1,
            w if by_tensor(w) => 2,
            Primitive::Lookup(_) => 3,
            Primitive::Reduce(_) => 4,
            Primitive::Compare(_) => 5,
            Primitive::Map(m) if !m.is_copy() => 6,
            Primitive::Divide(_) => 7,
            _ => 8,
        };
        match words().min_by_key(|w| rank(w)) {
            Some(Primitive::Map(m)) if m.is_copy() => "view",
            Some(w) if by_tensor(w) => "quotient",
            Some(w) => w.word().name(),
            None => "view",
        }
    }

    fn operands(&self) -> Vec<Operand> {
        self.body.operands.clone()
    }

    fn output(&self) -> Option<Operand> {
        self.body.results.first().map(|r| r.operand.clone())
    }

    fn body(&self) -> Option<Body> {
        Some(self.body.clone())
    }

    fn check(&self) -> Result<(), GadgetError> {
        let [result] = &self.body.results[..] else {
            return Err(Self::malformed(format!("{} results, 1 expected", self.body.results.len())));
        };
        let operands = self.body.operands.iter().chain([&result.operand]);
        check_shapes(NAME, &operands.map(|o| o.shape.as_slice()).collect::<Vec<_>>())?;
        self.body.shapes().map(drop).map_err(Self::malformed)
    }
}
