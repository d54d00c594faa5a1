//! A module of extended LLVM IR, in and out of text. The contract is `docs/extended-llvm-ir.md`.
//!
//! [`Extended`] holds bitcode rather than LLVM objects: it can be sent between threads, and each consumer
//! parses it into a context of its own. What the module says is read by [`crate::read_back`].

use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module;
use thiserror::Error;

/// A module that LLVM does not accept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExtendedError {
    /// Text that is no LLVM IR.
    #[error("not LLVM IR: {0}")]
    Parse(String),
    /// IR that breaks LLVM's own rules.
    #[error("malformed LLVM IR: {0}")]
    Malformed(String),
    /// Modules with contradicting definitions.
    #[error("modules do not link: {0}")]
    Link(String),
}

/// A well-formed LLVM module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    bitcode: Vec<u8>,
}

impl Extended {
    /// Takes a copy of `module`.
    ///
    /// # Errors
    /// [`ExtendedError::Malformed`].
    pub fn new(module: &Module<'_>) -> Result<Self, ExtendedError> {
        module.verify().map_err(|e| ExtendedError::Malformed(e.to_string()))?;
        Ok(Self { bitcode: module.write_bitcode_to_memory().as_slice().to_vec() })
    }

    /// Reads LLVM IR's textual form, from anyone.
    ///
    /// # Errors
    /// [`ExtendedError::Parse`] or [`ExtendedError::Malformed`].
    pub fn from_text(text: &str) -> Result<Self, ExtendedError> {
        let context = Context::create();
        Self::new(&parse(&context, text)?)
    }

    /// The textual form.
    pub fn text(&self) -> String {
        self.module(&Context::create()).print_to_string().to_string()
    }

    /// The module in `context`.
    pub fn module<'l>(&self, context: &'l Context) -> Module<'l> {
        let buffer = MemoryBuffer::create_from_memory_range_copy(&self.bitcode, "extended");
        Module::parse_bitcode_from_buffer(&buffer, context).expect("bitcode that LLVM wrote itself")
    }

    /// All of `modules` in one. Equal step functions become one; entries need different prefixes.
    ///
    /// # Errors
    /// [`ExtendedError::Link`] where two modules define the same entry.
    pub fn link(modules: &[Self]) -> Result<Self, ExtendedError> {
        let context = Context::create();
        let all = context.create_module("linked");
        for module in modules {
            all.link_in_module(module.module(&context)).map_err(|e| ExtendedError::Link(e.to_string()))?;
        }
        Self::new(&all)
    }
}

/// Parses text into `context`; bitcode is refused, whose reader trusts its input.
pub(crate) fn parse<'l>(context: &'l Context, text: &str) -> Result<Module<'l>, ExtendedError> {
    if text.as_bytes().contains(&0) {
        return Err(ExtendedError::Parse("the text holds a zero byte".to_owned()));
    }
    // LLVM wants the text to end in a zero byte.
    let terminated = [text.as_bytes(), &[0]].concat();
    let buffer = MemoryBuffer::create_from_memory_range_copy(&terminated, "text");
    context.create_module_from_ir(buffer).map_err(|e| ExtendedError::Parse(e.to_string()))
}
