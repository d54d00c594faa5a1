//! An artifact: the directory that `compile` writes and every other verb reads.
//!
//! | file | what |
//! |---|---|
//! | `manifest.json` | what was compiled, from what, into what; hashes of all other files |
//! | `graph.json` | the integer graph as read back out of LLVM IR, without constants |
//! | `plan.json` | the memory plan |
//! | `constants.bin` | all constants, little-endian, at the plan's offsets: mapped, and read from there by all |
//! | `model.ll` | extended LLVM IR |
//! | `model.o`, `model.elf` | native object, fault-proof program |
//! | `circuit.bin` | the circuit IR |
//! | `calibration.json` | the calibration, given or made by this compile; the manifest has its hash |
//! | `report.json` | the measured error against floats; no hash covers it |

use bytes::Bytes;
use fault_proof_vm::files::{self, DraftFolder};
use gadgets::{Buffer, Graph};
use llvm_backend::Constants;
use llvm_backend::extended::Extended;
use llvm_backend::plan::{Place, Plan};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::manifest::{Manifest, SCHEMA};

/// Whether a file is one that an artifact has by this name, beside its manifest.
pub fn is_part(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == CONSTANTS || name == CIRCUIT)
        && path.with_file_name(MANIFEST).exists()
}

/// Name of the manifest in the directory.
pub const MANIFEST: &str = "manifest.json";
/// Name of the calibration that an artifact was compiled with.
pub const CALIBRATION: &str = "calibration.json";
const GRAPH: &str = "graph.json";
const PLAN: &str = "plan.json";
const CONSTANTS: &str = "constants.bin";
const LLVM: &str = "model.ll";
const OBJECT: &str = "model.o";
const PROGRAM: &str = "model.elf";
const CIRCUIT: &str = "circuit.bin";

/// The prefix of an artifact's one model.
const PREFIX: &str = "";

/// Most bytes of any one file that is read.
const LIMIT: u64 = 4 << 30;

/// An artifact that has been opened; its larger files are read when asked for.
#[derive(Debug)]
pub struct Artifact {
    /// The directory.
    pub directory: PathBuf,
    /// The manifest.
    pub manifest: Manifest,
    /// The integer graph.
    pub graph: Graph,
    /// The memory plan.
    pub plan: Plan,
    /// The file of constants.
    constants: Bytes,
}

/// What an artifact is made of, but for the manifest.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The integer graph.
    pub graph: &'a Graph,
    /// The memory plan.
    pub plan: &'a Plan,
    /// Extended LLVM IR and its constants.
    pub llvm: &'a Extended,
    /// Native object.
    pub object: &'a [u8],
    /// Fault-proof program.
    pub program: &'a [u8],
    /// The circuit.
    pub circuit: &'a circuit::Graph,
    /// Other files to go with it, by name: they are in no manifest.
    pub others: &'a [(String, String)],
}

impl Parts<'_> {
    /// Writes all files and a manifest with their hashes into `directory`, which is made if it is not there. A
    /// process that is killed leaves the artifact that was there, this one, or none; never parts of both.
    ///
    /// # Errors
    /// [`Failure`] naming the file that cannot be written.
    pub fn write(&self, directory: &Path, mut manifest: Manifest) -> Result<Manifest, Failure> {
        let fail = |e| Failure::file(directory, e);
        let draft = DraftFolder::create(directory).map_err(fail)?;
        let mut bare = self.graph.clone();
        bare.tensors.iter_mut().for_each(|t| t.data = None);
        for (name, text) in self.others {
            draft.write(name, text.as_bytes()).map_err(fail)?;
        }
        manifest.files = BTreeMap::new();
        let mut add = |name: &str, write: &dyn Fn(&mut Hashed) -> io::Result<()>| {
            let mut file = Hashed { file: draft.start(name)?, hash: Sha256::new() };
            write(&mut file)?;
            file.file.commit()?;
            manifest.files.insert(name.to_owned(), hex::encode(file.hash.finalize()));
            Ok(())
        };
        let (graph, plan) = (json(&bare)?, json(self.plan)?);
        let parts = [
            (GRAPH, graph.as_bytes()),
            (PLAN, plan.as_bytes()),
            (LLVM, self.llvm.text().as_bytes()),
            (OBJECT, self.object),
            (PROGRAM, self.program),
        ];
        for (name, bytes) in parts {
            add(name, &|file| file.write_all(bytes)).map_err(fail)?;
        }
        // As large as the model: written from where they are held.
        add(CONSTANTS, &|file| self.llvm.constants(PREFIX).write(file)).map_err(fail)?;
        add(CIRCUIT, &|file| self.circuit.write(file)).map_err(fail)?;
        draft.write(MANIFEST, json(&manifest)?.as_bytes()).map_err(fail)?;
        draft.commit(MANIFEST).map_err(fail)?;
        Ok(manifest)
    }
}

