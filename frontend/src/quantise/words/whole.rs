//! Exact arithmetic of whole numbers: quotients, and what a narrow type leaves of a number.

use gadgets::primitive::{Check, Compare, Comparison, Divide, Divisor, Map, Read, Reduce};
use gadgets::{Primitive, Range, Rounding, Status};

use super::{Draft, Made, moved};
use crate::quantise::Outcome;
use crate::quantise::build::Builder;
use crate::quantise::deviation::Deviation;
use crate::quantise::fuse::Stage;
use crate::words::Toward;

impl Builder<'_> {
    /// The quotient of whole numbers. A divisor of either sign is made positive, with the numerator; 0 ends the run.
    pub(super) fn whole_quotient(
        &mut self,
        stage: &Stage,
        mut draft: Draft,
        toward: Toward,
        a: &Read,
        b: &Read,
    ) -> Outcome {
        let [i, j] = [a, b].map(Draft::operand);
        for k in [i, j] {
            let scale = draft.places[k].scale();
            if scale != 1.0 && scale != 0.0 {
                return Err(draft.unsupported("a whole quotient of what is no whole number"));
            }
        }
        let (mut range, seen) = (self.range_of(&draft.places[j]), self.range_of(&draft.places[i]));
        let (mut numerator, mut divisor) = (a.clone(), b.clone());
        if range.lo < 0 {
            let whole = Read::value(j);
            let sign = if range.hi <= 0 {
                None
            } else {
                let zero = Map { reads: vec![whole.clone()], terms: vec![], constant: 0 };
                let zero = Read::value(draft.push(Primitive::Map(zero)));
                let below = Compare { op: Comparison::Less, a: whole.clone(), b: zero };
                let below = Read::value(draft.push(Primitive::Compare(below)));
                Some(draft.push(Primitive::Map(Map::linear([(-2, below)], 1))))
            };
            let (positive, signed) = match sign {
                None => (Map::linear([(-1, whole)], 0), Map::linear([(-1, a.clone())], 0)),
                Some(sign) => {
                    (Map::product(whole, Read::value(sign)), Map::product(a.clone(), moved(b, sign)))
                }
            };
            divisor = moved(b, draft.push(Primitive::Map(positive)));
            numerator = Read::value(draft.push(Primitive::Map(signed)));
            range = Range { lo: 0, hi: range.hi.max(range.lo.saturating_neg()) };
        }
        if range.lo < 1 {
            let range = Range { lo: 1, hi: range.hi.max(1) };
            let check = Check { x: divisor, range, status: Status::DivisionByZero };
            divisor = Read::value(draft.push(Primitive::Check(check)));
        }
        let quotient = |draft: &mut Draft, numerator: Read| {
            let divisor = Divisor::Read(divisor.clone());
            let divide = Divide { numerator, divisor, rounding: Rounding::Floor, clip: None };
            draft.push(Primitive::Divide(divide))
        };
        let value = if toward == Toward::Below || (seen.lo >= 0 && numerator == *a) {
            quotient(&mut draft, numerator)
        } else {
            // The quotients of what is above 0, and of what is below it.
            let minus = Read::value(draft.push(Primitive::Map(Map::linear([(-1, numerator.clone())], 0))));
            let part = |draft: &mut Draft, x: Read| {
                let shape = Read::value(draft.push(Primitive::Map(Map::linear([(1, x)], 0))));
                let positive = Read::value(draft.push(Primitive::Reduce(Reduce::relu(shape))));
                quotient(draft, positive)
            };
            let [above, below] = [numerator, minus].map(|x| Read::value(part(&mut draft, x)));
            draft.push(Primitive::Map(Map::linear([(1, above), (-1, below)], 0)))
        };
        self.finish_exact(stage, draft, Made { value, scale: 1.0, error: Deviation::NONE })
    }

    /// A whole number modulo the size of a range, within it: itself where nothing else can be.
    pub(super) fn wrap(&mut self, stage: &Stage, mut draft: Draft, to: Range) -> Outcome {
        let scale = draft.places[0].scale();
        if scale != 1.0 && scale != 0.0 {
            return Err(draft.unsupported("a whole number of another scale"));
        }
        if to.contains_range(self.range_of(&draft.places[0])) {
            return self.alias(&draft.names, stage.inputs[0], stage.output, 1.0);
        }
        let size = to.hi - to.lo + 1;
        let above = Map::linear([(1, Read::value(0))], -to.lo);
        let above = Read::value(draft.push(Primitive::Map(above)));
        let turns = Divide {
            numerator: above,
            divisor: Divisor::Constant(size),
            rounding: Rounding::Floor,
            clip: None,
        };
        let turns = Read::value(draft.push(Primitive::Divide(turns)));
        let rest = Map::linear([(1, Read::value(0)), (-size, turns)], 0);
        let rest = Read::value(draft.push(Primitive::Map(rest)));
        // Which intervals do not see.
        let bound = Divide::clip(rest, to);
        let value = draft.push(Primitive::Divide(bound));
        self.finish_exact(stage, draft, Made { value, scale: 1.0, error: Deviation::NONE })
    }
}
