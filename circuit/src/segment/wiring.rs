//! Which public values of the parts are one tensor's: what binds the parts, and the name of the whole.
//!
//! Each such tensor is a *wire*, with one value for all parts that have it: integers, or a hash. A verifier is given one value
//! for each wire and makes every part's public values of them ([`Wiring::values`]), so there is nothing to compare: parts that
//! are proved on two values of a wire are not both accepted. That a wire has one maker, before all of its readers, is checked of
//! a wiring by itself ([`Wiring::check`]); that it has the shape and range that both parts mean, of the parts' keys, whose public
//! tensors have to be [`Wiring::slots`].

use borsh::{BorshDeserialize, BorshSerialize};
use sha3::{Digest as _, Keccak256};
use std::collections::BTreeSet;
use thiserror::Error;

use crate::public::{Given, Kind, Slot, check};
use crate::{Digest, Hash, PublicError, PublicValues};

/// Before what is hashed to a digest.
const DOMAIN: &[u8] = b"onnx2circuit segments 1";

/// The wires of a part, in the order of its public values.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Ends {
    /// Of its inputs, but for private ones.
    pub inputs: Vec<u32>,
    /// Of its outputs.
    pub outputs: Vec<u32>,
}

/// The wires between parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Wiring {
    /// The first wires: what the verifier of the whole is given, as [`crate::public::slots`] has it.
    pub shown: Vec<Slot>,
    /// The others, of which there are hashes: results that later parts read, and private inputs that several parts read.
    pub inner: Vec<Slot>,
    /// Wires by their numbers for each part.
    pub parts: Vec<Ends>,
}

