//! Steps that machine A runs by a kernel of its own: the function of a gadget that has one becomes a call of it.
//!
//! The step's attributes say what it computes (`docs/extended-llvm-ir.md`), and a kernel computes the same. The loops of the
//! body stay what the fault-proof program is made of.

use inkwell::AddressSpace;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::module::{Linkage, Module};
use inkwell::values::FunctionValue;
use kernels::Kernel;

use crate::attributes;
use crate::lower::FUNCTION_PREFIX;
use crate::native::CodegenError;

/// What kernels do and no step does: they read parameters of their own, and wait for threads.
const PURE: [&str; 2] = ["memory", "nosync"];

/// Replaces steps by calls of kernels, which have to stay where they are as long as the code is used: the vector may move,
/// and never grow. `entries` call the steps.
///
/// # Errors
/// [`CodegenError::Failed`] for attributes that mean nothing.
pub(crate) fn replace<'l>(
    module: &Module<'l>,
    entries: &[FunctionValue<'l>],
) -> Result<Vec<Kernel>, CodegenError> {
    let failed = |e: &dyn ToString| CodegenError::Failed(e.to_string());
    let (mut steps, mut kernels) = (Vec::new(), Vec::new());
    for f in module.get_functions().filter(|f| f.count_basic_blocks() > 0) {
        if !f.get_name().to_bytes().starts_with(FUNCTION_PREFIX.as_bytes()) {
            continue;
        }
        let gadget = attributes::gadget(f).map_err(|e| failed(&e))?;
        let kernel = gadget.as_ref().and_then(Kernel::of).filter(Kernel::is_faster);
        if let Some(kernel) = kernel.filter(|k| k.pointers() == f.count_params() as usize) {
            steps.push(f);
            kernels.push(kernel);
        }
    }
    for (step, kernel) in steps.into_iter().zip(&kernels) {
        call(module, step, kernel).map_err(|e| failed(&e))?;
    }
    if !kernels.is_empty() {
        for (entry, name) in entries.iter().flat_map(|e| PURE.map(|name| (e, name))) {
            entry.remove_enum_attribute(AttributeLoc::Function, Attribute::get_named_enum_kind_id(name));
        }
    }
    Ok(kernels)
}

/// Puts a function in the place of `step` that passes its pointers to the kernel.
fn call<'l>(
    module: &Module<'l>,
    step: FunctionValue<'l>,
    kernel: &Kernel,
) -> Result<(), inkwell::builder::BuilderError> {
    let context = module.get_context();
    let (pointer, status) = (context.ptr_type(AddressSpace::default()), context.i32_type());
    let (word, builder) = (context.i64_type(), context.create_builder());
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
    let constant = |address: usize| word.const_int(address as u64, false).const_to_pointer(pointer);
    let ty = status.fn_type(&[pointer.into(), pointer.into()], false);
    let this = constant(std::ptr::from_ref(kernel).addr());
    let callee = constant(run as *const () as usize);
    let call = builder.build_indirect_call(ty, callee, &[this.into(), list.into()], "status")?;
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
