//! Weights of a plane's elements as products over bits of their index.
//!
//! Most of what is claimed of a plane is `eq(point, ·)` of positions side by side: of each bit of the index a factor, as far down as the
//! positions are aligned. A [`Tensor`] keeps these factors apart, and has a vector for what is left of the index. Views, permutations and sums
//! send bits to bits ([`super::structure`]), so most planes' weights stay a few numbers, however long the planes are.

use p3_field::{PackedFieldExtension, PrimeCharacteristicRing};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::coordinates::Coordinates;
use super::field::{E, F, equalities, log_ceil};
use super::lanes::{Lanes, WIDTH, unpacked};
use super::parts::Shared;
use super::prefixes::Prefixes;

/// Bits of which weights are multiplied out to be shared by all values.
const BLOCK: u32 = 10;
/// Bits of which too few weights are to be shared.
const FEW: u32 = 3;
/// Values from which work is shared among threads.
const SHARED: usize = 1 << 12;

/// What weighs a bit that is zero, and one that is one.
pub type Pair = [E; 2];

/// Weights `Π pair[bit] · dense[rest]` of elements by their index, of which `rest` is what is left without these bits.
///
/// The number of elements is a multiple of twice each bit's place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensor {
    /// Bits of the index, lowest first.
    pub bits: Vec<(u32, Pair)>,
    /// For each index in which these bits are zero.
    pub dense: Vec<E>,
}

/// How many of the lowest bits of an index below `len` take both values wherever the others do.
pub fn cube(len: usize) -> u32 {
    if len == 0 { 0 } else { len.trailing_zeros() }
}

/// Leaves bits out of an index.
pub struct Squeeze(Vec<(u32, usize)>);

impl Squeeze {
    /// Those of a mask.
    pub fn new(mask: usize) -> Self {
        let (mut runs, mut at, mut gone) = (Vec::new(), 0, 0);
        while at < usize::BITS {
            let rest = mask >> at;
            let out = rest.trailing_ones();
            gone += out;
            at += out;
            let kept = mask.checked_shr(at).unwrap_or(0).trailing_zeros().min(usize::BITS - at);
            let run = if kept == usize::BITS { usize::MAX } else { ((1 << kept) - 1) << (at - gone) };
            if kept > 0 {
                runs.push((gone, run));
            }
            at += kept;
        }
        Self(runs)
    }

    /// What is left.
    pub fn of(&self, index: usize) -> usize {
        self.0.iter().map(|(gone, run)| index >> gone & run).sum()
    }
}

/// The indices below `len`, in order, in which all bits of a mask are zero.
pub fn indices(mask: usize, len: usize) -> impl Iterator<Item = usize> {
    let next = move |i: &usize| Some(((i | mask) + 1) & !mask).filter(|i| *i < len);
    std::iter::successors(Some(0).filter(|_| len > 0), next)
}

impl Tensor {
    /// `scale · eq(point, ·)` of `len` positions from `start` on.
    pub fn equalities(point: &[E], start: usize, len: usize, scale: E) -> Self {
        Self::of_positions(&mut Prefixes::new(point), start, len, scale)
    }

    /// The same, of a point of which prefixes are known.
    pub fn of_positions(prefixes: &mut Prefixes<'_>, start: usize, len: usize, scale: E) -> Self {
        let point = prefixes.point();
        let aligned = if start == 0 { u32::MAX } else { start.trailing_zeros() };
        let count = cube(len).min(aligned);
        let (high, low) = point.split_at(point.len() - count as usize);
        let pairs = low.iter().rev().map(|r| [E::ONE - *r, *r]);
        let dense = prefixes.equalities(high.len(), start >> count, len >> count, scale);
        Self { bits: (0..).zip(pairs).collect(), dense }
    }

    /// The bits, as a mask.
    pub fn mask(&self) -> usize {
        self.bits.iter().map(|(bit, _)| 1 << bit).sum()
    }

