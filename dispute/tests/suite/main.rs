//! Machines, runs and games on small models.

mod game;
mod machines;
mod toy;
