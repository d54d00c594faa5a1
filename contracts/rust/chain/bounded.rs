//! JSON of strangers as it comes: not longer, deeper or finer than what an honest node says, so that what a parser makes of it takes no more memory than
//! a few times its bytes.

use std::io::{self, Read};

/// Lists and objects in each other. A parser that skips them keeps a byte for each.
const DEEPEST: usize = 16;
/// Values in lists and objects beside one for so many bytes. What nodes say is hashes, most of which have 66 bytes; what a value takes in memory is
/// no more than a hundred.
const SPARE: u64 = 4096;
const BYTES_A_VALUE: u64 = 32;

/// What is read, as long as it is within the bounds.
pub struct Bounded<R> {
    from: R,
    /// Bytes of the longest text in it, keys included: a parser holds one whole before it can be looked at.
    longest: usize,
    /// Bytes and values so far.
    bytes: u64,
    values: u64,
    /// Lists and objects around what is being read.
    depth: usize,
    /// Bytes of the text that is being read.
    length: Option<usize>,
    /// Whether a backslash came before.
    escaped: bool,
}

impl<R> Bounded<R> {
    /// What comes from a reader, with no text of more than so many bytes.
    pub fn new(from: R, longest: usize) -> Self {
        Self { from, longest, bytes: 0, values: 0, depth: 0, length: None, escaped: false }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        let refused = |cause: String| Err(io::Error::new(io::ErrorKind::InvalidData, cause));
        for byte in &buffer[..count] {
            self.bytes += 1;
            match (self.length, byte) {
                (None, b'[' | b'{') => (self.depth, self.values) = (self.depth + 1, self.values + 1),
                (None, b']' | b'}') => self.depth = self.depth.saturating_sub(1),
                (None, b',') => self.values += 1,
                _ => {}
            }
            if self.depth > DEEPEST {
                return refused(format!("more than {DEEPEST} lists and objects in each other"));
            }
            if self.values > SPARE + self.bytes / BYTES_A_VALUE {
                return refused(format!("{} values in its first {} bytes", self.values, self.bytes));
            }
            self.length = match (self.length, byte) {
                (None, b'"') => Some(0),
                (Some(_), b'"') if !self.escaped => None,
                (length, _) => length.map(|length| length + 1),
            };
            self.escaped = self.length.is_some() && *byte == b'\\' && !self.escaped;
            if self.length.is_some_and(|length| length > self.longest) {
                return refused(format!("a text of more than {} bytes", self.longest));
            }
        }
        Ok(count)
    }
}
