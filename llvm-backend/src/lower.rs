//! Affine MLIR to extended LLVM IR: the step functions by MLIR's own lowering, all else by [`crate::entry`].
//!
//! The result has no target triple and no data layout, and is not optimised: each consumer sets its own
//! layout first and optimises after. Loads and stores carry their natural alignment, which MLIR would take
//! from a default layout otherwise (4 bytes for an `i64`).

use gadgets::{Gadget, GadgetError, Graph};
use inkwell::context::{AsContextRef, Context};
use inkwell::module::{Linkage, Module};
use inkwell::types::{ArrayType, AsTypeRef};
use inkwell::values::{AsValueRef, FunctionValue, InstructionOpcode};
use mlir_lowering::passes::{AFFINE_TO_LLVM, PassError, run_pipeline};
use sha3::{Digest, Keccak256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use thiserror::Error;

use crate::constants::{CONSTANTS, ConstantRecord, Constants};
use crate::extended::{Extended, ExtendedError};
use crate::plan::{ALIGNMENT, Plan, PlanError};
use crate::{attributes, entry, metadata};

/// Prefix of the names of step functions.
pub const FUNCTION_PREFIX: &str = "circuit.";

/// How names are chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Put before `main_graph`, `step` and `circuit.constants`, so that several models fit one module.
    /// Letters, digits, `_` and `.`; empty by default.
    pub prefix: String,
}

/// A module that could not be lowered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LowerError {
    /// A name prefix with other characters than letters, digits, `_` and `.`.
    #[error("the prefix '{0}' may hold letters, digits, '_' and '.' only")]
    Prefix(String),
    /// The graph has no memory plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A pass failed.
    #[error(transparent)]
    Pass(#[from] PassError),
    /// The LLVM dialect module could not be translated.
    #[error("MLIR could not translate the module to LLVM IR")]
    Translation,
    /// The wrong number of functions.
    #[error("the graph has {expected} steps, but {got} functions are named")]
    FunctionCount {
        /// Steps.
        expected: usize,
        /// Names given.
        got: usize,
    },
    /// A function that cannot be a step.
    #[error("node '{node}': function '{function}': {reason}")]
    Function {
        /// Label of the step.
        node: String,
        /// Name in the MLIR module.
        function: String,
        /// What is wrong.
        reason: String,
    },
    /// Something in the module that is no step.
    #[error("'{0}' is no step of the graph")]
    Foreign(String),
    /// Attributes that name no gadget.
    #[error("node '{node}': {source}")]
    Gadget {
        /// Label of the step.
        node: String,
        /// What is wrong.
        source: GadgetError,
    },
    /// Our own fault: LLVM does not accept what we made.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<inkwell::builder::BuilderError> for LowerError {
    fn from(e: inkwell::builder::BuilderError) -> Self {
        Self::Internal(e.to_string())
    }
}

impl From<ExtendedError> for LowerError {
    fn from(e: ExtendedError) -> Self {
        Self::Internal(e.to_string())
    }
}

/// The names that `mlir_lowering` gives to the functions of `graph`'s steps: `step0`, `step1`, …
pub fn step_functions(graph: &Graph) -> Vec<String> {
    (0..graph.nodes.len()).map(|i| format!("step{i}")).collect()
}

/// Lowers `module`, in which `functions[i]` names the function of step `i`: pointers to the operands, then to
/// the output; returning an `i32` status. A function is a gadget's if it has the `passthrough` attributes
/// `circuit.gadget` and `circuit.params`. Steps of equal code share one function. `graph` is valid; `module`
/// is left as it is.
///
/// # Errors
/// See [`LowerError`].
pub fn lower(
    context: &melior::Context,
    module: &melior::ir::Module<'_>,
    functions: &[String],
    graph: &Graph,
    options: &Options,
) -> Result<Extended, LowerError> {
    if !valid_prefix(&options.prefix) {
        return Err(LowerError::Prefix(options.prefix.clone()));
    }
    if functions.len() != graph.nodes.len() {
        return Err(LowerError::FunctionCount { expected: graph.nodes.len(), got: functions.len() });
    }
    let plan = Plan::new(graph)?;
    let llvm = Context::create();
    let module = translate(context, module, &llvm)?;
    // LLVM reads no name of a source with a zero byte in it. The metadata hold the model's own.
    module.set_source_file_name(&graph.name.replace(char::is_control, " "));
    let steps = step_definitions(&module, functions, graph)?;
    declare_constants(&module, &options.prefix, &plan);
    entry::main_graph(&module, &options.prefix, &steps, graph, &plan)?;
    entry::step(&module, &options.prefix, &steps, graph, &plan)?;
    let records = ConstantRecord::all(graph, &plan);
    metadata::attach(&module, &options.prefix, graph, (&plan, &records))?;
    Ok(Extended::new(&module)?.with_constants(&options.prefix, Constants::of(graph, &plan, records)))
}

