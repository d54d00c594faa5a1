//! A tokenizer: text to tokens by byte-pair merging, and tokens back to text.
//!
//! Two formats are read, llama2.c's ([`super::llama2c`]) and Hugging Face's ([`super::hugging_face`]); both come to the same
//! parts. Text is text: names of special tokens in it stand for their characters.

use std::collections::HashMap;
use std::path::Path;

use thiserror::Error;

use super::merges::Merges;
use super::words::Cutter;
use super::{hugging_face, llama2c};
use crate::Failure;
use crate::artifact::{check_regular, read_at_most};

/// Most bytes of a tokenizer's file.
const FILE_LIMIT: u64 = 64 << 20;
/// Most tokens of a vocabulary.
pub(super) const MAX_TOKENS: usize = 1 << 20;
/// Most bytes of a text that is encoded.
pub const MAX_TEXT: usize = 1 << 20;

/// A file that is no tokenizer, or text that has no tokens.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// Not the format's.
    #[error("{0}")]
    Format(String),
    /// A part of the format that is not read.
    #[error("its {part} '{kind}' is not read")]
    Unknown {
        /// Normalizer, pre-tokenizer and so on.
        part: &'static str,
        /// What it is.
        kind: String,
    },
    /// A character that no tokens stand for.
    #[error("no token stands for {0:?}")]
    Character(char),
    /// Too much text.
    #[error("a text has at most {MAX_TEXT} bytes, {0} are given")]
    Long(usize),
    /// A token of its own in the text, for which text is not merged.
    #[error("{0:?} is a token of its own for this tokenizer, which is not read within a text")]
    Added(String),
    /// The same, once the tokenizer's replacements are done.
    #[error("a text has at most {MAX_TEXT} bytes, and the tokenizer's replacements make more of it")]
    Grown,
}

/// What happens to a text before it is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// This goes before it, if there is any text.
    Prepend(String),
    /// The same, unless it begins so.
    Begin(String),
    /// One for the other, wherever it is.
    Replace(String, String),
}

/// A tokenizer.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    /// The bytes that each token prints.
    pub(super) pieces: Vec<Vec<u8>>,
    pub(super) steps: Vec<Step>,
    pub(super) cutter: Cutter,
    /// Tokens of single characters.
    pub(super) characters: HashMap<char, u32>,
    /// Tokens of bytes, for all other characters.
    pub(super) bytes: HashMap<u8, u32>,
    pub(super) merges: Merges,
    /// What goes before a text.
    pub(super) begin: Vec<u32>,
    /// What ends one.
    pub(super) ends: Vec<u32>,
    /// Texts of added tokens that stand for themselves wherever they are.
    pub(super) added: Vec<String>,
    /// Whether a space at the start is not printed: one was put there.
    pub(super) strips: bool,
}

