//! A pre-image server: serves a folder of pre-images over descriptors 3 to 6, to this machine or to another.
//! Usage: `preimage-server FOLDER`. Hints are acknowledged and otherwise ignored.

use fault_proof_vm::host::{FileStore, HostError, inherited, serve};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [folder] = &arguments[..] else {
        eprintln!("usage: preimage-server FOLDER, with pipes as descriptors 3 to 6");
        return ExitCode::from(2);
    };
    match run(Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("preimage-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path) -> Result<(), HostError> {
    serve(FileStore::open(folder)?, inherited()?)
}
