//! Weights of planes with a long axis of odd size, such as a vocabulary: products over the bits of each axis's own index, which are no bits of the
//! plane's ([`super::tensor`]).
//!
//! What their polynomial is at a point follows bit by bit all the same, as numbers are added: a position is `base + stride·j`, and of the bits of j below one only
//! the carry matters above it, and whether they are less than those of the axis's size. Of the axes the longest is summed so; the others are few
//! positions.

use p3_field::PrimeCharacteristicRing;

use super::field::E;
use super::tensor::{Pair, Tensor};

/// An axis: what weighs the bits of its index, lowest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its size, at most 2 to the power of the number of bits.
    pub size: usize,
    /// What weighs them.
    pub bits: Vec<Pair>,
}

impl Line {
    /// The weights, times a number.
    fn weights(&self, scale: E) -> Vec<E> {
        let mut all = vec![scale];
        for [low, high] in self.bits.iter().rev() {
            all = all.iter().flat_map(|w| [*w * *low, *w * *high]).collect();
        }
        all.truncate(self.size);
        all
    }
}

/// Weights of elements by their index, row-major in axes, below which are bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// What weighs the lowest bits of the index, lowest first.
    pub low: Vec<Pair>,
    /// The axes of what is left of it, the outermost first.
    pub axes: Vec<Line>,
    /// A factor of all.
    pub scale: E,
}

/// Positions of all axes but one that are gone through one by one, at most.
const FEW: usize = 1 << 8;
/// Largest odd part of a stride of what is summed: what may be carried is as much.
const STRIDE: usize = 16;

impl Grid {
    /// The longest axis.
    fn longest(&self) -> usize {
        (0..self.axes.len()).max_by_key(|i| self.axes[*i].size).unwrap_or(0)
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.axes.iter().map(|a| a.size).product::<usize>() << self.low.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this takes less than what is left of the index takes one by one.
    pub fn pays(&self) -> bool {
        let (longest, all) = (self.longest(), self.len() >> self.low.len());
        let stride: usize = self.axes[self.axes.len().min(longest + 1)..].iter().map(|a| a.size).product();
        let size = self.axes.get(longest).map_or(1, |a| a.size);
        let others = all / size.max(1);
        size >= 1 << 9 && others <= FEW && stride >> stride.trailing_zeros() <= STRIDE
    }

    /// With axes that lie side by side as one, where the inner one's indices are all numbers of its bits.
    pub fn merged(mut self) -> Self {
        let mut axes: Vec<Line> = Vec::with_capacity(self.axes.len());
        for inner in self.axes {
            match axes.last_mut().filter(|_| inner.size == 1 << inner.bits.len()) {
                Some(outer) => {
                    outer.size *= inner.size;
                    outer.bits.splice(0..0, inner.bits);
                }
                None => axes.push(inner),
            }
        }
        self.axes = axes;
        self
    }

    /// The same as products over bits of the index.
    pub fn tensor(&self) -> Tensor {
        let mut dense = vec![self.scale];
        for axis in &self.axes {
            let own = axis.weights(E::ONE);
            dense = dense.iter().flat_map(|w| own.iter().map(move |o| *w * *o)).collect();
        }
        Tensor { bits: (0..).zip(self.low.iter().copied()).collect(), dense }
    }

    /// `Σ weight · eq(point, offset + index)` over all elements; the offset is a multiple of what the lowest bits count.
    pub fn at(&self, point: &[E], offset: usize) -> E {
        let count = self.low.len();
        let (high, low) = point.split_at(point.len() - count);
        let bits = self.low.iter().zip(low.iter().rev());
        let scale: E = bits.map(|([low, high], r)| *low + (*high - *low) * *r).product();
        let long = self.longest();
        let Some(axis) = self.axes.get(long) else { return E::ZERO };
        // All positions of the other axes, with what weighs them.
        let (mut others, mut stride, mut own) = (vec![(offset >> count, self.scale * scale)], 1, 1);
        for (i, axis) in self.axes.iter().enumerate().rev() {
            if i == long {
                own = stride;
            } else {
                let weights = axis.weights(E::ONE);
                let each = |(base, scale): &(usize, E)| -> Vec<(usize, E)> {
                    weights.iter().enumerate().map(|(j, w)| (base + j * stride, *w * *scale)).collect()
                };
                others = others.iter().flat_map(each).collect();
            }
            stride *= axis.size;
        }
        others.into_iter().map(|(base, scale)| axis.at(high, base, own) * scale).sum()
    }
}

impl Line {
    /// `Σ weight · eq(point, base + stride·j)` over all j.
    fn at(&self, point: &[E], base: usize, stride: usize) -> E {
        // What is carried into a bit, and whether the bits of j so far are less than those of the size: then the size has to be equal above.
        let odd = stride >> stride.trailing_zeros();
        let even = stride.trailing_zeros() as usize;
        let mut sums = vec![[E::ZERO; 2]; odd + 1];
        sums[0][0] = E::ONE;
        for (place, r) in point.iter().rev().enumerate() {
            let eq = [E::ONE - *r, *r];
            let mut next = vec![[E::ZERO; 2]; odd + 1];
            let bit = place.checked_sub(even);
            let own = bit.and_then(|bit| self.bits.get(bit).map(|pair| (bit, *pair)));
            for (carry, sums) in sums.iter().enumerate() {
                for (less, sum) in sums.iter().enumerate().filter(|(_, sum)| **sum != E::ZERO) {
                    let mut step = |j: usize, weight: Option<E>| {
                        let all = carry + (base >> place & 1) + odd * j;
                        let less = match bit.map(|bit| self.size >> bit & 1) {
                            Some(end) if end != j => usize::from(j < end),
                            _ => less,
                        };
                        let value = *sum * eq[all & 1];
                        next[all >> 1][less] += weight.map_or(value, |w| value * w);
                    };
                    match own {
                        Some((_, [low, high])) => {
                            step(0, Some(low));
                            step(1, Some(high));
                        }
                        None => step(0, None),
                    }
                }
            }
            sums = next;
        }
        // Bits of the size beyond the point's are those of all positions.
        let reach = point.len().saturating_sub(even);
        let beyond = self.size.checked_shr(reach as u32).unwrap_or(0) > 0;
        sums[0][1] + if beyond { sums[0][0] } else { E::ZERO }
    }
}
