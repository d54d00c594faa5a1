//! The exact meaning of a graph: relations executed in order, in 128-bit integers.
//!
//! Total on valid graphs but for checks: a value outside a `checked` range or a failed assertion stops the
//! run with a status, as it stops the other executions of the model, and there is no trace then.

use std::ops::{AddAssign, Mul};
use thiserror::Error;

use super::labels::{Labels, offset};
use super::resolve::for_each_index;
use super::trace::{Trace, Values};
use super::{
    Divisor, EinsumSpec, Element, Graph, Origin, Range, Ref, RelId, Relation, Tensor, TensorId, Window,
};

/// Status of an input outside its declared range; `gadgets` defines the codes.
pub const INPUT_RANGE: i32 = 16;

/// A run without outputs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExecError {
    /// The defined outcome: a value left its range, or an assertion failed.
    #[error("node '{node}': status {status}: element {index} is {value}, expected {expected}")]
    Status {
        /// Status code, the same in every execution of the model.
        status: i32,
        /// The ONNX node or input.
        node: String,
        /// Position of the model's step, where the graph was made of a model.
        step: Option<u32>,
        /// Row-major element.
        index: usize,
        /// The value.
        value: i128,
        /// The range, or the value on the other side of an equality.
        expected: Range,
    },
    /// The wrong number of inputs.
    #[error("expected {expected} inputs, got {got}")]
    InputCount {
        /// Inputs of the graph.
        expected: usize,
        /// Inputs given.
        got: usize,
    },
    /// An input of the wrong size.
    #[error("input '{node}': expected {expected} elements, got {got}")]
    InputLength {
        /// Name of the input.
        node: String,
        /// Elements of the tensor.
        expected: usize,
        /// Elements given.
        got: usize,
    },
    /// The graph is not valid.
    #[error("invalid graph: {0}")]
    Invalid(String),
}

impl ExecError {
    /// The status code of a defined outcome.
    pub fn status(&self) -> Option<i32> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }
}

fn check(values: &[i128], range: Range, status: i32, origin: &Origin) -> Result<(), ExecError> {
    match values.iter().position(|v| !range.contains(*v)) {
        None => Ok(()),
        Some(index) => Err(ExecError::Status {
            status,
            node: origin.to_string(),
            step: origin.step,
            index,
            value: values[index],
            expected: range,
        }),
    }
}

/// Runs a valid `graph` on `inputs`, one slice for each of [`Graph::inputs`].
///
/// # Errors
/// [`ExecError::Status`] where a check fails; the others for inputs that do not fit.
pub fn interpret(graph: &Graph, inputs: &[Vec<i128>]) -> Result<Trace, ExecError> {
    if inputs.len() != graph.inputs.len() {
        return Err(ExecError::InputCount { expected: graph.inputs.len(), got: inputs.len() });
    }
    let mut run = Run { graph, tensors: graph.tensors.iter().map(constant).collect() };
    for (t, given) in graph.inputs.iter().zip(inputs) {
        let tensor = graph.tensor(*t);
        let (node, expected) = (tensor.origin.to_string(), tensor.numel().unwrap_or(0) as usize);
        if given.len() != expected {
            return Err(ExecError::InputLength { node, expected, got: given.len() });
        }
        check(given, tensor.range, tensor.checked.unwrap_or(INPUT_RANGE), &tensor.origin)?;
        run.tensors[t.0 as usize] = Values::new(tensor.range, given);
    }
    for (i, relation) in graph.relations.iter().enumerate() {
        run.step(RelId(i as u32), relation)?;
    }
    Ok(Trace { tensors: run.tensors })
}

/// Executes one relation of a valid `graph` on a trace that holds its operands; its result is replaced.
///
/// # Errors
/// As [`interpret`].
pub fn execute(graph: &Graph, id: RelId, trace: &mut Trace) -> Result<(), ExecError> {
    let relation = graph.relations.get(id.0 as usize);
    let relation = relation.ok_or_else(|| Run::invalid(format!("no relation {}", id.0)))?;
    let mut run = Run { graph, tensors: std::mem::take(&mut trace.tensors) };
    let done = run.step(id, relation);
    trace.tensors = run.tensors;
    done
}

