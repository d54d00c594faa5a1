//! Elements of strips by themselves: sums, quotients and checks of ranges, as a shape and its parameters.

use circuit::{Element, Graph, Range, Rounding, TensorId, Visibility};

use super::bilinear::known;
use super::block::{Reads, home};
use super::build::{Builder, PlanError};
use super::interval::Interval;
use super::numerator::{Numerator, Operand, Sum};
use super::strip::{Divisor as By, Home, Name, Number, Parameters, Quotient, Shape, What, limbs_for};

/// One element under construction.
pub struct Made {
    /// What gates know of it.
    pub shape: Shape,
    /// Its numbers.
    pub parameters: Parameters,
    /// Its operands.
    pub cells: Vec<(Reads, Interval)>,
    /// Its result, where that is an element.
    pub out: Option<(TensorId, u32)>,
    /// Where the result lies.
    pub range: Interval,
}

/// What becomes of a numerator.
pub struct Division {
    /// Where it lies.
    pub of: Range,
    /// Divides it: a number, or an operand that lies there.
    pub by: Result<i128, (Operand, Range)>,
    /// How it is rounded.
    pub rounding: Rounding,
    /// Where it is clamped to.
    pub clip: Option<Range>,
    /// Where the result must lie, unless it does in any case.
    pub checked: Option<Range>,
}

/// What a range's check or a result's lanes take.
pub fn bounded(range: Range, exactly: bool, bits: u32) -> Option<(Number, i128)> {
    let most = range.hi.checked_sub(range.lo)?;
    Some(if exactly { Number::exact(most, bits) } else { (Number::covering(most, bits), 0) })
}

