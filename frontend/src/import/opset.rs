//! Which operators the compiler knows, and in which operator sets their meaning changed.
//!
//! Source: ONNX's `docs/Changelog.md` up to release 1.23. Until operator set 6, operators broadcast only where
//! they are told to (`broadcast`, `axis`), BatchNormalization and Dropout train unless told otherwise
//! (`is_test`), and until 4 Reshape takes its shape as an attribute. From 23 on the operators below gained
//! element types only, and from 26 on nothing.

use crate::error::Problem;

/// First operator set accepted: the first there was.
pub const MIN_OPSET: i64 = 1;
/// Last operator set accepted: the one that onnx 1.23 writes.
pub const MAX_OPSET: i64 = 28;

/// Every operator of the default domain with all its versions (ONNX "since version") up to [`MAX_OPSET`].
pub const OPERATORS: &[(&str, &[i64])] = &[
    ("Add", &[1, 6, 7, 13, 14]),
    ("AveragePool", &[1, 7, 10, 11, 19, 22]),
    ("BatchNormalization", &[1, 6, 7, 9, 14, 15]),
    ("Constant", &[1, 9, 11, 12, 13, 19, 21, 23, 24, 25]),
    ("Conv", &[1, 11, 22]),
    ("Dropout", &[1, 6, 7, 10, 12, 13, 22]),
    ("Flatten", &[1, 9, 11, 13, 21, 23, 24, 25]),
    ("Gemm", &[1, 6, 7, 9, 11, 13]),
    ("GlobalAveragePool", &[1, 22]),
    ("Identity", &[1, 13, 14, 16, 19, 21, 23, 24, 25]),
    ("MatMul", &[1, 9, 13]),
    ("MaxPool", &[1, 8, 10, 11, 12, 22]),
    ("ReduceMean", &[1, 11, 13, 18]),
    ("Relu", &[1, 6, 13, 14]),
    ("Reshape", &[1, 5, 13, 14, 19, 21, 23, 24, 25]),
    ("Softmax", &[1, 11, 13]),
    ("Transpose", &[1, 13, 21, 23, 24, 25]),
];

/// Whether the domain is ONNX's own.
pub fn is_standard(domain: &str) -> bool {
    domain.is_empty() || domain == "ai.onnx"
}

/// The version of `op_type` in force at `opset`.
///
/// # Errors
/// [`Problem::UnsupportedOperator`].
pub fn version(op_type: &str, domain: &str, opset: i64) -> Result<i64, Problem> {
    let standard = is_standard(domain);
    let known = OPERATORS.iter().find(|(name, _)| standard && *name == op_type);
    known.and_then(|(_, versions)| versions.iter().rev().find(|v| **v <= opset)).copied().ok_or_else(|| {
        let domain = if standard { "ai.onnx" } else { domain };
        Problem::UnsupportedOperator { op_type: op_type.to_owned(), domain: domain.to_owned() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_in_force_is_the_last_not_after_the_opset() {
        assert_eq!(version("Softmax", "", 12), Ok(11));
        assert_eq!(version("Softmax", "ai.onnx", 22), Ok(13));
        assert_eq!(version("Relu", "", 7), Ok(6));
        assert_eq!(version("Relu", "", 5), Ok(1));
        assert_eq!(version("Relu", "", MAX_OPSET), Ok(14));
        assert!(version("Relu", "com.example", 13).is_err());
        assert!(version("Einsum", "", 13).is_err());
        assert!(OPERATORS.is_sorted_by_key(|o| o.0));
        for (op, versions) in OPERATORS {
            assert!(version(op, "", MIN_OPSET).is_ok() && versions.is_sorted(), "{op}");
        }
    }
}
