//! Memory as bytes: for loading programs, for arenas, and for showing what a guest wrote.

use super::{Memory, MemoryError, PAGE_BYTES, PAGE_LOG2};

impl Memory {
    /// `len` bytes from `address` on (addresses wrap at 2^64). What cannot be read reads as zeros: see
    /// [`Memory::page`] for telling.
    pub fn read_bytes(&self, mut address: u64, len: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let start = address as usize % PAGE_BYTES;
            let count = (PAGE_BYTES - start).min(len - bytes.len());
            match self.page(address >> PAGE_LOG2) {
                Ok(Some(page)) => bytes.extend_from_slice(&page[start..start + count]),
                _ => bytes.resize(bytes.len() + count, 0),
            }
            address = address.wrapping_add(count as u64);
        }
        bytes
    }

    /// Writes `bytes` from `address` on (addresses wrap at 2^64).
    pub fn write_bytes(&mut self, mut address: u64, mut bytes: &[u8]) -> Result<(), MemoryError> {
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(PAGE_BYTES - address as usize % PAGE_BYTES));
            self.write_page(address, part.len(), |page| page.write(address, part))?;
            address = address.wrapping_add(part.len() as u64);
            bytes = rest;
        }
        Ok(())
    }

    /// Zeroes `len` bytes from `address` on, up to the end of memory at most. Only pages that exist are
    /// touched, so the range may be as large as memory.
    pub fn fill_zero(&mut self, address: u64, len: u64) -> Result<(), MemoryError> {
        let Some(last) = len.checked_sub(1).map(|len| address.saturating_add(len)) else {
            return Ok(());
        };
        let mut numbers = Vec::new();
        self.root.list(0, 0, (address >> PAGE_LOG2, last >> PAGE_LOG2), &mut numbers);
        for number in numbers {
            let start = number << PAGE_LOG2;
            let from = address.max(start);
            let to = last.min(start + (PAGE_BYTES as u64 - 1));
            self.write_bytes(from, &[0; PAGE_BYTES][..=(to - from) as usize])?;
        }
        Ok(())
    }

    /// Numbers (address / 4096) of the pages held and of those in images, ascending.
    pub fn page_numbers(&self) -> Vec<u64> {
        let mut numbers = Vec::new();
        self.root.list(0, 0, (0, u64::MAX >> PAGE_LOG2), &mut numbers);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_words_agree() {
        let mut memory = Memory::default();
        memory.write_bytes(0xffd, b"hello, world").unwrap();
        assert_eq!(memory.read_bytes(0xffd, 12), b"hello, world");
        assert_eq!(memory.read_word(0x1000), u64::from_be_bytes(*b"lo, worl"));
        assert_eq!(memory.page_count(), 2);
        memory.write_bytes(3, b"ab").unwrap();
        assert_eq!(memory.read_word(0), 0x0000_0061_6200_0000);
        assert_eq!(memory.read_bytes(0x1_0000, 0), b"");
    }

    #[test]
    fn addresses_wrap() {
        let mut memory = Memory::default();
        memory.write_bytes(u64::MAX - 1, &[1, 2, 3]).unwrap();
        assert_eq!(memory.read_bytes(u64::MAX - 1, 3), [1, 2, 3]);
        assert_eq!(memory.read_word(0) >> 56, 3);
    }

    #[test]
    fn fill_zero_touches_existing_pages_only() {
        let mut memory = Memory::default();
        memory.write_bytes(0x2000 - 3, &[0xff; 8]).unwrap();
        memory.fill_zero(0x1fff, u64::MAX).unwrap();
        assert_eq!(memory.read_bytes(0x2000 - 3, 8), [0xff, 0xff, 0, 0, 0, 0, 0, 0]);
        assert_eq!(memory.page_count(), 2);
    }
}
