//! What inkwell cannot read without panicking on forms it does not expect: metadata of unknown shape.

use inkwell::llvm_sys::core as llvm;
use inkwell::llvm_sys::prelude::LLVMValueRef;
use inkwell::module::Module;
use std::ffi::CString;

/// Metadata of foreign origin, as far as our form goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metadata {
    /// A string.
    String(String),
    /// An integer constant.
    Int(u64),
    /// A node.
    List(Vec<Self>),
    /// Anything else.
    Other,
}

impl Metadata {
    /// The string, if it is one.
    pub fn string(&self) -> Option<&str> {
        if let Self::String(s) = self { Some(s) } else { None }
    }

    /// The integer, if it is one.
    pub const fn int(&self) -> Option<u64> {
        if let Self::Int(i) = self { Some(*i) } else { None }
    }

    /// The elements, if it is a node.
    pub fn list(&self) -> Option<&[Self]> {
        if let Self::List(l) = self { Some(l) } else { None }
    }
}

/// Levels of nodes within nodes that are read: nodes may contain themselves.
const MAX_DEPTH: usize = 2;
/// Most elements of all nodes together: nodes may be shared.
const MAX_ELEMENTS: usize = 1 << 22;

/// The operands of a named metadata; empty if there is none.
pub fn named_metadata(module: &Module<'_>, name: &str) -> Vec<Metadata> {
    let Ok(name) = CString::new(name) else { return Vec::new() };
    // SAFETY: a live module; the operands are as many as LLVM says.
    let operands = unsafe {
        let count = llvm::LLVMGetNamedMetadataNumOperands(module.as_mut_ptr(), name.as_ptr());
        let mut operands: Vec<LLVMValueRef> = vec![std::ptr::null_mut(); count as usize];
        llvm::LLVMGetNamedMetadataOperands(module.as_mut_ptr(), name.as_ptr(), operands.as_mut_ptr());
        operands
    };
    let mut budget = MAX_ELEMENTS;
    operands.into_iter().map(|v| read(v, 0, &mut budget)).collect()
}

fn read(value: LLVMValueRef, depth: usize, budget: &mut usize) -> Metadata {
    if value.is_null() || *budget == 0 {
        return Metadata::Other;
    }
    *budget -= 1;
    // SAFETY: a live value; each question suits what the one before established.
    unsafe {
        if !llvm::LLVMIsAMDString(value).is_null() {
            let mut len = 0;
            let start = llvm::LLVMGetMDString(value, &raw mut len);
            let bytes = std::slice::from_raw_parts(start.cast::<u8>(), len as usize);
            return std::str::from_utf8(bytes).map_or(Metadata::Other, |s| Metadata::String(s.to_owned()));
        }
        if !llvm::LLVMIsAConstantInt(value).is_null() {
            let narrow = llvm::LLVMGetIntTypeWidth(llvm::LLVMTypeOf(value)) <= 64;
            return if narrow {
                Metadata::Int(llvm::LLVMConstIntGetZExtValue(value))
            } else {
                Metadata::Other
            };
        }
        if llvm::LLVMIsAMDNode(value).is_null() || depth > MAX_DEPTH {
            return Metadata::Other;
        }
        let count = llvm::LLVMGetMDNodeNumOperands(value) as usize;
        if count > *budget {
            return Metadata::Other;
        }
        let mut operands: Vec<LLVMValueRef> = vec![std::ptr::null_mut(); count];
        llvm::LLVMGetMDNodeOperands(value, operands.as_mut_ptr());
        Metadata::List(operands.into_iter().map(|v| read(v, depth + 1, budget)).collect())
    }
}
