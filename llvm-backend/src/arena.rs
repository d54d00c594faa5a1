//! Machine A's tensor arena: `2^k` bytes of native memory, aligned to their size, laid out by the plan.
//!
//! Elements are in the host's byte order here and big-endian in the VM; [`Arena::vm_bytes`] and
//! [`Arena::set_vm_bytes`] convert slot by slot. The header is two u64, status and step counter.

use gadgets::{Buffer, ElementType, Graph, TensorId};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;
use std::sync::Arc;
use thiserror::Error;

use crate::plan::{Plan, Slot};

/// Why an arena cannot be made or filled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ArenaError {
    /// The host has no such memory.
    #[error("no memory for an arena of 2^{log2_size} bytes")]
    Memory {
        /// log2 of the size.
        log2_size: u32,
    },
    /// A tensor that lies outside the arena.
    #[error("tensor {0} has no slot in the arena")]
    NoSlot(u32),
    /// The wrong number of inputs.
    #[error("expected {expected} inputs, got {got}")]
    InputCount {
        /// Inputs of the model.
        expected: usize,
        /// Inputs given.
        got: usize,
    },
    /// The wrong number of elements.
    #[error("'{tensor}' has {expected} elements, {got} are given")]
    Length {
        /// Name of the tensor.
        tensor: String,
        /// Its elements.
        expected: usize,
        /// Elements given.
        got: usize,
    },
    /// A value that the storage type does not hold.
    #[error("'{tensor}': value {value} does not fit {element}")]
    Value {
        /// Name of the tensor.
        tensor: String,
        /// The value.
        value: i64,
        /// Storage type.
        element: ElementType,
    },
    /// VM bytes of another arena.
    #[error("the arena has {expected} bytes, {got} are given")]
    Size {
        /// Bytes of the arena.
        expected: usize,
        /// Bytes given.
        got: usize,
    },
}

/// The first 32 bytes; the rest of them is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Header {
    /// 0, or the status that a step returned.
    pub status: u64,
    /// The step to run next, or the one that failed.
    pub step: u64,
}

/// The tensors of one run.
#[derive(Debug)]
pub struct Arena {
    memory: NonNull<u8>,
    layout: Layout,
    plan: Arc<Plan>,
}

// SAFETY: an arena owns its memory, and changes it through `&mut` only.
unsafe impl Send for Arena {}
// SAFETY: as above.
unsafe impl Sync for Arena {}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.memory.as_ptr(), self.layout) }
    }
}

impl Clone for Arena {
    fn clone(&self) -> Self {
        let mut copy = Self::new(Arc::clone(&self.plan)).expect("memory for a second arena of this size");
        copy.bytes_mut().copy_from_slice(self.bytes());
        copy
    }
}

impl Arena {
    /// An arena of zeros: step 0, nothing filled in.
    ///
    /// # Errors
    /// [`ArenaError::Memory`].
    pub fn new(plan: Arc<Plan>) -> Result<Self, ArenaError> {
        let log2_size = plan.log2_size;
        let fail = ArenaError::Memory { log2_size };
        let size = 1usize.checked_shl(log2_size).ok_or_else(|| fail.clone())?;
        let layout = Layout::from_size_align(size, size).map_err(|_| fail.clone())?;
        // SAFETY: the size is not zero.
        let memory = NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or(fail)?;
        Ok(Self { memory, layout, plan })
    }

