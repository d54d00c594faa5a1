//! Lowering: the circuit's interpreter equals the gadgets' reference semantics, statuses included.

mod alone;
mod families;
mod graphs;
mod programs;
mod scalar;