fn constant(tensor: &Tensor) -> Values {
    tensor.data().map_or(Values::I8(Vec::new()), |data| Values::Constant(data.clone()))
}

struct Run<'a> {
    graph: &'a Graph,
    tensors: Vec<Values>,
}

impl Run<'_> {
    fn invalid(e: impl ToString) -> ExecError {
        ExecError::Invalid(e.to_string())
    }

    /// Shape and values of an operand.
    fn load(&self, r: &Ref) -> Result<(Vec<u32>, Vec<i128>), ExecError> {
        let shape = self.graph.shape_of(r).map_err(Self::invalid)?;
        if let Some(t) = r.whole() {
            return Ok((shape, self.tensors[t.0 as usize].to_vec()));
        }
        let value = |e: Element| match e {
            Element::Of(t, i) => self.tensors[t.0 as usize].get(i as usize),
            Element::Value(v) => v.into(),
        };
        let elements = self.graph.elements(r).map_err(Self::invalid)?;
        Ok((shape, elements.into_iter().map(value).collect()))
    }

    fn store(&mut self, id: RelId, out: TensorId, values: &[i128]) -> Result<(), ExecError> {
        let tensor = self.graph.tensor(out);
        match tensor.checked {
            Some(status) => check(values, tensor.range, status, &tensor.origin)?,
            None => debug_assert!(values.iter().all(|v| tensor.range.contains(*v)), "unsound range: {id:?}"),
        }
        self.tensors[out.0 as usize] = Values::new(tensor.range, values);
        Ok(())
    }

    fn step(&mut self, id: RelId, relation: &Relation) -> Result<(), ExecError> {
        let values = match relation {
            Relation::Conv { x, k, bias, window, groups, .. } => {
                let bias = bias.as_ref().map(|b| self.load(b)).transpose()?.map(|(_, b)| b);
                conv(&self.load(x)?, &self.load(k)?, bias.as_deref(), window, *groups)?
            }
            Relation::Einsum { spec, a, b, bias, .. } => {
                let bias = bias.as_ref().map(|b| self.load(b)).transpose()?.map(|(_, b)| b);
                einsum(spec, &self.load(a)?, &self.load(b)?, bias.as_deref())?
            }
            Relation::Affine { terms, constant, .. } => {
                let mut sum = Vec::new();
                for (c, x) in terms {
                    let (_, x) = self.load(x)?;
                    sum.resize(x.len(), i128::from(*constant));
                    sum.iter_mut().zip(x).for_each(|(s, x)| *s += i128::from(*c) * x);
                }
                sum
            }
            Relation::Mul { a, b, .. } => {
                let ((_, a), (_, b)) = (self.load(a)?, self.load(b)?);
                a.into_iter().zip(b).map(|(a, b)| a * b).collect()
            }
            Relation::Reduce { x, over, .. } => {
                let ((shape, x), mut sums) = (self.load(x)?, Vec::new());
                over.for_each(&shape, |members| sums.push(members.iter().map(|i| x[*i]).sum()));
                sums
            }
            Relation::DivRound { num, den, rounding, clip, .. } => {
                let (_, num) = self.load(num)?;
                let den = match den {
                    Divisor::Pow2(n) => vec![1i128 << n; num.len()],
                    Divisor::Const(d) => vec![i128::from(*d); num.len()],
                    Divisor::Tensor(d) => self.load(d)?.1,
                };
                let quotient = |(n, d)| {
                    let q = rounding.divide(n, d).ok_or_else(|| Self::invalid(format!("{n} / {d}")))?;
                    Ok(clip.map_or(q, |c| q.clamp(c.lo, c.hi)))
                };
                num.into_iter().zip(den).map(quotient).collect::<Result<_, ExecError>>()?
            }
            Relation::Lut { table, x, .. } => {
                let table = self.graph.table(*table).ok_or_else(|| Self::invalid("no such table"))?;
                let entry = |x: i128| {
                    let i = usize::try_from(x - table.input.lo).ok();
                    let v = i.and_then(|i| table.data.get(i)).map(i128::from);
                    v.ok_or_else(|| Self::invalid(format!("no table entry for {x}")))
                };
                self.load(x)?.1.into_iter().map(entry).collect::<Result<_, ExecError>>()?
            }
            Relation::Max { x, over, floor, .. } => self.maximum(x, over, *floor)?,
            Relation::ReluPoolRequant { x, over, floor, shift, rounding, clip, .. } => {
                let quotient = |m: i128| {
                    let q = rounding.divide(m, 1 << shift).ok_or_else(|| Self::invalid("shift"))?;
                    Ok(clip.map_or(q, |c| q.clamp(c.lo, c.hi)))
                };
                self.maximum(x, over, *floor)?.into_iter().map(quotient).collect::<Result<_, ExecError>>()?
            }
            Relation::InRange { x, range, status, origin } => {
                return check(&self.load(x)?.1, *range, *status, origin);
            }
            Relation::Equal { a, b, status, origin } => {
                let ((_, a), (_, b)) = (self.load(a)?, self.load(b)?);
                let Some(index) = (0..a.len()).find(|i| a[*i] != b[*i]) else { return Ok(()) };
                return Err(ExecError::Status {
                    status: status.unwrap_or(a[index] as i32),
                    node: origin.to_string(),
                    step: origin.step,
                    index,
                    value: a[index],
                    expected: Range::point(b[index]),
                });
            }
        };
        let out = relation.out().ok_or_else(|| Self::invalid("relation without result"))?;
        self.store(id, out, &values)
    }

    fn maximum(&self, x: &Ref, over: &super::Reduction, floor: Option<i64>) -> Result<Vec<i128>, ExecError> {
        let ((shape, x), mut all) = (self.load(x)?, Vec::new());
        over.for_each(&shape, |members| {
            all.push(members.iter().map(|i| x[*i]).chain(floor.map(i128::from)).max());
        });
        all.into_iter().collect::<Option<_>>().ok_or_else(|| Self::invalid("a maximum over no element"))
    }
}

