//! Bytes to protobuf: bounded reading, and external data brought inline.
//!
//! An external file must lie inside the model's folder: its location is relative, has no `..`, and its
//! real path, links resolved, stays below the folder's.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use prost::Message;
use sha2::{Digest, Sha256};
use tract_onnx::pb::tensor_proto::DataLocation;
use tract_onnx::pb::{GraphProto, ModelProto, TensorProto};

use crate::error::{Diagnostic, Diagnostics, Place, Problem};
use crate::limits::Limits;
use crate::literal::proto_shape;
use crate::stored::{Stored, unread};

/// A decoded model whose tensors are all inline.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub proto: ModelProto,
    /// SHA-256 of the model file followed by the external bytes of each tensor in graph order.
    pub hash: [u8; 32],
}

/// Reads and decodes the file at `path`.
pub(crate) fn from_path(path: &Path, limits: &Limits) -> Result<Loaded, Diagnostics> {
    let bytes = read_bounded(path, limits.model_bytes).map_err(|p| Diagnostics::one(Place::Model, p))?;
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    from_bytes(&bytes, Some(parent), limits)
}

/// Decodes a model; `folder` is where its external data lies.
pub(crate) fn from_bytes(
    bytes: &[u8],
    folder: Option<&Path>,
    limits: &Limits,
) -> Result<Loaded, Diagnostics> {
    if bytes.len() as u64 > limits.model_bytes {
        let (got, limit) = (bytes.len() as u64, limits.model_bytes);
        let problem = Problem::TooLarge { what: "the model file, in bytes,", got, limit };
        return Err(Diagnostics::one(Place::Model, problem));
    }
    let mut proto = ModelProto::decode(bytes)
        .map_err(|e| Diagnostics::one(Place::Model, Problem::Malformed(e.to_string())))?;
    let mut hash = Sha256::new();
    hash.update(bytes);
    let mut problems = Vec::new();
    if let Some(graph) = &mut proto.graph {
        tensors(graph, &mut |tensor| {
            if let Err(problem) = inline(tensor, folder, limits, &mut hash) {
                problems.push(Diagnostic { place: Place::Tensor(tensor.name.clone()), problem });
            }
        });
    }
    if problems.is_empty() {
        Ok(Loaded { proto, hash: hash.finalize().into() })
    } else {
        Err(Diagnostics(problems))
    }
}

/// Every tensor of the graph: initialisers, then attributes of nodes, those of nested graphs included.
fn tensors(graph: &mut GraphProto, each: &mut impl FnMut(&mut TensorProto)) {
    graph.initializer.iter_mut().for_each(&mut *each);
    for attribute in graph.node.iter_mut().flat_map(|n| &mut n.attribute) {
        attribute.t.iter_mut().for_each(&mut *each);
        for graph in attribute.g.iter_mut().chain(&mut attribute.graphs) {
            tensors(graph, each);
        }
    }
}

/// The whole file, refused when larger than `limit` bytes, before or while it is read.
pub(crate) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Problem> {
    let fail =
        |e: std::io::Error| Problem::Unreadable { path: path.display().to_string(), reason: e.to_string() };
    let file = File::open(path).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(Problem::TooLarge { what: "the file, in bytes,", got: bytes.len() as u64, limit });
    }
    Ok(bytes)
}

/// Replaces a reference to external data by the data.
fn inline(
    tensor: &mut TensorProto,
    folder: Option<&Path>,
    limits: &Limits,
    hash: &mut Sha256,
) -> Result<(), Problem> {
    if tensor.data_location != Some(DataLocation::External as i32) {
        return Ok(());
    }
    let entry = |key: &str| tensor.external_data.iter().find(|e| e.key == key).map(|e| e.value.clone());
    let location = entry("location").unwrap_or_default();
    let fail = |reason: String| Problem::External { location: location.clone(), reason };
    let number = |key: &str| {
        let parsed =
            entry(key).map(|v| v.parse::<u64>().map_err(|_| fail(format!("{key} '{v}' is no number"))));
        parsed.transpose()
    };
    let shape = proto_shape(tensor)?;
    let unreadable = || Problem::ElementType { got: unread(tensor.data_type) };
    let kind = Stored::of_code(tensor.data_type).ok_or_else(unreadable)?;
    let expected = kind.bytes(limits.count_or_empty(&shape)?) as u64;
    let offset = number("offset")?.unwrap_or(0);
    let length = number("length")?.unwrap_or(expected);
    if length != expected {
        return Err(fail(format!("length {length}, but shape {shape:?} needs {expected} bytes")));
    }
    if length > limits.external_bytes {
        return Err(Problem::TooLarge {
            what: "external data, in bytes,",
            got: length,
            limit: limits.external_bytes,
        });
    }
    let path = resolve(folder, &location).map_err(fail)?;
    let mut file = File::open(&path).map_err(|e| fail(e.to_string()))?;
    let available = file.metadata().map_err(|e| fail(e.to_string()))?.len();
    if offset.checked_add(length).is_none_or(|end| end > available) {
        return Err(fail(format!("offset {offset} and length {length} exceed the file's {available} bytes")));
    }
    file.seek(SeekFrom::Start(offset)).map_err(|e| fail(e.to_string()))?;
    let mut raw = Vec::new();
    file.take(length).read_to_end(&mut raw).map_err(|e| fail(e.to_string()))?;
    hash.update(&raw);
    tensor.raw_data = raw;
    tensor.data_location = None;
    tensor.external_data.clear();
    Ok(())
}

/// The real path of `location` below `folder`.
fn resolve(folder: Option<&Path>, location: &str) -> Result<PathBuf, String> {
    let folder = folder.ok_or("the model was given without its folder")?;
    let relative = Path::new(location);
    if location.is_empty()
        || !relative.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir))
    {
        return Err("the location must be a path inside the model's folder".to_owned());
    }
    let root = folder.canonicalize().map_err(|e| e.to_string())?;
    let path = root.join(relative).canonicalize().map_err(|e| e.to_string())?;
    if path.starts_with(&root) && path.is_file() {
        Ok(path)
    } else {
        Err("the location must be a file inside the model's folder".to_owned())
    }
}
