//! Inputs drawn inside their ranges: what calibrates and measures a model where there are no samples.
//!
//! Noise alone says little about a range: a sum of many independent inputs hardly moves, while an image or a
//! one-hot vector moves it far. So samples take turns among several [`Kind`]s, from independent values to
//! corners of the range and areas of one value. A sample is a function of the seed and of its number alone,
//! by ChaCha8 and IEEE arithmetic, and so the same on every host.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::calibrate::Interval;
use crate::float_graph::{Element, FloatGraph};
use crate::samples::Sample;

/// Multiply-accumulates that all samples together may take, where [`LEAST`] of them take no more.
const WORK: u64 = 1 << 30;
/// Elements of inputs that all samples together may have.
const ELEMENTS: u64 = 1 << 26;
/// Samples that there are whatever they take, up to [`MOST_WORK`]: one of each kind.
const LEAST: u64 = Kind::ALL.len() as u64;
/// Multiply-accumulates that one of each kind may take together; of a larger model some kinds are not drawn.
const MOST_WORK: u64 = 1 << 35;
/// Fewest samples.
const FEWEST: u64 = 2;

/// How a sample is drawn; the rest is 0, or the end of the range that is nearest to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Independent values of the whole range.
    Uniform,
    /// One value in each plane; first the end that is farther from 0 everywhere, then the other one.
    Flat,
    /// Either end, independently.
    Corners,
    /// A rectangular area has one value.
    Areas,
    /// A few independent values, the rest at rest.
    Sparse,
    /// A rectangular area is at rest or at an end.
    Shapes,
    /// Values around a centre.
    Bell,
    /// Few ends, the rest at rest.
    Marks,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Uniform,
        Self::Flat,
        Self::Corners,
        Self::Areas,
        Self::Sparse,
        Self::Shapes,
        Self::Bell,
        Self::Marks,
    ];
}

/// An input to be drawn: its range, how many planes it has, and their height and width.
#[derive(Clone, Copy, Debug)]
struct Input {
    lo: f64,
    hi: f64,
    planes: usize,
    plane: [usize; 2],
    /// Whether its elements are whole numbers.
    whole: bool,
}

/// Reproducible samples of a model's inputs, each within its range.
#[derive(Clone, Debug)]
pub struct Draws {
    seed: u64,
    inputs: Vec<Input>,
}

impl Draws {
    /// Draws from these ranges; `None` where an input has none.
    pub fn new(graph: &FloatGraph, ranges: &BTreeMap<String, Interval>, seed: u64) -> Option<Self> {
        let input = |id: &crate::float_graph::ValueId| {
            let value = graph.value(*id);
            let (lo, hi) = ranges.get(&value.name)?.ends();
            let size = |back: usize| value.shape.len().checked_sub(back).map_or(1, |at| value.shape[at]);
            let plane = [size(2), size(1)];
            let planes = value.len() / (plane[0] * plane[1]).max(1);
            Some(Input { lo, hi, planes, plane, whole: value.element != Element::Float })
        };
        Some(Self { seed, inputs: graph.inputs.iter().map(input).collect::<Option<_>>()? })
    }

    /// Sample number `index`.
    pub fn sample(&self, index: u64) -> Sample {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(index);
        let kinds = Kind::ALL.len() as u64;
        let (kind, round) = (Kind::ALL[(index % kinds) as usize], index / kinds);
        Sample { inputs: self.inputs.iter().map(|i| i.draw(kind, round, &mut random)).collect() }
    }
}

/// How many of `most` samples the work of the model allows, but at least one of each kind unless the model is very large; a
/// model without inputs has one.
pub(crate) fn affordable(graph: &FloatGraph, most: u64) -> usize {
    if graph.inputs.is_empty() {
        return 1;
    }
    let elements = graph.inputs.iter().map(|id| graph.value(*id).len() as u64).sum::<u64>();
    let work = graph.work().max(1);
    let count = (WORK / work).min(ELEMENTS / elements.max(1));
    let least = (MOST_WORK / work).clamp(FEWEST, LEAST);
    count.clamp(least, most.max(LEAST)) as usize
}

