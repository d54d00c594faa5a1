//! Weights of a committed vector: of positions side by side products over bits ([`super::tensor`]), or over those of axes ([`super::grid`]).
//!
//! A verifier asks for their polynomial's value at a point. A prover cuts the vector into rows of [`ROW`] elements: as products over bits, the weights
//! of a row's elements are one of few *patterns*, times a number of the row's own.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;

use super::field::E;
use super::grid::Grid;
use super::parts::Parts;
use super::prefixes::Prefixes;
use super::tensor::{Pair, Positions, Tensor, Tensors};

/// Variables of a row: the lowest bits of a position.
pub const LOW: usize = 4;
/// Elements of a row.
pub const ROW: usize = 1 << LOW;

/// Positions side by side that one thread weighs at least.
const SOME: usize = 1 << 6;

/// Positions side by side: the first, how many, and their weights.
pub(super) type Block = (usize, usize, Parts);

/// Weights of a committed vector.
#[derive(Default)]
pub struct Weighted {
    /// Logarithm of its length.
    pub log: usize,
    /// In the order of positions.
    pub(super) blocks: Vec<Block>,
    /// More of them: the first position.
    pub(super) grids: Vec<(usize, Grid)>,
}

/// What weighs a row's elements, lowest bit first, but for the row's number.
pub type Pattern = [Pair; LOW];

/// Rows side by side.
#[derive(Debug)]
pub struct Rows {
    /// Which.
    pub range: Range<usize>,
    /// For each pattern the rows' numbers.
    pub parts: Vec<(Pattern, Tensors)>,
}

impl Weighted {
    /// The same weights, as a prover needs them: products over bits of positions alone.
    pub fn by_bits(mut self) -> Self {
        for (_, len, own) in &mut self.blocks {
            *own = Parts::from(std::mem::take(own).merged(*len));
        }
        for (start, grid) in std::mem::take(&mut self.grids) {
            let (len, tensor) = (grid.len(), grid.tensor());
            let at = self.blocks.partition_point(|(own, ..)| *own < start);
            match self.blocks.get_mut(at).filter(|(own, ..)| *own == start) {
                Some((_, _, own)) => own.add(tensor, len),
                None => {
                    let mut own = Parts::default();
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
        for (start, len, parts) in self.by_bits().blocks {
            let (block, after) = std::mem::take(&mut rest)[start - at..].split_at_mut(len);
            own.push((block, parts.merged(len)));
            (rest, at) = (after, start + len);
        }
        own.into_par_iter().for_each(|(block, tensors)| block.copy_from_slice(&tensors.expanded()));
        all
    }

    /// The rows in which there are weights, once they are by bits, in order.
    pub fn rows(&self) -> Vec<Rows> {
        let loose = |(start, len, _): &Block| start % ROW != 0 || len % ROW != 0;
        let joined = |a: &Block, b: &Block| loose(a) && loose(b) && b.0 / ROW <= (a.0 + a.1) / ROW;
        let runs: Vec<&[Block]> = self.blocks.chunk_by(joined).collect();
        let rows = |run: &&[Block]| match run {
            [own] if !loose(own) => Rows::of(own.0 / ROW, own.1 / ROW, own.2.own().iter()),
            all => {
                let first = all[0].0 / ROW;
                let mut weights = Vec::new();
                for (start, _, own) in *all {
                    weights.resize(start - first * ROW, E::ZERO);
                    weights.extend(own.own().clone().expanded());
                }
                weights.resize(weights.len().next_multiple_of(ROW), E::ZERO);
                let count = weights.len() / ROW;
                Rows::of(first, count, [&Tensor { bits: Vec::new(), dense: weights }].into_iter())
            }
        };
        runs.par_iter().map(rows).collect()
    }

    /// The value at a point of the multilinear polynomial that they are.
    pub fn at(&self, point: &[E]) -> E {
        let of = |blocks: &[Block]| -> E {
            let (mut prefixes, mut folded) = (Prefixes::new(point), HashMap::new());
            let each = blocks.iter().map(|(start, len, own)| {
                let positions = Positions::new(&mut prefixes, *start, *len);
                let shared = positions.of_shared(own.shared(), &mut folded);
                own.own().iter().map(|t| positions.weighed(t)).sum::<E>() + shared
            });
            each.sum()
        };
        let grids = self.grids.par_iter().map(|(start, grid)| grid.at(point, *start));
        let some = self.blocks.len().div_ceil(rayon::current_num_threads()).max(SOME);
        self.blocks.par_chunks(some).map(of).sum::<E>() + grids.sum::<E>()
    }
}

impl Rows {
    /// `count` rows from one on, with these weights.
    fn of<'a>(first: usize, count: usize, tensors: impl Iterator<Item = &'a Tensor>) -> Self {
        let mut parts: Vec<(Pattern, Tensors)> = Vec::new();
        for tensor in tensors {
            let (low, high): (Vec<_>, Vec<_>) = tensor.bits.iter().partition(|(bit, _)| *bit < LOW as u32);
            let bits: Vec<(u32, Pair)> =
                high.into_iter().map(|(bit, pair)| (bit - LOW as u32, pair)).collect();
            let mut pattern = [None; LOW];
            low.into_iter().for_each(|(bit, pair)| pattern[bit as usize] = Some(pair));
            // Of bits that have no factor each value has a pattern of its own.
            let each = 1 << pattern.iter().filter(|pair| pair.is_none()).count();
            for value in 0..each {
                let mut left = value;
                let own = pattern.map(|pair| {
                    pair.unwrap_or_else(|| {
                        let one = E::from_bool(left & 1 == 1);
                        left >>= 1;
                        [E::ONE - one, one]
                    })
                });
                let dense: Vec<E> = tensor.dense.iter().skip(value).step_by(each).copied().collect();
                let numbers = Tensor { bits: bits.clone(), dense };
                match parts.iter_mut().find(|(known, _)| *known == own) {
                    Some((_, all)) => all.add(numbers, count),
                    None => {
                        let mut all = Tensors::default();
                        all.add(numbers, count);
                        parts.push((own, all));
                    }
                }
            }
        }
        Self { range: first..first + count, parts }
    }
}

/// The weights of a row's elements.
pub fn row(pattern: &Pattern) -> [E; ROW] {
    std::array::from_fn(|at| pattern.iter().enumerate().map(|(bit, pair)| pair[at >> bit & 1]).product())
}
