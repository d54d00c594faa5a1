//! Decision trees as products: every comparison at once, and for each leaf whether all on its way agree.
//!
//! A leaf is reached where as many comparisons hold (or do not hold) as lie above it: a count by one stack of matrix
//! products, a matrix for each tree. What it adds is a last product.

use super::context::Context;
use super::context::Made;
use super::context::Name;
use super::ml::real;
use crate::error::Problem;
use crate::float_graph::Element;
use crate::float_graph::ValueId;
use crate::literal::Literal;
use crate::words::Kind;

/// Most leaves of an ensemble.
pub(super) const MOST: usize = 1 << 16;

/// A comparison of one feature.
pub(super) struct Test {
    pub feature: usize,
    pub mode: Mode,
    pub value: f64,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    Equal,
    NotEqual,
}

/// A leaf: on the way to it each of these tests holds, or does not; and what it adds to which targets.
pub(super) struct Leaf {
    pub way: Vec<(usize, bool)>,
    pub adds: Vec<(usize, f64)>,
}

/// All trees of an ensemble.
#[derive(Default)]
pub(super) struct Forest {
    pub tests: Vec<Test>,
    pub leaves: Vec<Leaf>,
    /// Where each tree's tests and leaves end.
    pub ends: Vec<(usize, usize)>,
}

pub(super) fn mode(name: &str) -> Option<Mode> {
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
    pub fn sums(&self, c: &mut Context<'_>, x: ValueId, targets: usize) -> Made {
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
    pub fn always_adds(&self, target: usize) -> bool {
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
