//! Where machine code lies: in chunks of memory that are mapped twice, to be written at one address and executed at another.
//! No address is ever both, and what is compiled costs no call of the host of its own.

use memmap2::{Mmap, MmapMut};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a chunk.
const CHUNK: usize = 256 << 10;
/// What starts in a chunk does so at a multiple of this: a processor that has begun to read what it executes never reads
/// what is still to be written along with it.
const LINE: usize = 64;

/// Machine code. Its chunk stays as long as any code in it.
#[derive(Debug)]
pub(super) struct Code {
    chunk: Arc<Mmap>,
    start: usize,
    len: usize,
}

impl Code {
    /// Its first instruction.
    pub fn start(&self) -> *const u8 {
        // What was put there lies in the chunk.
        self.chunk.as_ptr().wrapping_add(self.start)
    }

    /// Bytes of code.
    pub fn len(&self) -> usize {
        self.len
    }
}

/// Memory for code, as much as is needed.
#[derive(Debug, Default)]
pub(super) struct CodeMemory(Mutex<Option<Chunk>>);

/// A chunk that has room left.
#[derive(Debug)]
struct Chunk {
    execute: Arc<Mmap>,
    write: MmapMut,
    used: usize,
}

impl CodeMemory {
    /// Puts code where it can be executed.
    ///
    /// # Errors
    /// What the host says if it gives no memory to execute.
    pub fn put(&self, code: &[u8]) -> io::Result<Code> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let chunk = match &mut *open {
            Some(chunk) if code.len() <= chunk.write.len() - chunk.used => chunk,
            // A host that maps nothing twice still has memory that is written first and executed afterwards.
            open => match Chunk::new(code.len().max(CHUNK)) {
                Ok(chunk) => open.insert(chunk),
                Err(_) => return alone(code),
            },
        };
        let (start, len) = (chunk.used, code.len());
        chunk.write[start..start + len].copy_from_slice(code);
        chunk.used = (start + len).next_multiple_of(LINE).min(chunk.write.len());
        Ok(Code { chunk: chunk.execute.clone(), start, len })
    }
}

impl Chunk {
    #[cfg(target_os = "linux")]
    fn new(len: usize) -> io::Result<Self> {
        use memmap2::MmapOptions;
        use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
        let file = memfd_create("compiled code", MemfdFlags::CLOEXEC)?;
        ftruncate(&file, len as u64)?;
        // SAFETY: nobody but these two mappings has the file, and it keeps its length.
        let write = unsafe { MmapOptions::new().len(len).map_mut(&file)? };
        // SAFETY: as above. Its bytes, which change as code is put there, are never read but by executing them, from the
        // address that `put` gives once they are there.
        let execute = unsafe { MmapOptions::new().len(len).map_exec(&file)? };
        Ok(Self { execute: Arc::new(execute), write, used: 0 })
    }

    #[cfg(not(target_os = "linux"))]
    fn new(_len: usize) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Puts code into a mapping of its own, which is written first and executed afterwards.
fn alone(code: &[u8]) -> io::Result<Code> {
    let mut map = MmapMut::map_anon(code.len().max(1))?;
    map[..code.len()].copy_from_slice(code);
    Ok(Code { chunk: Arc::new(map.make_exec()?), start: 0, len: code.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Code that gives a number.
    fn number(number: u32) -> Vec<u8> {
        [&[0xb8], &number.to_le_bytes()[..], &[0xc3]].concat()
    }

    fn run(code: &Code) -> u32 {
        // SAFETY: `number` wrote a function that takes nothing and gives a number.
        let function = unsafe { std::mem::transmute::<*const u8, extern "C" fn() -> u32>(code.start()) };
        function()
    }

    #[test]
    fn what_is_put_is_executed() {
        let memory = CodeMemory::default();
        // More than one chunk of them, of which some are gone before the last is put.
        let mut codes: Vec<(u32, Code)> = Vec::new();
        for at in 0..2 * (CHUNK / LINE) as u32 {
            codes.push((at, memory.put(&number(at)).unwrap()));
            assert_eq!(run(&codes[codes.len() - 1].1), at);
            if at % 1000 == 999 {
                codes.drain(..500);
            }
        }
        assert!(codes.iter().all(|(at, code)| run(code) == *at && code.len() == 6));
        let chunks: HashSet<*const u8> = codes.iter().map(|(_, code)| code.chunk.as_ptr()).collect();
        assert!(!cfg!(target_os = "linux") || chunks.len() == 2, "{} mappings", chunks.len());
        let mut long = vec![0x90; 3 * CHUNK];
        long.extend(number(7));
        assert_eq!(run(&memory.put(&long).unwrap()), 7);
        assert_eq!(run(&alone(&number(8)).unwrap()), 8);
        assert_eq!(run(&memory.put(&number(9)).unwrap()), 9);
    }
}
