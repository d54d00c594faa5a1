//! Ensembles of decision trees: every comparison at once, and for each leaf whether all on its way agree.
//!
//! A leaf is reached where as many comparisons hold (or do not hold) as lie above it: a count by one stack of matrix
//! products, a matrix for each tree. What it adds is a last product. Source: ONNX's `TreeEnsemble`, `TreeEnsembleRegressor`, `TreeEnsembleClassifier`.

use super::attributes::bad;
use super::context::{Context, Made, Name};
use super::ml::{Other, Single, by_one_score, ranked, real, transformed};
use crate::error::Problem;
use crate::float_graph::{Element, ValueId};
use crate::literal::Literal;
use crate::words::Kind;

/// Most leaves of an ensemble.
const MOST: usize = 1 << 16;

/// A comparison of one feature.
struct Test {
    feature: usize,
    mode: Mode,
    value: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    Equal,
    NotEqual,
}

/// A leaf: on the way to it each of these tests holds, or does not; and what it adds to which targets.
struct Leaf {
    way: Vec<(usize, bool)>,
    adds: Vec<(usize, f64)>,
}

/// All trees of an ensemble.
#[derive(Default)]
struct Forest {
    tests: Vec<Test>,
    leaves: Vec<Leaf>,
    /// Where each tree's tests and leaves end.
    ends: Vec<(usize, usize)>,
}

fn mode(name: &str) -> Option<Mode> {
    Some(match name {
        "BRANCH_LEQ" => Mode::LessOrEqual,
        "BRANCH_LT" => Mode::Less,
        "BRANCH_GTE" => Mode::GreaterOrEqual,
        "BRANCH_GT" => Mode::Greater,
        "BRANCH_EQ" => Mode::Equal,
        "BRANCH_NEQ" => Mode::NotEqual,
        _ => return None,
    })
}

impl Forest {
    /// For each row `[trees]` of sums by target, of which there are `targets`; `[N, targets]`.
    fn sums(&self, c: &mut Context<'_>, x: ValueId, targets: usize) -> Made {
        let x = real(c, x)?;
        let shape = c.shape(x);
        let (rows, width) = match shape[..] {
            [rows, width] => (rows, width),
            [width] => (1, width),
            _ => return Err(Problem::Shape(format!("X is {shape:?}"))),
        };
        if let Some(t) = self.tests.iter().find(|t| t.feature >= width) {
            return Err(Problem::Shape(format!("feature {} of {width}", t.feature)));
        }
        let x = c.reshaped(x, &[rows, width])?;
        let starts = [(0, 0)].into_iter().chain(self.ends.iter().copied());
        let sizes = || starts.clone().zip(&self.ends).map(|((t, l), (u, m))| (u - t, m - l));
        let (trees, n) = (self.ends.len(), self.tests.len());
        let most = sizes().map(|s| s.0).max().unwrap_or(0).max(1);
        let leaves = sizes().map(|s| s.1).max().unwrap_or(0).max(1);
        c.limits.check_work(&[rows, trees, most, leaves])?;
        let mut adds = vec![0.0; trees * leaves * targets];
        // +1 for a test that must hold, −1 for one that must not; as many as must hold where all agree. Trees have as many
        // tests and leaves as the largest: tests that do not count, and leaves that nothing reaches.
        let mut index = vec![0i64; trees * most];
        let mut way = vec![0i64; trees * most * leaves];
        let mut wanted = vec![most as i64 + 1; trees * leaves];
        for (tree, (start, (tests, count))) in starts.clone().zip(sizes()).enumerate() {
            (0..tests).for_each(|t| index[tree * most + t] = (start.0 + t) as i64);
            for l in 0..count {
                let (leaf, at) = (&self.leaves[start.1 + l], tree * leaves + l);
                leaf.adds.iter().for_each(|(t, v)| adds[at * targets + t] += v);
                wanted[at] = leaf.way.iter().filter(|(_, holds)| *holds).count() as i64;
                for (t, holds) in &leaf.way {
                    way[(tree * most + t - start.0) * leaves + l] = if *holds { 1 } else { -1 };
                }
            }
        }
        let adds = c.literal("leaves", Literal::floats(&[trees * leaves, targets], adds))?;
        if n == 0 {
            let all = vec![1.0; rows * trees * leaves];
            let ones = c.literal("reached", Literal::floats(&[rows, trees * leaves], all))?;
            return c.call("MatMul", &[ones, adds]);
        }
        let holds = self.tested(c, x)?;
        let index = c.literal("by_tree", Literal::ints(&[trees, most], index))?;
        let holds = super::gathers::gathered(c, Name::Part("by_tree"), holds, index, 1)?;
        let holds = c.turned(holds, &[1, 0, 2])?;
        let way = c.literal("ways", Literal::ints(&[trees, most, leaves], way))?;
        let wanted = c.literal("wanted", Literal::ints(&[trees, 1, leaves], wanted))?;
        let count = super::quantised::whole_product(c, Name::Part("agreeing"), holds, way)?;
        let reached = c.call("Equal", &[count, wanted])?;
        let reached = c.turned(reached, &[1, 0, 2])?;
        let (op, shape) = (crate::float_graph::Op::Reshape, [rows, trees * leaves]);
        let reached = c.retyped_part("reached", op, &[reached], &shape, Element::Float)?;
        c.call("MatMul", &[reached, adds])
    }

