//! Pass pipelines in MLIR's textual form, with MLIR's own words when one fails.

use melior::Context;
use melior::ir::Module;
use melior::pass::PassManager;
use melior::utility::parse_pass_pipeline;
use thiserror::Error;

use crate::context::Diagnostics;

/// Structured operations on tensors or memrefs to affine loops on memrefs; results become parameters.
pub const LINALG_TO_AFFINE: &str = "builtin.module(one-shot-bufferize{bufferize-function-boundaries \
    function-boundary-type-conversion=identity-layout-map},buffer-results-to-out-params\
    {modify-public-functions=true hoist-static-allocs=true},\
    func.func(convert-linalg-to-affine-loops,canonicalize,cse))";

/// Affine functions to the LLVM dialect; a memref parameter becomes one bare pointer.
pub const AFFINE_TO_LLVM: &str = "builtin.module(func.func(lower-affine,convert-scf-to-cf),\
    expand-strided-metadata,lower-affine,convert-cf-to-llvm,convert-arith-to-llvm,\
    finalize-memref-to-llvm,convert-func-to-llvm{use-bare-ptr-memref-call-conv=1},\
    reconcile-unrealized-casts,canonicalize,cse)";

/// Folds constants, removes what is unused or equal; meaning and attributes stay.
pub const CANONICALISE: &str = "builtin.module(func.func(canonicalize,cse))";

/// A pipeline that could not run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PassError {
    /// The pipeline's text is wrong.
    #[error("pass pipeline '{pipeline}': {reason}")]
    Pipeline {
        /// The text.
        pipeline: String,
        /// What MLIR says.
        reason: String,
    },
    /// A pass failed; the module must not be used any more.
    #[error("pass pipeline '{pipeline}' failed: {reason}")]
    Failed {
        /// The text.
        pipeline: String,
        /// MLIR's diagnostics.
        reason: String,
    },
}

/// Runs `pipeline` (text that starts with `builtin.module(`) on `module`.
///
/// # Errors
/// See [`PassError`].
pub fn run_pipeline(context: &Context, module: &mut Module<'_>, pipeline: &str) -> Result<(), PassError> {
    let diagnostics = Diagnostics::collect(context);
    let manager = PassManager::new(context);
    parse_pass_pipeline(manager.as_operation_pass_manager(), pipeline)
        .map_err(|e| PassError::Pipeline { pipeline: pipeline.to_owned(), reason: e.to_string() })?;
    manager
        .run(module)
        .map_err(|_| PassError::Failed { pipeline: pipeline.to_owned(), reason: diagnostics.text() })
}
