//! Operators of ai.onnx.ml on numbers: trees, linear models, and what prepares features.
//!
//! Source: ONNX's `docs/Operators-ml.md`.

use super::attributes::{bad, int};
use super::context::{Context, Made, Name};
use super::operators::{Operator, row};
use super::{svm, trees};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::Literal;
use crate::stored::Stored;

/// All of them, by name.
pub const OPERATORS: &[Operator] = &[
    row("ArrayFeatureExtractor", &[1], array_feature_extractor),
    row("Binarizer", &[1], binarizer),
    row("FeatureVectorizer", &[1], feature_vectorizer),
    row("Imputer", &[1], imputer),
    row("LabelEncoder", &[2, 4], label_encoder),
    row("LinearClassifier", &[1], linear_classifier),
    row("LinearRegressor", &[1], linear_regressor),
    row("Normalizer", &[1], normalizer),
    row("OneHotEncoder", &[1], one_hot_encoder),
    row("SVMClassifier", &[1], svm::classifier),
    row("SVMRegressor", &[1], svm::regressor),
    row("Scaler", &[1], scaler),
    row("TreeEnsemble", &[5], trees::ensemble),
    row("TreeEnsembleClassifier", &[1, 3, 5], trees::classifier),
    row("TreeEnsembleRegressor", &[1, 3, 5], trees::regressor),
    row("ZipMap", &[1], zip_map),
];

/// A float copy of the operand.
pub(super) fn real(c: &mut Context<'_>, x: ValueId) -> Made {
    if c.element(x) == Element::Float { Ok(x) } else { c.call_with("Cast", &[x], vec![int("to", 1)]) }
}

/// The numbers of an attribute; none if it is missing.
pub(super) fn floats(c: &Context<'_>, name: &str) -> Made<Vec<f64>> {
    Ok(c.attributes.floats(name)?.unwrap_or_default().iter().map(|v| f64::from(*v)).collect())
}

fn array_feature_extractor(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (x, index) = (c.operand(0, "X")?, c.operand(1, "Y")?);
    let count = c.graph.value(index).len();
    let index = c.reshaped(index, &[count])?;
    Ok(vec![c.call_as(Name::Result(0), "Gather", &[x, index], vec![int("axis", -1)])?])
}

/// 1 above the threshold, else 0.
fn binarizer(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let threshold = c.attributes.float("threshold", 0.0)?;
    let threshold = c.scalar("threshold", threshold)?;
    let above = c.call("Greater", &[x, threshold])?;
    let (shape, element) = (c.shape(x), c.element(x));
    Ok(vec![c.retyped(Op::Reshape, &[above], &shape, element)?])
}

fn feature_vectorizer(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.attributes.ignore("inputdimensions");
    let mut parts = Vec::with_capacity(c.operands.len());
    for i in 0..c.operands.len() {
        let x = c.operand(i, "X")?;
        parts.push(real(c, x)?);
    }
    Ok(vec![c.call_as(Name::Result(0), "Concat", &parts, vec![int("axis", 1)])?])
}

/// What replaces a missing value. Tensors are finite, so that only a value can stand for one.
fn imputer(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let whole = c.element(x) != Element::Float;
    let (with, missing) = if whole {
        let with = c.attributes.ints("imputed_value_int64s")?.unwrap_or_default();
        let with: Vec<f64> = with.iter().map(|v| *v as f64).collect();
        (with, c.attributes.int("replaced_value_int64", 0)? as f64)
    } else {
        let nan = c.attributes.raw_float("replaced_value_float")?.is_some_and(f32::is_nan);
        let missing = if nan { f64::NAN } else { c.attributes.float("replaced_value_float", 0.0)? };
        (floats(c, "imputed_value_floats")?, missing)
    };
    let shape = c.shape(x);
    if missing.is_nan() {
        return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
    }
    let along = if with.len() == 1 { vec![] } else { vec![with.len()] };
    let literal = |shape: &[usize], v: Vec<f64>| match whole {
        true => Literal::ints(shape, v.into_iter().map(|v| v as i64).collect()),
        false => Literal::floats(shape, v),
    };
    let with = c.literal("imputed", literal(&along, with))?;
    let missing = c.literal("missing", literal(&[], vec![missing]))?;
    let is = c.call("Equal", &[x, missing])?;
    Ok(vec![c.call_as(Name::Result(0), "Where", &[is, with, x], vec![])?])
}