/// A wiring that binds nothing, or values that are none of its wires.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WiringError {
    /// A wire that is not made and read as it should be.
    #[error("part {part}, wire {wire} of {wires}: {problem}")]
    Wire {
        /// The part.
        part: usize,
        /// The wire's number.
        wire: u32,
        /// Number of wires.
        wires: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A wire that no part has.
    #[error("wire {0} has no end")]
    Loose(usize),
    /// A wire that is no single tensor, or a wire between parts without a hash.
    #[error("wire {0} is {1:?}, which no wire is there")]
    Kind(usize, Kind),
    /// A part that is not there.
    #[error("there is no part {part}, but {parts}")]
    Part {
        /// Which one.
        part: usize,
        /// How many there are.
        parts: usize,
    },
    /// Not a hash for each wire between parts.
    #[error("{got} hashes of tensors between parts, expected {expected}")]
    Hashes {
        /// How many there are.
        expected: usize,
        /// How many are given.
        got: usize,
    },
    /// Public values that are not the whole's.
    #[error(transparent)]
    Public(#[from] PublicError),
}

impl Wiring {
    /// The tensor of a wire.
    pub fn wire(&self, number: u32) -> Option<&Slot> {
        let number = number as usize;
        self.shown.get(number).or_else(|| self.inner.get(number.checked_sub(self.shown.len())?))
    }

    /// Number of wires.
    pub fn wires(&self) -> usize {
        self.shown.len() + self.inner.len()
    }

    /// Checks that every wire has an end, that what is a result is made once, by a part before all that read it, and that inputs
    /// are made by none.
    ///
    /// # Errors
    /// The first wire that is not so.
    pub fn check(&self) -> Result<(), WiringError> {
        let all = self.shown.iter().chain(&self.inner);
        for (number, slot) in all.clone().enumerate() {
            if slot.kind == Kind::Parameters || (number >= self.shown.len() && !slot.kind.is_hash()) {
                return Err(WiringError::Kind(number, slot.kind));
            }
        }
        let wires = self.wires();
        let mut ready: Vec<bool> = all.map(|slot| !slot.kind.is_output()).collect();
        let mut ends = vec![false; wires];
        for (part, Ends { inputs, outputs }) in self.parts.iter().enumerate() {
            let wrong = |wire: u32, problem| WiringError::Wire { part, wire, wires, problem };
            // What a part has of public tensors is bounded by the wires that there are.
            let mut read = BTreeSet::new();
            for wire in inputs {
                if !read.insert(wire) {
                    return Err(wrong(*wire, "it is read twice"));
                }
                match ready.get(*wire as usize) {
                    None => return Err(wrong(*wire, "there is no such wire")),
                    Some(false) => return Err(wrong(*wire, "it is read before it is made")),
                    Some(true) => ends[*wire as usize] = true,
                }
            }
            for wire in outputs {
                match (self.wire(*wire).map(|slot| slot.kind.is_output()), ready.get_mut(*wire as usize)) {
                    (Some(true), Some(made)) if !*made => *made = true,
                    (Some(true), Some(_)) => return Err(wrong(*wire, "it is made twice")),
                    (Some(false), _) => return Err(wrong(*wire, "it is made, and is an input")),
                    _ => return Err(wrong(*wire, "there is no such wire")),
                }
                ends[*wire as usize] = true;
            }
        }
        ends.iter().position(|end| !end).map_or(Ok(()), |wire| Err(WiringError::Loose(wire)))
    }

    fn part(&self, part: usize) -> Result<&Ends, WiringError> {
        self.parts.get(part).ok_or(WiringError::Part { part, parts: self.parts.len() })
    }

    /// The public tensors that a part of this wiring has, inputs first; a wire that there is not is left out.
    ///
    /// # Errors
    /// A part that is not there.
    pub fn slots(&self, part: usize) -> Result<Vec<Slot>, WiringError> {
        let Ends { inputs, outputs } = self.part(part)?;
        let of = |wires: &[u32], shown: Kind, hashed: Kind| -> Vec<Slot> {
            let end =
                |slot: &Slot| Slot { kind: if slot.kind.is_hash() { hashed } else { shown }, ..slot.clone() };
            wires.iter().filter_map(|wire| self.wire(*wire)).map(end).collect()
        };
        let mut slots = of(inputs, Kind::Input, Kind::HashedInput);
        slots.extend(of(outputs, Kind::Output, Kind::HashedOutput));
        Ok(slots)
    }

    /// The wires of which a part shows hashes, in the order of its hashes.
    ///
    /// # Errors
    /// A part that is not there.
    pub fn hashed(&self, part: usize) -> Result<Vec<u32>, WiringError> {
        let Ends { inputs, outputs } = self.part(part)?;
        let hashed = |wire: &&u32| self.wire(**wire).is_some_and(|slot| slot.kind.is_hash());
        Ok(inputs.iter().chain(outputs).filter(hashed).copied().collect())
    }

    /// The public values of each part, one after the other, where these are the whole's, and these the hashes of what lies between
    /// parts.
    ///
    /// # Errors
    /// Values that are none of the wires.
    pub fn values<'a>(
        &'a self,
        whole: &'a PublicValues,
        inner: &'a [Hash],
    ) -> Result<impl Iterator<Item = PublicValues> + 'a, WiringError> {
        let (expected, got) = (self.inner.len(), inner.len());
        if expected != got {
            return Err(WiringError::Hashes { expected, got });
        }
        let mut given = check(&self.shown, whole)?;
        given.extend(inner.iter().enumerate().map(|(i, hash)| Given::Hash(i, hash)));
        let values = move |ends: &Ends| {
            let mut values = PublicValues::default();
            for (wires, integers) in [(&ends.inputs, 0), (&ends.outputs, 1)] {
                for wire in wires {
                    match (given.get(*wire as usize), integers) {
                        (Some(Given::Hash(_, hash)), _) => values.hashes.push(**hash),
                        (Some(Given::Integers(all)), 0) => values.inputs.push(all.to_vec()),
                        (Some(Given::Integers(all)), _) => values.outputs.push(all.to_vec()),
                        (None, _) => {}
                    }
                }
            }
            values
        };
        Ok(self.parts.iter().map(values))
    }

    /// The public values of the whole and the hashes of what lies between parts, where these are the parts': what
    /// [`Self::values`] makes the parts' of again, if they agree.
    ///
    /// # Errors
    /// A wire of which no part has a value.
    pub fn gather(&self, parts: &[PublicValues]) -> Result<(PublicValues, Vec<Hash>), WiringError> {
        let mut wires: Vec<Option<Given<'_>>> = vec![None; self.wires()];
        for (Ends { inputs, outputs }, values) in self.parts.iter().zip(parts) {
            let mut hashes = values.hashes.iter().enumerate().map(|(i, hash)| Given::Hash(i, hash));
            for (ends, integers) in [(inputs, &values.inputs), (outputs, &values.outputs)] {
                let mut integers = integers.iter().map(|all| Given::Integers(all));
                for wire in ends {
                    let hashed = self.wire(*wire).is_some_and(|slot| slot.kind.is_hash());
                    let value = if hashed { hashes.next() } else { integers.next() };
                    if let Some(place) = wires.get_mut(*wire as usize) {
                        *place = place.or(value);
                    }
                }
            }
        }
        let (mut whole, mut inner) = (PublicValues::default(), Vec::new());
        for (wire, value) in wires.into_iter().enumerate() {
            let shown = self.shown.get(wire).map(|slot| slot.kind.is_output());
            match (value.ok_or(WiringError::Loose(wire))?, shown) {
                (Given::Integers(all), Some(true)) => whole.outputs.push(all.to_vec()),
                (Given::Integers(all), _) => whole.inputs.push(all.to_vec()),
                (Given::Hash(_, hash), Some(_)) => whole.hashes.push(*hash),
                (Given::Hash(_, hash), None) => inner.push(*hash),
            }
        }
        Ok((whole, inner))
    }

    /// The name of a whole whose parts are these circuits, in order: keccak-256 of the wiring and their digests.
    pub fn digest(&self, parts: &[Digest]) -> Digest {
        let mut hasher = Keccak256::new();
        hasher.update(DOMAIN);
        hasher.update(borsh::to_vec(&(self, parts)).expect("writing to memory does not fail"));
        Digest(hasher.finalize().into())
    }
}
