//! Steps that machine A runs by a kernel of its own: the function of a gadget that has one becomes a call of it.
//!
//! The step's attributes say what it computes (`docs/extended-llvm-ir.md`), and a kernel computes the same. The loops of the
//! body stay what the fault-proof program is made of. In this process the code calls a kernel where it is; an object file
//! names the function that the program links, and brings the gadget's parameters.

use inkwell::AddressSpace;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::{Builder, BuilderError};
use inkwell::context::ContextRef;
use inkwell::module::{Linkage, Module};
use inkwell::types::{IntType, PointerType};
use inkwell::values::{
    AnyValueEnum, BasicValue, BasicValueEnum, CallSiteValue, FunctionValue, InstructionValue, PointerValue,
};
use kernels::{Kernel, LINKED, LINKED_CONSTANT};
use std::ops::Range;

use crate::attributes;
use crate::lower::FUNCTION_PREFIX;
use crate::native::CodegenError;

/// What kernels do and no step does: they read parameters of their own, and wait for threads.
const PURE: [&str; 2] = ["memory", "nosync"];

/// Replaces steps by calls of kernels, which have to stay where they are as long as the code is used: the vector may move,
/// and never grow. `entries` call the steps.
///
/// # Safety
/// What lies at these addresses of constants never changes while the code is used.
///
/// # Errors
/// [`CodegenError::Failed`] for attributes that mean nothing.
pub(crate) unsafe fn replace<'l>(
    module: &Module<'l>,
    entries: &[FunctionValue<'l>],
    constants: &Range<usize>,
) -> Result<Vec<Kernel>, CodegenError> {
    let found = found(module, entries)?.into_iter();
    // SAFETY: the caller's.
    let kept = found.map(|f| (f.step, unsafe { f.kernel.keeping(constants.clone()) }));
    let (steps, kernels): (Vec<_>, Vec<_>) = kept.unzip();
    for (step, kernel) in steps.into_iter().zip(&kernels) {
        let called = |call: &Call<'_, 'l>| {
            let constant = |address: usize| {
                call.word().const_int(address as u64, false).const_to_pointer(call.pointer())
            };
            let ty = call.status().fn_type(&[call.pointer().into(), call.pointer().into()], false);
            let this = constant(std::ptr::from_ref(kernel).addr());
            let callee = constant(run as *const () as usize);
            call.builder.build_indirect_call(ty, callee, &[this.into(), call.list.into()], "status")
        };
        put(module, step, called).map_err(failed)?;
    }
    free(entries, !kernels.is_empty());
    Ok(kernels)
}

/// Replaces steps by calls of [`::kernels::LINKED`], or [`::kernels::LINKED_CONSTANT`], which whoever links the code has.
/// `entries` call the steps.
///
/// # Errors
/// As [`replace`].
pub(crate) fn link<'l>(module: &Module<'l>, entries: &[FunctionValue<'l>]) -> Result<(), CodegenError> {
    let found = found(module, entries)?;
    free(entries, !found.is_empty());
    for Found { step, text, constant, .. } in found {
        let name = if constant { LINKED_CONSTANT } else { LINKED };
        let called = |call: &Call<'_, 'l>| {
            let (pointer, word) = (call.pointer(), call.word());
            let callee = module.get_function(name).unwrap_or_else(|| {
                let types = [pointer.into(), pointer.into(), word.into(), pointer.into()];
                module.add_function(name, call.status().fn_type(&types, false), Some(Linkage::External))
            });
            let place = module.add_global(pointer, None, "kernel.place");
            place.set_linkage(Linkage::Internal);
            place.set_initializer(&pointer.const_null());
            let bytes = module.get_context().const_string(text.as_bytes(), false);
            let params = module.add_global(bytes.get_type(), None, "kernel.params");
            params.set_linkage(Linkage::Internal);
            params.set_constant(true);
            params.set_initializer(&bytes);
            let (place, params) = (place.as_pointer_value(), params.as_pointer_value());
            let length = word.const_int(text.len() as u64, false);
            let arguments = [place.into(), params.into(), length.into(), call.list.into()];
            call.builder.build_call(callee, &arguments, "status")
        };
        put(module, step, called).map_err(failed)?;
    }
    Ok(())
}

fn failed(e: impl ToString) -> CodegenError {
    CodegenError::Failed(e.to_string())
}

/// A step that a kernel runs faster than its body.
struct Found<'l> {
    step: FunctionValue<'l>,
    kernel: Kernel,
    /// The gadget's parameters.
    text: String,
    /// Whether its weights are constants of the model.
    constant: bool,
}

