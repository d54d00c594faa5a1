//! Linear claims about planes, brought down to one about the committed vectors.
//!
//! A claim weighs the elements of planes. A plane that is a linear function of others passes its weights on to them, with
//! no word from the prover; what everybody knows is multiplied out; what is left are weights of cells and of withheld
//! constants. The verifier does as the prover does, but for their values. Weights are products over bits of an index ([`super::tensor`]) as far as
//! views let them: a verifier never sees them one by one, a prover at the end.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::field::{E, F};
use super::given::{Computed, applied, parts};
use super::grid::Grid;
use super::parts::{KEPT, Parts, Passes, Shared};
use super::plan::Plan;
use super::plane::{Kind, Map, PlaneId};
use super::steps::{Read, Steps};
use super::tensor::Tensor;
use super::weighted::Weighted;

/// Planes of a step that one thread takes at least: most have few weights, and threads that wait for each other cost more.
const FEW: usize = 4;

/// Weights of the elements of all planes.
pub struct Functional<'a> {
    plan: &'a Plan,
    weights: Vec<Parts>,
    /// Of planes that are committed to, beside these.
    grids: Vec<Vec<Grid>>,
    /// Of how often the rows of each table are read.
    counts: Vec<Parts>,
    /// What becomes of tensors that planes share.
    passes: Passes,
    /// Planes whose elements everybody computes, and passes no weights on for.
    applied: BTreeMap<usize, Computed>,
    constant: E,
}

/// All claims as one: weighted sums of the two committed vectors, and a number.
pub struct Reduced {
    /// Weights of cells.
    pub cells: Weighted,
    /// Weights of withheld constants, where some are.
    pub withheld: Weighted,
    /// What is to be added to both sums for the claims' left sides.
    pub known: E,
}

impl<'a> Functional<'a> {
    /// No claim.
    pub fn new(plan: &'a Plan) -> Self {
        Self::keeping(plan, KEPT)
    }

    /// The same, where at most so many elements of tensors are kept to be shared.
    pub fn keeping(plan: &'a Plan, most: usize) -> Self {
        Self {
            plan,
            weights: vec![Parts::default(); plan.planes.len()],
            grids: vec![Vec::new(); plan.planes.len()],
            counts: vec![Parts::default(); plan.tables.len()],
            passes: Passes::new(most),
            applied: BTreeMap::new(),
            constant: E::ZERO,
        }
    }

    /// Adds to the weights of a plane.
    pub fn weigh(&mut self, plane: PlaneId, tensor: Tensor) {
        self.weights[plane.0 as usize].add(tensor, self.plan.plane(plane).len);
    }

    /// Adds a multiple of what others weigh, too, to the weights of a plane.
    pub fn weigh_shared(&mut self, plane: PlaneId, factor: E, tensor: &Arc<Shared>) {
        self.weights[plane.0 as usize].share(factor, tensor, self.plan.plane(plane).len);
    }

    /// Whether a plane passes its weights on to none.
    pub fn keeps_grids(&self, plane: PlaneId) -> bool {
        matches!(self.plan.plane(plane).kind, Kind::Cells { .. } | Kind::Withheld { offset: Some(_), .. })
    }

    /// Adds to the weights of a plane that keeps grids.
    pub fn weigh_grid(&mut self, plane: PlaneId, grid: Grid) {
        self.grids[plane.0 as usize].push(grid);
    }

    /// Adds to the weights of how often the rows of a table are read.
    pub fn weigh_counts(&mut self, table: usize, tensor: Tensor) {
        self.counts[table].add(tensor, self.plan.tables[table].len());
    }

    /// Adds a number.
    pub fn add(&mut self, c: E) {
        self.constant += c;
    }

