//! Kernels of a program that was compiled before: what its object files call.
//!
//! A step with a kernel is there a call of [`onnx2circuit_kernel`], with the gadget's parameters as text and a place for the
//! kernel, which the first call fills. Which instructions are used is decided where it runs.

use std::ops::Range;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use gadgets::Gadget;

use crate::Kernel;

/// Name of the function that object files call.
pub const LINKED: &str = "onnx2circuit_kernel";

/// Name of the one that they call where the weights are constants of the program.
pub const LINKED_CONSTANT: &str = "onnx2circuit_kernel_constant";

/// The status of a text that is no gadget with a kernel: an object file of another version.
pub const UNKNOWN: i32 = -1;

/// Runs the kernel of the gadget with these parameters; the status.
///
/// # Safety
/// `place` lives as long as the program, starts as null and is used for nothing else, and every call with it is of this
/// function and has the same text, of `length` bytes. `pointers` are those of [`Kernel::run`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn onnx2circuit_kernel(
    place: *const AtomicPtr<Kernel>,
    text: *const u8,
    length: usize,
    pointers: *const *mut u8,
) -> i32 {
    // SAFETY: the caller's; what is at no address does not change.
    unsafe { call(place, text, length, pointers, 0..0) }
}

/// As [`onnx2circuit_kernel`], and keeps how weights are laid out.
///
/// # Safety
/// As there, and what the second pointer points to never changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn onnx2circuit_kernel_constant(
    place: *const AtomicPtr<Kernel>,
    text: *const u8,
    length: usize,
    pointers: *const *mut u8,
) -> i32 {
    // SAFETY: the caller's.
    unsafe { call(place, text, length, pointers, 0..usize::MAX) }
}

/// # Safety
/// As [`onnx2circuit_kernel`], and weights at one of the addresses never change.
unsafe fn call(
    place: *const AtomicPtr<Kernel>,
    text: *const u8,
    length: usize,
    pointers: *const *mut u8,
    constants: Range<usize>,
) -> i32 {
    // SAFETY: the caller's.
    let (place, text) = unsafe { (&*place, std::slice::from_raw_parts(text, length)) };
    let mut kernel = place.load(Ordering::Acquire);
    if kernel.is_null() {
        let gadget = std::str::from_utf8(text).ok().and_then(|text| Gadget::from_params(text).ok());
        let Some(made) = gadget.as_ref().and_then(Kernel::of) else { return UNKNOWN };
        // SAFETY: the caller's.
        let made = Box::into_raw(Box::new(unsafe { made.keeping(constants) }));
        kernel = match place.compare_exchange(null_mut(), made, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => made,
            Err(other) => {
                // SAFETY: made above, and given to nobody.
                drop(unsafe { Box::from_raw(made) });
                other
            }
        };
    }
    // SAFETY: what is in the place is a kernel and stays there; the pointers are the caller's.
    unsafe { (*kernel).run(std::slice::from_raw_parts(pointers, (*kernel).pointers())) }
}
