//! Circuit IR, its interpreter, and the halo2 backend.