/// Numbers for numbers, by a sum over the keys.
fn label_encoder(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let list = |names: [&str; 2], tensor: &str| -> Made<(Vec<f64>, bool)> {
        if let Some(t) = c.attributes.tensor(tensor)? {
            let literal = Literal::from_proto(t, c.limits)?;
            return Ok((literal.to_f64(), matches!(literal.data, crate::literal::Data::Int(_))));
        }
        if let Some(v) = c.attributes.ints(names[0])? {
            return Ok((v.iter().map(|v| *v as f64).collect(), true));
        }
        Ok((floats(c, names[1])?, false))
    };
    let (keys, _) = list(["keys_int64s", "keys_floats"], "keys_tensor")?;
    let (values, whole) = list(["values_int64s", "values_floats"], "values_tensor")?;
    let default = if let Some(t) = c.attributes.tensor("default_tensor")? {
        Literal::from_proto(t, c.limits)?.to_f64().first().copied().unwrap_or(0.0)
    } else if whole {
        c.attributes.int("default_int64", -1)? as f64
    } else {
        c.attributes.float("default_float", 0.0)?
    };
    for name in ["default_int64", "default_float", "default_string"] {
        c.attributes.ignore(name);
    }
    if keys.is_empty() || keys.len() != values.len() {
        return Err(Problem::Unsupported("labels that are no numbers".to_owned()));
    }
    let shape = c.shape(x);
    let column = [shape.as_slice(), &[1]].concat();
    let rows = c.reshaped(x, &column)?;
    let n = keys.len();
    let literal = |shape: &[usize], v: Vec<f64>, whole: bool| match whole {
        true => Literal::ints(shape, v.into_iter().map(|v| v as i64).collect()),
        false => Literal::floats(shape, v),
    };
    let exact = c.element(x) != Element::Float;
    let keys = c.literal("keys", literal(&[n], keys, exact))?;
    let found = c.call("Equal", &[rows, keys])?;
    // default + Σ found·(value − default).
    let above = values.iter().map(|v| v - default).collect();
    let above = c.literal("values", literal(&[n], above, whole))?;
    let parts = c.call("Mul", &[found, above])?;
    let axes = c.list("axes", &[-1])?;
    let sum = c.call_with("ReduceSum", &[parts, axes], vec![int("keepdims", 0)])?;
    let default = c.literal("default", literal(&[], vec![default], whole))?;
    Ok(vec![c.call_as(Name::Result(0), "Add", &[sum, default], vec![])?])
}

/// What a score becomes: `post_transform`.
pub(super) fn transformed(c: &mut Context<'_>, name: Name<'_>, x: ValueId) -> Made {
    match c.attributes.string("post_transform")?.unwrap_or("NONE") {
        "NONE" => {
            let shape = c.shape(x);
            c.emit_named(name, Op::Reshape, &[x], &shape)
        }
        "LOGISTIC" => c.call_as(name, "Sigmoid", &[x], vec![]),
        "SOFTMAX" => c.call_as(name, "Softmax", &[x], vec![int("axis", -1)]),
        other => Err(Problem::Unsupported(format!("post_transform = '{other}'"))),
    }
}

/// `x·coefficients + intercepts`, of which there are `count`.
fn scores(c: &mut Context<'_>, count: usize) -> Made {
    let x = c.operand(0, "X")?;
    let mut x = real(c, x)?;
    let shape = c.shape(x);
    if shape.len() == 1 {
        x = c.reshaped(x, &[1, shape[0]])?;
    }
    let width = c.shape(x).last().copied().unwrap_or(1);
    let (own, added) = (floats(c, "coefficients")?, floats(c, "intercepts")?);
    if own.len() != count * width || (!added.is_empty() && added.len() != count) {
        return Err(Problem::Shape(format!(
            "{} coefficients and {} intercepts for {count} scores of {width} features",
            own.len(),
            added.len()
        )));
    }
    let turned = (0..width).flat_map(|k| (0..count).map(move |n| (n, k)));
    let weights = turned.map(|(n, k)| own[n * width + k]).collect();
    let weights = c.literal("coefficients", Literal::floats(&[width, count], weights))?;
    let y = c.call("MatMul", &[x, weights])?;
    if added.is_empty() {
        return Ok(y);
    }
    let added = c.literal("intercepts", Literal::floats(&[count], added))?;
    c.call("Add", &[y, added])
}

