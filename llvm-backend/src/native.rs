//! Machine A: extended LLVM IR as native code, in this process or as an object file.
//!
//! A step is what the VM's guest does for it: it runs `@step` with the arena's counter; at status 0 the
//! counter advances; at any other the run ends in `Err(status, step)`, an all-zero arena but for its header.
//! Once all steps are done, or after an error, [`Native::advance`] changes nothing.
//!
//! In this process, and in programs that link them, linear layers are run by kernels ([`crate::kernels`]); the artifact's object
//! file holds the code of all steps.

use ::kernels::Kernel;
use bytes::Bytes;
use inkwell::OptimizationLevel;
use inkwell::attributes::AttributeLoc;
use inkwell::context::Context;
use inkwell::execution_engine::ExecutionEngine;
use inkwell::module::Module;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{
    CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple,
};
use std::mem::ManuallyDrop;
use thiserror::Error;

use crate::arena::{Arena, Header};
use crate::constants::{Checked, Constants};
use crate::entry::{MAIN_GRAPH, STEP};
use crate::extended::{Extended, ExtendedError};
use crate::plan::Plan;
use crate::raw::Value;
use crate::{kernels, metadata};

/// How much LLVM optimises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OptLevel {
    /// Not at all.
    O0,
    /// `-O2`.
    #[default]
    O2,
    /// `-O3`.
    O3,
}

impl OptLevel {
    /// All levels.
    pub const ALL: [Self; 3] = [Self::O0, Self::O2, Self::O3];

    const fn passes(self) -> &'static str {
        match self {
            Self::O0 => "default<O0>",
            Self::O2 => "default<O2>",
            Self::O3 => "default<O3>",
        }
    }

    const fn codegen(self) -> OptimizationLevel {
        match self {
            Self::O0 => OptimizationLevel::None,
            Self::O2 => OptimizationLevel::Default,
            Self::O3 => OptimizationLevel::Aggressive,
        }
    }
}

/// Why there is no code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodegenError {
    /// LLVM has no such target.
    #[error("no code generator for {triple}: {reason}")]
    Target {
        /// Target triple.
        triple: String,
        /// LLVM's words.
        reason: String,
    },
    /// A pass or the code generator failed.
    #[error("code generation failed: {0}")]
    Failed(String),
    /// The module cannot be read.
    #[error(transparent)]
    Module(#[from] ExtendedError),
    /// The module lacks an entry.
    #[error("the module does not define '{0}'")]
    Missing(String),
    /// Constants that are not what the module says.
    #[error("constants of the model with the prefix '{prefix}': {reason}")]
    Constants {
        /// The model's prefix.
        prefix: String,
        /// What is wrong.
        reason: String,
    },
    /// The linker is not installed.
    #[error("no linker for MIPS64: {0} does not exist; install lld-22")]
    NoLinker(String),
    /// The linker failed: floats need library calls that do not exist, for one.
    #[error("linking failed: {0}")]
    Link(String),
    /// The linked program holds code that the fault-proof VM must not meet.
    #[error("the program is refused: {0}")]
    Program(String),
}

/// How a run stands after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There are steps left.
    Running,
    /// All steps ran.
    Done,
    /// A step returned this status.
    Failed {
        /// The status.
        status: u64,
        /// The step.
        step: u64,
    },
}

type StepFn = unsafe extern "C" fn(u64, *mut u8, *const u8) -> i32;
type MainFn = unsafe extern "C" fn(*mut u8, *const u8) -> i32;

/// A model compiled in this process.
///
/// The code only reads its constants and works on the arena given, so that one `Native` serves any number
/// of threads, each with an arena of its own.
#[derive(Debug)]
pub struct Native {
    step: StepFn,
    main: MainFn,
    constants: Bytes,
    steps: u64,
    log2_size: u32,
    engine: ManuallyDrop<ExecutionEngine<'static>>,
    context: ManuallyDrop<Box<Context>>,
    /// What the code calls.
    kernels: Vec<Kernel>,
}

// SAFETY: engine and context are not used after `new` but by `drop`, and LLVM binds neither to a thread.
unsafe impl Send for Native {}
// SAFETY: shared references give access to machine code and constants only, which do not change.
unsafe impl Sync for Native {}

impl Drop for Native {
    fn drop(&mut self) {
        // SAFETY: each is dropped once, and the engine, which borrows the context, first.
        unsafe {
            ManuallyDrop::drop(&mut self.engine);
            ManuallyDrop::drop(&mut self.context);
        }
    }
}

