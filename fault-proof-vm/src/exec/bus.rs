//! The side of an instruction that faces memory and host.

use crate::error::{Fault, VmError};
use crate::host::{Host, HostError, PreimagePart, protocol::split_hint};
use crate::isa::Packed;
use crate::keccak::Hash;
use crate::memory::{Memory, MemoryError, PAGE_BYTES};
use crate::merkle::PathError;
use crate::state::Version;

/// Most bytes of hints at hand: what a state file has room for.
const MAX_HINTS: u64 = u32::MAX as u64;
/// Bytes of them that are read at a time.
const HINT_PIECE: u64 = 1 << 20;
/// Most bytes shown of one write to standard output or error.
const MAX_OUTPUT: u64 = 1 << 20;

/// Memory and host of an instruction. Addresses of words are multiples of 8; an instruction uses at most
/// two words (`clock_gettime`), one after the other, and loads a word before it stores it or only stores it.
pub(crate) trait Bus {
    /// Which machine this is.
    fn version(&self) -> Version;
    /// The instruction at `pc`, a multiple of 4.
    fn fetch(&mut self, pc: u64) -> Result<Packed, Fault>;
    /// Reads a word.
    fn load(&mut self, address: u64) -> Result<u64, Fault>;
    /// Writes a word.
    fn store(&mut self, address: u64, value: u64) -> Result<(), Fault>;
    /// Reads the leaf at `address`, a multiple of 32.
    fn leaf(&mut self, address: u64) -> Result<Hash, Fault>;
    /// Writes the leaf that was read last.
    fn store_leaf(&mut self, address: u64, leaf: &Hash) -> Result<(), Fault>;
    /// Replaces a subtree of memory, which exists, by the one with this root.
    fn replace(&mut self, address: u64, log2_size: u32, root: &Hash) -> Result<(), Fault>;
    /// Reads a part of a pre-image.
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, Fault>;
    /// The guest wrote `len` bytes at `address` to a descriptor that leads out of the machine (1, 2 or 4).
    fn output(&mut self, descriptor: u64, address: u64, len: u64) -> Result<(), Fault>;
}

/// The bus of the full machine.
pub(crate) struct FullBus<'a, H> {
    pub version: Version,
    pub memory: &'a mut Memory,
    pub host: &'a mut H,
    pub last_hint: &'a mut Vec<u8>,
}

impl<H: Host> Bus for FullBus<'_, H> {
    fn version(&self) -> Version {
        self.version
    }

    #[inline(always)]
    fn fetch(&mut self, pc: u64) -> Result<Packed, Fault> {
        Ok(self.memory.fetch(pc)?)
    }

    #[inline(always)]
    fn load(&mut self, address: u64) -> Result<u64, Fault> {
        Ok(self.memory.load(address)?)
    }

    #[inline(always)]
    fn store(&mut self, address: u64, value: u64) -> Result<(), Fault> {
        Ok(self.memory.store(address, value)?)
    }

    fn leaf(&mut self, address: u64) -> Result<Hash, Fault> {
        let mut leaf = [0; 32];
        for (bytes, at) in leaf.as_chunks_mut::<8>().0.iter_mut().zip((address..).step_by(8)) {
            *bytes = self.memory.load(at)?.to_be_bytes();
        }
        Ok(leaf)
    }

    fn store_leaf(&mut self, address: u64, leaf: &Hash) -> Result<(), Fault> {
        Ok(self.memory.write_bytes(address, leaf)?)
    }

    fn replace(&mut self, address: u64, log2_size: u32, root: &Hash) -> Result<(), Fault> {
        let mut donor = self.host.subtree(root, address, log2_size)?;
        let absent = |error| match error {
            PathError::Memory(error) => VmError::Memory(error),
            _ => VmError::Memory(MemoryError::Absent { address }),
        };
        if donor.subtree_root(address, log2_size).map_err(absent)? != *root {
            return Err(HostError::Subtree { root: *root, log2_size }.into());
        }
        Ok(self.memory.graft(&mut donor, address, log2_size).map_err(absent)?)
    }

    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, Fault> {
        Ok(self.host.preimage(key, offset)?)
    }

    fn output(&mut self, descriptor: u64, address: u64, len: u64) -> Result<(), Fault> {
        if !self.host.listens() {
            return Ok(());
        }
        if descriptor != 4 {
            self.host.output(descriptor, &self.memory.read_bytes(address, len.min(MAX_OUTPUT) as usize));
            return Ok(());
        }
        self.hint(address, len)
    }
}

impl<H: Host> FullBus<'_, H> {
    /// Hands on the hints that these bytes complete, and keeps what is left, as a part of the state. Nothing but a
    /// hint's 32-bit length bounds it, so that its bytes count as memory of the guest; those who listen may have
    /// limits of their own.
    fn hint(&mut self, address: u64, len: u64) -> Result<(), Fault> {
        let before = self.last_hint.len();
        let total = len.saturating_add(before as u64);
        let pages = self.memory.page_limit().saturating_sub(self.memory.page_count()) as u64;
        let limit = pages.saturating_mul(PAGE_BYTES as u64).min(MAX_HINTS);
        if total > limit {
            return Err(VmError::HintTooLong { len: total, limit }.into());
        }
        for done in (0..len).step_by(HINT_PIECE as usize) {
            let piece = HINT_PIECE.min(len - done) as usize;
            self.last_hint.extend(self.memory.read_bytes(address.wrapping_add(done), piece));
        }
        let mut rest = self.last_hint.as_slice();
        while let Some((hint, after)) = split_hint(rest) {
            if let Err(error) = self.host.hint(hint) {
                self.last_hint.truncate(before);
                return Err(error.into());
            }
            rest = after;
        }
        // What is left came with this write, so moving it costs no more than reading it did.
        let done = self.last_hint.len() - rest.len();
        self.last_hint.drain(..done);
        if self.last_hint.is_empty() {
            // Not to hold the room of the longest hint for ever.
            *self.last_hint = Vec::new();
        }
        Ok(())
    }
}
