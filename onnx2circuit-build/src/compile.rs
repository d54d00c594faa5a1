//! The compiler's part of a build: all stages, then the files of a module.

use onnx2circuit::compiler::{Options, Overflow, Source};
use onnx2circuit::pipeline::{self, Quiet};
use onnx2circuit::{Failure, manifest::Manifest};
use std::path::Path;

use crate::{BuildError, Built, Model, Preset, files, module, native};

impl From<Failure> for BuildError {
    fn from(failure: Failure) -> Self {
        Self::Compile(failure.to_text())
    }
}

fn source(model: &Model) -> Source {
    let options = match model.preset {
        Preset::Default => Options::default(),
        Preset::Small => Options::small(),
        Preset::Exact => Options::exact(),
        Preset::Language => Options::language(),
    };
    let overflow = if model.saturate { Overflow::Saturate } else { options.overflow };
    Source {
        model: model.model.clone(),
        dims: model.dims.clone(),
        calibration: model.calibration.clone(),
        samples: model.samples.clone(),
        input_ranges: model.input_ranges.clone(),
        options: Options { overflow, ..options },
    }
}

/// Compiles `model` into `out`.
pub fn compile(model: &Model, name: &str, out: &Path) -> Result<Built, BuildError> {
    let quantisation = source(model).quantise(&Quiet)?;
    let graph = &quantisation.quantised.graph;
    let assembled = pipeline::assemble(graph, true)?;
    // The artifact says what every file is; the module takes what it runs, proves and disputes with.
    let artifact = out.join(format!("{name}.o2c"));
    let manifest = quantisation.write(&assembled, Vec::new(), &artifact, &Quiet)?;
    let folder = out.join(name);
    files::folder(&folder)?;
    for file in module::FILES {
        files::copy(&artifact.join(file), &folder.join(file))?;
    }
    if let Some(key) = &model.verifying_key {
        check_key(key, &manifest)?;
        files::copy(key, &folder.join(module::KEY))?;
    }
    // The artifact's object holds the code of all steps; here linear layers call what the program links.
    let object = folder.join(native::OBJECT);
    files::write(&object, &pipeline::library(&assembled.modules.llvm)?)?;
    native::rename(&object, name)?;
    let text = module::text(name, &assembled, &manifest, model.verifying_key.is_some())?;
    files::write(&out.join(format!("{name}.rs")), &text)?;
    let files = quantisation.model.external_files().to_vec();
    Ok(Built { warnings: quantisation.warnings, files })
}

/// A key of another circuit is refused when the crate is built, not when the first proof is checked.
fn check_key(path: &Path, manifest: &Manifest) -> Result<(), BuildError> {
    let bytes = std::fs::read(path).map_err(|e| BuildError::file(path, e))?;
    // The digest stands in the key's statement; reading the whole key needs the proof system, which a build does without.
    let hex = &manifest.circuit.digest;
    let digest: Vec<u8> =
        (0..hex.len() / 2).filter_map(|i| u8::from_str_radix(&hex[2 * i..][..2], 16).ok()).collect();
    let named = bytes.windows(digest.len().max(1)).take(1 << 10).any(|w| w == digest);
    if named {
        return Ok(());
    }
    let reason =
        format!("is no verifying key of circuit {}: run `onnx2circuit setup`", manifest.circuit.digest);
    Err(BuildError::file(path, reason))
}
