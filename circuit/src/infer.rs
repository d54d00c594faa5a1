//! Shapes and interval images: what a relation's result is, given its operands.
//!
//! Images are exact where elements vary independently: per channel and per padding pattern for
//! convolutions, per output for sums of products with constants. Nothing wraps: arithmetic that would
//! leave 128 bits is a [`Problem`].

mod sums;

use super::problem::Problem;
use super::resolve::{Ranges, size};
use super::{Divisor, Graph, Range, Reduction, Ref, Relation, Rounding, TableId};

/// Largest magnitude of any value: leaves room for sums and products in checks of 128 bits.
pub const MAX_MAGNITUDE: u128 = 1 << 120;

/// Most multiplications or comparisons of one relation: 2^36, a minute of work.
const MAX_WORK: u64 = 1 << 36;
/// Most different terms of one sum of products.
const MAX_TERMS: u64 = 1 << 24;

/// What a relation gives; for an assertion, its operand's shape and range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// Shape of the result.
    pub shape: Vec<u32>,
    /// Hull of all values that operands in their ranges can give.
    pub image: Range,
}

fn same_shape(what: &'static str, expected: &[u32], got: &[u32]) -> Result<(), Problem> {
    if expected == got {
        Ok(())
    } else {
        Err(Problem::Shape { what, expected: expected.to_vec(), got: got.to_vec() })
    }
}

fn wide<T>(v: Option<T>) -> Result<T, Problem> {
    v.ok_or(Problem::TooWide)
}

fn hull_of(ranges: impl IntoIterator<Item = Result<Range, Problem>>) -> Result<Range, Problem> {
    let mut hull: Option<Range> = None;
    for r in ranges {
        let r = r?;
        hull = Some(hull.map_or(r, |h| h.hull(r)));
    }
    wide(hull)
}

impl Graph {
    fn operand(&self, position: usize, r: &Ref) -> Result<(Vec<u32>, Ranges), Problem> {
        let fail = |source| Problem::Operand { operand: position, source };
        Ok((self.shape_of(r).map_err(fail)?, self.ranges_of(r).map_err(fail)?))
    }

    /// Shape and image of a relation's result. Looks at the operands only, never at the result's tensor.
    ///
    /// # Errors
    /// The first [`Problem`].
    pub fn infer(&self, relation: &Relation) -> Result<Inferred, Problem> {
        let found = self.infer_any(relation)?;
        size(&found.shape).map_err(|e| Problem::Parameters(e.to_string()))?;
        if found.image.magnitude() > MAX_MAGNITUDE { Err(Problem::TooWide) } else { Ok(found) }
    }

