//! Where values lie in every run, by what they are made of: squares, magnitudes, exponentials and sums of such are no less than 0.
//!
//! These are bounds of real numbers. Interval analysis of the integers sees each step alone: `2·max(x, 0) − x` may be anything to
//! it, and what rounding takes below 0 is. A function or a quotient that reads such a value takes what lies beyond for the bound.

use gadgets::Range;
use gadgets::primitive::{Fold, Read, Source};

use super::build::{Builder, Place};
use super::real::Real;
use crate::float_graph::{Element, FloatGraph, Node, Op, ValueId};
use crate::functions::Function;
use crate::words::{Kind, Term, Word};

const ANY: Real = Real { lo: f64::NEG_INFINITY, hi: f64::INFINITY };
const POSITIVE: Real = Real { lo: 0.0, hi: f64::INFINITY };
const UNIT: Real = Real { lo: 0.0, hi: 1.0 };
/// Constants of more elements are not looked at: they are no epsilons.
const MOST: usize = 1 << 16;

/// The bounds of every value of the graph.
pub(super) fn bounds(float: &FloatGraph) -> Vec<Real> {
    let mut makers = vec![None; float.values.len()];
    float.nodes.iter().enumerate().for_each(|(n, node)| makers[node.output.index()] = Some(n));
    let mut so_far = Bounds { float, makers, all: vec![ANY; float.values.len()] };
    for (value, bounds) in float.values.iter().zip(&mut so_far.all) {
        if value.element == Element::Bool {
            *bounds = UNIT;
        } else if value.constant.is_some() && value.len() <= MOST {
            *bounds = value.constant.as_ref().map_or(ANY, |c| sane(Real::hull_of(&c.to_f64())));
        }
    }
    for node in &float.nodes {
        so_far.all[node.output.index()] = sane(so_far.of(node));
    }
    so_far.all
}

/// The bounds of the values before a node.
struct Bounds<'a> {
    float: &'a FloatGraph,
    makers: Vec<Option<usize>>,
    all: Vec<Real>,
}

