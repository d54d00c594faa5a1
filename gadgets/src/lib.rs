//! The gadget vocabulary: parameters, shapes and exact integer semantics.
