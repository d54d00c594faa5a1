//! The text of one operation of a module after another. By itself each would be printed by verifying and numbering all of
//! the module anew; here that is done once, and the text is the same for as long as the module stays as valid as it was.

use melior::ir::Module;
use melior::ir::operation::OperationLike;
use std::ffi::c_void;
use std::marker::PhantomData;

/// The numbers of a module's values, for as long as no operation is added or removed: attributes may change.
pub(super) struct Printer<'m> {
    state: mlir_sys::MlirAsmState,
    module: PhantomData<&'m ()>,
}

impl<'m> Printer<'m> {
    pub(super) fn new(module: &'m Module<'_>) -> Self {
        // SAFETY: the module is there for as long as the state; the flags are no longer needed behind the call.
        let state = unsafe {
            let flags = mlir_sys::mlirOpPrintingFlagsCreate();
            let state = mlir_sys::mlirAsmStateCreateForOperation(module.as_operation().to_raw(), flags);
            mlir_sys::mlirOpPrintingFlagsDestroy(flags);
            state
        };
        Self { state, module: PhantomData }
    }

    /// The text of an operation of the module.
    pub(super) fn text<'c: 'a, 'a>(&self, op: &impl OperationLike<'c, 'a>) -> String {
        let mut text = Vec::<u8>::new();
        // SAFETY: the operation is in the module; the callback gets the vector, which outlives the call.
        unsafe {
            let into = std::ptr::from_mut(&mut text).cast::<c_void>();
            mlir_sys::mlirOperationPrintWithState(op.to_raw(), self.state, Some(append), into);
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Drop for Printer<'_> {
    fn drop(&mut self) {
        // SAFETY: made by `new`, and destroyed once.
        unsafe { mlir_sys::mlirAsmStateDestroy(self.state) }
    }
}

/// Adds a piece of text.
///
/// # Safety
/// `into` is a vector of bytes that nobody else uses, and `piece` is there.
unsafe extern "C" fn append(piece: mlir_sys::MlirStringRef, into: *mut c_void) {
    if piece.length > 0 {
        // SAFETY: the caller's.
        unsafe {
            let bytes = std::slice::from_raw_parts(piece.data.cast::<u8>(), piece.length);
            (*into.cast::<Vec<u8>>()).extend_from_slice(bytes);
        }
    }
}
