//! Lowering: the circuit's interpreter equals the gadgets' reference semantics, statuses included.

mod families;
mod graphs;
mod scalar;