impl Bounds<'_> {
    fn at(&self, id: ValueId) -> Real {
        self.all[id.index()]
    }

    fn maker(&self, id: ValueId) -> Option<&Node> {
        Some(&self.float.nodes[self.makers[id.index()]?])
    }

    fn of(&self, node: &Node) -> Real {
        let x = node.inputs.first().map_or(ANY, |id| self.at(*id));
        match &node.op {
            Op::Reshape | Op::Transpose { .. } | Op::Broadcast { .. } | Op::MaxPool(_) => x,
            Op::Scale(factor) => x.times(*factor),
            Op::Relu => x.relu(),
            Op::Add { .. } => node.inputs.get(1).map_or(ANY, |id| x.add(self.at(*id))),
            // Padding may count.
            Op::AveragePool(..) => x.hull(Real::ZERO),
            Op::Softmax(_) => UNIT,
            Op::Conv(_) | Op::Linear(_) | Op::ChannelAffine(_) => ANY,
            Op::Word(word) => self.of_word(word, &node.inputs),
        }
    }

    fn of_word(&self, word: &Word, inputs: &[ValueId]) -> Real {
        let read = |read: &Read| self.read(read, inputs);
        let count = |x: &Read, folded: usize| {
            let shape = x.shape(&word.shapes).unwrap_or_default();
            shape[shape.len().saturating_sub(folded)..].iter().product::<usize>() as f64
        };
        match &word.kind {
            Kind::Move { read: x, fill } => {
                let moved = x.values().into_iter().map(|k| self.at(inputs[k])).reduce(Real::hull);
                let fill = (!x.pads().is_empty()).then_some(Real { lo: *fill, hi: *fill });
                moved.into_iter().chain(fill).reduce(Real::hull).unwrap_or(ANY)
            }
            Kind::Map { reads, terms, constant } => self.map(inputs, reads, terms, *constant),
            Kind::Einsum { a, b, summed, factor } => {
                let same =
                    a.views == b.views && only(a, inputs).is_some() && only(a, inputs) == only(b, inputs);
                let product = if same { square(read(a)) } else { times(read(a), read(b)) };
                product.times(count(a, *summed) * factor)
            }
            Kind::Reduce { fold: Fold::Sum, x, folded } => read(x).times(count(x, *folded)),
            Kind::Reduce { fold, x, folded: 1 } if x.whole().is_some() => self.extreme(*fold, inputs[0]),
            Kind::Reduce { x, .. } => read(x),
            Kind::Clip { lo, hi } => {
                let x = self.at(inputs[0]);
                Real { lo: x.lo.max(*lo).min(*hi), hi: x.hi.max(*lo).min(*hi) }
            }
            Kind::Function(f) => of_function(f, self.at(inputs[0])),
            Kind::Divide { a, b } => times(read(a), inverse(read(b))),
            Kind::Whole { .. } => ANY,
            Kind::Wrap { lo, hi } => Real { lo: *lo as f64, hi: *hi as f64 },
            Kind::Compare { .. } => UNIT,
            Kind::Gather { data, .. } => read(data),
        }
    }

    /// What is read, pads of 0 among it.
    fn read(&self, read: &Read, inputs: &[ValueId]) -> Real {
        let all = read.values().into_iter().map(|k| self.at(inputs[k])).reduce(Real::hull).unwrap_or(ANY);
        if read.pads().is_empty() { all } else { all.hull(Real::ZERO) }
    }

    /// A sum of products. One of a value and of its positive part, a magnitude for one, is a line on either side of 0.
    fn map(&self, inputs: &[ValueId], reads: &[Read], terms: &[Term], constant: f64) -> Real {
        let linear = |k: usize| {
            let alone = terms.iter().all(|t| t.factors.len() == 1 || !t.factors.contains(&k));
            let own = terms.iter().filter(|t| t.factors == [k]).map(|t| t.coefficient);
            alone.then(|| own.sum::<f64>())
        };
        let mut taken = vec![false; reads.len()];
        let mut sum = Real { lo: constant, hi: constant };
        for (k, read) in reads.iter().enumerate() {
            let whole = only(read, inputs).and_then(|id| self.positive_part(id));
            let Some(x) = whole else { continue };
            let alike =
                |j: usize| !taken[j] && only(&reads[j], inputs) == Some(x) && reads[j].views == read.views;
            let Some(j) = (0..reads.len()).find(|j| alike(*j)) else { continue };
            let (Some(part), Some(own)) = (linear(k), linear(j)) else { continue };
            let all = self.read(&reads[j], inputs);
            let below = Real { lo: all.lo.min(0.0), hi: all.hi.min(0.0) };
            (taken[k], taken[j]) = (true, true);
            sum = sum.add(scaled(below, own).hull(scaled(all.relu(), own + part)));
        }
        let others = terms.iter().filter(|t| !t.factors.iter().any(|f| taken[*f]));
        others.fold(sum, |sum, t| {
            let read = |k: usize| self.read(&reads[k], inputs);
            let product = match t.factors[..] {
                [a, b] if a == b => square(read(a)),
                [a, b] => times(read(a), read(b)),
                [a] => read(a),
                _ => ANY,
            };
            sum.add(scaled(product, t.coefficient))
        })
    }

    /// Whose `max(x, 0)` a value is.
    fn positive_part(&self, id: ValueId) -> Option<ValueId> {
        let maker = self.maker(id)?;
        let above = match &maker.op {
            Op::Relu => true,
            Op::Word(Word { kind: Kind::Clip { lo: 0.0, hi }, .. }) => *hi == f64::INFINITY,
            _ => false,
        };
        maker.inputs.first().copied().filter(|_| above)
    }

    /// Whose negative a value is.
    fn negated(&self, id: ValueId) -> Option<ValueId> {
        let maker = self.maker(id)?;
        let negates = match &maker.op {
            Op::Scale(factor) => *factor == -1.0,
            Op::Word(Word { kind: Kind::Map { reads, terms, constant: 0.0 }, .. }) => {
                let minus = Term { coefficient: -1.0, factors: vec![0] };
                *terms == [minus] && reads[0].whole().is_some()
            }
            _ => false,
        };
        maker.inputs.first().copied().filter(|_| negates)
    }

    /// The largest or smallest along the last axis of a value: of several that were laid side by side it is beyond each of them,
    /// and of one and its negative it has a sign.
    fn extreme(&self, fold: Fold, id: ValueId) -> Real {
        let all = self.at(id);
        let Some(Node { op: Op::Word(Word { kind: Kind::Move { read, .. }, .. }), inputs, .. }) =
            self.maker(id)
        else {
            return all;
        };
        let Source::Concat { axis, parts } = &read.source else { return all };
        let last = *axis + 1 == self.float.value(id).shape.len();
        if !last || !read.views.is_empty() || !read.pads().is_empty() {
            return all;
        }
        let ids: Vec<ValueId> = parts.iter().map(|p| inputs[p.value]).collect();
        let opposite = (0..ids.len()).any(|i| {
            (0..ids.len()).any(|j| self.negated(ids[i]) == Some(ids[j]) && parts[i].views == parts[j].views)
        });
        let zero = opposite.then_some(0.0);
        let ends = |end: &dyn Fn(Real) -> f64| {
            ids.iter().map(|id| end(self.at(*id))).chain(zero).collect::<Vec<_>>()
        };
        match fold {
            Fold::Max => Real { lo: ends(&|r| r.lo).into_iter().fold(all.lo, f64::max), ..all },
            _ => Real { hi: ends(&|r| r.hi).into_iter().fold(all.hi, f64::min), ..all },
        }
    }
}

