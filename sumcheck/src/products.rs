//! All sums of products at once.
//!
//! The result of each is weighted by random weights along each of its axes; then `Σ weight·result` is a sum, over the terms
//! that its axes do not take part in, of products of two factors, each a linear function of a plane. The sums are batched
//! into one sumcheck, which ends with the factors' values at suffixes of one point.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::coordinates::Coordinates;
use super::field::{E, F, equalities, equalities_in, log_ceil, scaled_equalities};
use super::functional::Functional;
use super::grid::{Grid, Line};
use super::parts;
use super::plan::{Axis, Plan, Product};
use super::plane::{Kind, PlaneId};
use super::project::project;
use super::rounds::round;
use super::tensor::{Squeeze, Tensor, cube};
use super::transcript::{Label, Transcript};
use super::work::Draw;

#[cfg(feature = "prover")]
pub use super::sums::prove;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// What the weighted results come to, each counted as often as its sum is.
    pub total: E,
    /// One polynomial of degree 2 for each round, at 0 and 2.
    pub rounds: Vec<[E; 2]>,
    /// Both factors of each pair at the end.
    pub factors: Vec<[E; 2]>,
}

/// Random weights: a vector for the positions along each axis, and what tells facts apart.
pub struct Weights {
    axes: Vec<Vec<E>>,
    /// Of products.
    mix: E,
}

impl Weights {
    /// Draws them.
    pub fn draw(plan: &Plan, transcript: &mut Transcript) -> Self {
        let mut bits: Vec<usize> = Vec::new();
        let zeros = plan.zeros.iter().map(|p| vec![plan.plane(*p).len]);
        for axes in plan.products.iter().map(|p| p.axes.clone()).chain(zeros) {
            bits.resize(bits.len().max(axes.len()), 0);
            bits.iter_mut().zip(axes).for_each(|(b, n)| *b = (*b).max(log_ceil(n)));
        }
        transcript.work_before(Draw::Weights);
        Self::drawn(bits, transcript)
    }

    /// Draws those of axes of `2^n` positions.
    pub fn drawn(bits: impl IntoIterator<Item = usize>, transcript: &mut Transcript) -> Self {
        let axes = bits.into_iter().map(|n| transcript.challenges(n)).collect();
        Self { axes, mix: transcript.challenge() }
    }

    /// The point of an axis of so many positions. The lowest bits of all axes of a number have the same coordinates, so weights of planes have few
    /// patterns ([`super::weighted`]).
    fn point(&self, axis: usize, size: usize) -> &[E] {
        let own = &self.axes[axis];
        &own[own.len() - log_ceil(size)..]
    }

    /// The weights of positions `0..size` along an axis.
    pub fn of(&self, axis: usize, size: usize) -> Vec<E> {
        let mut weights = equalities(self.point(axis, size));
        weights.truncate(size);
        weights
    }

    /// The weights of a product's axes; those of axes of one size are shared.
    fn of_axes(&self, product: &Product, known: &mut Shared) -> OfAxes {
        let of = |(axis, size): (usize, &usize)| {
            let own = known.entry((axis, *size));
            Arc::clone(own.or_insert_with(|| Arc::new(Coordinates::new(&self.of(axis, *size)))))
        };
        product.axes.iter().enumerate().map(of).collect()
    }

    /// Each product with the weights of its axes, and its factor.
    #[cfg(feature = "prover")]
    pub(super) fn each<'a>(&self, plan: &'a Plan) -> Vec<(&'a Product, OfAxes, E)> {
        let mut known = Shared::new();
        let products = plan.products.iter().zip(self.mix.powers());
        products.map(|(p, scale)| (p, self.of_axes(p, &mut known), scale)).collect()
    }
}

/// The weights of positions along each axis of a product's result.
pub(super) type OfAxes = Vec<Arc<Coordinates>>;
/// Those of an axis by its number and its size.
type Shared = BTreeMap<(usize, usize), Arc<Coordinates>>;

