//! Cannon's MT-MIPS64 virtual machine.