    fn infer_any(&self, relation: &Relation) -> Result<Inferred, Problem> {
        match relation {
            Relation::Conv { x, k, bias, window, groups, .. } => {
                let bias = bias.as_ref().map(|b| self.operand(2, b)).transpose()?;
                sums::conv(self.operand(0, x)?, self.operand(1, k)?, bias, window, *groups)
            }
            Relation::Einsum { spec, a, b, bias, .. } => {
                let bias = bias.as_ref().map(|b| self.operand(2, b)).transpose()?;
                sums::einsum(spec, self.operand(0, a)?, self.operand(1, b)?, bias)
            }
            Relation::Affine { terms, constant, .. } => self.infer_affine(terms, *constant),
            Relation::Mul { a, b, .. } => {
                let ((shape, ra), (other, rb)) = (self.operand(0, a)?, self.operand(1, b)?);
                same_shape("the second factor", &shape, &other)?;
                let image = match (&ra, &rb) {
                    _ if a == b => hull_of((0..size_of(&shape)).map(|i| wide(ra.at(i).square())))?,
                    (Ranges::Uniform(ra), Ranges::Uniform(rb)) => wide(ra.times(*rb))?,
                    _ => hull_of((0..size_of(&shape)).map(|i| wide(ra.at(i).times(rb.at(i)))))?,
                };
                Ok(Inferred { shape, image })
            }
            Relation::Reduce { x, over, .. } => {
                let (shape, ranges) = self.operand(0, x)?;
                let image = fold(&shape, &ranges, over, |_, mut members| {
                    (&mut members).try_fold(Range::point(0), |sum, r| wide(sum.plus(r)))
                })?;
                Ok(Inferred { shape: over.shape(&shape)?, image })
            }
            Relation::DivRound { num, den, rounding, clip, .. } => {
                let (shape, ranges) = self.operand(0, num)?;
                let den = self.divisor(den, &shape)?;
                let image = match (&ranges, &den) {
                    (Ranges::Uniform(n), Ranges::Uniform(d)) => rounded(*n, *d, *rounding, *clip)?,
                    _ => hull_of(
                        (0..size_of(&shape)).map(|i| rounded(ranges.at(i), den.at(i), *rounding, *clip)),
                    )?,
                };
                Ok(Inferred { shape, image })
            }
            Relation::Lut { table, x, .. } => self.infer_lut(*table, x),
            Relation::Max { x, over, floor, .. } => self.infer_max(x, over, *floor),
            Relation::ReluPoolRequant { x, over, floor, shift, rounding, clip, .. } => {
                let Inferred { shape, image } = self.infer_max(x, over, *floor)?;
                let den = self.divisor(&Divisor::Pow2(*shift), &shape)?.hull();
                Ok(Inferred { shape, image: rounded(image, den, *rounding, *clip)? })
            }
            Relation::InRange { x, range, .. } => {
                let (shape, ranges) = self.operand(0, x)?;
                bounded("range", *range)?;
                Ok(Inferred { shape, image: ranges.hull() })
            }
            Relation::Equal { a, b, .. } => {
                let ((shape, ra), (other, rb)) = (self.operand(0, a)?, self.operand(1, b)?);
                same_shape("the second side", &shape, &other)?;
                Ok(Inferred { shape, image: ra.hull().hull(rb.hull()) })
            }
        }
    }

    fn infer_affine(&self, terms: &[(i64, Ref)], constant: i64) -> Result<Inferred, Problem> {
        let operands =
            terms.iter().enumerate().map(|(i, (_, r))| self.operand(i, r)).collect::<Result<Vec<_>, _>>()?;
        let Some((shape, _)) = operands.first() else {
            return Err(Problem::Parameters("an affine relation without terms".into()));
        };
        for (other, _) in &operands {
            same_shape("a term", shape, other)?;
        }
        let uniform = operands.iter().all(|(_, r)| matches!(r, Ranges::Uniform(_)));
        let image = hull_of((0..if uniform { 1 } else { size_of(shape) }).map(|i| {
            let start = Range::point(constant.into());
            terms.iter().zip(&operands).try_fold(start, |sum, ((c, _), (_, r))| {
                wide(r.at(i).scale((*c).into()).and_then(|term| sum.plus(term)))
            })
        }))?;
        Ok(Inferred { shape: shape.clone(), image })
    }

    fn infer_lut(&self, table: TableId, x: &Ref) -> Result<Inferred, Problem> {
        let (shape, ranges) = self.operand(0, x)?;
        let no_table = Problem::NoTable { table: table.0, count: self.tables.len() };
        let entry = self.table(table).ok_or(no_table)?;
        let argument = ranges.hull();
        if !entry.input.contains_range(argument) || entry.input.count() != entry.data.len() as u128 {
            return Err(Problem::TableRange { table: table.0, covered: entry.input, argument });
        }
        let (from, to) = (argument.lo - entry.input.lo, argument.hi - entry.input.lo);
        let image = Range::of((from..=to).filter_map(|i| entry.data.get(i as usize)).map(i128::from));
        Ok(Inferred { shape, image: wide(image)? })
    }

    fn infer_max(&self, x: &Ref, over: &Reduction, floor: Option<i64>) -> Result<Inferred, Problem> {
        let (shape, ranges) = self.operand(0, x)?;
        let floor = floor.map(|f| Range::point(f.into()));
        let image = fold(&shape, &ranges, over, |output, members| {
            floor.into_iter().chain(members).reduce(Range::max).ok_or(Problem::EmptyMax { output })
        })?;
        Ok(Inferred { shape: over.shape(&shape)?, image })
    }

