//! Calldata in the contract ABI, as far as our contracts need it: words, and bytes at the end.

use fault_proof_vm::keccak::keccak256;

/// An argument.
#[derive(Debug, Clone, Copy)]
pub enum Argument<'a> {
    /// One word: numbers, addresses, fixed bytes.
    Word([u8; 32]),
    /// Bytes of any length.
    Bytes(&'a [u8]),
}

impl From<u64> for Argument<'_> {
    fn from(value: u64) -> Self {
        Self::Word(number(value))
    }
}

impl From<[u8; 32]> for Argument<'_> {
    fn from(value: [u8; 32]) -> Self {
        Self::Word(value)
    }
}

impl<'a> From<&'a [u8]> for Argument<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}

/// A number as a word.
pub fn number(value: u64) -> [u8; 32] {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    word
}

/// An address as a word.
pub fn address(value: &[u8; 20]) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(value);
    word
}

/// First four bytes of the hash of a signature, such as `step(bytes,bytes,bytes32)`.
pub fn selector(signature: &str) -> [u8; 4] {
    let hash = keccak256(signature.as_bytes());
    [hash[0], hash[1], hash[2], hash[3]]
}

/// Arguments, encoded canonically: a head of words, then the bytes in order.
pub fn encode(arguments: &[Argument<'_>]) -> Vec<u8> {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for argument in arguments {
        match argument {
            Argument::Word(word) => head.extend(word),
            Argument::Bytes(bytes) => {
                head.extend(number((32 * arguments.len() + tail.len()) as u64));
                tail.extend(number(bytes.len() as u64));
                tail.extend_from_slice(bytes);
                tail.resize(tail.len().next_multiple_of(32), 0);
            }
        }
    }
    head.extend(tail);
    head
}

/// A call: selector and arguments.
pub fn call(signature: &str, arguments: &[Argument<'_>]) -> Vec<u8> {
    [&selector(signature)[..], &encode(arguments)].concat()
}
