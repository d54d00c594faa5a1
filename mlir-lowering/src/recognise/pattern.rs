//! What a recognised function is: a gadget of ours, or the name and shape of one on floats.

use gadgets::Gadget;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// A recognised function.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The gadget; for floats, its shapes and windows alone mean something.
    pub(crate) shape: Gadget,
    pub(crate) float: Option<&'static str>,
    /// Which parameter each operand is, in the gadget's order; `None` for a global constant.
    pub operands: Vec<Option<usize>>,
    /// Which parameter the result is; `None` for a returned buffer, or where there is no result.
    pub output: Option<usize>,
    /// For a composition of primitives: why it is none of the families.
    pub no_family: Option<Refusal>,
}

/// Parameters that say something about integers only.
const INTEGER_ONLY: [&str; 9] = [
    "gadget",
    "acc",
    "multiplier",
    "shift",
    "table_bits",
    "reciprocal_bits",
    "fraction_bits",
    "first",
    "per_position",
];

impl Pattern {
    /// Name of the gadget.
    pub fn name(&self) -> &'static str {
        self.shape.name()
    }

    /// Element type: `f32` and the like, or the storage type of the first operand.
    pub fn element(&self) -> String {
        match (self.float, self.shape.operands().first()) {
            (Some(name), _) => name.to_owned(),
            (None, Some(o)) => o.element.to_string(),
            (None, None) => String::new(),
        }
    }

    /// The gadget; `None` for floats, which are named but never lowered.
    pub const fn gadget(&self) -> Option<&Gadget> {
        if self.float.is_none() { Some(&self.shape) } else { None }
    }

    /// The parameters for a report: those of `circuit.params`, or what of them makes sense for floats.
    pub fn params(&self) -> Value {
        let full = serde_json::to_value(&self.shape).unwrap_or(Value::Null);
        let (Some(name), Value::Object(fields)) = (self.float, &full) else { return full };
        let mut kept = Map::new();
        for (key, value) in fields.iter().filter(|(key, _)| !INTEGER_ONLY.contains(&key.as_str())) {
            let value = match (key.as_str(), value) {
                ("x" | "w" | "out", _) => json!(name),
                ("epilogue", v) => json!({ "relu": v["relu"], "out": name }),
                ("a" | "b", v) => json!({ "x": name, "strides": v["strides"] }),
                (_, v) => v.clone(),
            };
            kept.insert(key.clone(), value);
        }
        Value::Object(kept)
    }
}