impl Builder<'_> {
    /// The integers of a place that a value can have but for what rounding did.
    pub(super) fn possible(&self, id: ValueId, place: &Place) -> Range {
        let (own, scale) = (self.range_of(place), place.scale());
        let bounds = self.limits[id.index()];
        if scale <= 0.0 || own.lo == own.hi {
            return own;
        }
        let (lo, hi) = ((bounds.lo / scale).floor(), (bounds.hi / scale).ceil());
        Range {
            lo: if lo > own.lo as f64 { (lo as i64).min(own.hi) } else { own.lo },
            hi: if hi < own.hi as f64 { (hi as i64).max(own.lo) } else { own.hi },
        }
    }
}

/// Bounds that are numbers; others say nothing.
fn sane(bounds: Real) -> Real {
    if bounds.lo <= bounds.hi && bounds.lo < f64::INFINITY && bounds.hi > f64::NEG_INFINITY {
        bounds
    } else {
        ANY
    }
}

/// The one value that is read.
fn only(read: &Read, inputs: &[ValueId]) -> Option<ValueId> {
    match read.source {
        Source::Value(k) => inputs.get(k).copied(),
        Source::Concat { .. } => None,
    }
}

/// `x · factor`; 0 times whatever is 0.
fn scaled(x: Real, factor: f64) -> Real {
    if factor == 0.0 { Real::ZERO } else { x.times(factor) }
}

fn times(a: Real, b: Real) -> Real {
    let corner = |x: f64, y: f64| if x == 0.0 || y == 0.0 { 0.0 } else { x * y };
    Real::hull_of(&[corner(a.lo, b.lo), corner(a.lo, b.hi), corner(a.hi, b.lo), corner(a.hi, b.hi)])
}

fn square(x: Real) -> Real {
    let (near, far) = (x.distance(), x.magnitude());
    Real { lo: near * near, hi: far * far }
}

/// `1/x` of what is not 0.
fn inverse(x: Real) -> Real {
    match x {
        _ if x.lo >= 0.0 => Real { lo: 1.0 / x.hi, hi: 1.0 / x.lo.abs() },
        _ if x.hi <= 0.0 => inverse(x.times(-1.0)).times(-1.0),
        _ => ANY,
    }
}

fn of_function(f: &Function, x: Real) -> Real {
    match f.name {
        "Exp" | "Sqrt" | "Softplus" | "reciprocal_root" => POSITIVE,
        "Cosh" => Real { lo: 1.0, ..POSITIVE },
        "Sigmoid" | "HardSigmoid" => UNIT,
        "Tanh" | "Erf" | "Sin" | "Cos" => Real { lo: -1.0, hi: 1.0 },
        "Reciprocal" => inverse(x),
        "Floor" | "Ceil" | "Round" | "truncate" => Real { lo: x.lo.floor(), hi: x.hi.ceil() },
        "pow" => {
            let exponent = f.parameters.first().copied().unwrap_or_default();
            // Powers that are no whole numbers are not defined below 0.
            if x.lo >= 0.0 || exponent.fract() != 0.0 || exponent % 2.0 == 0.0 { POSITIVE } else { ANY }
        }
        _ => ANY,
    }
}

#[cfg(test)]
#[path = "../../tests/common/onnx.rs"]
mod onnx;