impl Artifact {
    /// Opens the artifact in `directory`.
    ///
    /// # Errors
    /// [`Failure`] for a directory that is no artifact, another schema, a file that was changed, or a graph
    /// that is not valid.
    pub fn open(directory: &Path) -> Result<Self, Failure> {
        if directory.is_file() {
            let model = directory.display();
            return Err(Failure::input(format!("{model}: a file, no artifact"))
                .with_help(format!("make an artifact of a model: onnx2circuit compile {model}")));
        }
        let path = directory.join(MANIFEST);
        let bytes =
            read_file(&path).map_err(|e| e.with_help("make an artifact with `onnx2circuit compile`"))?;
        let version: Version = parse(&path, &bytes)?;
        if version.schema != SCHEMA {
            let message = format!("{}: schema {}, expected {SCHEMA}", path.display(), version.schema);
            return Err(Failure::input(message).with_help("compile the model again"));
        }
        let manifest: Manifest = parse(&path, &bytes)?;
        let load = |name: &str| checked(directory, &manifest, name);
        let mut graph: Graph = parse(&directory.join(GRAPH), &load(GRAPH)?)?;
        let plan: Plan = parse(&directory.join(PLAN), &load(PLAN)?)?;
        let constants = mapped(directory, &manifest, CONSTANTS)?;
        fill(&mut graph, &plan, &constants)
            .ok_or_else(|| Failure::input(format!("{}: constants do not fit", directory.display())))?;
        graph.validate().map_err(|all| {
            Failure::input(format!("{}: the graph is not valid", directory.display()))
                .with_findings(all.into_iter().map(|e| (e, None)))
        })?;
        Ok(Self { directory: directory.to_path_buf(), manifest, graph, plan, constants })
    }

    /// Extended LLVM IR.
    ///
    /// # Errors
    /// [`Failure`] if the file is missing or was changed.
    pub fn llvm(&self) -> Result<String, Failure> {
        let bytes = checked(&self.directory, &self.manifest, LLVM)?;
        String::from_utf8(bytes).map_err(|e| Failure::file(self.directory.join(LLVM), e))
    }

    /// Extended LLVM IR with its constants.
    ///
    /// # Errors
    /// [`Failure`] if the file is missing, was changed, or is no LLVM IR.
    pub fn extended(&self) -> Result<Extended, Failure> {
        let module = Extended::from_text(&self.llvm()?).map_err(Failure::input)?;
        Ok(module.with_constants(PREFIX, Constants::from(self.constants.clone())))
    }

    /// The native object.
    ///
    /// # Errors
    /// [`Failure`] if the file is missing or was changed.
    pub fn object(&self) -> Result<Vec<u8>, Failure> {
        checked(&self.directory, &self.manifest, OBJECT)
    }

    /// The fault-proof program.
    ///
    /// # Errors
    /// [`Failure`] if the file is missing or was changed.
    pub fn program(&self) -> Result<Bytes, Failure> {
        mapped(&self.directory, &self.manifest, PROGRAM)
    }

    /// The circuit, validated.
    ///
    /// # Errors
    /// [`Failure`] if the file is missing, was changed, or holds no valid circuit.
    pub fn circuit(&self) -> Result<circuit::Graph, Failure> {
        let bytes = mapped(&self.directory, &self.manifest, CIRCUIT)?;
        let fail = |e: String| Failure::file(self.directory.join(CIRCUIT), e);
        let mut circuit = circuit::Graph::from_bytes(&bytes).map_err(|e| fail(e.to_string()))?;
        circuit.validate().map_err(|all| {
            fail("no valid circuit".to_owned()).with_findings(all.into_iter().map(|d| (d, None)))
        })?;
        self.name_origins(&mut circuit);
        Ok(circuit)
    }

