//! One step from evidence alone, as the step contract does it: no memory and no threads but what is proved
//! against the roots in the state. The instruction itself is the code that the full machine runs.

use crate::error::{Exception, Fault, VmError};
use crate::evidence::{THREAD_PROOF_BYTES, proof_range};
use crate::exec::{Bus, Flow, Turn, run_instruction, thread_exit, turn};
use crate::host::{Host, PreimagePart};
use crate::isa::{Packed, decode};
use crate::keccak::Hash;
use crate::merkle::{LEAF_LOG2, MEMORY_LOG2, climb_to_root};
use crate::state::{EMPTY_STACK_ROOT, THREAD_BYTES, Thread, Version, Witness, push_root, switch};

/// The state of version 8 after one step from the encoded `state`: [`step_witness_of`] that version.
pub fn step_witness(state: &[u8], proof: &[u8], host: &mut impl Host) -> Result<Witness, VmError> {
    step_witness_of(Version::V8, state, proof, host)
}

/// The state after one step of a machine of a version from the encoded `state`, given the step's proof data (see
/// [`crate::StepWitness`]) and a host that holds the pre-image part it reads, if any.
///
/// Proof data must be long enough for what the step uses, and may be longer. Anything wrong with the
/// evidence is an error, as is an [`Exception`].
pub fn step_witness_of(
    version: Version,
    state: &[u8],
    proof: &[u8],
    host: &mut impl Host,
) -> Result<Witness, VmError> {
    let mut state = Witness::decode(state).map_err(VmError::State)?;
    if state.control.exited {
        return Ok(state);
    }
    let (mut active, mut other) = match state.control.traverse_right {
        true => (state.right_root, state.left_root),
        false => (state.left_root, state.right_root),
    };
    let right_was_active = state.control.traverse_right;
    if active == EMPTY_STACK_ROOT {
        return Err(Exception::NoThread.into());
    }
    let (mut thread, below) = read_thread(proof)?;
    if push_root(&below, &thread) != active {
        return Err(VmError::ThreadRoot);
    }
    let control = &mut state.control;
    let emptied = below == EMPTY_STACK_ROOT;
    let flow = match turn(control, &thread) {
        Turn::Run => {
            let mut bus = ProofBus { version, root: &mut state.memory_root, proof, host, word: None };
            run_instruction(control, &mut thread, &mut bus)?.1
        }
        Turn::Pop if emptied && other == EMPTY_STACK_ROOT => return Err(Exception::NoThread.into()),
        Turn::Pop => {
            control.step = control.step.wrapping_add(1);
            active = below;
            switch(control, emptied);
            return Ok(state.with_stacks(right_was_active, active, other));
        }
        Turn::Preempt => {
            control.step = control.step.wrapping_add(1);
            Flow::Yield
        }
    };
    active = push_root(&below, &thread);
    match flow {
        Flow::Next | Flow::Exit => {}
        Flow::ThreadExit(code) => thread_exit(control, code, emptied && other == EMPTY_STACK_ROOT),
        Flow::Yield => {
            other = push_root(&other, &thread);
            active = below;
            switch(control, emptied);
        }
        Flow::Spawn(child) => {
            active = push_root(&active, &child);
            switch(control, false);
        }
    }
    Ok(state.with_stacks(right_was_active, active, other))
}

impl Witness {
    /// Puts the roots of the stack that was active and of the other one in their places.
    fn with_stacks(mut self, right_was_active: bool, active: Hash, other: Hash) -> Self {
        (self.left_root, self.right_root) = if right_was_active { (other, active) } else { (active, other) };
        self
    }
}

/// The running thread and the root of the stack below it.
fn read_thread(proof: &[u8]) -> Result<(Thread, Hash), VmError> {
    let short = VmError::ShortProof { needed: THREAD_PROOF_BYTES, got: proof.len() };
    let (thread, rest) = proof.split_first_chunk::<THREAD_BYTES>().ok_or(short.clone())?;
    let below = rest.first_chunk::<32>().ok_or(short)?;
    Ok((Thread::decode(thread).map_err(VmError::Thread)?, *below))
}

