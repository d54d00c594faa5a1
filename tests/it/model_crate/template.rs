//! A crate outside the workspace, as a user writes it: it builds, its program holds nothing of LLVM, and it is the model's.

use std::fs;
use std::path::Path;
use std::process::Command;
use tests::data::repository;
use tests::onnx;

const BUILD: &str = r#"
fn main() {
    onnx2circuit_build::Model::new("model.onnx").input_range("x", -1.0, 1.0).compile();
}
"#;
const MAIN: &str = r#"
onnx2circuit::include_model!("model");

fn main() {
    let port = &model::INPUTS[0];
    let integers: Vec<i64> = (0..port.len() as i64).map(|i| port.range.0 + i * 7 % (port.range.1 - port.range.0)).collect();
    println!("{} {:?}", model::MODEL.circuit_digest, model::MODEL.run(&[integers]).expect("it runs"));
}
"#;

/// Builds and runs the crate; what it prints, and its program.
fn run(folder: &Path, target: &Path) -> (String, Vec<u8>) {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let program = target.join("debug/template");
    let done = Command::new(&program).env_clear().output().expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    (String::from_utf8(done.stdout).expect("UTF-8"), fs::read(program).expect("the program"))
}

#[test]
#[ignore = "builds the compiler anew, ten minutes; run by make test-deep"]
fn a_crate_outside_the_workspace_holds_its_model_and_no_compiler() {
    let root = repository().canonicalize().expect("the repository");
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).expect("it is written");
    let path = |name: &str| root.join(name).display().to_string();
    write(
        "Cargo.toml",
        format!(
            "[package]\nname = \"template\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n\
             onnx2circuit = {{ path = {:?}, default-features = false }}\n[build-dependencies]\n\
             onnx2circuit-build = {{ path = {:?} }}\n[workspace]\n",
            path("onnx2circuit"),
            path("onnx2circuit-build"),
        )
        .as_bytes(),
    );
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the pinned versions");
    fs::copy(root.join("rust-toolchain.toml"), folder.path().join("rust-toolchain.toml"))
        .expect("the toolchain");
    write("build.rs", BUILD.as_bytes());
    fs::create_dir(folder.path().join("src")).expect("a folder");
    write("src/main.rs", MAIN.as_bytes());
    let target = root.join("target/template");

    write("model.onnx", &onnx::perceptron(5));
    let (five, program) = run(folder.path(), &target);
    assert!(program.len() < 64 << 20, "{} bytes", program.len());
    let mark: &[u8] = b"LLVMContext";
    assert!(!program.windows(mark.len()).any(|w| w == mark), "LLVM is in the program");
    // Another model in its place is noticed, and is another circuit with other outputs.
    write("model.onnx", &onnx::perceptron(7));
    let (seven, _) = run(folder.path(), &target);
    let (digest, outputs) = five.split_once(' ').expect("a digest and outputs");
    let (other_digest, other_outputs) = seven.split_once(' ').expect("a digest and outputs");
    assert_ne!(digest, other_digest);
    assert_ne!(outputs, other_outputs);
}
