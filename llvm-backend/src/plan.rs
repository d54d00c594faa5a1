//! The memory plan: where each tensor lies. Shared by native code, the fault-proof VM and their commitments.
//!
//! All offsets and sizes are in bytes. The arena has `2^log2_size` bytes, aligned to its size:
//!
//! * a header of 32 bytes: u64 status, u64 step counter, zeros;
//! * all model inputs in one region whose size is a power of two and its alignment, so that it is one node of
//!   the VM's memory tree; the outputs likewise;
//! * slots for what lies between, each holding tensors of one element type, one after the other.
//!
//! Slots start at multiples of 32 and are disjoint; what no slot covers stays zero. A slot is used again
//! when its tensor has been read for the last time, by tensors of the same element type only, and never by
//! an input or output. Constants lie outside the arena, equal ones once. The plan depends on nothing
//! but the graph.

use gadgets::{ElementType, Graph, TensorId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Bytes of the arena's header.
pub const HEADER_BYTES: u64 = 32;
/// Alignment of slots and constants: one leaf of the VM's memory tree.
pub const ALIGNMENT: u64 = 32;
/// log2 of the largest arena, and of the largest constants: the VM's heap starts there.
pub const MAX_LOG2_SIZE: u32 = 43;

/// A region that is one subtree: `2^log2_size` bytes, aligned to its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Offset in the arena.
    pub offset: u64,
    /// log2 of the size.
    pub log2_size: u32,
}

/// A place in the arena for elements of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Offset in the arena.
    pub offset: u64,
    /// Storage type.
    pub element: ElementType,
    /// Elements of the largest tensor that it holds.
    pub count: u64,
    /// Its tensors in the order in which they are written.
    pub tensors: Vec<TensorId>,
}

impl Slot {
    /// Bytes without padding.
    pub const fn bytes(&self) -> u64 {
        self.count.saturating_mul(self.element.bytes() as u64)
    }
}

/// Where a tensor lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Index of a slot in the arena.
    Slot(u32),
    /// Offset in the constants.
    Constant(u64),
    /// Nowhere: no step reads or writes it.
    Unused,
}

/// The memory plan of one graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// log2 of the arena's size.
    pub log2_size: u32,
    /// All inputs.
    pub inputs: Region,
    /// All outputs.
    pub outputs: Region,
    /// Slots: inputs, outputs, then the rest by first use.
    pub slots: Vec<Slot>,
    /// Bytes of the constants.
    pub constants_size: u64,
    /// By tensor.
    pub places: Vec<Place>,
}

/// A graph without a plan, or a plan that does not fit its graph.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// An output that no step writes.
    #[error("output '{port}' is {what} itself; a step has to copy it to a place of its own")]
    Port {
        /// Name of the output.
        port: String,
        /// `an input` or `a constant`.
        what: &'static str,
    },
    /// A model too large for the VM's address space.
    #[error("the model's {what} take more than 2^{MAX_LOG2_SIZE} bytes")]
    TooLarge {
        /// `tensors` or `constants`.
        what: &'static str,
    },
    /// A plan that contradicts itself or the graph.
    #[error("memory plan: {subject}: {reason}")]
    Invalid {
        /// A tensor or a slot.
        subject: String,
        /// What is wrong.
        reason: String,
    },
}

impl Plan {
    /// The plan for `graph`, which is valid.
    ///
    /// # Errors
    /// [`PlanError`] for an output that is an input or a constant, and for more bytes than the VM has.
    pub fn new(graph: &Graph) -> Result<Self, PlanError> {
        let mut builder = Builder::new(graph);
        let inputs = builder.ports(&graph.inputs, "an input")?;
        let outputs = builder.ports(&graph.outputs, "an input")?;
        builder.constants()?;
        builder.intermediates();
        let end = builder.place_slots()?;
        Ok(Self {
            log2_size: log2_ceil(end),
            inputs,
            outputs,
            slots: builder.slots,
            constants_size: builder.constants_size,
            places: builder.places,
        })
    }

    /// Bytes of the arena.
    pub const fn size(&self) -> u64 {
        1 << self.log2_size
    }

    /// The slot of a tensor that lies in the arena.
    pub fn slot(&self, tensor: TensorId) -> Option<&Slot> {
        match self.places.get(tensor.index())? {
            Place::Slot(i) => self.slots.get(*i as usize),
            Place::Constant(_) | Place::Unused => None,
        }
    }

    /// The part of its slot that a tensor of `graph` takes; others there may be longer.
    pub fn part(&self, graph: &Graph, tensor: TensorId) -> Option<Slot> {
        let Slot { offset, element, .. } = *self.slot(tensor)?;
        Some(Slot { offset, element, count: graph.tensor(tensor).len() as u64, tensors: vec![tensor] })
    }
}

/// log2 of the smallest power of two that is at least `bytes`, and 32.
fn log2_ceil(bytes: u64) -> u32 {
    bytes.max(ALIGNMENT).next_power_of_two().ilog2()
}

fn align(bytes: u64) -> u64 {
    bytes.next_multiple_of(ALIGNMENT)
}

struct Builder<'g> {
    graph: &'g Graph,
    slots: Vec<Slot>,
    places: Vec<Place>,
    constants_size: u64,
    /// Unused intervals of the arena, ascending; the last one has no end.
    free: Vec<(u64, u64)>,
    /// Slots from here on are placed last.
    first_intermediate: usize,
}

