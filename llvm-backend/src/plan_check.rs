//! What a memory plan of foreign origin must hold before anything relies on it.

use gadgets::{Graph, TensorId};

use crate::plan::{ALIGNMENT, HEADER_BYTES, MAX_LOG2_SIZE, Place, Plan, PlanError, Region};

fn invalid(subject: impl Into<String>, reason: impl Into<String>) -> PlanError {
    PlanError::Invalid { subject: subject.into(), reason: reason.into() }
}

fn require(holds: bool, subject: &str, reason: &str) -> Result<(), PlanError> {
    if holds { Ok(()) } else { Err(invalid(subject, reason)) }
}

impl Plan {
    /// Checks everything that does not depend on the steps: sizes, alignment, disjoint slots, a place of the
    /// right type and size for each tensor, ports in their regions. The graph's nodes are not looked at.
    ///
    /// # Errors
    /// [`PlanError::Invalid`].
    pub fn check_places(&self, graph: &Graph) -> Result<(), PlanError> {
        let sized = (ALIGNMENT.ilog2()..=MAX_LOG2_SIZE).contains(&self.log2_size);
        require(sized, "the arena", &format!("has 2^{} bytes", self.log2_size))?;
        require(self.constants_size <= 1 << MAX_LOG2_SIZE, "the constants", "are too large")?;
        require(self.places.len() == graph.tensors.len(), "the places", "are not one for each tensor")?;
        self.check_slots()?;
        self.check_tensors(graph)?;
        for (ports, region, name) in
            [(&graph.inputs, self.inputs, "the inputs"), (&graph.outputs, self.outputs, "the outputs")]
        {
            let aligned = region.log2_size <= self.log2_size
                && region.offset.is_multiple_of(1 << region.log2_size)
                && region.offset <= self.size() - (1 << region.log2_size);
            require(aligned, name, "are no aligned subtree of the arena")?;
            for p in ports.iter() {
                let elements = p.shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d));
                require(elements.is_some(), &format!("port '{}'", p.name), "has too many elements")?;
            }
            let ids: Vec<TensorId> = ports.iter().map(|p| p.tensor).collect();
            self.check_region(region, &ids, name)?;
        }
        Ok(())
    }

    fn check_slots(&self) -> Result<(), PlanError> {
        let mut taken = vec![(0, HEADER_BYTES)];
        for (i, slot) in self.slots.iter().enumerate() {
            let name = format!("slot {i}");
            require(slot.offset.is_multiple_of(ALIGNMENT), &name, "is not aligned")?;
            let end = slot.offset.checked_add(slot.bytes()).filter(|end| *end <= self.size());
            let end = end.ok_or_else(|| invalid(&name, "lies outside the arena"))?;
            taken.push((slot.offset, end.next_multiple_of(ALIGNMENT)));
            require(slot.count > 0 && !slot.tensors.is_empty(), &name, "holds nothing")?;
            for t in &slot.tensors {
                let placed = self.places.get(t.index()) == Some(&Place::Slot(i as u32));
                require(placed, &name, &format!("holds tensor {}, which is placed elsewhere", t.0))?;
            }
        }
        taken.sort_unstable();
        let disjoint = taken.windows(2).all(|w| w[0].1 <= w[1].0);
        require(disjoint, "the slots", "overlap, or overlap the header")
    }

    fn check_tensors(&self, graph: &Graph) -> Result<(), PlanError> {
        let mut constants = Vec::new();
        for (i, (tensor, place)) in graph.tensors.iter().zip(&self.places).enumerate() {
            let name = format!("tensor '{}'", tensor.name);
            let count = tensor.shape.iter().try_fold(1u64, |n, d| n.checked_mul(*d as u64));
            let count = count.filter(|n| *n <= gadgets::gadget::MAX_ELEMENTS as u64);
            let count = count.ok_or_else(|| invalid(&name, "has too many elements"))?;
            match place {
                Place::Slot(slot) => {
                    let slot =
                        self.slots.get(*slot as usize).ok_or_else(|| invalid(&name, "has no such slot"))?;
                    let once = slot.tensors.iter().filter(|t| t.index() == i).count() == 1;
                    let fits = slot.element == tensor.element && count <= slot.count && once;
                    require(fits, &name, "does not fit its slot")?;
                }
                Place::Constant(offset) => {
                    let end = offset.checked_add(count * tensor.element.bytes() as u64);
                    let end =
                        end.filter(|end| *end <= self.constants_size && offset.is_multiple_of(ALIGNMENT));
                    constants
                        .push((*offset, end.ok_or_else(|| invalid(&name, "has no place in the constants"))?));
                }
                Place::Unused => {}
            }
        }
        constants.sort_unstable();
        // Tensors of equal elements share a place.
        constants.dedup();
        let disjoint = constants.windows(2).all(|w| w[0].1 <= w[1].0);
        require(disjoint, "the constants", "overlap")
    }

    /// Checks that `ports`, and nothing else, lie in `region`, each in a slot of its own.
    fn check_region(&self, region: Region, ports: &[TensorId], name: &str) -> Result<(), PlanError> {
        let (start, end) = (region.offset, region.offset + (1 << region.log2_size));
        for slot in &self.slots {
            let port = slot.tensors.iter().any(|t| ports.contains(t));
            let inside = slot.offset >= start && slot.offset + slot.bytes() <= end;
            let outside = slot.offset >= end || slot.offset + slot.bytes() <= start;
            require(!port || slot.tensors.len() == 1, name, "share a slot with other tensors")?;
            require(if port { inside } else { outside }, name, "are not alone in their region")?;
        }
        let placed = ports.iter().all(|t| self.slot(*t).is_some());
        require(placed && (start >= HEADER_BYTES), name, "have no slots")
    }

    /// Checks that no step writes a slot whose tensor is still to be read, or that the step itself reads.
    /// `graph` is valid.
    ///
    /// # Errors
    /// [`PlanError::Invalid`].
    pub fn check_order(&self, graph: &Graph) -> Result<(), PlanError> {
        let mut holds = vec![None; self.slots.len()];
        let slot_of = |t: TensorId| match self.places.get(t.index()) {
            Some(Place::Slot(slot)) => Some(*slot as usize),
            _ => None,
        };
        for port in &graph.inputs {
            if let Some(slot) = slot_of(port.tensor) {
                holds[slot] = Some(port.tensor);
            }
        }
        for node in &graph.nodes {
            for t in &node.operands {
                let there = slot_of(*t).is_none_or(|slot| holds[slot] == Some(*t));
                let apart = slot_of(*t).is_none_or(|slot| node.output.and_then(slot_of) != Some(slot));
                require(
                    there && apart,
                    &format!("node '{}'", node.label()),
                    "reads a slot that is overwritten",
                )?;
            }
            if let Some((slot, t)) = node.output.and_then(|t| Some((slot_of(t)?, t))) {
                holds[slot] = Some(t);
            }
        }
        Ok(())
    }
}
