//! Input files: formats, and values that the model does not take.

use crate::folder::Folder;
use prost::Message;
use tests::onnx;
use tract_onnx::pb::TensorProto;
use tract_onnx::pb::tensor_proto::DataType;

/// A perceptron that takes whole numbers of 0 to 200, which are stored in bytes.
fn bytes() -> Folder {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    folder.run("compile model.onnx -o model.o2c --input-range x=0..200").fine();
    folder
}

fn floats(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// A byte beyond the range, a number beyond a byte, a number beyond a float, and no number at all.
#[test]
fn an_input_out_of_range_has_one_exit_status() {
    let folder = bytes();
    folder.run("setup model.o2c --unsafe-development-srs").fine();
    let mut files = Vec::new();
    for (i, v) in [201.0, 255.0, 256.0, -1.0, 1e30, -1e308, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]
        .into_iter()
        .enumerate()
    {
        folder.npy(&format!("{i}.npy"), "<f8", "(1, 4)", &floats(&[0.0, 200.0, v, 1.0]));
        files.push(format!("{i}.npy"));
    }
    for (name, text) in
        [("a.json", "[[0, 200, 1e999, 1]]"), ("b.json", r#"{"input_data": [[0, 0, 0, -1e999]]}"#)]
    {
        folder.write(name, text);
        files.push(name.to_owned());
    }
    for file in &files {
        for on in ["reference", "native", "vm", "circuit"] {
            let ran = folder.run(&format!("run model.o2c --input {file} --on {on} --json"));
            assert_eq!(
                (ran.status, ran.json()["status"].clone()),
                (1, 1.into()),
                "{file} on {on}: {}",
                ran.stderr
            );
        }
        assert_eq!(
            folder.run(&format!("prove model.o2c --unsafe-development-srs --input {file}")).status,
            1,
            "{file}"
        );
    }
    // What is not for this model, or is no file of a known kind, is another matter.
    folder.npy("fine.npy", "<f8", "(1, 4)", &floats(&[0.0, 200.0, 7.0, 1.0]));
    folder.run("run model.o2c --input fine.npy").fine();
    folder.npy("short.npy", "<f8", "(1, 3)", &floats(&[0.0, 200.0, 7.0]));
    folder.write("nonsense.json", "[[0, 200, NaN, 1]]");
    for file in ["short.npy", "nonsense.json", "nowhere.npy"] {
        assert_eq!(folder.run(&format!("run model.o2c --input {file}")).status, 2, "{file}");
    }
    // Nothing is observed on them.
    assert_eq!(folder.run("calibrate model.onnx 6.npy -o c.json").status, 2);
    assert_eq!(folder.run("calibrate model.onnx a.json -o c.json").status, 2);
    assert_eq!(folder.run("compile model.onnx --samples a.json -o c.o2c").status, 2);
}

/// EZKL's file and half-precision arrays, as samples and as input, mean what NumPy's floats mean.
#[test]
fn inputs_of_every_kind_are_the_same_input() {
    let folder = bytes();
    folder.npy("a.npy", "<f8", "(1, 4)", &floats(&[1.0, 2.0, 100.0, 3.0]));
    // 1, 2, 100 and 3 in half precision.
    let halves = [0x3c00u16, 0x4000, 0x5640, 0x4200].map(u16::to_le_bytes).concat();
    folder.npy("b.npy", "<f2", "(1, 4)", &halves);
    folder.write("input.json", r#"{"input_data": [[1, 2, 100, 3]], "output_data": [[0, 0, 0]]}"#);
    let results = ["a.npy", "b.npy", "input.json"].map(|file| {
        let calibrate = format!("calibrate model.onnx {file} -o {file}.calibration");
        folder.run(&calibrate).fine();
        let calibration = std::fs::read(folder.path(&format!("{file}.calibration"))).expect("ranges");
        (folder.run(&format!("run model.o2c --input {file} --json")).fine().json(), calibration)
    });
    assert!(results.iter().all(|r| *r == results[0]), "{results:?}");
    folder.npy("c.npy", "<c8", "(1, 4)", &[0; 32]);
    let text = folder.refuses("run model.o2c --input c.npy");
    assert!(text.contains("'<c8'") && text.contains("floats of 16, 32 and 64 bits"), "{text}");
}

/// Both steps of a Gemm with a matrix to add have the node's name; the second one stops.
#[test]
fn a_step_that_stops_is_found_by_its_position() {
    let folder = Folder::new();
    let nodes = vec![
        onnx::node("Gemm", &["x", "w", "c"], "s", vec![]),
        onnx::node("MatMul", &["s", "v"], "y", vec![]),
    ];
    let weights =
        vec![onnx::weights("w", &[3, 4], 1), onnx::weights("c", &[2, 4], 2), onnx::weights("v", &[4, 2], 3)];
    folder.write("model.onnx", onnx::model("two steps", &[2, 3], &[2, 2], nodes, weights));
    folder.write("samples.json", "[[[1, -1, 0.5], [-0.5, 1, -1]]]");
    folder.run("calibrate model.onnx samples.json -o calibration.json").fine();
    // The sum was seen near 0 alone.
    let text = std::fs::read_to_string(folder.path("calibration.json")).expect("ranges");
    let mut ranges: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let end = |mantissa: i64| serde_json::json!({"mantissa": mantissa, "exponent": -4});
    assert!(ranges["tensors"]["s"].is_object());
    ranges["tensors"]["s"] = serde_json::json!({"lo": end(-1), "hi": end(1)});
    folder.write("calibration.json", ranges.to_string());
    folder.run("compile model.onnx --calibration calibration.json -o model.o2c").fine();
    let errors = ["reference", "native", "vm", "circuit"].map(|on| {
        let ran = folder.run(&format!("run model.o2c --input samples.json --on {on} --json"));
        assert_eq!(ran.status, 1, "{on}: {}", ran.stderr);
        ran.json()["error"].as_str().expect("a text").to_owned()
    });
    assert!(errors.iter().all(|e| *e == errors[0] && e.contains("status 17")), "{errors:?}");
    let manifest = std::fs::read_to_string(folder.path("model.o2c/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let steps = manifest["steps"].as_array().expect("a list");
    let named: Vec<usize> =
        (0..steps.len()).filter(|i| steps[*i]["onnx"] == serde_json::json!(["Gemm_s"])).collect();
    assert!(
        named.len() == 2 && errors[0].starts_with(&format!("step {} ", named[1])),
        "{errors:?}: {steps:?}"
    );
}

/// Files of strangers that do not end are refused before memory is.
#[test]
fn endless_files_are_refused() {
    let folder = bytes();
    folder.run("setup model.o2c --unsafe-development-srs").fine();
    folder.npy("x.npy", "<f8", "(1, 4)", &floats(&[0.0, 200.0, 3.0, 1.0]));
    folder
        .run("prove model.o2c --unsafe-development-srs --input x.npy -o proof.bin --public public.json")
        .fine();
    let verify = "verify --key model.o2c/verifying.key";
    for (line, limit) in [
        (format!("{verify} --proof /dev/zero --public public.json"), "16777216"),
        (format!("{verify} --proof proof.bin --public /dev/zero"), "268435456"),
    ] {
        let ran = folder.run(&line);
        assert_eq!(ran.status, 2, "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains(limit), "{line}: {}", ran.stderr);
    }
}

/// An input that ONNX declares as whole numbers takes no others: nothing is rounded on the way in.
#[test]
fn whole_numbers_are_not_rounded_from_others() {
    let folder = Folder::new();
    let nodes = vec![
        onnx::node("Mul", &["x", "x"], "squares", vec![]),
        onnx::node("Cast", &["squares"], "y", vec![onnx::int("to", DataType::Float as i64)]),
    ];
    let model = onnx::typed(17, "whole", DataType::Int64, &[1, 4], &[1, 4], nodes, vec![]);
    folder.write("model.onnx", model);
    folder.run("compile model.onnx -o model.o2c --input-range x=0..200").fine();
    folder.run("setup model.o2c --unsafe-development-srs").fine();
    folder.npy("fine.npy", "<f8", "(1, 4)", &floats(&[0.0, 200.0, 7.0, 1.0]));
    folder.npy("half.npy", "<f8", "(1, 4)", &floats(&[0.0, 200.0, 1.5, 1.0]));
    for verb in ["run", "prove --unsafe-development-srs", "report", "double-check"] {
        let (verb, rest) = verb.split_once(' ').unwrap_or((verb, ""));
        let with = |file: &str| format!("{verb} model.o2c {rest} --input {file}");
        folder.run(&with("fine.npy")).fine();
        let refused = folder.refuses(&with("half.npy"));
        assert!(refused.contains("input 'x': element 2 is 1.5"), "{verb}: {refused}");
    }
}

/// Whole numbers that no float holds are out of every range, and are not rounded into one.
#[test]
fn whole_numbers_beyond_floats_are_not_rounded() {
    let folder = Folder::new();
    let int64 = DataType::Int64;
    let node = onnx::node("Mod", &["x", "k"], "y", Vec::new());
    let k = TensorProto {
        name: "k".to_owned(),
        data_type: int64 as i32,
        int64_data: vec![1000],
        ..TensorProto::default()
    };
    let model = onnx::typed(17, "m", int64, &[1, 1], &[1, 1], vec![node], vec![k]);
    folder.model("model.onnx", &model, |model| {
        let graph = model.graph.as_mut().expect("a graph");
        graph.output[0].r#type = graph.input[0].r#type.clone();
    });
    folder.run("compile model.onnx -o model.o2c --input-range x=0..9007199254740992").fine();
    let odd = (1i64 << 53) + 1;
    folder.npy("i.npy", "<i8", "(1, 1)", &odd.to_le_bytes());
    folder.npy("u.npy", "<u8", "(1, 1)", &odd.to_le_bytes());
    folder.npy("far.npy", "<i8", "(1, 1)", &(i64::MAX - 1).to_le_bytes());
    folder.npy("low.npy", "<i8", "(1, 1)", &(i64::MIN + 1).to_le_bytes());
    folder.write("a.json", format!("[[{odd}]]"));
    folder.write("b.json", format!("{{\"input_data\": [[{odd}]]}}"));
    folder.write("c.json", format!("{{\"x\": [[{}]]}}", u64::MAX));
    let proto = TensorProto {
        dims: vec![1, 1],
        data_type: int64 as i32,
        int64_data: vec![odd],
        ..TensorProto::default()
    };
    folder.write("t.pb", proto.encode_to_vec());
    for file in ["i.npy", "u.npy", "far.npy", "low.npy", "a.json", "b.json", "c.json", "t.pb"] {
        let ran = folder.run(&format!("run model.o2c --input {file} --json"));
        assert_eq!(ran.status, 1, "{file}: {}", ran.stdout);
        assert!(
            ran.stdout.contains("a number that floats of 64 bits do not hold: "),
            "{file}: {}",
            ran.stdout
        );
    }
    folder.npy("even.npy", "<i8", "(1, 1)", &(odd - 1).to_le_bytes());
    folder.run("run model.o2c --input even.npy").fine();
}
