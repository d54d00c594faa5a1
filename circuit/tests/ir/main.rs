//! The circuit IR: validation, interpreter, encoding, on random graphs and on graphs broken on purpose.

mod batch;
mod bounds;
mod broken;
mod bytes;
mod meaning;
mod public;
mod random;
mod segments;
mod views;
