//! Which family a body is: parameters are guessed from its shapes and positions, and compared by what their own body
//! computes.
//!
//! The law: what is found computes the same, in no fewer bits than its own analysis asks for; and a family's body is found
//! to be that family, with its [canonical](Gadget::canonical) parameters.

mod clue;
mod expression;
mod normal;
mod polynomial;
mod tree;

pub(crate) use clue::{Clue, Guess, Products, accumulator};
pub(crate) use expression::Expression;
pub(crate) use tree::{Element, Kind, Tree};

use crate::primitive::Fold;
use crate::{
    Add, AveragePool, Body, Conv2d, FullyConnected, Gadget, MaxPool, RangeCheck, Relu, Rescale, Softmax,
    Status, Transpose,
};

/// A family that a body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The family with its parameters.
    pub gadget: Gadget,
    /// Which of the body's operands each of the gadget's is.
    pub operands: Vec<usize>,
}

/// The family that a body is.
///
/// # Errors
/// Why it is none, for the user: one clause.
pub fn find(body: &Body) -> Result<Found, &'static str> {
    let all: Vec<usize> = (0..body.operands.len()).collect();
    let none = "its words are not those of one family, or the status is not that of what it writes";
    let expression = Expression::of(body, &all).ok_or(none)?;
    let guesses = guesses(body, &expression);
    let right = guesses.into_iter().find(|(gadget, operands)| is(body, gadget, operands));
    right.map(|(gadget, operands)| Found { gadget, operands }).ok_or_else(|| why(body, &expression))
}

/// Whether two bodies compute the same, the operands of the second being these of the first, in no fewer bits.
pub fn same(body: &Body, other: &Body, operands: &[usize]) -> bool {
    let all: Vec<usize> = (0..operands.len()).collect();
    let normal = |body, order| Expression::of(body, order)?.normal();
    normal(body, operands).zip(normal(other, &all)).is_some_and(|(a, b)| a.is(&b))
}

fn guesses(body: &Body, e: &Expression) -> Vec<Guess<Gadget>> {
    fn of<T>(family: fn(T) -> Gadget, guesses: impl IntoIterator<Item = Guess<T>>) -> Vec<Guess<Gadget>> {
        guesses.into_iter().map(|(g, operands)| (family(g), operands)).collect()
    }
    let Some(clue) = Clue::new(body, e) else { return of(Gadget::RangeCheck, RangeCheck::find(body, e)) };
    [
        of(Gadget::Relu, Relu::find(&clue)),
        of(Gadget::Transpose, Transpose::find(&clue)),
        of(Gadget::Rescale, Rescale::find(&clue)),
        of(Gadget::Add, Add::find(&clue)),
        of(Gadget::Conv2d, Conv2d::find(&clue)),
        of(Gadget::FullyConnected, FullyConnected::find(&clue)),
        of(Gadget::MaxPool, MaxPool::find(&clue)),
        of(Gadget::AveragePool, AveragePool::find(&clue)),
        of(Gadget::Softmax, Softmax::find(&clue)),
    ]
    .concat()
}

/// Whether a body is a gadget's.
fn is(body: &Body, gadget: &Gadget, operands: &[usize]) -> bool {
    let Some(built) = gadget.check().ok().and_then(|()| gadget.body()) else { return false };
    let storage = |o: &crate::Operand| (o.element, o.len());
    let own = operands.iter().map(|o| storage(&body.operands[*o]));
    let own = own.chain(body.results.iter().map(|r| storage(&r.operand)));
    let theirs = built.operands.iter().chain(built.results.iter().map(|r| &r.operand)).map(storage);
    own.eq(theirs) && same(body, &built, operands)
}