/// How often a sum of so many terms is counted in one of `2^rounds`: once for each value of the variables that it lacks.
pub(super) fn repeated(rounds: usize, terms: usize) -> F {
    F::TWO.exp_u64((rounds - log_ceil(terms)) as u64)
}

/// Checks the messages, and gives the point; `None` if they do not follow.
pub fn verify(plan: &Plan, messages: &Messages, transcript: &mut Transcript) -> Option<Vec<E>> {
    let rounds = plan.product_rounds();
    if messages.rounds.len() != rounds || messages.factors.len() != plan.pairs().count() {
        return None;
    }
    transcript.values(Label::Total, &[messages.total]);
    let mut claim = messages.total;
    let mut point = Vec::with_capacity(rounds);
    for message in &messages.rounds {
        point.push(round(Label::Products, message, &mut claim, transcript));
    }
    let end: E = messages.factors.iter().map(|[a, b]| *a * *b).sum();
    transcript.values(Label::Factors, messages.factors.as_flattened());
    (claim == end).then_some(point)
}

/// An axis of a plane whose bits that are bits of the plane's index are left out.
struct Left {
    size: usize,
    step: usize,
    weights: Option<Vec<E>>,
}

/// Whether the lowest `k` bits of an axis are bits of the number of a term: no carry meets them.
fn apart(axis: &Axis, k: u32, axes: &[Axis]) -> bool {
    let Some(step) = axis.step else { return true };
    let others = || {
        axes.iter().filter(|other| *other != axis && other.size > 1).filter_map(|o| Some((o.step?, o.size)))
    };
    let below: usize =
        others().filter(|(other, _)| *other < step).map(|(other, size)| other * (size - 1)).sum();
    let same = axes.iter().filter(|other| other.step == axis.step && other.size > 1).count();
    let above = others().filter(|(other, _)| *other > step).all(|(other, _)| other % (step << k) == 0);
    step.is_power_of_two() && below < step && same == 1 && above
}

/// What a factor that everybody knows comes to at the end: axis by axis, as the prover's do.
fn known(axes: &[Axis], values: &[F], weights: &OfAxes, terms: &[E], scale: E) -> E {
    let mut sums = Coordinates::zeros(1 << terms.len());
    project(axes, values, weights, scale, &mut sums, 0);
    equalities(terms).into_iter().enumerate().map(|(i, e)| e * sums.get(i)).sum()
}

/// What a claim adds to the weights of a plane with these axes: each element's weights along the result's axes, and
/// `eq(terms, ·)` of its term.
pub fn spread(axes: &[Axis], weights: &Weights, terms: &[E], scale: E) -> Tensor {
    let (mut bits, mut left, mut taken, mut stride) =
        (Vec::new(), Vec::with_capacity(axes.len()), 0usize, 1usize);
    for axis in axes.iter().rev() {
        let k = cube(axis.size);
        let k = if stride.is_power_of_two() && apart(axis, k, axes) { k } else { 0 };
        let point = axis.weight.map(|w| weights.point(w, axis.size));
        for j in 0..k {
            let mut pair = [E::ONE; 2];
            let mut by = |r: E| pair = [pair[0] * (E::ONE - r), pair[1] * r];
            if let Some(point) = point {
                by(point[point.len() - 1 - j as usize]);
            }
            if let Some(step) = axis.step {
                let bit = step.trailing_zeros() + j;
                by(terms[terms.len() - 1 - bit as usize]);
                taken |= 1 << bit;
            }
            bits.push((stride.trailing_zeros() + j, pair));
        }
        let size = axis.size >> k;
        let own = |point: &[E]| equalities_in(&point[..point.len() - k as usize], 0, size, E::ONE);
        left.push(Left { size, step: axis.step.unwrap_or(0) << k, weights: point.map(own) });
        stride *= axis.size;
    }
    left.reverse();
    let rest = (0..terms.len()).rev().filter(|bit| taken >> bit & 1 == 0);
    let table = scaled_equalities(&rest.map(|bit| terms[terms.len() - 1 - bit]).collect::<Vec<E>>(), scale);
    let mut dense = Vec::with_capacity(left.iter().map(|a| a.size).product());
    fill(&left, 0, E::ONE, &(table, Squeeze::new(taken)), &mut dense);
    Tensor { bits, dense }
}

