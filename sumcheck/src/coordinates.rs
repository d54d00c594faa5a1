//! Vectors of the extension, coordinate by coordinate: a product with values is one of values side by side.

use p3_field::{BasedVectorSpace, PackedValue, PrimeCharacteristicRing};

use super::field::{DEGREE, E, F};
use super::lanes::{Lanes, Values, Vector, WIDTH, add_scaled, dot};

/// A vector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coordinates([Vec<F>; DEGREE]);

/// The coordinates of an element.
fn coordinates(of: &E) -> &[F] {
    of.as_basis_coefficients_slice()
}

impl Coordinates {
    /// So many zeros.
    pub fn zeros(len: usize) -> Self {
        Self(std::array::from_fn(|_| F::zero_vec(len)))
    }

    /// These elements.
    pub fn new(elements: &[E]) -> Self {
        Self(std::array::from_fn(|i| elements.iter().map(|e| coordinates(e)[i]).collect()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0[0].len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An element.
    pub fn get(&self, at: usize) -> E {
        E::from_basis_coefficients_fn(|i| self.0[i][at])
    }

    /// Adds to an element.
    pub fn add(&mut self, at: usize, element: E) {
        self.0.iter_mut().zip(coordinates(&element)).for_each(|(own, v)| own[at] += *v);
    }

    /// Adds `scale` times values to as many elements from a position on.
    pub fn add_scaled(&mut self, at: usize, values: &[F], scale: E) {
        let all = self.0.iter_mut().zip(coordinates(&scale));
        all.for_each(|(own, scale)| add_scaled(&mut own[at..][..values.len()], values, *scale));
    }

    /// The sum of elements times values.
    pub fn dot(&self, values: &[F]) -> E {
        E::from_basis_coefficients_fn(|i| dot(&self.0[i], values))
    }

    /// The elements, of which there are a power of two.
    pub fn vector(&self) -> Vector {
        if self.len() < 2 * WIDTH {
            return Vector::Narrow((0..self.len()).map(|i| self.get(i)).collect());
        }
        let all = self.0.each_ref().map(|own| Values::pack_slice(own));
        let lanes = |at: usize| Lanes::from_basis_coefficients_fn(|i| all[i][at]);
        Vector::Wide((0..self.len() / WIDTH).map(lanes).collect())
    }
}
