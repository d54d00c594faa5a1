//! Gemm and MatMul: one matrix product, with batches and broadcasts made explicit.

use super::context::{Context, Made};
use super::elementwise;
use crate::error::Problem;
use crate::float_graph::{Linear, Op, ValueId, broadcast_shape, broadcast_strides};
use crate::literal::Literal;

/// `alpha·A'·B' + beta·C`, `C` broadcast to the result.
pub(super) fn gemm(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    elementwise::legacy(c);
    // Before version 7 C broadcasts only where it is told to.
    let broadcast = c.version >= 7 || c.attributes.flag("broadcast", false)?;
    let (alpha, beta) = (c.attributes.float("alpha", 1.0)?, c.attributes.float("beta", 1.0)?);
    let (trans_a, trans_b) = (c.attributes.flag("transA", false)?, c.attributes.flag("transB", false)?);
    let (mut a, mut b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let (a_shape, b_shape) = (c.shape(a), c.shape(b));
    let ([p, q], [r, s]) = (matrix(&a_shape, "A")?, matrix(&b_shape, "B")?);
    let (rows, inputs) = if trans_a { (q, p) } else { (p, q) };
    let (depth, outputs) = if trans_b { (s, r) } else { (r, s) };
    if inputs != depth {
        return Err(Problem::Shape(format!("A contracts {inputs} elements and B {depth}")));
    }
    if trans_a {
        let op = Op::Transpose { shape: a_shape, perm: vec![1, 0] };
        a = c.emit_part("A_transposed", op, &[a], &[rows, inputs])?;
    }
    if alpha != 1.0 {
        // The factor goes to whichever side is constant.
        if c.graph.value(b).constant.is_some() {
            b = scaled(c, "B_scaled", b, alpha)?;
        } else {
            a = scaled(c, "A_scaled", a, alpha)?;
        }
    }
    let mut linear = Linear { batch: 1, rows, inputs, outputs, transposed: trans_b };
    let addend = match c.optional(2).filter(|_| beta != 0.0) {
        None => None,
        Some(given) => {
            let shape = c.shape(given);
            let fits = if broadcast {
                broadcast_strides(&shape, &[rows, outputs]).is_some()
            } else {
                shape == [rows, outputs]
            };
            if !fits {
                let reason = format!("C {shape:?} does not broadcast to [{rows}, {outputs}]");
                return Err(Problem::Shape(reason));
            }
            Some(if beta == 1.0 { given } else { scaled(c, "C_scaled", given, beta)? })
        }
    };
    let shape = [rows, outputs];
    let Some(addend) = addend else { return Ok(vec![product(c, None, &mut linear, &[a, b], &shape)?]) };
    match bias_vector(c, addend, outputs)? {
        Some(bias) => Ok(vec![product(c, None, &mut linear, &[a, b, bias], &shape)?]),
        None => {
            let y = product(c, Some("product"), &mut linear, &[a, b], &shape)?;
            Ok(vec![elementwise::sum(c, None, y, addend)?])
        }
    }
}

/// A constant that is the same for every row, as a vector of `outputs` elements.
fn bias_vector(c: &mut Context<'_>, id: ValueId, outputs: usize) -> Made<Option<ValueId>> {
    let value = c.graph.value(id);
    let (Some(values), rows) = (c.graph.constant(id), value.len() / value.shape.last().unwrap_or(&1)) else {
        return Ok(None);
    };
    match values.len() {
        _ if rows > 1 => Ok(None),
        1 => Ok(Some(c.literal("bias", Literal::floats(&[outputs], vec![values[0]; outputs]))?)),
        _ => Ok(Some(c.literal("bias", Literal::floats(&[outputs], values))?)),
    }
}

fn scaled(c: &mut Context<'_>, part: &str, id: ValueId, factor: f64) -> Made {
    if factor == 0.0 {
        let shape = c.shape(id);
        let zeros = vec![0.0; c.limits.count(&shape)?];
        return c.literal(part, Literal::floats(&shape, zeros));
    }
    let shape = c.shape(id);
    c.emit_part(part, Op::Scale(factor), &[id], &shape)
}

fn matrix(shape: &[usize], name: &str) -> Made<[usize; 2]> {
    shape.try_into().map_err(|_| Problem::Shape(format!("{name} is {shape:?}, 2 dimensions expected")))
}

/// NumPy's rules: a vector gains a dimension that the result loses, leading dimensions broadcast.
pub(super) fn mat_mul(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let (mut a_shape, mut b_shape) = (c.shape(a), c.shape(b));
    let (row, column) = (a_shape.len() == 1, b_shape.len() == 1);
    if row {
        a_shape.insert(0, 1);
    }
    if column {
        b_shape.push(1);
    }
    let fail =
        |c: &Context<'_>| Problem::Shape(format!("cannot multiply {:?} by {:?}", c.shape(a), c.shape(b)));
    let (Some((a_lead, &[m, k])), Some((b_lead, &[depth, n]))) =
        (a_shape.split_last_chunk::<2>(), b_shape.split_last_chunk::<2>())
    else {
        return Err(fail(c));
    };
    let lead = broadcast_shape(a_lead, b_lead).filter(|_| k == depth).ok_or_else(|| fail(c))?;
    let mut shape = lead.clone();
    shape.extend((!row).then_some(m));
    shape.extend((!column).then_some(n));
    let batch = c.limits.count(&lead)?;
    let shared = b_lead.iter().all(|d| *d == 1);
    let mut linear = if shared {
        Linear { batch: 1, rows: batch.saturating_mul(m), inputs: k, outputs: n, transposed: false }
    } else {
        Linear { batch, rows: m, inputs: k, outputs: n, transposed: false }
    };
    let a = spread(c, "A_broadcast", a, a_lead, &lead, [m, k])?;
    let b = if shared { b } else { spread(c, "B_broadcast", b, b_lead, &lead, [k, n])? };
    Ok(vec![product(c, None, &mut linear, &[a, b], &shape)?])
}

/// Repeats a stack of matrices of leading shape `from` to leading shape `to`.
fn spread(
    c: &mut Context<'_>,
    part: &str,
    id: ValueId,
    from: &[usize],
    to: &[usize],
    matrix: [usize; 2],
) -> Made {
    if from.iter().product::<usize>() == to.iter().product::<usize>() {
        return Ok(id);
    }
    let own = [from, &matrix].concat();
    let target = [to, &matrix].concat();
    let strides = broadcast_strides(&own, &target)
        .ok_or_else(|| Problem::Shape(format!("{own:?} does not broadcast to {target:?}")))?;
    c.emit_part(part, Op::Broadcast { strides }, &[id], &target)
}

/// The product as result 0, or as a part of it. Its first operand should be what flows: `A·B` with
/// constant `A` alone is computed as it stands.
fn product(
    c: &mut Context<'_>,
    part: Option<&str>,
    linear: &mut Linear,
    operands: &[ValueId],
    shape: &[usize],
) -> Made {
    c.limits.check_work(&[linear.batch, linear.rows, linear.inputs, linear.outputs])?;
    let op = Op::Linear(*linear);
    match part {
        Some(part) => c.emit_part(part, op, operands, shape),
        None => c.emit(op, operands, shape),
    }
}
