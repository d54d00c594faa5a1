//! A module of extended LLVM IR, in and out of text. The contract is `docs/extended-llvm-ir.md`.
//!
//! [`Extended`] holds text rather than LLVM objects: it can be sent between threads, each consumer parses it
//! into a context of its own, and what is compiled is what one sees: code made from a module in memory could
//! depend on the order of its use lists. What the module says is read by [`crate::read_back`].

use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module;
use std::collections::BTreeMap;
use std::sync::Once;
use thiserror::Error;

use crate::constants::Constants;

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

/// Every module's own name, which LLVM prints: the model's stands as the source's.
const NAME: &str = "extended";

/// A well-formed LLVM module, held as text, and the constants of its models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    text: String,
    /// By the models' prefixes.
    constants: BTreeMap<String, Constants>,
}

impl Extended {
    /// Takes a copy of `module`, without constants.
    ///
    /// # Errors
    /// [`ExtendedError::Malformed`].
    pub fn new(module: &Module<'_>) -> Result<Self, ExtendedError> {
        module.verify().map_err(|e| ExtendedError::Malformed(e.to_string()))?;
        module.set_name(NAME);
        Ok(Self { text: module.print_to_string().to_string(), constants: BTreeMap::new() })
    }

    /// Reads LLVM IR's textual form, from anyone; it holds no constants.
    ///
    /// # Errors
    /// [`ExtendedError::Parse`] or [`ExtendedError::Malformed`].
    pub fn from_text(text: &str) -> Result<Self, ExtendedError> {
        let context = Context::create();
        Self::new(&parse(&context, text)?)
    }

    /// The same module with the constants of the model of this prefix.
    pub fn with_constants(mut self, prefix: &str, constants: Constants) -> Self {
        self.constants.insert(prefix.to_owned(), constants);
        self
    }

    /// The same module with the constants of another: one of the same models.
    pub fn with_constants_of(mut self, other: &Self) -> Self {
        self.constants.clone_from(&other.constants);
        self
    }

    /// The constants of the model of this prefix: none if there were none given.
    pub fn constants(&self, prefix: &str) -> Constants {
        self.constants.get(prefix).cloned().unwrap_or_default()
    }

    /// The textual form, as LLVM prints it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The module in `context`.
    ///
    /// # Errors
    /// [`ExtendedError::Parse`] only where memory ends: LLVM printed the text itself.
    pub fn module<'l>(&self, context: &'l Context) -> Result<Module<'l>, ExtendedError> {
        parse(context, &self.text)
    }

    /// All of `modules` in one. Equal step functions become one; entries need different prefixes.
    ///
    /// # Errors
    /// [`ExtendedError::Link`] where two modules define the same entry.
    pub fn link(modules: &[Self]) -> Result<Self, ExtendedError> {
        let context = Context::create();
        let all = context.create_module(NAME);
        for module in modules {
            all.link_in_module(module.module(&context)?).map_err(|e| ExtendedError::Link(e.to_string()))?;
        }
        let constants = modules.iter().flat_map(|m| m.constants.clone()).collect();
        Ok(Self { constants, ..Self::new(&all)? })
    }
}

/// Sets the options that LLVM has for a whole process only.
pub(crate) fn process_options() {
    static OPTIONS: Once = Once::new();
    OPTIONS.call_once(|| {
        let arguments = [
            c"onnx2circuit".as_ptr(),
            // MIPS: divisions without the trap on zero, an instruction that the VM does not have.
            c"-mno-check-zero-division".as_ptr(),
            // Parser: no upgrade of debug information, which ends the process where a module is malformed.
            c"-disable-auto-upgrade-debug-info".as_ptr(),
        ];
        let count = arguments.len() as i32;
        // SAFETY: NUL-terminated arguments, read once, before anything that depends on them.
        unsafe {
            inkwell::llvm_sys::support::LLVMParseCommandLineOptions(
                count,
                arguments.as_ptr(),
                std::ptr::null(),
            );
        }
    });
}

/// Parses text into `context`; bitcode is refused, whose reader trusts its input.
pub(crate) fn parse<'l>(context: &'l Context, text: &str) -> Result<Module<'l>, ExtendedError> {
    process_options();
    if text.as_bytes().contains(&0) {
        return Err(ExtendedError::Parse("the text holds a zero byte".to_owned()));
    }
    if let Some(number) = long_number(text) {
        return Err(ExtendedError::Parse(format!("value number {number} is too large")));
    }
    // LLVM wants the text to end in a zero byte.
    let terminated = [text.as_bytes(), &[0]].concat();
    let buffer = MemoryBuffer::create_from_memory_range_copy(&terminated, NAME);
    context.create_module_from_ir(buffer).map_err(|e| ExtendedError::Parse(e.to_string()))
}

/// The first number of a value, metadata node or attribute group, as in `%7`, of more than 9 digits. LLVM 22
/// wraps some of them silently, and reads memory that it does not own after it has reported others.
fn long_number(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            // Quotes within strings are written as `\22`.
            b'"' => at += 1 + bytes[at + 1..].iter().position(|b| *b == b'"')?,
            b';' => at += bytes[at..].iter().position(|b| *b == b'\n')?,
            b'%' | b'@' | b'!' | b'#' | b'^' => {
                let digits = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
                if digits > 9 {
                    return text.get(at..=at + digits);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}
