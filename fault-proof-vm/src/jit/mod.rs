//! Running instructions fast: hot guest code is compiled for the host by Cranelift, the rest is interpreted.
//!
//! What a machine computes is defined by the interpreter (`exec`) alone; compiled code gives the same state
//! after the same number of steps, whatever that number, and leaves to the interpreter what is rare. See
//! `docs/vm-execution.md`.
//!
//! * [`region`]: which guest code is compiled as a whole;
//! * [`emit`], [`alu`], [`access`]: from guest code to Cranelift's intermediate representation;
//! * [`compiler`], [`cache`]: from there to machine code, kept and shared between machines by content;
//! * [`context`]: what compiled code works on, and what it calls;
//! * [`engine`]: interpreter and compiled code in turns.
//!
//! Without the feature `jit`, and on hosts other than x86-64 Unix, there is only the interpreter.

cfg_select! {
    all(feature = "jit", target_arch = "x86_64", unix) => {
        mod access;
        mod alu;
        mod cache;
        mod compiler;
        mod context;
        mod emit;
        mod engine;
        mod region;

        pub use cache::{CodeCache, CodeStats};
        pub(crate) use engine::Engine;
    }
    _ => {
        mod absent;

        pub use absent::{CodeCache, CodeStats};
        pub(crate) use absent::Engine;
    }
}
