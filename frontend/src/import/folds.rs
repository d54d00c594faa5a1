//! Reductions over axes, running sums, contractions.

use gadgets::primitive::{Fold, Read};
use gadgets::{Axis, View};

use super::arithmetic::{self, affine, function, linear, magnitude, product};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Element, Op, Pool, ValueId};
use crate::words::{FILL, Kind};

/// Longest axis of which each running sum is computed by itself.
const BLOCK: usize = 1 << 6;

/// Axes of a reduction, ascending, and the shape of its result.
pub(super) struct Over {
    pub axes: Vec<usize>,
    pub out: Vec<usize>,
}

/// Axes as an attribute, or since version `since` as an operand. `None` where nothing is reduced.
pub(super) fn over(c: &Context<'_>, since: i64, shape: &[usize]) -> Made<Option<Over>> {
    let operand = c.version >= since;
    c.arity(if operand { 2 } else { 1 }, 1)?;
    let keep = c.attributes.flag("keepdims", true)?;
    let given = match operand {
        true if c.optional(1).is_some() => c.integers(1, "axes")?,
        true => Vec::new(),
        false => c.attributes.ints("axes")?.unwrap_or_default().to_vec(),
    };
    let noop = operand && c.attributes.flag("noop_with_empty_axes", false)?;
    if given.is_empty() && noop {
        return Ok(None);
    }
    let mut axes = given.iter().map(|a| Context::axis(*a, shape.len())).collect::<Result<Vec<_>, _>>()?;
    axes.sort_unstable();
    axes.dedup();
    if axes.is_empty() {
        axes = (0..shape.len()).collect();
    }
    Ok(Some(Over { out: reduced(shape, &axes, keep), axes }))
}

pub(super) fn reduced(shape: &[usize], axes: &[usize], keep: bool) -> Vec<usize> {
    let size = |d: usize| match (axes.contains(&d), keep) {
        (false, _) => Some(shape[d]),
        (true, true) => Some(1),
        (true, false) => None,
    };
    (0..shape.len()).filter_map(size).collect()
}

/// Folds these axes, wherever they are.
pub(super) fn fold(
    c: &mut Context<'_>,
    name: Name<'_>,
    fold: Fold,
    x: ValueId,
    axes: &[usize],
    out: &[usize],
) -> Made {
    let (shape, element) = (c.shape(x), c.element(x));
    let perm: Vec<usize> =
        (0..shape.len()).filter(|d| !axes.contains(d)).chain(axes.iter().copied()).collect();
    let mut read = Read::value(0);
    if !perm.is_sorted() {
        read = read.view(View::permute(&shape, &perm));
    }
    if axes.is_empty() {
        return c.emit_named(name, Op::Reshape, &[x], out);
    }
    if shape.contains(&0) && !out.contains(&0) {
        // Of no elements.
        let count = c.limits.count(out)?;
        let none = match fold {
            Fold::Sum => 0.0,
            Fold::Max => f64::NEG_INFINITY,
            Fold::Min => f64::INFINITY,
        };
        let literal = match element {
            Element::Float => crate::literal::Literal::floats(out, vec![none; count]),
            _ => crate::literal::Literal::ints(out, vec![none as i64; count]),
        };
        return c.literal("nothing", literal);
    }
    c.word(name, Kind::Reduce { fold, x: read, folded: axes.len() }, &[x], out, element)
}

/// A fold over axes, which are an operand since operator set 13 for sums, and 18 for all others.
pub(super) fn simple(c: &mut Context<'_>, how: Fold, since: i64) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let Some(over) = over(c, since, &shape)? else { return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]) };
    Ok(vec![fold(c, Name::Result(0), how, x, &over.axes, &over.out)?])
}

/// A function of each element, their sum, and a function of that.
fn composed(
    c: &mut Context<'_>,
    before: impl FnOnce(&mut Context<'_>, ValueId) -> Made,
    after: Option<&str>,
) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let over = over(c, 18, &shape)?;
    let x = before(c, x)?;
    let (axes, out) = over.map_or((Vec::new(), shape), |o| (o.axes, o.out));
    let Some(after) = after else { return Ok(vec![fold(c, Name::Result(0), Fold::Sum, x, &axes, &out)?]) };
    let sum = fold(c, Name::Part("sum"), Fold::Sum, x, &axes, &out)?;
    Ok(vec![function(c, Name::Result(0), after, vec![], sum)?])
}

pub(super) fn reduce_l1(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    composed(c, |c, x| magnitude(c, Name::Part("magnitude"), x), None)
}

pub(super) fn reduce_l2(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    composed(c, |c, x| product(c, Name::Part("square"), x, x), Some("Sqrt"))
}

pub(super) fn reduce_sum_square(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    composed(c, |c, x| c.call("Mul", &[x, x]), None)
}

pub(super) fn reduce_log_sum(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    composed(c, |_, x| Ok(x), Some("Log"))
}

/// The largest is subtracted first, so that no exponential is large.
struct LogSumExp {
    /// `x` less the largest.
    below: ValueId,
    largest: ValueId,
    /// The logarithm of the sum of the exponentials of `below`.
    log: ValueId,
}

