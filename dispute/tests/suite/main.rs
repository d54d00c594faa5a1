//! Machines, runs and games on small models.

mod anvil;
mod blobs;
mod game;
mod games;
mod hostile;
mod https;
mod journal;
mod line;
mod live;
mod machines;
mod money;
mod node;
mod nodes;
mod process;
mod sending;
mod settled;
mod simulations;
mod strategies;
mod toy;
mod vault;
mod watching;
