//! `@circuit.constants`: all constant tensors in one packed structure, each at a multiple of 32 bytes.
//!
//! Each tensor is an array of its elements, followed by an array of zero bytes up to the next multiple.
//! Packed, so that offsets depend on no data layout; the byte order is the target's.

use gadgets::{Buffer, ElementType, Graph};
use inkwell::context::ContextRef;
use inkwell::module::Module;
use inkwell::types::{AsTypeRef, IntType};
use inkwell::values::{ArrayValue, BasicValueEnum};

use crate::plan::{ALIGNMENT, Plan};

/// Name of the global, after the model's prefix.
pub const CONSTANTS: &str = "circuit.constants";

/// Defines the constants of `graph` in the order of its tensors, as `plan` places them.
pub fn define(module: &Module<'_>, prefix: &str, graph: &Graph, plan: &Plan) {
    let context = module.get_context();
    let mut fields: Vec<BasicValueEnum<'_>> = Vec::new();
    for data in graph.tensors.iter().filter_map(|t| t.data.as_ref()) {
        fields.push(array(context, data).into());
        let bytes = (data.len() * data.element().bytes()) as u64;
        let padding = bytes.next_multiple_of(ALIGNMENT) - bytes;
        if padding > 0 {
            fields.push(context.i8_type().array_type(padding as u32).const_zero().into());
        }
    }
    debug_assert_eq!(fields.is_empty(), plan.constants_size == 0);
    let value = context.const_struct(&fields, true);
    let global = module.add_global(value.get_type(), None, &format!("{prefix}{CONSTANTS}"));
    global.set_initializer(&value);
    global.set_constant(true);
    global.set_alignment(ALIGNMENT as u32);
}

/// The LLVM type of elements.
pub fn int_type(context: ContextRef<'_>, element: ElementType) -> IntType<'_> {
    match element {
        ElementType::I8 | ElementType::U8 => context.i8_type(),
        ElementType::I16 => context.i16_type(),
        ElementType::I32 => context.i32_type(),
        ElementType::I64 => context.i64_type(),
    }
}

fn array<'l>(context: ContextRef<'l>, data: &Buffer) -> ArrayValue<'l> {
    let element = int_type(context, data.element());
    // LLVM takes elements in the host's byte order.
    let bytes = if cfg!(target_endian = "big") { data.to_be_bytes() } else { data.to_le_bytes() };
    // SAFETY: an integer type of 8 to 64 bits and whole elements of it; the data is copied.
    unsafe {
        ArrayValue::new(inkwell::llvm_sys::core::LLVMConstDataArray(
            element.as_type_ref(),
            bytes.as_ptr().cast(),
            bytes.len(),
        ))
    }
}
