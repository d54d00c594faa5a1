//! Does an integer identity stay an integer identity in a field?
//!
//! A backend proves polynomial identities modulo a prime `p`. They imply the integer identities only if no
//! side can leave `-p/2 ..= p/2`. Bounds come from the tensors' ranges, in 128 bits; what exceeds those is
//! refused for every field.

use super::infer::Problem;
use super::validate::Diagnostic;
use super::{Divisor, Graph, Range, RelId, Relation, Rounding};

/// The interval of `Σ coefficient · Π ranges`; `None` beyond 128 bits.
pub fn bound<'a>(terms: impl IntoIterator<Item = (i128, &'a [Range])>) -> Option<Range> {
    terms.into_iter().try_fold(Range::point(0), |sum, (c, factors)| {
        let product = factors.iter().try_fold(Range::point(c), |p, f| p.times(*f))?;
        sum.plus(product)
    })
}

/// Whether an expression with values in `range` cannot wrap modulo a prime of `modulus_bits` bits (one of at
/// least `2^(bits-1)`): its magnitude stays below half of that.
pub fn fits(range: Range, modulus_bits: u32) -> bool {
    let limit_bits = modulus_bits.saturating_sub(2);
    limit_bits >= 128 || range.magnitude() < 1u128 << limit_bits
}

impl Graph {
    /// Checks that the natural identity of each relation (`result − image`, `rounded numerator − divisor ·
    /// quotient − remainder`, differences of a maximum) does not wrap modulo a prime of `modulus_bits` bits.
    /// A plan that groups or packs differently checks its own expressions with [`bound`] and [`fits`].
    ///
    /// # Errors
    /// One finding for each relation that needs limbs or another field, naming its node.
    pub fn no_wrap(&self, modulus_bits: u32) -> Result<(), Vec<Diagnostic>> {
        let mut found = Vec::new();
        for (i, relation) in self.relations.iter().enumerate() {
            let diagnostic = |problem| Diagnostic {
                node: self.node_of(RelId(i as u32)),
                place: format!("relation {i} ({})", relation.name()),
                problem,
            };
            match self.identity(relation) {
                Err(problem) => found.push(diagnostic(problem)),
                Ok(Some(range)) if fits(range, modulus_bits) => {}
                Ok(range) => {
                    let values = range.map_or("beyond 128 bits".into(), |r| r.to_string());
                    let text = format!("values {values} may wrap modulo a prime of {modulus_bits} bits");
                    found.push(diagnostic(Problem::Parameters(text)));
                }
            }
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// Hull of the values of a relation's identity; `None` beyond 128 bits.
    fn identity(&self, relation: &Relation) -> Result<Option<Range>, Problem> {
        let image = self.infer(relation)?.image;
        let out = relation.out().map_or(image, |t| self.tensor(t).range);
        let difference = |a: Range, b: Range| b.scale(-1).and_then(|b| a.plus(b));
        let ranges = |r| self.ranges_of(r).map_err(|source| Problem::Operand { operand: 0, source });
        Ok(match relation {
            Relation::DivRound { num, den, rounding, .. } => {
                let den = match den {
                    Divisor::Pow2(n) => Range::point(1 << n),
                    Divisor::Const(d) => Range::point((*d).into()),
                    Divisor::Tensor(d) => ranges(d)?.hull(),
                };
                division(ranges(num)?.hull(), den, *rounding)
            }
            Relation::ReluPoolRequant { x, floor, shift, rounding, .. } => {
                let x = ranges(x)?.hull();
                let x = floor.map_or(x, |f| x.hull(Range::point(f.into())));
                division(x, Range::point(1 << shift), *rounding).zip(difference(x, x)).map(|(a, b)| a.hull(b))
            }
            Relation::Max { x, .. } => difference(out.hull(image), ranges(x)?.hull()),
            Relation::InRange { x, range, .. } => difference(ranges(x)?.hull(), *range),
            _ => difference(image, out),
        })
    }
}

/// Hull of `n`, `d·q` and `r` in `n = d·q + r` for the unclipped quotient; doubled for [`Rounding::HalfUp`],
/// where `2n + d = 2d·q + r`.
fn division(n: Range, d: Range, rounding: Rounding) -> Option<Range> {
    let factor = if rounding == Rounding::Floor { 1 } else { 2 };
    let (n, d) = (n.scale(factor)?, d.scale(factor)?);
    let quotient = n.plus(Range::new(-d.hi, d.hi))?;
    Some(quotient.hull(Range::new(0, d.hi)).hull(n))
}