/// Whether `prefix` may start the names of a model's entries.
pub fn valid_prefix(prefix: &str) -> bool {
    prefix.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

/// MLIR to LLVM IR without triple and layout, through the LLVM dialect.
fn translate<'l>(
    context: &melior::Context,
    module: &melior::ir::Module<'_>,
    llvm: &'l Context,
) -> Result<Module<'l>, LowerError> {
    // SAFETY: a live operation; the copy is ours.
    let copy = unsafe {
        melior::ir::Operation::from_raw(mlir_sys::mlirOperationClone(module.as_operation().to_raw()))
    };
    let mut module = melior::ir::Module::from_operation(copy).ok_or(LowerError::Translation)?;
    run_pipeline(context, &mut module, AFFINE_TO_LLVM)?;
    // SAFETY: a live operation and a live LLVM context; the result is null or a module that we own.
    let module = unsafe {
        let raw =
            mlir_sys::mlirTranslateModuleToLLVMIR(module.as_operation().to_raw(), llvm.as_ctx_ref().cast());
        if raw.is_null() {
            return Err(LowerError::Translation);
        }
        Module::new(raw.cast())
    };
    // SAFETY: a live module and a NUL-terminated text; an empty layout and triple mean none.
    unsafe {
        inkwell::llvm_sys::core::LLVMSetDataLayout(module.as_mut_ptr(), c"".as_ptr());
        inkwell::llvm_sys::core::LLVMSetTarget(module.as_mut_ptr(), c"".as_ptr());
    }
    Ok(module)
}

/// Says how many bytes of constants there are: external, for they stand in no module.
fn declare_constants(module: &Module<'_>, prefix: &str, plan: &Plan) {
    let byte = module.get_context().i8_type();
    // SAFETY: an array of a live type; inkwell's own takes no length beyond 32 bits.
    let ty = unsafe {
        ArrayType::new(inkwell::llvm_sys::core::LLVMArrayType2(byte.as_type_ref(), plan.constants_size))
    };
    let global = module.add_global(ty, None, &format!("{prefix}{CONSTANTS}"));
    global.set_linkage(Linkage::External);
    global.set_constant(true);
    global.set_alignment(ALIGNMENT as u32);
}

/// The function of each step, with its final name and attributes.
fn step_definitions<'l>(
    module: &Module<'l>,
    functions: &[String],
    graph: &Graph,
) -> Result<Vec<FunctionValue<'l>>, LowerError> {
    if let Some(global) = module.get_first_global() {
        return Err(LowerError::Foreign(global.get_name().to_string_lossy().into_owned()));
    }
    let intrinsic = |f: &FunctionValue<'_>| f.get_intrinsic_id() != 0;
    let known: BTreeSet<&str> = functions.iter().map(String::as_str).collect();
    for f in module.get_functions().filter(|f| !intrinsic(f)) {
        let name = f.get_name().to_string_lossy();
        if !known.contains(&*name) {
            return Err(LowerError::Foreign(name.into_owned()));
        }
    }
    // The code of each step before any function is renamed.
    let mut found = Vec::new();
    for (name, node) in functions.iter().zip(&graph.nodes) {
        let pointers = node.operands.len() + usize::from(node.output.is_some());
        let fail =
            |reason: String| LowerError::Function { node: node.label(), function: name.clone(), reason };
        let f = module.get_function(name).ok_or_else(|| fail("does not exist".to_owned()))?;
        check_function(f, pointers).map_err(fail)?;
        let gadget =
            attributes::gadget(f).map_err(|source| LowerError::Gadget { node: node.label(), source })?;
        found.push((f, gadget, node.output.is_some()));
    }
    let mut by_name: BTreeMap<String, FunctionValue<'l>> = BTreeMap::new();
    let mut steps = Vec::new();
    // The same function may be named for several steps.
    let mut surplus = HashSet::new();
    let bodies = bodies(module);
    let body = |f: &FunctionValue<'l>| bodies.get(f).map_or("", String::as_str);
    let names: Vec<String> =
        found.iter().map(|(f, g, written)| final_name(*f, g.as_ref(), *written, body(f))).collect();
    for ((f, gadget, written), name) in found.into_iter().zip(names) {
        let first = *by_name.entry(name.clone()).or_insert_with(|| {
            f.as_global_value().set_name(&name);
            attributes::set_step(module, f, gadget.as_ref(), written);
            f
        });
        if first != f {
            surplus.insert(f);
        } else if f.get_name().to_bytes() != name.as_bytes() {
            return Err(LowerError::Foreign(name));
        }
        steps.push(first);
    }
    for f in surplus {
        // SAFETY: nothing refers to the function: steps do not call each other.
        unsafe { f.delete() };
    }
    Ok(steps)
}

