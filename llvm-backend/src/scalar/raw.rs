//! The few facts that inkwell's safe interface cannot give without panicking on types it does not know.
//!
//! inkwell panics when it wraps a value of a target, token or metadata type. The decoder must refuse such
//! code with an error, so it asks LLVM's C interface about kinds first and wraps nothing else.

use inkwell::llvm_sys::core as llvm;
use inkwell::llvm_sys::prelude::{LLVMTypeRef, LLVMValueRef};
use inkwell::llvm_sys::{LLVMLinkage, LLVMTypeKind};
use inkwell::values::{AsValueRef, FunctionValue, InstructionValue};
use std::ffi::CStr;

use super::code::Element;
// LLVM itself is linked once, through this crate.
use mlir_sys as _;

/// Identity of a value or block within its function.
pub type Id = usize;

/// A value's type, as far as integer code goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No value.
    Void,
    /// An integer or a pointer.
    Scalar(Element),
    /// Anything else.
    Other,
}

/// What an operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// `undef` or `poison`.
    Undefined,
    /// An integer constant of at most 128 bits, as LLVM prints it: signed, but 0 or 1 at width 1.
    Int(i128),
    /// A global variable.
    Global,
    /// A parameter or an instruction, if it is one of this function.
    Value,
    /// A constant expression, a function, `null`, metadata and so on.
    Other,
}

fn kind(ty: LLVMTypeRef) -> Kind {
    // SAFETY: `ty` is a live type.
    match unsafe { llvm::LLVMGetTypeKind(ty) } {
        LLVMTypeKind::LLVMVoidTypeKind => Kind::Void,
        // SAFETY: an integer type.
        LLVMTypeKind::LLVMIntegerTypeKind => match unsafe { llvm::LLVMGetIntTypeWidth(ty) } {
            bits @ 1..=128 => Kind::Scalar(Element::Int(bits as u8)),
            _ => Kind::Other,
        },
        // SAFETY: a pointer type.
        LLVMTypeKind::LLVMPointerTypeKind if unsafe { llvm::LLVMGetPointerAddressSpace(ty) } == 0 => {
            Kind::Scalar(Element::Pointer)
        }
        _ => Kind::Other,
    }
}

/// The element of a scalar or (nested) array type, and how many there are.
fn elements(mut ty: LLVMTypeRef) -> Option<(Element, u64)> {
    let mut count = 1u64;
    // SAFETY: `ty` is a live type, an array where its length and element are asked for.
    unsafe {
        while llvm::LLVMGetTypeKind(ty) == LLVMTypeKind::LLVMArrayTypeKind {
            count = count.checked_mul(llvm::LLVMGetArrayLength2(ty))?;
            ty = llvm::LLVMGetElementType(ty);
        }
    }
    match kind(ty) {
        Kind::Scalar(element) => Some((element, count)),
        _ => None,
    }
}

/// Text as LLVM prints it.
fn text(print: impl FnOnce() -> *mut std::ffi::c_char) -> String {
    let raw = print();
    // SAFETY: LLVM's print functions return an owned, NUL-terminated string.
    unsafe {
        let owned = CStr::from_ptr(raw).to_string_lossy().trim().to_owned();
        llvm::LLVMDisposeMessage(raw);
        owned
    }
}

/// The function's type as text, and whether it is a definition `i32 (ptr, ..)` without varargs.
pub fn signature(function: FunctionValue<'_>, pointers: usize) -> (String, bool) {
    let f = function.as_value_ref();
    // SAFETY: `f` is a live function, and parameter indices are below its count.
    unsafe {
        let ty = llvm::LLVMGlobalGetValueType(f);
        let count = llvm::LLVMCountParams(f);
        let fits = count as usize == pointers
            && llvm::LLVMIsFunctionVarArg(ty) == 0
            && llvm::LLVMIsDeclaration(f) == 0
            && kind(llvm::LLVMGetReturnType(ty)) == Kind::Scalar(Element::Int(32))
            && (0..count)
                .all(|i| kind(llvm::LLVMTypeOf(llvm::LLVMGetParam(f, i))) == Kind::Scalar(Element::Pointer));
        let declared = if llvm::LLVMIsDeclaration(f) == 0 { "" } else { "the declaration " };
        (format!("{declared}{}", text(|| llvm::LLVMPrintTypeToString(ty))), fits)
    }
}

