//! A crate outside the workspace, word for word as `docs/model-crates.md` has it: it builds, its program holds nothing of LLVM,
//! and it is the model's. Then the same with what was compiled before, which is how it is built where LLVM is missing.
//!
//! It has the workspace's profile and folder of compiled crates, so that only what is its own is built.

use onnx2circuit_build::Model;
use prost::Message;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tests::data::{our_mnist, repository};
use tract_onnx::pb::ModelProto;

use super::files;

/// Libraries that come with the system: C's, and what GCC's unwinder needs.
const SYSTEM: [&str; 5] =
    ["linux-vdso.so.1", "libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"];
/// How the block that says where LLVM is begins.
const LLVM: &str = "# .cargo/config.toml";
const USE: [(&str, &str); 1] = [("ONNX2CIRCUIT_PREBUILT", "use")];
const WRITE: [(&str, &str); 1] = [("ONNX2CIRCUIT_PREBUILT", "write")];

/// The block of the documentation that begins so.
fn documented(start: &str) -> String {
    let text = fs::read_to_string(repository().join("docs/model-crates.md")).expect("the page");
    let mut blocks = text.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let (_, block) = blocks.find(|(_, block)| block.starts_with(start)).expect("the block");
    block.to_owned()
}

/// The crate's folder: always the same, so that cargo knows it again.
struct Template(PathBuf);

impl Template {
    fn new() -> Self {
        let root = repository().canonicalize().expect("the repository");
        let template = Self(root.join("target/template"));
        let _ = fs::remove_dir_all(&template.0);
        for folder in ["src", ".cargo"] {
            fs::create_dir_all(template.0.join(folder)).expect("a folder");
        }
        let build = documented("// build.rs").replace(".compile()", ".prebuilt(\"compiled\").compile()");
        assert!(build.contains("prebuilt"), "{build}");
        template.write("build.rs", build.as_bytes());
        template.write("src/main.rs", documented("// src/main.rs").as_bytes());
        template.write(".cargo/config.toml", documented(LLVM).as_bytes());
        for (from, name) in [
            (root.join("Cargo.lock"), "Cargo.lock"),
            (root.join("rust-toolchain.toml"), "rust-toolchain.toml"),
            (our_mnist().join("mnist.onnx"), "mnist.onnx"),
            (our_mnist().join("calibration.npz"), "calibration.npz"),
        ] {
            fs::copy(from, template.0.join(name)).expect("it is copied");
        }
        template.depend("");
        template
    }

    /// Writes the manifest: the documented dependencies, from this repository; `build` goes with the build's.
    fn depend(&self, build: &str) {
        let root = repository().canonicalize().expect("the repository");
        let workspace = fs::read_to_string(root.join("Cargo.toml")).expect("the workspace's manifest");
        let workspace: toml::Table = workspace.parse().expect("a manifest");
        let profile = toml::Table::from_iter([("profile".to_owned(), workspace["profile"].clone())]);
        let mut dependencies =
            documented("# Cargo.toml").replace("git = \"...\" }", &format!("git = \"...\"{build} }}"));
        for name in ["onnx2circuit", "onnx2circuit-build"] {
            let path = root.join(name).display().to_string();
            dependencies = dependencies
                .replace(&format!("\n{name} = {{ git = \"...\""), &format!("\n{name} = {{ path = {path:?}"));
        }
        let package = "[package]\nname = \"template\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
        self.write("Cargo.toml", format!("{package}{dependencies}\n[workspace]\n{profile}").as_bytes());
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).expect("it is written");
    }

    /// Without what this workspace tells cargo of LLVM: the crate says it itself.
    fn cargo(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let config: toml::Table = documented(LLVM).parse().expect("a configuration");
        let own = config["env"].as_table().expect("variables").keys();
        let mut command = Command::new(env!("CARGO"));
        for name in own {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.0)
            .env_remove("RUSTC_WORKSPACE_WRAPPER")
            .env("CARGO_TARGET_DIR", repository().join("target"))
            .envs(variables.iter().copied())
            .output()
            .expect("cargo runs")
    }

    /// Runs cargo, which has to succeed; what it prints.
    fn done(&self, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let done = self.cargo(arguments, variables);
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    }

    /// Builds and runs the program, without anything in its environment: what it computes, and its circuit's digest.
    fn run(&self, variables: &[(&str, &str)]) -> (String, String) {
        self.done(&["build"], variables);
        let done = Command::new(program()).env_clear().output().expect("the program runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let printed = String::from_utf8(done.stdout).expect("UTF-8");
        let (outputs, digest) = printed.split_once(", circuit ").expect("outputs and a digest");
        (outputs.to_owned(), digest.to_owned())
    }
}

fn program() -> PathBuf {
    repository().join("target/debug/template")
}

