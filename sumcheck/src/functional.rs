//! Linear claims about planes, brought down to one about the committed vector.
//!
//! A claim weighs the elements of planes. A plane that is a linear function of others passes its weights on to them, with
//! no word from the prover; what everybody knows is multiplied out; what is left are weights of cells. The verifier does as
//! the prover does, but for the values of cells.

use p3_field::PrimeCharacteristicRing;

use super::field::{E, F, residue};
use super::plan::Plan;
use super::plane::{Kind, PlaneId};

/// Weights of the elements of all planes.
pub struct Functional<'a> {
    plan: &'a Plan,
    weights: Vec<Vec<E>>,
    cells: Vec<E>,
    constant: E,
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

    /// The weights of the committed vector.
    pub fn cells(&mut self) -> &mut [E] {
        &mut self.cells
    }

    /// Adds a number.
    pub fn add(&mut self, c: E) {
        self.constant += c;
    }

    /// Weights of the committed vector, and what is to be added to the weighted sum for the claims' left sides.
    pub fn reduce(mut self, public: &[&[i128]]) -> (Vec<E>, E) {
        for (i, plane) in self.plan.planes.iter().enumerate().rev() {
            let weights = std::mem::take(&mut self.weights[i]);
            if weights.is_empty() {
                continue;
            }
            match &plane.kind {
                Kind::Constant(values) => {
                    self.constant += weights.iter().zip(values.iter()).map(|(w, v)| *w * *v).sum::<E>();
                }
                Kind::Public { slot, part } => {
                    let values = public[*slot].iter().map(|v| residue(part.of(*v)));
                    self.constant += weights.iter().zip(values).map(|(w, v)| *w * v).sum::<E>();
                }
                Kind::Cells { offset, .. } => {
                    self.cells[*offset..].iter_mut().zip(&weights).for_each(|(c, w)| *c += *w);
                }
                Kind::Linear { terms, constant } => {
                    if *constant != F::ZERO {
                        self.constant += weights.iter().copied().sum::<E>() * *constant;
                    }
                    for term in terms {
                        let target = self.plane(term.plane);
                        if term.factor == F::ONE {
                            term.map.spread(&weights, |i, w| target[i] += w);
                        } else {
                            let factor = term.factor;
                            term.map.spread(&weights, |i, w| target[i] += w * factor);
                        }
                    }
                }
            }
        }
        (self.cells, self.constant)
    }
}