    /// The same weights with factors of those bits alone that are to be kept.
    pub fn keeping(mut self, keep: impl Fn(&(u32, Pair)) -> bool) -> Self {
        let mut kept = 0;
        for (bit, pair) in std::mem::take(&mut self.bits) {
            if keep(&(bit, pair)) {
                self.bits.push((bit, pair));
                kept += 1;
            } else {
                let count = self.dense.len();
                self.dense.resize(2 * count, E::ZERO);
                unfold(&mut self.dense, count, 1 << (bit - kept), pair);
            }
        }
        self
    }

    /// The weights one by one.
    pub fn expanded(self) -> Vec<E> {
        self.keeping(|_| false).dense
    }

    /// Those of the `2^count` elements from `start` on, a multiple of as many.
    fn piece(&self, start: usize, count: u32) -> Self {
        let (bits, above): (Vec<_>, Vec<_>) = self.bits.iter().partition(|(bit, _)| *bit < count);
        let scale: E = above.into_iter().map(|(bit, pair)| pair[start >> bit & 1]).product();
        let first = Squeeze::new(self.mask()).of(start);
        let own = &self.dense[first..][..1 << (count as usize - bits.len())];
        Self { dense: own.iter().map(|w| *w * scale).collect(), bits }
    }

    /// All weights times a number.
    pub fn times(mut self, factor: E) -> Self {
        if factor != E::ONE {
            self.dense.iter_mut().for_each(|w| *w *= factor);
        }
        self
    }

    /// All weights times a value.
    pub fn times_value(mut self, factor: F) -> Self {
        if factor != F::ONE {
            self.dense.iter_mut().for_each(|w| *w *= factor);
        }
        self
    }

    /// The sum of all weights.
    pub fn total(&self) -> E {
        let both = self.bits.iter().map(|(_, [low, high])| *low + *high);
        self.dense.iter().copied().sum::<E>() * both.product::<E>()
    }

    /// `Σ weight · value` over all elements: values side by side, whose weights are alike but for a factor, come first.
    pub fn of_values(&self, values: &[F]) -> E {
        let low = self.mask().trailing_ones().min(BLOCK);
        if low < FEW {
            let all = self.clone().expanded();
            return all.par_iter().zip(values).with_min_len(SHARED).map(|(w, v)| *w * *v).sum();
        }
        let (inner, outer): (Vec<_>, Vec<_>) = self.bits.iter().partition(|(bit, _)| *bit < low);
        let inner = Self { bits: inner, dense: vec![E::ONE] }.expanded();
        let inner = Coordinates::new(&inner);
        let bits = outer.into_iter().map(|(bit, pair)| (bit - low, pair)).collect();
        let outer = Self { bits, dense: self.dense.clone() }.expanded();
        let each = outer.par_iter().zip(values.par_chunks(1 << low)).with_min_len((SHARED >> low).max(1));
        each.map(|(w, own)| inner.dot(own) * *w).sum()
    }

    /// `Σ weight · eq(point, offset + index)` over all elements, of which there are `len`.
    pub fn at(&self, point: &[E], offset: usize, len: usize) -> E {
        Positions::new(&mut Prefixes::new(point), offset, len).weighed(self)
    }
}

/// Bits of a position whose `eq` one table has.
const TABLE: usize = 9;

/// Of what is shared what is left of the weights without so many of the lowest bits.
pub type Folded = HashMap<(usize, usize), Vec<E>>;

/// Positions side by side, with `eq(point, ·)` of each as two factors: of what is left of an element's index without the bits that are bits of the position,
/// the lowest bits with those of a table, and the bits above.
pub struct Positions<'a> {
    /// The coordinates of the bits of the index that are bits of the position, highest first.
    own: &'a [E],
    /// `eq` of the lowest bits of the rest.
    table: Vec<E>,
    /// Of each stretch of that: which of the table's entries are in it, and `eq` of the bits above.
    stretches: Vec<(Range<usize>, E)>,
}

