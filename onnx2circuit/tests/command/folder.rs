//! A folder of files, in which the command is run.

use prost::Message;
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tract_onnx::pb::ModelProto;

/// The folder; it goes when the test ends.
pub struct Folder(TempDir);

/// What a run of the command left.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// What was printed, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("no JSON: {e}\n{self:?}"))
    }

    /// Refuses anything but success.
    pub fn fine(self) -> Self {
        assert_eq!(self.status, 0, "{}", self.stderr);
        self
    }
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).expect("a file");
    }

    /// Writes a model, changed.
    pub fn model(&self, name: &str, bytes: &[u8], change: impl FnOnce(&mut ModelProto)) {
        let mut model = ModelProto::decode(bytes).expect("a model");
        change(&mut model);
        self.write(name, model.encode_to_vec());
    }

    /// Writes an array of this type in NumPy's format.
    pub fn npy(&self, name: &str, descr: &str, shape: &str, data: &[u8]) {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
        let length = (header.len() as u16).to_le_bytes();
        self.write(name, [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat());
    }

    /// The command, to run here; the arguments are the words of `line`.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onnx2circuit"));
        command.args(line.split_whitespace()).current_dir(self.0.path());
        command.env_remove("RUST_LOG").env_remove("NO_COLOR");
        command
    }

    /// Runs the command here, its output in pipes.
    pub fn run(&self, line: &str) -> Ran {
        self.run_with(line, &[])
    }

    /// The same with more in its environment.
    pub fn run_with(&self, line: &str, variables: &[(&str, &str)]) -> Ran {
        let mut command = self.command(line);
        let output = command.envs(variables.iter().copied()).output().expect("the command starts");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran {
            status: output.status.code().expect("no signal"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Starts the command here, with standard error in a pipe.
    pub fn start(&self, line: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_onnx2circuit"))
            .args(line.split_whitespace())
            .current_dir(self.0.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts")
    }

    /// Runs the command where it has to fail with status 2; what it says, with spaces for line breaks.
    pub fn refuses(&self, line: &str) -> String {
        let ran = self.run(&format!("{line} --json"));
        assert_eq!(ran.status, 2, "{line}: {}", ran.stderr);
        let json = ran.json();
        assert_eq!(json["status"], 2);
        json["error"].as_str().expect("a text").to_owned()
    }
}
