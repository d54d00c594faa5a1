//! `inspect`: what is in a file.

mod model;

use frontend::printable;
use mlir_lowering::recognise;
use serde_json::Value;
use std::path::Path;

use super::args::Inspect;
use super::print;
use super::progress::stage;
use crate::artifact::{Artifact, MANIFEST, read_file};
use crate::{Failure, accuracy, listing, proving};

/// Runs the verb.
pub fn run(args: &Inspect, json: bool) -> Result<(), Failure> {
    let path = &args.file;
    let (value, text) = if path.is_dir() {
        if !path.join(MANIFEST).exists() {
            return Err(Failure::input(format!("{}: no {MANIFEST}, so no artifact", path.display())));
        }
        artifact(path, args.layout)?
    } else {
        match path.extension().and_then(|e| e.to_str()) {
            Some("onnx") => model::describe(path, &args.dims)?,
            Some("mlir") => mlir(path)?,
            _ => key(path)?,
        }
    };
    print(json, &value, || text)
}

/// A key, reference string or proof; warns of strings for development.
fn key(path: &Path) -> Result<(Value, String), Failure> {
    #[cfg(feature = "sumcheck")]
    if let Some(described) = super::sumchecks::inspected(path)? {
        return Ok(described);
    }
    if let Some(described) = super::segments::inspected(path)? {
        return Ok(described);
    }
    let (value, text, srs) = proving::describe(path)?;
    srs.iter().for_each(super::prove::warn);
    Ok((value, text))
}

fn mlir(path: &Path) -> Result<(Value, String), Failure> {
    let bytes = read_file(path)?;
    let text = String::from_utf8(bytes).map_err(|e| Failure::file(path, e))?;
    let context = mlir_lowering::new_context();
    let mut module = mlir_lowering::parse(&context, &text).map_err(|e| Failure::file(path, e))?;
    let mut report = recognise::report(&module);
    if !report.unrecognised.is_empty() {
        // Foreign functions hold several nests, each of which may be a gadget.
        mlir_lowering::outline(&context, &mut module);
        report = recognise::report(&module);
    }
    let gadgets =
        report.gadgets.iter().map(|g| vec![g.function.clone(), g.gadget.clone(), g.params.to_string()]);
    let refused = report.unrecognised.iter().map(|u| vec![u.function.clone(), u.reason.clone()]);
    let text = format!(
        "{}\n{}",
        listing::table(&["function", "gadget", "parameters"], &gadgets.collect::<Vec<_>>()),
        listing::table(&["unrecognised", "reason"], &refused.collect::<Vec<_>>()),
    );
    let value = serde_json::to_value(&report).map_err(Failure::internal)?;
    Ok((value, text))
}

fn artifact(path: &Path, layout: bool) -> Result<(Value, String), Failure> {
    let artifact = stage("reading the artifact", || Artifact::open(path))?;
    let m = &artifact.manifest;
    let tensors: Vec<Vec<String>> = m
        .tensors
        .iter()
        .map(|t| {
            vec![
                t.name.clone(),
                t.element.clone(),
                listing::dims(&t.shape).to_string(),
                format!("{}..={}", t.range[0], t.range[1]),
                t.scale.clone(),
                format!("{:#x}", t.offset),
            ]
        })
        .collect();
    let report = accuracy::read(path)?;
    let mut text = format!(
        "model {}, SHA-256 {}\ncircuit {}\n\n{}\n{}\n{}",
        printable(&m.model),
        m.model_sha256,
        m.circuit.digest,
        listing::table(&["tensor", "type", "shape", "range", "scale", "offset"], &tensors),
        accuracy::steps(m, report.as_ref()),
        report.as_ref().map_or_else(String::new, |r| accuracy::outputs(r) + "\n"),
    );
    let mut value = serde_json::to_value(m).map_err(Failure::internal)?;
    if let Value::Object(map) = &mut value {
        map.insert("report".to_owned(), serde_json::to_value(&report).map_err(Failure::internal)?);
    }
    let file = path.join(proving::VERIFYING_KEY);
    if file.exists() {
        let (described, listed) = key(&file)?;
        text += &format!("{listed}\n");
        if let Value::Object(map) = &mut value {
            map.insert("key".to_owned(), described);
        }
    }
    if layout {
        let circuit = artifact.circuit()?;
        let plan = stage("laying out the circuit", || proving::plan(&circuit))?.report();
        text += &plan.to_string();
        if let Value::Object(map) = &mut value {
            map.insert("plan".to_owned(), serde_json::to_value(plan).map_err(Failure::internal)?);
        }
    } else {
        text += "the halo2 table, row by row: --layout (minutes for large models)\n";
    }
    Ok((value, text))
}