/// The integers of an inner loop: 64 bits where a bound on all partial sums allows it, else 128.
trait Number: Copy + Default + AddAssign + Mul<Output = Self> + Into<i128> {
    fn from_wide(v: i128) -> Self;
}

impl Number for i64 {
    fn from_wide(v: i128) -> Self {
        v as Self
    }
}

impl Number for i128 {
    fn from_wide(v: i128) -> Self {
        v
    }
}

/// Whether every partial sum of `terms` products and one of `bias` fits 64 bits.
fn narrow(a: &[i128], b: &[i128], bias: Option<&[i128]>, terms: usize) -> bool {
    let largest = |v: &[i128]| v.iter().map(|x| x.unsigned_abs()).max().unwrap_or(0);
    let (a, b, bias) = (largest(a), largest(b), bias.map_or(0, largest));
    let sum = a.checked_mul(b).and_then(|p| p.checked_mul(terms as u128)).and_then(|s| s.checked_add(bias));
    sum.is_some_and(|s| s.max(a).max(b) < 1 << 63)
}

fn numbers<T: Number>(v: &[i128]) -> Vec<T> {
    v.iter().map(|x| T::from_wide(*x)).collect()
}

type Loaded = (Vec<u32>, Vec<i128>);

fn conv(
    x: &Loaded,
    k: &Loaded,
    bias: Option<&[i128]>,
    window: &Window,
    groups: u32,
) -> Result<Vec<i128>, ExecError> {
    let terms: u32 = k.0[1..].iter().product();
    if narrow(&x.1, &k.1, bias, terms as usize) {
        conv_in::<i64>(x, k, bias, window, groups)
    } else {
        conv_in::<i128>(x, k, bias, window, groups)
    }
}

