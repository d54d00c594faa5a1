//! Quantised operators of com.microsoft: an operator on the reals that quantised operands stand for, quantised again; and
//! products of whole numbers whose result is real.
//!
//! Source: onnxruntime's `docs/ContribOperators.md`.

use super::attributes::{float, int};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::ValueId;

/// A tensor, its scale and its zero point.
type Quantised = [Option<ValueId>; 3];

/// The operand at a place, with the scale and the zero point that follow it.
fn quantised(c: &Context<'_>, at: usize) -> Made<Quantised> {
    Ok([Some(c.operand(at, "operand")?), c.optional(at + 1), c.optional(at + 2)])
}

fn made(c: &mut Context<'_>, name: Name<'_>, operator: &str, operands: Vec<Option<ValueId>>) -> Made {
    let name = c.called(name);
    let made = c.call_all(operator, operands, vec![], vec![name])?;
    made.first().copied().ok_or_else(|| Problem::Unsupported(format!("{operator} without a result")))
}

/// The zero point of a result for which none is given: 0 in the operands' type.
fn zero_like(c: &mut Context<'_>, operands: &[Quantised]) -> Made<Option<ValueId>> {
    let first = operands.first().and_then(|[x, ..]| *x);
    let Some(kind) = first.and_then(|x| c.graph.stored.get(&x)).copied() else { return Ok(None) };
    let zero = c.whole("zero", 0)?;
    c.graph.stored.insert(zero, kind);
    Ok(Some(zero))
}

/// What `make` makes of the reals, with the scale and the zero point at a place.
fn on_reals(
    c: &mut Context<'_>,
    operands: &[Quantised],
    result: usize,
    make: impl FnOnce(&mut Context<'_>, &[ValueId]) -> Made,
) -> Made<Vec<ValueId>> {
    let real = |operand: &Quantised| made(c, Name::Part("real"), "DequantizeLinear", operand.to_vec());
    let reals = operands.iter().map(real).collect::<Made<Vec<ValueId>>>()?;
    let y = make(c, &reals)?;
    let scale = c.optional(result);
    let zero = match c.optional(result + 1) {
        Some(zero) => Some(zero),
        None => zero_like(c, operands)?,
    };
    Ok(vec![made(c, Name::Result(0), "QuantizeLinear", vec![Some(y), scale, zero])?])
}

/// The operator of that name on the reals that one or two quantised operands stand for, quantised again: operands, scales and
/// zero points alternate.
pub(super) fn plain(c: &mut Context<'_>, operator: &str, operands: usize) -> Made<Vec<ValueId>> {
    c.arity(3 * operands + 2, 1)?;
    let all = (0..operands).map(|k| quantised(c, 3 * k)).collect::<Made<Vec<_>>>()?;
    on_reals(c, &all, 3 * operands, |c, reals| c.call(operator, reals))
}

/// LeakyRelu of the reals that a quantised operand stands for, quantised again.
pub(super) fn leaky_relu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(5, 1)?;
    let alpha = float("alpha", c.attributes.float("alpha", 0.01)? as f32);
    let x = quantised(c, 0)?;
    on_reals(c, &[x], 3, |c, reals| c.call_with("LeakyRelu", reals, vec![alpha]))
}

fn channels_first(c: &Context<'_>) -> Made<()> {
    match c.attributes.int("channels_last", 0)? {
        0 => Ok(()),
        _ => Err(Problem::Unsupported("channels_last = 1".to_owned())),
    }
}

/// The mean of each channel's reals, quantised again.
pub(super) fn global_average_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    channels_first(c)?;
    plain(c, "GlobalAveragePool", 1)
}

/// AveragePool of the reals that a quantised operand stands for, quantised again.
pub(super) fn average_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(5, 1)?;
    channels_first(c)?;
    // onnxruntime's own counts what ceil_mode adds as well, unlike the operator on floats.
    if c.attributes.flag("ceil_mode", false)? && c.attributes.flag("count_include_pad", false)? {
        return Err(Problem::Unsupported("ceil_mode = 1 with count_include_pad = 1".to_owned()));
    }
    let own = |a: &&tract_onnx::pb::AttributeProto| a.name != "channels_last";
    let attributes: Vec<_> = c.attributes.all().iter().filter(own).cloned().collect();
    let x = quantised(c, 0)?;
    on_reals(c, &[x], 3, |c, reals| c.call_with("AveragePool", reals, attributes))
}