fn linear_regressor(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let count = usize::try_from(c.attributes.int("targets", 1)?).unwrap_or(0);
    let y = scores(c, count)?;
    Ok(vec![transformed(c, Name::Result(0), y)?])
}

/// Labels and scores; strings are no labels.
fn linear_classifier(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 2)?;
    c.attributes.ignore("multi_class");
    let count = {
        let width = c.operand(0, "X").map(|x| c.shape(x).last().copied().unwrap_or(1))?;
        floats(c, "coefficients")?.len() / width.max(1)
    };
    let y = scores(c, count.max(1))?;
    if count == 1 && labels(c)?.len() == 2 {
        return by_one_score(c, y, Single { above: 0.0, other: Other::Less(1.0) });
    }
    ranked(c, y, y)
}

/// Numbers as labels; strings are none.
fn labels(c: &Context<'_>) -> Made<Vec<i64>> {
    if c.attributes.strings("classlabels_strings")?.is_some_and(|l| !l.is_empty()) {
        return Err(Problem::ElementType { got: "STRING of labels".to_owned() });
    }
    let given = c.attributes.ints("classlabels_ints")?.or(c.attributes.ints("classlabels_int64s")?);
    Ok(given.unwrap_or_default().to_vec())
}

/// The results of a classifier: the label at this position of each row, and the scores.
fn classified(c: &mut Context<'_>, labels: Vec<i64>, place: ValueId, scores: ValueId) -> Made<Vec<ValueId>> {
    let label = label_of(c, place, labels)?;
    let shape = c.shape(scores);
    let name = if c.result_name(1).is_empty() { Name::Part("unused") } else { Name::Result(1) };
    let scores = c.emit_named(name, Op::Reshape, &[scores], &shape)?;
    Ok(vec![label, scores])
}

/// Result 0: the label of the largest element of each row.
pub(super) fn labels_at(c: &mut Context<'_>, rows: ValueId, labels: Vec<i64>) -> Made {
    let place = c.call_with("ArgMax", &[rows], vec![int("axis", -1), int("keepdims", 0)])?;
    label_of(c, place, labels)
}

/// Result 0: the label at this position of each row.
fn label_of(c: &mut Context<'_>, place: ValueId, labels: Vec<i64>) -> Made {
    let labels = c.list("labels", &labels)?;
    let label = c.call_as(Name::Result(0), "Gather", &[labels, place], vec![int("axis", 0)])?;
    c.graph.stored.insert(label, Stored::INT64);
    Ok(label)
}

/// A map from labels for each row is that row: its keys are known.
fn zip_map(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let keys = match c.attributes.strings("classlabels_strings")? {
        Some(keys) if !keys.is_empty() => keys.len(),
        _ => c.attributes.ints("classlabels_int64s")?.unwrap_or_default().len(),
    };
    c.attributes.ignore("classlabels_int64s");
    let shape = c.shape(x);
    if shape.last() != Some(&keys) {
        return Err(Problem::Shape(format!("{keys} keys for rows of {shape:?}")));
    }
    Ok(vec![c.emit(Op::Reshape, &[x], &shape)?])
}

/// The label of the largest rank of each row, and the scores after the transform.
pub(super) fn ranked(c: &mut Context<'_>, scores: ValueId, ranks: ValueId) -> Made<Vec<ValueId>> {
    let labels = labels(c)?;
    let classes = c.shape(scores).last().copied().unwrap_or(1);
    if labels.len() != classes {
        return Err(bad("classlabels_ints", &format!("has {} labels for {classes} scores", labels.len())));
    }
    let all = transformed(c, Name::Part("scores"), scores)?;
    let place = c.call_with("ArgMax", &[ranks], vec![int("axis", -1), int("keepdims", 0)])?;
    classified(c, labels, place, all)
}

/// What one score of two classes means, as onnxruntime has it.
#[derive(Clone, Copy)]
pub(super) struct Single {
    /// Above it the label is the second one.
    pub above: f64,
    /// What the first class gets beside the score of the second one.
    pub other: Other,
}

/// The score of the class that has none.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Other {
    /// This less the score, transformed or not; with LOGISTIC the rest of a probability.
    Less(f64),
    /// 0, and the transform is that of both.
    Zero,
}