fn conv_in<T: Number>(
    (xs, x): &Loaded,
    (ks, k): &Loaded,
    bias: Option<&[i128]>,
    window: &Window,
    groups: u32,
) -> Result<Vec<i128>, ExecError> {
    let ([n, c, h, w], [m, cg, kh, kw]) = (&xs[..], &ks[..]) else {
        return Err(Run::invalid("convolution without 4 axes"));
    };
    let [oh, ow] = window.output([*h, *w]).map_err(Run::invalid)?;
    let (x, k) = (numbers::<T>(x), numbers::<T>(k));
    let rows: Vec<_> = (0..oh).map(|o| window.cells(0, o, *h)).collect();
    let columns: Vec<_> = (0..ow).map(|o| window.cells(1, o, *w)).collect();
    let [n, c, h, w, m, cg, kh, kw] = [n, c, h, w, m, cg, kh, kw].map(|d| *d as usize);
    let mut out = Vec::with_capacity(n * m * rows.len() * columns.len());
    for (image, channel) in (0..n).flat_map(|i| (0..m).map(move |c| (i, c))) {
        let first = channel / (m / groups as usize) * cg;
        let start = bias.map_or(T::default(), |b| T::from_wide(b[channel]));
        for (row, column) in rows.iter().flat_map(|r| columns.iter().map(move |c| (r, c))) {
            let mut sum = start;
            for ci in 0..cg {
                for (u, y) in row {
                    let line = ((image * c + first + ci) * h + *y as usize) * w;
                    let taps = ((channel * cg + ci) * kh + *u as usize) * kw;
                    for (v, xx) in column {
                        sum += x[line + *xx as usize] * k[taps + *v as usize];
                    }
                }
            }
            out.push(sum.into());
        }
    }
    Ok(out)
}

fn einsum(spec: &EinsumSpec, a: &Loaded, b: &Loaded, bias: Option<&[i128]>) -> Result<Vec<i128>, ExecError> {
    let labels = spec.labels(&a.0, &b.0).map_err(Run::invalid)?;
    let terms: usize = labels.summed.iter().map(|(_, d)| *d as usize).product();
    Ok(if narrow(&a.1, &b.1, bias, terms) {
        einsum_in::<i64>(&labels, spec, a, b, bias)
    } else {
        einsum_in::<i128>(&labels, spec, a, b, bias)
    })
}

fn einsum_in<T: Number>(
    labels: &Labels,
    spec: &EinsumSpec,
    (sa, a): &Loaded,
    (sb, b): &Loaded,
    bias: Option<&[i128]>,
) -> Vec<i128> {
    let (a, b) = (numbers::<T>(a), numbers::<T>(b));
    let stride = |axes: &[(char, u32)], l: &str, shape: &[u32]| Labels::strides(axes, l, shape);
    let (oa, ob) = (stride(&labels.out, &spec.a, sa), stride(&labels.out, &spec.b, sb));
    let (ia, ib) = (stride(&labels.summed, &spec.a, sa), stride(&labels.summed, &spec.b, sb));
    let sizes = |axes: &[(char, u32)]| axes.iter().map(|(_, d)| *d).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    for_each_index(&sizes(&labels.summed), |i| pairs.push((offset(i, &ia), offset(i, &ib))));
    let mut out = Vec::new();
    for_each_index(&sizes(&labels.out), |o| {
        let (pa, pb) = (offset(o, &oa), offset(o, &ob));
        let mut sum = bias.map_or(T::default(), |v| T::from_wide(v[out.len()]));
        pairs.iter().for_each(|(i, j)| sum += a[pa + i] * b[pb + j]);
        out.push(sum.into());
    });
    out
}
