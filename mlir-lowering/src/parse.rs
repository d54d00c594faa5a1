//! MLIR text to a module, for text from anywhere: an error with MLIR's own words, or a module that verifies.
//!
//! MLIR's parser recurses over brackets and over operators of an affine expression, without a limit of its
//! own, so [`check_nesting`] bounds both before it runs: no text can exhaust the stack.

use melior::Context;
use melior::ir::Module;
use thiserror::Error;

use crate::context::Diagnostics;

/// Most bytes of a text.
pub const MAX_BYTES: usize = 1 << 26;

/// Most levels of brackets.
pub const MAX_DEPTH: usize = 64;

/// Most words and operators, over all open levels of brackets, since the last separator of each.
pub const MAX_CHAIN: usize = 1024;

/// A text that is no module.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Too large.
    #[error("MLIR text of {bytes} bytes exceeds {MAX_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A NUL character, at which MLIR would stop reading.
    #[error("MLIR text has a NUL character at byte {at}")]
    Nul {
        /// Where.
        at: usize,
    },
    /// Nested more deeply than the parser's stack allows.
    #[error(
        "MLIR text nests {depth} brackets and {chain} terms at byte {at}; at most {MAX_DEPTH} and {MAX_CHAIN}"
    )]
    TooDeep {
        /// Where.
        at: usize,
        /// Open brackets.
        depth: usize,
        /// Words and operators before them since the last separators.
        chain: usize,
    },
    /// What MLIR's parser or verifier says, one line for each diagnostic.
    #[error("{0}")]
    Mlir(String),
}

/// Parses and verifies a module.
///
/// # Errors
/// See [`ParseError`].
pub fn parse<'c>(context: &'c Context, text: &str) -> Result<Module<'c>, ParseError> {
    if text.len() > MAX_BYTES {
        return Err(ParseError::TooLarge { bytes: text.len() });
    }
    if let Some(at) = text.find('\0') {
        return Err(ParseError::Nul { at });
    }
    check_nesting(text)?;
    let diagnostics = Diagnostics::collect(context);
    match Module::parse(context, text) {
        Some(module) => Ok(module),
        None if diagnostics.text().is_empty() => Err(ParseError::Mlir("this is no MLIR module".to_owned())),
        None => Err(ParseError::Mlir(diagnostics.text())),
    }
}

/// Bounds how deeply the parser can recurse.
///
/// A level is one open bracket. Within a level, each word or operator may be one more recursion (chains of
/// `+` in affine expressions), until a separator (`,` `:` `=` or a closing brace) ends what it belongs to.
/// Strings and comments count as nothing.
fn check_nesting(text: &str) -> Result<(), ParseError> {
    let bytes = text.as_bytes();
    let mut levels = vec![0usize];
    let mut chain = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        let reset = match bytes[start] {
            b'"' => {
                at = end_of_string(bytes, at);
                false
            }
            b'/' if bytes.get(at) == Some(&b'/') => {
                at = bytes[at..].iter().position(|c| *c == b'\n').map_or(bytes.len(), |n| at + n);
                false
            }
            b'-' if bytes.get(at) == Some(&b'>') => {
                at += 1;
                false
            }
            b'>' if bytes.get(at) == Some(&b'=') => false,
            b'(' | b'[' | b'{' | b'<' => {
                levels.push(0);
                false
            }
            close @ (b')' | b']' | b'}' | b'>') => {
                if levels.len() > 1 {
                    chain -= levels.pop().unwrap_or(0);
                }
                close == b'}'
            }
            b',' | b':' | b'=' => true,
            c if c.is_ascii_whitespace() => false,
            c => {
                let word = |c: &u8| c.is_ascii_alphanumeric() || b"_.$%#@!^".contains(c) || !c.is_ascii();
                if word(&c) {
                    at = bytes[at..].iter().position(|c| !word(c)).map_or(bytes.len(), |n| at + n);
                }
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                    chain += 1;
                }
                false
            }
        };
        if reset && let Some(level) = levels.last_mut() {
            chain -= std::mem::take(level);
        }
        let depth = levels.len() - 1;
        if depth > MAX_DEPTH || chain > MAX_CHAIN {
            return Err(ParseError::TooDeep { at: start, depth, chain });
        }
    }
    Ok(())
}

fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'"' && bytes[at] != b'\n' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}
