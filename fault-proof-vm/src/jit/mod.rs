//! Running instructions fast: hot guest code is compiled for the host by Cranelift, the rest is interpreted.
//!
//! What a machine computes is defined by the interpreter (`exec`) alone; compiled code gives the same state
//! after the same number of steps, whatever that number, and leaves to the interpreter what is rare. See
//! `docs/vm-execution.md`.
//!
//! * [`region`]: which guest code is compiled as a whole;
//! * [`quick`], [`x64`]: from guest code straight to machine code;
//! * [`emit`], [`alu`], [`access`]: from guest code to Cranelift's intermediate representation;
//! * [`compiler`], [`code`], [`cache`]: from there to machine code, put where it can be executed, kept and shared between
//!   machines by content;
//! * [`context`]: what compiled code works on, and what it calls;
//! * [`engine`]: interpreter and compiled code in turns.
//!
//! Without the feature `jit`, and on hosts other than x86-64 Unix, there is only the interpreter.

/// When code is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "jit"), allow(dead_code, reason = "for compiled code"))]
pub(crate) struct Limits {
    /// Landings that make a place hot; at least 1.
    pub hot: u32,
    /// Steps in a loop of quick code that make it worth optimising; 0 to do without quick code.
    pub optimise: u64,
}

impl Default for Limits {
    /// Quick code costs as much as interpreting some sixteen times as many instructions, optimised code as much as running
    /// a few million in quick code.
    fn default() -> Self {
        Self { hot: 16, optimise: 3_000_000 }
    }
}

/// What running a machine came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Profile {
    /// Steps that the interpreter did while there was a choice.
    pub interpreted: u64,
    /// Times compiled code was entered.
    pub entries: u64,
    /// System calls.
    pub system_calls: u64,
    /// Times all compiled code was put aside because what it was made from changed.
    pub renewals: u64,
}

cfg_select! {
    all(feature = "jit", target_arch = "x86_64", unix) => {
        mod access;
        mod address;
        mod alu;
        mod cache;
        mod code;
        mod compiler;
        mod context;
        mod emit;
        mod engine;
        mod quick;
        mod region;
        mod x64;

        pub use cache::{CodeCache, CodeStats};
        pub(crate) use engine::Engine;
    }
    _ => {
        mod absent;

        pub use absent::{CodeCache, CodeStats};
        pub(crate) use absent::Engine;
    }
}