/// Identities of the parameters.
pub fn parameters(function: FunctionValue<'_>) -> Vec<Id> {
    let f = function.as_value_ref();
    // SAFETY: indices are below the count.
    unsafe { (0..llvm::LLVMCountParams(f)).map(|i| llvm::LLVMGetParam(f, i) as Id).collect() }
}

/// Access to one instruction.
#[derive(Clone, Copy)]
pub struct Raw(LLVMValueRef);

impl Raw {
    /// The instruction behind inkwell's handle.
    pub fn new(instruction: InstructionValue<'_>) -> Self {
        Self(instruction.as_value_ref())
    }

    /// Its identity as a value.
    pub fn id(self) -> Id {
        self.0 as Id
    }

    /// Its text.
    pub fn text(self) -> String {
        // SAFETY: a live value.
        text(|| unsafe { llvm::LLVMPrintValueToString(self.0) })
    }

    /// Type of the result.
    pub fn kind(self) -> Kind {
        // SAFETY: a live value.
        kind(unsafe { llvm::LLVMTypeOf(self.0) })
    }

    /// Number of operands, blocks and callee included.
    pub fn count(self) -> u32 {
        // SAFETY: a live instruction.
        unsafe { llvm::LLVMGetNumOperands(self.0) }.max(0).cast_unsigned()
    }

    fn at(self, i: u32) -> Option<LLVMValueRef> {
        // SAFETY: the index is below the count.
        (i < self.count()).then(|| unsafe { llvm::LLVMGetOperand(self.0, i) }).filter(|v| !v.is_null())
    }

    /// What operand `i` is, its type and its identity.
    pub fn operand(self, i: u32) -> Option<(Operand, Kind, Id)> {
        self.at(i).map(describe)
    }

    /// What a phi takes from its predecessor number `i`, and the predecessor's identity.
    pub fn incoming(self, i: u32) -> Option<((Operand, Kind, Id), Id)> {
        // SAFETY: a live phi, and the index is below the count.
        unsafe {
            (!llvm::LLVMIsAPHINode(self.0).is_null() && i < llvm::LLVMCountIncoming(self.0)).then(|| {
                (describe(llvm::LLVMGetIncomingValue(self.0, i)), llvm::LLVMGetIncomingBlock(self.0, i) as Id)
            })
        }
    }

    /// Identities of a terminator's successors.
    pub fn successors(self) -> Vec<Id> {
        // SAFETY: indices are below the count; only terminators are asked.
        unsafe {
            if llvm::LLVMIsATerminatorInst(self.0).is_null() {
                return Vec::new();
            }
            let count = llvm::LLVMGetNumSuccessors(self.0);
            (0..count).map(|i| llvm::LLVMGetSuccessor(self.0, i) as Id).collect()
        }
    }

    /// The element type and count of the memory that an `alloca` makes for each of its array size.
    pub fn allocated(self) -> Option<(Element, u64)> {
        // SAFETY: only an alloca is asked.
        unsafe {
            (!llvm::LLVMIsAAllocaInst(self.0).is_null())
                .then(|| elements(llvm::LLVMGetAllocatedType(self.0)))
                .flatten()
        }
    }

