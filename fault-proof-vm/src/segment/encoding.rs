//! Segments as bytes.
//!
//! Big-endian: the eight bytes `MT64SEG1`; u8 log2 of the steps; start and end witness, 188 bytes each; left
//! and right threads, each a u32 count and 298 bytes a thread; pages, a u32 count and for each u64 (number × 2,
//! plus 1 if it is not all zeros) and its 4096 bytes if so; siblings, a u32 count and for each u8 `l` (1 to 60:
//! the all-zero subtree `l − 1` levels above the leaves) or u8 0 and 32 bytes; pre-images, a u32 count and for
//! each its key, u32 length and bytes; last, the Keccak-256 of all that. The hash finds damage; what a segment
//! says is for [`Segment::check`] to find out.

use super::{Page, Preimage, Segment};
use crate::keccak::{Hash, keccak256, zero_subtree};
use crate::memory::PAGE_BYTES;
use crate::state::{DecodeError, STATE_BYTES, THREAD_BYTES, Thread, ThreadStacks, Witness};
use std::collections::BTreeMap;
use thiserror::Error;

const MAGIC: &[u8; 8] = b"MT64SEG1";
/// Levels whose all-zero subtree has a short form.
const LEVELS: u32 = 60;

/// Bytes that are no segment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EncodingError {
    /// Another format, or another version of it.
    #[error("not a segment: its first bytes are not `MT64SEG1`")]
    Magic,
    /// The bytes are not those that were written.
    #[error("the segment is damaged: its last 32 bytes are not the hash of the others")]
    Damaged,
    /// The bytes end before a part.
    #[error("the segment ends early: {what} need {needed} bytes, {left} are left")]
    Short {
        /// The part.
        what: &'static str,
        /// Bytes it needs at least.
        needed: u64,
        /// Bytes left.
        left: usize,
    },
    /// Bytes after the last part.
    #[error("the segment goes on after its last part, by {bytes} bytes")]
    TrailingBytes {
        /// How many.
        bytes: usize,
    },
    /// A short form that does not exist.
    #[error("sibling {index}: no all-zero subtree has the short form {got}")]
    Level {
        /// Place of the sibling.
        index: usize,
        /// The byte.
        got: u8,
    },
    /// A field with a value no state has.
    #[error("segment: {0}")]
    Field(#[from] DecodeError),
}

impl Segment {
    /// The encoding.
    pub fn encode(&self) -> Vec<u8> {
        let pages = self.pages.len() * (8 + PAGE_BYTES);
        let mut out = Vec::with_capacity(1024 + pages + 33 * self.siblings.len());
        out.extend_from_slice(MAGIC);
        out.push(self.log2_steps);
        out.extend_from_slice(&self.start.encode());
        out.extend_from_slice(&self.end.encode());
        for stack in [&self.threads.left, &self.threads.right] {
            put_count(&mut out, stack.len());
            stack.iter().for_each(|thread| out.extend_from_slice(&thread.encode()));
        }
        put_count(&mut out, self.pages.len());
        for Page { number, contents } in &self.pages {
            out.extend_from_slice(&(number << 1 | u64::from(contents.is_some())).to_be_bytes());
            contents.iter().for_each(|contents| out.extend_from_slice(&contents[..]));
        }
        let zeros: BTreeMap<Hash, u8> = (0..LEVELS).map(|l| (zero_subtree(l), l as u8 + 1)).collect();
        put_count(&mut out, self.siblings.len());
        for sibling in &self.siblings {
            match zeros.get(sibling) {
                Some(level) => out.push(*level),
                None => {
                    out.push(0);
                    out.extend_from_slice(sibling);
                }
            }
        }
        put_count(&mut out, self.preimages.len());
        for Preimage { key, bytes } in &self.preimages {
            out.extend_from_slice(key);
            put_count(&mut out, bytes.len());
            out.extend_from_slice(bytes);
        }
        let digest = keccak256(&out);
        out.extend_from_slice(&digest);
        out
    }

    /// Reads an encoding. Memory is taken for no more than the bytes there are.
    pub fn decode(bytes: &[u8]) -> Result<Self, EncodingError> {
        if !bytes.starts_with(MAGIC) {
            return Err(EncodingError::Magic);
        }
        let (body, digest) = bytes.split_last_chunk::<32>().ok_or(EncodingError::Damaged)?;
        if keccak256(body) != *digest {
            return Err(EncodingError::Damaged);
        }
        let mut reader = Reader(body);
        reader.array::<8>("magic number")?;
        let [log2_steps] = reader.array("number of steps")?;
        let start = Witness::decode(&reader.array::<STATE_BYTES>("start state")?)?;
        let end = Witness::decode(&reader.array::<STATE_BYTES>("end state")?)?;
        let threads = ThreadStacks { left: reader.threads()?, right: reader.threads()? };
        let pages = (0..reader.count("pages", 8)?).map(|_| reader.page()).collect::<Result<_, _>>()?;
        let siblings = reader.count("siblings", 1)?;
        let siblings = (0..siblings).map(|index| reader.sibling(index)).collect::<Result<_, _>>()?;
        let preimages = reader.count("pre-images", 36)?;
        let preimages = (0..preimages).map(|_| reader.preimage()).collect::<Result<_, _>>()?;
        match reader.0.len() {
            0 => Ok(Self { log2_steps, start, threads, end, pages, siblings, preimages }),
            bytes => Err(EncodingError::TrailingBytes { bytes }),
        }
    }
}

/// Counts fit: a segment of 4 GiB or more is never made, since a page has 4 KiB and a thread 298 bytes.
fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes());
}

/// What is left of the bytes.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], EncodingError> {
        let short = EncodingError::Short { what, needed: N as u64, left: self.0.len() };
        let (head, rest) = self.0.split_first_chunk().ok_or(short)?;
        self.0 = rest;
        Ok(*head)
    }

    /// A number of things of at least `size` bytes each, for all of which there are bytes.
    fn count(&mut self, what: &'static str, size: usize) -> Result<usize, EncodingError> {
        let count = u32::from_be_bytes(self.array(what)?);
        let needed = u64::from(count) * size as u64;
        match needed <= self.0.len() as u64 {
            true => Ok(count as usize),
            false => Err(EncodingError::Short { what, needed, left: self.0.len() }),
        }
    }

    fn threads(&mut self) -> Result<Vec<Thread>, EncodingError> {
        let count = self.count("threads", THREAD_BYTES)?;
        (0..count).map(|_| Ok(Thread::decode(&self.array("threads")?)?)).collect()
    }

    fn page(&mut self) -> Result<Page, EncodingError> {
        let tag = u64::from_be_bytes(self.array("pages")?);
        let contents = if tag & 1 == 1 { Some(Box::new(self.array("pages")?)) } else { None };
        Ok(Page { number: tag >> 1, contents })
    }

    fn sibling(&mut self, index: usize) -> Result<Hash, EncodingError> {
        match self.array("siblings")? {
            [0] => self.array("siblings"),
            [got] if u32::from(got) <= LEVELS => Ok(zero_subtree(u32::from(got) - 1)),
            [got] => Err(EncodingError::Level { index, got }),
        }
    }

    fn preimage(&mut self) -> Result<Preimage, EncodingError> {
        let key = self.array("pre-images")?;
        let len = self.count("pre-images", 1)?;
        let (bytes, rest) = self.0.split_at(len);
        self.0 = rest;
        Ok(Preimage { key, bytes: bytes.to_vec() })
    }
}
