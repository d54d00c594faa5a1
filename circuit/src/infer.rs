//! Shapes and interval images: what a relation's result is, given its operands.
//!
//! Images are exact where elements vary independently: per channel and per padding pattern for
//! convolutions, per output for sums of products with constants. Nothing wraps: arithmetic that would
//! leave 128 bits is a [`Problem`].

use thiserror::Error;

use super::resolve::{Ranges, ViewError, for_each_index, size, strides};
use super::{Divisor, EinsumSpec, Graph, Range, Reduction, Ref, Relation, Rounding, TableId, Window};

/// Why a relation or tensor is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// An operand that reads what is not there.
    #[error("operand {operand}: {source}")]
    Operand {
        /// Position among the relation's operands.
        operand: usize,
        /// What is wrong.
        source: ViewError,
    },
    /// Operands or results of the wrong shape.
    #[error("{what} has shape {got:?}, expected {expected:?}")]
    Shape {
        /// Which one.
        what: &'static str,
        /// The shape that it needs.
        expected: Vec<u32>,
        /// The shape that it has.
        got: Vec<u32>,
    },
    /// Parameters that contradict themselves or the operands.
    #[error("{0}")]
    Parameters(String),
    /// Values beyond 120 bits.
    #[error("values may exceed 2^120")]
    TooWide,
    /// A maximum over no element, without a floor.
    #[error("output {output} is a maximum over no element")]
    EmptyMax {
        /// Row-major index of the first such output.
        output: usize,
    },
    /// A divisor that may be zero or negative.
    #[error("the divisor's range {range} does not start at 1 or above")]
    Divisor {
        /// The range.
        range: Range,
    },
    /// A lookup outside its table.
    #[error("table {table} covers {covered}, but its argument may be in {argument}")]
    TableRange {
        /// Index of the table.
        table: u32,
        /// What it covers.
        covered: Range,
        /// What it is asked for.
        argument: Range,
    },
    /// No such table.
    #[error("table {table} does not exist; there are {count}")]
    NoTable {
        /// The index.
        table: u32,
        /// Tables in the graph.
        count: usize,
    },
    /// A declared range tighter than the image, and not checked.
    #[error("range {declared} is declared, {image} is possible, and no check is made")]
    Unsound {
        /// The tensor's range.
        declared: Range,
        /// The interval image.
        image: Range,
    },
    /// A tensor that breaks a rule of its own.
    #[error("{0}")]
    Tensor(String),
    /// A tensor read before it is defined, or defined twice or never.
    #[error("tensor {tensor} is {problem}")]
    Order {
        /// The tensor.
        tensor: u32,
        /// What is wrong.
        problem: &'static str,
    },
}

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
                conv(self.operand(0, x)?, self.operand(1, k)?, bias, window, *groups)
            }
            Relation::Einsum { spec, a, b, bias, .. } => {
                let bias = bias.as_ref().map(|b| self.operand(2, b)).transpose()?;
                einsum(spec, self.operand(0, a)?, self.operand(1, b)?, bias)
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

type Operand = (Vec<u32>, Ranges);

fn conv(
    (x, rx): Operand,
    (k, rk): Operand,
    bias: Option<Operand>,
    window: &Window,
    groups: u32,
) -> Result<Inferred, Problem> {
    let ([n, c, h, w], [m, cg, kh, kw]) = (&x[..], &k[..]) else {
        return Err(Problem::Parameters(format!("convolution of shapes {x:?} and {k:?}, 4 axes expected")));
    };
    if groups == 0 || c % groups != 0 || m % groups != 0 {
        return Err(Problem::Parameters(format!("{groups} groups for {c} input and {m} output channels")));
    }
    same_shape("the kernel", &[*m, c / groups, window.kernel[0], window.kernel[1]], &k)?;
    if let Some((shape, _)) = &bias {
        same_shape("the bias", &[*m], shape)?;
    }
    let [oh, ow] = window.output([*h, *w])?;
    let taps = u64::from(*cg) * u64::from((*kh).min(*h)) * u64::from((*kw).min(*w));
    affordable(&[*n, *m, oh, ow], taps)?;
    // Outputs with the same kernel cells inside the input are alike.
    let patterns = |axis: usize, outputs: u32, input: u32| {
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for o in 0..outputs {
            let cells = window.cells(axis, o, input);
            let pattern = cells.first().map_or((0, 0), |(k, _)| (*k, k + cells.len() as u32));
            if !seen.contains(&pattern) {
                seen.push(pattern);
            }
        }
        seen
    };
    let (rows, columns) = (patterns(0, oh, *h), patterns(1, ow, *w));
    let x_range = rx.hull();
    let mut images = Vec::new();
    for channel in 0..*m as usize {
        let start = bias.as_ref().map_or(Range::point(0), |(_, b)| b.at(channel));
        for (row, column) in rows.iter().flat_map(|r| columns.iter().map(move |c| (r, c))) {
            let runs =
                (0..*cg as usize).flat_map(|c| (row.0..row.1).map(move |u| (c, u as usize))).map(|(c, u)| {
                    let at = ((channel * *cg as usize + c) * *kh as usize + u) * *kw as usize;
                    at + column.0 as usize..at + column.1 as usize
                });
            let sum = match &rk {
                Ranges::Points(k) => weighted(runs.flat_map(|run| &k[run]).copied(), x_range, 1),
                _ => runs.flatten().try_fold(Range::point(0), |sum, at| sum.plus(x_range.times(rk.at(at))?)),
            };
            let sum = wide(sum.and_then(|sum| sum.plus(start)))?;
            images.push(Ok(sum));
        }
    }
    Ok(Inferred { shape: vec![*n, *m, oh, ow], image: hull_of(images)? })
}

/// Sizes of an einsum's labels, in the order of `out` and then of the contracted ones.
pub(crate) struct Labels {
    /// Labels and sizes of the result.
    pub out: Vec<(char, u32)>,
    /// Labels and sizes summed over.
    pub summed: Vec<(char, u32)>,
}

impl EinsumSpec {
    /// Sizes of the labels for operands of these shapes.
    pub(crate) fn labels(&self, a: &[u32], b: &[u32]) -> Result<Labels, Problem> {
        let fail = |reason: String| Err(Problem::Parameters(format!("{}: {reason}", self)));
        let mut sizes: Vec<(char, u32)> = Vec::new();
        for (labels, shape) in [(&self.a, a), (&self.b, b)] {
            let distinct: std::collections::BTreeSet<char> = labels.chars().collect();
            if distinct.len() != labels.chars().count() || !labels.bytes().all(|l| l.is_ascii_lowercase()) {
                return fail(format!("'{labels}' is not distinct lower-case letters"));
            }
            if labels.len() != shape.len() {
                return fail(format!("'{labels}' does not label shape {shape:?}"));
            }
            for (label, d) in labels.chars().zip(shape) {
                match sizes.iter().find(|(l, _)| *l == label) {
                    Some((_, s)) if s != d => return fail(format!("'{label}' is both {s} and {d}")),
                    Some(_) => {}
                    None => sizes.push((label, *d)),
                }
            }
        }
        let mut out = Vec::new();
        for label in self.out.chars() {
            match sizes.iter().find(|(l, _)| *l == label) {
                Some(found) if !out.contains(found) => out.push(*found),
                _ => return fail(format!("'{label}' of the result occurs twice or in no operand")),
            }
        }
        let summed = sizes.into_iter().filter(|s| !out.contains(s)).collect();
        Ok(Labels { out, summed })
    }
}

impl std::fmt::Display for EinsumSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{}->{}", self.a, self.b, self.out)
    }
}

