//! For build scripts: compiles an ONNX model into a crate.
//!
//! ```ignore
//! // build.rs
//! fn main() {
//!     onnx2circuit_build::Model::new("mnist.onnx").samples("calibration.npz").compile();
//! }
//! ```
//! ```ignore
//! // src/lib.rs
//! onnx2circuit::include_model!("mnist");
//! ```
//!
//! `OUT_DIR` gets `NAME.rs`, a module of that name ([`module`]), a static library of the model's native code ([`native`]), and
//! in a folder `NAME` constants, circuit and fault-proof program. The build runs again when the model, its external data,
//! samples, calibration or key change. No keys are made: `onnx2circuit setup` does that, and [`Model::verifying_key`] takes
//! one.
//!
//! Where LLVM is missing, as on docs.rs, a crate uses what was compiled before and committed beside the model
//! ([`Model::prebuilt`]): with `ONNX2CIRCUIT_PREBUILT=use`, on docs.rs, or without this crate's feature `compiler`.
//! `ONNX2CIRCUIT_PREBUILT=write` compiles and writes it anew.

#[cfg(feature = "compiler")]
mod compile;
mod files;
#[cfg(feature = "compiler")]
mod module;
mod native;
mod prebuilt;

use std::path::{Path, PathBuf};

use thiserror::Error;

/// What decides whether a model is compiled, or taken as it was compiled before: `use`, `write`, or not set.
pub const PREBUILT: &str = "ONNX2CIRCUIT_PREBUILT";

/// Why there is no model.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The compiler's words: blockers of the model, missing ranges, files that cannot be read.
    #[error("{0}")]
    Compile(String),
    /// A file that cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// A tool of the C toolchain is missing or refuses.
    #[error("{tool} {reason}")]
    Tool {
        /// The tool.
        tool: String,
        /// Its words.
        reason: String,
    },
    /// There is neither a compiler nor a model compiled before.
    #[error(
        "no compiled model: this build has no compiler (feature `compiler` of onnx2circuit-build), and no folder of a model \
         compiled before (Model::prebuilt); where LLVM is, {PREBUILT}=write makes one"
    )]
    Nothing,
    /// A name that is no name of a module.
    #[error("'{0}' is no name of a module: give one of letters, digits and underscores with Model::name")]
    Name(String),
}

/// Has cargo build again when the file changes. Names come from models, too, and a line's end would begin another directive.
fn rerun_if_changed(file: &Path) -> Result<(), BuildError> {
    let name = file.display().to_string();
    if name.contains(char::is_control) {
        return Err(BuildError::file(
            Path::new(&name.escape_debug().to_string()),
            "has control characters in its name",
        ));
    }
    println!("cargo::rerun-if-changed={name}");
    Ok(())
}

impl BuildError {
    pub(crate) fn file(path: &Path, reason: impl ToString) -> Self {
        Self::File { path: path.to_path_buf(), reason: reason.to_string() }
    }
}

/// A model to compile into the crate whose build script this is. Paths are the crate's.
#[derive(Clone, Debug)]
#[must_use = "nothing is compiled until `compile` is called"]
pub struct Model {
    model: PathBuf,
    name: Option<String>,
    calibration: Option<PathBuf>,
    samples: Option<PathBuf>,
    input_ranges: Vec<(String, f64, f64)>,
    dims: Vec<(String, usize)>,
    preset: Preset,
    saturate: bool,
    verifying_key: Option<PathBuf>,
    prebuilt: Option<PathBuf>,
}

/// What a compile says beside its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// What deserves a warning.
    pub warnings: Vec<String>,
    /// Files of the model's external data.
    pub files: Vec<PathBuf>,
}

/// Widths of activations and weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// 8-bit activations.
    #[default]
    Default,
    /// 5-bit activations and 4-bit inputs: the smallest circuit.
    Small,
    /// 14-bit activations and 12-bit inputs.
    Exact,
    /// For transformers that predict tokens.
    Language,
}

impl Model {
    /// The ONNX file.
    pub fn new(model: impl Into<PathBuf>) -> Self {
        Self {
            model: model.into(),
            name: None,
            calibration: None,
            samples: None,
            input_ranges: Vec::new(),
            dims: Vec::new(),
            preset: Preset::default(),
            saturate: false,
            verifying_key: None,
            prebuilt: None,
        }
    }

    /// Name of the module, instead of the file's.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Ranges observed before, as `onnx2circuit calibrate` writes them.
    pub fn calibration(mut self, file: impl Into<PathBuf>) -> Self {
        self.calibration = Some(file.into());
        self
    }

