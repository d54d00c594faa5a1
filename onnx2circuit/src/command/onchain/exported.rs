//! Files that `export-verifier` writes: it replaces and removes those that it wrote before and that are as it wrote them, and no
//! others. `key.json` says which they are (`files`: name and keccak-256).

use fault_proof_vm::files::DraftFolder;
use serde::Deserialize;
use serde_json::{Value, json};
use sha3::{Digest, Keccak256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::artifact::{parse, read_at_most};

/// The file that is written last.
const LAST: &str = "key.json";
/// Largest file that is read.
const MAX_BYTES: u64 = 1 << 24;

/// The part of `key.json` that says what was written.
#[derive(Deserialize)]
struct Before {
    files: BTreeMap<String, String>,
}

/// An export on its way.
pub struct Exported {
    folder: PathBuf,
    draft: DraftFolder,
    /// What is written now.
    files: BTreeMap<String, String>,
}

fn hash(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(Keccak256::digest(bytes)))
}

impl Exported {
    /// Starts an export. What lies in the folder stays until it is whole.
    ///
    /// # Errors
    /// [`Failure`] naming the folder.
    pub fn start(folder: &Path) -> Result<Self, Failure> {
        let draft = DraftFolder::create(folder).map_err(|e| Failure::file(folder, e))?;
        Ok(Self { folder: folder.to_owned(), draft, files: BTreeMap::new() })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// [`Failure`] naming the folder.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.files.insert(name.to_owned(), hash(bytes));
        self.draft.write(name, bytes).map_err(|e| Failure::file(&self.folder, e))
    }

    /// Adds a program.
    ///
    /// # Errors
    /// [`Failure`] naming the folder.
    pub fn write_program(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.files.insert(name.to_owned(), hash(bytes));
        self.draft.write_program(name, bytes).map_err(|e| Failure::file(&self.folder, e))
    }

    /// Puts all files in their place, and removes what was exported before and is no part of this.
    ///
    /// # Errors
    /// [`Failure`] naming a file that would be replaced or removed and is not as an export left it.
    pub fn commit(self, mut about: Value) -> Result<(), Failure> {
        about["files"] = json!(self.files);
        let before = self.before()?;
        let names = before.keys().chain(self.files.keys()).map(String::as_str);
        for name in names {
            self.check(name, before.get(name))?;
        }
        let text = crate::artifact::json(&about)?;
        let io = |e| Failure::file(&self.folder, e);
        self.draft.write(LAST, text.as_bytes()).map_err(io)?;
        let stale: Vec<PathBuf> = before
            .keys()
            .filter(|name| !self.files.contains_key(*name))
            .map(|name| self.folder.join(name))
            .collect();
        self.draft.commit(LAST).map_err(io)?;
        for path in stale.into_iter().filter(|path| path.is_file()) {
            std::fs::remove_file(&path).map_err(|e| Failure::file(&path, e))?;
        }
        Ok(())
    }

    /// What the folder holds of an export before, with hashes; names lead nowhere else.
    fn before(&self) -> Result<BTreeMap<String, String>, Failure> {
        let path = self.folder.join(LAST);
        if std::fs::symlink_metadata(&path).is_err() {
            return Ok(BTreeMap::new());
        }
        let Ok(Before { files }) = parse::<Before>(&path, &read_at_most(&path, MAX_BYTES)?) else {
            return Err(foreign(&path, "was not written by an export that says what it wrote"));
        };
        let inside = |name: &String| {
            Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        Ok(files.into_iter().filter(|(name, _)| inside(name)).collect())
    }

    /// Refuses a file that is there and is not as an export left it.
    fn check(&self, name: &str, left: Option<&String>) -> Result<(), Failure> {
        let path = self.folder.join(name);
        match std::fs::symlink_metadata(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            // A file where a folder has to be, for one.
            Err(e) => return Err(foreign(&path, &e.to_string())),
            Ok(_) => {}
        }
        let Some(left) = left else {
            return Err(foreign(&path, "is there already, and no export wrote it"));
        };
        if hash(&read_at_most(&path, MAX_BYTES)?) == *left {
            return Ok(());
        }
        Err(foreign(&path, "was changed since it was exported"))
    }
}

fn foreign(path: &Path, problem: &str) -> Failure {
    Failure::file(path, problem)
        .with_help("nothing was written: export into another folder (-o DIR), or move the file away")
}
