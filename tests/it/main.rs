//! Tests that link LLVM and MLIR: one executable, because each is some 200 MB.

#[path = "../../circuit/tests/lower/deep.rs"]
mod deep;
mod end_to_end;
mod fallback;
mod forms;
mod four;
mod fuzz;
mod golden;
mod graphs;
mod joined;
#[allow(dead_code, reason = "the halo2 backend's own tests use all of it")]
#[path = "../../halo2/tests/halo2/liar.rs"]
mod liar;
mod llvm;
mod lowering;
mod model_crate;
#[path = "../../mlir-lowering/tests/bodies/mutants.rs"]
mod mutants;
mod names;
#[path = "../../mlir-lowering/tests/bodies/native.rs"]
mod native;
mod parsing;
mod random;
mod read_back;
mod recognise;
mod scalar;
mod text;
mod unfit;
mod widths;
mod words;
