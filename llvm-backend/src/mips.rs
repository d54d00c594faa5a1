//! Machine AB's program: extended LLVM IR as a static big-endian MIPS64 ELF for Cannon's virtual machine.
//!
//! The guest runs the step that the arena's header counts, and exits: with code 0 after it has advanced the
//! counter, with the step's status without touching the header. A finished or failed arena stays as it is.
//! It makes no other system call, and has no memory of its own but the stack that the loader gives it.
//!
//! The target is MIPS64 release 1 without floats, without `-mcheck-zero-division`'s traps (divisors are
//! never 0) and without jump tables, so that the only indirect jump is a return. Float code would need
//! library functions that do not exist: the link fails. [`crate::program`] checks the result.
//!
//! The code is one object, the constants another ([`crate::link`]): they never pass through LLVM.

use bytes::Bytes;
use inkwell::attributes::AttributeLoc;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::targets::{FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple};

use crate::constants::{CONSTANTS, Checked};
use crate::entry::{MAIN_GRAPH, STEP};
use crate::extended::{Extended, parse, process_options};
use crate::native::{CodegenError, OptLevel, checked_constants, emit, optimise, target_machine};
use crate::plan::ALIGNMENT;
use crate::{link, program};

/// Where the arena lies in the VM's memory: 2^43.
pub const ARENA_BASE: u64 = 0x0800_0000_0000;

const TRIPLE: &str = "mips64-unknown-linux-gnuabi64";
const CPU: &str = "mips64";
const FEATURES: &str = "+soft-float,+noabicalls";

/// The memory functions that LLVM may call, which must not call themselves.
const RUNTIME: &str = include_str!("runtime.ll");

/// The ELF for the model whose entries start with `prefix` and that has `steps` steps. Its bytes depend on
/// the module and its constants alone.
///
/// # Errors
/// [`CodegenError`]; [`CodegenError::Program`] for code that the VM must not meet.
pub fn elf(extended: &Extended, prefix: &str, steps: usize) -> Result<Bytes, CodegenError> {
    let context = Context::create();
    let (module, machine, constants) = guest(&context, extended, prefix, steps)?;
    let code = emit(&module, &machine, FileType::Object)?;
    let file = link::guest(&code, &format!("{prefix}{CONSTANTS}"), &constants.0, &constants.1)?;
    program::check(&file).map_err(|e| CodegenError::Program(e.to_string()))?;
    Ok(file)
}

/// The same program as assembly text.
///
/// # Errors
/// [`CodegenError`].
pub fn assembly(extended: &Extended, prefix: &str, steps: usize) -> Result<String, CodegenError> {
    let context = Context::create();
    let (module, machine, _) = guest(&context, extended, prefix, steps)?;
    let text = emit(&module, &machine, FileType::Assembly)?;
    Ok(String::from_utf8_lossy(&text).trim_end_matches('\0').to_owned())
}

/// The optimised guest module.
fn guest<'l>(
    context: &'l Context,
    extended: &Extended,
    prefix: &str,
    steps: usize,
) -> Result<(Module<'l>, TargetMachine, Checked), CodegenError> {
    let machine = machine()?;
    let module = extended.module(context)?;
    for name in [MAIN_GRAPH, STEP] {
        let name = format!("{prefix}{name}");
        if module.get_function(&name).is_none() {
            return Err(CodegenError::Missing(name));
        }
    }
    let constants = checked_constants(extended, &module, prefix)?;
    // What the guest does not reach goes: other entries, other models and their constants.
    let step = format!("{prefix}{STEP}");
    for f in module.get_functions().filter(|f| f.count_basic_blocks() > 0) {
        if f.get_name().to_bytes() != step.as_bytes() {
            f.set_linkage(Linkage::Internal);
        }
    }
    for global in module.get_globals().filter(|g| !g.is_declaration()) {
        global.set_linkage(Linkage::Internal);
    }
    for text in [RUNTIME, &start(prefix, steps)] {
        let part = parse(context, text).map_err(|e| CodegenError::Failed(e.to_string()))?;
        module.link_in_module(part).map_err(|e| CodegenError::Failed(e.to_string()))?;
    }
    for f in module.get_functions().filter(|f| f.count_basic_blocks() > 0) {
        let attribute =
            |key, value| f.add_attribute(AttributeLoc::Function, context.create_string_attribute(key, value));
        attribute("no-builtins", "");
        attribute("no-jump-tables", "true");
    }
    module.set_source_file_name("guest");
    optimise(&module, &machine, OptLevel::O2)?;
    Ok((module, machine, constants))
}

fn machine() -> Result<TargetMachine, CodegenError> {
    Target::initialize_mips(&InitializationConfig::default());
    process_options();
    target_machine(&TargetTriple::create(TRIPLE), CPU, FEATURES, RelocMode::Static, OptLevel::O2)
}

/// The guest's start, and the only system call: in functions of their own, lest it be duplicated, and with its number
/// loaded right before it. A step that is done and one that failed end in different places: what they leave of the
/// counter would have few bits in common where they met, and a bound on their instructions needs to know it.
fn start(prefix: &str, steps: usize) -> String {
    let counter = ARENA_BASE + 8;
    format!(
        r#"
@"{prefix}{CONSTANTS}" = external constant i8, align {ALIGNMENT}
declare i32 @"{prefix}{STEP}"(i64, ptr, ptr)

define void @__start() noreturn nounwind {{
  %arena = inttoptr i64 {ARENA_BASE} to ptr
  %place = inttoptr i64 {counter} to ptr
  %status = load i64, ptr %arena, align 8
  %counter = load i64, ptr %place, align 8
  %ended = icmp ne i64 %status, 0
  %last = icmp eq i64 %counter, {steps}
  %fixed = or i1 %ended, %last
  br i1 %fixed, label %done, label %run

run:
  %code = call i32 @"{prefix}{STEP}"(i64 %counter, ptr %arena, ptr @"{prefix}{CONSTANTS}")
  %well = icmp eq i32 %code, 0
  br i1 %well, label %advance, label %failed

advance:
  %next = add i64 %counter, 1
  store i64 %next, ptr %place, align 8
  br label %done

done:
  call void @__exit_done()
  unreachable

failed:
  %wide = zext i32 %code to i64
  call void @__exit_failed(i64 %wide)
  unreachable
}}

define internal void @__exit_done() noreturn nounwind noinline {{
  call void asm sideeffect "daddiu $$4, $$zero, 0\0A\09daddiu $$2, $$zero, 5205\0A\09syscall", "~{{$2}},~{{$4}},~{{memory}}"()
  unreachable
}}

define internal void @__exit_failed(i64 %code) noreturn nounwind noinline {{
  call void asm sideeffect "daddiu $$2, $$zero, 5205\0A\09syscall", "{{$4}},~{{$2}},~{{memory}}"(i64 %code)
  unreachable
}}
"#
    )
}
