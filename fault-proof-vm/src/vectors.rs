//! Step vectors: files of JSON lines, each a step with its evidence and the state hash it leads to, or the
//! word that it is an exception.
//!
//! A line is `{"n": name, "s": state, "p": proof, "post": hash or null, "exc": exception, "po": part}`: 188 and
//! 6,090 bytes in hex, the hash in hex, whether (or why) an exception is expected, and the Keccak-256 pre-image
//! `{"off": offset, "d": hex}` of which a part must be loaded first.

use crate::error::VmError;
use crate::host::{PartStore, PreimagePart, key};
use crate::keccak::Hash;
use crate::state::Witness;
use crate::step_witness::step_witness;
use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;
use std::io::{self, BufRead, BufReader, Read};
use thiserror::Error;

/// Longest line accepted, in bytes.
pub const MAX_LINE: u64 = 1 << 26;

/// A step and what must come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    /// Its name.
    pub name: String,
    /// The encoded state.
    pub state: Vec<u8>,
    /// The proof data.
    pub proof: Vec<u8>,
    /// Hash of the next state; none if an exception is expected.
    pub post: Option<Hash>,
    /// The pre-image that must be loaded, and the offset of the part.
    pub preimage: Option<(Vec<u8>, u64)>,
}

/// Why a line is no vector.
#[derive(Debug, Error)]
pub enum VectorError {
    /// The file cannot be read.
    #[error("line {line}: {source}")]
    Io {
        /// Line, from 1.
        line: usize,
        /// The cause.
        source: io::Error,
    },
    /// A line longer than accepted.
    #[error("line {line} is longer than {MAX_LINE} bytes")]
    TooLong {
        /// Line, from 1.
        line: usize,
    },
    /// A line that is no vector.
    #[error("line {line}: {cause}")]
    Line {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        cause: String,
    },
}

#[derive(Deserialize)]
struct Line {
    n: String,
    s: String,
    p: String,
    #[serde(default)]
    post: Option<String>,
    #[serde(default)]
    exc: Option<serde_json::Value>,
    #[serde(default)]
    po: Option<Part>,
}

#[derive(Deserialize)]
struct Part {
    off: u64,
    d: String,
}

impl Vector {
    /// Reads a line.
    pub fn from_json(json: &[u8]) -> Result<Self, String> {
        let line: Line = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        let bytes = |field: &str, text: &str| {
            let digits = text.strip_prefix("0x").unwrap_or(text);
            hex::decode(digits).map_err(|error| format!("{field}: {error}"))
        };
        let post = match &line.post {
            Some(text) => {
                let hash: Result<Hash, _> = bytes("post", text)?.try_into();
                Some(hash.map_err(|bytes| format!("post: a hash of {} bytes", bytes.len()))?)
            }
            None => None,
        };
        // A word, a number or `true` says that an exception is expected.
        let exception = line.exc.as_ref().is_some_and(|exc| !exc.is_null() && exc != false);
        if exception == post.is_some() {
            return Err("a vector has either a next state or an exception".to_owned());
        }
        let preimage = match &line.po {
            Some(part) => Some((bytes("po.d", &part.d)?, part.off)),
            None => None,
        };
        Ok(Self { state: bytes("s", &line.s)?, proof: bytes("p", &line.p)?, name: line.n, post, preimage })
    }

    /// Does the step, and says what is wrong if it does not end as it should.
    pub fn check(&self) -> Result<(), String> {
        match (self.step()?, self.post) {
            (Ok(next), Some(post)) if next.hash() == post => Ok(()),
            (Ok(next), Some(post)) => {
                Err(format!("next state {}, not {}", hex::encode(next.hash()), hex::encode(post)))
            }
            (Ok(next), None) => Err(format!("no exception but next state {}", hex::encode(next.hash()))),
            (Err(VmError::Exception(_)), None) => Ok(()),
            (Err(error), None) => Err(format!("the evidence is wrong before any exception: {error}")),
            (Err(error), Some(_)) => Err(error.to_string()),
        }
    }

    /// The step, by its evidence.
    fn step(&self) -> Result<Result<Witness, VmError>, String> {
        let mut host = PartStore::default();
        if let Some((preimage, offset)) = &self.preimage {
            let key = key::keccak(preimage);
            let part = PreimagePart::of(&key, preimage, *offset).map_err(|error| error.to_string())?;
            host.insert(key, *offset, part);
        }
        Ok(step_witness(&self.state, &self.proof, &mut host))
    }
}

/// The vectors of a file, compressed or not.
pub fn read_vectors<'a>(
    input: impl Read + 'a,
) -> io::Result<impl Iterator<Item = Result<Vector, VectorError>> + 'a> {
    let mut input = BufReader::new(input);
    let compressed = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut lines: Box<dyn BufRead + 'a> = match compressed {
        true => Box::new(BufReader::new(MultiGzDecoder::new(input))),
        false => Box::new(input),
    };
    let mut line = 0;
    let mut failed = false;
    Ok(std::iter::from_fn(move || {
        while !failed {
            line += 1;
            match next_line(&mut lines, line) {
                Ok(None) => return None,
                Ok(Some(bytes)) if bytes.trim_ascii().is_empty() => {}
                Ok(Some(bytes)) => {
                    return Some(
                        Vector::from_json(&bytes).map_err(|cause| VectorError::Line { line, cause }),
                    );
                }
                Err(error) => {
                    failed = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }))
}

fn next_line(input: &mut impl BufRead, line: usize) -> Result<Option<Vec<u8>>, VectorError> {
    let mut bytes = Vec::new();
    let read = input.take(MAX_LINE + 1).read_until(b'\n', &mut bytes);
    match read.map_err(|source| VectorError::Io { line, source })? {
        0 => Ok(None),
        _ if bytes.len() as u64 > MAX_LINE => Err(VectorError::TooLong { line }),
        _ => Ok(Some(bytes)),
    }
}
