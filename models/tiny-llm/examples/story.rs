//! Continues a text by native code, up to the end of its line.
//!
//! `cargo run -p tiny-llm --example story -- "Ada has a "`

use std::process::ExitCode;

fn main() -> ExitCode {
    let begin = std::env::args().nth(1).unwrap_or_else(|| "Ada has a ".to_owned());
    match tiny_llm::continued(&begin, 120) {
        Ok(text) => {
            println!("{}", text.lines().next().unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
