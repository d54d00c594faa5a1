//! The named metadata `!circuit.models`: one node for each model of a module.
//!
//! ```text
//! !circuit.models = !{!0}
//! !0 = !{i32 2, !"<prefix>", !"<model name>", !"<arena>", !<slots>, !<tensors>, !<inputs>, !<outputs>, !<constants>}
//! ```
//! `<arena>` and each element of the five lists is a string of JSON: [`ArenaRecord`], [`Slot`],
//! [`TensorRecord`], [`Port`], [`ConstantRecord`]. The elements of constants are in a file of their own.

use gadgets::{Dyadic, ElementType, Graph, Port, Range, Tensor};
use inkwell::module::Module;
use inkwell::values::{BasicMetadataValueEnum, MetadataValue};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::constants::ConstantRecord;
use crate::lower::LowerError;
use crate::plan::{Place, Plan, Region, Slot};
use crate::raw::{self, Metadata};

/// Name of the named metadata.
pub const MODELS: &str = "circuit.models";
/// Version of everything that this crate writes into a module.
pub const FORMAT_VERSION: u64 = 2;

/// The arena as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArenaRecord {
    log2_size: u32,
    inputs: Region,
    outputs: Region,
    constants_size: u64,
}

/// A tensor but for its elements, and its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TensorRecord {
    name: String,
    shape: Vec<usize>,
    element: ElementType,
    scale: Dyadic,
    range: Range,
    place: Place,
}

/// What the metadata say of one model.
#[derive(Clone, Debug)]
pub struct ModelRecord {
    /// Put before the names of its entries.
    pub prefix: String,
    /// The model's name, tensors without elements, and ports; no nodes.
    pub graph: Graph,
    /// Where the tensors lie.
    pub plan: Plan,
    /// The constants, by where they lie.
    pub constants: Vec<ConstantRecord>,
}

/// Metadata that do not follow the form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// No `!circuit.models`.
    #[error("the module has no !{MODELS}: it is not extended LLVM IR")]
    Missing,
    /// Another version of the format.
    #[error("format version {got}, expected {FORMAT_VERSION}")]
    Version {
        /// What the module says.
        got: u64,
    },
    /// No record of this prefix, or several.
    #[error("!{MODELS} has not one model with the prefix '{0}'")]
    Prefix(String),
    /// A node of another form.
    #[error("!{MODELS}, model {model}: {reason}")]
    Form {
        /// Position in the list.
        model: usize,
        /// What is wrong.
        reason: String,
    },
}

/// Adds the record of a model to `module`.
pub fn attach(
    module: &Module<'_>,
    prefix: &str,
    graph: &Graph,
    (plan, constants): (&Plan, &[ConstantRecord]),
) -> Result<(), LowerError> {
    let context = module.get_context();
    let string = |s: &str| BasicMetadataValueEnum::from(raw::metadata_string(&context, s));
    let list = |items: Vec<String>| -> MetadataValue<'_> {
        context.metadata_node(&items.iter().map(|s| string(s)).collect::<Vec<_>>())
    };
    let arena = ArenaRecord {
        log2_size: plan.log2_size,
        inputs: plan.inputs,
        outputs: plan.outputs,
        constants_size: plan.constants_size,
    };
    let tensors = graph.tensors.iter().zip(&plan.places).map(|(t, place)| TensorRecord {
        name: t.name.clone(),
        shape: t.shape.clone(),
        element: t.element,
        scale: t.scale,
        range: t.range,
        place: *place,
    });
    let node = context.metadata_node(&[
        context.i32_type().const_int(FORMAT_VERSION, false).into(),
        string(prefix),
        string(&graph.name),
        string(&json(&arena)),
        list(plan.slots.iter().map(json).collect()).into(),
        list(tensors.map(|t| json(&t)).collect()).into(),
        list(graph.inputs.iter().map(json).collect()).into(),
        list(graph.outputs.iter().map(json).collect()).into(),
        list(constants.iter().map(json).collect()).into(),
    ]);
    module.add_global_metadata(MODELS, &node).map_err(|e| LowerError::Internal(e.to_string()))
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain data with string keys always serialises")
}

/// Reads the record of the one model with this prefix.
///
/// # Errors
/// See [`MetadataError`].
pub fn find(module: &Module<'_>, prefix: &str) -> Result<ModelRecord, MetadataError> {
    let mut found = read(module)?.into_iter().filter(|record| record.prefix == prefix);
    match (found.next(), found.next()) {
        (Some(record), None) => Ok(record),
        _ => Err(MetadataError::Prefix(prefix.to_owned())),
    }
}

/// Reads the records of all models.
///
/// # Errors
/// See [`MetadataError`].
pub fn read(module: &Module<'_>) -> Result<Vec<ModelRecord>, MetadataError> {
    let models = raw::named_metadata(module, MODELS);
    if models.is_empty() {
        return Err(MetadataError::Missing);
    }
    models.iter().enumerate().map(|(i, node)| model(i, node)).collect()
}

fn model(at: usize, node: &Metadata) -> Result<ModelRecord, MetadataError> {
    let fail = |reason: &str| MetadataError::Form { model: at, reason: reason.to_owned() };
    let fields = node.list().ok_or_else(|| fail("no node"))?;
    match fields.first().and_then(Metadata::int) {
        Some(FORMAT_VERSION) => {}
        Some(got) => return Err(MetadataError::Version { got }),
        None => return Err(fail("no version")),
    }
    let [_, prefix, name, arena, slots, tensors, inputs, outputs, constants] = fields else {
        return Err(fail(&format!("{} fields, expected 9", fields.len())));
    };
    let text = |m: &Metadata, what| m.string().map(str::to_owned).ok_or_else(|| fail(what));
    let arena: ArenaRecord = parse(at, "the arena", arena)?;
    let records: Vec<TensorRecord> = all(at, "tensor", tensors)?;
    let places = records.iter().map(|t| t.place).collect();
    let tensors = records.into_iter().map(|t| Tensor {
        name: t.name,
        shape: t.shape,
        element: t.element,
        scale: t.scale,
        range: t.range,
        data: None,
    });
    let graph = Graph {
        name: text(name, "no model name")?,
        tensors: tensors.collect(),
        nodes: Vec::new(),
        inputs: all::<Port>(at, "input", inputs)?,
        outputs: all::<Port>(at, "output", outputs)?,
    };
    let slots: Vec<Slot> = all(at, "slot", slots)?;
    let ArenaRecord { log2_size, inputs, outputs, constants_size } = arena;
    let plan = Plan { log2_size, inputs, outputs, slots, constants_size, places };
    let constants = all(at, "constant", constants)?;
    Ok(ModelRecord { prefix: text(prefix, "no prefix")?, graph, plan, constants })
}

fn all<T: DeserializeOwned>(at: usize, what: &str, list: &Metadata) -> Result<Vec<T>, MetadataError> {
    let items = list
        .list()
        .ok_or_else(|| MetadataError::Form { model: at, reason: format!("no list of {what}s") })?;
    items.iter().enumerate().map(|(i, item)| parse(at, &format!("{what} {i}"), item)).collect()
}

fn parse<T: DeserializeOwned>(at: usize, what: &str, item: &Metadata) -> Result<T, MetadataError> {
    let fail = |reason: String| MetadataError::Form { model: at, reason: format!("{what}: {reason}") };
    let text = item.string().ok_or_else(|| fail("no string".to_owned()))?;
    serde_json::from_str(text).map_err(|e| fail(e.to_string()))
}