/// A number of `0.0..1.0`.
fn unit(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// A number of `1..=most`, small ones as often as large ones.
fn size(random: &mut ChaCha8Rng, most: usize) -> usize {
    let octaves = usize::BITS - most.leading_zeros();
    let octave = (unit(random) * f64::from(octaves)) as u32;
    let low = 1usize << octave;
    (low + (unit(random) * low as f64) as usize).clamp(1, most.max(1))
}

impl Input {
    fn rest(&self) -> f64 {
        0.0f64.clamp(self.lo, self.hi)
    }

    /// The value at `t` of `0.0..=1.0` between the ends.
    fn at(&self, t: f64) -> f64 {
        (self.lo * (1.0 - t) + self.hi * t).clamp(self.lo, self.hi)
    }

    fn end(&self, random: &mut ChaCha8Rng) -> f64 {
        if random.next_u32() & 1 == 0 { self.lo } else { self.hi }
    }

    fn draw(&self, kind: Kind, round: u64, random: &mut ChaCha8Rng) -> Vec<f64> {
        let area = [size(random, self.plane[0]), size(random, self.plane[1])];
        let share = 0.5 / f64::from(1u32 << (unit(random) * 6.0) as u32);
        let (centre, spread) = (unit(random), unit(random));
        let seldom = |random: &mut ChaCha8Rng| unit(random) < share;
        match kind {
            Kind::Uniform => self.each([1, 1], random, |i, r| i.at(unit(r))),
            Kind::Flat => self.each(self.plane, random, |i, r| match round {
                0 | 1 if (round == 0) == (i.hi > -i.lo) => i.hi,
                0 | 1 => i.lo,
                _ => i.at(unit(r)),
            }),
            Kind::Corners => self.each([1, 1], random, Self::end),
            Kind::Areas => self.each(area, random, |i, r| i.at(unit(r))),
            Kind::Sparse => {
                self.each([1, 1], random, |i, r| if seldom(r) { i.at(unit(r)) } else { i.rest() })
            }
            Kind::Shapes => self.each(area, random, |i, r| if seldom(r) { i.end(r) } else { i.rest() }),
            Kind::Bell => self.each([1, 1], random, |i, r| {
                let deviation = (0..4).map(|_| unit(r)).sum::<f64>() / 4.0 - 0.5;
                i.at((centre + spread * deviation).clamp(0.0, 1.0))
            }),
            Kind::Marks => self.each([1, 1], random, |i, r| if seldom(r) { i.end(r) } else { i.rest() }),
        }
    }

    /// One value for each area of `[height, width]` of each plane.
    fn each(
        &self,
        [height, width]: [usize; 2],
        random: &mut ChaCha8Rng,
        mut value: impl FnMut(&Self, &mut ChaCha8Rng) -> f64,
    ) -> Vec<f64> {
        let [rows, columns] = self.plane;
        let mut all = Vec::with_capacity(self.planes * rows * columns);
        for _ in 0..self.planes {
            let mut band = Vec::new();
            for row in 0..rows {
                if row % height == 0 {
                    band = (0..columns.div_ceil(width)).map(|_| value(self, random)).collect();
                }
                all.extend((0..columns).map(|column| band[column / width]));
            }
        }
        if self.whole {
            let (lo, hi) = (self.lo.ceil(), self.hi.floor());
            all.iter_mut().for_each(|v| *v = (*v + 0.5).floor().min(hi).max(lo));
        }
        all
    }
}

/// Samples one after the other: given ones, or ones that are drawn when they are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Samples<'a> {
    /// All at hand.
    Given(&'a [Sample]),
    /// The first of a draw.
    Drawn {
        /// Where they come from.
        draws: &'a Draws,
        /// How many they are.
        count: usize,
    },
}

impl<'a> Samples<'a> {
    /// How many they are.
    pub fn len(&self) -> usize {
        match self {
            Self::Given(all) => all.len(),
            Self::Drawn { count, .. } => *count,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The seed of drawn ones.
    pub fn seed(&self) -> Option<u64> {
        match self {
            Self::Given(_) => None,
            Self::Drawn { draws, .. } => Some(draws.seed),
        }
    }

    /// Sample number `index`, below [`Samples::len`].
    pub fn get(&self, index: usize) -> Cow<'a, Sample> {
        match self {
            Self::Given(all) => Cow::Borrowed(&all[index]),
            Self::Drawn { draws, .. } => Cow::Owned(draws.sample(index as u64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::float_graph::{Linear, Node, Op, Value, ValueId};

    fn draws(lo: f64, hi: f64, shape: &[usize], seed: u64) -> Draws {
        let value = Value {
            name: "x".into(),
            shape: shape.to_vec(),
            element: Element::Float,
            constant: None,
            folded: Vec::new(),
        };
        let graph = FloatGraph { values: vec![value], inputs: vec![ValueId(0)], ..FloatGraph::default() };
        let ranges = [("x".to_owned(), Interval::new(lo, hi).unwrap())].into();
        Draws::new(&graph, &ranges, seed).unwrap()
    }

    #[test]
    fn samples_stay_within_their_range_and_reach_both_ends() {
        for (lo, hi) in [(-1.0, 1.0), (0.0, 255.0), (3.0, 3.5), (-2.5, -0.1), (0.1, 0.1), (-1e-300, 1e300)] {
            let draws = draws(lo, hi, &[2, 3, 5, 7], 1);
            let all: Vec<f64> = (0..32).flat_map(|i| draws.sample(i).inputs.remove(0)).collect();
            assert_eq!(all.len(), 32 * 210);
            assert!(all.iter().all(|v| (lo..=hi).contains(v)), "{lo}..{hi}");
            assert!(all.contains(&lo) && all.contains(&hi), "{lo}..{hi}");
        }
    }

    #[test]
    fn a_sample_is_a_function_of_seed_and_number() {
        let (one, other) = (draws(0.0, 1.0, &[4, 9], 1), draws(0.0, 1.0, &[4, 9], 2));
        assert_eq!(one.sample(8), draws(0.0, 1.0, &[4, 9], 1).sample(8));
        assert_ne!(one.sample(8), one.sample(16));
        assert_ne!(one.sample(8), other.sample(8));
    }

    #[test]
    fn larger_models_are_run_on_fewer_samples() {
        let count = |inputs: usize| {
            let value = |name: &str, shape: &[usize]| Value {
                name: name.into(),
                shape: shape.to_vec(),
                element: Element::Float,
                constant: None,
                folded: Vec::new(),
            };
            let [x, w, y] = [0, 1, 2].map(ValueId);
            let linear = Linear { batch: 1, rows: 1, inputs, outputs: 1 << 10, transposed: false };
            let node = Node { name: "y".into(), op: Op::Linear(linear), inputs: vec![x, w], output: y };
            let values = vec![value("x", &[8]), value("w", &[inputs, 1 << 10]), value("y", &[1, 1 << 10])];
            let graph = FloatGraph { values, inputs: vec![x], nodes: vec![node], ..FloatGraph::default() };
            affordable(&graph, 128)
        };
        // 2^20 to 2^36 multiplications a sample.
        assert_eq!([10, 15, 20, 22, 23, 24, 26].map(|n| count(1 << n)), [128, 32, 8, 8, 4, 2, 2]);
    }

    #[test]
    fn the_values_drawn_are_pinned() {
        // The same on every host: what is drawn becomes part of calibrations.
        let drawn = draws(-1.0, 1.0, &[3], 0).sample(0).inputs.remove(0);
        assert_eq!(drawn, [0.8708530058262582, 0.6075632844559271, -0.6914174515282874]);
    }
}
