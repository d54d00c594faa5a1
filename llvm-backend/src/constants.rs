//! The constants of a model: bytes beside its module, which says where each lies and what its hash is.
//!
//! They are the bytes of `constants.bin`: each constant little-endian, at a multiple of 32, equal ones once, zeros
//! between. A constant is held where it came from, in the graph's buffers or in a mapped file, and read from there.

use bytes::Bytes;
use gadgets::{Buffer, Graph};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha3::{Digest, Keccak256};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use crate::plan::{ALIGNMENT, Place, Plan};

/// Name of the global, after the model's prefix.
pub const CONSTANTS: &str = "circuit.constants";

/// Between two constants.
const ZEROS: [u8; ALIGNMENT as usize] = [0; ALIGNMENT as usize];

/// Constants that are what a module says of them, and what it says.
pub(crate) type Checked = (Constants, Vec<ConstantRecord>);

/// What a module says of one constant; tensors of equal elements share one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstantRecord {
    /// Where it lies.
    pub offset: u64,
    /// How many bytes it has.
    pub bytes: u64,
    /// Bytes of one element.
    pub width: u64,
    /// Keccak-256 of its bytes, in hexadecimal digits.
    pub keccak256: String,
}

impl ConstantRecord {
    /// Those of a graph, by where they lie.
    pub fn all(graph: &Graph, plan: &Plan) -> Vec<Self> {
        let mut all = BTreeMap::new();
        for (tensor, place) in graph.tensors.iter().zip(&plan.places) {
            if let (Some(data), Place::Constant(offset)) = (&tensor.data, place) {
                all.entry(*offset).or_insert(data);
            }
        }
        let record = |(offset, data): (u64, &Buffer)| Self {
            offset,
            bytes: data.le_bytes().len() as u64,
            width: data.element().bytes() as u64,
            keccak256: digest(data.le_bytes()),
        };
        all.into_par_iter().map(record).collect()
    }
}

