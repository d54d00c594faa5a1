//! CDist of com.microsoft: distances between all rows of two matrices.
//!
//! Source: onnxruntime's `docs/ContribOperators.md`, and SciPy's `cdist`, from which converters write it.

use super::attributes::{bad, int};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::ValueId;

/// Distances between all rows of two matrices, or their squares.
pub(super) fn c_dist(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let root = match c.attributes.string("metric")?.unwrap_or("sqeuclidean") {
        "sqeuclidean" => false,
        "euclidean" => true,
        other => return Err(bad("metric", &format!("is '{other}'"))),
    };
    let (rows, columns) = (c.shape(a), c.shape(b));
    let ([m, width], [n, _]) = (&rows[..], &columns[..]) else {
        return Err(Problem::Shape(format!("A is {rows:?} and B {columns:?}, matrices expected")));
    };
    // Differences first: a difference of squares would lose what is small beside them.
    let (a, b) = (c.reshaped(a, &[*m, 1, *width])?, c.reshaped(b, &[1, *n, columns[1]])?);
    let difference = c.call("Sub", &[a, b])?;
    let axes = c.list("axes", &[2])?;
    let name = if root { Name::Part("squares") } else { Name::Result(0) };
    let squares = c.call_as(name, "ReduceSumSquare", &[difference, axes], vec![int("keepdims", 0)])?;
    Ok(vec![if root { c.call_as(Name::Result(0), "Sqrt", &[squares], vec![])? } else { squares }])
}
