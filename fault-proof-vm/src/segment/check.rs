//! Checking segments: running them again from nothing but what they hold.

use super::{MAX_LOG2_STEPS, MAX_THREADS, Preimage, Segment, SegmentError};
use crate::host::{Host, KECCAK_KEY, PreimageError, PreimagePart};
use crate::keccak::{Hash, keccak256};
use crate::memory::Memory;
use crate::state::{State, ThreadStacks, Version};
use crate::vm::Vm;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Key type of a SHA-256 pre-image.
const SHA256_KEY: u8 = 4;
/// Steps between two looks at the number of threads.
const STRIDE: u64 = 1 << 16;

/// What a checked segment, or a chain of them, proves: from the start state these steps lead to the end state,
/// given that the pre-images under the assumed keys are what they are taken to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// State hash before.
    pub start: Hash,
    /// State hash after.
    pub end: Hash,
    /// Steps, those that an exited machine spends as it is included.
    pub steps: u64,
    /// Pages given.
    pub pages_in: u64,
    /// Pages written.
    pub pages_out: u64,
    /// Pre-images that are not the hash of their key, as pairs of key and Keccak-256 of the bytes: local data
    /// and the like, which a checker cannot judge. Ascending.
    pub assumptions: Vec<(Hash, Hash)>,
}

impl Segment {
    /// Runs the segment again. Nothing in it is believed.
    pub fn check(&self) -> Result<Checked, SegmentError> {
        if self.log2_steps > MAX_LOG2_STEPS {
            return Err(SegmentError::Steps { got: self.log2_steps });
        }
        let assumptions = self.check_preimages()?;
        let mut vm = Vm::with_host(self.start_state()?, Preimages(&self.preimages));
        let mut left = 1u64 << self.log2_steps;
        while left > 0 && !vm.state().control.exited {
            left -= vm.run(left.min(STRIDE))?.steps;
            let got = vm.state().threads.len();
            if got > MAX_THREADS {
                return Err(SegmentError::Threads { got });
            }
        }
        let state = vm.state_mut();
        let pages_out = state.memory.written_pages() as u64;
        let end = state.witness();
        if end != self.end {
            return Err(SegmentError::End { expected: self.end.hash(), got: end.hash() });
        }
        Ok(Checked {
            start: self.start.hash(),
            end: end.hash(),
            steps: 1 << self.log2_steps,
            pages_in: self.pages.len() as u64,
            pages_out,
            assumptions,
        })
    }

    /// The start state as far as it is given, shown to be the one that the start's hash commits to.
    fn start_state(&self) -> Result<State, SegmentError> {
        let pages: Vec<_> = self.pages.iter().map(|page| (page.number, page.contents.as_deref())).collect();
        let mut memory = Memory::partial(&pages, &self.siblings)?;
        let roots = [
            ("pages", self.start.memory_root, memory.root()),
            ("left threads", self.start.left_root, ThreadStacks::root(&self.threads.left)),
            ("right threads", self.start.right_root, ThreadStacks::root(&self.threads.right)),
        ];
        if let Some((what, expected, got)) = roots.into_iter().find(|(_, expected, got)| expected != got) {
            return Err(SegmentError::Root { what, expected, got });
        }
        let (control, threads) = (self.start.control.clone(), self.threads.clone());
        Ok(State { version: Version::V8, control, memory, threads, last_hint: Vec::new() })
    }

    /// Compares pre-images with their keys; gives those whose keys are not hashes.
    fn check_preimages(&self) -> Result<Vec<(Hash, Hash)>, SegmentError> {
        let mut assumptions = Vec::new();
        for (index, Preimage { key, bytes }) in self.preimages.iter().enumerate() {
            let hash: Option<Hash> = match key[0] {
                KECCAK_KEY => Some(keccak256(bytes)),
                SHA256_KEY => Some(Sha256::digest(bytes).into()),
                _ => None,
            };
            let in_order = index == 0 || self.preimages[index - 1].key < *key;
            if !in_order || hash.is_some_and(|hash| hash[1..] != key[1..]) {
                return Err(SegmentError::Preimage { index, key: *key });
            }
            if hash.is_none() {
                assumptions.push((*key, keccak256(bytes)));
            }
        }
        Ok(assumptions)
    }
}

/// Checks the segments of a run, in parallel, and that each starts where the one before it ends. What they
/// prove together; nothing for no segments.
pub fn check_all(segments: &[Segment]) -> Result<Option<Checked>, SegmentError> {
    let at = |index: usize| move |source| SegmentError::At { index, source: Box::new(source) };
    let check = |(index, segment): (usize, &Segment)| segment.check().map_err(at(index));
    let checked: Vec<Checked> = segments.par_iter().enumerate().map(check).collect::<Result<_, _>>()?;
    join(checked)
}

/// What a chain of checked segments proves.
pub(super) fn join(checked: Vec<Checked>) -> Result<Option<Checked>, SegmentError> {
    let mut chain: Option<Checked> = None;
    for (index, next) in checked.into_iter().enumerate() {
        chain = Some(match chain {
            None => next,
            Some(chain) if chain.end != next.start => {
                return Err(SegmentError::Link { index, start: next.start, end: chain.end });
            }
            Some(mut chain) => {
                chain.end = next.end;
                chain.steps += next.steps;
                chain.pages_in += next.pages_in;
                chain.pages_out += next.pages_out;
                chain.assumptions.extend(next.assumptions);
                chain.assumptions.sort_unstable();
                chain.assumptions.dedup();
                chain
            }
        });
    }
    Ok(chain)
}

/// A host that has these pre-images, ascending by key, and wants to hear nothing.
struct Preimages<'a>(&'a [Preimage]);

impl Host for Preimages<'_> {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        match self.0.binary_search_by(|preimage| preimage.key.cmp(key)) {
            Ok(at) => PreimagePart::of(key, &self.0[at].bytes, offset),
            Err(_) => Err(PreimageError::Missing { key: *key, offset }),
        }
    }

    fn listens(&self) -> bool {
        false
    }
}