/// Why an expression is no family's.
fn why(body: &Body, e: &Expression) -> &'static str {
    let mut late = false;
    e.root.nodes(&mut |n| {
        late |= !n.folded.is_empty() && matches!(n.kind, Kind::Reduce { op: Fold::Max, floor: Some(_) })
    });
    if late {
        return "a maximum that does not start at the smallest value of its elements";
    }
    let mut t = &e.root;
    while let Some(n) = t.node() {
        match (&n.kind, &n.children[..]) {
            (Kind::Check { status: Status::InputRange, .. }, _) if body.results.is_empty() => {
                return "a range check that does not look at every element once";
            }
            (Kind::Check { .. }, _) if body.results.is_empty() => {
                return "it writes nothing, and its status is no range check";
            }
            (Kind::Check { status, .. }, _) if *status != Status::ValueRange => {
                return "the status is not that of a value out of range";
            }
            (Kind::Einsum, _) => {
                return "a sum of products of other elements than those of a convolution or a matrix product";
            }
            (Kind::Map { terms, .. }, _) if terms.is_empty() => return "it fills its output with a constant",
            (Kind::Map { constant, .. }, _) if *constant != 0 => {
                return "a sum that starts at a constant other than 0";
            }
            (Kind::Map { .. }, [Tree::Element(_), Tree::Element(_)]) => {
                return "two elements that are combined as no family does";
            }
            (Kind::Map { .. } | Kind::Divide { .. }, [Tree::Element(_)]) if n.width < 64 => {
                return "a rescale in fewer than 64 bits, or of elements at other positions";
            }
            (Kind::Reduce { op: Fold::Min, .. }, _) => return "a reduction by minimum",
            (Kind::Reduce { .. }, [Tree::Element(_)]) if !n.folded.is_empty() => {
                return "a fold over other cells than those of windows";
            }
            (Kind::Lookup { .. }, _) => return "a table lookup that is no softmax",
            (_, [one]) => t = one,
            _ => return "values that are combined as no family does",
        }
    }
    "elements at other positions than those of a copy or a permutation"
}

impl Gadget {
    /// The gadget with the same meaning that its body is found to be; for what is no family, itself.
    #[must_use]
    pub fn canonical(self) -> Self {
        if matches!(self, Self::Composed(_) | Self::Generic(_)) || self.check().is_err() {
            return self;
        }
        let found = self.body().and_then(|b| find(&b).ok());
        let same = found.filter(|f| f.operands.iter().copied().eq(0..self.operands().len()));
        same.map_or(self, |f| f.gadget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arbitrary::{FAMILIES, case_of};

    #[test]
    fn a_family_is_found_in_its_body_and_means_the_same() {
        for family in 0..FAMILIES {
            for seed in 0..300 {
                let case = case_of(family, seed);
                let found = case.gadget.body().map(|b| find(&b));
                let all = (0..case.operands.len()).collect();
                let this = Found { gadget: case.gadget.clone(), operands: all };
                assert_eq!(found, Some(Ok(this)), "family {family}, seed {seed}");
            }
        }
    }

    #[test]
    fn canonical_parameters_mean_the_same_and_are_reached_at_once() {
        for family in 0..FAMILIES {
            for seed in 0..200 {
                let case = case_of(family, seed);
                let mut wider = case.gadget.clone();
                if let Gadget::Conv2d(g) = &mut wider {
                    let size = g.spatial().expect("checked");
                    g.window.end[0] += g.window.strides[0] - 1;
                    if g.spatial().expect("still valid") != size {
                        continue;
                    }
                }
                let canonical = wider.clone().canonical();
                assert_eq!(canonical, canonical.clone().canonical());
                assert!(canonical.check().is_ok());
                let slices: Vec<&[i64]> = case.operands.iter().map(Vec::as_slice).collect();
                assert_eq!(wider.evaluate(&slices), canonical.evaluate(&slices), "{wider:?}");
                let sizes =
                    |g: &Gadget| g.operands().iter().map(|o| (o.element, o.len())).collect::<Vec<_>>();
                assert_eq!(sizes(&wider), sizes(&canonical));
            }
        }
    }
}
