//! Making segments while the machine runs.
//!
//! The run itself goes on as always. At the start of a segment memory is cloned, which costs nothing but a
//! copy of every page on its first write, and the table of recently used pages is emptied, so that the first
//! touch of every page is noted. At its end the pages that were touched are read from the clone.

use super::{MAX_LOG2_STEPS, MAX_PREIMAGE, Page, Preimage, Segment, SegmentError};
use crate::host::{Host, HostError, PreimageError, PreimagePart};
use crate::keccak::Hash;
use crate::memory::Memory;
use crate::state::{State, Version};
use crate::vm::Vm;
use std::collections::BTreeSet;

/// A machine whose run is cut into segments.
pub struct Recorder<'a, H> {
    vm: Vm<Listener<'a, H>>,
    log2_steps: u8,
}

impl<'a, H: Host> Recorder<'a, H> {
    /// Records the run from `state` on, in segments of `2^log2_steps` steps.
    pub fn new(state: State, host: &'a mut H, log2_steps: u8) -> Result<Self, SegmentError> {
        if state.version != Version::V8 {
            return Err(SegmentError::Version { got: state.version });
        }
        if log2_steps > MAX_LOG2_STEPS {
            return Err(SegmentError::Steps { got: log2_steps });
        }
        let host = Listener { host, keys: BTreeSet::new() };
        Ok(Self { vm: Vm::with_host(state, host), log2_steps })
    }

    /// The state so far.
    pub fn state(&self) -> &State {
        self.vm.state()
    }

    /// The state, for keeps.
    pub fn into_state(self) -> State {
        self.vm.into_state()
    }

    /// Runs the next segment; none once the machine has exited. After an error the state is that before the
    /// step that failed, and what was run of the segment is lost.
    pub fn segment(&mut self) -> Result<Option<Segment>, SegmentError> {
        if self.vm.state().control.exited {
            return Ok(None);
        }
        self.vm.host_mut().keys.clear();
        let state = self.vm.state_mut();
        let start = state.witness();
        let threads = state.threads.clone();
        let mut before = state.memory.clone();
        state.memory.start_tracking();
        let outcome = self.vm.run(1 << self.log2_steps);
        let state = self.vm.state_mut();
        let touched = state.memory.stop_tracking();
        outcome?;
        let end = state.witness();
        let siblings = before.multiproof(&touched)?;
        let pages = touched.into_iter().map(|number| page(&before, number)).collect::<Result<_, _>>()?;
        let preimages = self.vm.host_mut().preimages()?;
        Ok(Some(Segment { log2_steps: self.log2_steps, start, threads, end, pages, siblings, preimages }))
    }
}

impl<H: Host> Iterator for Recorder<'_, H> {
    type Item = Result<Segment, SegmentError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.segment().transpose()
    }
}

fn page(memory: &Memory, number: u64) -> Result<Page, SegmentError> {
    let contents = memory.page(number)?.filter(|page| page.iter().any(|byte| *byte != 0));
    Ok(Page { number, contents: contents.map(|page| Box::new(*page)) })
}

/// A host that notes which pre-images are read.
struct Listener<'a, H> {
    host: &'a mut H,
    keys: BTreeSet<Hash>,
}

impl<H: Host> Listener<'_, H> {
    /// All of the pre-images that were read.
    fn preimages(&mut self) -> Result<Vec<Preimage>, SegmentError> {
        let keys = std::mem::take(&mut self.keys);
        keys.into_iter().map(|key| Ok(Preimage { key, bytes: self.whole(&key)? })).collect()
    }

    fn whole(&mut self, key: &Hash) -> Result<Vec<u8>, SegmentError> {
        let first = self.host.preimage(key, 0).map_err(SegmentError::Host)?;
        let prefix = first.bytes.first_chunk().expect("a part has room for 32 bytes");
        let len = u64::from_be_bytes(*prefix);
        if len > MAX_PREIMAGE {
            return Err(SegmentError::LongPreimage { len });
        }
        let mut bytes = Vec::new();
        while (bytes.len() as u64) < len {
            let offset = 8 + bytes.len() as u64;
            let part = self.host.preimage(key, offset).map_err(SegmentError::Host)?;
            let left = (len - bytes.len() as u64) as usize;
            let count = part.len.min(32).min(left);
            if count == 0 {
                return Err(SegmentError::Host(PreimageError::Missing { key: *key, offset }));
            }
            bytes.extend_from_slice(&part.bytes[..count]);
        }
        Ok(bytes)
    }
}

impl<H: Host> Host for Listener<'_, H> {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        let part = self.host.preimage(key, offset)?;
        self.keys.insert(*key);
        Ok(part)
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        self.host.hint(hint)
    }

    fn output(&mut self, descriptor: u64, bytes: &[u8]) {
        self.host.output(descriptor, bytes);
    }

    fn listens(&self) -> bool {
        self.host.listens()
    }
}
