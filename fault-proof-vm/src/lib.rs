//! Cannon's MT-MIPS64 virtual machine, state version 8 (`multithreaded64-5`), byte for byte: what a dispute
//! is settled with, one instruction at a time.
//!
//! * [`state`]: the state, its 188-byte witness and hash, threads and their stacks, state files.
//! * [`memory`], [`merkle`]: paged memory with its Merkle tree; paths and climbing without a memory.
//! * [`isa`]: decoding.
//!
//! All integers are big-endian, hashes are Keccak-256, addresses and words have 64 bits.

pub mod isa;
pub mod keccak;
pub mod memory;
pub mod merkle;
pub mod state;

pub use keccak::Hash;
pub use memory::Memory;
pub use state::{State, Thread, Witness};
