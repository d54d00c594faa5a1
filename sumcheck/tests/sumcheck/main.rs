//! The sumcheck backend on whole circuits: every run has a proof, and nothing else has.

mod cheats;
mod given;
mod hidden;
mod honest;
mod kernels;
mod large;
mod lattice;
mod liar;
mod malicious;
mod needed;
mod tensors;
mod weights;
mod withheld;
mod work;

#[path = "../../../circuit/tests/lower/alone.rs"]
mod alone;
#[allow(dead_code, reason = "shared with the tests of lowering")]
#[path = "../../../circuit/tests/lower/body.rs"]
mod body;
#[allow(dead_code, reason = "what halo2 fuses is nothing here")]
#[path = "../../../halo2/tests/halo2/cases.rs"]
mod cases;
#[path = "../../../circuit/tests/lower/hand.rs"]
mod hand;
#[path = "../../../circuit/tests/lower/programs.rs"]
mod programs;
#[path = "../../../circuit/tests/ir/random.rs"]
mod random;
