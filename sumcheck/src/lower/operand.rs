//! Operands: tensors, constants, and what a view reads of them.

use circuit::{Element, Range, Ref, TensorId};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::lows::{How, Parts};
use super::super::plan::PlanError;
use super::super::plane::{IntId, Integers, Map, NOTHING, Part, PlaneId};
use super::super::wide::{Sum, Value};
use super::Lowering;

impl Lowering<'_> {
    /// A value any part of which is there for the asking.
    fn parted(
        &mut self,
        (len, range): (usize, Range),
        plane: PlaneId,
        integers: IntId,
        parts: Parts,
    ) -> Result<Value, PlanError> {
        self.b.is_made(plane, How::Parts(parts), integers)?;
        Ok(Value { len, range, integers, plane })
    }

    /// Numbers that everybody knows.
    pub(super) fn constant(&mut self, values: &[i128]) -> Result<Value, PlanError> {
        let range = Range::of(values.iter().copied()).unwrap_or(Range::point(0));
        let plane = self.b.constant(values);
        let values: Arc<[i128]> = values.into();
        let integers = self.b.integers(Integers::Known(Arc::clone(&values)));
        self.parted((values.len(), range), plane, integers, Parts::Known(values))
    }

    /// Numbers that are withheld.
    pub(super) fn withheld(&mut self, of: TensorId) -> Result<Value, PlanError> {
        let tensor = self.b.graph.tensor(of);
        let (len, range) = (Self::len(tensor), tensor.range);
        let integers = self.b.integers(Integers::Tensor(of));
        let plane = self.b.withheld(of, len, Part::ALL);
        self.parted((len, range), plane, integers, Parts::Withheld(of))
    }

    /// A public tensor, in the order of the slots.
    pub(super) fn public(&mut self, t: TensorId) -> Result<Value, PlanError> {
        let tensor = self.b.graph.tensor(t);
        let (slot, len, range) = (self.slots, Self::len(tensor), tensor.range);
        self.slots += 1;
        let integers = self.b.integers(Integers::Tensor(t));
        let plane = self.b.public(slot, len, range, Part::ALL);
        self.parted((len, range), plane, integers, Parts::Public(slot))
    }

    /// What an operand is.
    pub(super) fn operand(&mut self, r: &Ref) -> Result<Value, PlanError> {
        if let Some(t) = r.whole() {
            return Ok(self.tensor(t));
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
        let range = self.b.graph.ranges_of(r).map_or(Range::point(0), |r| r.hull());
        if let (1, Some((t, map))) = (maps.len(), maps.first_key_value())
            && pads.is_empty()
        {
            let (own, map) = (self.tensor(*t), map.clone());
            let view = self.gathered(&own, map)?;
            let range = view.range.meet(range).unwrap_or(range);
            return Ok(self.b.confined(view, range));
        }
        let mut sum = Sum::new(len);
        for (t, map) in maps {
            let own = self.tensor(t);
            sum.add_mapped(&mut self.b, &own, &Map::Gather(map.into()))?;
        }
        if !pads.is_empty() {
            let pads = self.constant(&pads)?;
            sum.add(1, &pads);
        }
        // No element is read twice.
        sum.value(&mut self.b, range)
    }
}