fn log_sum_exp(c: &mut Context<'_>, x: ValueId, axes: &[usize]) -> Made<LogSumExp> {
    let kept = reduced(&c.shape(x), axes, true);
    let largest = fold(c, Name::Part("largest"), Fold::Max, x, axes, &kept)?;
    let below = linear(c, Name::Part("difference"), [1.0, -1.0], x, largest)?;
    // Which intervals do not see.
    let (shape, kind) = (c.shape(below), Kind::Clip { lo: f64::NEG_INFINITY, hi: 0.0 });
    let below = c.word(Name::Part("below"), kind, &[below], &shape, Element::Float)?;
    let exp = function(c, Name::Part("exp"), "Exp", vec![], below)?;
    let sum = fold(c, Name::Part("sum"), Fold::Sum, exp, axes, &kept)?;
    let log = function(c, Name::Part("log"), "Log", vec![], sum)?;
    Ok(LogSumExp { below, largest, log })
}

pub(super) fn reduce_log_sum_exp(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let Some(over) = over(c, 18, &shape)? else { return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]) };
    let parts = log_sum_exp(c, x, &over.axes)?;
    let sum = linear(c, Name::Part("total"), [1.0, 1.0], parts.log, parts.largest)?;
    if c.element(x) != Element::Float {
        let whole = c.call_with("Cast", &[sum], vec![super::attributes::int("to", 7)])?;
        return Ok(vec![c.emit(Op::Reshape, &[whole], &over.out)?]);
    }
    Ok(vec![c.emit(Op::Reshape, &[sum], &over.out)?])
}

/// A function of one value, by a table; of a softmax it is made of what that is of, so that small probabilities keep theirs.
pub(super) fn log(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "input")?;
    let softmax = c.graph.nodes.iter().rev().find(|n| n.output == x).and_then(|n| match n.op {
        Op::Softmax([outer, row, _]) => Some((n.inputs[0], outer, row)),
        _ => None,
    });
    let shape = c.shape(x);
    let Some((scores, outer, row)) = softmax.filter(|(scores, _, row)| *row > 1 && c.shape(*scores) == shape)
    else {
        return arithmetic::unary(c);
    };
    c.arity(1, 1)?;
    let first = (0..shape.len()).find(|k| shape[..*k].iter().product::<usize>() == outer && shape[*k] > 1);
    let mut axes: Vec<usize> = Vec::new();
    for k in first.into_iter().flat_map(|first| first..shape.len()) {
        if axes.iter().map(|k| shape[*k]).product::<usize>() < row {
            axes.push(k);
        }
    }
    let parts = log_sum_exp(c, scores, &axes)?;
    Ok(vec![linear(c, Name::Result(0), [1.0, -1.0], parts.below, parts.log)?])
}

/// Before version 13 everything from the axis on is one row; since then the axis alone is.
pub(super) fn log_softmax(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let coerces = c.version < 13;
    let axis = Context::axis(c.attributes.int("axis", if coerces { 1 } else { -1 })?, shape.len())?;
    let axes: Vec<usize> = if coerces { (axis..shape.len()).collect() } else { vec![axis] };
    let parts = log_sum_exp(c, x, &axes)?;
    Ok(vec![linear(c, Name::Result(0), [1.0, -1.0], parts.below, parts.log)?])
}

/// Sums over windows of a padded view: element `i` sums all up to it.
pub(super) fn cum_sum(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "x")?;
    let shape = c.shape(x);
    let axis = c.integers(1, "axis")?;
    let axis = Context::axis(axis.first().copied().unwrap_or(0), shape.len())?;
    let (exclusive, reverse) = (c.attributes.flag("exclusive", false)?, c.attributes.flag("reverse", false)?);
    Ok(vec![running(c, Name::Result(0), x, &Running { axis, exclusive, reverse })?])
}

/// Sums along an axis up to each element.
#[derive(Clone, Copy)]
struct Running {
    axis: usize,
    /// The element itself left out.
    exclusive: bool,
    /// From the end.
    reverse: bool,
}

/// Sums along an axis. A long axis goes in blocks: sums within each, and what the blocks before it come
/// to, in the same way.
fn running(c: &mut Context<'_>, name: Name<'_>, x: ValueId, how: &Running) -> Made {
    let (shape, element, axis) = (c.shape(x), c.element(x), how.axis);
    let (rank, n) = (shape.len(), shape[axis]);
    if n <= BLOCK {
        return windows(c, name, x, how);
    }
    let blocks = n.div_ceil(BLOCK);
    let mut high = vec![0; rank];
    high[axis] = blocks * BLOCK - n;
    let split = [&shape[..axis], &[blocks, BLOCK], &shape[axis + 1..]].concat();
    let pad = View::Pad { low: vec![0; rank], high, interior: vec![0; rank], value: FILL };
    let read = Read::value(0).view(pad).view(View::Reshape { shape: split.clone() });
    let rows = c.word(Name::Part("blocks"), Kind::Move { read, fill: 0.0 }, &[x], &split, element)?;
    let inner = windows(c, Name::Part("inner"), rows, &Running { axis: axis + 1, ..*how })?;
    let mut one = split.clone();
    one[axis + 1] = 1;
    let totals = fold(c, Name::Part("totals"), Fold::Sum, rows, &[axis + 1], &one)?;
    let before = running(c, Name::Part("before"), totals, &Running { exclusive: true, ..*how })?;
    let sums = linear(c, Name::Part("sums"), [1.0, 1.0], inner, before)?;
    let mut padded = shape.clone();
    padded[axis] = blocks * BLOCK;
    let back = View::Affine { shape: shape.clone(), axes: (0..rank).map(|d| Axis::plain(rank, d)).collect() };
    let read = Read::value(0).view(View::Reshape { shape: padded }).view(back);
    c.word(name, Kind::Move { read, fill: 0.0 }, &[sums], &shape, element)
}

