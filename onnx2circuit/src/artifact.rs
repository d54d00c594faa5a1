//! An artifact: the directory that `compile` writes and every other verb reads.
//!
//! | file | what |
//! |---|---|
//! | `manifest.json` | what was compiled, from what, into what; hashes of all other files |
//! | `graph.json` | the integer graph as read back out of LLVM IR, without constants |
//! | `plan.json` | the memory plan |
//! | `constants.bin` | all constants, little-endian, at the plan's offsets |
//! | `model.ll` | extended LLVM IR |
//! | `model.o`, `model.elf` | native object, fault-proof program |
//! | `circuit.bin` | the circuit IR |
//! | `calibration.json` | the calibration, given or made by this compile; the manifest has its hash |
//! | `report.json` | the measured error against floats; no hash covers it |

use fault_proof_vm::files::{self, DraftFolder};
use gadgets::{Buffer, Graph};
use llvm_backend::plan::{Place, Plan};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::manifest::{Manifest, SCHEMA};

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
}

/// What an artifact is made of, but for the manifest.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The integer graph.
    pub graph: &'a Graph,
    /// The memory plan.
    pub plan: &'a Plan,
    /// Extended LLVM IR.
    pub llvm: &'a str,
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
        let mut constants = vec![0; self.plan.constants_size as usize];
        for (t, place) in bare.tensors.iter_mut().zip(&self.plan.places) {
            if let (Some(data), Place::Constant(offset)) = (t.data.take(), place) {
                let bytes = data.to_le_bytes();
                constants[*offset as usize..][..bytes.len()].copy_from_slice(&bytes);
            }
        }
        let files = [
            (GRAPH, json(&bare)?.into_bytes()),
            (PLAN, json(self.plan)?.into_bytes()),
            (CONSTANTS, constants),
            (LLVM, self.llvm.as_bytes().to_vec()),
            (OBJECT, self.object.to_vec()),
            (PROGRAM, self.program.to_vec()),
            (CIRCUIT, self.circuit.to_bytes()),
        ];
        for (name, text) in self.others {
            draft.write(name, text.as_bytes()).map_err(fail)?;
        }
        manifest.files = BTreeMap::new();
        for (name, bytes) in files {
            draft.write(name, &bytes).map_err(fail)?;
            manifest.files.insert(name.to_owned(), sha256(&bytes));
        }
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
        fill(&mut graph, &plan, &load(CONSTANTS)?)
            .ok_or_else(|| Failure::input(format!("{}: constants do not fit", directory.display())))?;
        graph.validate().map_err(|all| {
            Failure::input(format!("{}: the graph is not valid", directory.display()))
                .with_findings(all.into_iter().map(|e| (e, None)))
        })?;
        Ok(Self { directory: directory.to_path_buf(), manifest, graph, plan })
    }

    /// Extended LLVM IR.
    ///
    /// # Errors
    /// [`Failure`] if the file is missing or was changed.
    pub fn llvm(&self) -> Result<String, Failure> {
        let bytes = checked(&self.directory, &self.manifest, LLVM)?;
        String::from_utf8(bytes).map_err(|e| Failure::file(self.directory.join(LLVM), e))
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
    pub fn program(&self) -> Result<Vec<u8>, Failure> {
        checked(&self.directory, &self.manifest, PROGRAM)
    }

    /// The circuit, validated.
    ///
    /// # Errors
    /// [`Failure`] if the file is missing, was changed, or holds no valid circuit.
    pub fn circuit(&self) -> Result<circuit::Graph, Failure> {
        let bytes = checked(&self.directory, &self.manifest, CIRCUIT)?;
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

/// The part of the manifest that every schema has.
#[derive(serde::Deserialize)]
struct Version {
    schema: u32,
}

/// Puts the constants back; `None` where they do not fit.
fn fill(graph: &mut Graph, plan: &Plan, constants: &[u8]) -> Option<()> {
    if plan.places.len() != graph.tensors.len() {
        return None;
    }
    for (t, place) in graph.tensors.iter_mut().zip(&plan.places) {
        if let Place::Constant(offset) = place {
            let start = usize::try_from(*offset).ok()?;
            let len = t.shape.iter().try_fold(t.element.bytes(), |n, d| n.checked_mul(*d))?;
            let bytes = constants.get(start..start.checked_add(len)?)?;
            t.data = Some(Buffer::from_le_bytes(t.element, bytes));
        }
    }
    Some(())
}

fn checked(directory: &Path, manifest: &Manifest, name: &str) -> Result<Vec<u8>, Failure> {
    let path = directory.join(name);
    let bytes = read_file(&path)?;
    let got = sha256(&bytes);
    match manifest.files.get(name) {
        Some(expected) if *expected == got => Ok(bytes),
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
    read_at_most(path, LIMIT)
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn read_at_most(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
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
