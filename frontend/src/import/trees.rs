//! Ensembles of decision trees: every comparison at once, and for each leaf whether all on its way agree.
//!
//! A leaf is reached where as many comparisons hold (or do not hold) as lie above it: a count by one stack of matrix
//! products, a matrix for each tree. What it adds is a last product. Source: ONNX's `TreeEnsemble`, `TreeEnsembleRegressor`, `TreeEnsembleClassifier`.

use super::attributes::bad;
use super::context::{Context, Made, Name};
use super::forests::{Forest, Leaf, MOST, Mode, Test, mode};
use super::ml::{Other, Single, by_one_score, ranked, transformed};
use crate::error::Problem;
use crate::float_graph::ValueId;
use crate::literal::Literal;

/// Nodes as the older operators list them.
struct Listed {
    trees: Vec<i64>,
    ids: Vec<i64>,
    features: Vec<i64>,
    modes: Vec<String>,
    values: Vec<f64>,
    yes: Vec<i64>,
    no: Vec<i64>,
}

fn numbers(c: &Context<'_>, name: &str) -> Made<Vec<f64>> {
    if let Some(t) = c.attributes.tensor(&format!("{name}_as_tensor"))? {
        return Ok(Literal::from_proto(t, c.limits)?.to_f64());
    }
    Ok(c.attributes.floats(name)?.unwrap_or_default().iter().map(|v| f64::from(*v)).collect())
}

fn list(c: &Context<'_>, name: &str) -> Made<Vec<i64>> {
    Ok(c.attributes.ints(name)?.unwrap_or_default().to_vec())
}

impl Listed {
    fn new(c: &Context<'_>) -> Made<Self> {
        for name in ["nodes_hitrates", "nodes_hitrates_as_tensor", "nodes_missing_value_tracks_true"] {
            c.attributes.ignore(name);
        }
        let modes = c.attributes.strings("nodes_modes")?.unwrap_or_default();
        let listed = Self {
            trees: list(c, "nodes_treeids")?,
            ids: list(c, "nodes_nodeids")?,
            features: list(c, "nodes_featureids")?,
            modes: modes.into_iter().map(str::to_owned).collect(),
            values: numbers(c, "nodes_values")?,
            yes: list(c, "nodes_truenodeids")?,
            no: list(c, "nodes_falsenodeids")?,
        };
        let n = listed.trees.len();
        let lengths = [listed.ids.len(), listed.features.len(), listed.modes.len(), listed.values.len()];
        if n == 0 || n > MOST || lengths.iter().chain(&[listed.yes.len(), listed.no.len()]).any(|l| *l != n) {
            return Err(Problem::Shape(format!("{n} nodes with lists of {lengths:?}")));
        }
        Ok(listed)
    }

    /// The forest, whose leaves add `weights`: (tree, node, target, weight).
    fn forest(&self, weights: &[(i64, i64, usize, f64)]) -> Made<Forest> {
        let n = self.trees.len();
        let places: std::collections::BTreeMap<(i64, i64), usize> =
            (0..n).map(|i| ((self.trees[i], self.ids[i]), i)).collect();
        let mut forest = Forest::default();
        let mut seen = std::collections::BTreeSet::new();
        for root in 0..n {
            // The first node of a tree is its root.
            if !seen.insert(self.trees[root]) {
                continue;
            }
            let mut visited = std::collections::BTreeSet::new();
            let mut waiting = vec![(root, Vec::new())];
            while let Some((i, way)) = waiting.pop() {
                if !visited.insert(i) || forest.leaves.len() >= MOST {
                    return Err(Problem::Shape(format!("node {} is reached twice", self.ids[i])));
                }
                let tree = self.trees[i];
                let Some(mode) = mode(&self.modes[i]) else {
                    let own = weights.iter().filter(|(t, id, ..)| (*t, *id) == (tree, self.ids[i]));
                    forest.leaves.push(Leaf { way, adds: own.map(|(_, _, t, w)| (*t, *w)).collect() });
                    continue;
                };
                let feature = usize::try_from(self.features[i]).unwrap_or(usize::MAX);
                forest.tests.push(Test { feature, mode, value: self.values[i] });
                let test = forest.tests.len() - 1;
                for (next, holds) in [(self.yes[i], true), (self.no[i], false)] {
                    let place = places.get(&(tree, next));
                    let place =
                        place.ok_or_else(|| Problem::Shape(format!("no node {next} in tree {tree}")))?;
                    let mut longer = way.clone();
                    longer.push((test, holds));
                    waiting.push((*place, longer));
                }
            }
            forest.ends.push((forest.tests.len(), forest.leaves.len()));
        }
        Ok(forest)
    }
}