    /// An arena at step 0 with the inputs of `graph` filled in.
    ///
    /// # Errors
    /// [`ArenaError`] for inputs that do not fit their tensors' types; ranges are step 0's to check.
    pub fn with_inputs(plan: Arc<Plan>, graph: &Graph, inputs: &[&[i64]]) -> Result<Self, ArenaError> {
        if inputs.len() != graph.inputs.len() {
            return Err(ArenaError::InputCount { expected: graph.inputs.len(), got: inputs.len() });
        }
        let mut arena = Self::new(plan)?;
        for (port, values) in graph.inputs.iter().zip(inputs) {
            arena.write(graph, port.tensor, values)?;
        }
        Ok(arena)
    }

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// All bytes, as the host holds them.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the arena's own initialised memory.
        unsafe { std::slice::from_raw_parts(self.memory.as_ptr(), self.layout.size()) }
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: the arena's own initialised memory, borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.memory.as_ptr(), self.layout.size()) }
    }

    /// The address that steps get.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut u8 {
        self.memory.as_ptr()
    }

    /// Status and step counter.
    pub fn header(&self) -> Header {
        let word = |at: usize| u64::from_ne_bytes(self.bytes()[at..at + 8].try_into().expect("8 bytes"));
        Header { status: word(0), step: word(8) }
    }

    /// Sets status and step counter.
    pub fn set_header(&mut self, header: Header) {
        self.bytes_mut()[..8].copy_from_slice(&header.status.to_ne_bytes());
        self.bytes_mut()[8..16].copy_from_slice(&header.step.to_ne_bytes());
    }

    /// Puts bytes, as the host holds them, at an offset: what [`Arena::bytes`] had there before, or had in another arena of the same plan.
    ///
    /// # Errors
    /// [`ArenaError::Size`] for bytes that end beyond the arena.
    pub fn put(&mut self, offset: usize, bytes: &[u8]) -> Result<(), ArenaError> {
        let (expected, end) = (self.layout.size(), offset.saturating_add(bytes.len()));
        let place = self.bytes_mut().get_mut(offset..end);
        place.ok_or(ArenaError::Size { expected, got: end })?.copy_from_slice(bytes);
        Ok(())
    }

    /// Zeroes everything but the header, which becomes `header`: the state after an error.
    pub fn fail(&mut self, header: Header) {
        self.bytes_mut().fill(0);
        self.set_header(header);
    }

    /// Fills the slot of `tensor`.
    ///
    /// # Errors
    /// [`ArenaError`] for values that do not fit.
    pub fn write(&mut self, graph: &Graph, tensor: TensorId, values: &[i64]) -> Result<(), ArenaError> {
        let t = graph.tensor(tensor);
        if values.len() != t.len() {
            return Err(ArenaError::Length { tensor: t.name.clone(), expected: t.len(), got: values.len() });
        }
        let plan = Arc::clone(&self.plan);
        let slot = plan.slot(tensor).ok_or(ArenaError::NoSlot(tensor.0))?;
        self.write_slot(slot, &t.name, values)
    }

    /// Puts values at the start of a slot of the plan that has room for them; `name` is what an error calls them.
    ///
    /// # Errors
    /// [`ArenaError::Value`] for one that the slot's type does not hold.
    pub fn write_slot(&mut self, slot: &Slot, name: &str, values: &[i64]) -> Result<(), ArenaError> {
        let (element, offset) = (slot.element, slot.offset as usize);
        let value = |v: &&i64| !element.range().contains(**v);
        let buffer = Buffer::new(element, values).map_err(|_| ArenaError::Value {
            tensor: name.to_owned(),
            value: values.iter().find(value).copied().unwrap_or_default(),
            element,
        })?;
        let mut bytes = buffer.le_bytes().to_vec();
        if cfg!(target_endian = "big") {
            bytes.chunks_exact_mut(element.bytes()).for_each(<[u8]>::reverse);
        }
        self.bytes_mut()[offset..offset + bytes.len()].copy_from_slice(&bytes);
        Ok(())
    }

    /// The elements in the slot of `tensor`: its own only from when it is written to when its slot is
    /// written again.
    ///
    /// # Errors
    /// [`ArenaError::NoSlot`].
    pub fn read(&self, graph: &Graph, tensor: TensorId) -> Result<Vec<i64>, ArenaError> {
        let (slot, count) =
            (self.plan.slot(tensor).ok_or(ArenaError::NoSlot(tensor.0))?, graph.tensor(tensor).len());
        let mut all = self.read_slot(slot);
        all.truncate(count);
        Ok(all)
    }

    /// All elements of a slot of the plan.
    pub fn read_slot(&self, slot: &Slot) -> Vec<i64> {
        let (start, size) = (slot.offset as usize, slot.element.bytes());
        let mut bytes = self.bytes()[start..start + slot.bytes() as usize].to_vec();
        if cfg!(target_endian = "big") {
            bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
        }
        Buffer::from_le_bytes(slot.element, &bytes).to_i64()
    }

    /// The elements of each output of `graph`.
    ///
    /// # Errors
    /// [`ArenaError::NoSlot`].
    pub fn outputs(&self, graph: &Graph) -> Result<Vec<Vec<i64>>, ArenaError> {
        graph.outputs.iter().map(|port| self.read(graph, port.tensor)).collect()
    }

    /// The bytes that the VM holds: the same elements, big-endian.
    pub fn vm_bytes(&self) -> Vec<u8> {
        let mut bytes = self.bytes().to_vec();
        swap(&self.plan, &mut bytes);
        bytes
    }

    /// Takes over the bytes that the VM holds.
    ///
    /// # Errors
    /// [`ArenaError::Size`].
    pub fn set_vm_bytes(&mut self, bytes: &[u8]) -> Result<(), ArenaError> {
        if bytes.len() != self.layout.size() {
            return Err(ArenaError::Size { expected: self.layout.size(), got: bytes.len() });
        }
        self.bytes_mut().copy_from_slice(bytes);
        let plan = Arc::clone(&self.plan);
        swap(&plan, self.bytes_mut());
        Ok(())
    }
}

impl Arena {
    /// The bytes of one slot of the plan, or part of it, as the host holds them.
    pub fn slot_bytes(&self, slot: &Slot) -> &[u8] {
        let start = slot.offset as usize;
        &self.bytes()[start..start + slot.bytes() as usize]
    }

    /// The bytes that the VM holds there.
    pub fn slot_vm_bytes(&self, slot: &Slot) -> Vec<u8> {
        let mut bytes = self.slot_bytes(slot).to_vec();
        if cfg!(target_endian = "little") {
            reverse(&mut bytes, slot.element.bytes());
        }
        bytes
    }
}

/// Reverses the bytes of each element; of known sizes, so that vectors do it.
fn reverse(bytes: &mut [u8], size: usize) {
    fn elements<const N: usize>(bytes: &mut [u8]) {
        bytes.as_chunks_mut::<N>().0.iter_mut().for_each(|element| element.reverse());
    }
    match size {
        2 => elements::<2>(bytes),
        4 => elements::<4>(bytes),
        8 => elements::<8>(bytes),
        _ => bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse),
    }
}

/// Converts between the host's byte order and big-endian.
fn swap(plan: &Plan, bytes: &mut [u8]) {
    if cfg!(target_endian = "big") {
        return;
    }
    let header = Slot { offset: 0, element: ElementType::I64, count: 4, tensors: Vec::new() };
    for slot in plan.slots.iter().chain([&header]) {
        let start = slot.offset as usize;
        reverse(&mut bytes[start..start + slot.bytes() as usize], slot.element.bytes());
    }
}
