//! Support vector machines: kernels between rows and support vectors, and what the machine's sums of them decide.
//!
//! Source: ONNX's `SVMClassifier` and `SVMRegressor`; of two classes the first one wins a comparison that is above 0.

use super::arithmetic::{affine, function, linear, product};
use super::attributes::{bad, int};
use super::context::{Context, Made, Name};
use super::ml::{floats, labels_at, real, transformed};
use super::quantised::whole_product;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::Literal;

/// Most support vectors.
const MOST: usize = 1 << 16;

/// `[N, F]` out of rows, or of one.
fn rows(c: &mut Context<'_>) -> Made {
    let x = c.operand(0, "X")?;
    let x = real(c, x)?;
    match c.shape(x)[..] {
        [_, _] => Ok(x),
        [width] => c.reshaped(x, &[1, width]),
        ref shape => Err(Problem::Shape(format!("X is {shape:?}"))),
    }
}

/// The kernel of each row with each of `count` support vectors: `[N, count]`.
fn kernels(c: &mut Context<'_>, x: ValueId, count: usize) -> Made {
    let (shape, vectors) = (c.shape(x), floats(c, "support_vectors")?);
    let (n, width) = (shape[0], shape[1]);
    if count > MOST || vectors.len() != count * width {
        let got = vectors.len();
        return Err(Problem::Shape(format!("{count} support vectors of {width} features in {got} numbers")));
    }
    c.limits.check_work(&[n, count, width])?;
    let parameters = floats(c, "kernel_params")?;
    let parameter = |i: usize| parameters.get(i).copied().unwrap_or(0.0);
    let (gamma, offset, degree) = (parameter(0), parameter(1), parameter(2));
    let kind = c.attributes.string("kernel_type")?.unwrap_or("LINEAR").to_owned();
    if kind == "RBF" {
        let vectors = c.literal("vectors", Literal::floats(&[1, count, width], vectors))?;
        let row = c.reshaped(x, &[n, 1, width])?;
        let apart = linear(c, Name::Part("apart"), [1.0, -1.0], row, vectors)?;
        let square = product(c, Name::Part("square"), apart, apart)?;
        let axes = c.list("axes", &[-1])?;
        let distance = c.call_with("ReduceSum", &[square, axes], vec![int("keepdims", 0)])?;
        let scaled = affine(c, Name::Part("exponent"), distance, -gamma, 0.0)?;
        return function(c, Name::Part("kernel"), "Exp", vec![], scaled);
    }
    let turned = (0..width).flat_map(|f| (0..count).map(move |s| s * width + f)).map(|i| vectors[i]);
    let turned = c.literal("vectors", Literal::floats(&[width, count], turned.collect()))?;
    let dot = c.call("MatMul", &[x, turned])?;
    if kind == "LINEAR" {
        return Ok(dot);
    }
    let inner = affine(c, Name::Part("inner"), dot, gamma, offset)?;
    match kind.as_str() {
        "POLY" => {
            let degree = c.scalar("degree", degree.trunc())?;
            c.call("Pow", &[inner, degree])
        }
        "SIGMOID" => c.call("Tanh", &[inner]),
        other => Err(bad("kernel_type", &format!("is '{other}', expected LINEAR, POLY, RBF or SIGMOID"))),
    }
}

/// `x · weights + offsets`, weights `[inner, count]`.
fn sums(c: &mut Context<'_>, x: ValueId, weights: Vec<f64>, offsets: Vec<f64>) -> Made {
    let (inner, count) = (c.shape(x)[1], offsets.len());
    let weights = c.literal("coefficients", Literal::floats(&[inner, count], weights))?;
    let offsets = c.literal("rho", Literal::floats(&[count], offsets))?;
    let y = c.call("MatMul", &[x, weights])?;
    c.call("Add", &[y, offsets])
}

/// 1 where it is above 0, else 0.
fn above(c: &mut Context<'_>, x: ValueId) -> Made {
    let zero = c.scalar("zero", 0.0)?;
    c.call("Greater", &[x, zero])
}

pub(super) fn regressor(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = rows(c)?;
    let count = usize::try_from(c.attributes.int("n_supports", 0)?).unwrap_or(usize::MAX);
    let (coefficients, rho) = (floats(c, "coefficients")?, floats(c, "rho")?);
    let inner = if count > 0 { kernels(c, x, count)? } else { x };
    for name in ["support_vectors", "kernel_params", "kernel_type"] {
        c.attributes.ignore(name);
    }
    let width = c.shape(inner)[1];
    if coefficients.len() != width || rho.is_empty() {
        let (got, rho) = (coefficients.len(), rho.len());
        return Err(Problem::Shape(format!("{got} coefficients and {rho} of rho for {width} kernels")));
    }
    let y = sums(c, inner, coefficients, vec![rho[0]])?;
    if !c.attributes.flag("one_class", false)? {
        return Ok(vec![transformed(c, Name::Result(0), y)?]);
    }
    // 1 where it is above 0, else −1.
    let inside = above(c, y)?;
    let shape = c.shape(inside);
    let inside = c.retyped_part("inside", Op::Reshape, &[inside], &shape, Element::Float)?;
    Ok(vec![affine(c, Name::Result(0), inside, 2.0, -1.0)?])
}

