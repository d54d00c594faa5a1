//! Operators that move elements and compute nothing: Reshape, Flatten, Transpose, Identity, Dropout at
//! inference, and Constant.

use tract_onnx::pb::TensorProto;

use super::attributes::bad;
use super::context::{Context, Made};
use super::elementwise::legacy;
use crate::error::Problem;
use crate::float_graph::{Op, ValueId};
use crate::literal::Literal;
use crate::stored::Stored;

pub(super) fn identity(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    Ok(vec![c.emit(Op::Reshape, &[x], &shape)?])
}

/// Inference only: the ratio means nothing, the mask (a second result) is all ones.
pub(super) fn dropout(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(if c.version >= 12 { 3 } else { 1 }, 2)?;
    legacy(c);
    let x = c.operand(0, "data")?;
    c.attributes.ignore(if c.version >= 12 { "seed" } else { "ratio" });
    if c.version < 7 && !c.attributes.flag("is_test", false)? {
        return Err(Problem::Unsupported("training mode".to_owned()));
    }
    if c.optional(2).is_some() && c.integers(2, "training_mode")?.iter().any(|v| *v != 0) {
        return Err(Problem::Unsupported("training mode".to_owned()));
    }
    let shape = c.shape(x);
    let y = c.emit(Op::Reshape, &[x], &shape)?;
    if c.result_name(1).is_empty() {
        return Ok(vec![y]);
    }
    let ones = vec![1; c.limits.count(&shape)?];
    let kept = c.literal("mask", Literal::ints(&shape, ones))?;
    c.graph.store(kept, Some(Stored::Bool));
    Ok(vec![y, kept])
}

pub(super) fn reshape(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    legacy(c);
    // The shape is an attribute before version 5.
    let old = c.version < 5;
    c.arity(if old { 1 } else { 2 }, 1)?;
    let x = c.operand(0, "data")?;
    let wanted = if old {
        c.attributes.ints("shape")?.ok_or_else(|| bad("shape", "is required"))?.to_vec()
    } else {
        c.integers(1, "shape")?
    };
    let allow_zero = c.version >= 14 && c.attributes.flag("allowzero", false)?;
    let shape = target_shape(&c.shape(x), &wanted, allow_zero)?;
    Ok(vec![c.emit(Op::Reshape, &[x], &shape)?])
}

/// The shape that `wanted` stands for: 0 copies a dimension (unless `allow_zero`), one -1 takes the rest.
fn target_shape(from: &[usize], wanted: &[i64], allow_zero: bool) -> Made<Vec<usize>> {
    let fail = |why: &str| Err(Problem::Shape(format!("cannot reshape {from:?} to {wanted:?}: {why}")));
    let mut shape = Vec::with_capacity(wanted.len());
    let mut open = None;
    for (d, size) in wanted.iter().enumerate() {
        match *size {
            -1 if open.is_some() => return fail("more than one -1"),
            -1 => {
                open = Some(d);
                shape.push(1);
            }
            0 if allow_zero => shape.push(0),
            0 => match from.get(d) {
                Some(s) => shape.push(*s),
                None => return fail("0 copies a dimension that does not exist"),
            },
            s if s < 0 => return fail("a negative dimension"),
            s => shape.push(s as usize),
        }
    }
    let total: usize = from.iter().product();
    let known = shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d)).unwrap_or(0);
    let empty = wanted.contains(&0) && known == 0;
    match open {
        Some(_) if empty && allow_zero => return fail("-1 beside a dimension of 0"),
        Some(d) if known > 0 && total.is_multiple_of(known) => shape[d] = total / known,
        None if known == total && (known > 0 || empty) => {}
        _ => return fail(&format!("{total} elements do not fit")),
    }
    Ok(shape)
}

pub(super) fn flatten(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let rank = shape.len();
    let axis = c.attributes.int("axis", 1)?;
    // Unlike elsewhere, the rank itself is allowed; negative axes since version 11.
    let lowest = if c.version >= 11 { -(rank as i64) } else { 0 };
    if axis < lowest || axis > rank as i64 {
        return Err(bad("axis", &format!("is {axis}, expected {lowest} to {rank}")));
    }
    let split = if axis < 0 { axis + rank as i64 } else { axis } as usize;
    let flat = [shape[..split].iter().product(), shape[split..].iter().product()];
    Ok(vec![c.emit(Op::Reshape, &[x], &flat)?])
}

