//! Which operators the compiler knows, and in which operator sets their meaning changed.

use crate::error::Problem;

/// First operator set accepted.
pub const MIN_OPSET: i64 = 7;
/// Last operator set accepted. From 23 on the operators below gained element types only.
pub const MAX_OPSET: i64 = 25;

/// Every operator of the default domain with the versions (ONNX "since version") that fall into
/// [`MIN_OPSET`] to [`MAX_OPSET`], the one in force at [`MIN_OPSET`] included.
pub const OPERATORS: &[(&str, &[i64])] = &[
    ("Add", &[7, 13, 14]),
    ("AveragePool", &[7, 10, 11, 19, 22]),
    ("BatchNormalization", &[7, 9, 14, 15]),
    ("Constant", &[1, 9, 11, 12, 13, 19, 21, 23, 24, 25]),
    ("Conv", &[1, 11, 22]),
    ("Dropout", &[7, 10, 12, 13, 22]),
    ("Flatten", &[1, 9, 11, 13, 21, 23, 24, 25]),
    ("Gemm", &[7, 9, 11, 13]),
    ("GlobalAveragePool", &[1, 22]),
    ("Identity", &[1, 13, 14, 16, 19, 21, 23, 24, 25]),
    ("MatMul", &[1, 9, 13]),
    ("MaxPool", &[1, 8, 10, 11, 12, 22]),
    ("ReduceMean", &[1, 11, 13, 18]),
    ("Relu", &[6, 13, 14]),
    ("Reshape", &[5, 13, 14, 19, 21, 23, 24, 25]),
    ("Softmax", &[1, 11, 13]),
    ("Transpose", &[1, 13, 21, 23, 24, 25]),
];

/// The version of `op_type` in force at `opset`.
///
/// # Errors
/// [`Problem::UnsupportedOperator`].
pub fn version(op_type: &str, domain: &str, opset: i64) -> Result<i64, Problem> {
    let standard = domain.is_empty() || domain == "ai.onnx";
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
        assert!(version("Relu", "com.example", 13).is_err());
        assert!(version("Einsum", "", 13).is_err());
        assert!(OPERATORS.is_sorted_by_key(|o| o.0));
        for (op, versions) in OPERATORS {
            assert!(version(op, "", MIN_OPSET).is_ok() && versions.is_sorted(), "{op}");
        }
    }
}
