//! Machines, runs and games on small models.

mod anvil;
mod game;
mod games;
mod hostile;
mod journal;
mod machines;
mod money;
mod simulations;
mod toy;
