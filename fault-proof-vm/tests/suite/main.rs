//! Tests of the machine as a whole, in one executable.

mod vectors;