impl<'a> Positions<'a> {
    /// `len` positions from `offset` on.
    pub fn new(prefixes: &mut Prefixes<'a>, offset: usize, len: usize) -> Self {
        let point = prefixes.point();
        let aligned = if offset == 0 { u32::MAX } else { offset.trailing_zeros() };
        let (high, own) = point.split_at(point.len() - (cube(len).min(aligned) as usize).min(point.len()));
        let (start, end) = (offset >> own.len(), (offset + len) >> own.len());
        // No table for few positions.
        let bits = log_ceil(end - start).min(TABLE).min(high.len());
        let (above, low) = high.split_at(high.len() - bits);
        let table = equalities(low);
        let (first, size) = (start >> bits, 1 << bits);
        let count = if len == 0 { 0 } else { ((end - 1) >> bits) + 1 - first };
        let stretch = |(i, eq): (usize, E)| {
            let from = (first + i) << bits;
            (start.max(from) - from..end.min(from + size) - from, eq)
        };
        let above = prefixes.equalities(above.len(), first, count, E::ONE);
        Self { own, table, stretches: above.into_iter().enumerate().map(stretch).collect() }
    }

    /// `Σ weight · eq` over all elements.
    pub fn weighed(&self, tensor: &Tensor) -> E {
        let (dense, scale) = self.folded(tensor);
        self.total(&dense) * scale
    }

    /// The same of multiples of tensors, of which what is left of each without the bits that are bits of the position is known once it was found.
    pub fn of_shared(&self, all: &[(E, Arc<Shared>)], known: &mut Folded) -> E {
        if self.stretches.is_empty() {
            return E::ZERO;
        }
        let mut sum: Vec<E> = Vec::new();
        for (factor, tensor) in all {
            let own = known.entry((tensor.id(), self.own.len())).or_insert_with(|| {
                let (dense, scale) = self.folded(&tensor.tensor);
                dense.iter().map(|w| *w * scale).collect()
            });
            sum.resize(own.len(), E::ZERO);
            sum.iter_mut().zip(own).for_each(|(sum, w)| *sum += *factor * *w);
        }
        self.total(&sum)
    }

    /// Weights of what is left of an index without the bits that are bits of the position, and a factor of all of them.
    fn folded<'t>(&self, tensor: &'t Tensor) -> (Cow<'t, [E]>, E) {
        let count = self.own.len() as u32;
        if tensor.bits.iter().any(|(bit, _)| *bit >= count) {
            let tensor = tensor.clone().keeping(|(bit, _)| *bit < count);
            let (dense, scale) = self.folded(&tensor);
            return (Cow::Owned(dense.into_owned()), scale);
        }
        let mask = tensor.mask();
        let coordinate = |bit: u32| self.own[(count - 1 - bit) as usize];
        let bits = tensor.bits.iter().map(|(bit, [low, high])| *low + (*high - *low) * coordinate(*bit));
        let scale: E = bits.product();
        let rest: Vec<E> = (0..count).rev().filter(|bit| mask >> bit & 1 == 0).map(coordinate).collect();
        if rest.is_empty() {
            return (Cow::Borrowed(&tensor.dense), scale);
        }
        let rest = equalities(&rest);
        (Cow::Owned(tensor.dense.chunks(rest.len()).map(|own| dot(own, &rest)).collect()), scale)
    }

    /// `Σ weight · eq` of what is left of an index.
    fn total(&self, mut dense: &[E]) -> E {
        let mut sum = E::ZERO;
        for (own, eq) in &self.stretches {
            let (part, others) = dense.split_at(own.len().min(dense.len()));
            sum += dot(part, &self.table[own.clone()]) * *eq;
            dense = others;
        }
        sum
    }
}

