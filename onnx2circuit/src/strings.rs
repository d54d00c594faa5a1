//! Reference strings in files: ours, and those of ceremonies; and which of them may be used.

use halo2::srs::{Ceremony, Fingerprint, SrsName};
use halo2::{FileError, Srs};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::artifact::{check_regular, read_at_most};

/// A file of a reference string.
#[derive(Debug)]
pub struct StringFile {
    path: PathBuf,
    contents: Contents,
}

#[derive(Debug)]
enum Contents {
    Ours(Box<Srs>),
    Ceremony(Box<Ceremony<BufReader<File>>>),
}

impl StringFile {
    /// Opens a file: one that `setup` wrote, or a ceremony's (`.ptau` of snarkjs, parameters of halo2).
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |e: FileError| Failure::file(path, e);
        check_regular(path)?;
        let file = File::open(path).map_err(|e| Failure::file(path, e))?;
        let contents = match Ceremony::open(BufReader::new(file)).map_err(failed)? {
            Some(ceremony) => Contents::Ceremony(Box::new(ceremony)),
            None => Contents::Ours(Box::new(read(path)?)),
        };
        Ok(Self { path: path.to_owned(), contents })
    }

    /// Which string it is.
    pub fn name(&self) -> SrsName {
        match &self.contents {
            Contents::Ours(srs) => srs.name(),
            Contents::Ceremony(ceremony) => ceremony.name(),
        }
    }

    /// The string for `2^k` rows, all of it checked.
    ///
    /// # Errors
    /// [`Failure`] naming the file, for a string that is too small or none.
    pub fn at(&mut self, k: u32) -> Result<Cow<'_, Srs>, Failure> {
        let failed = |e: FileError| Failure::file(&self.path, e);
        // Before any of it is checked, which takes a while.
        let most = match &self.contents {
            Contents::Ours(srs) => srs.k(),
            Contents::Ceremony(ceremony) => ceremony.most(),
        };
        if k > most {
            let message = format!("a string of 2^{most} powers, the circuit needs 2^{k}");
            return Err(Failure::file(&self.path, message).with_help(
                "take a larger string of the same ceremony, or a model of fewer values or bits (--preset small)",
            ));
        }
        match &mut self.contents {
            Contents::Ours(srs) => {
                srs.check_powers().map_err(failed)?;
                srs.for_k(k).map_err(failed)
            }
            Contents::Ceremony(ceremony) => ceremony.cut(k).map(Cow::Owned).map_err(failed),
        }
    }
}

/// Reads a file that `setup` wrote, without looking whether it holds the powers of one secret: proofs made with one that
/// does not are refused.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn read(path: &Path) -> Result<Srs, Failure> {
    Srs::from_bytes(&read_at_most(path, Srs::MAX_BYTES)?).map_err(|e| Failure::file(path, e))
}

/// A new string of `2^k` powers, **unsafe**: of a secret that is drawn and dropped, or, with a seed, of one that everybody
/// knows.
///
/// # Errors
/// [`Failure`] for a size that halo2 does not take.
pub fn new(k: u32, seed: Option<u64>) -> Result<Srs, Failure> {
    let made = match seed {
        Some(seed) => Srs::from_seed(k, seed),
        None => Srs::random(k),
    };
    made.map_err(Failure::input)
}

/// Whether keys may be made with a string: one of a ceremony that is known or that the user names, or, where the user says
/// so, one for development.
///
/// # Errors
/// [`Failure`] that says what to add to the command.
pub fn allow(srs: &SrsName, development: bool, ceremony: Option<Fingerprint>) -> Result<(), Failure> {
    if srs.origin.is_development() {
        return allow_development(srs, development);
    }
    let fingerprint = srs.fingerprint;
    match ceremony {
        Some(named) if named == fingerprint => Ok(()),
        Some(named) => Err(Failure::input(format!(
            "the reference string's fingerprint is {fingerprint}, --ceremony says {named}"
        ))),
        None if srs.ceremony().is_some() => Ok(()),
        None => Err(Failure::input(format!(
            "the reference string {fingerprint} is of no ceremony that this program knows"
        ))
        .with_help(format!(
            "anyone can write such a file with a secret of their own: compare the fingerprint (keccak-256 of the secret in \
             G2) with what the ceremony publishes, then say --ceremony {fingerprint}"
        ))),
    }
}

/// Whether a string for development may be used, if it is one.
///
/// # Errors
/// [`Failure`] that says what to add to the command.
pub fn allow_development(srs: &SrsName, development: bool) -> Result<(), Failure> {
    if development || !srs.origin.is_development() {
        return Ok(());
    }
    Err(Failure::input(srs).with_help(
        "use the string of a ceremony (`onnx2circuit setup --srs FILE`), or say --unsafe-development-srs where forged proofs \
         do no harm",
    ))
}

/// What to tell the user of a string, if it is unsafe.
pub fn warning(srs: &SrsName) -> Option<String> {
    srs.is_unsafe().then(|| format!("warning: {srs}"))
}

/// A string in JSON.
pub fn to_json(srs: &SrsName) -> Value {
    json!({
        "origin": srs.origin.name(), "fingerprint": srs.fingerprint.to_string(), "ceremony": srs.ceremony(),
    })
}