    /// Weights of the committed vectors, and what everybody knows: step by step.
    pub fn reduce(mut self, public: &[&[i128]]) -> Reduced {
        self.applied = applied(self.plan, public);
        let Steps { readers, steps, done } = &self.plan.steps;
        for (own, done) in steps.iter().zip(done) {
            let weights: Vec<Parts> = own.iter().map(|i| std::mem::take(&mut self.weights[*i])).collect();
            let all = own.par_iter().zip(weights).with_min_len(FEW);
            let weights: Vec<Parts> = all.map(|(i, own)| self.passed_on(*i, own, &readers[*i])).collect();
            for (i, weights) in own.iter().zip(weights) {
                self.weights[*i] = weights;
            }
            // What all that they read knows by now takes memory.
            for i in done {
                self.constant += self.known(*i, public);
                self.weights[*i] = Parts::default();
            }
        }
        let last: Vec<usize> = (0..self.weights.len()).filter(|i| !self.weights[*i].is_empty()).collect();
        let known: E = last.par_iter().map(|i| self.known(*i, public)).sum();
        let mut cells = Weighted { log: self.plan.log_cells(), ..Weighted::default() };
        let mut withheld = Weighted { log: self.plan.log_withheld().unwrap_or(0), ..Weighted::default() };
        let weights = self.weights.into_iter().zip(self.grids);
        for (plane, (weights, grids)) in self.plan.planes.iter().zip(weights).filter(|(p, _)| p.len > 0) {
            let (to, offset) = match &plane.kind {
                Kind::Cells { offset, .. } => (&mut cells, *offset),
                Kind::Withheld { offset: Some(offset), .. } => (&mut withheld, *offset),
                _ => continue,
            };
            to.grids.extend(grids.into_iter().map(|grid| (offset, grid)));
            if !weights.is_empty() {
                to.blocks.push((offset, plane.len, weights));
            }
        }
        let tables = self.plan.tables.iter().zip(&self.plan.multiplicities).zip(self.counts);
        let tables = tables.filter(|((table, _), own)| !own.is_empty() && !table.is_empty());
        cells.blocks.extend(tables.map(|((table, offset), own)| (*offset, table.len(), own)));
        for all in [&mut cells, &mut withheld] {
            all.blocks.sort_by_key(|(start, ..)| *start);
        }
        Reduced { cells, withheld, known: self.constant + known }
    }

    /// A plane's weights, once those that its readers pass on are added.
    fn passed_on(&self, plane: usize, mut own: Parts, readers: &[(u32, u32)]) -> Parts {
        let (planes, structures) = (&self.plan.planes, &self.plan.structures);
        let len = planes[plane].len;
        for reader in readers {
            if self.applied.contains_key(&(reader.0 as usize)) {
                continue;
            }
            let weights = &self.weights[reader.0 as usize];
            let Some((reading, structure)) = Steps::reading(planes, structures, *reader) else { continue };
            let passed = |tensor: &Tensor, factor: F| match &reading {
                Read::Term(term) => structure.passed(&term.map, tensor, factor, len),
                Read::Scaled(by) => structure.scaled(by, tensor),
            };
            let (factor, same) = match &reading {
                Read::Term(term) => (term.factor, matches!(term.map, Map::Same)),
                Read::Scaled(_) => (F::ONE, false),
            };
            // What is read as it is needs no work.
            if !same && self.passes.full() {
                let weights = weights.clone().merged(planes[reader.0 as usize].len);
                weights.iter().for_each(|tensor| own.add(passed(tensor, factor), len));
                continue;
            }
            weights.own().iter().for_each(|tensor| own.add(passed(tensor, factor), len));
            for (multiple, tensor) in weights.shared() {
                let multiple = *multiple * factor;
                if same {
                    own.share(multiple, tensor, len);
                } else {
                    let tensor = self.passes.of(tensor, structure, || passed(&tensor.tensor, F::ONE));
                    own.share(multiple, &tensor, len);
                }
            }
        }
        own
    }

    /// What a plane's weights come to where everybody knows what they weigh.
    fn known(&self, plane: usize, public: &[&[i128]]) -> E {
        let (weights, len) = (&self.weights[plane], self.plan.planes[plane].len);
        let all = || weights.clone().merged(len);
        let of = |values: &[F]| -> E { all().iter().map(|t| t.of_values(values)).sum() };
        if weights.is_empty() {
            return E::ZERO;
        }
        if let Some(computed) = self.applied.get(&plane) {
            return computed.weighed(all().iter());
        }
        match &self.plan.planes[plane].kind {
            Kind::Constant(values) => match self.plan.structures[plane].first() {
                Some(structure) => all().iter().map(|t| structure.weighed(values, t)).sum(),
                None => of(values),
            },
            Kind::Public { slot, part } => of(&parts(public[*slot], *part)),
            Kind::Linear { constant, .. } if *constant != F::ZERO => weights.total() * *constant,
            Kind::Linear { .. }
            | Kind::Scaled { .. }
            | Kind::Applied { .. }
            | Kind::Cells { .. }
            | Kind::Withheld { .. } => E::ZERO,
        }
    }
}
