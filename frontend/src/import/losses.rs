//! Losses: what the target picks of log-probabilities, weighed and reduced.

use super::attributes::{bad, int};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::ValueId;

pub(super) fn negative_log_likelihood(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let x = c.operand(0, "input")?;
    Ok(vec![likelihood(c, x)?])
}

/// The same of a log-softmax, which is the second result.
pub(super) fn softmax_cross_entropy(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 2)?;
    let x = c.operand(0, "scores")?;
    let name = if c.result_name(1).is_empty() { Name::Part("log_prob") } else { Name::Result(1) };
    let log = c.call_as(name, "LogSoftmax", &[x], vec![int("axis", 1)])?;
    Ok(vec![likelihood(c, log)?, log])
}

/// `−x[n, target[n]]`, weighed.
fn likelihood(c: &mut Context<'_>, x: ValueId) -> Made {
    let (target, weight) = (c.operand(1, "target")?, c.optional(2));
    let reduction = c.attributes.string("reduction")?.unwrap_or("mean").to_owned();
    if !["none", "mean", "sum"].contains(&reduction.as_str()) {
        return Err(bad("reduction", &format!("is '{reduction}', expected none, mean or sum")));
    }
    let shape = c.shape(x);
    let fits = shape.len() >= 2 && c.shape(target) == [&shape[..1], &shape[2..]].concat();
    if !fits {
        return Err(Problem::Shape(format!("a target of {:?} for {shape:?}", c.shape(target))));
    }
    // What is ignored has weight 0, and reads class 0.
    let ignored =
        c.attributes.has("ignore_index").then(|| c.attributes.int("ignore_index", 0)).transpose()?;
    let (class, counts) = match ignored {
        None => (target, None),
        Some(index) => {
            let index = c.whole("ignored", index)?;
            let same = c.call("Equal", &[target, index])?;
            let counts = c.call("Not", &[same])?;
            let whole = c.call_with("Cast", &[counts], vec![int("to", 7)])?;
            (c.call("Mul", &[target, whole])?, Some(counts))
        }
    };
    let axis = c.list("axis", &[1])?;
    let column = c.call("Unsqueeze", &[class, axis])?;
    let picked = c.call_with("GatherElements", &[x, column], vec![int("axis", 1)])?;
    let picked = c.call("Squeeze", &[picked, axis])?;
    let own = match weight {
        Some(weight) => {
            let own = c.call_with("Gather", &[weight, class], vec![int("axis", 0)])?;
            Some(match counts {
                Some(counts) => c.call("Mul", &[own, counts])?,
                None => own,
            })
        }
        None => match counts {
            Some(counts) => Some(c.call_with("Cast", &[counts], vec![int("to", 1)])?),
            None => None,
        },
    };
    let weighed = match own {
        Some(own) => c.call("Mul", &[picked, own])?,
        None => picked,
    };
    let none = vec![int("keepdims", 0)];
    let sum = match (reduction.as_str(), own) {
        ("none", _) => weighed,
        ("mean", None) => c.call_with("ReduceMean", &[weighed], none)?,
        ("mean", Some(own)) => {
            let sum = c.call_with("ReduceSum", &[weighed], none.clone())?;
            let total = c.call_with("ReduceSum", &[own], none)?;
            c.call("Div", &[sum, total])?
        }
        _ => c.call_with("ReduceSum", &[weighed], none)?,
    };
    c.call_as(Name::Result(0), "Neg", &[sum], vec![])
}