    /// Bytes that each index of a `getelementptr` counts, outermost first; `None` for structures.
    pub fn strides(self) -> Option<Vec<u64>> {
        let indices = self.count().checked_sub(1)?;
        let mut strides = Vec::new();
        // SAFETY: only a getelementptr is asked; an array's element type is asked of arrays only.
        unsafe {
            if llvm::LLVMIsAGetElementPtrInst(self.0).is_null() {
                return None;
            }
            let mut ty = llvm::LLVMGetGEPSourceElementType(self.0);
            for i in 0..indices {
                if i > 0 {
                    if llvm::LLVMGetTypeKind(ty) != LLVMTypeKind::LLVMArrayTypeKind {
                        return None;
                    }
                    ty = llvm::LLVMGetElementType(ty);
                }
                let (element, count) = elements(ty)?;
                strides.push(count.checked_mul(element.bytes()?)?);
            }
        }
        Some(strides)
    }

    /// The global that operand `i` is: element type and numbers, if it is a constant integer array whose
    /// numbers this module fixes, of at most `limit` elements.
    pub fn table(self, i: u32, limit: u64) -> Option<(u8, Vec<i128>)> {
        let global = self.at(i)?;
        // SAFETY: asked of a live global variable only, then of its initialiser's elements.
        unsafe {
            let fixed = matches!(
                llvm::LLVMGetLinkage(global),
                LLVMLinkage::LLVMPrivateLinkage
                    | LLVMLinkage::LLVMInternalLinkage
                    | LLVMLinkage::LLVMExternalLinkage
            );
            let plain = !llvm::LLVMIsAGlobalVariable(global).is_null()
                && llvm::LLVMIsGlobalConstant(global) == 1
                && llvm::LLVMIsThreadLocal(global) == 0
                && llvm::LLVMIsExternallyInitialized(global) == 0
                && fixed;
            let initialiser = if plain { llvm::LLVMGetInitializer(global) } else { std::ptr::null_mut() };
            if initialiser.is_null() {
                return None;
            }
            let (Element::Int(bits), count) = elements(llvm::LLVMTypeOf(initialiser))? else { return None };
            let mut numbers = Vec::new();
            (count <= limit && collect(initialiser, &mut numbers)).then_some((bits, numbers))
        }
    }
}

/// Appends the integers of a constant, in order; false if one of them is no integer constant.
///
/// # Safety
/// `constant` is a live constant of integer or array type.
unsafe fn collect(constant: LLVMValueRef, numbers: &mut Vec<i128>) -> bool {
    // SAFETY: as the caller says; aggregate elements exist below the array's length.
    unsafe {
        let ty = llvm::LLVMTypeOf(constant);
        if llvm::LLVMGetTypeKind(ty) != LLVMTypeKind::LLVMArrayTypeKind {
            let Operand::Int(number) = describe(constant).0 else { return false };
            numbers.push(number);
            return true;
        }
        (0..llvm::LLVMGetArrayLength2(ty)).all(|i| match u32::try_from(i) {
            Ok(i) => {
                let element = llvm::LLVMGetAggregateElement(constant, i);
                !element.is_null() && collect(element, numbers)
            }
            Err(_) => false,
        })
    }
}

fn describe(value: LLVMValueRef) -> (Operand, Kind, Id) {
    // SAFETY: a live value; each question suits what the one before established.
    unsafe {
        let ty = llvm::LLVMTypeOf(value);
        let kind = kind(ty);
        let operand = if llvm::LLVMIsUndef(value) == 1 || llvm::LLVMIsPoison(value) == 1 {
            Operand::Undefined
        } else if matches!(kind, Kind::Scalar(_)) && !llvm::LLVMIsAConstantInt(value).is_null() {
            let printed = text(|| llvm::LLVMPrintValueToString(value));
            match printed.split(' ').next_back() {
                Some("true") => Operand::Int(1),
                Some("false") => Operand::Int(0),
                digits => digits.and_then(|d| d.parse().ok()).map_or(Operand::Other, Operand::Int),
            }
        } else if !llvm::LLVMIsAGlobalVariable(value).is_null() {
            Operand::Global
        } else if !llvm::LLVMIsAArgument(value).is_null() || !llvm::LLVMIsAInstruction(value).is_null() {
            Operand::Value
        } else {
            Operand::Other
        };
        (operand, kind, value as Id)
    }
}
