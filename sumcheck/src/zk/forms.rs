//! Numbers that a verifier knows but for pads: `known + Σ factor · pad`.
//!
//! Masked messages are such numbers, and so is all that follows from them by linear rules.

use p3_field::PrimeCharacteristicRing;

use crate::field::E;

/// A linear function of pads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What is known of it.
    pub known: E,
    /// Pads with their factors; a pad may stand there twice.
    pub pads: Vec<(usize, E)>,
}

impl Form {
    /// A number that everybody knows.
    pub fn known(known: E) -> Self {
        Self { known, pads: Vec::new() }
    }

    /// A pad.
    pub fn pad(index: usize) -> Self {
        Self { known: E::ZERO, pads: vec![(index, E::ONE)] }
    }

    /// What a masked message hides: what was said, less its pad.
    pub fn under(said: E, pad: usize) -> Self {
        Self { known: said, pads: vec![(pad, -E::ONE)] }
    }

    /// The form times a number.
    pub fn times(mut self, factor: E) -> Self {
        self.known *= factor;
        self.pads.iter_mut().for_each(|(_, f)| *f *= factor);
        self
    }

    /// The form and `factor` times another.
    pub fn plus(mut self, factor: E, other: &Self) -> Self {
        self.known += other.known * factor;
        self.pads.extend(other.pads.iter().map(|(pad, f)| (*pad, *f * factor)));
        self
    }

    /// Its value.
    pub fn at(&self, pads: &[E]) -> E {
        self.known + self.pads.iter().map(|(pad, f)| *f * pads[*pad]).sum::<E>()
    }
}
