//! Affine MLIR to extended LLVM IR, native code and MIPS64.

pub mod scalar;
