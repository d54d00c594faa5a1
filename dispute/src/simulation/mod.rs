//! Simulation of many claims at once: the game's rules and the players as they are, around machines that cost time but
//! compute nothing, a network that delays and loses, and a chain that changes its mind.
//!
//! The same load is put on two systems side by side: **plain**, where a claim is about the instructions of the whole
//! inference in the fault-proof machine, and **ml**, where it is about the model's steps first, which native code does.

mod claim;
mod engine;
mod plot;
mod report;
mod scenario;
mod synthetic;
mod table;

pub use engine::simulate;
pub use plot::html;
pub use report::{Report, System};
pub use scenario::{Fault, Gas, Load, Machines, ModelLoad, Network, Players, Scenario, ScenarioError, Times};

/// The two systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One phase: instructions alone.
    Plain,
    /// Two phases: model steps, then instructions.
    Ml,
}
