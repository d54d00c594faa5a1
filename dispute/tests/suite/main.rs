//! Machines, runs and games on small models.

mod machines;
mod toy;