/// Memory as far as it is proved.
struct ProofBus<'a, H> {
    version: Version,
    root: &'a mut Hash,
    proof: &'a [u8],
    host: &'a mut H,
    /// The data word in use.
    word: Option<Word<'a>>,
}

/// A proved word: its leaf, and the siblings that lead from it to the root.
struct Word<'a> {
    address: u64,
    slot: usize,
    leaf: Hash,
    siblings: &'a [Hash],
}

impl Word<'_> {
    fn bytes(&mut self) -> &mut [u8; 8] {
        let start = (self.address & 31) as usize;
        (&mut self.leaf[start..start + 8]).try_into().expect("a leaf has four aligned words")
    }

    fn root(&self) -> Hash {
        climb_to_root(self.leaf, self.address & !31, LEAF_LOG2, self.siblings).expect("59 siblings")
    }
}

impl<'a, H> ProofBus<'a, H> {
    /// The word at `address`, proved by the proof in a slot.
    fn open(&self, slot: usize, address: u64) -> Result<Word<'a>, VmError> {
        let range = proof_range(slot);
        let short = VmError::ShortProof { needed: range.end, got: self.proof.len() };
        let (nodes, _) = self.proof.get(range).ok_or(short)?.as_chunks::<32>();
        let word = Word { address, slot, leaf: nodes[0], siblings: &nodes[1..] };
        if word.root() != *self.root {
            return Err(VmError::MemoryProof { slot, address });
        }
        Ok(word)
    }

    /// The data word at `address`: the one in use, or the next one proved.
    fn touch(&mut self, address: u64) -> Result<&mut Word<'a>, VmError> {
        let used = self.word.as_ref().map_or(0, |word| word.slot);
        let word = match self.word.take().filter(|word| word.address == address) {
            Some(word) => word,
            None if used == 2 => return Err(VmError::ThirdWord { address }),
            None => self.open(used + 1, address)?,
        };
        Ok(self.word.insert(word))
    }
}

impl<H: Host> Bus for ProofBus<'_, H> {
    fn version(&self) -> Version {
        self.version
    }

    fn fetch(&mut self, pc: u64) -> Result<Packed, Fault> {
        let word = u64::from_be_bytes(*self.open(0, pc & !7)?.bytes());
        Ok(decode(if pc & 4 == 0 { (word >> 32) as u32 } else { word as u32 }).pack())
    }

    fn load(&mut self, address: u64) -> Result<u64, Fault> {
        Ok(u64::from_be_bytes(*self.touch(address)?.bytes()))
    }

    fn store(&mut self, address: u64, value: u64) -> Result<(), Fault> {
        let word = self.touch(address)?;
        *word.bytes() = value.to_be_bytes();
        let root = word.root();
        *self.root = root;
        Ok(())
    }

    fn leaf(&mut self, address: u64) -> Result<Hash, Fault> {
        Ok(self.touch(address)?.leaf)
    }

    fn store_leaf(&mut self, address: u64, leaf: &Hash) -> Result<(), Fault> {
        let word = self.touch(address)?;
        word.leaf = *leaf;
        let root = word.root();
        *self.root = root;
        Ok(())
    }

    /// The proof in slot 2 is the region's old root, then the siblings above it.
    fn replace(&mut self, address: u64, log2_size: u32, root: &Hash) -> Result<(), Fault> {
        let range = proof_range(2);
        let short = VmError::ShortProof { needed: range.end, got: self.proof.len() };
        let (nodes, _) = self.proof.get(range).ok_or(short)?.as_chunks::<32>();
        let siblings = &nodes[1..][..(MEMORY_LOG2 - log2_size) as usize];
        let wrong = VmError::MemoryProof { slot: 2, address };
        let climb = |node| climb_to_root(node, address, log2_size, siblings).map_err(|_| wrong.clone());
        if climb(nodes[0])? != *self.root {
            return Err(wrong.into());
        }
        *self.root = climb(*root)?;
        Ok(())
    }

    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, Fault> {
        Ok(self.host.preimage(key, offset)?)
    }

    fn output(&mut self, _descriptor: u64, _address: u64, _len: u64) -> Result<(), Fault> {
        Ok(())
    }
}
