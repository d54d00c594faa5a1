//! Compiled code: made by Cranelift, put into pages of its own that are first written and then executed, never
//! both.

use super::context::Context;
use super::emit::{emit, region_signature};
use super::region::Region;
use crate::state::Thread;
use cranelift_codegen::ir::{AbiParam, Function, InstBuilder, types};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{Context as Compilation, control::ControlPlane};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use memmap2::{Mmap, MmapMut};

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

/// Machine code.
#[derive(Debug)]
pub(super) struct Code(Mmap);

impl Code {
    fn new(bytes: &[u8]) -> Result<Self, CompileError> {
        let mut map = MmapMut::map_anon(bytes.len().max(1)).map_err(CompileError::Memory)?;
        map[..bytes.len()].copy_from_slice(bytes);
        Ok(Self(map.make_exec().map_err(CompileError::Memory)?))
    }

    /// Its first instruction.
    pub fn start(&self) -> *const u8 {
        self.0.as_ptr()
    }

    /// Bytes of code.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The compiler for this host.
pub(super) struct Compiler {
    isa: OwnedTargetIsa,
    /// The way from Rust into a region.
    entrance: Code,
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
        let mut function = Function::new();
        entrance(&mut function, &isa);
        let entrance = compile(&isa, function).ok()?;
        Some(Self { isa, entrance })
    }

    /// Compiles a region, for a memory whose reading can fail or cannot.
    pub fn compile(&self, region: &Region, fallible: bool) -> Result<Code, CompileError> {
        let mut function = Function::new();
        emit(region, fallible, &mut function, &mut FunctionBuilderContext::new(), self.isa.frontend_config());
        compile(&self.isa, function)
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
        // SAFETY: the entrance was compiled with this very signature, in the host's C convention.
        let entrance = unsafe { std::mem::transmute::<*const u8, Entrance>(self.entrance.start()) };
        let budget = i64::try_from(budget).unwrap_or(i64::MAX);
        // SAFETY: the caller's promises. Compiled code only accesses thread and context, the tables it leads to, and
        // the guest's pages that the table of recently used pages grants.
        unsafe { entrance(thread, context, budget, code) as u64 }
    }
}

/// A function in the host's C convention that calls a region.
fn entrance(function: &mut Function, isa: &OwnedTargetIsa) {
    function.signature.call_conv = isa.default_call_conv();
    function.signature.params.extend([AbiParam::new(types::I64); 4]);
    function.signature.returns.push(AbiParam::new(types::I64));
    let mut frontend = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(function, &mut frontend);
    let block = b.create_block();
    b.append_block_params_for_function_params(block);
    b.switch_to_block(block);
    b.seal_block(block);
    let [thread, context, budget, code] = [0, 1, 2, 3].map(|at| b.block_params(block)[at]);
    let signature = b.import_signature(region_signature());
    let call = b.ins().call_indirect(signature, code, &[thread, context, budget]);
    let left = b.inst_results(call)[0];
    b.ins().return_(&[left]);
    b.finalize(isa.frontend_config());
}

fn compile(isa: &OwnedTargetIsa, function: Function) -> Result<Code, CompileError> {
    let mut compilation = Compilation::for_function(function);
    let code = compilation
        .compile(&**isa, &mut ControlPlane::default())
        .map_err(|error| CompileError::Codegen(error.inner.to_string()))?;
    if !code.buffer.relocs().is_empty() {
        return Err(CompileError::Relocation);
    }
    Code::new(code.code_buffer())
}