/// Parts with scales of their own one after the other, quantised by the scale and the zero point that come first.
pub(super) fn concat(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let given = c.operands.len();
    c.arity(given, 1)?;
    if given < 5 || given % 3 != 2 {
        return Err(Problem::Shape(format!("{given} operands, expected 2 and 3 for each part")));
    }
    let axis = int("axis", c.attributes.int("axis", 0)?);
    let parts = (2..given).step_by(3).map(|at| quantised(c, at)).collect::<Made<Vec<_>>>()?;
    on_reals(c, &parts, 0, |c, reals| c.call_with("Concat", reals, vec![axis]))
}

/// One side where the condition holds and the other where it does not, each with its scale, quantised again.
pub(super) fn selected(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(9, 1)?;
    let condition = c.operand(0, "condition")?;
    let sides = [quantised(c, 1)?, quantised(c, 4)?];
    on_reals(c, &sides, 7, |c, reals| c.call("Where", &[&[condition], reals].concat()))
}

/// Softmax of the reals that a quantised operand stands for, quantised again; before operator set 13, as `opset` says, all
/// axes from `axis` on are one.
pub(super) fn softmax(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(5, 1)?;
    let (axis, flat) = (c.attributes.int("axis", -1)?, c.attributes.int("opset", 13)? < 13);
    let x = quantised(c, 0)?;
    on_reals(c, &[x], 3, |c, reals| {
        let [x] = *reals else { return Err(Problem::Unsupported("other than one operand".to_owned())) };
        if !flat {
            return c.call_with("Softmax", &[x], vec![int("axis", axis)]);
        }
        let shape = c.shape(x);
        let (rows, columns) = shape.split_at(Context::axis(axis, shape.len())?);
        let rows = c.reshaped(x, &[rows.iter().product(), columns.iter().product()])?;
        let y = c.call_with("Softmax", &[rows], vec![int("axis", -1)])?;
        c.reshaped(y, &shape)
    })
}

/// A product of whole numbers, times the scales of both sides, and a bias.
fn real_product(
    c: &mut Context<'_>,
    sides: [ValueId; 2],
    zeros: [Option<ValueId>; 2],
    scales: [ValueId; 2],
    bias: Option<ValueId>,
) -> Made<Vec<ValueId>> {
    const FLOAT: i64 = 1;
    let operands = [sides.map(Some), zeros].concat();
    let sum = made(c, Name::Part("sum"), "MatMulInteger", operands)?;
    let sum = c.call_with("Cast", &[sum], vec![int("to", FLOAT)])?;
    let scale = c.call("Mul", &scales)?;
    let Some(bias) = bias else {
        return Ok(vec![c.call_as(Name::Result(0), "Mul", &[sum, scale], vec![])?]);
    };
    let y = c.call("Mul", &[sum, scale])?;
    Ok(vec![c.call_as(Name::Result(0), "Add", &[y, bias], vec![])?])
}

/// The product of whole numbers less their zero points, times the scales of both sides, and a bias.
pub(super) fn mat_mul_integer_to_float(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(7, 1)?;
    let sides = [c.operand(0, "A")?, c.operand(1, "B")?];
    let scales = [c.operand(2, "a_scale")?, c.operand(3, "b_scale")?];
    real_product(c, sides, [c.optional(4), c.optional(5)], scales, c.optional(6))
}

/// The product of reals, quantised as DynamicQuantizeLinear does, with whole numbers, as reals, and a bias.
pub(super) fn dynamic_quantize_mat_mul(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(5, 1)?;
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let names = ["quantised", "scale", "zero"].map(|part| c.called(Name::Part(part))).to_vec();
    let quantised = c.call_all("DynamicQuantizeLinear", vec![Some(a)], vec![], names)?;
    let [a, scale, zero] = quantised[..] else {
        return Err(Problem::Unsupported("DynamicQuantizeLinear without results".to_owned()));
    };
    let scales = [scale, c.operand(2, "b_scale")?];
    real_product(c, [a, b], [Some(zero), c.optional(3)], scales, c.optional(4))
}