pub(super) fn transpose(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let perm: Vec<usize> = match c.attributes.ints("perm")? {
        None => (0..shape.len()).rev().collect(),
        Some(p) => p.iter().map(|d| usize::try_from(*d).unwrap_or(usize::MAX)).collect(),
    };
    let mut sorted = perm.clone();
    sorted.sort_unstable();
    if !sorted.iter().copied().eq(0..shape.len()) {
        let reason = format!("{perm:?} is no permutation of {} dimensions", shape.len());
        return Err(bad("perm", &reason));
    }
    let permuted: Vec<usize> = perm.iter().map(|d| shape[*d]).collect();
    Ok(vec![c.emit(Op::Transpose { shape, perm }, &[x], &permuted)?])
}

/// Exactly one of the value attributes gives the tensor.
pub(super) fn constant(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(0, 1)?;
    let a = &c.attributes;
    let kinds = ["value", "sparse_value", "value_float", "value_floats", "value_int", "value_ints"];
    let given: Vec<&str> = kinds.into_iter().filter(|k| a.has(k)).collect();
    let literal = match given.as_slice() {
        ["value"] => {
            let empty = TensorProto::default();
            Literal::constant_from_proto(a.tensor("value")?.unwrap_or(&empty), c.limits)?
        }
        ["sparse_value"] => {
            let missing = || bad("sparse_value", "is empty");
            Literal::from_sparse(a.sparse_tensor("sparse_value")?.ok_or_else(missing)?, c.limits)?
        }
        ["value_float"] => Literal::floats(&[], vec![a.float("value_float", 0.0)?]),
        ["value_int"] => Literal::ints(&[], vec![a.int("value_int", 0)?]),
        ["value_ints"] => {
            let v = a.ints("value_ints")?.unwrap_or_default();
            Literal::ints(&[v.len()], v.to_vec())
        }
        ["value_floats"] => {
            let v: Vec<f64> =
                a.floats("value_floats")?.unwrap_or_default().iter().map(|f| f64::from(*f)).collect();
            if let Some(index) = v.iter().position(|x| x.is_nan()) {
                return Err(Problem::NotFinite { index, value: v[index] });
            }
            Literal::floats(&[v.len()], v)
        }
        other => return Err(bad("value", &format!("exactly one of {kinds:?} expected, got {other:?}"))),
    };
    let kind = c.attributes.tensor("value")?.and_then(|t| Stored::of_code(t.data_type));
    let id = c.named_literal(literal)?;
    c.graph.store(id, kind);
    Ok(vec![id])
}

#[cfg(test)]
mod tests {
    use super::target_shape;

    #[test]
    fn reshape_targets_follow_the_specification() {
        let shape = |from: &[usize], to: &[i64], zero| target_shape(from, to, zero).ok();
        assert_eq!(shape(&[2, 3, 4], &[0, -1], false), Some(vec![2, 12]));
        assert_eq!(shape(&[2, 3, 4], &[4, 6], false), Some(vec![4, 6]));
        assert_eq!(shape(&[2, 3, 4], &[2, 0, 4], false), Some(vec![2, 3, 4]));
        assert_eq!(shape(&[1], &[], false), Some(vec![]));
        assert_eq!(shape(&[2, 3], &[0, 3], true), None);
        assert_eq!(shape(&[0, 3], &[3, 0], true), Some(vec![3, 0]));
        assert_eq!(shape(&[0, 3], &[0, -1], true), None);
        assert_eq!(shape(&[2, 3], &[-1, -1], false), None);
        assert_eq!(shape(&[2, 3], &[4, -1], false), None);
        assert_eq!(shape(&[2, 3], &[2, 3, 0], false), None);
        assert_eq!(shape(&[2, 3], &[-2, 3], false), None);
        assert_eq!(shape(&[2, 3], &[i64::MAX, i64::MAX, -1], false), None);
    }
}