    /// Names are outside the circuit's digest and so outside its file; lowering the graph gives them again.
    fn name_origins(&self, circuit: &mut circuit::Graph) {
        if let Ok(named) = circuit::lower::lower(&self.graph)
            && named.digest() == circuit.digest()
        {
            *circuit = named;
        }
    }
}

/// A file on its way, and the hash of what was written to it.
struct Hashed {
    file: files::Draft,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The part of the manifest that every schema has.
#[derive(serde::Deserialize)]
struct Version {
    schema: u32,
}

/// Puts the constants back; `None` where they do not fit.
fn fill(graph: &mut Graph, plan: &Plan, constants: &Bytes) -> Option<()> {
    if plan.places.len() != graph.tensors.len() || plan.constants_size != constants.len() as u64 {
        return None;
    }
    for (t, place) in graph.tensors.iter_mut().zip(&plan.places) {
        if let Place::Constant(offset) = place {
            let start = usize::try_from(*offset).ok()?;
            let len = t.shape.iter().try_fold(t.element.bytes(), |n, d| n.checked_mul(*d))?;
            let range = start..start.checked_add(len).filter(|end| *end <= constants.len())?;
            t.data = Some(Buffer::shared(t.element, constants.slice(range)));
        }
    }
    Some(())
}

fn checked(directory: &Path, manifest: &Manifest, name: &str) -> Result<Vec<u8>, Failure> {
    let bytes = read_file(&directory.join(name))?;
    check(directory, manifest, name, &bytes)?;
    Ok(bytes)
}

/// The same for what may be large: mapped, as long as anything holds a part of it.
fn mapped(directory: &Path, manifest: &Manifest, name: &str) -> Result<Bytes, Failure> {
    let path = directory.join(name);
    let bytes = gadgets::mapped::map(&path).map_err(|e| Failure::file(path, e))?;
    check(directory, manifest, name, &bytes)?;
    Ok(bytes)
}

/// Checks a file's hash.
fn check(directory: &Path, manifest: &Manifest, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = directory.join(name);
    let got = sha256(bytes);
    match manifest.files.get(name) {
        Some(expected) if *expected == got => Ok(()),
        Some(expected) => {
            Err(Failure::file(path, format!("has SHA-256 {got}, the manifest says {expected}")))
        }
        None => Err(Failure::file(path, "is not in the manifest")),
    }
}

/// Reads a file of bounded size.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    check_regular(path)?;
    read_at_most(path, LIMIT)
}

/// Refuses devices, which have no end, and pipes, which may have no beginning.
///
/// # Errors
/// [`Failure`] naming the path.
pub fn check_regular(path: &Path) -> Result<(), Failure> {
    let kind = std::fs::metadata(path).map_err(|e| Failure::file(path, e))?;
    if kind.is_file() { Ok(()) } else { Err(Failure::file(path, "is no regular file")) }
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn read_at_most(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    if path.is_dir() {
        return Err(Failure::file(path, "is a folder, where a file is read"));
    }
    let file = std::fs::File::open(path).map_err(|e| Failure::file(path, e))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| Failure::file(path, e))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::file(path, format!("has more than {limit} bytes")));
    }
    Ok(bytes)
}

/// Writes a file, whole or not at all.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    files::write(path, bytes).map_err(|e| Failure::file(path, e))
}

/// Whether a file can be written: for asking before the work whose result is to go there.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn check_file(path: &Path) -> Result<(), Failure> {
    files::check(path).map_err(|e| Failure::file(path, e))
}

/// Whether files can be written into a folder, which need not be there yet: like [`check_file`].
///
/// # Errors
/// [`Failure`] naming the folder.
pub fn check_folder(path: &Path) -> Result<(), Failure> {
    DraftFolder::create(path).map(drop).map_err(|e| Failure::file(path, e))
}

/// Reads JSON.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|e| Failure::file(path, e))
}

/// Readable JSON, ending in a new line.
///
/// # Errors
/// [`Failure`] that is our own fault.
pub fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map(|s| s + "\n").map_err(Failure::internal)
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