/// `Σ a·b`.
fn dot(a: &[E], b: &[E]) -> E {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<WIDTH>(), b.as_chunks::<WIDTH>());
    let rest: E = a_rest.iter().zip(b_rest).map(|(a, b)| *a * *b).sum();
    if a.is_empty() {
        return rest;
    }
    let lanes = |own: &[E; WIDTH]| <Lanes as PackedFieldExtension<F, E>>::from_ext_slice(own);
    let wide: Lanes = a.iter().zip(b).map(|(a, b)| lanes(a) * lanes(b)).sum();
    unpacked(&[wide]).into_iter().sum::<E>() + rest
}

/// Makes the first `count` weights twice as many: each `run` of them becomes `2·run`, of which the upper ones have one more bit.
fn unfold(all: &mut [E], count: usize, run: usize, [low, high]: Pair) {
    let (plain, complement) = (low == E::ONE && high == E::ONE, low + high == E::ONE);
    // From the end, so what is written was read already.
    for start in (0..count).step_by(run).rev() {
        all.copy_within(start..start + run, 2 * start);
        let (lower, upper) = all[2 * start..2 * (start + run)].split_at_mut(run);
        if plain {
            upper.copy_from_slice(lower);
        } else if complement {
            lower.iter_mut().zip(upper).for_each(|(l, u)| {
                *u = *l * high;
                *l -= *u;
            });
        } else {
            lower.iter_mut().zip(upper).for_each(|(l, u)| {
                *u = *l * high;
                *l *= low;
            });
        }
    }
}

/// Sums of tensors: what a plane's elements weigh.
#[derive(Clone, Debug, Default)]
pub struct Tensors(Vec<Tensor>);

/// Most tensors of one plane.
const MOST: usize = 16;
/// What a tensor takes to pass on beside its weights, in weights.
const OVERHEAD: usize = 32;

impl Tensors {
    /// Adds weights of a plane of so many elements. What would take as long as all weights one by one, they become.
    pub fn add(&mut self, tensor: Tensor, len: usize) {
        if let Some(own) = self.0.iter_mut().find(|own| own.bits == tensor.bits) {
            own.dense.iter_mut().zip(tensor.dense).for_each(|(to, w)| *to += w);
            return;
        }
        self.0.push(tensor);
        let cost: usize = self.0.iter().map(|t| t.dense.len() + OVERHEAD).sum();
        if self.0.len() > 1 && (cost > len || self.0.len() > MOST) {
            self.join();
        }
    }

    /// Makes all of them one, with the factors that they share.
    fn join(&mut self) {
        let shared = self.shared();
        let mut all = std::mem::take(&mut self.0);
        let mut each = all.drain(..).map(|t| t.keeping(|own| shared.contains(own)));
        let Some(mut sum) = each.next() else { return };
        each.for_each(|t| sum.dense.iter_mut().zip(t.dense).for_each(|(to, w)| *to += w));
        self.0 = vec![sum];
    }

    /// The factors that all of them have.
    fn shared(&self) -> Vec<(u32, Pair)> {
        let Some((first, others)) = self.0.split_first() else { return Vec::new() };
        first.bits.iter().filter(|own| others.iter().all(|t| t.bits.contains(own))).copied().collect()
    }

    /// Whether there are no weights, which are zero then.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One by one.
    pub fn iter(&self) -> impl Iterator<Item = &Tensor> {
        self.0.iter()
    }

    /// The weights of some elements, one by one.
    pub fn some(&self, range: Range<usize>) -> Vec<E> {
        let (mut all, mut at) = (Vec::with_capacity(range.len()), range.start);
        while at < range.end {
            let aligned = if at == 0 { u32::MAX } else { at.trailing_zeros() };
            let count = aligned.min((range.end - at).ilog2());
            all.extend(Self(self.0.iter().map(|t| t.piece(at, count)).collect()).expanded());
            at += 1 << count;
        }
        all
    }

    /// The weights one by one; none for none.
    pub fn expanded(mut self) -> Vec<E> {
        self.join();
        self.0.pop().map_or_else(Vec::new, Tensor::expanded)
    }
}