    /// Ranges of a divisor, all at least 1.
    fn divisor(&self, den: &Divisor, shape: &[u32]) -> Result<Ranges, Problem> {
        let ranges = match den {
            Divisor::Pow2(n) if *n > 62 => {
                return Err(Problem::Parameters(format!("division by 2^{n}, at most 2^62 expected")));
            }
            Divisor::Pow2(n) => Ranges::Uniform(Range::point(1 << n)),
            Divisor::Const(d) => Ranges::Uniform(Range::point((*d).into())),
            Divisor::Tensor(d) => {
                let (other, ranges) = self.operand(1, d)?;
                same_shape("the divisor", shape, &other)?;
                ranges
            }
        };
        let range = ranges.hull();
        if range.lo < 1 { Err(Problem::Divisor { range }) } else { Ok(ranges) }
    }
}

fn size_of(shape: &[u32]) -> usize {
    shape.iter().map(|d| *d as usize).product()
}

/// Number of outputs of a relation that folds `each` terms into each of them, if it can be executed at all.
fn affordable(outputs: &[u32], each: u64) -> Result<u32, Problem> {
    let count = size(outputs).map_err(|e| Problem::Parameters(e.to_string()))?;
    if count.saturating_mul(each) > MAX_WORK {
        return Err(Problem::Parameters(format!("{count} sums of {each} terms exceed {MAX_WORK} steps")));
    }
    Ok(count as u32)
}

/// Refuses a sum of so many different terms that a list of them would not fit a small machine's memory.
fn affordable_sum(summed: &[(char, u32)]) -> Result<(), Problem> {
    let terms = summed.iter().fold(1u64, |n, (_, d)| n.saturating_mul(u64::from(*d)));
    if terms > MAX_TERMS {
        return Err(Problem::Parameters(format!("sums of {terms} terms, at most {MAX_TERMS} are supported")));
    }
    Ok(())
}

fn rounded(n: Range, d: Range, rounding: Rounding, clip: Option<Range>) -> Result<Range, Problem> {
    let image = wide(n.div_round(d, rounding))?;
    let Some(clip) = clip else { return Ok(image) };
    bounded("clip", clip)?;
    Ok(image.clamp(clip))
}

/// Checks a range that is a relation's parameter.
fn bounded(what: &str, range: Range) -> Result<(), Problem> {
    if !range.is_valid() {
        return Err(Problem::Parameters(format!("{what} {range} is empty")));
    }
    if range.magnitude() > MAX_MAGNITUDE { Err(Problem::TooWide) } else { Ok(()) }
}

/// The hull of `f` over all outputs of a reduction. With one range for all elements, outputs that fold as
/// many members are alike, and are computed once.
fn fold(
    shape: &[u32],
    ranges: &Ranges,
    over: &Reduction,
    mut f: impl FnMut(usize, &mut dyn Iterator<Item = Range>) -> Result<Range, Problem>,
) -> Result<Range, Problem> {
    let outputs = affordable(&over.shape(shape)?, 1)?;
    let each = match over {
        Reduction::Axes(_) => 1,
        Reduction::Window(w) => {
            let inside = |axis: usize| {
                let size = shape[shape.len() - 2 + axis];
                u64::from(w.kernel[axis].min(size))
            };
            inside(0).saturating_mul(inside(1))
        }
    };
    affordable(&[outputs], each)?;
    let mut hull: Result<Option<Range>, Problem> = Ok(None);
    let (mut output, mut counts) = (0, std::collections::BTreeSet::new());
    over.for_each(shape, |members| {
        let alike = matches!(ranges, Ranges::Uniform(_)) && !counts.insert(members.len());
        if let (false, Ok(h)) = (alike, &mut hull) {
            match f(output, &mut members.iter().map(|i| ranges.at(*i))) {
                Ok(r) => *h = Some(h.map_or(r, |h| h.hull(r))),
                Err(e) => hull = Err(e),
            }
        }
        output += 1;
    });
    wide(hull?)
}

/// Shape and ranges of an operand.
type Operand = (Vec<u32>, Ranges);