/// What [`spread`] gives as a grid, if all bits of axes' indices are weighed apart from each other.
pub fn gridded(axes: &[Axis], weights: &Weights, terms: &[E], scale: E) -> Option<Grid> {
    let (mut grid, mut taken, mut stride) =
        (Grid { low: Vec::new(), axes: Vec::new(), scale }, 0usize, 1usize);
    for axis in axes.iter().rev() {
        let count = log_ceil(axis.size);
        if count > 0 && !apart(axis, count as u32, axes) {
            return None;
        }
        let point = axis.weight.map(|w| weights.point(w, axis.size));
        let mut bits = Vec::with_capacity(count);
        for j in 0..count {
            let mut pair = [E::ONE; 2];
            let mut by = |r: E| pair = [pair[0] * (E::ONE - r), pair[1] * r];
            if let Some(point) = point {
                by(point[count - 1 - j]);
            }
            if let Some(step) = axis.step {
                let bit = step.trailing_zeros() as usize + j;
                by(terms[terms.len().checked_sub(bit + 1)?]);
                taken |= 1 << bit;
            }
            bits.push(pair);
        }
        // The lowest bits of the plane's index are those of its axes' as far as their sizes are even.
        let k = if stride == 1 << grid.low.len() { cube(axis.size) as usize } else { 0 };
        grid.low.extend(bits.drain(..k));
        grid.axes.push(Line { size: axis.size >> k, bits });
        stride *= axis.size;
    }
    grid.axes.reverse();
    let rest = (0..terms.len()).filter(|bit| taken >> bit & 1 == 0);
    grid.scale *= rest.map(|bit| E::ONE - terms[terms.len() - 1 - bit]).product::<E>();
    Some(grid.merged())
}

/// Adds the weights of all elements in order, of terms from `at` on.
fn fill(axes: &[Left], at: usize, scale: E, terms: &(Vec<E>, Squeeze), to: &mut Vec<E>) {
    let Some((axis, rest)) = axes.split_first() else {
        to.push(terms.0[terms.1.of(at)] * scale);
        return;
    };
    for i in 0..axis.size {
        let scale = axis.weights.as_ref().map_or(scale, |w| scale * w[i]);
        fill(rest, at + axis.step * i, scale, terms, to);
    }
}

/// Adds the claims about planes that the messages leave: the results that add up to the total, and the factors at the point.
/// Each claim has a power of `mix`, from `scale` on; gives the next.
pub fn claim(
    plan: &Plan,
    weights: &Weights,
    messages: &Messages,
    point: &[E],
    mix: E,
    scale: E,
    to: &mut Functional<'_>,
) -> E {
    to.add(-(messages.total * scale));
    let mut power = scale * mix;
    let mut ends = messages.factors.iter();
    let (mut shared, mut spreads) = (Shared::new(), Spreads::default());
    // What everybody knows is multiplied out, once for all that it meets, as digits are.
    let mut met: BTreeMap<(PlaneId, &[Axis], usize), (&Product, E)> = BTreeMap::new();
    for (product, own) in plan.products.iter().zip(weights.mix.powers()) {
        if let Some(result) = product.result {
            let every = product.axes.iter().enumerate();
            let axis = |(a, size): (usize, &usize)| Axis { size: *size, step: None, weight: Some(a) };
            let scale = own * scale * repeated(point.len(), product.terms);
            spreads.add(to, result, every.map(axis).collect(), 0, scale);
        }
        let terms = log_ceil(product.terms);
        for pair in &product.pairs {
            let Some(values) = ends.next() else { return power };
            for (side, (factor, value)) in pair.iter().zip(values).enumerate() {
                let scale = if side == 0 { own * power } else { power };
                if matches!(plan.plane(factor.plane).kind, Kind::Constant(_)) {
                    let key = (factor.plane, &factor.axes[..], terms);
                    met.entry(key).or_insert((product, E::ZERO)).1 += scale;
                } else {
                    spreads.add(to, factor.plane, factor.axes.clone(), terms, scale);
                }
                to.add(-(*value * power));
                power *= mix;
            }
        }
    }
    for ((plane, axes, terms), (product, scale)) in met {
        if let Kind::Constant(values) = &plan.plane(plane).kind {
            let of_axes = weights.of_axes(product, &mut shared);
            to.add(known(axes, values, &of_axes, &point[point.len() - terms..], scale));
        }
    }
    spreads.weigh(weights, point, to);
    power
}

