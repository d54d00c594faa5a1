//! Tests of the machine as a whole, in one executable.

mod arena;
mod asm;
mod bound;
mod bound_random;
mod builds;
mod cannon;
mod compiled;
mod differential;
mod elf;
mod failures;
mod files;
mod go;
mod guests;
mod host;
mod images;
mod memory_tree;
mod ml;
mod monitor;
mod program;
mod programs;
mod quirks;
mod rules;
mod runner;
mod segments;
mod vectors;
mod whole_files;
