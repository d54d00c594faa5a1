//! The evidence for one step, as the step contract takes it: the encoded state, the running thread with the
//! root of the stack below it, and Merkle proofs of the instruction and of the words it uses. Each proof is
//! against the memory root at its use, so the second word of `clock_gettime` is proved after the first write.

use crate::error::{Exception, Fault, VmError};
use crate::exec::{Bus, FullBus};
use crate::host::{Host, PreimagePart};
use crate::isa::Packed;
use crate::keccak::Hash;
use crate::memory::MemoryError;
use crate::merkle::PROOF_BYTES;
use crate::state::{STATE_BYTES, State, THREAD_BYTES, ThreadStacks, Version};

/// Bytes of the thread with the root of the stack below it.
pub(crate) const THREAD_PROOF_BYTES: usize = THREAD_BYTES + 32;
/// Bytes of a step's proof data: thread, root below, and three memory proofs.
pub const STEP_PROOF_BYTES: usize = THREAD_PROOF_BYTES + 3 * PROOF_BYTES;

/// Where the memory proof in a slot (0 instruction, 1 and 2 data) lies in the proof data.
pub(crate) fn proof_range(slot: usize) -> std::ops::Range<usize> {
    let start = THREAD_PROOF_BYTES + slot * PROOF_BYTES;
    start..start + PROOF_BYTES
}

/// What the step contract needs to redo one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepWitness {
    /// The encoded state before the step.
    pub state: [u8; STATE_BYTES],
    /// The proof data; memory proofs the step has no use for are zeros.
    pub proof: Box<[u8; STEP_PROOF_BYTES]>,
    /// The part of a pre-image that the step read, if it read one.
    pub preimage: Option<PreimageRead>,
}

/// A part of a pre-image that a step read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreimageRead {
    /// Its key.
    pub key: Hash,
    /// Offset of the part, length prefix included.
    pub offset: u64,
    /// The part.
    pub part: PreimagePart,
}

impl StepWitness {
    /// State and thread; the memory proofs follow while the step is done.
    pub(crate) fn begin(state: &mut State) -> Result<Self, VmError> {
        let mut proof = Box::new([0; STEP_PROOF_BYTES]);
        let stack = state.threads.active(&state.control);
        match stack.split_last() {
            Some((thread, below)) => {
                proof[..THREAD_BYTES].copy_from_slice(&thread.encode());
                proof[THREAD_BYTES..THREAD_PROOF_BYTES].copy_from_slice(&ThreadStacks::root(below));
            }
            // An exited machine stays as it is, whatever its threads.
            None if state.control.exited => {}
            None => return Err(Exception::NoThread.into()),
        }
        Ok(Self { state: state.witness().encode(), proof, preimage: None })
    }
}

/// The full machine's bus, taking proofs of what it is asked for.
pub(crate) struct Recording<'a, 'b, H> {
    bus: FullBus<'a, H>,
    witness: &'b mut StepWitness,
    /// Data words used so far.
    words: Vec<u64>,
}

impl<'a, 'b, H: Host> Recording<'a, 'b, H> {
    pub fn new(bus: FullBus<'a, H>, witness: &'b mut StepWitness) -> Self {
        Self { bus, witness, words: Vec::new() }
    }

    fn prove(&mut self, slot: usize, address: u64) -> Result<(), VmError> {
        let proof = self.bus.memory.proof(address)?;
        self.witness.proof[proof_range(slot)].copy_from_slice(&proof);
        Ok(())
    }

    fn touch(&mut self, address: u64) -> Result<(), VmError> {
        if self.words.last() != Some(&address) {
            if self.words.len() == 2 {
                return Err(VmError::ThirdWord { address });
            }
            self.words.push(address);
            self.prove(self.words.len(), address)?;
        }
        Ok(())
    }
}

impl<H: Host> Bus for Recording<'_, '_, H> {
    fn version(&self) -> Version {
        self.bus.version()
    }

    fn fetch(&mut self, pc: u64) -> Result<Packed, Fault> {
        self.prove(0, pc)?;
        self.bus.fetch(pc)
    }

    fn load(&mut self, address: u64) -> Result<u64, Fault> {
        self.touch(address)?;
        self.bus.load(address)
    }

    fn store(&mut self, address: u64, value: u64) -> Result<(), Fault> {
        self.touch(address)?;
        self.bus.store(address, value)
    }

    fn leaf(&mut self, address: u64) -> Result<Hash, Fault> {
        self.touch(address)?;
        self.bus.leaf(address)
    }

    fn store_leaf(&mut self, address: u64, leaf: &Hash) -> Result<(), Fault> {
        self.touch(address)?;
        self.bus.store_leaf(address, leaf)
    }

    fn replace(&mut self, address: u64, log2_size: u32, root: &Hash) -> Result<(), Fault> {
        let impossible = |_| VmError::Memory(MemoryError::Absent { address });
        let before = self.bus.memory.subtree_root(address, log2_size).map_err(impossible)?;
        let siblings = self.bus.memory.path(address, log2_size).map_err(impossible)?;
        self.bus.replace(address, log2_size, root)?;
        let slot = &mut self.witness.proof[proof_range(2)];
        for (out, node) in slot.chunks_exact_mut(32).zip([before].iter().chain(&siblings)) {
            out.copy_from_slice(node);
        }
        Ok(())
    }

    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, Fault> {
        let part = self.bus.preimage(key, offset)?;
        self.witness.preimage = Some(PreimageRead { key: *key, offset, part });
        Ok(part)
    }

    fn output(&mut self, descriptor: u64, address: u64, len: u64) -> Result<(), Fault> {
        self.bus.output(descriptor, address, len)
    }
}
