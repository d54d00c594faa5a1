//! Which bits of an index a map sends to bits: what lets weights stay products over them ([`super::tensor`]) when they are passed on.
//!
//! It is found in the map itself, element by element, whatever the view was that made it: a bit of the reader's index is *linear* if it is a bit
//! of the position that is read, the same for all others, or if the position does not depend on it.

use p3_field::PrimeCharacteristicRing;
use std::collections::HashMap;
use std::sync::Arc;

use super::field::{E, F};
use super::plane::{Kind, Map, NOTHING, Plane, Term};
use super::tensor::{Squeeze, Tensor, cube, indices};

/// Elements of a constant that is looked at: in longer ones there is nothing to find.
const LOOKED_AT: usize = 1 << 20;

/// A bit of an index, and which bit of the position it becomes; none if the position does not depend on it.
pub type Linear = (u32, Option<u32>);

/// The linear bits of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// Of the reader's index.
    pub bits: Vec<Linear>,
    /// Of the number of a sum's member, where all sums have as many.
    pub members: Vec<Linear>,
}

/// What is one if it is alike: maps of so many elements, and numbers.
#[derive(PartialEq, Eq, Hash)]
enum Alike<'a> {
    Gather(&'a [u32], usize),
    Fold(&'a [u32], &'a [u32], usize),
    Numbers(&'a [F]),
}

impl Structure {
    /// That of a map of a plane of `len` elements.
    pub fn of(map: &Map, len: usize) -> Self {
        match map {
            // Nothing has to be known of it.
            Map::Same => Self::default(),
            Map::Gather(map) => Self { bits: linear(map, 1, len).1, members: Vec::new() },
            Map::Fold { starts, items } => {
                let count = starts.len().saturating_sub(1);
                let each = items.len() / count.max(1);
                let regular = (0..).step_by(each.max(1)).zip(starts.iter()).all(|(at, start)| at == *start);
                if each == 0 || each * count != items.len() || !regular {
                    return Self::default();
                }
                let (members, bits) = linear(items, each, len);
                Self { bits, members }
            }
        }
    }

    /// The bits that numbers do not depend on.
    pub fn of_numbers(by: &[F]) -> Self {
        let mut known = Vec::new();
        let mut zero: Vec<u32> = (0..by.len() as u32).collect();
        for bit in 0..cube(by.len()) {
            let low = |i: &&u32| *i >> bit & 1 == 0;
            if zero.iter().filter(low).all(|i| by[*i as usize] == by[(*i | 1 << bit) as usize]) {
                zero.retain(|i| *i >> bit & 1 == 0);
                known.push((bit, Some(bit)));
            }
        }
        Self { bits: known, members: Vec::new() }
    }

    /// Those of all that planes read, in the order of their terms: one for all maps that are alike, so that what is passed on through them is
    /// found once ([`super::parts`]). Of constants the bits that they do not depend on.
    pub fn of_planes<'p>(planes: &'p [Plane]) -> Vec<Vec<Arc<Self>>> {
        let same = Arc::new(Self::default());
        // A map that is shared need not be looked at.
        let mut known: HashMap<([usize; 2], usize), Arc<Self>> = HashMap::new();
        let mut alike: HashMap<Alike<'p>, Arc<Self>> = HashMap::new();
        let each = planes.iter().map(|plane| match &plane.kind {
            Kind::Linear { terms, .. } => {
                let of = |term: &'p Term| {
                    let len = planes[term.plane.0 as usize].len;
                    let (shared, own) = match &term.map {
                        Map::Same => return Arc::clone(&same),
                        Map::Gather(map) => ([map.as_ptr() as usize, 0], Alike::Gather(map, len)),
                        Map::Fold { starts, items } => (
                            [items.as_ptr() as usize, starts.as_ptr() as usize],
                            Alike::Fold(starts, items, len),
                        ),
                    };
                    let own = || alike.entry(own).or_insert_with(|| Arc::new(Self::of(&term.map, len)));
                    Arc::clone(known.entry((shared, len)).or_insert_with(|| Arc::clone(own())))
                };
                terms.iter().map(of).collect()
            }
            Kind::Constant(by) if by.len() > LOOKED_AT => Vec::new(),
            Kind::Scaled { by, .. } | Kind::Constant(by) => {
                let own = alike.entry(Alike::Numbers(by));
                vec![Arc::clone(own.or_insert_with(|| Arc::new(Self::of_numbers(by))))]
            }
            _ => Vec::new(),
        });
        each.collect()
    }

    /// What a tensor of a reader's weights makes of those of what it reads through the map, of `len` elements.
    pub fn passed(&self, map: &Map, tensor: &Tensor, factor: F, len: usize) -> Tensor {
        if matches!(map, Map::Same) {
            return tensor.clone().times_value(factor);
        }
        let goes = |bit: u32| self.bits.iter().find(|(own, _)| *own == bit).map(|(_, to)| *to);
        let tensor = tensor.clone().keeping(|(bit, _)| goes(*bit).is_some());
        let mut scale = E::ONE;
        let mut bits = Vec::with_capacity(tensor.bits.len() + self.members.len());
        let members = self.members.iter().map(|(_, to)| (*to, [E::ONE; 2]));
        let own = tensor.bits.iter().map(|(bit, pair)| (goes(*bit).flatten(), *pair));
        for (to, pair) in own.chain(members) {
            match to {
                Some(to) => bits.push((to, pair)),
                None => scale *= pair[0] + pair[1],
            }
        }
        bits.sort_by_key(|(bit, _)| *bit);
        let mask = tensor.mask();
        let tensor = tensor.times(scale).times_value(factor);
        let mut passed = Tensor { dense: vec![E::ZERO; len >> bits.len()], bits };
        let to = Squeeze::new(passed.mask());
        let mut add = |at: u32, w: E| passed.dense[to.of(at as usize)] += w;
        match map {
            Map::Same => {}
            Map::Gather(map) => {
                for (i, w) in indices(mask, map.len()).zip(&tensor.dense).filter(|(i, _)| map[*i] != NOTHING)
                {
                    add(map[i], *w);
                }
            }
            Map::Fold { starts, items } => {
                let members: usize = self.members.iter().map(|(bit, _)| 1 << bit).sum();
                for (i, w) in indices(mask, starts.len() - 1).zip(&tensor.dense) {
                    let own = &items[starts[i] as usize..starts[i + 1] as usize];
                    indices(members, own.len()).for_each(|j| add(own[j], *w));
                }
            }
        }
        passed
    }

    /// `Σ weight · value` of numbers of which these are the bits that they do not depend on: one number stands for all that these tell apart.
    pub fn weighed(&self, values: &[F], tensor: &Tensor) -> E {
        let (alike, others): (Vec<_>, Vec<_>) =
            tensor.bits.iter().partition(|(bit, _)| self.bits.iter().any(|(own, _)| own == bit));
        if alike.is_empty() {
            return tensor.of_values(values);
        }
        let mask: usize = alike.iter().map(|(bit, _)| 1 << bit).sum();
        let scale: E = alike.iter().map(|(_, [low, high])| *low + *high).product();
        let place = |bit: u32| bit - (mask & ((1 << bit) - 1)).count_ones();
        let bits = others.into_iter().map(|(bit, pair)| (place(bit), pair)).collect();
        let values: Vec<F> = indices(mask, values.len()).map(|i| values[i]).collect();
        Tensor { bits, dense: tensor.dense.clone() }.of_values(&values) * scale
    }

    /// What a tensor of weights makes of those of what is multiplied by these numbers.
    pub fn scaled(&self, by: &[F], tensor: &Tensor) -> Tensor {
        let known = |bit: u32| self.bits.iter().any(|(own, _)| *own == bit);
        let mut tensor = tensor.clone().keeping(|(bit, _)| known(*bit));
        let own = indices(tensor.mask(), by.len());
        tensor.dense.iter_mut().zip(own).for_each(|(w, i)| *w *= by[i]);
        tensor
    }
}