impl Native {
    /// Compiles the model whose entries start with `prefix`, for this host's processor; `steps` and `plan`
    /// are the model's. Running it trusts its step functions like any program: read foreign text by
    /// [`crate::models`] and compare with a module of one's own making first.
    ///
    /// # Errors
    /// [`CodegenError`].
    pub fn new(
        extended: &Extended,
        prefix: &str,
        steps: usize,
        plan: &Plan,
        level: OptLevel,
    ) -> Result<Self, CodegenError> {
        let machine = host(level, true)?;
        let context = Box::new(Context::create());
        // SAFETY: the box outlives the engine: `drop` destroys them in order, and nothing else refers to it.
        let lasting: &'static Context = unsafe { &*std::ptr::from_ref(context.as_ref()) };
        let module = extended.module(lasting)?;
        let constants = host_constants(extended, &module, prefix)?;
        for (name, parameters) in [(STEP, [64, 0, 0].as_slice()), (MAIN_GRAPH, &[0, 0])] {
            let name = format!("{prefix}{name}");
            let found = module.get_function(&name).map(|f| Value::new(&f));
            found.filter(|f| f.is_definition(parameters)).ok_or(CodegenError::Missing(name))?;
        }
        let entries = [STEP, MAIN_GRAPH].map(|name| module.get_function(&format!("{prefix}{name}")));
        let entries: Vec<_> = entries.into_iter().flatten().collect();
        let addresses = constants.as_ptr_range();
        let addresses = addresses.start.addr()..addresses.end.addr();
        // SAFETY: the constants live as long as the kernels, and nobody writes them.
        let kernels = unsafe { kernels::replace(&module, &entries, &addresses) }?;
        for f in module.get_functions().filter(|f| f.count_basic_blocks() > 0) {
            let text = |key, value: &str| lasting.create_string_attribute(key, value);
            f.add_attribute(AttributeLoc::Function, text("target-cpu", &machine.get_cpu().to_string()));
            let features = machine.get_feature_string().to_string_lossy().into_owned();
            f.add_attribute(AttributeLoc::Function, text("target-features", &features));
        }
        optimise(&module, &machine, level)?;
        let engine = module
            .create_jit_execution_engine(level.codegen())
            .map_err(|e| CodegenError::Failed(e.to_string()))?;
        let address = |name: &str| {
            let name = format!("{prefix}{name}");
            let found = engine.get_function_address(&name).ok().filter(|a| *a != 0);
            found.ok_or(CodegenError::Missing(name))
        };
        let (step, main) = (address(STEP)?, address(MAIN_GRAPH)?);
        // SAFETY: both entries have these signatures, as checked above.
        let (step, main) = unsafe {
            (std::mem::transmute::<usize, StepFn>(step), std::mem::transmute::<usize, MainFn>(main))
        };
        Ok(Self {
            step,
            main,
            constants,
            steps: steps as u64,
            log2_size: plan.log2_size,
            engine: ManuallyDrop::new(engine),
            context: ManuallyDrop::new(context),
            kernels,
        })
    }

    /// How many of its functions are kernels.
    pub fn kernels(&self) -> usize {
        self.kernels.len()
    }

    /// Runs `@step(node)` on `arena` and gives its status; the header stays as it is.
    pub fn step(&self, node: u64, arena: &mut Arena) -> i32 {
        self.check(arena);
        // SAFETY: the arena has the plan's size and alignment, and the code stays inside.
        unsafe { (self.step)(node, arena.as_mut_ptr(), self.constants.as_ptr()) }
    }

    /// Runs `@main_graph` on `arena` and gives its status; the header stays as it is.
    pub fn main_graph(&self, arena: &mut Arena) -> i32 {
        self.check(arena);
        // SAFETY: as for `step`.
        unsafe { (self.main)(arena.as_mut_ptr(), self.constants.as_ptr()) }
    }

    /// One step of machine A.
    pub fn advance(&self, arena: &mut Arena) -> Progress {
        let Header { status, step } = arena.header();
        if status != 0 {
            return Progress::Failed { status, step };
        }
        if step == self.steps {
            return Progress::Done;
        }
        match self.step(step, arena) {
            0 => {
                arena.set_header(Header { status, step: step + 1 });
                if step + 1 == self.steps { Progress::Done } else { Progress::Running }
            }
            code => {
                // What the VM's exit code keeps of it.
                let status = u64::from(code.cast_unsigned() & 0xff);
                arena.fail(Header { status, step });
                Progress::Failed { status, step }
            }
        }
    }

    /// Steps until nothing changes any more.
    pub fn run(&self, arena: &mut Arena) -> Progress {
        loop {
            match self.advance(arena) {
                Progress::Running => {}
                end => return end,
            }
        }
    }