#[cfg(test)]
mod tests {
    use super::onnx::{bytes, floats, int, integers, model, node, noise};
    use super::*;
    use crate::evaluate::evaluate;
    use crate::model::{LoadOptions, Model};

    /// A whole number below `n`, by a few steps of a linear congruence.
    fn pick(state: &mut u64, n: usize) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize % n
    }

    /// Twelve operators in a row, each of any values before it, all of shape `[4, 4]`.
    fn random(seed: u64) -> Vec<u8> {
        let mut state = seed;
        let constants = vec![
            floats("k", &[4, 4], noise(seed, 16).into_iter().map(|v| 2.0 * v).collect()),
            floats("half", &[], vec![0.5]),
            floats("minus", &[], vec![-1.5]),
            floats("three", &[], vec![3.0]),
            floats("two", &[], vec![2.0]),
            integers("last", &[1], vec![-1]),
        ];
        let mut names: Vec<String> = ["x", "k", "half", "minus"].map(str::to_owned).to_vec();
        let mut nodes = Vec::new();
        for i in 0..12 {
            let [a, b] = [0, 1].map(|_| names[pick(&mut state, names.len())].clone());
            // Often of the latest one, or of one value and what was made of it.
            let a = if pick(&mut state, 2) == 0 { names[names.len() - 1].clone() } else { a };
            let b = if pick(&mut state, 4) == 0 { a.clone() } else { b };
            let y = format!("v{i}");
            let (a, b, y) = (a.as_str(), b.as_str(), y.as_str());
            let one = [
                "Abs",
                "Neg",
                "Relu",
                "Sigmoid",
                "Tanh",
                "Exp",
                "Sqrt",
                "Reciprocal",
                "Softplus",
                "Cos",
                "Floor",
            ];
            let two = ["Add", "Sub", "Mul", "Div", "Max", "Min", "MatMul"];
            let folds = ["ReduceSum", "ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceSumSquare"];
            let k = pick(&mut state, one.len() + two.len() + folds.len() + 6);
            let op = |op: &str, inputs: &[&str]| node(op, inputs, &[y], vec![]);
            nodes.push(match k {
                0 => op("Pow", &[a, "two"]),
                1 => op("Pow", &[a, "three"]),
                2 => op("Pow", &[a, "minus"]),
                3 => op("Clip", &[a, "minus", "half"]),
                4 => node("Softmax", &[a], &[y], vec![int("axis", 0)]),
                5 => node("Transpose", &[a], &[y], vec![]),
                _ => match k - 6 {
                    k if k < one.len() => op(one[k], &[a]),
                    k if k < one.len() + two.len() => op(two[k - one.len()], &[a, b]),
                    k => op(folds[k - one.len() - two.len()], &[a, "last"]),
                },
            });
            names.push(y.to_owned());
        }
        let last = names[names.len() - 1].clone();
        bytes(&model(18, &[("x", &[4, 4])], constants, nodes, &[last.as_str()]))
    }

    /// No value of any sample lies beyond its bounds but by what 64-bit floats round.
    #[test]
    fn bounds_hold_what_values_are() {
        let (mut models, mut narrowed) = (0, 0);
        for seed in 0..4000 {
            let Ok(model) = Model::from_bytes(&random(seed), None, &LoadOptions::default()) else { continue };
            let graph = model.graph();
            let all = bounds(graph);
            models += 1;
            narrowed += graph.nodes.iter().filter(|n| all[n.output.index()] != ANY).count();
            for size in [0.0, 0.1, 1.0, 30.0] {
                let x = noise(seed + 7, 16).into_iter().map(|v| size * f64::from(v)).collect();
                let all_values = evaluate(graph, &[x]);
                // Of what is not defined nothing is known, nor of the maximum of that and a number.
                if all_values.iter().flatten().any(|v| v.is_nan()) {
                    continue;
                }
                for (i, values) in all_values.iter().enumerate() {
                    let Real { lo, hi } = all[i];
                    // Sums of these values round by parts of their terms.
                    for v in values.iter().filter(|v| v.is_finite()) {
                        let room = 1e-9 * v.abs().max(1e-3);
                        assert!(
                            *v >= lo - room && *v <= hi + room,
                            "{seed}: '{}' is {v}, not {lo}..{hi}",
                            graph.values[i].name
                        );
                    }
                }
            }
        }
        assert!(models > 500 && narrowed > models, "{narrowed} bounds of {models} models");
    }
}