/// The linear bits of a member's number and of a row's, of rows of `each` members that read one of `len` elements.
fn linear(items: &[u32], each: usize, len: usize) -> (Vec<Linear>, Vec<Linear>) {
    let (rows, to) = (items.len() / each, cube(len));
    // Where all bits that were found are zero: there are both values of each other bit.
    let mut zero: Vec<u32> = (0..items.len() as u32).collect();
    let mut found = |step: usize, bit: u32, of: &dyn Fn(usize) -> usize| {
        let is_low = |i: &u32| of(*i as usize) >> bit & 1 == 0;
        let mut moved: Option<u32> = None;
        for i in zero.iter().filter(|i| is_low(i)) {
            let (low, high) = (items[*i as usize], items[*i as usize + (step << bit)]);
            if low == NOTHING && high == NOTHING {
                continue;
            }
            let by = high.checked_sub(low).filter(|_| low != NOTHING && high != NOTHING)?;
            let one = by == 0 || (by.is_power_of_two() && by.trailing_zeros() < to && low & by == 0);
            if !one || *moved.get_or_insert(by) != by {
                return None;
            }
        }
        zero.retain(is_low);
        Some((bit, moved.filter(|by| *by > 0).map(u32::trailing_zeros)))
    };
    let members = (0..cube(each)).filter_map(|bit| found(1, bit, &|i| i % each)).collect();
    let own = (0..cube(rows)).filter_map(|bit| found(each, bit, &|i| i / each)).collect();
    (members, own)
}
