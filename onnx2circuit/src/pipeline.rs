//! The stages of a compilation in order, each from the last one's result.

use bytes::Bytes;
use frontend::quantise::Options;
use frontend::{Calibration, Diagnostics, LoadOptions, Model, Quantised};
use gadgets::{Gadget, Graph};
use llvm_backend::Options as Naming;
use llvm_backend::extended::Extended;
use llvm_backend::plan::Plan;
use llvm_backend::{OptLevel, mips, native, read_back, step_functions};
use mlir_lowering::LoweringError;
use mlir_lowering::emit::EmitError;
use mlir_lowering::recognise::annotate;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::Failure;
use crate::difference::difference;

/// Loads a model, with all its blockers as findings.
///
/// # Errors
/// [`Failure`] that lists every blocker.
pub fn load(path: &Path, dims: &[(String, usize)]) -> Result<Model, Failure> {
    let model = Model::load(path, &load_options(dims)?).map_err(|all| blocked(path, &all))?;
    match model.shape_differences() {
        Ok(all) => all.iter().for_each(|difference| tracing::warn!("{}: {difference}", path.display())),
        Err(error) => tracing::info!("{}: shapes are not checked a second time: {error}", path.display()),
    }
    Ok(model)
}

/// How a model with these dimensions is read.
///
/// # Errors
/// [`Failure`] for a dimension that is bound twice.
pub fn load_options(dims: &[(String, usize)]) -> Result<LoadOptions, Failure> {
    once("--dim", dims.iter().map(|(name, _)| name))?;
    Ok(LoadOptions { dims: dims.iter().cloned().collect(), ..LoadOptions::default() })
}

/// Refuses a name that an option is given twice for: one of the two would be ignored.
pub(crate) fn once<'a>(option: &str, mut names: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    match names.find(|name| !seen.insert(*name)) {
        Some(name) => Err(Failure::input(format!("{option} is given twice for '{name}'"))),
        None => Ok(()),
    }
}

/// The failure of a model that cannot be compiled, with what stops it.
pub fn blocked(path: &Path, all: &Diagnostics) -> Failure {
    let message = format!("{} cannot be compiled: {} problem(s)", path.display(), all.0.len());
    Failure::input(message).with_blockers(all.blockers())
}

/// The integer graph.
///
/// # Errors
/// [`Failure`] for an input without a range, or values that no type holds.
pub fn quantise(model: &Model, ranges: &Calibration, options: &Options) -> Result<Quantised, Failure> {
    model.quantise(ranges, options).map_err(Failure::input)
}

/// Affine MLIR before and after recognition, and extended LLVM IR.
#[derive(Clone, Debug)]
pub struct Modules {
    /// One affine function per step.
    pub affine: String,
    /// The same with gadgets recognised.
    pub gadgets: String,
    /// Extended LLVM IR.
    pub llvm: Extended,
}

fn lowering(error: LoweringError) -> Failure {
    match error {
        LoweringError::Emit { source: EmitError::Local { .. }, .. } => Failure::input(error),
        _ => Failure::internal(error),
    }
}

/// Lowers `graph` to extended LLVM IR. Without `recognise` no function is a gadget's.
///
/// # Errors
/// [`Failure`]: the model's for a row beyond a local buffer, by its node; all else is our own fault.
pub fn lower(graph: &Graph, recognise: bool) -> Result<Modules, Failure> {
    check_steps(graph)?;
    let context = mlir_lowering::new_context();
    let mut module = mlir_lowering::lower_graph(&context, graph).map_err(lowering)?;
    let affine = module.as_operation().to_string();
    let mut functions = step_functions(graph);
    if recognise {
        // What was composed need not fit the family that it looks like, and what it is read back as may be proven to be wider.
        let fits = |step: usize, gadget: &Gadget| {
            graph.nodes.get(step).is_none_or(|node| node.gadget == *gadget || graph.admits(node, gadget))
        };
        let found = annotate(&context, &mut module, fits);
        for (node, step) in graph.nodes.iter().zip(&found) {
            if let Err(refusal) = &step.result {
                tracing::warn!("'{}' is not recognised: {refusal}", node.label());
            }
        }
        functions = found.into_iter().map(|step| step.name).collect();
    }
    let gadgets = module.as_operation().to_string();
    let llvm = llvm_backend::lower(&context, &module, &functions, graph, &Naming::default())
        .map_err(Failure::internal)?;
    Ok(Modules { affine, gadgets, llvm })
}

/// Whether every step of `graph` has code, as far as that is known before any is made.
///
/// # Errors
/// As [`lower`].
pub fn check_lowering(graph: &Graph) -> Result<(), Failure> {
    check_steps(graph)?;
    let context = mlir_lowering::new_context();
    mlir_lowering::lower_graph(&context, graph).map(drop).map_err(lowering)
}

/// Refuses a model of more steps than are read back, before the work that they would take.
///
/// # Errors
/// [`Failure`] that says how many there may be.
pub fn check_steps(graph: &Graph) -> Result<(), Failure> {
    let (steps, most) = (graph.nodes.len(), read_back::MAX_STEPS);
    if steps <= most {
        return Ok(());
    }
    let problem = format!("the model has {steps} steps, at most {most} can be compiled");
    Err(Failure::input(problem)
        .with_help("unrolled loops and sequences make a step of each operation: shorten them"))
}

/// A graph as it came back out of LLVM IR, with its memory plan: all that later stages know.
#[derive(Clone, Debug)]
pub struct Program {
    /// The integer graph.
    pub graph: Graph,
    /// The memory plan.
    pub plan: Plan,
}

