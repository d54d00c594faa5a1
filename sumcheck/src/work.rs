//! Levels of security, and the proofs of work by which our own steps reach them.
//!
//! A proof has so many bits if all errors together come to at most `2^-bits` for each hash that a prover makes. Each opening is given two bits more, three where
//! there are two of them, and each step that draws challenges of our own [`SPARE`]: twelve of these, or fewer, come to three eighths. What a step
//! lacks is work before its challenge is drawn: a number with which so many bits of the transcript's hash are zero. Whoever wants another challenge has to find
//! another number, too.

use std::fmt;

use super::pcs::CommitmentError;
use super::plan::Plan;
use super::schedule::MOST_WORK;
use super::security::{Own, own};
use super::vectors::Vectors;

/// Bits of security that are asked for: a number from [`Level::LEAST`] to [`Level::MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(u8);

/// Bits of each of our own steps beyond the level.
const SPARE: f64 = 5.0;

impl Level {
    /// What every key has.
    pub const LEAST: u32 = 100;
    /// What a hash of 256 bits has.
    pub const MOST: u32 = 128;

    /// The level of so many bits; none, if it is not supported.
    pub fn new(bits: u32) -> Option<Self> {
        let level = u8::try_from(bits).ok().map(Self);
        level.filter(|_| (Self::LEAST..=Self::MOST).contains(&bits))
    }

    /// How many bits.
    pub fn bits(self) -> u32 {
        u32::from(self.0)
    }

    /// Bits of each of so many openings.
    pub fn of_openings(self, count: usize) -> f64 {
        f64::from(self.0) + 1.0 + count as f64
    }

    /// Bits of each of our own steps.
    pub fn of_steps(self) -> f64 {
        f64::from(self.0) + SPARE
    }

    /// Bits of work that a step with these errors lacks.
    ///
    /// # Errors
    /// More than [`MOST_WORK`].
    pub fn lacks(self, step: &str, bits: f64) -> Result<usize, CommitmentError> {
        let needed = (self.of_steps() - bits).max(0.0).ceil() as usize;
        if needed > MOST_WORK {
            return Err(CommitmentError::Work { step: step.into(), needed });
        }
        Ok(needed)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Default for Level {
    fn default() -> Self {
        Self(Self::LEAST as u8)
    }
}

/// Draws of challenges that work may be done before. Those of rounds have bits enough in proofs of every size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// The challenges of lookups.
    Lookups,
    /// The weights of products, and what tells products apart.
    Weights,
    /// What tells claims apart, and rules of pads, and values of commitments.
    Claims,
}

/// Bits of work before each [`Draw`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Before [`Draw::Lookups`].
    pub lookups: usize,
    /// Before [`Draw::Weights`].
    pub weights: usize,
    /// Before [`Draw::Claims`].
    pub claims: usize,
}

impl Work {
    /// What a plan's proofs need.
    ///
    /// # Errors
    /// More than [`MOST_WORK`].
    pub fn of(plan: &Plan, vectors: &Vectors) -> Result<Self, CommitmentError> {
        let mut work = Self::default();
        for Own { name, bits, draw } in own(plan, vectors)? {
            if let Some(draw) = draw {
                let most = work.before_mut(draw);
                *most = (*most).max(vectors.level.lacks(name, bits)?);
            }
        }
        Ok(work)
    }

    fn before_mut(&mut self, draw: Draw) -> &mut usize {
        match draw {
            Draw::Lookups => &mut self.lookups,
            Draw::Weights => &mut self.weights,
            Draw::Claims => &mut self.claims,
        }
    }

    /// Bits of work before a draw.
    pub fn before(mut self, draw: Draw) -> usize {
        *self.before_mut(draw)
    }

    /// Hashes that it takes, as expected.
    pub fn hashes(&self) -> f64 {
        [self.lookups, self.weights, self.claims].into_iter().map(hashes).sum()
    }
}

/// Hashes that so many bits of work take, as expected.
pub fn hashes(bits: usize) -> f64 {
    if bits == 0 { 0.0 } else { (bits as f64).exp2() }
}
