//! Lowering: the circuit's interpreter equals the gadgets' reference semantics, statuses included.

mod alone;
mod bodies;
mod body;
mod deep;
mod families;
mod graphs;
mod hand;
mod hidden;
mod programs;
mod scalar;