impl Builder<'_> {
    pub(super) fn wide(&self, relation: Option<usize>) -> PlanError {
        self.refuse(relation.unwrap_or(0), "a coefficient exceeds 128 bits".into())
    }

    pub(super) fn operand(&self, relation: Option<usize>, e: Element) -> Result<Operand, PlanError> {
        match (known(self.graph, e), e) {
            (Some(v), _) => Ok(Operand::Known(v)),
            (None, Element::Value(v)) => Ok(Operand::Known(v.into())),
            (None, Element::Of(t, i)) => {
                let cell = home(&self.homes, t, i);
                let cell =
                    cell.ok_or_else(|| self.internal(relation.unwrap_or(0), "an operand has no cell"))?;
                let reads = Reads { at: cell.at, offset: cell.offset, of: Some((t, i)) };
                let lacks = Interval::point(-cell.offset);
                Ok(Operand::Cell(reads, &Interval::from(self.graph.tensor(t).range) + &lacks))
            }
        }
    }

    /// `N = out`, or a result that is checked.
    pub(super) fn sum(
        &self,
        relation: Option<usize>,
        sum: &Sum,
        out: Option<(TensorId, u32)>,
        of: Range,
    ) -> Result<Made, PlanError> {
        if out.is_some_and(|(t, _)| self.graph.tensor(t).checked.is_some()) {
            return self.held(relation, sum, of, out);
        }
        let n = Numerator::new(sum, 1).ok_or_else(|| self.wide(relation))?;
        let shape = Shape { operands: n.cells.len() as u32, product: n.product, what: What::Value };
        Ok(Made { shape, parameters: n.parameters(), cells: n.cells, out, range: of.into() })
    }

    /// A sum that lies in a range, and may be a result.
    pub(super) fn held(
        &self,
        relation: Option<usize>,
        sum: &Sum,
        range: Range,
        out: Option<(TensorId, u32)>,
    ) -> Result<Made, PlanError> {
        let wide = || self.wide(relation);
        let mut n = Numerator::new(sum, 1).ok_or_else(wide)?;
        n.constant = n.constant.checked_sub(range.lo).ok_or_else(wide)?;
        let (number, width) = bounded(range, true, self.config.bits).ok_or_else(wide)?;
        let quotient = Quotient { out: number, home: self.place(out, &number, range), ..Quotient::default() };
        let mut parameters = n.parameters();
        parameters.extend([(Name::Least, range.lo), (Name::Width, width)]);
        let shape =
            Shape { operands: n.cells.len() as u32, product: n.product, what: What::Quotient(quotient) };
        Ok(Made { shape, parameters, cells: n.cells, out, range: range.into() })
    }

    /// Where a number from the least of a range on lies as a result. Public ones are copied as they are.
    pub(super) fn place(&self, out: Option<(TensorId, u32)>, number: &Number, range: Range) -> Home {
        match out {
            None => Home::None,
            Some((t, _)) if number.limbs == 1 => {
                let public = self.graph.tensor(t).vis == Visibility::PublicOutput;
                if public && range.lo != 0 { Home::Port } else { Home::Lane }
            }
            Some(_) => Home::Port,
        }
    }

    /// A quotient, and whether its range is still to be checked.
    pub(super) fn divided(
        &self,
        relation: Option<usize>,
        sum: &Sum,
        division: Division,
        out: Option<(TensorId, u32)>,
    ) -> Result<(Made, bool), PlanError> {
        let wide = || self.wide(relation);
        let bits = self.config.bits;
        let Division { of, by, rounding, clip, checked } = division;
        let dens = by.as_ref().map_or_else(|(_, range)| *range, |d| Range::point(*d));
        let image = of.div_round(dens, rounding).ok_or_else(wide)?;
        let clip = clip.filter(|c| !c.contains_range(image));
        let clamped = clip.map_or(image, |c| image.clamp(c));
        let checked = checked.filter(|c| !c.contains_range(clamped));
        // A clamp and a check of other ends are two facts.
        let apart = checked.is_some() && clip.is_some();
        let range = checked.filter(|_| !apart).unwrap_or(clamped);
        let above = clip.map_or(0, |c| limbs_for(image.hi.saturating_sub(c.hi), bits));
        let below = clip.map_or(0, |c| limbs_for(c.lo.saturating_sub(image.lo), bits));
        // round(n / d) = floor((n + d/2) / d) for even d, floor((2n + d) / 2d) for odd d.
        let (scale, half) = match (&by, rounding) {
            (Ok(1), _) | (_, Rounding::Floor) => (1, 0),
            (Ok(d), _) if d % 2 == 0 => (1, d / 2),
            (Ok(d), _) => (2, *d),
            (Err(_), _) => (2, 0),
        };
        let mut n = Numerator::new(sum, scale).ok_or_else(wide)?;
        let exactly = above > 0 || (checked.is_some() && !apart);
        let (number, width) = bounded(range, exactly, bits).ok_or_else(wide)?;
        let home = self.place(out, &number, range);
        let mut parameters = vec![(Name::Least, range.lo), (Name::Width, width)];
        let mut rem = Number::default();
        let mut left = 0;
        let divisor = match by {
            Ok(d) => {
                let d = d.checked_mul(scale.into()).ok_or_else(wide)?;
                let least = d.checked_mul(range.lo).and_then(|l| half.checked_sub(l)).ok_or_else(wide)?;
                n.constant = n.constant.checked_add(least).ok_or_else(wide)?;
                let (number, width) = Number::exact(d - 1, bits);
                rem = number;
                parameters.extend([(Name::Divisor, d), (Name::Remainder, width)]);
                if d == 1 { By::One } else { By::Constant }
            }
            Err((Operand::Known(_), _)) => {
                return Err(self.internal(relation.unwrap_or(0), "a divisor without cell"));
            }
            Err((Operand::Cell(reads, lies), within)) => {
                let most = within.hi.checked_mul(scale.into()).ok_or_else(wide)?;
                rem.limbs = limbs_for(most - 1, bits);
                left = rem.limbs;
                parameters.push((Name::Divisor, reads.offset));
                n.cells.push((reads, lies));
                By::Operand(scale)
            }
        };
        parameters.extend(n.parameters());
        parameters.sort_unstable();
        let quotient = Quotient { divisor, out: number, home, above, below, rem, left, given: false };
        let shape =
            Shape { operands: n.cells.len() as u32, product: n.product, what: What::Quotient(quotient) };
        Ok((Made { shape, parameters, cells: n.cells, out, range: range.into() }, apart))
    }
}

/// Where all of some elements lie.
pub fn hull(graph: &Graph, elements: &[Element]) -> Range {
    let of = |e: &Element| match (known(graph, *e), e) {
        (Some(v), _) => Range::point(v),
        (None, Element::Of(t, _)) => graph.tensor(*t).range,
        (None, Element::Value(v)) => Range::point((*v).into()),
    };
    elements.iter().map(of).reduce(Range::hull).unwrap_or(Range::point(0))
}
