//! The halo2 backend: KZG over BN254 with SHPLONK.
