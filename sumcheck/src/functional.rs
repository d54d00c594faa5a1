//! Linear claims about planes, brought down to one about the committed vectors.
//!
//! A claim weighs the elements of planes. A plane that is a linear function of others passes its weights on to them, with
//! no word from the prover; what everybody knows is multiplied out; what is left are weights of cells and of withheld
//! constants. The verifier does as the prover does, but for their values.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;

use super::field::{E, F, residue};
use super::plan::Plan;
use super::plane::{Kind, PlaneId, Term};
use super::rounds::update;

/// Weights of the elements of all planes.
pub struct Functional<'a> {
    plan: &'a Plan,
    weights: Vec<Vec<E>>,
    cells: Vec<E>,
    constant: E,
}

/// All claims as one: weighted sums of the two committed vectors, and a number.
pub struct Reduced {
    /// Weights of cells.
    pub cells: Vec<E>,
    /// Weights of withheld constants; none, where none are.
    pub withheld: Vec<E>,
    /// What is to be added to both sums for the claims' left sides.
    pub known: E,
}

impl<'a> Functional<'a> {
    /// No claim.
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            weights: vec![Vec::new(); plan.planes.len()],
            cells: vec![E::ZERO; 1 << plan.log_cells()],
            constant: E::ZERO,
        }
    }

    /// The weights of a plane.
    pub fn plane(&mut self, id: PlaneId) -> &mut [E] {
        let weights = &mut self.weights[id.0 as usize];
        if weights.is_empty() {
            weights.resize(self.plan.plane(id).len, E::ZERO);
        }
        weights
    }

    /// Adds to the weights of planes, in several threads: each of `additions[i]` to those of plane `i`.
    pub fn add_to_planes<A: Sync>(&mut self, additions: &[Vec<A>], add: impl Fn(&mut [E], &A) + Sync) {
        let plan = self.plan;
        self.weights.par_iter_mut().zip(additions).enumerate().for_each(|(i, (weights, own))| {
            if !own.is_empty() {
                weights.resize(plan.planes[i].len, E::ZERO);
                own.iter().for_each(|a| add(weights, a));
            }
        });
    }

    /// The weights of the committed vector.
    pub fn cells(&mut self) -> &mut [E] {
        &mut self.cells
    }

    /// Adds a number.
    pub fn add(&mut self, c: E) {
        self.constant += c;
    }

    /// Weights of the committed vectors, and what everybody knows.
    ///
    /// A plane's weights are known when those of all planes that read it are: in each step those of all planes of which the
    /// longest way through readers has so many.
    pub fn reduce(mut self, public: &[&[i128]]) -> Reduced {
        let Steps { readers, steps, done } = Steps::new(self.plan);
        for (own, done) in steps.iter().zip(&done) {
            let weights: Vec<Vec<E>> = own.iter().map(|i| std::mem::take(&mut self.weights[*i])).collect();
            let all = own.par_iter().zip(weights).with_min_len(1);
            let weights: Vec<Vec<E>> = all.map(|(i, own)| self.passed_on(*i, own, &readers[*i])).collect();
            for (i, weights) in own.iter().zip(weights) {
                self.weights[*i] = weights;
            }
            // What all that they read knows by now takes memory.
            for i in done {
                self.constant += self.known(*i, public);
                self.weights[*i] = Vec::new();
            }
        }
        let last: Vec<usize> = (0..self.weights.len()).filter(|i| !self.weights[*i].is_empty()).collect();
        let known: E = last.par_iter().map(|i| self.known(*i, public)).sum();
        let mut withheld = vec![E::ZERO; self.plan.log_withheld().map_or(0, |n| 1 << n)];
        for (plane, weights) in self.plan.planes.iter().zip(&self.weights).filter(|(_, w)| !w.is_empty()) {
            let (all, offset) = match &plane.kind {
                Kind::Cells { offset, .. } => (&mut self.cells, *offset),
                Kind::Withheld { offset: Some(offset), .. } => (&mut withheld, *offset),
                _ => continue,
            };
            update(&mut all[offset..offset + plane.len], weights, |c, w| *c += *w);
        }
        Reduced { cells: self.cells, withheld, known: self.constant + known }
    }

    /// A plane's weights, once those that its readers pass on are added.
    fn passed_on(&self, plane: usize, mut own: Vec<E>, readers: &[(usize, Reading<'_>)]) -> Vec<E> {
        for (reader, reading) in readers {
            let weights = &self.weights[*reader];
            if weights.is_empty() {
                continue;
            }
            own.resize(self.plan.planes[plane].len, E::ZERO);
            let term = match reading {
                Reading::Term(term) => term,
                Reading::Scaled(by) => {
                    own.iter_mut().zip(weights).zip(*by).for_each(|((o, w), by)| *o += *w * *by);
                    continue;
                }
            };
            if term.factor == F::ONE {
                term.map.spread(weights, |i, w| own[i] += w);
            } else {
                let factor = term.factor;
                term.map.spread(weights, |i, w| own[i] += w * factor);
            }
        }
        own
    }

    /// What a plane's weights come to where everybody knows what they weigh.
    fn known(&self, plane: usize, public: &[&[i128]]) -> E {
        let weights = &self.weights[plane];
        match &self.plan.planes[plane].kind {
            Kind::Constant(values) => weights.iter().zip(values.iter()).map(|(w, v)| *w * *v).sum(),
            Kind::Public { slot, part } => {
                let values = public[*slot].iter().map(|v| residue(part.of(*v)));
                weights.iter().zip(values).map(|(w, v)| *w * v).sum()
            }
            Kind::Linear { constant, .. } if *constant != F::ZERO => {
                weights.iter().copied().sum::<E>() * *constant
            }
            Kind::Linear { .. } | Kind::Scaled { .. } | Kind::Cells { .. } | Kind::Withheld { .. } => E::ZERO,
        }
    }
}

/// How a plane is read by another.
enum Reading<'a> {
    /// As one of its terms.
    Term(&'a Term),
    /// Each element times a number.
    Scaled(&'a [F]),
}

/// In which order weights are passed on.
struct Steps<'a> {
    /// For each plane those that read it, and how.
    readers: Vec<Vec<(usize, Reading<'a>)>>,
    /// Planes whose weights are known after each step.
    steps: Vec<Vec<usize>>,
    /// Linear planes all of whose weights have been passed on after each step.
    done: Vec<Vec<usize>>,
}

impl<'a> Steps<'a> {
    fn new(plan: &'a Plan) -> Self {
        let count = plan.planes.len();
        let mut readers: Vec<Vec<(usize, Reading<'a>)>> = (0..count).map(|_| Vec::new()).collect();
        let mut step = vec![0usize; count];
        for (i, plane) in plan.planes.iter().enumerate().rev() {
            let mut note = |read: PlaneId, reading| {
                let read = read.0 as usize;
                readers[read].push((i, reading));
                step[read] = step[read].max(step[i] + 1);
            };
            match &plane.kind {
                Kind::Linear { terms, .. } => terms.iter().for_each(|t| note(t.plane, Reading::Term(t))),
                Kind::Scaled { plane, by } => note(*plane, Reading::Scaled(by)),
                _ => {}
            }
        }
        let mut until = step.clone();
        for (i, readers) in readers.iter().enumerate() {
            readers.iter().for_each(|(reader, _)| until[*reader] = until[*reader].max(step[i]));
        }
        let most = step.iter().max().map_or(0, |most| most + 1);
        let (mut steps, mut done) = (vec![Vec::new(); most], vec![Vec::new(); most]);
        for (i, plane) in plan.planes.iter().enumerate() {
            steps[step[i]].push(i);
            if matches!(plane.kind, Kind::Linear { .. } | Kind::Scaled { .. }) {
                done[until[i]].push(i);
            }
        }
        Self { readers, steps, done }
    }
}
