//! Operands: tensors, constants, and what a view reads of them.

use circuit::{Element, Range, Ref, TensorId};
use std::collections::BTreeMap;

use super::super::plane::{Integers, Map, NOTHING, Term};
use super::super::wide::{STEP, Value, fits_plane};
use super::{Lowering, parts};
use p3_field::PrimeCharacteristicRing;

use super::super::field::F;

impl Lowering<'_> {
    /// Numbers that everybody knows.
    pub(super) fn constant(&mut self, values: &[i128]) -> Value {
        let range = Range::of(values.iter().copied()).unwrap_or(Range::point(0));
        let mut part_of = |part: super::Part| {
            let digits: Vec<i128> = values.iter().map(|v| part.of(*v)).collect();
            self.b.constant(&digits)
        };
        let planes: Vec<_> = parts(range).map(&mut part_of).collect();
        // Several digits have these integers, too: the sum of the parts.
        let terms: Vec<_> = parts(range)
            .zip(&planes)
            .map(|(part, plane)| (1i128 << part.shift, self.b.integers(Integers::Plane(*plane)), Map::Same))
            .collect();
        let integers = self.b.integers(Integers::Linear { len: values.len(), terms, constant: 0 });
        self.b.are_digits(&planes, STEP);
        Value { len: values.len(), range, integers, planes }
    }

    /// Numbers that are withheld.
    pub(super) fn withheld(&mut self, of: TensorId) -> Value {
        let tensor = self.b.graph.tensor(of);
        let (len, range) = (Self::len(tensor), tensor.range);
        let integers = self.b.integers(Integers::Tensor(of));
        let planes: Vec<_> = parts(range).map(|part| self.b.withheld(of, len, part)).collect();
        self.b.are_digits(&planes, STEP);
        Value { len, range, integers, planes }
    }

    /// What an operand is.
    pub(super) fn operand(&mut self, r: &Ref) -> Value {
        if let Some(t) = r.whole() {
            return self.tensor(t);
        }
        // Valid graphs have operands that can be read.
        let elements = self.b.graph.elements(r).unwrap_or_default();
        let len = elements.len();
        let mut maps: BTreeMap<TensorId, Vec<u32>> = BTreeMap::new();
        let mut pads: Vec<i128> = Vec::new();
        for (i, e) in elements.iter().enumerate() {
            match e {
                Element::Of(t, at) => maps.entry(*t).or_insert_with(|| vec![NOTHING; len])[i] = *at,
                Element::Value(0) => {}
                Element::Value(v) => {
                    pads.resize(len, 0);
                    pads[i] = i128::from(*v);
                }
            }
        }
        let mut parts: Vec<(Value, Map)> =
            maps.into_iter().map(|(t, map)| (self.tensor(t), Map::Gather(map.into()))).collect();
        if !pads.is_empty() {
            parts.push((self.constant(&pads), Map::Same));
        }
        let range = self.b.graph.ranges_of(r).map_or(Range::point(0), |r| r.hull());
        let terms = parts.iter().map(|(v, map)| (1, v.integers, map.clone())).collect();
        let integers = self.b.integers(Integers::Linear { len, terms, constant: 0 });
        let count = parts.iter().map(|(v, _)| v.planes.len()).max().unwrap_or(0).max(1);
        let mut planes = Vec::with_capacity(count);
        for m in 0..count {
            let mut terms = Vec::new();
            let mut hull = Range::point(0);
            for (value, map) in &parts {
                if let Some(plane) = value.planes.get(m) {
                    hull = hull.hull(self.b.range(*plane));
                    terms.push(Term { factor: F::ONE, plane: *plane, map: map.clone() });
                }
            }
            let hull = if count == 1 { hull.meet(range).unwrap_or(range) } else { hull };
            planes.push(self.b.linear(len, terms, 0, hull));
        }
        let value = Value { len, range, integers, planes };
        if value.planes.len() > 1 && fits_plane(range) { self.b.confined(value, range) } else { value }
    }
}
