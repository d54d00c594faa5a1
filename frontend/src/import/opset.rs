//! Operator sets: which ones are accepted, and which version of an operator is in force.
//!
//! Source: ONNX's `docs/Changelog.md` up to release 1.23. Until operator set 6, operators broadcast only where
//! they are told to (`broadcast`, `axis`), BatchNormalization and Dropout train unless told otherwise
//! (`is_test`), and until 4 Reshape takes its shape as an attribute. From 23 on our operators gained element types
//! only, and from 26 on nothing.

use crate::error::Problem;

/// First operator set accepted: the first there was.
pub const MIN_OPSET: i64 = 1;
/// Last operator set accepted: the one that onnx 1.23 writes.
pub const MAX_OPSET: i64 = 28;

pub use super::operators::{OPERATORS, Operator};

/// Whether the domain is ONNX's own.
pub fn is_standard(domain: &str) -> bool {
    domain.is_empty() || domain == "ai.onnx"
}

/// All operators of a domain that the compiler knows, by name.
pub fn operators(domain: &str) -> &'static [Operator] {
    match domain {
        "" | "ai.onnx" => OPERATORS,
        "ai.onnx.ml" => super::ml::OPERATORS,
        "ai.onnx.preview" => super::preview::OPERATORS,
        "com.microsoft" => super::contrib::OPERATORS,
        _ => &[],
    }
}

/// The operator `op_type`, and its version in force at `opset`.
///
/// # Errors
/// [`Problem::UnsupportedOperator`].
pub fn find(op_type: &str, domain: &str, opset: i64) -> Result<(&'static Operator, i64), Problem> {
    let known = operators(domain).iter().find(|o| o.name == op_type);
    let version = known.and_then(|o| Some((o, *o.versions.iter().rev().find(|v| **v <= opset)?)));
    version.ok_or_else(|| {
        let domain = if is_standard(domain) { "ai.onnx" } else { domain };
        Problem::UnsupportedOperator { op_type: op_type.to_owned(), domain: domain.to_owned() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_in_force_is_the_last_not_after_the_opset() {
        let version = |op: &str, domain: &str, opset| find(op, domain, opset).map(|(_, version)| version);
        assert_eq!(version("Softmax", "", 12), Ok(11));
        assert_eq!(version("Softmax", "ai.onnx", 22), Ok(13));
        assert_eq!(version("Relu", "", 7), Ok(6));
        assert_eq!(version("Relu", "", 5), Ok(1));
        assert_eq!(version("Relu", "", MAX_OPSET), Ok(14));
        assert_eq!(version("Scaler", "ai.onnx.ml", 3), Ok(1));
        assert!(version("Relu", "com.example", 13).is_err() && version("FastGelu", "", 13).is_err());
        assert!(version("Unknown", "", 13).is_err() && version("Celu", "", 11).is_err());
        for domain in ["", "ai.onnx.ml", "ai.onnx.preview", "com.microsoft"] {
            assert!(operators(domain).is_sorted_by_key(|o| o.name));
            for o in operators(domain) {
                let known = version(o.name, domain, MAX_OPSET).is_ok();
                assert!(known && o.versions.is_sorted(), "{}", o.name);
            }
        }
    }
}
