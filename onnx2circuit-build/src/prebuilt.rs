//! A model compiled before: the files of a build, committed beside the model.

use std::path::Path;

use crate::{BuildError, files};

/// Copies a compiled model from the folder `prebuilt` to where a build leaves it.
pub fn read(prebuilt: &Path, module: &str, out: &Path) -> Result<(), BuildError> {
    copy(prebuilt, module, out)
}

/// Copies what a build left into the folder `prebuilt`.
pub fn write(prebuilt: &Path, module: &str, out: &Path) -> Result<(), BuildError> {
    copy(out, module, prebuilt)
}

fn copy(from: &Path, module: &str, to: &Path) -> Result<(), BuildError> {
    files::folder(&to.join(module))?;
    let source = format!("{module}.rs");
    files::copy(&from.join(&source), &to.join(&source))?;
    let parts = from.join(module);
    for entry in parts.read_dir().map_err(|e| BuildError::file(&parts, e))? {
        let entry = entry.map_err(|e| BuildError::file(&parts, e))?;
        files::copy(&entry.path(), &to.join(module).join(entry.file_name()))?;
    }
    Ok(())
}