    /// Sample inputs: to measure the error on, and without a calibration to calibrate with.
    pub fn samples(mut self, path: impl Into<PathBuf>) -> Self {
        self.samples = Some(path.into());
        self
    }

    /// The range of an input.
    pub fn input_range(mut self, input: impl Into<String>, lo: f64, hi: f64) -> Self {
        self.input_ranges.push((input.into(), lo, hi));
        self
    }

    /// Binds a symbolic dimension; a batch that is not bound is 1.
    pub fn dim(mut self, name: impl Into<String>, size: usize) -> Self {
        self.dims.push((name.into(), size));
        self
    }

    /// Widths of activations and weights.
    pub fn preset(mut self, preset: Preset) -> Self {
        self.preset = preset;
        self
    }

    /// Moves values outside of their ranges into them, instead of refusing the input: for inputs unlike the samples.
    pub fn saturate(mut self) -> Self {
        self.saturate = true;
        self
    }

    /// The verifying key that the module holds, as `onnx2circuit setup` writes it.
    pub fn verifying_key(mut self, file: impl Into<PathBuf>) -> Self {
        self.verifying_key = Some(file.into());
        self
    }

    /// Folder of the model as it was compiled before, committed beside it.
    pub fn prebuilt(mut self, folder: impl Into<PathBuf>) -> Self {
        self.prebuilt = Some(folder.into());
        self
    }

    /// Compiles the model for this crate, and tells cargo what the result depends on and links. Ends the build with a readable
    /// message where that fails: all that stops the model at once.
    pub fn compile(self) {
        if let Err(error) = self.run() {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            std::process::exit(1);
        }
    }

    fn run(&self) -> Result<(), BuildError> {
        let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
        for variable in [PREBUILT, "DOCS_RS"] {
            println!("cargo::rerun-if-env-changed={variable}");
        }
        let files = [Some(&self.model), self.calibration.as_ref(), self.samples.as_ref()];
        let more = [self.verifying_key.as_ref(), self.prebuilt.as_ref()];
        for file in files.into_iter().chain(more).flatten() {
            rerun_if_changed(file)?;
        }
        let name = self.module_name()?;
        let wanted = std::env::var(PREBUILT).unwrap_or_default();
        let use_prebuilt =
            wanted == "use" || std::env::var_os("DOCS_RS").is_some() || !cfg!(feature = "compiler");
        if use_prebuilt {
            prebuilt::read(self.prebuilt.as_deref().ok_or(BuildError::Nothing)?, &name, &out)?;
        } else {
            let built = self.build(&out)?;
            for file in &built.files {
                rerun_if_changed(file)?;
            }
            for warning in &built.warnings {
                println!("cargo::warning={}", warning.escape_debug());
            }
            if let (true, Some(folder)) = (wanted == "write", &self.prebuilt) {
                prebuilt::write(folder, &name, &out)?;
            }
        }
        // docs.rs builds documentation, which links nothing.
        if std::env::var_os("DOCS_RS").is_none() {
            native::link(&out.join(&name).join(native::OBJECT), &name)?;
        }
        Ok(())
    }

    /// Compiles the model into `out`, as its build does, without telling cargo.
    ///
    /// # Errors
    /// [`BuildError`]: all that stops the model at once.
    #[cfg(feature = "compiler")]
    pub fn build(&self, out: &Path) -> Result<Built, BuildError> {
        compile::compile(self, &self.module_name()?, out)
    }

    #[cfg(not(feature = "compiler"))]
    fn build(&self, _: &Path) -> Result<Built, BuildError> {
        Err(BuildError::Nothing)
    }

    /// Copies what a build has left in `out` into the prebuilt folder.
    ///
    /// # Errors
    /// [`BuildError`] naming the file that cannot be written.
    pub fn write_prebuilt(&self, out: &Path) -> Result<(), BuildError> {
        prebuilt::write(self.prebuilt.as_deref().ok_or(BuildError::Nothing)?, &self.module_name()?, out)
    }

    /// The name of the module: given, or the file's.
    fn module_name(&self) -> Result<String, BuildError> {
        let stem = || self.model.file_stem().and_then(|s| s.to_str()).unwrap_or_default().replace('-', "_");
        let name = self.name.clone().unwrap_or_else(stem);
        let fine = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !native::is_keyword(&name);
        if fine { Ok(name) } else { Err(BuildError::Name(name)) }
    }
}