fn found<'l>(module: &Module<'l>, entries: &[FunctionValue<'l>]) -> Result<Vec<Found<'l>>, CodegenError> {
    let constants: Vec<_> = entries.iter().filter_map(|e| e.get_last_param()).collect();
    let mut all = Vec::new();
    for step in module.get_functions().filter(|f| f.count_basic_blocks() > 0) {
        if !step.get_name().to_bytes().starts_with(FUNCTION_PREFIX.as_bytes()) {
            continue;
        }
        let gadget = attributes::gadget(step).map_err(failed)?;
        let kernel = gadget.as_ref().and_then(|g| Some((Kernel::of(g)?, g.params())));
        let constant =
            calls(step).all(|call| weights(call).is_some_and(|base| constants.contains(&base.into())));
        let kernel =
            kernel.filter(|(k, _)| k.is_faster(constant) && k.pointers() == step.count_params() as usize);
        all.extend(kernel.map(|(kernel, text)| Found { step, kernel, text, constant }));
    }
    Ok(all)
}

/// What uses a function.
fn calls<'l>(step: FunctionValue<'l>) -> impl Iterator<Item = InstructionValue<'l>> {
    let first = step.as_global_value().as_pointer_value().get_first_use();
    std::iter::successors(first, |call| call.get_next_use()).filter_map(|call| match call.get_user() {
        AnyValueEnum::IntValue(status) => status.as_instruction(),
        AnyValueEnum::InstructionValue(call) => Some(call),
        _ => None,
    })
}

/// What the second pointer that a call passes leads into.
fn weights<'l>(call: InstructionValue<'l>) -> Option<PointerValue<'l>> {
    let pointer = |at: InstructionValue<'l>, i| match at.get_operand(i)?.value()? {
        BasicValueEnum::PointerValue(pointer) => Some(pointer),
        _ => None,
    };
    let own = pointer(call, 1)?;
    own.as_instruction().map_or(Some(own), |place| pointer(place, 0))
}

/// Takes from the entries what they say of themselves and kernels do not hold.
fn free(entries: &[FunctionValue<'_>], called: bool) {
    for (entry, name) in entries.iter().filter(|_| called).flat_map(|e| PURE.map(|name| (e, name))) {
        entry.remove_enum_attribute(AttributeLoc::Function, Attribute::get_named_enum_kind_id(name));
    }
}

/// A function under construction that calls a kernel with the list of its own parameters.
struct Call<'b, 'l> {
    builder: &'b Builder<'l>,
    context: ContextRef<'l>,
    list: PointerValue<'l>,
}

impl<'l> Call<'_, 'l> {
    fn pointer(&self) -> PointerType<'l> {
        self.context.ptr_type(AddressSpace::default())
    }

    fn word(&self) -> IntType<'l> {
        self.context.i64_type()
    }

    fn status(&self) -> IntType<'l> {
        self.context.i32_type()
    }
}

/// Puts a function in the place of `step` that passes its pointers to what `called` calls.
fn put<'l>(
    module: &Module<'l>,
    step: FunctionValue<'l>,
    called: impl FnOnce(&Call<'_, 'l>) -> Result<CallSiteValue<'l>, BuilderError>,
) -> Result<(), BuilderError> {
    let context = module.get_context();
    let (pointer, word) = (context.ptr_type(AddressSpace::default()), context.i64_type());
    let builder = context.create_builder();
    let function = module.add_function("kernel", step.get_type(), Some(Linkage::Internal));
    builder.position_at_end(context.append_basic_block(function, "entry"));
    let list =
        builder.build_array_alloca(pointer, word.const_int(step.count_params().into(), false), "list")?;
    for (i, parameter) in function.get_param_iter().enumerate() {
        // SAFETY: there are as many elements as parameters.
        let place =
            unsafe { builder.build_in_bounds_gep(pointer, list, &[word.const_int(i as u64, false)], "") }?;
        builder.build_store(place, parameter)?;
    }
    let call = called(&Call { builder: &builder, context, list })?;
    let value = call.try_as_basic_value().basic();
    builder.build_return(value.as_ref().map(|v| v as _))?;
    step.as_global_value()
        .as_pointer_value()
        .replace_all_uses_with(function.as_global_value().as_pointer_value());
    // SAFETY: nothing refers to it any more.
    unsafe { step.delete() };
    Ok(())
}

/// What the code calls.
///
/// # Safety
/// The kernel is there, with as many pointers as it takes, to what it takes.
unsafe extern "C" fn run(kernel: *const Kernel, pointers: *const *mut u8) -> i32 {
    // SAFETY: the caller's.
    unsafe { (*kernel).run(std::slice::from_raw_parts(pointers, (*kernel).pointers())) }
}