/// Reads the program back out of LLVM IR.
///
/// # Errors
/// [`Failure`] naming the node whose function is neither a gadget nor within the fallback's language.
pub fn read(llvm: &Extended) -> Result<Program, Failure> {
    let mut models = read_back::models(llvm).map_err(Failure::input)?;
    match models.len() {
        1 => {
            let model = models.remove(0);
            Ok(Program { graph: model.graph, plan: model.plan })
        }
        n => Err(Failure::input(format!("the module holds {n} models, expected 1"))),
    }
}

/// Checks that the graph read back means what was lowered; see [`crate::difference`].
///
/// # Errors
/// [`Failure`] that is our own fault.
pub fn same(lowered: &Graph, read: &Graph) -> Result<(), Failure> {
    difference(lowered, read).map_or(Ok(()), |what| {
        Err(Failure::internal(format!("the program read back is not the one that was lowered: {what}")))
    })
}

/// The circuit of a program.
///
/// # Errors
/// [`Failure`] naming what has no circuit.
pub fn circuit(graph: &Graph) -> Result<circuit::Graph, Failure> {
    circuit::lower::lower(graph).map_err(|all| {
        Failure::input("the model has no circuit")
            .with_help(
                "a function that is no gadget is proved operation by operation, and these have no proof; gadgets \
                 have proofs of their own: compile with recognition, or change what the node computes",
            )
            .with_findings(all.into_iter().map(|e| (e, None)))
    })
}

/// The native object.
///
/// # Errors
/// [`Failure`] that is our own fault.
pub fn object(llvm: &Extended) -> Result<Vec<u8>, Failure> {
    native::object(llvm, OptLevel::O2).map_err(Failure::internal)
}

/// The native object for a program that links crate `kernels`, which has [`crate::model`].
///
/// # Errors
/// [`Failure`] that is our own fault.
pub fn library(llvm: &Extended) -> Result<Vec<u8>, Failure> {
    native::library(llvm, OptLevel::O2).map_err(Failure::internal)
}

/// The fault-proof program of a model of `steps` steps.
///
/// # Errors
/// [`Failure`] if the linker is missing or refuses, or the program has an instruction that the VM refuses.
pub fn elf(llvm: &Extended, steps: usize) -> Result<Bytes, Failure> {
    mips::elf(llvm, "", steps).map_err(Failure::internal)
}

/// Is told which stage runs, and runs it.
pub trait Progress {
    /// Runs `work`, which is known as `what`.
    fn stage<T>(&self, what: &str, work: impl FnOnce() -> T) -> T;
}

/// Shows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn stage<T>(&self, _: &str, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// What a compilation makes of an integer graph before any code: the program and its circuit.
#[derive(Clone, Debug)]
pub struct Built {
    /// MLIR and LLVM IR.
    pub modules: Modules,
    /// The program read back.
    pub program: Program,
    /// The circuit.
    pub circuit: circuit::Graph,
}

/// Everything that a compilation makes of an integer graph.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// MLIR and LLVM IR.
    pub modules: Modules,
    /// The program read back.
    pub program: Program,
    /// The circuit.
    pub circuit: circuit::Graph,
    /// The native object.
    pub object: Vec<u8>,
    /// The fault-proof program.
    pub elf: Bytes,
}

/// The stages after lowering, up to the circuit. The program is what LLVM IR says, and is checked to mean `graph`.
///
/// # Errors
/// As the stages.
pub fn build(graph: &Graph, modules: Modules, progress: &impl Progress) -> Result<Built, Failure> {
    let program = progress.stage("reading the program back", || read(&modules.llvm))?;
    let (compared, circuit) = progress.stage("comparing what came back, and making the circuit", || {
        both(|| same(graph, &program.graph), || circuit(&program.graph))
    });
    compared?;
    Ok(Built { modules, program, circuit: circuit? })
}

impl Built {
    /// Adds code for both machines.
    ///
    /// # Errors
    /// As the stages.
    pub fn assemble(self, progress: &impl Progress) -> Result<Assembled, Failure> {
        let Self { modules, program, circuit } = self;
        let (object, elf) = progress.stage("native code and the fault-proof program", || {
            both(|| object(&modules.llvm), || elf(&modules.llvm, program.graph.nodes.len()))
        });
        Ok(Assembled { modules, program, circuit, object: object?, elf: elf? })
    }
}

/// Two things that need nothing of each other, at once.
pub(crate) fn both<A: Send, B>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let a = scope.spawn(a);
        let b = b();
        let a = a.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (a, b)
    })
}

/// All stages after quantisation.
///
/// # Errors
/// As the stages.
pub fn assemble(graph: &Graph, recognise: bool) -> Result<Assembled, Failure> {
    build(graph, lower(graph, recognise)?, &Quiet)?.assemble(&Quiet)
}

/// Assembly text of an object or program, by LLVM's disassembler.
///
/// # Errors
/// [`Failure`] if the tool is missing or refuses.
pub fn disassemble(object: &[u8]) -> Result<String, Failure> {
    const TOOL: &str = "/usr/lib/llvm-22/bin/llvm-objdump";
    let folder = tempfile::tempdir().map_err(Failure::internal)?;
    let file = folder.path().join("object");
    crate::artifact::write_file(&file, object)?;
    let output = Command::new(TOOL)
        .args(["--disassemble", "--no-show-raw-insn", "object"])
        .current_dir(folder.path())
        .output()
        .map_err(|e| Failure::file(TOOL, e).with_help("install the package llvm-22"))?;
    if !output.status.success() {
        return Err(Failure::internal(String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
