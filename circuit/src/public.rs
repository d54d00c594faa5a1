//! The public values: which integers they are and what they are checked for.

use borsh::{BorshDeserialize, BorshSerialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

use super::{Graph, Range, Tensor, TensorId, Trace, Visibility};

/// What a verifier is given of a hashed tensor: a number below 2^256, big-endian. Which numbers there are, and how one follows
/// from the tensor, is the backend's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// Text that is no hash.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("'{0}' is no hash: 0x and 64 hexadecimal digits are expected")]
pub struct HashError(String);

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let refused = || HashError(text.chars().take(80).collect());
        let digits = text.strip_prefix("0x").filter(|d| d.len() == 64 && d.is_ascii()).ok_or_else(refused)?;
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            let digits = &digits[2 * i..2 * i + 2];
            let known = digits.bytes().all(|d| d.is_ascii_hexdigit());
            *byte = u8::from_str_radix(digits, 16).ok().filter(|_| known).ok_or_else(refused)?;
        }
        Ok(Self(bytes))
    }
}

/// The public values of a run: integers of inputs, then of outputs, each tensor row-major, and the hashes of those that are
/// hashed.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PublicValues {
    /// Public inputs.
    pub inputs: Vec<Vec<i128>>,
    /// Outputs that are not hashed.
    pub outputs: Vec<Vec<i128>>,
    /// One for each hashed input, one of the parameters where they are hidden, one for each hashed output.
    pub hashes: Vec<Hash>,
}

impl PublicValues {
    /// Those of a run of `graph`, without hashes, which are a backend's to make.
    pub fn of(graph: &Graph, trace: &Trace) -> Self {
        let mut values = Self::default();
        let all = |of: &[TensorId]| of.iter().map(|t| trace.tensor(*t).to_vec()).collect::<Vec<_>>();
        for (kind, t) in tensors(graph) {
            match kind {
                Kind::Input => values.inputs.extend(all(&t)),
                Kind::Output => values.outputs.extend(all(&t)),
                Kind::HashedInput | Kind::HashedOutput | Kind::Parameters => {}
            }
        }
        values
    }
}

/// What the verifier is given of a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Kind {
    /// An input's integers.
    Input,
    /// An output's integers.
    Output,
    /// An input's hash.
    HashedInput,
    /// An output's hash.
    HashedOutput,
    /// One hash of all parameters.
    Parameters,
}

impl Kind {
    /// Whether it is of an output.
    pub fn is_output(self) -> bool {
        matches!(self, Self::Output | Self::HashedOutput)
    }

    /// Whether it is a hash.
    pub fn is_hash(self) -> bool {
        matches!(self, Self::HashedInput | Self::HashedOutput | Self::Parameters)
    }
}

/// One tensor of which the verifier is given something; of parameters, all of them as one list.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Slot {
    /// What.
    pub kind: Kind,
    /// The tensor's shape; the number of all parameters.
    pub shape: Vec<u32>,
    /// Where its elements lie, those of the widest parameter included.
    pub range: Range,
}

