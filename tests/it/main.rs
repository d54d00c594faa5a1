//! Tests that link LLVM and MLIR: one executable, because each is some 200 MB.

mod end_to_end;
mod fallback;
mod fuzz;
mod golden;
mod llvm;
mod lowering;
mod parsing;
mod read_back;
mod recognise;
mod scalar;
