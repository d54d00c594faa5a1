//! What inkwell cannot read without panicking on forms it does not expect: metadata, and code of foreign
//! origin.

use inkwell::context::ContextRef;
use inkwell::llvm_sys::core as llvm;
use inkwell::llvm_sys::prelude::{LLVMBasicBlockRef, LLVMTypeRef, LLVMValueRef};
use inkwell::llvm_sys::{LLVMAttributeFunctionIndex, LLVMIntPredicate, LLVMOpcode, LLVMTypeKind};
use inkwell::module::Module;
use inkwell::values::{AsValueRef, MetadataValue};
use std::ffi::{CStr, CString};

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

/// A metadata string of all of `text`; inkwell's own ends at the first zero byte.
pub fn metadata_string<'ctx>(context: &ContextRef<'ctx>, text: &str) -> MetadataValue<'ctx> {
    // SAFETY: a live context; LLVM copies as many bytes as it is told.
    unsafe {
        let string = llvm::LLVMMDStringInContext2(context.raw(), text.as_ptr().cast(), text.len());
        MetadataValue::new(llvm::LLVMMetadataAsValue(context.raw(), string))
    }
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

/// A value of a function's body, asked through LLVM's C interface: inkwell panics on types it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(LLVMValueRef);

/// A basic block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block(LLVMBasicBlockRef);

/// The width of an integer type of at most 64 bits.
fn int_width(ty: LLVMTypeRef) -> Option<u32> {
    // SAFETY: a live type.
    unsafe {
        let int = llvm::LLVMGetTypeKind(ty) == LLVMTypeKind::LLVMIntegerTypeKind;
        int.then(|| llvm::LLVMGetIntTypeWidth(ty)).filter(|bits| *bits <= 64)
    }
}

impl Value {
    /// The function, global or instruction behind inkwell's handle.
    pub fn new(value: &impl AsValueRef) -> Self {
        Self(value.as_value_ref())
    }

    /// Text for messages.
    pub fn text(self) -> String {
        // SAFETY: a live value; the text is ours to free.
        unsafe {
            let raw = llvm::LLVMPrintValueToString(self.0);
            let text = CStr::from_ptr(raw).to_string_lossy().trim().to_owned();
            llvm::LLVMDisposeMessage(raw);
            text
        }
    }

