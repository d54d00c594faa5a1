//! Everything the frontend reads: ONNX models, calibrations, samples.

use std::collections::BTreeMap;

use frontend::{Calibration, Interval, Limits, LoadOptions, Model, Options, samples};
use tests::hostile::fuzz;
use tests::{data, onnx};

/// Small enough that an accepted model quantises in a moment.
fn limits() -> Limits {
    Limits {
        model_bytes: 1 << 20,
        external_bytes: 1 << 16,
        elements: 1 << 14,
        computed_elements: 1 << 18,
        constant_elements: 1 << 15,
        folded_elements: 1 << 16,
        nodes: 64,
        values: 1 << 10,
        work: 1 << 16,
    }
}

fn tiny() -> Vec<Vec<u8>> {
    vec![onnx::perceptron(1), onnx::classifier(2), onnx::assortment(3)]
}

fn load(bytes: &[u8]) -> Option<Model> {
    let options = LoadOptions { limits: limits(), ..LoadOptions::default() };
    Model::from_bytes(bytes, None, &options).ok()
}

/// Quantises with every input between -1 and 1.
fn quantise(model: &Model) -> bool {
    let range = Interval::new(-1.0, 1.0).expect("a range");
    let inputs = model.graph().inputs.iter().map(|id| (model.graph().value(*id).name.clone(), range));
    let calibration = Calibration::declared(model, &inputs.collect::<BTreeMap<_, _>>());
    model.quantise(&calibration, &Options::default()).is_ok()
}

#[test]
fn onnx_models() {
    let bases = tiny();
    assert!(bases.iter().all(|b| load(b).is_some_and(|m| quantise(&m))));
    fuzz(&bases, |bytes| {
        if let Some(model) = load(bytes) {
            quantise(&model);
        }
    });
}

#[test]
fn our_onnx_model() {
    let base = std::fs::read(data::our_mnist().join("mnist.onnx")).expect("the model is here");
    fuzz(&[base], |bytes| drop(load(bytes)));
}

#[test]
fn calibrations() {
    let model = load(&onnx::perceptron(1)).expect("the base is valid");
    let sample = frontend::Sample { inputs: vec![vec![0.5, -1.0, 0.25, 1.0]] };
    let base = model.calibrate(&[sample]).expect("it calibrates").to_json().into_bytes();
    fuzz(&[base], |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes)
            && let Ok(calibration) = Calibration::from_json(text)
        {
            assert_eq!(Calibration::from_json(&calibration.to_json()), Ok(calibration.clone()));
            let _ = model.quantise(&calibration, &Options::default());
        }
    });
}

/// Files of each format for the perceptron.
fn sample_files(extension: &str, bases: &[Vec<u8>]) {
    let model = load(&onnx::perceptron(1)).expect("the base is valid");
    let decode = |bytes: &[u8]| samples::decode(bytes, extension, model.graph(), &limits());
    assert!(
        bases.iter().all(|b| decode(b).is_ok()),
        "{:?}",
        bases.iter().map(|b| decode(b)).collect::<Vec<_>>()
    );
    fuzz(bases, |bytes| {
        for sample in decode(bytes).unwrap_or_default() {
            model.outputs(&sample);
        }
    });
}

/// One sample in NumPy's format.
fn npy() -> Vec<u8> {
    let header = format!("{:<117}\n", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4), }");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.into_bytes());
    [0.5f32, -1.0, 0.25, 1.0].into_iter().for_each(|v| bytes.extend(v.to_le_bytes()));
    bytes
}

#[test]
fn npy_samples() {
    sample_files("npy", &[npy()]);
}

#[test]
fn npz_samples() {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    let archive = |method| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file("x.npy", options).expect("writing to memory");
        zip.write_all(&npy()).expect("writing to memory");
        zip.finish().expect("writing to memory").into_inner()
    };
    sample_files(
        "npz",
        &[archive(zip::CompressionMethod::Stored), archive(zip::CompressionMethod::Deflated)],
    );
}

#[test]
fn tensor_samples() {
    use prost::Message;
    let tensor = onnx::weights("x", &[1, 4], 7);
    let raw_data = tensor.float_data.iter().flat_map(|v| v.to_le_bytes()).collect();
    let raw = tract_onnx::pb::TensorProto { raw_data, float_data: vec![], ..tensor.clone() };
    sample_files("pb", &[tensor.encode_to_vec(), raw.encode_to_vec()]);
}

#[test]
fn json_samples() {
    sample_files(
        "json",
        &[
            b"[[0.5, -1, 0.25, 1e0]]".to_vec(),
            b"{\"x\": [[1, 2, 3, 4], [5, 6, 7, 8]]}".to_vec(),
            b"{\"input_data\": [[1, 2, 3, 4, 5, 6, 7, true]], \"input_shapes\": [[1, 4]]}".to_vec(),
        ],
    );
}