/// The weights of leaves by lists of this kind (`target` or `class`).
fn weights(c: &Context<'_>, kind: &str) -> Made<Vec<(i64, i64, usize, f64)>> {
    let (trees, nodes) = (list(c, &format!("{kind}_treeids"))?, list(c, &format!("{kind}_nodeids"))?);
    let (ids, values) = (list(c, &format!("{kind}_ids"))?, numbers(c, &format!("{kind}_weights"))?);
    if [nodes.len(), ids.len(), values.len()].iter().any(|n| *n != trees.len()) {
        return Err(Problem::Shape(format!("{} leaves with lists of other lengths", trees.len())));
    }
    let one = |i: usize| {
        let target = usize::try_from(ids[i]).ok().filter(|t| *t < 1 << 16);
        let target = target.ok_or_else(|| bad(&format!("{kind}_ids"), &format!("has {}", ids[i])))?;
        Ok((trees[i], nodes[i], target, values[i]))
    };
    (0..trees.len()).map(one).collect()
}

/// With the base values, one for each of `targets`; none where there are none.
fn based(c: &mut Context<'_>, sums: ValueId, targets: usize) -> Made {
    let base = numbers(c, "base_values")?;
    if base.is_empty() {
        return Ok(sums);
    }
    if base.len() != targets {
        return Err(bad("base_values", &format!("has {} entries, expected {targets}", base.len())));
    }
    let base = c.literal("base", Literal::floats(&[targets], base))?;
    c.call("Add", &[sums, base])
}

pub(super) fn regressor(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let targets =
        usize::try_from(c.attributes.int("n_targets", 1)?).ok().filter(|n| (1..1 << 16).contains(n));
    let targets = targets.ok_or_else(|| bad("n_targets", "is out of range"))?;
    let weights = weights(c, "target")?;
    if weights.iter().any(|(_, _, t, _)| *t >= targets) {
        return Err(bad("target_ids", &format!("has a target beyond {targets}")));
    }
    let forest = Listed::new(c)?.forest(&weights)?;
    let mut sums = forest.sums(c, x, targets)?;
    match c.attributes.string("aggregate_function")?.unwrap_or("SUM") {
        "SUM" => {}
        "AVERAGE" => {
            let count = c.scalar("trees", forest.ends.len() as f64)?;
            sums = c.call("Div", &[sums, count])?;
        }
        other => return Err(Problem::Unsupported(format!("aggregate_function = '{other}'"))),
    }
    let sums = based(c, sums, targets)?;
    Ok(vec![transformed(c, Name::Result(0), sums)?])
}

/// Labels and scores. One score of two classes is a probability where no weight is negative, and else the label is its sign,
/// as in onnxruntime.
pub(super) fn classifier(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 2)?;
    let x = c.operand(0, "X")?;
    let mut weights = weights(c, "class")?;
    let labels = c.attributes.ints("classlabels_int64s")?.unwrap_or_default().len();
    let classes = weights.iter().map(|(_, _, t, _)| t + 1).max().unwrap_or(1).max(labels);
    let positive = weights.iter().all(|(.., w)| *w >= 0.0);
    let first = weights.first().map_or(0, |(_, _, t, _)| *t);
    if labels == 2 && weights.iter().all(|(_, _, t, _)| *t == first) {
        // Two classes share one score, that of the second one: a probability where no weight is negative.
        weights.iter_mut().for_each(|(_, _, t, _)| *t = 0);
        let forest = Listed::new(c)?.forest(&weights)?;
        let sums = forest.sums(c, x, 1)?;
        let base = if first == 0 { 1 } else { 0 };
        let score = based(c, sums, base)?;
        let (above, whole) = if positive { (0.5, 1.0) } else { (0.0, 0.0) };
        let other = if first == 0 { Other::Less(whole) } else { Other::Zero };
        return by_one_score(c, score, Single { above, other });
    }
    if labels == 2 && !c.result_name(0).is_empty() {
        // onnxruntime gives the sign of the second score, ONNX's reference the larger one.
        return Err(Problem::Unsupported("labels of two classes of which each has weights".to_owned()));
    }
    let forest = Listed::new(c)?.forest(&weights)?;
    let sums = forest.sums(c, x, classes)?;
    let scores = based(c, sums, classes)?;
    let all = (0..classes).all(|class| forest.always_adds(class));
    let above_none = weights.iter().all(|(.., w)| *w > 0.0);
    if all || above_none || !numbers(c, "base_values")?.is_empty() {
        return ranked(c, scores, scores);
    }
    // What no leaf adds to is 0, and not chosen before what is below.
    let ones = weights.iter().map(|(a, b, t, _)| (*a, *b, *t, 1.0)).collect::<Vec<_>>();
    let added = Listed::new(c)?.forest(&ones)?.sums(c, x, classes)?;
    let zero = c.scalar("zero", 0.0)?;
    let has = c.call("Greater", &[added, zero])?;
    let axes = c.list("axes", &[-1])?;
    let least = c.call("ReduceMin", &[scores, axes])?;
    let above = c.call("Sub", &[scores, least])?;
    let one = c.scalar("one", 1.0)?;
    let above = c.call("Add", &[above, one])?;
    let ranks = c.call("Where", &[has, above, zero])?;
    ranked(c, scores, ranks)
}

