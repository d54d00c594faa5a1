//! Bytes to protobuf: bounded reading. What initialisers hold is taken out of the protobuf where it is large, and stays
//! in its file, mapped, where it is external; other external data is brought inline.
//!
//! An external file must lie inside the model's folder: its location is relative, has no `..`, and its
//! real path, links resolved, stays below the folder's.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use prost::Message;
use sha2::{Digest, Sha256};
use tract_onnx::pb::tensor_proto::DataLocation;
use tract_onnx::pb::{GraphProto, ModelProto, TensorProto};

use crate::error::{Diagnostic, Diagnostics, Place, Problem};
use crate::limits::Limits;
use crate::literal::proto_shape;
use crate::stored::{Stored, unread};

/// A decoded model: no data of it is external any more.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub proto: ModelProto,
    /// The bytes of each initialiser, where they are not in the protobuf.
    pub held: Vec<Option<Bytes>>,
    /// Files of external data.
    pub files: Vec<PathBuf>,
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
    let mut held = Vec::new();
    let mut files = BTreeMap::new();
    if let Some(graph) = &mut proto.graph {
        let mut take = |tensor: &mut TensorProto| match external(tensor, folder, limits, &mut files) {
            Ok(bytes) => {
                bytes.iter().for_each(|bytes| hash.update(bytes));
                bytes
            }
            Err(problem) => {
                problems.push(Diagnostic { place: Place::Tensor(tensor.name.clone()), problem });
                None
            }
        };
        for tensor in &mut graph.initializer {
            held.push(take(tensor).or_else(|| inline(tensor)));
        }
        attributes(graph, &mut |tensor| {
            if let Some(bytes) = take(tensor) {
                tensor.raw_data = bytes.to_vec();
            }
        });
    }
    if problems.is_empty() {
        Ok(Loaded { proto, held, files: files.into_keys().collect(), hash: hash.finalize().into() })
    } else {
        Err(Diagnostics(problems))
    }
}

/// Every tensor of nodes' attributes, and of the graphs in them.
fn attributes(graph: &mut GraphProto, each: &mut impl FnMut(&mut TensorProto)) {
    for attribute in graph.node.iter_mut().flat_map(|n| &mut n.attribute) {
        attribute.t.iter_mut().for_each(&mut *each);
        for nested in attribute.g.iter_mut().chain(&mut attribute.graphs) {
            nested.initializer.iter_mut().for_each(&mut *each);
            attributes(nested, each);
        }
    }
}

/// Bytes from which on what an initialiser holds inline is taken out of the protobuf: beside smaller ones the
/// bookkeeping would cost more.
const LARGE: usize = 1 << 12;

/// Takes an initialiser's bytes out of the protobuf, if they are many.
fn inline(tensor: &mut TensorProto) -> Option<Bytes> {
    (tensor.raw_data.len() >= LARGE).then(|| std::mem::take(&mut tensor.raw_data).into())
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

/// Takes away a reference to external data: the bytes that it refers to, in one of the mapped files.
fn external(
    tensor: &mut TensorProto,
    folder: Option<&Path>,
    limits: &Limits,
    files: &mut BTreeMap<PathBuf, Bytes>,
) -> Result<Option<Bytes>, Problem> {
    if tensor.data_location != Some(DataLocation::External as i32) {
        return Ok(None);
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
    let file = match files.get(&path) {
        Some(file) => file.clone(),
        None => gadgets::mapped::map(&path).map_err(|e| fail(e.to_string()))?,
    };
    files.insert(path, file.clone());
    let available = file.len() as u64;
    let end = offset.checked_add(length).filter(|end| *end <= available);
    let end = end.ok_or_else(|| {
        fail(format!("offset {offset} and length {length} exceed the file's {available} bytes"))
    })?;
    tensor.data_location = None;
    tensor.external_data.clear();
    Ok(Some(file.slice(offset as usize..end as usize)))
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
