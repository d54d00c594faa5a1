//! Tests that link LLVM and MLIR: one executable, because each is some 200 MB.

mod llvm;
mod lowering;
mod parsing;
mod read_back;
mod recognise;
mod scalar;
