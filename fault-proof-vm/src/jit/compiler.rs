//! The compilers, and the way from Rust into what they make.

use super::code::{Code, CodeMemory};
use super::context::{Context, Thunks};
use super::emit::emit;
use super::quick::{Thunk, entrance, thunk, translate};
use super::region::Region;
use crate::state::Thread;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{Context as Compilation, control::ControlPlane};
use cranelift_frontend::FunctionBuilderContext;

/// Why a region stays with the interpreter. Nobody is told; it is for whoever debugs the compiler.
#[derive(Debug)]
#[allow(dead_code, reason = "read in a debugger")]
pub(super) enum CompileError {
    /// Cranelift refuses.
    Codegen(String),
    /// The code would need to be linked, which nothing here brings about.
    Relocation,
    /// The host gives no memory to execute.
    Memory(std::io::Error),
}

/// The compiler for this host.
pub(super) struct Compiler {
    isa: OwnedTargetIsa,
    memory: CodeMemory,
    /// The way from Rust into a region.
    entrance: Code,
    /// What quick code calls.
    thunks: [Code; Thunk::ALL.len()],
}

impl std::fmt::Debug for Compiler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiler").field("target", &self.isa.triple().to_string()).finish()
    }
}

impl Compiler {
    /// A compiler; none where the host cannot be served.
    pub fn new() -> Option<Self> {
        let mut flags = settings::builder();
        flags.set("opt_level", "none").ok()?;
        flags.set("enable_verifier", if cfg!(test) { "true" } else { "false" }).ok()?;
        flags.set("unwind_info", "false").ok()?;
        flags.set("enable_probestack", "false").ok()?;
        // Regions end in one another, for which Cranelift wants them.
        flags.set("preserve_frame_pointers", "true").ok()?;
        let isa = cranelift_native::builder().ok()?.finish(settings::Flags::new(flags)).ok()?;
        let memory = CodeMemory::default();
        let entrance = memory.put(&entrance()).ok()?;
        let [load, store, linked] = Thunk::ALL.map(|which| memory.put(&thunk(which)).ok());
        Some(Self { isa, memory, entrance, thunks: [load?, store?, linked?] })
    }

    /// What a context has for quick code.
    pub fn thunks(&self) -> Thunks {
        self.thunks.each_ref().map(Code::start)
    }

    /// Translates a region into quick code, for a memory whose reading can fail or cannot; also says where in it each
    /// block is.
    pub fn translate(&self, region: &Region, fallible: bool) -> Result<(Code, Vec<(u64, u32)>), CompileError> {
        let (code, entries) = translate(region, fallible);
        Ok((self.memory.put(&code).map_err(CompileError::Memory)?, entries))
    }

    /// Compiles a region, for a memory whose reading can fail or cannot.
    pub fn optimise(&self, region: &Region, fallible: bool) -> Result<Code, CompileError> {
        let mut function = Function::new();
        emit(region, fallible, &mut function, &mut FunctionBuilderContext::new(), self.isa.frontend_config());
        let mut compilation = Compilation::for_function(function);
        let code = compilation
            .compile(&*self.isa, &mut ControlPlane::default())
            .map_err(|error| CompileError::Codegen(error.inner.to_string()))?;
        if !code.buffer.relocs().is_empty() {
            return Err(CompileError::Relocation);
        }
        self.memory.put(code.code_buffer()).map_err(CompileError::Memory)
    }

    /// Runs a region and those it leads to, with a budget of steps; gives what is left of it.
    ///
    /// # Safety
    /// `code` must be a region's, compiled here, that says what the context's memory has at its entry, to
    /// which the thread's program counters lead. Every entry of the context's dispatch table must be such code
    /// for its address. Register 0 must be 0.
    pub unsafe fn enter(
        &self,
        code: *const u8,
        thread: &mut Thread,
        context: &mut Context,
        budget: u64,
    ) -> u64 {
        type Entrance = unsafe extern "C" fn(*mut Thread, *mut Context, i64, *const u8) -> i64;
        // SAFETY: the entrance was written for this very signature, in the host's C convention.
        let entrance = unsafe { std::mem::transmute::<*const u8, Entrance>(self.entrance.start()) };
        let budget = i64::try_from(budget).unwrap_or(i64::MAX);
        // SAFETY: the caller's promises. Compiled code only accesses thread and context, the tables it leads to, and
        // the guest's pages that the table of recently used pages grants.
        unsafe { entrance(thread, context, budget, code) as u64 }
    }
}