impl Tokenizer {
    /// The tokenizer in a file.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        check_regular(path)?;
        let bytes = read_at_most(path, FILE_LIMIT)?;
        // Told by its name what it is not, too.
        let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let read = if json { hugging_face::read(&bytes) } else { Self::from_bytes(&bytes) };
        read.map_err(|e| Failure::file(path, e))
    }

    /// The tokenizer in a file's bytes: JSON is Hugging Face's, anything else llama2.c's.
    ///
    /// # Errors
    /// [`TokenizerError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TokenizerError> {
        match bytes.trim_ascii_start().first() {
            Some(b'{') => hugging_face::read(bytes),
            _ => llama2c::read(bytes),
        }
    }

    /// Tokens that there are.
    pub fn tokens(&self) -> usize {
        self.pieces.len()
    }

    /// The characters that have a token of their own, in order.
    pub fn characters(&self) -> Vec<char> {
        let mut characters: Vec<char> = self.characters.keys().copied().collect();
        characters.sort_unstable();
        characters
    }

    /// Whether a token ends a text.
    pub fn ends(&self, token: u32) -> bool {
        self.ends.contains(&token)
    }

    /// The tokens of a text, what goes before it included.
    ///
    /// # Errors
    /// [`TokenizerError::Character`], [`TokenizerError::Long`], [`TokenizerError::Grown`], [`TokenizerError::Added`].
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
        if text.len() > MAX_TEXT {
            return Err(TokenizerError::Long(text.len()));
        }
        if let Some(added) = self.added.iter().find(|added| text.contains(added.as_str())) {
            return Err(TokenizerError::Added(added.clone()));
        }
        let mut text = text.to_owned();
        // Nothing goes before nothing.
        let steps = if text.is_empty() { &[][..] } else { &self.steps };
        for step in steps {
            text = match step {
                Step::Begin(mark) if text.starts_with(mark.as_str()) => text,
                Step::Begin(mark) | Step::Prepend(mark) => format!("{mark}{text}"),
                Step::Replace(from, to) => {
                    replaced(&text, from, to, MAX_TEXT).ok_or(TokenizerError::Grown)?
                }
            };
            if text.len() > MAX_TEXT {
                return Err(TokenizerError::Grown);
            }
        }
        let mut tokens = self.begin.clone();
        for piece in self.cutter.pieces(&text) {
            let mut row = Vec::with_capacity(piece.len());
            for c in piece.chars() {
                match self.characters.get(&c) {
                    Some(token) => row.push(*token),
                    None => {
                        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                            row.push(*self.bytes.get(&byte).ok_or(TokenizerError::Character(c))?);
                        }
                    }
                }
            }
            tokens.extend(self.merges.apply(row));
        }
        Ok(tokens)
    }

    /// The text of tokens.
    pub fn decode(&self, tokens: &[u32]) -> String {
        let mut printer = self.printer();
        let text: String = tokens.iter().map(|token| printer.push(*token)).collect();
        text + &printer.finish()
    }

    /// Prints tokens one after the other.
    pub const fn printer(&self) -> Printer<'_> {
        Printer { tokenizer: self, started: false, pending: Vec::new() }
    }
}

/// Tokens to text as they come: what is not yet a whole character waits for the rest of it.
#[derive(Clone, Debug)]
pub struct Printer<'t> {
    tokenizer: &'t Tokenizer,
    started: bool,
    pending: Vec<u8>,
}

impl Printer<'_> {
    /// What can be printed with this token.
    pub fn push(&mut self, token: u32) -> String {
        let mut piece = self.tokenizer.pieces.get(token as usize).map_or(&[][..], Vec::as_slice);
        if !self.started && self.tokenizer.strips {
            piece = piece.strip_prefix(b" ").unwrap_or(piece);
        }
        self.started |= self.tokenizer.pieces.get(token as usize).is_some_and(|p| !p.is_empty());
        self.pending.extend_from_slice(piece);
        let incomplete = self.pending.utf8_chunks().last().map_or(0, |chunk| {
            let bytes = chunk.invalid();
            // More may follow only what is cut off at the end.
            let cut = std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none());
            if cut { bytes.len() } else { 0 }
        });
        let rest = self.pending.split_off(self.pending.len() - incomplete);
        shown(&std::mem::replace(&mut self.pending, rest))
    }

    /// What is left at the end.
    pub fn finish(self) -> String {
        shown(&self.pending)
    }
}

/// A text with one for the other wherever it is; `None` where that has more bytes than `most`, which are not made then.
pub(super) fn replaced(text: &str, from: &str, to: &str, most: usize) -> Option<String> {
    let count = text.matches(from).count();
    let added = count.checked_mul(to.len())?;
    let length = (text.len() - count * from.len()).checked_add(added)?;
    (length <= most).then(|| text.replace(from, to))
}

/// Bytes as text; what a terminal would obey, but for line ends and tabs, is replaced like what is no text.
fn shown(bytes: &[u8]) -> String {
    let replaced = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    String::from_utf8_lossy(bytes).replace(replaced, "\u{fffd}")
}