impl Slot {
    /// Number of public values: the tensor's elements, or one hash.
    pub fn len(&self) -> usize {
        if self.kind.is_hash() { 1 } else { self.elements() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of the tensor's elements.
    pub fn elements(&self) -> usize {
        self.shape.iter().map(|d| *d as usize).fold(1, usize::saturating_mul)
    }
}

/// Public values that are none of the circuit's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PublicError {
    /// Not the number of tensors.
    #[error("{got} public {what}, expected {expected}")]
    Tensors {
        /// Inputs, outputs or hashes.
        what: &'static str,
        /// Number in the circuit.
        expected: usize,
        /// Number given.
        got: usize,
    },
    /// Not the number of elements.
    #[error("public {what} {index} has {got} elements, expected {expected}")]
    Elements {
        /// Input or output.
        what: &'static str,
        /// Which one.
        index: usize,
        /// Number in the circuit.
        expected: usize,
        /// Number given.
        got: usize,
    },
    /// An integer outside its tensor's range.
    #[error("element {element} of public {what} {index} is {got}, outside {range}")]
    Range {
        /// Input or output.
        what: &'static str,
        /// Which one.
        index: usize,
        /// Row-major index.
        element: usize,
        /// The range.
        range: Range,
        /// The integer.
        got: i128,
    },
    /// A number that is no hash of the backend's.
    #[error("hash {index} is {got}, which is no element of the proof's field")]
    Hash {
        /// Which one.
        index: usize,
        /// The number.
        got: Hash,
    },
}

/// What the verifier is given, and of which tensors of a circuit: of inputs, of all parameters together, then of outputs.
pub fn tensors(graph: &Graph) -> impl Iterator<Item = (Kind, Vec<TensorId>)> {
    let input = |t: &TensorId| match graph.tensor(*t).vis {
        Visibility::PublicInput => Some((Kind::Input, vec![*t])),
        Visibility::HashedInput => Some((Kind::HashedInput, vec![*t])),
        _ => None,
    };
    let output = |t: &TensorId| match graph.tensor(*t).vis {
        Visibility::HashedOutput => (Kind::HashedOutput, vec![*t]),
        _ => (Kind::Output, vec![*t]),
    };
    let parameters = parameters(graph);
    let hash = (!parameters.is_empty()).then_some((Kind::Parameters, parameters));
    graph.inputs.iter().filter_map(input).chain(hash).chain(graph.outputs.iter().map(output))
}

/// The parameters of a circuit, in the order in which a run is given them and a hash is made of them.
pub fn parameters(graph: &Graph) -> Vec<TensorId> {
    let is = |t: &&TensorId| graph.tensor(**t).vis == Visibility::Parameter;
    graph.inputs.iter().filter(is).copied().collect()
}

/// What the verifier is given of each of [`tensors`].
pub fn slots(graph: &Graph) -> Vec<Slot> {
    let slot = |(kind, of): (Kind, Vec<TensorId>)| {
        let tensors = || of.iter().map(|t| graph.tensor(*t));
        let shape = match kind {
            Kind::Parameters => {
                let all = tensors().filter_map(Tensor::numel).fold(0, u64::saturating_add);
                vec![u32::try_from(all).unwrap_or(u32::MAX)]
            }
            _ => tensors().flat_map(|t| t.shape.clone()).collect(),
        };
        Slot { kind, shape, range: tensors().map(|t| t.range).reduce(Range::hull).unwrap_or(Range::point(0)) }
    };
    tensors(graph).map(slot).collect()
}

/// What is given for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// Integers, as many as the tensor has elements, each in its range.
    Integers(&'a [i128]),
    /// A hash, with its number: that the backend has it is yet to be checked.
    Hash(usize, &'a Hash),
}

/// Checks that values are those of the slots, each integer in its range, and gives what each slot has, inputs first.
///
/// # Errors
/// The first value that does not belong there.
pub fn check<'s, 'a>(
    slots: impl IntoIterator<Item = &'s Slot> + Clone,
    values: &'a PublicValues,
) -> Result<Vec<Given<'a>>, PublicError> {
    let mut all = Vec::new();
    let mut hashes = values.hashes.iter().enumerate();
    let of = |wanted: fn(Kind) -> bool| slots.clone().into_iter().filter(move |s| wanted(s.kind));
    for (what, expected, got) in [
        ("inputs", of(|k| k == Kind::Input).count(), values.inputs.len()),
        ("outputs", of(|k| k == Kind::Output).count(), values.outputs.len()),
        ("hashes", of(Kind::is_hash).count(), values.hashes.len()),
    ] {
        if expected != got {
            return Err(PublicError::Tensors { what, expected, got });
        }
    }
    for (output, given, what) in [(false, &values.inputs, "input"), (true, &values.outputs, "output")] {
        let mut given = given.iter().enumerate();
        for slot in slots.clone().into_iter().filter(|s| s.kind.is_output() == output) {
            if slot.kind.is_hash() {
                all.extend(hashes.next().map(|(index, hash)| Given::Hash(index, hash)));
                continue;
            }
            let Some((index, values)) = given.next() else { continue };
            if slot.len() != values.len() {
                let (expected, got) = (slot.len(), values.len());
                return Err(PublicError::Elements { what, index, expected, got });
            }
            if let Some((element, got)) = values.iter().enumerate().find(|(_, v)| !slot.range.contains(**v)) {
                return Err(PublicError::Range { what, index, element, range: slot.range, got: *got });
            }
            all.push(Given::Integers(values));
        }
    }
    Ok(all)
}

/// The integers of each slot, checked as by [`check`]: for circuits that hash nothing.
///
/// # Errors
/// As [`check`].
pub fn integers<'s, 'a>(
    slots: impl IntoIterator<Item = &'s Slot> + Clone,
    values: &'a PublicValues,
) -> Result<Vec<&'a [i128]>, PublicError> {
    let given = |given| match given {
        Given::Integers(values) => Some(values),
        Given::Hash(..) => None,
    };
    Ok(check(slots, values)?.into_iter().filter_map(given).collect())
}