/// Neither linked nor loaded, nothing of LLVM is in the program.
fn assert_without_llvm() {
    let program = program();
    let bytes = fs::read(&program).expect("the program");
    assert!(bytes.len() < 64 << 20, "{} bytes", bytes.len());
    for mark in [&b"LLVMContext"[..], b"libLLVM", b"libMLIR"] {
        assert!(!bytes.windows(mark.len()).any(|w| w == mark), "LLVM is in the program");
    }
    let listed = Command::new("ldd").arg(&program).output().expect("ldd runs");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    let names: Vec<&str> =
        listed.lines().filter_map(|l| l.split_whitespace().next()?.rsplit('/').next()).collect();
    assert!(names.contains(&"libc.so.6"), "{listed}");
    assert!(names.iter().all(|name| SYSTEM.contains(name)), "{listed}");
}

/// The model with one weight changed.
fn changed(model: &[u8]) -> Vec<u8> {
    let mut model = ModelProto::decode(model).expect("a model");
    let tensors = &mut model.graph.as_mut().expect("a graph").initializer;
    let weights = tensors.iter_mut().rfind(|t| t.dims.len() == 2 && t.raw_data.len() > 64).expect("a matrix");
    let weight = f32::from_le_bytes(*weights.raw_data.first_chunk().expect("weights")) + 3.0;
    weights.raw_data[..4].copy_from_slice(&weight.to_le_bytes());
    model.encode_to_vec()
}

/// The model with one large weight in its first convolution, beside which others are few units: its sums are rounded by another shift.
fn uneven(model: &[u8]) -> Vec<u8> {
    let mut model = ModelProto::decode(model).expect("a model");
    let tensors = &mut model.graph.as_mut().expect("a graph").initializer;
    let kernels = tensors.iter_mut().find(|t| t.dims.len() == 4 && !t.raw_data.is_empty()).expect("kernels");
    kernels.raw_data[..4].copy_from_slice(&40.0f32.to_le_bytes());
    model.encode_to_vec()
}

/// The compiled files of the crate against a compile of our own.
fn assert_fresh(template: &Template, kept: &Path) {
    let fresh = tempfile::tempdir().expect("a folder");
    let model = Model::new(template.0.join("mnist.onnx")).samples(template.0.join("calibration.npz"));
    model.build(fresh.path()).expect("it compiles");
    let (fresh, kept) = (files(fresh.path()), files(kept));
    assert!(kept.len() > 4 && kept.iter().all(|(name, bytes)| fresh.get(name) == Some(bytes)));
}

#[test]
#[ignore = "builds a crate with its own compiler, minutes; run by make test-deep"]
fn a_crate_outside_the_workspace_holds_its_model_and_no_compiler() {
    let template = Template::new();
    let compiled = template.0.join("compiled");
    // There is nothing that was compiled before, and the build says so.
    let nothing = template.cargo(&["build"], &USE);
    let said = String::from_utf8_lossy(&nothing.stderr);
    assert!(!nothing.status.success() && said.contains("compiled"), "{said}");

    let first = template.run(&WRITE);
    assert_without_llvm();
    assert_fresh(&template, &compiled);
    let own = fs::read(compiled.join("mnist/model.o")).expect("an object");

    // One weight is another circuit with other outputs, and the build notices by itself.
    let model = fs::read(template.0.join("mnist.onnx")).expect("a model");
    template.write("mnist.onnx", &changed(&model));
    let second = template.run(&[]);
    assert!(first.0 != second.0 && first.1 != second.1, "{first:?}, then {second:?}");
    // What was compiled before is used in its place, without a look at the model.
    assert_eq!(template.run(&USE), first);

    // What runs is the compiled code: that of another model, in its place, computes something else from the same constants.
    template.write("mnist.onnx", &uneven(&model));
    template.run(&WRITE);
    let strange = fs::read(compiled.join("mnist/model.o")).expect("an object");
    assert_ne!(own, strange);
    template.write("mnist.onnx", &model);
    assert_eq!(template.run(&WRITE), first);
    fs::write(compiled.join("mnist/model.o"), &strange).expect("it is written");
    let swapped = template.run(&USE);
    assert_eq!(swapped.1, first.1);
    assert_ne!(swapped.0, first.0);
    fs::write(compiled.join("mnist/model.o"), &own).expect("it is written");

    // Without the compiler nothing asks for LLVM, neither to build nor to document.
    template.depend(", default-features = false");
    let tree = template.done(&["tree", "--edges", "normal,build", "--prefix", "none"], &[]);
    assert!(
        tree.contains("onnx2circuit-build ") && !tree.contains("llvm-sys") && !tree.contains("mlir-sys"),
        "{tree}"
    );
    assert_eq!(template.run(&[]), first);
    assert_without_llvm();
    template.done(&["doc", "--no-deps"], &[("DOCS_RS", "1")]);
}
