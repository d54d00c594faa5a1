//! Cannon's MT-MIPS64 virtual machine, state version 8 (`multithreaded64-5`), byte for byte: what a dispute
//! is settled with, one instruction at a time.
//!
//! * [`state`]: the state, its 188-byte witness and hash, threads and their stacks, state files.
//! * [`memory`], [`merkle`]: paged memory with its Merkle tree; paths and climbing without a memory.
//! * [`isa`]: decoding. What instructions do is written once, generically over how memory is held.
//! * [`Vm`]: the machine with all its memory, which runs hot code compiled; [`step_witness()`]: one step from evidence alone, as the step
//!   contract does it; [`StepWitness`]: that evidence.
//! * [`host`]: pre-images, hints and output.
//! * [`elf`], [`sanitise`]: loading programs, and checking their instructions beforehand.
//! * [`runner`]: runs with stops, snapshots and proofs; [`vectors`]: files of single steps.
//! * [`image`]: parts of files mapped into memory; [`segment`]: runs cut into pieces that check alone.
//! * [`monitor`]: warnings about machines that get nowhere.
//! * [`files`]: files that are whole or not there.
//! * [`bench`]: programs to measure it with.
//! * [`arena`]: the region of memory that holds a model's tensors, and the way in and out of a machine;
//!   [`guest`]: a program that is run through it; [`bound`]: how many machine steps one of its steps takes at most.
//!
//! All integers are big-endian, hashes are Keccak-256, addresses and words have 64 bits. Nothing panics on
//! hostile bytes, and what has no meaning is an error that says why.

pub mod arena;
pub mod bench;
pub mod bound;
pub mod elf;
mod error;
mod evidence;
mod exec;
pub mod files;
pub mod guest;
pub mod host;
pub mod image;
pub mod isa;
mod jit;
pub mod keccak;
pub mod memory;
pub mod merkle;
pub mod monitor;
pub mod runner;
pub mod sanitise;
pub mod segment;
pub mod state;
mod step_witness;
pub mod vectors;
mod vm;

pub use error::{Exception, VmError};
pub use evidence::{PreimageRead, STEP_PROOF_BYTES, StepWitness};
pub use exec::{ML_MAP, ML_READ};
pub use host::Host;
pub use jit::{CodeCache, CodeStats, Profile};
pub use keccak::Hash;
pub use memory::Memory;
pub use state::{State, Thread, Version, Witness};
pub use step_witness::{step_witness, step_witness_of};
pub use vm::{DEFAULT_THREAD_LIMIT, Execution, RunOutcome, Vm};