/// The newer form: interior nodes and leaves apart.
pub(super) fn ensemble(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    c.attributes.ignore("nodes_hitrates");
    c.attributes.ignore("nodes_missing_value_tracks_true");
    let tensor = |name: &str| -> Made<Vec<f64>> {
        let given = c.attributes.tensor(name)?.ok_or_else(|| bad(name, "is required"))?;
        Ok(Literal::from_proto(given, c.limits)?.to_f64())
    };
    let (splits, modes, leaf_weights) =
        (tensor("nodes_splits")?, tensor("nodes_modes")?, tensor("leaf_weights")?);
    let (roots, features) = (list(c, "tree_roots")?, list(c, "nodes_featureids")?);
    let (yes, no) = (list(c, "nodes_truenodeids")?, list(c, "nodes_falsenodeids")?);
    let (yes_leaf, no_leaf) = (list(c, "nodes_trueleafs")?, list(c, "nodes_falseleafs")?);
    let targets_of = list(c, "leaf_targetids")?;
    let targets =
        usize::try_from(c.attributes.int("n_targets", 1)?).ok().filter(|n| (1..1 << 16).contains(n));
    let targets = targets.ok_or_else(|| bad("n_targets", "is out of range"))?;
    if c.attributes.int("aggregate_function", 1)? != 1 || c.attributes.int("post_transform", 0)? != 0 {
        return Err(Problem::Unsupported("an aggregate or a transform other than a plain sum".to_owned()));
    }
    if c.attributes.tensor("membership_values")?.is_some() {
        return Err(Problem::Unsupported("membership_values".to_owned()));
    }
    let n = splits.len();
    let lengths = [modes.len(), features.len(), yes.len(), no.len(), yes_leaf.len(), no_leaf.len()];
    if n > MOST || lengths.iter().any(|l| *l != n) || targets_of.len() != leaf_weights.len() {
        return Err(Problem::Shape(format!("{n} splits with lists of {lengths:?}")));
    }
    let kinds =
        [Mode::LessOrEqual, Mode::Less, Mode::GreaterOrEqual, Mode::Greater, Mode::Equal, Mode::NotEqual];
    let mut forest = Forest::default();
    let place = |p: i64, n: usize| {
        let inside = usize::try_from(p).ok().filter(|p| *p < n);
        inside.ok_or_else(|| Problem::Shape(format!("node or leaf {p} of {n}")))
    };
    for root in roots {
        // A root whose children are the same leaf is that leaf.
        let mut waiting = vec![(place(root, n)?, Vec::new())];
        let mut visited = std::collections::BTreeSet::new();
        while let Some((i, way)) = waiting.pop() {
            if !visited.insert(i) {
                return Err(Problem::Shape(format!("node {i} is reached twice")));
            }
            let mode = kinds.get(modes[i] as usize).copied();
            let mode = mode.ok_or_else(|| Problem::Unsupported(format!("a node of mode {}", modes[i])))?;
            let feature = usize::try_from(features[i]).unwrap_or(usize::MAX);
            forest.tests.push(Test { feature, mode, value: splits[i] });
            let test = forest.tests.len() - 1;
            for (next, leaf, holds) in [(yes[i], yes_leaf[i], true), (no[i], no_leaf[i], false)] {
                let mut longer: Vec<(usize, bool)> = way.clone();
                longer.push((test, holds));
                if leaf == 0 {
                    waiting.push((place(next, n)?, longer));
                    continue;
                }
                let at = place(next, leaf_weights.len())?;
                let target = place(targets_of[at], targets)?;
                forest.leaves.push(Leaf { way: longer, adds: vec![(target, leaf_weights[at])] });
            }
            if forest.leaves.len() > MOST {
                let (got, limit) = (forest.leaves.len() as u64, MOST as u64);
                return Err(Problem::TooLarge { what: "the number of leaves", got, limit });
            }
        }
        forest.ends.push((forest.tests.len(), forest.leaves.len()));
    }
    let sums = forest.sums(c, x, targets)?;
    let shape = c.shape(sums);
    Ok(vec![c.emit(crate::float_graph::Op::Reshape, &[sums], &shape)?])
}