/// Labels and scores of two classes by the score of the second one, `[N, 1]`.
pub(super) fn by_one_score(c: &mut Context<'_>, score: ValueId, means: Single) -> Made<Vec<ValueId>> {
    let labels = labels(c)?;
    let rows = c.shape(score).first().copied().unwrap_or(1);
    let threshold = c.scalar("threshold", means.above)?;
    let above = c.call("Greater", &[score, threshold])?;
    let place = c.retyped_part("place", Op::Reshape, &[above], &[rows], Element::Int)?;
    let both = |c: &mut Context<'_>, first: ValueId, second: ValueId| c.joined(&[first, second], -1);
    let transform = c.attributes.string("post_transform")?.unwrap_or("NONE");
    let scores = match (transform, means.other) {
        (_, Other::Zero) => {
            let zero = c.literal("zero", Literal::floats(&[rows, 1], vec![0.0; rows]))?;
            let pair = both(c, zero, score)?;
            transformed(c, Name::Part("scores"), pair)?
        }
        ("LOGISTIC", _) => {
            let second = c.call("Sigmoid", &[score])?;
            let first = super::arithmetic::affine(c, Name::Part("complement"), second, -1.0, 1.0)?;
            both(c, first, second)?
        }
        ("NONE" | "SOFTMAX" | "SOFTMAX_ZERO", Other::Less(than)) => {
            let first = super::arithmetic::affine(c, Name::Part("rest"), score, -1.0, than)?;
            both(c, first, score)?
        }
        (other, _) => return Err(Problem::Unsupported(format!("post_transform = '{other}'"))),
    };
    classified(c, labels, place, scores)
}

/// Each row by its largest element, its sum of magnitudes, or its length; what that is 0 of stays as it is.
fn normalizer(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let x = real(c, x)?;
    match c.attributes.string("norm")?.unwrap_or("MAX") {
        "L1" => Ok(vec![c.call_as(
            Name::Result(0),
            "LpNormalization",
            &[x],
            vec![int("p", 1), int("axis", -1)],
        )?]),
        "L2" => Ok(vec![c.call_as(
            Name::Result(0),
            "LpNormalization",
            &[x],
            vec![int("p", 2), int("axis", -1)],
        )?]),
        "MAX" => {
            let axes = c.list("axes", &[-1])?;
            let largest = c.call("ReduceMax", &[x, axes])?;
            // By its magnitude; where it is below 0 the quotient turns its sign.
            let zero = c.scalar("zero", 0.0)?;
            let below = c.call("Less", &[largest, zero])?;
            let negated = c.call("Neg", &[x])?;
            let turned = c.call("Where", &[below, negated, x])?;
            let size = c.call("Abs", &[largest])?;
            super::norms::by_norm(c, turned, size)
        }
        other => Err(bad("norm", &format!("is '{other}', expected MAX, L1 or L2"))),
    }
}

/// 0 and 1 for each category of whole numbers.
fn one_hot_encoder(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let categories = c.attributes.ints("cats_int64s")?.unwrap_or_default().to_vec();
    if categories.is_empty() {
        return Err(Problem::ElementType { got: "STRING of categories".to_owned() });
    }
    // Without this a category that is not listed is an error, which is not told apart here.
    c.attributes.ignore("zeros");
    let shape = c.shape(x);
    let column = [shape.as_slice(), &[1]].concat();
    let rows = c.reshaped(x, &column)?;
    let n = categories.len();
    let categories = c.literal("categories", Literal::ints(&[n], categories))?;
    let hot = c.call("Equal", &[rows, categories])?;
    let out = [shape.as_slice(), &[n]].concat();
    Ok(vec![c.retyped(Op::Reshape, &[hot], &out, Element::Float)?])
}

/// `(x − offset)·scale` of each feature.
fn scaler(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let x = real(c, x)?;
    let mut list = |name: &str, none: f64| {
        let given = floats(c, name)?;
        let given = if given.is_empty() { vec![none] } else { given };
        let shape = if given.len() == 1 { vec![] } else { vec![given.len()] };
        c.literal(name, Literal::floats(&shape, given))
    };
    let (offset, scale) = (list("offset", 0.0)?, list("scale", 1.0)?);
    let centred = c.call("Sub", &[x, offset])?;
    Ok(vec![c.call_as(Name::Result(0), "Mul", &[centred, scale], vec![])?])
}
