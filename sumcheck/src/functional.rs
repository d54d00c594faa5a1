//! Linear claims about planes, brought down to one about the committed vectors.
//!
//! A claim weighs the elements of planes. A plane that is a linear function of others passes its weights on to them, with
//! no word from the prover; what everybody knows is multiplied out; what is left are weights of cells and of withheld
//! constants. The verifier does as the prover does, but for their values. Weights are products over bits of an index ([`super::tensor`]) as far as
//! views let them: a verifier never sees them one by one, a prover at the end.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;

use super::field::{E, F, residue};
use super::grid::Grid;
use super::lanes::{Lanes, WIDTH};
use super::plan::Plan;
use super::plane::{Kind, PlaneId, Term};
use super::structure::Structure;
use super::tensor::{Positions, Tensor, Tensors};

/// Weights of the elements of all planes.
pub struct Functional<'a> {
    plan: &'a Plan,
    weights: Vec<Tensors>,
    /// Of planes that are committed to, beside these.
    grids: Vec<Vec<Grid>>,
    /// Of how often the rows of each table are read.
    counts: Vec<Tensors>,
    constant: E,
}

/// Weights of a committed vector.
#[derive(Default)]
pub struct Weighted {
    /// Logarithm of its length.
    pub log: usize,
    /// Positions side by side, in order: the first, how many, and their weights.
    blocks: Vec<(usize, usize, Tensors)>,
    /// More of them: the first position.
    grids: Vec<(usize, Grid)>,
}

impl Weighted {
    /// The same weights, as a prover needs them: products over bits of positions alone.
    pub fn by_bits(mut self) -> Self {
        for (start, grid) in std::mem::take(&mut self.grids) {
            let (len, tensor) = (grid.len(), grid.tensor());
            let at = self.blocks.partition_point(|(own, ..)| *own < start);
            match self.blocks.get_mut(at).filter(|(own, ..)| *own == start) {
                Some((_, _, own)) => own.add(tensor, len),
                None => {
                    let mut own = Tensors::default();
                    own.add(tensor, len);
                    self.blocks.insert(at, (start, len, own));
                }
            }
        }
        self
    }

    /// The weights one by one.
    pub fn dense(self) -> Vec<E> {
        let mut all = vec![E::ZERO; 1 << self.log];
        let (mut rest, mut at) = (&mut all[..], 0);
        let mut own = Vec::new();
        for (start, len, tensors) in self.by_bits().blocks {
            let (block, after) = std::mem::take(&mut rest)[start - at..].split_at_mut(len);
            own.push((block, tensors));
            (rest, at) = (after, start + len);
        }
        own.into_par_iter().for_each(|(block, tensors)| block.copy_from_slice(&tensors.expanded()));
        all
    }

    /// Writes those of the positions from `start` on, as they are by bits, side by side over zeros; says whether there are some.
    pub fn fill(&self, start: usize, to: &mut [Lanes]) -> bool {
        let end = start + to.len() * WIDTH;
        let first = self.blocks.partition_point(|(at, len, _)| at + len <= start);
        let own = self.blocks[first..].iter().take_while(|(at, ..)| *at < end);
        let mut some = false;
        for (at, len, tensors) in own {
            let (from, until) = (start.max(*at), end.min(at + len));
            tensors.fill(from - at, to, from - start, until - start);
            some = true;
        }
        some
    }

    /// The value at a point of the multilinear polynomial that they are.
    pub fn at(&self, point: &[E]) -> E {
        let of = |(start, len, own): &(usize, usize, Tensors)| -> E {
            let positions = Positions::new(point, *start, *len);
            own.iter().map(|t| positions.weighed(t)).sum()
        };
        let grids = self.grids.par_iter().map(|(start, grid)| grid.at(point, *start));
        self.blocks.par_iter().map(of).sum::<E>() + grids.sum::<E>()
    }
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
        Self {
            plan,
            weights: vec![Tensors::default(); plan.planes.len()],
            grids: vec![Vec::new(); plan.planes.len()],
            counts: vec![Tensors::default(); plan.tables.len()],
            constant: E::ZERO,
        }
    }

    /// Adds to the weights of a plane.
    pub fn weigh(&mut self, plane: PlaneId, tensor: Tensor) {
        self.weights[plane.0 as usize].add(tensor, self.plan.plane(plane).len);
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

    /// Weights of the committed vectors, and what everybody knows.
    ///
    /// A plane's weights are known when those of all planes that read it are: in each step those of all planes of which the
    /// longest way through readers has so many.
    pub fn reduce(mut self, public: &[&[i128]]) -> Reduced {
        let Steps { readers, steps, done } = Steps::new(self.plan);
        for (own, done) in steps.iter().zip(&done) {
            let weights: Vec<Tensors> = own.iter().map(|i| std::mem::take(&mut self.weights[*i])).collect();
            let all = own.par_iter().zip(weights).with_min_len(1);
            let weights: Vec<Tensors> = all.map(|(i, own)| self.passed_on(*i, own, &readers[*i])).collect();
            for (i, weights) in own.iter().zip(weights) {
                self.weights[*i] = weights;
            }
            // What all that they read knows by now takes memory.
            for i in done {
                self.constant += self.known(*i, public);
                self.weights[*i] = Tensors::default();
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
    fn passed_on(&self, plane: usize, mut own: Tensors, readers: &[(usize, Reading<'_>)]) -> Tensors {
        let len = self.plan.planes[plane].len;
        for (reader, (reading, structure)) in readers {
            for tensor in self.weights[*reader].iter() {
                let passed = match reading {
                    Read::Term(term) => structure.passed(&term.map, tensor, term.factor, len),
                    Read::Scaled(by) => structure.scaled(by, tensor),
                };
                own.add(passed, len);
            }
        }
        own
    }

    /// What a plane's weights come to where everybody knows what they weigh.
    fn known(&self, plane: usize, public: &[&[i128]]) -> E {
        let weights = &self.weights[plane];
        match &self.plan.planes[plane].kind {
            Kind::Constant(values) => weights.iter().map(|t| t.of_values(|i| values[i])).sum(),
            Kind::Public { slot, part } => {
                let values = public[*slot];
                weights.iter().map(|t| t.of_values(|i| residue(part.of(values[i])))).sum()
            }
            Kind::Linear { constant, .. } if *constant != F::ZERO => {
                weights.iter().map(Tensor::total).sum::<E>() * *constant
            }
            Kind::Linear { .. } | Kind::Scaled { .. } | Kind::Cells { .. } | Kind::Withheld { .. } => E::ZERO,
        }
    }
}

/// How a plane is read by another, and what that sends bits to.
type Reading<'a> = (Read<'a>, &'a Structure);

/// How a plane is read by another.
enum Read<'a> {
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
            let mut note = |read: PlaneId, reading: Reading<'a>| {
                let read = read.0 as usize;
                readers[read].push((i, reading));
                step[read] = step[read].max(step[i] + 1);
            };
            let own = &plan.structures[i];
            match &plane.kind {
                Kind::Linear { terms, .. } => {
                    terms.iter().zip(own).for_each(|(t, own)| note(t.plane, (Read::Term(t), &**own)));
                }
                Kind::Scaled { plane, by } => note(*plane, (Read::Scaled(by), &*own[0])),
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