/// Checks a step's signature and body, and gives loads and stores their natural alignment.
fn check_function(f: FunctionValue<'_>, pointers: usize) -> Result<(), String> {
    let ty = f.get_type();
    let params = ty.get_param_types();
    let status =
        ty.get_return_type().is_some_and(|t| t.is_int_type() && t.into_int_type().get_bit_width() == 32);
    let fits = params.len() == pointers && params.iter().all(|p| p.is_pointer_type());
    if !status || !fits || f.count_basic_blocks() == 0 {
        return Err(format!("is {ty}, expected a definition of i32 with {pointers} pointers"));
    }
    for instruction in f.get_basic_blocks().iter().flat_map(|b| b.get_instructions()) {
        match instruction.get_opcode() {
            InstructionOpcode::Call => {
                let callee = inkwell::values::CallSiteValue::try_from(instruction).ok();
                let callee = callee.and_then(|c| c.get_called_fn_value());
                if callee.is_none_or(|c| c.get_intrinsic_id() == 0) {
                    return Err(format!("calls something: {instruction}"));
                }
            }
            InstructionOpcode::Load | InstructionOpcode::Store => {
                // SAFETY: a live load or store; its value is the result or the first operand.
                let bits = unsafe {
                    use inkwell::llvm_sys::core as llvm;
                    let raw = instruction.as_value_ref();
                    let load = !llvm::LLVMIsALoadInst(raw).is_null();
                    let ty = llvm::LLVMTypeOf(if load { raw } else { llvm::LLVMGetOperand(raw, 0) });
                    let int =
                        llvm::LLVMGetTypeKind(ty) == inkwell::llvm_sys::LLVMTypeKind::LLVMIntegerTypeKind;
                    if int { llvm::LLVMGetIntTypeWidth(ty) } else { 0 }
                };
                if !matches!(bits, 8 | 16 | 32 | 64) {
                    return Err(format!("accesses no integer of 8 to 64 bits: {instruction}"));
                }
                instruction.set_alignment(bits / 8).map_err(|e| e.to_string())?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// What each function does, as text. All are printed at once: to print one of them LLVM goes through the whole module.
fn bodies<'l>(module: &Module<'l>) -> HashMap<FunctionValue<'l>, String> {
    let text = module.print_to_string().to_string();
    let defined = module.get_functions().filter(|f| f.count_basic_blocks() > 0);
    let code = text.split("\ndefine ").skip(1).filter_map(|after| {
        let body = after.split_once(" {\n")?.1;
        let end = body.find("\n}\n").map_or(body.len(), |end| end + "\n}\n".len());
        Some(body[..end].to_owned())
    });
    defined.zip(code).collect()
}

/// `circuit.<gadget>.<16 hex digits>`: equal names mean equal code.
fn final_name(f: FunctionValue<'_>, gadget: Option<&Gadget>, written: bool, body: &str) -> String {
    let kind = gadget.map_or("generic", Gadget::name);
    let params = gadget.map(Gadget::params).unwrap_or_default();
    let mut hash = Keccak256::new();
    for part in
        [attributes::VERSION, kind, &params, &f.count_params().to_string(), &written.to_string(), body]
    {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest: String = hash.finalize()[..8].iter().map(|b| format!("{b:02x}")).collect();
    format!("{FUNCTION_PREFIX}{kind}.{digest}")
}