impl Labels {
    /// Strides with which an operand (its labels and shape) moves along `axes`; 0 where it lacks the label.
    pub(crate) fn strides(axes: &[(char, u32)], labels: &str, shape: &[u32]) -> Vec<usize> {
        let steps = strides(shape);
        axes.iter().map(|(l, _)| labels.find(*l).map_or(0, |i| steps[i] as usize)).collect()
    }
}

/// Flat offset of an index under strides.
pub(crate) fn offset(index: &[u32], strides: &[usize]) -> usize {
    index.iter().zip(strides).map(|(i, s)| *i as usize * s).sum()
}

/// The sum of weights times something in one range, each `repeats` times: weights of either sign reach the ends together.
fn weighted(weights: impl Iterator<Item = i64>, x: Range, repeats: i128) -> Option<Range> {
    // At most 2^26 numbers of 64 bits.
    let (below, above) = weights.fold((0i128, 0i128), |(below, above), w| {
        (below + i128::from(w.min(0)), above + i128::from(w.max(0)))
    });
    let part = |weight: i128| x.scale(weight).and_then(|r| r.scale(repeats));
    part(below)?.plus(part(above)?)
}

fn einsum(
    spec: &EinsumSpec,
    (a, ra): Operand,
    (b, rb): Operand,
    bias: Option<Operand>,
) -> Result<Inferred, Problem> {
    let labels = spec.labels(&a, &b)?;
    let shape: Vec<u32> = labels.out.iter().map(|(_, d)| *d).collect();
    if let Some((other, _)) = &bias {
        same_shape("the bias", &shape, other)?;
    }
    affordable(&shape, labels.summed.iter().fold(1, |n, (_, d)| n.saturating_mul(u64::from(*d))))?;
    // A label that only uniform operands have repeats the same terms: skip it in the result, count it in
    // the sum.
    let varies = |l: char| {
        let each = |r: &Ranges, s: &str| !matches!(r, Ranges::Uniform(_)) && s.contains(l);
        each(&ra, &spec.a) || each(&rb, &spec.b)
    };
    let (moving, still): (Vec<_>, Vec<_>) = labels.summed.iter().copied().partition(|(l, _)| varies(*l));
    let repeats = still.iter().try_fold(1i128, |n, (_, d)| n.checked_mul(i128::from(*d)));
    let repeats = wide(repeats)?;
    let distinct: Vec<(char, u32)> =
        labels.out.iter().map(|(l, d)| (*l, if varies(*l) { *d } else { 1 })).collect();
    let stride = |axes: &[(char, u32)], s: &str, shape: &[u32]| Labels::strides(axes, s, shape);
    let (oa, ob) = (stride(&distinct, &spec.a, &a), stride(&distinct, &spec.b, &b));
    let (ia, ib) = (stride(&moving, &spec.a, &a), stride(&moving, &spec.b, &b));
    let sizes = |axes: &[(char, u32)]| axes.iter().map(|(_, d)| *d).collect::<Vec<_>>();
    affordable_sum(&moving)?;
    let mut pairs = Vec::new();
    for_each_index(&sizes(&moving), |i| pairs.push((offset(i, &ia), offset(i, &ib))));
    let mut sums: Vec<Result<Range, Problem>> = Vec::new();
    for_each_index(&sizes(&distinct), |o| {
        let (pa, pb) = (offset(o, &oa), offset(o, &ob));
        let sum = match (&ra, &rb) {
            (Ranges::Uniform(x), Ranges::Points(w)) => {
                weighted(pairs.iter().map(|(_, j)| w[pb + j]), *x, repeats)
            }
            (Ranges::Points(w), Ranges::Uniform(x)) => {
                weighted(pairs.iter().map(|(i, _)| w[pa + i]), *x, repeats)
            }
            _ => pairs.iter().try_fold(Range::point(0), |sum, (i, j)| {
                let term = ra.at(pa + i).times(rb.at(pb + j)).and_then(|t| t.scale(repeats));
                term.and_then(|t| sum.plus(t))
            }),
        };
        sums.push(wide(sum));
    });
    let image = match &bias {
        None => hull_of(sums)?,
        Some((_, Ranges::Uniform(r))) => wide(hull_of(sums)?.plus(*r))?,
        Some((_, each)) => {
            let to_sum: Vec<usize> = strides(&sizes(&distinct))
                .iter()
                .zip(&distinct)
                .map(|(s, (_, d))| if *d == 1 { 0 } else { *s as usize })
                .collect();
            let (mut images, mut at) = (Vec::new(), 0);
            for_each_index(&shape, |o| {
                let sum = sums[offset(o, &to_sum)].clone();
                images.push(sum.and_then(|s| wide(s.plus(each.at(at)))));
                at += 1;
            });
            hull_of(images)?
        }
    };
    Ok(Inferred { shape, image })
}
