//! What is kept of a run so that it can be gone through again: the results of some of its steps, as the host holds them, one behind the
//! other.
//!
//! Native code is deterministic, so a result need not be kept that is had again sooner than it is read from memory. Products of matrices
//! are kept: they are most of a run's time, and little of what it writes. What lies between them, a few operations an element, is done
//! again. To keep costs little beside the run, then, and to go through it again less than the run did.

use gadgets::Gadget;

/// Products that take as long as to write a byte to memory that is in no cache, and to read it again: some 50 billion a second, 16 bits
/// each, beside 10 GB.
const PRODUCTS_PER_BYTE: usize = 5;

/// Bytes that are kept of a run at most; steps after these are done again.
const MOST: usize = 1 << 28;

/// Whether a step's result of `bytes` an element is kept.
pub fn keeps(gadget: &Gadget, bytes: usize) -> bool {
    let products = match gadget {
        Gadget::FullyConnected(f) => f.inputs,
        Gadget::Conv2d(c) => c.in_channels * c.window.kernel[0] * c.window.kernel[1],
        _ => 0,
    };
    products >= PRODUCTS_PER_BYTE * bytes
}

/// The kept results of a run.
#[derive(Debug, Default)]
pub struct Tape {
    bytes: Vec<u8>,
    /// Where each step's result ends; where the one before ends, if it is not kept.
    ends: Vec<usize>,
}

impl Tape {
    /// Forgets all. Room that was there stays.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Makes room on an empty tape for so many bytes, and touches it: memory that a run touches for the first time may take longer than
    /// the run.
    pub fn make_room(&mut self, bytes: usize) {
        let bytes = bytes.min(MOST);
        // Without room it grows as it is filled.
        if self.bytes.capacity() < bytes && self.bytes.try_reserve_exact(bytes).is_ok() {
            self.bytes.resize(bytes, 0);
            self.clear();
        }
    }

    /// Notes a step, whose result is kept if it is given.
    pub fn push(&mut self, result: Option<&[u8]>) {
        let fits = |bytes: &&[u8]| self.bytes.len() + bytes.len() <= MOST;
        self.bytes.extend_from_slice(result.filter(fits).unwrap_or_default());
        self.ends.push(self.bytes.len());
    }

    /// Steps noted.
    pub fn steps(&self) -> u64 {
        self.ends.len() as u64
    }

    /// The result of a step, if it was kept.
    pub fn kept(&self, step: u64) -> Option<&[u8]> {
        let step = usize::try_from(step).ok()?;
        let end = *self.ends.get(step)?;
        let start = step.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.bytes[start..end]).filter(|bytes| !bytes.is_empty())
    }
}