/// As [`running`]: each sum by itself.
fn windows(c: &mut Context<'_>, name: Name<'_>, x: ValueId, how: &Running) -> Made {
    let Running { axis, exclusive, reverse } = *how;
    let (shape, element) = (c.shape(x), c.element(x));
    let (rank, n) = (shape.len(), shape[axis]);
    let ends = |before: bool| {
        let mut pads = vec![0; rank];
        pads[axis] = if before { n } else { 0 };
        pads
    };
    let value = FILL;
    let pad = View::Pad { low: ends(!reverse), high: ends(reverse), interior: vec![0; rank], value };
    let windows = [shape.as_slice(), &[n]].concat();
    let along = |d: usize| {
        let plain = Axis::plain(rank + 1, d);
        if d != axis {
            return plain;
        }
        // Reversed, windows begin at the element; else they end at it.
        let offset = i64::from(if reverse { exclusive } else { !exclusive });
        Axis { offset, ..plain.with(rank, 1) }
    };
    let window = View::Affine { shape: windows, axes: (0..rank).map(along).collect() };
    let read = Read::value(0).view(pad).view(window);
    c.word(name, Kind::Reduce { fold: Fold::Sum, x: read, folded: 1 }, &[x], &shape, element)
}

pub(super) fn global_max_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    if shape.len() < 3 {
        return Err(Problem::Shape(format!("X is {shape:?}, at least 3 dimensions expected")));
    }
    let input = [1, shape[2..].iter().product()];
    let pool = Pool {
        planes: shape[0] * shape[1],
        input,
        output: [1, 1],
        window: gadgets::Window::plain(input, [1, 1]),
    };
    let out: Vec<usize> = shape.iter().enumerate().map(|(d, n)| if d < 2 { *n } else { 1 }).collect();
    Ok(vec![c.emit(Op::MaxPool(pool), &[x], &out)?])
}

/// A spread of one-hot rows: whether the index equals the position, then from the off value to the on value.
pub(super) fn one_hot(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    use gadgets::primitive::Comparison;
    c.arity(3, 1)?;
    let (index, depth, values) = (c.operand(0, "indices")?, c.operand(1, "depth")?, c.operand(2, "values")?);
    let shape = c.shape(index);
    let depth = c.uniform(depth).ok_or(Problem::NotConstant { index: 1, name: "depth" })?;
    if !(1.0..65536.0).contains(&depth) {
        return Err(Problem::Shape(format!("a depth of {depth}")));
    }
    let element = c.element(values);
    let ends = c.graph.constant(values).ok_or(Problem::NotConstant { index: 2, name: "values" })?;
    let [off, on] = ends[..] else { return Err(Problem::Shape("values must be two".to_owned())) };
    let axis = Context::axis(c.attributes.int("axis", -1)?, shape.len() + 1)?;
    let n = depth as usize;
    let out = [&shape[..axis], &[n], &shape[axis..]].concat();
    let own: Vec<Option<usize>> = (0..shape.len()).map(|d| Some(if d < axis { d } else { d + 1 })).collect();
    let spread = Read::value(0).view(View::select(&out, &own));
    let mut hot = None;
    // A negative index counts from the end.
    for (part, first) in [("hot", 0i64), ("hot_from_end", -(n as i64))] {
        let positions = (first..first + n as i64).collect();
        let positions = c.literal("positions", crate::literal::Literal::ints(&[n], positions))?;
        let along = Read::value(1).view(View::select(&out, &[Some(axis)]));
        let kind = Kind::Compare { op: Comparison::Equal, a: spread.clone(), b: along };
        let one = c.word(Name::Part(part), kind, &[index, positions], &out, Element::Bool)?;
        hot = Some(match hot {
            None => one,
            Some(first) => linear(c, Name::Part("either"), [1.0, 1.0], first, one)?,
        });
    }
    let hot = hot.ok_or_else(|| Problem::Unsupported("an empty one-hot".to_owned()))?;
    let hot = c.retyped_part("chosen", Op::Reshape, &[hot], &out, element)?;
    if on == off {
        return Err(Problem::Unsupported("equal on and off values".to_owned()));
    }
    Ok(vec![affine(c, Name::Result(0), hot, on - off, off)?])
}