impl<'g> Builder<'g> {
    fn new(graph: &'g Graph) -> Self {
        Self {
            graph,
            slots: Vec::new(),
            places: vec![Place::Unused; graph.tensors.len()],
            constants_size: 0,
            free: vec![(HEADER_BYTES, 1 << (MAX_LOG2_SIZE + 1))],
            first_intermediate: 0,
        }
    }

    fn slot(&mut self, tensor: TensorId, offset: u64) -> u64 {
        let t = self.graph.tensor(tensor);
        self.places[tensor.index()] = Place::Slot(self.slots.len() as u32);
        let slot = Slot { offset, element: t.element, count: t.len() as u64, tensors: vec![tensor] };
        let bytes = align(slot.bytes());
        self.slots.push(slot);
        bytes
    }

    /// One region for all tensors of `ports`.
    fn ports(&mut self, ports: &[gadgets::Port], taken: &'static str) -> Result<Region, PlanError> {
        let first = self.slots.len();
        let mut size = 0;
        for port in ports {
            let fail = |what| PlanError::Port { port: port.name.clone(), what };
            if self.graph.tensor(port.tensor).data.is_some() {
                return Err(fail("a constant"));
            }
            match self.places[port.tensor.index()] {
                Place::Slot(i) if (i as usize) < first => return Err(fail(taken)),
                // The same tensor under two names.
                Place::Slot(_) => {}
                _ => size += self.slot(port.tensor, size),
            }
        }
        let log2_size = log2_ceil(size);
        let offset = self.allocate(1 << log2_size, 1 << log2_size)?;
        for slot in &mut self.slots[first..] {
            slot.offset += offset;
        }
        self.first_intermediate = self.slots.len();
        Ok(Region { offset, log2_size })
    }

    fn constants(&mut self) -> Result<(), PlanError> {
        // Equal bytes lie in one place, where the elements are as wide: memory of either byte order is the same then.
        let mut known = BTreeMap::new();
        for (tensor, place) in self.graph.tensors.iter().zip(&mut self.places) {
            let Some(data) = &tensor.data else { continue };
            let next = self.constants_size;
            let offset = *known.entry((data.element().bytes(), data.le_bytes())).or_insert(next);
            *place = Place::Constant(offset);
            if offset == next {
                self.constants_size += align(data.le_bytes().len() as u64);
            }
            if self.constants_size > 1 << MAX_LOG2_SIZE {
                return Err(PlanError::TooLarge { what: "constants" });
            }
        }
        Ok(())
    }

    /// Gives each step's output a slot: the smallest free one that is large enough, else the largest free
    /// one, which grows, else a new one.
    fn intermediates(&mut self) {
        let mut last_read = vec![None; self.graph.tensors.len()];
        for (step, node) in self.graph.nodes.iter().enumerate() {
            for id in node.operands.iter().chain(&node.output) {
                last_read[id.index()] = Some(step);
            }
        }
        for (step, node) in self.graph.nodes.iter().enumerate() {
            let Some(output) = node.output.filter(|id| self.places[id.index()] == Place::Unused) else {
                continue;
            };
            let (element, count) =
                (self.graph.tensor(output).element, self.graph.tensor(output).len() as u64);
            let first = self.first_intermediate;
            let free = self.slots.iter().enumerate().skip(first).filter(|(_, slot)| {
                slot.element == element && slot.tensors.iter().all(|t| last_read[t.index()] < Some(step))
            });
            match free.min_by_key(|(_, s)| (s.count < count, s.count.abs_diff(count))).map(|(i, _)| i) {
                Some(i) => {
                    self.places[output.index()] = Place::Slot(i as u32);
                    self.slots[i].tensors.push(output);
                    self.slots[i].count = self.slots[i].count.max(count);
                }
                None => {
                    self.slot(output, 0);
                }
            }
        }
    }

    /// Places the slots that are neither input nor output; the end of all that is used.
    fn place_slots(&mut self) -> Result<u64, PlanError> {
        for i in self.first_intermediate..self.slots.len() {
            self.slots[i].offset = self.allocate(align(self.slots[i].bytes()), ALIGNMENT)?;
        }
        let end = self.free.last().map_or(HEADER_BYTES, |(start, _)| *start);
        if end > 1 << MAX_LOG2_SIZE { Err(PlanError::TooLarge { what: "tensors" }) } else { Ok(end) }
    }

    /// The first unused place of `size` bytes at a multiple of `alignment`.
    fn allocate(&mut self, size: u64, alignment: u64) -> Result<u64, PlanError> {
        let fits = |(start, end): &(u64, u64)| {
            let at = start.checked_next_multiple_of(alignment)?;
            (at.checked_add(size)? <= *end).then_some(at)
        };
        let found = self.free.iter().enumerate().find_map(|(i, gap)| Some((i, fits(gap)?)));
        let (i, at) = found.ok_or(PlanError::TooLarge { what: "tensors" })?;
        let (start, end) = self.free[i];
        let rest = [(start, at), (at + size, end)];
        self.free.splice(i..=i, rest.into_iter().filter(|(a, b)| a < b));
        Ok(at)
    }
}