/// Of each pair of classes one wins a vote; the class of most votes is the label. Scores are those of the pairs, or
/// probabilities where two classes have them: the limit of the iteration that ONNX states.
pub(super) fn classifier(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 2)?;
    let x = rows(c)?;
    if c.attributes.strings("classlabels_strings")?.is_some_and(|l| !l.is_empty()) {
        return Err(Problem::ElementType { got: "STRING of labels".to_owned() });
    }
    let labels = c.attributes.ints("classlabels_ints")?.unwrap_or_default().to_vec();
    let each = c.attributes.ints("vectors_per_class")?.unwrap_or_default();
    let each: Vec<usize> = each.iter().map(|n| usize::try_from(*n).unwrap_or(usize::MAX)).collect();
    let classes = labels.len();
    if classes < 2 || each.len() != classes {
        let vectors = each.len();
        return Err(Problem::Unsupported(format!(
            "support vectors of {vectors} classes for {classes} labels"
        )));
    }
    let count = each.iter().fold(0usize, |n, m| n.saturating_add(*m));
    let kernels = kernels(c, x, count)?;
    let (coefficients, rho) = (floats(c, "coefficients")?, floats(c, "rho")?);
    let pairs: Vec<(usize, usize)> =
        (0..classes).flat_map(|i| (i + 1..classes).map(move |j| (i, j))).collect();
    if coefficients.len() != (classes - 1) * count || rho.len() != pairs.len() {
        let (got, rho) = (coefficients.len(), rho.len());
        return Err(Problem::Shape(format!(
            "{got} coefficients and {rho} of rho for {count} support vectors"
        )));
    }
    let class_of: Vec<usize> = each.iter().enumerate().flat_map(|(k, n)| vec![k; *n]).collect();
    // Row j − 1 of class i's vectors and row i of class j's decide between the two.
    let mut weights = vec![0.0; count * pairs.len()];
    for (p, (i, j)) in pairs.iter().enumerate() {
        for (s, own) in class_of.iter().enumerate() {
            let row = if own == i { j - 1 } else { *i };
            if own == i || own == j {
                weights[s * pairs.len() + p] = coefficients[row * count + s];
            }
        }
    }
    let scores = sums(c, kernels, weights, rho)?;
    let won = above(c, scores)?;
    let (mut points, mut first) = (vec![0i64; pairs.len() * classes], vec![0i64; classes]);
    for (p, (i, j)) in pairs.iter().enumerate() {
        points[p * classes + i] = 1;
        points[p * classes + j] = -1;
        first[*j] += 1;
    }
    let points = c.literal("points", Literal::ints(&[pairs.len(), classes], points))?;
    let votes = whole_product(c, Name::Part("votes"), won, points)?;
    let first = c.literal("first", Literal::ints(&[classes], first))?;
    let votes = linear(c, Name::Part("votes"), [1.0, 1.0], votes, first)?;
    let positive = floats(c, "coefficients")?.iter().all(|v| *v >= 0.0);
    let (a, b) = (floats(c, "prob_a")?, floats(c, "prob_b")?);
    let likely = !a.is_empty();
    if classes == 2 && positive && !likely {
        return Err(Problem::Unsupported("two classes whose coefficients are all positive".to_owned()));
    }
    let label = labels_at(c, votes, labels)?;
    let both = match classes {
        2 if likely && b.len() == 1 && a.len() == 1 => {
            let scaled = affine(c, Name::Part("scaled"), scores, -a[0], -b[0])?;
            let first = c.call("Sigmoid", &[scaled])?;
            let second = affine(c, Name::Part("second"), first, -1.0, 1.0)?;
            c.joined(&[first, second], 1)?
        }
        _ if likely => return Err(Problem::Unsupported("probabilities of more than two classes".to_owned())),
        2 => {
            let negated = affine(c, Name::Part("negated"), scores, -1.0, 0.0)?;
            c.joined(&[negated, scores], 1)?
        }
        _ => scores,
    };
    let name = if c.result_name(1).is_empty() { Name::Part("unused") } else { Name::Result(1) };
    Ok(vec![label, transformed(c, name, both)?])
}
