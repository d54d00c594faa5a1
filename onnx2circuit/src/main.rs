//! The command `onnx2circuit`.

use clap::Parser;
use onnx2circuit::command::{self, Cli};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // SAFETY: no other thread runs yet.
    unsafe { command::forget_degree() };
    let cli = Cli::parse();
    let default = match cli.verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let json = cli.json;
    match command::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let code = ExitCode::from(failure.blame as u8);
            if json {
                println!("{}", failure.to_json());
            }
            eprintln!("{:?}", miette::Report::new(failure));
            code
        }
    }
}
