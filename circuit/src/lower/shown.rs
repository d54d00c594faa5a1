//! What a circuit of hidden weights shows of a model all the same, step by step: numbers that stand in its steps, and constants
//! that stay known.
//!
//! Learned or not: a temperature is a factor, the ends of a Clip are bounds. Shapes and shifts are shown as well, and not listed.

use gadgets::primitive::{Divide, Divisor, Primitive};
use gadgets::{Graph, Node, View};
use std::collections::BTreeMap;
use std::fmt;

use super::parameters::{Use, known};

/// What numbers are to their step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Entries of a function's tables.
    FunctionTable,
    /// Positions that select.
    Positions,
    /// Factors of a pool's windows.
    WindowFactors,
    /// Factors of sums, other than 1 and -1.
    Factors,
    /// What sums add.
    Addends,
    /// Divisors that are no powers of two.
    Divisors,
    /// Ends that results are moved to, or checked for.
    Bounds,
    /// Other numbers than 0 beyond a tensor's ends.
    Padding,
}

impl Kind {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::FunctionTable => "function table",
            Self::Positions => "positions",
            Self::WindowFactors => "window factors",
            Self::Factors => "factors",
            Self::Addends => "addends",
            Self::Divisors => "divisors",
            Self::Bounds => "bounds",
            Self::Padding => "padding",
        }
    }
}

/// What is shown of a step, of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The ONNX nodes.
    pub step: String,
    /// What.
    pub kind: Kind,
    /// How many numbers: elements of constants.
    pub count: usize,
    /// The numbers, where they stand in the step.
    pub numbers: Vec<i64>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.kind.words())?;
        if self.numbers.is_empty() {
            return write!(f, " of {}", self.count);
        }
        let numbers: Vec<String> = self.numbers.iter().map(i64::to_string).collect();
        write!(f, " {}", numbers.join(", "))
    }
}

/// What a circuit of a graph's hidden weights shows, in the order of its steps.
pub fn shown(graph: &Graph) -> Vec<Shown> {
    graph.nodes.iter().flat_map(|node| of(graph, node)).collect()
}

fn of(graph: &Graph, node: &Node) -> Vec<Shown> {
    let mut all: BTreeMap<Kind, (usize, Vec<i64>)> = BTreeMap::new();
    for (id, used) in known(graph, node) {
        let kind = match used {
            Use::Function => Kind::FunctionTable,
            Use::Positions => Kind::Positions,
            Use::Factors => Kind::WindowFactors,
        };
        all.entry(kind).or_default().0 += graph.tensor(id).len();
    }
    let mut add = |kind: Kind, number: i64| {
        let (count, numbers) = all.entry(kind).or_default();
        if !numbers.contains(&number) {
            *count += 1;
            numbers.push(number);
        }
    };
    for value in node.gadget.body().iter().flat_map(|body| &body.values) {
        for view in value.word.word().reads().into_iter().flat_map(|read| &read.views) {
            if let View::Pad { value, .. } = view
                && *value != 0
            {
                add(Kind::Padding, *value);
            }
        }
        match &value.word {
            Primitive::Map(map) => {
                let factors = map.terms.iter().map(|t| t.coefficient).filter(|c| c.unsigned_abs() != 1);
                factors.for_each(|c| add(Kind::Factors, c));
                if map.constant != 0 {
                    add(Kind::Addends, map.constant);
                }
            }
            Primitive::Divide(Divide { divisor, clip, .. }) => {
                match divisor {
                    Divisor::Constant(d) if d.count_ones() != 1 => add(Kind::Divisors, *d),
                    _ => {}
                }
                clip.iter().flat_map(|c| [c.lo, c.hi]).for_each(|end| add(Kind::Bounds, end));
            }
            Primitive::Check(check) => {
                [check.range.lo, check.range.hi].into_iter().for_each(|end| add(Kind::Bounds, end));
            }
            Primitive::Reduce(reduce) => reduce.floor.into_iter().for_each(|end| add(Kind::Bounds, end)),
            Primitive::Einsum(_) | Primitive::Lookup(_) | Primitive::Gather(_) | Primitive::Compare(_) => {}
        }
    }
    let shown = |(kind, (count, numbers))| Shown { step: node.label(), kind, count, numbers };
    all.into_iter().map(shown).collect()
}
