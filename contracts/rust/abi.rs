//! Calldata in the contract ABI, as far as our contracts need it: words, and bytes and lists of words at the end;
//! and the way back.

use fault_proof_vm::keccak::keccak256;

/// An argument.
#[derive(Debug, Clone, Copy)]
pub enum Argument<'a> {
    /// One word: numbers, addresses, fixed bytes.
    Word([u8; 32]),
    /// Bytes of any length.
    Bytes(&'a [u8]),
    /// A list of words.
    Words(&'a [[u8; 32]]),
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

impl<'a> From<&'a [[u8; 32]]> for Argument<'a> {
    fn from(value: &'a [[u8; 32]]) -> Self {
        Self::Words(value)
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
            Argument::Words(words) => {
                head.extend(number((32 * arguments.len() + tail.len()) as u64));
                tail.extend(number(words.len() as u64));
                tail.extend(words.as_flattened());
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

/// Reads what a contract returned or logged, word by word. What is not there is none.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// A reader of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next word.
    pub fn word(&mut self) -> Option<[u8; 32]> {
        let word = self.bytes.get(self.at..)?.first_chunk().copied();
        self.at += 32;
        word
    }

    /// The next word, a number of 64 bits.
    pub fn number(&mut self) -> Option<u64> {
        let word = self.word()?;
        let (high, low) = word.split_last_chunk::<8>()?;
        high.iter().all(|byte| *byte == 0).then(|| u64::from_be_bytes(*low))
    }

    /// The next word, an address.
    pub fn address(&mut self) -> Option<[u8; 20]> {
        self.word()?.last_chunk().copied()
    }

    /// The next bytes, whose place is in the next word.
    pub fn bytes(&mut self) -> Option<Vec<u8>> {
        let mut there = Self { at: usize::try_from(self.number()?).ok()?, ..*self };
        let length = usize::try_from(there.number()?).ok()?;
        Some(self.bytes.get(there.at..)?.get(..length)?.to_vec())
    }
}
