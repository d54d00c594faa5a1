//! Circuit IR, its interpreter, and the halo2 backend.
//!
//! * [`ir`]: integer facts about tensors, neutral to the proof system; validation, interpreter, digest.
//! * [`lower`]: from the integer graph to the IR.
//! * [`halo2`]: keys, proofs and verification on halo2 with KZG over BN254.

pub mod halo2;
pub mod ir;
pub mod lower;
