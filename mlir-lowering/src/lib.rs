//! Integer graph to affine MLIR, and the gadget recogniser.