    /// Whether whatever is reached adds to this target: some tree does with each of its leaves.
    fn always_adds(&self, target: usize) -> bool {
        let adds = |leaf: &Leaf| leaf.adds.iter().any(|(t, _)| *t == target);
        let starts = [0].into_iter().chain(self.ends.iter().map(|e| e.1));
        starts.zip(&self.ends).any(|(start, (_, end))| self.leaves[start..*end].iter().all(adds))
    }

    /// `[N, tests]`: which tests hold.
    fn tested(&self, c: &mut Context<'_>, x: ValueId) -> Made {
        let n = self.tests.len();
        let rows = c.shape(x)[0];
        let features = self.tests.iter().map(|t| t.feature as i64).collect();
        let features = c.literal("features", Literal::ints(&[n], features))?;
        let own = super::gathers::gathered(c, Name::Part("tested"), x, features, 1)?;
        let mut sum = None;
        for kind in
            [Mode::LessOrEqual, Mode::Less, Mode::GreaterOrEqual, Mode::Greater, Mode::Equal, Mode::NotEqual]
        {
            if !self.tests.iter().any(|t| t.mode == kind) {
                continue;
            }
            let values = self.tests.iter().map(|t| t.value).collect();
            let values = c.literal("thresholds", Literal::floats(&[n], values))?;
            let name = match kind {
                Mode::LessOrEqual => "LessOrEqual",
                Mode::Less => "Less",
                Mode::GreaterOrEqual => "GreaterOrEqual",
                Mode::Greater => "Greater",
                Mode::Equal | Mode::NotEqual => "Equal",
            };
            let mut holds = c.call(name, &[own, values])?;
            if kind == Mode::NotEqual {
                holds = c.call("Not", &[holds])?;
            }
            if self.tests.iter().all(|t| t.mode == kind) {
                return Ok(holds);
            }
            let of = c.flags("modes", &[n], self.tests.iter().map(|t| t.mode == kind))?;
            let part = c.call("And", &[holds, of])?;
            sum = Some(match sum {
                None => part,
                Some(sum) => c.call("Or", &[sum, part])?,
            });
        }
        let all = sum.ok_or_else(|| Problem::Unsupported("an ensemble without tests".to_owned()))?;
        // Whether it holds, and nothing else.
        c.word(Name::Part("holds"), Kind::Clip { lo: 0.0, hi: 1.0 }, &[all], &[rows, n], Element::Bool)
    }
}

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