    /// Name of a function or global.
    pub fn name(self) -> String {
        let mut len = 0;
        // SAFETY: a live value; its name has the length that LLVM says.
        let bytes = unsafe {
            let start = llvm::LLVMGetValueName2(self.0, &raw mut len);
            std::slice::from_raw_parts(start.cast::<u8>(), len)
        };
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// An integer constant of at most 64 bits: width and value, unsigned.
    pub fn constant(self) -> Option<(u32, u64)> {
        // SAFETY: a live value.
        unsafe {
            let width = int_width(llvm::LLVMTypeOf(self.0))?;
            (!llvm::LLVMIsAConstantInt(self.0).is_null())
                .then(|| (width, llvm::LLVMConstIntGetZExtValue(self.0)))
        }
    }

    /// Width of an integer value of at most 64 bits.
    pub fn width(self) -> Option<u32> {
        // SAFETY: a live value.
        int_width(unsafe { llvm::LLVMTypeOf(self.0) })
    }

    /// Opcode of an instruction.
    pub fn opcode(self) -> Option<LLVMOpcode> {
        // SAFETY: a live value, and the opcode of an instruction only.
        unsafe {
            (!llvm::LLVMIsAInstruction(self.0).is_null()).then(|| llvm::LLVMGetInstructionOpcode(self.0))
        }
    }

    /// Predicate of an `icmp`.
    pub fn predicate(self) -> Option<LLVMIntPredicate> {
        // SAFETY: asked of an `icmp` only.
        (self.opcode()? == LLVMOpcode::LLVMICmp).then(|| unsafe { llvm::LLVMGetICmpPredicate(self.0) })
    }

    /// The operands of an instruction.
    pub fn operands(self) -> Vec<Self> {
        if self.opcode().is_none() {
            return Vec::new();
        }
        // SAFETY: indices are below the count.
        unsafe {
            let count = llvm::LLVMGetNumOperands(self.0).max(0).cast_unsigned();
            (0..count).map(|i| Self(llvm::LLVMGetOperand(self.0, i))).collect()
        }
    }

    /// The parameters of a function.
    pub fn parameters(self) -> Vec<Self> {
        // SAFETY: asked of functions only; indices are below the count.
        unsafe {
            if llvm::LLVMIsAFunction(self.0).is_null() {
                return Vec::new();
            }
            (0..llvm::LLVMCountParams(self.0)).map(|i| Self(llvm::LLVMGetParam(self.0, i))).collect()
        }
    }

    /// Whether it is a definition returning `i32` of parameters of these widths, 0 for a pointer.
    pub fn is_definition(self, parameters: &[u32]) -> bool {
        let found = self.parameters();
        // SAFETY: a live function.
        let status = unsafe {
            if llvm::LLVMIsAFunction(self.0).is_null() || llvm::LLVMIsDeclaration(self.0) != 0 {
                return false;
            }
            let ty = llvm::LLVMGlobalGetValueType(self.0);
            if llvm::LLVMIsFunctionVarArg(ty) != 0 {
                return false;
            }
            int_width(llvm::LLVMGetReturnType(ty))
        };
        let fits = |(v, want): (&Self, &u32)| match want {
            0 => v.is_pointer(),
            bits => v.width() == Some(*bits),
        };
        status == Some(32) && found.len() == parameters.len() && found.iter().zip(parameters).all(fits)
    }

    fn is_pointer(self) -> bool {
        // SAFETY: a live value.
        unsafe { llvm::LLVMGetTypeKind(llvm::LLVMTypeOf(self.0)) == LLVMTypeKind::LLVMPointerTypeKind }
    }

    /// The function that a `call` names, and the arguments; `None` for bundles, and calls of anything else.
    pub fn call(self) -> Option<(Self, Vec<Self>)> {
        if self.opcode()? != LLVMOpcode::LLVMCall {
            return None;
        }
        // SAFETY: asked of a call only.
        let callee = unsafe {
            if llvm::LLVMGetNumOperandBundles(self.0) > 0 {
                return None;
            }
            let callee = llvm::LLVMGetCalledValue(self.0);
            (!llvm::LLVMIsAFunction(callee).is_null()).then_some(Self(callee))?
        };
        let mut arguments = self.operands();
        arguments.pop();
        Some((callee, arguments))
    }

    /// A string attribute of a call.
    pub fn call_attribute(self, key: &str) -> Option<String> {
        if self.opcode()? != LLVMOpcode::LLVMCall {
            return None;
        }
        // SAFETY: asked of a call only; the attribute's text has the length that LLVM says.
        unsafe {
            let (start, len) = (key.as_ptr().cast(), key.len() as u32);
            let found = llvm::LLVMGetCallSiteStringAttribute(self.0, LLVMAttributeFunctionIndex, start, len);
            if found.is_null() {
                return None;
            }
            let mut len = 0;
            let start = llvm::LLVMGetStringAttributeValue(found, &raw mut len);
            let bytes = std::slice::from_raw_parts(start.cast::<u8>(), len as usize);
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
    }

    /// The bytes that each index of a `getelementptr` of an integer type counts.
    pub fn stride(self) -> Option<u64> {
        if self.opcode()? != LLVMOpcode::LLVMGetElementPtr {
            return None;
        }
        // SAFETY: asked of a `getelementptr` only.
        let width = int_width(unsafe { llvm::LLVMGetGEPSourceElementType(self.0) })?;
        matches!(width, 8 | 16 | 32 | 64).then_some(u64::from(width / 8))
    }

    /// What a phi has for each predecessor.
    pub fn incoming(self) -> Vec<(Block, Self)> {
        if self.opcode() != Some(LLVMOpcode::LLVMPHI) {
            return Vec::new();
        }
        // SAFETY: asked of a phi only; indices are below the count.
        unsafe {
            let edge = |i| {
                (Block(llvm::LLVMGetIncomingBlock(self.0, i)), Self(llvm::LLVMGetIncomingValue(self.0, i)))
            };
            (0..llvm::LLVMCountIncoming(self.0)).map(edge).collect()
        }
    }

    /// The successors of a terminator.
    pub fn successors(self) -> Vec<Block> {
        // SAFETY: asked of terminators only; indices are below the count.
        unsafe {
            if llvm::LLVMIsATerminatorInst(self.0).is_null() {
                return Vec::new();
            }
            let count = llvm::LLVMGetNumSuccessors(self.0);
            (0..count).map(|i| Block(llvm::LLVMGetSuccessor(self.0, i))).collect()
        }
    }

    /// The case values of a `switch`; successor `i + 1` is case `i`'s, successor 0 is all others'.
    pub fn cases(self) -> Vec<Self> {
        if self.opcode() != Some(LLVMOpcode::LLVMSwitch) {
            return Vec::new();
        }
        let count = self.successors().len() as u32;
        // SAFETY: asked of a switch only; cases run from 1 to below the count of successors.
        unsafe { (1..count).map(|i| Self(llvm::LLVMGetSwitchCaseValue(self.0, i))).collect() }
    }

    /// The first block of a function.
    pub fn entry(self) -> Option<Block> {
        // SAFETY: asked of a definition only.
        unsafe {
            let defined = !llvm::LLVMIsAFunction(self.0).is_null() && llvm::LLVMIsDeclaration(self.0) == 0;
            defined.then(|| Block(llvm::LLVMGetEntryBasicBlock(self.0)))
        }
    }

    /// Whether it is a global variable with elements of its own.
    pub fn is_initialised(self) -> bool {
        // SAFETY: asked of a global variable only.
        unsafe {
            !llvm::LLVMIsAGlobalVariable(self.0).is_null() && !llvm::LLVMGetInitializer(self.0).is_null()
        }
    }
}

impl Block {
    /// Its instructions.
    pub fn instructions(self) -> Vec<Value> {
        let mut found = Vec::new();
        // SAFETY: a live block, whose instructions form a list.
        unsafe {
            let mut next = llvm::LLVMGetFirstInstruction(self.0);
            while !next.is_null() {
                found.push(Value(next));
                next = llvm::LLVMGetNextInstruction(next);
            }
        }
        found
    }
}
