//! The model's native code as a static library of one symbol.

use std::path::Path;
use std::process::Command;

use crate::BuildError;

/// The object's file beside the module.
pub const OBJECT: &str = "model.o";

/// Name of the entry in the library: one for each module, so that a program may hold several models.
pub fn entry(module: &str) -> String {
    format!("onnx2circuit_{module}_main")
}

/// Renames the entry of an artifact's object and makes every other symbol local: models share names.
#[cfg(feature = "compiler")]
pub fn rename(object: &Path, module: &str) -> Result<(), BuildError> {
    let name = entry(module);
    objcopy(&["--redefine-sym".to_owned(), format!("main_graph={name}")], object)?;
    objcopy(&[format!("--keep-global-symbol={name}")], object)
}

#[cfg(feature = "compiler")]
fn objcopy(arguments: &[String], object: &Path) -> Result<(), BuildError> {
    const TOOL: &str = "objcopy";
    let fail = |reason: String| BuildError::Tool { tool: TOOL.to_owned(), reason };
    let done = Command::new(TOOL).args(arguments).arg(object).output();
    let done =
        done.map_err(|e| fail(format!("does not run: {e}; it comes with the C toolchain (binutils)")))?;
    if done.status.success() { Ok(()) } else { Err(fail(String::from_utf8_lossy(&done.stderr).into_owned())) }
}

/// Puts the object into a static library and tells cargo to link it into this crate.
pub fn link(object: &Path, module: &str) -> Result<(), BuildError> {
    if !object.exists() {
        return Err(BuildError::file(object, "is missing"));
    }
    cc::Build::new()
        .object(object)
        .try_compile(&format!("onnx2circuit_{module}"))
        .map_err(|e| BuildError::Tool { tool: "the archiver".to_owned(), reason: e.to_string() })
}

/// Rust's keywords, of which no module and no field can be.
pub fn is_keyword(name: &str) -> bool {
    const KEYWORDS: [&str; 52] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
        "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
        "Self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized",
        "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&name)
}