    fn check(&self, arena: &Arena) {
        assert_eq!(arena.plan().log2_size, self.log2_size, "an arena of another model");
    }
}

/// The constants of a model as this host holds them.
fn host_constants(extended: &Extended, module: &Module<'_>, prefix: &str) -> Result<Bytes, CodegenError> {
    let (constants, records) = checked_constants(extended, module, prefix)?;
    if cfg!(target_endian = "little") {
        return Ok(constants.in_one_place());
    }
    let mut bytes = Vec::new();
    let turned = constants.write_big_endian(&records, &mut bytes);
    turned.map_err(|e| CodegenError::Constants { prefix: prefix.to_owned(), reason: e.to_string() })?;
    Ok(Constants::from(Bytes::from(bytes)).in_one_place())
}

/// The constants of a model and what its module says of them, which is so.
pub(crate) fn checked_constants(
    extended: &Extended,
    module: &Module<'_>,
    prefix: &str,
) -> Result<Checked, CodegenError> {
    let fail = |reason: String| CodegenError::Constants { prefix: prefix.to_owned(), reason };
    let record = metadata::find(module, prefix).map_err(|e| fail(e.to_string()))?;
    let constants = extended.constants(prefix);
    constants.check(record.plan.constants_size, &record.constants).map_err(fail)?;
    Ok((constants, record.constants))
}

/// The object file for this host's family of processors, with no instruction that only some of them have.
///
/// # Errors
/// [`CodegenError`].
pub fn object(extended: &Extended, level: OptLevel) -> Result<Vec<u8>, CodegenError> {
    let machine = host(level, false)?;
    let context = Context::create();
    let module = extended.module(&context)?;
    optimise(&module, &machine, level)?;
    emit(&module, &machine, FileType::Object)
}

/// The object file of a program that links crate `kernels`: as [`object()`], and steps with a kernel call it.
///
/// # Errors
/// [`CodegenError`].
pub fn library(extended: &Extended, level: OptLevel) -> Result<Vec<u8>, CodegenError> {
    let machine = host(level, false)?;
    let context = Context::create();
    let module = extended.module(&context)?;
    let entries = [STEP, MAIN_GRAPH].iter().filter_map(|name| module.get_function(name));
    kernels::link(&module, &entries.collect::<Vec<_>>())?;
    optimise(&module, &machine, level)?;
    emit(&module, &machine, FileType::Object)
}

/// The target machine of this host: its very processor, or any of its family.
fn host(level: OptLevel, exact: bool) -> Result<TargetMachine, CodegenError> {
    let triple = TargetMachine::get_default_triple();
    let fail =
        |reason| CodegenError::Target { triple: triple.as_str().to_string_lossy().into_owned(), reason };
    Target::initialize_native(&InitializationConfig::default()).map_err(fail)?;
    let (cpu, features) = if exact {
        (TargetMachine::get_host_cpu_name().to_string(), TargetMachine::get_host_cpu_features().to_string())
    } else {
        ("generic".to_owned(), String::new())
    };
    target_machine(&triple, &cpu, &features, RelocMode::PIC, level)
}

/// A target machine.
pub(crate) fn target_machine(
    triple: &TargetTriple,
    cpu: &str,
    features: &str,
    relocation: RelocMode,
    level: OptLevel,
) -> Result<TargetMachine, CodegenError> {
    let fail = |reason: String| CodegenError::Target {
        triple: triple.as_str().to_string_lossy().into_owned(),
        reason,
    };
    let target = Target::from_triple(triple).map_err(|e| fail(e.to_string()))?;
    target
        .create_target_machine(triple, cpu, features, level.codegen(), relocation, CodeModel::Default)
        .ok_or_else(|| fail(format!("no machine '{cpu}' with '{features}'")))
}

/// Sets triple and layout, then runs LLVM's default pipeline.
pub(crate) fn optimise(
    module: &Module<'_>,
    machine: &TargetMachine,
    level: OptLevel,
) -> Result<(), CodegenError> {
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    module
        .run_passes(level.passes(), machine, PassBuilderOptions::create())
        .map_err(|e| CodegenError::Failed(e.to_string()))
}

/// Object code or assembly text.
pub(crate) fn emit(
    module: &Module<'_>,
    machine: &TargetMachine,
    kind: FileType,
) -> Result<Vec<u8>, CodegenError> {
    let buffer =
        machine.write_to_memory_buffer(module, kind).map_err(|e| CodegenError::Failed(e.to_string()))?;
    Ok(buffer.as_slice().to_vec())
}