/// Claims about planes by the axes that they have and the number of a term's bits: what these weigh is spread once, whatever the number of planes.
#[derive(Default)]
struct Spreads {
    of: BTreeMap<(Vec<Axis>, usize), Claims>,
}

/// Planes with the factors of what is claimed of them: those that keep grids, and all others.
#[derive(Default)]
struct Claims {
    keep: BTreeMap<PlaneId, E>,
    others: BTreeMap<PlaneId, E>,
}

impl Spreads {
    /// A claim about a plane.
    fn add(&mut self, to: &Functional<'_>, plane: PlaneId, axes: Vec<Axis>, terms: usize, scale: E) {
        let claims = self.of.entry((axes, terms)).or_default();
        let own = if to.keeps_grids(plane) { &mut claims.keep } else { &mut claims.others };
        *own.entry(plane).or_default() += scale;
    }

    /// Adds them to the weights of planes.
    fn weigh(self, weights: &Weights, point: &[E], to: &mut Functional<'_>) {
        let of: Vec<_> = self.of.into_iter().collect();
        let each = of.par_iter().map(|((axes, terms), claims)| {
            let terms = &point[point.len() - terms..];
            let gridded = || gridded(axes, weights, terms, E::ONE).filter(Grid::pays);
            let grid = if claims.keep.is_empty() { None } else { gridded() };
            let all = !claims.others.is_empty() || grid.is_none();
            let tensor = all.then(|| parts::Shared::new(spread(axes, weights, terms, E::ONE)));
            (grid, tensor)
        });
        let each: Vec<_> = each.collect();
        for ((_, claims), (grid, tensor)) in of.into_iter().zip(each) {
            for (plane, scale) in claims.keep.iter().filter(|_| grid.is_none()).chain(&claims.others) {
                tensor.iter().for_each(|tensor| to.weigh_shared(*plane, *scale, tensor));
            }
            for (plane, scale) in &claims.keep {
                let own = |grid: &Grid| Grid { scale: grid.scale * *scale, ..grid.clone() };
                grid.iter().map(own).for_each(|grid| to.weigh_grid(*plane, grid));
            }
        }
    }
}

/// Adds the claims that planes are zero: random sums of their elements are. Each has a power of `mix`, from `scale` on.
pub fn claim_zeros(plan: &Plan, weights: &Weights, mix: E, scale: E, to: &mut Functional<'_>) {
    let mut known: BTreeMap<usize, Arc<parts::Shared>> = BTreeMap::new();
    for (plane, power) in plan.zeros.iter().zip(mix.shifted_powers(scale)) {
        let len = plan.plane(*plane).len;
        let own = || parts::Shared::new(Tensor::equalities(weights.point(0, len), 0, len, E::ONE));
        to.weigh_shared(*plane, power, known.entry(len).or_insert_with(own));
    }
}