fn digest(bytes: &[u8]) -> String {
    Keccak256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The bytes of all constants of one model. A clone shares them.
#[derive(Clone, Debug, Default)]
pub struct Constants {
    /// Ascending and disjoint, with less than 32 zeros after each.
    parts: Vec<(u64, Bytes)>,
    size: u64,
    /// What they were found to be: each stage checks them, and to hash a large model takes seconds.
    found: Arc<OnceLock<Vec<ConstantRecord>>>,
}

impl From<Bytes> for Constants {
    /// A whole file.
    fn from(bytes: Bytes) -> Self {
        Self { size: bytes.len() as u64, parts: vec![(0, bytes)], found: Arc::default() }
    }
}

impl PartialEq for Constants {
    fn eq(&self, other: &Self) -> bool {
        self.size == other.size && self.pieces().flatten().eq(other.pieces().flatten())
    }
}

impl Eq for Constants {}

impl Constants {
    /// Those of a graph, where its plan places them, and which [`ConstantRecord::all`] says.
    pub(crate) fn of(graph: &Graph, plan: &Plan, records: Vec<ConstantRecord>) -> Self {
        let placed = graph.tensors.iter().zip(&plan.places).filter_map(|(tensor, place)| match place {
            Place::Constant(offset) => Some((*offset, tensor.data.as_ref()?.le_bytes().clone())),
            _ => None,
        });
        let parts: BTreeMap<u64, Bytes> = placed.collect();
        let found = Arc::new(OnceLock::from(records));
        Self { parts: parts.into_iter().collect(), size: plan.constants_size, found }
    }

    /// How many bytes they are.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of one constant, or of several that lie in one part.
    pub fn slice(&self, offset: u64, bytes: u64) -> Option<Bytes> {
        let after = self.parts.partition_point(|(start, _)| *start <= offset);
        let (start, part) = self.parts.get(after.checked_sub(1)?)?;
        let from = usize::try_from(offset - start).ok()?;
        let to = from.checked_add(usize::try_from(bytes).ok()?)?;
        (to <= part.len()).then(|| part.slice(from..to))
    }

    /// All bytes in order.
    fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.parts.iter().skip(1).map(|(start, _)| *start).chain([self.size]);
        self.parts.iter().zip(ends).flat_map(|((start, part), end)| {
            let gap = end.saturating_sub(start + part.len() as u64) as usize;
            [part.as_ref(), &ZEROS[..gap.min(ZEROS.len())]]
        })
    }

    /// Writes the bytes of `constants.bin`.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        self.pieces().try_for_each(|piece| to.write_all(piece))
    }

    /// Writes the constants of these records as big-endian memory holds them, zeros between.
    ///
    /// # Errors
    /// The writer's, and [`io::ErrorKind::InvalidData`] for records of other constants.
    pub(crate) fn write_big_endian(&self, records: &[ConstantRecord], to: &mut impl Write) -> io::Result<()> {
        let mut at = 0;
        for record in records {
            let bytes = self.slice(record.offset, record.bytes).ok_or(io::ErrorKind::InvalidData)?;
            let gap = record.offset.checked_sub(at).filter(|gap| *gap < ALIGNMENT);
            to.write_all(&ZEROS[..gap.ok_or(io::ErrorKind::InvalidData)? as usize])?;
            for block in bytes.chunks(BLOCK) {
                let mut block = block.to_vec();
                block.chunks_exact_mut(record.width as usize).for_each(<[u8]>::reverse);
                to.write_all(&block)?;
            }
            at = record.offset + record.bytes;
        }
        let gap = self.size.checked_sub(at).filter(|gap| *gap < ALIGNMENT);
        to.write_all(&ZEROS[..gap.ok_or(io::ErrorKind::InvalidData)? as usize])
    }

    /// All bytes in one place that is aligned as the entries want it: their own where they are so already.
    pub(crate) fn in_one_place(&self) -> Bytes {
        let aligned = |bytes: &Bytes| bytes.as_ptr().addr().is_multiple_of(ALIGNMENT as usize);
        match self.parts.as_slice() {
            [(0, all)] if all.len() as u64 == self.size && aligned(all) => all.clone(),
            _ => {
                let room = self.size as usize + ALIGNMENT as usize;
                let mut copy: Vec<u8> = Vec::with_capacity(room);
                // Bytes never move their contents.
                let unaligned = copy.as_ptr_range().start.align_offset(ALIGNMENT as usize);
                copy.resize(unaligned, 0);
                self.pieces().for_each(|piece| copy.extend_from_slice(piece));
                Bytes::from(copy).slice(unaligned..)
            }
        }
    }

    /// Checks that the bytes are what a module says: their size, the hash of each constant, zeros between.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self, size: u64, records: &[ConstantRecord]) -> Result<(), String> {
        if self.size != size {
            return Err(format!("{} bytes are given, expected {size}", self.size));
        }
        let mut at = 0;
        for record in records {
            let ConstantRecord { offset, bytes, width, .. } = record;
            let whole = matches!(width, 1 | 2 | 4 | 8) && bytes.is_multiple_of(*width);
            let placed = *offset >= at && offset.is_multiple_of(ALIGNMENT) && whole;
            let end = offset.checked_add(*bytes).filter(|end| placed && *end <= size);
            at = end.ok_or_else(|| format!("{bytes} bytes at {offset} are no place for a constant"))?;
        }
        if self.found.get().is_some_and(|found| found == records) {
            return Ok(());
        }
        let wrong = |ConstantRecord { offset, bytes, keccak256, .. }: &ConstantRecord| {
            let found = self.slice(*offset, *bytes).map(|bytes| digest(&bytes)).unwrap_or_default();
            let said = format!("the {bytes} bytes at {offset} have Keccak-256 {found}, expected {keccak256}");
            (found != *keccak256).then_some(said)
        };
        records.par_iter().find_map_first(wrong).map_or(Ok(()), Err)?;
        let after = records.iter().map(|r| r.offset + r.bytes);
        let before = records.iter().map(|r| r.offset).chain([size]);
        std::iter::once(0).chain(after).zip(before).try_for_each(|(from, to)| self.check_zeros(from, to))?;
        // Bytes do not change; who was first is right.
        let _ = self.found.set(records.to_vec());
        Ok(())
    }

    /// Checks the bytes between two constants.
    fn check_zeros(&self, from: u64, to: u64) -> Result<(), String> {
        if to - from >= ALIGNMENT {
            return Err(format!("no constant lies between {from} and {to}"));
        }
        // What lies in no part is zero.
        let data = (from..to).find(|at| self.slice(*at, 1).is_some_and(|byte| byte[0] != 0));
        data.map_or(Ok(()), |at| Err(format!("there is data at {at}, where no constant lies")))
    }
}

/// Bytes that are turned round at a time: a multiple of every width.
const BLOCK: usize = 1 << 16;
