//! The decoded instructions of a page. They are decoded a line at a time, when the first of the line is run: of most
//! pages that are executed, a small part is.

use super::PAGE_BYTES;
use crate::isa::{Insn, decode};
use std::sync::OnceLock;

/// Instructions of a line.
const LINE: usize = 16;

/// The instructions of a page, as far as they are decoded.
#[derive(Clone)]
pub(super) struct Code([OnceLock<[Insn; LINE]>; PAGE_BYTES / 4 / LINE]);

impl Code {
    /// None decoded.
    pub const fn new() -> Self {
        Self([const { OnceLock::new() }; PAGE_BYTES / 4 / LINE])
    }

    /// The instruction at `pc`, a multiple of 4, if it is decoded.
    #[inline(always)]
    pub fn get(&self, pc: u64) -> Option<&Insn> {
        let at = pc as usize % PAGE_BYTES / 4;
        Some(&self.0[at / LINE].get()?[at % LINE])
    }

    /// The instruction at `pc`, a multiple of 4, in a page with these bytes.
    pub fn decode(&self, pc: u64, bytes: &[u8; PAGE_BYTES]) -> Insn {
        let at = pc as usize % PAGE_BYTES / 4;
        let words = bytes.as_chunks().0;
        let line = at / LINE * LINE;
        let decode_line = || std::array::from_fn(|i| decode(u32::from_be_bytes(words[line + i])));
        self.0[at / LINE].get_or_init(decode_line)[at % LINE]
    }

    /// Notes that doubleword `at` of the page became `value`.
    pub fn update(&mut self, at: usize, value: u64) {
        if let Some(line) = self.0[2 * at / LINE].get_mut() {
            line[2 * at % LINE] = decode((value >> 32) as u32);
            line[2 * at % LINE + 1] = decode(value as u32);
        }
    }
}
